package complaint

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxIntake bounds the JSON form of an intake, in bytes.
const MaxIntake = 1 << 20

// ParseIntake reads an intake from JSON that comes from outside. It is stricter than [json.Unmarshal]: unknown and doubled
// fields, invalid UTF-8, half surrogate pairs, text behind the object and more than 1 MiB are refused instead of being
// repaired in silence. What the fields mean is checked by [Open]. The error is a *[FieldError].
func ParseIntake(document []byte) (Intake, error) {
	if len(document) > MaxIntake {
		return Intake{}, fieldError("intake", "", "must be at most 1 MiB of JSON, it has "+strconv.Itoa(len(document))+" bytes")
	}
	if problem := strictJSON(document); problem != "" {
		return Intake{}, fieldError("intake", "", problem)
	}
	var in Intake
	dec := json.NewDecoder(bytes.NewReader(document))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		if field, ok := errors.AsType[*FieldError](err); ok {
			return Intake{}, field
		}
		return Intake{}, fieldError("intake", "", "must be the JSON form of an intake: "+jsonProblem(err))
	}
	return in, nil
}

// maxDepth is far deeper than any record nests.
const maxDepth = 32

// strictJSON says what is wrong with a JSON object that encoding/json would take or repair.
func strictJSON(document []byte) string {
	if !utf8.Valid(document) {
		return "must be valid UTF-8"
	}
	if halfSurrogate(document) {
		return `must not escape one half of a surrogate pair, such as "\ud800"`
	}
	dec := json.NewDecoder(bytes.NewReader(document))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return "must be a JSON object"
	}
	if problem := strictObject(dec, 1); problem != "" {
		return problem
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return "must be one JSON object with nothing behind it"
	}
	return ""
}

const brokenJSON = "must be valid JSON"

// strictObject reads an object whose opening brace was read.
func strictObject(dec *json.Decoder, depth int) string {
	seen := map[string]bool{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return brokenJSON
		}
		key, ok := name.(string)
		if !ok {
			return brokenJSON
		}
		if seen[key] {
			return "must not have a field twice"
		}
		seen[key] = true
		if problem := strictValue(dec, depth); problem != "" {
			return problem
		}
	}
	if _, err := dec.Token(); err != nil {
		return brokenJSON
	}
	return ""
}

func strictValue(dec *json.Decoder, depth int) string {
	t, err := dec.Token()
	if err != nil {
		return brokenJSON
	}
	delim, ok := t.(json.Delim)
	if !ok {
		return ""
	}
	if depth == maxDepth {
		return "must not nest deeper than 32 levels"
	}
	if delim == '{' {
		return strictObject(dec, depth+1)
	}
	for dec.More() {
		if problem := strictValue(dec, depth+1); problem != "" {
			return problem
		}
	}
	if _, err := dec.Token(); err != nil {
		return brokenJSON
	}
	return ""
}

// halfSurrogate finds an escape of a UTF-16 surrogate without its partner.
func halfSurrogate(document []byte) bool {
	for i := 0; i+1 < len(document); i++ {
		if document[i] != '\\' {
			continue
		}
		first, ok := escapedRune(document[i:])
		i++ // the escaped character
		if !ok || !utf16.IsSurrogate(first) {
			continue
		}
		second, ok := escapedRune(document[min(i+5, len(document)):])
		if !ok || utf16.DecodeRune(first, second) == utf8.RuneError {
			return true
		}
		i += 10
	}
	return false
}

// escapedRune reads \uXXXX.
func escapedRune(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(n), err == nil
}
