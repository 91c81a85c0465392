package integration_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"github.com/recourse-go/recourse/triage"
)

// peerModel stands in for the best classical classifier: TfidfVectorizer over words (1 to 2) and over characters inside word
// boundaries (2 to 5), with sublinear counts, smoothed inverse document frequencies and each of both brought to length one,
// and LinearSVC (one against the rest, squared hinge, C 1, tolerance 1e-4, the bias as a feature of value 1), as the
// documentation of scikit-learn and the algorithm of Hsieh et al. (A Dual Coordinate Descent Method for Large-scale Linear SVM,
// 2008) describe them. It is written by hand after these and is not scikit-learn itself, which is not run here.
type peerModel struct {
	labels []string
	blocks [2]peerBlock
	// width is how many n-grams there are, weights has a list for each label, the bias last.
	width   int
	weights [][]float64
}

// peerBlock is one vectorizer.
type peerBlock struct {
	terms func(text string) []string
	rows  map[string]int32
	idf   map[string]float64
}

// peerWords are the words of a text of two letters at least, and the pairs of neighbours.
func peerWords(text string) []string {
	words := slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsNumber(r)
	}), func(w string) bool { return len([]rune(w)) < 2 })
	terms := slices.Clone(words)
	for i := 1; i < len(words); i++ {
		terms = append(terms, words[i-1]+" "+words[i])
	}
	return terms
}

// peerInner are the sequences of 2 to 5 characters inside a word with a blank on both sides.
func peerInner(text string) []string {
	var terms []string
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		padded := []rune(" " + w + " ")
		for n := 2; n <= 5; n++ {
			terms = append(terms, string(padded[:min(n, len(padded))]))
			for i := 1; i+n <= len(padded); i++ {
				terms = append(terms, string(padded[i:i+n]))
			}
			if n >= len(padded) { // a word that is too short counts once
				break
			}
		}
	}
	return terms
}

type peerDoc struct {
	index []int32
	value []float64
}

func (d peerDoc) dot(w []float64) float64 {
	sum := w[len(w)-1]
	for k, f := range d.index {
		sum += d.value[k] * w[f]
	}
	return sum
}

func (b *peerBlock) learn(texts []triage.Example, from int) int {
	b.rows, b.idf = map[string]int32{}, map[string]float64{}
	for _, e := range texts {
		terms := b.terms(e.Text)
		slices.Sort(terms)
		for _, term := range slices.Compact(terms) {
			if _, ok := b.rows[term]; !ok {
				b.rows[term] = int32(from + len(b.rows))
			}
			b.idf[term]++
		}
	}
	for term, n := range b.idf {
		b.idf[term] = math.Log(float64(1+len(texts))/(1+n)) + 1
	}
	return from + len(b.rows)
}

func (p *peerModel) doc(text string) peerDoc {
	var d peerDoc
	for i := range p.blocks {
		b, first, square := &p.blocks[i], len(d.index), 0.0
		terms := b.terms(text)
		slices.Sort(terms)
		for at := 0; at < len(terms); {
			end := at + 1
			for end < len(terms) && terms[end] == terms[at] {
				end++
			}
			if row, ok := b.rows[terms[at]]; ok {
				x := (1 + math.Log(float64(end-at))) * b.idf[terms[at]]
				d.index, d.value = append(d.index, row), append(d.value, x)
				square += x * x
			}
			at = end
		}
		for k := first; k < len(d.value); k++ {
			d.value[k] /= math.Sqrt(square)
		}
	}
	return d
}

func trainPeer(texts []triage.Example, cost float64) *peerModel {
	p := &peerModel{blocks: [2]peerBlock{{terms: peerWords}, {terms: peerInner}}}
	for i := range p.blocks {
		p.width = p.blocks[i].learn(texts, p.width)
	}
	docs := make([]peerDoc, len(texts))
	for i, e := range texts {
		docs[i] = p.doc(e.Text)
		if at, known := slices.BinarySearch(p.labels, e.Label); !known {
			p.labels = slices.Insert(p.labels, at, e.Label)
		}
	}
	for _, label := range p.labels {
		sign := make([]float64, len(texts))
		for i, e := range texts {
			if sign[i] = -1; e.Label == label {
				sign[i] = 1
			}
		}
		p.weights = append(p.weights, peerDual(docs, sign, p.width, cost))
	}
	return p
}

// peerDual is algorithm 3 of the article with shrinking: squared hinge loss, at most 1,000 passes.
func peerDual(docs []peerDoc, sign []float64, width int, cost float64) []float64 {
	w, alpha := make([]float64, width+1), make([]float64, len(docs))
	diagonal := 1 / (2 * cost)
	active, norms := make([]int, len(docs)), make([]float64, len(docs))
	for i, d := range docs {
		active[i], norms[i] = i, 1+diagonal
		for _, x := range d.value {
			norms[i] += x * x
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	n, high := len(docs), math.Inf(1)
	for range 1000 {
		most, least := math.Inf(-1), math.Inf(1)
		rng.Shuffle(n, func(i, j int) { active[i], active[j] = active[j], active[i] })
		for at := 0; at < n; at++ {
			i := active[at]
			g := sign[i]*docs[i].dot(w) - 1 + diagonal*alpha[i]
			projected := g
			if alpha[i] == 0 {
				if g > high {
					n--
					active[at], active[n] = active[n], active[at]
					at--
					continue
				}
				projected = min(g, 0)
			}
			most, least = max(most, projected), min(least, projected)
			if math.Abs(projected) > 1e-12 {
				old := alpha[i]
				alpha[i] = max(old-g/norms[i], 0)
				step := (alpha[i] - old) * sign[i]
				for k, f := range docs[i].index {
					w[f] += step * docs[i].value[k]
				}
				w[width] += step
			}
		}
		if most-least <= 1e-4 {
			if n == len(docs) {
				break
			}
			n, high = len(docs), math.Inf(1)
			continue
		}
		if high = most; high <= 0 {
			high = math.Inf(1)
		}
	}
	return w
}

// right is the share of texts whose label it finds.
func (p *peerModel) right(texts []triage.Example) float64 {
	right := 0
	for _, e := range texts {
		d, best, top := p.doc(e.Text), 0, math.Inf(-1)
		for k, w := range p.weights {
			if margin := d.dot(w); margin > top {
				best, top = k, margin
			}
		}
		if p.labels[best] == e.Label {
			right++
		}
	}
	return float64(right) / float64(len(texts))
}
