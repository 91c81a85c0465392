package policy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
	"github.com/recourse-go/recourse/internal/policy/yamldoc"
)

// drawJSON writes a random JSON value with spaces and escapes where they may stand. A key sometimes stands twice.
func drawJSON(t *rapid.T, depth int) string {
	space := func() string {
		return rapid.SampledFrom([]string{"", "", " ", "  ", "\n", "\n  ", "\r\n", "\t", "\n\t"}).Draw(t, "space")
	}
	flat := func() string { return rapid.SampledFrom([]string{"", " "}).Draw(t, "space in a line") }
	kind := rapid.IntRange(0, 7).Draw(t, "kind")
	if depth == 0 {
		kind %= 4
	}
	count := 0
	if kind > 3 {
		count = rapid.IntRange(0, 4).Draw(t, "count")
	}
	var b strings.Builder
	switch kind {
	case 0:
		return rapid.SampledFrom([]string{"true", "false", "null"}).Draw(t, "word")
	case 1:
		return rapid.SampledFrom([]string{"0", "-0", "1.10", "1e5", "-1.5E-30", "12345678901234567890123", "0.1", "010"[1:]}).Draw(t, "number")
	case 2, 3:
		return drawText(t)
	case 4, 5:
		b.WriteString("[" + space())
		for i := range count {
			if i > 0 {
				b.WriteString("," + space())
			}
			b.WriteString(drawJSON(t, depth-1) + space())
		}
		b.WriteString("]")
	default:
		b.WriteString("{" + space())
		for i := range count {
			if i > 0 {
				b.WriteString("," + space())
			}
			key := drawText(t)
			if rapid.Bool().Draw(t, "own key") {
				key = fmt.Sprintf(`"key %d"`, i)
			}
			b.WriteString(key + flat() + ":" + space() + drawJSON(t, depth-1) + space())
		}
		b.WriteString("}")
	}
	return b.String()
}

func drawText(t *rapid.T) string {
	parts := rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", "店", "😀", " ", ": ", "#", "- ", "<<", "&a", "*a", "!t", "null", "~", "yes", "1.0", "'", "{", "]", ",", "%", "@",
		`\n`, `\t`, `\r`, `\"`, `\\`, `\b`, `\f`, `\u0041`, `\u5e97`, `\u0000`, `\u0085`, `\u2028`, `\ufeff`,
	}), 0, 4).Draw(t, "text")
	return `"` + strings.Join(parts, "") + `"`
}

// A JSON document is the same whichever of the two reads it.
func TestLawBothFormatsAgreeOnJSON(t *testing.T) {
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(drawJSON(t, 3))
		require.True(t, json.Valid(text))
		fromJSON, err := policy.ParseJSON("t", text)
		fromYAML, yamlErr := yamldoc.Parse("t", text)
		if err != nil {
			require.EqualError(t, yamlErr, err.Error(), "%s", text)
			require.ErrorContains(t, err, "stands twice")
			return
		}
		require.NoError(t, yamlErr, "%s", text)
		require.Equal(t, policy.Tree(fromJSON), policy.Tree(fromYAML), "%s", text)
		require.Equal(t, fromJSON.Digest(), fromYAML.Digest())
		accepted++
	})
	assert.Positive(t, accepted)
}

// Where they differ, one of them refuses.
func TestFormatsDiffer(t *testing.T) {
	for _, tc := range []struct {
		name, text         string
		json, yaml, reason string
	}{
		{"surrogate pair", `["\ud83d\ude00"]`, "", "invalid Unicode character escape code", "YAML escapes are whole characters"},
		{"colon in the next line", "{\"a\"\n: 1}", "", "cannot be read as YAML", "a YAML key stands in one line"},
		{"long key", `{"` + strings.Repeat("k", policy.MaxKey-1) + `": 1}`, "", "cannot be read as YAML", "a YAML key and its quotes have at most 1024 characters"},
		{"escaped slash", `["\/"]`, "", "found unknown escape character", "the parser does not know this escape of YAML 1.2"},
		{"byte order mark", "\uFEFF{}", "must not begin with a byte order mark", "", "YAML allows it"},
		{"comment", "{} # x", "JSON has no comments", "", ""},
		{"trailing comma", "[1,]", "leave out the comma", "", ""},
		{"word", "{a: b}", "cannot be read as JSON", "", ""},
		{"octal", "[010]", "cannot be read as JSON", "", ""},
		{"two documents", "{}\n---\n{}", "cannot be read as JSON", "is a second document", ""},
		{"half surrogate", `["\ud800"]`, "must be half of a pair", "invalid Unicode character escape code", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, format := range []struct {
				parse func(string, []byte) (*policy.Source, error)
				want  string
			}{{policy.ParseJSON, tc.json}, {yamldoc.Parse, tc.yaml}} {
				_, err := format.parse("t", []byte(tc.text))
				if format.want == "" {
					require.NoError(t, err, tc.reason)
					continue
				}
				require.ErrorIs(t, err, complaint.ErrInvalid, tc.reason)
				assert.Contains(t, err.Error(), format.want)
			}
		})
	}
}

// What both accept is the same, for any text at all.
func FuzzFormatsAgree(f *testing.F) {
	for _, text := range []string{
		`{"a": [1, true, null, "x\ty"], "b": {}}`, "[\n1 ,\r\n 2]", `{"a":1,"a":1}`, `"a: b"`, "{\n\t\"a\": 1}", "- a", "1", "[\"\U0001F600\", {}]",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		fromJSON, err := policy.ParseJSON("t", document)
		fromYAML, yamlErr := yamldoc.Parse("t", document)
		if err == nil && yamlErr == nil {
			require.Equal(t, policy.Tree(fromJSON), policy.Tree(fromYAML))
		}
	})
}
