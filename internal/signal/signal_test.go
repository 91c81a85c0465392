package signal

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/text"
)

func read(s string) *Signals {
	var t text.Text
	var out Signals
	t.Read(s)
	Read(&t, &out)
	return &out
}

func codesOf(hits []Hit) []string {
	var list []string
	for _, h := range hits {
		if !slices.Contains(list, h.Code) {
			list = append(list, h.Code)
		}
	}
	return list
}

// TestSensitive: what is decided with a model that has no opinion.
func TestSensitive(t *testing.T) {
	for s, want := range map[string][]string{
		"充电器插上就冒烟了":                                       {"safety"},
		"電熱毯半夜起火，差點燒到孩子":                                  {"safety"},
		"骑到一半刹车失灵":                                        {"safety"},
		"快递员推了我一把还骂人":                                     {"safety"},
		"The charger caught fire on my desk":              {"safety"},
		"The ladder collapsed while I was standing on it": {"safety"},
		"我妈被烫伤了":                                          {"safety"},
		"这辣条味道炸裂":                                         nil,
		"低音爆炸，太爽了":                                        nil,
		"我的安全鞋什么时候发货":                                     nil,
		"Are these safety boots true to size?":            nil,
		"The bass is the bomb":                            nil,
		"牛奶喝完才发现过期半个月了":                                   {"food_safety"},
		"吃完拉了一晚上肚子，上吐下泻":                                  {"food_safety"},
		"The yogurt was mouldy when I opened it":          {"food_safety"},
		"优惠券过期了能补一张吗":                                     nil,
		"My voucher has expired, can you renew it?":       nil,
		"再不退就法院见":                                         {"legal"},
		"My lawyer will be in touch":                      {"legal"},
		"我是律师，想买两把椅子":                                     nil,
		"今晚就发微博曝光你们":                                      {"media"},
		"I'm going to post this on TikTok tonight":        {"media"},
		"我是记者，想买个三脚架":                                     nil,
		"曝光补偿转盘有点卡":                                       nil,
		"明天我就打12315投诉":                                    {"regulator"},
		"I have reported you to Trading Standards":        {"regulator"},
		"市监局想采购六台记录仪，怎么下单":                                nil,
		"我们三十多位业主联名要求退款":                                  {"group"},
		"三人团还差一个人，没成团会退吗":                                 nil,
		"我的手机号和地址被你们泄露了":                                  {"privacy"},
		"Your site shows other customers' addresses":      {"privacy"},
		"可以隐私发货吗":                                         nil,
		"Do you ship in a plain box?":                     nil,
		"我真的不想活了":                                         {"self_harm"},
		"I want to end my life":                           {"self_harm"},
		"笑死我了，太好玩了":                                       nil,
		"If it's late she'll kill me":                     nil,
		// what is implied
		"The lamp gave me a tingle, there's a burnt smell and the socket is glowing":        {"safety"},
		"The rice tub was bulging and smelled sour, we ate it and spent the night retching": {"food_safety"},
		"Somebody's passport lay in my box, home address and all, for all to see":           {"privacy"},
		"I can't see a way on, the letters are written, sleeping tablets are here":          {"self_harm"},
		"The tablets for the dishwasher stick to the box":                                   nil,
		"The zip of my jacket is stuck, luckily I have another one":                         nil,
	} {
		got := codesOf(Sensitive(read(s), nil))
		require.Equal(t, want, got, s)
	}
}

func TestSuspicionAndRepeat(t *testing.T) {
	for s, want := range map[string]string{
		"不给我打五百块红包，我就找人刷一星":                                                          "extortion",
		"Send me a gift card or I will post one-star reviews":                        "extortion",
		"从明天起我天天下单再退货，退到你们倒闭":                                                        "bulk",
		"本人职业打假，同类案子办结过几十起，直接报价和解":                                                   "serial_claimant",
		"碗是我自己摔的，你们怎么证明？照样给我退款":                                                      "fabricated",
		"垃圾！气死我了，退款！":                                                                "",
		"不退款我就去法院":                                                                   "",
		"I want my money back or I will sue":                                         "",
		"I've got 15 logins and each takes your welcome code":                        "bulk",
		"Used it for one weekend at a festival, put it down as faulty, tags back on": "fabricated",
		"It would be a shame if your rating suffered, wouldn't it":                   "extortion",
		"Wore the shoes to a wedding and the heel broke, refund please":              "",
	} {
		got := Suspicion(read(s), nil)
		if want == "" {
			require.Empty(t, got, s)
		} else {
			require.Contains(t, codesOf(got), want, s)
		}
	}
	for s, times := range map[string]int{
		"这是第三次反馈了": 3, "打了四个电话都没人管": 4, "I have asked three times": 3, "催了七八遍": 8,
	} {
		x := read(s)
		require.NotEmpty(t, Repeat(x, nil), s)
		require.Equal(t, times, x.Times, s)
	}
	for _, s := range []string{"第三次来买了，很喜欢", "点了十几遍都付不了款", "I have worn it three times"} {
		require.Empty(t, Repeat(read(s), nil), s)
	}
}

