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
	// weights has a row for each feature: stride words with a whole number for each column, see [Model.weight]; scale makes
	// numbers of them again.
	weights []uint64
	stride  int
	scale   []float32
	bias    []float32
	// slope and shift turn margins into probabilities: for a head with one answer slope is that of the head in its first column
	// and shift, in its first two, bends the first probability, see [Model.bend]; for others each column has its own.
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

	found                  []hit
	groups                 []group
	rows                   []int32 // where the rows of the groups begin
	margins, probabilities []float32
	known                  bool
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
	softmax(margins, m.slope[from], out)
	m.bend(from, out)
	return out
}

// softmax makes probabilities of margins.
func softmax(margins []float32, slope float32, out []float32) {
	top, sum := slices.Max(margins), float32(0)
	for k, x := range margins {
		out[k] = exp(slope * (x - top))
		sum += out[k]
	}
	sum = 1 / sum
	for k := range out {
		out[k] *= sum
	}
}

// bend makes the first probability of a head one that comes true: its log-odds are stretched and moved, and the others share
// what is left as they did before. The first label stays the first.
func (m *Model) bend(from int, p []float32) {
	if m.shift[from] == 0 && m.shift[from+1] == 0 {
		return
	}
	top, second := 0, float32(0)
	for k := 1; k < len(p); k++ {
		if p[k] > p[top] {
			top, second = k, p[top]
		} else {
			second = max(second, p[k])
		}
	}
	left := 1 - p[top]
	if left <= 0 || p[top] == second {
		return
	}
	x := math.Exp(min(float64(m.shift[from]), 20))*float64(logit(p[top])) + float64(m.shift[from+1])
	bent := max(float32(1/(1+math.Exp(-x))), second/(left+second))
	for k := range p {
		p[k] *= (1 - bent) / left
	}
	p[top] = bent
}

// logit returns log-odds, bounded where a probability is as good as certain.
func logit(p float32) float32 {
	x := min(max(float64(p), 1e-6), 1-1e-6)
	return float32(math.Log(x / (1 - x)))
}
