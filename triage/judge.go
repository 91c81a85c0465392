package triage

import (
	"github.com/recourse-go/recourse/internal/learn"
	"github.com/recourse-go/recourse/internal/signal"
)

// The questions that the built-in model answers, in the order of gen_model.go.
const (
	headCategory = iota
	headFeedback
	headSeverity
	_ // polarity and intensity are judged by the package emotion
	_
	headSensitive
	headMarks
)

// top returns the most probable labels of a head, best first.
func top(m *learn.Model, r *learn.Reader, head, n int) []Label {
	names, probabilities := m.Heads()[head].Labels, m.Probabilities(r, head)
	best := make([]Label, 0, n)
	for i, p := range probabilities {
		at := len(best)
		for at > 0 && best[at-1].Probability < float64(p) {
			at--
		}
		if at == n {
			continue
		}
		if len(best) < n {
			best = append(best, Label{})
		}
		copy(best[at+1:], best[at:])
		best[at] = Label{names[i], float64(p)}
	}
	return best
}

// modelHits appends what a head of several answers says about each of them.
func modelHits(m *learn.Model, r *learn.Reader, head int, dst []signal.Hit) []signal.Hit {
	names := m.Heads()[head].Labels
	for i, p := range m.Probabilities(r, head) {
		dst = append(dst, signal.Hit{Code: names[i], Rule: "model", Weight: float64(p)})
	}
	return dst
}
