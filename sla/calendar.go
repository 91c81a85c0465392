package sla

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// Calendar knows when a desk works and counts time in it. Compile one with [NewCalendar], or combine calendars with
// [Union], [Intersection] and [NewVersions].
//
// A Calendar is immutable to its user and safe for concurrent use. Inside it keeps tables of the years that were
// asked for; the first question about a decade compiles it, every later one is a look-up without allocation. The
// answers never depend on what was asked before. The zero Calendar is not one, and a Calendar must not be copied.
type Calendar struct {
	src  source
	move bool // MoveToOpening

	near atomic.Pointer[table] // the years asked for so far, without a hole
	grow sync.Mutex            // held while near is replaced by a larger table
	far  far                   // everything else
}

// NewCalendar compiles a specification. It refuses, with a *[complaint.FieldError] that names the field, an unknown
// zone, spans that are inverted, overlapping or out of order, days that do not exist, and a calendar that never
// opens.
func NewCalendar(spec CalendarSpec) (*Calendar, error) {
	w, err := spec.compile()
	if err != nil {
		return nil, err
	}
	if !w.opens() {
		return nil, invalid("week", "", "must open at some time: no weekday and no date has a span")
	}
	return &Calendar{src: w, move: spec.Closing == MoveToOpening}, nil
}

// Always is the calendar that never closes: its working time is calendar time.
func Always() *Calendar {
	w := &weekly{loc: time.UTC}
	for day := range w.week {
		w.week[day] = []Span{{0, 24 * time.Hour}}
	}
	return &Calendar{src: w}
}

// opens says whether there is a single open instant.
func (w *weekly) opens() bool {
	for _, spans := range w.week {
		if len(spans) > 0 {
			return true
		}
	}
	for _, d := range w.dates {
		// The day may not exist in the zone, so look.
		lo := (d.day - 1) * daySeconds
		if len(d.spans) > 0 && len(w.open(nil, lo, lo+5*daySeconds)) > 0 {
			return true
		}
	}
	return false
}

// Add is the instant at which d of working time has passed since t, in t's location and without a monotonic reading.
//
//   - Add(t, 0) is t, open or closed.
//   - A t at which the calendar is closed counts from the next opening, and back from the last closing.
//   - Time that runs out exactly at a closing ends at the closing; with [MoveToOpening] at the next opening.
//   - A negative d goes back in time; what runs out exactly at an opening stays at the opening.
//
// It is exact to the nanosecond: Between(t, Add(t, d)) == d, and Add(Add(t, a), b) equals Add(t, a+b) when a and b
// have the same sign. With different signs both have the same working time, and are the same instant unless they
// stand at a closing or an opening; with [MoveToOpening] they are the same instant whenever a+b is not zero.
//
// Instants before the year 1 and after 9999 are taken for [Earliest] and [Latest], and so is a result there, which
// also stands for time that never runs out: a calendar of single dates comes to an end. These two are in UTC.
func (c *Calendar) Add(t time.Time, d time.Duration) time.Time {
	if d == 0 {
		return t.Round(0)
	}
	if n := c.near.Load(); n != nil {
		if r, ok := n.rel(t.Unix(), t.Nanosecond()); ok {
			if by, ok := n.add(r, int64(d), c.move); ok {
				return t.Round(0).Add(time.Duration(by))
			}
		}
	}
	return c.addSlow(t.Round(0), d)
}

// Between is the working time from one instant to the other, negative when to is before from. It is exact to the
// nanosecond and additive: Between(a, c) == Between(a, b) + Between(b, c). A result of more
// than 292 years of working time is cut to the largest [time.Duration] or to its negative.
func (c *Calendar) Between(from, to time.Time) time.Duration {
	if n := c.near.Load(); n != nil {
		a, okA := n.rel(from.Unix(), from.Nanosecond())
		b, okB := n.rel(to.Unix(), to.Nanosecond())
		if okA && okB {
			return time.Duration(n.worked(b) - n.worked(a))
		}
	}
	return c.betweenSlow(from, to)
}

// Open says whether the calendar is open at t: inclusive at the opening, exclusive at the closing.
func (c *Calendar) Open(t time.Time) bool {
	n := c.near.Load()
	if n == nil || t.Unix() < n.lo || t.Unix() >= n.hi {
		n = c.extend(t, t)
	}
	if n == nil {
		return c.openFar(clamp(t))
	}
	r, _ := n.rel(t.Unix(), t.Nanosecond())
	return n.isOpen(r)
}

// addSlow is Add where the table does not hold the start or the result yet, or never will.
func (c *Calendar) addSlow(t time.Time, d time.Duration) time.Time {
	for n := c.extend(t, t); n != nil; {
		r, _ := n.rel(t.Unix(), t.Nanosecond())
		if by, ok := n.add(r, int64(d), c.move); ok {
			return t.Add(time.Duration(by))
		}
		years := n.reach(r, int64(d))
		if years == 0 {
			break
		}
		n = c.extendBy(n, years)
	}
	u := c.addFar(clamp(t), d)
	if u.Equal(Earliest()) || u.Equal(Latest()) {
		return u
	}
	return u.In(t.Location())
}

func (c *Calendar) betweenSlow(from, to time.Time) time.Duration {
	n := c.extend(from, to)
	if n == nil {
		return c.betweenFar(clamp(from), clamp(to))
	}
	a, _ := n.rel(from.Unix(), from.Nanosecond())
	b, _ := n.rel(to.Unix(), to.Nanosecond())
	return time.Duration(n.worked(b) - n.worked(a))
}

// Earliest is the first instant that calendars know, 0001-01-01 00:00:00 UTC, the zero [time.Time].
func Earliest() time.Time { return time.Time{} }

// Latest is the last instant that calendars know: 9999-12-31 23:59:59.999999999 UTC, the last that RFC 3339 can
// write. As the result of [Calendar.Add] it means never.
func Latest() time.Time { return time.Date(9999, time.December, 31, 23, 59, 59, 999_999_999, time.UTC) }

// clamp compares seconds, because Before and After are wrong for times that overflow their representation.
func clamp(t time.Time) time.Time {
	switch {
	case t.Unix() < Earliest().Unix():
		return Earliest()
	case t.Unix() > Latest().Unix():
		return Latest()
	}
	return t
}

const maxDuration = time.Duration(math.MaxInt64)
