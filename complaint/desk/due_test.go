package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// duePolicy has a limit that a wait stops, before and after one that nothing stops, a slower
// one for late parcels, and a faster one for what is dangerous.
const duePolicy = `kind: sla
name: due
version: "1"
calendar: CALENDAR
calendars:
  CALENDAR:
    zone: UTC
    week: {monday: &day [00:00-24:00], tuesday: *day, wednesday: *day, thursday: *day, friday: *day, saturday: *day, sunday: *day}
rules:
  - name: slow
    when: {field: category, op: is, value: logistics.delay}
    targets: [{metric: first_response, within: 20h, paused_by: []}]
  - name: fast
    when: {field: category, op: is, value: quality.safety}
    targets: [{metric: first_response, within: 1h, paused_by: []}]
targets:
  - {metric: handling, within: 6h}
  - {metric: first_response, within: 4h, paused_by: []}
  - {metric: requester_wait, within: 5h}
silence:
  - {name: no-answer, when: {field: waiting_for, op: is, value: customer}, after: 1h, outcome: no_answer}
`

// newDueShift is a shift under duePolicy, with a calendar of that name.
func newDueShift(t *testing.T, store storage.Store, calendar string) *shift {
	t.Helper()
	p, err := desk.ReadSLA("due.yaml", []byte(strings.ReplaceAll(duePolicy, "CALENDAR", calendar)))
	require.NoError(t, err)
	s := newShift(t, store, nil)
	s.config.SLA, err = sla.New(p)
	require.NoError(t, err)
	s.Desk, err = desk.New(s.config)
	require.NoError(t, err)
	return s
}

// opensAt opens a case of a category so long after the start.
func (s *shift) opensAt(after time.Duration, category string) complaint.ID {
	s.t.Helper()
	s.at(after)
	in := late()
	in.Category = category
	c, err := s.Open(context.Background(), "web", in)
	require.NoError(s.t, err)
	return c.ID
}

// risks lists what is at risk, so long after the start.
func (s *shift) risks(after time.Duration, q desk.DueQuery) []desk.Risk {
	s.t.Helper()
	s.at(after)
	list, err := s.Due(s.t.Context(), q)
	require.NoError(s.t, err)
	return list
}

func idsOf(list []desk.Risk) []complaint.ID {
	ids := make([]complaint.ID, len(list))
	for i := range list {
		ids[i] = list[i].Complaint.ID
	}
	return ids
}

func TestDueLooksOneDayAhead(t *testing.T) {
	s := newShift(t, memory.New(), nil)
	id := open(t, s.Desk).ID
	for before, want := range map[time.Duration]int{20 * time.Hour: 0, 20*time.Hour - time.Microsecond: 1} {
		list, err := s.skewed(-before).Due(t.Context(), desk.DueQuery{})
		require.NoError(t, err)
		require.Len(t, list, want, "%s before the start", before)
	}
	for until, want := range map[time.Duration]int{4 * time.Hour: 0, 4*time.Hour + time.Microsecond: 1} {
		list := s.risks(0, desk.DueQuery{Until: s.start.Add(until)})
		require.Len(t, list, want, "until %s", until)
	}
	require.Equal(t, []complaint.ID{id}, idsOf(s.risks(4*time.Hour, desk.DueQuery{Show: desk.RiskDue})), "the very moment keeps the limit")
	require.Empty(t, s.risks(4*time.Hour, desk.DueQuery{Show: desk.RiskLate}))
	require.Equal(t, []complaint.ID{id}, idsOf(s.risks(4*time.Hour+time.Microsecond, desk.DueQuery{Show: desk.RiskLate})))
	require.Empty(t, s.risks(4*time.Hour+time.Microsecond, desk.DueQuery{Show: desk.RiskDue}))
}

func TestDueListsTheNearestFirst(t *testing.T) {
	s := newDueShift(t, memory.New(), "day")
	first := s.opensAt(0, "quality.defect")
	slow := s.opensAt(time.Minute, "logistics.delay")
	fast := s.opensAt(2*time.Minute, "quality.safety")
	last := s.opensAt(3*time.Minute, "quality.defect")
	order := []complaint.ID{fast, first, last, slow}
	for limit := 1; limit <= 5; limit++ {
		want := order[:min(limit, 4)]
		require.Equal(t, want, idsOf(s.risks(time.Hour, desk.DueQuery{Limit: limit})))
		require.Equal(t, want, idsOf(s.risks(30*time.Hour, desk.DueQuery{Limit: limit})), "late, and nobody has noticed")
	}
	_, err := s.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, order[:2], idsOf(s.risks(30*time.Hour, desk.DueQuery{Limit: 2})), "late, and noticed")
}

