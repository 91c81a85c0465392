package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

func versions(t testing.TB, first *sla.Calendar, more ...sla.CalendarVersion) *sla.Calendar {
	t.Helper()
	c, err := sla.NewVersions(append([]sla.CalendarVersion{{Calendar: first}}, more...)...)
	require.NoError(t, err)
	return c
}

// TestVersionsAtTheChange: the instant of effect belongs to the new version, the one before it to the old.
func TestVersionsAtTheChange(t *testing.T) {
	loc := zone(t, "Europe/London")
	short := compile(t, sla.CalendarSpec{Zone: "Europe/London", Week: days(time.Sunday, time.Saturday, span(9, 0, 12, 0))})
	long := compile(t, sla.CalendarSpec{Zone: "Europe/London", Week: days(time.Sunday, time.Saturday, span(6, 0, 18, 0))})
	cut := at(t, loc, "2026-06-10 10:00")
	c := versions(t, short, sla.CalendarVersion{From: cut, Calendar: long})
	nine, eighteen := at(t, loc, "2026-06-10 09:00"), at(t, loc, "2026-06-10 18:00")
	require.True(t, c.Open(cut.Add(-1)))
	require.True(t, c.Open(cut))
	require.Equal(t, 9*time.Hour, c.Between(nine, eighteen), "no break at the change")
	equalTime(t, cut, c.Add(nine, time.Hour))
	equalTime(t, cut.Add(1), c.Add(cut, 1))
	equalTime(t, cut.Add(-1), c.Add(cut, -1))
	equalTime(t, eighteen, c.Add(nine, 9*time.Hour))
	opening, ok := c.NextOpening(nine)
	require.True(t, ok)
	equalTime(t, at(t, loc, "2026-06-11 06:00"), opening)

	// At a change that opens or closes the desk, the change itself is the opening or the closing.
	cut = at(t, loc, "2026-06-10 14:00")
	opens, closes := versions(t, short, sla.CalendarVersion{From: cut, Calendar: long}), versions(t, long, sla.CalendarVersion{From: cut, Calendar: short})
	opening, ok = opens.NextOpening(nine)
	require.True(t, ok)
	equalTime(t, cut, opening)
	require.False(t, opens.Open(cut.Add(-1)))
	require.True(t, opens.Open(cut))
	closing, ok := closes.NextClosing(nine)
	require.True(t, ok)
	equalTime(t, cut, closing)
	require.True(t, closes.Open(cut.Add(-1)))
	require.False(t, closes.Open(cut))
	equalTime(t, cut, closes.Add(nine, 5*time.Hour), "time that runs out at the change stays there")
	equalTime(t, at(t, loc, "2026-06-11 10:00"), closes.Add(nine, 6*time.Hour))

	// A version of one second.
	second := versions(t, short, sla.CalendarVersion{From: cut, Calendar: long}, sla.CalendarVersion{From: cut.Add(time.Second), Calendar: short})
	require.Equal(t, 4*time.Second, second.Between(nine, eighteen)-3*time.Hour+3*time.Second)
	equalTime(t, cut.Add(time.Second), second.Add(nine, 3*time.Hour+time.Second))
	equalTime(t, at(t, loc, "2026-06-11 09:00").Add(1), second.Add(nine, 3*time.Hour+time.Second+1))

	// A night shift that both have goes on, one that only the old has ends, one that only the new has begins.
	night := compile(t, sla.CalendarSpec{Zone: "Europe/London", Week: days(time.Sunday, time.Saturday, span(22, 0, 30, 0))})
	midnight, noon, next := at(t, loc, "2026-06-10 00:00"), at(t, loc, "2026-06-09 12:30"), at(t, loc, "2026-06-10 05:59")
	require.Equal(t, 7*time.Hour+59*time.Minute, versions(t, night, sla.CalendarVersion{From: midnight, Calendar: night}).Between(noon, next))
	require.Equal(t, 2*time.Hour, versions(t, night, sla.CalendarVersion{From: midnight, Calendar: short}).Between(noon, next))
	require.Equal(t, 5*time.Hour+59*time.Minute, versions(t, short, sla.CalendarVersion{From: midnight, Calendar: night}).Between(noon, next))
}

// TestVersionsWorkdays: a working day is asked of the version that is in force at noon UTC.
func TestVersionsWorkdays(t *testing.T) {
	week := compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(time.Monday, time.Friday, officeHours...)})
	sunday := compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(time.Sunday, time.Sunday, officeHours...)})
	wednesday := sla.Date{Year: 2026, Month: time.June, Day: 10}
	noon := time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC)
	require.False(t, versions(t, week, sla.CalendarVersion{From: noon, Calendar: sunday}).Workday(wednesday))
	require.True(t, versions(t, week, sla.CalendarVersion{From: noon.Add(time.Second), Calendar: sunday}).Workday(wednesday))
	require.True(t, versions(t, week, sla.CalendarVersion{From: noon, Calendar: sunday}).Workday(wednesday.AddDays(-1)))
	require.True(t, versions(t, week, sla.CalendarVersion{From: noon, Calendar: sunday}).Workday(wednesday.AddDays(4)))
}

