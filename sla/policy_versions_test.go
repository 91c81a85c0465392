package sla_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// officeOf is a policy with eight working hours for the resolution and a calendar of these hours on each working day.
func officeOf(hours, further string) string {
	days := make([]string, 0, 5)
	for _, d := range []string{"monday", "tuesday", "wednesday", "thursday", "friday"} {
		days = append(days, `'`+d+`': ['`+hours+`']`)
	}
	return `'calendars': {'office': {'zone': 'Asia/Shanghai', 'week': {` + strings.Join(days, ", ") + `}}}, 'calendar': 'office',
		'targets': [{'metric': 'first_resolution', 'within': '8h', 'warn': ['50%']}]` + further
}

// TestNewCalendarKept: a new version of the policy with other hours. What runs keeps its target, and its old hours while they
// are there.
func TestNewCalendarKept(t *testing.T) {
	one, two := policyOf("1", officeOf("09:00-17:00", "")), policyOf("2", officeOf("09:00-13:00", `, 'effective_from': '2026-09-02'`))
	x := begin(t, engine(t, one, two), "2026-09-01 13:00", general())
	x.due("first_resolution", "2026-09-02 13:00")
	x.do("2026-09-02 09:30", mia(), note()).silent().due("first_resolution", "2026-09-02 13:00")
	x.do("2026-09-02 10:00", mia(), waitFor(complaint.WaitCustomer)).do("2026-09-02 11:00", mia(), complaint.Resume{})
	x.due("first_resolution", "2026-09-02 14:00")
	require.Equal(t, complaint.PolicyRef{Name: "office", Version: "1"}, x.clock("first_resolution").Calendar)

	// Retime takes what is in force now.
	x.do("2026-09-02 11:30", mia(), complaint.Retime{}).due("first_resolution", "2026-09-04 10:00")
	moved := x.change("first_resolution")
	require.Equal(t, complaint.ClockRetime, moved.Step)
	equalTime(t, x.at("2026-09-02 14:00"), moved.WasDue)
	require.Equal(t, complaint.PolicyRef{Name: "office", Version: "2"}, moved.Clock.Calendar)
	require.Equal(t, complaint.PolicyRef{Name: "p", Version: "2"}, moved.Clock.Policy)
	x.do("2026-09-02 11:40", mia(), complaint.Retime{}).silent()
}

// TestOldPolicyNotKept: when the engine has the old calendar no more, the one of its name counts, and the clock says so.
func TestOldPolicyNotKept(t *testing.T) {
	x := begin(t, engine(t, policyOf("1", officeOf("09:00-17:00", ""))), "2026-09-01 13:00", general())
	x.with(engine(t, policyOf("2", officeOf("09:00-13:00", "")))).do("2026-09-01 14:00", mia(), note()).due("first_resolution", "2026-09-03 13:00")
	moved := x.change("first_resolution")
	require.Equal(t, complaint.ClockRetime, moved.Step)
	require.Equal(t, complaint.PolicyRef{Name: "office", Version: "2"}, moved.Clock.Calendar)
	equalTime(t, x.at("2026-09-02 13:00"), moved.WasDue)
	// With another target it keeps the old one all the same.
	x = begin(t, engine(t, policyOf("1", officeOf("09:00-17:00", ""))), "2026-09-01 13:00", general())
	x.with(engine(t, policyOf("2", officeOf("09:00-13:00", "")+`, 'rules': [{'name': 'all', 'targets': [{'metric': 'first_resolution', 'within': '4h'}]}]`)))
	x.do("2026-09-01 14:00", mia(), note()).due("first_resolution", "2026-09-03 13:00")
	require.Equal(t, "8h", x.clock("first_resolution").Target)
	require.Equal(t, complaint.PolicyRef{Name: "office", Version: "2"}, x.clock("first_resolution").Calendar)
}

