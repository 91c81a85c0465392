package yamldoc_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
	"github.com/recourse-go/recourse/internal/policy/yamldoc"
)

const head = "kind: test\nname: standard\nversion: 1.10\n"

func TestParseRefuses(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"empty", "", "test.yaml:1: is empty"},
		{"only a comment", "# nothing\n", "test.yaml:1: is empty"},
		{"duplicate key", head + "rules: []\nname: b\n", "test.yaml:5:1: name: stands twice, first in line 2"},
		{"duplicate key deeper", head + "rules:\n- {a: 1}\n- {a: 1, \"a\": 2}\n", "test.yaml:6:10: rules[1].a: stands twice, first in line 6"},
		{"tag", head + "rules: !!seq []\n", "test.yaml:4:8: rules: \"!!seq\": must not have a YAML tag"},
		{"tag of a key", head + "!!str rules: []\n", "test.yaml:4:1: \"!!str\": must not have a YAML tag"},
		{"merge", head + "rules: [{<<: {name: a}}]\n", "test.yaml:4:10: rules[0]: must not merge mappings with <<"},
		{"list as key", head + "rules: [{[a]: b}]\n", "test.yaml:4:10: rules[0]: must have names as keys"},
		{"alias as key", head + "a: &a b\n*a : c\n", "must have names as keys"},
		{"long key", "? " + strings.Repeat("a", policy.MaxKey+1) + "\n: b\n", "must not be longer than 1024 bytes"},
		{"alias of itself", head + "rules: &a [*a]\n", "test.yaml:4:12: rules[0]: must not be an alias of something that it stands in"},
		{"alias of a mapping around", head + "rules: &a {b: {c: *a}}\n", "test.yaml:4:19: rules.b.c: must not be an alias of something that it stands in"},
		{"alias of a key", "&a b: c\nd: *a\n", "test.yaml:2:4: d: must be an alias of a value that stands before it"},
		{"unknown alias", "a: *b\n", "cannot be read as YAML: unknown anchor"},
		{"two documents", head + "rules: []\n---\na: b\n", "test.yaml:5:1: is a second document"},
		{"second document broken", head + "---\n[\n", "cannot be read as YAML"},
		{"broken", head + "rules: [\n", "test.yaml:4: cannot be read as YAML"},
		{"tab", "a:\n\t- b\n", "cannot be read as YAML"},
		{"not UTF-8", head + "rules: \xff\n", "test.yaml:4:8: must be UTF-8"},
		{"control", head + "rules: \x00\n", "test.yaml:4:8: must not hold control characters, here '\\x00'"},
		{"carriage return", "kind: a\rname: b", "test.yaml:1:8: must break lines with LF or CRLF"},
		{"too deep", strings.Repeat("[", 70) + strings.Repeat("]", 70), "test.yaml:1:66: " + strings.Repeat("[0]", 65) + ": must not stand in more than 64"},
		{"too deep through an alias", "- &a " + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "\n- " +
			strings.Repeat("[", 30) + "*a" + strings.Repeat("]", 30) + "\n", "must not bring lists and mappings to more than 64 levels"},
		{"far too deep", strings.Repeat("[", 100_000), "cannot be read as YAML"},
		{"too large", strings.Repeat("#", policy.MaxDocument+1), "must not be larger than"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src, err := yamldoc.Parse("test.yaml", []byte(tc.text))
			require.Nil(t, src)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			var e *policy.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "test.yaml", e.File)
			assert.Contains(t, err.Error(), tc.want)
		})
	}
}

func TestParseReportsAllProblems(t *testing.T) {
	_, err := yamldoc.Parse("test.yaml", []byte("a: 1\na: 2\nb: !x 3\nc: {<<: {}}\n"))
	require.Error(t, err)
	assert.Equal(t, `test.yaml:2:1: a: stands twice, first in line 1
2 | a: 2
  | ^
test.yaml:3:4: b: "!x": must not have a YAML tag
3 | b: !x 3
  |    ^
test.yaml:4:5: c: must not merge mappings with <<
4 | c: {<<: {}}
  |     ^`, err.Error())

	_, err = yamldoc.Parse("test.yaml", []byte(strings.Repeat("- !x 1\n", 1000)))
	joined, ok := err.(interface{ Unwrap() []error })
	require.True(t, ok)
	assert.Len(t, joined.Unwrap(), 50)
}

func TestAliases(t *testing.T) {
	src, err := yamldoc.Parse("test.yaml", []byte(`rules:
  - {name: a, when: &vip {field: tags, op: contains_any, value: &v [vip]}}
  - {name: b, when: *vip, tags: *v, none: &n ~}
  - {name: &name c, title: *name, again: *n}
`))
	require.NoError(t, err)
	doc, err := policy.Decode[struct {
		Rules []struct {
			policy.Rule
			Tags  []string `json:"tags"`
			Title string   `json:"title"`
			None  *string  `json:"none"`
			Again *string  `json:"again"`
		} `json:"rules"`
	}](src)
	require.Nil(t, doc)
	require.ErrorContains(t, err, "test.yaml:3:43: rule \"b\": rules[1].none: \"~\": has no value")
	require.ErrorContains(t, err, "rules[2].again: \"~\": has no value", "an alias of nothing is nothing")

	for path, want := range map[string]string{
		"rules[0].when.field": "2:34", "rules[1].when.field": "2:34", "rules[1].tags[0]": "2:69", "rules[2].title": "4:12",
	} {
		line, column := src.Position(path)
		assert.Equal(t, want, fmt.Sprintf("%d:%d", line, column), path)
	}
}

func TestAliasesAreBounded(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [" + strings.Repeat("x,", 9) + "x]\n")
	for i := 1; i < 20; i++ {
		was := string(rune('a' + i - 1))
		now := string(rune('a' + i))
		if i == 1 {
			was = "a0"
		}
		bomb.WriteString(now + ": &" + now + " [" + strings.Repeat("*"+was+",", 9) + "*" + was + "]\n")
	}
	start := time.Now()
	_, err := yamldoc.Parse("bomb.yaml", []byte(bomb.String()))
	require.ErrorIs(t, err, complaint.ErrInvalid)
	assert.Contains(t, err.Error(), "must not hold more than 200000 values, counting aliases")
	assert.Less(t, time.Since(start), time.Second)
}

func ExampleParse() {
	src, err := yamldoc.Parse("shop.yaml", []byte("name: &name 店\nowner: *name\nsince: 2026-01-01\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(src.Refuse("since", "must not be a Thursday"))
	_, err = yamldoc.Parse("shop.yaml", []byte("店: a\n店: b\n"))
	fmt.Println(err)
	// Output:
	// shop.yaml:3:8: since: "2026-01-01": must not be a Thursday
	// 3 | since: 2026-01-01
	//   |        ^
	// shop.yaml:2:1: ["店"]: stands twice, first in line 1
	// 2 | 店: b
	//   | ^
}
