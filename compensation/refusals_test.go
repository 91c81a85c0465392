package compensation_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// compileError reads and compiles a document and returns what is wrong with it.
func compileError(t testing.TB, document string) error {
	t.Helper()
	p, err := compensation.ParsePolicy("shop.json", []byte(document))
	if err != nil {
		return err
	}
	_, err = compensation.New(p)
	return err
}

// refused is the problem at a field, among all that an error names.
func refused(err error, field string) *policy.Error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, one := range joined.Unwrap() {
			if e := refused(one, field); e != nil {
				return e
			}
		}
		return nil
	}
	var e *policy.Error
	if errors.As(err, &e) && e.Field == field {
		return e
	}
	return nil
}

// TestPolicyRefusals: what is wrong is refused with file, line, rule and field. Every document has the header on line 1 and the
// fault on line 2.
func TestPolicyRefusals(t *testing.T) {
	const first = "standards[0].options[0].grants[0]"
	list := func(name, rule string) string { return "'" + name + "': [\n{'name': 'r', " + rule + "}]" }
	standard := func(rule string) string {
		return list("standards", rule+`, 'options': [{'grants': [{'remedy': 'apology'}]}]`)
	}
	grant := func(g string) string { return list("standards", `'options': [{'grants': [{`+g+`}]}]`) }
	amount := func(a string) string { return grant(`'remedy': 'cash', 'amount': {` + a + `}`) }
	limit := func(row string) string { return "'authority': {'limits': [\n{" + row + "}]}" }
	lent := func(row string) string {
		return "'authority': {'delegations': [\n{'role': 'mid', " + row + "}]}"
	}
	const whole = `'from': 'ann', 'to': 'bob', 'starts': '2026-01-01', 'ends': '2026-02-01'`
	tiers := func(list string) string { return "'standards': [\n{'name': 'r', 'tiers': [" + list + "]}]" }
	abuse := func(rule string) string { return "'abuse': {'rules': [\n{'name': 'r', " + rule + "}]}" }
	many := func(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+", ", n), ", ") }
	for _, tc := range []struct {
		name, fields      string
		rule, field, want string // field and problem of one of the errors
	}{
		// Amounts.
		{"unknown currency", amount(`'fixed': 'XYZ 5'`), "r", first + ".amount.fixed", "currency"},
		{"amount without a currency", amount(`'fixed': '5'`), "r", first + ".amount.fixed", "amount"},
		{"amount as a number", amount(`'fixed': 5`), "r", first + ".amount.fixed", "CNY 23.80"},
		{"negative amount", amount(`'fixed': 'CNY -5'`), "r", first + ".amount.fixed", "must not be negative"},
		{"half a fen", amount(`'fixed': 'CNY 0.005'`), "r", first + ".amount.fixed", "must be whole minor units"},
		{"half a yen", amount(`'fixed': 'JPY 0.5'`), "r", first + ".amount.fixed", "must be whole minor units"},
		{"absurd amount", amount(`'fixed': 'CNY 99999999999999'`), "r", first + ".amount.fixed", "not absurd"},
		{"forty digits", amount(`'fixed': 'CNY 1234567890123456789012345678901234567890'`), "r", first + ".amount.fixed", "must be a currency code and an amount"},
		{"forty decimals", amount(`'fixed': 'CNY 0.1234567890123456789012345678901234567890'`), "r", first + ".amount.fixed", "must be a currency code and an amount"},
		{"mixed currencies", amount(`'fixed': 'CNY 5', 'most': 'USD 3'`), "r", first + ".amount.most", "must be in one currency with the others of the amount, CNY"},
		{"mixed floor and ceiling", amount(`'rate': '5%', 'of': 'order', 'least': 'CNY 5', 'most': 'USD 3'`), "r", first + ".amount.most", "must be in one currency"},
		{"mixed table", amount(`'by': 'delay.days', 'bands': [{'to': 1, 'fixed': 'CNY 5'}, {'fixed': 'USD 5'}]`), "r", first + ".amount.bands[1].fixed", "must be in one currency"},
		{"floor above its ceiling", amount(`'rate': '5%', 'of': 'order', 'least': 'CNY 5', 'most': 'CNY 4.99'`), "r", first + ".amount.least", "must not be above the ceiling of CNY 4.99"},
		{"two shapes", amount(`'fixed': 'CNY 5', 'rate': '5%', 'of': 'order'`), "r", first + ".amount", "must have one of fixed, rate, bands, usage and points"},
		{"no shape", amount(`'most': 'CNY 5'`), "r", first + ".amount", "must have one of fixed, rate, bands, usage and points besides"},
		{"rounding", amount(`'fixed': 'CNY 5', 'rounding': 'nearest'`), "r", first + ".amount.rounding", "must be half_up"},

		// Shares.
		{"more than the whole", amount(`'rate': '150%', 'of': 'line'`), "r", first + ".amount.rate", "write 3x where 300% is meant"},
		{"nothing of it", amount(`'rate': '0%', 'of': 'line'`), "r", first + ".amount.rate", "must be a share"},
		{"negative share", amount(`'rate': '-5%', 'of': 'line'`), "r", first + ".amount.rate", "must be a share"},
		{"share without a sign", amount(`'rate': '0.5', 'of': 'line'`), "r", first + ".amount.rate", "must be a share"},
		{"too many decimals", amount(`'rate': '0.1234567891%', 'of': 'line'`), "r", first + ".amount.rate", "must be a share"},
		{"absurd multiple", amount(`'rate': '1001x', 'of': 'line'`), "r", first + ".amount.rate", "must be a multiple from above 0x to 1000x"},
		{"share of what", amount(`'rate': '5%'`), "r", first + ".amount.of", "must be one of line, order, freight"},
		{"share of something", amount(`'rate': '5%', 'of': 'basket'`), "r", first + ".amount.of", "must be one of line, order, freight"},
		{"base without a share", amount(`'fixed': 'CNY 5', 'of': 'line'`), "r", first + ".amount.of", "must stand beside a rate"},
		{"ceiling of what", amount(`'fixed': 'CNY 5', 'most_rate': '5%'`), "r", first + ".amount.most_of", "must be one of line"},
		{"ceiling above the whole", amount(`'fixed': 'CNY 5', 'most_rate': '500%', 'most_of': 'line'`), "r", first + ".amount.most_rate", "must be a share"},
		{"base of no ceiling", amount(`'fixed': 'CNY 5', 'most_of': 'line'`), "r", first + ".amount.most_of", "must stand beside most_rate"},
		{"raised threefold", amount(`'fixed': 'CNY 5', 'raise': '3x'`), "r", first + ".amount.raise", "must be a share"},
		{"reduced when", amount(`'fixed': 'CNY 5', 'reduce': {` + whenDelay + `}`), "r", first + ".amount.reduce.rate", "must be given where there is a condition"},
		{"reduced to less than nothing", amount(`'fixed': 'CNY 5', 'reduce': {'rate': '101%'}`), "r", first + ".amount.reduce.rate", "must be a share"},

		// Tables, units, use.
		{"rows that overlap", amount(`'by': 'delay.days', 'bands': [{'to': 5, 'fixed': 'CNY 5'}, {'to': 5, 'fixed': 'CNY 6'}]`), "r", first + ".amount.bands[1].to", "rows overlap"},
		{"rows that fall", amount(`'by': 'delay.days', 'bands': [{'to': 5, 'fixed': 'CNY 5'}, {'to': 4, 'fixed': 'CNY 6'}]`), "r", first + ".amount.bands[1].to", "rows overlap"},
		{"row without an end", amount(`'by': 'delay.days', 'bands': [{'fixed': 'CNY 5'}, {'to': 4, 'fixed': 'CNY 6'}]`), "r", first + ".amount.bands[0].to", "must be given in every row but the last"},
		{"row without an amount", amount(`'by': 'delay.days', 'bands': [{'to': 5}]`), "r", first + ".amount.bands[0]", "must have either fixed or rate"},
		{"row with two", amount(`'by': 'delay.days', 'bands': [{'fixed': 'CNY 5', 'rate': '5%', 'of': 'line'}]`), "r", first + ".amount.bands[0]", "must have either fixed or rate"},
		{"many rows", amount(`'by': 'delay.days', 'bands': [` + many(201, `{'fixed': 'CNY 5'}`) + `]`), "r", first + ".amount.bands", "must have at most 200 rows"},
		{"table by what", amount(`'by': 'category', 'bands': [{'fixed': 'CNY 5'}]`), "r", first + ".amount.by", "must be a field of whole numbers"},
		{"by without a table", amount(`'fixed': 'CNY 5', 'by': 'delay.days'`), "r", first + ".amount.by", "must stand beside bands"},
		{"per what", amount(`'fixed': 'CNY 5', 'per': 'order.paid'`), "r", first + ".amount.per", "delay.days"},
		{"after without per", amount(`'fixed': 'CNY 5', 'after': 1`), "r", first + ".amount.per", "must be given where after or count is"},
		{"negative after", amount(`'fixed': 'CNY 5', 'per': 'delay.days', 'after': -1`), "r", first + ".amount.after", "must not be negative"},
		{"per beside a table", amount(`'by': 'delay.days', 'per': 'delay.days', 'bands': [{'fixed': 'CNY 5'}]`), "r", first + ".amount.per", "must not stand beside bands or usage"},
		{"use of what", amount(`'usage': {'of': 'line', 'by': 'order', 'rate': '5%'}`), "r", first + ".amount.usage.by", "must be a field of whole numbers"},
		{"use without a share", amount(`'usage': {'of': 'line', 'by': 'used.days'}`), "r", first + ".amount.usage.rate", "must be a share"},
		{"most use", amount(`'usage': {'of': 'line', 'by': 'used.days', 'rate': '5%', 'most': '2x'}`), "r", first + ".amount.usage.most", "must be a share"},

		// Remedies and standards.
		{"unknown remedy", grant(`'remedy': 'money'`), "r", first + ".remedy", "must be a code of the tree of remedies"},
		{"points of cash", grant(`'remedy': 'cash', 'amount': {'points': 5}`), "r", first + ".amount.points", "must be given for the remedy points only"},
		{"negative points", grant(`'remedy': 'points', 'amount': {'points': -5}`), "r", first + ".amount.points", "must be from 1 to 1000000000"},
		{"once what", grant(`'remedy': 'apology', 'once': true`), "r", first + ".once", "must have an amount"},
		{"no grants", list("standards", `'options': [{'grants': []}]`), "r", "standards[0].options[0].grants", "must have 1 to 12 remedies"},
		{"many choices", list("standards", `'options': [`+many(13, `{'grants': [{'remedy': 'apology'}]}`)+`]`), "r", "standards[0].options", "must have at most 12 choices"},
		{"neither options nor tiers", list("standards", `'group': 'x'`), "r", "standards[0]", "must have either options or tiers"},
		{"options and tiers", standard(`'tiers': [{'name': 'a', 'options': [{'grants': [{'remedy': 'apology'}]}]}]`), "r", "standards[0]", "must have either options or tiers"},
		{"tier of nothing", tiers(`{'name': 'a', 'options': []}`), "r", "standards[0].tiers[0].options", "must have at least one choice"},
		{"skip without a reason", tiers(`{'name': 'a', 'options': [{'grants': [{'remedy': 'apology'}]}], 'skip': [{'name': ''}]}`), "r", "standards[0].tiers[0].skip[0].name", "must be"},
		{"unknown field", standard(`'when': {'field': 'delay.dayz', 'op': 'is', 'value': 5}`), "r", "standards[0].when.field", "did you mean delay.days?"},
		{"unknown category", standard(`'needs': {'field': 'category', 'op': 'under', 'value': 'qualty'}`), "r", "standards[0].needs.value", "quality"},
		{"law without a date", standard(`'jurisdiction': 'CN'`), "r", "standards[0].from", "must be the date from which it is in effect, because it belongs to the law of CN"},
		{"dates that cross", standard(`'from': '2026-05-01', 'until': '2026-04-30'`), "r", "standards[0].until", "must not be before from"},
		{"effect by what", standard(`'by': 'paid'`), "r", "standards[0].by", "must be one of bought, occurred, received, now"},
		{"group of a law", standard(`'group': 'law/cn/x'`), "r", "standards[0].group", "must not begin with law/"},
		{"paid at once", standard(`'pay': {'within': '0s', 'from': 'returned'}`), "r", "standards[0].pay.within", "must be a time above 0"},
		{"paid from what", standard(`'pay': {'within': '5d', 'from': 'sold'}`), "r", "standards[0].pay.from", "must be one of accepted, returned, received"},
		{"doubled standard", "'standards': [{'name': 'a', 'options': [{'grants': [{'remedy': 'apology'}]}]},\n{'name': 'a', 'options': [{'grants': [{'remedy': 'apology'}]}]}]", "a", "standards[1].name", "stands twice, first in standards[0]"},
		{"name in blanks", "'standards': [\n{'name': ' a', 'options': [{'grants': [{'remedy': 'apology'}]}]}]", " a", "standards[0].name", "white space"},
		{"misspelt key", standard(`'beseide': true`), "r", "standards[0].beseide", "did you mean beside?"},

		// Caps.
		{"cap per what", list("caps", `'per': 'shop', 'most': ['CNY 5']`), "r", "caps[0].per", "must be one of complaint, order"},
		{"cap of what period", list("caps", `'per': 'all', 'period': 'decade', 'most': ['CNY 5']`), "r", "caps[0].period", "must be one of day, week"},
		{"cap that counts what", list("caps", `'per': 'all', 'counts': 'cash', 'most': ['CNY 5']`), "r", "caps[0].counts", "must be one of goodwill, all"},
		{"cap over which what", list("caps", `'per': 'all', 'over': 'refuse', 'most': ['CNY 5']`), "r", "caps[0].over", "must be one of cut, ask"},
		{"cap of nothing", list("caps", `'per': 'all', 'most': []`), "r", "caps[0].most", "must have at least one amount"},
		{"cap twice in a currency", list("caps", `'per': 'all', 'most': ['CNY 5', 'CNY 6']`), "r", "caps[0].most[1]", "must be the only amount in its currency"},
		{"negative cap", list("caps", `'per': 'all', 'most': ['CNY -5']`), "r", "caps[0].most[0]", "must not be negative"},
		{"cap that a customer lifts", list("caps", `'per': 'all', 'over': 'ask', 'needs': 'customer', 'most': ['CNY 5']`), "r", "caps[0].needs", "must be junior"},
		{"doubled cap", "'caps': [{'name': 'a', 'per': 'all', 'most': ['CNY 5']},\n{'name': 'a', 'per': 'all', 'most': ['CNY 5']}]", "a", "caps[1].name", "stands twice"},

		// Authority.
		{"limit of a customer", limit(`'role': 'customer', 'most': ['CNY 5']`), "authority.limits[0]", "authority.limits[0].role", "must be junior"},
		{"limit in blocks of wood", limit(`'role': 'mid', 'most': ['WOD 5']`), "authority.limits[0]", "authority.limits[0].most[0]", "currency"},
		{"four eyes twice", "'authority': {\n'four_eyes': ['CNY 5', 'CNY 6']}", "authority.four_eyes[1]", "authority.four_eyes[1]", "must be the only amount in its currency"},
		{"lent to oneself", lent(`'from': 'bob', 'to': 'bob', 'starts': '2026-01-01', 'ends': '2026-02-01'`), "authority.delegations[0]", "authority.delegations[0].from", "must be another person than to"},
		{"lent backwards", lent(`'from': 'ann', 'to': 'bob', 'starts': '2026-02-01', 'ends': '2026-01-01'`), "authority.delegations[0]", "authority.delegations[0].ends", "must not be before starts"},
		{"lent for ever", lent(`'from': 'ann', 'to': 'bob', 'starts': '2026-02-01'`), "authority.delegations[0]", "authority.delegations[0].ends", "must be given"},
		{"lent too little", lent(whole + `, 'most': ['CNY -1']`), "authority.delegations[0]", "authority.delegations[0].most[0]", "must not be negative"},
		{"conflict with nobody", "'authority': {'conflicts': [\n{'person': 'ann'}]}", "authority.conflicts[0]", "authority.conflicts[0]", "must name customers, suppliers or carriers"},

		// Abuse, recourse, fairness, and the policy as a whole.
		{"abuse then what", abuse(`'then': 'ban'`), "r", "abuse.rules[0].then", "must be one of ask, withhold"},
		{"abuse that a customer approves", abuse(`'then': 'ask', 'needs': 'customer'`), "r", "abuse.rules[0].needs", "must be junior"},
		{"doubled abuse", "'abuse': {'rules': [{'name': 'a', 'then': 'ask'},\n{'name': 'a', 'then': 'ask'}]}", "a", "abuse.rules[1].name", "stands twice"},
		{"abuse for ever", "'abuse': {\n'window': '9999d'}", "", "abuse.window", "must be a time above 0 and at most ten years"},
		{"recourse against whom", list("recourse", `'against': 'customer'`), "r", "recourse[0].against", "must be one of carrier, supplier"},
		{"recourse of more than all", list("recourse", `'against': 'carrier', 'rate': '2x'`), "r", "recourse[0].rate", "must be a share"},
		{"doubled recourse", "'recourse': [{'name': 'a', 'against': 'carrier'},\n{'name': 'a', 'against': 'carrier'}]", "a", "recourse[1].name", "stands twice"},
		{"fairness", "'fairness': {\n'apart': '150%'}", "", "fairness.apart", "must be a share"},
		{"currency", "'currency':\n'RMB'", "", "currency", "must be a currency code of ISO 4217"},
		{"rounding of all", "'rounding':\n'up_half'", "", "rounding", "must be half_up"},
		{"zone", "'zone':\n'Asia/Peking'", "", "zone", "must be an IANA zone"},
		{"the machine's zone", "'zone':\n'Local'", "", "zone", "must be an IANA zone"},
		{"expired at once", "'expires':\n'-1h'", "", "expires", "must be"},
		{"coupons", "'coupons': {\n'cost': '120%'}", "", "coupons.cost", "must be a share"},
		{"points without a price", "'points':\n{'cost': 'CNY 0.005'}", "", "points.face", "must be a currency code and a number"},
		{"points of two currencies", "'points': {'face': 'CNY 0.01',\n'cost': 'USD 0.001'}", "", "points.cost", "must be in the currency of points.face"},
		{"mode", "'groups':\n{'goodwill': 'all'}", "", "groups.goodwill", "must be one of best, first, sum"},
		{"unknown pack", "'packs': [\n'atlantis']", "packs[0]", "packs[0]", "must be a pack: one of"},
		{"pack twice", "'packs': ['cn',\n'cn']", "packs[1]", "packs[1]", "stands twice"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := compileError(t, policyWith(tc.fields))
			require.ErrorIs(t, err, complaint.ErrInvalid)
			e := refused(err, tc.field)
			require.NotNil(t, e, "%v", err)
			require.Contains(t, e.Problem, tc.want)
			require.Equal(t, "shop.json", e.File)
			require.Equal(t, 2, e.Line)
			require.Equal(t, tc.rule, e.Rule)
		})
	}
}

