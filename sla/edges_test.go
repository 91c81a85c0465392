package sla_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

// TestOracleFar compares the engine with the oracle around the years at which something ends: the zone's listed changes,
// the table, the dates, the years that are like no others, a cycle, time itself; and on the last days of leap years.
func TestOracleFar(t *testing.T) {
	r := rand.New(rand.NewPCG(8, uint64(envInt(t, "SLA_SEED", 1))))
	for _, year := range []int{1900, 1901, 1999, 2038, 2088, 2089, 2092, 2096, 2104, 2108, 2190, 2200, 2400, 2401, 2800, 2801, 3200, 9996, 9998} {
		for _, name := range []string{"America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Europe/Dublin", "Pacific/Chatham", "Asia/Tehran"} {
			loc := zone(t, name)
			start := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.Int64N(int64(96*time.Hour))) - 60*time.Hour).In(loc)
			if _, off := start.Zone(); off%60 != 0 {
				continue // local mean time has seconds, which the oracle does not step
			}
			spec, c := randomSpec(r, name, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
			o := oracle{spec, loc}
			d := time.Duration(r.Int64N(int64(12*time.Hour))) + 1
			if r.IntN(2) == 0 {
				d = d.Truncate(time.Minute) + time.Minute
			}
			for _, d := range []time.Duration{d, -d} {
				if want, found := o.walk(start, d, 14*24*time.Hour); found {
					equalTime(t, want, c.Add(start, d), start, d, spec)
				}
			}
			require.Equal(t, o.open(start), c.Open(start))
			for _, by := range []time.Duration{7 * time.Hour, 50 * time.Hour} {
				require.Equal(t, o.count(start, start.Add(by)), c.Between(start, start.Add(by)), "%s %v", start, spec)
				require.Equal(t, o.count(start.Add(-by), start), c.Between(start.Add(-by), start), "%s %v", start, spec)
			}
		}
	}
}

// TestYearsOneAndLast: at both ends of time answers are exact up to the last nanosecond, and then say never.
func TestYearsOneAndLast(t *testing.T) {
	first, last := sla.Earliest(), sla.Latest()
	require.Equal(t, "0001-01-01T00:00:00Z", first.Format(time.RFC3339Nano))
	require.Equal(t, "9999-12-31T23:59:59.999999999Z", last.Format(time.RFC3339Nano))
	always, half := sla.Always(), 500*time.Millisecond
	require.Equal(t, half, always.Between(first, first.Add(half)))
	require.Equal(t, half, always.Between(last.Add(-half), last))
	require.Equal(t, half, always.Between(first.Add(-time.Hour), first.Add(half)), "before the first instant is the first")
	require.Equal(t, half, always.Between(last.Add(-half), last.Add(time.Hour)))
	equalTime(t, first.Add(half), always.Add(first, half))
	equalTime(t, last.Add(-half), always.Add(last, -half))
	equalTime(t, first, always.Add(first.Add(half), -time.Second))
	equalTime(t, last, always.Add(last.Add(-half), time.Second))
	equalTime(t, last.Add(-1), always.Add(last.Add(-2), 1))
	equalTime(t, first.Add(1), always.Add(first.Add(2), -1))

	// The first and the last working day. 0001-01-01 was a Monday, 9999-12-31 will be a Friday.
	c := compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(time.Monday, time.Friday, officeHours...)})
	hours := officeHours[len(officeHours)-1].To - officeHours[0].From
	noon := time.Date(1, 1, 1, 12, 0, 0, 0, time.UTC)
	equalTime(t, noon.Add(-30*time.Minute), c.Add(noon.AddDate(0, 0, 0), -30*time.Minute))
	equalTime(t, first, c.Add(noon, -hours))
	require.Equal(t, c.Between(first, noon), -c.Between(noon, first))
	year2 := time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC)
	equalTime(t, time.Date(1, 1, 1, 9, 0, 0, 0, time.UTC), c.Add(year2, -c.Between(first, year2)))
	equalTime(t, first, c.Add(year2, -c.Between(first, year2)-1))
	end := time.Date(9999, 12, 31, 17, 0, 0, 0, time.UTC)
	year9998 := time.Date(9998, 12, 31, 0, 0, 0, 0, time.UTC)
	equalTime(t, end, c.Add(year9998, c.Between(year9998, last)))
	equalTime(t, last, c.Add(year9998, c.Between(year9998, last)+1))

	// Never is told in UTC, everything else in the zone of the question.
	tokyo := zone(t, "Asia/Tokyo")
	require.Equal(t, time.UTC, c.Add(year9998.In(tokyo), math.MaxInt64).Location())
	require.Equal(t, time.UTC, c.Add(year2.In(tokyo), math.MinInt64).Location())
	require.Equal(t, tokyo, c.Add(year9998.In(tokyo), time.Hour).Location())
	require.Equal(t, tokyo, c.Add(noon.AddDate(2025, 0, 0).In(tokyo), time.Hour).Location())
}

