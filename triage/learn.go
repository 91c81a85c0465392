package triage

import (
	"iter"

	"github.com/recourse-go/recourse/internal/learn"
)

// LearnOptions are the settings of [Model.Learn]. The zero value is good for most.
type LearnOptions = learn.CorrectOptions

// Learn returns a model that has learned corrections, texts with the label that an agent gave them; the model itself stays as
// it is, so that judging goes on meanwhile. Labels that it does not know are added. The same model, corrections and options
// always give the same result.
//
// The n-grams of a correction move towards its label and away from the strongest other one, until the right label leads
// (Crammer et al., Online Passive-Aggressive Algorithms, 2006). Texts that are alike follow; texts that share no n-gram with
// any correction are judged exactly as before. It takes milliseconds and needs no old texts.
//
// It does not replace [Train]: only Train weighs all texts against each other, learns which n-grams are rare, and calibrates
// the probabilities anew. Learn corrections as they come, keep them with their texts, and train on everything once they are a
// few in a hundred of what the model was trained on. The error is a *[complaint.FieldError] for options out of range, a label
// that is empty or longer than 255 bytes, and more than 65,536 corrections.
func (m *Model) Learn(corrections iter.Seq[Example], o LearnOptions) (*Model, error) {
	out, err := m.model.Learn(0, func(yield func(learn.Correction) bool) {
		for e := range corrections {
			if !yield(learn.Correction(e)) {
				return
			}
		}
	}, o)
	if err != nil {
		return nil, err
	}
	return &Model{out}, nil
}
