package sla_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/sla"
)

// The laws of the engine are checked on random histories: mostly sensible actions, late entries, merges, reopenings, appeals,
// and a sweep now and then that is late itself.

// everyMetric has a limit for every metric, so short that some are kept and some are not.
func everyMetric(within string) string {
	list := make([]string, 0, len(sla.Metrics()))
	for _, m := range sla.Metrics() {
		list = append(list, `{'metric': '`+string(m)+`', 'within': '`+within+`'}`)
	}
	return `'targets': [` + strings.Join(list, ", ") + `]`
}

// lawPolicies are sets of policies with everything that an engine can do.
func lawPolicies() [][]string {
	const (
		ladder     = `'ladders': {'up': [{'at': '80%', 'notify': ['senior']}, {'at': '100%', 'tier': 'mid'}, {'after': '3h', 'tier': 'senior'}, {'after': '9h', 'tier': 'manager'}]}, `
		milestones = `'milestones': [
			{'name': 'once', 'start': {'field': 'stage', 'op': 'is', 'value': 'assigned'}, 'stop': {'field': 'event', 'op': 'is', 'value': 'receive'}},
			{'name': 'again', 'recurs': 'independent', 'start': {'field': 'event', 'op': 'is', 'value': 'receive'}, 'stop': {'field': 'event', 'op': 'is', 'value': 'note'},
			 'pause': {'field': 'urgency', 'op': 'is', 'value': 'urgent'}, 'reset': {'field': 'event', 'op': 'is', 'value': 'communicate'}},
			{'name': 'on', 'recurs': 'sequential', 'start': {'field': 'severity', 'op': 'at_least', 'value': 'serious'}, 'stop': {'field': 'event.role', 'op': 'is', 'value': 'senior'},
			 'cancel': {'field': 'event', 'op': 'is', 'value': 'wait'}}], `
		silence = `, 'silence': [{'name': 'quiet', 'when': {'field': 'waiting_for', 'op': 'is', 'value': 'customer'}, 'after': '20h', 'remind': ['50%', '2h'], 'outcome': 'no_answer'},
			{'name': 'still', 'when': {'field': 'status', 'op': 'is', 'value': 'result_communicated'}, 'after': '2 working days', 'outcome': 'resolved'}]`
		rules = `'rules': [
			{'name': 'worst', 'when': {'field': 'severity', 'op': 'is', 'value': 'very_serious'}, 'targets': [
				{'metric': 'first_resolution', 'within': '8h', 'warn': ['75%', '1h'], 'ladder': 'up'}, {'metric': 'first_response', 'within': '1h'},
				{'metric': 'once', 'within': '3h'}, {'metric': 'again', 'within': '5h', 'max_pause': '4h'}, {'metric': 'on', 'within': '4h'}]},
			{'name': 'bad', 'when': {'field': 'priority', 'op': 'at_least', 'value': 'p2'}, 'targets': [
				{'metric': 'first_resolution', 'within': '20h', 'warn': ['75%'], 'ladder': 'up', 'max_pause': '6h'},
				{'metric': 'total_resolution', 'within': '30h', 'max_pause': '10h'}, {'metric': 'again', 'within': '5h', 'max_pause': '4h'}]},
			{'name': 'law', 'when': {'field': 'channel', 'op': 'is', 'value': 'phone'}, 'targets': [
				{'name': 'final', 'metric': 'total_resolution', 'within': '8 weeks', 'for': 'regulatory', 'warn': ['90%']},
				{'metric': 'first_resolution', 'within': '3 working days by close', 'ladder': 'up', 'from_opening': true}]}]`
	)
	whole := shopCalendar + `, ` + ladder + milestones + `'targets': [{'metric': 'first_response', 'within': '4h', 'warn': ['50%']}, {'metric': 'next_response', 'within': '6h'},
		{'metric': 'payout', 'within': '10h'}, {'metric': 'appeal_decision', 'within': '15 calendar days'}, {'name': 'ours', 'metric': 'handling', 'within': '12h', 'for': 'internal'}], ` + rules + silence
	return [][]string{
		{policyWith(shopCalendar + `, ` + everyMetric("9h"))},
		{policyWith(`'paused_by': ['customer'], 'max_pause': '5h', ` + everyMetric("30h"))},
		{policyWith(whole)},
		{policyWith(whole + `, 'effective_to': '2026-10-03'`), policyOf("2", `'effective_from': '2026-10-04', 'running': 'retarget', `+everyMetric("40h"))},
		{policyWith(everyMetric("20h")), policyOf("2", `'effective_from': '2026-10-03', `+whole)},
	}
}

