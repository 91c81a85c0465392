package sla

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// Measurement is how long something took.
type Measurement struct {
	Metric Metric `json:"metric"`
	// About is the offer, for payouts.
	About string `json:"about,omitzero"`
	// Cycle is the complaint's cycle, Run counts the measurements of the metric in it, from 1.
	Cycle int `json:"cycle"`
	Run   int `json:"run"`
	// State says whether it has ended: fulfilled, or cancelled because it will not happen any more.
	State   complaint.ClockState `json:"state"`
	Started time.Time            `json:"started"`
	Stopped time.Time            `json:"stopped,omitzero"`
	// Elapsed is calendar time with pauses. Worked is working time without pauses, Paused the working time of the pauses. For
	// what has not ended they count up to the moment asked for. In nanoseconds.
	Elapsed time.Duration `json:"elapsed"`
	Worked  time.Duration `json:"worked"`
	Paused  time.Duration `json:"paused,omitzero"`
}

// Measure measures all metrics of a history in a calendar, whether or not a policy applied: every cycle, every run, in the
// order in which they started. What has not ended is measured up to now. Waiting for the customer or a third party pauses
// every metric, except that the customer's side alone pauses [RequesterWait], and nothing pauses [Registration]. The error
// is that of [complaint.Replay] for a history that is none.
func Measure(history []complaint.Event, cal *Calendar, now time.Time) ([]Measurement, error) {
	return measureAll(history, cal, now, nil)
}

// Measure is the function [Measure] with the milestones of the engine's policies besides.
func (e *Engine) Measure(history []complaint.Event, cal *Calendar, now time.Time) ([]Measurement, error) {
	milestones := map[Metric]*milestone{}
	for _, p := range e.policies {
		maps.Copy(milestones, p.milestones)
	}
	return measureAll(history, cal, now, milestones)
}

func measureAll(
	history []complaint.Event, cal *Calendar, now time.Time, milestones map[Metric]*milestone,
) ([]Measurement, error) {
	if cal == nil || cal.src == nil {
		return nil, invalid("calendar", "", "must be a compiled calendar, such as Always()")
	}
	m := meter(cal, milestones)
	clocks, end, err := m.track(history, m.policyAt)
	if err != nil {
		return nil, err
	}
	list := make([]Measurement, 0, len(clocks))
	for i := range clocks {
		list = append(list, measurementOf(&clocks[i], &end, cal, now))
	}
	slices.SortStableFunc(list, func(a, b Measurement) int {
		return cmp.Or(a.Started.Compare(b.Started), cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Run, b.Run))
	})
	return list, nil
}

func measurementOf(k *complaint.Clock, c *complaint.Complaint, cal *Calendar, now time.Time) Measurement {
	m := Measurement{
		Metric: Metric(k.Metric), About: k.About, Cycle: k.Cycle, Run: k.Run, State: k.State, Started: k.Started, Stopped: k.Stopped,
		Elapsed: k.Elapsed, Worked: k.Worked,
	}
	until := k.Stopped
	if k.State.Active() {
		if until = now; until.Before(k.Started) {
			until = k.Started
		}
		m.Elapsed = until.Sub(k.Started)
		m.Worked = pausesOf(c, k, cal).worked(cal, k.Started, until)
	}
	m.Paused = max(cal.Between(k.Started, until)-m.Worked, 0)
	return m
}

// meter is an engine that only measures.
func meter(cal *Calendar, milestones map[Metric]*milestone) *Engine {
	named := &calendar{Calendar: cal, ref: complaint.PolicyRef{Name: "measure", Version: "1"}, zone: time.UTC}
	p := &compiled{
		ref: named.ref, zone: time.UTC, calendars: map[string]*calendar{named.ref.Name: named}, milestones: milestones,
		rules: &policy.Rules[subject]{}, quiet: &policy.Rules[subject]{},
	}
	both := []complaint.WaitFor{complaint.WaitCustomer, complaint.WaitThirdParty}
	for _, name := range Metrics() {
		m, _ := measureOf(name)
		t := &target{name: string(name), metric: name, kind: complaint.ClockCustomer, calendar: named, pausedBy: both, measure: m}
		switch {
		case m.pausedBy != nil:
			t.pausedBy = m.pausedBy
		case name == TotalResolution:
			t.pausedBy = append(slices.Clip(both), complaint.PauseClosed)
		}
		p.common = append(p.common, t)
	}
	for name, m := range milestones {
		t := &target{name: string(name), metric: name, kind: complaint.ClockCustomer, calendar: named, pausedBy: both, milestone: m}
		if m.pauses {
			t.pausedBy = nil
		}
		p.common = append(p.common, t)
	}
	return &Engine{policies: []*compiled{p}, calendars: map[complaint.PolicyRef]*calendar{named.ref: named}}
}

// track takes a history through the engine as if it had decided about it, under the policy that pick finds for a time, and
// returns all clocks that this makes, and the last state. What was decided at the time is not looked at.
func (e *Engine) track(
	history []complaint.Event, pick func(time.Time) *compiled,
) ([]complaint.Clock, complaint.Complaint, error) {
	var clocks, merged []complaint.Clock
	before, i := complaint.Complaint{}, 0
	for after, err := range complaint.Steps(history) {
		if err != nil {
			return nil, complaint.Complaint{}, err
		}
		// A merge takes the clocks away, and when it is undone they are back as they were.
		switch {
		case before.Merged == nil && after.Merged != nil:
			merged, clocks = clocks, slices.Clone(clocks)
			for j := range clocks {
				clocks[j] = mergedAway(clocks[j], after.Closed)
			}
		case before.Merged != nil && after.Merged == nil:
			clocks = merged
		}
		if after.Clocks = clocks; after.Merged != nil {
			after.Clocks = nil
		}
		for _, change := range e.decide(pick(history[i].At), &before, &after, &history[i]) {
			clocks = upsert(clocks, change.Clock)
		}
		after.Clocks = clocks
		before = after
		i++
	}
	return clocks, before, nil
}

// upsert replaces a clock or appends it, on a copy.
func upsert(clocks []complaint.Clock, k complaint.Clock) []complaint.Clock {
	clocks = slices.Clone(clocks)
	for i := range clocks {
		if clocks[i].Ref() == k.Ref() {
			clocks[i] = k
			return clocks
		}
	}
	return append(clocks, k)
}
