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
	measure(t, file, map[string]float64{})
}
