package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
)

// step is one thing that somebody does to a complaint.
type step struct {
	// after is how much working time after its receipt, for a case that is worked at the usual pace.
	after  time.Duration
	actor  complaint.Actor
	action complaint.Action
}

// Of an imported file at most so many complaints are worked, so many of a hundred. The sample's shop works nearly all of its
// own.
const (
	worked       = 48
	workedShare  = 60
	sampleWorked = 90
)

// work takes complaints through the lifecycle, those that came in first. Which ones and how follows from their ids, and every
// command has a key, so a second run does nothing and a run that was interrupted is finished by the next.
func (p *program) work(ctx context.Context) error {
	chosen, err := p.choose(ctx)
	if err != nil {
		return fmt.Errorf("choose complaints to work on: %w", err)
	}
	for _, c := range chosen {
		if err := p.tell(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// tell takes a complaint through its story, as far as it has come. The story follows from the complaint as it came in and what
// the desk made of it then, so that it is the same in every run.
func (p *program) tell(ctx context.Context, c complaint.Complaint) error {
	history, err := p.desk.History(ctx, c.ID)
	if err != nil {
		return err
	}
	if c, err = complaint.Replay(history[:1]); err != nil {
		return fmt.Errorf("%s: %w", c.Reference, err)
	}
	told := storyFor(c)
	done := map[string]bool{}
	for i := range history {
		done[history[i].Key] = true
	}
	for i, s := range told.steps(c) {
		at, happened := p.when(c, s.after)
		if !happened {
			return nil
		}
		key := fmt.Sprintf("quickstart/%s/%d", told.name, i+1)
		if done[key] { // the desk would find that out too; this spares reading the history at every step
			continue
		}
		err := p.do(ctx, c, desk.Command{ID: c.ID, Actor: s.actor, Action: s.action, At: at, Key: key})
		if errors.Is(err, complaint.ErrTransition) {
			return nil // somebody took this complaint another way since: leave it to them
		}
		if err != nil {
			return fmt.Errorf("%s, step %d of %q: %w", c.Reference, i+1, told.name, err)
		}
	}
	return nil
}

// do carries a step out. What belongs to the sample's story is written down when it happens; in a complaint of somebody's
// own file it is a late entry.
func (p *program) do(ctx context.Context, c complaint.Complaint, cmd desk.Command) error {
	if ofSample(c) {
		p.clock.playing = cmd.At
		defer func() { p.clock.playing = time.Time{} }()
	}
	return p.carryOut(ctx, cmd)
}

// when is the time of a step, and whether it has come. Where the file does not say when a complaint was received, everything
// happens on its import.
func (p *program) when(c complaint.Complaint, after time.Duration) (time.Time, bool) {
	if c.Received.Equal(c.Registered) {
		return c.Registered, true
	}
	at := p.hours.Add(c.Received, time.Duration(int64(after)*pace(c)/usualPace))
	return at, !at.After(p.clock.today())
}

const usualPace = 4

// pace is how long a step of a case takes in quarters of the usual time. Dangers are dealt with first, and some cases lie about.
func pace(c complaint.Complaint) int64 {
	if grave(c) {
		return usualPace / 2
	}
	paces := [...]int64{4, 3, 4, 6, 4, 8, 5, 18}
	return paces[int(c.ID[13])%len(paces)]
}

func (p *program) choose(ctx context.Context) ([]complaint.Complaint, error) {
	var chosen []complaint.Complaint
	share, most := workedShare, worked
	if p.input.bundled {
		share, most = sampleWorked, math.MaxInt
	}
	for c, err := range storage.All(ctx, p.store, storage.Query{Limit: 200}) {
		if err != nil {
			return nil, err
		}
		if ofSample(c) == p.input.bundled && int(c.ID[15])%100 < share {
			chosen = append(chosen, c)
		}
		if len(chosen) == most {
			break
		}
	}
	return chosen, nil
}
