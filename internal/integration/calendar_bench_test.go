package integration_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

// The benchmarks of calendars compare the library with rickar/cal, the best known peer, and with a limit: a table that
// is written by hand for this one calendar and does nothing else. One command, from the root of the repository:
//
//	go test ./internal/integration -run '^$' -bench Calendar -benchtime 31x
//
// Everybody takes turns, a batch of operations each, so that whatever else the machine does meets all of them; the
// figures are medians. A ratio is the time of the library divided by that of the other: above 1 the library is slower.
// Starts are 16,384 random instants of the years 2020 to 2029; with fewer the branch predictor learns them.
//
//   - library: Monday to Friday, 09:00 to 17:00 in New York.
//   - lunch: the library with a lunch break from 12:00 to 13:00. The peer has no lunch break.
//   - limit: the table by hand, from time.Time to time.Time as the library has it.
//   - bare: the same table from an int64 to an int64, without time.Time.
//   - peer: rickar/cal, business hours without a lunch break and without holidays.

const (
	calStarts = 1 << 14
	calPeer   = 16 // operations of the peer in a batch: it takes up to milliseconds for one
)

// desks are the contenders over the same starts.
type desks struct {
	office, lunch *sla.Calendar
	peer          *cal.BusinessCalendar
	limit         *limitTable
	starts        [calStarts]time.Time
	nanos         [calStarts]int64
}

func newDesks(b *testing.B) *desks {
	b.Helper()
	loc, err := time.LoadLocation("America/New_York")
	require.NoError(b, err)
	d := &desks{
		office: deskCalendar(b, sla.Span{From: 9 * time.Hour, To: 17 * time.Hour}),
		lunch:  deskCalendar(b, sla.Span{From: 9 * time.Hour, To: 12 * time.Hour}, sla.Span{From: 13 * time.Hour, To: 17 * time.Hour}),
		peer:   cal.NewBusinessCalendar(),
		limit:  newLimit(loc, 2015, 2045),
	}
	d.peer.SetWorkHours(9*time.Hour, 17*time.Hour)
	rng := rand.New(rand.NewPCG(11, 1))
	lo, hi := time.Date(2020, 1, 1, 0, 0, 0, 0, loc).Unix(), time.Date(2030, 1, 1, 0, 0, 0, 0, loc).Unix()
	for i := range &d.starts {
		d.starts[i] = time.Unix(lo+rng.Int64N(hi-lo), rng.Int64N(1e9)).In(loc)
		d.nanos[i] = d.starts[i].UnixNano()
	}
	return d
}

func deskCalendar(b *testing.B, spans ...sla.Span) *sla.Calendar {
	b.Helper()
	week := map[time.Weekday][]sla.Span{}
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = spans
	}
	c, err := sla.NewCalendar(sla.CalendarSpec{Zone: "America/New_York", Week: week})
	require.NoError(b, err)
	return c
}

// lap is one contender: run does n operations, from the i-th on.
type lap struct {
	name string
	n    int
	run  func(i, n int)
}

// race lets the laps take turns and reports medians, and the library's ratio to the limit, the bare limit and the peer.
func race(b *testing.B, laps ...lap) map[string]float64 {
	b.Helper()
	times := make([][]float64, len(laps))
	for i := range laps { // the first questions compile tables
		laps[i].run(0, laps[i].n)
	}
	b.ResetTimer()
	for round := range b.N {
		for turn := range laps {
			which := (turn + round) % len(laps)
			n := laps[which].n
			start := time.Now()
			laps[which].run(round*n, n)
			times[which] = append(times[which], float64(time.Since(start).Nanoseconds())/float64(n))
		}
	}
	b.StopTimer()
	b.ReportMetric(0, "ns/op") // all sides together say nothing
	median := map[string]float64{}
	for i, l := range laps {
		slices.Sort(times[i])
		median[l.name] = times[i][len(times[i])/2]
		b.ReportMetric(median[l.name], "ns/"+l.name)
	}
	for _, other := range []string{"limit", "bare", "peer"} {
		if m := median[other]; m > 0 {
			b.ReportMetric(median["library"]/m, "ratio/"+other)
		}
	}
	if m := median["lunch"]; m > 0 {
		b.ReportMetric(m/median["limit"], "ratio/lunch-limit")
	}
	return median
}

// flat reports the ratio of the longest horizons to four hours.
func flat(b *testing.B, medians map[string]map[string]float64) {
	b.Helper()
	b.Run("flat", func(b *testing.B) {
		b.ReportMetric(0, "ns/op")
		for _, who := range []string{"library", "lunch", "limit"} {
			b.ReportMetric(medians["1y"][who]/medians["4h"][who], "1y/4h-"+who)
			b.ReportMetric(medians["10y"][who]/medians["4h"][who], "10y/4h-"+who)
		}
	})
}

var (
	calTime time.Time
	calWork time.Duration
	calInt  int64
)

