package compensation_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// giving is a standard that gives cash; more are further fields.
func giving(name, amount string, more ...string) string {
	return `{"name": "` + name + `", ` + strings.Join(append(more, ""), ", ") +
		`"options": [{"name": "` + name + `", "grants": [{"remedy": "cash", "amount": {"fixed": "` + amount + `"}}]}]}`
}

func standards(list ...string) string { return `"standards": [` + strings.Join(list, ", ") + `]` }

func TestGroups(t *testing.T) {
	list := standards(giving("a", "CNY 10", `"group": "g"`), giving("b", "CNY 30", `"group": "g"`), giving("c", "CNY 30", `"group": "g"`),
		giving("d", "CNY 20", `"group": "g"`), giving("other", "CNY 1", `"group": "h"`))
	for mode, want := range map[string]struct{ options, out []string }{
		"":      {[]string{"b + other: cash CNY 30.00 + cash CNY 1.00"}, []string{"stacked a b", "stacked c b", "stacked d b"}},
		"best":  {[]string{"b + other: cash CNY 30.00 + cash CNY 1.00"}, []string{"stacked a b", "stacked c b", "stacked d b"}},
		"first": {[]string{"a + other: cash CNY 10.00 + cash CNY 1.00"}, []string{"stacked b a", "stacked c a", "stacked d a"}},
		"sum":   {[]string{"a + b + c + d + other: cash CNY 10.00 + cash CNY 30.00 + cash CNY 30.00 + cash CNY 20.00 + cash CNY 1.00"}, nil},
	} {
		groups := ""
		if mode != "" {
			groups = `, "groups": {"g": "` + mode + `"}`
		}
		d := decided(t, shopEngine(t, list+groups), shirt(t, "CNY"))
		require.Equal(t, want.options, offered(d), mode)
		require.ElementsMatch(t, want.out, codes(d.Excluded), mode)
	}
}

// What cannot be refunded any more is worth nothing.
func TestBestOfWhatIsLeft(t *testing.T) {
	e := shopEngine(t, standards(giving("cash", "CNY 20"),
		`{"name": "price back", "options": [{"grants": [{"remedy": "refund", "amount": {"rate": "100%", "of": "line"}}]}]}`))
	c := shirt(t, "CNY")
	require.Equal(t, []string{"refund CNY 60.05"}, offered(decided(t, e, c)))
	c.Order.Refunded = amountOf(t, "CNY 110")
	require.Equal(t, []string{"cash: cash CNY 20.00"}, offered(decided(t, e, c)))
}

// A group of the policy never competes with one of a law, whatever its name.
func TestGroupsOfLawAreApart(t *testing.T) {
	law := statute(t, standards(giving("due", "CNY 20", `"from": "2014-03-15", "source": "article 1"`)))
	for _, group := range []string{"due", "xe"} {
		d := decided(t, shopEngine(t, standards(giving("shop", "CNY 90", `"group": "`+group+`", "beside": true`)), law), shirt(t, "CNY"))
		require.Equal(t, []string{"due + shop: cash CNY 20.00 + cash CNY 90.00"}, offered(d))
	}
}

// However many standards apply, none is lost.
func TestGroupsOfManyStandards(t *testing.T) {
	list := make([]string, 40)
	for i := range list {
		list[i] = giving("s"+strconv.Itoa(i), "CNY 1")
	}
	d := decided(t, shopEngine(t, standards(list...)+`, "groups": {"goodwill": "sum"}`), shirt(t, "CNY"))
	require.Len(t, d.Options, 1)
	require.Equal(t, "CNY 40.00", d.Options[0].Total.String())
}

func TestOptionsOfSeveralStandards(t *testing.T) {
	pair := func(name string) string {
		return `{"name": "` + name + `", "group": "` + name + `", "options": [
			{"name": "` + name + `1", "grants": [{"remedy": "cash", "amount": {"fixed": "CNY 1"}}]},
			{"name": "` + name + `2", "grants": [{"remedy": "coupon", "amount": {"fixed": "CNY 2"}}]},
			{"name": "vip", "when": {"field": "customer.tier", "op": "is", "value": "gold"}, "grants": [{"remedy": "gift"}]}]}`
	}
	c := shirt(t, "CNY")
	names := func(d compensation.Decision) (list []string) {
		for i := range d.Options {
			list = append(list, d.Options[i].Name)
		}
		return list
	}
	require.Equal(t, []string{"a1 + b1", "a1 + b2", "a2 + b1", "a2 + b2"}, names(decided(t, shopEngine(t, standards(pair("a"), pair("b"))), c)))
	c.Complaint.Intake.Customer.Tier = "gold"
	require.Len(t, decided(t, shopEngine(t, standards(pair("a"), pair("b"))), c).Options, 9)
	require.Len(t, decided(t, shopEngine(t, standards(pair("a"), pair("b"), pair("c"))), c).Options, 24, "a customer cannot look at more")
	// What the customer asks for stands first.
	c.Complaint.Intake.Sought = []complaint.Remedy{complaint.RemedyGift}
	d := decided(t, shopEngine(t, standards(pair("a"))), c)
	require.Equal(t, []string{"vip", "a1", "a2"}, names(d))
	require.Equal(t, []string{"sought"}, codes(d.Options[0].Reasons))
}

