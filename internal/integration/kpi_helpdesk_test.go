package integration_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

const helpdesk = "helpdesk_it"

// The milestones of the help desk.
const (
	inCharge = sla.Metric("in_charge") // from the opening to the first assignment
	onHold   = sla.Metric("on_hold")   // every stretch of waiting
	result   = sla.Metric("result")    // from the opening, or from the result before, to every telling of a result
)

// TestKPIHelpdesk measures the tickets of a help desk.
//
// A ticket is opened by its first event. Taking it in charge is an assignment, resolving it tells the result, Wait waits for the
// customer until the next event, Closed closes, and what is taken in charge after that is reopened. The other activities are
// notes, and grading the ticket is an assessment.
func TestKPIHelpdesk(t *testing.T) {
	t.Parallel()
	rows := kpiRows(t, helpdesk, "events.csv")
	cases := kpiCases(rows, "case")
	report := newKPIReport(t, helpdesk)
	limit := kpiLimit{inCharge, 24 * time.Hour}
	engine := helpdeskEngine(t, limit)

	var closed, charged, chargedHere, chargedThere, waits, paused kpiSpans
	var withWait, assignedAgain, toldAgain, inTime, repeatedClosings, reopened int
	for i, events := range cases {
		k, repeated := helpdeskCase(t, engine, i, events)
		list := k.measured()
		repeatedClosings += repeated
		reopened += k.c.Reopens

		total := list.of(sla.TotalResolution)
		if done := total.done(); len(done) > 0 {
			closed.add(done[len(done)-1].Elapsed)
		}
		paused.add(total[len(total)-1].Paused, -k.paused(complaint.PauseClosed))
		charged.add(list.of(inCharge).done().elapsed()...)
		if took, open, ok := helpdeskCharged(t, events); ok {
			chargedThere.add(took)
			if open {
				chargedHere.add(took)
			}
		}
		hold := list.of(onHold).elapsed()
		waits.add(hold...)
		withWait += kpiOne(len(hold) > 0)
		assignedAgain += kpiOne(k.count(complaint.KindAssign) > 1)
		toldAgain += kpiOne(len(list.of(result).done()) > 1)
		inTime += k.met()
	}
	report.count(len(cases), "cases")
	report.count(len(cases)-len(closed), "cases_without_closed")
	report.spans(closed, "hours_first_event_to_last_closed")
	report.note("closings of what is closed", float64(repeatedClosings), 0,
		"refused; the log repeats them at the same second, so the last closing is the first")
	report.differs(charged, chargedHere, chargedThere,
		"a ticket that is taken in charge only after its closing: here the clock of the first cycle was cancelled by that",
		"hours_first_event_to_first_take_in_charge")
	report.count(withWait, "cases_with_wait")
	report.equal(waits.sum(), 2, "total_wait_hours")
	report.count(assignedAgain, "cases_taken_in_charge_more_than_once")
	report.count(toldAgain, "cases_resolved_more_than_once")
	report.note("tickets reopened", float64(reopened), 0, "events after the closing")
	report.limit(limit, charged, inTime)
	report.end(map[string]string{
		"events":                  "size of the log",
		"by_activity":             "counts of the log's own activities",
		"mean_resources_per_case": "people, no duration",
		"top10_variants":          "paths, no duration",
	})
	require.InDelta(t, waits.sum(), paused.sum(), 1e-6, "what pauses the total resolution is the waiting, and having been closed")
}

// helpdeskEngine reads the milestones from a document, as a host would.
func helpdeskEngine(t *testing.T, limit kpiLimit) *sla.Engine {
	t.Helper()
	p, err := sla.ParsePolicy("helpdesk.json", []byte(`{
		"kind": "sla", "name": "helpdesk", "version": "1",
		"milestones": [
			{
				"name": "in_charge",
				"start": {"field": "event", "op": "is", "value": "open"},
				"stop": {"field": "event", "op": "is", "value": "assign"}
			},
			{
				"name": "on_hold", "recurs": "independent",
				"start": {"field": "waiting_for", "op": "set"},
				"stop": {"field": "waiting_for", "op": "unset"}
			},
			{
				"name": "result", "recurs": "sequential",
				"start": {"field": "open", "op": "is", "value": "true"},
				"stop": {"field": "event.purpose", "op": "is", "value": "result"}
			}
		]
	}`))
	require.NoError(t, err)
	return kpiEngine(t, p.Name, limit, p.Milestones)
}

// helpdeskCase takes a ticket through the library and says how many closings of a closed ticket the log has.
func helpdeskCase(t *testing.T, engine *sla.Engine, number int, events []kpiRow) (k *kpiCase, repeated int) {
	start := events[0].must(t, "timestamp")
	k = openKPI(t, engine, number, nil, start, start)
	for _, e := range events {
		at := e.must(t, "timestamp")
		activity := e["activity"]
		k.resume(at)
		if !k.c.Status.Open() {
			if activity == "Closed" {
				k.refused(at, complaint.Close{Outcome: complaint.OutcomeResolved})
				repeated++
				continue
			}
			k.do(at, complaint.Reopen{Reason: complaint.Hide("as logged")})
		}
		switch activity {
		case "Assign seriousness":
			k.do(at, complaint.Assess{Assessment: complaint.Assessment{Severity: complaint.SeverityGeneral}})
		case "Take in charge ticket":
			k.do(at, complaint.Assign{To: complaint.Party{Person: e["resource"]}})
		case "Wait":
			k.do(at, kpiWait(complaint.WaitCustomer))
		case "Resolve ticket":
			k.do(at, kpiResult())
		case "Closed":
			k.do(at, complaint.Close{Outcome: complaint.OutcomeResolved})
		default:
			k.do(at, complaint.Note{Text: complaint.Hide(activity)})
		}
	}
	return k, repeated
}

// helpdeskCharged reads off the rows how long it took to take a ticket in charge, and whether it was still open then.
func helpdeskCharged(t *testing.T, events []kpiRow) (took time.Duration, open, ok bool) {
	open = true
	for _, e := range events {
		switch e["activity"] {
		case "Closed":
			open = false
		case "Take in charge ticket":
			return e.must(t, "timestamp").Sub(events[0].must(t, "timestamp")), open, true
		}
	}
	return 0, false, false
}
