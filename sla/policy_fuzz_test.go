package sla_test

import (
	"testing"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// FuzzPolicy: no document panics or hangs, and with what New accepts the linter works and an engine decides what can be
// recorded, explained and replayed.
func FuzzPolicy(f *testing.F) {
	f.Add(shopPolicy)
	for _, set := range lawPolicies() {
		for _, d := range set {
			f.Add(d)
		}
	}
	f.Add(policyWith(officeOf("09:00-17:00", `, 'silence': [{'name': 'q', 'when': {'field': 'status', 'op': 'is', 'value': 'waiting'}, 'after': '3 working days', 'remind': ['50%'], 'outcome': 'no_answer'}]`)))
	f.Add(policyWith(`'calendars': {'a': {'any_of': ['b', 'always']}, 'b': {'versions': [{'zone': 'UTC', 'week': {'monday': ['00:00-48:00']}}, {'from': '2026-05-01', 'zone': 'Pacific/Apia', 'week': {'sunday': ['22:00-30:00']}}]}}, 'calendar': 'a',
		'targets': [{'metric': 'handling', 'within': '1us', 'warn': ['0.01%']}]`))
	f.Fuzz(func(t *testing.T, document string) {
		if len(document) > 1<<14 {
			return
		}
		p, err := sla.ParsePolicy("fuzz.json", []byte(document))
		if err != nil {
			return
		}
		e, err := sla.New(p)
		if err != nil {
			return
		}
		for _, found := range e.Lint() {
			if found.Message == "" || found.Code == "" {
				t.Fatalf("an empty finding: %+v", found)
			}
		}
		at := time.Date(2026, 9, 30, 8, 40, 0, 0, time.UTC)
		meta := func(after time.Duration, who complaint.Actor) complaint.Meta {
			return complaint.Meta{At: at.Add(after), Actor: who, Salt: []byte("sixteen bytes ok")}
		}
		c, ev, err := e.Open(complaint.KeyID("", "fuzz"), complaint.Intake{
			Channel: complaint.ChannelPhone, Category: "quality.defect", Content: complaint.Hide("broken"), Customer: complaint.Customer{ID: "u-1"},
		}, meta(0, mia()))
		if err != nil {
			t.Fatal(err)
		}
		events := []complaint.Event{ev}
		for i, a := range []complaint.Action{
			assess(complaint.SeveritySerious), assign(), progress(), receive(), waitFor(complaint.WaitCustomer), note(),
			complaint.Retime{},
			complaint.Resume{},
			result(), closeAs(complaint.OutcomeResolved), reopen(),
			complaint.Withdraw{},
		} {
			if _, err := sweep(e, &c, &events, at.Add(time.Duration(i)*5*time.Hour)); err != nil {
				t.Fatal(err)
			}
			next, ev, err := e.Apply(c, a, meta(time.Duration(i+1)*5*time.Hour, mia()))
			if err != nil {
				if mistake := decisionError(err); mistake != "" {
					t.Fatal(mistake)
				}
				continue // a silence may have closed it before
			}
			c, events = next, append(events, ev)
		}
		clocks, err := sla.Verdicts(events)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range clocks {
			x, err := e.ExplainClock(c, k, c.Updated)
			if err != nil || x.Text("zh") == "" {
				t.Fatalf("%s: %v", k.Ref(), err)
			}
		}
		if _, err := e.Accounts(events, c.Updated); err != nil {
			t.Fatal(err)
		}
	})
}
