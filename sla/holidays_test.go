package sla_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

// TestChinaYears: the limits of what may be asked for, and the year that an error names.
func TestChinaYears(t *testing.T) {
	for _, tc := range []struct {
		first, last int
		missing     sla.MissingYear
		free        int // -1: refused as a field; else, with no data, the year that is missing
		year        int
	}{
		{2004, 2004, sla.RefuseYear, 22, 0},
		{2026, 2026, sla.RefuseYear, 33, 0},
		{2003, 2004, sla.RefuseYear, 0, 2003},
		{1900, 2026, sla.RefuseYear, 0, 1900},
		{2004, 2027, sla.RefuseYear, 0, 2027},
		{2026, 2031, sla.RefuseYear, 0, 2027},
		{2028, 2031, sla.RefuseYear, 0, 2028},
		{2003, 2004, sla.PlainWeek, 22, 0},
		{1900, 2003, sla.PlainWeek, 0, 0},
		{1900, 1900, sla.PlainWeek, 0, 0},
		{2026, 2199, sla.PlainWeek, 33, 0},
		{2199, 2199, sla.PlainWeek, 0, 0},
		{1899, 2026, sla.PlainWeek, -1, 0},
		{2026, 2200, sla.PlainWeek, -1, 0},
		{2026, 2025, sla.PlainWeek, -1, 0},
		{2026, 2026, -1, -1, 0},
		{2026, 2026, 2, -1, 0},
	} {
		h, err := sla.China(tc.first, tc.last, tc.missing)
		switch {
		case tc.free < 0:
			require.ErrorContains(t, err, "must be", "%+v", tc)
		case tc.year > 0:
			require.Equal(t, &sla.CoverageError{Year: tc.year, First: 2004, Last: 2026}, err)
		default:
			require.NoError(t, err, "%+v", tc)
			require.Len(t, h.Free, tc.free, "%+v", tc)
			require.Equal(t, sla.Years{First: tc.first, Last: tc.last}, h.Years)
		}
	}
}

// TestApplyYears: where both sides say which years they know, the common ones remain.
func TestApplyYears(t *testing.T) {
	for _, tc := range []struct{ spec, holidays, want sla.Years }{
		{sla.Years{}, sla.Years{}, sla.Years{}},
		{sla.Years{}, sla.Years{First: 2004, Last: 2026}, sla.Years{First: 2004, Last: 2026}},
		{sla.Years{First: 2004, Last: 2026}, sla.Years{}, sla.Years{First: 2004, Last: 2026}},
		{sla.Years{First: 2010, Last: 2020}, sla.Years{First: 2004, Last: 2026}, sla.Years{First: 2010, Last: 2020}},
		{sla.Years{First: 2004, Last: 2020}, sla.Years{First: 2010, Last: 2026}, sla.Years{First: 2010, Last: 2020}},
		{sla.Years{First: 2004, Last: 2010}, sla.Years{First: 2010, Last: 2026}, sla.Years{First: 2010, Last: 2010}},
	} {
		spec, err := sla.Holidays{Years: tc.holidays}.Apply(sla.CalendarSpec{Zone: "UTC", Years: tc.spec})
		require.NoError(t, err)
		require.Equal(t, tc.want, spec.Years)
	}
	_, err := sla.Holidays{Years: sla.Years{First: 2011, Last: 2026}}.Apply(sla.CalendarSpec{Years: sla.Years{First: 2004, Last: 2010}})
	requireField(t, err, "years")

	// Hours are needed for working days only, and a copy of them is kept.
	day := sla.Date{Year: 2026, Month: time.May, Day: 2}
	free, work := []sla.Holiday{{Date: day}}, []sla.Holiday{{Date: day.AddDays(7)}}
	spec, err := sla.Holidays{Free: free}.Apply(sla.CalendarSpec{})
	require.NoError(t, err)
	require.Equal(t, map[sla.Date][]sla.Span{day: nil}, spec.Dates)
	_, err = sla.Holidays{Free: free, Work: work}.Apply(sla.CalendarSpec{})
	requireField(t, err, "hours")
	hours := []sla.Span{span(9, 0, 12, 0)}
	spec, err = sla.Holidays{Free: free, Work: work}.Apply(sla.CalendarSpec{}, hours...)
	require.NoError(t, err)
	hours[0] = span(1, 0, 2, 0)
	require.Equal(t, map[sla.Date][]sla.Span{day: nil, day.AddDays(7): {span(9, 0, 12, 0)}}, spec.Dates)
}