// BenchmarkCalendarAdd adds working time. A day of it is eight hours, a year 52 weeks of forty: 30d are 240 hours, 1y
// 2,080, 10y 20,800, so that the results stand about so far away.
func BenchmarkCalendarAdd(b *testing.B) {
	d, medians := newDesks(b), map[string]map[string]float64{}
	for _, h := range []struct {
		name string
		by   time.Duration
	}{{"4h", 4 * time.Hour}, {"72h", 72 * time.Hour}, {"30d", 240 * time.Hour}, {"1y", 2080 * time.Hour}, {"10y", 20_800 * time.Hour}} {
		b.Run(h.name, func(b *testing.B) {
			for i, t := range &d.starts {
				require.Equal(b, d.limit.add(d.nanos[i], int64(h.by)), d.office.Add(t, h.by).UnixNano(), "%s", t)
				if i < calPeer {
					require.True(b, d.peer.AddWorkHours(t, h.by).Equal(d.office.Add(t, h.by)), "%s", t)
				}
			}
			add := func(c *sla.Calendar) func(i, n int) {
				return func(i, n int) {
					for ; n > 0; n-- {
						calTime = c.Add(d.starts[i%calStarts], h.by)
						i++
					}
				}
			}
			medians[h.name] = race(
				b, lap{"library", calStarts, add(d.office)}, lap{"lunch", calStarts, add(d.lunch)},
				lap{"limit", calStarts, func(i, n int) {
					for ; n > 0; n-- {
						t := d.starts[i%calStarts]
						at := t.UnixNano()
						calTime = t.Add(time.Duration(d.limit.add(at, int64(h.by)) - at))
						i++
					}
				}},
				lap{"bare", calStarts, func(i, n int) {
					for ; n > 0; n-- {
						calInt = d.limit.add(d.nanos[i%calStarts], int64(h.by))
						i++
					}
				}},
				lap{"peer", calPeer, func(i, n int) {
					for ; n > 0; n-- {
						calTime = d.peer.AddWorkHours(d.starts[i%calStarts], h.by)
						i++
					}
				}},
			)
			b.ReportMetric(testing.AllocsPerRun(100, func() { calTime = d.lunch.Add(d.starts[1], h.by) }), "allocs/library")
		})
	}
	flat(b, medians)
}

// BenchmarkCalendarBetween counts the working time between two instants that are so far apart in calendar time.
func BenchmarkCalendarBetween(b *testing.B) {
	const day = 24 * time.Hour
	d, medians := newDesks(b), map[string]map[string]float64{}
	for _, h := range []struct {
		name string
		by   time.Duration
	}{{"4h", 4 * time.Hour}, {"72h", 72 * time.Hour}, {"30d", 30 * day}, {"1y", 365 * day}, {"10y", 3652 * day}} {
		b.Run(h.name, func(b *testing.B) {
			var ends [calStarts]time.Time
			for i, t := range &d.starts {
				ends[i] = t.Add(h.by)
				require.Equal(b, d.limit.between(d.nanos[i], d.nanos[i]+int64(h.by)), int64(d.office.Between(t, ends[i])), "%s", t)
				if i < calPeer {
					require.Equal(b, d.peer.WorkHoursInRange(t, ends[i]), d.office.Between(t, ends[i]), "%s", t)
				}
			}
			between := func(c *sla.Calendar) func(i, n int) {
				return func(i, n int) {
					for ; n > 0; n-- {
						calWork = c.Between(d.starts[i%calStarts], ends[i%calStarts])
						i++
					}
				}
			}
			medians[h.name] = race(
				b, lap{"library", calStarts, between(d.office)}, lap{"lunch", calStarts, between(d.lunch)},
				lap{"limit", calStarts, func(i, n int) {
					for ; n > 0; n-- {
						calWork = time.Duration(d.limit.between(d.starts[i%calStarts].UnixNano(), ends[i%calStarts].UnixNano()))
						i++
					}
				}},
				lap{"bare", calStarts, func(i, n int) {
					for ; n > 0; n-- {
						calInt = d.limit.between(d.nanos[i%calStarts], d.nanos[i%calStarts]+int64(h.by))
						i++
					}
				}},
				lap{"peer", calPeer, func(i, n int) {
					for ; n > 0; n-- {
						calWork = d.peer.WorkHoursInRange(d.starts[i%calStarts], ends[i%calStarts])
						i++
					}
				}},
			)
			b.ReportMetric(testing.AllocsPerRun(100, func() { calWork = d.lunch.Between(d.starts[1], ends[1]) }), "allocs/library")
		})
	}
	flat(b, medians)
}

// BenchmarkCalendarBuild compiles ten years, zone rules included.
func BenchmarkCalendarBuild(b *testing.B) {
	loc, err := time.LoadLocation("America/New_York")
	require.NoError(b, err)
	from, to := time.Date(2020, 1, 1, 12, 0, 0, 0, loc), time.Date(2029, 12, 31, 12, 0, 0, 0, loc)
	build := func(spans ...sla.Span) func(i, n int) {
		return func(_, n int) {
			for range n {
				calWork = deskCalendar(b, spans...).Between(from, to)
			}
		}
	}
	library := build(sla.Span{From: 9 * time.Hour, To: 17 * time.Hour})
	race(
		b, lap{"library", 8, library},
		lap{"lunch", 8, build(sla.Span{From: 9 * time.Hour, To: 12 * time.Hour}, sla.Span{From: 13 * time.Hour, To: 17 * time.Hour})},
		lap{"limit", 8, func(_, n int) {
			for range n {
				calInt = newLimit(loc, 2020, 2030).lo
			}
		}},
	)
	b.ReportMetric(testing.AllocsPerRun(10, func() { library(0, 1) }), "allocs/library")
}
