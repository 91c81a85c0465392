package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// TestBuiltPolicyRefusals: a policy that was built in Go is refused for the same faults, with the field.
func TestBuiltPolicyRefusals(t *testing.T) {
	hour := sla.Limit{Time: time.Hour}
	waits := func(w ...complaint.WaitFor) *[]complaint.WaitFor { return &w }
	long := func(d time.Duration) *time.Duration { return &d }
	where := func(field, op, value string) sla.Condition {
		c := sla.Condition{Field: field, Value: []string{value}}
		c.Op = "is"
		if op != "" {
			c.Op = "is_not"
		}
		return c
	}
	// target changes the only target of the only rule.
	target := func(change func(*sla.Target)) func(*sla.Policy) {
		return func(p *sla.Policy) { change(&p.Rules[0].Targets[0]) }
	}
	rung := func(r ...sla.Rung) func(*sla.Policy) {
		return func(p *sla.Policy) { p.Ladders = map[string][]sla.Rung{"up": r} }
	}
	for _, tc := range []struct {
		name   string
		change func(*sla.Policy)
		want   string
	}{
		{"kind", func(p *sla.Policy) { p.Kind = "triage" }, "kind: must be sla"},
		{"name", func(p *sla.Policy) { p.Name = "" }, "name: must be a text"},
		{"no limit", target(func(t *sla.Target) { t.Within = sla.Limit{} }), "rules[0].targets[0].within: must be given"},
		{"negative limit", target(func(t *sla.Target) { t.Within = sla.Limit{Time: -time.Hour} }), "rules[0].targets[0].within: must be working time"},
		{"negative days", target(func(t *sla.Target) { t.Within = sla.Limit{Days: -3} }), "rules[0].targets[0].within: must be"},
		{"days and time", target(func(t *sla.Target) { t.Within = sla.Limit{Days: 3, Time: time.Hour} }), "rules[0].targets[0].within: must be"},
		{"neither days nor time", target(func(t *sla.Target) { t.Within = sla.Limit{Working: true} }), "rules[0].targets[0].within: must be"},
		{"time by close", target(func(t *sla.Target) { t.Within = sla.Limit{Time: time.Hour, Close: true} }), "rules[0].targets[0].within: must be"},
		{"nanoseconds", target(func(t *sla.Target) { t.Within = sla.Limit{Time: time.Hour + 1} }), "rules[0].targets[0].within: must be"},
		{"too many days", target(func(t *sla.Target) { t.Within = sla.Limit{Days: 7306} }), "rules[0].targets[0].within: must be"},
		{"threshold of nothing", target(func(t *sla.Target) { t.Warn = []sla.Threshold{{}} }), "rules[0].targets[0].warn[0]: must be a share"},
		{"threshold of both", target(func(t *sla.Target) { t.Warn = []sla.Threshold{{Share: 1, Before: time.Minute}} }), "rules[0].targets[0].warn[0]: must be a share"},
		{"threshold above", target(func(t *sla.Target) { t.Warn = []sla.Threshold{{Share: 12_000}} }), "rules[0].targets[0].warn[0]: must be a share"},
		{"threshold below", target(func(t *sla.Target) { t.Warn = []sla.Threshold{{Share: -1}} }), "rules[0].targets[0].warn[0]: must be a share"},
		{"threshold in nanoseconds", target(func(t *sla.Target) { t.Warn = []sla.Threshold{{Before: 1}} }), "rules[0].targets[0].warn[0]: must be a share"},
		{"threshold longer", target(func(t *sla.Target) { t.Warn = []sla.Threshold{{Before: 2 * time.Hour}} }), `rules[0].targets[0].warn[0]: "2h": must be less than the limit of 1h`},
		{"metric", target(func(t *sla.Target) { t.Metric = "nothing" }), `rules[0].targets[0].metric: "nothing": must be a metric`},
		{"paused days", target(func(t *sla.Target) {
			t.Within, t.PausedBy = sla.Limit{Days: 3}, waits(complaint.WaitCustomer)
		}), "rules[0].targets[0].paused_by: must be left out"},
		{"cap", target(func(t *sla.Target) { t.MaxPause = long(-1) }), "rules[0].targets[0].max_pause"},
		{"cap of all", func(p *sla.Policy) { p.MaxPause = -time.Hour }, "max_pause: \"-1h\": must not be negative"},
		{"pauses of all", func(p *sla.Policy) { p.PausedBy = waits("closed") }, `paused_by[0]: "closed": must be customer or third_party`},
		{"no targets", func(p *sla.Policy) { p.Rules[0].Targets = nil }, "rules[0].targets: must have at least one target"},
		{"nothing", func(p *sla.Policy) { p.Rules = nil }, "rules: must have at least one rule"},
		{"condition", func(p *sla.Policy) { p.Rules[0].When = where("colour", "", "red") }, `rules[0].when.field: "colour": is not a field`},
		{"rule in blanks", func(p *sla.Policy) { p.Rules[0].Name = "all\n" }, "rules[0].name"},
		{"calendar", func(p *sla.Policy) { p.Rules[0].Calendar = "moon" }, `rules[0].targets[0].calendar: "moon": must be a calendar`},
		{"zone", func(p *sla.Policy) {
			p.Calendars = map[string]sla.CalendarDoc{"office": {HoursDoc: sla.HoursDoc{Zone: "Mars/Base", Week: map[string][]sla.Span{"monday": {span(9, 0, 12, 0)}}}}}
		}, `calendars.office.zone: "Mars/Base": is not known`},
		{"spans", func(p *sla.Policy) {
			p.Calendars = map[string]sla.CalendarDoc{"office": {HoursDoc: sla.HoursDoc{Zone: "UTC", Week: map[string][]sla.Span{"monday": {span(9, 0, 12, 0), span(10, 0, 13, 0)}}}}}
		}, `calendars.office.week.monday[1]: "10:00-13:00": must not overlap`},
		{"name of a calendar", func(p *sla.Policy) { p.Calendars = map[string]sla.CalendarDoc{"My Shop": {AnyOf: []string{"always"}}} }, `"My Shop": must be a code`},
		{"circle", func(p *sla.Policy) { p.Calendars = map[string]sla.CalendarDoc{"a": {AllOf: []string{"a"}}} }, `calendars.a.all_of[0]: "a": must not lead back to a`},
		{"rung above the limit", rung(sla.Rung{At: sla.Threshold{Share: 20_000}, Tier: complaint.RoleMid}), "ladders.up[0].at: \"200%\": must be a share"},
		{"rung below", rung(sla.Rung{At: sla.Threshold{Share: -1}, Tier: complaint.RoleMid}), "ladders.up[0].at"},
		{"rung back in time", rung(sla.Rung{After: -time.Hour, Tier: complaint.RoleMid}), "ladders.up[0].after: \"-1h\": must not be negative"},
		{"department of a rung", rung(sla.Rung{At: sla.Threshold{Share: 10_000}, To: complaint.Party{Department: "After Sales"}}), `ladders.up[0].to.department: "After Sales": must be a code`},
		{"silence", func(p *sla.Policy) {
			p.Silence = []sla.Silence{{Name: "quiet", When: where("status", "not", "closed"), After: hour, Outcome: "gone"}}
		}, `silence[0].outcome: "gone": must be no_answer`},
		{"silence everywhere", func(p *sla.Policy) {
			p.Silence = []sla.Silence{{Name: "quiet", After: hour, Outcome: complaint.OutcomeNoAnswer}}
		}, "silence[0].when: must ask for status"},
		{"milestone", func(p *sla.Policy) {
			p.Milestones = []sla.Milestone{{Name: "parts", Start: where("event", "", "shout"), Stop: where("event", "", "note")}}
		}, "milestones[0].start: value: "},
		{"milestone without an end", func(p *sla.Policy) {
			p.Milestones = []sla.Milestone{{Name: "parts", Start: where("event", "", "note")}}
		}, "milestones[0].stop: must be given"},
		{"paused milestone in days", func(p *sla.Policy) {
			p.Milestones = []sla.Milestone{{
				Name: "parts", Start: where("event", "", "note"), Stop: where("event", "", "receive"), Pause: where("event", "", "wait"),
			}}
			p.Rules[0].Targets = []sla.Target{{Metric: "parts", Within: sla.Limit{Days: 2}}}
		}, "rules[0].targets[0].within: \"2 calendar days\": must be working time: parts is paused"},
		{"milestone with two pauses", func(p *sla.Policy) {
			p.Milestones = []sla.Milestone{{
				Name: "parts", Start: where("event", "", "note"), Stop: where("event", "", "receive"), Pause: where("event", "", "wait"),
			}}
			p.Rules[0].Targets = []sla.Target{{Metric: "parts", Within: hour, PausedBy: waits()}}
		}, "rules[0].targets[0].paused_by: must not be given: the milestone says itself"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := sla.Policy{
				Header: sla.Header{Kind: sla.Kind, Name: "p", Version: "1"},
				Rules:  []sla.Rule{{Name: "all", Targets: []sla.Target{{Metric: "first_response", Within: hour}}}},
			}
			_, err := sla.New(p)
			require.NoError(t, err)
			tc.change(&p)
			_, err = sla.New(p)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.ErrorContains(t, err, tc.want)
		})
	}
}

