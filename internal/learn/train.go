package learn

import (
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/text"
)

// Sample is a text with its labels: for each head a list. A head with one answer takes one label, or none where it is not
// known and the text teaches nothing there.
type Sample struct {
	Text   string
	Labels [][]string
}

// Options are the settings of [Train]. The zero value is good for most.
type Options struct {
	// Cost is how much a wrongly classified text of the training weighs against simplicity; 0 for 2.
	Cost float64
	// Passes bounds how often every text is looked at; 0 for 60.
	Passes int
	// Seed makes the order of the texts, and so the model, reproducible.
	Seed uint64
	// Balance weighs rare labels up: 0 not at all, 1 until all labels weigh the same.
	Balance float64
	// Weights says of labels how much more, or less, their texts weigh than others, from 0.001 to 1000; 1 for those that it
	// does not name. It multiplies with Balance. A label of a large weight is found more often and given wrongly more often.
	Weights map[string]float64
	// MinTexts is in how many texts of the training an n-gram must stand to be kept; 0 for 1.
	MinTexts int
	// MaxFeatures bounds the n-grams that are learned from, those that stand in most texts first; 0 for 262,144.
	MaxFeatures int
	// KeepFeatures bounds the n-grams of the model: those that weigh most after a first training are kept, and a second
	// training learns from them alone; 0 for all.
	KeepFeatures int
}

const (
	defaultPasses   = 60
	defaultCost     = 2
	defaultFeatures = 1 << 18
	// maxLabels and maxSamples bound a training.
	maxLabels  = 4096
	maxSamples = 1 << 22
	// wordShare is how much more a word or a pair of words weighs than one of its many character sequences, which else would
	// drown it.
	wordShare   = 1.5
	rarityPower = 0.7
	// folds is into how many parts the texts are cut: each in turn, as far as needed, is held out to calibrate the
	// probabilities.
	folds = 8
	// enoughHeld is how many texts that were held out are enough for that.
	enoughHeld = 900
	// calibratingPasses is how often texts are looked at when only margins for the calibration are wanted.
	calibratingPasses = 8
)

// Train learns a model. The error is a *[complaint.FieldError] for options out of range, heads without labels, labels that are
// not of their head, and fewer than two texts.
func Train(heads []Head, samples iter.Seq[Sample], o Options) (*Model, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	c := collector{options: o, heads: heads}
	if err := c.checkHeads(); err != nil {
		return nil, err
	}
	if err := c.checkWeights(); err != nil {
		return nil, err
	}
	for s := range samples {
		if err := c.add(s); err != nil {
			return nil, err
		}
	}
	if len(c.docs) < 2 {
		return nil, refuse("samples", strconv.Itoa(len(c.docs)), "must be at least two texts")
	}
	return c.train(), nil
}

func (o *Options) check() error {
	switch {
	case math.IsNaN(o.Cost) || o.Cost < 0 || o.Cost > 1e6:
		return refuse("cost", strconv.FormatFloat(o.Cost, 'g', -1, 64), "must be from 0, for the default, to 1000000")
	case o.Passes < 0 || o.Passes > 10_000:
		return refuse("passes", strconv.Itoa(o.Passes), "must be from 0, for the default, to 10000")
	case math.IsNaN(o.Balance) || o.Balance < 0 || o.Balance > 1:
		return refuse("balance", strconv.FormatFloat(o.Balance, 'g', -1, 64), "must be from 0 to 1")
	case o.MinTexts < 0:
		return refuse("min_texts", strconv.Itoa(o.MinTexts), "must not be negative")
	case o.KeepFeatures < 0:
		return refuse("keep_features", strconv.Itoa(o.KeepFeatures), "must not be negative")
	case o.MaxFeatures < 0 || o.MaxFeatures > maxRows:
		return refuse("max_features", strconv.Itoa(o.MaxFeatures), "must be from 0, for the default, to "+strconv.Itoa(maxRows))
	}
	if o.Cost == 0 {
		o.Cost = defaultCost
	}
	if o.Passes == 0 {
		o.Passes = defaultPasses
	}
	if o.MinTexts == 0 {
		o.MinTexts = 1
	}
	if o.MaxFeatures == 0 {
		o.MaxFeatures = defaultFeatures
	}
	return nil
}

func refuse(field, value, rule string) error {
	return &complaint.FieldError{Field: field, Value: value, Rule: rule}
}

// collector gathers samples.
type collector struct {
	options Options
	heads   []Head
	first   []int
	docs    []rawDoc
	reader  Reader
}

// rawDoc is a text before it is known which n-grams are kept.
type rawDoc struct {
	hashes []uint32
	counts []uint16
	// columns are those of its labels, known says of which heads there are labels.
	columns []int
	known   []bool
}

func (c *collector) checkHeads() error {
	c.first = make([]int, 1, len(c.heads)+1)
	for i, h := range c.heads {
		n := len(h.Labels)
		if n == 0 || n == 1 && !h.Multi || !slices.IsSorted(h.Labels) || len(slices.Compact(slices.Clone(h.Labels))) != n {
			return refuse("heads["+strconv.Itoa(i)+"].labels", h.Name,
				"must be at least two, in the order of their bytes and without doubles")
		}
		c.first = append(c.first, c.first[i]+n)
	}
	if total := c.first[len(c.heads)]; total == 0 || total > maxLabels {
		return refuse("heads", strconv.Itoa(total), "must have 1 to "+strconv.Itoa(maxLabels)+" labels in all")
	}
	return nil
}

