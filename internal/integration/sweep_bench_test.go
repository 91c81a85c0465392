package integration_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/sqlstore"
)

// The benchmarks of Sweep stand beside SQL that is written by hand for the same tables, on the same driver and settings. One
// command, from the root of the repository (a few minutes, and 5 GB for a temporary file):
//
//	go test ./internal/integration -run '^$' -bench '^BenchmarkSweep' -benchtime 1x -timeout 30m
//
// Every case that is due has a warning due, and firing it is a new state and an event, as everywhere in the library. "batch"
// is the limit: a transaction selects the next 100 that are due, sets version and due time of each and inserts a row of 150
// bytes for each. "bytes" does that with rows of the size that the library has: it rewrites the document and inserts an
// event of the same size, without having made or read either. The contenders take turns; a figure is the median of five.

const (
	sweepRounds = 5
	// benchNow is so long after sweepStart that the warnings of the cases are due and nothing else.
	benchNow = 3*time.Hour + 30*time.Minute
)

// sweepBench is a file with open cases.
type sweepBench struct {
	path string
	db   *sql.DB
	s    *sqlstore.Store
	// next numbers the cases that become due.
	next int
}

func newSweepBench(b *testing.B) *sweepBench {
	b.Helper()
	f := &sweepBench{path: filepath.Join(b.TempDir(), "recourse.db")}
	f.db = openSQLite(b, f.path, 1)
	f.s = storeOver(b, f.db, nil)
	return f
}

func (f *sweepBench) exec(b *testing.B, text string, args ...any) {
	b.Helper()
	_, err := f.db.ExecContext(b.Context(), text, args...)
	require.NoError(b, err)
}

// grow fills the file up to so many open cases with nothing due: copies of 64 cases under IDs of their own.
func (f *sweepBench) grow(b *testing.B, rows int) {
	b.Helper()
	have := 0
	require.NoError(b, f.db.QueryRowContext(b.Context(), "SELECT COUNT(*) FROM recourse_complaint").Scan(&have))
	if have == 0 {
		engine := sweepEngine(b)
		for i := range 64 {
			opened, _ := sweepCase(b, engine, sweepStart().Add(benchNow-time.Duration(i)*time.Minute), -1-i)
			require.NoError(b, f.s.Put(b.Context(), opened))
		}
		f.exec(b, `CREATE TABLE first AS SELECT rowid AS n, substr(id, 1, 8) AS head, lower(hex(id)) AS digits, id FROM recourse_complaint`)
		have = 64
	}
	f.exec(b, "PRAGMA synchronous = OFF")
	f.exec(b, "PRAGMA temp_store = MEMORY")
	f.exec(b, `CREATE TEMP TABLE fresh AS WITH RECURSIVE
		number (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM number WHERE n + 1 < ?),
		tail (n, digits) AS (SELECT n, printf('a%015x', (n * 2654435761) & 0xfffffffffffffff) FROM number)
		SELECT f.id AS old, CAST(f.head || unhex(t.digits) AS BLOB) AS id, `+uuidText("f.digits")+` AS old_text,
			`+uuidText("substr(f.digits, 1, 16) || t.digits")+` AS text
		FROM tail t JOIN first f ON f.n = 1 + t.n % 64`, have, rows)
	columns := `version, status, updated, closed, due, reference, category, feedback, severity, urgency, priority, priority_rank,
		channel, department, handler, customer, order_id, language, received, facets`
	f.exec(b, `INSERT INTO recourse_complaint (tenant, id, `+columns+`, document)
		SELECT c.tenant, x.id, `+columns+`, replace(c.document, x.old_text, x.text)
		FROM fresh x CROSS JOIN recourse_complaint c ON c.tenant = '' AND c.id = x.old`)
	f.exec(b, `INSERT INTO recourse_event (tenant, complaint, version, recorded, published, event)
		SELECT e.tenant, x.id, e.version, e.recorded, 1, replace(e.event, x.old_text, x.text)
		FROM fresh x CROSS JOIN recourse_event e ON e.tenant = '' AND e.complaint = x.old AND e.version = 1`)
	f.exec(b, "DROP TABLE fresh")
	f.exec(b, "PRAGMA synchronous = FULL")
	f.exec(b, "PRAGMA wal_checkpoint(TRUNCATE)")
}

// uuidText is the text form of a UUID of 32 digits, in SQL.
func uuidText(digits string) string {
	return strings.ReplaceAll(`substr(?, 1, 8) || '-' || substr(?, 9, 4) || '-' || substr(?, 13, 4) || '-' ||
		substr(?, 17, 4) || '-' || substr(?, 21)`, "?", digits)
}

