package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

var officeHours = []sla.Span{span(9, 0, 17, 0)}

// TestAdd: working time in an office, Monday to Friday from nine to five.
func TestAdd(t *testing.T) {
	loc := zone(t, "America/New_York")
	stay := compile(t, sla.CalendarSpec{Zone: "America/New_York", Week: days(time.Monday, time.Friday, officeHours...)})
	move := compile(t, sla.CalendarSpec{
		Zone: "America/New_York", Week: days(time.Monday, time.Friday, officeHours...), Closing: sla.MoveToOpening,
	})
	for _, tc := range []struct {
		name, from string
		d          time.Duration
		stay, move string
	}{
		{"inside a day", "2026-01-05 09:00", 3 * time.Hour, "2026-01-05 12:00", "2026-01-05 12:00"},
		{"over night", "2026-01-05 16:00", 2 * time.Hour, "2026-01-06 10:00", "2026-01-06 10:00"},
		{"over the weekend", "2026-01-09 16:00", 8 * time.Hour, "2026-01-12 16:00", "2026-01-12 16:00"},
		{"out exactly at closing", "2026-01-05 09:00", 8 * time.Hour, "2026-01-05 17:00", "2026-01-06 09:00"},
		{"out at closing on Friday", "2026-01-09 09:00", 8 * time.Hour, "2026-01-09 17:00", "2026-01-12 09:00"},
		{"from the closing", "2026-01-05 17:00", time.Hour, "2026-01-06 10:00", "2026-01-06 10:00"},
		{"from a closed morning", "2026-01-05 03:00", time.Hour, "2026-01-05 10:00", "2026-01-05 10:00"},
		{"from a closed Sunday", "2026-01-04 12:00", 8 * time.Hour, "2026-01-05 17:00", "2026-01-06 09:00"},
		{"nothing, closed", "2026-01-04 12:00", 0, "2026-01-04 12:00", "2026-01-04 12:00"},
		{"back inside a day", "2026-01-05 12:00", -2 * time.Hour, "2026-01-05 10:00", "2026-01-05 10:00"},
		{"back over night", "2026-01-06 10:00", -2 * time.Hour, "2026-01-05 16:00", "2026-01-05 16:00"},
		{"back exactly to the opening", "2026-01-06 10:00", -time.Hour, "2026-01-06 09:00", "2026-01-06 09:00"},
		{"back from the opening", "2026-01-06 09:00", -time.Hour, "2026-01-05 16:00", "2026-01-05 16:00"},
		{"back from a closed Sunday", "2026-01-04 12:00", -8 * time.Hour, "2026-01-02 09:00", "2026-01-02 09:00"},
		{"over the change of the clock", "2026-03-06 16:00", 8 * time.Hour, "2026-03-09 16:00", "2026-03-09 16:00"},
		{"a working week", "2026-01-05 00:00", 40 * time.Hour, "2026-01-09 17:00", "2026-01-12 09:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			from := at(t, loc, tc.from)
			equalTime(t, at(t, loc, tc.stay), stay.Add(from, tc.d))
			equalTime(t, at(t, loc, tc.move), move.Add(from, tc.d))
			require.Equal(t, tc.d, stay.Between(from, stay.Add(from, tc.d)))
			require.Equal(t, tc.d, move.Between(from, move.Add(from, tc.d)))
		})
	}
}

