package triage

import (
	"iter"
	"math"
	"slices"
)

// Evaluation says how good a classifier is on labelled texts that it has not seen.
type Evaluation struct {
	// Texts is how many texts it was asked about, Silent how many it had nothing to say of.
	Texts, Silent int
	// Accuracy is the share of texts whose first label is right, Top3 that of texts with the right label among the first three.
	Accuracy, Top3 float64
	// MacroF1 is the mean over the labels of the harmonic mean of precision and recall: rare labels weigh as much as frequent ones.
	MacroF1 float64
	// CalibrationError is by how much the probability of the first label misses the share of right ones, in ten equal bins of
	// probability, weighed by the texts in them (expected calibration error).
	CalibrationError float64
	// PerLabel has a line for each label that is true of a text or was given first, in the order of the labels.
	PerLabel []LabelScore
	// Confusion counts texts by their true label and the label that was given first.
	Confusion map[string]map[string]int
}

// LabelScore is how good a classifier is at one label.
type LabelScore struct {
	Label string
	// Texts is how many texts have the label, Given how many got it, Right how many of both.
	Texts, Given, Right   int
	Precision, Recall, F1 float64
}

// Evaluate asks a classifier about labelled texts and counts. Without a text all figures are 0.
func Evaluate(c Classifier, examples iter.Seq[Example]) Evaluation {
	e := Evaluation{Confusion: map[string]map[string]int{}}
	scores := map[string]*LabelScore{}
	score := func(label string) *LabelScore {
		if scores[label] == nil {
			scores[label] = &LabelScore{Label: label}
		}
		return scores[label]
	}
	var bins [10]struct {
		texts, right int
		probability  float64
	}
	right, top3 := 0, 0
	for x := range examples {
		e.Texts++
		truth := score(x.Label)
		truth.Texts++
		labels := c.Classify(x.Text)
		if len(labels) == 0 {
			e.Silent++
			continue
		}
		first := score(labels[0].Name)
		first.Given++
		if e.Confusion[x.Label] == nil {
			e.Confusion[x.Label] = map[string]int{}
		}
		e.Confusion[x.Label][first.Label]++
		bin := &bins[max(0, min(int(labels[0].Probability*10), 9))]
		bin.texts++
		bin.probability += labels[0].Probability
		if first == truth {
			right++
			truth.Right++
			bin.right++
		}
		if slices.ContainsFunc(labels[:min(len(labels), 3)], func(l Label) bool { return l.Name == x.Label }) {
			top3++
		}
	}
	if e.Texts == 0 {
		return e
	}
	e.Accuracy, e.Top3 = float64(right)/float64(e.Texts), float64(top3)/float64(e.Texts)
	if said := e.Texts - e.Silent; said > 0 {
		for _, bin := range bins {
			e.CalibrationError += math.Abs(bin.probability-float64(bin.right)) / float64(said)
		}
	}
	for _, s := range scores {
		s.finish()
		e.PerLabel = append(e.PerLabel, *s)
	}
	slices.SortFunc(e.PerLabel, func(a, b LabelScore) int {
		if a.Label < b.Label {
			return -1
		}
		return 1
	})
	for _, s := range e.PerLabel {
		e.MacroF1 += s.F1 / float64(len(e.PerLabel))
	}
	return e
}

func (s *LabelScore) finish() {
	if s.Given > 0 {
		s.Precision = float64(s.Right) / float64(s.Given)
	}
	if s.Texts > 0 {
		s.Recall = float64(s.Right) / float64(s.Texts)
	}
	if s.Right > 0 {
		s.F1 = 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
	}
}
