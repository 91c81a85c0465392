package compensation_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
)

const (
	whenDelay    = `'when': {'field': 'category', 'op': 'is', 'value': 'logistics.delay'}`
	whenDelivery = `'when': {'field': 'category', 'op': 'under', 'value': 'logistics'}`
	whenQuality  = `'when': {'field': 'category', 'op': 'under', 'value': 'quality'}`
	whenNever    = `'when': {'all': [{'field': 'category', 'op': 'is', 'value': 'other'}, {'field': 'category', 'op': 'is', 'value': 'price'}]}`
	apology      = `{'remedy': 'apology'}`
)

func list(name string, rules ...string) string {
	return `'` + name + `': [` + strings.Join(rules, ", ") + `]`
}

func TestLint(t *testing.T) {
	first := func(rules ...string) string { return `'groups': {'goodwill': 'first'}, ` + list("standards", rules...) }
	given := list("standards", gives("a", cash("CNY 5"), whenDelivery))
	caps := func(rules ...string) string { return given + ", " + list("caps", rules...) }
	limits := func(rows string) string { return `'authority': {'limits': [` + rows + `]}` }
	for _, tc := range []struct {
		name, fields string
		want         []string
		mistakes     int
	}{
		{"nothing", "", nil, 0},
		{"all is well", `'currency': 'CNY', ` + list("standards", gives("a", cash("CNY 5"), whenDelivery), gives("b", cash("CNY 5"), whenQuality)) +
			`, ` + list("caps", `{'name': 'day', 'per': 'all', 'period': 'day', 'most': ['CNY 10']}`, `{'name': 'week', 'per': 'all', 'period': 'week', 'most': ['CNY 50']}`) +
			`, ` + limits(`{'role': 'mid', 'most': ['CNY 5']}, {'role': 'supervisor'}`), nil, 0},

		{"standard that never is", list("standards", gives("a", cash("CNY 5"), whenNever)), []string{"never_matches standards[0].when"}, 1},
		{"needs that never are", list("standards", gives("a", apology, whenDelay+`, 'needs': {'field': 'category', 'op': 'under', 'value': 'quality'}`)), []string{"never_matches standards[0].needs"}, 1},
		{"option that never is", list("standards", `{'name': 'a', `+whenDelay+`, 'options': [{'grants': [`+apology+`]}, {'grants': [`+apology+`], `+whenQuality+`}]}`), []string{"dead_branch standards[0].options[1]"}, 1},
		{"tier that nothing leads to", list("standards", `{'name': 'a', 'tiers': [{'name': 'x', 'options': [{'grants': [`+apology+`]}]}, {'name': 'y', 'options': [{'grants': [`+apology+`]}]}]}`), []string{"unreachable standards[0].tiers[1]"}, 1},
		{"skip that never is", list("standards", `{'name': 'a', `+whenDelay+`, 'tiers': [{'name': 'x', 'skip': [{'name': 's', `+whenQuality+`}], 'options': [{'grants': [`+apology+`]}]}, {'name': 'y', 'options': [{'grants': [`+apology+`]}]}]}`), []string{"dead_branch standards[0].tiers[0].skip[0]"}, 1},

		{"standard twice", list("standards", gives("a", cash("CNY 5"), whenDelay), gives("b", cash("CNY 5"), whenDelay)), []string{"duplicate standards[1]"}, 1},
		{"standard twice of a sum", `'groups': {'goodwill': 'sum'}, ` + list("standards", gives("a", cash("CNY 5"), whenDelay), gives("b", cash("CNY 5"), whenDelay)), []string{"duplicate standards[1]"}, 0},
		{"twice, in other groups", list("standards", gives("a", cash("CNY 5"), whenDelay), gives("b", cash("CNY 5"), whenDelay+`, 'group': 'x'`)), nil, 0},
		{"twice, in other years", list("standards", gives("a", cash("CNY 5"), `'until': '2025-12-31'`), gives("b", cash("CNY 5"), `'from': '2026-01-01'`)), nil, 0},
		{"twice, with a day of both", list("standards", gives("a", cash("CNY 5"), `'until': '2026-01-01'`), gives("b", cash("CNY 5"), `'from': '2026-01-01'`)), []string{"overlap standards[1]"}, 0},
		{"twice, in other places", list("standards", gives("a", cash("CNY 5"), `'jurisdiction': 'CN', 'from': '2020-01-01'`), gives("b", cash("CNY 5"), `'jurisdiction': 'EU', 'from': '2020-01-01'`)), nil, 0},
		{"shadowed", first(gives("a", apology, whenDelivery), gives("b", cash("CNY 5"), whenDelay)), []string{"unreachable standards[1]"}, 1},
		{"not shadowed, because it may give nothing", first(gives("a", `{'remedy': 'cash', 'amount': {'rate': '5%', 'of': 'freight'}}`, whenDelivery), gives("b", cash("CNY 5"), whenDelay)), []string{"overlap standards[1]"}, 0},
		{"not shadowed, because it ends", first(gives("a", apology, whenDelivery+`, 'until': '2027-01-01'`), gives("b", cash("CNY 5"), whenDelay)), []string{"overlap standards[1]"}, 0},
		{"shadowed only where the first applies", list("standards", gives("a", apology, whenDelivery), gives("b", cash("CNY 5"), whenDelay)), []string{"overlap standards[1]"}, 0},
		{"apart by what they need", list("standards", gives("a", apology, `'needs': {'field': 'result', 'op': 'is', 'value': 'substantiated'}`), gives("b", cash("CNY 5"), `'needs': {'field': 'result', 'op': 'is', 'value': 'undetermined'}`)), nil, 0},

		{"group of nobody", `'groups': {'x': 'sum', 'goodwill': 'first'}, ` + given, []string{"unused groups.x"}, 0},
		{"points of nobody", `'points': {'face': 'CNY 0.01'}, 'coupons': {'cost': '50%'}, ` + given, []string{"unused points", "unused coupons"}, 0},
		{"points without a price", list("standards", gives("a", `{'remedy': 'points', 'amount': {'points': 5}}`, "")), []string{"no_price standards[0]"}, 1},
		{"dollars in a shop of yuan", `'currency': 'CNY', ` + list("standards", gives("a", `{'remedy': 'cash', 'amount': {'rate': '5%', 'of': 'order', 'most': 'USD 9'}}`, "")), []string{"foreign_currency standards[0]"}, 0},
		{"dollars with a cap", `'currency': 'CNY', ` + list("standards", gives("a", cash("USD 9"), "")) + ", " + list("caps", `{'name': 'x', 'per': 'order', 'most': ['USD 50', 'CNY 300']}`), nil, 0},
		{"dollars in a table", `'currency': 'CNY', ` + list("standards", gives("a", `{'remedy': 'cash', 'amount': {'by': 'measures.km', 'bands': [{'fixed': 'USD 9'}]}}`, "")), []string{"foreign_currency standards[0]"}, 0},
		{"yuan of the law in a shop of euros", `'currency': 'EUR', 'packs': ['test']`, []string{"foreign_currency packs[0]", "unverified packs[0]"}, 0},

		{"cap that never is", caps(`{'name': 'x', 'per': 'all', 'most': ['CNY 5'], ` + whenNever + `}`), []string{"never_matches caps[0].when", "idle_cap caps[0]"}, 2},
		{"cap for what is not given", caps(`{'name': 'x', 'per': 'all', 'most': ['CNY 5'], ` + whenQuality + `}`), []string{"idle_cap caps[0]"}, 1},
		{"cap on goodwill where there is only law", `'packs': ['test'], ` + list("caps", `{'name': 'x', 'per': 'all', 'most': ['CNY 5']}`, `{'name': 'y', 'per': 'all', 'counts': 'all', 'most': ['CNY 5']}`), []string{"idle_cap caps[0]", "unverified packs[0]"}, 1},
		{"cap on gifts without amounts", list("standards", gives("a", apology, "")) + ", " + list("caps", `{'name': 'x', 'per': 'all', 'most': ['CNY 5']}`), []string{"idle_cap caps[0]"}, 1},
		{"cap above another", caps(`{'name': 'x', 'per': 'all', 'period': 'day', 'most': ['CNY 50']}`, `{'name': 'y', 'per': 'all', 'period': 'month', 'most': ['CNY 40']}`), []string{"loose_cap caps[0]"}, 1},
		{"equal caps", caps(`{'name': 'x', 'per': 'order', 'most': ['CNY 50']}`, `{'name': 'y', 'per': 'order', 'most': ['CNY 50']}`), []string{"loose_cap caps[1]"}, 1},
		{"cap of each below one of all", caps(`{'name': 'x', 'per': 'customer', 'most': ['CNY 500']}`, `{'name': 'y', 'per': 'all', 'most': ['CNY 400']}`), []string{"loose_cap caps[0]"}, 1},
		{"week and month", caps(`{'name': 'x', 'per': 'all', 'period': 'week', 'most': ['CNY 50']}`, `{'name': 'y', 'per': 'all', 'period': 'month', 'most': ['CNY 40']}`), nil, 0},
		{"month and quarter and year", caps(`{'name': 'x', 'per': 'all', 'period': 'month', 'most': ['CNY 70']}`, `{'name': 'y', 'per': 'all', 'period': 'quarter', 'most': ['CNY 60']}`, `{'name': 'z', 'per': 'all', 'period': 'year', 'most': ['CNY 50']}`), []string{"loose_cap caps[0]", "loose_cap caps[1]"}, 2},
		{"another one that only asks", caps(`{'name': 'x', 'per': 'order', 'most': ['CNY 50']}`, `{'name': 'y', 'per': 'order', 'over': 'ask', 'most': ['CNY 40']}`), nil, 0},
		{"another one in fewer currencies", caps(`{'name': 'x', 'per': 'order', 'most': ['CNY 50', 'USD 5']}`, `{'name': 'y', 'per': 'order', 'most': ['CNY 40']}`), nil, 0},
		{"another one in fewer cases", caps(`{'name': 'x', 'per': 'order', 'most': ['CNY 50']}`, `{'name': 'y', 'per': 'order', 'most': ['CNY 40'], `+whenDelay+`}`), nil, 0},
		{"another one that counts less", caps(`{'name': 'x', 'per': 'order', 'counts': 'all', 'most': ['CNY 50']}`, `{'name': 'y', 'per': 'order', 'most': ['CNY 40']}`), nil, 0},

		{"row below another", limits(`{'role': 'mid', 'most': ['CNY 50']}, {'role': 'mid', 'most': ['CNY 5'], ` + whenDelay + `}, {'role': 'senior', 'most': ['CNY 5']}`), []string{"unused authority.limits[1]"}, 1},
		{"row twice", limits(`{'role': 'mid'}, {'role': 'mid'}`), []string{"unused authority.limits[1]"}, 1},
		{"row with more for some", limits(`{'role': 'mid', 'most': ['CNY 50']}, {'role': 'mid', 'most': ['CNY 500'], ` + whenDelay + `}`), nil, 0},
		{"row in another currency", limits(`{'role': 'mid', 'most': ['CNY 50']}, {'role': 'mid', 'most': ['USD 5']}`), nil, 0},
		{"row that never is", limits(`{'role': 'mid', 'most': ['CNY 50'], ` + whenNever + `}`), []string{"never_matches authority.limits[0].when"}, 1},
		{"four eyes below all", `'authority': {'four_eyes': ['CNY 4'], 'limits': [{'role': 'mid', 'most': ['CNY 5']}, {'role': 'manager'}]}`, []string{"low_four_eyes authority.four_eyes[0]"}, 0},
		{"four eyes above some", `'authority': {'four_eyes': ['CNY 5'], 'limits': [{'role': 'mid', 'most': ['CNY 5']}, {'role': 'manager'}]}`, nil, 0},
		{"four eyes alone", `'authority': {'four_eyes': ['CNY 5']}`, nil, 0},

		{"abuse that never is", `'abuse': {'rules': [{'name': 'a', 'then': 'ask', ` + whenNever + `}]}`, []string{"never_matches abuse.rules[0].when"}, 1},
		{"recourse that never is", `'recourse': [{'name': 'a', 'against': 'carrier', ` + whenNever + `}]`, []string{"never_matches recourse[0].when"}, 1},

		{"over before it begins", `'effective_from': '2026-01-01', ` + list("standards", gives("a", cash("CNY 5"), `'by': 'now', 'until': '2025-12-31'`), gives("b", cash("CNY 5"), whenDelay+`, 'group': 'x', 'until': '2025-12-30'`), gives("c", cash("CNY 5"), whenDelay+`, 'group': 'y', 'until': '2026-01-01'`)) +
			`, 'authority': {'delegations': [{'from': 'a', 'to': 'b', 'role': 'mid', 'starts': '2025-05-01', 'ends': '2025-06-01'}]}`, []string{"expired standards[0].until", "expired standards[1].until", "expired authority.delegations[0].ends"}, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			found, mistakes := engineWithPack(t, tc.fields).Lint(), 0
			list := make([]string, 0, len(found))
			for _, f := range found {
				list = append(list, string(f.Code)+" "+f.Path)
				require.NotEmpty(t, f.Message)
				require.Equal(t, "policy.json", f.File)
				require.Positive(t, f.Line, f.Path)
				if f.Mistake {
					mistakes++
				}
			}
			require.ElementsMatch(t, tc.want, list)
			require.Equal(t, tc.mistakes, mistakes)
		})
	}
}