func (c *collector) checkWeights() error {
	for _, label := range slices.Sorted(maps.Keys(c.options.Weights)) {
		w := c.options.Weights[label]
		if !(w >= 1e-3 && w <= 1e3) {
			return refuse("weights."+label, strconv.FormatFloat(w, 'g', -1, 64), "must be from 0.001 to 1000")
		}
		if !slices.ContainsFunc(c.heads, func(h Head) bool { return slices.Contains(h.Labels, label) }) {
			return refuse("weights."+label, label, "must be a label of the texts")
		}
	}
	return nil
}

func (c *collector) add(s Sample) error {
	at := "samples[" + strconv.Itoa(len(c.docs)) + "].labels"
	if len(s.Labels) != len(c.heads) {
		return refuse(at, strconv.Itoa(len(s.Labels)), "must be a list for each of the "+strconv.Itoa(len(c.heads))+" heads")
	}
	if len(c.docs) == maxSamples {
		return refuse("samples", "", "must be at most "+strconv.Itoa(maxSamples))
	}
	d := rawDoc{known: make([]bool, len(c.heads))}
	for i, labels := range s.Labels {
		h := &c.heads[i]
		d.known[i] = h.Multi || len(labels) > 0
		if !h.Multi && len(labels) > 1 {
			return refuse(at, labels[1], "must be at most one for "+h.Name)
		}
		for _, label := range labels {
			k, ok := slices.BinarySearch(h.Labels, label)
			if !ok {
				return refuse(at, label, "must be a label of "+h.Name)
			}
			d.columns = append(d.columns, c.first[i]+k)
		}
	}
	c.reader.Read(s.Text)
	d.hashes, d.counts = slices.Clone(c.reader.Grams.Hashes), slices.Clone(c.reader.Grams.Counts)
	c.docs = append(c.docs, d)
	return nil
}

func (c *collector) train() *Model {
	table := c.choose()
	docs := c.vectors(table)
	all := func(int) bool { return true }
	if keep := c.options.KeepFeatures; keep > 0 && keep < table.rows() {
		table = table.heaviest(c.fit(docs, table.rows(), all, c.options.Passes), keep)
		docs = c.vectors(table)
	}
	m := &Model{features: *table, heads: c.heads, first: c.first}
	c.calibrate(m, docs)
	m.quantize(c.fit(docs, table.rows(), all, c.options.Passes))
	return m
}

func (c *collector) vectors(table *features) []vector {
	docs := make([]vector, len(c.docs))
	for i := range c.docs {
		docs[i] = table.vector(c.docs[i].hashes, c.docs[i].counts)
	}
	return docs
}

// choose keeps the n-grams that stand in enough texts, and says how rare each is: a power of the usual logarithm, which
// does better on short texts than the logarithm itself.
func (c *collector) choose() *features {
	texts := map[uint32]int32{}
	for i := range c.docs {
		for _, h := range c.docs[i].hashes {
			texts[h]++
		}
	}
	kept := make([]uint32, 0, len(texts))
	for h, n := range texts {
		if int(n) >= c.options.MinTexts {
			kept = append(kept, h)
		}
	}
	slices.SortFunc(kept, func(a, b uint32) int {
		if d := texts[b] - texts[a]; d != 0 {
			return int(d)
		}
		if a < b {
			return -1
		}
		return 1
	})
	kept = kept[:min(len(kept), c.options.MaxFeatures)]
	slices.Sort(kept)
	rarity := make([]float32, len(kept))
	for i, h := range kept {
		rarity[i] = float32(math.Pow(math.Log(float64(1+len(c.docs))/float64(1+texts[h]))+1, rarityPower))
		if text.WholeWord(h) {
			rarity[i] *= wordShare
		}
	}
	return newFeatures(kept, rarity)
}

// fit trains a machine for each column on the texts that in accepts.
func (c *collector) fit(docs []vector, width int, in func(doc int) bool, passes int) [][]float32 {
	weights := make([][]float32, 0, c.first[len(c.heads)])
	for i, h := range c.heads {
		var chosen []vector
		var from []int
		for d := range docs {
			if in(d) && c.docs[d].known[i] {
				chosen, from = append(chosen, docs[d]), append(from, d)
			}
		}
		for k := range h.Labels {
			column := c.first[i] + k
			s := newSVM(chosen, width, c.options.Cost, passes, c.options.Seed+uint64(column))
			weights = append(weights, s.train(func(doc int) bool { return c.has(from[doc], column) }, c.share(&h, k, from, column)))
		}
	}
	return weights
}

func (c *collector) has(doc, column int) bool { return slices.Contains(c.docs[doc].columns, column) }

// share is how much more a text with a label weighs than one without it: for labels that are rarer than the others of their
// head, and as the options say.
func (c *collector) share(h *Head, label int, from []int, column int) float64 {
	size, groups := 0, len(h.Labels)
	for _, d := range from {
		if c.has(d, column) {
			size++
		}
	}
	if h.Multi {
		groups = 2
	}
	if size == 0 {
		return 1
	}
	weight, named := c.options.Weights[h.Labels[label]]
	if !named {
		weight = 1
	}
	return weight * math.Pow(max(float64(len(from))/float64(groups*size), 1), c.options.Balance)
}
