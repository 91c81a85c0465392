package compensation_test

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// cashAndCoupon gives 30 in cash and a coupon of 20 that costs 10.
const cashAndCoupon = `"coupons": {"cost": "50%"}, "standards": [{"name": "s", "options": [{"grants": [
	{"remedy": "cash", "amount": {"fixed": "CNY 30"}}, {"remedy": "coupon", "amount": {"fixed": "CNY 20"}}]}]}]`

func TestCapsCut(t *testing.T) {
	const cash, points = `"standards": [{"name": "s", "options": [{"grants": [{"remedy": "cash", "amount": {"fixed": "CNY 30"}}]}]}]`,
		`"points": {"face": "CNY 0.01", "cost": "CNY 0.005"}, "standards": [{"name": "s", "options": [{"grants": [
		{"remedy": "points", "amount": {"points": 1001}}]}]}]`
	for _, tt := range []struct {
		name, policy, caps string
		used               []string // the balances of the caps
		want               []string
		cost               string
		hits               []string
	}{
		{"room", cash, `[{"name": "a", "per": "order", "most": ["CNY 30"]}]`, nil, []string{"cash CNY 30.00"}, "CNY 30.00", nil},
		{"cut", cash, `[{"name": "a", "per": "order", "most": ["CNY 29.99"]}]`, nil, []string{"cash CNY 29.99"}, "CNY 29.99", []string{"a 30 29.99 29.99"}},
		{"partly used", cash, `[{"name": "a", "per": "order", "most": ["CNY 40"]}]`, []string{"CNY 15.5"}, []string{"cash CNY 24.50"}, "CNY 24.50", []string{"a 30 24.5 24.5"}},
		{"used up", cash, `[{"name": "a", "per": "order", "most": ["CNY 40"]}]`, []string{"CNY 40"}, []string{}, "", nil},
		{"over-used", cash, `[{"name": "a", "per": "order", "most": ["CNY 40"]}]`, []string{"CNY 90"}, []string{}, "", nil},
		{
			"two at once, the tighter one", cash, `[{"name": "a", "per": "order", "most": ["CNY 40"]}, {"name": "b", "per": "all", "most": ["CNY 900"]}]`,
			[]string{"CNY 20", "CNY 890"},
			[]string{"cash CNY 10.00"},
			"CNY 10.00",
			[]string{"a 30 20 20", "b 20 10 10"},
		},
		{"condition", cash, `[{"name": "a", "per": "order", "most": ["CNY 1"], "when": {"field": "category", "op": "under", "value": "fraud"}}]`, nil, []string{"cash CNY 30.00"}, "CNY 30.00", nil},
		{"no incident", cash, `[{"name": "a", "per": "incident", "most": ["CNY 1"]}]`, nil, []string{"cash CNY 30.00"}, "CNY 30.00", nil},
		// A coupon of 20 costs 10, so a cap of 5 leaves one of 10.
		{
			"coupon in proportion", `"coupons": {"cost": "50%"}, "standards": [{"name": "s", "options": [{"grants": [
				{"remedy": "coupon", "amount": {"fixed": "CNY 20"}}]}]}]`,
			`[{"name": "a", "per": "order", "most": ["CNY 5"]}]`, nil,
			[]string{"coupon CNY 10.00"},
			"CNY 5.00",
			[]string{"a 10 5 5"},
		},
		// 1001 points cost 5.005, 600 cost 3.
		{"points in proportion", points, `[{"name": "a", "per": "order", "most": ["CNY 3"]}]`, nil, []string{"points CNY 6.00"}, "CNY 3.00", []string{"a 5.01 3 3"}},
		// The cash goes first, because it costs more for what it is worth.
		{"what is dear goes first", cashAndCoupon, `[{"name": "a", "per": "order", "most": ["CNY 15"]}]`, nil, []string{"cash CNY 5.00 + coupon CNY 20.00"}, "CNY 15.00", []string{"a 40 15 15"}},
		{"then the rest", cashAndCoupon, `[{"name": "a", "per": "order", "most": ["CNY 7"]}]`, nil, []string{"coupon CNY 14.00"}, "CNY 7.00", []string{"a 40 7 7"}},
	} {
		e := shopEngine(t, tt.policy+`, "caps": `+tt.caps)
		c := shirt(t, "CNY")
		accounts, err := e.Accounts(c)
		require.NoError(t, err)
		for i := range tt.used {
			accounts[i].Balance = amountOf(t, tt.used[i])
		}
		c.Accounts = accounts
		d := decided(t, e, c)
		require.Equal(t, tt.want, offered(d), tt.name)
		if len(tt.want) == 0 {
			require.Equal(t, "cap", string(d.Reasons[len(d.Reasons)-2].Code), "the decision says why: %v", d.Reasons)
			continue
		}
		o := d.Options[0]
		require.Equal(t, tt.cost, o.Cost.String(), tt.name)
		var hits []string
		for _, h := range o.Caps {
			hits = append(hits, h.Cap+" "+h.Wanted.Amount.String()+" "+h.Given.Amount.String()+" "+h.Left.Amount.String())
		}
		require.Equal(t, tt.hits, hits, tt.name)
		for i := range o.Reserves {
			require.Equal(t, tt.cost, o.Reserves[i].Amount.String(), "%s: the cost is set aside", tt.name)
		}
	}
}