func TestPolicyHeaderRefusals(t *testing.T) {
	for _, tc := range []struct{ name, document, want string }{
		{"other kind", `{"kind": "sla", "name": "p", "version": "1"}`, `shop.json:1:10: kind: "sla": must be compensation`},
		{"no version", `{"kind": "compensation", "name": "p"}`, "version: must be given"},
		{"dates that cross", `{"kind": "compensation", "name": "p", "version": "1", "effective_from": "2026-05-01", "effective_to": "2026-04-01"}`, "must be after effective_from"},
		{"no JSON", `{"kind": `, "shop.json:1:"},
		{"nothing", ``, "shop.json"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := compileError(t, tc.document)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.Contains(t, err.Error(), tc.want)
		})
	}
}

// TestPackRefusals: what is wrong in a pack is refused with the file and line of the pack.
func TestPackRefusals(t *testing.T) {
	rule := func(fields string) string {
		return `'standards': [` + "\n" + `{'name': 'r', 'options': [{'grants': [{'remedy': 'refund'}]}], ` + fields + `}]`
	}
	for _, tc := range []struct{ name, fields, rule, field, want string }{
		{"no source", rule(`'from': '2020-01-01'`), "r", "standards[0].source", "must name law and article"},
		{"no date", rule(`'source': 'Act, article 1'`), "r", "standards[0].from", "must be the date from which it is in effect"},
		{"no date though not verified", rule(`'unverified': true`), "r", "standards[0].from", "must be the date from which it is in effect"},
		{"beside", rule(`'from': '2020-01-01', 'source': 'Act', 'beside': true`), "r", "standards[0].beside", "must not be given in a statutory pack"},
		{"condition of a limit", "'limits': [\n{'name': 'l', 'metric': 'payout', 'within': '15 days', 'source': 'Act', 'when': {'field': 'x', 'op': 'set'}}]", "l", "limits[0].when.field", "is not a field"},
		{"kept for ever", "'retention': [\n{'name': 'k', 'years': 101, 'source': 'Act'}]", "k", "retention[0].years", "must be from 1 to 100"},
		{"zone", "'zone':\n'Moon'", "", "zone", "must be an IANA zone"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			pack, err := compensation.ParsePack("law.json", []byte(strings.ReplaceAll(
				`{'kind': 'statute', 'name': 'law', 'version': '1', 'jurisdiction': 'XX', `+tc.fields+`}`, "'", `"`)))
			require.NoError(t, err)
			_, err = compensation.New(compensation.Policy{
				Header: compensation.Header{Kind: compensation.Kind, Name: "p", Version: "1"},
				Packs:  []string{"law"}, Statutes: []compensation.Pack{pack},
			})
			require.ErrorIs(t, err, complaint.ErrInvalid)
			e := refused(err, tc.field)
			require.NotNil(t, e, "%v", err)
			require.Contains(t, e.Problem, tc.want)
			require.Equal(t, "law.json", e.File)
			require.Equal(t, 2, e.Line)
			require.Equal(t, tc.rule, e.Rule)
		})
	}
}

