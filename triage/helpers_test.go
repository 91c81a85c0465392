package triage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// policyWith is a policy document of those fields, in which single quotes stand for double ones. The header is on line 1.
func policyWith(fields string) string {
	if fields != "" {
		fields = ", " + fields
	}
	return strings.ReplaceAll(`{'kind': 'triage', 'name': 'shop', 'version': '3'`+fields+`}`, "'", `"`)
}

func engine(t testing.TB, fields string) *triage.Engine {
	t.Helper()
	p, err := triage.ParsePolicy("policy.json", []byte(policyWith(fields)))
	require.NoError(t, err)
	e, err := triage.New(p)
	require.NoError(t, err)
	return e
}

func noon() time.Time { return time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC) }

func saying(text string) complaint.Intake {
	return complaint.Intake{Channel: complaint.ChannelWebsite, Content: complaint.Hide(text)}
}

// about is an intake whose form names the category, with a text that says nothing.
func about(category string) complaint.Intake {
	in := saying("...")
	in.Category = category
	return in
}

// open opens a case with what was decided, as a desk does.
func open(in complaint.Intake, d complaint.Decisions, taxonomy *complaint.Taxonomy) (complaint.Complaint, complaint.Event, error) {
	return complaint.Open(complaint.KeyID("", "case"), in, complaint.Meta{
		At: noon(), Actor: complaint.Actor{ID: "web", Role: complaint.RoleSystem}, Salt: []byte("sixteen bytes ok"), Taxonomy: taxonomy, Decisions: d,
	})
}

func codesOf(reasons []triage.Reason) []triage.ReasonCode {
	codes := make([]triage.ReasonCode, len(reasons))
	for i, r := range reasons {
		codes[i] = r.Code
	}
	return codes
}

// fixed is a classifier that always says the same.
type fixed []triage.Label

func (f fixed) Classify(string) []triage.Label { return f }

func money(amount, currency string) complaint.Money {
	m, err := complaint.NewMoney(amount, currency)
	if err != nil {
		return complaint.Money{}
	}
	return m
}