// TestLongest: up to the last nanosecond that a Duration holds, the laws are exact.
func TestLongest(t *testing.T) {
	c := sla.Always()
	for _, from := range []time.Time{time.Date(1600, 2, 29, 1, 2, 3, 4, time.UTC), time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC)} {
		for _, d := range []time.Duration{math.MaxInt64, math.MaxInt64 - 1, math.MaxInt64 - 854_775_807, math.MaxInt64 - 854_775_808, 1 << 62} {
			to := c.Add(from, d)
			require.Equal(t, d, c.Between(from, to), "%s + %s", from, d)
			require.Equal(t, -d, c.Between(to, from))
			equalTime(t, from, c.Add(to, -d))
			equalTime(t, to, from.Add(d))
		}
		require.Equal(t, time.Duration(math.MaxInt64), c.Between(from, from.Add(math.MaxInt64).Add(1)))
		require.Equal(t, -time.Duration(math.MaxInt64), c.Between(from.Add(math.MaxInt64).Add(time.Hour), from))
	}
	// Two hundred years of working time in an office are eight hundred and more of the calendar.
	office := compile(t, sla.CalendarSpec{Zone: "America/New_York", Week: days(time.Monday, time.Friday, officeHours...)})
	const long = 200 * 365 * 24 * time.Hour
	for year := 1; year < 9999; year += 357 {
		from := time.Date(year, 7, 1, 12, 30, 15, 1, time.UTC)
		for _, d := range []time.Duration{long, -long} {
			to := office.Add(from, d)
			if to.Equal(sla.Earliest()) || to.Equal(sla.Latest()) {
				require.True(t, year < 1000 || year > 9000, "%s + %s", from, d)
				continue
			}
			require.Equal(t, d, office.Between(from, to), "%s + %s", from, d)
			equalTime(t, to, office.Add(office.Add(from, d/2), d/2))
		}
	}
}

// TestOneNanosecond: the shortest step before, at and after a closing and an opening, in both readings.
func TestOneNanosecond(t *testing.T) {
	for _, closing := range []sla.Closing{sla.StayAtClosing, sla.MoveToOpening} {
		c := compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(time.Monday, time.Friday, span(9, 0, 12, 0), span(13, 0, 17, 0)), Closing: closing})
		for _, year := range []int{1, 1800, 1956, 2400, 8000} { // the first Monday of January in each
			monday := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
			for monday.Weekday() != time.Monday {
				monday = monday.AddDate(0, 0, 1)
			}
			noon, one := monday.Add(12*time.Hour), monday.Add(13*time.Hour)
			end := map[sla.Closing]time.Time{sla.StayAtClosing: noon, sla.MoveToOpening: one}[closing]
			equalTime(t, end, c.Add(noon.Add(-1), 1), year, closing)
			equalTime(t, noon.Add(-1), c.Add(noon.Add(-2), 1), year, closing)
			for _, at := range []time.Time{noon, noon.Add(time.Minute), one.Add(-1), one} {
				equalTime(t, one.Add(1), c.Add(at, 1), year, closing)
				equalTime(t, noon.Add(-1), c.Add(at, -1), year, closing)
				equalTime(t, at, c.Add(at, 0), "zero stays, open or closed")
			}
			equalTime(t, one, c.Add(one.Add(1), -1), "back to an opening stays there", year, closing)
			equalTime(t, noon.Add(-1), c.Add(one.Add(1), -2), year, closing)
			require.Equal(t, time.Duration(2), c.Between(noon.Add(-1), one.Add(1)))
		}
	}
}

