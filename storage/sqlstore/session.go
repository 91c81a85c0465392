package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"
)

// session runs statements on the pool, in a transaction of our own, or in one of the host.
type session struct {
	core *core
	tx   *sql.Tx
	// own says that the transaction was begun on our pool, which is where prepared statements belong.
	own bool
	// later are statements to prepare when the transaction has ended: before that the pool may have no free connection.
	later []*statement
	// prints are those that are still to be inserted, see [Store.insertPrints].
	prints []printRow
}

// prepare returns the prepared form of a statement to use in this session, or nil to send its text.
func (x *session) prepare(ctx context.Context, st *statement) (*sql.Stmt, error) {
	if !x.core.engine.prepared || x.tx != nil && !x.own {
		return nil, nil //nolint:nilnil // no prepared form and no error: the text is sent
	}
	prepared := st.prepared.Load()
	if x.tx == nil {
		if prepared != nil {
			return prepared, nil
		}
		return st.prepare(ctx, x.core.db)
	}
	if prepared == nil {
		x.later = append(x.later, st)
		return nil, nil //nolint:nilnil // as above
	}
	return x.tx.StmtContext(ctx, prepared), nil
}

// exec runs a statement and returns how many rows it affected.
func (x *session) exec(ctx context.Context, st *statement, args ...any) (int64, error) {
	prepared, err := x.prepare(ctx, st) //nolint:sqlclosecheck // it lives as long as the pool, or ends with the transaction
	if err != nil {
		return 0, err
	}
	var result sql.Result
	switch {
	case prepared != nil:
		result, err = prepared.ExecContext(ctx, args...)
	case x.tx != nil:
		result, err = x.tx.ExecContext(ctx, st.text, args...)
	default:
		result, err = x.core.db.ExecContext(ctx, st.text, args...)
	}
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query runs a statement that returns rows.
func (x *session) query(ctx context.Context, st *statement, args ...any) (*sql.Rows, error) {
	prepared, err := x.prepare(ctx, st) //nolint:sqlclosecheck // it lives as long as the pool, or ends with the transaction
	if err != nil {
		return nil, err
	}
	if prepared != nil {
		return prepared.QueryContext(ctx, args...)
	}
	return x.queryText(ctx, st.text, args...)
}

// ask runs a query that was put together.
func (x *session) ask(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if x.tx == nil && x.core.engine.prepared {
		if st, ok := x.core.shapes.of(text); ok {
			return x.query(ctx, st, args...)
		}
	}
	return x.queryText(ctx, text, args...)
}

func (x *session) queryText(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if x.tx != nil {
		return x.tx.QueryContext(ctx, text, args...)
	}
	return x.core.db.QueryContext(ctx, text, args...)
}

// row reads one row, and reports whether there is one.
func (x *session) row(ctx context.Context, st *statement, args []any, into ...any) (bool, error) {
	rows, err := x.query(ctx, st, args...)
	if err != nil {
		return false, err
	}
	return one(rows, into...)
}

func one(rows *sql.Rows, into ...any) (bool, error) {
	found := rows.Next()
	if found {
		if err := rows.Scan(into...); err != nil {
			return false, errors.Join(err, rows.Close())
		}
	}
	if err := rows.Close(); err != nil {
		return false, err
	}
	return found, rows.Err()
}

// read runs something that only reads.
func (s *Store) read(ctx context.Context, do func(x *session) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.tx != nil {
		x := &session{core: s.core, tx: s.tx}
		if err := x.checkSchema(ctx); err != nil {
			return err
		}
		return do(x)
	}
	return s.core.retry(ctx, func() error {
		x := &session{core: s.core}
		if err := x.checkSchema(ctx); err != nil {
			return err
		}
		return do(x)
	})
}

// write runs something all or nothing: in a transaction of its own, or under a savepoint of the host's.
func (s *Store) write(ctx context.Context, do func(ctx context.Context, x *session) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.tx != nil {
		return s.underSavepoint(ctx, do)
	}
	return s.core.retry(ctx, func() error { return s.inTransaction(ctx, do) })
}

func (s *Store) inTransaction(ctx context.Context, do func(ctx context.Context, x *session) error) error {
	if !s.core.checked.Load() {
		if err := (&session{core: s.core}).checkSchema(ctx); err != nil {
			return err
		}
	}
	tx, err := s.core.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	x := &session{core: s.core, tx: tx, own: true}
	if err := do(s.core.inside(ctx), x); err != nil {
		return errors.Join(err, rolledBack(tx))
	}
	if err := tx.Commit(); err != nil {
		return errors.Join(err, rolledBack(tx))
	}
	for _, st := range x.later {
		// What is stored is stored: a statement that cannot be prepared now is sent as text again next time.
		_, _ = st.prepare(ctx, s.core.db) //nolint:sqlclosecheck // it lives as long as the pool
	}
	return nil
}

func rolledBack(tx *sql.Tx) error {
	if err := tx.Rollback(); !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

// inside returns the context for statements of a write. Where the engine is local they are not cut short: interrupting one
// would roll back the whole transaction, the host's too, behind its back. The transaction itself ends with its context.
func (c *core) inside(ctx context.Context) context.Context {
	if c.engine.local {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

const savepoint = "recourse_write"

func (s *Store) underSavepoint(ctx context.Context, do func(ctx context.Context, x *session) error) error {
	inside := s.core.inside(ctx)
	if _, err := s.tx.ExecContext(inside, "SAVEPOINT "+savepoint); err != nil {
		return err
	}
	x := &session{core: s.core, tx: s.tx}
	err := do(inside, x)
	if err == nil {
		// Only now: a transaction that reads before it writes may lose the right to write.
		err = x.checkSchema(inside)
	}
	if err == nil {
		err = ctx.Err()
	}
	clean := context.WithoutCancel(ctx)
	if err != nil {
		if _, back := s.tx.ExecContext(clean, "ROLLBACK TO SAVEPOINT "+savepoint); back != nil {
			return errors.Join(err, back)
		}
	}
	if _, release := s.tx.ExecContext(clean, "RELEASE SAVEPOINT "+savepoint); release != nil {
		return errors.Join(err, release)
	}
	return err
}

// retry repeats something while the database says that only the moment was wrong.
func (c *core) retry(ctx context.Context, do func() error) error {
	pause := c.backoff
	for attempt := 0; ; attempt++ {
		err := do()
		if err == nil || attempt >= c.retries || !c.engine.transient(err) {
			return err
		}
		timer := time.NewTimer(pause - rand.N(pause/2+1)) //nolint:gosec // jitter needs no secrecy
		select {
		case <-ctx.Done():
			timer.Stop()
			return errors.Join(ctx.Err(), err)
		case <-timer.C:
		}
		pause = min(2*pause, maxBackoff)
	}
}

// checkSchema looks once at the version of the schema.
func (x *session) checkSchema(ctx context.Context) error {
	if x.core.checked.Load() {
		return nil
	}
	var have sql.NullInt64
	rows, err := x.queryText(ctx, x.core.sql.schema.text)
	if err == nil {
		_, err = one(rows, &have)
	}
	switch {
	case err != nil && x.core.engine.missing(err):
		return &SchemaError{Want: SchemaVersion}
	case err != nil:
		return err
	case have.Int64 != SchemaVersion:
		return &SchemaError{Have: have.Int64, Want: SchemaVersion}
	default:
		x.core.checked.Store(true)
		return nil
	}
}