// TestHoursOfADay: how long a day or a shift is, the days on which the clock changes included.
func TestHoursOfADay(t *testing.T) {
	everyDay := func(spans ...sla.Span) map[time.Weekday][]sla.Span { return days(time.Sunday, time.Saturday, spans...) }
	only := func(day time.Weekday, spans ...sla.Span) map[time.Weekday][]sla.Span {
		return map[time.Weekday][]sla.Span{day: spans}
	}
	for _, tc := range []struct {
		name, zone string
		week       map[time.Weekday][]sla.Span
		from, to   string // dates, from midnight to midnight
		want       time.Duration
	}{
		{"a Sunday", "America/New_York", only(time.Sunday, span(0, 0, 24, 0)), "2026-06-07", "2026-06-08", 24 * time.Hour},
		{"clock forward, all day", "America/New_York", only(time.Sunday, span(0, 0, 24, 0)), "2026-03-08", "2026-03-09", 23 * time.Hour},
		{"clock back, all day", "America/New_York", only(time.Sunday, span(0, 0, 24, 0)), "2026-11-01", "2026-11-02", 25 * time.Hour},
		{"clock forward, office", "America/New_York", only(time.Sunday, span(9, 0, 17, 0)), "2026-03-08", "2026-03-09", 8 * time.Hour},
		{"clock back, office", "America/New_York", only(time.Sunday, span(9, 0, 17, 0)), "2026-11-01", "2026-11-02", 8 * time.Hour},
		{"clock forward, over the gap", "America/New_York", only(time.Sunday, span(1, 30, 3, 30)), "2026-03-08", "2026-03-09", time.Hour},
		{"clock forward, in the gap", "America/New_York", only(time.Sunday, span(2, 0, 3, 0)), "2026-03-08", "2026-03-09", 0},
		{"clock forward, from inside the gap", "America/New_York", only(time.Sunday, span(2, 30, 5, 0)), "2026-03-08", "2026-03-09", 2 * time.Hour},
		{"clock forward, to inside the gap", "America/New_York", only(time.Sunday, span(0, 0, 2, 30)), "2026-03-08", "2026-03-09", 2 * time.Hour},
		{"clock back, in the repeated hour", "America/New_York", only(time.Sunday, span(1, 15, 1, 45)), "2026-11-01", "2026-11-02", time.Hour},
		{"clock back, from inside the repeated hour", "America/New_York", only(time.Sunday, span(1, 30, 3, 30)), "2026-11-01", "2026-11-02", 150 * time.Minute},
		{"clock back, a break in the repeated hour", "America/New_York", only(time.Sunday, span(0, 0, 1, 15), span(1, 30, 4, 0)), "2026-11-01", "2026-11-02", 270 * time.Minute},
		{"clock forward, night shift", "America/New_York", only(time.Saturday, span(22, 0, 30, 0)), "2026-03-07", "2026-03-09", 7 * time.Hour},
		{"clock back, night shift", "America/New_York", only(time.Saturday, span(22, 0, 30, 0)), "2026-10-31", "2026-11-02", 9 * time.Hour},
		{"half an hour forward", "Australia/Lord_Howe", only(time.Sunday, span(0, 0, 24, 0)), "2026-10-04", "2026-10-05", 1410 * time.Minute},
		{"half an hour back", "Australia/Lord_Howe", only(time.Sunday, span(0, 0, 24, 0)), "2026-04-05", "2026-04-06", 1470 * time.Minute},
		{"no midnight", "America/Sao_Paulo", only(time.Sunday, span(0, 0, 24, 0)), "2016-10-16", "2016-10-17", 23 * time.Hour},
		{"midnight twice", "America/Sao_Paulo", only(time.Saturday, span(0, 0, 24, 0)), "2017-02-18", "2017-02-19", 25 * time.Hour},
		{"midnight twice, evening", "America/Sao_Paulo", only(time.Saturday, span(20, 0, 24, 0)), "2017-02-18", "2017-02-19", 5 * time.Hour},
		{"the day that was not", "Pacific/Apia", everyDay(span(9, 0, 17, 0)), "2011-12-29", "2012-01-01", 16 * time.Hour},
		{"night shift into the day that was not", "Pacific/Apia", only(time.Thursday, span(22, 0, 30, 0)), "2011-12-29", "2012-01-01", 2 * time.Hour},
		{"the day that came twice, all but an hour", "Pacific/Kwajalein", everyDay(span(9, 0, 17, 0)), "1969-09-30", "1969-10-02", 24 * time.Hour},
		{"Ramadan in Casablanca", "Africa/Casablanca", only(time.Sunday, span(0, 0, 24, 0)), "2026-02-15", "2026-02-16", 25 * time.Hour},
		{"no change in Kathmandu", "Asia/Kathmandu", everyDay(span(9, 0, 17, 0)), "2026-03-01", "2026-04-01", 31 * 8 * time.Hour},
		{"touching spans", "UTC", only(time.Sunday, span(9, 0, 12, 0), span(12, 0, 17, 0)), "2026-06-07", "2026-06-08", 8 * time.Hour},
	} {
		t.Run(tc.name, func(t *testing.T) {
			loc, c := zone(t, tc.zone), compile(t, sla.CalendarSpec{Zone: tc.zone, Week: tc.week})
			from, err := sla.ParseDate(tc.from)
			require.NoError(t, err)
			to, err := sla.ParseDate(tc.to)
			require.NoError(t, err)
			require.Equal(t, tc.want, c.Between(from.Start(loc), to.Start(loc)))
		})
	}
}

