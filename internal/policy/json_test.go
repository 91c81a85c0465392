package policy_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

func TestParseJSONKnowsEveryPlace(t *testing.T) {
	src, err := policy.ParseJSON("t.json", []byte("\n{\"店\": {\"a\\u0062\\n\": 1.50,\r\n\t\"c\":[-0, 1E+5 ,true,null , \"\\ud83d\\ude00\\\\ud800é\\/\"]},\"d\":\n{}\n , \"\":[],\"😀\": 123456789012345678901234567890}\n"))
	require.NoError(t, err)
	assert.Equal(t, `2:1 mapping of 4, size 12, depth 3
	2:2 "店": 2:7 mapping of 2, size 8, depth 2
		2:8 "ab\n": 2:21 "1.50"
		3:2 "c": 3:6 list of 5, size 6, depth 1
			3:7 "-0"
			3:11 "1E+5"
			3:17 "true"
			3:22 "null" null
			3:29 "😀\\ud800é/"
	3:56 "d": 4:1 mapping of 0, size 1, depth 0
	5:4 "": 5:7 list of 0, size 1, depth 0
	5:10 "😀": 5:15 "123456789012345678901234567890"
`, policy.Tree(src))
	line, column := src.Position(`["店"].c[4]`)
	assert.Equal(t, []int{3, 29}, []int{line, column})

	for _, text := range []string{"x", "-1.5e3", "true", "null"} {
		src, err := policy.ParseJSON("t.json", []byte(` `+strings.Replace(text, "x", `"x"`, 1)+` `))
		require.NoError(t, err)
		assert.Contains(t, policy.Tree(src), "1:2 \""+text+`"`)
	}
}

