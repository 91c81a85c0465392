package sla_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// policyWith is a policy named p, version 1, with the given fields besides. Single quotes stand for double ones.
func policyWith(fields string) string { return policyOf("1", fields) }

func policyOf(version, fields string) string {
	return strings.ReplaceAll(fmt.Sprintf("{'kind': 'sla', 'name': 'p', 'version': '%s', %s}", version, fields), "'", `"`)
}

// shopCalendar is the field calendars with the shop of the stories.
const shopCalendar = `'calendars': {'shop': {'zone': 'Asia/Shanghai', 'week': {
	'monday': ['09:00-12:00', '13:00-18:00'], 'tuesday': ['09:00-12:00', '13:00-18:00'],
	'wednesday': ['09:00-12:00', '13:00-18:00'], 'thursday': ['09:00-12:00', '13:00-18:00'],
	'friday': ['09:00-12:00', '13:00-18:00']},
	'holidays': {'country': 'cn', 'first': 2026, 'last': 2026, 'hours': ['09:00-12:00', '13:00-18:00']}}}, 'calendar': 'shop'`

// general is an assessment with nothing remarkable.
func general() complaint.Assessment {
	return complaint.Assessment{Severity: complaint.SeverityGeneral}
}

func assess(s complaint.Severity) complaint.Assess {
	return complaint.Assess{Assessment: complaint.Assessment{Severity: s}}
}

// progress, result and waitFor are actions that tales need often.
func progress() complaint.Communicate {
	return complaint.Communicate{Purpose: complaint.PurposeProgress, Message: say("we are at it")}
}

func result() complaint.Communicate {
	return complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("it is done")}
}

func waitFor(whom complaint.WaitFor) complaint.Wait {
	return complaint.Wait{For: whom, Reason: complaint.Hide("something is missing")}
}

func note() complaint.Note { return complaint.Note{Text: complaint.Hide("looked at it")} }

func receive() complaint.Receive { return complaint.Receive{Message: say("and?")} }

func reopen() complaint.Reopen { return complaint.Reopen{Reason: complaint.Hide("it is not solved")} }

func closeAs(o complaint.Outcome) complaint.Close { return complaint.Close{Outcome: o} }

// tell begins a tale with a general complaint and a policy of these fields.
func tell(t testing.TB, fields, when string) *tale {
	t.Helper()
	return begin(t, engine(t, policyWith(fields)), when, general())
}

// late enters an action that happened before it was recorded.
func (x *tale) late(when, recorded string, who complaint.Actor, a complaint.Action) *tale {
	x.t.Helper()
	m := x.meta(x.at(when), who)
	m.Recorded = x.at(recorded)
	next, ev, err := x.engine.Apply(x.c, a, m)
	require.NoError(x.t, err)
	x.c, x.events = next, append(x.events, ev)
	return x
}

// with goes on under another engine.
func (x *tale) with(e *sla.Engine) *tale {
	x.engine = e
	return x
}

// sweep carries out all marks that are due by then, in their order, as a scheduler that comes then.
func (x *tale) sweep(until string) []string {
	x.t.Helper()
	done, err := sweep(x.engine, &x.c, &x.events, x.at(until))
	require.NoError(x.t, err)
	return done
}

// dueMark is a mark of a clock of a complaint.
type dueMark struct {
	complaint.Mark

	ref complaint.ClockRef
}

// dueMarks are the marks that are due by then, earliest first.
func dueMarks(c *complaint.Complaint, until time.Time) []dueMark {
	var list []dueMark
	for _, k := range c.Clocks {
		for _, m := range k.Marks {
			if k.State.Active() && m.Done.IsZero() && !m.At.IsZero() && !m.At.After(until) {
				list = append(list, dueMark{m, k.Ref()})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b dueMark) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Level, b.Level)) })
	return list
}

// action is what carries the mark out.
func (d dueMark) action() complaint.Action {
	switch d.Kind {
	case complaint.MarkWarn:
		return complaint.Warn{Clock: d.ref, Mark: d.Label}
	case complaint.MarkBreach:
		return complaint.Breach{Clock: d.ref}
	case complaint.MarkEscalate:
		return complaint.Escalate{Level: d.Level, To: d.To, Tier: d.Tier, Clock: d.ref}
	case complaint.MarkRemind:
		return complaint.Remind{About: complaint.RemindClock, Clock: d.ref, Mark: d.Label}
	case complaint.MarkClose:
		return complaint.Close{Outcome: d.Outcome, Clock: d.ref}
	default:
		return nil
	}
}