// step is one thing that happened.
type step struct {
	action complaint.Action
	meta   complaint.Meta
}

// played is a random history.
type played struct {
	c      complaint.Complaint
	events []complaint.Event
	intake complaint.Intake
	opened complaint.Meta
	steps  []step
}

// source draws from rapid, in one number a choice.
func source(t *rapid.T) casegen.Source {
	return casegen.Func(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") })
}

// play makes a history under an engine. After each step look sees the state, before which the history was so long.
func play(t *rapid.T, e *sla.Engine, look func(p *played, before complaint.Complaint)) *played {
	s := source(t)
	p := &played{intake: casegen.Intake(s)}
	p.opened = casegen.Meta(s, complaint.Complaint{})
	c, ev, err := e.Open(casegen.ID(s), p.intake, p.opened)
	if err != nil {
		t.Fatal(err)
	}
	p.c, p.events = c, []complaint.Event{ev}
	look(p, complaint.Complaint{})
	p.more(t, e, rapid.IntRange(1, 30).Draw(t, "steps"), look)
	return p
}

// more goes on with a history.
func (p *played) more(t *rapid.T, e *sla.Engine, steps int, look func(p *played, before complaint.Complaint)) {
	s := source(t)
	for range steps {
		if marks := dueMarks(&p.c, p.c.Updated); len(marks) > 0 && s.Intn(3) > 0 {
			m := complaint.Meta{At: marks[0].At, Recorded: p.c.Updated, Actor: system(), Salt: []byte("sixteen bytes ok")}
			p.apply(t, e, step{marks[0].action(), m}, look)
			continue
		}
		a, m := casegen.Next(s, p.c)
		p.apply(t, e, step{a, m}, look)
	}
}

func (p *played) apply(t *rapid.T, e *sla.Engine, s step, look func(p *played, before complaint.Complaint)) {
	next, ev, err := e.Apply(p.c, s.action, s.meta)
	if err != nil {
		if mistake := decisionError(err); mistake != "" {
			t.Fatalf("the engine decided what cannot be recorded: %s", mistake)
		}
		return
	}
	before := p.c
	p.c, p.events, p.steps = next, append(p.events, ev), append(p.steps, s)
	look(p, before)
}

// decisionError is what is wrong with decisions, "" where something else is.
func decisionError(err error) string {
	if field := new(complaint.FieldError); errors.As(err, &field) && strings.HasPrefix(field.Field, "meta.decisions.clocks") {
		return field.Error()
	}
	return ""
}

func noLook(*played, complaint.Complaint) {}

// lawEngines compiles the policies once.
func lawEngines(t testing.TB) []*sla.Engine {
	list := make([]*sla.Engine, 0, 8)
	for _, documents := range lawPolicies() {
		list = append(list, engine(t, documents...))
	}
	return append(list, sla.Default())
}

func asJSON(t *rapid.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestLawReplay: the state follows from the history to the byte, and Verdicts has what the state has, of all cycles.
func TestLawReplay(t *testing.T) {
	engines := lawEngines(t)
	rapid.Check(t, func(t *rapid.T) {
		p := play(t, rapid.SampledFrom(engines).Draw(t, "engine"), noLook)
		replayed, err := complaint.Replay(p.events)
		if err != nil || asJSON(t, replayed) != asJSON(t, p.c) {
			t.Fatalf("replay: %v\n%s\n%s", err, asJSON(t, replayed), asJSON(t, p.c))
		}
		if err := complaint.Verify(p.events); err != nil {
			t.Fatal(err)
		}
		verdicts, err := sla.Verdicts(p.events)
		if err != nil {
			t.Fatal(err)
		}
		known := map[complaint.ClockRef]complaint.Clock{}
		for _, k := range verdicts {
			if _, double := known[k.Ref()]; double {
				t.Fatalf("%s twice", k.Ref())
			}
			known[k.Ref()] = k
		}
		for _, k := range p.c.Clocks {
			if asJSON(t, known[k.Ref()]) != asJSON(t, k) {
				t.Fatalf("Verdicts has %s, the state %s", asJSON(t, known[k.Ref()]), asJSON(t, k))
			}
			delete(known, k.Ref())
		}
		for ref, k := range known {
			if k.State.Active() {
				t.Fatalf("%s is active in Verdicts and not in the state", ref)
			}
		}
	})
}

// TestLawDeterministic: another engine of the same documents decides the same.
func TestLawDeterministic(t *testing.T) {
	engines, twins := lawEngines(t), lawEngines(t)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(engines)-1).Draw(t, "engine")
		p := play(t, engines[i], noLook)
		c, ev, err := twins[i].Open(p.c.ID, p.intake, p.opened)
		events := append(make([]complaint.Event, 0, len(p.events)), ev)
		for _, s := range p.steps {
			if err != nil {
				t.Fatal(err)
			}
			c, ev, err = twins[i].Apply(c, s.action, s.meta)
			events = append(events, ev)
		}
		if err != nil || asJSON(t, events) != asJSON(t, p.events) {
			t.Fatalf("the twin decided otherwise: %v", err)
		}
	})
}