// TestWorkdaysFar: counting days to the ends of time and over calendars with few of them.
func TestWorkdaysFar(t *testing.T) {
	weekly := compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(time.Monday, time.Monday, officeHours...)})
	first, last := sla.Date{Year: 1, Month: time.January, Day: 1}, sla.Date{Year: 9999, Month: time.December, Day: 31}
	const mondays = 146_097 / 7 // in 400 years
	from := sla.Date{Year: 2026, Month: time.June, Day: 1}
	for _, n := range []int{1, -1, mondays, -mondays} {
		d, err := weekly.AddWorkdays(from, n)
		require.NoError(t, err)
		require.Equal(t, from.AddDays(7*n), d)
		require.Equal(t, n, weekly.Workdays(from, d))
		require.Equal(t, -n, weekly.Workdays(d, from))
	}
	for _, n := range []int{mondays + 1, -mondays - 1, math.MaxInt, math.MinInt} {
		_, err := weekly.AddWorkdays(from, n)
		requireField(t, err, "workdays")
	}
	_, err := weekly.AddWorkdays(first, -1)
	requireField(t, err, "workdays")
	d, err := weekly.AddWorkdays(first, 1)
	require.NoError(t, err)
	require.Equal(t, sla.Date{Year: 1, Month: time.January, Day: 8}, d) // 0001-01-01 was a Monday itself
	d, err = weekly.AddWorkdays(last, -1)
	require.NoError(t, err)
	require.Equal(t, sla.Date{Year: 9999, Month: time.December, Day: 27}, d)
	require.True(t, weekly.Workday(first))
	require.False(t, weekly.Workday(first.AddDays(-1)))
	require.False(t, weekly.Workday(last.AddDays(1)))

	// A day counts by the shift that starts on it, and where a date has hours of its own by those.
	night := compile(t, sla.CalendarSpec{
		Zone: "UTC", Week: days(time.Monday, time.Monday, span(22, 0, 30, 0)),
		Dates: map[sla.Date][]sla.Span{from: nil, from.AddDays(1): {span(9, 0, 10, 0)}},
	})
	for offset, want := range []bool{false, true, false, false, false, false, false, true, false} {
		require.Equal(t, want, night.Workday(from.AddDays(offset)), "%d", offset)
	}
	require.Equal(t, 2, night.Workdays(from, from.AddDays(7)))
	require.Equal(t, 1, night.Workdays(from, from.AddDays(6)))
	require.Equal(t, 0, night.Workdays(from, from))
	require.Equal(t, -1, night.Workdays(from.AddDays(2), from), "back from Wednesday: Tuesday counts, Monday is a holiday")
	require.Equal(t, -1, night.Workdays(from.AddDays(2), from.AddDays(1)))
	require.Equal(t, 0, night.Workdays(from.AddDays(1), from))
	for _, bad := range []sla.Date{{}, {Year: 2026, Month: 2, Day: 30}} {
		require.Zero(t, night.Workdays(bad, from))
		require.Zero(t, night.Workdays(from, bad))
	}
	// All days of a zone are there but one, and that one is at no distance.
	apia := compile(t, sla.CalendarSpec{Zone: "Pacific/Apia", Week: days(time.Sunday, time.Saturday, span(0, 0, 24, 0))})
	gone := sla.Date{Year: 2011, Month: time.December, Day: 30}
	for offset := -40; offset <= 40; offset++ {
		require.Equal(t, offset != 0, apia.Workday(gone.AddDays(offset)), "%d", offset)
	}
	require.Equal(t, 0, apia.Workdays(gone.AddDays(-1), gone))
	kwajalein := compile(t, sla.CalendarSpec{Zone: "Pacific/Kwajalein", Week: days(time.Sunday, time.Saturday, span(0, 0, 24, 0))})
	for d := (sla.Date{Year: 1993, Month: time.July, Day: 1}); d.Year == 1993; d = d.AddDays(1) {
		require.Equal(t, d != sla.Date{Year: 1993, Month: time.August, Day: 21}, kwajalein.Workday(d), "%v", d)
	}
}

