package learn

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func learned(t *testing.T, m *Model, corrections []Correction) *Model {
	t.Helper()
	out, err := m.Learn(0, slices.Values(corrections), CorrectOptions{})
	require.NoError(t, err)
	return out
}

func TestLearnACorrection(t *testing.T) {
	m := toyModel(t)
	before := judge(m, "the parcel is faulty and the courier lost it", 0)
	after := learned(t, m, []Correction{{"the parcel is faulty and the courier lost it", "refund"}})
	now := judge(after, "the parcel is faulty and the courier lost it", 0)
	require.Less(t, before["refund"], float32(0.5))
	for label, p := range now {
		require.LessOrEqual(t, p, now["refund"], label)
	}
	require.Equal(t, before, judge(m, "the parcel is faulty and the courier lost it", 0), "the model itself stays as it is")
	require.Equal(t, judge(m, "东西是坏的", 0), judge(after, "东西是坏的", 0), "a text that shares nothing is judged as before")
	require.InDelta(t, judge(m, "this is outrageous!", 1)["angry"], judge(after, "this is outrageous!", 1)["angry"], 1e-6,
		"the other question is not touched")
}

func TestLearnANewLabel(t *testing.T) {
	m := toyModel(t)
	after := learned(t, m, []Correction{
		{"the invoice has a wrong name", "invoice"}, {"please send me an invoice", "invoice"}, {"发票抬头开错了", "invoice"},
	})
	require.Equal(t, []string{"delivery", "invoice", "quality", "refund"}, after.Heads()[0].Labels)
	require.Equal(t, []string{"delivery", "quality", "refund"}, m.Heads()[0].Labels)
	for text, want := range map[string]string{
		"an invoice with the right name": "invoice", "发票开错了": "invoice", "courier lost my parcel": "delivery", "刚用就坏了": "quality",
		"钱什么时候退": "refund",
	} {
		p := judge(after, text, 0)
		for label, x := range p {
			require.LessOrEqual(t, x, p[want], "%q: %s", text, label)
		}
	}
	var file bytes.Buffer
	_, err := after.WriteTo(&file)
	require.NoError(t, err)
	again, err := Read(&file)
	require.NoError(t, err)
	require.Equal(t, after, again)
}

func TestLearnIsReproducible(t *testing.T) {
	m := toyModel(t)
	list := []Correction{{"the invoice is wrong", "invoice"}, {"screen lost", "delivery"}, {"退款坏了", "quality"}}
	once, twice := learned(t, m, list), learned(t, m, list)
	require.Equal(t, once, twice)
	require.Same(t, m, learned(t, m, nil), "without corrections there is nothing to learn")
	blank := learned(t, m, []Correction{{"", "refund"}, {"...", "refund"}})
	require.Equal(t, judge(m, "where is the package", 0), judge(blank, "where is the package", 0))
}

func TestLearnRefuses(t *testing.T) {
	m := toyModel(t)
	for _, tc := range []struct {
		field string
		head  int
		c     Correction
		o     CorrectOptions
	}{
		{"rate", 0, Correction{"x", "refund"}, CorrectOptions{Rate: -1}},
		{"passes", 0, Correction{"x", "refund"}, CorrectOptions{Passes: -1}},
		{"head", 1, Correction{"x", "angry"}, CorrectOptions{}},
		{"head", 2, Correction{"x", "angry"}, CorrectOptions{}},
		{"corrections[0].label", 0, Correction{Text: "x"}, CorrectOptions{}},
		{"corrections[0].label", 0, Correction{"x", strings.Repeat("x", 256)}, CorrectOptions{}},
	} {
		_, err := m.Learn(tc.head, slices.Values([]Correction{tc.c}), tc.o)
		var field *complaint.FieldError
		require.ErrorAs(t, err, &field)
		require.Equal(t, tc.field, field.Field)
	}
}

func TestWeights(t *testing.T) {
	given := func(weights map[string]float64) int {
		samples := toySamples(120)
		for i := range samples { // labels that the texts do not tell
			samples[i].Text = strings.Fields(samples[i].Text)[0]
			if i%7 == 0 {
				samples[i].Labels[0] = []string{"refund"}
			}
		}
		m, err := Train(sortedHeads(), slices.Values(samples), Options{Weights: weights})
		require.NoError(t, err)
		n := 0
		for _, s := range samples {
			p := judge(m, s.Text, 0)
			if p["refund"] > p["quality"] && p["refund"] > p["delivery"] {
				n++
			}
		}
		return n
	}
	require.Greater(t, given(map[string]float64{"refund": 20}), given(nil))
	require.Less(t, given(map[string]float64{"refund": 0.01}), given(map[string]float64{"refund": 20}))
	for _, weights := range []map[string]float64{{"refund": 0}, {"refund": -1}, {"nothing": 1}} {
		_, err := Train(sortedHeads(), slices.Values(toySamples(10)), Options{Weights: weights})
		require.ErrorIs(t, err, complaint.ErrInvalid)
	}
}

// TestJudgingByHand compares the packed sums with plain ones. The last text has far more n-grams that count the same than one
// group holds.
func TestJudgingByHand(t *testing.T) {
	var many strings.Builder
	for i := range 3000 {
		many.WriteString(string([]rune{rune(0x4E00 + i), ' '}))
	}
	labels := strings.Split("abcdefghijklmnopqrstuvwx", "") // three words of eight in a row
	samples := append(toySamples(600), Sample{Text: many.String()})
	for i := range samples {
		samples[i].Labels = [][]string{{labels[(i+i/24)%len(labels)]}}
	}
	m, err := Train([]Head{{Name: "label", Labels: labels}}, slices.Values(samples), Options{Seed: 7})
	require.NoError(t, err)
	r := Borrow()
	defer Return(r)
	for _, s := range []string{
		"the courier lost my parcel", "退款没到账 退款没到账", strings.Repeat("screen is faulty 东西是坏的 ", 500), many.String(),
	} {
		r.Read(s)
		m.Judge(r)
		v := m.features.vector(r.Grams.Hashes, r.Grams.Counts)
		for k, got := range r.margins {
			sum := 0.0
			for i, row := range v.index {
				sum += float64(v.value[i]) * float64(m.weight(int(row), k)) * float64(m.scale[k])
			}
			require.InDelta(t, sum+float64(m.bias[k]), got, 2e-3)
		}
	}
}