func TestCapsAsk(t *testing.T) {
	e := shopEngine(t, cashAndCoupon+`, "caps": [{"name": "month", "per": "all", "period": "month", "most": ["CNY 100"], "over": "ask", "needs": "senior"},
		{"name": "one", "per": "complaint", "most": ["CNY 35"]}]`)
	c := shirt(t, "CNY")
	c.Accounts, _ = e.Accounts(c)
	c.Accounts[0].Balance = amountOf(t, "CNY 65")
	d := decided(t, e, c)
	// Cut to 35 by the second cap, so that just the 35 are asked of the first one, which has them.
	require.Nil(t, d.Options[0].Approval)
	require.Equal(t, "CNY 100.00", d.Options[0].Reserves[0].Limit.String())

	c.Accounts[0].Balance = amountOf(t, "CNY 65.01")
	d = decided(t, e, c)
	o := d.Options[0]
	require.Equal(t, "CNY 35.00", o.Cost.String(), "not cut")
	require.Equal(t, complaint.RoleSenior, o.Approval.Needs)
	require.True(t, o.Approval.Unfunded)
	require.True(t, o.Approval.Before, "what is not paid for is not promised")
	require.Equal(t, []string{"cap_ask month"}, codes(o.Approval.Why))
	require.Equal(t, "CNY 100.00", o.Reserves[0].Limit.String(), "an approval does not lift the cap")
	require.Equal(t, "CNY 35.00", o.Reserves[1].Limit.String(), "but no other")

	// A cap that does not know the currency bounds nothing, so somebody has to look at it.
	c = shirt(t, "USD")
	d = decided(t, shopEngine(t, `"caps": [{"name": "a", "per": "order", "most": ["CNY 1", "JPY 1"], "needs": "mid"}], "standards": [{"name": "s",
		"options": [{"grants": [{"remedy": "cash", "amount": {"rate": "50%", "of": "line"}}]}]}]`), c)
	require.Equal(t, []string{"cash USD 30.03"}, offered(d))
	require.Equal(t, complaint.RoleMid, d.Options[0].Approval.Needs)
	require.Equal(t, []string{"cap_currency a USD"}, codes(d.Options[0].Approval.Why))
	require.Empty(t, d.Options[0].Reserves)
}

const threefold = `"standards": [{"name": "fraud", "from": "2014-03-15", "source": "article 55", "options": [{"name": "law", "grants": [
	{"remedy": "refund", "amount": {"rate": "100%", "of": "line"}}, {"remedy": "cash", "amount": {"rate": "3x", "of": "line"}}]}]}]`

