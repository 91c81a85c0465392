package learn

import (
	"iter"
	"math"
	"slices"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
)

// Correction is a text with the label that it should have had.
type Correction struct{ Text, Label string }

// CorrectOptions are the settings of [Model.Learn]. The zero value is good for most.
type CorrectOptions struct {
	// Rate bounds how far one look at a correction moves the weights, from 0 to 10; 0 for 1. A smaller rate trusts a single
	// correction less.
	Rate float64
	// Passes bounds how often every correction is looked at, at most 1,000; 0 for 20.
	Passes int
}

const (
	defaultRate    = 1
	defaultLooks   = 20
	maxCorrections = 1 << 16
	correctedLead  = 0.5 // the margin by which a corrected label shall lead: half of that of a training
	newBias        = -1
)

// Learn returns a model that has learned corrections for a head with one answer; the model itself stays as it is. Labels that
// it does not know are added. The n-grams of a correction move towards its label and away from the strongest other one, just
// so far that the right label leads: the passive-aggressive algorithm (Crammer et al., Online Passive-Aggressive Algorithms,
// 2006, PA-I for several classes). Biases, calibration and all n-grams that stand in no correction stay as they are. The error
// is a *[complaint.FieldError] for options out of range, labels that are no labels, and too many corrections.
func (m *Model) Learn(head int, corrections iter.Seq[Correction], o CorrectOptions) (*Model, error) {
	switch {
	case math.IsNaN(o.Rate) || o.Rate < 0 || o.Rate > 10:
		return nil, refuse("rate", strconv.FormatFloat(o.Rate, 'g', -1, 64), "must be from 0, for the default, to 10")
	case o.Passes < 0 || o.Passes > 1000:
		return nil, refuse("passes", strconv.Itoa(o.Passes), "must be from 0, for the default, to 1000")
	case head < 0 || head >= len(m.heads) || m.heads[head].Multi:
		return nil, refuse("head", strconv.Itoa(head), "must be a head with one answer")
	}
	if o.Rate == 0 {
		o.Rate = defaultRate
	}
	if o.Passes == 0 {
		o.Passes = defaultLooks
	}
	l := learner{old: m, head: head, labels: slices.Clone(m.heads[head].Labels)}
	for c := range corrections {
		if err := l.add(c); err != nil {
			return nil, err
		}
	}
	if len(l.docs) == 0 {
		return m, nil
	}
	l.grow()
	l.learn(o)
	l.finish()
	return l.model, nil
}

// learner is a model that grows.
type learner struct {
	old, model *Model
	head       int
	labels     []string
	docs       []rawDoc
	names      []string // the label of each
	reader     Reader
	vectors    []vector
	// moved has, for each row that a correction has, by how much its weights have moved.
	moved map[int32][]float32
}

func (l *learner) add(c Correction) error {
	at := "corrections[" + strconv.Itoa(len(l.docs)) + "]"
	switch {
	case len(l.docs) == maxCorrections:
		return refuse("corrections", "", "must be at most "+strconv.Itoa(maxCorrections)+": train anew on all texts")
	case c.Label == "" || len(c.Label) > complaint.MaxLine:
		return refuse(at+".label", c.Label, "must be a text of 1 to 255 bytes")
	}
	if i, known := slices.BinarySearch(l.labels, c.Label); !known {
		if len(l.old.bias)+len(l.labels)-len(l.old.heads[l.head].Labels) == maxLabels {
			return refuse(at+".label", c.Label, "must be no new one: there are "+strconv.Itoa(maxLabels))
		}
		l.labels = slices.Insert(l.labels, i, c.Label)
	}
	l.reader.Read(c.Text)
	l.docs = append(l.docs, rawDoc{hashes: slices.Clone(l.reader.Grams.Hashes), counts: slices.Clone(l.reader.Grams.Counts)})
	l.names = append(l.names, c.Label)
	return nil
}

// grow makes the model with room for new labels and n-grams. New n-grams are as rare as the rarest that are known, new labels
// begin below all others.
func (l *learner) grow() {
	old := l.old
	m := &Model{heads: slices.Clone(old.heads), first: []int{0}}
	m.heads[l.head].Labels = l.labels
	from := l.columns(m)
	lowest := min(newBias, slices.Min(old.bias[old.first[l.head]:old.first[l.head+1]]))
	for _, column := range from {
		if column < 0 {
			first := old.first[l.head]
			m.scale, m.bias = append(m.scale, 0), append(m.bias, lowest)
			m.slope, m.shift = append(m.slope, old.slope[first]), append(m.shift, old.shift[first])
			continue
		}
		m.scale, m.bias = append(m.scale, old.scale[column]), append(m.bias, old.bias[column])
		m.slope, m.shift = append(m.slope, old.slope[column]), append(m.shift, old.shift[column])
	}
	first := m.first[l.head]
	clear(m.shift[first:m.first[l.head+1]])
	copy(m.shift[first:], old.shift[old.first[l.head]:old.first[l.head]+2]) // that of the head stands in its first two columns
	m.slope[m.first[l.head]] = old.slope[old.first[l.head]]                 // that of the head stands in its first column
	l.model = m
	rows := l.growFeatures()
	m.room(m.features.rows(), len(from))
	for row, before := range rows {
		if before < 0 {
			continue
		}
		for k, column := range from {
			if column >= 0 {
				m.setWeight(row, k, old.weight(before, column))
			}
		}
	}
}

