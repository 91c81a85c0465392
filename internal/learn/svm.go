package learn

import (
	"math"
	"math/bits"
	"slices"
)

// vector is a text as a classifier sees it: features by number with their weights, of length one.
type vector struct {
	index []int32
	value []float32
}

// svm trains a linear support vector machine with squared hinge loss for one class against all others, by coordinate descent
// in the dual (Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, 2008, algorithm 1). The last weight
// is the bias.
type svm struct {
	docs   []vector
	norms  []float64 // squared, with the bias
	width  int
	cost   float64
	passes int
	order  []int32
	random uint64
}

func newSVM(docs []vector, width int, cost float64, passes int, seed uint64) *svm {
	s := &svm{docs: docs, width: width, cost: cost, passes: passes, random: seed}
	s.norms = make([]float64, len(docs))
	s.order = make([]int32, len(docs))
	for i, d := range docs {
		sum := float64(biasValue * biasValue)
		for _, v := range d.value {
			sum += float64(v) * float64(v)
		}
		s.norms[i], s.order[i] = sum, int32(i)
	}
	return s
}

const biasValue = 1

// train returns the weights of a class: positive says which texts belong to it, share how much more its texts count.
func (s *svm) train(positive func(doc int) bool, share float64) []float32 {
	w := make([]float32, s.width+1)
	alpha := make([]float64, len(s.docs))
	sign := make([]float64, len(s.docs))
	diagonal := make([]float64, len(s.docs))
	for i := range s.docs {
		cost := s.cost
		if sign[i] = -1; positive(i) {
			sign[i] = 1
			cost *= share
		}
		diagonal[i] = 1 / (2 * cost)
	}
	d := dual{s, w, alpha, sign, diagonal}
	active := slices.Clone(s.order)
	bound := math.Inf(1)
	for range s.passes {
		s.shuffle(active)
		n, low, high := d.pass(active, bound)
		active = active[:n]
		switch {
		case high-low >= closeEnough && high > 0:
			bound = high
		case high-low >= closeEnough:
			bound = math.Inf(1)
		case n == len(s.docs):
			return w
		default: // those that are left have settled: look at all of them again
			active, bound = active[:len(s.docs)], math.Inf(1)
		}
	}
	return w
}

// closeEnough is the spread of the gradients at which a training ends.
const closeEnough = 0.05

// dual is where the training of one class stands.
type dual struct {
	*svm

	weights               []float32
	alpha, sign, diagonal []float64
}

// pass moves the coordinates of some documents once. Those that will not move any more are put behind the first n. It returns
// n and the range of the projected gradients.
func (d *dual) pass(active []int32, bound float64) (n int, low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	n = len(active)
	for at := 0; at < n; {
		i := int(active[at])
		doc := &d.docs[i]
		gradient := float64(doc.margin(d.weights, d.width))*d.sign[i] - 1 + d.diagonal[i]*d.alpha[i]
		projected := gradient
		if d.alpha[i] == 0 {
			if gradient > bound {
				n--
				active[at], active[n] = active[n], active[at]
				continue
			}
			projected = math.Min(gradient, 0)
		}
		at++
		low, high = math.Min(low, projected), math.Max(high, projected)
		if math.Abs(projected) < 1e-12 {
			continue
		}
		old := d.alpha[i]
		d.alpha[i] = math.Max(old-gradient/(d.norms[i]+d.diagonal[i]), 0)
		step := float32((d.alpha[i] - old) * d.sign[i])
		for k, f := range doc.index {
			d.weights[f] += step * doc.value[k]
		}
		d.weights[d.width] += step * biasValue
	}
	return n, low, high
}

// shuffle puts the documents into another order, the same for the same seed.
func (s *svm) shuffle(list []int32) {
	for i := len(list) - 1; i > 0; i-- {
		s.random += 0x9E3779B97F4A7C15
		z := s.random
		z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		hi, _ := bits.Mul64(z^z>>31, uint64(i+1))
		list[i], list[hi] = list[hi], list[i]
	}
}
