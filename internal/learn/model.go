package learn

import (
	"math"
	"slices"
	"sync"

	"github.com/recourse-go/recourse/internal/text"
)

// Head is one question that a model answers about a text.
type Head struct {
	Name string
	// Labels are the answers, in the order of their bytes.
	Labels []string
	// Multi says that any number of labels may be true, each by itself; else exactly one is.
	Multi bool
}

// Model answers several questions about a text from one table of weights. It is immutable and safe for concurrent use.
type Model struct {
	features features
	heads    []Head
	// first is the column at which each head begins, with one more entry for the end.
	first []int
	// weights has a row for each feature with a whole number for each column; scale makes numbers of them again.
	weights []int8
	scale   []float32
	bias    []float32
	// slope and shift turn margins into probabilities: for a head with one answer slope is that of the head in its first column
	// and shift is 0, for others each column has its own.
	slope, shift []float32
}

// Heads returns the questions. The caller must not change them.
func (m *Model) Heads() []Head { return m.heads }

// Features returns how many n-grams the model knows.
func (m *Model) Features() int { return m.features.rows() }

// Reader is the room that reading and judging texts needs. It is used by one goroutine at a time.
type Reader struct {
	Text  text.Text
	Grams text.Grams

	sums, margins, probabilities []float32
	known                        bool
}

// Known says whether the model that judged last knew any n-gram of the text.
func (r *Reader) Known() bool { return r.known }

// Read reads a text.
func (r *Reader) Read(s string) {
	r.Text.Read(s)
	r.Grams.Take(&r.Text)
}

var readers = sync.Pool{New: func() any { return &Reader{} }} //nolint:gochecknoglobals // room for work, no state

// Borrow returns a reader for a while; Return gives it back.
func Borrow() *Reader {
	if r, ok := readers.Get().(*Reader); ok {
		return r
	}
	return &Reader{}
}

// Return gives a reader back. One that a long text made large is left to the garbage collector.
func Return(r *Reader) {
	if cap(r.Text.Runes) <= 1<<14 {
		readers.Put(r)
	}
}

// Judge judges the text that a reader has read. The answers of a head follow with [Model.Probabilities].
func (m *Model) Judge(r *Reader) {
	n := len(m.bias)
	if cap(r.sums) < n {
		r.sums, r.margins, r.probabilities = make([]float32, n), make([]float32, n), make([]float32, n)
	}
	r.sums, r.margins, r.probabilities = r.sums[:n], r.margins[:n], r.probabilities[:n]
	clear(r.sums)
	sums := r.sums
	norm := float32(0)
	for i, h := range r.Grams.Hashes {
		row := m.features.row(h)
		if row < 0 {
			continue
		}
		v := m.features.weight(row, r.Grams.Counts[i])
		norm += v * v
		weights := m.weights[row*n : row*n+n]
		weights = weights[:len(sums)]
		for k := range sums {
			sums[k] += v * float32(weights[k])
		}
	}
	if norm > 0 {
		norm = float32(1 / math.Sqrt(float64(norm)))
	}
	for k := range sums {
		r.margins[k] = sums[k]*norm*m.scale[k] + m.bias[k]
	}
	if r.known = norm > 0; r.known {
		return
	}
	for i, h := range m.heads { // nothing in the text is known, so one answer is as good as another
		if !h.Multi {
			clear(r.margins[m.first[i]:m.first[i+1]])
		}
	}
}

// Margins returns how far the text that was judged lies on the side of each label of a head. They belong to the reader.
func (m *Model) Margins(r *Reader, head int) []float32 {
	return r.margins[m.first[head]:m.first[head+1]]
}

// Probabilities returns the probability of each label of a head for the text that was judged. They belong to the reader.
func (m *Model) Probabilities(r *Reader, head int) []float32 {
	from, to := m.first[head], m.first[head+1]
	margins, out := r.margins[from:to], r.probabilities[from:to]
	if m.heads[head].Multi {
		for k, x := range margins {
			out[k] = float32(1 / (1 + math.Exp(-float64(m.slope[from+k]*x+m.shift[from+k]))))
		}
		return out
	}
	top, sum := slices.Max(margins), float32(0)
	for k, x := range margins {
		out[k] = float32(math.Exp(float64(m.slope[from] * (x - top))))
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

// quantize turns weights into whole numbers of a byte.
func (m *Model) quantize(weights [][]float32) {
	n, rows := len(weights), m.features.rows()
	m.weights = make([]int8, n*rows)
	m.scale, m.bias = make([]float32, n), make([]float32, n)
	for l, w := range weights {
		most := float32(0)
		for _, x := range w[:rows] {
			most = max(most, x, -x)
		}
		m.bias[l] = w[rows] * biasValue
		if most == 0 {
			continue
		}
		m.scale[l] = most / math.MaxInt8
		for f, x := range w[:rows] {
			m.weights[f*n+l] = int8(math.RoundToEven(float64(x / m.scale[l])))
		}
	}
}
