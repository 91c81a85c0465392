package sla

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/recourse-go/recourse/complaint"
)

// ErrNotCovered says that an answer would rest on a year for which the calendar has no holiday data.
// [Calendar.Covered] returns it inside a *[CoverageError].
var ErrNotCovered = errors.New("sla: year without holiday data")

// CoverageError names the first year that a calendar has no holiday data for. It unwraps to [ErrNotCovered].
type CoverageError struct {
	Year        int // the year asked for
	First, Last int // the years the calendar has data for, both inclusive
}

// Error gives the year and the years that are covered.
func (e *CoverageError) Error() string {
	return fmt.Sprintf("sla: no holiday data for %d: the calendar covers %d to %d", e.Year, e.First, e.Last)
}

// Unwrap returns [ErrNotCovered].
func (e *CoverageError) Unwrap() error { return ErrNotCovered }

const maxErrorValue = 64

// invalid is a field error whose value is valid UTF-8 and not longer than an error line should be.
func invalid(field, value, rule string) error {
	return &complaint.FieldError{Field: field, Value: shortValue(value), Rule: rule}
}

// shortValue makes a value fit for an error: valid UTF-8 and short.
func shortValue(value string) string {
	value = strings.ToValidUTF8(value, "\uFFFD")
	if len(value) <= maxErrorValue {
		return value
	}
	cut := maxErrorValue
	for cut > 0 && !utf8.RuneStart(value[cut]) {
		cut--
	}
	return value[:cut] + "…"
}

// asCoverage returns the coverage error in an error, if there is one.
func asCoverage(err error) (*CoverageError, bool) { return errors.AsType[*CoverageError](err) }
