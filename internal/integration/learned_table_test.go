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
// peer is the accuracy of peerModel on the same split, see there what it is. ECE is the expected calibration error, by chance
// what exact probabilities would show of it on so few texts, and sure the accuracy on the surer half of the texts. Where fewer
// than 600 texts are held out, both are taken over all texts, each judged once by a model of the four fifths it is not in, and
// ECE may be 0.05 and half of what chance gives.
func TestTrainedTable(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("it trains for a minute")
	}
	t.Logf("%-22s %6s %6s %8s %8s %8s %6s %6s %6s %8s %9s %9s %10s", "data set", "texts", "labels", "accuracy", "peer",
		"macro-F1", "ECE", "chance", "sure", "train s", "peer s", "model kB", "per second")
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
			ece := e
			if len(held) < smallSet {
				ece = triage.Evaluate(crossed(t, slices.Concat(learn, held)), slices.Values(slices.Concat(learn, held)))
			}
			t.Logf("%-22s %6d %6d %8.3f %8.3f %8.3f %6.3f %6.3f %6.3f %8.2f %9.2f %9d %10.0f", s.name, len(learn)+len(held),
				len(m.Labels()),
				e.Accuracy, theirs, e.MacroF1, ece.CalibrationError, ece.CalibrationNoise, surer(e),
				trained.Seconds(), peerTrained.Seconds(), file.Len()>>10, speed)
			require.GreaterOrEqual(t, e.Accuracy, s.floor)
			allowed := 0.05
			if len(held) < smallSet {
				allowed += ece.CalibrationNoise / 2
			}
			require.LessOrEqual(t, ece.CalibrationError, allowed)
		})
	}
}

const smallSet = 600

// crossed judges each text by a model that has learned from other parts of a set than the one in which it is.
func crossed(t *testing.T, all []triage.Example) triage.Classifier {
	t.Helper()
	const parts = 5
	said := map[string][]triage.Label{}
	for i := range parts {
		from, to := len(all)*i/parts, len(all)*(i+1)/parts
		m, err := triage.Train(slices.Values(slices.Concat(all[:from], all[to:])), triage.TrainOptions{Seed: learnedSeed})
		require.NoError(t, err)
		for _, e := range all[from:to] {
			said[e.Text] = m.Classify(e.Text)
		}
	}
	return triage.ClassifierFunc(func(text string) []triage.Label { return said[text] })
}

// surer is the accuracy at the bound that leaves about half of the texts.
func surer(e triage.Evaluation) float64 {
	out := 0.0
	for _, x := range e.Tradeoffs {
		if x.Coverage >= 0.5 {
			out = x.Accuracy
		}
	}
	return out
}

// TestBankingBesidePeer compares with the peer on several splits: on one split of 1,988 texts the difference of two
// classifiers that are equally good varies by half a point.
func TestBankingBesidePeer(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("it trains for a minute")
	}
	learn, held := learnedSets()[0].split(t)
	all := slices.Concat(learn, held)
	const splits = 5
	ours, theirs := 0.0, 0.0
	for i := range splits {
		held := all[len(all)*i/splits : len(all)*(i+1)/splits]
		learn := slices.Concat(all[:len(all)*i/splits], all[len(all)*(i+1)/splits:])
		m, err := triage.Train(slices.Values(learn), triage.TrainOptions{Seed: learnedSeed})
		require.NoError(t, err)
		a, b := triage.Evaluate(m, slices.Values(held)).Accuracy, trainPeer(learn, 1).right(held)
		t.Logf("part %d: %.4f, peer %.4f", i, a, b)
		ours, theirs = ours+a/splits, theirs+b/splits
	}
	t.Logf("banking77, every text judged once: %.4f, peer %.4f", ours, theirs)
	require.GreaterOrEqual(t, ours, theirs-0.003)
}
