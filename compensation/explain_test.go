package compensation_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// reasonCodes are all constants of the type ReasonCode.
func reasonCodes(t testing.TB) (codes []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "decision.go", nil, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "ReasonCode" {
			literal, ok := spec.Values[0].(*ast.BasicLit)
			require.True(t, ok)
			code, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			codes = append(codes, code)
		}
		return false
	})
	require.Greater(t, len(codes), 20)
	return codes
}

var braces = regexp.MustCompile(`\{[a-z]*\}`)

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// TestEveryReasonHasWords: in both languages, whatever parameters it has, as whole sentences without a gap.
func TestEveryReasonHasWords(t *testing.T) {
	for _, code := range reasonCodes(t) {
		for _, params := range []map[string]string{
			nil,
			{"rule": "late", "detail": "line", "from": "CNY 5.00", "to": "CNY 3.00", "role": "mid"},
			{"rule": "late", "from": "CNY 5.00"},
			{"rule": "late", "to": "CNY 5.00", "role": "nobody"},
			{"detail": "own_complaint"},
		} {
			r := []complaint.Reason{{Code: code, Params: params}}
			zh := compensation.ExplainRecord(r, compensation.Explaining{Language: "zh-Hant-HK"})
			en := compensation.ExplainRecord(r, compensation.Explaining{Language: "fr"})
			require.Len(t, zh, 1, code)
			require.Len(t, en, 1, code)
			require.True(t, han(zh[0]) && strings.HasSuffix(zh[0], "。"), "%s: %s", code, zh[0])
			require.False(t, han(en[0]), "%s: %s", code, en[0])
			require.Regexp(t, `^([A-Z“]|the amount|CNY).*[^.]\.$`, en[0], code)
			require.Empty(t, braces.FindString(zh[0]+en[0]), code)
			require.NotContains(t, en[0], "=", "%s: %s", code, en[0])
			require.NotContains(t, en[0]+zh[0], "  ", code)
		}
	}
}

// TestExplainRecord: what is internal stays in the shop.
func TestExplainRecord(t *testing.T) {
	for _, tc := range []struct {
		name     string
		r        compensation.Reason
		zh, en   string
		customer string // in English, "" for not at all
	}{
		{"law", compensation.Reason{Code: compensation.ReasonLaw, Rule: "fraud", Detail: "Act, article 55"}, "依法应当给予（规则“fraud”）：Act, article 55。", "The law gives a right to it (rule “fraud”): Act, article 55.", "The law gives a right to it: Act, article 55."},
		{"law that is not verified", compensation.Reason{Code: compensation.ReasonLaw, Rule: "fraud"}, "依法应当给予（规则“fraud”）。", "The law gives a right to it (rule “fraud”).", "The law gives a right to it."},
		{"special", compensation.Reason{Code: compensation.ReasonSpecial, Rule: "batch", Detail: "lot-7"}, "适用专项方案（规则“batch”）：“lot-7”。", "A special policy applies (rule “batch”): “lot-7”.", "A special policy applies."},
		{"ceiling", compensation.Reason{Code: compensation.ReasonMost, Rule: "late", From: yuan("30"), To: yuan("18")}, "以规则的上限为限，由 CNY 30.00 变为 CNY 18.00（规则“late”）。", "Limited to the most that the rule gives, from CNY 30.00 to CNY 18.00 (rule “late”).", "Limited to the most that the rule gives, from CNY 30.00 to CNY 18.00."},
		{"cap", compensation.Reason{Code: compensation.ReasonCap, Rule: "month", From: yuan("30"), To: yuan("0")}, "额度“month”已满，优待部分予以削减，由 CNY 30.00 变为 CNY 0.00。", "The cap “month” cuts the goodwill, from CNY 30.00 to CNY 0.00.", ""},
		{"authority", compensation.Reason{Code: compensation.ReasonAuthority, Role: complaint.RoleMid, To: yuan("80")}, "CNY 80.00 超出中级处理人可自行决定的金额。", "CNY 80.00 is above what a handler of the middle tier may grant without an approval.", ""},
		{"abuse withholds", compensation.Reason{Code: compensation.ReasonAbuse, Rule: "late", Detail: "five claims"}, "防滥用规则“five claims”不给予优待（规则“late”）。", "The rule against abuse “five claims” withholds goodwill (rule “late”).", ""},
		{"abuse asks", compensation.Reason{Code: compensation.ReasonAbuse, Rule: "five claims"}, "防滥用规则“five claims”要求批准。", "The rule against abuse “five claims” asks for an approval.", ""},
		{"part of it", compensation.Reason{Code: compensation.ReasonOnce, Rule: "floor", From: yuan("500"), To: yuan("200")}, "同一购买已给予其中一部分，由 CNY 500.00 变为 CNY 200.00（规则“floor”）。", "Part of it was granted already for the same purchases, from CNY 500.00 to CNY 200.00 (rule “floor”).", "Part of it was granted already for the same purchases, from CNY 500.00 to CNY 200.00."},
		{"all of it", compensation.Reason{Code: compensation.ReasonOnce, Rule: "floor"}, "同一购买已全部给予（规则“floor”）。", "All of it was granted already for the same purchases (rule “floor”).", "All of it was granted already for the same purchases."},
		{"no base", compensation.Reason{Code: compensation.ReasonNoBase, Rule: "late", Detail: "freight"}, "不知道运费，无法计算（规则“late”）。", "It cannot be calculated, because what was paid for the delivery is not known (rule “late”).", ""},
		{"braces of the host", compensation.Reason{Code: compensation.ReasonStacked, Rule: "{detail}", Detail: "{rule}"}, "同组的“{rule}”给予更多或顺序在先（规则“{detail}”）。", "“{rule}” of the same group gives more or comes first (rule “{detail}”).", ""},
		{"not known", compensation.Reason{Code: "tomorrow", Rule: "r", Detail: "d"}, "tomorrow detail=d rule=r。", "tomorrow detail=d rule=r.", ""},
		{"no code of a reason", compensation.Reason{Code: "once/all"}, "once/all。", "once/all.", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			one := []complaint.Reason{tc.r.Record()}
			require.Equal(t, []string{tc.zh}, compensation.ExplainRecord(one, compensation.Explaining{Language: "ZH"}))
			require.Equal(t, []string{tc.en}, compensation.ExplainRecord(one, compensation.Explaining{Language: "en"}))
			var want []string
			if tc.customer != "" {
				want = []string{tc.customer}
			}
			require.Equal(t, want, compensation.ExplainRecord(one, compensation.Explaining{Customer: true}))
		})
	}
	require.Empty(t, compensation.ExplainRecord(nil, compensation.Explaining{}))
}