// TestPoliciesTogether: what several policies must not have in common.
func TestPoliciesTogether(t *testing.T) {
	read := func(document string) sla.Policy {
		p, err := sla.ParsePolicy("desk.json", []byte(document))
		require.NoError(t, err)
		return p
	}
	office := func(version, hours string) string {
		return `'calendars': {'office': {` + version + `'zone': 'UTC', 'week': {'monday': ['` + hours + `']}}},
			'calendar': 'office', 'targets': [{'metric': 'first_response', 'within': '4h'}]`
	}
	_, err := sla.New()
	require.ErrorContains(t, err, "policies: must be at least one")
	one := read(policyOf("1", office("", "09:00-12:00")))
	_, err = sla.New(one, one)
	require.ErrorContains(t, err, "policies[1].version: \"1\": must differ")
	_, err = sla.New(one, read(policyOf("2", office("", "09:00-13:00"))))
	require.NoError(t, err, "calendars have the version of their policy where they have none of their own")

	_, err = sla.New(read(policyOf("1", office("'version': 'c1', ", "09:00-12:00"))), read(policyOf("2", office("'version': 'c1', ", "09:00-12:00"))))
	require.NoError(t, err)
	_, err = sla.New(read(policyOf("1", office("'version': 'c1', ", "09:00-12:00"))), read(policyOf("2", office("'version': 'c1', ", "09:00-13:00"))))
	require.ErrorContains(t, err, `calendars.office.version: "c1": must have a version of its own: policy p 1 has other hours`)
	require.ErrorContains(t, err, "desk.json:1:")
}

