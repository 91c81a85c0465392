package emotion

import (
	"math"

	"github.com/recourse-go/recourse/internal/learn"
)

// Span is a place in the original text: byte offsets, half-open.
type Span struct{ From, To int32 }

// Word is a part of the text that says something about the mood.
type Word struct {
	Span Span
	// Weight is its signed share in what all such words say: the sizes of all of them add up to 1.
	Weight float64
	// Rule is how it came to its weight: one of the Rule constants.
	Rule string
}

// Emotion is the mood of a text. Its memory is used again by the next [Read].
type Emotion struct {
	// Polarity is from -1, hostile or desperate, over -0.5, dissatisfied, 0, neutral, and 0.5, pleased, to 1, delighted.
	Polarity float64
	// Intensity is from 0, flat, over 1, mild, and 2, strong, to 3, extreme.
	Intensity float64
	// Words are the strongest reasons, at most 8, strongest first.
	Words []Word
}

// Read judges the text that a reader has read, see [learn.Reader.Read]. It takes time in proportion to the text.
func Read(r *learn.Reader, e *Emotion) {
	s := newScan(r, e)
	m := builtin()
	mood, strength := m.judge(r)
	language := s.language()
	for k, x := range s.moods() {
		mood += x * float64(m.Mood[language][k])
	}
	for k, x := range s.strengths() {
		strength += x * float64(m.Strength[language][k])
	}
	e.finish(&s, r)
	if s.all == 0 && len(r.Grams.Hashes) == 0 {
		e.Polarity, e.Intensity = 0, 0
		return
	}
	e.Polarity = math.Tanh(mood / 2)
	e.Intensity = max(0, min(strength, 3))
}

func newScan(r *learn.Reader, e *Emotion) scan {
	e.Words = e.Words[:0]
	s := scan{lexicon: lookup(), text: &r.Text, emotion: e}
	s.run()
	return s
}

// finish turns weights into shares and places of runes into places in the original, and brings the words into order.
func (e *Emotion) finish(s *scan, r *learn.Reader) {
	for i := range e.Words {
		w := &e.Words[i]
		w.Weight /= s.all
		w.Span = Span{r.Text.At[w.Span.From], r.Text.At[w.Span.To]}
		for k := i; k > 0 && heavier(&e.Words[k], &e.Words[k-1]); k-- {
			e.Words[k], e.Words[k-1] = e.Words[k-1], e.Words[k]
		}
	}
}

func heavier(a, b *Word) bool {
	x, y := math.Abs(a.Weight), math.Abs(b.Weight)
	return x > y || x == y && a.Span.From < b.Span.From
}

// How many sums of the rules the model weighs.
const (
	Moods     = 12
	Strengths = 10
)

// Language is 0 for Chinese and 1 for everything else: which row of weights counts.
func (s *scan) language() int {
	if 3*s.text.Han >= s.text.Latin && s.text.Han > 0 {
		return 0
	}
	return 1
}

// squash brings a number into -1 … 1; half is about where it is half way.
func squash(x, half float64) float64 { return x / math.Sqrt(x*x+3*half*half) }

// moods are what the rules say about polarity.
func (s *scan) moods() [Moods]float64 {
	return [Moods]float64{
		1,
		squash(s.good-s.bad, 1.5),
		squash(s.good-s.bad, 5),
		s.good / (s.good + s.bad + 3),
		s.bad / (s.good + s.bad + 3),
		squash(s.signs, 1),
		math.Min(float64(s.failures), 2) / 2,
		math.Min(float64(s.mocked), 2) / 2,
		squash(s.first, 1),
		squash(s.last, 1),
		math.Min(float64(s.asks), 1),
		squash(float64(3*s.text.Han+s.text.Latin), 60),
	}
}

// strengths are what the rules say about intensity. The first never falls when a mark of exclamation is added, and has no
// negative weight; the others do not change.
func (s *scan) strengths() [Strengths]float64 {
	return [Strengths]float64{
		math.Min(float64(s.exclaims), 4) / 4,
		1,
		s.strongest / 3,
		squash(s.all, 3),
		squash(s.bad, 3),
		math.Min(float64(s.failures), 2) / 2,
		math.Min(float64(s.mocked), 2) / 2,
		math.Min(float64(s.boosts), 3) / 3,
		math.Min(float64(s.stretched), 2) / 2,
		s.shouting(),
	}
}

// shouting says how much of the Latin letters are capitals beyond those of ordinary writing, 0 … 1.
func (s *scan) shouting() float64 {
	if s.text.Capitals < 4 {
		return 0
	}
	return max(0, min(1, 2*float64(s.text.Capitals)/float64(s.text.Latin)-0.3))
}

// Features are what a training learns from: the language, 0 for Chinese and 1 for others, and the sums of the rules.
func Features(r *learn.Reader) (language int, moods [Moods]float64, strengths [Strengths]float64) {
	var e Emotion
	s := newScan(r, &e)
	return s.language(), s.moods(), s.strengths()
}
