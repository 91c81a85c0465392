package sqlstore

import (
	"context"

	"github.com/recourse-go/recourse/storage"
)

// Put implements [storage.Store]. A debit's limit is checked after all complaints, so a conflict is told before a limit.
func (s *Store) Put(ctx context.Context, changes ...storage.Change) error {
	const doing = "put complaints"
	if len(changes) == 0 {
		return nil
	}
	if err := storage.Check(s.tenant, changes, false); err != nil {
		return s.failed(ctx, doing, err)
	}
	rows, err := rowsOf(changes)
	if err != nil {
		return s.failed(ctx, doing, err)
	}
	err = s.write(ctx, func(ctx context.Context, x *session) error { return s.store(ctx, x, rows) })
	return s.failed(ctx, doing, err)
}

// store writes all rows, then their prints, then all debits.
func (s *Store) store(ctx context.Context, x *session, rows []row) error {
	for i := range rows {
		if err := s.storeRow(ctx, x, &rows[i]); err != nil {
			return err
		}
	}
	if err := s.insertPrints(ctx, x); err != nil {
		return err
	}
	for i := range rows {
		for j := range rows[i].debits {
			if err := s.charge(ctx, x, &rows[i].debits[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) storeRow(ctx context.Context, x *session, r *row) error {
	stored, relabel, err := s.storeState(ctx, x, r)
	if err != nil {
		return err
	}
	if !stored {
		return &storage.ConflictError{ID: r.id, Version: r.version}
	}
	if _, err := x.exec(ctx, x.core.sql.insertEvent, s.tenant, r.id[:], r.version, r.recorded, r.event); err != nil {
		return err
	}
	if !relabel {
		return nil
	}
	if err := s.storeLabels(ctx, x, r); err != nil {
		return err
	}
	return s.storePrints(ctx, x, r)
}

// storeState stores the complaint where the stored version is the one before, and says whether it was, and whether the
// labels and prints are to be written.
func (s *Store) storeState(ctx context.Context, x *session, r *row) (bool, bool, error) {
	args := make([]any, 0, 32)
	if r.version == 1 {
		args = append(r.facet(r.state(append(args, s.tenant, r.id[:], r.version))), r.prints)
		n, err := x.exec(ctx, x.core.sql.insertComplaint, args...)
		return n == 1, true, err
	}
	args = append(r.state(append(args, r.version)), s.tenant, r.id[:], r.version-1, r.facets)
	if n, err := x.exec(ctx, x.core.sql.updateState, args...); err != nil || n == 1 {
		return n == 1, false, err
	}
	args = append(r.facet(r.state(append(args[:0], r.version))), s.tenant, r.id[:], r.version-1)
	n, err := x.exec(ctx, x.core.sql.updateComplaint, args...)
	return n == 1, true, err
}

// storeLabels replaces the labels of a complaint.
func (s *Store) storeLabels(ctx context.Context, x *session, r *row) error {
	if r.version > 1 {
		if _, err := x.exec(ctx, x.core.sql.deleteLabels, s.tenant, r.id[:]); err != nil {
			return err
		}
	}
	for rest := r.labels; len(rest) > 0; {
		n := min(len(rest), labelRows)
		args := make([]any, 0, 4*n)
		for _, l := range rest[:n] {
			args = append(args, s.tenant, r.id[:], l.kind, l.value)
		}
		if _, err := x.exec(ctx, x.core.sql.insertLabels[n-1], args...); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}