func TestCapsNeverCutLaw(t *testing.T) {
	law := statute(t, threefold)
	for _, counts := range []string{"goodwill", "all"} {
		e := shopEngine(t, `"caps": [{"name": "a", "per": "order", "most": ["CNY 10"], "counts": "`+counts+`"}],
			"standards": [{"name": "extra", "beside": true, "options": [{"grants": [{"remedy": "cash", "amount": {"fixed": "CNY 30"}}]}]},
			{"name": "instead", "group": "instead", "options": [{"name": "shop", "grants": [{"remedy": "cash", "amount": {"fixed": "CNY 245"}}]}]}]`, law)
		c := shirt(t, "CNY")
		d := decided(t, e, c)
		require.Equal(t, "CNY 240.20", d.Floor.String())
		want := map[string][]string{
			"goodwill": {"law: refund CNY 60.05 + cash CNY 180.15 + cash CNY 10.00", "shop: cash CNY 30.00 + cash CNY 220.20"},
			"all":      {"law: refund CNY 60.05 + cash CNY 180.15", "shop: cash CNY 30.00 + cash CNY 210.20"},
		}[counts]
		require.Equal(t, want, offered(d), counts)
		for _, o := range d.Options {
			require.Equal(t, "CNY 240.20", o.Law.String())
			for _, r := range o.Reserves {
				if r.Account != "cap/a/SO-1" {
					continue
				}
				if counts == "all" {
					require.True(t, r.Limit.IsZero(), "the law is counted and not refused")
					require.Equal(t, "CNY 240.20", r.Amount.String())
				} else {
					require.Equal(t, "CNY 10.00", r.Amount.String())
				}
			}
		}
	}
}

func TestCapAccounts(t *testing.T) {
	e := shopEngine(t, `"zone": "Europe/Berlin", "caps": [{"name": "one", "per": "complaint", "most": ["EUR 1"]},
		{"name": "o/r%", "per": "order", "period": "day", "most": ["EUR 1"]}, {"name": "who", "per": "customer", "period": "week", "most": ["EUR 1"]},
		{"name": "by", "per": "handler", "period": "month", "most": ["EUR 1"]}, {"name": "team", "per": "department", "period": "quarter", "most": ["EUR 1"]},
		{"name": "lot", "per": "incident", "period": "year", "most": ["EUR 1"]}, {"name": "all", "per": "all", "most": ["EUR 1"]}]`)
	names := func(now time.Time) []string {
		c := shirt(t, "EUR")
		c.Now, c.Order.ID, c.Incident = now, "S/1%", "I-1"
		c.Order.Lines[0].ID, c.Complaint.Intake.Items[0].Line = "L/1", "L/1"
		c.Actor = complaint.Actor{ID: "mia", Department: "care"}
		list, err := e.Accounts(c)
		require.NoError(t, err)
		out := make([]string, 0, len(list))
		for _, a := range list {
			require.Equal(t, "EUR", a.Currency)
			out = append(out, a.Name)
		}
		return out
	}
	require.Equal(t, []string{
		"cap/one/01000000000000000000000000000000", "cap/o%2Fr%25/S%2F1%25/2026-11-24", "cap/who/u-1/2026-W48", "cap/by/mia/2026-11",
		"cap/team/care/2026-Q4", "cap/lot/I-1/2026", "cap/all/all", "refund/S%2F1%25", "refund/S%2F1%25/L%2F1",
	}, withID(names(shirtTime)))
	for _, tt := range []struct{ now, day, week, month, quarter, year string }{
		// Midnight in Berlin is 23:00 of the day before in winter and 22:00 in summer.
		{"2026-12-31T22:59:59Z", "2026-12-31", "2026-W53", "2026-12", "2026-Q4", "2026"},
		{"2026-12-31T23:00:00Z", "2027-01-01", "2026-W53", "2027-01", "2027-Q1", "2027"}, // 1 January 2027 is a Friday of week 53
		{"2027-01-03T23:00:00Z", "2027-01-04", "2027-W01", "2027-01", "2027-Q1", "2027"},
		{"2024-12-30T00:00:00Z", "2024-12-30", "2025-W01", "2024-12", "2024-Q4", "2024"}, // a Monday of next year's first week
		{"2026-06-30T21:59:59Z", "2026-06-30", "2026-W27", "2026-06", "2026-Q2", "2026"},
		{"2026-06-30T22:00:00Z", "2026-07-01", "2026-W27", "2026-07", "2026-Q3", "2026"},
		// 29 March has 23 hours, 25 October 25.
		{"2026-03-28T22:59:59Z", "2026-03-28", "2026-W13", "2026-03", "2026-Q1", "2026"},
		{"2026-03-28T23:00:00Z", "2026-03-29", "2026-W13", "2026-03", "2026-Q1", "2026"},
		{"2026-03-29T21:59:59Z", "2026-03-29", "2026-W13", "2026-03", "2026-Q1", "2026"},
		{"2026-03-29T22:00:00Z", "2026-03-30", "2026-W14", "2026-03", "2026-Q1", "2026"},
		{"2026-10-24T22:00:00Z", "2026-10-25", "2026-W43", "2026-10", "2026-Q4", "2026"},
		{"2026-10-25T22:59:59Z", "2026-10-25", "2026-W43", "2026-10", "2026-Q4", "2026"},
		{"2026-10-25T23:00:00Z", "2026-10-26", "2026-W44", "2026-10", "2026-Q4", "2026"},
	} {
		now, err := time.Parse(time.RFC3339, tt.now)
		require.NoError(t, err)
		got := names(now)
		require.Equal(t, []string{
			"cap/o%2Fr%25/S%2F1%25/" + tt.day, "cap/who/u-1/" + tt.week, "cap/by/mia/" + tt.month, "cap/team/care/" + tt.quarter, "cap/lot/I-1/" + tt.year,
		}, got[1:6], tt.now)
	}
}

