package integration_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/sqlstore"
)

const durablePath = "RECOURSE_TEST_DURABLE_PATH"

// A process stores complaints and ends without closing anything; the next one finds all of them.
func TestSQLiteSurvivesTheProcess(t *testing.T) {
	const n = 25
	changes := openings(t, source(31), n)
	if path := os.Getenv(durablePath); path != "" {
		s := storeOver(t, openSQLite(t, path, 0), nil)
		for _, ch := range changes {
			require.NoError(t, s.Put(t.Context(), ch))
		}
		os.Exit(0)
	}
	path := filepath.Join(t.TempDir(), "recourse.db")
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	child.Env = append(os.Environ(), durablePath+"="+path)
	out, err := child.CombinedOutput()
	require.NoError(t, err, string(out))
	s := storeOver(t, openSQLite(t, path, 0), nil)
	for _, ch := range changes {
		c, err := s.Get(t.Context(), ch.Complaint.ID)
		require.NoError(t, err)
		require.Equal(t, text(t, ch.Complaint), text(t, c))
		history, err := s.History(t.Context(), c.ID)
		require.NoError(t, err)
		require.NoError(t, c.Verify(history))
	}
}

// Processes share a file: each has a handle of its own.
func TestSQLiteManyProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "recourse.db")
	first := openings(t, source(32), 1)[0]
	stores := make([]*sqlstore.Store, 4)
	for i := range stores {
		stores[i] = storeOver(t, openSQLite(t, path, 2), nil)
	}
	ctx := t.Context()
	require.NoError(t, stores[0].Put(ctx, first))
	const goroutines, steps = 16, 5
	var wg sync.WaitGroup
	errs := make([]error, goroutines)
	for g := range goroutines {
		wg.Go(func() { errs[g] = actAgainAndAgain(ctx, stores[g%len(stores)], first.Complaint.ID, g, steps) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	c, err := stores[0].Get(ctx, first.Complaint.ID)
	require.NoError(t, err)
	require.EqualValues(t, 1+goroutines*steps, c.Version)
	history, err := stores[1].History(ctx, c.ID)
	require.NoError(t, err)
	require.NoError(t, c.Verify(history), "versions must follow each other without gap or double")
	spent, err := stores[2].Balance(ctx, "budget", "CNY")
	require.NoError(t, err)
	require.Equal(t, fen(t, goroutines*steps), spent, "a debit must be made once for each stored change")
}

func actAgainAndAgain(ctx context.Context, s *sqlstore.Store, id complaint.ID, g, steps int) error {
	for n := 0; n < steps; {
		c, err := s.Get(ctx, id)
		if err != nil {
			return err
		}
		next, e, err := c.Apply(complaint.Note{Text: complaint.Hide("from " + strconv.Itoa(g))}, casegen.Meta(source(uint64(g)), c))
		if err != nil {
			return err
		}
		one, err := complaint.FromMinor(1, "CNY")
		if err != nil {
			return err
		}
		err = s.Put(ctx, storage.Change{Complaint: next, Event: e, Debits: []storage.Debit{{Account: "budget", Amount: one}}})
		switch {
		case err == nil:
			n++
		case !isConflict(err):
			return err
		}
	}
	return nil
}
