package integration_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

const uci = "eval-only/uci_incident_log"

// withinSLA runs as long as the log says that the incident keeps its limits, and is fulfilled by the closing.
const withinSLA = sla.Metric("within_sla")

// TestKPIIncidents measures incidents by priority.
//
// An incident is received when it was opened and registered with its first row. Every row in the state Resolved tells the
// result, Closed closes. What goes on after Resolved was answered in vain: it is closed as unresolved and reopened at that
// moment, because a complaint is reopened only from an end. The states that wait for the user wait for the customer, the others
// that wait for a third party. Whether the limits are kept is the log's own verdict and stands in a field of the host's.
func TestKPIIncidents(t *testing.T) {
	t.Parallel()
	report := newKPIReport(t, uci)
	cases := kpiCases(kpiRows(t, uci, "events.csv"), "number")
	limit := kpiLimit{sla.FirstResolution, 24 * time.Hour}
	engine := uciEngine(t, limit)

	type group struct {
		n, kept           int
		ours, here, there kpiSpans      // from the opening to the resolution
		longest, shortest time.Duration // kept, not kept
	}
	all := &group{}
	byPriority := map[complaint.Priority]*group{}
	var first kpiSpans
	reopened, again, met := 0, 0, 0
	for i, rows := range cases {
		k := uciCase(t, engine, i, rows)
		list := k.measured()
		first.add(list.of(sla.FirstResolution).done().elapsed()...)
		met += k.met()
		told := list.of(result).done()
		require.NotEmpty(t, told)
		again += kpiOne(len(told) > 1)
		reopened += kpiOne(k.c.Reopens > 0)
		kept := list.of(withinSLA).done()
		inTime := len(kept) > 0 && kept[len(kept)-1].Cycle == k.c.Cycle

		p := k.c.Assessment.Priority
		if byPriority[p] == nil {
			byPriority[p] = &group{}
		}
		took := told[len(told)-1].Stopped.Sub(k.c.Received)
		here, there, known := uciResolved(t, rows)
		for _, g := range []*group{all, byPriority[p]} {
			g.n++
			g.kept += kpiOne(inTime)
			g.ours.add(took)
			g.here.add(here)
			if known {
				g.there.add(there)
			}
			if inTime {
				g.longest = max(g.longest, took)
			} else if g.shortest == 0 || took < g.shortest {
				g.shortest = took
			}
		}
	}
	const noDate = "the log leaves resolved_at empty in some incidents whose state it has as Resolved; here the event has a time"
	report.count(len(cases), "cases")
	report.equal(float64(all.kept)/float64(all.n), 6, "made_sla_rate")
	report.differs(all.ours, all.here, all.there, noDate, "hours_to_resolve")
	names := report.keys("by_priority")
	assert.Len(t, byPriority, len(names))
	for _, name := range names {
		g := byPriority[uciPriority(name)]
		require.NotNil(t, g, name)
		report.count(g.n, "by_priority", name, "n")
		report.count(g.kept, "by_priority", name, "made_sla")
		report.differs(g.ours, g.here, g.there, noDate, "by_priority", name, "hours_to_resolve")
		if g.longest > g.shortest {
			report.note(name+": hours, longest in time", g.longest.Hours(), 4, "no limit in calendar hours gives the log's verdicts")
			report.note(name+": hours, shortest late", g.shortest.Hours(), 4, "so they are taken as they are")
		}
	}
	report.count(reopened, "reopened_cases")
	report.note("resolved more than once", float64(again), 0, "hours_to_resolve ends with the last of them")
	report.limit(limit, first, met)
	report.end(map[string]string{
		"events":                  "size of the log",
		"mean_reassignments":      "people, no duration",
		"impact_urgency_priority": "grades",
		"state_changes":           "counts of the log's own states",
		"by_contact_type":         "channels",
	})
}

func uciEngine(t *testing.T, limit kpiLimit) *sla.Engine {
	t.Helper()
	return kpiEngine(t, "incidents", limit, []sla.Milestone{
		{
			Name: string(result), Recurs: sla.Sequential, Start: kpiAsks("open", "true"), Stop: kpiAsks("event.purpose", "result"),
		},
		{
			Name: string(withinSLA), Start: kpiAsks("fields.made_sla", "true"),
			Stop: kpiAsks("event", "close"), Cancel: kpiAsks("fields.made_sla", "false"),
		},
	})
}

// uciPriority reads a priority, which begins with its number.
func uciPriority(label string) complaint.Priority { return complaint.Priority("p" + label[:1]) }

// uciResolved reads off the rows how long it took to the last row in the state Resolved, and to the date of the resolution where
// there is one.
func uciResolved(t *testing.T, rows []kpiRow) (here, there time.Duration, known bool) {
	opened := rows[0].must(t, "opened_at")
	for _, row := range rows {
		if row["state"] == "Resolved" {
			here = row.must(t, "updated_at").Sub(opened)
		}
	}
	at, known := rows[len(rows)-1].at(t, "resolved_at")
	return here, at.Sub(opened), known
}

func uciCase(t *testing.T, engine *sla.Engine, number int, rows []kpiRow) *kpiCase {
	k := openKPI(t, engine, number, nil, rows[0].must(t, "opened_at"), rows[0].must(t, "updated_at"))
	for _, row := range rows {
		at := row.must(t, "updated_at")
		state := row["state"]
		ended := state == "Closed" || state == "Resolved"
		if !ended && k.c.Stage() == complaint.StatusCommunicated {
			k.do(at, complaint.Close{Outcome: complaint.OutcomeUnresolved})
		}
		if !ended && !k.c.Status.Open() {
			k.do(at, complaint.Reopen{Reason: complaint.Hide("as logged")})
		}
		k.set(at, "made_sla", row["made_sla"])
		if p := uciPriority(row["priority"]); p != k.c.Assessment.Priority {
			k.do(at, complaint.Assess{Assessment: complaint.Assessment{Priority: p}})
		}
		uciState(k, at, state)
	}
	return k
}

func uciState(k *kpiCase, at time.Time, state string) {
	wait := complaint.WaitThirdParty
	switch state {
	case "Resolved":
		k.resume(at)
		k.do(at, kpiResult())
		return
	case "Closed":
		if k.c.Status.Open() {
			k.do(at, complaint.Close{Outcome: complaint.OutcomeResolved})
		}
		return
	case "New", "Active":
		k.resume(at)
		return
	case "Awaiting User Info":
		wait = complaint.WaitCustomer
	default:
	}
	if k.c.Wait == nil || k.c.Wait.For != wait {
		k.resume(at)
		k.do(at, kpiWait(wait))
	}
}