func TestRunningRetarget(t *testing.T) {
	one := policyOf("1", `'targets': [{'metric': 'first_resolution', 'within': '24h'}]`)
	keep := policyOf("2", `'effective_from': '2026-09-02', 'targets': [{'metric': 'first_resolution', 'within': '72h'}]`)
	change := policyOf("2", `'running': 'retarget', 'effective_from': '2026-09-02', 'targets': [{'metric': 'first_resolution', 'within': '72h'}]`)
	x := begin(t, engine(t, one, keep), "2026-09-01 20:00", general())
	x.do("2026-09-02 09:30", mia(), note()).silent().due("first_resolution", "2026-09-02 20:00")
	x.do("2026-09-02 09:40", mia(), assess(complaint.SeveritySerious)).silent() // no rule asks for it
	x.do("2026-09-02 10:00", mia(), complaint.Retime{}).due("first_resolution", "2026-09-04 20:00")
	require.Equal(t, "24h", x.change("first_resolution").WasTarget)

	x = begin(t, engine(t, one, change), "2026-09-01 20:00", general())
	x.do("2026-09-01 23:00", mia(), note()).silent()
	x.do("2026-09-02 09:30", mia(), note()).due("first_resolution", "2026-09-04 20:00")
	// What is entered late, for a time under the old policy, leads nothing back.
	x.late("2026-09-01 23:30", "2026-09-02 10:00", mia(), note()).silent().due("first_resolution", "2026-09-04 20:00")
	x.late("2026-09-01 23:40", "2026-09-02 10:30", mia(), complaint.Retime{}).silent()
	// New cases have the new limit, old ones that come late the old.
	require.Equal(t, "72h", begin(t, x.engine, "2026-09-02 08:00", general()).clock("first_resolution").Target)
	require.Equal(t, "24h", begin(t, x.engine, "2026-09-02 07:59", general()).clock("first_resolution").Target)
}

// TestMoreChangesThanAnEventHolds: a policy that gives every target another name ends and starts more clocks than one event
// can say. The next one starts the others.
func TestMoreChangesThanAnEventHolds(t *testing.T) {
	many := func(prefix string) string {
		lists := [2][]string{}
		for i := range 180 {
			lists[i%2] = append(lists[i%2], fmt.Sprintf(`{'name': '%s%d', 'metric': 'first_resolution', 'within': '24h'}`, prefix, i))
		}
		return `'running': 'retarget', 'rules': [{'name': 'all', 'targets': [` + strings.Join(lists[0], ", ") + `]}], 'targets': [` + strings.Join(lists[1], ", ") + `]`
	}
	x := begin(t, engine(t, policyOf("1", many("a")), policyOf("2", `'effective_from': '2026-09-02', `+many("b"))), morning, general())
	require.Len(t, x.c.Clocks, 180)
	running := func() map[string]int {
		found := map[string]int{}
		for _, k := range x.c.Clocks {
			if k.State.Active() {
				found[k.Name[:1]]++
				equalTime(t, x.at(morning), k.Started)
			}
		}
		return found
	}
	x.do("2026-09-02 08:10", mia(), note())
	require.Equal(t, map[string]int{"b": complaint.MaxList - 180}, running(), "all of the old ones have ended")
	x.do("2026-09-02 08:11", mia(), note())
	require.Equal(t, map[string]int{"b": 180}, running())
	x.do("2026-09-02 08:12", mia(), note()).silent()
}

// TestKeepUntilTheCaseChanges: when the case changes so that another rule applies, the policy in force says the target.
func TestKeepUntilTheCaseChanges(t *testing.T) {
	one := policyOf("1", graded("24h", "48h"))
	two := policyOf("2", `'effective_from': '2026-09-02', `+graded("30h", "60h"))
	x := begin(t, engine(t, one, two), morning, general()).do("2026-09-02 10:00", mia(), note()).silent()
	require.Equal(t, "48h", x.clock("first_resolution").Target)
	x.do("2026-09-02 10:00", mia(), assess(complaint.SeveritySerious)).due("first_resolution", "2026-09-02 15:00")
	require.Equal(t, "48h", x.change("first_resolution").WasTarget)
	require.Equal(t, complaint.PolicyRef{Name: "p", Version: "2"}, x.clock("first_resolution").Policy)
}

// TestDatesOfEffect: several policies, gaps between them, and overlaps.
func TestDatesOfEffect(t *testing.T) {
	target := func(within string) string {
		return `'targets': [{'metric': 'first_resolution', 'within': '` + within + `'}]`
	}
	e := engine(t,
		policyOf("1", `'effective_to': '2026-08-31', `+target("10h")),
		policyOf("2", `'effective_from': '2026-09-03', `+target("20h")),
		policyOf("3", `'effective_from': '2026-09-05T12:00:00+08:00', 'effective_to': '2026-09-06', `+target("30h")))
	for _, tc := range []struct{ when, want string }{
		{"2026-08-31 12:00", "10h"},
		{"2026-09-01 07:59", "10h"}, // days in UTC, the zone of the policy's calendar
		{"2026-09-01 08:00", ""},
		{"2026-09-03 07:59", ""},
		{"2026-09-03 08:00", "20h"},
		{"2026-09-05 11:59", "20h"},
		{"2026-09-05 12:00", "30h"},
		{"2026-09-07 07:59", "30h"},
		{"2026-09-07 08:00", "20h"},
	} {
		x := begin(t, e, tc.when, general())
		if tc.want == "" {
			x.absent("first_resolution")
			continue
		}
		require.Equal(t, tc.want, x.clock("first_resolution").Target, tc.when)
	}
	// In the gap what runs goes on, and nothing begins.
	x := begin(t, e, "2026-08-31 12:00", general()).do("2026-09-01 12:00", mia(), waitFor(complaint.WaitCustomer))
	x.do("2026-09-01 13:00", mia(), complaint.Resume{}).do("2026-09-01 14:00", mia(), result()).broke("first_resolution", 25*time.Hour)
}

