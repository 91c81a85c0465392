package alike

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func sign(text string) *Signature {
	s := Sign([]rune(text))
	return &s
}

func anyText() *rapid.Generator[string] {
	letters := []rune("abcdefgh  '0123,.!?我的快递到了没有破损退款é😀ж")
	return rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 300).Draw(t, "text"))
	})
}

func TestSimilarityLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := anyText().Draw(t, "x"), anyText().Draw(t, "y")
		a, b := sign(x), sign(y)
		s := Similarity(a, b)
		require.GreaterOrEqual(t, s, 0.0)
		require.LessOrEqual(t, s, 1.0)
		require.InDelta(t, s, Similarity(b, a), 0)
		require.InDelta(t, 1, Similarity(a, sign(x)), 0)
		require.Equal(t, *a, *sign(x))
		require.IsIncreasing(t, append([]uint32{0}, a.Prints()...)[min(1, len(a.Prints())):])
	})
}

func TestParseReadsWhatStringWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := sign(anyText().Draw(t, "text"))
		text := a.String()
		require.LessOrEqual(t, len(text), MaxEncoded)
		b, err := Parse(text)
		require.NoError(t, err)
		require.Equal(t, *a, b)
		require.ElementsMatch(t, a.Prints(), PrintsOf(text))
	})
}

func TestParseRefuses(t *testing.T) {
	good := sign("the zip of the tent broke on the first evening").String()
	for name, text := range map[string]string{
		"empty":          "",
		"another form":   "2" + good[1:],
		"cut":            good[:len(good)-1],
		"longer":         good + "AAAA",
		"too long":       good + strings.Repeat("A", MaxEncoded),
		"a line end":     good[:9] + "\n" + good[9:],
		"padding":        good + "=",
		"a print twice":  form1(0, 7, 7),
		"prints in turn": form1(0, 8, 7),
		"no sketch":      "1AAAA",
		"another base64": "1" + strings.Repeat("+", 86),
	} {
		_, err := Parse(text)
		require.Error(t, err, name)
		require.Nil(t, PrintsOf(text), name)
	}
}

// form1 writes a signature by hand.
func form1(bin uint8, prints ...uint32) string {
	s := Signature{n: uint8(len(prints))}
	s.sketch[0] = bin
	copy(s.prints[:], prints)
	return s.String()
}

func FuzzParse(f *testing.F) {
	f.Add(sign("").String())
	f.Add(sign("the zip of the tent broke on the first evening").String())
	f.Add(sign("快递到了但是盒子破损，订单号so123").String())
	f.Add("1")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			require.Empty(t, s.Prints())
			return
		}
		require.Equal(t, text, s.String(), "a signature has one text")
	})
}

func FuzzSign(f *testing.F) {
	f.Add("您好，我的订单so20260913还没到", "hello my order 7 has not come")
	f.Fuzz(func(t *testing.T, x, y string) {
		a, b := sign(x), sign(y)
		s := Similarity(a, b)
		require.True(t, s >= 0 && s <= 1)
		require.InDelta(t, s, Similarity(b, a), 0)
	})
}

func TestCopies(t *testing.T) {
	const zh = "上周五买的电饭煲今天内胆就掉漆了，用的时候根本不敢拿来煮饭，订单号so20260913001，要求换一个新的"
	const en = "the zip of the tent broke on the first evening and we had to sleep in the car, order so-20260913-001, please replace it"
	for name, c := range map[string]struct {
		a, b string
		same bool
	}{
		"zh greeting":     {zh, "您好，我想反映一下问题。" + zh + "，麻烦尽快处理，谢谢！", true},
		"en greeting":     {en, "dear customer service, " + en + ". looking forward to your reply. kind regards", true},
		"zh order number": {zh, strings.ReplaceAll(zh, "so20260913001", "88123"), true},
		"zh typos":        {zh, "上周五麦的电饭煲今天内胆就掉漆了，用的时后根本不敢那来煮饭，订单号so20260913001，要求焕一个新", true},
		"en typos":        {en, "hte zip of the tnt broke on the frist evening and we had to slep in the car, ordr so-20260913-001, plese replace it", true},
		"zh another": {
			"您好，客服你好，" + "鞋子尺码偏小，穿着挤脚，想换大一码" + "，麻烦尽快处理，谢谢！",
			"您好，客服你好，" + "优惠券领了却不能用，结算时一直提示过期" + "，麻烦尽快处理，谢谢！", false,
		},
		"en another": {
			"dear customer service, my voucher is refused at the till. please get back to me as soon as possible. kind regards",
			"dear customer service, the soup arrived cold and late. please get back to me as soon as possible. kind regards", false,
		},
		"short and equal":      {"绝绝子", "绝绝子！", true},
		"short and not equal":  {"绝绝子", "好", false},
		"thanks and thanks":    {"谢谢", "谢谢。", true},
		"thanks and greetings": {"谢谢", "您好", false},
	} {
		a, b := sign(c.a), sign(c.b)
		shared := false
		for _, p := range a.Prints() {
			for _, o := range b.Prints() {
				shared = shared || p == o
			}
		}
		require.Equal(t, c.same, shared && Similarity(a, b) >= Threshold, "%s: shared %v, similarity %.2f", name, shared, Similarity(a, b))
	}
	require.Equal(t, *sign("order so-1 is late"), *sign("order 99812 is late!"), "a changed order number must change nothing")
	require.Empty(t, sign(" ,.!").Prints())
}

func TestSignAllocatesNothing(t *testing.T) {
	text := []rune(strings.Repeat("上周五买的电饭煲 the zip of the tent ", 8))
	sign("") // the table of common n-grams is made once
	require.Zero(t, testing.AllocsPerRun(100, func() { Sign(text) }))
}

func BenchmarkSign(b *testing.B) {
	for name, text := range map[string]string{
		"en": strings.Repeat("the zip of the tent broke on the first evening and we slept. ", 4)[:200],
		"zh": strings.Repeat("上周五买的电饭煲今天内胆就掉漆了，用的时候不敢拿来煮饭，要求换新。", 10),
	} {
		runes := []rune(text)[:200]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Sign(runes)
			}
		})
	}
}
