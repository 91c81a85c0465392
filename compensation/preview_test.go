package compensation_test

import (
	"encoding/json"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// pastCases are n cases of many kinds: late by 0 to 9 days, broken, lost and others, of orders of CNY 50 to 1049.
func pastCases(n int) iter.Seq[compensation.Case] {
	categories := []string{"logistics.delay", "quality.defect", "logistics.loss", "service.attitude", "fraud.counterfeit"}
	results := []complaint.Result{complaint.Substantiated, complaint.PartlySubstantiated, complaint.NotSubstantiated}
	return func(yield func(compensation.Case) bool) {
		for i := range n {
			c := caseOf(categories[i%len(categories)])
			c.Complaint.ID = complaint.KeyID("", strconv.Itoa(i%1000))
			c.Complaint.Finding = &complaint.Finding{Result: results[i%len(results)]}
			c.Now = day(10 + i%10)
			c.Order.Paid, c.Order.Lines = yuan(strconv.Itoa(50+i%1000)), nil
			if !yield(c) {
				return
			}
		}
	}
}

const draft = `'currency': 'CNY', 'zone': 'Asia/Shanghai', 'coupons': {'cost': '50%'}, 'standards': [
	{'name': 'late', 'when': {'field': 'category', 'op': 'is', 'value': 'logistics.delay'}, 'options': [
		{'name': 'coupon', 'grants': [{'remedy': 'coupon', 'amount': {'fixed': 'CNY 5', 'per': 'delay.days', 'raise': '25%', 'step': 'CNY 5', 'most_rate': '10%', 'most_of': 'order'}}]},
		{'name': 'cash', 'grants': [{'remedy': 'cash', 'amount': {'fixed': 'CNY 5', 'per': 'delay.days', 'most_rate': '10%', 'most_of': 'order'}}]}]},
	{'name': 'broken', 'when': {'field': 'category', 'op': 'under', 'value': 'quality'}, 'tiers': [
		{'name': 'mend', 'options': [{'name': 'exchange', 'grants': [{'remedy': 'exchange'}]}, {'name': 'repair', 'grants': [{'remedy': 'repair'}]}], 'skip': [{'name': 'old', 'when': {'field': 'order.bought', 'op': 'before', 'value': '2020-01-01'}}]},
		{'name': 'money', 'options': [{'name': 'refund', 'grants': [{'remedy': 'refund', 'amount': {'rate': '100%', 'of': 'line'}}]}]}]},
	{'name': 'lost', 'when': {'field': 'category', 'op': 'is', 'value': 'logistics.loss'}, 'options': [{'name': 'refund', 'grants': [{'remedy': 'refund', 'amount': {'rate': '100%', 'of': 'order'}}]}]}],
	'caps': [{'name': 'complaint', 'per': 'complaint', 'most': ['CNY 200']}, {'name': 'month', 'per': 'all', 'period': 'month', 'most': ['CNY 100000']}],
	'authority': {'limits': [{'role': 'mid', 'most': ['CNY 50']}, {'role': 'supervisor'}]},
	'recourse': [{'name': 'carrier', 'when': {'field': 'category', 'op': 'under', 'value': 'logistics'}, 'against': 'carrier'}]`

func TestPreview(t *testing.T) {
	sorry := `'when': {'field': 'category', 'op': 'under', 'value': 'service'}`
	old := engineOf(t, list("standards", gives("late", cash("CNY 10"), whenDelay), gives("sorry", apology, sorry),
		gives("gone", apology, `'when': {'field': 'category', 'op': 'is', 'value': 'other'}`)))
	now := engineWithPack(t, `'packs': ['test'], 'jurisdiction': 'EU', `+
		list("standards", gives("late", cash("CNY 25"), whenDelay), gives("sorry", `{'remedy': 'explanation'}`, sorry), gives("broken", cash("CNY 90"), whenQuality))+
		`, 'caps': [{'name': 'small', 'per': 'order', 'most': ['CNY 60']}],
		'abuse': {'rules': [{'name': 'many', 'then': 'withhold', 'when': {'field': 'claims', 'op': 'at_least', 'value': 3}}]},
		'recourse': [{'name': 'carrier', `+whenDelivery+`, 'against': 'carrier'}],
		'authority': {'limits': [{'role': 'mid', 'most': ['CNY 20']}, {'role': 'manager'}]}`)
	late, broken, rude, other, often, nothing, mixed := caseOf("logistics.delay"), caseOf("quality.defect"), caseOf("service.attitude"),
		caseOf("other"), caseOf("logistics.delay"), caseOf("privacy"), caseOf("other")
	often.Claims.Count = 3
	mixed.Loss = complaint.Money{Amount: yuan("1").Amount, Currency: "USD"}
	cases := []compensation.Case{late, broken, rude, other, often, nothing, mixed}
	for i := range cases {
		cases[i].Complaint.ID = complaint.KeyID("", strconv.Itoa(i))
	}
	p := now.Preview(old, slices.Values(cases))

	zero := complaint.Money{Amount: yuan("0").Amount, Currency: "CNY"}
	sums := func(given int, total string) compensation.PreviewSums {
		return compensation.PreviewSums{Given: given, Total: yuan(total), Law: zero, Goodwill: yuan(total), Cost: yuan(total)}
	}
	side := func(total string, needs complaint.Role) compensation.PreviewSide {
		return compensation.PreviewSide{Total: yuan(total), Cost: yuan(total), Approval: needs}
	}
	want := compensation.Preview{
		Old: old.Policy(), New: now.Policy(), Cases: 6, Skipped: 1, More: 2, Less: 1, Same: 1, Other: 2, NewApproval: 2,
		Totals: []compensation.PreviewTotal{{Currency: "CNY", Old: sums(4, "20"), New: sums(3, "85")}},
		Changes: []compensation.PreviewChange{
			{Complaint: complaint.KeyID("", "1"), Old: side("0", ""), New: side("60", "manager"), Change: yuan("60")},
			{Complaint: complaint.KeyID("", "0"), Old: side("10", ""), New: side("25", "manager"), Change: yuan("15")},
			{Complaint: complaint.KeyID("", "4"), Old: side("10", ""), New: side("0", ""), Change: yuan("10").Neg()},
		},
		Rules: []compensation.PreviewRule{
			{Kind: "law", Pack: "test", Name: "floor", InNew: true},
			{Kind: "standard", Name: "late", InOld: true, InNew: true, Old: 2, New: 1},
			{Kind: "standard", Name: "sorry", InOld: true, InNew: true, Old: 1, New: 1},
			{Kind: "standard", Name: "broken", InNew: true, New: 1},
			{Kind: "cap", Name: "small", InNew: true, New: 1},
			{Kind: "abuse", Name: "many", InNew: true, New: 1},
			{Kind: "recourse", Name: "carrier", InNew: true, New: 2},
			{Kind: "standard", Name: "gone", InOld: true, Old: 1},
		},
	}
	written, err := json.Marshal(p)
	require.NoError(t, err)
	expected, err := json.Marshal(want)
	require.NoError(t, err)
	require.JSONEq(t, string(expected), string(written))
	require.Equal(t, []compensation.PreviewRule{want.Rules[0]}, p.Silent())

	back := old.Preview(now, slices.Values(cases))
	require.Equal(t, []int{6, 1, 2, 1, 2, 0, 2}, []int{back.Cases, back.More, back.Less, back.Same, back.Other, back.NewApproval, back.NoApproval})
	require.Empty(t, back.Silent())
}

// TestPreviewOfItself: a draft that changes nothing shows no change, and an empty list an empty preview.
func TestPreviewOfItself(t *testing.T) {
	e := engineOf(t, draft)
	p := e.Preview(e, pastCases(200))
	require.Equal(t, 200, p.Same)
	require.Empty(t, p.Changes)
	require.Equal(t, p.Totals[0].Old, p.Totals[0].New)
	for _, r := range p.Rules {
		require.Equal(t, r.Old, r.New, r.Name)
	}
	p = e.Preview(e, pastCases(0))
	require.Zero(t, p.Cases)
	require.Empty(t, p.Totals)
	require.Len(t, p.Silent(), 6)
	require.NotEmpty(t, p.Table("en"))
}

// TestPreviewCountsCases: a cap that bites in every option of a case bites in one case.
func TestPreviewCountsCases(t *testing.T) {
	e := engineOf(t, `'standards': [{'name': 'a', 'options': [{'grants': [`+cash("CNY 90")+`]}, {'grants': [`+cash("CNY 80")+`]}]}],
		'caps': [{'name': 'small', 'per': 'order', 'most': ['CNY 60']}]`)
	p := e.Preview(engineOf(t, ""), slices.Values([]compensation.Case{caseOf("other"), caseOf("other")}))
	require.Equal(t, compensation.PreviewRule{Kind: compensation.PreviewCap, Name: "small", InNew: true, New: 2}, p.Rules[1])
}

// TestPreviewWithAccounts: each side sees what was spent of its own caps.
func TestPreviewWithAccounts(t *testing.T) {
	rules := list("standards", gives("a", cash("CNY 30"), "")) + ", "
	old := engineOf(t, rules+list("caps", `{'name': 'day', 'per': 'order', 'most': ['CNY 20']}`))
	now := engineOf(t, rules+list("caps", `{'name': 'other', 'per': 'customer', 'most': ['CNY 25']}`))
	c := caseOf("other")
	for _, e := range []*compensation.Engine{old, now} {
		accounts, err := e.Accounts(c)
		require.NoError(t, err)
		for i := range accounts {
			if strings.HasPrefix(accounts[i].Name, "cap/") {
				accounts[i].Balance = yuan("12")
			}
		}
		c.Accounts = append(c.Accounts, accounts...)
	}
	p := now.Preview(old, slices.Values([]compensation.Case{c}))
	require.Equal(t, "CNY 8.00", p.Totals[0].Old.Total.String())
	require.Equal(t, "CNY 13.00", p.Totals[0].New.Total.String())
}

// TestPreviewKeepsTheLargest: the list of changes is bounded and has the largest ones, the first of equal ones first, and the sums
// are those of all cases.
func TestPreviewKeepsTheLargest(t *testing.T) {
	old, now := engineOf(t, ""), engineOf(t, list("standards", gives("a", `{'remedy': 'cash', 'amount': {'rate': '100%', 'of': 'loss'}}`, "")))
	cases := func(yield func(compensation.Case) bool) {
		for i := range 500 {
			c := caseOf("other")
			c.Complaint.ID, c.Loss = complaint.KeyID("", strconv.Itoa(i)), yuan(strconv.Itoa(1+i*37%100))
			if !yield(c) {
				return
			}
		}
	}
	p := now.Preview(old, cases)
	require.Len(t, p.Changes, 20)
	require.Equal(t, "CNY 100.00", p.Changes[0].Change.String())
	require.Equal(t, "CNY 97.00", p.Changes[19].Change.String(), "five cases each have CNY 100, 99, 98, 97")
	first := slices.IndexFunc(slices.Collect(cases), func(c compensation.Case) bool { return c.Loss.Equal(yuan("100")) })
	require.Equal(t, complaint.KeyID("", strconv.Itoa(first)), p.Changes[0].Complaint)
	require.Equal(t, "CNY 25250.00", p.Totals[0].New.Total.String())
	require.Equal(t, "CNY 0.00", p.Totals[0].Old.Total.String())
}

// TestPreviewTable: every table has its rows whole, in both languages, whatever rules are called.
func TestPreviewTable(t *testing.T) {
	old, now := engineOf(t, draft), engineOf(t, strings.Replace(draft, "'late'", "'a|b'", 1))
	p := now.Preview(old, pastCases(100))
	for _, language := range []string{"zh-CN", "en"} {
		text := p.Table(language)
		require.Equal(t, language == "zh-CN", han(text))
		require.Contains(t, text, `a\|b`)
		for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
			rows := strings.Split(block, "\n")
			for _, row := range rows {
				row = strings.ReplaceAll(row, `\|`, "")
				require.Equal(t, strings.Count(rows[0], "|"), strings.Count(row, "|"), row)
			}
		}
	}
}

// BenchmarkPreview100k tries a draft on 100,000 past cases, which are made beforehand.
func BenchmarkPreview100k(b *testing.B) {
	for _, tc := range []struct{ name, old, draft string }{
		{"shop", draft, strings.Replace(draft, "CNY 5", "CNY 6", 1)},
		{"shop with the law of China", `'packs': ['cn'], 'jurisdiction': 'CN', ` + draft, `'packs': ['cn'], 'jurisdiction': 'CN', ` + strings.Replace(draft, "CNY 5", "CNY 6", 1)},
	} {
		b.Run(tc.name, func(b *testing.B) {
			old, now := engineOf(b, tc.old), engineOf(b, tc.draft)
			some := slices.Collect(pastCases(1000))
			cases := func(yield func(compensation.Case) bool) {
				for i := range 100_000 {
					if !yield(some[i%len(some)]) {
						return
					}
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if p := now.Preview(old, cases); p.Cases != 100_000 {
					b.Fatal(p.Cases)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/op")
		})
	}
}
