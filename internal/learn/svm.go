package learn

import (
	"math"
	"math/bits"
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
	active := append([]int32(nil), s.order...)
	bound, next := math.Inf(1), 0.0
	for range s.passes {
		s.shuffle(active)
		low, high := math.Inf(1), math.Inf(-1)
		n := len(active)
		for at := 0; at < n; {
			i := int(active[at])
			d := &s.docs[i]
			dot := w[s.width] * biasValue
			for k, f := range d.index {
				dot += w[f] * d.value[k]
			}
			gradient := float64(dot)*sign[i] - 1 + diagonal[i]*alpha[i]
			projected := gradient
			if alpha[i] == 0 {
				if gradient > bound { // it will not move: leave it out
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
			old := alpha[i]
			alpha[i] = math.Max(old-gradient/(s.norms[i]+diagonal[i]), 0)
			step := float32((alpha[i] - old) * sign[i])
			for k, f := range d.index {
				w[f] += step * d.value[k]
			}
			w[s.width] += step * biasValue
		}
		active = active[:n]
		if high-low < 0.1 {
			if len(active) == len(s.docs) {
				break
			}
			active, bound = active[:len(s.docs)], math.Inf(1)
			continue
		}
		if next = high; next <= 0 {
			next = math.Inf(1)
		}
		bound = next
	}
	return w
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
