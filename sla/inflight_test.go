package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// graded is a policy that gives serious cases so long, and others so long.
func graded(serious, others string) string {
	return `'rules': [
		{'name': 'serious', 'when': {'field': 'severity', 'op': 'at_least', 'value': 'serious'},
		 'targets': [{'metric': 'first_resolution', 'within': '` + serious + `', 'warn': ['50%']}]},
		{'name': 'others', 'targets': [{'metric': 'first_resolution', 'within': '` + others + `', 'warn': ['50%']}]}]`
}

// TestGradeUpAndDown: start and pauses stay, the target changes, and the old one is recorded.
func TestGradeUpAndDown(t *testing.T) {
	x := tell(t, graded("24h", "48h"), morning).due("first_resolution", "2026-09-03 09:00")
	x.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer)).do("2026-09-01 12:00", mia(), complaint.Resume{})
	x.due("first_resolution", "2026-09-03 11:00")
	x.do("2026-09-01 20:00", mia(), assess(complaint.SeveritySerious)).due("first_resolution", "2026-09-02 11:00")
	up := x.change("first_resolution")
	require.Equal(t, complaint.ClockRetarget, up.Step)
	require.Equal(t, "48h", up.WasTarget)
	equalTime(t, x.at("2026-09-03 11:00"), up.WasDue)
	require.Equal(t, map[string]string{"rule": "serious", "policy": "p", "version": "1"}, because(t, up, "sla.rule").Params)
	require.Equal(t, "serious", because(t, up, "condition_held").Params["value"])
	equalTime(t, x.at("2026-09-01 23:00"), up.Clock.Marks[0].At)
	x.do("2026-09-01 21:00", mia(), assess(complaint.SeverityGeneral)).due("first_resolution", "2026-09-03 11:00")
	require.Equal(t, "24h", x.change("first_resolution").WasTarget)
	require.Equal(t, "others", x.clock("first_resolution").Rule)
	x.do("2026-09-01 22:00", mia(), note()).silent()
	x.do("2026-09-03 09:00", mia(), result()).met("first_resolution", 46*time.Hour)
	require.Equal(t, []string{"1/1 fulfilled 46h0m0s met"}, x.verdicts("first_resolution"), "one clock all the time")
}

// TestMoreTimeAfterABreach: what has passed stays passed.
func TestMoreTimeAfterABreach(t *testing.T) {
	x := begin(t, engine(t, policyWith(graded("24h", "48h"))), morning, serious())
	require.Equal(t, []string{"09-01 21:00 first_resolution warn 50%", "09-02 09:00 first_resolution breach"}, x.sweep("2026-09-02 10:00"))
	x.do("2026-09-02 11:00", mia(), assess(complaint.SeverityGeneral)).due("first_resolution", "2026-09-03 09:00")
	equalTime(t, x.at("2026-09-02 09:00"), x.clock("first_resolution").Breached)
	x.do("2026-09-02 12:00", mia(), note()).silent()
	x.do("2026-09-02 13:00", mia(), waitFor(complaint.WaitCustomer)).do("2026-09-02 14:00", mia(), complaint.Resume{})
	equalTime(t, x.at("2026-09-02 09:00"), x.clock("first_resolution").Breached, "nor does any later event undo it")
	x.due("first_resolution", "2026-09-03 10:00")
	require.Empty(t, x.sweep("2026-09-03 11:00"), "warning and breach were carried out before")
	x.do("2026-09-03 09:30", mia(), result()).broke("first_resolution", 47*time.Hour+30*time.Minute)
	equalTime(t, x.at("2026-09-02 09:00"), x.clock("first_resolution").Breached)
	require.Equal(t, "2026-09-02T01:00:00Z", because(t, x.change("first_resolution"), "sla.breached").Params["breached"])
}

// TestMoreTimeAfterAnUnnoticedBreach: nor is it lost when the grade changes before the sweep comes.
func TestMoreTimeAfterAnUnnoticedBreach(t *testing.T) {
	x := begin(t, engine(t, policyWith(graded("24h", "48h"))), morning, serious())
	x.do("2026-09-02 11:00", mia(), assess(complaint.SeverityGeneral)).due("first_resolution", "2026-09-03 09:00")
	equalTime(t, x.at("2026-09-02 09:00"), x.clock("first_resolution").Breached)
	because(t, x.change("first_resolution"), "sla.passed_before")
	x.do("2026-09-02 12:00", mia(), result()).broke("first_resolution", 27*time.Hour)

	// A change that happened before the limit passed is no reason for a breach, whenever it was entered.
	x = begin(t, engine(t, policyWith(graded("24h", "48h"))), morning, serious())
	x.late("2026-09-02 08:00", "2026-09-02 11:00", mia(), assess(complaint.SeverityGeneral)).due("first_resolution", "2026-09-03 09:00")
	require.True(t, x.clock("first_resolution").Breached.IsZero())
}