// TestCalendarGone: a calendar that was renamed or taken away is replaced, and the change says why.
func TestCalendarGone(t *testing.T) {
	const always = `'targets': [{'metric': 'first_resolution', 'within': '8h', 'warn': ['50%']}]`
	x := begin(t, engine(t, policyOf("1", officeOf("09:00-17:00", ""))), "2026-09-01 13:00", general())
	x.with(engine(t, policyOf("2", always))).do("2026-09-01 14:00", mia(), note()).due("first_resolution", "2026-09-01 21:00")
	change := x.change("first_resolution")
	require.Equal(t, complaint.ClockRetarget, change.Step)
	require.Equal(t, "8h", change.WasTarget)
	equalTime(t, x.at("2026-09-02 13:00"), change.WasDue)
	require.Equal(t, "office", because(t, change, "sla.calendar_gone").Params["calendar"])

	// No target either: the clock ends, and what was due stays in the record.
	x = begin(t, engine(t, policyOf("1", officeOf("09:00-17:00", ""))), "2026-09-01 13:00", general())
	x.with(engine(t, policyOf("2", `'targets': [{'metric': 'payout', 'within': '8h'}]`))).do("2026-09-01 14:00", mia(), note()).cancelled("first_resolution")
	x.due("first_resolution", "2026-09-02 13:00")
	require.Zero(t, x.clock("first_resolution").Worked, "nobody can count it")
	// And without any policy in force it stands as it was decided.
	x = begin(t, engine(t, policyOf("1", officeOf("09:00-17:00", ""))), "2026-09-01 13:00", general())
	x.with(engine(t, policyOf("2", `'effective_from': '2030-01-01', `+always))).do("2026-09-01 14:00", mia(), waitFor(complaint.WaitCustomer)).silent()
	x.due("first_resolution", "2026-09-02 13:00")
	x.do("2026-09-03 14:00", mia(), result()).ended("first_resolution", complaint.ClockFulfilled, complaint.VerdictBreached, 0)
}

// TestDaysMoveWithTheirStart: a limit in days is counted anew when the start moves, also when a newer policy would say otherwise.
func TestDaysMoveWithTheirStart(t *testing.T) {
	days := func(n string) string {
		return shopCalendar + `, 'targets': [{'metric': 'first_resolution', 'within': '` + n + ` working days', 'from_opening': true}]`
	}
	x := begin(t, engine(t, policyOf("1", days("3")), policyOf("2", `'effective_from': '2026-09-02', `+days("5"))), "2026-09-01 19:00", general())
	x.due("first_resolution", "2026-09-07 24:00")
	x.do("2026-09-02 10:00", mia(), complaint.Absorb{Source: complaint.KeyID("", "older"), Received: x.at("2026-08-31 10:00")})
	x.due("first_resolution", "2026-09-03 24:00")
	require.Equal(t, "3 working days", x.clock("first_resolution").Target)
	require.Equal(t, complaint.PolicyRef{Name: "p", Version: "1"}, x.clock("first_resolution").Policy)
}

// TestStartMovesUnderItsOwnTarget: of several targets that a clock could have, with the same limit, it keeps its own.
func TestStartMovesUnderItsOwnTarget(t *testing.T) {
	target := func(name, further string) string {
		return `{'name': '` + name + `', 'metric': 'first_resolution', 'within': '3 working days'` + further + `}`
	}
	one := policyOf("1", shopCalendar+`, 'rules': [
		{'name': 'serious', 'when': {'field': 'severity', 'op': 'at_least', 'value': 'serious'}, 'targets': [`+target("ours", "")+`]},
		{'name': 'others', 'targets': [`+target("theirs", "")+`, `+target("ours", `, 'from_opening': true`)+`]}]`)
	two := policyOf("2", `'effective_from': '2026-09-02', `+shopCalendar+`, 'targets': [{'name': 'ours', 'metric': 'first_resolution', 'within': '5 working days'}]`)
	x := begin(t, engine(t, one, two), "2026-09-01 19:00", general()).due("ours", "2026-09-07 24:00").due("theirs", "2026-09-04 24:00")
	x.do("2026-09-02 10:00", mia(), complaint.Absorb{Source: complaint.KeyID("", "older"), Received: x.at("2026-08-31 19:00")})
	x.due("ours", "2026-09-04 24:00")
	require.Equal(t, "others", x.clock("ours").Rule)
}
