package policy

import (
	"slices"

	"github.com/shopspring/decimal"
)

// bound is one end of an interval.
type bound struct {
	at   decimal.Decimal
	free bool // no bound
	open bool // at does not belong to the interval
}

// interval is not empty.
type interval struct{ lo, hi bound }

// line returns the interval of all numbers.
func line() interval { return interval{lo: bound{free: true}, hi: bound{free: true}} }

// cmpLow and cmpHigh order lower and upper ends by what they let through.
func cmpLow(a, b bound) int  { return cmpBound(a, b, -1) }
func cmpHigh(a, b bound) int { return cmpBound(a, b, 1) }

func cmpBound(a, b bound, side int) int {
	switch {
	case a.free && b.free:
		return 0
	case a.free:
		return side
	case b.free:
		return -side
	}
	if c := compareNumbers(a.at, b.at); c != 0 || a.open == b.open {
		return c
	}
	if a.open {
		return -side
	}
	return side
}

// crossed says whether nothing lies between two ends.
func crossed(lo, hi bound) bool {
	if lo.free || hi.free {
		return false
	}
	c := compareNumbers(lo.at, hi.at)
	return c > 0 || c == 0 && (lo.open || hi.open)
}

// ranges are disjoint intervals in ascending order.
type ranges []interval

// union brings intervals into order and joins those that overlap.
func union(list []interval) ranges {
	sorted := slices.DeleteFunc(slices.Clone(list), func(i interval) bool { return crossed(i.lo, i.hi) })
	slices.SortFunc(sorted, func(a, b interval) int { return cmpLow(a.lo, b.lo) })
	var out ranges
	for _, i := range sorted {
		if n := len(out); n > 0 && !crossed(i.lo, out[n-1].hi) {
			if cmpHigh(i.hi, out[n-1].hi) > 0 {
				out[n-1].hi = i.hi
			}
			continue
		}
		out = append(out, i)
	}
	return out
}

func (r ranges) intersect(o ranges) ranges {
	out := make([]interval, 0, len(r)+len(o))
	for _, a := range r {
		for _, b := range o {
			i := a
			if cmpLow(b.lo, a.lo) > 0 {
				i.lo = b.lo
			}
			if cmpHigh(b.hi, a.hi) < 0 {
				i.hi = b.hi
			}
			out = append(out, i)
		}
	}
	return union(out)
}

// complement returns everything else.
func (r ranges) complement() ranges {
	var out []interval
	rest := line()
	for _, i := range r {
		if !i.lo.free {
			out = append(out, interval{lo: rest.lo, hi: bound{at: i.lo.at, open: !i.lo.open}})
		}
		if i.hi.free {
			return union(out)
		}
		rest.lo = bound{at: i.hi.at, open: !i.hi.open}
	}
	return union(append(out, rest))
}

func (r ranges) inside(o ranges) bool {
	for _, a := range r {
		if !slices.ContainsFunc(o, func(b interval) bool { return cmpLow(b.lo, a.lo) <= 0 && cmpHigh(a.hi, b.hi) <= 0 }) {
			return false
		}
	}
	return true
}

// rangeSet holds numbers.
type rangeSet struct {
	in    ranges
	unset bool
}

func (r rangeSet) and(other set) set {
	o, ok := other.(rangeSet)
	if !ok {
		return r
	}
	return rangeSet{in: r.in.intersect(o.in), unset: r.unset && o.unset}
}

func (r rangeSet) empty() bool { return !r.unset && len(r.in) == 0 }

func (r rangeSet) within(other set) bool {
	o, ok := other.(rangeSet)
	return ok && (!r.unset || o.unset) && r.in.inside(o.in)
}

// moneySet holds amounts: of the currencies that are listed those in the ranges, of the rest all or none.
type moneySet struct {
	by    map[string]ranges
	rest  bool
	unset bool
}

func (m moneySet) of(currency string) ranges {
	if r, ok := m.by[currency]; ok {
		return r
	}
	if m.rest {
		return ranges{line()}
	}
	return nil
}

func (m moneySet) and(other set) set {
	o, ok := other.(moneySet)
	if !ok {
		return m
	}
	out := moneySet{by: map[string]ranges{}, rest: m.rest && o.rest, unset: m.unset && o.unset}
	for _, by := range []map[string]ranges{m.by, o.by} {
		for currency := range by {
			out.by[currency] = m.of(currency).intersect(o.of(currency))
		}
	}
	return out
}

func (m moneySet) empty() bool {
	if m.unset || m.rest {
		return false
	}
	for _, r := range m.by {
		if len(r) > 0 {
			return false
		}
	}
	return true
}

func (m moneySet) within(other set) bool {
	o, ok := other.(moneySet)
	if !ok || m.unset && !o.unset || m.rest && !o.rest {
		return false
	}
	for _, by := range []map[string]ranges{m.by, o.by} {
		for currency := range by {
			if !m.of(currency).inside(o.of(currency)) {
				return false
			}
		}
	}
	return true
}

// complement returns the set of everything else.
func (m moneySet) complement() moneySet {
	out := moneySet{by: make(map[string]ranges, len(m.by)), rest: !m.rest, unset: !m.unset}
	for currency, r := range m.by {
		out.by[currency] = r.complement()
	}
	return out
}
