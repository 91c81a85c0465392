package desk_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// recordedInOrder checks that record times never go back, whatever the clock did.
func (s *shift) recordedInOrder(id complaint.ID) {
	s.t.Helper()
	events, err := s.History(s.t.Context(), id)
	require.NoError(s.t, err)
	for i := 1; i < len(events); i++ {
		require.False(s.t, events[i].Recorded.Before(events[i-1].Recorded), "event %d is recorded before the one before it", i+1)
	}
}

// A clock that jumps forward makes things happen early, each with its own time; when it is put back they do not happen again.
func TestSweepWhenTheClockJumps(t *testing.T) {
	s := newShift(t, memory.New(), nil)
	id := open(t, s.Desk).ID
	s.sweeps(3*time.Hour+5*time.Minute, 2) // an hour ahead
	s.sweeps(2*time.Hour+5*time.Minute, 0)
	s.sweeps(-24*time.Hour, 0)
	s.sweeps(3*time.Hour+6*time.Minute, 0)
	s.sweeps(4*time.Hour+time.Minute, 2)
	s.sweeps(3*time.Hour, 0)
	s.sweeps(30*24*time.Hour, 1)
	s.sweeps(time.Hour, 0)
	require.Equal(t, []string{
		"warn first_response 50% +2h noticed +3h5m", "warn first_response 75% +3h noticed +3h5m",
		"breach first_response +4h noticed +4h1m", "escalate 1 senior +4h1m", "escalate 2 supervisor +720h",
	}, s.swept(id))
	s.recordedInOrder(id)
}

// A clock that is found to be ahead in the middle of a sweep and is put back counts at once.
func TestSweepWhenTheClockIsPutBackMeanwhile(t *testing.T) {
	const cases, batch = 450, 100
	store := &wrapped{Store: memory.New()}
	s := newShift(t, store, nil)
	for range cases {
		open(t, s.Desk)
	}
	s.at(2*time.Hour + time.Minute)
	store.put = func(context.Context, []storage.Change) error {
		s.at(time.Hour)
		return nil
	}
	n, err := s.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, batch, n)
	store.put = nil
	s.sweeps(2*time.Hour+time.Minute, cases-batch)
}

// Five minutes before the limit a worker whose clock is fast finds that it has passed. The reply that comes then is in time,
// and the verdict says so; that somebody was escalated stays in the history.
func TestSweepByAFastClockIsCorrected(t *testing.T) {
	s := newShift(t, memory.New(), nil)
	id := open(t, s.Desk).ID
	fast, slow := s.skewed(5*time.Minute), s.skewed(-5*time.Minute)
	sweep := func(d *desk.Desk, want int) {
		t.Helper()
		n, err := d.Sweep(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	s.at(2*time.Hour - time.Minute)
	sweep(slow, 0)
	sweep(fast, 1)
	s.at(3*time.Hour + 4*time.Minute)
	sweep(slow, 0)
	sweep(fast, 1)
	s.at(3*time.Hour + 57*time.Minute)
	sweep(slow, 0)
	sweep(fast, 2)
	sweep(slow, 0)
	c, err := s.Get(t.Context(), id)
	require.NoError(t, err)
	ref := complaint.ClockRef{Name: "first_response", Cycle: 1, Run: 1}
	k, ok := c.Clock(ref)
	require.True(t, ok)
	require.True(t, k.Breached.Equal(s.start.Add(4*time.Hour)))

	s.at(3*time.Hour + 58*time.Minute)
	c = s.do(id, mia, answer())
	k, ok = c.Clock(ref)
	require.True(t, ok)
	require.Equal(t, complaint.VerdictMet, k.Verdict)
	require.True(t, k.Breached.IsZero())
	events, err := s.History(t.Context(), id)
	require.NoError(t, err)
	decided, err := events[len(events)-1].Decided()
	require.NoError(t, err)
	var reasons []string
	for _, change := range decided.Clocks {
		for _, r := range change.Reasons {
			reasons = append(reasons, r.Code)
		}
	}
	require.Contains(t, reasons, "sla.breach_corrected", "the correction is on record")

	s.at(100 * time.Hour)
	sweep(fast, 0)
	sweep(slow, 0)
	require.Equal(t, []string{
		"warn first_response 50% +2h noticed +2h4m", "warn first_response 75% +3h noticed +3h9m",
		"breach first_response +4h noticed +4h2m", "escalate 1 senior +4h2m",
	}, s.swept(id))
	s.recordedInOrder(id)
}
