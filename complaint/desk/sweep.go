package desk

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

const (
	// sweepPage is how many complaints a sweep reads at once, sweepBatch how many it writes in one step.
	sweepPage  = 200
	sweepBatch = 25
	// sweepActor is who did it in the history.
	sweepActor = "sweep"
)

// Sweep does everything that is due by now and returns how many things that were: warnings, breaches, escalations, reminders,
// offers that expire, and closings after a silence. Each is an event of its own, with the time at which it was due where it
// simply happened (a warning, a breach, an offer's end) and the present time where the desk acts (an escalation, a closing).
//
// Any number of processes may sweep at once, be killed, or come back after hours: a thing that is due happens once, because
// it changes the complaint's version. What cannot be done, such as an escalation for which the roster has an error, is left
// for the next sweep and does not keep others waiting; the errors are returned joined.
func (d *Desk) Sweep(ctx context.Context) (int, error) {
	if d.broken != nil {
		return 0, d.broken
	}
	s := sweep{desk: d, now: d.config.Now()}
	if err := s.seed(); err != nil {
		return 0, err
	}
	q := storage.Query{DueBefore: s.now, Order: storage.Order{By: storage.ByDue}, Limit: sweepPage}
	for {
		page, err := d.store.List(ctx, q)
		if err != nil {
			return s.done, errors.Join(append(s.problems, err)...)
		}
		s.page(ctx, page.Complaints)
		if err := ctx.Err(); err != nil {
			return s.done, errors.Join(append(s.problems, err)...)
		}
		if page.Next == "" {
			return s.done, errors.Join(s.problems...)
		}
		q.Cursor = page.Next
	}
}

// sweep is one run.
type sweep struct {
	desk     *Desk
	now      time.Time
	salt     [8]byte
	done     int
	problems []error
}

// seed draws what makes this sweep take complaints in another order than others that run now, so that they seldom meet.
func (s *sweep) seed() error {
	if _, err := s.desk.config.Random.Read(s.salt[:]); err != nil {
		return fmt.Errorf("read random bytes: %w", err)
	}
	return nil
}

func (s *sweep) rank(id complaint.ID) uint64 {
	h := binary.BigEndian.Uint64(id[8:]) ^ binary.BigEndian.Uint64(s.salt[:])
	h *= 0x9E3779B97F4A7C15
	return h ^ h>>29
}

// page does what is due on some complaints, in batches.
func (s *sweep) page(ctx context.Context, list []complaint.Complaint) {
	slices.SortFunc(list, func(a, b complaint.Complaint) int {
		if x, y := s.rank(a.ID), s.rank(b.ID); x != y {
			if x < y {
				return -1
			}
			return 1
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	for len(list) > 0 && ctx.Err() == nil {
		n := min(len(list), sweepBatch)
		s.batch(ctx, list[:n])
		list = list[n:]
	}
}

// batch does one thing after the other on each complaint, and the first things of all in one step, the second ones in the
// next, and so on. When somebody else was faster it goes on with each complaint alone.
func (s *sweep) batch(ctx context.Context, list []complaint.Complaint) {
	for len(list) > 0 && ctx.Err() == nil {
		changes := make([]storage.Change, 0, len(list))
		for _, c := range list {
			change, ok, err := s.step(ctx, c)
			if err != nil {
				s.fail(c.ID, err)
			} else if ok {
				changes = append(changes, change)
			}
		}
		if len(changes) == 0 {
			return
		}
		err := s.desk.store.Put(ctx, changes...)
		if err != nil {
			for i := range changes {
				s.alone(ctx, changes[i].Complaint.ID)
			}
			return
		}
		s.done += len(changes)
		list = list[:0]
		for i := range changes {
			list = append(list, changes[i].Complaint)
		}
	}
}

// alone does everything that is due on one complaint, from the state that is stored now.
func (s *sweep) alone(ctx context.Context, id complaint.ID) {
	for more := true; more && ctx.Err() == nil; {
		err := s.desk.retry(ctx, true, func() error {
			c, err := s.desk.Get(ctx, id)
			if err != nil {
				return err
			}
			change, ok, err := s.step(ctx, c)
			if more = ok; err != nil || !ok {
				return err
			}
			if err := s.desk.store.Put(ctx, change); err != nil {
				return err
			}
			s.done++
			return nil
		})
		if err != nil {
			s.fail(id, err)
			return
		}
	}
}

func (s *sweep) fail(id complaint.ID, err error) {
	const most = 100
	if len(s.problems) < most {
		s.problems = append(s.problems, fmt.Errorf("sweep complaint %s: %w", id, err))
	}
}

// step carries out the first thing that is due on a complaint; false when there is none.
func (s *sweep) step(ctx context.Context, c complaint.Complaint) (storage.Change, bool, error) {
	a, at, ok := dueAction(c, s.now)
	if !ok {
		return storage.Change{}, false, nil
	}
	if e, ok := a.(complaint.Escalate); ok && e.To.IsZero() && e.Tier != "" && s.desk.config.Roster != nil {
		to, err := s.desk.config.Roster.Pick(ctx, e.Tier, c)
		if err != nil {
			return storage.Change{}, false, fmt.Errorf("roster, for tier %s: %w", e.Tier, err)
		}
		e.To = to
		a = e
	}
	m, err := s.desk.meta(complaint.Actor{ID: sweepActor, Role: complaint.RoleSystem}, at, "")
	if err != nil {
		return storage.Change{}, false, err
	}
	next, e, err := s.desk.config.SLA.Apply(c, a, m)
	if err != nil {
		return storage.Change{}, false, err
	}
	return storage.Change{Complaint: next, Event: e}, true, nil
}

// dueAction is the first thing that is due on a complaint, with the time at which it happens.
func dueAction(c complaint.Complaint, now time.Time) (complaint.Action, time.Time, bool) {
	var first complaint.Action
	var since, happens time.Time
	note := func(due, at time.Time, a func() complaint.Action) {
		if !due.IsZero() && due.Before(now) && (first == nil || due.Before(since)) {
			first, since, happens = a(), due, at
		}
	}
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if !k.State.Active() {
			continue
		}
		for j := range k.Marks {
			if m := &k.Marks[j]; m.Done.IsZero() {
				note(m.At, happensAt(m, now), func() complaint.Action { return markAction(k, m) })
			}
		}
	}
	if !c.Status.Open() {
		return first, happens, first != nil
	}
	for i := range c.Offers {
		if o := &c.Offers[i]; o.State == complaint.OfferOpen {
			note(o.Expires, o.Expires, func() complaint.Action { return complaint.Lapse{Offer: o.ID} })
		}
	}
	if w := c.Wait; w != nil && !w.Reminded {
		note(w.Until, w.Until, func() complaint.Action { return complaint.Remind{About: complaint.RemindWait} })
	}
	for i := range c.Plan {
		s := &c.Plan[i]
		if !s.Reminded && (s.State == complaint.StepPlanned || s.State == complaint.StepFailed) {
			note(s.Due, s.Due, func() complaint.Action { return complaint.Remind{About: complaint.RemindStep, Step: s.ID} })
		}
	}
	if a := c.Appeal; a != nil && a.Outcome == "" && !a.Reminded {
		note(a.Due, a.Due, func() complaint.Action { return complaint.Remind{About: complaint.RemindAppeal} })
	}
	return first, happens, first != nil
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
