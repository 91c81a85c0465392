package integration_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

const bpi13 = "eval-only/bpi13_closed_problems"

// The statuses and sub-statuses of the log that mean something to the library.
const (
	bpiCompleted = "Completed"
	bpiClosed    = "Closed"
	bpiCancelled = "Cancelled"
	bpiWait      = "Wait"
)

// TestKPIProblems measures how long problems spend in each of their sub-statuses.
//
// These are the host's own and go back and forth, which stages do not, so they stand in a field of the host's that every row
// corrects, and a milestone for each measures the time in which the field has that value. Wait waits for a third party besides.
// Completed tells the result and closes, or withdraws what was cancelled; whatever comes after that reopens. Rows that change
// nothing leave no event.
func TestKPIProblems(t *testing.T) {
	t.Parallel()
	report := newKPIReport(t, bpi13)
	cases := kpiCases(kpiRows(t, bpi13, "events.csv"), "case")
	labels := report.keys("hours_spent_in_substatus")
	limit := kpiLimit{sla.FirstResolution, 30 * 24 * time.Hour}
	engine := bpiEngine(t, limit, labels)

	spent := map[string]kpiSpans{}
	var length, worked, paused, waited, ended, told kpiSpans
	withWait, reopened, inTime := 0, 0, 0
	for i, events := range cases {
		k := bpiCase(t, engine, i, events)
		list := k.measured()
		total := list.of(sla.TotalResolution)
		last := total[len(total)-1]
		require.False(t, last.State.Active(), "every case has ended")
		length.add(last.Elapsed)
		worked.add(last.Worked)
		paused.add(last.Paused)
		for _, label := range labels {
			spent[label] = append(spent[label], list.of(bpiMetric(label)).elapsed()...)
		}
		byEnd := k.endedTime()
		spent[bpiCancelled] = append(spent[bpiCancelled], byEnd[complaint.StatusWithdrawn])
		spent[bpiClosed] = append(spent[bpiClosed], byEnd[complaint.StatusClosed])
		ended.add(k.paused(complaint.PauseClosed))
		waited.add(k.paused(complaint.WaitThirdParty))
		told.add(list.of(sla.FirstResolution).done().elapsed()...)
		inTime += k.met()
		withWait += kpiOne(k.count(complaint.KindWait) > 0)
		reopened += kpiOne(k.c.Reopens > 0)
	}
	report.count(len(cases), "cases")
	report.spans(length, "hours_first_to_last_event")
	report.count(withWait, "cases_with_wait")
	all := 0.0
	for _, label := range labels {
		report.equal(spent[label].sum(), 2, "hours_spent_in_substatus", label)
		all += spent[label].sum()
	}
	report.count(reopened, "cases_reopened_after_completed")
	report.note("hours paused by waiting", waited.sum(), 2, "the library's own pauses agree with the milestone")
	report.note("hours worked", worked.sum(), 2, "total resolution without waiting and without having been closed")
	report.limit(limit, told, inTime)
	report.end(map[string]string{
		"events":              "size of the log",
		"by_impact":           "grades",
		"by_status_substatus": "counts of the log's own statuses",
	})
	const second = 1.0 / 3600
	require.InDelta(t, length.sum(), all, second, "the sub-statuses make up the whole time")
	require.InDelta(t, spent[bpiWait].sum(), waited.sum(), second)
	require.InDelta(t, paused.sum(), waited.sum()+ended.sum(), second)
	require.InDelta(t, length.sum(), worked.sum()+paused.sum(), second)
}

// bpiEngine has a milestone for each sub-status.
func bpiEngine(t *testing.T, limit kpiLimit, labels []string) *sla.Engine {
	t.Helper()
	var list []sla.Milestone
	for _, label := range labels {
		if label == bpiClosed || label == bpiCancelled {
			continue // nothing runs on what has ended; this is the time between an end and the reopening
		}
		field := kpiAsks("fields.substatus", label)
		list = append(list, sla.Milestone{
			Name: string(bpiMetric(label)), Start: field, Stop: sla.Condition{None: []sla.Condition{field}}, Recurs: sla.Independent,
		})
	}
	return kpiEngine(t, "problems", limit, list)
}

func bpiMetric(label string) sla.Metric { return sla.Metric("substatus-" + kpiCode(label)) }

func bpiCase(t *testing.T, engine *sla.Engine, number int, events []kpiRow) *kpiCase {
	start := events[0].must(t, "timestamp")
	k := openKPI(t, engine, number, map[string]string{"substatus": events[0]["substatus"]}, start, start)
	for _, e := range events {
		at := e.must(t, "timestamp")
		if !k.c.Status.Open() && e["status"] != bpiCompleted {
			k.do(at, complaint.Reopen{Reason: complaint.Hide("as logged")})
		}
		if !k.c.Status.Open() {
			continue
		}
		if e["substatus"] != bpiWait {
			k.resume(at)
		}
		k.set(at, "substatus", e["substatus"])
		switch {
		case e["substatus"] == bpiCancelled:
			k.do(at, complaint.Withdraw{})
		case e["status"] == bpiCompleted:
			k.do(at, kpiResult(), complaint.Close{Outcome: complaint.OutcomeResolved})
		case e["substatus"] == bpiWait && k.c.Wait == nil:
			k.do(at, kpiWait(complaint.WaitThirdParty))
		}
	}
	return k
}

// endedTime is how long the complaint had ended before it was reopened, by the status in which it had.
func (k *kpiCase) endedTime() map[complaint.Status]time.Duration {
	list := map[complaint.Status]time.Duration{}
	var since time.Time
	status := complaint.StatusReceived
	for i := range k.history {
		e := &k.history[i]
		switch {
		case e.Kind == complaint.KindReopen:
			list[status] += e.At.Sub(since)
		case status.Open() && !e.Status.Open():
			since = e.At
		}
		status = e.Status
	}
	return list
}
