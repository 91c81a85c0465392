package text

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func hashesOf(s string) []uint32 {
	var x Text
	var g Grams
	x.Read(s)
	g.Take(&x)
	return slices.Clone(g.Hashes)
}

// common counts n-grams that two texts share.
func common(a, b string) int {
	n := 0
	for _, h := range hashesOf(a) {
		if slices.Contains(hashesOf(b), h) {
			n++
		}
	}
	return n
}

func TestGrams(t *testing.T) {
	require.Empty(t, hashesOf(""))
	require.Empty(t, hashesOf("..., ---"))
	require.Len(t, hashesOf("坏"), 1)
	require.Len(t, hashesOf("坏了"), 3, "two characters and the pair")
	require.Len(t, hashesOf("坏了吗"), 6)
	require.Len(t, hashesOf("坏,了"), 2, "no sequence over a comma")
	require.Equal(t, hashesOf("order 4711"), hashesOf("ORDER 9182"), "numbers count by their length")
	require.NotEqual(t, hashesOf("order 4711"), hashesOf("order 47"))
	require.Equal(t, hashesOf("手機壞了"), hashesOf("手机坏了"))
	require.Greater(t, common("delivered", "delivery"), 8, "words of one root share their inner sequences")
	require.Zero(t, common("delivery", "手机"))
	require.NotEqual(t, hashesOf("late delivery"), hashesOf("delivery late"), "pairs know the order")
}

func TestGramsAreCounted(t *testing.T) {
	var x Text
	var g Grams
	x.Read(strings.Repeat("bad ", 3))
	g.Take(&x)
	require.Equal(t, uint16(3), g.Counts[0])
	require.Len(t, g.Counts, len(g.Hashes))
}

func TestGramsAreReusable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x Text
		var used Grams
		for _, s := range rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom([]rune("ab 手机坏了!0é")), 0, 400, -1), 1, 5).Draw(t, "texts") {
			x.Read(s)
			used.Take(&x)
			var fresh Grams
			fresh.Take(&x)
			if !slices.Equal(used.Hashes, fresh.Hashes) || !slices.Equal(used.Counts, fresh.Counts) {
				t.Fatalf("%q depends on the texts before it", s)
			}
			seen := map[uint32]bool{}
			for _, h := range used.Hashes {
				if seen[h] {
					t.Fatalf("%q has an n-gram twice", s)
				}
				seen[h] = true
			}
		}
	})
}

func BenchmarkReadAndTake(b *testing.B) {
	for name, s := range map[string]string{
		"zh": "你们家的快递也太慢了吧，说好三天到，现在都第九天了，物流信息停在中转站一动不动，问客服就让我耐心等待，我还急着送人呢",
		"en": "I ordered the coat two weeks ago and was promised it by the tenth. Tracking has not moved since Monday and nobody answers.",
	} {
		b.Run(name, func(b *testing.B) {
			var x Text
			var g Grams
			b.ReportAllocs()
			for b.Loop() {
				x.Read(s)
				g.Take(&x)
			}
		})
	}
}
