package emotion_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/internal/emotion"
)

// texts are of pieces that mean something to the rules, and of anything.
func texts() *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.SampledFrom([]string{
		"不", "没有", "好吃", "难吃", "超级", "有点", "死了", "但是", "呵呵", "真是", "“好”", "还没发货", "，", "。", "！", "吗", "？", "😡", "😍", "👏",
		"not ", "never ", "good ", "rude ", "so ", "sooo ", "a bit ", "but ", "great job ", "still not ", "!", "? ", ", ", ":)", ":",
		"GREAT ", "thanks ", "don’t ", "n't", "\xe5", "\u200d", "ﬁ", "退", "款", "x", " ",
	}), rapid.String())
	return rapid.Map(rapid.SliceOfN(piece, 0, 30), func(list []string) string { return strings.Join(list, "") })
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := texts().Draw(t, "text")
		e := read(s)
		if problem := broken(s, e); problem != "" {
			t.Fatalf("%q: %s: %+v", s, problem, e)
		}
		louder := read(s + "!")
		if louder.Intensity < e.Intensity {
			t.Fatalf("%q: a mark of exclamation lowers the intensity from %v to %v", s, e.Intensity, louder.Intensity)
		}
		if len(e.Words) > 0 && math.Abs(louder.Polarity-e.Polarity) > 1e-12 {
			t.Fatalf("%q: a mark of exclamation changes the polarity from %v to %v", s, e.Polarity, louder.Polarity)
		}
	})
}

// broken says what is wrong with an answer, whatever the text.
func broken(s string, e emotion.Emotion) string {
	share := 0.0
	for i, w := range e.Words {
		switch {
		case w.Span.From < 0 || w.Span.From >= w.Span.To || int(w.Span.To) > len(s):
			return "a span is outside of the text"
		case w.Rule == "" || w.Weight == 0 || math.IsNaN(w.Weight):
			return "a word without a reason"
		case i > 0 && math.Abs(w.Weight) > math.Abs(e.Words[i-1].Weight)+1e-12:
			return "the strongest word is not first"
		}
		share += math.Abs(w.Weight)
	}
	switch {
	case len(e.Words) > 8:
		return "too many words"
	case share > 1+1e-9:
		return "more than the whole"
	case !(e.Polarity >= -1 && e.Polarity <= 1):
		return "polarity out of range"
	case !(e.Intensity >= 0 && e.Intensity <= 3):
		return "intensity out of range"
	}
	return ""
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"真是“好”服务！！", "not sooooo goooood :(", "\xff不\xfe好吃", "but, but 但是但是", "ＧＲＥＡＴ　ｊｏｂ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := read(s)
		require.Empty(t, broken(s, e), "%q", s)
		require.LessOrEqual(t, e.Intensity, read(s+"!").Intensity, "%q", s)
	})
}

// TestLongTextsTakeLinearTime: texts that are built to make the search go back again and again.
func TestLongTextsTakeLinearTime(t *testing.T) {
	for _, s := range []string{
		"so ", "o", "cannot recommend enoug", "不不不", "一个都没有一个", "aaab", "but ", "!", "very truly ", "thank you so ", "good\"",
	} {
		began := time.Now()
		read(strings.Repeat(s, 1<<20/len(s)))
		require.Less(t, time.Since(began), time.Second, "%q", s)
	}
}
