package policy

import "github.com/shopspring/decimal"

// decimalRanges returns the numbers for which an operator holds, and for is_not and none_of those for which it does not.
func decimalRanges(op Op, v []decimal.Decimal) ranges {
	switch op {
	case AtLeast:
		return ranges{{bound{at: v[0]}, bound{free: true}}}
	case AtMost:
		return ranges{{bound{free: true}, bound{at: v[0]}}}
	case MoreThan:
		return ranges{{bound{at: v[0], open: true}, bound{free: true}}}
	case LessThan:
		return ranges{{bound{free: true}, bound{at: v[0], open: true}}}
	case Between:
		return ranges{{bound{at: v[0]}, bound{at: v[1]}}}
	default:
		list := make([]interval, len(v))
		for i, d := range v {
			list[i] = interval{bound{at: d}, bound{at: d}}
		}
		return union(list)
	}
}

// exactRange is an interval that is ready to be compared with.
type exactRange struct {
	lo, hi             exact
	loFree, hiFree     bool
	loClosed, hiClosed bool
}

func exactRanges(r ranges) []exactRange {
	out := make([]exactRange, len(r))
	for i, in := range r {
		out[i] = exactRange{
			lo: exactly(in.lo.at), hi: exactly(in.hi.at), loFree: in.lo.free, hiFree: in.hi.free,
			loClosed: !in.lo.open, hiClosed: !in.hi.open,
		}
	}
	return out
}

func (r *exactRange) holds(v *exact) bool {
	if !r.loFree {
		if c := compareDecimals(v, &r.lo); c < 0 || c == 0 && !r.loClosed {
			return false
		}
	}
	if !r.hiFree {
		if c := compareDecimals(v, &r.hi); c > 0 || c == 0 && !r.hiClosed {
			return false
		}
	}
	return true
}

func holdsAny(in []exactRange, d decimal.Decimal) bool {
	v := exactly(d)
	for i := range in {
		if in[i].holds(&v) {
			return true
		}
	}
	return false
}

// numberTest compiles a comparison of an exact number.
func (k *compiler[S]) numberTest(f Field[S], c *Condition, at place) test[S] {
	get := f.number
	if c.Op == IsSet || c.Op == IsUnset {
		return setTest(c.Op, get)
	}
	values, ok := readValues(k, c, at, ParseDecimal)
	if !ok {
		return test[S]{}
	}
	if c.Op == Between && values[0].Cmp(values[1]) > 0 {
		k.refuse(at.key("value"), "", crossedRule)
		return test[S]{}
	}
	in := decimalRanges(c.Op, values)
	want := !c.Op.negative()
	fast := exactRanges(in)
	return test[S]{
		match: func(s *S) bool {
			d, ok := get(s)
			return (ok && holdsAny(fast, d)) == want
		},
		sets: func() (yes, no []set) { return numberSets(in, want) },
	}
}
