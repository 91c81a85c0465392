package sla

import (
	_ "embed"
	"sync"
)

// defaultPolicy is the policy of a desk whose host gives none.
//
//go:embed default.json
var defaultPolicy []byte

// DefaultPolicy returns the policy of a desk whose host gives none. Time runs around the clock, waiting for the customer or
// a third party pauses it:
//
//   - a first response within 24 hours, 8 hours for serious and 2 hours for very serious cases;
//   - a resolution within 72 hours for complex and major cases and 48 hours for others, 48 and 36 hours when they are serious,
//     24 hours when they are very serious; a warning at 75 %, then senior, supervisor and manager;
//   - every further message of the customer answered within 24 hours, money paid within 72 hours, appeals decided within 10
//     calendar days;
//   - a case that waits for the customer for 30 days closes without an answer, with reminders 23 days and 7 days before.
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
