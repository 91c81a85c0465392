package triage_test

import (
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

func ExampleModel_Learn() {
	model, err := triage.Train(slices.Values(examples()), triage.TrainOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	corrected, err := model.Learn(slices.Values([]triage.Example{
		{Text: "the invoice has the wrong company name", Label: "invoice"},
		{Text: "please send the invoice again", Label: "invoice"},
	}), triage.LearnOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{"there is no invoice in the box", "where is my package"} {
		fmt.Println(model.Classify(text)[0].Name, "→", corrected.Classify(text)[0].Name)
	}
	// Output:
	// delivery → invoice
	// delivery → delivery
}

func TestLearnRefuses(t *testing.T) {
	model, err := triage.Train(slices.Values(examples()), triage.TrainOptions{})
	require.NoError(t, err)
	_, err = model.Learn(slices.Values([]triage.Example{{Text: "x"}}), triage.LearnOptions{})
	require.ErrorIs(t, err, complaint.ErrInvalid)
	_, err = model.Learn(noExamples(), triage.LearnOptions{Rate: -1})
	require.ErrorIs(t, err, complaint.ErrInvalid)
}

func noExamples() iter.Seq[triage.Example] { return slices.Values([]triage.Example(nil)) }

func ExampleMean() {
	model, err := triage.Train(slices.Values(examples()), triage.TrainOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	rules := triage.ClassifierFunc(func(text string) []triage.Label {
		if text == "order cancelled" {
			return []triage.Label{{Name: "order.cancel", Probability: 1}}
		}
		return nil
	})
	both, err := triage.Mean(triage.Voice{Classifier: model, Weight: 1}, triage.Voice{Classifier: rules, Weight: 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(both.Classify("order cancelled")[0].Name)
	fmt.Println(both.Classify("my parcel is lost")[0].Name)
	// Output:
	// order.cancel
	// delivery
}

func ExampleCautious() {
	sure := triage.Cautious{Classifier: parrot{{Name: "refund", Probability: 0.9}}, Least: 0.6}
	unsure := triage.Cautious{Classifier: parrot{{Name: "refund", Probability: 0.4}}, Least: 0.6}
	fmt.Println(len(sure.Classify("…")), len(unsure.Classify("…")))
	// Output:
	// 1 0
}

func TestPools(t *testing.T) {
	a := parrot{{Name: "x", Probability: 0.8}, {Name: "y", Probability: 0.2}}
	b := parrot{{Name: "y", Probability: 0.5}, {Name: "x", Probability: 0.25}, {Name: "z", Probability: 0.25}}
	mean, err := triage.Mean(triage.Voice{Classifier: a, Weight: 1}, triage.Voice{Classifier: b, Weight: 3},
		triage.Voice{Classifier: parrot{}, Weight: 9})
	require.NoError(t, err)
	got := mean.Classify("")
	require.Equal(t, "y", got[0].Name)
	require.InDelta(t, (0.2+3*0.5)/4, got[0].Probability, 1e-12)
	require.InDelta(t, (0.8+3*0.25)/4, got[1].Probability, 1e-12)
	product, err := triage.Product(triage.Voice{Classifier: a, Weight: 1}, triage.Voice{Classifier: b, Weight: 2})
	require.NoError(t, err)
	got = product.Classify("")
	x, y, z := 0.8*0.25*0.25, 0.2*0.5*0.5, 0.001*0.25*0.25
	require.Equal(t, "x", got[0].Name, "ties stay in the order of the labels")
	require.InDelta(t, x/(x+y+z), got[0].Probability, 1e-9)
	require.InDelta(t, z/(x+y+z), got[2].Probability, 1e-9)

	silent, err := triage.Product(triage.Voice{Classifier: parrot{}, Weight: 1})
	require.NoError(t, err)
	require.Empty(t, silent.Classify("x"))
	for _, voices := range [][]triage.Voice{nil, {{Weight: 1}}, {{Classifier: a}}, {{Classifier: a, Weight: -1}}} {
		_, err := triage.Mean(voices...)
		require.ErrorIs(t, err, complaint.ErrInvalid)
		_, err = triage.Product(voices...)
		require.ErrorIs(t, err, complaint.ErrInvalid)
	}
}

// steps says each text's own label with a probability that the text has.
type steps map[string]triage.Label

func (s steps) Classify(text string) []triage.Label { return []triage.Label{s[text]} }

func TestTradeoffs(t *testing.T) {
	c := steps{"1": {"a", 0.9}, "2": {"a", 0.8}, "3": {"b", 0.7}, "4": {"b", 0.3}}
	e := triage.Evaluate(c, slices.Values([]triage.Example{{"1", "a"}, {"2", "a"}, {"3", "a"}, {"4", "b"}}))
	require.Equal(t, triage.Tradeoff{Coverage: 1, Accuracy: 0.75}, e.Tradeoffs[0])
	require.Equal(t, triage.Tradeoff{Least: 0.75, Coverage: 0.5, Accuracy: 1}, e.Tradeoffs[15])
	require.Equal(t, triage.Tradeoff{Least: 0.95}, e.Tradeoffs[19])
	best, ok := e.LeastFor(0.99)
	require.True(t, ok)
	require.Equal(t, triage.Tradeoff{Least: 0.8, Coverage: 0.5, Accuracy: 1}, best)
	held := triage.Evaluate(triage.Cautious{Classifier: c, Least: best.Least},
		slices.Values([]triage.Example{{"1", "a"}, {"3", "a"}}))
	require.Equal(t, 1, held.Silent)
	best, _ = e.LeastFor(0.7)
	require.InDelta(t, 1, best.Coverage, 1e-12)
	_, ok = e.LeastFor(1.1)
	require.False(t, ok)
	require.Positive(t, e.CalibrationNoise)
}
