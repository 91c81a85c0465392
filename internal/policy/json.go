package policy

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ParseJSON reads a JSON document. The name, such as that of the file, is for errors, which are one or several joined
// *[Error].
//
// It is stricter than encoding/json: a key that stands twice, half of a surrogate pair, a byte order mark and what
// [NewBuilder] refuses are errors. Numbers are kept as they were written.
func ParseJSON(name string, document []byte) (*Source, error) {
	b, err := NewBuilder(name, document)
	if err != nil {
		return nil, err
	}
	r := jsonReader{b: b, text: b.src.text, pos: Pos{Line: 1, Column: 1}}
	if r.valid(document) {
		r.read()
	}
	return b.Source()
}

// jsonReader gives the tokens of a JSON text to a Builder, with their places.
type jsonReader struct {
	b    *Builder
	text string

	offset int // a byte of the text
	pos    Pos // and where that is
}

// to moves forward to a byte of the text.
func (r *jsonReader) to(offset int) Pos {
	for _, c := range r.text[r.offset:offset] {
		r.pos.Column++
		if c == '\n' {
			r.pos = Pos{Line: r.pos.Line + 1, Column: 1}
		}
	}
	r.offset = offset
	return r.pos
}

// valid checks the grammar of the whole text first, because the tokens of encoding/json alone do not promise that. A text
// with nothing in it is left to the Builder.
func (r *jsonReader) valid(document []byte) bool {
	if strings.HasPrefix(r.text, "\uFEFF") {
		r.b.Refuse(r.pos, "", "must not begin with a byte order mark")
		return false
	}
	if strings.Trim(r.text, jsonSpace) == "" {
		return false
	}
	err := json.Unmarshal(document, new(json.RawMessage))
	if err != nil {
		r.refuse(err)
	}
	return err == nil
}

const jsonSpace = " \t\r\n"

// read walks through the tokens of a valid text.
func (r *jsonReader) read() {
	dec := json.NewDecoder(strings.NewReader(r.text))
	dec.UseNumber()
	for !r.b.Full() {
		// The decoder stands behind the last token, with commas and colons before the next.
		start := int(dec.InputOffset())
		start = len(r.text) - len(strings.TrimLeft(r.text[start:], jsonSpace+",:"))
		if start == len(r.text) {
			return
		}
		token, err := dec.Token()
		if err != nil {
			r.refuse(err)
			return
		}
		at := r.to(start)
		switch token := token.(type) {
		case json.Delim:
			r.delimiter(at, token)
		case string:
			r.word(at, token, r.text[start:dec.InputOffset()])
		case json.Number:
			r.b.Scalar(at, token.String())
		case bool:
			r.b.Scalar(at, strconv.FormatBool(token))
		default:
			r.b.Null(at, "null")
		}
	}
}

func (r *jsonReader) delimiter(at Pos, delimiter json.Delim) {
	switch delimiter {
	case '{':
		r.b.Mapping(at)
	case '[':
		r.b.List(at)
	default:
		r.b.End()
	}
}

// word takes in a key or a text. The decoder has put U+FFFD for half a surrogate pair, which only the quoted text shows.
func (r *jsonReader) word(at Pos, text, quoted string) {
	isKey := r.b.AwaitsKey()
	if half := halfSurrogate(quoted); half >= 0 {
		const escape = len(`\ud800`)
		there := r.to(r.offset + half)
		r.b.Refuse(there, quoted[half:half+escape], "must be half of a pair: a character beyond U+FFFF takes two such escapes")
	}
	if isKey {
		r.b.Key(at, text)
	} else {
		r.b.Scalar(at, text)
	}
}

// halfSurrogate returns where the first escape stands that is half of a surrogate pair without the other half, -1 when
// there is none.
func halfSurrogate(quoted string) int {
	const escape = len(`\ud800`)
	unit := func(i int) rune {
		if i+escape > len(quoted) || quoted[i] != '\\' || quoted[i+1] != 'u' {
			return -1
		}
		n, err := strconv.ParseUint(quoted[i+2:i+escape], 16, 16)
		if err != nil {
			return -1
		}
		return rune(n)
	}
	for i := 0; i < len(quoted); i++ {
		if quoted[i] != '\\' {
			continue
		}
		first := unit(i)
		switch {
		case !utf16.IsSurrogate(first):
			i++ // whatever is escaped, a backslash above all
		case utf16.DecodeRune(first, unit(i+escape)) == utf8.RuneError:
			return i
		default:
			i += 2*escape - 1
		}
	}
	return -1
}

// refuse turns an error of encoding/json into one with a place and a way out.
func (r *jsonReader) refuse(err error) {
	problem := err.Error()
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		r.b.Refuse(Pos{}, "", "cannot be read as JSON: "+problem)
		return
	}
	at := min(max(int(syntax.Offset), 0), len(r.text))
	if wrong, found := strings.CutPrefix(problem, "invalid character "); found && at > 0 {
		at-- // to the byte that is wrong, which encoding/json takes for a character
		c, _ := utf8.DecodeRuneInString(r.text[at:])
		_, where, _ := strings.Cut(wrong, "' ")
		if strings.HasSuffix(where, "exceeded max depth") {
			r.b.Refuse(r.to(at), "", tooDeep())
			return
		}
		problem = "invalid character " + strconv.QuoteRune(c) + " " + where + r.wayOut(at, c)
	}
	r.b.Refuse(r.to(at), "", "cannot be read as JSON: "+problem)
}

// wayOut says what to do about a character where JSON has none of its kind.
func (r *jsonReader) wayOut(offset int, c rune) string {
	switch c {
	case '/', '#':
		return ": JSON has no comments"
	case '\'', '‘', '’', '“', '”', '„', '＂':
		return ": texts stand in straight double quotes"
	case '，', '：':
		return ": between values stand , and :"
	case ']', '}':
		if strings.HasSuffix(strings.TrimRight(r.text[:offset], jsonSpace), ",") {
			return ": leave out the comma before it"
		}
	}
	return ""
}
