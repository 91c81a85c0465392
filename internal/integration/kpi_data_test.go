package integration_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The figures of public event logs, computed elsewhere, are computed again with the library: every case becomes a complaint,
// and sla.Measure and sla.Verdicts say how long things took and what was in time. The data stand outside of the repository, in
// the folder that RECOURSE_DATA names, or beside it. Each set has a table of events and expected_kpi.json with the figures.

const kpiFolder = "RECOURSE_DATA"

// kpiFile opens a file of a data set and skips the test where the data are not there.
func kpiFile(t testing.TB, set, name string) *os.File {
	t.Helper()
	root := os.Getenv(kpiFolder)
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(root, filepath.FromSlash(set), name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the data set %s is not here; %s names the folder that has it", set, kpiFolder)
	}
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// kpiRow is a line of a table by column.
type kpiRow map[string]string

// kpiRows reads a table with a header line.
func kpiRows(t testing.TB, set, name string) []kpiRow {
	t.Helper()
	lines, err := csv.NewReader(kpiFile(t, set, name)).ReadAll()
	require.NoError(t, err)
	require.NotEmpty(t, lines)
	rows := make([]kpiRow, 0, len(lines)-1)
	for _, line := range lines[1:] {
		row := make(kpiRow, len(line))
		for i, column := range lines[0] {
			row[column] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// kpiCases groups the rows of a table by case, in the order in which they stand.
func kpiCases(rows []kpiRow, column string) [][]kpiRow {
	var cases [][]kpiRow
	index := map[string]int{}
	for _, row := range rows {
		i, ok := index[row[column]]
		if !ok {
			i = len(cases)
			index[row[column]] = i
			cases = append(cases, nil)
		}
		cases[i] = append(cases[i], row)
	}
	return cases
}

// at reads a time of the row, false where there is none. A time without a zone is read as UTC, which leaves differences as
// they are.
func (r kpiRow) at(t *testing.T, column string) (time.Time, bool) {
	t.Helper()
	text := r[column]
	if text == "" {
		return time.Time{}, false
	}
	if !strings.HasSuffix(text, "Z") {
		text += "Z"
	}
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err, column)
	return at, true
}

// must is at for a time that every row has.
func (r kpiRow) must(t *testing.T, column string) time.Time {
	t.Helper()
	at, ok := r.at(t, column)
	require.True(t, ok, "%s must be set", column)
	return at
}

// kpiCode makes a code of a label.
func kpiCode(label string) string {
	words := strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(words, "-")
}

// kpiExpected reads the figures of a data set.
func kpiExpected(t *testing.T, set string) map[string]any {
	t.Helper()
	var want map[string]any
	require.NoError(t, json.NewDecoder(kpiFile(t, set, "expected_kpi.json")).Decode(&want))
	return want
}