const explained = `'currency': 'CNY', 'zone': 'Asia/Shanghai', 'packs': ['cn'], 'jurisdiction': 'CN', 'coupons': {'cost': '50%'},
	'points': {'face': 'CNY 0.01'}, 'groups': {'goodwill': 'sum'},
	'standards': [
		{'name': 'late', 'when': {'field': 'category', 'op': 'under', 'value': 'logistics'}, 'pay': {'within': '15d', 'from': 'received'}, 'options': [
			{'name': 'cash', 'grants': [{'remedy': 'cash', 'amount': {'fixed': 'CNY 5', 'per': 'delay.days', 'after': 1}}]},
			{'name': 'coupon', 'grants': [{'remedy': 'coupon', 'amount': {'fixed': 'CNY 20'}}]},
			{'name': 'more', 'grants': [{'remedy': 'points', 'amount': {'points': 3000}}, {'remedy': 'apology'}]}]},
		{'name': 'other place', 'jurisdiction': 'EU', 'from': '2020-01-01', 'options': [{'grants': [{'remedy': 'refund'}]}]},
		{'name': 'dollars', 'options': [{'grants': [{'remedy': 'cash', 'amount': {'fixed': 'USD 5'}}]}]},
		{'name': 'found', 'needs': {'field': 'result', 'op': 'is', 'value': 'substantiated'}, 'options': [{'grants': [{'remedy': 'gift'}]}]}],
	'caps': [{'name': 'day', 'per': 'all', 'period': 'day', 'most': ['CNY 12']}, {'name': 'small', 'per': 'all', 'over': 'ask', 'most': ['CNY 11']}],
	'authority': {'limits': [{'role': 'mid', 'most': ['CNY 15']}, {'role': 'supervisor'}]},
	'recourse': [{'name': 'carrier pays', 'against': 'carrier', 'rate': '80%'}]`