// TestEngineKeepsNothingOfThePolicy: a caller who goes on working with the policy changes no engine.
func TestEngineKeepsNothingOfThePolicy(t *testing.T) {
	waits := []complaint.WaitFor{complaint.WaitCustomer}
	p := sla.Policy{
		Header: sla.Header{Kind: sla.Kind, Name: "p", Version: "1"},
		Targets: []sla.Target{{
			Metric: "first_resolution", Within: sla.Limit{Time: time.Hour}, PausedBy: &waits, Notify: []complaint.Role{complaint.RoleSenior},
		}},
	}
	e, err := sla.New(p)
	require.NoError(t, err)
	waits[0], p.Targets[0].Notify[0] = complaint.WaitThirdParty, complaint.RoleManager
	x := begin(t, e, "2026-09-30 16:40", general())
	require.Equal(t, []complaint.WaitFor{complaint.WaitCustomer}, x.clock("first_resolution").PausedBy)
	require.Equal(t, []complaint.Role{complaint.RoleSenior}, x.clock("first_resolution").Marks[0].Notify)
	x.c.Clocks[0].PausedBy[0], x.c.Clocks[0].Marks[0].Notify[0] = complaint.WaitThirdParty, complaint.RoleManager
	y := begin(t, e, "2026-09-30 16:40", general())
	require.Equal(t, []complaint.WaitFor{complaint.WaitCustomer}, y.clock("first_resolution").PausedBy)
	require.Equal(t, []complaint.Role{complaint.RoleSenior}, y.clock("first_resolution").Marks[0].Notify)

	d := sla.DefaultPolicy()
	d.Ladders["up"][0].Tier = complaint.RoleManager
	require.Equal(t, complaint.RoleSenior, sla.DefaultPolicy().Ladders["up"][0].Tier)
}
