package policy

import "slices"

// Implies says whether every subject that satisfies p is certain to satisfy q, for conditions that were compiled with
// the same vocabulary. A predicate that nothing satisfies implies every other.
//
// Judged is false when the conditions are too intricate for an answer; implied is false then. The answer is as sound as
// the linter's and as incomplete: fields are taken to be independent of each other, so a judged false means "not
// certain", not "certainly not".
func (p Predicate[S]) Implies(q Predicate[S]) (implied, judged bool) {
	mine, mineKnown := p.normal()
	notTheirs, notTheirsKnown := q.opposite()
	if mineKnown && len(mine) == 0 || notTheirsKnown && len(notTheirs) == 0 {
		return true, true // p never holds, or q always does
	}
	theirs, theirsKnown := q.normal()
	notMine, notMineKnown := p.opposite()
	// What is too intricate often has a simple opposite, and one way can see what another does not.
	for _, way := range []struct{ open, certain bool }{
		{mineKnown && notTheirsKnown, apart(mine, notTheirs)},
		{mineKnown && theirsKnown, allWithin(mine, theirs)},
		{notTheirsKnown && notMineKnown, allWithin(notTheirs, notMine)},
	} {
		judged = judged || way.open
		implied = implied || way.open && way.certain
	}
	return implied, judged
}

// opposite returns the normal form of what does not satisfy a condition.
func (p Predicate[S]) opposite() ([]conjunction, bool) {
	if p.root == nil {
		return nil, true
	}
	return p.root.normal(true)
}

// apart says whether no case can match one of a and one of b.
func apart(a, b []conjunction) bool {
	return !slices.ContainsFunc(a, func(x conjunction) bool { return slices.ContainsFunc(b, x.meets) })
}

// allWithin says whether every case that matches one of a is sure to match one of b.
func allWithin(a, b []conjunction) bool {
	return !slices.ContainsFunc(a, func(x conjunction) bool { return !slices.ContainsFunc(b, x.within) })
}