// TestLessTimeThanHasPassed: the shorter limit may lie in the past, and the sweep notes it there.
func TestLessTimeThanHasPassed(t *testing.T) {
	x := tell(t, graded("24h", "48h"), morning).do("2026-09-02 11:00", mia(), assess(complaint.SeveritySerious)).due("first_resolution", "2026-09-02 09:00")
	require.Equal(t, []string{"09-01 21:00 first_resolution warn 50%", "09-02 09:00 first_resolution breach"}, x.sweep("2026-09-02 11:00"))
	x.do("2026-09-02 12:00", mia(), assess(complaint.SeverityGeneral))
	equalTime(t, x.at("2026-09-02 09:00"), x.clock("first_resolution").Breached)
}

// TestTargetGoesAndComes: without a limit there is no clock; with one again the next run counts from the same start.
func TestTargetGoesAndComes(t *testing.T) {
	x := begin(t, engine(t, policyWith(`'rules': [{'name': 'serious', 'when': {'field': 'severity', 'op': 'is', 'value': 'serious'},
		'targets': [{'metric': 'first_resolution', 'within': '24h'}]}]`)), morning, serious())
	x.do("2026-09-01 10:00", mia(), assess(complaint.SeverityGeneral)).cancelled("first_resolution")
	require.Equal(t, "no_target", because(t, x.change("first_resolution"), "sla.cancelled").Params["why"])
	x.do("2026-09-01 11:00", mia(), note()).silent()
	x.do("2026-09-01 12:00", mia(), assess(complaint.SeveritySerious)).due("first_resolution", "2026-09-02 09:00")
	require.Equal(t, 2, x.clock("first_resolution").Run)
	x.do("2026-09-01 13:00", mia(), result())
	require.Equal(t, []string{"1/1 cancelled 1h0m0s", "1/2 fulfilled 4h0m0s met"}, x.verdicts("first_resolution"))
}

// TestAnotherMetricOfTheName: a target that keeps its name and measures something else is another clock.
func TestAnotherMetricOfTheName(t *testing.T) {
	of := func(metric string) string {
		return `'targets': [{'name': 'answer', 'metric': '` + metric + `', 'within': '24h'}]`
	}
	x := tell(t, of("acknowledgement"), morning)
	x.with(engine(t, policyOf("2", of("first_response")+`, 'running': 'retarget'`))).do("2026-09-01 10:00", mia(), note())
	require.Equal(t, []string{"1/1 cancelled 1h0m0s", "1/2 running 0s"}, x.verdicts("answer"))
	x = tell(t, of("acknowledgement"), morning).do("2026-09-01 10:00", system(), acknowledge()).met("answer", time.Hour)
	x.with(engine(t, policyOf("2", of("first_response")))).do("2026-09-01 11:00", mia(), note())
	require.Equal(t, []string{"1/1 fulfilled 1h0m0s met", "1/2 running 0s"}, x.verdicts("answer"))
}

func TestEscalationInFlight(t *testing.T) {
	x := tell(t, `'ladders': {'up': [{'at': '100%', 'tier': 'mid', 'notify': ['senior']}, {'after': '4h', 'tier': 'senior'}, {'after': '8h', 'to': {'person': 'boss'}, 'tier': 'manager'}]},
		'targets': [{'metric': 'first_resolution', 'within': '24h', 'ladder': 'up'}, {'name': 'second', 'metric': 'total_resolution', 'within': '30h', 'ladder': 'up'}]`, morning)
	require.Equal(t, []string{"09-02 09:00 first_resolution breach", "09-02 09:00 first_resolution escalate level 1"}, x.sweep("2026-09-02 10:00"))
	require.Equal(t, complaint.RoleMid, x.c.Assignment.Tier)
	x.do("2026-09-02 11:00", mia(), complaint.Escalate{Level: 2, Tier: complaint.RoleSenior, Reason: complaint.Hide("he calls every hour")})
	require.Equal(t, []string{"09-02 15:00 second breach", "09-02 17:00 first_resolution escalate level 3"}, x.sweep("2026-09-05 10:00"), "each level once, by whichever clock comes first")
	require.Equal(t, complaint.Party{Person: "boss"}, x.c.Assignment.Party)
	require.Equal(t, 3, x.c.Escalation)
	x.do("2026-09-05 11:00", mia(), assess(complaint.SeveritySerious)).silent()
}
