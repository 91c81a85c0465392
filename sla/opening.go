package sla

import (
	"iter"
	"time"
)

// Interval is a stretch of real time in which a calendar is open: From inclusive, To exclusive.
type Interval struct{ From, To time.Time }

// Duration is the length of the interval in real elapsed time.
func (i Interval) Duration() time.Duration { return i.To.Sub(i.From) }

// NextOpening is the first instant after t, and never t itself, at which the calendar opens, in t's location. It is
// false when the calendar does not open again: it never closes, or consists of single dates.
func (c *Calendar) NextOpening(t time.Time) (time.Time, bool) {
	u, ok := c.change(t)
	if ok && !c.Open(u) {
		u, ok = c.change(u)
	}
	return u, ok
}

// NextClosing is the first instant after t, and never t itself, at which the calendar closes, in t's location. It is
// false when the calendar does not close again: it is open for ever from some instant on, or consists of single
// dates.
func (c *Calendar) NextClosing(t time.Time) (time.Time, bool) {
	u, ok := c.change(t)
	if ok && c.Open(u) {
		u, ok = c.change(u)
	}
	return u, ok
}

// Intervals are the open intervals inside [from, to) in ascending order, the first and the last cut to it, in from's
// location. Their lengths add up to Between(from, to).
func (c *Calendar) Intervals(from, to time.Time) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		at, ok := clamp(from).Round(0).In(from.Location()), true
		to = clamp(to).Round(0).In(from.Location())
		if !c.Open(at) {
			at, ok = c.NextOpening(at)
		}
		for ok && at.Before(to) {
			end, closes := c.NextClosing(at)
			if !closes || end.After(to) {
				end = to
			}
			if !yield(Interval{at, end}) || !closes {
				return
			}
			at, ok = c.NextOpening(end)
		}
	}
}

// change is the first instant after t at which the calendar opens or closes.
func (c *Calendar) change(t time.Time) (time.Time, bool) {
	t = t.Round(0)
	n := c.extend(t, t)
	if n == nil {
		return c.changeFarIn(t)
	}
	r, _ := n.rel(t.Unix(), t.Nanosecond())
	to, ok := n.change(r)
	if !ok && n.toYear < nearLast && len(n.rows) > 3 { // it opens now and then: look into the next decade
		if n = c.extendBy(n, decade); n != nil {
			r, _ = n.rel(t.Unix(), t.Nanosecond())
			to, ok = n.change(r)
		}
	}
	if !ok {
		return c.changeFarIn(t)
	}
	return t.Add(time.Duration(to - r)), true
}

func (c *Calendar) changeFarIn(t time.Time) (time.Time, bool) {
	u, ok := c.changeFar(clamp(t))
	return u.In(t.Location()), ok
}

// changeFar looks through the years, leaving out those that are open or closed as a whole. What it does not find
// within 400 years of the last irregular year is not there.
func (c *Calendar) changeFar(t time.Time) (time.Time, bool) {
	year := t.UTC().Year()
	last := min(max(year, midLast)+cycleYears, latestYear)
	open := c.openFar(t)
	for y := year; y <= last; y++ {
		if y > year && c.uniform(y, open) {
			continue
		}
		v := c.yearAround(y)
		var r int64
		if t.Unix() >= v.origin { // else they may be more than 292 years apart
			r = (t.Unix()-v.origin)*second + int64(t.Nanosecond())
		}
		for _, s := range v.spans {
			for _, at := range [2]int64{s.from, s.to} {
				if at > r && at > 0 && at < v.length {
					u := time.Unix(v.origin+at/second, at%second)
					return u, !u.After(Latest())
				}
			}
		}
	}
	return time.Time{}, false
}

// uniform says whether the whole UTC year is open, or the whole of it closed.
func (c *Calendar) uniform(y int, open bool) bool {
	if open {
		return c.yearTotal(y) == work{unixYear(y+1) - unixYear(y), 0}
	}
	return c.yearTotal(y) == work{}
}