func TestBesideAndInstead(t *testing.T) {
	law := statute(t, standards(giving("due", "CNY 20", `"from": "2014-03-15", "source": "article 1"`)))
	none := statute(t, standards(giving("due", "CNY 20", `"from": "2014-03-15", "source": "article 1",
		"when": {"field": "category", "op": "under", "value": "fraud"}`)))
	beside, small, large := giving("beside", "CNY 5", `"beside": true, "group": "b"`), giving("small", "CNY 8", `"group": "s"`), giving("large", "CNY 90", `"group": "l"`)
	for _, tt := range []struct {
		name   string
		law    compensation.Pack
		policy string
		want   []string
		law1   []string
	}{
		{"law alone", law, `"currency": "CNY"`, []string{"due: cash CNY 20.00"}, []string{"20 0"}},
		{"beside the law", law, standards(beside), []string{"due + beside: cash CNY 20.00 + cash CNY 5.00"}, []string{"20 5"}},
		{
			"instead, raised to the law", law, standards(small),
			[]string{"due: cash CNY 20.00", "small: cash CNY 8.00 + cash CNY 12.00"},
			[]string{"20 0", "20 0"},
		},
		{"instead, more than the law", law, standards(large), []string{"due: cash CNY 20.00", "large: cash CNY 90.00"}, []string{"20 0", "20 70"}},
		{
			"all together", law, standards(beside, small),
			[]string{"due + beside: cash CNY 20.00 + cash CNY 5.00", "beside + small: cash CNY 5.00 + cash CNY 8.00 + cash CNY 7.00"},
			[]string{"20 5", "20 0"},
		},
		{"no law here", none, standards(beside, small), []string{"beside + small: cash CNY 5.00 + cash CNY 8.00"}, []string{"0 13"}},
		{"nothing to stand beside", none, standards(beside), []string{"beside: cash CNY 5.00"}, []string{"0 5"}},
	} {
		d := decided(t, shopEngine(t, tt.policy, tt.law), shirt(t, "CNY"))
		require.Equal(t, tt.want, offered(d), tt.name)
		var parts []string
		for i := range d.Options {
			parts = append(parts, d.Options[i].Law.Amount.String()+" "+d.Options[i].Goodwill.Amount.String())
		}
		require.Equal(t, tt.law1, parts, tt.name)
	}
}

// Money for goods that come back is not money for a customer who keeps them: it neither makes the floor nor fills it.
func TestFloorWithoutReturn(t *testing.T) {
	law := statute(t, `"standards": [{"name": "due", "from": "2014-03-15", "source": "article 1", "options": [{"grants": [
		{"remedy": "return", "amount": {"rate": "100%", "of": "line"}}, {"remedy": "cash", "amount": {"fixed": "CNY 100"}}]}]}]`)
	d := decided(t, shopEngine(t, `"standards": [{"name": "shop", "options": [{"grants": [
		{"remedy": "return", "amount": {"rate": "100%", "of": "line"}}, {"remedy": "cash", "amount": {"fixed": "CNY 30"}}]}]}]`, law), shirt(t, "CNY"))
	require.Equal(t, "CNY 100.00", d.Floor.String())
	require.Equal(t, []string{"return CNY 60.05 + cash CNY 100.00", "return CNY 60.05 + cash CNY 30.00 + cash CNY 70.00"}, offered(d))
}

func TestTiers(t *testing.T) {
	e := shopEngine(t, `"standards": [{"name": "guarantee", "tiers": [
		{"name": "repair", "options": [{"name": "repair", "grants": [{"remedy": "repair"}]}, {"name": "exchange", "grants": [{"remedy": "exchange"}]}],
			"skip": [{"name": "failed", "when": {"field": "facts", "op": "contains_any", "value": "repair_failed"}},
				{"name": "refused", "when": {"field": "facts", "op": "contains_any", "value": "refused"}}]},
		{"name": "price back", "options": [{"grants": [{"remedy": "refund", "amount": {"rate": "100%", "of": "line"}}]}],
			"skip": [{"name": "minor", "when": {"field": "facts", "op": "contains_any", "value": "minor"}}]}]}]`)
	for _, tt := range []struct{ facts, want, reasons, excluded []string }{
		{nil, []string{"repair: repair", "exchange: exchange"}, []string{"standard guarantee"}, nil},
		{[]string{"repair_failed"}, []string{"refund CNY 60.05"}, []string{"tier_skipped guarantee repair: failed", "standard guarantee"}, nil},
		{[]string{"refused"}, []string{"refund CNY 60.05"}, []string{"tier_skipped guarantee repair: refused", "standard guarantee"}, nil},
		{
			[]string{"refused", "minor"},
			[]string{},
			[]string{"tier_skipped guarantee repair: refused", "tier_skipped guarantee price back: minor", "nothing"},
			[]string{"no_option guarantee"},
		},
	} {
		c := shirt(t, "CNY")
		c.Facts = tt.facts
		d := decided(t, e, c)
		require.Equal(t, tt.want, offered(d))
		require.Equal(t, tt.reasons, codes(d.Reasons))
		require.ElementsMatch(t, tt.excluded, codes(d.Excluded))
	}
}

