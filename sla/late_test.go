package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// What is entered late counts from when it happened, and a breach that it denies is taken back, not in silence.

func TestReplyEnteredLate(t *testing.T) {
	x := tell(t, only("first_response"), morning)
	require.Equal(t, []string{"09-02 09:00 first_response breach"}, x.sweep("2026-09-02 10:00"))
	equalTime(t, x.at("2026-09-02 09:00"), x.clock("first_response").Breached)
	x.late("2026-09-02 08:00", "2026-09-02 11:00", mia(), progress())
	x.met("first_response", 23*time.Hour)
	require.True(t, x.clock("first_response").Breached.IsZero())
	because(t, x.change("first_response"), "sla.met")
	require.Equal(t, map[string]string{"was": "2026-09-02T01:00:00Z"}, because(t, x.change("first_response"), "sla.breach_corrected").Params)

	// One that was too late although it was entered late is a breach.
	x = tell(t, only("first_response"), morning)
	x.sweep("2026-09-02 10:00")
	x.late("2026-09-02 09:30", "2026-09-02 11:00", mia(), progress()).broke("first_response", 24*time.Hour+30*time.Minute)
	// One that came before the sweep needs no correction.
	x = tell(t, only("first_response"), morning)
	x.late("2026-09-02 08:00", "2026-09-02 11:00", mia(), progress()).met("first_response", 23*time.Hour)
	require.Len(t, x.change("first_response").Reasons, 1)
	// The very moment keeps the limit.
	x = tell(t, only("first_response"), morning)
	x.do("2026-09-02 09:00", mia(), progress()).met("first_response", 24*time.Hour)
	x = tell(t, only("first_response"), morning)
	x.doAt(x.at("2026-09-02 09:00").Add(time.Microsecond), mia(), progress()).broke("first_response", 24*time.Hour+time.Microsecond)
}

// TestWaitEnteredLate: a wait that began before the limit denies the breach, and the limit is ahead again.
func TestWaitEnteredLate(t *testing.T) {
	x := tell(t, only("first_resolution"), morning)
	x.sweep("2026-09-02 10:00")
	x.late("2026-09-02 06:00", "2026-09-02 11:00", mia(), waitFor(complaint.WaitCustomer))
	x.paused("first_resolution").due("first_resolution", "")
	require.True(t, x.clock("first_resolution").Breached.IsZero())
	require.Equal(t, complaint.ClockPause, x.change("first_resolution").Step)
	because(t, x.change("first_resolution"), "sla.breach_corrected")
	require.Empty(t, x.sweep("2026-09-02 12:00"), "it is not breached again at once")
	x.do("2026-09-02 13:00", mia(), complaint.Resume{}).due("first_resolution", "2026-09-02 16:00")
	require.Equal(t, []string{"09-02 16:00 first_resolution breach"}, x.sweep("2026-09-02 17:00"), "the new limit passes once more")
	x.do("2026-09-02 18:00", mia(), result()).broke("first_resolution", 26*time.Hour)
}

// TestResumeEnteredLate: wait and resume both entered late move the limit by what was waited, and the limit has passed again.
func TestResumeEnteredLate(t *testing.T) {
	x := tell(t, only("first_resolution"), morning)
	x.sweep("2026-09-02 10:00")
	x.late("2026-09-02 06:00", "2026-09-02 20:00", mia(), waitFor(complaint.WaitCustomer))
	x.late("2026-09-02 08:00", "2026-09-02 20:01", mia(), complaint.Resume{}).runs("first_resolution").due("first_resolution", "2026-09-02 11:00")
	require.Equal(t, []string{"09-02 11:00 first_resolution breach"}, x.sweep("2026-09-02 21:00"))
	x.late("2026-09-02 10:30", "2026-09-02 22:00", mia(), result()).met("first_resolution", 23*time.Hour+30*time.Minute)
	because(t, x.change("first_resolution"), "sla.breach_corrected")
}

