package triage

import (
	"cmp"
	"slices"

	"github.com/recourse-go/recourse/internal/learn"
)

// Label is what a classifier thinks a text is, with its probability.
type Label struct {
	Name        string
	Probability float64
}

// Classifier says what a text is. Hosts may bring their own. It must be safe for concurrent use and take time in proportion to
// the text.
type Classifier interface {
	// Classify returns labels, the most probable first. The probabilities add up to at most 1. It returns none where it has
	// nothing to say.
	Classify(text string) []Label
}

// Model is a trained classifier. It is immutable and safe for concurrent use. Make one with [Train] or [ReadModel].
type Model struct{ model *learn.Model }

// Labels returns the labels that a model knows, in the order of their bytes.
func (m *Model) Labels() []string { return slices.Clone(m.model.Heads()[0].Labels) }

// Classify implements [Classifier] and returns all labels. Of a text in which it knows nothing it says that every label is as
// likely as any other.
func (m *Model) Classify(text string) []Label {
	r := learn.Borrow()
	defer learn.Return(r)
	r.Read(text)
	m.model.Judge(r)
	return ranked(m.model.Heads()[0].Labels, m.model.Probabilities(r, 0))
}

// ranked puts labels in the order of their probabilities; ties stay in the order of the labels.
func ranked(labels []string, probabilities []float32) []Label {
	list := make([]Label, len(labels))
	for i, p := range probabilities {
		list[i] = Label{labels[i], float64(p)}
	}
	slices.SortStableFunc(list, func(a, b Label) int { return cmp.Compare(b.Probability, a.Probability) })
	return list
}
