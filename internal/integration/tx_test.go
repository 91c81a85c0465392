package integration_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/sqlstore"
)

// A context that ends between the statements of a call takes nothing from the host's transaction.
func TestSQLiteTxOutlivesACancelledCall(t *testing.T) {
	s, db := newSQLite(t, 1)
	changes := openings(t, source(51), 2)
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	in := s.Tx(tx)
	require.NoError(t, in.Put(t.Context(), changes[0]))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, in.Put(cancelled, changes[1]), context.Canceled)
	require.ErrorIs(t, second(in.Get(cancelled, changes[0].Complaint.ID)), context.Canceled)
	_, err = in.Get(t.Context(), changes[0].Complaint.ID)
	require.NoError(t, err)
	require.NoError(t, tx.Commit())
	_, err = s.Get(t.Context(), changes[0].Complaint.ID)
	require.NoError(t, err)
	require.ErrorIs(t, second(s.Get(t.Context(), changes[1].Complaint.ID)), storage.ErrNotFound)
}

// The transaction may come from another handle of the same database.
func TestSQLiteTxOfAnotherHandle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "recourse.db")
	s := storeOver(t, openSQLite(t, path, 1), nil)
	changes := openings(t, source(52), 2)
	require.NoError(t, s.Put(t.Context(), changes[0]))
	tx, err := openSQLite(t, path, 1).BeginTx(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, s.Tx(tx).Put(t.Context(), changes[1]))
	require.ErrorIs(t, s.Tx(tx).Put(t.Context(), changes[0]), storage.ErrConflict)
	require.NoError(t, tx.Commit())
	n, err := s.Count(t.Context(), storage.Query{})
	require.NoError(t, err)
	require.Equal(t, 2, n)
}

// Where another writer holds the lock for longer than busy_timeout and all repetitions, the error says that it is worth
// trying again.
func TestSQLiteBusyIsRetryable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "recourse.db")
	other := openSQLite(t, path, 1)
	storeOver(t, other, nil)
	db := openDSN(t, "file:"+path+"?_pragma=busy_timeout(1)", 1)
	s, err := sqlstore.New(db, sqlstore.SQLite, &sqlstore.Options{Retries: 2})
	require.NoError(t, err)
	tx, err := other.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	ch := openings(t, source(53), 1)[0]
	err = s.Put(t.Context(), ch)
	require.Error(t, err)
	require.True(t, sqlstore.SQLite.Retryable(err), err)
	require.False(t, sqlstore.SQLite.Retryable(storage.ErrConflict))
	require.False(t, sqlstore.SQLite.Retryable(nil))
	require.NoError(t, tx.Rollback())
	require.NoError(t, s.Put(t.Context(), ch))
}