// columns sets where each head begins and returns the old column of each column, -1 for a new one.
func (l *learner) columns(m *Model) (from []int) {
	for i, h := range m.heads {
		for k, label := range h.Labels {
			column := l.old.first[i] + k
			if i == l.head {
				at, known := slices.BinarySearch(l.old.heads[i].Labels, label)
				if column = l.old.first[i] + at; !known {
					column = -1
				}
			}
			from = append(from, column)
		}
		m.first = append(m.first, len(from))
	}
	return from
}

// growFeatures adds the n-grams of the corrections and returns the old row of each row, -1 for a new one.
func (l *learner) growFeatures() (before []int) {
	old := &l.old.features
	hashes := slices.Clone(old.hashes)
	for i := range l.docs {
		for _, h := range l.docs[i].hashes {
			if row, _ := old.find(h); row < 0 {
				hashes = append(hashes, h)
			}
		}
	}
	if len(hashes) > maxRows {
		hashes = hashes[:max(maxRows, old.rows())]
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	rarest := float32(1)
	if old.rows() > 0 {
		rarest = slices.Max(old.rarity)
	}
	rarity := make([]float32, len(hashes))
	before = make([]int, len(hashes))
	for row, h := range hashes {
		if before[row], rarity[row] = old.find(h); before[row] < 0 {
			rarity[row] = rarest
		}
	}
	l.model.features = *newFeatures(hashes, rarity)
	return before
}

func (l *learner) learn(o CorrectOptions) {
	m := l.model
	l.moved = map[int32][]float32{}
	for i := range l.docs {
		v := m.features.vector(l.docs[i].hashes, l.docs[i].counts)
		for _, row := range v.index {
			if l.moved[row] == nil {
				l.moved[row] = make([]float32, len(l.labels))
			}
		}
		l.vectors = append(l.vectors, v)
	}
	margins := make([]float32, len(l.labels))
	for range o.Passes {
		settled := true
		for i := range l.vectors {
			right, _ := slices.BinarySearch(l.labels, l.names[i])
			l.margins(&l.vectors[i], margins)
			other := strongest(margins, right)
			miss := correctedLead - (margins[right] - margins[other])
			if miss <= 1e-4 || len(l.vectors[i].index) == 0 {
				continue
			}
			settled = false
			step := min(float32(o.Rate), miss/2) // the vector has length one
			for k, row := range l.vectors[i].index {
				l.moved[row][right] += step * l.vectors[i].value[k]
				l.moved[row][other] -= step * l.vectors[i].value[k]
			}
		}
		if settled {
			return
		}
	}
}

// strongest returns the label with the largest margin but one.
func strongest(margins []float32, but int) int {
	best := -1
	for k, x := range margins {
		if k != but && (best < 0 || x > margins[best]) {
			best = k
		}
	}
	return best
}

func (l *learner) margins(v *vector, out []float32) {
	m, first := l.model, l.model.first[l.head]
	for k := range out {
		sum := float32(0)
		for i, row := range v.index {
			sum += v.value[i] * (float32(m.weight(int(row), first+k))*m.scale[first+k] + l.moved[row][k])
		}
		out[k] = sum + m.bias[first+k]
	}
}

// finish makes whole numbers of the weights again. A column that has outgrown its scale gets another.
func (l *learner) finish() {
	m, first := l.model, l.model.first[l.head]
	for k := range l.labels {
		column := first + k
		before := m.scale[column]
		value := func(row int32) float32 { return float32(m.weight(int(row), column))*before + l.moved[row][k] }
		most := before * math.MaxInt8
		for row := range l.moved {
			most = max(most, value(row), -value(row))
		}
		if most == 0 {
			continue
		}
		scale := most / math.MaxInt8
		m.scale[column] = scale
		if scale == before {
			for row := range l.moved {
				m.setWeight(int(row), column, whole(value(row), scale))
			}
			continue
		}
		for row := range m.features.rows() {
			x := float32(m.weight(row, column)) * before
			if moved, ok := l.moved[int32(row)]; ok {
				x += moved[k]
			}
			m.setWeight(row, column, whole(x, scale))
		}
	}
}

func whole(x, scale float32) int8 {
	return int8(max(-math.MaxInt8, min(math.MaxInt8, math.RoundToEven(float64(x/scale)))))
}
