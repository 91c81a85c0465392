package signal

import "math"

// Model gives the probability of a code by what was learned from texts, 0 where nothing is known.
type Model = func(code string) float64

// Sensitive decides which sensitive content a text has: what the tables found, and what the model says where they found
// little. Each code comes once, with the probability as its weight and the place of the strongest hit; where only the model
// speaks, the rule is "model" and the span is empty. A nil model says nothing.
func Sensitive(s *Signals, model Model) []Hit {
	var list []Hit
	for _, code := range codes[tableSensitive] {
		list = decide(list, code, s.Sensitive, model, code, sensitiveBlend)
	}
	return list
}

// Suspicion decides about suspicion, as [Sensitive] does. The model knows one code, "suspicion", for all of it, and that is the
// code where the tables found nothing.
func Suspicion(s *Signals, model Model) []Hit {
	var list []Hit
	for _, code := range codes[tableSuspicion] {
		if _, strongest := evidenceOf(s.Suspicion, code); strongest >= 0 {
			list = decide(list, code, s.Suspicion, model, "suspicion", suspicionBlend)
		}
	}
	if len(list) == 0 {
		list = decide(list, "suspicion", nil, model, "suspicion", suspicionBlend)
	}
	return list
}

// Repeat decides whether somebody says that they asked before: at most one hit. The model's code is "repeat".
func Repeat(s *Signals, model Model) []Hit {
	return decide(nil, "repeat", s.Repeat, model, "repeat", repeatBlend)
}

// blend is how the tables and the model are put together: a logistic regression of what the tables say, as evidence from 0 to 1,
// and the log-odds of the model, learned on held-out texts of the corpus.
type blend struct{ base, tables, model float64 }

//nolint:gochecknoglobals // constants of a formula
var (
	sensitiveBlend = blend{-0.9, 3, 0.4}
	suspicionBlend = blend{-0.6, 3, 0.5}
	repeatBlend    = blend{-0.7, 3, 0.45}
)

// decide appends a code that is more likely than not.
func decide(dst []Hit, code string, found []Hit, model Model, asked string, b blend) []Hit {
	evidence, strongest := evidenceOf(found, code)
	p := 0.0
	if model != nil {
		p = model(asked)
	}
	p = min(max(p, 0.02), 0.98)
	x := b.base + b.tables*evidence + b.model*math.Log(p/(1-p))
	if x < 0 {
		return dst
	}
	h := Hit{Code: code, Rule: "model"}
	if strongest >= 0 {
		h = found[strongest]
	}
	h.Weight = 1 / (1 + math.Exp(-x))
	return append(dst, h)
}

// evidenceOf puts the hits of a code together as if they were independent: of each rule the first. It also returns the
// strongest, -1 for none.
func evidenceOf(found []Hit, code string) (float64, int) {
	none, strongest := 1.0, -1
	for i := range found {
		if found[i].Code != code {
			continue
		}
		if strongest < 0 || found[i].Weight > found[strongest].Weight {
			strongest = i
		}
		known := false
		for k := range i {
			known = known || found[k].Rule == found[i].Rule
		}
		if !known {
			none *= 1 - min(found[i].Weight, 0.99)
		}
	}
	return 1 - none, strongest
}
