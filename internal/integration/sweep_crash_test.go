package integration_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

const (
	crashPath = "RECOURSE_TEST_SWEEP_PATH"
	crashSkew = "RECOURSE_TEST_SWEEP_SKEW"
	// crashCases is how many cases are due, for a run that takes longer than the default.
	crashCases = "RECOURSE_SWEEP_CASES"
)

// Eight processes whose clocks differ by up to five minutes sweep one file and are killed again and again, one at random or
// now and then all of them, until nothing is due. Then everything that was due has happened once. To see the numbers:
//
//	RECOURSE_SWEEP_CASES=100000 go test ./internal/integration -run '^TestSweepSurvivesKills$' -v -timeout 60m
func TestSweepSurvivesKills(t *testing.T) {
	if path := os.Getenv(crashPath); path != "" {
		sweepUntilNothingIsDue(t, path)
		os.Exit(0)
	}
	n := 2000
	if raceEnabled || testing.Short() {
		n = 150
	}
	if text := os.Getenv(crashCases); text != "" {
		var err error
		n, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	path := filepath.Join(t.TempDir(), "recourse.db")
	db := openSQLite(t, path, 4)
	s := storeOver(t, db, nil)
	seedSweep(t, s, n, time.Second)
	crew := &crew{path: path, name: t.Name(), rand: rand.New(rand.NewPCG(uint64(n), 7))}
	start := time.Now()
	crew.work(t, 8)
	took := time.Since(start)
	require.Positive(t, crew.kills, "a run without kills proves nothing")
	actions := checkSweptOnce(t, s, db, n)
	t.Logf("sweep: %d cases, %d actions, each once; 8 workers, %d killed with SIGKILL; %s", n, actions, crew.kills, took.Round(time.Millisecond))
}

// sweepUntilNothingIsDue is what a worker does.
func sweepUntilNothingIsDue(t *testing.T, path string) {
	t.Helper()
	skew, err := time.ParseDuration(os.Getenv(crashSkew))
	require.NoError(t, err)
	s := storeOver(t, openSQLite(t, path, 1), nil)
	d := sweepDesk(t, s, sweepStart().Add(10_000*time.Hour+skew))
	for {
		done, err := d.Sweep(t.Context())
		require.NoError(t, err)
		if done == 0 {
			return
		}
	}
}

// crew keeps workers running and kills them.
type crew struct {
	path, name string
	rand       *rand.Rand
	workers    []*worker
	kills      int
}

// worker is a process. ended gets its error when it has ended.
type worker struct {
	*exec.Cmd

	ended chan error
}

func (c *crew) hire(t *testing.T) *worker {
	t.Helper()
	w := &worker{Cmd: exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+c.name+"$"), ended: make(chan error, 1)}
	skew := time.Duration(c.rand.IntN(601)-300) * time.Second
	w.Env = append(os.Environ(), crashPath+"="+c.path, crashSkew+"="+skew.String())
	w.Stdout, w.Stderr = os.Stderr, os.Stderr
	require.NoError(t, w.Start())
	go func() { w.ended <- w.Wait() }()
	return w
}

// work keeps so many workers running until one of them finds that nothing is due, and lets the others come to their end.
func (c *crew) work(t *testing.T, size int) {
	t.Helper()
	for range size {
		c.workers = append(c.workers, c.hire(t))
	}
	for ended := false; !ended; {
		ended = c.killed(t)
	}
	for _, w := range c.workers {
		if w != nil {
			require.NoError(t, <-w.ended)
		}
	}
}

// killed kills a worker after a while, or now and then all of them, and replaces it. It returns whether a worker had ended by
// itself before.
func (c *crew) killed(t *testing.T) bool {
	t.Helper()
	time.Sleep(time.Duration(20+c.rand.IntN(300)) * time.Millisecond)
	victims := []int{c.rand.IntN(len(c.workers))}
	if c.rand.IntN(8) == 0 {
		victims = c.rand.Perm(len(c.workers))
	}
	for _, i := range victims {
		w := c.workers[i]
		_ = w.Process.Kill() // it may have ended by itself, which its error tells
		if err := <-w.ended; err == nil {
			c.workers[i] = nil
			return true
		}
		require.Equal(t, -1, w.ProcessState.ExitCode(), "a worker must not fail by itself")
		c.kills++
		c.workers[i] = c.hire(t)
	}
	return false
}

// checkSweptOnce checks every history, state and row, and returns how many things the sweeps did.
func checkSweptOnce(t *testing.T, s storage.Store, db *sql.DB, n int) int {
	t.Helper()
	ids := make(chan complaint.Complaint, 64)
	var wg sync.WaitGroup
	var mu sync.Mutex
	actions, events := 0, 0
	for range 2 {
		wg.Go(func() {
			for c := range ids {
				history, err := s.History(t.Context(), c.ID)
				if err == nil {
					err = c.Verify(history)
				}
				done, problem := sweptOnce(t, history)
				mu.Lock()
				actions, events = actions+done, events+len(history)
				mu.Unlock()
				if (err != nil || problem != "") && !t.Failed() {
					t.Errorf("complaint %s: %v %s", c.ID, err, problem)
				}
			}
		})
	}
	cases := 0
	for c, err := range storage.All(t.Context(), s, storage.Query{Limit: storage.MaxLimit}) {
		require.NoError(t, err)
		require.Equal(t, complaint.StatusClosed, c.Status)
		require.True(t, c.Due.IsZero(), "nothing is due")
		cases++
		ids <- c
	}
	close(ids)
	wg.Wait()
	require.Equal(t, n, cases)
	require.Equal(t, n*len(sweepThings()), actions)
	for query, want := range map[string]int{
		"SELECT COUNT(*) FROM recourse_event": events,
		"SELECT COUNT(*) FROM recourse_event WHERE complaint NOT IN (SELECT id FROM recourse_complaint)": 0,
		"SELECT COUNT(*) FROM recourse_label WHERE complaint NOT IN (SELECT id FROM recourse_complaint)": 0,
		"SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'":                      0,
	} {
		have := -1
		require.NoError(t, db.QueryRowContext(t.Context(), query).Scan(&have))
		require.Equal(t, want, have, query)
	}
	return actions
}

// sweptOnce says how often a history has something that sweeps do, and what is wrong when that is not once each.
func sweptOnce(tb testing.TB, history []complaint.Event) (int, string) {
	tb.Helper()
	var things []string
	for _, e := range history {
		if what := thing(tb, e); what != "" {
			things = append(things, what)
		}
	}
	if !slices.Equal(things, sweepThings()) {
		return len(things), fmt.Sprintf("the sweeps did %q, want %q", things, sweepThings())
	}
	return len(things), ""
}
