package signal

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTablesCanBeRead(t *testing.T) {
	files, err := fs.Sub(data, "data")
	require.NoError(t, err)
	b, err := readBook(files)
	require.NoError(t, err)
	t.Logf("%d rules, %d phrases, %d steps, %d uses of numbers", len(b.rules), len(b.words), b.slots, len(b.numbers))
	require.Greater(t, len(b.rules), 100)
	require.Greater(t, len(b.words), 1000)
}
