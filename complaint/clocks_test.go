package complaint_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// clockChange is a decision that starts a clock with one mark.
func clockChange() complaint.ClockChange {
	start := meta().At
	return complaint.ClockChange{
		Step: complaint.ClockStart,
		Clock: complaint.Clock{
			Name: "first_response", Metric: "first_response", Kind: complaint.ClockCustomer, Cycle: 1, Run: 1,
			State: complaint.ClockRunning, Started: start, Target: "4h",
			Calendar: complaint.PolicyRef{Name: "always", Version: "1"}, Policy: complaint.PolicyRef{Name: "p", Version: "1"},
			Due:    start.Add(4 * time.Hour),
			Pauses: []complaint.Pause{{For: complaint.PauseCondition, From: start}},
			Marks:  []complaint.Mark{{Kind: complaint.MarkBreach, At: start.Add(4 * time.Hour)}},
		},
		Reasons: []complaint.Reason{{Code: "sla.rule"}},
	}
}

// Whatever an engine decides, nothing gets into a history that does not belong there.
func TestDecisionsAboutClocksAreChecked(t *testing.T) {
	long, broken := strings.Repeat("x", 256), "two\nlines"
	never := time.Date(12000, time.January, 1, 0, 0, 0, 0, time.UTC)
	open := func(change complaint.ClockChange) error {
		m := meta()
		m.Decisions.Clocks = []complaint.ClockChange{change}
		_, _, err := complaint.Open(complaint.KeyID("", "checked"), complaint.Intake{
			Channel: complaint.ChannelApp, Content: complaint.Hide("the screen is faulty"),
		}, m)
		return err
	}
	require.NoError(t, open(clockChange()))
	for field, spoil := range map[string]func(d *complaint.ClockChange, k *complaint.Clock){
		"step":               func(d *complaint.ClockChange, _ *complaint.Clock) { d.Step = "begin" },
		"was_target":         func(d *complaint.ClockChange, _ *complaint.Clock) { d.WasTarget = long },
		"was_due":            func(d *complaint.ClockChange, _ *complaint.Clock) { d.WasDue = never },
		"reasons[0].code":    func(d *complaint.ClockChange, _ *complaint.Clock) { d.Reasons[0].Code = "" },
		"clock.name":         func(_ *complaint.ClockChange, k *complaint.Clock) { k.Name = "" },
		"clock.metric":       func(_ *complaint.ClockChange, k *complaint.Clock) { k.Metric = "First Response" },
		"clock.kind":         func(_ *complaint.ClockChange, k *complaint.Clock) { k.Kind = "" },
		"clock.cycle":        func(_ *complaint.ClockChange, k *complaint.Clock) { k.Cycle = 0 },
		"clock.run":          func(_ *complaint.ClockChange, k *complaint.Clock) { k.Run = 1_000_001 },
		"clock.about":        func(_ *complaint.ClockChange, k *complaint.Clock) { k.About = broken },
		"clock.state":        func(_ *complaint.ClockChange, k *complaint.Clock) { k.State = "waiting" },
		"clock.started":      func(_ *complaint.ClockChange, k *complaint.Clock) { k.Started = time.Time{} },
		"clock.stopped":      func(_ *complaint.ClockChange, k *complaint.Clock) { k.Stopped = k.Due },
		"clock.target":       func(_ *complaint.ClockChange, k *complaint.Clock) { k.Target = "" },
		"clock.calendar":     func(_ *complaint.ClockChange, k *complaint.Clock) { k.Calendar.Name = broken },
		"clock.policy":       func(_ *complaint.ClockChange, k *complaint.Clock) { k.Policy.Version = long },
		"clock.rule":         func(_ *complaint.ClockChange, k *complaint.Clock) { k.Rule = broken },
		"clock.due":          func(_ *complaint.ClockChange, k *complaint.Clock) { k.Due = never },
		"clock.breached":     func(_ *complaint.ClockChange, k *complaint.Clock) { k.Breached = never },
		"clock.verdict":      func(_ *complaint.ClockChange, k *complaint.Clock) { k.Verdict = "missed" },
		"pauses[0].from":     func(_ *complaint.ClockChange, k *complaint.Clock) { k.Pauses[0].From = time.Time{} },
		"pauses[0].to":       func(_ *complaint.ClockChange, k *complaint.Clock) { k.Pauses[0].To = never },
		"marks[0].kind":      func(_ *complaint.ClockChange, k *complaint.Clock) { k.Marks[0].Kind = "shout" },
		"marks[0].label":     func(_ *complaint.ClockChange, k *complaint.Clock) { k.Marks[0].Label = broken },
		"marks[0].at":        func(_ *complaint.ClockChange, k *complaint.Clock) { k.Marks[0].At = never },
		"marks[0].done":      func(_ *complaint.ClockChange, k *complaint.Clock) { k.Marks[0].Done = never },
		"marks[0].level":     func(_ *complaint.ClockChange, k *complaint.Clock) { k.Marks[0].Level = 10 },
		"marks[0].tier":      func(_ *complaint.ClockChange, k *complaint.Clock) { k.Marks[0].Tier = complaint.RoleCustomer },
		"marks[0].to.person": func(_ *complaint.ClockChange, k *complaint.Clock) { k.Marks[0].To.Person = "jane@example.com" },
	} {
		t.Run(field, func(t *testing.T) {
			change := clockChange()
			spoil(&change, &change.Clock)
			require.ErrorIs(t, open(change), complaint.ErrInvalid)
			require.ErrorContains(t, open(change), "meta.decisions.clocks[0].")
			require.ErrorContains(t, open(change), field)
		})
	}
	ended := clockChange()
	ended.Clock.State, ended.Clock.Run, ended.Clock.Cycle = complaint.ClockCancelled, 1_000_000, 1_000_000
	require.ErrorContains(t, open(ended), "clock.stopped")
	ended.Clock.Stopped = ended.Clock.Due
	require.NoError(t, open(ended))
}

