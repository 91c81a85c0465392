package policy

import (
	"slices"

	"github.com/recourse-go/recourse/complaint"
)

// complement returns the set of everything else. It is meant for the sets of single comparisons, in which some and less
// are not both given.
func (t textSet) complement() textSet {
	if t.limited {
		return textSet{less: t.some, unset: !t.unset}
	}
	return textSet{limited: true, some: t.less, unset: !t.unset}
}

// manyTexts is the number of values from which a look-up beats comparing one by one.
const manyTexts = 12

// textTest compiles a comparison of one text, code or rank.
func (k *compiler[S]) textTest(f Field[S], c *Condition, at place) test[S] {
	get := f.text
	in := textSet{}
	switch c.Op {
	case IsSet:
	case IsUnset:
		in = textSet{limited: true, unset: true}
	case IsNot, NoneOf:
		in = textSet{less: k.atoms(f, c, at), unset: true}
	case AtLeast, AtMost, MoreThan, LessThan, Between:
		in = textSet{limited: true, some: k.ranks(f, c, at)}
	default:
		in = textSet{limited: true, some: k.atoms(f, c, at)}
	}
	out := test[S]{sets: func() (yes, no []set) { return []set{in}, []set{in.complement()} }}
	atoms, want := in.some, true
	if len(in.less) > 0 {
		atoms, want = in.less, false
	}
	switch {
	case c.Op == IsSet || c.Op == IsUnset:
		out.match = func(s *S) bool { return (get(s) == "") == in.unset }
	case c.Op == Under:
		out.match = matchUnder(get, atoms)
	case len(atoms) == 1:
		code := atoms[0].code
		out.match = func(s *S) bool { return (get(s) == code) == want }
	case len(atoms) < manyTexts:
		codes := codesOf(atoms)
		out.match = func(s *S) bool {
			return slices.Contains(codes, get(s)) == want
		}
	default:
		codes := make(map[string]bool, len(atoms))
		for _, a := range atoms {
			codes[a.code] = true
		}
		out.match = func(s *S) bool { return codes[get(s)] == want }
	}
	return out
}

func matchUnder[S any](get func(*S) string, atoms []atom) func(*S) bool {
	roots := codesOf(atoms)
	return func(s *S) bool {
		code := get(s)
		for _, root := range roots {
			if complaint.InSubtree(code, root) {
				return true
			}
		}
		return false
	}
}

func codesOf(atoms []atom) []string {
	codes := make([]string, len(atoms))
	for i, a := range atoms {
		codes[i] = a.code
	}
	return codes
}

// atoms checks the values of a comparison against what the field can hold.
func (k *compiler[S]) atoms(f Field[S], c *Condition, at place) []atom {
	atoms := make([]atom, len(c.Value))
	for i, text := range c.Value {
		k.word(f, text, k.item(c, at, i))
		atoms[i] = atom{code: text, below: c.Op == Under}
	}
	return atoms
}

func (k *compiler[S]) word(f Field[S], text string, at place) {
	switch {
	case text == "":
		k.refuse(at, "", "must not be empty; to ask for a missing value use the operator unset")
	case f.tree != "" && !k.v.codes().Has(f.tree, text):
		terms := k.v.codes().Terms(f.tree)
		codes := make([]string, len(terms))
		for i, t := range terms {
			codes[i] = t.Code
		}
		k.refuse(at, text, oneOf("is not a code of the taxonomy's "+string(f.tree), text, codes))
	case f.known != nil && !slices.Contains(f.known, text):
		k.refuse(at, text, oneOf("is not a value that "+f.name+" can have", text, f.known))
	}
}

