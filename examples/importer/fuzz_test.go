package importer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/examples/importer"
)

// checkImport imports a text twice and checks what must hold whatever it is: nothing panics, every row is counted in
// exactly one way, what is counted as imported is there, and the second run finds what the first one imported.
func checkImport(t *testing.T, text string, o importer.Options) (importer.Result, bool) {
	t.Helper()
	b := newBench(t)
	last, rejected := 0, 0
	o.MaxRow = 4096
	o.Rejected = func(e *importer.RowError) {
		rejected++
		require.GreaterOrEqual(t, e.Line, last, "lines go up")
		require.NotContains(t, e.Error(), "\n")
		last = e.Line
	}
	first, err := importer.Import(context.Background(), b.desk, b.store, strings.NewReader(text), o)
	if err != nil {
		require.ErrorIs(t, err, complaint.ErrInvalid, "the only error of a text is that the file is broken as a whole")
		require.Zero(t, first)
		require.Zero(t, b.count(t))
		return first, false
	}
	require.Equal(t, rejected, first.Rejected)
	require.Equal(t, first.Imported, b.count(t))
	last = 0
	second, err := importer.Import(context.Background(), b.desk, b.store, strings.NewReader(text), o)
	require.NoError(t, err)
	require.Equal(t, importer.Result{Already: first.Imported + first.Already, Rejected: first.Rejected}, second)
	return first, true
}

func FuzzJSONL(f *testing.F) {
	for _, seed := range []string{
		"", "\n\n", rows(3), "\xEF\xBB\xBF" + rows(1), `{"channel":"email","content":"x"}` + "\r\n" + `{}`, "{\"a\":\n1}",
		`{"key":"a","channel":"email","content":"one"}` + "\n" + `{"key":"a","channel":"email","content":"two"}`,
		`{"channel":"email","content":"\ud83d"}`, `{"channel":"email","amount":{"amount":1,"currency":"CNY"},"sought":["refund"]}`,
		strings.Repeat("x", 5000) + "\n" + rows(1),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		result, whole := checkImport(t, text, importer.Options{})
		require.True(t, whole, "JSONL has no header that could be broken")
		lines := 0
		for line := range strings.SplitSeq(strings.TrimPrefix(text, "\xEF\xBB\xBF"), "\n") {
			if strings.TrimSpace(line) != "" {
				lines++
			}
		}
		require.Equal(t, lines, result.Rows(), "a row is a line that is not blank")
	})
}

func FuzzCSV(f *testing.F) {
	const head = "key,channel,content\n"
	for _, seed := range []string{
		"", head, head + "a,email,one\nb,app,two\n", head + "a,email,\"one\ntwo\"\r\n\r\nb,app,two", head + "a,email,\"one\nb,app,two\n",
		head + "a,email,\"o\"\"ne\"x\nb,app,two\n", "\xEF\xBB\xBFchannel;content\n", "channel,content\n" + strings.Repeat("email,one\n", 2),
		head + "a,email," + strings.Repeat("x", 5000) + "\nb,app,two\n", head + "a,email,\"\"\"\"\"\"\n", head + ",,\n\"\"\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		result, whole := checkImport(t, text, importer.Options{Format: importer.CSV})
		if !whole || len(text) > 4096 {
			return
		}
		// Where encoding/csv reads the whole text without an error, the rows must be the same.
		text = strings.TrimPrefix(text, "\xEF\xBB\xBF")
		r := csv.NewReader(bytes.NewReader([]byte(text)))
		r.FieldsPerRecord = -1
		records, err := r.ReadAll()
		if err != nil {
			return
		}
		n := -1
		for _, record := range records {
			if len(record) == 1 && strings.TrimSpace(record[0]) == "" {
				return // white space is no row here, and one there
			}
			n++
		}
		require.Equal(t, n, result.Rows())
	})
}