// A reminder needs a date, which has come, and nobody was reminded of it.
func TestReminders(t *testing.T) {
	c, _ := opened(t)
	day := func(n int) time.Time { return c.Registered.AddDate(0, 0, n) }
	remind := func(c complaint.Complaint, a complaint.Remind, at time.Time) (complaint.Complaint, error) {
		m := meta()
		m.At, m.Recorded = at, at
		next, _, err := c.Apply(a, m)
		return next, err
	}
	wait := func(until time.Time) complaint.Action {
		return complaint.Wait{For: complaint.WaitThirdParty, Until: until, Reason: complaint.Hide("the carrier")}
	}
	plan := func(due time.Time) complaint.Action {
		return complaint.Plan{Steps: []complaint.PlanStep{{ID: "pickup", What: complaint.Hide("fetch it"), Owner: complaint.Party{Person: "mia"}, Due: due}}}
	}
	appeal := func(due time.Time) complaint.Action {
		return complaint.FileAppeal{Ground: complaint.Hide("not so"), Due: due}
	}
	result := complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("we refuse")}
	reminders := map[complaint.Reminded]complaint.Remind{
		complaint.RemindWait: {About: complaint.RemindWait}, complaint.RemindStep: {About: complaint.RemindStep, Step: "pickup"},
		complaint.RemindAppeal: {About: complaint.RemindAppeal},
	}
	for about, tc := range map[complaint.Reminded]struct {
		before complaint.Action
		set    func(due time.Time) complaint.Action
	}{
		complaint.RemindWait:   {nil, wait},
		complaint.RemindStep:   {complaint.Acknowledge{Message: say("we have it")}, plan},
		complaint.RemindAppeal: {result, appeal},
	} {
		t.Run(string(about), func(t *testing.T) {
			c := c
			if tc.before != nil {
				c, _ = do(t, c, tc.before, mia())
			}
			undated, _ := do(t, c, tc.set(time.Time{}), mia())
			for _, none := range []complaint.Complaint{c, undated} {
				_, err := remind(none, reminders[about], day(4))
				require.ErrorIs(t, err, complaint.ErrTransition)
			}
			dated, _ := do(t, c, tc.set(day(3)), mia())
			_, err := remind(dated, reminders[about], day(3).Add(-time.Microsecond))
			requireField(t, err, "about")
			for other, a := range reminders {
				if other != about {
					_, err = remind(dated, a, day(4))
					requireField(t, err, "about")
				}
			}
			reminded, err := remind(dated, reminders[about], day(3))
			require.NoError(t, err)
			_, err = remind(reminded, reminders[about], day(4))
			require.ErrorIs(t, err, complaint.ErrTransition)
		})
	}
}
