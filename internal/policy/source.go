package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Source is the text of a document with the place of everything in it. It is immutable and safe for concurrent use.
// A nil Source is that of a policy that was built in Go: errors then have a field and no line.
type Source struct {
	name string
	text string
	root *node
}

// Name returns the name under which the document was read.
func (s *Source) Name() string {
	if s == nil {
		return ""
	}
	return s.name
}

// Digest returns the SHA-256 of the document in hexadecimal. It tells an edited document from the one that is stored
// under the same version.
func (s *Source) Digest() string {
	if s == nil {
		return ""
	}
	sum := sha256.Sum256([]byte(s.text))
	return hex.EncodeToString(sum[:])
}

// Position returns where the value at a path stands, such as "rules[3].when.all[1].value". For a path that is not in
// the document it returns the place of the nearest value above it, and for a nil Source zeros.
func (s *Source) Position(path string) (line, column int) {
	if s == nil || s.root == nil {
		return 0, 0
	}
	n, _ := s.find(path)
	return n.line, n.column
}

// Refuse returns the error for the value at a path. Where nothing stands at the path, as for a missing field, the
// place is that of the value above it.
func (s *Source) Refuse(path, problem string) *Error {
	if s == nil || s.root == nil {
		return &Error{Field: path, Problem: problem}
	}
	n, whole := s.find(path)
	e := s.at(path, n.line, n.column, problem)
	if whole && n.kind == scalarNode {
		e.Value = cut(n.text)
	}
	return e
}

// at returns the error for a place.
func (s *Source) at(path string, line, column int, problem string) *Error {
	e := &Error{File: s.name, Line: line, Column: column, Field: path, Problem: problem, Rule: s.rule(path)}
	if text, ok := s.line(line); ok {
		e.Snippet = snippet(text, line, column)
	}
	return e
}

// rule names the list entry that a path leads through.
func (s *Source) rule(path string) string {
	end := strings.IndexByte(path, ']')
	if s.root == nil || end < 0 || strings.HasPrefix(path, "[") {
		return ""
	}
	entry := path[:end+1]
	n, whole := s.find(entry)
	if !whole {
		return ""
	}
	if name := n.child("name"); name != nil && name.kind == scalarNode && name.text != "" {
		return cut(name.text)
	}
	return entry
}

// checkText refuses what no document may hold, and line breaks that editors do not show as such.
func (s *Source) checkText() error {
	line, column := 1, 1
	for i, r := range s.text {
		bad := ""
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s.text[i:], "\uFFFD"):
			bad = "must be UTF-8"
		case r == '\r' && !strings.HasPrefix(s.text[i:], "\r\n"), r == '\u0085', r == '\u2028', r == '\u2029':
			bad = "must break lines with LF or CRLF"
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r >= 0x7f && r < 0xa0, r == '\uFEFF' && i > 0, r == '\uFFFE', r == '\uFFFF':
			bad = "must not hold control characters, here " + strconv.QuoteRuneToASCII(r)
		}
		if bad != "" {
			return s.at("", line, column, bad)
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return nil
}

// line returns a line of the text without its end.
func (s *Source) line(number int) (string, bool) {
	rest := s.text
	for i := 1; number > 0; i++ {
		line, after, more := strings.Cut(rest, "\n")
		if i == number {
			return strings.TrimSuffix(line, "\r"), true
		}
		if !more {
			break
		}
		rest = after
	}
	return "", false
}

// find walks down a path as far as the document goes, and says whether that was all the way.
func (s *Source) find(path string) (*node, bool) {
	n := s.root
	for path != "" {
		key, index, rest, ok := cutPath(path)
		if !ok {
			return n, false
		}
		var next *node
		if index >= 0 {
			if n.kind == listNode && index < len(n.items) {
				next = n.items[index]
			}
		} else {
			next = n.child(key)
		}
		if next == nil {
			return n, false
		}
		n, path = next, rest
	}
	return n, true
}

// joinKey appends a key to a path; a key that is no plain word stands in brackets and quotes.
func joinKey(path, key string) string {
	if !plainWord(key) {
		return path + "[" + strconv.Quote(key) + "]"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// joinIndex appends the index of a list entry to a path.
func joinIndex(path string, index int) string { return path + "[" + strconv.Itoa(index) + "]" }

func plainWord(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c != '_' && c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return s != ""
}

// cutPath takes the first step off a path: a key, or an index where that is not below 0.
func cutPath(path string) (key string, index int, rest string, ok bool) {
	path = strings.TrimPrefix(path, ".")
	if quoted, found := strings.CutPrefix(path, "["); found {
		if prefix, err := strconv.QuotedPrefix(quoted); err == nil {
			key, err = strconv.Unquote(prefix)
			rest, ok = strings.CutPrefix(quoted[len(prefix):], "]")
			return key, -1, rest, ok && err == nil
		}
		number, after, closed := strings.Cut(quoted, "]")
		index, err := strconv.Atoi(number)
		return "", index, after, closed && err == nil && index >= 0
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		end = len(path)
	}
	return path[:end], -1, path[end:], end > 0
}