// TestShift: a shift over midnight belongs to the day on which it starts.
func TestShift(t *testing.T) {
	loc := zone(t, "Europe/London")
	holiday := func(day int) *sla.Calendar {
		return compile(t, sla.CalendarSpec{
			Zone: "Europe/London", Week: days(time.Monday, time.Friday, span(22, 0, 30, 0)),
			Dates: map[sla.Date][]sla.Span{{Year: 2026, Month: time.June, Day: day}: nil},
		})
	}
	monday, wednesday := at(t, loc, "2026-06-01 12:00"), at(t, loc, "2026-06-03 12:00")
	require.Equal(t, 16*time.Hour, holiday(10).Between(monday, wednesday))
	require.Equal(t, 8*time.Hour, holiday(1).Between(monday, wednesday), "Monday's holiday cancels Monday's shift as a whole")
	require.False(t, holiday(1).Open(at(t, loc, "2026-06-02 03:00")))
	require.True(t, holiday(2).Open(at(t, loc, "2026-06-02 03:00")), "Tuesday's holiday does not cut Monday's shift off")
	require.False(t, holiday(2).Open(at(t, loc, "2026-06-02 23:00")))
	require.True(t, holiday(10).Open(at(t, loc, "2026-06-06 05:59")), "Friday's shift ends on Saturday")
	require.False(t, holiday(10).Open(at(t, loc, "2026-06-06 06:00")))

	// A date whose hours meet the shift of the evening before: the common time counts once.
	c := compile(t, sla.CalendarSpec{
		Zone: "Europe/London", Week: days(time.Monday, time.Friday, span(22, 0, 30, 0)),
		Dates: map[sla.Date][]sla.Span{{Year: 2026, Month: time.June, Day: 6}: {span(5, 0, 12, 0)}},
	})
	require.Equal(t, 14*time.Hour, c.Between(at(t, loc, "2026-06-05 12:00"), at(t, loc, "2026-06-06 20:00")))
}

func TestOpenings(t *testing.T) {
	c, loc := shop(t), zone(t, "Asia/Shanghai")
	for _, tc := range []struct {
		at      string
		open    bool
		opening string
		closing string
	}{
		{"2026-09-30 08:59", false, "2026-09-30 09:00", "2026-09-30 12:00"},
		{"2026-09-30 09:00", true, "2026-09-30 13:00", "2026-09-30 12:00"},
		{"2026-09-30 12:00", false, "2026-09-30 13:00", "2026-09-30 18:00"},
		{"2026-09-30 17:59", true, "2026-10-08 09:00", "2026-09-30 18:00"},
		{"2026-09-30 18:00", false, "2026-10-08 09:00", "2026-10-08 12:00"},
		{"2026-10-09 18:00", false, "2026-10-10 09:00", "2026-10-10 12:00"},
	} {
		u := at(t, loc, tc.at)
		require.Equal(t, tc.open, c.Open(u), tc.at)
		opening, ok := c.NextOpening(u)
		require.True(t, ok)
		equalTime(t, at(t, loc, tc.opening), opening, "opening after", tc.at)
		closing, ok := c.NextClosing(u)
		require.True(t, ok)
		equalTime(t, at(t, loc, tc.closing), closing, "closing after", tc.at)
	}
	var lengths []time.Duration
	for i := range c.Intervals(at(t, loc, "2026-09-30 16:40"), at(t, loc, "2026-10-08 11:05")) {
		lengths = append(lengths, i.Duration())
	}
	require.Equal(t, []time.Duration{80 * time.Minute, 125 * time.Minute}, lengths)
}

func TestDateStart(t *testing.T) {
	for _, tc := range []struct{ zone, date, want string }{
		{"Asia/Shanghai", "2026-10-01", "2026-10-01T00:00:00+08:00"},
		{"America/Sao_Paulo", "2016-10-16", "2016-10-16T01:00:00-02:00"},
		{"America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00"}, // 00:00 comes again an hour later
		{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"},
		{"Pacific/Apia", "2011-12-31", "2011-12-31T00:00:00+14:00"},
		{"Europe/London", "2088-12-31", "2088-12-31T00:00:00Z"},
	} {
		d, err := sla.ParseDate(tc.date)
		require.NoError(t, err)
		require.Equal(t, tc.want, d.Start(zone(t, tc.zone)).Format(time.RFC3339), "%s in %s", tc.date, tc.zone)
	}
}

func TestVersions(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	old := compile(t, sla.CalendarSpec{Zone: "Asia/Shanghai", Week: days(time.Monday, time.Friday, span(9, 0, 17, 0))})
	longer := compile(t, sla.CalendarSpec{Zone: "Asia/Shanghai", Week: days(time.Monday, time.Saturday, span(8, 0, 20, 0))})
	july := sla.Date{Year: 2026, Month: time.July, Day: 1} // a Wednesday
	c, err := sla.NewVersions(sla.CalendarVersion{Calendar: old}, sla.CalendarVersion{From: july.Start(loc), Calendar: longer})
	require.NoError(t, err)
	equalTime(t, at(t, loc, "2026-07-01 11:00"), c.Add(at(t, loc, "2026-06-30 16:00"), 4*time.Hour))
	require.Equal(t, 8*time.Hour+48*time.Hour, c.Between(at(t, loc, "2026-06-30 00:00"), at(t, loc, "2026-07-05 00:00")))
	require.False(t, c.Workday(sla.Date{Year: 2026, Month: time.June, Day: 27}))
	require.True(t, c.Workday(sla.Date{Year: 2026, Month: time.July, Day: 4}))
}
