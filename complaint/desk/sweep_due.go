package desk

import (
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// dueAction is the first thing that is due on a complaint and not of a kind that is held, with the time at which it happens.
func dueAction(c complaint.Complaint, now time.Time, held []complaint.Kind) (complaint.Action, time.Time, bool) {
	f := first{now: now, held: held}
	f.clocks(&c)
	if c.Status.Open() {
		f.dates(&c)
	}
	return f.action, f.at, f.action != nil
}

// first finds the first thing that is due.
type first struct {
	now    time.Time
	held   []complaint.Kind
	action complaint.Action
	// due is when it fell due, at when it happens.
	due, at time.Time
}

// note takes an action that falls due at a time and happens at that time or another. It is made where it is needed only.
func (f *first) note(due, at time.Time, action func() complaint.Action) {
	if due.IsZero() || !due.Before(f.now) || f.action != nil && !due.Before(f.due) {
		return
	}
	if a := action(); a != nil && !slices.Contains(f.held, a.Kind()) {
		f.action, f.due, f.at = a, due, at
	}
}

func (f *first) clocks(c *complaint.Complaint) {
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if !k.State.Active() {
			continue
		}
		for j := range k.Marks {
			if m := &k.Marks[j]; m.Done.IsZero() {
				f.note(m.At, happensAt(m, f.now), func() complaint.Action { return markAction(k, m) })
			}
		}
	}
}

func (f *first) dates(c *complaint.Complaint) {
	for i := range c.Offers {
		if o := &c.Offers[i]; o.State == complaint.OfferOpen {
			f.note(o.Expires, o.Expires, func() complaint.Action { return complaint.Lapse{Offer: o.ID} })
		}
	}
	if w := c.Wait; w != nil && !w.Reminded {
		f.note(w.Until, w.Until, func() complaint.Action { return complaint.Remind{About: complaint.RemindWait} })
	}
	for i := range c.Plan {
		s := &c.Plan[i]
		if !s.Reminded && (s.State == complaint.StepPlanned || s.State == complaint.StepFailed) {
			f.note(s.Due, s.Due, func() complaint.Action { return complaint.Remind{About: complaint.RemindStep, Step: s.ID} })
		}
	}
	if a := c.Appeal; a != nil && a.Outcome == "" && !a.Reminded {
		f.note(a.Due, a.Due, func() complaint.Action { return complaint.Remind{About: complaint.RemindAppeal} })
	}
}

// happensAt is the time of a mark's event: what the desk does it does now, everything else happened when it was due.
func happensAt(m *complaint.Mark, now time.Time) time.Time {
	if m.Kind == complaint.MarkEscalate || m.Kind == complaint.MarkClose {
		return now
	}
	return m.At
}

func markAction(k *complaint.Clock, m *complaint.Mark) complaint.Action {
	switch m.Kind {
	case complaint.MarkWarn:
		return complaint.Warn{Clock: k.Ref(), Mark: m.Label}
	case complaint.MarkBreach:
		return complaint.Breach{Clock: k.Ref()}
	case complaint.MarkEscalate:
		return complaint.Escalate{Level: m.Level, Tier: m.Tier, To: m.To, Clock: k.Ref()}
	case complaint.MarkRemind:
		return complaint.Remind{About: complaint.RemindClock, Clock: k.Ref(), Mark: m.Label}
	case complaint.MarkClose:
		return complaint.Close{Outcome: m.Outcome, Clock: k.Ref()}
	default:
		return nil
	}
}