// sweep carries out what is due. It says what it did, with the time of each mark.
func sweep(e *sla.Engine, c *complaint.Complaint, events *[]complaint.Event, until time.Time) ([]string, error) {
	var done []string
	for range 1000 {
		list := dueMarks(c, until)
		if len(list) == 0 {
			return done, nil
		}
		recorded := until
		if c.Updated.After(recorded) {
			recorded = c.Updated
		}
		d := list[0]
		next, ev, err := e.Apply(*c, d.action(), complaint.Meta{At: d.At, Recorded: recorded, Actor: system(), Salt: []byte("sixteen bytes ok")})
		if err != nil {
			return done, fmt.Errorf("%s %s of %s: %w", d.Kind, d.Label, d.ref, err)
		}
		*c, *events = next, append(*events, ev)
		done = append(done, strings.TrimSpace(fmt.Sprintf("%s %s %s %s",
			d.At.In(time.FixedZone("", 8*3600)).Format("01-02 15:04"), d.ref.Name, d.Kind, d.Label)))
	}
	return done, fmt.Errorf("it goes on for ever: %v", done[:5])
}

// absent says that the state has no clock of that name.
func (x *tale) absent(name string) *tale {
	x.t.Helper()
	for _, k := range x.c.Clocks {
		require.NotEqual(x.t, name, k.Name, "%+v", k)
	}
	return x
}

// ended says how a clock ended, and with how much working time.
func (x *tale) ended(name string, state complaint.ClockState, verdict complaint.Verdict, worked time.Duration) *tale {
	x.t.Helper()
	k := x.clock(name)
	require.Equal(x.t, state, k.State, name)
	require.Equal(x.t, verdict, k.Verdict, "%s due %s stopped %s", name, k.Due.In(x.loc), k.Stopped.In(x.loc))
	require.Equal(x.t, worked, k.Worked, name)
	return x
}

func (x *tale) met(name string, worked time.Duration) *tale {
	x.t.Helper()
	return x.ended(name, complaint.ClockFulfilled, complaint.VerdictMet, worked)
}

func (x *tale) broke(name string, worked time.Duration) {
	x.t.Helper()
	x.ended(name, complaint.ClockFulfilled, complaint.VerdictBreached, worked)
}

func (x *tale) cancelled(name string) *tale {
	x.t.Helper()
	require.Equal(x.t, complaint.ClockCancelled, x.clock(name).State, name)
	return x
}

func (x *tale) runs(name string) *tale {
	x.t.Helper()
	require.Equal(x.t, complaint.ClockRunning, x.clock(name).State, name)
	return x
}

func (x *tale) paused(name string) *tale {
	x.t.Helper()
	require.Equal(x.t, complaint.ClockPaused, x.clock(name).State, name)
	return x
}

// change is what the last event decided about a clock.
func (x *tale) change(name string) complaint.ClockChange {
	x.t.Helper()
	d, err := x.events[len(x.events)-1].Decided()
	require.NoError(x.t, err)
	for _, c := range d.Clocks {
		if c.Clock.Name == name {
			return c
		}
	}
	require.Fail(x.t, "no change", "of %s", name)
	return complaint.ClockChange{}
}

// silent says that the last event decided nothing about clocks.
func (x *tale) silent() *tale {
	x.t.Helper()
	d, err := x.events[len(x.events)-1].Decided()
	require.NoError(x.t, err)
	require.Empty(x.t, d.Clocks)
	return x
}

// because says that a change has a reason of that code.
func because(t testing.TB, c complaint.ClockChange, code string) complaint.Reason {
	t.Helper()
	for _, r := range c.Reasons {
		if r.Code == code {
			return r
		}
	}
	require.Fail(t, "no reason", "%s among %+v", code, c.Reasons)
	return complaint.Reason{}
}

// verdicts lists the clocks of a name over the whole history as texts: cycle/run state verdict worked.
func (x *tale) verdicts(name string) []string {
	x.t.Helper()
	clocks, err := sla.Verdicts(x.events)
	require.NoError(x.t, err)
	var list []string
	for _, k := range clocks {
		if k.Name == name {
			list = append(list, strings.TrimSpace(fmt.Sprintf("%d/%d %s %s %s", k.Cycle, k.Run, k.State, k.Worked, k.Verdict)))
		}
	}
	return list
}