func TestNeeds(t *testing.T) {
	e := shopEngine(t, standards(giving("proven", "CNY 9", `"needs": {"field": "result", "op": "is", "value": "substantiated"}`)))
	c := shirt(t, "CNY")
	d := decided(t, e, c)
	require.Empty(t, d.Options)
	require.Equal(t, []string{"needs proven"}, codes(d.Excluded))
	c.Complaint.Finding = &complaint.Finding{Result: complaint.Substantiated}
	require.Equal(t, []string{"proven: cash CNY 9.00"}, offered(decided(t, e, c)))
}

// A day of effect begins and ends at midnight in the zone of the policy, or of the pack.
func TestDatesOfEffect(t *testing.T) {
	const from, until = `"from": "2026-11-11", "until": "2026-11-12"`, `"source": "article 1"`
	shanghai := shopEngine(t, `"zone": "Asia/Shanghai", `+standards(giving("sale", "CNY 9", from)))
	berlin := shopEngine(t, `"zone": "Asia/Shanghai"`, statute(t, `"zone": "Europe/Berlin", `+standards(giving("sale", "CNY 9", from, until))))
	for _, tt := range []struct {
		bought         string
		east, west     bool
		alsoOfReceived bool
	}{
		{bought: "2026-11-10T15:59:59Z"},
		{bought: "2026-11-10T16:00:00Z", east: true},
		{bought: "2026-11-10T22:59:59Z", east: true},
		{bought: "2026-11-10T23:00:00Z", east: true, west: true},
		{bought: "2026-11-12T15:59:59Z", east: true, west: true},
		{bought: "2026-11-12T16:00:00Z", west: true},
		{bought: "2026-11-12T22:59:59Z", west: true},
		{bought: "2026-11-12T23:00:00Z"},
	} {
		at, err := time.Parse(time.RFC3339, tt.bought)
		require.NoError(t, err)
		c := shirt(t, "CNY")
		c.Order.Bought = at
		require.Equal(t, tt.east, len(decided(t, shanghai, c).Options) == 1, tt.bought)
		d := decided(t, berlin, c)
		require.Equal(t, tt.west, len(d.Options) == 1, tt.bought)
		if !tt.west {
			require.Equal(t, []string{"not_in_effect sale"}, codes(d.Excluded))
		}
		// Where nobody knows when it was bought, the day of the complaint counts.
		c.Order.Bought, c.Complaint.Received = time.Time{}, at
		require.Equal(t, tt.east, len(decided(t, shanghai, c).Options) == 1, tt.bought)
	}
	in, out := shirtTime.AddDate(0, 0, -13), shirtTime.AddDate(-1, 0, 0) // 11 November of this year and last
	for by, set := range map[string]func(*compensation.Case, time.Time){
		"bought":   func(c *compensation.Case, at time.Time) { c.Order.Bought = at },
		"occurred": func(c *compensation.Case, at time.Time) { c.Complaint.Intake.Occurred = at },
		"received": func(c *compensation.Case, at time.Time) { c.Complaint.Received = at },
		"now":      func(c *compensation.Case, at time.Time) { c.Now = at },
	} {
		e := shopEngine(t, standards(giving("sale", "CNY 9", from, `"by": "`+by+`"`)))
		for _, inside := range []bool{true, false} {
			own, rest := out, in
			if inside {
				own, rest = in, out
			}
			c := shirt(t, "CNY")
			c.Order.Bought, c.Complaint.Intake.Occurred, c.Complaint.Received, c.Now = rest, rest, rest, rest
			set(&c, own)
			require.Equal(t, inside, len(decided(t, e, c).Options) == 1, by)
		}
	}
}

func TestJurisdiction(t *testing.T) {
	law := statute(t, standards(giving("due", "CNY 20", `"from": "2014-03-15", "source": "article 1"`)))
	c := shirt(t, "CNY")
	require.Len(t, decided(t, shopEngine(t, `"jurisdiction": "XY"`, law), c).Options, 1, "the order says XE")
	c.Order.Jurisdiction = "XY"
	d := decided(t, shopEngine(t, `"jurisdiction": "XE"`, law), c)
	require.Empty(t, d.Options)
	require.Equal(t, []string{"elsewhere due"}, codes(d.Excluded))
	c.Order.Jurisdiction = ""
	require.Len(t, decided(t, shopEngine(t, `"jurisdiction": "XE"`, law), c).Options, 1, "that of the policy")
	require.Empty(t, decided(t, shopEngine(t, `"currency": "CNY"`, law), c).Options, "none is known")
}
