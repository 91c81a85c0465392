package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// DueQuery says what [Desk.Due] lists.
type DueQuery struct {
	// Until bounds what is at risk: limits that are due before it. Default: 24 hours from now.
	Until time.Time
	// Show restricts the list to one kind of risk; empty for all three.
	Show RiskKind
	// Filter selects complaints by everything but time, tags, order, limit and cursor, which are left empty.
	Filter storage.Query
	// Limit bounds how many complaints of each kind are listed; 0 for 100.
	Limit int
}

// RiskKind says why a complaint is on the list.
type RiskKind string

// The kinds of risk. A complaint is listed once, under the first that is true.
const (
	RiskLate     RiskKind = "late"     // a limit has passed and its clock still runs
	RiskAnswered RiskKind = "answered" // it waits for a customer who has answered: somebody should resume it
	RiskDue      RiskKind = "due"      // a limit is due soon
)

// Risk is a complaint with limits that run out soon or have passed.
type Risk struct {
	Kind      RiskKind
	Complaint complaint.Complaint
	// Clocks are all clocks that have not ended, the nearest due time first and those that stand still last.
	Clocks []Remaining
}

// Remaining is what is left of a limit.
type Remaining struct {
	Clock complaint.Clock
	// Left is working time, negative by as much as the clock is late; 0 where it stands still or is not known.
	Left time.Duration
	Late bool
	// Unknown says that the clock counts in a calendar that the desk's engine does not have, so that Left is not known.
	Unknown bool
}

// Due lists open complaints that have a limit due soon, those that are late already, and those that still wait for a customer
// who has answered: late ones first, then the answered ones, each by the nearest due time. It looks at what is stored, so a
// limit that has just passed counts as late whether or not a sweep has noticed it. The error is a *[complaint.FieldError] for
// a query that is not valid.
func (d *Desk) Due(ctx context.Context, q DueQuery) ([]Risk, error) {
	if d.broken != nil {
		return nil, d.broken
	}
	now := d.config.Now()
	if q.Until.IsZero() {
		q.Until = now.Add(defaultHorizon)
	}
	if q.Limit <= 0 {
		q.Limit = defaultRisks
	}
	if err := q.check(); err != nil {
		return nil, err
	}
	lists := map[RiskKind][]Risk{}
	// What is late or answered is found by its tag; a limit that passed since the last sweep by what is due next.
	for _, by := range []storage.Query{
		{Tags: []string{storage.TagLate}},
		{Tags: []string{storage.TagAnswered}},
		{DueBefore: q.Until, Order: storage.Order{By: storage.ByDue}},
	} {
		filter := q.Filter
		filter.Tags, filter.DueBefore, filter.Order = append(slices.Clip(filter.Tags), by.Tags...), by.DueBefore, by.Order
		if err := d.gather(ctx, filter, &q, now, lists); err != nil {
			return nil, err
		}
	}
	return slices.Concat(lists[RiskLate], lists[RiskAnswered], lists[RiskDue]), nil
}

const (
	defaultHorizon = 24 * time.Hour
	defaultRisks   = 100
)

func (q *DueQuery) check() error {
	switch f := &q.Filter; {
	case q.Show != "" && q.Show != RiskLate && q.Show != RiskAnswered && q.Show != RiskDue:
		return &complaint.FieldError{Field: "show", Value: string(q.Show), Rule: "must be late, answered, due or empty"}
	case !f.DueBefore.IsZero(), f.Order != storage.Order{}, f.Limit != 0, f.Cursor != "":
		return &complaint.FieldError{Field: "filter", Rule: "must have neither due_before, order, limit nor cursor: Due sets them"}
	default:
		return nil
	}
}

// gather adds what a listing finds to the lists, in order, as long as there is room.
func (d *Desk) gather(ctx context.Context, filter storage.Query, q *DueQuery, now time.Time, lists map[RiskKind][]Risk) error {
	for c, err := range storage.All(ctx, d.store, filter) {
		if err != nil {
			return err
		}
		r := d.risk(c, now, q.Until)
		if r.Kind == "" || q.Show != "" && r.Kind != q.Show {
			continue
		}
		list := lists[r.Kind]
		if slices.ContainsFunc(list, func(o Risk) bool { return o.Complaint.ID == c.ID }) {
			continue
		}
		at, _ := slices.BinarySearchFunc(list, r, compareRisks)
		if at < q.Limit {
			list = slices.Insert(list, at, r)
		}
		lists[r.Kind] = list[:min(len(list), q.Limit)]
		if r.Kind == RiskDue && len(lists[RiskDue]) == q.Limit && c.Due.After(lists[RiskDue][q.Limit-1].nearest()) {
			return nil // what comes later in the order by due cannot be due earlier
		}
	}
	return nil
}

func compareRisks(a, b Risk) int {
	return cmp.Or(a.nearest().Compare(b.nearest()), slices.Compare(a.Complaint.ID[:], b.Complaint.ID[:]))
}

// risk says what is at risk of a complaint; without a kind where nothing is.
func (d *Desk) risk(c complaint.Complaint, now, until time.Time) Risk {
	r := Risk{Complaint: c}
	for _, k := range c.Clocks {
		if !k.State.Active() || k.Kind == complaint.ClockSilence {
			continue
		}
		left := Remaining{Clock: k, Late: !k.Breached.IsZero() || !k.Due.IsZero() && now.After(k.Due)}
		if cal, ok := d.config.SLA.Calendar(k.Calendar); !ok {
			left.Unknown = true
		} else if !k.Due.IsZero() {
			left.Left = cal.Between(now, k.Due)
		}
		r.Clocks = append(r.Clocks, left)
	}
	slices.SortStableFunc(r.Clocks, func(a, b Remaining) int {
		if a.Clock.Due.IsZero() != b.Clock.Due.IsZero() {
			if a.Clock.Due.IsZero() {
				return 1
			}
			return -1
		}
		return a.Clock.Due.Compare(b.Clock.Due)
	})
	switch {
	case slices.ContainsFunc(r.Clocks, func(x Remaining) bool { return x.Late }):
		r.Kind = RiskLate
	case storage.Answered(c):
		r.Kind = RiskAnswered
	case slices.ContainsFunc(r.Clocks, func(x Remaining) bool { return !x.Clock.Due.IsZero() && x.Clock.Due.Before(until) }):
		r.Kind = RiskDue
	}
	return r
}

// nearest is the earliest due time, far in the future where everything stands still.
func (r *Risk) nearest() time.Time {
	for _, x := range r.Clocks {
		if !x.Clock.Breached.IsZero() && x.Clock.Due.IsZero() {
			return x.Clock.Breached
		}
		if !x.Clock.Due.IsZero() {
			return x.Clock.Due
		}
	}
	return time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
}
