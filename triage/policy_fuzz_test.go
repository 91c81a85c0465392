package triage_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// FuzzPolicy: no document panics or hangs, what is refused is bad input, and with what New accepts the linter works and an engine
// decides what can be recorded and explained.
func FuzzPolicy(f *testing.F) {
	standard, err := json.Marshal(triage.DefaultPolicy())
	require.NoError(f, err)
	f.Add(string(standard), longChinese)
	f.Add(policyWith(routing), longEnglish)
	f.Add(policyWith(`'phrases': {'a': ['*退', 'refund*']}, 'categories': [{'name': 'a', 'category': 'order.stock', 'odds': 1e-300, 'when': {'field': 'phrases', 'op': 'contains_any', 'value': 'a'}}]`), "退 refunds")
	f.Add(policyWith(`'zone': 'Pacific/Apia', 'ask_below': 1, 'form': 'overrule', 'repeats': '1us', 'incidents': [{'name': 'a', 'by': 'text', 'least': 2, 'within': '366d'}]`), "")
	f.Add(policyWith(`'screening': [{'name': 'a', 'criterion': 'x', 'when': {'none': [{'field': 'text.days', 'op': 'set'}]}}], 'priority': {'bands': {'p1': 3, 'p2': 2, 'p3': -1}, 'points': [{'name': 'x', 'points': -1000, 'per': 'age.days', 'most': 1000}]}`), "the parcel is late")
	f.Fuzz(func(t *testing.T, document, text string) {
		if len(document) > 1<<15 || len(text) > 1<<12 {
			return
		}
		p, err := triage.ParsePolicy("fuzz.json", []byte(document))
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		e, err := triage.New(p)
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		for _, found := range e.Lint() {
			if found.Message == "" || found.Code == "" {
				t.Fatalf("an empty finding: %+v", found)
			}
		}
		in := saying(text)
		in.Items = []complaint.Item{{Product: "kettle", Lot: "1", Supplier: "acme"}}
		ctx := triage.Context{Now: noon(), Previous: 2, Incident: 3, Repeat: true, People: []triage.Candidate{who("ann", "service"), who("bob", "quality")}}
		for _, m := range e.Incidents(in, ctx) {
			require.Len(t, m.Key(), 64)
		}
		a := e.Assess(in, ctx)
		require.NotContains(t, triage.Explain(a.Record().Reasons, in, triage.Explaining{Language: "zh"}), "")
		if _, _, err := open(in, complaint.Decisions{}, nil); err != nil {
			return // no desk takes such a text
		}
		c, ev, err := open(in, a.Decisions(), nil)
		if err != nil {
			t.Fatal(err)
		}
		e.Route(c, ctx)
		if _, err := e.Preview(histories([]complaint.Event{ev})); err != nil {
			t.Fatal(err)
		}
	})
}
