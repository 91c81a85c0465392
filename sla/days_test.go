package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// TestLimitsInDays: how laws count. The day of the start does not count, and the last day counts to its end.
func TestLimitsInDays(t *testing.T) {
	const (
		night   = `'calendars': {'c': {'zone': 'Asia/Shanghai', 'week': {'tuesday': ['22:00-30:00'], 'friday': ['22:00-30:00']}}}, 'calendar': 'c'`
		newYork = `'calendars': {'c': {'zone': 'America/New_York', 'week': {
			'monday': ['09:00-17:00'], 'tuesday': ['09:00-17:00'], 'wednesday': ['09:00-17:00'], 'thursday': ['09:00-17:00'], 'friday': ['09:00-17:00']}}}, 'calendar': 'c'`
		both = shopCalendar + `, 'running': 'keep'`
	)
	for _, tc := range []struct{ name, calendar, limit, further, start, due string }{
		{"third working day after receipt", both, "3 working days", ``, "2026-09-01 10:00", "2026-09-04 24:00"},
		{"received at night", both, "3 working days", ``, "2026-09-01 23:59", "2026-09-04 24:00"},
		{"received just after midnight", both, "3 working days", ``, "2026-09-02 00:00", "2026-09-07 24:00"},
		{"received on a Saturday", both, "1 working day", ``, "2026-09-05 10:00", "2026-09-07 24:00"},
		{"over a weekend", both, "3 working days", ``, "2026-09-03 10:00", "2026-09-08 24:00"},
		{"by close", both, "3 working days by close", ``, "2026-09-01 10:00", "2026-09-04 18:00"},
		{"over National Day", both, "3 working days", ``, "2026-09-30 16:40", "2026-10-10 24:00"}, // 8, 9 and the make-up Saturday
		{"over National Day by close", both, "3 working days by close", ``, "2026-09-30 16:40", "2026-10-10 18:00"},
		{"seven working days over it", both, "7 working days", ``, "2026-09-28 09:00", "2026-10-13 24:00"},
		{"in the holidays", both, "1 working day", ``, "2026-10-03 09:00", "2026-10-08 24:00"},
		{"fifteen calendar days", both, "15 calendar days", ``, "2026-09-30 16:40", "2026-10-15 24:00"},
		{"fifteen calendar days by close on a holiday", both, "3 calendar days by close", ``, "2026-09-30 16:40", "2026-10-03 24:00"},
		{"calendar days by close", both, "8 calendar days by close", ``, "2026-09-30 16:40", "2026-10-08 18:00"},
		{"eight weeks", both, "8 weeks", ``, "2026-09-30 16:40", "2026-11-25 24:00"},
		{"after closing time, from the opening", both, "3 working days", `, 'from_opening': true`, "2026-09-01 18:30", "2026-09-07 24:00"},
		{"at closing time, from the opening", both, "3 working days", `, 'from_opening': true`, "2026-09-01 18:00", "2026-09-07 24:00"},
		{"before closing time, from the opening", both, "3 working days", `, 'from_opening': true`, "2026-09-01 17:59", "2026-09-04 24:00"},
		{"in the lunch break, from the opening", both, "3 working days", `, 'from_opening': true`, "2026-09-01 12:30", "2026-09-04 24:00"},
		{"before National Day, from the opening", both, "1 working day", `, 'from_opening': true`, "2026-09-30 18:01", "2026-10-09 24:00"},
		{"around the clock, in UTC", `'calendar': 'always'`, "1 calendar day", ``, "2026-09-01 09:00", "2026-09-03 07:59"}, // and a minute less a microsecond
		{"a night shift belongs to its day", night, "1 working day", ``, "2026-09-01 23:00", "2026-09-04 24:00"},
		{"over the end of summer time", newYork, "2 working days by close", ``, "2026-10-31 03:00", "2026-11-04 06:00"}, // Friday afternoon there
		{"before the end of summer time", newYork, "1 working day by close", ``, "2026-10-29 22:00", "2026-10-31 05:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			x := tell(t, tc.calendar+`, 'targets': [{'metric': 'first_resolution', 'within': '`+tc.limit+`'`+tc.further+`}]`, tc.start)
			if tc.calendar == `'calendar': 'always'` {
				equalTime(t, x.at(tc.due).Add(time.Minute-time.Microsecond), x.clock("first_resolution").Due)
				return
			}
			x.due("first_resolution", tc.due)
		})
	}
}