const testPack = `{"kind": "statute", "name": "test", "version": "1", "jurisdiction": "CN",
  "standards": [{"name": "floor", "from": "2020-01-01", "unverified": true, "options": [{"grants": [{"remedy": "cash", "amount": {"fixed": "CNY 500"}}]}]}]}`

// engineWithPack knows a pack of the host's, for policies that name it.
func engineWithPack(t testing.TB, fields string) *compensation.Engine {
	t.Helper()
	p, err := compensation.ParsePolicy("policy.json", []byte(policyWith(fields)))
	require.NoError(t, err)
	if len(p.Packs) > 0 {
		pack, err := compensation.ParsePack("test.json", []byte(testPack))
		require.NoError(t, err)
		p.Statutes = []compensation.Pack{pack}
	}
	e, err := compensation.New(p)
	require.NoError(t, err)
	return e
}

// TestLintPacks: what is wrong in a pack is found in its file, and a pack that the policy does not name is found too.
func TestLintPacks(t *testing.T) {
	never := strings.Replace(testPack, `"from"`, `"when": {"all": [{"field": "category", "op": "is", "value": "other"}, {"field": "category", "op": "is", "value": "price"}]}, "from"`, 1)
	pack, err := compensation.ParsePack("test.json", []byte(never))
	require.NoError(t, err)
	p := compensation.Policy{Header: compensation.Header{Kind: compensation.Kind, Name: "p", Version: "1"}, Packs: []string{"test"}, Statutes: []compensation.Pack{pack}}
	e, err := compensation.New(p)
	require.NoError(t, err)
	found := e.Lint()
	require.Len(t, found, 2)
	require.Equal(t, "test.json", found[0].File)
	require.Equal(t, 2, found[0].Line)
	require.Equal(t, compensation.Unverified, found[1].Code)

	p.Packs = nil
	e, err = compensation.New(p)
	require.NoError(t, err)
	found = e.Lint()
	require.Len(t, found, 1)
	require.Equal(t, compensation.Unused, found[0].Code)
	require.Contains(t, found[0].Message, `"test"`)
}

