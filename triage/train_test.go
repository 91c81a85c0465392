package triage_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// examples are a few invented messages with what they are about.
func examples() []triage.Example {
	list := make([]triage.Example, 0, 180)
	for label, texts := range map[string][]string{
		"delivery": {"the parcel has not come", "where is my package", "courier lost it", "快递还没到", "物流一直不动"},
		"quality":  {"it broke on the first day", "the screen is faulty", "seams come apart", "东西是坏的", "用一天就坏了"},
		"refund":   {"my money is not back", "the refund is missing", "you still owe me", "退款没到账", "钱还没退"},
	} {
		for i := range 60 {
			list = append(list, triage.Example{Text: fmt.Sprintf("%s, order %d", texts[i%len(texts)], 1000+i), Label: label})
		}
	}
	slices.SortFunc(list, func(a, b triage.Example) int { return strings.Compare(a.Text, b.Text) })
	return list
}

func ExampleTrain() {
	model, err := triage.Train(slices.Values(examples()), triage.TrainOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{"the courier has lost my parcel", "刚用就坏了", "钱什么时候能退"} {
		fmt.Println(model.Classify(text)[0].Name)
	}
	// Output:
	// delivery
	// quality
	// refund
}

func ExampleEvaluate() {
	model, err := triage.Train(slices.Values(examples()), triage.TrainOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	e := triage.Evaluate(model, slices.Values([]triage.Example{
		{Text: "no parcel yet", Label: "delivery"},
		{Text: "屏幕坏了", Label: "quality"},
		{Text: "you owe me money", Label: "refund"},
		{Text: "the box came apart on the way", Label: "delivery"},
	}))
	fmt.Printf("%d texts, %.0f %% right\n", e.Texts, 100*e.Accuracy)
	// Output:
	// 4 texts, 75 % right
}

func TestModelFile(t *testing.T) {
	m, err := triage.Train(slices.Values(examples()), triage.TrainOptions{})
	require.NoError(t, err)
	require.Equal(t, []string{"delivery", "quality", "refund"}, m.Labels())
	var file bytes.Buffer
	_, err = m.WriteTo(&file)
	require.NoError(t, err)
	again, err := triage.ReadModel(bytes.NewReader(file.Bytes()))
	require.NoError(t, err)
	require.Equal(t, m.Classify("快递丢了"), again.Classify("快递丢了"))
	_, err = triage.ReadModel(strings.NewReader("no model"))
	require.ErrorIs(t, err, triage.ErrModel)
}

func TestTrainRefuses(t *testing.T) {
	for field, list := range map[string][]triage.Example{
		"examples":          {{Text: "a", Label: "x"}, {Text: "b", Label: "x"}},
		"examples[1].label": {{Text: "a", Label: "x"}, {Text: "b"}},
	} {
		_, err := triage.Train(slices.Values(list), triage.TrainOptions{})
		var problem *complaint.FieldError
		require.ErrorAs(t, err, &problem)
		require.Equal(t, field, problem.Field)
	}
	_, err := triage.Train(slices.Values(examples()), triage.TrainOptions{Cost: -1})
	require.ErrorIs(t, err, complaint.ErrInvalid)
}

// parrot says the same of every text.
type parrot []triage.Label

func (p parrot) Classify(string) []triage.Label { return p }

func TestEvaluate(t *testing.T) {
	texts := slices.Values([]triage.Example{{Label: "a"}, {Label: "a"}, {Label: "a"}, {Label: "b"}})
	e := triage.Evaluate(parrot{{Name: "a", Probability: 0.9}, {Name: "c", Probability: 0.1}}, texts)
	require.InDelta(t, 0.75, e.Accuracy, 1e-12)
	require.InDelta(t, 0.75, e.Top3, 1e-12)
	require.InDelta(t, 0.15, e.CalibrationError, 1e-12)
	require.InDelta(t, (2*0.75/1.75)/2, e.MacroF1, 1e-12, "b is never found")
	require.Equal(t, map[string]map[string]int{"a": {"a": 3}, "b": {"a": 1}}, e.Confusion)
	require.Equal(t, triage.LabelScore{Label: "b", Texts: 1}, e.PerLabel[1])

	silent := triage.Evaluate(parrot{}, texts)
	require.Equal(t, 4, silent.Silent)
	require.Zero(t, silent.Accuracy)
	require.Zero(t, triage.Evaluate(parrot{}, slices.Values([]triage.Example(nil))).MacroF1)
}
