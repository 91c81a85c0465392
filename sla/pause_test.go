package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// resolution is a policy in the shop's hours with a limit of 8 working hours and further fields of the target.
func resolution(further string) string {
	return shopCalendar + `, 'targets': [{'metric': 'first_resolution', 'within': '8h'` + further + `}]`
}

// TestPauses: a Tuesday at nine, eight working hours, so that it is due at six.
func TestPauses(t *testing.T) {
	type wait struct {
		from, to string
		whom     complaint.WaitFor
	}
	const customer, carrier = complaint.WaitCustomer, complaint.WaitThirdParty
	for _, tc := range []struct {
		name, further string
		waits         []wait
		due           string // "" for none
	}{
		{"none", ``, nil, "2026-09-01 18:00"},
		{"an hour", ``, []wait{{"2026-09-01 10:00", "2026-09-01 11:00", customer}}, "2026-09-02 10:00"},
		{"over lunch", ``, []wait{{"2026-09-01 11:30", "2026-09-01 13:30", customer}}, "2026-09-02 10:00"},
		{"in the lunch break", ``, []wait{{"2026-09-01 12:10", "2026-09-01 12:50", customer}}, "2026-09-01 18:00"},
		{"from before the opening", ``, []wait{{"2026-09-01 20:00", "2026-09-02 10:00", customer}}, "2026-09-01 18:00"},
		{"over night", ``, []wait{{"2026-09-01 17:00", "2026-09-02 10:00", customer}}, "2026-09-02 11:00"},
		{"two that touch", ``, []wait{{"2026-09-01 10:00", "2026-09-01 11:00", customer}, {"2026-09-01 11:00", "2026-09-01 11:30", carrier}}, "2026-09-02 10:30"},
		{"one that lasts", ``, []wait{{"2026-09-01 10:00", "", customer}}, ""},
		{"not ours to pause", `, 'paused_by': ['third_party']`, []wait{{"2026-09-01 10:00", "2026-09-01 11:00", customer}}, "2026-09-01 18:00"},
		{"ours to pause", `, 'paused_by': ['third_party']`, []wait{{"2026-09-01 10:00", "2026-09-01 11:00", carrier}}, "2026-09-02 10:00"},
		{"nothing pauses", `, 'paused_by': []`, []wait{{"2026-09-01 10:00", "", customer}}, "2026-09-01 18:00"},
		{"cap not reached", `, 'max_pause': '2h'`, []wait{{"2026-09-01 10:00", "2026-09-01 11:00", customer}}, "2026-09-02 10:00"},
		{"cap reached", `, 'max_pause': '2h'`, []wait{{"2026-09-01 10:00", "2026-09-01 16:00", customer}}, "2026-09-02 11:00"},
		{"cap reached by two", `, 'max_pause': '2h'`, []wait{{"2026-09-01 09:30", "2026-09-01 11:00", customer}, {"2026-09-01 14:00", "2026-09-01 16:00", carrier}}, "2026-09-02 11:00"},
		{"cap while it waits", `, 'max_pause': '2h'`, []wait{{"2026-09-01 10:00", "", customer}}, "2026-09-02 11:00"},
		{"cap that ends at the closing", `, 'max_pause': '3h'`, []wait{{"2026-09-01 15:00", "", customer}}, "2026-09-02 12:00"},
		{"after the limit", ``, []wait{{"2026-09-02 10:00", "", customer}}, "2026-09-01 18:00"},
		{"exactly at the limit", ``, []wait{{"2026-09-01 18:00", "", customer}}, "2026-09-01 18:00"},
		{"from the start", ``, []wait{{"2026-09-01 09:00", "2026-09-01 10:00", customer}}, "2026-09-02 10:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			x := tell(t, resolution(tc.further), morning)
			for _, w := range tc.waits {
				x.do(w.from, mia(), waitFor(w.whom))
				if w.to != "" {
					x.do(w.to, mia(), complaint.Resume{})
				}
			}
			x.due("first_resolution", tc.due)
			require.NoError(t, x.c.Verify(x.events))
		})
	}
}

// TestPauseBeforeStart: what waits already when the clock starts pauses it from the start on.
func TestPauseBeforeStart(t *testing.T) {
	x := tell(t, shopCalendar+`, 'targets': [{'metric': 'investigation', 'within': '8h'}]`, morning)
	x.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitThirdParty))
	x.do("2026-09-01 11:00", mia(), investigate()).paused("investigation").due("investigation", "")
	x.do("2026-09-01 14:00", mia(), complaint.Resume{}).due("investigation", "2026-09-02 14:00")
	x.do("2026-09-01 15:00", mia(), complaint.CloseInvestigation{}).met("investigation", time.Hour)
}

