package integration_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

const baltimore = "baltimore_311"

// TestKPIBaltimore judges the requests of a city by their due dates.
//
// A request has a due date of its own, while a policy states limits. But there are only some two dozen lengths from opening to
// due date, so the length stands in a field of the host's, as it would come with the request's type, and a policy has a rule for
// each: the due time that the clock gets is the recorded one, to the second. No limit is shorter than a microsecond, so a
// request that is due at its very opening gets that one; times are whole seconds and the verdicts are the same. The agency is
// the department to which the complaint is routed when it is opened. A request that was closed as a duplicate is closed here
// as well: the one that it doubles is mostly not in the sample, so there is nothing to merge it into.
func TestKPIBaltimore(t *testing.T) {
	t.Parallel()
	rows := kpiRows(t, baltimore, "requests.csv")
	engine := baltimoreEngine(t, rows)
	report := newKPIReport(t, baltimore)
	type share struct{ n, onTime int }
	var total share
	agencies := map[string]*share{}
	var toClose kpiSpans
	open, withoutLimit, backwards, atOnce := 0, 0, 0, 0
	for i, row := range rows {
		k := baltimoreCase(t, engine, i, row)
		switch {
		case k.c.Closed.IsZero():
			open++
		case k.c.Closed.Before(k.c.Received):
			backwards++
		}
		clocks, err := sla.Verdicts(k.history)
		require.NoError(t, err)
		if len(clocks) == 0 {
			withoutLimit++
		}
		for _, clock := range clocks {
			due := row.must(t, "due")
			if clock.Target == shortest.String() {
				atOnce++
				due = due.Add(shortest.Time)
			}
			require.True(t, clock.Due.Equal(due), "%s: due %s", row["id"], clock.Due)
			if clock.State != complaint.ClockFulfilled {
				require.Empty(t, clock.Verdict, "no request ends but by a closing")
				continue
			}
			department := k.c.Assignment.Department
			if agencies[department] == nil {
				agencies[department] = &share{}
			}
			for _, s := range []*share{&total, agencies[department]} {
				s.n++
				if clock.Verdict == complaint.VerdictMet {
					s.onTime++
				}
			}
		}
		toClose.add(k.measured().of(sla.TotalResolution).done().elapsed()...)
	}
	report.count(len(rows), "requests")
	report.count(withoutLimit, "without_due")
	report.count(open, "without_closed")
	report.count(backwards, "closed_before_created")
	report.count(total.n, "with_due_and_closed")
	report.count(total.onTime, "on_time")
	report.equal(float64(total.onTime)/float64(total.n), 6, "on_time_rate")
	report.note("due at the opening", float64(atOnce), 0, "have the shortest limit, a microsecond, and the same verdicts")
	names := report.keys("on_time_by_agency")
	assert.Len(t, names, len(agencies))
	for _, name := range names {
		s := agencies[kpiCode(name)]
		require.NotNil(t, s, name)
		report.count(s.n, "on_time_by_agency", name, "n")
		report.count(s.onTime, "on_time_by_agency", name, "on_time")
		report.equal(float64(s.onTime)/float64(s.n), 6, "on_time_by_agency", name, "rate")
	}
	report.spans(toClose, "hours_to_close")
	report.end(map[string]string{
		"by_status":        "the city's own statuses",
		"by_method":        "channels",
		"marked_duplicate": "duplicates; their partners are not in the sample",
		"created_by_year":  "counts by date, no duration and no limit",
		"top10_sr_type":    "categories",
	})
}

// shortest is the shortest limit that a policy can state.
var shortest = sla.Limit{Time: time.Microsecond}

// baltimoreLimit is the time from the opening of a request to its due date, false where it has none.
func baltimoreLimit(t *testing.T, row kpiRow) (sla.Limit, bool) {
	due, ok := row.at(t, "due")
	if !ok {
		return sla.Limit{}, false
	}
	return sla.Limit{Time: max(due.Sub(row.must(t, "created")), shortest.Time)}, true
}

// baltimoreEngine has a rule for each length.
func baltimoreEngine(t *testing.T, rows []kpiRow) *sla.Engine {
	t.Helper()
	lengths := map[time.Duration]bool{}
	for _, row := range rows {
		if limit, ok := baltimoreLimit(t, row); ok {
			lengths[limit.Time] = true
		}
	}
	p := sla.Policy{Header: sla.Header{Kind: sla.Kind, Name: "city", Version: "1"}}
	for length := range lengths {
		limit := sla.Limit{Time: length}
		p.Rules = append(p.Rules, sla.Rule{
			Name: "within " + limit.String(), When: kpiAsks("fields.limit", limit.String()),
			Targets: []sla.Target{{Metric: string(sla.TotalResolution), Within: limit}},
		})
	}
	slices.SortFunc(p.Rules, func(a, b sla.Rule) int { return cmp.Compare(a.Targets[0].Within.Time, b.Targets[0].Within.Time) })
	e, err := sla.New(p)
	require.NoError(t, err)
	require.Empty(t, e.Lint())
	return e
}

func baltimoreCase(t *testing.T, engine *sla.Engine, number int, row kpiRow) *kpiCase {
	var fields map[string]string
	if limit, ok := baltimoreLimit(t, row); ok {
		fields = map[string]string{"limit": limit.String()}
	}
	agency := complaint.Assignment{Party: complaint.Party{Department: kpiCode(row["agency"])}}
	created := row.must(t, "created")
	k := openKPIRouted(t, engine, number, fields, created, created, &complaint.Route{To: agency})
	if closed, ok := row.at(t, "closed"); ok {
		k.do(closed, kpiResult(), complaint.Close{Outcome: complaint.OutcomeResolved})
	}
	return k
}