// ranks returns the words that are in an order with the values.
func (k *compiler[S]) ranks(f Field[S], c *Condition, at place) []atom {
	before := len(k.errs.list)
	for i, text := range c.Value {
		k.word(f, text, k.item(c, at, i))
	}
	if len(k.errs.list) > before {
		return nil
	}
	from, to := 0, len(f.known)-1
	rank := slices.Index(f.known, c.Value[0])
	switch c.Op {
	case AtLeast:
		from = rank
	case MoreThan:
		from = rank + 1
	case AtMost:
		to = rank
	case LessThan:
		to = rank - 1
	default:
		from, to = rank, slices.Index(f.known, c.Value[1])
		if from > to {
			k.refuse(at.key("value"), "", crossedRule)
			return nil
		}
	}
	var atoms []atom
	for i := from; i <= to; i++ {
		atoms = append(atoms, atom{code: f.known[i]})
	}
	return atoms
}

const crossedRule = "must be [from, to] with the smaller value first"

// flagTest compiles a comparison of a flag. Both values stand in the set, so that the linter knows there is no third.
func (k *compiler[S]) flagTest(f Field[S], c *Condition, at place) test[S] {
	text := c.Value[0]
	if text != trueWord && text != falseWord {
		k.refuse(at.key("value"), text, boolRule)
		return test[S]{}
	}
	get := f.flag
	want := (text == trueWord) == (c.Op == Is)
	only := func(v bool) textSet {
		word := falseWord
		if v {
			word = trueWord
		}
		return textSet{limited: true, some: []atom{{code: word}}}
	}
	return test[S]{
		match: func(s *S) bool { return get(s) == want },
		sets:  func() (yes, no []set) { return []set{only(want)}, []set{only(!want)} },
	}
}

// listTest compiles a comparison of a list.
func (k *compiler[S]) listTest(f Field[S], c *Condition, at place) test[S] {
	get := f.list
	if c.Op == IsSet || c.Op == IsUnset {
		want := c.Op == IsSet
		return test[S]{
			match: func(s *S) bool { _, ok := get(s, 0); return ok == want },
			sets: func() (yes, no []set) {
				return []set{listSet{some: want, unset: !want}}, []set{listSet{some: !want, unset: want}}
			},
		}
	}
	atoms := k.atoms(f, c, at)
	out := test[S]{sets: func() (yes, no []set) {
		return []set{listSet{groups: [][]atom{atoms}}}, []set{listSet{none: atoms}}
	}}
	switch c.Op {
	case ContainsAll:
		out.match = matchEvery(get, codesOf(atoms))
		out.sets = func() (yes, no []set) { return everyAndNotEvery(atoms) }
	case NoneOf:
		out.match = matchSome(get, codesOf(atoms), false)
		out.sets = func() (yes, no []set) {
			return []set{listSet{none: atoms}}, []set{listSet{groups: [][]atom{atoms}}}
		}
	case Under:
		out.match = matchSomeUnder(get, codesOf(atoms))
	default:
		out.match = matchSome(get, codesOf(atoms), true)
	}
	return out
}

// everyAndNotEvery returns the lists that hold all of the atoms, and those that lack one of them.
func everyAndNotEvery(atoms []atom) (yes, no []set) {
	groups := make([][]atom, len(atoms))
	for i, a := range atoms {
		groups[i] = []atom{a}
		no = append(no, listSet{none: []atom{a}})
	}
	return []set{listSet{groups: groups}}, no
}

func matchSome[S any](get func(*S, int) (string, bool), codes []string, want bool) func(*S) bool {
	return func(s *S) bool {
		for i := 0; ; i++ {
			text, ok := get(s, i)
			if !ok {
				return !want
			}
			if slices.Contains(codes, text) {
				return want
			}
		}
	}
}

func matchSomeUnder[S any](get func(*S, int) (string, bool), roots []string) func(*S) bool {
	return func(s *S) bool {
		for i := 0; ; i++ {
			code, ok := get(s, i)
			if !ok {
				return false
			}
			for _, root := range roots {
				if complaint.InSubtree(code, root) {
					return true
				}
			}
		}
	}
}

func matchEvery[S any](get func(*S, int) (string, bool), codes []string) func(*S) bool {
	return func(s *S) bool {
		for _, code := range codes {
			for i := 0; ; i++ {
				text, ok := get(s, i)
				if !ok {
					return false
				}
				if text == code {
					break
				}
			}
		}
		return true
	}
}
