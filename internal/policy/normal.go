package policy

import "maps"

// conjunction says what each field that it names has to be; all of them together make a case match.
type conjunction map[string]set

// maxConjunctions bounds the normal form of one condition. A condition that needs more is not judged.
const maxConjunctions = 128

// normal returns the disjunctive normal form of a condition, or of its opposite: a case matches when it matches one of
// the conjunctions. Conjunctions that no case can match are left out. False means that there would be too many.
func (p Predicate[S]) normal() ([]conjunction, bool) {
	if p.root == nil {
		return []conjunction{{}}, true
	}
	return p.root.normal(false)
}

func (b *branch[S]) normal(opposite bool) ([]conjunction, bool) {
	if b.group == leaf {
		return b.alternatives(opposite), true
	}
	product := b.group == allOf
	kidsOpposite := opposite
	if b.group == noneOf { // none of a, b is all of not a, not b
		product, kidsOpposite = true, !opposite
	}
	if opposite { // not all of a, b is any of not a, not b
		product = !product
	}
	var out []conjunction
	if product {
		out = []conjunction{{}}
	}
	for _, kid := range b.kids {
		of, ok := kid.normal(kidsOpposite)
		switch {
		case !ok:
			return nil, false
		case product:
			out = multiply(out, of)
		default:
			out = append(out, of...)
		}
		if len(out) > maxConjunctions {
			return nil, false
		}
	}
	return out, true
}

// alternatives returns the sets of a comparison or of its opposite.
func (b *branch[S]) alternatives(opposite bool) []conjunction {
	sets, no := b.sets()
	if opposite {
		sets = no
	}
	var out []conjunction
	for _, s := range sets {
		if !s.empty() {
			out = append(out, conjunction{b.field.name: s})
		}
	}
	return out
}

// multiply returns what matches one of a and one of b. It stops when it is clear that there are too many.
func multiply(a, b []conjunction) []conjunction {
	var out []conjunction
	for _, x := range a {
		for _, y := range b {
			if both, ok := x.and(y); ok {
				out = append(out, both)
			}
		}
		if len(out) > maxConjunctions {
			break
		}
	}
	return out
}

// and returns what matches both, and false when nothing does.
func (c conjunction) and(o conjunction) (conjunction, bool) {
	out := make(conjunction, len(c)+len(o))
	maps.Copy(out, c)
	for field, s := range o {
		if have, ok := out[field]; ok {
			if s = have.and(s); s.empty() {
				return nil, false
			}
		}
		out[field] = s
	}
	return out, true
}

// meets says whether a case may match both.
func (c conjunction) meets(o conjunction) bool {
	for field, s := range c {
		if other, ok := o[field]; ok && s.and(other).empty() {
			return false
		}
	}
	return true
}

// within says whether every case that matches c is sure to match o.
func (c conjunction) within(o conjunction) bool {
	for field, s := range o {
		if have, ok := c[field]; !ok || !have.within(s) {
			return false
		}
	}
	return true
}
