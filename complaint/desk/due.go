package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// Risk is a complaint with limits that run out soon or have passed.
type Risk struct {
	Complaint complaint.Complaint
	// Clocks are all clocks that have not ended, the nearest due time first and those that stand still last.
	Clocks []Remaining
	// Answered says that the complaint still waits for the customer, who has answered: somebody should resume it.
	Answered bool
}

// Remaining is what is left of a limit.
type Remaining struct {
	Clock complaint.Clock
	// Left is working time, negative by as much as the clock is late; 0 where it stands still.
	Left time.Duration
	Late bool
}

// Due lists open complaints that have a limit due by a moment, those that are late already, and those that still wait for a
// customer who has answered: late ones first, then by the nearest due time. Limit bounds the list; 0 stands for 100. It looks
// at what is stored, so a breach counts as late once it has passed, whether or not a sweep has noticed it.
func (d *Desk) Due(ctx context.Context, until time.Time, limit int) ([]Risk, error) {
	if d.broken != nil {
		return nil, d.broken
	}
	if limit <= 0 {
		limit = 100
	}
	now := d.config.Now()
	seen := map[complaint.ID]bool{}
	var list []Risk
	for _, q := range []storage.Query{
		{Tags: []string{storage.TagLate}},
		{Tags: []string{storage.TagAnswered}},
		{DueBefore: until, Order: storage.Order{By: storage.ByDue}},
	} {
		found := 0
		for c, err := range storage.All(ctx, d.store, q) {
			if err != nil {
				return nil, err
			}
			r := d.risk(c, now)
			if seen[c.ID] || !r.within(until) {
				continue
			}
			seen[c.ID] = true
			list = append(list, r)
			found++
			if found >= limit {
				break
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Risk) int {
		return cmp.Or(a.nearest().Compare(b.nearest()), slices.Compare(a.Complaint.ID[:], b.Complaint.ID[:]))
	})
	return list[:min(len(list), limit)], nil
}

func (d *Desk) risk(c complaint.Complaint, now time.Time) Risk {
	r := Risk{Complaint: c, Answered: storage.Answered(c)}
	for _, k := range c.Clocks {
		if !k.State.Active() || k.Kind == complaint.ClockSilence {
			continue
		}
		left := Remaining{Clock: k, Late: !k.Breached.IsZero() || !k.Due.IsZero() && now.After(k.Due)}
		if cal, ok := d.config.SLA.Calendar(k.Calendar); ok && !k.Due.IsZero() {
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
	return r
}

// within says whether a complaint belongs on the list.
func (r *Risk) within(until time.Time) bool {
	return r.Answered || slices.ContainsFunc(r.Clocks, func(x Remaining) bool {
		return x.Late || !x.Clock.Due.IsZero() && x.Clock.Due.Before(until)
	})
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
