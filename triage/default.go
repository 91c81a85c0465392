package triage

import (
	_ "embed"
	"sync"
)

// defaultPolicy is the policy of a desk whose host gives none.
//
//go:embed default.json
var defaultPolicy []byte

// DefaultPolicy returns the policy of a desk whose host gives none:
//
//   - danger to people and personal data that got out are very serious and urgent, and go to the department special, to a senior;
//     so do law, media, authorities and groups, which are serious at least;
//   - counterfeits and scams, large sums, long waiting and a third report raise the grades;
//   - praise that asks for nothing is screened out, and nothing else;
//   - points make P1 from 90, P2 from 50, P3 from 18, with the order that T4 of the requirements asks for;
//   - each group of categories has a department; complex cases go to a mid tier, major, very serious and strongly upset ones to a
//     senior, a suspicion to a supervisor, who verifies it, and an appeal to one who
//     did not decide before;
//   - three customers with the same lot within a day, five with the same product or text, ten with the same supplier or twenty with
//     the same carrier are an incident.
//
// Every call reads it anew, so the caller may change what it gets.
func DefaultPolicy() Policy {
	p, err := ParsePolicy("default.json", defaultPolicy)
	if err != nil { // a test shows that there is none
		return Policy{}
	}
	return p
}

// Default returns the engine of [DefaultPolicy].
func Default() *Engine { return compileDefault() }

var compileDefault = sync.OnceValue(func() *Engine {
	e, err := New(DefaultPolicy())
	if err != nil { // a test shows that there is none
		return &Engine{}
	}
	return e
})