// TestStartMovedOverABreach: the breach moves with the limit, in both directions, and is met or not by the facts.
func TestStartMovedOverABreach(t *testing.T) {
	other := complaint.KeyID("", "another complaint")
	x := tell(t, only("first_resolution"), morning)
	x.sweep("2026-09-02 10:00")
	x.do("2026-09-02 11:00", mia(), complaint.Absorb{Source: other, Received: x.at("2026-09-01 07:00")})
	equalTime(t, x.at("2026-09-02 07:00"), x.clock("first_resolution").Breached)
	require.Equal(t, "2026-09-01T23:00:00Z", because(t, x.change("first_resolution"), "sla.breach_corrected").Params["now"])
	require.Empty(t, x.sweep("2026-09-02 12:00"), "it was carried out once")
	x.do("2026-09-02 13:00", mia(), complaint.Expel{Source: other})
	equalTime(t, x.at("2026-09-02 09:00"), x.clock("first_resolution").Breached)
	x.late("2026-09-02 08:30", "2026-09-02 14:00", mia(), result()).met("first_resolution", 23*time.Hour+30*time.Minute)

	// The date of receipt was wrong.
	x = tell(t, only("first_resolution"), morning)
	x.sweep("2026-09-02 10:00")
	x.do("2026-09-02 11:00", mia(), complaint.Correct{
		Field: "received", Value: complaint.Hide("2026-09-01T15:00:00+08:00"), Reason: complaint.Hide("a typing error"),
	})
	x.due("first_resolution", "2026-09-02 15:00")
	require.True(t, x.clock("first_resolution").Breached.IsZero())
	require.Equal(t, []string{"09-02 15:00 first_resolution breach"}, x.sweep("2026-09-02 16:00"))
}

// TestLateNoteChangesNoState: an entry about earlier does not set the clock back.
func TestLateNoteChangesNoState(t *testing.T) {
	x := tell(t, only("first_resolution"), morning).do("2026-09-01 14:00", mia(), waitFor(complaint.WaitCustomer)).paused("first_resolution")
	x.late("2026-09-01 10:00", "2026-09-01 15:00", mia(), note()).silent().paused("first_resolution")
	x.do("2026-09-01 16:00", mia(), complaint.Resume{}).runs("first_resolution")
	x.late("2026-09-01 15:00", "2026-09-01 17:00", mia(), note()).silent().runs("first_resolution")
}

// TestWithdrawnLate: who took the complaint back before the limit passed leaves no breach behind.
func TestWithdrawnLate(t *testing.T) {
	x := tell(t, only("first_resolution"), morning)
	x.sweep("2026-09-02 10:00")
	x.late("2026-09-02 08:00", "2026-09-02 11:00", customer(), complaint.Withdraw{}).cancelled("first_resolution")
	require.Empty(t, x.clock("first_resolution").Verdict)
	because(t, x.change("first_resolution"), "sla.breach_corrected")
	x = tell(t, only("first_resolution"), morning)
	x.sweep("2026-09-02 10:00")
	x.do("2026-09-02 11:00", customer(), complaint.Withdraw{}).cancelled("first_resolution")
	require.Equal(t, complaint.VerdictBreached, x.clock("first_resolution").Verdict)
}

// TestSweepIsLate: the verdict has the times of the events, however late the sweep comes.
func TestSweepIsLate(t *testing.T) {
	x := tell(t, `'targets': [{'metric': 'first_resolution', 'within': '24h', 'warn': ['50%', '2h']}]`, morning)
	require.Equal(t, []string{
		"09-01 21:00 first_resolution warn 50%", "09-02 07:00 first_resolution warn 2h before", "09-02 09:00 first_resolution breach",
	}, x.sweep("2026-09-10 10:00"))
	require.Empty(t, x.sweep("2026-09-11 10:00"))
	require.True(t, x.c.Due.IsZero())
	x.do("2026-09-11 12:00", mia(), result()).broke("first_resolution", 243*time.Hour)
	equalTime(t, x.at("2026-09-02 09:00"), x.clock("first_resolution").Breached)
}

// TestRetroactiveStart: a clock whose start lies in the past says so.
func TestRetroactiveStart(t *testing.T) {
	x := tell(t, `'rules': [{'name': 'serious', 'when': {'field': 'severity', 'op': 'is', 'value': 'serious'}, `+only("first_resolution")+`}]`, morning)
	x.absent("first_resolution")
	x.do("2026-09-03 09:00", mia(), assess(complaint.SeveritySerious)).due("first_resolution", "2026-09-02 09:00")
	require.Equal(t, map[string]string{"started": "2026-09-01T01:00:00Z"}, because(t, x.change("first_resolution"), "sla.retroactive").Params)
	require.Equal(t, []string{"09-02 09:00 first_resolution breach"}, x.sweep("2026-09-03 10:00"))
	// What had ended before gets no clock in retrospect.
	x = tell(t, `'rules': [{'name': 'serious', 'when': {'field': 'severity', 'op': 'is', 'value': 'serious'}, `+only("first_response")+`}]`, morning)
	x.do("2026-09-01 10:00", mia(), progress()).do("2026-09-03 09:00", mia(), assess(complaint.SeveritySerious)).absent("first_response")
}