// TestEndOfTheDay: the last microsecond keeps the limit, midnight does not; the closing does, a microsecond later does not.
func TestEndOfTheDay(t *testing.T) {
	for _, tc := range []struct {
		limit, last string
		shift       time.Duration
		verdict     complaint.Verdict
	}{
		{"3 working days", "2026-09-05 00:00", -time.Microsecond, complaint.VerdictMet},
		{"3 working days", "2026-09-05 00:00", 0, complaint.VerdictBreached},
		{"3 working days by close", "2026-09-04 18:00", 0, complaint.VerdictMet},
		{"3 working days by close", "2026-09-04 18:00", time.Microsecond, complaint.VerdictBreached},
		{"8h", "2026-09-01 18:00", 0, complaint.VerdictMet},
		{"8h", "2026-09-01 18:00", time.Microsecond, complaint.VerdictBreached},
	} {
		x := tell(t, shopCalendar+`, 'targets': [{'metric': 'first_resolution', 'within': '`+tc.limit+`'}]`, morning)
		x.doAt(x.at(tc.last).Add(tc.shift), mia(), result())
		require.Equal(t, tc.verdict, x.clock("first_resolution").Verdict, "%s %s", tc.limit, tc.shift)
	}
}

// TestDaysArePausedByNothing: a wait moves no limit in days, and its time counts.
func TestDaysArePausedByNothing(t *testing.T) {
	x := tell(t, shopCalendar+`, 'targets': [{'metric': 'first_resolution', 'within': '3 working days', 'for': 'regulatory'}]`, morning)
	x.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer)).silent().due("first_resolution", "2026-09-04 24:00")
	x.do("2026-09-02 09:00", mia(), complaint.Resume{}).silent()
	x.do("2026-09-02 10:00", mia(), result()).met("first_resolution", 9*time.Hour)
	require.Equal(t, complaint.ClockRegulatory, x.clock("first_resolution").Kind)

	// So the time in which it was closed counts too: the law's weeks run from the receipt.
	x = tell(t, shopCalendar+`, 'targets': [{'metric': 'total_resolution', 'within': '8 weeks'}]`, morning).due("total_resolution", "2026-10-27 24:00")
	x.do("2026-09-01 10:00", mia(), result()).do("2026-09-01 11:00", mia(), closeAs(complaint.OutcomeResolved)).do("2026-09-21 11:00", customer(), reopen())
	x.due("total_resolution", "2026-10-27 24:00")
}

// TestMarksOfDays: shares of a limit in days are shares of the working time in it.
func TestMarksOfDays(t *testing.T) {
	x := tell(t, `'ladders': {'up': [{'at': '100%', 'tier': 'mid'}, {'after': '2h', 'tier': 'senior'}]}, `+shopCalendar+
		`, 'targets': [{'metric': 'first_resolution', 'within': '3 working days', 'warn': ['75%', '4h'], 'ladder': 'up'}]`, morning)
	// Four days of eight hours: 24 hours are over on the third day, four are left on the fourth at two o'clock.
	require.Equal(t, []string{
		"09-03 18:00 first_resolution warn 75%", "09-04 14:00 first_resolution warn 4h before", "09-04 23:59 first_resolution breach",
	}, x.sweep("2026-09-05 00:00")[:3])
	x.sweep("2026-09-08 00:00")
	require.Equal(t, 2, x.c.Escalation)
	equalTime(t, x.at("2026-09-07 11:00"), x.clock("first_resolution").Marks[4].At)
}

// TestFarLimits: a limit beyond the years that a complaint can have is never due, and nothing hangs.
func TestFarLimits(t *testing.T) {
	x := tell(t, `'targets': [{'metric': 'first_resolution', 'within': '2500000h', 'warn': ['1%']}, {'metric': 'first_response', 'within': '7305 working days'}]`, "2185-09-01 09:00")
	require.True(t, x.clock("first_resolution").Due.IsZero())
	require.True(t, x.clock("first_response").Due.IsZero())
	require.False(t, x.clock("first_resolution").Marks[0].At.IsZero())
	x.do("2185-09-02 09:00", mia(), result()).met("first_resolution", 24*time.Hour).met("first_response", 24*time.Hour)

	// A calendar of single dates has no more working days than these.
	x = tell(t, `'calendars': {'fair': {'zone': 'Asia/Shanghai', 'dates': {'2026-09-01': ['09:00-17:00'], '2026-09-02': ['09:00-17:00']}}}, 'calendar': 'fair',
		'targets': [{'metric': 'first_resolution', 'within': '2 working days', 'warn': ['50%']}, {'metric': 'first_response', 'within': '17h'}, {'metric': 'assignment', 'within': '1 working day by close'}]`, morning)
	require.True(t, x.clock("first_resolution").Due.IsZero())
	require.True(t, x.clock("first_response").Due.IsZero())
	x.due("assignment", "2026-09-02 17:00")
	x.do("2026-09-05 09:00", mia(), result()).met("first_resolution", 16*time.Hour).met("first_response", 16*time.Hour)
}
