package sla

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func plainWeek(t testing.TB, zone string) *Calendar {
	t.Helper()
	week := map[time.Weekday][]Span{}
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = []Span{{9 * time.Hour, 12 * time.Hour}, {13 * time.Hour, 17 * time.Hour}}
	}
	week[time.Saturday] = []Span{{22 * time.Hour, 29*time.Hour + 30*time.Minute}}
	c, err := NewCalendar(CalendarSpec{Zone: zone, Week: week, Dates: map[Date][]Span{{2026, time.May, 1}: nil}})
	require.NoError(t, err)
	return c
}

// TestNearAndFarAgree asks both halves of the engine the same questions where both can answer.
func TestNearAndFarAgree(t *testing.T) {
	for _, name := range []string{"America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"} {
		c, r := plainWeek(t, name), rand.New(rand.NewPCG(1, 1))
		lo, hi := unixYear(nearFirst), unixYear(nearLast)
		for range 300 {
			a, b := time.Unix(lo+r.Int64N(hi-lo), r.Int64N(second)).UTC(), time.Unix(lo+r.Int64N(hi-lo), 0).UTC()
			d := time.Duration(r.Int64N(int64(20_000*time.Hour))) - 10_000*time.Hour
			if r.IntN(2) == 0 {
				d = d.Truncate(time.Hour)
			}
			require.Equal(t, c.addFar(a, d), c.Add(a, d), "%s + %s", a, d)
			require.Equal(t, c.betweenFar(a, b), c.Between(a, b), "%s to %s", a, b)
			require.Equal(t, c.openFar(a), c.Open(a), "%s", a)
			near, okNear := c.change(a)
			far, okFar := c.changeFar(a)
			require.Equal(t, okFar, okNear)
			require.True(t, far.Equal(near), "after %s: %s, %s", a, far, near)
		}
	}
}

// TestCycles: 400 years on, the calendar is the same.
func TestCycles(t *testing.T) {
	c, r := plainWeek(t, "America/New_York"), rand.New(rand.NewPCG(2, 1))
	for range 300 {
		a := time.Unix(unixYear(2201)+r.Int64N(cycleSecs), 0).UTC()
		d := time.Duration(r.Int64N(int64(20_000 * time.Hour)))
		shift := func(u time.Time, k int64) time.Time {
			return time.Unix(u.Unix()+k*cycleSecs, int64(u.Nanosecond())).UTC()
		}
		for k := int64(1); k < 19; k += 6 {
			require.Equal(t, shift(c.Add(a, d), k), c.Add(shift(a, k), d), "%s + %s, %d cycles", a, d, k)
			require.Equal(t, c.Open(a), c.Open(shift(a, k)))
		}
	}
}

// TestEndsOfTime: extreme arguments end, with a right answer or a stated one.
func TestEndsOfTime(t *testing.T) {
	c := plainWeek(t, "Europe/London")
	times := []time.Time{
		{},
		time.Unix(math.MaxInt64, 0), time.Unix(math.MinInt64, 0), Earliest(), Latest(),
		time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2190, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2400, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	durations := []time.Duration{1, -1, time.Hour, -time.Hour, math.MaxInt64, math.MinInt64, 200 * 365 * 24 * time.Hour}
	for _, a := range times {
		for _, d := range durations {
			u := c.Add(a, d)
			require.False(t, u.Before(Earliest()) || u.After(Latest()), "%s + %s = %s", a, d, u)
			if !u.Equal(Earliest()) && !u.Equal(Latest()) && d > math.MinInt64 {
				require.Equal(t, d, c.Between(a, u), "%s + %s = %s", a, d, u)
			}
		}
		for _, b := range times {
			require.Equal(t, -c.Between(b, a), c.Between(a, b))
		}
		c.Open(a)
		c.NextOpening(a)
		c.NextClosing(a)
	}
	require.Equal(t, maxDuration, Always().Between(Earliest(), Latest()))
	require.Equal(t, Latest(), Always().Add(time.Date(9990, 1, 1, 0, 0, 0, 0, time.UTC), 100*365*24*time.Hour))
}

// TestSingleDates: a calendar without a week comes to an end.
func TestSingleDates(t *testing.T) {
	c, err := NewCalendar(CalendarSpec{Zone: "UTC", Dates: map[Date][]Span{{2026, time.May, 2}: {{9 * time.Hour, 10 * time.Hour}}}})
	require.NoError(t, err)
	before, after := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	require.Equal(t, time.Date(2026, 5, 2, 9, 30, 0, 0, time.UTC), c.Add(before, 30*time.Minute))
	require.Equal(t, time.Date(2026, 5, 2, 10, 0, 0, 0, time.UTC), c.Add(before, time.Hour))
	require.Equal(t, time.Date(2026, 5, 2, 9, 30, 0, 0, time.UTC), c.Add(after, -30*time.Minute))
	require.Equal(t, Latest(), c.Add(before, time.Hour+1))
	require.Equal(t, Earliest(), c.Add(after, -time.Hour-1))
	require.Equal(t, time.Hour, c.Between(Earliest(), Latest()))
	u, ok := c.NextOpening(before)
	require.True(t, ok)
	require.Equal(t, time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC), u)
	_, ok = c.NextOpening(after)
	require.False(t, ok)
	_, ok = c.NextClosing(after)
	require.False(t, ok)
	_, ok = Always().NextClosing(before)
	require.False(t, ok)
}