// TestExpired: a date of the end belongs to the time, in the zone of the policy.
func TestExpired(t *testing.T) {
	e := engineOf(t, `'zone': 'Asia/Shanghai', `+list("standards", gives("a", cash("CNY 5"), `'until': '2026-11-11'`)))
	end := time.Date(2026, time.November, 11, 16, 0, 0, 0, time.UTC)
	require.Empty(t, e.Expired(end.Add(-time.Microsecond)))
	found := e.Expired(end)
	require.Len(t, found, 1)
	require.Equal(t, "standards[0].until", found[0].Path)
	require.Empty(t, e.Lint(), "without a moment nothing is over")
}

// TestLintIsBounded: a list that is too long for a comparison of all pairs says so instead of taking for ever.
func TestLintIsBounded(t *testing.T) {
	rules := make([]string, 300)
	for i := range rules {
		rules[i] = gives(strconv.Itoa(i), apology, `'when': {'field': 'order', 'op': 'is', 'value': '`+strconv.Itoa(i)+`'}`)
	}
	found := engineOf(t, list("standards", rules...)).Lint()
	require.NotEmpty(t, found)
	for _, f := range found {
		require.Equal(t, compensation.FindingCode("not_judged"), f.Code)
		require.False(t, f.Mistake)
	}
}
