package compensation_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// FuzzPolicy: no document panics or hangs, what is refused is bad input, and with what New accepts the linter works and an engine
// decides, explains, previews and compares.
func FuzzPolicy(f *testing.F) {
	standard, err := json.Marshal(compensation.DefaultPolicy())
	require.NoError(f, err)
	f.Add(string(standard), "logistics.delay", int64(12000))
	f.Add(policyWith(draft), "quality.defect", int64(1))
	f.Add(policyWith(explained), "logistics.delay", int64(99))
	f.Add(policyWith(`'groups': {'x': 'first'}, 'standards': [{'name': 'a', 'group': 'x', 'when': {'none': [{'field': 'measures.km', 'op': 'unset'}]}, 'options': [{'grants': [{'remedy': 'cash', 'amount': {'by': 'measures.km', 'bands': [{'to': -3, 'fixed': 'CNY 5'}, {'to': 9223372036854775807, 'rate': '1000x', 'of': 'purchases'}]}}]}]}]`), "other", int64(900000000000))
	f.Add(policyWith(`'rounding': 'up', 'points': {'face': 'CNY 0.000000001', 'cost': 'CNY 999999'}, 'standards': [{'name': 'a', 'options': [{'grants': [{'remedy': 'points', 'amount': {'points': 1000000000, 'per': 'used.days', 'after': 1}, 'once': true}]}]}], 'caps': [{'name': 'c/d', 'per': 'customer', 'period': 'week', 'counts': 'all', 'over': 'ask', 'most': ['CNY 0', 'USD 1']}]`), "fraud", int64(0))
	f.Add(policyWith(`'standards': [{'name': 'u', 'options': [{'grants': [{'remedy': 'refund', 'amount': {'usage': {'of': 'line', 'by': 'used.days', 'rate': '0.000000001%'}, 'raise': '100%', 'step': 'CNY 0.03', 'reduce': {'rate': '99.999999999%'}}}]}]}], 'authority': {'four_eyes': ['CNY 1'], 'before': true}, 'abuse': {'rules': [{'name': 'a', 'then': 'withhold', 'when': {'field': 'claims', 'op': 'at_least', 'value': 9}}]}`), "price", int64(77))
	f.Fuzz(func(t *testing.T, document, category string, fen int64) {
		if len(document) > 1<<14 || len(category) > 100 || fen < 0 {
			return
		}
		p, err := compensation.ParsePolicy("fuzz.json", []byte(document))
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		try(t, p, category, fen)
	})
}

// FuzzPack: as FuzzPolicy, for a statutory pack.
func FuzzPack(f *testing.F) {
	for _, pack := range compensation.Packs() {
		pack.Standards = pack.Standards[:min(len(pack.Standards), 4)]
		document, err := json.Marshal(pack)
		require.NoError(f, err)
		f.Add(string(document), "quality.defect", int64(12000))
	}
	f.Add(testPack, "fraud.counterfeit", int64(1))
	f.Fuzz(func(t *testing.T, document, category string, fen int64) {
		if len(document) > 1<<14 || len(category) > 100 || fen < 0 {
			return
		}
		pack, err := compensation.ParsePack("fuzz.json", []byte(document))
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		p := compensation.Policy{
			Header: compensation.Header{Kind: compensation.Kind, Name: "p", Version: "1"}, Currency: "CNY", Jurisdiction: pack.Jurisdiction,
			Packs: []string{pack.Name}, Statutes: []compensation.Pack{pack},
		}
		try(t, p, category, fen)
	})
}

// try compiles a policy, and does with the engine all that it can do.
func try(t *testing.T, p compensation.Policy, category string, fen int64) {
	t.Helper()
	e, err := compensation.New(p)
	if err != nil {
		require.ErrorIs(t, err, complaint.ErrInvalid)
		return
	}
	for _, found := range append(e.Lint(), e.Expired(day(14))...) {
		if found.Message == "" || found.Code == "" || found.Path == "" {
			t.Fatalf("an empty finding: %+v", found)
		}
	}
	c := caseOf(category)
	c.Complaint.Finding = &complaint.Finding{Result: complaint.Substantiated}
	c.Order.Paid, err = complaint.FromMinor(fen, "CNY")
	require.NoError(t, err)
	c.Order.Lines = nil
	c.Order.Delivered = day(12)
	c.Measures = map[string]int64{"km": fen}
	d, err := e.Evaluate(c)
	if err != nil {
		require.ErrorIs(t, err, complaint.ErrInvalid)
		return
	}
	for _, o := range d.Options {
		if o.Total.Sign() < 0 || o.Goodwill.Sign() < 0 || o.Law.Sign() < 0 || o.Cost.Sign() < 0 || len(o.Grants) == 0 {
			t.Fatalf("a negative or empty option: %+v", o)
		}
	}
	for _, language := range []string{"zh", "en"} {
		require.NotContains(t, e.Explain(d, compensation.Explaining{Language: language}), "")
	}
	accounts, err := e.Accounts(c)
	require.NoError(t, err)
	for _, a := range accounts {
		require.LessOrEqual(t, len(a.Name), complaint.MaxLine)
	}
	preview := e.Preview(compensation.Default(), slices.Values([]compensation.Case{c}))
	require.Equal(t, 1, preview.Cases)
	require.NotEmpty(t, preview.Table("zh"))
	_, err = e.Comparable(c, slices.Values([]compensation.Past{{Category: category, At: day(1)}}))
	require.NoError(t, err)
}