// TestVersionsCovered: each version is asked for its own time only, to the second.
func TestVersionsCovered(t *testing.T) {
	of := func(first, last int) *sla.Calendar {
		return compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(time.Monday, time.Friday, officeHours...), Years: sla.Years{First: first, Last: last}})
	}
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	c := versions(t, of(2020, 2022), sla.CalendarVersion{From: year(2023), Calendar: of(2023, 2024)}, sla.CalendarVersion{From: year(2025), Calendar: of(2024, 2026)})
	require.NoError(t, c.Covered(year(2020), year(2027).Add(-1)))
	require.NoError(t, c.Covered(year(2027).Add(-1), year(2020)), "in any order")
	for _, tc := range []struct {
		from, to          time.Time
		year, first, last int
	}{
		{year(2020).Add(-1), year(2021), 2019, 2020, 2022},
		{year(2026), year(2027), 2027, 2024, 2026},
		{year(2027), year(2027), 2027, 2024, 2026},
		{year(2015), year(2030), 2015, 2020, 2022},
	} {
		require.Equal(t, &sla.CoverageError{Year: tc.year, First: tc.first, Last: tc.last}, c.Covered(tc.from, tc.to))
	}
	gap := versions(t, of(2020, 2021), sla.CalendarVersion{From: year(2023), Calendar: of(2023, 2024)})
	require.Equal(t, &sla.CoverageError{Year: 2022, First: 2020, Last: 2021}, gap.Covered(year(2020), year(2024)))
	require.NoError(t, gap.Covered(year(2023), year(2024)))
	require.NoError(t, gap.Covered(year(2020), year(2022).Add(-1)))
	// Years are those of the zone.
	tokyo := compile(t, sla.CalendarSpec{Zone: "Asia/Tokyo", Week: days(time.Monday, time.Friday, officeHours...), Years: sla.Years{First: 2026, Last: 2026}})
	require.NoError(t, tokyo.Covered(year(2026).Add(-9*time.Hour), year(2026)))
	require.Error(t, tokyo.Covered(year(2026).Add(-9*time.Hour-1), year(2026)))
	require.NoError(t, tokyo.Covered(year(2027).Add(-9*time.Hour-1), year(2026)))
	require.Error(t, tokyo.Covered(year(2027).Add(-9*time.Hour), year(2026)))
	both, err := sla.Union(tokyo, c)
	require.NoError(t, err)
	require.Equal(t, &sla.CoverageError{Year: 2025, First: 2026, Last: 2026}, both.Covered(year(2025), year(2026)))
}

// TestVersionsRefused: the fields and the limits of dates of effect.
func TestVersionsRefused(t *testing.T) {
	c := compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(time.Monday, time.Friday, officeHours...)})
	once := compile(t, sla.CalendarSpec{Zone: "UTC", Dates: map[sla.Date][]sla.Span{{Year: 2026, Month: 5, Day: 2}: officeHours}})
	first, last := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, from := range []time.Time{first, last.Add(-time.Second)} {
		_, err := sla.NewVersions(sla.CalendarVersion{Calendar: c}, sla.CalendarVersion{From: from, Calendar: c})
		require.NoError(t, err)
	}
	for _, from := range []time.Time{first.Add(-time.Second), last, time.Date(2026, 1, 1, 0, 0, 0, 1, time.UTC), {}} {
		_, err := sla.NewVersions(sla.CalendarVersion{Calendar: c}, sla.CalendarVersion{From: from, Calendar: c})
		requireField(t, err, "versions[1].from")
	}
	_, err := sla.NewVersions(sla.CalendarVersion{Calendar: c}, sla.CalendarVersion{From: first})
	requireField(t, err, "versions[1].calendar")
	// Versions that never open while they are in force: the one date of the first is over when it starts.
	_, err = sla.NewVersions(sla.CalendarVersion{Calendar: once}, sla.CalendarVersion{From: time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC), Calendar: once})
	require.NoError(t, err)
	early := compile(t, sla.CalendarSpec{Zone: "UTC", Dates: map[sla.Date][]sla.Span{{Year: 1950, Month: 5, Day: 2}: officeHours}})
	_, err = sla.NewVersions(sla.CalendarVersion{Calendar: once}, sla.CalendarVersion{From: time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC), Calendar: early})
	requireField(t, err, "versions")
	// A calendar that opens in one far year only is found.
	_, err = sla.NewVersions(sla.CalendarVersion{Calendar: early}, sla.CalendarVersion{From: time.Date(1950, 5, 2, 16, 59, 59, 0, time.UTC), Calendar: once})
	require.NoError(t, err)
}