func TestModelSpeaksAlone(t *testing.T) {
	sure := func(code string) float64 {
		if code == "legal" {
			return 0.99
		}
		return 0
	}
	hits := Sensitive(read("nothing that the tables know"), sure)
	require.Equal(t, []string{"legal"}, codesOf(hits))
	require.Equal(t, "model", hits[0].Rule)
	require.Greater(t, hits[0].Weight, 0.5)
}

func TestSought(t *testing.T) {
	for s, want := range map[string]string{
		"赶紧把钱退给我": "refund", "please give me my money back": "refund", "给我换一双": "exchange", "请补寄少的那件": "redelivery",
		"要求赔偿误工费": "cash", "给我道歉": "apology", "把差价退我": "partial_refund", "please explain why": "explanation",
		"派人来修": "repair", "我要退货": "return", "please resend the missing part": "redelivery",
	} {
		require.Contains(t, codesOf(read(s).Sought), want, s)
	}
	require.Empty(t, read("今天天气不错").Sought)
}

func TestUrgentAndSevere(t *testing.T) {
	require.Contains(t, codesOf(read("明天婚礼就要用了").Urgent), "soon")
	require.Contains(t, codesOf(read("The wedding is tomorrow and I need it").Urgent), "soon")
	require.Contains(t, codesOf(read("品牌方鉴定说是假货").Severe), "very_serious")
	require.Contains(t, codesOf(read("退款没到账，已经十五天了还没到").Severe), "serious")
}

func TestEntities(t *testing.T) {
	for _, c := range []struct {
		text, order, amount string
		days                int
	}{
		{"订单号 AB20260418 等了三周还没到", "AB20260418", "", 21},
		{"我的订单A-20991付了两千八，半个月过去了没发货", "A-20991", "CNY 2800.00", 15},
		{"Order #550129 cost $74.90 and I have been waiting two weeks", "550129", "USD 74.90", 14},
		{"花了1.2万买的", "", "CNY 12000.00", 0},
		{"三百五的鞋，退我", "", "CNY 350.00", 0},
		{"退我￥1,299", "", "CNY 1299.00", 0},
		{"快递单号 SF1234567890 一直不动", "", "", 0},
		{"别家只要九十，我买的二百三，退差价", "", "CNY 230.00", 0},
		{"说好三天到，已经第九天了", "", "", 9},
		{"支持七天无理由退货吗", "", "", 0},
		{"I want £345 back", "", "GBP 345.00", 0},
		{"it has been a fortnight and nothing", "", "", 14},
		{"满300减30没给我减，退我30元", "", "CNY 30.00", 0},
	} {
		s := read(c.text)
		order, amount, days := "", "", 0
		if len(s.Orders) > 0 {
			order = s.Orders[0].Value
		}
		if len(s.Amounts) > 0 {
			amount = s.Amounts[0].Value.String()
		}
		if len(s.Days) > 0 {
			days = s.Days[0].Value
		}
		require.Equal(t, c.order, order, c.text)
		require.Equal(t, c.amount, amount, c.text)
		require.Equal(t, c.days, days, c.text)
	}
}

func TestCodesAreKnown(t *testing.T) {
	taxonomy := complaint.BuiltinTaxonomy()
	for _, code := range codes[tableSensitive] {
		require.True(t, taxonomy.Has(complaint.Sensitives, code), code)
	}
	for _, code := range codes[tableSought] {
		require.True(t, taxonomy.Has(complaint.Remedies, code), code)
	}
}

func TestTableErrors(t *testing.T) {
	for content, want := range map[string]string{
		"refund\t0.9":               "sought.tsv:2: must have three or four columns",
		"refnd\t0.9\tx":             `sought.tsv:2: the code "refnd" is not known here`,
		"refund\t2\tx":              "sought.tsv:2: the weight",
		"refund\tNaN\tx":            "sought.tsv:2: the weight",
		"refund\t0.9\t(a|b":         "stays open",
		"refund\t0.9\ta)":           "too many",
		"refund\t0.9\t{none}":       `the class "none" is not known`,
		"refund\t0.9\t(a)?":         "also stands for nothing",
		"refund\t0.9\ta ~ ":         "a step of the pattern is empty",
		"refund\t0.9\t#x + times":   "is no number",
		"refund\t0.9\ta\t(b":        "stays open",
		"*\t0.9\ta":                 `the code "*" is not known here`,
		"refund\t0.9\t{big}{big}a*": "too many phrases",
	} {
		var big strings.Builder
		for i := range 200 {
			big.WriteString(strings.Repeat("x", i+1) + "|")
		}
		_, err := readBook(fstest.MapFS{
			"classes.tsv": {Data: []byte("big\t(" + big.String() + "y)\n")},
			"sought.tsv":  {Data: []byte("# a comment\n" + content + "\n")},
		})
		require.ErrorContains(t, err, want, content)
	}
	_, err := readBook(fstest.MapFS{"other.tsv": {Data: []byte("a\tb\n")}})
	require.ErrorContains(t, err, "other.tsv: the table is not known")
}

