package emotion

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFilesCanBeRead: what is embedded is whole, and small enough to be carried by everybody.
func TestFilesCanBeRead(t *testing.T) {
	size := len(modelFile)
	for _, name := range lexiconOrder {
		file, err := lexiconFiles.ReadFile("lexicon/" + name + ".txt")
		require.NoError(t, err)
		l := newLexicon()
		require.NoError(t, l.read(string(file)), name)
		require.Greater(t, len(l.entries), 50, name)
		size += len(file)
	}
	require.Less(t, size, 200_000)
	m, err := Decode(modelFile)
	require.NoError(t, err)
	again, err := m.Encode()
	require.NoError(t, err)
	require.Equal(t, modelFile, again)
	for i := range modelFile {
		if i%997 == 0 {
			_, err := Decode(modelFile[:i])
			require.ErrorIs(t, err, ErrModel)
		}
	}
	require.Error(t, newLexicon().read("word"))
	require.Error(t, newLexicon().read("@ nothing 1\nword"))
	require.Error(t, newLexicon().read("@ lexicon x\nword"))
}
