package importer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a JSON row.
const maxDepth = 64

// object is a row of a JSONL file. Its values are string, json.Number, bool, nil, []any and object.
type object map[string]any

// parseObject reads one JSON object strictly: no key twice at any depth, no invalid UTF-8, no half of a surrogate pair.
func parseObject(raw []byte) (object, error) {
	if !utf8.Valid(raw) {
		return nil, refuse("row", "", "must be valid UTF-8")
	}
	if !json.Valid(raw) {
		return nil, refuse("row", "", "must be valid JSON: "+problem(raw))
	}
	if loneSurrogate(raw) {
		return nil, refuse("row", "", `must not contain one half of a surrogate pair such as \ud83d alone`)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	value, err := parseValue(dec, 0)
	if err != nil {
		return nil, err
	}
	o, ok := value.(object)
	if !ok {
		return nil, refuse("row", "", "must be a JSON object such as {\"channel\": \"email\", \"content\": \"…\"}")
	}
	return o, nil
}

// problem says what is wrong with a text that is no JSON, without repeating it.
func problem(raw []byte) string {
	var v json.RawMessage
	err := json.Unmarshal(raw, &v)
	if err == nil {
		return "broken"
	}
	if syntax, ok := err.(*json.SyntaxError); ok && syntax.Offset < int64(len(raw)) { //nolint:errorlint // never wrapped
		return "it breaks at byte " + strconv.FormatInt(syntax.Offset, 10)
	}
	return "it ends too early"
}

func parseValue(dec *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, refuse("row", "", "must not be nested deeper than "+strconv.Itoa(maxDepth)+" levels")
	}
	token, err := dec.Token()
	if err != nil {
		return nil, refuse("row", "", "must be valid JSON")
	}
	switch token {
	case json.Delim('{'):
		return parseMembers(dec, depth)
	case json.Delim('['):
		var list []any
		for dec.More() {
			item, err := parseValue(dec, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err = dec.Token()
		return list, err
	default:
		return token, nil
	}
}

func parseMembers(dec *json.Decoder, depth int) (any, error) {
	o := object{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, refuse("row", "", "must be valid JSON")
		}
		key, _ := token.(string)
		if _, twice := o[key]; twice {
			return nil, refuse("row", key, "must not contain a key twice")
		}
		if o[key], err = parseValue(dec, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := dec.Token()
	return o, err
}

// loneSurrogate says whether valid JSON holds half of a surrogate pair, which a decoder would replace.
func loneSurrogate(raw []byte) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		i++
		if raw[i] != 'u' {
			continue
		}
		unit := hex4(raw[i+1:])
		i += 4
		switch {
		case unit >= 0xDC00 && unit <= 0xDFFF:
			return true
		case unit >= 0xD800 && unit <= 0xDBFF:
			rest := raw[i+1:]
			if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
				return true
			}
			if low := hex4(rest[2:]); low < 0xDC00 || low > 0xDFFF {
				return true
			}
			i += 6
		}
	}
	return false
}

func hex4(b []byte) uint64 {
	n, err := strconv.ParseUint(string(b[:4]), 16, 32)
	if err != nil {
		return 0
	}
	return n
}

// find looks a dotted path up. A key that has dots itself is found as well.
func (o object) find(path string) any {
	if value, ok := o[path]; ok {
		return value
	}
	for i := range len(path) {
		if path[i] != '.' {
			continue
		}
		if inner, ok := o[path[:i]].(object); ok {
			if value := inner.find(path[i+1:]); value != nil {
				return value
			}
		}
	}
	return nil
}

func (o object) text(column string) (string, error) { return textOf(column, o.find(column)) }

// textOf is the text of a JSON value; the items of a list are joined by commas.
func textOf(column string, value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case bool:
		return strconv.FormatBool(v), nil
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			if _, nested := item.([]any); nested {
				return "", refuse("row", column, "must be a text, a number, true, false, null or a list of these")
			}
			part, err := textOf(column, item)
			if err != nil {
				return "", err
			}
			if strings.Contains(part, ",") {
				return "", refuse("row", column, "must not have an item with a comma in it: commas separate the items")
			}
			parts[i] = part
		}
		return strings.Join(parts, ","), nil
	default:
		return "", refuse("row", column, "must be a text, a number, true, false, null or a list of these")
	}
}

// own reads an object whose keys are the library's field names, nested ("customer": {"name": …}) or not ("customer.name").
// An amount may be a text, "CNY 23.80", or {"amount": "23.80", "currency": "CNY"}.
func (o object) own() (map[string]string, error) {
	values := map[string]string{}
	if err := o.collect("", values); err != nil {
		return nil, err
	}
	return values, nil
}

func (o object) collect(prefix string, values map[string]string) error {
	for key, value := range o {
		name := prefix + key
		if name == amountField {
			value = plainMoney(value)
		}
		if inner, nested := value.(object); nested && !isField(name) {
			if err := inner.collect(name+".", values); err != nil {
				return err
			}
			continue
		}
		if value == nil {
			continue
		}
		if !isField(name) {
			return refuse("row", name, "is no field of an intake; name the columns in a mapping")
		}
		if _, twice := values[name]; twice {
			return refuse("row", name, "must not be given twice, nested and with a dot")
		}
		text, err := textOf(name, value)
		if err != nil {
			return err
		}
		values[name] = text
	}
	return nil
}

// plainMoney turns the JSON form of an amount of money into its text.
func plainMoney(value any) any {
	pair, ok := value.(object)
	if !ok || len(pair) != 2 {
		return value
	}
	currency, ok := pair["currency"].(string)
	if !ok {
		return value
	}
	switch amount := pair["amount"].(type) {
	case string:
		return currency + " " + amount
	case json.Number:
		return currency + " " + amount.String()
	default:
		return value
	}
}

// digest is that of the object with its keys in order, so white space and the order of keys do not matter.
func (o object) digest() string {
	b, err := json.Marshal(o)
	if err != nil {
		return ""
	}
	return shortDigest(b)
}

// shortDigest is long enough that no two rows of a shop ever share it: 128 bits.
func shortDigest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
