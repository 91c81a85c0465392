package triage

import (
	"slices"

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

// first returns the most probable label of a head.
func first(m *learn.Model, r *learn.Reader, head int) (string, float64) {
	at, most := 0, float32(0)
	for i, p := range m.Probabilities(r, head) {
		if p > most {
			at, most = i, p
		}
	}
	return m.Heads()[head].Labels[at], float64(most)
}

// answers gives the probability of each label of a head, as long as the reader is not used for another text. It is so small
// that it costs no allocation.
func answers(labels []string, probabilities []float32) signal.Model {
	return func(label string) float64 { return probabilityOf(label, labels, probabilities) }
}

func probabilityOf(label string, labels []string, probabilities []float32) float64 {
	if i := slices.Index(labels, label); i >= 0 {
		return float64(probabilities[i])
	}
	return 0
}
