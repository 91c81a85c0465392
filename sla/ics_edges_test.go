package sla_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// whole is an event of whole days.
func whole(start string, more ...string) string {
	return event(append([]string{"DTSTART;VALUE=DATE:" + start}, more...)...)
}

// TestICSLimits: what is exactly at a limit is read, and what is one beyond it is refused.
func TestICSLimits(t *testing.T) {
	const limit = 8 << 10
	file := func(size int) string { // of so many bytes
		text := calendarFile(whole("20260501"))
		note := "X-NOTE:" + strings.Repeat("x", 1015) + "\r\n"
		end := strings.LastIndex(text, "END:VCALENDAR")
		fill := strings.Repeat(note, (size-len(text))/len(note))
		rest := size - len(text) - len(fill)
		if rest > 0 {
			fill += "X:" + strings.Repeat("x", rest-4) + "\r\n"
		}
		return text[:end] + fill + text[end:]
	}
	require.Len(t, file(4<<20), 4<<20)
	fold := func(size int) string {
		return whole("20260501", "SUMMARY:"+strings.Repeat("x", size-8-100), " "+strings.Repeat("y", 99))
	}
	days20k := make([]string, 0, 55)
	for y := range 54 { // 54 years of 366 days and 236 more are 20,000
		first := sla.Date{Year: 1900, Month: time.January, Day: 1}.AddDays(y * 366)
		days20k = append(days20k, whole(strings.ReplaceAll(first.String(), "-", ""), "DURATION:P366D"))
	}
	days20k = append(days20k, whole("20260101", "DURATION:P236D"))
	for name, tc := range map[string]struct {
		text string
		days int    // 0 when it is refused
		rule string // part of it
	}{
		"4 MiB":                 {file(4 << 20), 1, ""},
		"4 MiB and a byte":      {file(4<<20 + 1), 0, "must be at most 4 MiB"},
		"a line of 8 KiB":       {calendarFile(whole("20260501", "SUMMARY:"+strings.Repeat("x", limit-8-2))), 1, ""},
		"a longer line":         {calendarFile(whole("20260501", "SUMMARY:"+strings.Repeat("x", limit))), 0, "must be at most 8 KiB"},
		"folded, 8 KiB":         {calendarFile(fold(limit)), 1, ""},
		"folded, a byte longer": {calendarFile(fold(limit + 1)), 0, "must be at most 8 KiB"},
		"366 days":              {calendarFile(whole("20260501", "DURATION:P366D")), 366, ""},
		"367 days":              {calendarFile(whole("20260501", "DURATION:P367D")), 0, "must last 1 to 366 days"},
		"one day to an end":     {calendarFile(whole("20260501", "DTEND;VALUE=DATE:20260502")), 1, ""},
		"ends before it starts": {calendarFile(whole("20260501", "DTEND;VALUE=DATE:20260430")), 0, "must last 1 to 366 days"},
		"20,000 days":           {calendarFile(days20k...), 20_000, ""},
		"20,001 days":           {calendarFile(append(days20k, whole("20271231"))...), 0, "must be at most 20,000 days"},
		"the first day":         {calendarFile(whole("19000101")), 1, ""},
		"a day earlier":         {calendarFile(whole("18991231")), 0, "must be in the years 1900 to 2199"},
		"the last day":          {calendarFile(whole("21991231")), 1, ""},
		"a day later":           {calendarFile(whole("22000101")), 0, "must be in the years 1900 to 2199"},
		"an end too late":       {calendarFile(whole("21991231", "DTEND;VALUE=DATE:22000101")), 0, "must be in the years 1900 to 2199"},
		"both ends":             {calendarFile(whole("20260501", "DURATION:P1D", "DTEND;VALUE=DATE:20260502")), 0, "must not have both"},
		"three deep":            {calendarFile("BEGIN:A", "BEGIN:B", "BEGIN:C", "END:C", "END:B", "END:A", whole("20260501")), 1, ""},
		"four deep":             {calendarFile("BEGIN:A", "BEGIN:B", "BEGIN:C", "BEGIN:D", "END:D", "END:C", "END:B", "END:A"), 0, "must be one VCALENDAR"},
		"a calendar in another": {calendarFile("BEGIN:VCALENDAR", "END:VCALENDAR"), 0, "must be one VCALENDAR"},
		"two calendars":         {calendarFile(whole("20260501")) + calendarFile(whole("20260502")), 2, ""},
		"an event on its own":   {whole("20260501"), 0, "must be one VCALENDAR"},
		"an end too many":       {calendarFile() + "END:VCALENDAR\r\n", 0, "must end the component"},
		"not ended":             {"BEGIN:VCALENDAR\r\n" + whole("20260501") + "\r\n", 0, "must be complete"},
		"only empty lines":      {"\r\n\r\n", 0, "must be complete"},
		"a line without colon":  {calendarFile("SUMMARY"), 0, "must be NAME:VALUE"},
		"a colon in quotes":     {calendarFile(`X;A="b:c"`), 0, "must be NAME:VALUE"},
		"starts with a fold":    {" BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", 0, ""},
		"says it has a time":    {calendarFile(event("DTSTART;VALUE=DATE-TIME:20260501")), 0, "must be a whole day"},
		"no event":              {calendarFile("X-A:1"), 0, "none"},
		"nested":                {calendarFile("BEGIN:VTODO", whole("20260501"), "END:VTODO"), 0, "none"},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := sla.ParseICS(strings.NewReader(tc.text))
			if tc.days > 0 || tc.rule == "none" {
				require.NoError(t, err)
				require.Len(t, h.Free, tc.days)
				return
			}
			var wrong *complaint.FieldError
			require.ErrorAs(t, err, &wrong)
			require.Contains(t, wrong.Rule, tc.rule)
		})
	}
}

