package integration_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/internal/learn"
	"github.com/recourse-go/recourse/triage"
)

// plainSVM is a hashed TF-IDF linear SVM and nothing else: words and pairs of words, character sequences of 3 to 5 (of Chinese
// characters 1 to 3), counted in a dense table, logarithms of the counts times the rarity, length one, and a dense table of
// float32 weights. It has no probabilities, no folding of accents, widths or traditional characters, and answers one question.
type plainSVM struct {
	labels  []string
	weights []float32 // a row for each bucket
	rarity  []float32
	bias    []float32
	sums    []float32
	runes   []rune
	counts  []uint16
	touched []int32
	logs    [1 << 8]float32
}

const plainBuckets = 1 << 17

func (p *plainSVM) grams(s string, add func(h uint32)) {
	p.runes = p.runes[:0]
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		p.runes = append(p.runes, unicode.ToLower(r))
	}
	const basis, prime = 2166136261, 16777619
	before := uint32(0)
	for i := 0; i < len(p.runes); {
		if r := p.runes[i]; r < 'a' && (r < '0' || r > '9') {
			i++
			continue
		}
		end, word := i, uint32(basis)
		for ; end < len(p.runes) && (p.runes[end] >= 'a' || p.runes[end] >= '0' && p.runes[end] <= '9'); end++ {
			word = (word ^ uint32(p.runes[end])) * prime
		}
		from, to := 3, 5
		if p.runes[i] > 0x3000 {
			from, to = 1, 3
		} else {
			add(word)
			if before != 0 {
				add((before*prime ^ word) * prime)
			}
			before = word
		}
		for k := i; k < end; k++ {
			h := uint32(basis + 1)
			for n := 1; n <= to && k+n <= end; n++ {
				if h = (h ^ uint32(p.runes[k+n-1])) * prime; n >= from {
					add(h)
				}
			}
		}
		i = end
	}
}

func bucket(h uint32) int32 { return int32((h ^ h>>15) % plainBuckets) }

// trainPlain learns the weights with rarities folded into them.
func trainPlain(texts []triage.Example) *plainSVM {
	p := &plainSVM{counts: make([]uint16, plainBuckets), rarity: make([]float32, plainBuckets)}
	for i := range p.logs {
		p.logs[i] = 1 + float32(math.Log(float64(max(i, 1))))
	}
	docs := make([]peerDoc, len(texts))
	df := make([]float64, plainBuckets)
	for i, e := range texts {
		if at, known := slices.BinarySearch(p.labels, e.Label); !known {
			p.labels = slices.Insert(p.labels, at, e.Label)
		}
		counts := map[int32]float64{}
		p.grams(e.Text, func(h uint32) { counts[bucket(h)]++ })
		for f := range counts {
			docs[i].index = append(docs[i].index, f)
			df[f]++
		}
		slices.Sort(docs[i].index)
		for _, f := range docs[i].index {
			docs[i].value = append(docs[i].value, 1+math.Log(counts[f]))
		}
	}
	for f, n := range df {
		df[f] = math.Log(float64(1+len(texts))/(1+n)) + 1
		p.rarity[f] = float32(df[f])
	}
	for i := range docs {
		square := 0.0
		for k, f := range docs[i].index {
			docs[i].value[k] *= df[f]
			square += docs[i].value[k] * docs[i].value[k]
		}
		for k := range docs[i].value {
			docs[i].value[k] /= math.Sqrt(max(square, 1e-9))
		}
	}
	n := len(p.labels)
	p.weights, p.bias, p.sums = make([]float32, plainBuckets*n), make([]float32, n), make([]float32, n)
	for k, label := range p.labels {
		sign := make([]float64, len(texts))
		for i, e := range texts {
			if sign[i] = -1; e.Label == label {
				sign[i] = 1
			}
		}
		w := peerDual(docs, sign, plainBuckets, 1)
		for f := range plainBuckets {
			p.weights[f*n+k] = float32(w[f])
		}
		p.bias[k] = float32(w[plainBuckets])
	}
	return p
}