// TestExplainDecision: everything that a decision says is said, and nothing of the shop to the customer.
func TestExplainDecision(t *testing.T) {
	e := engineOf(t, explained)
	d := decide(t, e, caseOf("logistics.delay"))
	require.Equal(t, []string{
		"A standard of the shop applies (rule “late”).",
		"The customer may choose: CNY 12.00 in cash, or a coupon of CNY 20.00, or 1200 points (worth CNY 12.00) and an apology.",
		"Option 1: The cap “day” cuts the goodwill, from CNY 15.00 to CNY 12.00.",
		"Option 1: In all CNY 12.00, of which CNY 0.00 by law and CNY 12.00 of goodwill; it costs the shop CNY 12.00.",
		"Option 1: It must be approved by a manager or above before the customer may answer.",
		"Option 1: No money is set aside for it until then.",
		"Option 1: The cap “small” is used up, so an approval is needed: CNY 12.00 is wanted, CNY 11.00 is left.",
		"Option 1: It is paid within 15 days after the complaint was received, by 2026-11-29 12:00 +08:00.",
		"Option 2: In all CNY 20.00, of which CNY 0.00 by law and CNY 20.00 of goodwill; it costs the shop CNY 10.00.",
		"Option 2: It must be approved by a supervisor or above before it is paid.",
		"Option 2: CNY 20.00 is above what a handler of the middle tier may grant without an approval.",
		"Option 3: The cap “day” cuts the goodwill, from CNY 30.00 to CNY 12.00.",
		"Option 3: In all CNY 12.00, of which CNY 0.00 by law and CNY 12.00 of goodwill; it costs the shop CNY 12.00.",
		"Option 3: It must be approved by a manager or above before the customer may answer.",
		"Option 3: No money is set aside for it until then.",
		"Option 3: The cap “small” is used up, so an approval is needed: CNY 12.00 is wanted, CNY 11.00 is left.",
		"The offer may be accepted within 14 days.",
		"What is left to refund is CNY 100.00 for the goods concerned and CNY 180.00 for the whole order.",
		"Not given: The rule belongs to the law of another place (rule “other place”).",
		"Not given: Its amounts are in USD, which is not the currency of the case (rule “dollars”).",
		"Not given: What it depends on is not established, so it is not given as yet (rule “found”).",
		"The shop may claim 80% of what it pays from the carrier swift (rule “carrier pays”).",
	}, e.Explain(d, compensation.Explaining{Language: "en"}))
	require.Equal(t, []string{
		"A standard of the shop applies.",
		"You may choose: CNY 12.00 in cash, or a coupon of CNY 20.00, or 1200 points (worth CNY 12.00) and an apology.",
		"Option 1: It is paid within 15 days after the complaint was received, by 2026-11-29 12:00 +08:00.",
		"The offer may be accepted within 14 days.",
		"What is left to refund is CNY 100.00 for the goods concerned and CNY 180.00 for the whole order.",
		"What it depends on is not established, so it is not given as yet.",
	}, e.Explain(d, compensation.Explaining{Customer: true}))
	require.Equal(t, []string{
		"适用本店的标准。",
		"可任选其一：现金赔偿 CNY 12.00，或优惠券 CNY 20.00，或积分 1200 分（价值 CNY 12.00）加道歉。",
		"方案1：应在收到投诉后 15 天内付款（不晚于 2026-11-29 12:00 +08:00）。",
		"方案自提出之日起 14 天内有效。",
		"所涉商品尚可退款 CNY 100.00，整个订单尚可退款 CNY 180.00。",
		"其前提尚未查明或不成立，暂不给予。",
	}, e.Explain(d, compensation.Explaining{Language: "zh-CN", Customer: true}))

	nothing := engineOf(t, "")
	require.Equal(t, []string{"没有适用的标准，不予补偿。"}, nothing.Explain(decide(t, nothing, compensation.Case{Complaint: &complaint.Complaint{}}), compensation.Explaining{Language: "zh"}))
}

// TestExplainFloor: the floor of the law is named, and that an option was raised to it.
func TestExplainFloor(t *testing.T) {
	e := engineOf(t, explained)
	c := caseOf("fraud.counterfeit")
	c.Complaint.Finding = &complaint.Finding{Result: complaint.Substantiated}
	said := e.Explain(decide(t, e, c), compensation.Explaining{})
	require.Contains(t, said, "By law at least CNY 600.00 is due in money.")
	require.Contains(t, strings.Join(said, "\n"), "Option 2: Raised to what the law gives at least, from CNY 0.00 to CNY 600.00.")
	require.Contains(t, e.Explain(decide(t, e, c), compensation.Explaining{Language: "zh"}), "依法至少应给予 CNY 600.00（金钱）。")
}

// TestExplainLabels: a host's own words for remedies go before those that are built in.
func TestExplainLabels(t *testing.T) {
	terms := map[complaint.Tree][]complaint.Term{}
	for _, tree := range complaint.Trees() {
		terms[tree] = complaint.BuiltinTaxonomy().Terms(tree)
	}
	for i, term := range terms[complaint.Remedies] {
		if term.Code == "cash" {
			terms[complaint.Remedies][i].English, terms[complaint.Remedies][i].Chinese = "Red envelope", "红包"
		}
	}
	terms[complaint.Remedies] = append(terms[complaint.Remedies], complaint.Term{Code: "voucher", Chinese: "代金券", English: "VIP voucher"})
	own, err := complaint.NewTaxonomy(terms)
	require.NoError(t, err)
	p, err := compensation.ParsePolicy("p.json", []byte(policyWith(`'standards': [`+gives("a", cash("CNY 5")+`, {'remedy': 'voucher', 'amount': {'fixed': 'CNY 7'}}, {'remedy': 'other'}, {'remedy': 'voucher'}`, "")+`]`)))
	require.NoError(t, err)
	p.Taxonomy = own
	e, err := compensation.New(p)
	require.NoError(t, err)
	d := decide(t, e, caseOf("other"))
	require.Contains(t, e.Explain(d, compensation.Explaining{}), "The customer gets red envelope of CNY 5.00 and VIP voucher of CNY 7.00 and other and VIP voucher.")
	require.Contains(t, e.Explain(d, compensation.Explaining{Language: "zh"}), "客户可获得：红包 CNY 5.00加代金券 CNY 7.00加其他加代金券。")
	require.Contains(t, e.Explain(d, compensation.Explaining{Taxonomy: complaint.BuiltinTaxonomy()}), "The customer gets CNY 5.00 in cash and voucher of CNY 7.00 and other and voucher.")
}

