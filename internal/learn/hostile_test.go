package learn

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// sealed makes a file of a body, compressed and with the right check sum.
func sealed(t testing.TB, body []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	z, err := flate.NewWriter(&packed, flate.BestCompression)
	require.NoError(t, err)
	_, err = z.Write(body)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	sum := sha256.Sum256(packed.Bytes())
	return slices.Concat([]byte(magic), []byte{version}, sum[:], packed.Bytes())
}

// spent says how many bytes a function takes from memory.
func spent(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// hostile is a body with two labels that claims so many features and then has the rest.
func hostile(features uint64, rest []byte) []byte {
	head := slices.Concat([]byte{1, 1, 'h', 0, 2, 1, 'a', 1, 'b'}, make([]byte, 4*4*2))
	return append(binary.AppendUvarint(head, features), rest...)
}

// TestHostileClaims: what a file claims costs nothing, only what it has.
func TestHostileClaims(t *testing.T) {
	for name, body := range map[string][]byte{
		"4 billion features":   hostile(1<<32, nil),
		"a million and no row": hostile(1<<20, nil),
		"2^63 features":        hostile(1<<63, nil),
		"4 billion questions":  binary.AppendUvarint(nil, 1<<32),
		"4 billion labels":     binary.AppendUvarint([]byte{1, 1, 'h', 0}, 1<<32),
		"a label of 4 GB":      binary.AppendUvarint([]byte{1, 1, 'h', 0, 2}, 1<<32),
		"4096 labels, none":    binary.AppendUvarint([]byte{1, 1, 'h', 0}, 4096),
	} {
		file := sealed(t, body)
		var err error
		require.Less(t, spent(func() { _, err = Read(bytes.NewReader(file)) }), uint64(1<<20), name)
		require.ErrorIs(t, err, ErrFile, name)
	}
}

// TestBomb: a small file that unpacks to a very large one ends where the claims end.
func TestBomb(t *testing.T) {
	file := sealed(t, hostile(1<<20, bytes.Repeat([]byte{1}, 32<<20)))
	require.Less(t, len(file), 64<<10)
	var err error
	require.Less(t, spent(func() { _, err = Read(bytes.NewReader(file)) }), uint64(128<<20))
	require.ErrorIs(t, err, ErrFile)
}

// FuzzMemory: reading takes no more than some tables and a multiple of what the body has.
func FuzzMemory(f *testing.F) {
	f.Add(hostile(1<<32, nil))
	f.Add(hostile(3, []byte{1, 1, 1}))
	f.Fuzz(func(t *testing.T, body []byte) {
		var err error
		n := spent(func() { _, err = decodeBody(bytes.NewReader(body)) })
		if err != nil && !errors.Is(err, ErrFile) {
			t.Fatal(err)
		}
		if n > 4<<20+uint64(256*len(body)) {
			t.Fatalf("%d bytes of memory for a body of %d", n, len(body))
		}
	})
}
