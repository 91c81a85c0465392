package policy

import "iter"

// Rule is the part of a rule that all engines share. Engines embed it in rules of their own.
type Rule struct {
	// Name identifies the rule in decisions. It must not stand twice in a list.
	Name string `json:"name" policy:"required"`
	// When is the condition under which the rule applies; empty for always.
	When Condition `json:"when,omitzero"`
}

// Rules is an ordered list of compiled rules of which the first that matches applies. It is immutable and safe for
// concurrent use.
type Rules[S any] struct {
	rules []compiledRule[S]
}

type compiledRule[S any] struct {
	name string
	when Predicate[S]
	at   place
}

// NewRules compiles a list of rules. The source is the document that they come from, nil when there is none, and the path
// says where the list stands in the policy, such as "rules". Everything that [Compile] refuses is refused, and a name
// that is empty or stands twice. The error is one or several joined *[Error].
func NewRules[S any](v Vocabulary[S], src *Source, path string, list []Rule) (*Rules[S], error) {
	var errs problems
	out := &Rules[S]{rules: make([]compiledRule[S], len(list))}
	first := make(map[string]int, len(list))
	for i, r := range list {
		if errs.full() {
			break
		}
		at := place{src: src, path: joinIndex(path, i), rule: cut(r.Name)}
		name := at.key("name")
		if j, double := first[r.Name]; double {
			errs.add(name.refuse(r.Name, "stands twice, first in "+joinIndex(path, j)))
		} else if !validName(r.Name) {
			errs.add(name.refuse(r.Name, "must be a text of 1 to 255 bytes without control characters"))
		}
		first[r.Name] = i
		when, err := compileAt(v, r.When, at.key("when"))
		errs.add(err)
		out.rules[i] = compiledRule[S]{name: r.Name, when: when, at: at}
	}
	if err := errs.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// Len returns the number of rules.
func (r *Rules[S]) Len() int { return len(r.rules) }

// Name returns the name of a rule.
func (r *Rules[S]) Name(i int) string { return r.rules[i].name }

// Match says whether a rule matches. It does not allocate.
func (r *Rules[S]) Match(i int, s *S) bool { return r.rules[i].when.Match(s) }

// First returns the index of the first rule that matches, -1 when none does. It does not allocate.
func (r *Rules[S]) First(s *S) int {
	for i := range r.rules {
		if r.rules[i].when.Match(s) {
			return i
		}
	}
	return -1
}

// Matching iterates over the indexes of all rules that match, in order.
func (r *Rules[S]) Matching(s *S) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range r.rules {
			if r.rules[i].when.Match(s) && !yield(i) {
				return
			}
		}
	}
}

// Explain says why a rule matches a subject or not.
func (r *Rules[S]) Explain(i int, s *S) Explanation { return r.rules[i].when.Explain(s) }
