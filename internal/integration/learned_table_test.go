package integration_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/triage"
)

// TestTrainedTable trains on four fifths of every labelled data set and judges the rest. One command prints the table:
//
//	go test ./internal/integration -run TestTrainedTable -v
//
// peer is the accuracy of peerModel on the same split, see there what it is.
func TestTrainedTable(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("it trains for a minute")
	}
	t.Logf("%-22s %6s %6s %8s %8s %8s %6s %8s %9s %9s %10s", "data set", "texts", "labels", "accuracy", "peer", "macro-F1", "ECE",
		"train s", "peer s", "model kB", "per second")
	for _, s := range learnedSets() {
		t.Run(s.name, func(t *testing.T) {
			learn, held := s.split(t)
			start := time.Now()
			m, err := triage.Train(slices.Values(learn), triage.TrainOptions{Seed: learnedSeed})
			require.NoError(t, err)
			trained := time.Since(start)
			start = time.Now()
			peer := trainPeer(learn, 1)
			peerTrained := time.Since(start)
			theirs := peer.right(held)
			var file bytes.Buffer
			_, err = m.WriteTo(&file)
			require.NoError(t, err)
			start = time.Now()
			for _, e := range held {
				m.Classify(e.Text)
			}
			speed := float64(len(held)) / time.Since(start).Seconds()
			e := triage.Evaluate(m, slices.Values(held))
			t.Logf("%-22s %6d %6d %8.3f %8.3f %8.3f %6.3f %8.2f %9.2f %9d %10.0f", s.name, len(learn)+len(held), len(m.Labels()),
				e.Accuracy, theirs, e.MacroF1, e.CalibrationError, trained.Seconds(), peerTrained.Seconds(), file.Len()>>10, speed)
			require.GreaterOrEqual(t, e.Accuracy, s.floor)
			if s.name == "banking77" {
				require.GreaterOrEqual(t, e.Accuracy, theirs-0.003)
			}
		})
	}
}
