package policy

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/recourse-go/recourse/complaint"
)

// Error says what is wrong in a policy and where. It unwraps to [complaint.ErrInvalid]. A policy that was built in Go
// and not read from a document has no file and no line; field and problem are always there.
type Error struct {
	// File is the name under which the document was read.
	File string
	// Line and Column count from 1, columns in characters; 0 where they are not known.
	Line, Column int
	// Rule is the name of the rule or other list entry that is wrong, or "rules[3]" where it has no name.
	// It is empty for what stands outside of lists.
	Rule string
	// Field is the path in the document, for example "rules[3].when.all[1].value".
	Field string
	// Value is what stood there, cut to 64 bytes.
	Value string
	// Problem says what is expected and so the way out.
	Problem string
	// Snippet is the line of the document with a mark below the column.
	Snippet string
}

// Error gives place, rule, field, value and problem in one line, and the snippet below it.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ":")
		if e.Line > 0 {
			fmt.Fprintf(&b, "%d:", e.Line)
		}
		if e.Column > 0 {
			fmt.Fprintf(&b, "%d:", e.Column)
		}
		b.WriteByte(' ')
	}
	if e.Rule != "" && !strings.HasPrefix(e.Field, e.Rule) {
		b.WriteString("rule " + strconv.QuoteToGraphic(e.Rule) + ": ")
	}
	if e.Field != "" {
		b.WriteString(e.Field + ": ")
	}
	if e.Value != "" {
		b.WriteString(strconv.QuoteToGraphic(e.Value) + ": ")
	}
	b.WriteString(e.Problem)
	if e.Snippet != "" {
		b.WriteString("\n" + e.Snippet)
	}
	return b.String()
}

// Unwrap returns [complaint.ErrInvalid].
func (e *Error) Unwrap() error { return complaint.ErrInvalid }

// maxErrors bounds how many problems of one document are reported at once.
const maxErrors = 50

// problems collects errors up to a bound.
type problems struct{ list []error }

func (p *problems) add(err error) {
	if err != nil && len(p.list) < maxErrors {
		p.list = append(p.list, err)
	}
}

func (p *problems) full() bool { return len(p.list) >= maxErrors }

// err returns nil, the only error, or all of them joined.
func (p *problems) err() error {
	switch len(p.list) {
	case 0:
		return nil
	case 1:
		return p.list[0]
	default:
		return errors.Join(p.list...)
	}
}

const maxErrorValue = 64

func cut(value string) string {
	value = strings.ToValidUTF8(value, "\uFFFD")
	if len(value) <= maxErrorValue {
		return value
	}
	end := maxErrorValue
	for end > 0 && !utf8.RuneStart(value[end]) {
		end--
	}
	return value[:end] + "…"
}

const (
	snippetBefore = 60 // characters shown left of the column
	snippetAfter  = 40
)

// snippet shows a line and marks a column of it. Wide characters get a wide space in the second line.
func snippet(text string, line, column int) string {
	from := max(0, column-1-snippetBefore)
	text = text[offset(text, from):]
	at := max(column-1-from, 0)
	runes := []rune(text[:offset(text, at+snippetAfter)])
	at = min(at, len(runes))
	prefix := strconv.Itoa(line) + " | "
	blank := strings.Repeat(" ", len(prefix)-2) + "| "
	shown := prefix + string(runes)
	if column == 0 {
		return shown
	}
	var b strings.Builder
	b.WriteString(shown + "\n" + blank)
	for _, r := range runes[:at] {
		switch {
		case r == '\t':
			b.WriteByte('\t')
		case r >= 0x1100:
			b.WriteRune('\u3000')
		default:
			b.WriteByte(' ')
		}
	}
	b.WriteByte('^')
	return b.String()
}

// offset returns where a character of a text begins, its length when it is shorter.
func offset(text string, character int) int {
	for i := range text {
		if character == 0 {
			return i
		}
		character--
	}
	return len(text)
}

// nearest returns the candidate that looks most like a name, "" when none is near.
func nearest(name string, candidates []string) string {
	best, found := min(len(name)/2, 3)+1, ""
	if len(name) > maxErrorValue {
		return ""
	}
	for _, c := range candidates {
		if d := distance(name, c); d < best {
			best, found = d, c
		}
	}
	return found
}

// distance counts the edits between two short names.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// oneOf names what is allowed, with a guess at what was meant first.
func oneOf(problem, got string, allowed []string) string {
	if guess := nearest(got, allowed); guess != "" {
		problem += "; did you mean " + guess + "?"
	}
	const many = 24
	if len(allowed) == 0 {
		return problem
	}
	if len(allowed) > many {
		return problem + " (" + strings.Join(allowed[:many], ", ") + ", …)"
	}
	return problem + " (" + strings.Join(allowed, ", ") + ")"
}
