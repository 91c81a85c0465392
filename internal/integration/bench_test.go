package integration_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
)

// The benchmarks compare the library with SQL that is written by hand for the same rows, on the same driver and settings.
// One command, from the root of the repository:
//
//	go test ./internal/integration -run '^$' -bench 'Put|Page|Apply' -benchtime 3000x
//
// Both sides take turns, one operation each, so that whatever else the machine does meets both. The reported ratio is the
// time by hand divided by the time of the library, of medians: above 1 the library is faster.

// duel runs two things in turns and reports the medians of their times and the ratio.
func duel(b *testing.B, ours, byHand func(i int)) {
	b.Helper()
	times := [2][]time.Duration{}
	run := func(which, i int, do func(int)) {
		start := time.Now()
		do(i)
		times[which] = append(times[which], time.Since(start))
	}
	b.ResetTimer()
	for i := range b.N {
		if i%2 == 0 {
			run(0, i, ours)
			run(1, i, byHand)
		} else {
			run(1, i, byHand)
			run(0, i, ours)
		}
	}
	b.StopTimer()
	median := func(list []time.Duration) float64 {
		slices.Sort(list)
		return float64(list[len(list)/2].Nanoseconds()) / 1000
	}
	mine, other := median(times[0]), median(times[1])
	b.ReportMetric(0, "ns/op") // the two sides together say nothing
	b.ReportMetric(mine, "µs/library")
	b.ReportMetric(other, "µs/by-hand")
	b.ReportMetric(other/mine, "ratio")
}

// source is a random source with a fixed seed.
func source(seed uint64) casegen.Source { return casegen.Func(rand.New(rand.NewPCG(seed, 1)).IntN) }

// openings makes n first versions with IDs that rise, as UUIDv7 do.
func openings(tb testing.TB, s casegen.Source, n int) []storage.Change {
	tb.Helper()
	changes := make([]storage.Change, n)
	for i := range changes {
		id := casegen.ID(s)
		id[0], id[1], id[2], id[3] = byte(i>>24), byte(i>>16), byte(i>>8), byte(i)
		c, e, err := complaint.Open(id, casegen.Intake(s), casegen.Meta(s, complaint.Complaint{}))
		require.NoError(tb, err)
		changes[i] = storage.Change{Complaint: c, Event: e}
	}
	return changes
}

// step makes the next version by an action that is legal.
func step(tb testing.TB, s casegen.Source, c complaint.Complaint) storage.Change {
	tb.Helper()
	for {
		next, e, err := c.Apply(casegen.Next(s, c))
		if err == nil && e.Kind != complaint.KindErase {
			return storage.Change{Complaint: next, Event: e}
		}
	}
}

func BenchmarkPutOpen(b *testing.B) {
	ours, _ := newSQLite(b, 1)
	_, db := newSQLite(b, 1)
	hand := newByHand(b, db)
	changes := openings(b, source(1), b.N)
	ctx := b.Context()
	duel(b, func(i int) {
		if err := ours.Put(ctx, changes[i]); err != nil {
			b.Fatal(err)
		}
	}, func(i int) { hand.open(ctx, b, changes[i]) })
}

func BenchmarkPutStep(b *testing.B) {
	ours, _ := newSQLite(b, 1)
	_, db := newSQLite(b, 1)
	hand := newByHand(b, db)
	s := source(2)
	first := openings(b, s, b.N)
	second := make([]storage.Change, b.N)
	ctx := b.Context()
	for i := range first {
		second[i] = step(b, s, first[i].Complaint)
		hand.open(ctx, b, first[i])
		require.NoError(b, ours.Put(ctx, first[i]))
	}
	duel(b, func(i int) {
		if err := ours.Put(ctx, second[i]); err != nil {
			b.Fatal(err)
		}
	}, func(i int) { hand.step(ctx, b, second[i]) })
}

// pages are the listings of the benchmark, with the SQL that somebody writes who knows what is in the tables.
func BenchmarkPage(b *testing.B) {
	const n = 50_000
	ours, db := newSQLite(b, 1)
	fillSQLite(b, ours, n)
	hand := newByHand(b, db)
	ctx := b.Context()
	for _, p := range pages() {
		b.Run(p.name, func(b *testing.B) {
			page, err := ours.List(ctx, p.query)
			require.NoError(b, err)
			require.Equal(b, ids(page.Complaints), ids(hand.list(ctx, b, p.sql, p.args...)), "both must give the same page")
			require.Len(b, page.Complaints, 50)
			duel(b, func(int) {
				if _, err := ours.List(ctx, p.query); err != nil {
					b.Fatal(err)
				}
			}, func(int) { hand.list(ctx, b, p.sql, p.args...) })
		})
	}
}

func ids(list []complaint.Complaint) []complaint.ID {
	out := make([]complaint.ID, len(list))
	for i := range list {
		out[i] = list[i].ID
	}
	return out
}

// fillSQLite stores n complaints that were opened, and half of them assessed.
func fillSQLite(tb testing.TB, s storage.Store, n int) {
	tb.Helper()
	src := source(3)
	for changes := range slices.Chunk(openings(tb, src, n), 1000) {
		require.NoError(tb, s.Put(tb.Context(), changes...))
		next := make([]storage.Change, 0, 500)
		for i := 0; i < len(changes); i += 2 {
			next = append(next, step(tb, src, changes[i].Complaint))
		}
		require.NoError(tb, s.Put(tb.Context(), next...))
	}
}

// A typical event: somebody assesses a complaint, with a reason.
func BenchmarkApply(b *testing.B) {
	s := source(4)
	c := openings(b, s, 1)[0].Complaint
	m := casegen.Meta(s, c)
	a := casegen.Of(s, c, complaint.KindAssess)
	b.ReportAllocs()
	for b.Loop() {
		_, e, err := c.Apply(a, m)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := e.MarshalJSON(); err != nil {
			b.Fatal(err)
		}
	}
}
