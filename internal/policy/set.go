package policy

import (
	"slices"

	"github.com/recourse-go/recourse/complaint"
)

// set is a set of values that one field can have, "not set" being a value too. The linter calculates with sets of the
// same field, which are of the same Go type. Answers are sound and not complete: empty and within say yes only when
// that is certain.
type set interface {
	and(other set) set
	empty() bool
	within(other set) bool
}

// atom is a code, or a code with everything below it.
type atom struct {
	code  string
	below bool
}

func (a atom) covers(b atom) bool {
	if a.below {
		return complaint.InSubtree(b.code, a.code)
	}
	return !b.below && a.code == b.code
}

func covered(a atom, by []atom) bool {
	return slices.ContainsFunc(by, func(b atom) bool { return b.covers(a) })
}

func allCovered(list, by []atom) bool {
	for _, a := range list {
		if !covered(a, by) {
			return false
		}
	}
	return true
}

// textSet holds texts: all of them, or only some, less others.
type textSet struct {
	limited bool   // to some
	some    []atom // when limited
	less    []atom
	unset   bool
}

func (t textSet) and(other set) set {
	o, ok := other.(textSet)
	if !ok {
		return t
	}
	out := textSet{limited: t.limited || o.limited, less: slices.Concat(t.less, o.less), unset: t.unset && o.unset}
	switch {
	case t.limited && o.limited:
		for _, a := range t.some {
			for _, b := range o.some {
				if b.covers(a) {
					out.some = append(out.some, a)
				} else if a.covers(b) {
					out.some = append(out.some, b)
				}
			}
		}
	case t.limited:
		out.some = t.some
	default:
		out.some = o.some
	}
	if out.limited {
		out.some = slices.DeleteFunc(slices.Clone(out.some), func(a atom) bool { return covered(a, out.less) })
	}
	return out
}

func (t textSet) empty() bool {
	return !t.unset && t.limited && allCovered(t.some, t.less)
}

func (t textSet) within(other set) bool {
	o, ok := other.(textSet)
	if !ok || t.unset && !o.unset {
		return false
	}
	if o.limited && !t.limited {
		return false
	}
	for _, a := range t.some {
		if o.limited && !covered(a, o.some) && !covered(a, t.less) {
			return false
		}
	}
	// Nothing that the other leaves out may be here.
	for _, b := range o.less {
		if covered(b, t.less) {
			continue
		}
		if !t.limited || slices.ContainsFunc(t.some, func(a atom) bool { return a.covers(b) || b.covers(a) }) {
			return false
		}
	}
	return true
}

// listSet holds lists: those with something of each group, and nothing of none.
type listSet struct {
	groups [][]atom
	none   []atom
	some   bool // not empty
	unset  bool // empty
}

func (l listSet) and(other set) set {
	o, ok := other.(listSet)
	if !ok {
		return l
	}
	return listSet{
		groups: slices.Concat(l.groups, o.groups), none: slices.Concat(l.none, o.none),
		some: l.some || o.some, unset: l.unset || o.unset,
	}
}

func (l listSet) empty() bool {
	if l.unset && (l.some || len(l.groups) > 0) {
		return true
	}
	return slices.ContainsFunc(l.groups, func(g []atom) bool { return allCovered(g, l.none) })
}

func (l listSet) within(other set) bool {
	o, ok := other.(listSet)
	switch {
	case !ok, o.unset && !l.unset, o.some && !l.some && len(l.groups) == 0:
		return false
	case !l.unset && !allCovered(o.none, l.none):
		return false
	}
	for _, g := range o.groups {
		if !slices.ContainsFunc(l.groups, func(mine []atom) bool { return allCovered(mine, g) }) {
			return false
		}
	}
	return true
}