// TestCapUsedUp: the limit passes although the complaint still waits, and the next event says that the clock goes on.
func TestCapUsedUp(t *testing.T) {
	x := tell(t, resolution(`, 'max_pause': '2h', 'warn': ['75%']`), morning)
	x.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer)).paused("first_resolution")
	x.do("2026-09-01 14:00", mia(), note()).runs("first_resolution")
	require.Equal(t, complaint.ClockResume, x.change("first_resolution").Step)
	require.Equal(t, []string{"09-01 18:00 first_resolution warn 75%", "09-02 11:00 first_resolution breach"}, x.sweep("2026-09-03 09:00"))
	require.Equal(t, complaint.StatusWaiting, x.c.Status)
	x.do("2026-09-03 10:00", mia(), result()).broke("first_resolution", 15*time.Hour)
}

// TestClosedWhileWaiting: the pause ends with the complaint, and a limit that stood still was kept.
func TestClosedWhileWaiting(t *testing.T) {
	x := tell(t, shopCalendar+`, 'targets': [{'metric': 'total_resolution', 'within': '8h'}, {'metric': 'first_resolution', 'within': '8h'}]`, morning)
	x.do("2026-09-01 11:00", mia(), waitFor(complaint.WaitCustomer))
	x.do("2026-09-04 11:00", mia(), closeAs(complaint.OutcomeNoAnswer))
	x.met("total_resolution", 2*time.Hour).cancelled("first_resolution")
	require.Equal(t, 74*time.Hour, x.clock("total_resolution").Elapsed)
	require.Equal(t, 2*time.Hour, x.clock("first_resolution").Worked)
	require.Empty(t, x.clock("first_resolution").Verdict)
}

// TestResultWhileWaiting: work goes on underneath, and the pause that lasts is no reason for a breach.
func TestResultWhileWaiting(t *testing.T) {
	x := tell(t, resolution(``), morning).do("2026-09-01 11:00", mia(), waitFor(complaint.WaitThirdParty))
	x.do("2026-09-04 11:00", mia(), result()).met("first_resolution", 2*time.Hour)
	require.True(t, x.clock("first_resolution").Due.IsZero())
}

// TestAnsweredWhileWaiting: a message of the customer ends no wait. That is for people to see, and Complaint.Wait beside
// Messages.LastReceived shows it.
func TestAnsweredWhileWaiting(t *testing.T) {
	x := tell(t, resolution(``), morning).do("2026-09-01 11:00", mia(), waitFor(complaint.WaitCustomer))
	x.do("2026-09-01 14:00", customer(), receive()).paused("first_resolution").due("first_resolution", "")
	require.True(t, x.c.Messages.LastReceived.After(x.c.Wait.Since))
	x.do("2026-09-01 15:00", mia(), complaint.Resume{}).due("first_resolution", "2026-09-02 12:00")
}

// TestPausedAfterTheLimit: the ladder stands still too, and the breach stays.
func TestPausedAfterTheLimit(t *testing.T) {
	x := tell(t, `'ladders': {'up': [{'at': '100%', 'tier': 'mid'}, {'after': '4h', 'tier': 'senior'}]}, `+resolution(`, 'ladder': 'up'`), morning)
	require.Equal(t, []string{"09-01 18:00 first_resolution breach", "09-01 18:00 first_resolution escalate level 1"}, x.sweep("2026-09-02 09:00"))
	x.do("2026-09-02 10:00", mia(), waitFor(complaint.WaitCustomer)).paused("first_resolution").due("first_resolution", "2026-09-01 18:00")
	require.Empty(t, x.sweep("2026-09-03 10:00"))
	equalTime(t, x.at("2026-09-01 18:00"), x.clock("first_resolution").Breached)
	x.do("2026-09-03 10:00", mia(), complaint.Resume{})
	require.Equal(t, []string{"09-03 14:00 first_resolution escalate level 2"}, x.sweep("2026-09-05 10:00"))
}

// TestMoveToOpening: the other reading of time that runs out at a closing, with a pause.
func TestMoveToOpening(t *testing.T) {
	x := tell(t, `'calendars': {'c': {'zone': 'Asia/Shanghai', 'closing': 'move', 'week': {'tuesday': ['09:00-17:00'], 'wednesday': ['09:00-17:00'], 'thursday': ['09:00-17:00']}}},
		'calendar': 'c', 'targets': [{'metric': 'first_resolution', 'within': '8h'}]`, morning)
	x.due("first_resolution", "2026-09-02 09:00")
	x.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer)).do("2026-09-01 11:00", mia(), complaint.Resume{})
	x.due("first_resolution", "2026-09-02 10:00")
	_, ok := x.engine.Calendar(complaint.PolicyRef{Name: "c", Version: "gone"})
	require.True(t, ok, "a version that is gone gives the last of its name")
	_, ok = x.engine.Calendar(complaint.PolicyRef{Name: "d"})
	require.False(t, ok)
	require.Equal(t, []complaint.PolicyRef{{Name: "p", Version: "1"}}, x.engine.Policies())
}