// withID replaces the complaint's own name by its bytes.
func withID(names []string) []string {
	for i, n := range names {
		if n == "cap/one/"+(complaint.ID{1}).String() {
			names[i] = "cap/one/01000000000000000000000000000000"
		}
	}
	return names
}

// Names of any length stay apart within 255 bytes, and no character is cut in two.
func TestAccountNamesAreShort(t *testing.T) {
	e := shopEngine(t, `"caps": [{"name": "a", "per": "order", "most": ["CNY 1"]}]`)
	seen := map[string]bool{}
	for _, tail := range []string{"1", "2", "字1", "字2"} {
		c := shirt(t, "CNY")
		for range 100 {
			c.Order.ID = "订" + c.Order.ID
		}
		c.Order.ID += tail
		list, err := e.Accounts(c)
		require.NoError(t, err)
		require.Len(t, list, 3)
		for _, a := range list {
			require.LessOrEqual(t, len(a.Name), complaint.MaxLine)
			require.False(t, seen[a.Name])
			require.True(t, utf8.ValidString(a.Name), a.Name)
			seen[a.Name] = true
		}
	}
}

// Accounts are those of one engine, in the currency of the case and never negative: anything else is refused, not counted wrong.
func TestAccountsOfAnother(t *testing.T) {
	policy := cashAndCoupon + `, "caps": [{"name": "a", "per": "order", "most": ["CNY 1"]}]`
	e, other := shopEngine(t, policy), shopEngine(t, policy+`, "zone": "Asia/Shanghai"`)
	c := shirt(t, "CNY")
	foreign, err := other.Accounts(c)
	require.NoError(t, err)
	refuse := func(field string, accounts []compensation.Account) {
		c.Accounts = accounts
		_, err := e.Evaluate(c)
		var fe *complaint.FieldError
		require.ErrorAs(t, err, &fe)
		require.Equal(t, field, fe.Field)
	}
	refuse("case.accounts", foreign)
	refuse("case.accounts", []compensation.Account{{Name: "cap/a/SO-1", Currency: "CNY"}})
	for _, wrong := range []string{"USD 1", "CNY -1", "CNY 0.001"} {
		own, err := e.Accounts(c)
		require.NoError(t, err)
		own[0].Balance = amountOf(t, wrong)
		refuse("case.accounts.cap/a/SO-1", own)
	}
}
