package sla

import (
	"iter"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Preview is what an engine would have decided about past and running cases, beside what was decided (S9).
type Preview struct {
	Cases int `json:"cases"`
	// Clocks counts all clocks on either side, Same those on which both agree.
	Clocks int `json:"clocks"`
	Same   int `json:"same"`
	// Appeared and Gone count clocks that only one side has; Earlier and Later those with another due time, Other those that
	// differ in something else only, such as the target's text.
	Appeared int `json:"appeared"`
	Gone     int `json:"gone"`
	Earlier  int `json:"earlier"`
	Later    int `json:"later"`
	Other    int `json:"other"`
	// ToBreached and ToMet count verdicts that would turn, running clocks that are late included.
	ToBreached int             `json:"to_breached"`
	ToMet      int             `json:"to_met"`
	Changes    []PreviewChange `json:"changes"`
}

// PreviewChange is a clock about which the two sides differ.
type PreviewChange struct {
	Complaint complaint.ID        `json:"complaint"`
	Reference complaint.Reference `json:"reference"`
	Clock     complaint.ClockRef  `json:"clock"`
	Open      bool                `json:"open"`
	Was       PreviewSide         `json:"was"`
	Now       PreviewSide         `json:"now"`
}

// PreviewSide is one side of a change. The zero value is no clock.
type PreviewSide struct {
	Target   string              `json:"target,omitzero"`
	Rule     string              `json:"rule,omitzero"`
	Calendar complaint.PolicyRef `json:"calendar,omitzero"`
	Due      time.Time           `json:"due,omitzero"`
	Verdict  complaint.Verdict   `json:"verdict,omitzero"`
}

// Preview shows what this engine, made of a draft, would change: it takes every history through the engine as if its policies
// had always been there, and compares with what was decided. So the policy that takes effect first counts also before that:
// a draft that begins next month can be tried on the cases of last month. Nothing is stored. It stops at the first error of
// the cases.
func (e *Engine) Preview(cases iter.Seq2[[]complaint.Event, error], now time.Time) (Preview, error) {
	var p Preview
	for history, err := range cases {
		if err != nil {
			return p, err
		}
		was, err := Verdicts(history)
		if err != nil {
			return p, err
		}
		is, last, err := e.track(history, e.policyFor)
		if err != nil {
			return p, err
		}
		p.Cases++
		p.compare(&last, was, is, now)
	}
	return p, nil
}

// policyFor returns the policy in force at a time, and before all of them the one that takes effect first.
func (e *Engine) policyFor(t time.Time) *compiled {
	first := e.policies[0]
	for _, p := range e.policies {
		if p.since().Before(first.since()) {
			first = p
		}
	}
	if t.Before(first.since()) {
		return first
	}
	return e.policyAt(t)
}

func (p *Preview) compare(c *complaint.Complaint, was, is []complaint.Clock, now time.Time) {
	find := func(list []complaint.Clock, ref complaint.ClockRef) *complaint.Clock {
		if i := slices.IndexFunc(list, func(k complaint.Clock) bool { return k.Ref() == ref }); i >= 0 {
			return &list[i]
		}
		return nil
	}
	for i := range was {
		p.note(c, &was[i], find(is, was[i].Ref()), now)
	}
	for i := range is {
		if find(was, is[i].Ref()) == nil {
			p.note(c, nil, &is[i], now)
		}
	}
}

func (p *Preview) note(c *complaint.Complaint, was, is *complaint.Clock, now time.Time) {
	p.Clocks++
	change := PreviewChange{
		Complaint: c.ID, Reference: c.Reference, Open: c.Status.Open(), Was: sideOf(was, now), Now: sideOf(is, now),
	}
	a, b := change.Was, change.Now
	a.Calendar.Version, b.Calendar.Version = "", ""
	same := a.Due.Equal(b.Due)
	a.Due, b.Due = time.Time{}, time.Time{}
	switch {
	case same && a == b:
		p.Same++
		return
	case was == nil:
		change.Clock = is.Ref()
		p.Appeared++
	case is == nil:
		change.Clock = was.Ref()
		p.Gone++
	default:
		change.Clock = was.Ref()
		p.turn(change.Was, change.Now)
	}
	if a.Verdict != complaint.VerdictBreached && b.Verdict == complaint.VerdictBreached {
		p.ToBreached++
	}
	if a.Verdict == complaint.VerdictBreached && b.Verdict != complaint.VerdictBreached {
		p.ToMet++
	}
	p.Changes = append(p.Changes, change)
}

func (p *Preview) turn(a, b PreviewSide) {
	switch {
	case a.Due.Equal(b.Due):
		p.Other++
	case b.Due.IsZero() || !a.Due.IsZero() && b.Due.After(a.Due):
		p.Later++
	default:
		p.Earlier++
	}
}

func sideOf(k *complaint.Clock, now time.Time) PreviewSide {
	if k == nil {
		return PreviewSide{}
	}
	s := PreviewSide{Target: k.Target, Rule: k.Rule, Calendar: k.Calendar, Due: k.Due, Verdict: k.Verdict}
	if k.State.Active() && (!k.Breached.IsZero() || !k.Due.IsZero() && now.After(k.Due)) {
		s.Verdict = complaint.VerdictBreached
	}
	return s
}