// TestSingleDays: a calendar of one date opens wherever the zone puts that day, and before and after it never.
func TestSingleDays(t *testing.T) {
	for _, tc := range []struct {
		zone, date string
		span       sla.Span
		from       string
	}{
		{"Pacific/Kiritimati", "2026-05-02", span(0, 0, 1, 0), "2026-05-01T10:00:00Z"},
		{"Pacific/Niue", "2026-05-02", span(23, 0, 47, 0), "2026-05-03T10:00:00Z"},
		{"Etc/GMT+12", "2026-05-02", span(23, 59, 24, 0), "2026-05-03T11:59:00Z"},
		{"UTC", "1900-01-01", span(0, 0, 1, 0), "1900-01-01T00:00:00Z"},
		{"UTC", "2199-12-31", span(23, 0, 48, 0), "2199-12-31T23:00:00Z"},
		{"Pacific/Kiritimati", "2000-01-01", span(0, 0, 24, 0), "1999-12-31T10:00:00Z"},
		{"Pacific/Honolulu", "2009-12-31", span(23, 59, 25, 0), "2010-01-01T09:59:00Z"},
	} {
		t.Run(tc.zone+" "+tc.date, func(t *testing.T) {
			d, err := sla.ParseDate(tc.date)
			require.NoError(t, err)
			c := compile(t, sla.CalendarSpec{Zone: tc.zone, Dates: map[sla.Date][]sla.Span{d: {tc.span}}})
			opening, err := time.Parse(time.RFC3339, tc.from)
			require.NoError(t, err)
			length := tc.span.To - tc.span.From
			require.Equal(t, length, c.Between(sla.Earliest(), sla.Latest()))
			for _, before := range []time.Time{sla.Earliest(), opening.AddDate(-300, 0, 0), opening.AddDate(-3, 0, 0), opening.Add(-1)} {
				u, ok := c.NextOpening(before)
				require.True(t, ok, "after %s", before)
				equalTime(t, opening, u, before)
				u, ok = c.NextClosing(before)
				require.True(t, ok, "after %s", before)
				equalTime(t, opening.Add(length), u, before)
				equalTime(t, opening.Add(length), c.Add(before, length), before)
				equalTime(t, sla.Latest(), c.Add(before, length+1))
				require.False(t, c.Open(before))
			}
			for _, after := range []time.Time{opening.Add(length), opening.AddDate(500, 0, 0), sla.Latest()} {
				_, ok := c.NextOpening(after)
				require.False(t, ok)
				_, ok = c.NextClosing(after)
				require.False(t, ok)
				equalTime(t, opening, c.Add(after, -length))
				equalTime(t, sla.Earliest(), c.Add(after, -length-1))
				require.False(t, c.Open(after))
			}
		})
	}
}

