package policy

import (
	"slices"
	"strconv"
)

// Predicate is a compiled condition. It is immutable and safe for concurrent use; the zero Predicate always holds.
type Predicate[S any] struct {
	match func(*S) bool
	root  *branch[S]
}

// Match says whether the condition holds. It does not allocate.
func (p Predicate[S]) Match(s *S) bool { return p.match == nil || p.match(s) }

// branch is a node of a compiled condition, kept for explanations and for the linter.
type branch[S any] struct {
	group group
	kids  []*branch[S]
	at    place

	// Of a comparison:
	field Field[S]
	op    Op
	value Value
	match func(*S) bool
	sets  func() (yes, no []set)
}

type group int

const (
	leaf group = iota
	allOf
	anyOf
	noneOf
)

// The bounds of a condition.
const (
	maxConditionDepth = 32
	maxConditions     = 2000
)

// Compile checks a condition against a vocabulary and turns it into a [Predicate]. Unknown fields and codes, operators
// that a field does not have, values of the wrong kind, bounds that cross and empty groups are refused: the error is
// one or several joined *[Error], with the place in the document where the condition came from one.
func Compile[S any](v Vocabulary[S], c Condition) (Predicate[S], error) {
	return compileAt(v, c, place{})
}

func compileAt[S any](v Vocabulary[S], c Condition, at place) (Predicate[S], error) {
	k := compiler[S]{v: v}
	if c.IsZero() {
		return Predicate[S]{}, nil
	}
	root, match := k.condition(&c, at, 0)
	if err := k.errs.err(); err != nil {
		return Predicate[S]{}, err
	}
	return Predicate[S]{match: match, root: root}, nil
}

type compiler[S any] struct {
	v     Vocabulary[S]
	errs  problems
	count int
}

func (k *compiler[S]) refuse(at place, value, problem string) {
	if !k.errs.full() {
		k.errs.add(at.refuse(value, problem))
	}
}

func (k *compiler[S]) condition(c *Condition, at place, depth int) (*branch[S], func(*S) bool) {
	if c.at.src != nil {
		at = c.at
	}
	groups := c.All != nil || c.Any != nil || c.None != nil
	comparison := c.Field != "" || c.Op != "" || len(c.Value) > 0
	k.count++
	switch {
	case depth > maxConditionDepth:
		k.refuse(at, "", "must not stand in more than "+strconv.Itoa(maxConditionDepth)+" groups")
	case k.count > maxConditions:
		k.refuse(at, "", "is more than the "+strconv.Itoa(maxConditions)+" conditions that one rule can have")
	case groups && comparison:
		k.refuse(at, "", "must be either a comparison (field, op, value) or groups (all, any, none)")
	case groups:
		return k.groups(c, at, depth)
	case !comparison:
		k.refuse(at, "", "must have a field and an op, or a group (all, any, none)")
	default:
		b := k.comparison(c, at)
		return b, b.match
	}
	return &branch[S]{at: at}, nil
}

func (k *compiler[S]) groups(c *Condition, at place, depth int) (*branch[S], func(*S) bool) {
	var (
		parts   []*branch[S]
		matches []func(*S) bool
	)
	for _, g := range []struct {
		name  string
		group group
		of    []Condition
	}{{"all", allOf, c.All}, {"any", anyOf, c.Any}, {"none", noneOf, c.None}} {
		if g.of == nil {
			continue
		}
		here := at.key(g.name)
		if len(g.of) == 0 {
			k.refuse(here, "", "must have at least one condition")
		}
		b := &branch[S]{group: g.group, at: here, kids: make([]*branch[S], len(g.of))}
		of := make([]func(*S) bool, len(g.of))
		for i := range g.of {
			if k.errs.full() || k.count > maxConditions {
				break
			}
			b.kids[i], of[i] = k.condition(&g.of[i], here.index(i), depth+1)
		}
		parts = append(parts, b)
		matches = append(matches, combine(g.group, of))
	}
	if len(parts) == 1 {
		return parts[0], matches[0]
	}
	return &branch[S]{group: allOf, kids: parts, at: at}, combine(allOf, matches)
}

