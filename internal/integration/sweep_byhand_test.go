package integration_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// byHand makes workers that update and insert, 100 cases in a transaction. With bytes they write as much as the library.
func (f *sweepBench) byHand(b *testing.B, workers int, bytes bool) []sweeper {
	b.Helper()
	event := `{"kind":"warn"` + strings.Repeat(" ", 150-15) + "}"
	set := "due = ?"
	if bytes {
		event = `{"kind":"warn"` + strings.Repeat(" ", 850-15) + "}"
		set += ", updated = ?, document = ?"
	}
	list := make([]sweeper, workers)
	for i := range list {
		db := openSQLite(b, f.path, 1)
		find, err := db.PrepareContext(b.Context(), `SELECT id, version, document FROM recourse_complaint
			WHERE tenant = '' AND due < ? ORDER BY due, id LIMIT 100`)
		require.NoError(b, err)
		update, err := db.PrepareContext(b.Context(), "UPDATE recourse_complaint SET version = version + 1, "+set+
			" WHERE tenant = '' AND id = ? AND version = ?")
		require.NoError(b, err)
		insert, err := db.PrepareContext(b.Context(), `INSERT INTO recourse_event (tenant, complaint, version, recorded, published,
			event) VALUES ('', ?, ?, ?, 0, ?)`)
		require.NoError(b, err)
		now := sweepStart().Add(benchNow).UnixMicro()
		hand := &handSweep{db: db, find: find, update: update, insert: insert, now: now, bytes: bytes, event: event}
		list[i] = hand.all
	}
	return list
}

type handSweep struct {
	db                   *sql.DB
	find, update, insert *sql.Stmt
	now                  int64
	bytes                bool
	event                string
}

func (h *handSweep) all(ctx context.Context, tb testing.TB) int {
	sum := 0
	for {
		n, err := h.batch(ctx)
		must(tb, err)
		if sum += n; n == 0 {
			return sum
		}
	}
}

func (h *handSweep) batch(ctx context.Context) (int, error) {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()                                               //nolint:errcheck // nothing to undo after the commit
	rows, err := tx.StmtContext(ctx, h.find).QueryContext(ctx, h.now) //nolint:sqlclosecheck // the transaction closes it
	if err != nil {
		return 0, err
	}
	type found struct {
		id, document []byte
		version      int64
	}
	var list []found
	for rows.Next() {
		var x found
		if err := rows.Scan(&x.id, &x.version, &x.document); err != nil {
			return 0, err
		}
		list = append(list, x)
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	update, insert := tx.StmtContext(ctx, h.update), tx.StmtContext(ctx, h.insert) //nolint:sqlclosecheck // as above
	for i := range list {
		x := &list[i]
		args := []any{h.now + int64(time.Hour/time.Microsecond)}
		if h.bytes {
			args = append(args, h.now, string(x.document))
		}
		if _, err := update.ExecContext(ctx, append(args, x.id, x.version)...); err != nil {
			return 0, err
		}
		if _, err := insert.ExecContext(ctx, x.id, x.version+1, h.now, h.event); err != nil {
			return 0, err
		}
	}
	return len(list), tx.Commit()
}
