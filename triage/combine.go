package triage

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
)

// ClassifierFunc makes a function a [Classifier]: rules of the host's, or a call of a model that it has.
type ClassifierFunc func(text string) []Label

// Classify implements [Classifier].
func (f ClassifierFunc) Classify(text string) []Label { return f(text) }

// Voice is a classifier with how much it counts among others.
type Voice struct {
	Classifier Classifier
	// Weight is more than 0 and at most 1000.
	Weight float64
}

// Mean combines classifiers by the weighted mean of their probabilities (linear opinion pool, Stone 1961):
//
//	p(label) = Σ wᵢ pᵢ(label) / Σ wᵢ
//
// over those that have something to say; a label that a classifier does not name has there probability 0. A classifier with few
// labels, such as rules, wins where it is sure and leaves the rest to others. The error is a *[complaint.FieldError].
func Mean(voices ...Voice) (Classifier, error) {
	return pool(voices, func(labels []Label, said [][]Label, weights []float64) {
		all := 0.0
		for _, w := range weights {
			all += w
		}
		for k := range labels {
			for i, list := range said {
				labels[k].Probability += weights[i] / all * probability(list, labels[k].Name, 0)
			}
		}
	})
}

// leastProbability is that of a label which a classifier of a product does not name.
const leastProbability = 1e-3

// Product combines classifiers by the weighted product of their probabilities (logarithmic opinion pool, Genest and Zidek
// 1986):
//
//	p(label) ∝ Π max(pᵢ(label), 0.001) ^ wᵢ
//
// over those that have something to say, brought to the sum 1. It is right for classifiers that err independently of each
// other: what both think likely becomes likelier, and each can rule a label out. With weights that add up to 1 it is no surer
// than its voices. The error is a *[complaint.FieldError].
func Product(voices ...Voice) (Classifier, error) {
	return pool(voices, func(labels []Label, said [][]Label, weights []float64) {
		top := math.Inf(-1)
		for k := range labels {
			for i, list := range said {
				labels[k].Probability += weights[i] * math.Log(max(probability(list, labels[k].Name, 0), leastProbability))
			}
			top = max(top, labels[k].Probability)
		}
		sum := 0.0
		for k := range labels {
			labels[k].Probability = math.Exp(labels[k].Probability - top)
			sum += labels[k].Probability
		}
		for k := range labels {
			labels[k].Probability /= sum
		}
	})
}

func probability(list []Label, name string, otherwise float64) float64 {
	for i := range list {
		if list[i].Name == name {
			return max(0, min(list[i].Probability, 1))
		}
	}
	return otherwise
}

// pool makes a classifier that asks all and lets mix set the probabilities of the labels that any of them names.
func pool(voices []Voice, mix func(labels []Label, said [][]Label, weights []float64)) (Classifier, error) {
	if len(voices) == 0 {
		return nil, &complaint.FieldError{Field: "voices", Value: "0", Rule: "must be at least one"}
	}
	for i, v := range voices {
		at := "voices[" + strconv.Itoa(i) + "]"
		if v.Classifier == nil {
			return nil, &complaint.FieldError{Field: at + ".classifier", Rule: "must be set"}
		}
		if !(v.Weight > 0 && v.Weight <= 1000) {
			return nil, &complaint.FieldError{
				Field: at + ".weight", Value: strconv.FormatFloat(v.Weight, 'g', -1, 64), Rule: "must be more than 0 and at most 1000",
			}
		}
	}
	voices = slices.Clone(voices)
	return ClassifierFunc(func(text string) []Label {
		said, weights := make([][]Label, 0, len(voices)), make([]float64, 0, len(voices))
		var labels []Label
		for _, v := range voices {
			list := v.Classifier.Classify(text)
			if len(list) == 0 {
				continue
			}
			said, weights = append(said, list), append(weights, v.Weight)
			for _, l := range list {
				labels = append(labels, Label{Name: l.Name})
			}
		}
		slices.SortFunc(labels, func(a, b Label) int { return cmp.Compare(a.Name, b.Name) })
		labels = slices.CompactFunc(labels, func(a, b Label) bool { return a.Name == b.Name })
		if len(labels) == 0 {
			return nil
		}
		mix(labels, said, weights)
		slices.SortStableFunc(labels, func(a, b Label) int { return cmp.Compare(b.Probability, a.Probability) })
		return labels
	}), nil
}

// Cautious is a classifier that says nothing where it is not sure enough: a person has to look. [Evaluation.LeastFor] finds the
// bound for an accuracy that is wanted.
type Cautious struct {
	Classifier Classifier
	// Least is the least probability, from 0 to 1, of a first label.
	Least float64
}

// Classify implements [Classifier]. It returns nothing for a text that a person should look at.
func (c Cautious) Classify(text string) []Label {
	labels := c.Classifier.Classify(text)
	if len(labels) == 0 || labels[0].Probability < c.Least {
		return nil
	}
	return labels
}