// combine makes one function of several.
func combine[S any](g group, of []func(*S) bool) func(*S) bool {
	if len(of) == 1 && g != noneOf {
		return of[0]
	}
	// What ends the search, and with which result.
	end, result := false, false
	switch g {
	case anyOf:
		end, result = true, true
	case noneOf:
		end, result = true, false
	case allOf, leaf:
	}
	return func(s *S) bool {
		for _, f := range of {
			if f(s) == end {
				return result
			}
		}
		return !result
	}
}

// comparison compiles one comparison. It returns a branch in every case, with problems noted.
func (k *compiler[S]) comparison(c *Condition, at place) *branch[S] {
	b := &branch[S]{at: at, op: c.Op, value: c.Value}
	f, ok := k.v.Field(c.Field)
	switch {
	case c.Field == "":
		k.refuse(at, "", "must have a field")
		return b
	case !ok:
		k.refuse(at.key("field"), c.Field, oneOf("is not a field that conditions can use here", c.Field, k.v.names()))
		return b
	}
	b.field = f
	if ops := f.ops(); !slices.Contains(ops, c.Op) {
		where := at.key("op")
		if c.Op == "" {
			where = at
		}
		k.refuse(where, string(c.Op), oneOf("must be an operator of "+f.name+", which is a "+string(f.typ), string(c.Op), words(ops...)))
		return b
	}
	if !k.arity(f.typ, c, at) {
		return b
	}
	before := len(k.errs.list)
	t := k.test(f, c, at)
	if len(k.errs.list) > before {
		return b
	}
	b.match, b.sets = t.match, t.sets
	return b
}

// test is a compiled comparison: a function for evaluation, and what it asks for as sets when the linter wants to know.
// Both come from the same numbers and codes.
type test[S any] struct {
	match func(*S) bool
	// sets says what the field must be for the comparison to hold, one of yes, and for it not to hold, one of no.
	sets func() (yes, no []set)
}

func (k *compiler[S]) test(f Field[S], c *Condition, at place) test[S] {
	switch f.typ {
	case TextType, CodeType, RankType:
		return k.textTest(f, c, at)
	case ListType:
		return k.listTest(f, c, at)
	case FlagType:
		return k.flagTest(f, c, at)
	case CountType:
		return wholeTest(k, c, at, f.count, parseWhole)
	case DurationType:
		return wholeTest(k, c, at, f.length, ParseDuration)
	case TimeType:
		return k.timeTest(f, c, at)
	case NumberType:
		return k.numberTest(f, c, at)
	case MeasureType:
		return k.measureTest(f, c, at)
	case MoneyType:
		return k.moneyTest(f, c, at)
	default:
		k.refuse(at, "", "is of a type that has no conditions")
		return test[S]{}
	}
}

// arity checks the number of values, and that none stands twice.
func (k *compiler[S]) arity(typ Type, c *Condition, at place) bool {
	var many bool
	switch c.Op {
	case IsSet, IsUnset:
		if len(c.Value) > 0 {
			k.refuse(at.key("value"), c.Value[0], string(c.Op)+" takes no value")
			return false
		}
		return true
	case Between:
		if len(c.Value) != 2 {
			k.refuse(at.key("value"), "", "must be two values, [from, to], both included")
			return false
		}
		return true
	case OneOf, NoneOf, Under, ContainsAny, ContainsAll:
		many = true
	default:
		many = typ == MoneyType // one amount per currency
	}
	switch {
	case len(c.Value) == 0:
		k.refuse(at, "", "must be given: "+string(c.Op)+" compares with a value")
		return false
	case len(c.Value) > 1 && !many:
		k.refuse(at.key("value"), "", "must be a single value for "+string(c.Op))
		return false
	}
	if len(c.Value) == 1 {
		return true
	}
	seen := make(map[string]bool, len(c.Value))
	for i, text := range c.Value {
		if seen[text] {
			k.refuse(k.item(c, at, i), text, "stands twice")
			return false
		}
		seen[text] = true
	}
	return true
}

// item is the place of one value of a comparison.
func (k *compiler[S]) item(c *Condition, at place, i int) place {
	at = at.key("value")
	if len(c.Value) == 1 {
		return at // a single value may stand with or without brackets
	}
	return at.index(i)
}