// TestExplainPayment: each event from which the time runs has its words.
func TestExplainPayment(t *testing.T) {
	for _, tc := range []struct{ pay, zh, en string }{
		{`'within': '24h'`, "应在客户接受后 1 天内付款。", "It is paid within 1 day after the offer is accepted."},
		{`'within': '36h', 'from': 'returned'`, "应在收到退回的商品后 36 小时内付款。", "It is paid within 36 hours after the goods are back."},
		{`'within': '90m', 'from': 'received'`, "应在收到投诉后 1h30m0s内付款（不晚于 2026-11-14 05:30 +00:00）。", "It is paid within 1h30m0s after the complaint was received, by 2026-11-14 05:30 +00:00."},
	} {
		e := engineOf(t, `'standards': [`+gives("a", cash("CNY 5"), `'pay': {`+tc.pay+`}`)+`]`)
		d := decide(t, e, caseOf("other"))
		require.Contains(t, e.Explain(d, compensation.Explaining{}), tc.en)
		require.Contains(t, e.Explain(d, compensation.Explaining{Language: "zh"}), tc.zh)
	}
}

// TestExplainAnything: no decision panics or leaves a gap, and the customer never reads of what is internal.
func TestExplainAnything(t *testing.T) {
	codes := append(reasonCodes(t), "x", "")
	e := engineOf(t, explained)
	money := rapid.SampledFrom([]complaint.Money{{}, yuan("0"), yuan("12.5")})
	rapid.Check(t, func(t *rapid.T) {
		reason := rapid.Custom(func(t *rapid.T) compensation.Reason {
			return compensation.Reason{
				Code: compensation.ReasonCode(rapid.SampledFrom(codes).Draw(t, "code")),
				Rule: rapid.SampledFrom([]string{"", "secret"}).Draw(t, "rule"), Detail: rapid.SampledFrom([]string{"", "line"}).Draw(t, "detail"),
				From: money.Draw(t, "from"), To: money.Draw(t, "to"), Role: rapid.SampledFrom(append(complaint.Roles(), "")).Draw(t, "role"),
			}
		})
		reasons := rapid.SliceOfN(reason, 0, 3)
		d := compensation.Decision{
			Reasons: reasons.Draw(t, "reasons"), Excluded: reasons.Draw(t, "excluded"), Floor: money.Draw(t, "floor"),
			RefundableOrder: money.Draw(t, "left"), Recourse: []compensation.Recourse{{Rule: "secret", Against: compensation.AgainstCarrier, Name: "x", Rate: "1%"}},
		}
		for range rapid.IntRange(0, 3).Draw(t, "options") {
			o := compensation.Option{
				Reasons: reasons.Draw(t, "reasons"), Total: money.Draw(t, "total"),
				PayWithin: time.Duration(rapid.IntRange(0, 100).Draw(t, "within")) * time.Hour,
				PayFrom:   rapid.SampledFrom([]compensation.PayFrom{"", "accepted", "returned", "received", "?"}).Draw(t, "from"),
				Grants:    []complaint.Grant{{Remedy: rapid.SampledFrom([]complaint.Remedy{"", "cash", "points", "new"}).Draw(t, "remedy"), Amount: money.Draw(t, "amount")}},
			}
			if rapid.Bool().Draw(t, "approval") {
				o.Approval = &compensation.Approval{Needs: complaint.RoleManager, Why: reasons.Draw(t, "why")}
			}
			d.Options = append(d.Options, o)
		}
		for _, language := range []string{"zh", "en"} {
			for _, s := range e.Explain(d, compensation.Explaining{Language: language}) {
				if braces.MatchString(s) || s == "" || language == "en" && han(s) {
					t.Fatal(s)
				}
			}
			for _, s := range e.Explain(d, compensation.Explaining{Language: language, Customer: true}) {
				if strings.Contains(s, "secret") || strings.Contains(s, "approv") || strings.Contains(s, "批准") || strings.Contains(s, "costs the shop") {
					t.Fatal(s)
				}
			}
		}
	})
}
