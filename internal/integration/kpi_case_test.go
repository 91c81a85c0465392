package integration_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// kpiCase takes one case of an event log through the library, at the times of the log.
type kpiCase struct {
	t       *testing.T
	engine  *sla.Engine
	c       complaint.Complaint
	history []complaint.Event
}

// kpiActor does what the log says. How a complaint came in and who worked on it has no bearing on these figures.
var kpiActor = complaint.Actor{ID: "agent", Role: complaint.RoleSenior}

func kpiMeta(at, recorded time.Time) complaint.Meta {
	return complaint.Meta{At: at, Recorded: recorded, Actor: kpiActor, Salt: []byte("sixteen bytes ok")}
}

// openKPI opens the complaint of a case. It is received at a time and registered then or later.
func openKPI(t *testing.T, e *sla.Engine, number int, fields map[string]string, received, registered time.Time) *kpiCase {
	t.Helper()
	return openKPIRouted(t, e, number, fields, received, registered, nil)
}

func openKPIRouted(
	t *testing.T, e *sla.Engine, number int, fields map[string]string, received, registered time.Time, route *complaint.Route,
) *kpiCase {
	t.Helper()
	id := complaint.ID{6: 0x40, 8: 0x80}
	binary.BigEndian.PutUint32(id[12:], uint32(number+1))
	m := kpiMeta(received, registered)
	m.Decisions.Route = route
	in := complaint.Intake{Channel: complaint.ChannelPhone, Subject: complaint.Hide("case"), Received: received, Fields: fields}
	c, ev, err := e.Open(id, in, m)
	require.NoError(t, err)
	return &kpiCase{t: t, engine: e, c: c, history: []complaint.Event{ev}}
}

// do carries out actions at a time.
func (k *kpiCase) do(at time.Time, actions ...complaint.Action) {
	k.t.Helper()
	for _, a := range actions {
		c, ev, err := k.engine.Apply(k.c, a, kpiMeta(at, time.Time{}))
		require.NoError(k.t, err)
		k.c, k.history = c, append(k.history, ev)
	}
}

// refused carries out an action that is not legal now.
func (k *kpiCase) refused(at time.Time, a complaint.Action) {
	k.t.Helper()
	_, _, err := k.engine.Apply(k.c, a, kpiMeta(at, time.Time{}))
	require.ErrorIs(k.t, err, complaint.ErrTransition)
}

// resume ends a wait where there is one.
func (k *kpiCase) resume(at time.Time) {
	k.t.Helper()
	if k.c.Wait != nil {
		k.do(at, complaint.Resume{})
	}
}

// set corrects a field of the host's where it has another value.
func (k *kpiCase) set(at time.Time, field, value string) {
	k.t.Helper()
	if k.c.Intake.Fields[field] != value {
		k.do(at, complaint.Correct{Field: "fields." + field, Value: complaint.Hide(value)})
	}
}

func kpiMessage(text string) complaint.Message {
	return complaint.Message{Channel: complaint.ChannelEmail, Text: complaint.Hide(text)}
}

func kpiResult() complaint.Communicate {
	return complaint.Communicate{Purpose: complaint.PurposeResult, Message: kpiMessage("result")}
}

func kpiWait(who complaint.WaitFor) complaint.Wait {
	return complaint.Wait{For: who, Reason: complaint.Hide("as logged")}
}

// measured is what the library measures on the case in calendar hours, up to its last event.
func (k *kpiCase) measured() kpiMeasured {
	k.t.Helper()
	list, err := k.engine.Measure(k.history, sla.Always(), k.c.Updated)
	require.NoError(k.t, err)
	return list
}

// kpiMeasured are the measurements of one complaint.
type kpiMeasured []sla.Measurement

// of gives those of a metric, in the order in which they started.
func (list kpiMeasured) of(m sla.Metric) kpiMeasured {
	var found kpiMeasured
	for _, x := range list {
		if x.Metric == m {
			found = append(found, x)
		}
	}
	return found
}

// done gives those that were fulfilled.
func (list kpiMeasured) done() kpiMeasured {
	var found kpiMeasured
	for _, x := range list {
		if x.State == complaint.ClockFulfilled {
			found = append(found, x)
		}
	}
	return found
}

// elapsed is the calendar time of each.
func (list kpiMeasured) elapsed() kpiSpans {
	spans := make(kpiSpans, len(list))
	for i := range list {
		spans[i] = list[i].Elapsed
	}
	return spans
}

// kpiLimit is the limit of a log that states none. Nothing pauses it, so that the verdicts have to agree with the durations.
type kpiLimit struct {
	metric sla.Metric
	within time.Duration
}

// kpiEngine compiles a policy of milestones of the host's and one limit.
func kpiEngine(t *testing.T, name string, limit kpiLimit, milestones []sla.Milestone) *sla.Engine {
	t.Helper()
	e, err := sla.New(sla.Policy{
		Header:     sla.Header{Kind: sla.Kind, Name: name, Version: "1"},
		PausedBy:   &[]complaint.WaitFor{},
		Milestones: milestones,
		Targets:    []sla.Target{{Metric: string(limit.metric), Within: sla.Limit{Time: limit.within}}},
	})
	require.NoError(t, err)
	return e
}

// kpiAsks is a condition that compares a field with one value.
func kpiAsks(field, value string) sla.Condition {
	return sla.Condition{Field: field, Op: "is", Value: []string{value}}
}

// count says how often a kind of action happened.
func (k *kpiCase) count(kind complaint.Kind) int {
	n := 0
	for i := range k.history {
		if k.history[i].Kind == kind {
			n++
		}
	}
	return n
}

// met counts the clocks whose limit was kept.
func (k *kpiCase) met() int {
	k.t.Helper()
	clocks, err := sla.Verdicts(k.history)
	require.NoError(k.t, err)
	n := 0
	for i := range clocks {
		if clocks[i].Verdict == complaint.VerdictMet {
			n++
		}
	}
	return n
}

// paused is how long the complaint stood still for a reason, all cycles together.
func (k *kpiCase) paused(reason complaint.WaitFor) time.Duration {
	sum := time.Duration(0)
	for _, p := range k.c.Pauses {
		if p.For == reason {
			sum += p.To.Sub(p.From)
		}
	}
	return sum
}

// kpiOne counts one where something holds.
func kpiOne(holds bool) int {
	if holds {
		return 1
	}
	return 0
}
