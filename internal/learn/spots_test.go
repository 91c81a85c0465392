package learn_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/internal/learn"
)

// What decides stands where the words are that only one of the labels has.
func TestSpots(t *testing.T) {
	var samples []learn.Sample
	for _, goods := range []string{"shoes", "tent", "racket", "kettle", "帐篷", "球拍"} {
		for _, says := range []string{"the %s never arrived", "still no %s in the post", "我的%s还没送到"} {
			samples = append(samples, learn.Sample{Text: strings.ReplaceAll(says, "%s", goods), Labels: [][]string{{"late"}}})
		}
		for _, says := range []string{"the %s broke on day one", "a crack in the %s already", "我的%s坏了"} {
			samples = append(samples, learn.Sample{Text: strings.ReplaceAll(says, "%s", goods), Labels: [][]string{{"defect"}}})
		}
	}
	m, err := learn.Train([]learn.Head{{Name: "what", Labels: []string{"defect", "late"}}}, slices.Values(samples), learn.Options{Seed: 1})
	require.NoError(t, err)
	words := func(text string, label int) string {
		r := learn.Borrow()
		defer learn.Return(r)
		r.Read(text)
		m.Judge(r)
		var found []string
		for _, s := range m.Spots(r, 0, label, nil) {
			require.Less(t, s.From, s.To)
			found = append(found, string(r.Text.Runes[s.From:s.To]))
		}
		return strings.Join(found, "|")
	}
	require.Contains(t, words("the green lamp never arrived", 1), "never arrived")
	require.NotContains(t, words("the green lamp never arrived", 1), "lamp", "what the model does not know says nothing")
	require.Contains(t, words("the green lamp broke", 0), "broke")
	require.Contains(t, words("我的台灯坏了", 0), "坏")
	require.Contains(t, words("我的台灯还没送到", 1), "送到")
	require.Empty(t, words("", 0))
}
