package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

// hm is a time of day.
func hm(h, m int) time.Duration { return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute }

func span(fromH, fromM, toH, toM int) sla.Span {
	return sla.Span{From: hm(fromH, fromM), To: hm(toH, toM)}
}

// days gives the same spans to several days of the week.
func days(first, last time.Weekday, spans ...sla.Span) map[time.Weekday][]sla.Span {
	week := map[time.Weekday][]sla.Span{}
	for d := first; d <= last; d++ {
		week[d] = spans
	}
	return week
}

func compile(t testing.TB, spec sla.CalendarSpec) *sla.Calendar {
	t.Helper()
	c, err := sla.NewCalendar(spec)
	require.NoError(t, err)
	return c
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// at reads a wall-clock time in the zone.
func at(t testing.TB, loc *time.Location, text string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", text, loc)
	require.NoError(t, err)
	return v
}

func equalTime(t testing.TB, want, got time.Time, what ...any) {
	t.Helper()
	require.True(t, got.Equal(want), "want %s, got %s %v", want, got, what)
}

// shop is the calendar of the stories.
func shop(t testing.TB) *sla.Calendar {
	t.Helper()
	hours := []sla.Span{span(9, 0, 12, 0), span(13, 0, 18, 0)}
	cn, err := sla.China(2026, 2026, sla.RefuseYear)
	require.NoError(t, err)
	spec, err := cn.Apply(sla.CalendarSpec{Zone: "Asia/Shanghai", Week: days(time.Monday, time.Friday, hours...)}, hours...)
	require.NoError(t, err)
	return compile(t, spec)
}

// TestStoryBrokenScreen is the arithmetic of the first story: a complaint on the eve of National Day.
func TestStoryBrokenScreen(t *testing.T) {
	c, loc := shop(t), zone(t, "Asia/Shanghai")
	received := at(t, loc, "2026-09-30 16:40")
	equalTime(t, at(t, loc, "2026-10-08 11:40"), c.Add(received, 4*time.Hour), "first response")
	equalTime(t, at(t, loc, "2026-10-09 16:40"), c.Add(received, 16*time.Hour), "resolution")
	equalTime(t, at(t, loc, "2026-10-09 11:40"), c.Add(received, 12*time.Hour), "warning at 75 %")

	reply := at(t, loc, "2026-10-08 11:05")
	require.Equal(t, 3*time.Hour+25*time.Minute, c.Between(received, reply))
	require.Equal(t, 186*time.Hour+25*time.Minute, sla.Always().Between(received, reply))

	pause, resume := at(t, loc, "2026-10-08 14:00"), at(t, loc, "2026-10-09 10:00")
	paused := c.Between(pause, resume)
	require.Equal(t, 5*time.Hour, paused)
	equalTime(t, at(t, loc, "2026-10-10 13:40"), c.Add(received, 16*time.Hour+paused), "resolution after the pause")

	told := at(t, loc, "2026-10-10 11:20")
	require.Equal(t, 14*time.Hour+40*time.Minute, c.Between(received, told)-paused)
	require.NoError(t, c.Covered(received, told))
	require.ErrorIs(t, c.Covered(received, at(t, loc, "2027-01-04 09:00")), sla.ErrNotCovered)
}
