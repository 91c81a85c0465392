package policy

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// found lists findings as code, rule, others.
func found(t *testing.T, list ...Condition) []string {
	t.Helper()
	rules := make([]Rule, len(list))
	for i, c := range list {
		rules[i] = Rule{Name: strconv.Itoa(i), When: c}
	}
	compiled, err := NewRules(ComplaintFields[struct{}](), nil, "rules", rules)
	require.NoError(t, err)
	findings := compiled.Lint()
	if findings == nil {
		return nil
	}
	out := make([]string, len(findings))
	for i, f := range findings {
		out[i] = strings.TrimSpace(fmt.Sprintln(append([]any{f.Code, f.Rule}, anys(f.Others)...)...))
	}
	return out
}

func anys(list []int) []any {
	out := make([]any, len(list))
	for i, n := range list {
		out[i] = n
	}
	return out
}

func TestLintFindsContradictions(t *testing.T) {
	for name, c := range map[string]Condition{
		"rank":         All(Where("severity", Is, "general"), Where("severity", AtLeast, "serious")),
		"above top":    Where("severity", MoreThan, "very_serious"),
		"codes":        All(Where("category", Under, "logistics"), Where("category", Is, "quality")),
		"subtree":      All(Where("category", Under, "logistics.delay"), None(Where("category", Under, "logistics"))),
		"text":         All(Where("order", Is, "a"), Where("order", IsNot, "a")),
		"unset":        All(Where("order", IsUnset), Where("order", OneOf, "a", "b")),
		"count":        All(Where("reopens", AtLeast, "3"), Where("reopens", LessThan, "3")),
		"count gap":    All(Where("reopens", MoreThan, "2"), Where("reopens", LessThan, "3")),
		"money":        All(Where("amount", AtLeast, "CNY 500"), Where("amount", AtMost, "CNY 499.99")),
		"currencies":   All(Where("amount", AtLeast, "CNY 500"), Where("amount", AtLeast, "USD 70")),
		"one currency": All(Where("amount", AtLeast, "CNY 5", "USD 7"), Where("amount", LessThan, "CNY 5"), Where("amount", IsNot, "EUR 1")),
		"time":         All(Where("received", Before, "2026-01-01"), Where("received", After, "2026-01-01")),
		"duration":     All(Where("age", MoreThan, "7d"), Where("age", AtMost, "168h")),
		"measure":      All(Where("confidence", MoreThan, "0.5"), Where("confidence", LessThan, "0.5")),
		"flag":         All(Where("open", Is, "true"), Where("open", IsNot, "true")),
		"flag, both":   None(Where("open", Is, "true"), Where("open", Is, "false")),
		"list":         All(Where("tags", ContainsAll, "a", "b"), Where("tags", NoneOf, "b")),
		"list unset":   All(Where("tags", ContainsAny, "a", "b"), Where("tags", IsUnset)),
		"list under":   All(Where("sought", Under, "refund"), Where("sought", NoneOf, "refund", "cash"), Where("sought", IsUnset)),
		"none":         None(Where("order", IsSet), Where("order", IsUnset)),
		"any":          All(Any(Where("order", Is, "a"), Where("order", Is, "b")), Where("order", Is, "c")),
		"not all":      All(None(All(Where("order", Is, "a"), Where("carrier", Is, "b"))), Where("order", Is, "a"), Where("carrier", Is, "b")),
	} {
		assert.Equal(t, []string{"never_matches 0"}, found(t, c), name)
	}
	for name, c := range map[string]Condition{
		"zero":       {},
		"other tags": All(Where("tags", ContainsAny, "a", "b"), Where("tags", NoneOf, "b")),
		"not set":    All(Where("amount", IsNot, "CNY 5"), Where("amount", IsUnset)),
		"is not all": None(Where("severity", Is, "general"), Where("severity", Is, "serious"), Where("severity", Is, "very_serious")),
	} {
		assert.Empty(t, found(t, c), name)
	}
}

func TestLintComparesRules(t *testing.T) {
	serious := Where("severity", AtLeast, "serious")
	for _, tc := range []struct {
		name string
		list []Condition
		want []string
	}{
		{"catch-all first", []Condition{{}, serious}, []string{"unreachable 1 0"}},
		{"catch-all last", []Condition{serious, {}}, []string{"exception 0 1"}},
		{"the same again", []Condition{serious, serious}, []string{"unreachable 1 0"}},
		{"narrower later", []Condition{serious, All(Where("severity", Is, "very_serious"), Where("channel", Is, "app"))}, []string{"unreachable 1 0"}},
		{"apart", []Condition{serious, Where("severity", Is, "general")}, nil},
		{"overlap", []Condition{serious, Where("channel", Is, "app")}, []string{"overlap 0 1"}},
		{"subtrees", []Condition{Where("category", Under, "logistics", "quality"), Where("category", OneOf, "logistics.delay", "quality.defect")}, []string{"unreachable 1 0"}},
		{"covered by two", []Condition{
			Where("channel", Is, "app"), Where("channel", Is, "sms"),
			All(Any(Where("channel", Is, "app"), Where("channel", Is, "sms")), serious),
		}, []string{"unreachable 2 0 1"}},
		{"money", []Condition{Where("amount", AtLeast, "CNY 100", "USD 15"), Where("amount", Between, "CNY 100", "CNY 200")}, []string{"unreachable 1 0"}},
		{"lists", []Condition{Where("tags", ContainsAny, "a", "b"), Where("tags", ContainsAll, "b", "c")}, []string{"unreachable 1 0"}},
		{"list is set", []Condition{Where("tags", IsSet), Where("tags", ContainsAny, "b", "c")}, []string{"unreachable 1 0"}},
		{"after a dead one", []Condition{All(serious, Where("severity", Is, "general")), serious}, []string{"never_matches 0"}},
		{"dead branch", []Condition{Any(serious, All(serious, Where("severity", Is, "general")))}, []string{"dead_branch 0"}},
	} {
		assert.Equal(t, tc.want, found(t, tc.list...), tc.name)
	}
}

func TestLintGivesUpAndSaysSo(t *testing.T) {
	fields := []string{"order", "carrier", "currency", "language", "handler", "department", "customer.id", "customer.tier"}
	groups := make([]Condition, len(fields))
	for i, field := range fields {
		groups[i] = Any(Where(field, Is, "CNY"), Where(field, Is, "b"))
	}
	assert.Equal(t, []string{"not_judged 1"}, found(t, Where("order", Is, "a"), All(groups...), Where("order", Is, "c")))

	many := make([]Condition, 2200)
	for i := range many {
		many[i] = Where("order", Is, strconv.Itoa(i))
	}
	start := time.Now()
	out := found(t, many...)
	assert.Less(t, time.Since(start), 20*time.Second)
	require.NotEmpty(t, out)
	assert.Equal(t, "not_judged 2199", out[len(out)-1])
}
