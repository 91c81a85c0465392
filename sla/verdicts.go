package sla

import (
	"cmp"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Verdicts returns all clocks that a history has decided about, of all cycles and runs, each as it stood last, in the order
// in which they started. Nothing is computed again: whatever policies and calendars say today, the verdicts are those of
// their time. Clocks that stopped because the complaint was merged into another are cancelled, which is decided nowhere, so
// their working time is not known. The error is that of [complaint.Replay].
func Verdicts(history []complaint.Event) ([]complaint.Clock, error) {
	var clocks []complaint.Clock
	i := 0
	for c, err := range complaint.Steps(history) {
		if err != nil {
			return nil, err
		}
		// One that ended and has a successor in the same event stands in no state.
		d, err := history[i].Decided()
		if err != nil {
			return nil, err
		}
		for _, change := range d.Clocks {
			clocks = upsert(clocks, change.Clock)
		}
		i++
		if c.Merged != nil {
			for _, k := range c.Merged.Clocks {
				clocks = upsert(clocks, mergedAway(k, c.Closed))
			}
		}
		for _, k := range c.Clocks {
			clocks = upsert(clocks, k)
		}
	}
	slices.SortStableFunc(clocks, func(a, b complaint.Clock) int {
		return cmp.Or(cmp.Compare(a.Cycle, b.Cycle), a.Started.Compare(b.Started), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Run, b.Run))
	})
	return clocks, nil
}

// mergedAway is a clock as it stops when its complaint goes on in another.
func mergedAway(k complaint.Clock, at time.Time) complaint.Clock {
	if !k.State.Active() {
		return k
	}
	k.State, k.Stopped = complaint.ClockCancelled, at
	if at.Before(k.Started) {
		k.Stopped = k.Started
	}
	k.Elapsed = k.Stopped.Sub(k.Started)
	if was := k; k.Kind != complaint.ClockSilence {
		settle(&k, &was)
	}
	if !k.Breached.IsZero() {
		k.Verdict = complaint.VerdictBreached
	}
	return k
}
