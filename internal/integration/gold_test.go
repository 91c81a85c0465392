package integration_test

import (
	"bufio"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/triage"
)

// goldMessage is a labelled message of the invented shop, see the guide beside the data.
type goldMessage struct {
	Lang     string   `json:"lang"`
	Subject  string   `json:"subject"`
	Text     string   `json:"text"`
	Category string   `json:"category"`
	Also     []string `json:"also"`
}

// TestBuiltinOnGoldMessages measures the built-in classifier on every second message: the first, the third and so on. The
// others stay unseen until the triage engine is complete.
func TestBuiltinOnGoldMessages(t *testing.T) {
	file := kpiFile(t, "gold_complaints", "dev.jsonl")
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	c := triage.Builtin()
	texts, first, three := 0, 0, 0
	for i := 0; lines.Scan(); i++ {
		if i%2 == 1 {
			continue
		}
		var m goldMessage
		require.NoError(t, json.Unmarshal(lines.Bytes(), &m))
		right := append(slices.Clip(m.Also), m.Category)
		labels := c.Classify(m.Subject + "\n" + m.Text)
		isRight := func(l triage.Label) bool { return slices.Contains(right, l.Name) }
		texts++
		if len(labels) > 0 && isRight(labels[0]) {
			first++
		}
		if slices.ContainsFunc(labels[:min(len(labels), 3)], isRight) {
			three++
		}
	}
	require.NoError(t, lines.Err())
	require.Positive(t, texts)
	t.Logf("%d messages: %.3f have a right category first, %.3f among the first three",
		texts, float64(first)/float64(texts), float64(three)/float64(texts))
	require.GreaterOrEqual(t, float64(first)/float64(texts), 0.70)
	require.GreaterOrEqual(t, float64(three)/float64(texts), 0.88)
}