// TestConcurrent asks a calendar from several goroutines while its table grows. Run it with -race.
func TestConcurrent(t *testing.T) {
	c, fresh := plainWeek(t, "America/New_York"), plainWeek(t, "America/New_York")
	ask := func(c *Calendar, i int) time.Time {
		return c.Add(time.Date(1890+i%320, 3, 9, 1, 0, 0, i, time.UTC), time.Duration(i)*time.Hour)
	}
	var all sync.WaitGroup
	got := make([][]time.Time, 4)
	for g := range got {
		all.Go(func() {
			for i := range 200 {
				got[g] = append(got[g], ask(c, i*(g+3)))
			}
		})
	}
	all.Wait()
	for g := range got {
		for i := range got[g] {
			require.Equal(t, ask(fresh, i*(g+3)), got[g][i])
		}
	}
}

// TestNoAllocation: a question about years that are compiled allocates nothing.
func TestNoAllocation(t *testing.T) {
	c := plainWeek(t, "America/New_York")
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		c.Between(from, c.Add(from, 2000*time.Hour))
		c.Open(from)
	}))
}

// TestDenseCalendar: thousands of openings in one bucket of the index, beside years that are open without a break.
func TestDenseCalendar(t *testing.T) {
	spec := CalendarSpec{Zone: "UTC", Week: map[time.Weekday][]Span{}, Dates: map[Date][]Span{}}
	for d := time.Sunday; d <= time.Saturday; d++ {
		spec.Week[d] = []Span{{0, 24 * time.Hour}}
	}
	minutes := make([]Span, 0, 48)
	for i := range 48 {
		minutes = append(minutes, Span{time.Duration(i) * 10 * time.Minute, time.Duration(i)*10*time.Minute + time.Minute})
	}
	for d := (Date{2025, time.March, 1}); d.Year < 2026; d = d.AddDays(1) {
		spec.Dates[d] = minutes
	}
	c, err := NewCalendar(spec)
	require.NoError(t, err)
	for i := range Fewer(2000) {
		a := time.Date(2024, 11, 1, 0, i*307, 0, i, time.UTC)
		d := time.Duration(i*i) * time.Second
		require.Equal(t, c.addFar(a, d), c.Add(a, d))
		require.Equal(t, d, c.Between(a, c.Add(a, d)))
		require.Equal(t, -d, c.Between(a, c.Add(a, -d)))
	}
}

// TestAlwaysIsRealTime: a calendar that never closes counts as the time package does, at any distance.
func TestAlwaysIsRealTime(t *testing.T) {
	c, r := Always(), rand.New(rand.NewPCG(3, 1))
	lo, hi := Earliest().Unix(), Latest().Unix()
	for range 2000 {
		a := time.Unix(lo+r.Int64N(hi-lo), r.Int64N(second)).UTC()
		d := time.Duration(r.Int64N(int64(280*365*24*time.Hour))) - 140*365*24*time.Hour
		b := a.Add(d)
		if !b.After(Earliest()) || !b.Before(Latest()) {
			continue
		}
		require.Equal(t, d, c.Between(a, b), "%s to %s", a, b)
		require.Equal(t, b, c.Add(a, d), "%s + %s", a, d)
		require.True(t, c.Open(a))
	}
	for _, y := range []int{nearFirst, nearLast, midFirst, midLast, midFirst - cycleYears, midLast + cycleYears} {
		edge := time.Unix(unixYear(y), 0).UTC()
		require.Equal(t, 2*time.Hour, c.Between(edge.Add(-time.Hour), edge.Add(time.Hour)), "%d", y)
		require.Equal(t, edge, c.Add(edge.Add(-time.Hour), time.Hour), "%d", y)
		require.Equal(t, edge.Add(-1), c.Add(edge, -1), "%d", y)
	}
}

// TestEveryClosing: working time that runs out at a closing or an opening, at each of them, near and far.
func TestEveryClosing(t *testing.T) {
	for _, closing := range []Closing{StayAtClosing, MoveToOpening} {
		week := map[time.Weekday][]Span{time.Tuesday: {{8 * time.Hour, 30 * time.Hour}}, time.Friday: {{9 * time.Hour, 10 * time.Hour}}}
		for i := range 20 { // short and long spans side by side, so that a bucket of the index has none or many
			from := time.Duration(i) * 15 * time.Minute
			week[time.Monday] = append(week[time.Monday], Span{from, from + time.Duration(1+i%5)*time.Minute})
		}
		c, err := NewCalendar(CalendarSpec{Zone: "Europe/London", Week: week, Closing: closing})
		require.NoError(t, err)
		for _, year := range []int{1793, 1999, 2187, 2395, 2795} {
			from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
			to := from.AddDate(Fewer(10), 0, 0)
			if year != 1999 { // far away a question takes longer
				from = time.Date(year+4, 11, 1, 0, 0, 0, 0, time.UTC)
				to = from.AddDate(0, 6, 0)
			}
			var sum time.Duration
			var last time.Time
			for v := range c.Intervals(from, to) {
				if sum > 0 && closing == StayAtClosing {
					require.True(t, last.Equal(c.Add(from, sum)), "%s + %s", from, sum)
				} else if sum > 0 {
					require.True(t, v.From.Equal(c.Add(from, sum)), "%s + %s", from, sum)
				}
				require.Equal(t, sum, c.Between(from, v.From))
				require.True(t, v.From.Equal(c.Add(v.To, -v.Duration())), "back from %s", v.To)
				require.True(t, c.Open(v.From))
				require.False(t, v.From.After(from) && c.Open(v.From.Add(-1)), "%s", v.From)
				sum, last = sum+v.Duration(), v.To
				if v.To.Before(to) {
					require.False(t, c.Open(v.To), "%s", v.To)
					require.True(t, c.Open(v.To.Add(-1)))
				}
			}
		}
	}
}
