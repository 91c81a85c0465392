package memory

import (
	"context"
	"fmt"
	"maps"

	"github.com/recourse-go/recourse/storage"
)

// Put implements [storage.Store].
func (s *Store) Put(ctx context.Context, changes ...storage.Change) error {
	if err := s.store(ctx, changes, false); err != nil {
		return fmt.Errorf("put: %w", err)
	}
	return nil
}

// Erase implements [storage.Eraser]. Nothing stays: there is no file to vacuum.
func (s *Store) Erase(ctx context.Context, changes ...storage.Change) error {
	if err := s.store(ctx, changes, true); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	return nil
}

func (t *tenant) store(ctx context.Context, changes []storage.Change, erase bool) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("before writing: %w", err)
	}
	if err := storage.Check(t.name, changes, erase); err != nil {
		return err
	}
	next := make([]prepared, len(changes))
	for i := range changes {
		next[i] = prepare(&changes[i])
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("while others wrote: %w", err)
	}
	for i := range changes {
		if err := t.follows(&changes[i]); err != nil {
			return err
		}
	}
	balances, err := t.charge(changes)
	if err != nil {
		return err
	}
	maps.Copy(t.balances, balances) // from here on nothing fails
	for i := range next {
		t.keep(&next[i], erase)
	}
	return nil
}

// prepared is a change as it will be stored, made before the lock is taken.
type prepared struct {
	*version
	entry *entry
}

func prepare(c *storage.Change) prepared {
	return prepared{version: newVersion(c.Complaint), entry: &entry{event: c.Event.Clone()}}
}

// follows says whether a change is the next step of what is stored.
func (t *tenant) follows(c *storage.Change) error {
	stored := int64(0)
	if v, ok := t.current[c.Complaint.ID]; ok {
		stored = v.state.Version
	}
	if c.Complaint.Version != stored+1 {
		return &storage.ConflictError{ID: c.Complaint.ID, Version: c.Complaint.Version}
	}
	return nil
}

func (t *tenant) keep(p *prepared, erase bool) {
	id := p.state.ID
	t.current[id] = p.version
	r, ok := t.records[id]
	if !ok {
		r = &record{version: p.version}
		t.records[id] = r
		t.place(r, nil)
	} else {
		before := &r.index
		r.version = p.version
		t.place(r, before)
	}
	r.history = append(r.history, p.entry)
	t.outbox.push(p.entry)
	if erase {
		for _, e := range r.history {
			e.event = e.event.Redacted()
		}
	}
}
