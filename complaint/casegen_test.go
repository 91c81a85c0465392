package complaint_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// TestGeneratedHistoriesHaveEveryKind: what the laws of this package are checked on has all that can happen.
func TestGeneratedHistoriesHaveEveryKind(t *testing.T) {
	seen := []complaint.Kind{complaint.KindErase, complaint.KindArchive} // with these a history ends, so they are left out
	states := map[complaint.PayoutState]int{}
	for seed := range uint64(300) {
		c, events := randomHistory(t, seed, 25)
		for _, e := range events {
			seen = append(seen, e.Kind)
		}
		for _, p := range c.Payouts {
			states[p.State]++
		}
	}
	for _, kind := range complaint.Kinds() {
		require.True(t, slices.Contains(seen, kind), "%s never happens", kind)
	}
	require.Len(t, states, 4, "payouts in every state")
}
