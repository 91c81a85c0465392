package sla

import (
	"strconv"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// subject is what conditions of an SLA policy ask about: the complaint as the event leaves it, and the event.
type subject = policy.Subject[happening]

// happening is the event that conditions of milestones can ask about.
type happening struct {
	kind    complaint.Kind
	actor   complaint.Actor
	purpose complaint.Purpose
}

// ruleVocabulary is that of a complaint. Dates are days in the zone.
func ruleVocabulary(p *Policy, zone *time.Location) policy.Vocabulary[subject] {
	return policy.ComplaintFields[happening]().WithTaxonomy(p.Taxonomy).In(zone)
}

// milestoneVocabulary has the fields of the event besides.
func milestoneVocabulary(p *Policy, zone *time.Location) policy.Vocabulary[subject] {
	kinds := make([]string, 0, len(complaint.Kinds()))
	for _, k := range complaint.Kinds() {
		kinds = append(kinds, string(k))
	}
	roles := make([]string, 0, len(complaint.Roles()))
	for _, r := range complaint.Roles() {
		roles = append(roles, string(r))
	}
	v, err := ruleVocabulary(p, zone).With(
		policy.Text("event", func(s *subject) string { return string(s.Extra.kind) }).Known(kinds...),
		policy.Text("event.role", func(s *subject) string { return string(s.Extra.actor.Role) }).Known(roles...),
		policy.Text("event.actor", func(s *subject) string { return s.Extra.actor.ID }),
		policy.Text("event.department", func(s *subject) string { return s.Extra.actor.Department }),
		policy.Text("event.purpose", func(s *subject) string { return string(s.Extra.purpose) }).Known(
			string(complaint.PurposeProgress), string(complaint.PurposeQuestion), string(complaint.PurposeResult),
			string(complaint.PurposeNotice)),
	)
	if err != nil {
		// The fields stand above, and a test shows that they are accepted.
		return ruleVocabulary(p, zone)
	}
	return v
}

// happened describes an event for conditions.
func happened(e *complaint.Event) happening {
	h := happening{kind: e.Kind, actor: e.Actor}
	if e.Kind == complaint.KindCommunicate {
		if a, err := e.Action(); err == nil {
			if c, ok := a.(complaint.Communicate); ok {
				h.purpose = c.Purpose
			}
		}
	}
	return h
}

func (k *compiler) compileMilestones(p *Policy, c *compiled) {
	v := milestoneVocabulary(p, c.zone)
	for i := range p.Milestones {
		doc := &p.Milestones[i]
		path := "milestones[" + strconv.Itoa(i) + "]"
		_, builtin := measureOf(Metric(doc.Name))
		_, double := c.milestones[Metric(doc.Name)]
		switch {
		case !isCode(doc.Name):
			k.refuse(path+".name", doc.Name, codeRule)
		case builtin || Metric(doc.Name) == silence:
			k.refuse(path+".name", doc.Name, "must not be the name of a metric of this package")
		case double:
			k.refuse(path+".name", doc.Name, "stands twice")
		}
		m := &milestone{
			recurs: doc.Recurs, pauses: !doc.Pause.IsZero(), resets: !doc.Reset.IsZero(), cancels: !doc.Cancel.IsZero(),
		}
		switch doc.Recurs {
		case "":
			m.recurs = Once
		case Once, Independent, Sequential:
		default:
			k.refuse(path+".recurs", string(doc.Recurs), "must be once, independent or sequential")
		}
		for _, part := range [...]struct {
			name string
			when Condition
			into *policy.Predicate[subject]
		}{
			{"start", doc.Start, &m.start},
			{"stop", doc.Stop, &m.stop},
			{"pause", doc.Pause, &m.pause},
			{"reset", doc.Reset, &m.reset},
			{"cancel", doc.Cancel, &m.cancel},
		} {
			if part.when.IsZero() && (part.name == "start" || part.name == "stop") {
				k.refuse(path+"."+part.name, "", "must be given: a condition that always holds starts and ends nothing")
			}
			p, err := policy.Compile(v, part.when)
			if err != nil {
				k.addAt(path+"."+part.name, err)
			}
			*part.into = p
		}
		c.milestones[Metric(doc.Name)] = m
	}
}

// addAt adds errors of a condition. One that was built in Go has no place of its own, so it gets that of the milestone.
func (k *compiler) addAt(path string, err error) {
	if k.src != nil {
		k.Add(err)
		return
	}
	k.refuse(path, "", err.Error())
}

// goOnMilestone decides about a clock whose metric is made of conditions.
func (r *round) goOnMilestone(k *complaint.Clock, t *target) {
	m := r.milestone(k)
	switch {
	case m == nil:
		r.cancel(k, "no_milestone")
	case m.cancels && m.cancel.Match(&r.subject):
		r.cancel(k, "condition")
	case m.stop.Match(&r.subject):
		r.pauseMilestone(k, m)
		r.fulfil(k, k.Started, r.now)
	case !r.after.Status.Open(), k.Cycle != r.after.Cycle:
		r.cancel(k, "ended")
	case m.resets && m.reset.Match(&r.subject):
		r.cancel(k, whyReset)
	default:
		r.pauseMilestone(k, m)
		r.adjust(k, t, k.Started)
	}
}

// whyReset is why a clock is cancelled that begins anew at once.
const whyReset = "reset"

// milestone finds the conditions of a clock: those of the policy in force, else those of the policy that started it.
func (r *round) milestone(k *complaint.Clock) *milestone {
	if r.policy != nil {
		if m, ok := r.policy.milestones[Metric(k.Metric)]; ok {
			return m
		}
	}
	if p := r.engine.policy(k.Policy); p != nil {
		return p.milestones[Metric(k.Metric)]
	}
	return nil
}

// pauseMilestone begins or ends the pause that a condition makes.
func (r *round) pauseMilestone(k *complaint.Clock, m *milestone) {
	if !m.pauses {
		return
	}
	n := len(k.Pauses)
	lasts := n > 0 && k.Pauses[n-1].To.IsZero()
	switch holds := m.pause.Match(&r.subject); {
	case holds && !lasts && n < complaint.MaxList:
		k.Pauses = append(k.Pauses, complaint.Pause{For: complaint.PauseCondition, From: r.now})
	case !holds && lasts:
		if k.Pauses[n-1].To = r.now; !r.now.After(k.Pauses[n-1].From) {
			k.Pauses = k.Pauses[:n-1]
		}
		if len(k.Pauses) == 0 {
			k.Pauses = nil
		}
	}
}

// beginMilestone starts the clock of a metric that is made of conditions, if its time has come.
func (r *round) beginMilestone(t *target) {
	m := t.milestone
	if !r.begins(t, m) {
		return
	}
	r.start(t, run{start: r.now})
	if k := &r.clocks[len(r.clocks)-1]; m.pauses && m.pause.Match(&r.subject) {
		k.Pauses = []complaint.Pause{{For: complaint.PauseCondition, From: r.now}}
		r.adjust(k, t, k.Started)
	}
}

// begins says whether the time of a milestone has come.
func (r *round) begins(t *target, m *milestone) bool {
	after := subject{Complaint: r.after, Now: r.now} // the state alone, without the event
	if !r.after.Status.Open() || m.stop.Match(&after) || m.cancels && m.cancel.Match(&r.subject) {
		return false
	}
	ran, runs, how := r.ran(t.name)
	if runs {
		return false
	}
	if how == whyReset || m.recurs == Sequential && how == whyFulfilled && m.start.Match(&after) {
		return true
	}
	if !m.start.Match(&r.subject) || m.stop.Match(&r.subject) {
		return false
	}
	if m.recurs == Once {
		return !ran
	}
	before := subject{Complaint: r.before, Now: r.now}
	return r.before.Version == 0 || !m.start.Match(&before)
}

// ran says whether there was a clock of that name in this cycle, whether one runs, and why the last one ended if that was in
// this event.
func (r *round) ran(name string) (ran, runs bool, how string) {
	for i := range r.clocks {
		k := &r.clocks[i]
		if k.Name != name || k.Cycle != r.after.Cycle {
			continue
		}
		ran, runs = true, runs || k.State.Active()
		if why, now := r.ended[k.Ref()]; now {
			how = why
		}
	}
	return ran, runs, how
}