// TestCombinations: days, and unions and intersections of many calendars with common and touching hours.
func TestCombinations(t *testing.T) {
	on := func(first, last time.Weekday, spans ...sla.Span) *sla.Calendar {
		return compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(first, last, spans...)})
	}
	a, b, c := on(time.Monday, time.Wednesday, span(9, 0, 12, 0)), on(time.Wednesday, time.Friday, span(12, 0, 15, 0)), on(time.Monday, time.Friday, span(8, 0, 18, 0))
	monday, wednesday, friday := sla.Date{Year: 2026, Month: 6, Day: 1}, sla.Date{Year: 2026, Month: 6, Day: 3}, sla.Date{Year: 2026, Month: 6, Day: 5}
	u, err := sla.Union(a, b)
	require.NoError(t, err)
	start := func(d sla.Date) time.Time { return d.Start(time.UTC) }
	require.Equal(t, 3*time.Hour, u.Between(start(monday), start(monday.AddDays(1))))
	require.Equal(t, 6*time.Hour, u.Between(start(wednesday), start(wednesday.AddDays(1))))
	n := 0
	for i := range u.Intervals(start(wednesday), start(wednesday.AddDays(1))) {
		require.Equal(t, 6*time.Hour, i.Duration(), "touching hours make one interval")
		n++
	}
	require.Equal(t, 1, n)
	require.True(t, u.Workday(monday) && u.Workday(friday))
	require.False(t, u.Workday(friday.AddDays(1)))
	_, err = sla.Intersection(a, b)
	requireField(t, err, "calendars")
	for _, pair := range [][]*sla.Calendar{{a, c}, {c, a}, {a, c, c}, {c, c, a}, {a}} {
		x, err := sla.Intersection(pair...)
		require.NoError(t, err)
		require.Equal(t, 9*time.Hour, x.Between(start(monday), start(monday.AddDays(7))))
		require.True(t, x.Workday(monday))
		require.False(t, x.Workday(friday))
		y, err := sla.Union(pair...)
		require.NoError(t, err)
		require.Equal(t, len(pair) > 1, y.Workday(friday))
	}
	// One span over many, and many inside one.
	slots := on(time.Monday, time.Monday, span(7, 0, 8, 0), span(8, 30, 9, 0), span(10, 0, 11, 0), span(17, 0, 19, 0), span(20, 0, 21, 0))
	for _, pair := range [][]*sla.Calendar{{slots, c}, {c, slots}} {
		x, err := sla.Intersection(pair...)
		require.NoError(t, err)
		require.Equal(t, 150*time.Minute, x.Between(start(monday), start(monday.AddDays(1))))
		y, err := sla.Union(pair...)
		require.NoError(t, err)
		require.Equal(t, 13*time.Hour, y.Between(start(monday), start(monday.AddDays(1))))
	}
	// Calendars that meet in one far year only are found.
	far := compile(t, sla.CalendarSpec{Zone: "UTC", Dates: map[sla.Date][]sla.Span{{Year: 1907, Month: 6, Day: 3}: {span(9, 0, 10, 0)}}})
	x, err := sla.Intersection(far, c)
	require.NoError(t, err)
	require.Equal(t, time.Hour, x.Between(sla.Earliest(), sla.Latest()))
}
