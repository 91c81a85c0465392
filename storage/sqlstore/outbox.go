package sqlstore

import (
	"context"
	"database/sql"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// Unpublished implements [storage.Outbox]. Events come in the order in which they were recorded; record time never runs
// backwards within a complaint, so that keeps their versions in order too. A limit below 1 gives none.
func (s *Store) Unpublished(ctx context.Context, limit int) ([]complaint.Event, error) {
	if limit < 1 {
		return nil, ctx.Err()
	}
	var events []complaint.Event
	err := s.read(ctx, func(x *session) (err error) {
		events, err = s.unpublished(ctx, x, limit)
		return err
	})
	if err != nil {
		return nil, s.failed(ctx, "read outbox", err)
	}
	return events, nil
}

func (s *Store) unpublished(ctx context.Context, x *session, most int) ([]complaint.Event, error) {
	rows, err := x.ask(ctx, x.core.sql.unpublished.text+limit(most), s.tenant)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // the error of reading is what counts
	var events []complaint.Event
	for rows.Next() {
		var version int64
		var name, text sql.RawBytes
		if err := rows.Scan(&name, &version, &text); err != nil {
			return nil, err
		}
		e, err := s.decodeEvent(idOf(name), version, text)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, rows.Err()
}

// MarkPublished implements [storage.Outbox].
func (s *Store) MarkPublished(ctx context.Context, events ...storage.EventRef) error {
	const doing = "mark events as published"
	if len(events) == 0 {
		return nil
	}
	err := s.write(ctx, func(ctx context.Context, x *session) error {
		for _, e := range events {
			if _, err := x.exec(ctx, x.core.sql.markPublished, s.tenant, e.Complaint[:], e.Version); err != nil {
				return err
			}
		}
		return nil
	})
	return s.failed(ctx, doing, err)
}
