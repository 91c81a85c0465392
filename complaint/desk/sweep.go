package desk

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

const (
	// sweepPage is how many complaints a sweep reads at once, sweepBatch how many it writes in one step, and sweepSmall how
	// many where it keeps meeting others.
	sweepPage  = 200
	sweepBatch = 100
	sweepSmall = 12
	// sweepRounds bounds how many things a sweep does on one complaint, so that a fault that makes one thing due again and
	// again fills no disk.
	sweepRounds = 1000
	// sweepActor is who did it in the history.
	sweepActor = "sweep"
	// maxProblems bounds how many errors a sweep returns one by one.
	maxProblems = 100
)

// Sweep does everything that is due by now and returns how many things that were: warnings, breaches, escalations, reminders,
// offers that expire, closings after a silence, and last of all payouts of which nobody knows yet whether they were paid. Each is an
// event of its own, with the time at which it was due where it simply happened (a warning, a breach, an offer's end) and the present
// time where the desk acts (an escalation, a closing, a payout).
//
// Any number of processes may sweep at once, be killed, or come back after hours: a thing that is due happens once, because
// it changes the complaint's version. Workers that meet on the same complaints part and go on at other places. What is due
// on a complaint happens in order. What cannot be done, such as an escalation for which the roster has an error, or read,
// because a stored row is damaged, is left for the next sweep and keeps nothing else waiting; the errors are returned joined.
func (d *Desk) Sweep(ctx context.Context) (int, error) {
	if d.broken != nil {
		return 0, d.broken
	}
	s := sweep{desk: d, now: d.present(), held: map[complaint.ID][]complaint.Kind{}, failed: map[complaint.ID]bool{}}
	if err := s.seed(); err != nil {
		return 0, err
	}
	err := s.run(ctx)
	s.pay(ctx)
	if s.unsaid > 0 {
		s.problems = append(s.problems, fmt.Errorf("sweep: %d more such errors", s.unsaid)) //nolint:err113 // nothing to branch on
	}
	return s.done, errors.Join(append(s.problems, err)...)
}

// present is the wall clock alone, without the monotonic one that hides when it is put back.
func (d *Desk) present() time.Time { return d.config.Now().Round(0) }

// sweep is one run.
type sweep struct {
	desk *Desk
	now  time.Time
	rand *rand.Rand
	// size is how many complaints the next step writes.
	size int
	done int
	// again says that something was left to another worker at a place that was listed already.
	again bool
	// held are kinds of thing that failed on a complaint, failed are complaints that could not be read or written: both are
	// for the next sweep.
	held   map[complaint.ID][]complaint.Kind
	failed map[complaint.ID]bool
	// owed are complaints with payouts for which the provider is to be asked.
	owed     []complaint.ID
	problems []error
	unsaid   int
}

// seed draws what makes this sweep go elsewhere than others when it meets them.
func (s *sweep) seed() error {
	var seed [16]byte
	if _, err := io.ReadFull(s.desk.config.Random, seed[:]); err != nil {
		return fmt.Errorf("read random bytes: %w", err)
	}
	//nolint:gosec // where to look next needs no secrecy
	s.rand = rand.New(rand.NewPCG(binary.BigEndian.Uint64(seed[:8]), binary.BigEndian.Uint64(seed[8:])))
	s.size = sweepBatch
	return nil
}

// run goes through what is due until nothing is left.
func (s *sweep) run(ctx context.Context) error {
	for s.again = true; s.again; {
		s.again = false
		if err := s.through(ctx, everything()); err != nil {
			return err
		}
	}
	return nil
}

// through goes through a span, the longest due first, until it meets somebody.
func (s *sweep) through(ctx context.Context, all span) error {
	for spans := []span{all}; len(spans) > 0; {
		here := spans[len(spans)-1]
		spans = spans[:len(spans)-1]
		list, more, err := s.list(ctx, here)
		if err != nil {
			next, ok := s.around(ctx, here, err)
			if !ok {
				return err
			}
			spans = append(spans, next)
			continue
		}
		n := s.page(ctx, list)
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		if n > 0 {
			here.after = dueKey(&list[n-1])
		}
		switch {
		case n < len(list):
			near, far := s.part(ctx, here, list[n:], more)
			spans = append(spans, near, far)
		case more:
			spans = append(spans, here)
		}
	}
	return nil
}

// page does what is due on some complaints, in batches, and returns how many are done. Where that is not all it has met
// somebody who does the same.
func (s *sweep) page(ctx context.Context, list []complaint.Complaint) int {
	done := 0
	for done < len(list) && ctx.Err() == nil {
		n := min(len(list)-done, s.size)
		if !s.batch(ctx, list[done:done+n]) {
			s.size = max(s.size/2, sweepSmall)
			return done
		}
		s.size = min(s.size*2, sweepBatch)
		s.owe(list[done : done+n])
		done += n
	}
	return done
}

// owe notes the complaints with payouts whose answer is missing.
func (s *sweep) owe(list []complaint.Complaint) {
	if s.desk.config.Payer == nil || s.desk.inTx {
		return
	}
	for i := range list {
		if slices.ContainsFunc(list[i].Payouts, func(p complaint.Payout) bool { return isDue(&p, s.now) }) {
			s.owed = append(s.owed, list[i].ID)
		}
	}
}