func TestParseJSONRefuses(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, tc := range []struct{ name, text, want string }{
		{"empty", "", "t.json:1: is empty"},
		{"only space", " \r\n\t ", "t.json:1: is empty"},
		{"key twice", "{\"a\": 1,\n \"b\": [{\"a\": 1, \"\\u0061\": 2}]}", "t.json:2:17: b[0].a: stands twice, first in line 2\n2 |  \"b\": [{\"a\": 1, \"\\u0061\": 2}]}\n  |                 ^"},
		{"long key", `{"` + strings.Repeat("k", policy.MaxKey+1) + `": 1}`, "t.json:1:2: \"kkk"},
		{"half surrogate", `{"a": ["店", "\ude00"]}`, `t.json:1:14: a[1]: "\\ude00": must be half of a pair`},
		{"other half missing", `{"a": "x\\\ud83dx"}`, `t.json:1:11: a: "\\ud83d": must be half of a pair`},
		{"half surrogate at the end", `"\uD83D"`, `t.json:1:2: "\\uD83D": must be half of a pair`},
		{"two first halves", `"\ud83d\ud83d\ude00"`, `t.json:1:2: "\\ud83d": must be half of a pair`},
		{"half surrogate in a key", `{"b": {"\ud83d\n": 1}}`, `t.json:1:9: b: "\\ud83d": must be half of a pair`},
		{"not UTF-8", "{\"a\": \"\xff\"}", "t.json:1:8: must be UTF-8"},
		{"surrogate as bytes", "\"\xed\xa0\x80\"", "t.json:1:2: must be UTF-8"},
		{"control", "[\"\x7f\"]", "t.json:1:3: must not hold control characters, here '\\x7f'"},
		{"carriage return", "[\r]", "t.json:1:2: must break lines with LF or CRLF"},
		{"mark", "\uFEFF{}", "t.json:1:1: must not begin with a byte order mark"},
		{"second value", "{}\n {}", "t.json:2:2: cannot be read as JSON: invalid character '{' after top-level value"},
		{"trailing comma", `{"a": [1, ]}`, "t.json:1:11: cannot be read as JSON: invalid character ']' looking for beginning of value: leave out the comma before it"},
		{"trailing comma in a mapping", `{"a": 1, }`, "t.json:1:10: cannot be read as JSON: invalid character '}' looking for beginning of object key string: leave out the comma before it"},
		{"wrong bracket", `{"a": [1}`, "t.json:1:9: cannot be read as JSON: invalid character '}' after array element\n"},
		{"comment", "{\n// x\n}", "t.json:2:1: cannot be read as JSON: invalid character '/' looking for beginning of object key string: JSON has no comments"},
		{"hash", "[1] # x", "t.json:1:5: cannot be read as JSON: invalid character '#' after top-level value: JSON has no comments"},
		{"single quotes", "{'a': 1}", `t.json:1:2: cannot be read as JSON: invalid character '\'' looking for beginning of object key string: texts stand in straight double quotes`},
		{"typographic quotes", `{"a": “b”}`, `t.json:1:7: cannot be read as JSON: invalid character '“' looking for beginning of value: texts stand in straight double quotes`},
		{"wide comma", `{"a": 1，"b": 2}`, `t.json:1:8: cannot be read as JSON: invalid character '，' after object key:value pair: between values stand , and :`},
		{"no quotes", `{a: 1}`, "t.json:1:2: cannot be read as JSON: invalid character 'a' looking for beginning of object key string\n"},
		{"number as key", `{1: 1}`, "t.json:1:2: cannot be read as JSON"},
		{"leading zero", `[01]`, "t.json:1:3: cannot be read as JSON: invalid character '1' after array element\n"},
		{"line break in a text", "[\"a\nb\"]", `t.json:1:4: cannot be read as JSON: invalid character '\n' in string literal`},
		{"bad escape", `["\x41"]`, `t.json:1:4: cannot be read as JSON: invalid character 'x' in string escape code`},
		{"end", "{\"a\":\n[1", "t.json:2:3: cannot be read as JSON: unexpected end of JSON input\n2 | [1\n  |   ^"},
		{"NaN", "[NaN]", "t.json:1:2: cannot be read as JSON: invalid character 'N' looking for beginning of value\n"},
		{"YAML", "a: b\n", "t.json:1:1: cannot be read as JSON: invalid character 'a' looking for beginning of value\n"},
		{"too deep", deep(66), "t.json:1:66: " + strings.Repeat("[0]", 65) + ": must not stand in more than 64 lists and mappings"},
		{"far too deep", strings.Repeat("[", 100_000), "t.json:1:10001: must not stand in more than 64 lists and mappings"},
		{"too large", strings.Repeat(" ", policy.MaxDocument+1), "must not be larger than 1048576 bytes"},
		{"too many", "[" + strings.Repeat("1,", policy.MaxNodes) + "1]", "t.json:1:400000: must not hold more than 200000 values, counting aliases"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src, err := policy.ParseJSON("t.json", []byte(tc.text))
			require.Nil(t, src)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			var e *policy.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "t.json", e.File)
			assert.Contains(t, err.Error(), tc.want)
		})
	}
	for name, text := range map[string]string{
		"deep": deep(65), "many": "[" + strings.Repeat("1,", policy.MaxNodes-2) + "1]", "large": strings.Repeat(" ", policy.MaxDocument-2) + "{}",
		"long key": `{"` + strings.Repeat("k", policy.MaxKey) + `": 1}`,
	} {
		_, err := policy.ParseJSON("t.json", []byte(text))
		require.NoError(t, err, "just within the bounds: %s", name)
	}
}

func TestParseJSONReportsAllProblems(t *testing.T) {
	_, err := policy.ParseJSON("t.json", []byte(`{"a": 1, "a": "\ud800"}`))
	require.Error(t, err)
	assert.Equal(t, `t.json:1:10: a: stands twice, first in line 1
1 | {"a": 1, "a": "\ud800"}
  |          ^
t.json:1:16: a: "\\ud800": must be half of a pair: a character beyond U+FFFF takes two such escapes
1 | {"a": 1, "a": "\ud800"}
  |                ^`, err.Error())
	_, err = policy.ParseJSON("t.json", []byte("{"+strings.Repeat("\"a\": 1,\n", 1000)+`"b": 1}`))
	joined, ok := err.(interface{ Unwrap() []error })
	require.True(t, ok)
	assert.Len(t, joined.Unwrap(), policy.MaxErrors)
}

