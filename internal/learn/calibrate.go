package learn

import (
	"math"
	"slices"
)

// The calibration of a head about which too little is known.
const (
	usualSlope = 3
	fewTexts   = 40
)

// calibrate finds how margins become probabilities that come true, on texts that were held out from shorter trainings: a part
// of the texts where there are many, every text once where there are few.
func (c *collector) calibrate(m *Model, docs []vector) {
	n := c.first[len(c.heads)]
	m.slope, m.shift = make([]float32, n), make([]float32, n)
	for k := range m.slope {
		m.slope[k] = usualSlope
	}
	margins, truth := make([][][]float32, len(c.heads)), make([][][]int, len(c.heads))
	for part := range min((enoughHeld*folds+len(docs)-1)/len(docs), folds) {
		c.holdOut(docs, part, m.features.rows(), func(head, doc int, row []float32) {
			margins[head], truth[head] = append(margins[head], row), append(truth[head], c.docs[doc].columns)
		})
	}
	for i, h := range c.heads {
		switch {
		case len(margins[i]) < fewTexts:
		case h.Multi:
			for k := range h.Labels {
				m.slope[c.first[i]+k], m.shift[c.first[i]+k] = platt(margins[i], truth[i], k, c.first[i]+k)
			}
		default:
			m.slope[c.first[i]] = stretch(margins[i], truth[i], c.first[i])
			m.straighten(i, margins[i], truth[i])
		}
	}
}

// holdOut trains without a part of the texts and tells the margins of each text of that part. As for a text that comes later,
// n-grams that no other text has count for nothing.
func (c *collector) holdOut(docs []vector, part, width int, tell func(head, doc int, row []float32)) {
	held := func(doc int) bool { return (doc*5+doc/folds)%folds == part }
	weights := c.fit(docs, width, func(doc int) bool { return !held(doc) }, min(c.options.Passes, calibratingPasses))
	seen := make([]bool, width)
	for d := range docs {
		if !held(d) {
			for _, f := range docs[d].index {
				seen[f] = true
			}
		}
	}
	for d := range docs {
		if !held(d) {
			continue
		}
		known := docs[d].only(seen)
		for i, h := range c.heads {
			if !c.docs[d].known[i] {
				continue
			}
			row := make([]float32, len(h.Labels))
			for k := range row {
				row[k] = known.margin(weights[c.first[i]+k], width)
			}
			tell(i, d, row)
		}
	}
}

// only returns the text without the features that are not in a set, of length one again.
func (v *vector) only(seen []bool) vector {
	var out vector
	sum := float32(0)
	for k, f := range v.index {
		if seen[f] {
			out.index, out.value = append(out.index, f), append(out.value, v.value[k])
			sum += v.value[k] * v.value[k]
		}
	}
	out.lengthOne(sum)
	return out
}

func (v *vector) margin(w []float32, width int) float32 {
	sum := w[width] * biasValue
	for k, f := range v.index {
		sum += w[f] * v.value[k]
	}
	return sum
}

// stretch minimises the cross entropy of softmax(slope × margin) over the slope by golden section; it has one minimum.
func stretch(margins [][]float32, truth [][]int, first int) float32 {
	loss := func(slope float64) float64 {
		sum := 0.0
		for i, row := range margins {
			right := slices.IndexFunc(truth[i], func(column int) bool { return column >= first && column < first+len(row) })
			if right < 0 {
				continue
			}
			top := float64(slices.Max(row))
			z := 0.0
			for _, x := range row {
				z += math.Exp(slope * (float64(x) - top))
			}
			sum += math.Log(z) - slope*(float64(row[truth[i][right]-first])-top)
		}
		return sum
	}
	return float32(math.Exp(golden(math.Log(0.2), math.Log(60), func(x float64) float64 { return loss(math.Exp(x)) })))
}

// straighten finds how the probability of the first label of a head must be bent so that it comes true, see [Model.bend].
func (m *Model) straighten(head int, margins [][]float32, truth [][]int) {
	first := m.first[head]
	odds := make([][]float32, len(margins))
	right := make([][]int, len(margins))
	probabilities := make([]float32, m.first[head+1]-first)
	for i, row := range margins {
		softmax(row, m.slope[first], probabilities)
		top := 0
		for k, p := range probabilities {
			if p > probabilities[top] {
				top = k
			}
		}
		odds[i] = []float32{logit(probabilities[top])}
		if slices.Contains(truth[i], first+top) {
			right[i] = []int{0}
		}
	}
	slope, shift := platt(odds, right, 0, 0)
	if slope > 0 {
		m.shift[first], m.shift[first+1] = float32(math.Log(float64(slope))), shift
	}
}

// golden returns where a function with one minimum between two bounds has it.
func golden(lo, hi float64, f func(float64) float64) float64 {
	const ratio = 0.6180339887498949
	a, b := hi-ratio*(hi-lo), lo+ratio*(hi-lo)
	fa, fb := f(a), f(b)
	for range 40 {
		if fa < fb {
			hi, b, fb = b, a, fa
			a = hi - ratio*(hi-lo)
			fa = f(a)
		} else {
			lo, a, fa = a, b, fb
			b = lo + ratio*(hi-lo)
			fb = f(b)
		}
	}
	return (lo + hi) / 2
}

// platt fits a logistic function to the margins of one column, with the targets of Platt (Probabilistic Outputs for Support
// Vector Machines, 1999), which keep it from certainty where there are few texts. Newton's method with a damped step.
func platt(margins [][]float32, truth [][]int, k, column int) (slope, shift float32) {
	positives := 0
	for _, columns := range truth {
		if slices.Contains(columns, column) {
			positives++
		}
	}
	negatives := len(margins) - positives
	yes, no := (float64(positives)+1)/(float64(positives)+2), 1/(float64(negatives)+2)
	a, b := float64(usualSlope), math.Log((float64(positives)+1)/(float64(negatives)+1))
	for range 60 {
		ga, gb, haa, hab, hbb := 0.0, 0.0, 1e-3, 0.0, 1e-3
		for i, row := range margins {
			x, target := float64(row[k]), no
			if slices.Contains(truth[i], column) {
				target = yes
			}
			p := 1 / (1 + math.Exp(-(a*x + b)))
			ga, gb = ga+(p-target)*x, gb+(p-target)
			w := p * (1 - p)
			haa, hab, hbb = haa+w*x*x, hab+w*x, hbb+w
		}
		det := haa*hbb - hab*hab
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		limit := math.Max(1, math.Max(math.Abs(da), math.Abs(db))/2)
		a, b = a-da/limit, b-db/limit
		if math.Abs(da)+math.Abs(db) < 1e-6 {
			break
		}
	}
	if a < 0.2 { // it has learned nothing: say how frequent the label is
		return 0, float32(math.Log(yes*float64(positives+1)/float64(negatives+1) + 1e-9))
	}
	return float32(a), float32(b)
}
