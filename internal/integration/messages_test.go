package integration_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTriageOnMessages measures the engine out of the box on messages that were written without a look at what it was made
// with, see the README beside them and measure for the two halves.
func TestTriageOnMessages(t *testing.T) {
	file, err := os.Open(filepath.Join("testdata", "messages.jsonl"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, file.Close()) })
	measure(t, file, map[string]float64{
		"category": 0.70, "category in three": 0.82, "kind": 0.88, "severity": 0.71, "severity within one": 0.96,
		"urgency": 0.79, "complexity": 0.71, "sensitive recall": 0.70, "sensitive precision": 0.87,
		"suspicion recall": 0.50, "suspicion precision": 0.62,
	})
}
