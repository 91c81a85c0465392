package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/storage"
)

// stopper cancels the run at a Put: before it or after it. It counts the Puts.
type stopper struct {
	storage.Store
	puts, at int
	before   bool
	cancel   context.CancelFunc
}

func (s *stopper) Put(ctx context.Context, changes ...storage.Change) error {
	s.puts++
	if s.puts == s.at && s.before {
		s.cancel()
	}
	err := s.Store.Put(ctx, changes...)
	if s.puts == s.at {
		s.cancel()
	}
	return err
}

func (s *stopper) Unwrap() storage.Store { return s.Store }

// stopped is how a run ended.
type stopped struct {
	stdout, stderr string
	err            error
	puts           int
}

// runStopping is run with a Ctrl-C at some Put, 0 for none, and so much time for the sweep.
func runStopping(t *testing.T, dir string, at int, before bool, sweepTime time.Duration) stopped {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var out, problems bytes.Buffer
	s := settings{db: filepath.Join(dir, "recourse.db"), lang: "en"}
	p, err := newProgram(s, &out, &problems)
	require.NoError(t, err)
	store, closeStore, err := openStore(ctx, s.db)
	require.NoError(t, err)
	stopping := &stopper{Store: store, at: at, before: before, cancel: cancel}
	p.store, p.sweepTime = stopping, sweepTime
	err = p.run(ctx)
	require.NoError(t, closeStore())
	return stopped{out.String(), problems.String(), err, stopping.puts}
}

var sweptThings = regexp.MustCompile(`(?m)^swept (\d+):`)

// swept is how many things a run says were due.
func swept(t *testing.T, stdout string) int {
	t.Helper()
	var n int
	line := sweptThings.FindString(stdout)
	_, err := fmt.Sscanf(line, "swept %d:", &n)
	require.NoError(t, err, stdout)
	return n
}

func TestInterruptedAndResumed(t *testing.T) {
	t.Parallel()
	whole := runStopping(t, t.TempDir(), 0, false, sweepTime)
	require.NoError(t, whole.err)
	dir := t.TempDir()
	imported := 0
	for i, at := range []int{1, 2, 40, 60, 200, 300} { // in the middle of the import, and then of the work
		s := runStopping(t, dir, at, i%2 == 0, sweepTime)
		require.ErrorIs(t, s.err, context.Canceled, "at %d", at)
		assert.Equal(t, exitInterrupted, exitCode(s.err))
		assert.Contains(t, s.stderr, "run the same command again")
		var n, there, rejected int
		_, err := fmt.Sscanf(s.stdout, "imported %d, already there %d, rejected %d\n", &n, &there, &rejected)
		require.NoError(t, err, s.stdout)
		assert.LessOrEqual(t, there, imported+1, "all that is there was counted, but for a Put whose answer was lost")
		imported += n
		assert.LessOrEqual(t, imported, sampleRows)
	}

	// A sweep that has no time leaves everything to the next.
	cut := runStopping(t, dir, 0, false, time.Nanosecond)
	require.NoError(t, cut.err)
	assert.Contains(t, cut.stdout, "imported 0, already there 92, rejected 0\nswept 0")
	assert.Regexp(t, `\d+ cases are left, and the next run goes on`, cut.stderr)

	// Nothing but the sweep is left to do. What a run without a sweep puts comes first.
	idle := runStopping(t, dir, 0, false, time.Nanosecond)
	require.NoError(t, idle.err)
	all, done := swept(t, whole.stdout), 0
	for _, before := range []bool{false, true} {
		s := runStopping(t, dir, idle.puts+2, before, sweepTime)
		require.ErrorIs(t, s.err, context.Canceled)
		done += swept(t, s.stdout)
		assert.Less(t, done, all)
	}
	assert.Positive(t, done)
	resumed, _ := mustRun(t, dir)
	assert.LessOrEqual(t, done+swept(t, resumed), all, "each thing happens once")
	assert.Equal(t, rest(counts(whole.stdout)), rest(counts(resumed)), "the same as without a break")
}

// counts is the report without hashes and salts, which differ from run to run.
func counts(s string) string {
	s = regexp.MustCompile(`(?m)^.*recourse\.db: `).ReplaceAllString(s, "")
	return regexp.MustCompile(`sha256:[0-9a-f]+`).ReplaceAllString(s, "sha256:")
}