func TestHostileJSONCostsLittle(t *testing.T) {
	repeat := func(text string) string { return strings.Repeat(text, policy.MaxDocument/len(text)-100) }
	pairs := make([]string, 50_000)
	for i := range pairs {
		pairs[i] = strconv.Quote(strconv.Itoa(i)) + ":0"
	}
	for name, text := range map[string]string{
		"list": "[" + repeat("1,") + "1]", "nested": repeat("["), "empty lists": "[" + repeat("[],") + "1]", "space": repeat(" "),
		"lines": "[" + repeat("\n") + "]", "text": `"` + repeat("a") + `"`, "escapes": `"` + repeat(`\u0061`) + `"`,
		"halves": "[" + repeat(`"\ud800",`) + "1]", "key": `{"` + repeat("a") + `": 1}`, "keys twice": "{" + repeat(`"a":1,`) + `"a":1}`,
		"many keys": "{" + strings.Join(pairs, ",") + "}", "open text": `"` + repeat("a"), "number": repeat("1"),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := policy.ParseJSON("x", []byte(text))
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if err != nil {
				require.ErrorIs(t, err, complaint.ErrInvalid)
				assert.Less(t, len(err.Error()), 100_000)
			}
			assert.Less(t, took, 5*time.Second)
			megabytes := (after.TotalAlloc - before.TotalAlloc) >> 20
			assert.Less(t, megabytes, uint64(300))
			t.Logf("%s: %s, %d MB in all", name, took.Round(time.Millisecond), megabytes)
		})
	}
}

// anyValue reads itself as encoding/json would with UseNumber, but for numbers, which are texts here. It fails the test
// where the place of a value is not where the value begins.
type anyValue struct {
	v       any
	strange string
}

func (a *anyValue) UnmarshalPolicy(n policy.Node) error {
	a.v = a.read(n)
	return nil
}

func (a *anyValue) read(n policy.Node) any {
	place := n.Refuse("")
	_, mark, _ := strings.Cut(place.Snippet, "\n")
	if place.Line == 0 || place.Column == 0 || mark == "" {
		a.strange = "no place for " + n.Path()
	}
	if line, column := n.Source().Position(n.Path()); line != place.Line || column != place.Column {
		a.strange = "another place for " + n.Path()
	}
	switch {
	case n.IsList():
		out := make([]any, n.Len())
		for i := range out {
			out[i] = a.read(n.Item(i))
		}
		return out
	case n.IsMapping():
		out := make(map[string]any, n.Len())
		for i, key := range n.Keys() {
			out[key] = a.read(n.Item(i))
		}
		return out
	case n.IsText():
		return n.Text()
	default:
		return nil
	}
}

// plain turns what encoding/json read into the form of anyValue.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, item := range v {
			v[key] = plain(item)
		}
	case []any:
		for i, item := range v {
			v[i] = plain(item)
		}
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return v
}

// What encoding/json refuses is refused, and what is accepted means the same.
func FuzzParseJSON(f *testing.F) {
	for _, text := range []string{
		`{"a": [1, -0.50e+3, true, null, "\ud83d\ude00 é\/\\"], "b": {}, "": [[]]}`, "\n {\r\n\t\"店\" : \"\\u0000\"\n}\n", `{"a":1,"a":2}`,
		`"\ud800"`, `"\ud83d\ud83d\ude00"`, "\uFEFF{}", "{} {}", "[1,]", "// x", "\"\xff\"", "[\r1]", `["a":1]`, `{"a" 1}`, "[1 2]", "{,}", "nul", "", " ",
		`{"a":,}`, `[,1]`, `{"a":1,,"b":2}`, "“", strings.Repeat("[", 70), "\u2028", "\"\u2028\"", `"\`, `"\u`, `{"\`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		src, err := policy.ParseJSON("fuzz.json", document)
		var want any
		dec := json.NewDecoder(bytes.NewReader(document))
		dec.UseNumber()
		standard := dec.Decode(&want)
		if standard == nil {
			if _, err := dec.Token(); !errors.Is(err, io.EOF) {
				standard = assert.AnError
			}
		}
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			var e *policy.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, "fuzz.json", e.File)
			if standard == nil { // and then only for what is promised to be stricter
				require.Regexp(t, "stands twice|half of a pair|must be UTF-8|must break lines|control characters|is empty|"+
					"must not be longer|must not be larger|must not stand in more|must not hold more", err.Error())
			}
			return
		}
		require.NoError(t, standard)
		require.True(t, utf8.Valid(document))
		if want == nil {
			return // which Decode refuses
		}
		doc, err := policy.Decode[anyValue](src)
		require.NoError(t, err)
		require.Empty(t, doc.Value.strange)
		require.Equal(t, plain(want), doc.Value.v)
	})
}
