package sla

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func utc(y int, m time.Month, d, h, minute int) time.Time {
	return time.Date(y, m, d, h, minute, 0, 0, time.UTC)
}

// TestWork: amounts of time that a Duration cannot hold carry and borrow as numbers do.
func TestWork(t *testing.T) {
	require.Equal(t, work{3, 0}, work{1, 500_000_000}.plus(work{1, 500_000_000}))
	require.Equal(t, work{2, 999_999_999}, work{1, 500_000_000}.plus(work{1, 499_999_999}))
	require.Equal(t, work{0, 999_999_999}, work{2, 0}.minus(work{1, 1}))
	require.Equal(t, work{1, 0}, work{2, 1}.minus(work{1, 1}))
	require.Equal(t, work{-1, 999_999_999}, workOf(-1))
	require.Equal(t, work{-1, 0}, workOf(-second))
	require.Equal(t, work{7, 500_000_000}, work{2, 500_000_000}.times(3))
	require.Equal(t, work{-8, 500_000_000}, work{2, 500_000_000}.times(-3))
	for _, tc := range []struct {
		a, b work
		want bool
	}{
		{work{1, 1}, work{1, 2}, true},
		{work{1, 2}, work{1, 2}, false},
		{work{1, 3}, work{1, 2}, false},
		{work{0, 3}, work{1, 2}, true},
		{work{2, 1}, work{1, 2}, false},
	} {
		require.Equal(t, tc.want, tc.a.less(tc.b), "%v %v", tc.a, tc.b)
	}
	for _, d := range []int64{0, 1, -1, second, -second, math.MaxInt64, math.MaxInt64 - 1, -math.MaxInt64, 1 - math.MaxInt64} {
		require.Equal(t, time.Duration(d), workOf(d).duration())
	}
	require.Equal(t, maxDuration, workOf(math.MaxInt64).plus(work{0, 1}).duration())
	require.Equal(t, -maxDuration, workOf(-math.MaxInt64).minus(work{0, 1}).duration())
	require.Equal(t, maxDuration, work{1 << 40, 0}.duration())
	require.Equal(t, -maxDuration, work{-1 << 40, 0}.duration())
}

// TestFold: each year has one that stands for it, 400 years or a multiple away.
func TestFold(t *testing.T) {
	for _, tc := range []struct{ year, era, stands, cycles int }{
		{1, 0, 1601, -4},
		{1399, 0, 1799, -1},
		{1400, 0, 1400, 0},
		{1799, 0, 1799, 0},
		{1800, 1, 1800, 0},
		{2399, 1, 2399, 0},
		{2400, 2, 2400, 0},
		{2799, 2, 2799, 0},
		{2800, 2, 2400, 1},
		{9999, 2, 2799, 18},
	} {
		era, year, cycles := fold(tc.year)
		require.Equal(t, []int{tc.era, tc.stands, tc.cycles}, []int{era, year, cycles}, "%d", tc.year)
	}
}

// years are the first and the last year of the table.
func years(c *Calendar) [2]int {
	n := c.near.Load()
	if n == nil {
		return [2]int{}
	}
	return [2]int{n.fromYear, n.toYear - 1}
}

// TestDecades: the table begins with the decade that is asked for and grows by decades, up to its limits.
func TestDecades(t *testing.T) {
	c := plainWeek(t, "America/New_York")
	require.Equal(t, [2]int{}, years(c), "nothing is compiled before a question")
	c.Open(utc(2026, 1, 1, 0, 0))
	require.Equal(t, [2]int{2020, 2029}, years(c))
	c.Add(utc(2029, 12, 31, 0, 0), time.Hour)
	require.Equal(t, [2]int{2020, 2029}, years(c), "the result stands in the table")
	c.Open(utc(2020, 1, 1, 0, 0))
	require.Equal(t, [2]int{2020, 2029}, years(c))
	c.Open(utc(2019, 12, 31, 23, 59))
	require.Equal(t, [2]int{2010, 2029}, years(c))
	c.Add(utc(2029, 12, 31, 12, 0), 30*time.Hour)
	require.Equal(t, [2]int{2010, 2039}, years(c), "the result stands in the next decade")
	c.Add(utc(2010, 1, 5, 12, 0), -30*time.Hour)
	require.Equal(t, [2]int{2000, 2039}, years(c), "and in the one before")
	c.Between(utc(1990, 1, 1, 0, 0), utc(2050, 1, 1, 0, 0))
	require.Equal(t, [2]int{1990, 2059}, years(c))
	c.Between(utc(2060, 1, 1, 0, 0), utc(1990, 1, 1, 0, 0))
	require.Equal(t, [2]int{1990, 2069}, years(c))

	c = plainWeek(t, "America/New_York")
	c.Open(utc(1900, 1, 1, 0, 0))
	require.Equal(t, [2]int{1900, 1909}, years(c))
	c.Open(utc(2189, 12, 31, 23, 59))
	require.Equal(t, [2]int{1900, 2189}, years(c))

	c = plainWeek(t, "America/New_York")
	for _, u := range []time.Time{utc(1900, 1, 1, 0, 0).Add(-1), utc(2190, 1, 1, 0, 0)} {
		c.Open(u)
		c.Add(u, time.Hour)
		c.Between(u, utc(2000, 1, 1, 0, 0))
		require.Equal(t, [2]int{}, years(c), "%s stands outside", u)
	}
	c.Open(utc(2026, 1, 1, 0, 0))
	c.Add(utc(2026, 1, 1, 0, 0), 150*52*42*time.Hour)
	require.GreaterOrEqual(t, years(c)[1], 2170, "one step must do for a century and a half")
	require.Equal(t, 2020, years(c)[0])
}

