package integration_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/internal/learn"
	"github.com/recourse-go/recourse/internal/signal"
)

// goldSignals are the labels of a message beside its category.
type goldSignals struct {
	Subject   string   `json:"subject"`
	Text      string   `json:"text"`
	Sensitive []string `json:"sensitive"`
	Sought    []string `json:"sought"`
	Suspicion bool     `json:"suspicion"`
	Repeat    bool     `json:"repeat"`
	Entities  struct {
		Order    string          `json:"order_no"`
		Amount   json.RawMessage `json:"amount"`
		Currency string          `json:"currency"`
		Days     int             `json:"days_waiting"`
	} `json:"entities"`
}

// TestSignalsOnGoldMessages measures signals on every second message: the first, the third and so on. The others stay unseen.
func TestSignalsOnGoldMessages(t *testing.T) {
	file := kpiFile(t, "gold_complaints", "dev.jsonl")
	data, err := os.ReadFile("../../triage/model.bin")
	require.NoError(t, err)
	model, err := learn.Read(bytes.NewReader(data))
	require.NoError(t, err)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	counts := map[string]*tally{}
	add := func(name string, want, got []string) {
		if counts[name] == nil {
			counts[name] = &tally{}
		}
		counts[name].add(want, got)
	}
	var r learn.Reader
	var s signal.Signals
	for i := 0; lines.Scan(); i++ {
		if i%2 == 1 {
			continue
		}
		var m goldSignals
		require.NoError(t, json.Unmarshal(lines.Bytes(), &m))
		r.Read(m.Subject + "\n" + m.Text)
		signal.Read(&r.Text, &s)
		p := flagProbabilities(model, &r)
		add("sensitive", m.Sensitive, hitCodes(signal.Sensitive(&s, p)))
		add("suspicion", flagOf(m.Suspicion), flagOf(len(signal.Suspicion(&s, p)) > 0))
		add("repeat", flagOf(m.Repeat), flagOf(len(signal.Repeat(&s, p)) > 0))
		add("sought", m.Sought, hitCodes(s.Sought))
		addEntities(add, m, &s)
	}
	require.NoError(t, lines.Err())
	for name, c := range counts {
		t.Logf("%-9s %+v: recall %.3f, precision %.3f, F1 %.3f", name, *c, c.recall(), c.precision(), c.f1())
	}
	require.GreaterOrEqual(t, counts["sensitive"].recall(), 0.95)
	require.GreaterOrEqual(t, counts["sensitive"].precision(), 0.90)
	require.GreaterOrEqual(t, counts["suspicion"].recall(), 0.80)
	require.GreaterOrEqual(t, counts["suspicion"].precision(), 0.80)
	require.GreaterOrEqual(t, counts["repeat"].f1(), 0.80)
	require.GreaterOrEqual(t, counts["sought"].f1(), 0.80)
	for _, name := range []string{"order", "amount", "days"} {
		require.GreaterOrEqual(t, counts[name].f1(), 0.88, name)
	}
}

func flagProbabilities(model *learn.Model, r *learn.Reader) signal.Model {
	model.Judge(r)
	p := map[string]float64{}
	for h, head := range model.Heads() {
		if head.Name != "sensitive" && head.Name != "marks" {
			continue
		}
		for k, x := range model.Probabilities(r, h) {
			p[head.Labels[k]] = float64(x)
		}
	}
	return func(code string) float64 { return p[code] }
}

// addEntities compares the first of each kind of entity with the labels.
func addEntities(add func(string, []string, []string), m goldSignals, s *signal.Signals) {
	want, got := []string(nil), []string(nil)
	if m.Entities.Order != "" {
		want = []string{m.Entities.Order}
	}
	if len(s.Orders) > 0 {
		got = []string{s.Orders[0].Value}
	}
	add("order", want, got)
	want, got = nil, nil
	if len(m.Entities.Amount) > 0 {
		want = []string{string(m.Entities.Amount) + m.Entities.Currency}
	}
	if len(s.Amounts) > 0 {
		got = []string{s.Amounts[0].Value.Amount.String() + s.Amounts[0].Value.Currency}
	}
	add("amount", want, got)
	want, got = nil, nil
	if m.Entities.Days != 0 {
		want = []string{strconv.Itoa(m.Entities.Days)}
	}
	if len(s.Days) > 0 {
		got = []string{strconv.Itoa(s.Days[0].Value)}
	}
	add("days", want, got)
}

func hitCodes(hits []signal.Hit) []string {
	var list []string
	for _, h := range hits {
		if !slices.Contains(list, h.Code) {
			list = append(list, h.Code)
		}
	}
	return list
}