// TestLawPreview: the engine that decided finds nothing to change. A microsecond later, because a sweep that comes at the very
// due time notes a breach at which the limit can still be kept.
func TestLawPreview(t *testing.T) {
	engines := lawEngines(t)
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(engines).Draw(t, "engine")
		p := play(t, e, noLook)
		preview, err := e.Preview(func(yield func([]complaint.Event, error) bool) { yield(p.events, nil) }, p.c.Updated.Add(time.Microsecond))
		if err != nil {
			t.Fatal(err)
		}
		if preview.Same != preview.Clocks || preview.Cases != 1 || len(preview.Changes) > 0 {
			t.Fatalf("%d of %d clocks are the same\n%s", preview.Same, preview.Clocks, asJSON(t, preview.Changes))
		}
	})
}

// TestLawEditedPolicies: whatever policies and calendars say later, what has ended stays as it was decided.
func TestLawEditedPolicies(t *testing.T) {
	engines := lawEngines(t)
	later := make([]*sla.Engine, 0, len(engines))
	for _, documents := range lawPolicies() {
		edited := make([]string, 0, len(documents))
		for i, d := range documents {
			d = strings.NewReplacer(`"09:00-12:00"`, `"07:00-12:00"`, `"within": "9h"`, `"within": "2h"`, `"shop"`, `"desk"`).Replace(d)
			d = strings.Replace(d, `"version": "`, `"version": "edited-`, 1)
			if i == 0 {
				d = strings.Replace(d, `"version"`, `"running": "retarget", "version"`, 1)
			}
			edited = append(edited, d)
		}
		later = append(later, engine(t, edited...))
	}
	rapid.Check(t, func(t *rapid.T) {
		p := play(t, rapid.SampledFrom(engines).Draw(t, "engine"), noLook)
		was, err := sla.Verdicts(p.events)
		if err != nil {
			t.Fatal(err)
		}
		merged := p.c.Merged != nil // what was merged away can come back
		p.more(t, rapid.SampledFrom(append(later, engines...)).Draw(t, "edited"), 15, noLook)
		is, err := sla.Verdicts(p.events)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range was {
			if k.State.Active() || merged && k.State == complaint.ClockCancelled {
				continue
			}
			found := false
			for _, o := range is {
				found = found || o.Ref() == k.Ref() && asJSON(t, o) == asJSON(t, k)
			}
			if !found {
				t.Fatalf("%s is not what it was", asJSON(t, k))
			}
		}
	})
}

// TestLawMeasure: a clock in working time has the times that Measure gives without any policy.
func TestLawMeasure(t *testing.T) {
	e := engine(t, lawPolicies()[0]...)
	cal := shop(t)
	rapid.Check(t, func(t *rapid.T) {
		p := play(t, e, noLook)
		measured, err := sla.Measure(p.events, cal, p.c.Updated)
		if err != nil {
			t.Fatal(err)
		}
		clocks, err := sla.Verdicts(p.events)
		if err != nil {
			t.Fatal(err)
		}
		if len(measured) != len(clocks) {
			t.Fatalf("%d clocks, %d measurements", len(clocks), len(measured))
		}
		for _, k := range clocks {
			found := false
			for _, m := range measured {
				if string(m.Metric) != k.Metric || m.Cycle != k.Cycle || m.Run != k.Run || m.About != k.About {
					continue
				}
				found = true
				switch same := m.Started.Equal(k.Started) && m.Stopped.Equal(k.Stopped) && m.State == k.State; {
				case !same:
					t.Fatalf("%s measures %s", asJSON(t, k), asJSON(t, m))
				case !k.State.Active() && (m.Elapsed != k.Elapsed || m.Worked != k.Worked):
					t.Fatalf("%s took %s, measured %s", asJSON(t, k), k.Worked, asJSON(t, m))
				case k.State.Active() && m.Elapsed != max(p.c.Updated.Sub(k.Started), 0):
					t.Fatalf("%s measures %s up to %s", asJSON(t, k), m.Elapsed, p.c.Updated.Format(time.RFC3339))
				}
			}
			if !found {
				t.Fatalf("%s is not measured", asJSON(t, k))
			}
		}
	})
}
