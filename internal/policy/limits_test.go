package policy_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// Documents of the greatest size that were made to take long are refused, or read, within bounds.
func TestHostileDocumentsCostLittle(t *testing.T) {
	const n = policy.MaxDocument
	repeat := func(text string) string { return strings.Repeat(text, n/len(text)-100) }
	for name, text := range map[string]string{
		"list": "[" + repeat("a,") + "]", "block list": repeat("- a\n"), "keys": repeat("? a\n"),
		"nested block": repeat("- "), "nested list": repeat("["), "nested mapping": repeat("{a: "),
		"quoted": `"` + repeat(`\x41`), "anchors": repeat("- &a a\n- *a\n"), "colons": repeat(":"), "marks": repeat("?"),
		"spaced marks": repeat("? "), "comments": repeat("#a\n"), "tags": repeat("! "), "literal": "a: |\n" + repeat(" \n"),
		"long word": repeat("a"), "documents": repeat("---\n"), "keys that stand twice": repeat("a: b\n"),
		"flow mapping": "{" + repeat("a,") + "}", "comments in a mapping": "a:\n" + repeat(" # x\n"),
		"growing indent": repeat(strings.Repeat(" ", 500) + "a:\n" + strings.Repeat(" ", 1000) + "b:\n"),
		"wrong rules":    head + "rules:\n" + repeat("- {name: a, x: y}\n"), "rules": head + "rules:\n" + repeat("- {name: a}\n"),
		"long line": head + "rules: [" + repeat("{name: a},") + "]", "wrong long line": head + "rules: [" + repeat("{nome: a},") + "]",
		"many texts": head + "rules: [{name: a, when: {field: tags, op: is, value: [" + repeat("a,") + "]}}]",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := read[testPolicy]("x", text)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if err != nil {
				require.ErrorIs(t, err, complaint.ErrInvalid)
				assert.Less(t, len(err.Error()), 100_000)
			}
			assert.Less(t, took, 10*time.Second)
			megabytes := (after.TotalAlloc - before.TotalAlloc) >> 20
			assert.Less(t, megabytes, uint64(1000))
			t.Logf("%s: %s, %d MB in all", name, took.Round(time.Millisecond), megabytes)
		})
	}
}
