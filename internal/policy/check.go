package policy

import (
	"slices"
	"strings"
)

// Check collects what an engine finds wrong in a policy while it compiles it.
type Check struct {
	src  *Source
	errs problems
}

// NewCheck returns a Check for a policy; the source is nil where the policy was built in Go.
func NewCheck(src *Source) *Check { return &Check{src: src} }

// Add notes an error; nil is none.
func (k *Check) Add(err error) { k.errs.add(err) }

// Refuse notes that the value at a path breaks a rule of the engine. Rule is the name of the list entry, "" for none.
func (k *Check) Refuse(path, rule, value, problem string) {
	if k.errs.full() {
		return
	}
	e := k.src.Refuse(path, problem)
	if e.Rule == "" {
		e.Rule = rule
	}
	if e.Value == "" {
		e.Value = cut(value)
	}
	k.errs.add(e)
}

// OneOf notes a value that is none of some words.
func (k *Check) OneOf(path, rule, value string, of ...string) {
	if !slices.Contains(of, value) {
		k.Refuse(path, rule, value, "must be one of "+strings.Join(of, ", "))
	}
}

// Err returns nil, or everything that was noted as one or several joined *[Error].
func (k *Check) Err() error { return k.errs.err() }
