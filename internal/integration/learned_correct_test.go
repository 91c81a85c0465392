package integration_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/triage"
)

// TestCorrectionsOnBanking takes a label out of the training, lets the model learn it from a few corrections, and looks at what
// that does to the other labels.
func TestCorrectionsOnBanking(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("it trains for a minute")
	}
	set := learnedSets()[0]
	texts, held := set.split(t)
	for _, label := range []string{"lost_or_stolen_card", "age_limit", "exchange_rate", "top_up_limits", "cancel_transfer"} {
		has := func(e triage.Example) bool { return e.Label == label }
		m, err := triage.Train(slices.Values(slices.DeleteFunc(slices.Clone(texts), has)), triage.TrainOptions{Seed: learnedSeed})
		require.NoError(t, err)
		others := slices.Values(slices.DeleteFunc(slices.Clone(held), has))
		var corrections, same []triage.Example
		for _, e := range texts {
			if has(e) && len(corrections) < 20 {
				corrections = append(corrections, e)
			}
		}
		for _, e := range held {
			if has(e) {
				same = append(same, e)
			}
		}
		now, err := m.Learn(slices.Values(corrections), triage.LearnOptions{})
		require.NoError(t, err)
		before, after := triage.Evaluate(m, others), triage.Evaluate(now, others)
		taken := triage.Evaluate(now, slices.Values(corrections))
		alike := triage.Evaluate(now, slices.Values(same))
		t.Logf("%-22s 20 corrections: %.2f of them and %.2f of %d unseen ones found; the others %.4f before, %.4f after",
			label, taken.Accuracy, alike.Accuracy, alike.Texts, before.Accuracy, after.Accuracy)
		require.InDelta(t, 1, taken.Accuracy, 0.05)
		require.GreaterOrEqual(t, alike.Accuracy, 0.6)
		require.GreaterOrEqual(t, after.Accuracy, before.Accuracy-0.01)
	}
}
