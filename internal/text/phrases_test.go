package text

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPhrases(t *testing.T) {
	list := []string{"refund", "deliver*", "*ache", "退款", "退款到账", "no refund", "", "律師函", "a", "coat's"}
	p := NewPhrases(list)
	for text, want := range map[string][]string{
		"No REFUND yet":             {"no refund", "refund"},
		"refunded prerefund":        nil,
		"delivered, delivery":       {"deliver*", "deliver*"},
		"headache and aches":        {"*ache"},
		"我的退款到账了吗退款":                {"退款", "退款到账", "退款"},
		"发律师函":                      {"律師函"},
		"a b ab":                    {"a"},
		"退refund款":                  {"refund"},
		"the coat's refund":         {"coat's", "refund"},
		"":                          nil,
		strings.Repeat("退", 50_000): nil,
	} {
		var x Text
		x.Read(text)
		found := p.Find(&x, nil)
		got := make([]string, 0, len(found))
		for _, f := range found {
			got = append(got, list[f.Phrase])
		}
		require.ElementsMatch(t, want, got, "%.40q", text)
	}
}

// TestPhrasesLikeASearch: the matcher finds what a plain search finds.
func TestPhrasesLikeASearch(t *testing.T) {
	letters := rapid.SampledFrom([]rune("退款了ab "))
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom([]rune("退款了")), 1, 4, -1), 0, 8).Draw(t, "phrases")
		s := rapid.StringOfN(letters, 0, 40, -1).Draw(t, "text")
		var x Text
		x.Read(s)
		var want []string
		for i := range x.Runes {
			for k, phrase := range list {
				if strings.HasPrefix(string(x.Runes[i:]), phrase) {
					want = append(want, fmt.Sprint(k, i))
				}
			}
		}
		found := NewPhrases(list).Find(&x, nil)
		got := make([]string, 0, len(found))
		for _, f := range found {
			got = append(got, fmt.Sprint(f.Phrase, f.From))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func BenchmarkPhrases(b *testing.B) {
	list := make([]string, 0, 4000)
	for i := range 2000 {
		list = append(list, fmt.Sprintf("phrase %d", i), "坏"+string(rune(0x4E00+i)))
	}
	p := NewPhrases(list)
	var x Text
	x.Read(strings.Repeat("手机刚买五天，一开箱屏幕就有问题，要求换货。", 8))
	var found []Found
	b.ReportAllocs()
	for b.Loop() {
		found = p.Find(&x, found[:0])
	}
}