func TestDueListsAHundred(t *testing.T) {
	s := newShift(t, memory.New(), nil)
	ids := s.opened(101)
	slices.SortFunc(ids, func(a, b complaint.ID) int { return slices.Compare(a[:], b[:]) })
	require.Equal(t, ids[:100], idsOf(s.risks(0, desk.DueQuery{})), "of the same moment by ID")
}

// The clocks of a case, the nearest first and those that stand still last.
func TestDueClocks(t *testing.T) {
	store := memory.New()
	s := newDueShift(t, store, "day")
	id := s.opensAt(0, "quality.defect")
	s.at(time.Hour)
	s.do(id, mia, waitFor(complaint.WaitCustomer, time.Time{}))
	want := []struct {
		name string
		left time.Duration
	}{{"first_response", 2 * time.Hour}, {"handling", 0}, {"requester_wait", 0}}
	for _, unknown := range []bool{false, true} {
		if unknown {
			s = newDueShift(t, store, "another")
		}
		list := s.risks(2*time.Hour, desk.DueQuery{})
		require.Len(t, list, 1)
		require.Equal(t, desk.RiskDue, list[0].Kind)
		require.Len(t, list[0].Clocks, len(want), "silence is no risk")
		for i, k := range list[0].Clocks {
			require.Equal(t, want[i].name, k.Clock.Name)
			require.Equal(t, unknown, k.Unknown)
			require.False(t, k.Late)
			if !unknown {
				require.Equal(t, want[i].left, k.Left)
			}
		}
	}
}

// A case is listed once, under the first kind that is true.
func TestDueKinds(t *testing.T) {
	s := newDueShift(t, memory.New(), "day")
	soon := s.opensAt(0, "quality.defect")
	answered := s.opensAt(0, "quality.defect")
	both := s.opensAt(0, "logistics.delay")
	for _, id := range []complaint.ID{answered, both} {
		s.do(id, mia, waitFor(complaint.WaitCustomer, time.Time{}))
	}
	s.at(time.Minute)
	for _, id := range []complaint.ID{answered, both} {
		s.do(id, jane, complaint.Receive{Message: say("here it is")})
	}
	s.do(answered, mia, complaint.Acknowledge{Message: say("we have it")})
	for show, want := range map[desk.RiskKind][3][]complaint.ID{
		"": {
			{answered, both, soon}, {soon, answered, both}, {both, soon, answered},
		},
		desk.RiskLate:     {{}, {soon}, {both, soon}},
		desk.RiskAnswered: {{answered, both}, {answered, both}, {answered}},
		desk.RiskDue:      {{soon}, {}, {}},
	} {
		for i, after := range []time.Duration{time.Hour, 5 * time.Hour, 21 * time.Hour} {
			require.ElementsMatch(t, want[i], idsOf(s.risks(after, desk.DueQuery{Show: show})), "%q after %s", show, after)
		}
	}
	list := s.risks(5*time.Hour, desk.DueQuery{})
	kinds := make([]desk.RiskKind, len(list))
	for i := range list {
		kinds[i] = list[i].Kind
	}
	require.Equal(t, []desk.RiskKind{desk.RiskLate, desk.RiskAnswered, desk.RiskAnswered}, kinds)
}

func TestDueRefusals(t *testing.T) {
	s := newShift(t, memory.New(), nil)
	for name, c := range map[string]struct {
		query       desk.DueQuery
		field, rule string
	}{
		"kind":   {desk.DueQuery{Show: "lost"}, "show", "must be late, answered, due or empty"},
		"time":   {desk.DueQuery{Filter: storage.Query{DueBefore: s.start}}, "filter", "must have neither"},
		"order":  {desk.DueQuery{Filter: storage.Query{Order: storage.Order{By: storage.ByDue}}}, "filter", "must have neither"},
		"limit":  {desk.DueQuery{Filter: storage.Query{Limit: 1}}, "filter", "must have neither"},
		"cursor": {desk.DueQuery{Filter: storage.Query{Cursor: "x"}}, "filter", "must have neither"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Due(t.Context(), c.query)
			e, ok := errors.AsType[*complaint.FieldError](err)
			require.True(t, ok)
			require.Equal(t, c.field, e.Field)
			require.Contains(t, e.Rule, c.rule)
		})
	}
}

func TestDueReturnsWhatTheStoreSays(t *testing.T) {
	store := &wrapped{Store: memory.New()}
	s := newShift(t, store, nil)
	for calls := range 3 {
		n := 0
		store.list = func(ctx context.Context, q storage.Query) (storage.Page, error) {
			n++
			if n > calls {
				return storage.Page{}, errNotRead
			}
			return store.Store.List(ctx, q)
		}
		_, err := s.Due(t.Context(), desk.DueQuery{})
		require.ErrorIs(t, err, errNotRead)
	}
}
