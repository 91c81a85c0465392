package integration_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// goldMessage is a labelled message of an invented shop, see the guide beside the data.
type goldMessage struct {
	Channel    string   `json:"channel"`
	Subject    string   `json:"subject"`
	Text       string   `json:"text"`
	Kind       string   `json:"kind"`
	Category   string   `json:"category"`
	Also       []string `json:"also"`
	Severity   string   `json:"severity"`
	Urgency    string   `json:"urgency"`
	Complexity string   `json:"complexity"`
	Sensitive  []string `json:"sensitive"`
	Suspicion  bool     `json:"suspicion"`
}

// share counts what is right of all.
type share struct{ right, all int }

func (s *share) note(right bool) {
	s.all++
	if right {
		s.right++
	}
}

func (s *share) rate() float64 { return float64(s.right) / float64(max(s.all, 1)) }

// hits counts codes that were given and those that are true.
type hits struct{ right, wrong, missed int }

func (h *hits) note(given, truth []string) {
	for _, code := range given {
		if slices.Contains(truth, code) {
			h.right++
		} else {
			h.wrong++
		}
	}
	for _, code := range truth {
		if !slices.Contains(given, code) {
			h.missed++
		}
	}
}

func (h *hits) recall() float64    { return float64(h.right) / float64(max(h.right+h.missed, 1)) }
func (h *hits) precision() float64 { return float64(h.right) / float64(max(h.right+h.wrong, 1)) }

// goldResult is how the engine judges the messages of one half.
type goldResult struct {
	category, top3, kind, severity, near, urgency, complexity share
	sensitive, suspicion                                      hits
}

func (g *goldResult) add(e *triage.Engine, m *goldMessage) {
	a := e.Assess(complaint.Intake{
		Channel: complaint.Channel(m.Channel), Subject: complaint.Hide(m.Subject), Content: complaint.Hide(m.Text),
	}, triage.Context{})
	right := append(slices.Clip(m.Also), m.Category)
	others := a.Alternatives[:min(len(a.Alternatives), 2)]
	three := append(make([]string, 0, 1+len(others)), a.Category)
	for _, l := range others {
		three = append(three, l.Name)
	}
	apart := a.Severity.Rank() - complaint.Severity(m.Severity).Rank()
	g.category.note(slices.Contains(right, a.Category))
	g.top3.note(slices.ContainsFunc(three, func(code string) bool { return slices.Contains(right, code) }))
	g.kind.note(string(a.Feedback) == m.Kind)
	g.severity.note(apart == 0)
	g.near.note(apart >= -1 && apart <= 1)
	g.urgency.note(string(a.Urgency) == m.Urgency)
	g.complexity.note(string(a.Complexity) == m.Complexity)
	g.sensitive.note(a.Sensitive, m.Sensitive)
	g.suspicion.note(mark(len(a.Suspicion) > 0), mark(m.Suspicion))
}

func mark(set bool) []string {
	if set {
		return []string{"suspicion"}
	}
	return nil
}

// TestTriageOnGoldMessages measures the engine out of the box on every second of the labelled messages: the first, the third and
// so on, which were looked at while it was made. RECOURSE_GOLD=unseen measures the others, which were not.
func TestTriageOnGoldMessages(t *testing.T) {
	file := kpiFile(t, "gold_complaints", "dev.jsonl")
	rest, unseen := 0, os.Getenv("RECOURSE_GOLD") == "unseen"
	if unseen {
		rest = 1
	}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	e := triage.Default()
	var g goldResult
	for i := 0; lines.Scan(); i++ {
		if i%2 != rest {
			continue
		}
		var m goldMessage
		require.NoError(t, json.Unmarshal(lines.Bytes(), &m))
		g.add(e, &m)
	}
	require.NoError(t, lines.Err())
	require.Positive(t, g.category.all)
	t.Logf("%d messages: category %.3f, among the first three %.3f, kind %.3f", g.category.all, g.category.rate(), g.top3.rate(), g.kind.rate())
	t.Logf("severity %.3f, within one grade %.3f; urgency %.3f; complexity %.3f", g.severity.rate(), g.near.rate(), g.urgency.rate(), g.complexity.rate())
	t.Logf("sensitive recall %.3f, precision %.3f (%d flags); suspicion recall %.3f, precision %.3f (%d)",
		g.sensitive.recall(), g.sensitive.precision(), g.sensitive.right+g.sensitive.missed,
		g.suspicion.recall(), g.suspicion.precision(), g.suspicion.right+g.suspicion.missed)
	if unseen {
		return // a measurement, not a floor: what is looked at is no longer unseen
	}
	require.GreaterOrEqual(t, g.category.rate(), 0.80)
	require.GreaterOrEqual(t, g.top3.rate(), 0.92)
	require.GreaterOrEqual(t, g.kind.rate(), 0.88)
	require.GreaterOrEqual(t, g.severity.rate(), 0.75)
	require.GreaterOrEqual(t, g.near.rate(), 0.97)
	require.GreaterOrEqual(t, g.sensitive.recall(), 0.95)
	require.GreaterOrEqual(t, g.sensitive.precision(), 0.85)
	require.GreaterOrEqual(t, g.suspicion.recall(), 0.8)
	require.GreaterOrEqual(t, g.suspicion.precision(), 0.8)
}