// due adds cases with a warning due.
func (f *sweepBench) due(b *testing.B, n int) {
	b.Helper()
	const chunk = 500
	engine := sweepEngine(b)
	for i := 0; i < n; i += chunk {
		size := min(chunk, n-i)
		changes := make([]storage.Change, 0, size)
		for range size {
			opened, _ := sweepCase(b, engine, sweepStart().Add(time.Duration(f.next)*time.Millisecond), f.next)
			changes = append(changes, opened)
			f.next++
		}
		require.NoError(b, f.s.Put(b.Context(), changes...))
	}
}

// sweeper does what is due until nothing is left and returns how many things that were.
type sweeper func(ctx context.Context, tb testing.TB) int

// measure has so many workers of a kind do n things that are due, and returns the time for each.
func (f *sweepBench) measure(b *testing.B, n int, workers []sweeper) time.Duration {
	b.Helper()
	f.due(b, n)
	var wg sync.WaitGroup
	done := make([]int, len(workers))
	start := time.Now()
	for i, work := range workers {
		wg.Go(func() { done[i] = work(b.Context(), b) })
	}
	wg.Wait()
	took := time.Since(start)
	sum := 0
	for _, k := range done {
		sum += k
	}
	require.Equal(b, n, sum, "each thing once")
	return took / time.Duration(n)
}

// library makes sweeping workers, each with a handle of its own, as processes have.
func (f *sweepBench) library(b *testing.B, workers int) []sweeper {
	b.Helper()
	list := make([]sweeper, workers)
	for i := range list {
		d := sweepDesk(b, storeOver(b, openSQLite(b, f.path, 1), nil), sweepStart().Add(benchNow))
		list[i] = func(ctx context.Context, tb testing.TB) int {
			n, err := d.Sweep(ctx)
			must(tb, err)
			return n
		}
	}
	return list
}

// benchRun is workers of a kind on a file.
type benchRun struct {
	*sweepBench

	workers []sweeper
}

// rounds has workers take turns and returns the medians of their times.
func rounds(b *testing.B, n int, runs []benchRun) []float64 {
	b.Helper()
	times := make([][]time.Duration, len(runs))
	for round := range sweepRounds {
		for i := range runs {
			k := (i + round) % len(runs)
			times[k] = append(times[k], runs[k].measure(b, n, runs[k].workers))
		}
	}
	medians := make([]float64, len(times))
	for i, list := range times {
		slices.Sort(list)
		medians[i] = float64(list[len(list)/2].Nanoseconds())
	}
	return medians
}

// BenchmarkSweepSizes sweeps 2,000 cases that are due in files with more and more open ones, in turns. "growth" is the time for
// a case in relation to the smallest file.
func BenchmarkSweepSizes(b *testing.B) {
	const due = 2000
	sizes := []int{10_000, 100_000, 1_000_000}
	runs := make([]benchRun, 0, 3*len(sizes))
	for _, rows := range sizes {
		f := newSweepBench(b)
		f.grow(b, rows)
		for _, by := range [][]sweeper{f.library(b, 1), f.byHand(b, 1, true), f.byHand(b, 1, false)} {
			runs = append(runs, benchRun{f, by})
		}
	}
	m := rounds(b, due, runs)
	for i, rows := range sizes {
		ours, bytes, batch := m[3*i], m[3*i+1], m[3*i+2]
		b.Run(fmt.Sprintf("open=%d", rows), func(b *testing.B) {
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ours, "ns/fired")
			b.ReportMetric(ours/m[0], "growth")
			b.ReportMetric(bytes, "ns/bytes")
			b.ReportMetric(batch, "ns/batch")
			b.ReportMetric(bytes/ours, "ratio-bytes")
			b.ReportMetric(batch/ours, "ratio-batch")
		})
	}
}

// BenchmarkSweepWorkers sweeps 10,000 cases that are due among as many open ones, with several workers at once.
func BenchmarkSweepWorkers(b *testing.B) {
	const due = 10_000
	f := newSweepBench(b)
	f.grow(b, due)
	for _, workers := range []int{1, 2, 8} {
		runs := []benchRun{{f, f.library(b, workers)}, {f, f.byHand(b, workers, true)}, {f, f.byHand(b, workers, false)}}
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			m := rounds(b, due, runs)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(1e9/m[0], "fired/s")
			b.ReportMetric(1e9/m[1], "bytes/s")
			b.ReportMetric(1e9/m[2], "batch/s")
			b.ReportMetric(m[1]/m[0], "ratio-bytes")
			b.ReportMetric(m[2]/m[0], "ratio-batch")
		})
	}
}
