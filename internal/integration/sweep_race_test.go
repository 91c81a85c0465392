package integration_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/sqlstore"
)

// Many workers in one process sweep one file, over one pool of connections or each over its own, and other things happen to
// the cases meanwhile.
func TestSweepOnSQLiteByManyWorkers(t *testing.T) {
	cases := fewer(400)
	for _, workers := range []int{8, 16} {
		for _, own := range []bool{false, true} {
			t.Run(fmt.Sprintf("workers=%d/own=%t", workers, own), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "recourse.db")
				db := openSQLite(t, path, 4)
				s := storeOver(t, db, nil)
				apart := time.Second
				if own {
					apart = 0 // as at the end of a day
				}
				seedSweep(t, s, cases, apart)
				var wg sync.WaitGroup
				done, failures := make([]int, workers), make([]error, workers)
				for i := range workers {
					skew := time.Duration(i*2*300/workers-300) * time.Second
					d := sweepDesk(t, s, sweepStart().Add(300*time.Hour+skew))
					if own {
						d = d.With(storeOver(t, openSQLite(t, path, 1), nil))
					}
					wg.Go(func() { done[i], failures[i] = d.Sweep(t.Context()) })
				}
				wg.Wait()
				require.NoError(t, errors.Join(failures...))
				sum := 0
				for _, n := range done {
					sum += n
				}
				require.Equal(t, sum, checkSweptOnce(t, s, db, cases), "what the workers count is what stands in the histories")
			})
		}
	}
}

// fewer is how many cases a test has: fewer under the race detector, which slows this driver down twenty times.
func fewer(cases int) int {
	if raceEnabled || testing.Short() {
		return 40
	}
	return cases
}

// A sweep in the host's transaction is the host's to keep or to drop.
func TestSweepInTheHostsTransaction(t *testing.T) {
	cases := fewer(250)
	s, db := newSQLite(t, 1)
	seedSweep(t, s, cases, time.Second)
	d := sweepDesk(t, s, sweepStart().Add(300*time.Hour))
	for _, keep := range []bool{false, true} {
		tx, err := db.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		n, err := d.With(s.Tx(tx)).Sweep(t.Context())
		require.NoError(t, err)
		require.Equal(t, cases*len(sweepThings()), n, "what was rolled back is due again")
		if keep {
			require.NoError(t, tx.Commit())
			break
		}
		require.NoError(t, tx.Rollback())
	}
	checkSweptOnce(t, s, db, cases)
	n, err := d.Sweep(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
}

// A damaged row keeps no other complaint waiting, and the error says which it is.
func TestSweepGoesRoundADamagedRow(t *testing.T) {
	cases := fewer(250)
	for _, apart := range []time.Duration{0, time.Second} {
		s, db := newSQLite(t, 1)
		seedSweep(t, s, cases, apart)
		id := sweepID(sweepStart().Add(20*apart), 20)
		sound := ""
		require.NoError(t, db.QueryRowContext(t.Context(), "SELECT document FROM recourse_complaint WHERE id = ?", id[:]).Scan(&sound))
		write := func(document string) {
			t.Helper()
			_, err := db.ExecContext(t.Context(), "UPDATE recourse_complaint SET document = ? WHERE id = ?", document, id[:])
			require.NoError(t, err)
		}
		write(`{"id":`)
		d := sweepDesk(t, s, sweepStart().Add(300*time.Hour))
		n, err := d.Sweep(t.Context())
		require.ErrorIs(t, err, sqlstore.ErrCorrupt)
		require.ErrorContains(t, err, id.String())
		require.Equal(t, (cases-1)*len(sweepThings()), n)
		write(sound)
		n, err = d.Sweep(t.Context())
		require.NoError(t, err)
		require.Equal(t, len(sweepThings()), n)
		checkSweptOnce(t, s, db, cases)
	}
}

// Tenants do not meet: what is due at one is not done by the sweep of another.
func TestSweepOfATenant(t *testing.T) {
	s, _ := newSQLite(t, 1)
	d, err := desk.New(desk.Config{Store: s, Tenant: "shop-a", SLA: sweepEngine(t)})
	require.NoError(t, err)
	_, waits := sweepCase(t, sweepEngine(t), sweepStart(), 1)
	in := waits.Complaint.Intake
	in.Received = time.Time{}
	_, err = d.Open(t.Context(), "web", in)
	require.NoError(t, err)
	now := time.Now().Add(3*time.Hour + time.Minute)
	config := desk.Config{Store: s, SLA: sweepEngine(t), Now: func() time.Time { return now }}
	for tenant, want := range map[string]int{"": 0, "shop-b": 0, "shop-a": 1} {
		config.Tenant = tenant
		d, err := desk.New(config)
		require.NoError(t, err)
		n, err := d.Sweep(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, n, "tenant %q", tenant)
	}
}

// Every listing of a sweep, also of one that goes on at another place, reads the index by due time from its place on and
// sorts nothing.
func TestSweepReadsTheIndexByDueTime(t *testing.T) {
	db, spy := openSpied(t, filepath.Join(t.TempDir(), "recourse.db"))
	s := storeOver(t, db, nil)
	seedSweep(t, s, 450, time.Second)
	spy.take()
	tx, err := db.BeginTx(t.Context(), nil) // where statements are sent as text, for the spy to see
	require.NoError(t, err)
	defer tx.Rollback() //nolint:errcheck // a test
	met := &meeting{Store: s.Tx(tx)}
	n, err := sweepDesk(t, met, sweepStart().Add(benchNow)).Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, 450, n)
	ascending, descending := 0, 0
	for _, a := range spy.take() {
		if !strings.Contains(a.text, "document FROM") || !strings.Contains(a.text, "ORDER BY") {
			continue
		}
		plan := planOf(t, tx, a)
		require.Regexp(t, `^SEARCH c USING INDEX recourse_complaint_due \(tenant=\? AND `, plan)
		require.NotContains(t, plan, "TEMP B-TREE")
		if strings.Contains(a.text, "DESC") {
			descending++
		} else {
			require.Contains(t, plan, "AND (due,id)>(?,?) AND due<?)", "it begins at its place and ends where nothing is due")
			ascending++
		}
	}
	require.GreaterOrEqual(t, ascending, 3)
	require.Positive(t, descending, "the sweep has met somebody and went on elsewhere")
}

// meeting is a store on which a sweep meets somebody at once.
type meeting struct {
	storage.Store

	met int
}

func (m *meeting) Put(ctx context.Context, changes ...storage.Change) error {
	if m.met < 2 && len(changes) > 1 {
		m.met++
		return &storage.ConflictError{ID: changes[0].Complaint.ID, Version: changes[0].Complaint.Version}
	}
	return m.Store.Put(ctx, changes...)
}
