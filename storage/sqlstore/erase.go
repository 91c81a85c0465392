package sqlstore

import (
	"context"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// Erase implements [storage.Eraser]. It rewrites the events without their personal part in the same transaction.
//
// On SQLite it switches secure_delete on meanwhile, so that the bytes it frees are overwritten with zeros. What was
// there before still stands in the write-ahead log until a checkpoint has run and the log is begun again or truncated
// (PRAGMA wal_checkpoint(TRUNCATE)), in the log of a reader that keeps the checkpoint waiting, in free pages that were
// left by earlier updates without secure_delete (VACUUM removes those; secure_delete in the host's DSN avoids them), and
// in the host's backups.
func (s *Store) Erase(ctx context.Context, changes ...storage.Change) error {
	const doing = "erase complaints"
	if len(changes) == 0 {
		return nil
	}
	if err := storage.Check(s.tenant, changes, true); err != nil {
		return s.failed(ctx, doing, err)
	}
	rows, err := rowsOf(changes)
	if err != nil {
		return s.failed(ctx, doing, err)
	}
	err = s.write(ctx, func(ctx context.Context, x *session) error {
		if x.core.engine.scrub != nil {
			restore, err := x.core.engine.scrub(ctx, x)
			if err != nil {
				return err
			}
			defer restore()
		}
		if err := s.store(ctx, x, rows); err != nil {
			return err
		}
		for i := range rows {
			if err := s.redact(ctx, x, rows[i].id); err != nil {
				return err
			}
		}
		return nil
	})
	return s.failed(ctx, doing, err)
}

// redact takes the personal part out of every event of a complaint.
func (s *Store) redact(ctx context.Context, x *session, id complaint.ID) error {
	events, err := s.events(ctx, x, id)
	if err != nil {
		return err
	}
	for i := range events {
		if events[i].Personal == nil {
			continue
		}
		text, err := events[i].Redacted().MarshalJSON()
		if err != nil {
			return err
		}
		if _, err := x.exec(ctx, x.core.sql.rewriteEvent, string(text), s.tenant, id[:], events[i].Version); err != nil {
			return err
		}
	}
	return nil
}
