package complaint

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrInvalid is what every *FieldError unwraps to: the input is wrong, and trying again with the same input fails again.
var ErrInvalid = errors.New("invalid input")

// FieldError says which field of the input is wrong, what stood there, and which rule it breaks.
// It unwraps to [ErrInvalid].
type FieldError struct {
	// Field is the path of the field as it stands in JSON, for example "customer.contacts[1].value".
	Field string
	// Value is what stood there, cut to 64 bytes. It is empty for a missing value, and for personal data,
	// which an error never repeats.
	Value string
	// Rule says what is expected and so the way out, for example "must be a currency code of ISO 4217 such as CNY".
	Rule string
}

// Error gives field, value and rule in one line.
func (e *FieldError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("%s: %s", e.Field, e.Rule)
	}
	return fmt.Sprintf("%s: %s: %s", e.Field, strconv.QuoteToGraphic(e.Value), e.Rule)
}

// Unwrap returns [ErrInvalid].
func (e *FieldError) Unwrap() error { return ErrInvalid }

const maxErrorValue = 64

func fieldError(field, value, rule string) *FieldError {
	value = strings.ToValidUTF8(value, "\uFFFD")
	if len(value) > maxErrorValue {
		cut := maxErrorValue
		for cut > 0 && !utf8.RuneStart(value[cut]) {
			cut--
		}
		value = value[:cut] + "…"
	}
	return &FieldError{Field: field, Value: value, Rule: rule}
}