// TestPolicyOfGo: a policy that was built in Go has no file, but rule and field.
func TestPolicyOfGo(t *testing.T) {
	header := compensation.Header{Kind: compensation.Kind, Name: "p", Version: "1"}
	standard := func(name string, g compensation.GrantDoc) []compensation.Standard {
		return []compensation.Standard{{Rule: compensation.Rule{Name: name}, Options: []compensation.Choice{{Grants: []compensation.GrantDoc{g}}}}}
	}
	negative := compensation.GrantDoc{Remedy: complaint.RemedyCash, Amount: compensation.Amount{Fixed: yuan("5").Neg()}}
	for _, tc := range []struct {
		name   string
		policy compensation.Policy
		want   string
	}{
		{"no header", compensation.Policy{}, "kind: "},
		{"amount", compensation.Policy{Header: header, Standards: standard("r", negative)}, `rule "r": standards[0].options[0].grants[0].amount.fixed: "CNY -5.00": must not be negative`},
		{"no name", compensation.Policy{Header: header, Standards: standard("", compensation.GrantDoc{Remedy: complaint.RemedyGift})}, "standards[0].name"},
		{"many rules", compensation.Policy{Header: header, Standards: make([]compensation.Standard, 1001)}, `standards: "1001": must have at most 1000 rules`},
		{"time", compensation.Policy{Header: header, Expires: time.Nanosecond}, `expires: "1ns"`},
		{"cap twice", compensation.Policy{Header: header, Caps: []compensation.Cap{
			{Rule: compensation.Rule{Name: "small"}, Per: compensation.PerAll, Most: []complaint.Money{yuan("1")}}, {Rule: compensation.Rule{Name: "small"}, Per: compensation.PerAll, Most: []complaint.Money{yuan("1")}},
		}}, `rule "small": caps[1].name: "small": stands twice`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := compensation.New(tc.policy)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.Contains(t, err.Error(), tc.want)
		})
	}
}