// TestICSLineNumbers: an error names the line on which its property begins, in a file with folds and empty lines.
func TestICSLineNumbers(t *testing.T) {
	for _, tc := range []struct{ text, field string }{
		{"BEGIN:VCALENDAR\r\nX-A:1\r\n  folded\r\n\tand again\r\n\r\nBROKEN\r\nEND:VCALENDAR\r\n", "ics.line[6]"},
		{"BEGIN:VCALENDAR\nBROKEN\n  folded\n\tand again\nEND:VCALENDAR\n", "ics.line[2]"},
		{"BEGIN:VCALENDAR\nX-A:1\nBROKEN", "ics.line[3]"},
		{calendarFile(event("SUMMARY:x")), "ics.line[3]"},
		{calendarFile(whole("20260501"), event("SUMMARY:x")), "ics.line[6]"},
		{calendarFile(whole("20260501", "X-A:1", "DURATION:P0D")), "ics.line[6]"},
		{calendarFile(whole("20260501"), "SUMMARY:"+strings.Repeat("x", 9000)), "ics.line[6]"},
	} {
		_, err := sla.ParseICS(strings.NewReader(tc.text))
		requireField(t, err, tc.field)
	}
}

// TestICSProperties: durations, escapes and the little that is read of an event.
func TestICSProperties(t *testing.T) {
	for value, days := range map[string]int{
		"P1D": 1, "P3D": 3, "+P2D": 2, "P1W": 7, "P2W": 14, "P10D": 10, "P52W": 364,
		"P0D": 0, "P": 0, "D": 0, "PD": 0, "PW": 0, "1D": 0, "-P1D": 0, "P1H": 0, "P1": 0, "P1D1": 0, "PT24H": 0,
		"P1DT": 0, "P-1D": 0, "P+1D": 0, "P1.5D": 0, "P1000D": 0, "P366D": 366, "PWW": 0, "P1 D": 0, "P 1D": 0,
	} {
		h, err := sla.ParseICS(strings.NewReader(calendarFile(whole("20260501", "DURATION:"+value))))
		if days == 0 {
			requireField(t, err, "ics.line[5]")
			continue
		}
		require.NoError(t, err, value)
		require.Len(t, h.Free, days, value)
	}
	h, err := sla.ParseICS(strings.NewReader(calendarFile(
		whole("20260504", `SUMMARY:a\, b\; c\\d\ne\Nf:g`),
		whole("20260503", "STATUS:Confirmed", "SUMMARY;X=\"q:\":  spaced  "),
		whole("20260502", "STATUS:cancelled", "STATUS:CONFIRMED", "SUMMARY:the last status counts"),
		whole("20260501", "STATUS:TENTATIVE", "X-APPLE-SPECIAL-DAY:WORK-HOLIDAY", "SUMMARY:free"),
		whole("20260510", "x-apple-special-day:alternate-workday", "SUMMARY:work"),
		whole("20260509", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY", "SUMMARY:work too"),
		whole("20260509", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY", "SUMMARY:work again"),
		event("STATUS:CANCELLED"),
		"begin:vevent", "dtstart;value=date:20260505", "end:vevent",
	)))
	require.NoError(t, err)
	may := func(d int) sla.Date { return sla.Date{Year: 2026, Month: time.May, Day: d} }
	require.Equal(t, sla.Holidays{
		Free: []sla.Holiday{
			{Date: may(1), Name: "free"},
			{Date: may(2), Name: "the last status counts"},
			{Date: may(3), Name: "spaced"},
			{Date: may(4), Name: `a, b; c\d e f:g`},
			{Date: may(5)},
		},
		Work: []sla.Holiday{{Date: may(9), Name: "work too"}, {Date: may(10), Name: "work"}},
	}, h)
	for _, name := range []string{"RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID"} {
		_, err := sla.ParseICS(strings.NewReader(calendarFile(whole("20260501", name+":x"))))
		requireField(t, err, "ics.line[5]")
	}
	// An event does not take anything over from the one before.
	h, err = sla.ParseICS(strings.NewReader(calendarFile(
		whole("20260501", "DURATION:P2D", "SUMMARY:two", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY"), whole("20260601"),
	)))
	require.NoError(t, err)
	require.Len(t, h.Work, 2)
	require.Equal(t, []sla.Holiday{{Date: sla.Date{Year: 2026, Month: time.June, Day: 1}}}, h.Free)
}
