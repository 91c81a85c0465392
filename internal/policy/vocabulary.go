package policy

import (
	"slices"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Vocabulary is the set of fields that conditions about subjects of type S can use. It is immutable and safe for
// concurrent use. The zero Vocabulary has no fields.
type Vocabulary[S any] struct {
	fields   []Field[S]
	index    map[string]int
	families []family[S]
	taxonomy *complaint.Taxonomy
	zone     *time.Location
}

// family is a set of fields that share a prefix, such as the host's own fields.
type family[S any] struct {
	prefix string
	typ    Type
	field  func(name, rest string) Field[S]
}

// NewVocabulary returns a vocabulary with the built-in taxonomy, in which dates are days in UTC. A field without a
// name or a getter, and a name that stands twice, is an error.
func NewVocabulary[S any](fields ...Field[S]) (Vocabulary[S], error) {
	return Vocabulary[S]{}.With(fields...)
}

// With returns the vocabulary with further fields.
func (v Vocabulary[S]) With(fields ...Field[S]) (Vocabulary[S], error) {
	var errs problems
	index := make(map[string]int, len(v.fields)+len(fields))
	all := append(slices.Clip(v.fields), fields...)
	for i, f := range all {
		if _, double := index[f.name]; double {
			errs.add(&Error{Field: f.name, Problem: "is twice in the vocabulary"})
		}
		if f.name == "" || !f.usable() {
			errs.add(&Error{Field: f.name, Problem: "must have a name and a getter to be in a vocabulary"})
		}
		index[f.name] = i
	}
	if err := errs.err(); err != nil {
		return Vocabulary[S]{}, err
	}
	v.fields, v.index = all, index
	return v, nil
}

// WithFamily returns the vocabulary with a family of text fields whose names begin with a prefix such as "fields.".
// The getter receives the rest of the name.
func (v Vocabulary[S]) WithFamily(prefix string, get func(s *S, name string) string) Vocabulary[S] {
	return v.withFamily(prefix, TextType, func(name, rest string) Field[S] {
		return Text(name, func(s *S) string { return get(s, rest) })
	})
}

// WithCounts returns the vocabulary with a family of whole-number fields whose names begin with a prefix such as "measures.".
// The getter receives the rest of the name.
func (v Vocabulary[S]) WithCounts(prefix string, get func(s *S, name string) (int64, bool)) Vocabulary[S] {
	return v.withFamily(prefix, CountType, func(name, rest string) Field[S] {
		return Count(name, func(s *S) (int64, bool) { return get(s, rest) })
	})
}

func (v Vocabulary[S]) withFamily(prefix string, typ Type, field func(name, rest string) Field[S]) Vocabulary[S] {
	v.families = append(slices.Clip(v.families), family[S]{prefix: prefix, typ: typ, field: field})
	return v
}

// WithTaxonomy returns the vocabulary with the host's codes.
func (v Vocabulary[S]) WithTaxonomy(t *complaint.Taxonomy) Vocabulary[S] {
	v.taxonomy = t
	return v
}

// In returns the vocabulary in which dates are days in a zone.
func (v Vocabulary[S]) In(zone *time.Location) Vocabulary[S] {
	v.zone = zone
	return v
}

// Term describes a field, for a form that edits conditions.
type Term struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
	Ops  []Op   `json:"ops"`
	// Tree is the tree of the taxonomy that has the codes, if any.
	Tree complaint.Tree `json:"tree,omitzero"`
	// Values are what a condition may name, where that is a short list; of ranks from low to high.
	Values []string `json:"values,omitempty"`
}

// Terms describes all fields in the order in which they were given. A family is given by its prefix.
func (v Vocabulary[S]) Terms() []Term {
	terms := make([]Term, 0, len(v.fields)+len(v.families))
	for _, f := range v.fields {
		terms = append(terms, Term{
			Name: f.name, Type: f.typ, Ops: f.ops(), Tree: f.tree, Values: slices.Clone(f.known),
		})
	}
	for _, fam := range v.families {
		terms = append(terms, Term{Name: fam.prefix, Type: fam.typ, Ops: fam.typ.Ops()})
	}
	return terms
}

// Field returns a field by its name.
func (v Vocabulary[S]) Field(name string) (Field[S], bool) {
	if i, ok := v.index[name]; ok {
		return v.fields[i], true
	}
	for _, fam := range v.families {
		if rest, ok := strings.CutPrefix(name, fam.prefix); ok && rest != "" {
			return fam.field(name, rest), true
		}
	}
	return Field[S]{}, false
}

func (v Vocabulary[S]) names() []string {
	names := make([]string, 0, len(v.fields)+len(v.families))
	for _, f := range v.fields {
		names = append(names, f.name)
	}
	for _, fam := range v.families {
		names = append(names, fam.prefix+"…")
	}
	return names
}

func (v Vocabulary[S]) codes() *complaint.Taxonomy {
	if v.taxonomy == nil {
		return complaint.BuiltinTaxonomy()
	}
	return v.taxonomy
}

func (f Field[S]) usable() bool {
	switch f.typ {
	case TextType, CodeType, RankType:
		return f.text != nil
	case ListType:
		return f.list != nil
	case FlagType:
		return f.flag != nil
	case CountType:
		return f.count != nil
	case TimeType:
		return f.moment != nil
	case DurationType:
		return f.length != nil
	case NumberType:
		return f.number != nil
	case MeasureType:
		return f.float != nil
	case MoneyType:
		return f.money != nil
	default:
		return false
	}
}

// ops are the operators of the type, less those that need a tree where there is none.
func (f Field[S]) ops() []Op {
	ops := f.typ.Ops()
	if f.typ == ListType && f.tree == "" {
		ops = slices.DeleteFunc(ops, func(op Op) bool { return op == Under })
	}
	return ops
}