// TestOpeningsFar: the next opening and closing where no table is, at the ends of years, and at the end of time.
func TestOpeningsFar(t *testing.T) {
	c := compile(t, sla.CalendarSpec{Zone: "UTC", Week: map[time.Weekday][]sla.Span{time.Friday: {span(22, 0, 26, 0)}}})
	for _, tc := range []struct{ at, opening, closing string }{
		{"1700-12-31T21:00:00Z", "1700-12-31T22:00:00Z", "1701-01-01T02:00:00Z"}, // a Friday
		{"1700-12-31T22:00:00Z", "1701-01-07T22:00:00Z", "1701-01-01T02:00:00Z"},
		{"1700-12-31T23:59:59.999999999Z", "1701-01-07T22:00:00Z", "1701-01-01T02:00:00Z"},
		{"1701-01-01T00:00:00Z", "1701-01-07T22:00:00Z", "1701-01-01T02:00:00Z"},
		{"1701-01-01T02:00:00Z", "1701-01-07T22:00:00Z", "1701-01-08T02:00:00Z"},
		{"2189-12-31T23:00:00Z", "2190-01-01T22:00:00Z", "2190-01-02T02:00:00Z"},
		{"2190-01-01T22:30:00Z", "2190-01-08T22:00:00Z", "2190-01-02T02:00:00Z"},
	} {
		u, err := time.Parse(time.RFC3339, tc.at)
		require.NoError(t, err)
		opening, ok := c.NextOpening(u)
		require.True(t, ok)
		require.Equal(t, tc.opening, opening.Format(time.RFC3339), "after %s", tc.at)
		closing, ok := c.NextClosing(u)
		require.True(t, ok)
		require.Equal(t, tc.closing, closing.Format(time.RFC3339), "after %s", tc.at)
	}
	// 9999-12-31 will be a Friday: the shift opens, and its closing is after the last instant.
	u, ok := c.NextOpening(time.Date(9999, 12, 31, 21, 0, 0, 0, time.UTC))
	require.True(t, ok)
	require.Equal(t, 22, u.Hour())
	_, ok = c.NextClosing(u)
	require.False(t, ok)
	_, ok = c.NextOpening(u)
	require.False(t, ok)
	n := 0
	for i := range c.Intervals(u.Add(-time.Hour), sla.Latest()) {
		require.Equal(t, sla.Interval{From: u, To: sla.Latest()}, i)
		n++
	}
	require.Equal(t, 1, n)
	// Bounds that are wrong way round or equal hold no interval, and one may stop.
	for range c.Intervals(u, u.Add(-time.Hour)) {
		t.Fatal("an interval")
	}
	for range c.Intervals(u, u) {
		t.Fatal("an interval")
	}
	n = 0
	for range c.Intervals(sla.Earliest(), sla.Latest()) {
		n++
		if n == 3 {
			break
		}
	}
	require.Equal(t, 3, n)
	// A calendar that is closed for three centuries and open for ever after, and the other way round.
	always := sla.Always()
	day := compile(t, sla.CalendarSpec{Zone: "UTC", Dates: map[sla.Date][]sla.Span{{Year: 1901, Month: 1, Day: 1}: {span(9, 0, 10, 0)}}})
	late := time.Date(2199, 6, 1, 0, 0, 0, 0, time.UTC)
	opens, err := sla.NewVersions(sla.CalendarVersion{Calendar: day}, sla.CalendarVersion{From: late, Calendar: always})
	require.NoError(t, err)
	u, ok = opens.NextOpening(time.Date(1902, 1, 1, 0, 0, 0, 0, time.UTC))
	require.True(t, ok)
	equalTime(t, late, u)
	_, ok = opens.NextClosing(late)
	require.False(t, ok)
	closes, err := sla.NewVersions(sla.CalendarVersion{Calendar: always}, sla.CalendarVersion{From: late, Calendar: day})
	require.NoError(t, err)
	for _, from := range []int{1, 1500, 1850, 1950, 2199} {
		u, ok = closes.NextClosing(time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC))
		require.True(t, ok)
		equalTime(t, late, u, from)
	}
	_, ok = closes.NextOpening(late)
	require.False(t, ok)
	equalTime(t, late, closes.Add(late, -1).Add(1))
	equalTime(t, sla.Latest(), closes.Add(late, 1))
}
