package desk

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// candidates are the people who could take a case of a department now, with what they have to do.
func (d *Desk) candidates(ctx context.Context, department string, at time.Time) ([]triage.Candidate, error) {
	if d.config.Roster == nil {
		return nil, nil
	}
	people, err := d.config.Roster.People(ctx, department)
	if err != nil {
		return nil, fmt.Errorf("people of department %q: %w", department, err)
	}
	list := make([]triage.Candidate, 0, len(people))
	for i := range people {
		p := &people[i]
		if err := p.check(); err != nil {
			return nil, err
		}
		c := triage.Candidate{
			Party: complaint.Party{Department: p.Department, Person: p.ID}, Tier: p.Tier, Skills: p.Skills, Languages: p.Languages,
			Capacity: p.Capacity, Weight: p.Weight, Away: p.absent(at) || !d.atWork(p, at),
		}
		if !c.Away {
			if c.Load, err = storage.Count(ctx, d.store, storage.Query{Handler: []string{p.ID}, Status: openStatuses()}); err != nil {
				return nil, fmt.Errorf("count the cases of %q: %w", p.ID, err)
			}
		}
		list = append(list, c)
	}
	return list, nil
}

// atWork says whether it is somebody's working time. Who names a calendar that the SLA policy does not have works around the
// clock.
func (d *Desk) atWork(p *Person, at time.Time) bool {
	if p.Calendar == "" {
		return true
	}
	calendar, ok := d.config.SLA.Calendar(complaint.PolicyRef{Name: p.Calendar})
	return !ok || calendar.Open(at)
}

func openStatuses() []complaint.Status {
	return slices.DeleteFunc(complaint.Statuses(), func(s complaint.Status) bool { return !s.Open() })
}

// staff puts the people of a department into the context of a decision, and whose turn it is: the one in turns where it is known.
func (d *Desk) staff(ctx context.Context, tc *triage.Context, department string, id complaint.ID, turns map[string]int) error {
	var err error
	if tc.People, err = d.candidates(ctx, department, tc.Now); err != nil || len(tc.People) == 0 {
		return err
	}
	if d.engine().Load() == triage.RoundRobin {
		turn, known := turns[department]
		if !known {
			turn, err = d.turn(ctx, department)
		}
		if tc.Turn = turn; turns != nil && err == nil {
			turns[department] = turn
		}
		return err
	}
	h := fnv.New32a()
	_, _ = h.Write(id[:]) // a hash never fails
	tc.Turn = int(h.Sum32() >> 1)
	return nil
}

const turnKind = "desk.turn"

// turn counts the cases of a department, for those who take them in turn. Without documents in the store it is always the first,
// and where others are faster every time, any.
func (d *Desk) turn(ctx context.Context, department string) (int, error) {
	docs, ok := storage.As[storage.Documents](d.store)
	if !ok {
		return 0, nil
	}
	key := department
	if key == "" {
		key = "-"
	}
	turn := int64(0)
	err := d.retry(ctx, true, func() error {
		doc, err := docs.GetDocument(ctx, turnKind, key)
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
		turn = doc.Version
		return docs.PutDocument(ctx, storage.Document{Kind: turnKind, Key: key, Version: turn + 1, Body: []byte("{}")})
	})
	if err != nil && (!isConflict(err) || ctx.Err() != nil) {
		return 0, fmt.Errorf("turn of department %q: %w", department, err)
	}
	return int(turn), nil
}
