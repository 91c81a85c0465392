package integration_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/triage"
)

// TestRiskOnOpenData learns what happens to cases of public logs from what was known when they were opened.
//
//	go test ./internal/integration -run TestRiskOnOpenData -v
func TestRiskOnOpenData(t *testing.T) {
	for _, tc := range []struct {
		name  string
		cases []triage.RiskCase
		floor float64
	}{
		{"baltimore_311: closed after its date", baltimoreLate(t), 0.70},
		{"cfpb_complaints: relief", cfpbRelief(t), 0.65},
		{"helpdesk_it: waits for the customer", helpdeskWaits(t), 0.55},
	} {
		rng := rand.New(rand.NewPCG(learnedSeed, 0))
		rng.Shuffle(len(tc.cases), func(i, j int) { tc.cases[i], tc.cases[j] = tc.cases[j], tc.cases[i] })
		cut := len(tc.cases) * 4 / 5
		m, err := triage.TrainRisk(slices.Values(tc.cases[:cut]), triage.RiskOptions{})
		require.NoError(t, err)
		e := triage.EvaluateRisk(m, slices.Values(tc.cases[cut:]))
		t.Logf("%-38s %5d cases, %4d of %4d held out happened, AUC %.3f, Brier %.4f (mean %.4f), ECE %.3f",
			tc.name, len(tc.cases), e.Happened, e.Cases, e.AUC, e.Brier, e.BrierOfMean, e.CalibrationError)
		require.GreaterOrEqual(t, e.AUC, tc.floor)
		require.LessOrEqual(t, e.Brier, e.BrierOfMean*1.02)
		require.LessOrEqual(t, e.CalibrationError, 0.06)
	}
}

func baltimoreLate(t *testing.T) []triage.RiskCase {
	t.Helper()
	var cases []triage.RiskCase
	for _, r := range kpiRows(t, "baltimore_311", "requests.csv") {
		due, known := r.at(t, "due")
		closed, done := r.at(t, "closed")
		created := r.must(t, "created")
		if !known || !done || due.Before(created) {
			continue
		}
		cases = append(cases, triage.RiskCase{Features: []triage.Feature{
			triage.Code("type", r["sr_type"]), triage.Code("agency", r["agency"]), triage.Code("method", r["method"]),
			triage.Code("weekday", created.Weekday().String()), triage.Number("year", float64(created.Year())),
			triage.Number("days", min(due.Sub(created).Hours()/24, 365)),
		}, Happened: closed.After(due)})
	}
	return cases
}

func cfpbRelief(t *testing.T) []triage.RiskCase {
	t.Helper()
	rows := kpiRows(t, "cfpb_complaints", "complaints.csv")
	cases := make([]triage.RiskCase, 0, len(rows))
	for _, r := range rows {
		relief := []string{"Closed with monetary relief", "Closed with non-monetary relief"}
		received, err := time.Parse(time.DateOnly, r["received"][:10])
		require.NoError(t, err)
		cases = append(cases, triage.RiskCase{Features: []triage.Feature{
			triage.Code("product", r["product_group"]), triage.Code("issue", r["issue"]), triage.Code("company", r["company"]),
			triage.Code("via", r["submitted_via"]), triage.Code("tags", r["tags"]), triage.Code("state", r["state"]),
			triage.Flag("narrative", r["narrative"] != ""), triage.Number("year", float64(received.Year())),
		}, Happened: slices.Contains(relief, r["company_response"])})
	}
	return cases
}

// helpdeskWaits: what is known when a ticket is assigned a seriousness, against whether it ever waited.
func helpdeskWaits(t *testing.T) []triage.RiskCase {
	t.Helper()
	tickets := kpiCases(kpiRows(t, "helpdesk_it", "events.csv"), "case")
	cases := make([]triage.RiskCase, 0, len(tickets))
	for _, rows := range tickets {
		at := rows[0].must(t, "timestamp")
		cases = append(cases, triage.RiskCase{Features: []triage.Feature{
			triage.Code("first", rows[0]["activity"]), triage.Code("by", rows[0]["resource"]),
			triage.Code("weekday", at.Weekday().String()),
			triage.Number("hour", float64(at.Hour())), triage.Number("year", float64(at.Year())),
		}, Happened: slices.ContainsFunc(rows, func(r kpiRow) bool { return r["activity"] == "Wait" })})
	}
	return cases
}