func (p *plainSVM) predict(s string) string {
	n := len(p.labels)
	p.touched = p.touched[:0]
	p.grams(s, func(h uint32) {
		f := bucket(h)
		if p.counts[f] == 0 {
			p.touched = append(p.touched, f)
		}
		p.counts[f]++
	})
	clear(p.sums)
	sums, square := p.sums[:n], float32(0)
	for _, f := range p.touched {
		x := p.rarity[f] * p.logs[min(p.counts[f], 255)]
		p.counts[f] = 0
		square += x * x
		row := p.weights[int(f)*n : int(f)*n+n]
		for k := range sums {
			sums[k] += x * row[k]
		}
	}
	length := float32(1 / math.Sqrt(float64(max(square, 1e-9))))
	for k := range sums {
		sums[k] = sums[k]*length + p.bias[k]
	}
	best := 0
	for k, x := range sums {
		if x > sums[best] {
			best = k
		}
	}
	return p.labels[best]
}

// BenchmarkPredict sets the model beside plainSVM: the same texts, one at a time, on one thread, taking turns. ratio is how
// many predictions the model makes while the plain one makes one; classify is the same with the sorted list of labels that
// Classify returns.
//
//	go test ./internal/integration -run '^$' -bench Predict -benchtime 15x -cpu 1
func BenchmarkPredict(b *testing.B) {
	for _, s := range learnedSets() {
		if s.name != "banking77" && s.name != "shopping zh goods" {
			continue
		}
		b.Run(strings.ReplaceAll(s.name, " ", "_"), func(b *testing.B) {
			texts, held := s.split(b)
			plain := trainPlain(texts)
			m, err := triage.Train(slices.Values(texts), triage.TrainOptions{Seed: learnedSeed})
			require.NoError(b, err)
			bare := bareModel(b, texts)
			r := learn.Borrow()
			defer learn.Return(r)
			labels := bare.Heads()[0].Labels
			right := [3]int{}
			laps := [3]func(e *triage.Example) string{
				func(e *triage.Example) string { return plain.predict(e.Text) },
				func(e *triage.Example) string {
					r.Read(e.Text)
					bare.Judge(r)
					return labels[argmax(bare.Probabilities(r, 0))]
				},
				func(e *triage.Example) string { return m.Classify(e.Text)[0].Name },
			}
			times := [3][]time.Duration{}
			for b.Loop() {
				for who, lap := range laps {
					right[who] = 0
					start := time.Now()
					for i := range held {
						if lap(&held[i]) == held[i].Label {
							right[who]++
						}
					}
					times[who] = append(times[who], time.Since(start))
				}
			}
			median := func(who int) float64 {
				slices.Sort(times[who])
				return times[who][len(times[who])/2].Seconds() / float64(len(held))
			}
			b.ReportMetric(1/median(0), "plain/s")
			b.ReportMetric(1/median(1), "model/s")
			b.ReportMetric(1/median(2), "classify/s")
			b.ReportMetric(median(0)/median(1), "ratio")
			b.ReportMetric(float64(right[0])/float64(len(held)), "plain-accuracy")
			b.ReportMetric(float64(right[1])/float64(len(held)), "accuracy")
		})
	}
}

func argmax(list []float32) int {
	best := 0
	for k, x := range list {
		if x > list[best] {
			best = k
		}
	}
	return best
}

// bareModel is the model that triage.Train makes, without the list of labels that Classify sorts.
func bareModel(t testing.TB, texts []triage.Example) *learn.Model {
	t.Helper()
	labels := make([]string, len(texts))
	for i, e := range texts {
		labels[i] = e.Label
	}
	slices.Sort(labels)
	m, err := learn.Train([]learn.Head{{Name: "label", Labels: slices.Compact(labels)}}, func(yield func(learn.Sample) bool) {
		for _, e := range texts {
			if !yield(learn.Sample{Text: e.Text, Labels: [][]string{{e.Label}}}) {
				return
			}
		}
	}, learn.Options{Seed: learnedSeed})
	require.NoError(t, err)
	return m
}
