package sla

import (
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// round is one event on its way through the clocks: which go on, which end, which start.
type round struct {
	engine *Engine
	policy *compiled // nil where none is in force
	// before is the state before the event, after the state after it, without decisions about clocks.
	before, after *complaint.Complaint
	event         *complaint.Event
	// now is when it happened, known when it was written down: what is entered late happened before what is known already.
	now, known time.Time

	// rule is the index of the rule that matches, -1 for none. moved says that before the event it was another one, quieted the
	// same of the rules about silence.
	rule           int
	moved, quieted bool
	targets        []*target
	subject        subject
	// clocks are those of the state after the event, as decided so far.
	clocks  []complaint.Clock
	changes []complaint.ClockChange
	// ended says why clocks ended in this event.
	ended map[complaint.ClockRef]string
}

func (r *round) decide() []complaint.ClockChange {
	r.subject = subject{Complaint: r.after, Now: r.now}
	r.match()
	r.subject.Extra = happened(r.event)
	for i := range r.clocks {
		if r.clocks[i].State.Active() {
			r.goOn(&r.clocks[i])
		}
	}
	for _, t := range r.targets {
		r.begin(t)
	}
	if len(r.changes) > complaint.MaxList {
		r.changes = r.changes[:complaint.MaxList] // an event holds no more; the next one sees to the rest
	}
	return r.changes
}

// match finds the rules that apply and gathers their targets.
func (r *round) match() {
	r.rule = -1
	if r.policy == nil {
		return
	}
	was := subject{Complaint: r.before, Now: r.now}
	r.rule = r.policy.rules.First(&r.subject)
	r.moved = r.before.Version > 0 && r.policy.rules.First(&was) != r.rule
	r.targets = slices.Clip(r.policy.common)
	if r.rule >= 0 {
		r.targets = slices.Clip(r.policy.targets[r.rule])
	}
	quiet := r.policy.quiet.First(&r.subject)
	r.quieted = r.before.Version > 0 && r.policy.quiet.First(&was) != quiet
	if quiet >= 0 {
		r.targets = append(r.targets, r.policy.silences[quiet])
	}
}

// mayChange says whether a clock may get another target now.
func (r *round) mayChange(k *complaint.Clock) bool {
	if r.policy == nil {
		return false
	}
	moved := r.moved
	if k.Kind == complaint.ClockSilence {
		moved = r.quieted
	}
	switch {
	case k.Policy == r.policy.ref:
		return true
	case r.superseded(k):
		return false
	default:
		return r.policy.doc.Running == Retarget || r.event.Kind == complaint.KindRetime || moved
	}
}

// superseded says whether a clock has the target of a policy that took effect after the one in force at this event. What is
// entered late leads no clock back.
func (r *round) superseded(k *complaint.Clock) bool {
	p := r.engine.policy(k.Policy)
	return p != nil && p.since().After(r.policy.since())
}

func (r *round) target(name string) *target {
	for _, t := range r.targets {
		if t.name == name {
			return t
		}
	}
	return nil
}

// goOn decides about a clock that has not ended.
func (r *round) goOn(k *complaint.Clock) {
	t := r.target(k.Name)
	if t != nil && string(t.metric) != k.Metric {
		t = nil // another metric under the same name is another clock
	}
	m, ok := measureOf(Metric(k.Metric))
	if k.Kind == complaint.ClockSilence {
		m, ok = silenceMeasure(), true
	}
	if !ok {
		r.goOnMilestone(k, t)
		return
	}
	now, found := r.running(k, &m)
	switch {
	case found && now.stop.IsZero():
		r.adjust(k, t, now.start)
	case found:
		r.fulfil(k, now.start, now.stop)
	default:
		if m.ended != nil {
			if stop, done := m.ended(r.after, k.Started); done {
				r.fulfil(k, k.Started, stop)
				return
			}
		}
		r.cancel(k, "ended")
	}
}

// running returns the run of a clock as the state shows it now.
func (r *round) running(k *complaint.Clock, m *measure) (run, bool) {
	if k.Cycle != r.after.Cycle && !m.recurs {
		return run{}, false // the run of the new cycle is another one
	}
	for _, x := range m.runs(r.after) {
		if x.about == k.About && (!m.recurs || x.start.Equal(k.Started)) {
			return x, true
		}
	}
	return run{}, false
}

// begin starts what a target wants measured and is not.
func (r *round) begin(t *target) {
	if t.milestone != nil {
		r.beginMilestone(t)
		return
	}
	for _, x := range t.measure.runs(r.after) {
		if !r.has(t, x) {
			r.start(t, x)
		}
	}
}

// has says whether there is a clock for a run already, or there should be none: it ended before this event.
func (r *round) has(t *target, x run) bool {
	for i := range r.clocks {
		k := &r.clocks[i]
		if k.Name != t.name || k.About != x.about {
			continue
		}
		same := k.Cycle == r.after.Cycle
		if t.measure.recurs {
			same = k.Started.Equal(x.start) // an event of a new cycle can end what began before it
		}
		ended := k.State == complaint.ClockFulfilled && k.Metric == string(t.metric) && same
		if k.State.Active() || ended {
			return true
		}
	}
	return !x.stop.IsZero() && r.before.Version > 0 && slices.ContainsFunc(t.measure.runs(r.before), func(y run) bool {
		return y.about == x.about && y.stop.Equal(x.stop)
	})
}

// start makes a clock for a run. It starts in retrospect where the run began before this event.
func (r *round) start(t *target, x run) {
	k := r.newClock(t, x.about, x.start)
	r.aim(&k, t, r.policy.ref)
	reasons := r.ruleReasons(t)
	if x.start.Before(r.now) && r.before.Version > 0 {
		reasons = append(reasons, reason("sla.retroactive", "started", stamp(x.start)))
	}
	r.clocks = append(r.clocks, k)
	r.emit(complaint.ClockChange{Step: complaint.ClockStart, Clock: k, Reasons: reasons})
	if !x.stop.IsZero() {
		r.fulfil(&r.clocks[len(r.clocks)-1], x.start, x.stop)
	}
}

func (r *round) newClock(t *target, about string, start time.Time) complaint.Clock {
	k := complaint.Clock{
		Name: t.name, Metric: string(t.metric), Kind: t.kind, Cycle: r.after.Cycle, Run: 1, About: about,
		State: complaint.ClockRunning, Started: start,
	}
	for i := range r.clocks {
		if o := &r.clocks[i]; o.Name == k.Name && o.Cycle == k.Cycle && o.Run >= k.Run {
			k.Run = o.Run + 1
		}
	}
	return k
}

// adjust decides about a clock that goes on: its target, its start, its pauses.
func (r *round) adjust(k *complaint.Clock, t *target, start time.Time) {
	was := *k
	was.Marks = slices.Clone(k.Marks)
	change := complaint.ClockChange{}
	moved := !start.Equal(k.Started)
	lost := r.engine.calendar(k.Calendar) == nil
	switch {
	case t == nil && (r.mayChange(k) || lost && r.policy != nil):
		r.cancel(k, "no_target")
		return
	case t != nil && (r.mayChange(k) || lost) && differs(k, t):
		k.Started = start
		change = r.retarget(k, t, &was, lost)
	default:
		k.Started = start
		r.recount(k, t, moved)
	}
	if moved {
		change.Reasons = append(change.Reasons, reason("sla.start_moved", "from", stamp(was.Started), "to", stamp(start)))
	}
	change.Reasons = append(change.Reasons, r.correct(k, &was, change.Step == complaint.ClockRetarget)...)
	if change.Step == "" {
		change.Step = stepOf(&was, k)
	}
	if change.Step == "" {
		return
	}
	if change.Step == complaint.ClockRetime {
		change.WasTarget, change.WasDue = was.Target, was.Due
	}
	change.Reasons = append(change.Reasons, r.pauseReasons(change.Step)...)
	change.Clock = *k
	r.emit(change)
}

// retarget gives a clock another target. A limit that had passed before stays passed, also when nobody had noticed yet.
func (r *round) retarget(k *complaint.Clock, t *target, was *complaint.Clock, lost bool) complaint.ClockChange {
	r.aim(k, t, r.policy.ref)
	change := complaint.ClockChange{
		Step: complaint.ClockRetarget, WasTarget: was.Target, WasDue: was.Due, Reasons: r.ruleReasons(t),
	}
	if lost {
		change.Reasons = append(change.Reasons, reason("sla.calendar_gone", "calendar", was.Calendar.Name))
	}
	if k.Breached.IsZero() && !was.Due.IsZero() && r.now.After(was.Due) {
		k.Breached = was.Due
		change.Reasons = append(change.Reasons, reason("sla.passed_before", "due", stamp(was.Due)))
	}
	return change
}

// recount counts a clock that keeps its target anew: perhaps of a newer version of the policy, or in a newer calendar.
func (r *round) recount(k *complaint.Clock, t *target, moved bool) {
	_, exact := r.engine.calendars[k.Calendar]
	if t != nil && t.matches(k) && (r.mayChange(k) || !r.superseded(k) && (moved || !exact)) {
		r.aim(k, t, r.policy.ref)
		return
	}
	if moved {
		if own := r.origin(k); own != nil {
			r.aim(k, own, k.Policy)
			return
		}
	}
	r.schedule(k)
}

// origin finds the target that a clock has, in the policy that it comes from; nil where the engine does not have it any more.
func (r *round) origin(k *complaint.Clock) *target {
	p := r.engine.policy(k.Policy)
	if p == nil {
		return nil
	}
	for _, list := range append(slices.Clip(p.targets), p.common, p.silences) {
		for _, t := range list {
			if t.name == k.Name && t.rule == k.Rule && string(t.metric) == k.Metric && t.matches(k) {
				return t
			}
		}
	}
	return nil
}

// stepOf says what changed in a clock, "" for nothing that matters.
func stepOf(was, is *complaint.Clock) complaint.ClockStep {
	switch {
	case was.State == complaint.ClockRunning && is.State == complaint.ClockPaused:
		return complaint.ClockPause
	case was.State == complaint.ClockPaused && is.State == complaint.ClockRunning:
		return complaint.ClockResume
	case !was.Due.Equal(is.Due) || !was.Started.Equal(is.Started) || !was.Breached.Equal(is.Breached) || was.Calendar != is.Calendar:
		return complaint.ClockRetime
	default:
		return ""
	}
}

// correct takes a breach back, or to another time, that the facts, as they are known now, deny: a pause that was entered late,
// a start that moved. Under another target what has passed stays passed: a breach of this one happened at its due time.
func (r *round) correct(k, was *complaint.Clock, retargeted bool) []complaint.Reason {
	if was.Breached.IsZero() || retargeted || !was.Breached.Equal(was.Due) || k.Due.Equal(was.Due) {
		return nil
	}
	if !k.Due.IsZero() && r.known.After(k.Due) {
		k.Breached = k.Due
		return []complaint.Reason{reason("sla.breach_corrected", "was", stamp(was.Breached), "now", stamp(k.Due))}
	}
	k.Breached = time.Time{}
	for i := range k.Marks {
		if m := &k.Marks[i]; m.Kind == complaint.MarkBreach {
			m.Done, m.At = time.Time{}, k.Due
		}
	}
	return []complaint.Reason{reason("sla.breach_corrected", "was", stamp(was.Breached))}
}

func (r *round) emit(c complaint.ClockChange) {
	c.Clock.Marks, c.Clock.Pauses = slices.Clone(c.Clock.Marks), slices.Clone(c.Clock.Pauses)
	// Of one clock only the last state of this event is kept, with the reasons of all steps.
	for i := range r.changes {
		if r.changes[i].Clock.Ref() == c.Clock.Ref() {
			c.Reasons = append(r.changes[i].Reasons, c.Reasons...)
			if c.WasTarget == "" {
				c.WasTarget, c.WasDue = r.changes[i].WasTarget, r.changes[i].WasDue
			}
			r.changes[i] = c
			return
		}
	}
	r.changes = append(r.changes, c)
}
