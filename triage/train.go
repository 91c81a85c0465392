package triage

import (
	"io"
	"iter"
	"slices"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/learn"
)

// Example is a text with its label.
type Example struct {
	Text  string
	Label string
}

// TrainOptions are the settings of [Train]. The zero value is good for most.
type TrainOptions = learn.Options

// ErrModel says that a file is no model: broken, cut off, changed, or of a newer version.
var ErrModel = learn.ErrFile

// Train learns a classifier from labelled texts in any language: hashed word and character n-grams, weighed by how rare they
// are, and a linear support vector machine for each label (squared hinge loss), whose margins are calibrated to probabilities
// on texts that were held out. The same examples and options always give the same model. The error is a
// *[complaint.FieldError] for options out of range, an empty label, fewer than two labels or two texts.
func Train(examples iter.Seq[Example], o TrainOptions) (*Model, error) {
	var list []Example
	var labels []string
	for e := range examples {
		if e.Label == "" || len(e.Label) > complaint.MaxLine {
			return nil, &complaint.FieldError{
				Field: "examples[" + strconv.Itoa(len(list)) + "].label", Value: e.Label, Rule: "must be a text of 1 to 255 bytes",
			}
		}
		if i, known := slices.BinarySearch(labels, e.Label); !known {
			labels = slices.Insert(labels, i, e.Label)
		}
		list = append(list, e)
	}
	if len(labels) < 2 {
		return nil, &complaint.FieldError{Field: "examples", Value: strconv.Itoa(len(labels)), Rule: "must have at least two labels"}
	}
	m, err := learn.Train([]learn.Head{{Name: "label", Labels: labels}}, func(yield func(learn.Sample) bool) {
		for _, e := range list {
			if !yield(learn.Sample{Text: e.Text, Labels: [][]string{{e.Label}}}) {
				return
			}
		}
	}, o)
	if err != nil {
		return nil, err
	}
	return &Model{m}, nil
}

// WriteTo writes the model to a file that [ReadModel] reads. The same model always gives the same bytes.
func (m *Model) WriteTo(w io.Writer) (int64, error) { return m.model.WriteTo(w) }

// ReadModel reads a model. Whatever is no model is refused with [ErrModel], and memory is spent only as far as the file has
// content for it, so a file may come from anybody.
func ReadModel(r io.Reader) (*Model, error) {
	m, err := learn.Read(r)
	if err != nil {
		return nil, err
	}
	if heads := m.Heads(); len(heads) != 1 || heads[0].Multi {
		return nil, &complaint.FieldError{Field: "model", Rule: "must be one that Train has made: this one answers other questions"}
	}
	return &Model{m}, nil
}
