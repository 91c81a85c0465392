package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// sweepTime is how long a run sweeps at most. After the import of a large old file a great many things are due; what is left
// is for the next run.
const sweepTime = 20 * time.Second

// sweep does what is due by now, and prints what that was. A desk in use is swept every minute or so.
func (p *program) sweep(ctx context.Context) error {
	counter := &sweepCounter{Store: p.store, meter: p.tellSwept, kinds: map[complaint.Kind]int{}, last: time.Now()}
	bounded, cancel := context.WithTimeout(ctx, p.sweepTime)
	defer cancel()
	_, err := p.desk.With(counter).Sweep(bounded)
	w := wordsOf(p.settings.lang)
	if _, printed := fmt.Fprintln(p.stdout, counter.line(w)); printed != nil {
		return printed
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() == nil && bounded.Err() != nil:
		left, err := storage.Count(ctx, p.store, storage.Query{DueBefore: p.clock.now()})
		if err != nil {
			return fmt.Errorf("count what is due: %w", err)
		}
		tellf(p.stderr, w.sweepCut, left)
		return nil
	default:
		return fmt.Errorf("sweep: %w", err)
	}
}

func (p *program) tellSwept(n int) { tellf(p.stderr, "sweeping: %d", n) }

// sweepCounter is the store of a sweep: it counts by kind what was stored.
type sweepCounter struct {
	storage.Store
	meter func(n int)
	last  time.Time
	kinds map[complaint.Kind]int
	all   int
}

// Put implements [storage.Store].
func (s *sweepCounter) Put(ctx context.Context, changes ...storage.Change) error {
	if err := s.Store.Put(ctx, changes...); err != nil {
		return err
	}
	for i := range changes {
		s.kinds[changes[i].Event.Kind]++
		s.all++
	}
	if now := time.Now(); now.Sub(s.last) >= plainPause {
		s.last = now
		s.meter(s.all)
	}
	return nil
}

// Unwrap gives the store's other capabilities.
func (s *sweepCounter) Unwrap() storage.Store { return s.Store }

func (s *sweepCounter) line(w words) string {
	var parts []string
	for _, kind := range []complaint.Kind{
		complaint.KindWarn, complaint.KindBreach, complaint.KindEscalate, complaint.KindRemind, complaint.KindLapse, complaint.KindClose,
	} {
		if n := s.kinds[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf(w.swept[kind], n))
		}
	}
	if len(parts) == 0 {
		return w.sweptNothing
	}
	return fmt.Sprintf(w.sweptAll, s.all) + strings.Join(parts, w.comma)
}
