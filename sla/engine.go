package sla

import (
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Engine decides about the clocks of complaints. It is immutable and safe for concurrent use.
type Engine struct {
	policies  []*compiled
	calendars map[complaint.PolicyRef]*calendar
}

// New compiles policies. Several are versions by date of effect: the one in force at the time of an event decides about it,
// and where dates overlap the one that took effect last. Policies that no longer apply are worth keeping as long as clocks
// run that count in their calendars.
//
// The error is one or several joined errors with file, line, rule and field that unwrap to [complaint.ErrInvalid]. It is
// about bad calendars, rules without targets, limits and thresholds that make no sense, ladders that lead back, names that
// stand twice, a version that two calendars of a name share, and the like. [Engine.Lint] finds what is legal but hardly meant.
func New(policies ...Policy) (*Engine, error) {
	e := &Engine{calendars: map[complaint.PolicyRef]*calendar{}}
	if len(policies) == 0 {
		return nil, invalid("policies", "", "must be at least one; DefaultPolicy is a start")
	}
	seen := map[complaint.PolicyRef]bool{}
	for i, p := range policies {
		c, err := compilePolicy(p)
		if err != nil {
			return nil, err
		}
		if seen[c.ref] {
			return nil, invalid("policies["+strconv.Itoa(i)+"].version", c.ref.Version, "must differ from the other policies of this name")
		}
		seen[c.ref] = true
		for _, other := range e.policies {
			if err := sameCalendars(c, other); err != nil {
				return nil, err
			}
		}
		e.policies = append(e.policies, c)
		for _, cal := range c.calendars {
			e.calendars[cal.ref] = cal
		}
	}
	return e, nil
}

// sameCalendars refuses a name and version that stand for two calendars: what was decided under one of them could not be
// explained any more.
func sameCalendars(c, other *compiled) error {
	for _, name := range sortedNames(c.doc.Calendars) {
		mine, theirs := c.calendars[name], other.calendars[name]
		if theirs == nil || mine.ref != theirs.ref || c.sameCalendar(other, name) {
			continue
		}
		at := "calendars." + name
		if c.doc.Calendars[name].Version != "" {
			at += ".version"
		}
		e := c.doc.src.Refuse(at, "must have a version of its own: policy "+other.ref.Name+" "+other.ref.Version+
			" has other hours under the version "+mine.ref.Version)
		return e
	}
	return nil
}

// sameCalendar says whether two policies say the same about a calendar and the calendars that it is made of.
func (c *compiled) sameCalendar(other *compiled, name string) bool {
	if name == alwaysName {
		return true
	}
	mine, ok := c.doc.Calendars[name]
	theirs, also := other.doc.Calendars[name]
	mine.Version, theirs.Version = "", ""
	if !ok || !also || !reflect.DeepEqual(mine, theirs) {
		return false
	}
	for _, part := range slices.Concat(mine.AnyOf, mine.AllOf) {
		if !c.sameCalendar(other, part) {
			return false
		}
	}
	return true
}

// Policies names the policies of the engine.
func (e *Engine) Policies() []complaint.PolicyRef {
	refs := make([]complaint.PolicyRef, len(e.policies))
	for i, p := range e.policies {
		refs[i] = p.ref
	}
	return refs
}

// Calendar returns the calendar of that name and version. Where the version is not there it returns the one of that name in
// the last policy, and false where there is none either.
func (e *Engine) Calendar(ref complaint.PolicyRef) (*Calendar, bool) {
	c := e.calendar(ref)
	if c == nil {
		return nil, false
	}
	return c.Calendar, true
}

func (e *Engine) calendar(ref complaint.PolicyRef) *calendar {
	if c, ok := e.calendars[ref]; ok {
		return c
	}
	for _, v := range slices.Backward(e.policies) {
		if c, ok := v.calendars[ref.Name]; ok {
			return c
		}
	}
	return nil
}

// policyAt returns the policy in force at a time, nil for none.
func (e *Engine) policyAt(t time.Time) *compiled {
	var found *compiled
	for _, p := range e.policies {
		if p.doc.Effective(t, p.zone) && (found == nil || !p.since().Before(found.since())) {
			found = p
		}
	}
	return found
}

// since is when a policy takes effect, the zero time for ever.
func (c *compiled) since() time.Time {
	if c.doc.EffectiveFrom.IsZero() {
		return time.Time{}
	}
	return c.doc.EffectiveFrom.Start(c.zone)
}

// policy returns the policy of that name and version, nil where the engine has none.
func (e *Engine) policy(ref complaint.PolicyRef) *compiled {
	for _, p := range e.policies {
		if p.ref == ref {
			return p
		}
	}
	return nil
}

// Open is [complaint.Open] with the clocks that start. Decisions about clocks that are in the meta data already are replaced.
func (e *Engine) Open(id complaint.ID, in complaint.Intake, m complaint.Meta) (complaint.Complaint, complaint.Event, error) {
	m.Decisions.Clocks = nil
	c, ev, err := complaint.Open(id, in, m)
	if err != nil {
		return c, ev, err
	}
	if m.Decisions.Clocks = e.Decide(complaint.Complaint{}, c, ev); len(m.Decisions.Clocks) == 0 {
		return c, ev, nil
	}
	return complaint.Open(id, in, m)
}

// Apply is [complaint.Complaint.Apply] with what the step means for the clocks. Decisions about clocks that are in the meta
// data already are replaced.
func (e *Engine) Apply(
	c complaint.Complaint, a complaint.Action, m complaint.Meta,
) (complaint.Complaint, complaint.Event, error) {
	m.Decisions.Clocks = nil
	next, ev, err := c.Apply(a, m)
	if err != nil {
		return next, ev, err
	}
	if m.Decisions.Clocks = e.Decide(c, next, ev); len(m.Decisions.Clocks) == 0 {
		return next, ev, nil
	}
	return c.Apply(a, m)
}

// Decide says what an event means for the clocks of a complaint: before is the state before it (zero when it opens the
// complaint), after the state that it leads to without any decision about clocks. The same arguments always give the same
// decisions. They belong into [complaint.Decisions], which [Engine.Open] and [Engine.Apply] see to.
func (e *Engine) Decide(before, after complaint.Complaint, ev complaint.Event) []complaint.ClockChange {
	return e.decide(e.policyAt(ev.At), &before, &after, &ev)
}

// decide is [Engine.Decide] under a policy, nil for none.
func (e *Engine) decide(p *compiled, before, after *complaint.Complaint, ev *complaint.Event) []complaint.ClockChange {
	r := &round{
		engine: e, policy: p, before: before, after: after, event: ev, now: ev.At, known: ev.At,
		clocks: after.Clone().Clocks, ended: map[complaint.ClockRef]string{},
	}
	if ev.Recorded.After(r.known) {
		r.known = ev.Recorded
	}
	return r.decide()
}
