package sla

import (
	"slices"
	"strconv"
)

// Union is the calendar that is open whenever at least one of the calendars is: the desk in Shanghai and the desk in
// London together. A day is a working day when it is one for at least one of them.
func Union(calendars ...*Calendar) (*Calendar, error) {
	return combine(calendars, func(parts []source) source { return &union{parts} })
}

// Intersection is the calendar that is open when all of the calendars are: a supplier and a carrier that must both be
// reached. A day is a working day when it is one for all of them. Calendars that are never open together are refused.
func Intersection(calendars ...*Calendar) (*Calendar, error) {
	return combine(calendars, func(parts []source) source { return &intersection{parts} })
}

func combine(calendars []*Calendar, with func([]source) source) (*Calendar, error) {
	if len(calendars) == 0 {
		return nil, invalid("calendars", "", "must be at least one")
	}
	parts := make([]source, 0, len(calendars))
	for i, c := range calendars {
		if err := checkPart("calendars["+strconv.Itoa(i)+"]", c, calendars[0]); err != nil {
			return nil, err
		}
		parts = append(parts, c.src)
	}
	c := &Calendar{src: with(parts), move: calendars[0].move}
	if !c.opens() {
		return nil, invalid("calendars", "", "must be open together at some time")
	}
	return c, nil
}

func checkPart(field string, c, first *Calendar) error {
	if c == nil || c.src == nil {
		return invalid(field, "", "must be a compiled calendar")
	}
	if c.move != first.move {
		return invalid(field, "", "must read time that runs out at a closing in the same way as the first calendar")
	}
	return nil
}

// opens looks for an open instant, in the years most asked for first.
func (c *Calendar) opens() bool {
	for _, y := range [...]int{2025, 2026, 2000, 2050} {
		if len(c.src.open(nil, unixYear(y), unixYear(y+1))) > 0 {
			return true
		}
	}
	for i := range c.far.era {
		if c.eraOf(i).total() != (work{}) {
			return true
		}
	}
	return false
}

type union struct{ parts []source }

func (u *union) open(dst []interval, lo, hi int64) []interval {
	return fold2(dst, u.parts, lo, hi, mergeUnion)
}

func (u *union) workday(day int64) bool {
	return slices.ContainsFunc(u.parts, func(p source) bool { return p.workday(day) })
}

func (u *union) covered(lo, hi int64) error { return coveredByAll(u.parts, lo, hi) }

type intersection struct{ parts []source }

func (x *intersection) open(dst []interval, lo, hi int64) []interval {
	return fold2(dst, x.parts, lo, hi, mergeIntersection)
}

func (x *intersection) workday(day int64) bool {
	return !slices.ContainsFunc(x.parts, func(p source) bool { return !p.workday(day) })
}

func (x *intersection) covered(lo, hi int64) error { return coveredByAll(x.parts, lo, hi) }

func coveredByAll(parts []source, lo, hi int64) error {
	for _, p := range parts {
		if err := p.covered(lo, hi); err != nil {
			return err
		}
	}
	return nil
}

// fold2 merges the parts' intervals two lists at a time and appends the result to dst.
func fold2(dst []interval, parts []source, lo, hi int64, merge func(dst, a, b []interval) []interval) []interval {
	all := parts[0].open(nil, lo, hi)
	for _, p := range parts[1:] {
		next := p.open(nil, lo, hi)
		all = merge(make([]interval, 0, len(all)+len(next)), all, next)
	}
	return append(dst, all...)
}

// mergeUnion and mergeIntersection combine two ascending lists of disjoint intervals.
func mergeUnion(dst, a, b []interval) []interval {
	base := len(dst)
	for len(a) > 0 || len(b) > 0 {
		if len(b) == 0 || (len(a) > 0 && a[0].from <= b[0].from) {
			dst, a = appendInterval(dst, base, a[0]), a[1:]
		} else {
			dst, b = appendInterval(dst, base, b[0]), b[1:]
		}
	}
	return dst
}

func mergeIntersection(dst, a, b []interval) []interval {
	for len(a) > 0 && len(b) > 0 {
		from, to := max(a[0].from, b[0].from), min(a[0].to, b[0].to)
		if from < to {
			dst = append(dst, interval{from, to})
		}
		if a[0].to < b[0].to {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return dst
}
