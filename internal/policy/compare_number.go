package policy

import (
	"cmp"
	"math"

	"github.com/shopspring/decimal"
)

// span is what one value of a condition stands for: a single number, or the microseconds of a day. Both ends belong to it.
type span[N cmp.Ordered] struct{ lo, hi N }

// spans returns the numbers for which an operator holds, given the values it compares with. For is_not and none_of they
// are those for which it does not. Below and above give the neighbours of a number, and false where there are none.
func spans[N cmp.Ordered](op Op, v []span[N], least, most N, below, above func(N) (N, bool)) []span[N] {
	switch op {
	case AtLeast:
		return []span[N]{{v[0].lo, most}}
	case AtMost:
		return []span[N]{{least, v[0].hi}}
	case MoreThan, After:
		if n, ok := above(v[0].hi); ok {
			return []span[N]{{n, most}}
		}
		return nil
	case LessThan, Before:
		if n, ok := below(v[0].lo); ok {
			return []span[N]{{least, n}}
		}
		return nil
	case Between:
		return []span[N]{{v[0].lo, v[1].hi}}
	default:
		return v
	}
}

// spanTest makes a test of spans.
func spanTest[S any, N cmp.Ordered](op Op, in []span[N], get func(*S) (N, bool), lint func(span[N]) interval) test[S] {
	want := !op.negative()
	out := test[S]{sets: func() (yes, no []set) {
		list := make([]interval, len(in))
		for i, sp := range in {
			list[i] = lint(sp)
		}
		return numberSets(union(list), want)
	}}
	if len(in) == 1 {
		lo, hi := in[0].lo, in[0].hi
		out.match = func(s *S) bool {
			v, ok := get(s)
			return (ok && v >= lo && v <= hi) == want
		}
		return out
	}
	out.match = func(s *S) bool {
		v, ok := get(s)
		if !ok {
			return !want
		}
		for _, sp := range in {
			if v >= sp.lo && v <= sp.hi {
				return want
			}
		}
		return !want
	}
	return out
}

// negative says whether an operator holds for everything but its values, what is not set included.
func (op Op) negative() bool { return op == IsNot || op == NoneOf }

// numberSets returns the numbers in some ranges and everything else, the other way round where they are not wanted.
func numberSets(in ranges, want bool) (yes, no []set) {
	yes, no = []set{rangeSet{in: in}}, []set{rangeSet{in: in.complement(), unset: true}}
	if !want {
		return no, yes
	}
	return yes, no
}

// setTest compiles set and unset for numbers.
func setTest[S any, N any](op Op, get func(*S) (N, bool)) test[S] {
	want := op == IsSet
	return test[S]{
		match: func(s *S) bool { _, ok := get(s); return ok == want },
		sets:  func() (yes, no []set) { return numberSets(ranges{line()}, want) },
	}
}

// wholeTest compiles a comparison of a count or a duration.
func wholeTest[S any, N ~int64](
	k *compiler[S], c *Condition, at place, get func(*S) (N, bool), read func(string) (N, error),
) test[S] {
	if c.Op == IsSet || c.Op == IsUnset {
		return setTest(c.Op, get)
	}
	in, ok := wholeSpans(k, c, at, func(text string) (span[N], error) {
		n, err := read(text)
		return span[N]{n, n}, err
	})
	if !ok {
		return test[S]{}
	}
	return spanTest(c.Op, in, get, wholeInterval[N])
}

// wholeSpans reads the values of a comparison of whole numbers.
func wholeSpans[S any, N ~int64](k *compiler[S], c *Condition, at place, read func(string) (span[N], error)) ([]span[N], bool) {
	values, ok := readValues(k, c, at, read)
	if !ok {
		return nil, false
	}
	if c.Op == Between && values[0].lo > values[1].hi {
		k.refuse(at.key("value"), "", crossedRule)
		return nil, false
	}
	return spans(c.Op, values, math.MinInt64, math.MaxInt64,
		func(n N) (N, bool) { return n - 1, n > math.MinInt64 },
		func(n N) (N, bool) { return n + 1, n < math.MaxInt64 }), true
}

func wholeInterval[N ~int64](sp span[N]) interval {
	return interval{lo: bound{at: decimal.NewFromInt(int64(sp.lo))}, hi: bound{at: decimal.NewFromInt(int64(sp.hi))}}
}

// timeTest compiles a comparison of a moment, in microseconds since 1970.
func (k *compiler[S]) timeTest(f Field[S], c *Condition, at place) test[S] {
	moment := f.moment
	get := func(s *S) (int64, bool) {
		t := moment(s)
		return t.UnixMicro(), !t.IsZero()
	}
	if c.Op == IsSet || c.Op == IsUnset {
		return setTest(c.Op, get)
	}
	in, ok := wholeSpans(k, c, at, func(text string) (span[int64], error) {
		m, err := ParseMoment(text)
		if err != nil {
			return span[int64]{}, err
		}
		lo, hi := m.Start(k.v.zone).UnixMicro(), m.End(k.v.zone).UnixMicro()
		if hi > lo {
			hi-- // a day ends before the next begins
		}
		return span[int64]{lo, hi}, nil
	})
	if !ok {
		return test[S]{}
	}
	out := spanTest(c.Op, in, get, wholeInterval[int64])
	if len(in) == 1 { // the usual case, with one call less
		lo, hi, want := in[0].lo, in[0].hi, !c.Op.negative()
		out.match = func(s *S) bool {
			t := moment(s)
			v := t.UnixMicro()
			return (v >= lo && v <= hi && !t.IsZero()) == want
		}
	}
	return out
}

// measureTest compiles a comparison of an estimated number.
func (k *compiler[S]) measureTest(f Field[S], c *Condition, at place) test[S] {
	if c.Op == IsSet || c.Op == IsUnset {
		return setTest(c.Op, func(s *S) (float64, bool) {
			v, ok := f.float(s)
			return v, ok && !math.IsNaN(v)
		})
	}
	values, ok := readValues(k, c, at, func(text string) (span[float64], error) {
		v, err := parseFloat(text)
		return span[float64]{v, v}, err
	})
	if !ok {
		return test[S]{}
	}
	if c.Op == Between && values[0].lo > values[1].hi {
		k.refuse(at.key("value"), "", crossedRule)
		return test[S]{}
	}
	// NaN is in no span, just like what is not set.
	in := spans(c.Op, values, math.Inf(-1), math.Inf(1),
		func(f float64) (float64, bool) { return math.Nextafter(f, math.Inf(-1)), true },
		func(f float64) (float64, bool) { return math.Nextafter(f, math.Inf(1)), true })
	return spanTest(c.Op, in, f.float, func(sp span[float64]) interval {
		return interval{lo: floatBound(sp.lo), hi: floatBound(sp.hi)}
	})
}

// floatBound keeps the order: the shortest decimal of a larger float is larger.
func floatBound(f float64) bound {
	if math.IsInf(f, 0) {
		return bound{free: true}
	}
	return bound{at: decimal.NewFromFloat(f)}
}

// readValues reads all values of a comparison and notes those that are wrong.
func readValues[S, V any](k *compiler[S], c *Condition, at place, read func(string) (V, error)) ([]V, bool) {
	values := make([]V, len(c.Value))
	ok := true
	for i, text := range c.Value {
		v, err := read(text)
		if err != nil {
			k.refuse(k.item(c, at, i), text, err.Error())
			ok = false
		}
		values[i] = v
	}
	return values, ok
}
