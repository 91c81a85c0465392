package text

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRead(t *testing.T) {
	for _, tc := range []struct{ name, in, want, language string }{
		{"empty", "", "", ""},
		{"letters become small", "The COAT", "the coat", "en"},
		{"white space is one blank", " \t the\r\n\u3000coat \u00a0", "the coat", "en"},
		{"full width is half", "ＡＢＣ！１２", "abc!12", "en"},
		{"traditional is simplified", "手機壞了，請退錢", "手机坏了,请退钱", "zh"},
		{"accents go", "café Über naïve", "cafe uber naive", "en"},
		{"combined accents go", "cafe\u0301", "cafe", "en"},
		{"ligatures open", "ﬁx oﬃce ㎏", "fix office kg", "en"},
		{"invisible characters go", "he\u200bllo\u202e wor\u00adld\ufeff\ufe0f", "hello world", "en"},
		{"emoji stay", "坏了😡！", "坏了😡!", "zh"},
		{"broken UTF-8 goes", "a\xffb\xc3", "ab", "en"},
		{"NUL is a blank", "a\x00b", "a b", "en"},
		{"both languages", "这个 product is really bad 我要退货 right now please", "这个 product is really bad 我要退货 right now please", "mixed"},
		{"another script", "Где моя посылка", "где моя посылка", "other"},
		{"kana", "\u3053\u306e\u5546\u54c1\u306f\u3053\u308f\u308c\u3066\u3044\u307e\u3059", "\u3053\u306e\u5546\u54c1\u306f\u3053\u308f\u308c\u3066\u3044\u307e\u3059", "other"},
		{"right to left", "أين طردي", "اين طردي", "other"},
		{"no letters", "12345 ??? 😡", "12345 ??? 😡", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var x Text
			x.Read(tc.in)
			require.Equal(t, tc.want, string(x.Runes))
			require.Equal(t, tc.language, x.Language())
		})
	}
}

func TestPlacesLeadToTheOriginal(t *testing.T) {
	in := "您好！ＷＨＹ is my 手機 壞了 café ﬁx"
	var x Text
	x.Read(in)
	find := func(word string) string {
		before, _, found := strings.Cut(string(x.Runes), word)
		require.True(t, found, word)
		from := utf8.RuneCountInString(before)
		to := from + utf8.RuneCountInString(word)
		return in[x.At[from]:x.At[to]]
	}
	require.Equal(t, "ＷＨＹ", find("why"))
	require.Equal(t, "手機 壞了", find("手机 坏了"))
	require.Equal(t, "café", find("cafe"))
}

func TestReadLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("aB 　，手機壞\u200d😡é\u0301ﬃ㎏\xff")))).Draw(t, "text")
		var x, again Text
		x.Read(in)
		if len(x.At) != len(x.Runes)+1 || int(x.At[len(x.Runes)]) > len(in) {
			t.Fatalf("%d places for %d characters", len(x.At), len(x.Runes))
		}
		for i, at := range x.At[1:] {
			if at < x.At[i] {
				t.Fatalf("place %d comes before the one before it", i+1)
			}
		}
		again.Read(string(x.Runes))
		if string(again.Runes) != string(x.Runes) {
			t.Fatalf("reading %q again gives %q", string(x.Runes), string(again.Runes))
		}
	})
}

func TestLongTextIsCut(t *testing.T) {
	var x Text
	x.Read(strings.Repeat("坏了 ", 1<<18))
	require.True(t, x.Cut)
	require.LessOrEqual(t, len(x.Runes), MaxRead)
	x.Read("short")
	require.False(t, x.Cut)
	require.Equal(t, "short", string(x.Runes))
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "The coat", "手機壞了", "a\xff\u202e", "ﷺﷺ", strings.Repeat("\u0301", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var x Text
		var g Grams
		x.Read(s)
		g.Take(&x)
		if len(x.At) != len(x.Runes)+1 || len(g.Hashes) != len(g.Counts) {
			t.Fatal("lengths differ")
		}
		if !utf8.ValidString(string(x.Runes)) {
			t.Fatalf("%q is no UTF-8", string(x.Runes))
		}
	})
}

func TestTimeGrowsWithTheTextOnly(t *testing.T) {
	// Texts that would blow up a matcher which goes back: none of them takes longer than its length explains.
	for _, piece := range []string{"a", "aaaaaaaaab", "!", "坏", "ﷺ", "\u0301", "😡", "<>", "0", " "} {
		s := strings.Repeat(piece, MaxRead/len(piece))
		var x Text
		var g Grams
		start := time.Now()
		x.Read(s)
		g.Take(&x)
		require.Less(t, time.Since(start), time.Second, "%q", piece)
	}
}