// pay asks the payment provider for payouts whose answer is missing. It comes last: a slow provider keeps nothing else waiting.
func (s *sweep) pay(ctx context.Context) {
	for _, id := range s.owed {
		if ctx.Err() != nil {
			return
		}
		n, err := s.desk.payDue(ctx, id, s.now)
		s.done += n
		if err != nil && ctx.Err() == nil {
			s.report(fmt.Errorf("sweep complaint %s: pay: %w", id, err))
		}
	}
}

// batch does one thing after the other on each complaint, and the first things of all in one step, the second ones in the
// next, and so on. One complaint that somebody else has just changed is seen to alone. A second one says that a worker is
// here: batch returns false when it has left the others to it.
func (s *sweep) batch(ctx context.Context, list []complaint.Complaint) bool {
	for round := 0; len(list) > 0 && round < sweepRounds && ctx.Err() == nil; round++ {
		stored, met := s.put(ctx, s.steps(ctx, list))
		if met {
			s.again = s.again || round > 0 // what was begun has moved on in the order, perhaps to where the sweep was before
			return false
		}
		list = make([]complaint.Complaint, len(stored))
		for i := range stored {
			list[i] = stored[i].Complaint
		}
	}
	return true
}

// put stores changes, if need be without one that somebody else was faster with, and returns what it stored. Where there are
// two of those it stores none and says that it has met somebody. After other errors each is tried alone.
func (s *sweep) put(ctx context.Context, changes []storage.Change) (stored []storage.Change, met bool) {
	for tries := 0; len(changes) > 0 && ctx.Err() == nil; tries++ {
		err := s.desk.store.Put(ctx, changes...)
		if err == nil {
			s.done += len(changes)
			return changes, false
		}
		i := -1
		if conflict, ok := errors.AsType[*storage.ConflictError](err); ok {
			i = slices.IndexFunc(changes, func(c storage.Change) bool { return c.Complaint.ID == conflict.ID })
		}
		if i < 0 {
			s.eachAlone(ctx, changes)
			break
		}
		s.eachAlone(ctx, changes[i:i+1])
		if changes = slices.Delete(changes, i, i+1); tries > 0 && len(changes) > 0 {
			return nil, true
		}
	}
	return nil, false
}

// steps are the next things due on complaints, by ID, so that two workers on the same rows never wait for each other.
func (s *sweep) steps(ctx context.Context, list []complaint.Complaint) []storage.Change {
	changes := make([]storage.Change, 0, len(list))
	for i := range list {
		if change, ok := s.step(ctx, list[i]); ok {
			changes = append(changes, change)
		}
	}
	slices.SortFunc(changes, func(a, b storage.Change) int { return slices.Compare(a.Complaint.ID[:], b.Complaint.ID[:]) })
	return changes
}

func (s *sweep) eachAlone(ctx context.Context, changes []storage.Change) {
	for i := range changes {
		if ctx.Err() != nil {
			return
		}
		s.alone(ctx, changes[i].Complaint.ID)
	}
}

// alone does everything that is due on one complaint, from the state that is stored now.
func (s *sweep) alone(ctx context.Context, id complaint.ID) {
	for round, more := 0, true; more && round < sweepRounds && ctx.Err() == nil; round++ {
		err := s.desk.retry(ctx, true, func() error {
			c, err := s.desk.Get(ctx, id)
			if err != nil {
				return err
			}
			change, ok := s.step(ctx, c)
			if more = ok; !ok {
				return nil
			}
			if err := s.desk.store.Put(ctx, change); err != nil {
				return err
			}
			s.done++
			return nil
		})
		if err != nil && ctx.Err() == nil {
			s.failed[id] = true
			s.report(fmt.Errorf("sweep complaint %s: %w", id, err))
			return
		}
	}
}

func (s *sweep) report(err error) {
	if len(s.problems) >= maxProblems {
		s.unsaid++
		return
	}
	s.problems = append(s.problems, err)
}

// step carries out the first thing that is due on a complaint and can be done; false when there is none. What cannot be done
// is held, with everything of its kind on this complaint, so that a level of a ladder is not passed over.
func (s *sweep) step(ctx context.Context, c complaint.Complaint) (storage.Change, bool) {
	if now := s.desk.present(); now.Before(s.now) {
		s.now = now // the clock was put back: what was due for a moment is not due yet
	}
	for ctx.Err() == nil && !s.failed[c.ID] {
		a, at, ok := dueAction(c, s.now, s.held[c.ID])
		if !ok {
			break
		}
		change, err := s.carryOut(ctx, c, a, at)
		if err == nil {
			return change, true
		}
		if ctx.Err() == nil {
			s.held[c.ID] = append(s.held[c.ID], a.Kind())
			s.report(fmt.Errorf("sweep complaint %s: %s: %w", c.ID, a.Kind(), err))
		}
	}
	return storage.Change{}, false
}

func (s *sweep) carryOut(ctx context.Context, c complaint.Complaint, a complaint.Action, at time.Time) (storage.Change, error) {
	if e, ok := a.(complaint.Escalate); ok && e.To.IsZero() && e.Tier != "" && s.desk.config.Roster != nil {
		to, err := s.desk.escalated(ctx, e.Tier, c, at)
		if err != nil {
			return storage.Change{}, fmt.Errorf("roster, for tier %s: %w", e.Tier, err)
		}
		e.To = to
		a = e
	}
	m, err := s.desk.meta(complaint.Actor{ID: sweepActor, Role: complaint.RoleSystem}, at, "")
	if err != nil {
		return storage.Change{}, err
	}
	next, e, err := s.desk.config.SLA.Apply(c, a, m)
	if err != nil {
		return storage.Change{}, err
	}
	return stepOf(c, next, e), nil
}
