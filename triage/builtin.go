package triage

import (
	"bytes"
	_ "embed"
	"sync"

	"github.com/recourse-go/recourse/internal/learn"
)

//go:generate go run gen_model.go

// builtinModel is the model that gen_model.go trains on the texts of the folder corpus.
//
//go:embed model.bin
var builtinModel []byte

// Builtin returns the classifier that needs no data of the host's own: the leaf codes of the built-in tree of categories, for
// Chinese, simplified and traditional, and English. It was trained on 11,194 texts that were written for it, see the
// folder corpus, and knows nothing of the host's goods: a model of the host's own, made with [Train] from its labelled
// history, will be better. Take its first label for a proposal, and ask a person where the probability is low.
func Builtin() Classifier { return builtin{} }

type builtin struct{}

// Classify implements [Classifier]. It returns nothing for a text in which the model knows nothing.
func (builtin) Classify(text string) []Label {
	m := readBuiltin()
	if m == nil {
		return nil
	}
	r := learn.Borrow()
	defer learn.Return(r)
	r.Read(text)
	m.Judge(r)
	if !r.Known() {
		return nil
	}
	return ranked(m.Heads()[headCategory].Labels, m.Probabilities(r, headCategory))
}

var readBuiltin = sync.OnceValue(func() *learn.Model {
	m, err := learn.Read(bytes.NewReader(builtinModel))
	if err != nil { // a test shows that it can be read
		return nil
	}
	return m
})