// valid checks that spans lie in the text and on the boundaries of its characters.
func valid(t interface {
	Fatalf(format string, values ...any)
}, s string, x *Signals,
) {
	check := func(p Span) {
		if p.From < 0 || p.From >= p.To || int(p.To) > len(s) ||
			utf8.ValidString(s) && (!utf8.RuneStart(s[p.From]) || int(p.To) < len(s) && !utf8.RuneStart(s[p.To])) {
			t.Fatalf("span %v of %q", p, s)
		}
	}
	for _, list := range [][]Hit{x.Sensitive, x.Suspicion, x.Repeat, x.Sought, x.Urgent, x.Severe} {
		for _, h := range list {
			check(h.Span)
		}
	}
	for _, o := range x.Orders {
		check(o.Span)
	}
	for _, o := range x.Amounts {
		check(o.Span)
	}
	for _, o := range x.Days {
		check(o.Span)
	}
}

var parts = []string{
	"充电器冒烟了", "法院见", "第三次投诉", "退款", "笑死", "味道炸裂", "请问", "12315", "三百五", "等了三周", "order 550129", "$74.90",
	"I want my money back", "my lawyer", "one-star", "ｆｕｌｌ", "ﬁ㎏", "😡", "\u200b", "半个月", "満", "#", "3", "-", " ", "。", ". ", "！",
	"don’t", "éè", "十百千万亿", "99999999999999999999", "1.5w", "¥", "块", "个", "天",
}

// TestAppendingKeepsHits: what stands in a text stays found when sentences follow, unless these hold a guard.
func TestAppendingKeepsHits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 8).Draw(t, "first"), "")
		next := rapid.SampledFrom([]string{"The colour is blue. ", "颜色是蓝的。", "好。", "ok. 123 "}).Draw(t, "next")
		before, after := read(first), read(first+"。 "+next)
		valid(t, first, before)
		valid(t, first+"。 "+next, after)
		for i, list := range [][]Hit{before.Sensitive, before.Suspicion, before.Repeat, before.Sought, before.Urgent, before.Severe} {
			now := [][]Hit{after.Sensitive, after.Suspicion, after.Repeat, after.Sought, after.Urgent, after.Severe}[i]
			for _, h := range list {
				if !slices.ContainsFunc(now, func(x Hit) bool { return x.Rule == h.Rule && x.Span.From == h.Span.From }) {
					t.Fatalf("%q is lost from %q when %q follows", h.Rule, first, next)
				}
			}
		}
	})
}

// TestReadForgets: a Signals that was used before gives the same.
func TestReadForgets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var used Signals
		var x text.Text
		for range 3 {
			s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 12).Draw(t, "text"), "")
			x.Read(s)
			Read(&x, &used)
			fresh := read(s)
			if !slices.Equal(used.Sensitive, fresh.Sensitive) || !slices.Equal(used.Repeat, fresh.Repeat) ||
				!slices.Equal(used.Orders, fresh.Orders) || !slices.Equal(used.Days, fresh.Days) || used.Times != fresh.Times {
				t.Fatalf("%q depends on the texts before it", s)
			}
		}
	})
}

func TestLongTextsAreBounded(t *testing.T) {
	for _, unit := range []string{"第三次投诉", "退款", "my lawyer ", "充电器冒烟", "3-", "12,", "((((", "订单12345678 ", "九百", "请问法院见", "满300减30"} {
		s := strings.Repeat(unit, text.MaxRead/len(unit)+2)
		x := read(s)
		valid(t, s, x)
		require.LessOrEqual(t, len(x.Sensitive), maxHits)
		require.LessOrEqual(t, len(x.Amounts), maxEntities)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range parts {
		f.Add(s)
	}
	f.Add(strings.Join(parts, ""))
	f.Fuzz(func(t *testing.T, s string) {
		x := read(s)
		valid(t, s, x)
		for _, list := range [][]Hit{Sensitive(x, nil), Suspicion(x, nil), Repeat(x, nil)} {
			for _, h := range list {
				require.True(t, h.Weight > 0 && h.Weight <= 1)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for name, s := range map[string]string{
		"zh": strings.Repeat("你们家的快递也太慢了吧，说好三天到，现在都第九天了，问了客服四次就让我等，再不退款我就打12315了。", 5)[:600],
		"en": "I ordered the coat two weeks ago for $89.90 and was promised it by the tenth. Order #550129 has not moved since. I have " +
			"asked three times and nobody answers. Refund me please or my lawyer will call.",
	} {
		b.Run(name, func(b *testing.B) {
			var x text.Text
			var out Signals
			x.Read(s)
			Read(&x, &out)
			b.ReportAllocs()
			for b.Loop() {
				Read(&x, &out)
			}
		})
	}
}

// Where only the model suspects something, it names no kind of malice.
func TestSuspicionOfTheModelAlone(t *testing.T) {
	var s Signals
	sure := func(string) float64 { return 0.99 }
	hits := Suspicion(&s, sure)
	require.Len(t, hits, 1)
	require.Equal(t, "suspicion", hits[0].Code)
	require.Equal(t, "model", hits[0].Rule)
}
