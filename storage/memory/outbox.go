package memory

import (
	"context"
	"fmt"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// queue holds the unpublished events in the order in which they were stored. Any of them can leave at any time.
type queue struct{ head, tail *entry }

func (q *queue) push(e *entry) {
	e.waiting, e.prev = true, q.tail
	if q.tail == nil {
		q.head = e
	} else {
		q.tail.next = e
	}
	q.tail = e
}

func (q *queue) drop(e *entry) {
	if !e.waiting {
		return
	}
	if e.prev == nil {
		q.head = e.next
	} else {
		e.prev.next = e.next
	}
	if e.next == nil {
		q.tail = e.prev
	} else {
		e.next.prev = e.prev
	}
	e.waiting, e.prev, e.next = false, nil, nil
}

// Unpublished implements [storage.Outbox]. Events come in the order in which they were stored.
func (s *Store) Unpublished(ctx context.Context, limit int) ([]complaint.Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var events []complaint.Event
	for e := s.outbox.head; e != nil && len(events) < limit; e = e.next {
		events = append(events, e.event.Clone())
	}
	return events, nil
}

// MarkPublished implements [storage.Outbox].
func (s *Store) MarkPublished(ctx context.Context, events ...storage.EventRef) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("mark published: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ref := range events {
		r, ok := s.records[ref.Complaint]
		if ok && ref.Version >= 1 && ref.Version <= int64(len(r.history)) {
			s.outbox.drop(r.history[ref.Version-1])
		}
	}
	return nil
}
