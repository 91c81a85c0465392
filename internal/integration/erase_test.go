package integration_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
)

// What was erased is in none of the files after a checkpoint, although secure_delete was off while it was written.
func TestSQLiteErasesTheBytes(t *testing.T) {
	dir := t.TempDir()
	db := openSQLite(t, filepath.Join(dir, "recourse.db"), 1)
	s := storeOver(t, db, nil)
	ctx := t.Context()
	const secret = "Xanthippe Oyelaran-Wetherby"
	src := source(21)
	in := casegen.Intake(src)
	in.Customer.Name = secretly(secret)
	in.Content = secretly(secret + string(bytes.Repeat([]byte(" and a long story"), 1000)))
	c, e, err := complaint.Open(casegen.ID(src), in, casegen.Meta(src, complaint.Complaint{}))
	require.NoError(t, err)
	require.NoError(t, s.Put(ctx, openings(t, src, 20)...))
	require.NoError(t, s.Put(ctx, storage.Change{Complaint: c, Event: e}))
	require.NoError(t, s.Put(ctx, openings(t, source(22), 20)...))
	require.True(t, inFiles(t, dir, secret), "the test must find what is there")
	require.NoError(t, s.Erase(ctx, erasure(t, c)))
	checkpoint := func() {
		var busy, log, done int
		require.NoError(t, db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done))
		require.Zero(t, busy)
	}
	checkpoint()
	require.False(t, inFiles(t, dir, secret), "erased content must be gone from the files after a checkpoint")
	require.Equal(t, 0, number(t, db, "PRAGMA secure_delete"), "the setting of the connection must be put back")
	history, err := s.History(ctx, c.ID)
	require.NoError(t, err)
	require.NoError(t, complaint.Verify(history))
}

func secretly(s string) complaint.Private { return complaint.Hide(s) }

func inFiles(t *testing.T, dir, secret string) bool {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		require.NoError(t, err)
		if bytes.Contains(content, []byte(secret)) {
			return true
		}
	}
	return false
}