// TestReach: the table grows at least as far as the answer, by an estimate from what it has.
func TestReach(t *testing.T) {
	c := plainWeek(t, "UTC")
	n := c.extend(utc(2026, 1, 1, 0, 0), utc(2026, 1, 1, 0, 0))
	r, _ := n.rel(utc(2026, 1, 1, 0, 0).Unix(), 0)
	yearly := n.total / 10
	require.Equal(t, decade, n.reach(r, 1))
	require.Equal(t, -decade, n.reach(r, -1))
	require.InDelta(t, decade+46, n.reach(r, 50*yearly), 1)
	require.InDelta(t, -decade-44, n.reach(r, -50*yearly), 1)
	require.Zero(t, n.reach(r, 250*yearly), "beyond 2190")
	require.Zero(t, n.reach(r, -250*yearly), "before 1900")
	require.Zero(t, n.reach(r, math.MaxInt64))
	require.Zero(t, n.reach(r, math.MinInt64))
	whole := c.compile(nearFirst, nearLast)
	require.Zero(t, whole.reach(1, math.MaxInt64))
	require.Zero(t, whole.reach(1, -1))

	once, err := NewCalendar(CalendarSpec{Zone: "UTC", Dates: map[Date][]Span{{2026, time.May, 2}: {{9 * time.Hour, 10 * time.Hour}}}})
	require.NoError(t, err)
	closed := newTable(once.src, 2030, 2060)
	require.Zero(t, closed.total)
	require.Equal(t, 30, closed.reach(1, 1), "a table without an opening doubles")
	require.Equal(t, -30, closed.reach(1, -1))
}

// TestIndex: a bucket of an index names the very row with which a search in it begins, so no search walks far.
func TestIndex(t *testing.T) {
	n := plainWeek(t, "America/New_York").compile(2020, 2030)
	require.LessOrEqual(t, len(n.byTime.row), 2*len(n.rows)+2)
	require.GreaterOrEqual(t, 2*len(n.byTime.row), len(n.rows))
	for b, i := range n.byTime.row {
		r := min(int64(b)<<n.byTime.shift, n.length)
		require.LessOrEqual(t, n.rows[i].start, r)
		require.Greater(t, n.rows[i+1].start, r)
	}
	require.LessOrEqual(t, len(n.byWork.row), 2*len(n.rows)+2)
	for b, i := range n.byWork.row {
		w := min(int64(b)<<n.byWork.shift, n.total)
		require.GreaterOrEqual(t, n.rows[i+1].work, w)
		require.True(t, i == 0 || n.rows[i].work < w, "row %d at %d", i, w)
	}
	for _, tc := range []struct {
		sec  int64
		nsec int
		rel  int64
		ok   bool
	}{
		{n.lo, 0, 0, true},
		{n.lo - 1, 999_999_999, -1, false},
		{n.hi - 1, 999_999_999, n.length - 1, true},
		{n.hi, 0, n.length, false},
	} {
		rel, ok := n.rel(tc.sec, tc.nsec)
		require.Equal(t, tc.rel, rel)
		require.Equal(t, tc.ok, ok)
	}
}

// manyOpenings is a union of week calendars that is open for five minutes in every ten.
func manyOpenings(t testing.TB) *Calendar {
	t.Helper()
	parts := make([]*Calendar, 3)
	for p := range parts {
		week := map[time.Weekday][]Span{}
		for i := range 48 {
			from := time.Duration(i*len(parts)+p) * 10 * time.Minute
			for d := time.Sunday; d <= time.Saturday; d++ {
				week[d] = append(week[d], Span{from, from + 5*time.Minute})
			}
		}
		c, err := NewCalendar(CalendarSpec{Zone: "UTC", Week: week})
		require.NoError(t, err)
		parts[p] = c
	}
	c, err := Union(parts...)
	require.NoError(t, err)
	return c
}

// TestManyOpenings: 144 openings a day. A table of all years would be too large, so it stays at a decade.
func TestManyOpenings(t *testing.T) {
	c, r := manyOpenings(t), rand.New(rand.NewPCG(5, 1))
	lo := utc(2020, 1, 1, 0, 0)
	worked := func(u time.Time) time.Duration {
		d := u.Sub(lo)
		return d.Truncate(10*time.Minute)/2 + min(d%(10*time.Minute), 5*time.Minute)
	}
	for range Fewer(3000) {
		a := lo.Add(time.Duration(r.Int64N(int64(24 * 365 * time.Hour))))
		b := lo.Add(time.Duration(r.Int64N(int64(9 * 24 * 365 * time.Hour))))
		d := worked(b) - worked(a)
		require.Equal(t, d, c.Between(a, b))
		require.Equal(t, b.Sub(lo)%(10*time.Minute) < 5*time.Minute, c.Open(b))
		require.Equal(t, d, c.Between(a, c.Add(a, d)))
	}
	require.Equal(t, [2]int{2020, 2029}, years(c))
	far, near := lo.AddDate(40, 0, 0).Add(time.Minute), lo.Add(100*time.Hour+time.Minute)
	require.Equal(t, far, c.Add(near, worked(far)-worked(near)))
	require.Equal(t, near, c.Add(far, worked(near)-worked(far)))
	require.Equal(t, [2]int{2020, 2029}, years(c))
}
