package triage_test

import (
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

func histories(list ...[]complaint.Event) iter.Seq2[[]complaint.Event, error] {
	return func(yield func([]complaint.Event, error) bool) {
		for _, h := range list {
			if !yield(h, nil) {
				return
			}
		}
	}
}

// decided is the history of a case that an engine decided about when it came in.
func decided(t testing.TB, e *triage.Engine, in complaint.Intake, links ...complaint.FoundLink) []complaint.Event {
	t.Helper()
	ctx := triage.Context{Now: noon()}
	for _, l := range links {
		ctx.Links = append(ctx.Links, l.Link)
		ctx.Repeat = ctx.Repeat || l.Type == complaint.LinkRepeat
		ctx.Duplicate = ctx.Duplicate || l.Type == complaint.LinkDuplicate
		if l.Type == complaint.LinkIncident {
			ctx.Incident = 1
		}
	}
	a := e.Assess(in, ctx)
	d := a.Decisions()
	d.Links = links
	_, ev, err := open(in, d, nil)
	require.NoError(t, err)
	return []complaint.Event{ev}
}

func TestPreview(t *testing.T) {
	now := engine(t, "")
	praise := saying("非常满意，物流很快，东西很好用，谢谢！")
	late, defect := about("logistics.delay"), about("quality.defect")
	found := func(kind complaint.LinkType) complaint.FoundLink {
		return complaint.FoundLink{Link: complaint.Link{Type: kind, To: complaint.KeyID("", "first")}}
	}
	all := [][]complaint.Event{
		decided(t, now, praise), decided(t, now, late), decided(t, now, defect, found(complaint.LinkRepeat)),
		decided(t, now, defect, found(complaint.LinkDuplicate), found(complaint.LinkIncident)),
	}
	p, err := now.Preview(histories(all...))
	require.NoError(t, err)
	require.Equal(t, triage.Preview{Cases: 4, Same: 4}, p)

	for _, tc := range []struct {
		name, draft string
		want        triage.Preview
	}{
		{"category", `'form': 'keep', 'categories': [{'name': 'r', 'category': 'order.stock', 'odds': 1000000}]`, triage.Preview{Category: 1}},
		{"severity", `'grades': [{'name': 'r', 'severity': 'serious', 'when': {'field': 'category', 'op': 'is', 'value': 'logistics.delay'}}]`, triage.Preview{Severity: 1}},
		{"complexity and urgency", `'grades': [{'name': 'r', 'complexity': 'major', 'urgency': 'urgent', 'when': {'field': 'category', 'op': 'is', 'value': 'logistics.delay'}}]`, triage.Preview{Complexity: 1, Urgency: 1}},
		{"what was found then", `'tags': [{'name': 'r', 'tags': ['r'], 'when': {'field': 'repeat', 'op': 'is', 'value': true}},
			{'name': 'd', 'tags': ['d'], 'when': {'field': 'duplicate', 'op': 'is', 'value': true}},
			{'name': 'i', 'tags': ['i'], 'when': {'field': 'incident', 'op': 'is', 'value': true}}]`, triage.Preview{Tags: 2}},
		{"priority", `'priority': {'bands': {'p1': 3, 'p2': 2, 'p3': 1}, 'points': [{'name': 'a', 'points': 3}]}`, triage.Preview{Priority: 4}},
		{"screening", `'screening': [{'name': 'a', 'criterion': 'late', 'when': {'field': 'category', 'op': 'is', 'value': 'logistics.delay'}}]`, triage.Preview{Screening: 1}},
		{"department", `'departments': [{'name': 'a', 'department': 'quality', 'when': {'field': 'category', 'op': 'is', 'value': 'quality.defect'}}]`, triage.Preview{Department: 2}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := engine(t, tc.draft).Preview(histories(all...))
			require.NoError(t, err)
			for _, c := range p.Changes {
				require.Equal(t, complaint.KeyID("", "case"), c.Complaint)
				require.NotEqual(t, c.Was, c.Now)
				require.NotEmpty(t, c.Reasons)
				require.NotEmpty(t, c.Reference)
			}
			require.Equal(t, 4, p.Cases)
			require.Equal(t, p.Cases, p.Same+len(p.Changes))
			p.Cases, p.Same, p.Changes = 0, 0, nil
			require.Equal(t, tc.want, p)
		})
	}
}

// TestPreviewSkips: what no engine decided about, and what was erased, cannot be judged anew.
func TestPreviewSkips(t *testing.T) {
	e := triage.Default()
	byHand := func() []complaint.Event {
		_, ev, err := open(saying("late"), complaint.Decisions{}, nil)
		require.NoError(t, err)
		return []complaint.Event{ev}
	}()
	erased := decided(t, e, saying("the parcel is late"))
	erased[0] = erased[0].Redacted()
	p, err := e.Preview(histories(byHand, erased, nil))
	require.NoError(t, err)
	require.Equal(t, triage.Preview{Cases: 3, Skipped: 3}, p)

	gone := errors.New("the store is gone")
	p, err = e.Preview(func(yield func([]complaint.Event, error) bool) {
		if yield(decided(t, e, saying("late")), nil) {
			yield(nil, gone)
		}
	})
	require.ErrorIs(t, err, gone)
	require.Equal(t, 1, p.Cases)
	broken := decided(t, e, saying("late"))
	broken[0].Decisions = []byte(`{`)
	_, err = e.Preview(histories(broken))
	require.ErrorIs(t, err, complaint.ErrInvalid)
}
