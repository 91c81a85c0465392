package triage_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// population simulates cases whose log-odds are known: -1 + 0.8 severity - 0.01 days + 1.2 repeat, 0.7 by phone against the
// website, -0.5 by letter.
func population(n int, seed uint64) []triage.RiskCase {
	rng := rand.New(rand.NewPCG(seed, 1))
	channels := map[string]float64{"website": 0, "phone": 0.7, "letter": -0.5}
	names := []string{"letter", "phone", "website"}
	cases := make([]triage.RiskCase, n)
	for i := range cases {
		severity, days, repeat := float64(1+rng.IntN(3)), 40*rng.ExpFloat64(), rng.Float64() < 0.2
		channel := names[rng.IntN(3)]
		x := -1 + 0.8*severity - 0.01*days + channels[channel]
		if repeat {
			x += 1.2
		}
		cases[i] = triage.RiskCase{Features: []triage.Feature{
			triage.Number("severity", severity), triage.Number("days", days), triage.Flag("repeat", repeat),
			triage.Code("channel", channel),
		}, Happened: rng.Float64() < 1/(1+math.Exp(-x))}
	}
	return cases
}

func ExampleTrainRisk() {
	m, err := triage.TrainRisk(slices.Values(population(4000, 1)), triage.RiskOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	r := m.Predict([]triage.Feature{
		triage.Number("severity", 3), triage.Number("days", 2), triage.Flag("repeat", true), triage.Code("channel", "phone"),
	})
	fmt.Printf("%.2f\n", r.Probability)
	for _, f := range r.Factors {
		fmt.Printf("%s %s: odds times %.1f\n", f.Feature, f.Value, math.Exp(f.Contribution))
	}
	// Output:
	// 0.96
	// repeat 1: odds times 2.8
	// severity 3: odds times 2.3
	// channel phone: odds times 1.8
	// days 2: odds times 1.4
}

// TestTrainRiskFindsTheTruth: of twenty populations, nearly all estimates lie within two standard errors of the truth.
func TestTrainRiskFindsTheTruth(t *testing.T) {
	within, all, sum2 := 0, 0, 0.0
	for seed := range uint64(20) {
		m, err := triage.TrainRisk(slices.Values(population(5000, seed)), triage.RiskOptions{Ridge: 1e-3})
		require.NoError(t, err)
		for _, c := range m.Coefficients() {
			truth, ok := map[string]float64{"severity": 0.8, "days": -0.01, "repeat": 1.2}[c.Feature]
			if !ok {
				continue
			}
			z := (c.Estimate - truth) / c.StandardError
			all++
			sum2 += z * z
			if math.Abs(z) < 2 {
				within++
			}
		}
	}
	require.Equal(t, 60, all)
	require.GreaterOrEqual(t, within, 54)
	require.InDelta(t, 1, sum2/float64(all), 0.5, "the standard errors are as large as the errors")
}

func TestRiskOfCodes(t *testing.T) {
	m, err := triage.TrainRisk(slices.Values(population(20_000, 3)), triage.RiskOptions{})
	require.NoError(t, err)
	estimate := map[string]float64{}
	for _, c := range m.Coefficients() {
		estimate[c.Code] = c.Estimate
	}
	require.InDelta(t, 0.7, estimate["phone"]-estimate["website"], 0.1)
	require.InDelta(t, -0.5, estimate["letter"]-estimate["website"], 0.1)

	e := triage.EvaluateRisk(m, slices.Values(population(5000, 4)))
	require.Greater(t, e.AUC, 0.7)
	require.Less(t, e.Brier, e.BrierOfMean)
	require.Less(t, e.CalibrationError, 0.03)
}

func TestRiskFactorsAddUp(t *testing.T) {
	m, err := triage.TrainRisk(slices.Values(population(1000, 5)), triage.RiskOptions{})
	require.NoError(t, err)
	mean := 0.0
	for _, c := range population(1000, 5) {
		r := m.Predict(c.Features)
		sum := r.Base
		for i, f := range r.Factors {
			sum += f.Contribution
			require.True(t, i == 0 || math.Abs(f.Contribution) <= math.Abs(r.Factors[i-1].Contribution))
		}
		require.Equal(t, sum, r.LogOdds) //nolint:testifylint // exactly
		require.InDelta(t, 1/(1+math.Exp(-sum)), r.Probability, 1e-12)
		mean += (r.LogOdds - r.Base) / 1000
	}
	require.InDelta(t, 0, mean, 1e-9, "the average case has no contributions")
	for _, list := range [][]triage.Feature{
		nil,
		{triage.Number("severity", math.NaN()), triage.Number("days", math.Inf(1)), triage.Code("channel", "")},
		{triage.Number("severity", 1e308), triage.Number("days", -1e308), triage.Code("channel", "drone"), triage.Flag("x", true)},
		{triage.Code("severity", "x"), triage.Number("channel", 4)},
	} {
		r := m.Predict(list)
		require.False(t, math.IsNaN(r.Probability))
		require.True(t, r.Probability >= 0 && r.Probability <= 1)
	}
}

// TestRiskOfWhatIsNotKnown: not being known can itself be a sign.
func TestRiskOfWhatIsNotKnown(t *testing.T) {
	cases := population(4000, 6)
	rng := rand.New(rand.NewPCG(9, 9))
	for i := range cases {
		if unknown := rng.Float64() < 0.3; unknown {
			cases[i].Features = cases[i].Features[1:]
			cases[i].Happened = rng.Float64() < 0.9
		}
	}
	m, err := triage.TrainRisk(slices.Values(cases), triage.RiskOptions{})
	require.NoError(t, err)
	require.InDelta(t, 0.9, m.Predict([]triage.Feature{
		triage.Number("days", 40), triage.Flag("repeat", false), triage.Code("channel", "website"),
	}).Probability, 0.08)
}

func TestTrainRiskRefuses(t *testing.T) {
	with := func(f ...triage.Feature) []triage.RiskCase {
		return append(population(20, 1), triage.RiskCase{Features: f})
	}
	for field, tc := range map[string]struct {
		cases []triage.RiskCase
		o     triage.RiskOptions
	}{
		"ridge":                       {nil, triage.RiskOptions{Ridge: math.NaN()}},
		"min_cases":                   {nil, triage.RiskOptions{MinCases: -1}},
		"cases":                       {population(5, 1), triage.RiskOptions{}},
		"cases[20].features.":         {with(triage.Number("", 1)), triage.RiskOptions{}},
		"cases[20].features.x":        {with(triage.Number("x", math.Inf(1))), triage.RiskOptions{}},
		"cases[20].features.severity": {with(triage.Code("severity", "high")), triage.RiskOptions{}},
		"cases[20].features.days":     {with(triage.Number("days", 1), triage.Number("days", 2)), triage.RiskOptions{}},
		"cases[20].features":          {with(make([]triage.Feature, 200)...), triage.RiskOptions{}},
	} {
		_, err := triage.TrainRisk(slices.Values(tc.cases), tc.o)
		var problem *complaint.FieldError
		require.ErrorAs(t, err, &problem)
		require.Equal(t, field, problem.Field)
	}
	// An empty code is what is not known, wherever it stands.
	cases := population(200, 2)
	cases[0].Features[3] = triage.Code("channel", "")
	_, err := triage.TrainRisk(slices.Values(cases), triage.RiskOptions{})
	require.NoError(t, err)
}

func TestRiskFile(t *testing.T) {
	m, err := triage.TrainRisk(slices.Values(population(500, 7)), triage.RiskOptions{})
	require.NoError(t, err)
	var file bytes.Buffer
	n, err := m.WriteTo(&file)
	require.NoError(t, err)
	require.Equal(t, int64(file.Len()), n)
	whole := file.Bytes()
	again, err := triage.ReadRisk(bytes.NewReader(whole))
	require.NoError(t, err)
	require.Equal(t, m, again)
	for i := range whole {
		_, err := triage.ReadRisk(bytes.NewReader(whole[:i]))
		require.ErrorIs(t, err, triage.ErrModel)
		changed := slices.Clone(whole)
		changed[i] ^= 4
		_, err = triage.ReadRisk(bytes.NewReader(changed))
		require.ErrorIs(t, err, triage.ErrModel)
	}
}

func TestEvaluateRisk(t *testing.T) {
	require.Zero(t, triage.EvaluateRisk(&triage.RiskModel{}, slices.Values([]triage.RiskCase(nil))))
	e := triage.EvaluateRisk(&triage.RiskModel{}, slices.Values([]triage.RiskCase{{Happened: true}, {}, {}, {}}))
	require.InDelta(t, 0.5, e.AUC, 1e-12, "who says the same of all cases is no better than chance")
	require.InDelta(t, 0.25, e.Brier, 1e-12)
	require.InDelta(t, 0.1875, e.BrierOfMean, 1e-12)
	require.InDelta(t, 0.25, e.CalibrationError, 1e-12)
}

func FuzzReadRisk(f *testing.F) {
	m, err := triage.TrainRisk(slices.Values(population(100, 8)), triage.RiskOptions{})
	require.NoError(f, err)
	var file bytes.Buffer
	_, err = m.WriteTo(&file)
	require.NoError(f, err)
	f.Add(file.Bytes()[47:])
	f.Add([]byte(`{"base":1e18,"features":[{"name":"a","number":true,"per_unit":[1e18,1],"mean":1e18}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := triage.ReadRisk(bytes.NewReader(triage.SealRisk(body)))
		if err != nil {
			if !errors.Is(err, triage.ErrModel) {
				t.Fatal(err)
			}
			return
		}
		r := m.Predict([]triage.Feature{triage.Number("a", 1e300), triage.Code("channel", "phone")})
		if math.IsNaN(r.Probability) {
			t.Fatal("no number")
		}
		var again bytes.Buffer
		_, err = m.WriteTo(&again)
		require.NoError(t, err)
		_, err = triage.ReadRisk(&again)
		require.NoError(t, err)
	})
}

func TestFeaturesOf(t *testing.T) {
	at := time.Date(2026, 10, 12, 14, 0, 0, 0, time.UTC)
	amount, err := complaint.NewMoney("99", "CNY")
	require.NoError(t, err)
	c := complaint.Complaint{
		Received: at, Links: []complaint.Link{{Type: complaint.LinkRepeat}},
		Intake: complaint.Intake{Channel: complaint.ChannelPhone, Amount: amount, Occurred: at.Add(-48 * time.Hour)},
		Assessment: complaint.Assessment{
			Category: "logistics.delay", Severity: complaint.SeveritySerious, Emotion: &complaint.Emotion{Polarity: -0.5, Intensity: 2},
		},
	}
	list := triage.FeaturesOf(c)
	for _, want := range []triage.Feature{
		triage.Code("channel", "phone"), triage.Code("category", "logistics.delay"), triage.Number("severity", 2),
		triage.Number("emotion.polarity", -0.5), triage.Flag("repeat", true), triage.Flag("incident", false),
		triage.Number("amount.log", math.Log1p(99)), triage.Code("hour", "12"), triage.Code("weekday", "Monday"),
		triage.Number("days_since.log", math.Log1p(2)),
	} {
		require.Contains(t, list, want)
	}
	later := c
	later.Escalation, later.Reopens, later.Cycle, later.Status = 3, 2, 3, complaint.StatusClosed
	later.Closed, later.Outcome, later.Appeals = at.Add(time.Hour), complaint.OutcomeUnresolved, 1
	later.Survey, later.Malice = &complaint.Survey{}, &complaint.Malice{}
	require.Equal(t, list, triage.FeaturesOf(later), "nothing from the future")
	require.NotEmpty(t, triage.FeaturesOf(complaint.Complaint{}))
}
