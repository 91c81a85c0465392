package sla_test

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

func calendarFile(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n"
}

func event(lines ...string) string {
	return "BEGIN:VEVENT\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT"
}

func TestParseICS(t *testing.T) {
	h, err := sla.ParseICS(strings.NewReader("\uFEFF" + calendarFile(
		"BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "BEGIN:STANDARD", "DTSTART:19700101T000000", "RRULE:FREQ=YEARLY",
		"END:STANDARD", "END:VTIMEZONE",
		event("DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261004", `SUMMARY:National Day\, a long`, " er name"),
		event("dtstart;value=date:20260501", "SUMMARY;LANGUAGE=\"de:AT\":Tag der Arbeit"),
		event("DTSTART;VALUE=DATE:20261010", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY", "SUMMARY:国庆节(班)",
			"BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT5M", "END:VALARM"),
		event("DTSTART;VALUE=DATE:20260619", "DURATION:P3D", "SUMMARY:端午"),
		event("DTSTART;VALUE=DATE:20260620", "SUMMARY:twice"),
		event("DTSTART;VALUE=DATE:20260801", "STATUS:CANCELLED"),
		"BEGIN:VTODO", "DUE:20260101T100000Z", "END:VTODO",
	)))
	require.NoError(t, err)
	date := func(m time.Month, d int) sla.Date { return sla.Date{Year: 2026, Month: m, Day: d} }
	require.Equal(t, sla.Holidays{
		Free: []sla.Holiday{
			{Date: date(5, 1), Name: "Tag der Arbeit"},
			{Date: date(6, 19), Name: "端午"},
			{Date: date(6, 20), Name: "端午"},
			{Date: date(6, 21), Name: "端午"},
			{Date: date(10, 1), Name: "National Day, a longer name"},
			{Date: date(10, 2), Name: "National Day, a longer name"},
			{Date: date(10, 3), Name: "National Day, a longer name"},
		},
		Work: []sla.Holiday{{Date: date(10, 10), Name: "国庆节(班)"}},
	}, h)
	unix, err := sla.ParseICS(strings.NewReader(strings.ReplaceAll(calendarFile(event("DTSTART;VALUE=DATE:20260501")), "\r\n", "\n")))
	require.NoError(t, err)
	require.Len(t, unix.Free, 1)
}

func TestRefusedICS(t *testing.T) {
	for name, tc := range map[string]struct{ text, field string }{
		"empty":         {"", "ics"},
		"no calendar":   {"hello\r\n", "ics.line[1]"},
		"outside":       {"VERSION:2.0\r\n", "ics.line[1]"},
		"cut off":       {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260501\r\n", "ics"},
		"wrong end":     {"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "ics.line[2]"},
		"time of day":   {calendarFile(event("DTSTART:20260501T090000Z")), "ics.line[4]"},
		"no start":      {calendarFile(event("SUMMARY:when?")), "ics.line[3]"},
		"recurring":     {calendarFile(event("DTSTART;VALUE=DATE:20260501", "RRULE:FREQ=YEARLY")), "ics.line[5]"},
		"exception":     {calendarFile(event("DTSTART;VALUE=DATE:20260501", "EXDATE;VALUE=DATE:20270501")), "ics.line[5]"},
		"ends first":    {calendarFile(event("DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260501")), "ics.line[6]"},
		"too long":      {calendarFile(event("DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20270601")), "ics.line[6]"},
		"no such day":   {calendarFile(event("DTSTART;VALUE=DATE:20260230")), "ics.line[4]"},
		"year 3000":     {calendarFile(event("DTSTART;VALUE=DATE:30000101")), "ics.line[4]"},
		"hours long":    {calendarFile(event("DTSTART;VALUE=DATE:20260501", "DURATION:PT8H")), "ics.line[5]"},
		"free and work": {calendarFile(event("DTSTART;VALUE=DATE:20260501"), event("DTSTART;VALUE=DATE:20260501", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY")), "ics.line[9]"},
		"not UTF-8":     {calendarFile(event("SUMMARY:\xff")), "ics.line[4]"},
		"long line":     {calendarFile(event("SUMMARY:" + strings.Repeat("x", 9000))), "ics.line[4]"},
		"long fold":     {calendarFile(event("SUMMARY:" + strings.Repeat("\r\n "+strings.Repeat("x", 70), 200))), "ics.line[121]"},
		"too many days": {calendarFile(manyEvents()), "ics.line[222]"},
		"too large":     {calendarFile(strings.Repeat("X-NOTE:0123456789\r\n", 250_000)), "ics"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sla.ParseICS(strings.NewReader(tc.text))
			requireField(t, err, tc.field)
		})
	}
	_, err := sla.ParseICS(iotest.ErrReader(io.ErrClosedPipe))
	require.ErrorIs(t, err, io.ErrClosedPipe)
}

// manyEvents are sixty years in events of a year.
func manyEvents() string {
	var all []string
	for y := 2030; y < 2090; y++ {
		first := sla.Date{Year: y, Month: time.January, Day: 1}
		compact := func(d sla.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
		all = append(all, event("DTSTART;VALUE=DATE:"+compact(first), "DTEND;VALUE=DATE:"+compact(sla.Date{Year: y + 1, Month: time.January, Day: 1})))
	}
	return strings.Join(all, "\r\n")
}

func TestICSIntoCalendar(t *testing.T) {
	h, err := sla.ParseICS(strings.NewReader(calendarFile(event("DTSTART;VALUE=DATE:20260504", "SUMMARY:Early May bank holiday"))))
	require.NoError(t, err)
	h.Years = sla.Years{First: 2026, Last: 2026}
	spec, err := h.Apply(sla.CalendarSpec{Zone: "Europe/London", Week: days(time.Monday, time.Friday, officeHours...)})
	require.NoError(t, err)
	c, loc := compile(t, spec), zone(t, "Europe/London")
	equalTime(t, at(t, loc, "2026-05-05 10:00"), c.Add(at(t, loc, "2026-05-01 16:00"), 2*time.Hour))
}