// TestAllProblemsAtOnce: somebody who mends a document sees everything that is wrong with it, and a hostile one makes no endless
// error.
func TestAllProblemsAtOnce(t *testing.T) {
	err := compileError(t, policyWith(`
		'zone': 'Nowhere/City',
		'caps': [{'name': 'a', 'per': 'moon', 'most': ['CNY 5']}],
		'standards': [{'name': 'a', 'when': {'field': 'colour', 'op': 'is', 'value': 'red'}, 'options': [{'grants': [{'remedy': 'hug'}]}]}]`))
	for _, want := range []string{"shop.json:2:11: zone", "shop.json:3:", "caps[0].per", "shop.json:4:", "standards[0].when.field", "standards[0].options[0].grants[0].remedy"} {
		require.ErrorContains(t, err, want)
	}
	many := make([]string, 200)
	for i := range many {
		many[i] = fmt.Sprintf("{'name': '%d', 'options': [{'grants': [{'remedy': 'hug'}]}]}", i)
	}
	require.Equal(t, 50, strings.Count(compileError(t, policyWith("'standards': ["+strings.Join(many, ",")+"]")).Error(), "shop.json:"))
}

// TestEngineOwnsItsPolicy: what a host does to its policy later changes no engine.
func TestEngineOwnsItsPolicy(t *testing.T) {
	p, err := compensation.ParsePolicy("p.json", []byte(policyWith(draft)))
	require.NoError(t, err)
	e, err := compensation.New(p)
	require.NoError(t, err)
	c := caseOf("logistics.delay")
	before := decide(t, e, c)
	p.Standards[0].Options[0].Grants[0].Amount.Fixed = yuan("99")
	p.Standards[0].Options[0].Grants[0].Remedy = complaint.RemedyGift
	p.Standards[1].Tiers[0].Options[0].Grants[0].Remedy = complaint.RemedyGift
	p.Caps[0].Most[0] = yuan("0")
	p.Authority.Limits[0].Most[0] = yuan("0")
	p.Recourse[0].Rate = "1%"
	p.Standards[0] = compensation.Standard{}
	require.Equal(t, before, decide(t, e, c))
	require.Equal(t, complaint.RemedyExchange, decide(t, e, caseOf("quality.defect")).Options[0].Grants[0].Remedy)
}
