package complaint

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// privateMask is what a non-empty [Private] shows wherever it is printed.
const privateMask = "[private]"

// Private holds a piece of personal data or free text: a name, an address, what a customer wrote.
// It never prints: every verb of fmt, slog and an error show "[private]". [Private.Reveal] gives the text.
//
// JSON is the exception: it carries the text, because stores and exports need it. Whole entities therefore
// implement [slog.LogValuer] and log only what is not personal. Two values are compared with [Private.Equal],
// not with ==. The zero value is an empty text.
type Private struct {
	// A pointer, so that even a Private in an unexported field of a host's struct prints as an address.
	text *string
}

// Hide wraps text. An empty text gives the zero Private.
func Hide(text string) Private {
	if text == "" {
		return Private{}
	}
	return Private{text: &text}
}

// Reveal returns the text. Every call is a decision to show personal data.
func (p Private) Reveal() string {
	if p.text == nil {
		return ""
	}
	return *p.text
}

// IsZero says whether the text is empty. It serves the omitzero option of encoding/json.
func (p Private) IsZero() bool { return p.text == nil || *p.text == "" }

// Equal says whether both hold the same text.
func (p Private) Equal(o Private) bool { return p.Reveal() == o.Reveal() }

// String returns "[private]", or "" when there is nothing to hide.
func (p Private) String() string {
	if p.IsZero() {
		return ""
	}
	return privateMask
}

// Format implements [fmt.Formatter] for every verb, so that %#v and %x hide the text as well.
func (p Private) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }

// LogValue implements [slog.LogValuer].
func (p Private) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalJSON writes the text itself.
func (p Private) MarshalJSON() ([]byte, error) { return json.Marshal(p.Reveal()) }

// UnmarshalJSON reads a JSON string or null.
func (p *Private) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return fieldError("private", "", "must be a JSON string")
	}
	*p = Hide(text)
	return nil
}
