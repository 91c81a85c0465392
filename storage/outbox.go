package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/recourse-go/recourse/complaint"
)

// Outbox gives events to the outside world: at least once, and in order for each complaint. It marks what was published
// instead of remembering a position, so that transactions that commit late are not skipped. Without it hosts publish
// what the desk returns, and lose events in a crash.
type Outbox interface {
	// Unpublished returns up to limit events that are not marked as published, none for a limit below 1. The events of one
	// complaint come in version order and without a gap: none comes before an earlier unpublished event of the same one.
	Unpublished(ctx context.Context, limit int) ([]complaint.Event, error)
	// MarkPublished marks events. Marking twice, or marking an event that is not there, does nothing.
	MarkPublished(ctx context.Context, events ...EventRef) error
}

// EventRef names an event.
type EventRef struct {
	Complaint complaint.ID
	Version   int64
}

// Relay publishes up to limit events of an outbox and marks them. It returns how many it published and marked. When publish
// fails, later events of the same complaint wait for the next call, other complaints go on, and the errors are returned
// joined. Call it again while it returns the limit. Receivers see an event again when a process ends between publishing and
// marking, or when two processes relay at once: they drop repeats by complaint and version.
func Relay(
	ctx context.Context, o Outbox, limit int, publish func(context.Context, complaint.Event) error,
) (int, error) {
	events, err := o.Unpublished(ctx, limit)
	if err != nil {
		return 0, err
	}
	var problems []error
	failed := map[complaint.ID]bool{}
	published := 0
	for _, e := range events {
		if failed[e.Complaint] {
			continue
		}
		if err := ctx.Err(); err != nil {
			return published, errors.Join(append(problems, err)...)
		}
		if err := publish(ctx, e); err != nil {
			failed[e.Complaint] = true
			problems = append(problems, fmt.Errorf("publish complaint %s version %d: %w", e.Complaint, e.Version, err))
			continue
		}
		if err := o.MarkPublished(ctx, EventRef{Complaint: e.Complaint, Version: e.Version}); err != nil {
			return published, errors.Join(append(problems, err)...)
		}
		published++
	}
	return published, errors.Join(problems...)
}
