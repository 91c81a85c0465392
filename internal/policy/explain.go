package policy

import (
	"strings"

	"github.com/recourse-go/recourse/complaint"
)

// Step is one comparison of a condition as it turned out for a subject.
type Step struct {
	// Path is where the comparison stands in the policy, for example "rules[3].when.all[1]".
	Path  string `json:"path,omitzero"`
	Field string `json:"field"`
	Op    Op     `json:"op"`
	Value Value  `json:"value,omitempty"`
	// Actual is what the subject has, empty where the field is not set.
	Actual string `json:"actual,omitzero"`
	// Held says whether the comparison is true.
	Held bool `json:"held"`
	// Excluded says that the comparison stands in a group of none, where it speaks against the condition when it holds.
	Excluded bool `json:"excluded,omitzero"`
}

// Supports says whether the step speaks for the condition.
func (s Step) Supports() bool { return s.Held != s.Excluded }

// Reason returns the step as data that can be kept in an event and put into words later.
func (s Step) Reason() complaint.Reason {
	code := "condition_held"
	if !s.Held {
		code = "condition_not_held"
	}
	params := map[string]string{"field": s.Field, "op": string(s.Op)}
	if len(s.Value) > 0 {
		params["value"] = strings.Join(s.Value, ", ")
	}
	if s.Actual != "" {
		params["actual"] = s.Actual
	}
	return complaint.Reason{Code: code, Params: params}
}

// Explanation is how a condition came out.
type Explanation struct {
	Held bool `json:"held"`
	// Steps are all comparisons in the order of the policy, also those that were not needed for the result.
	Steps []Step `json:"steps,omitempty"`
}

// Reasons returns the steps that speak for the result: of a condition that holds those that support it, of one that
// does not hold those that speak against it.
func (e Explanation) Reasons() []complaint.Reason {
	var reasons []complaint.Reason
	for _, s := range e.Steps {
		if s.Supports() == e.Held {
			reasons = append(reasons, s.Reason())
		}
	}
	return reasons
}

// Explain evaluates every comparison and says how it came out. It allocates; [Predicate.Match] does not.
func (p Predicate[S]) Explain(s *S) Explanation {
	e := Explanation{Held: p.Match(s)}
	if p.root != nil {
		p.root.explain(s, false, &e.Steps)
	}
	return e
}

func (b *branch[S]) explain(s *S, excluded bool, steps *[]Step) {
	if b.group == leaf {
		actual, _ := b.field.Show(s)
		*steps = append(*steps, Step{
			Path: b.at.path, Field: b.field.name, Op: b.op, Value: b.value,
			Actual: actual, Held: b.match(s), Excluded: excluded,
		})
		return
	}
	for _, kid := range b.kids {
		kid.explain(s, excluded != (b.group == noneOf), steps)
	}
}
