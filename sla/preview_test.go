package sla_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// preview tries a draft on the histories of tales.
func preview(t testing.TB, draft, now string, tales ...*tale) sla.Preview {
	t.Helper()
	p, err := engine(t, draft).Preview(func(yield func([]complaint.Event, error) bool) {
		for _, x := range tales {
			if !yield(x.events, nil) {
				return
			}
		}
	}, at(t, zone(t, "Asia/Shanghai"), now))
	require.NoError(t, err)
	return p
}

// TestPreview: what a draft would have changed, on cases that have ended and on those that run.
func TestPreview(t *testing.T) {
	kept := tell(t, only("first_response"), morning).do("2026-09-01 15:00", mia(), progress())
	missed := tell(t, only("first_response"), morning).do("2026-09-02 15:00", mia(), progress())
	runs := tell(t, only("first_response"), "2026-09-02 09:00")
	within := func(limit string) string {
		return policyOf("2", `'targets': [{'metric': 'first_response', 'within': '`+limit+`'}]`)
	}
	same := preview(t, within("24h"), "2026-09-02 12:00", kept, missed, runs)
	require.Equal(t, sla.Preview{Cases: 3, Clocks: 3, Same: 3}, same)

	shorter := preview(t, within("2h"), "2026-09-02 12:00", kept, missed, runs)
	require.Equal(t, 3, shorter.Earlier)
	require.Equal(t, 2, shorter.ToBreached)
	require.Zero(t, shorter.ToMet+shorter.Later+shorter.Other+shorter.Same)
	require.Equal(t, complaint.VerdictMet, shorter.Changes[0].Was.Verdict)
	require.Equal(t, complaint.VerdictBreached, shorter.Changes[0].Now.Verdict)
	require.Equal(t, kept.c.ID, shorter.Changes[0].Complaint)
	require.True(t, shorter.Changes[2].Open)

	longer := preview(t, within("48h"), "2026-09-02 12:00", kept, missed, runs)
	require.Equal(t, 3, longer.Later)
	require.Equal(t, 1, longer.ToMet)

	other := preview(t, policyOf("2", `'targets': [{'name': 'answer', 'metric': 'first_response', 'within': '24h'}]`), "2026-09-02 12:00", kept, missed)
	require.Equal(t, 2, other.Appeared)
	require.Equal(t, 2, other.Gone)
	require.Equal(t, 4, other.Clocks)
	words := preview(t, policyOf("2", `'rules': [{'name': 'all', 'targets': [{'metric': 'first_response', 'within': '24h'}]}]`), "2026-09-02 12:00", kept)
	require.Equal(t, 1, words.Other, "the same time by another rule")
}

// TestPreviewOfTheFuture: a draft that takes effect later is tried as if it had always been there.
func TestPreviewOfTheFuture(t *testing.T) {
	x := tell(t, only("first_response"), morning).do("2026-09-01 15:00", mia(), progress())
	p := preview(t, policyOf("2", `'effective_from': '2027-01-01', 'targets': [{'metric': 'first_response', 'within': '2h'}]`), "2026-09-02 12:00", x)
	require.Equal(t, 1, p.Earlier)
	require.Equal(t, 1, p.ToBreached)
}

// TestPreviewWithMerges: what was merged and taken back is no change.
func TestPreviewWithMerges(t *testing.T) {
	x := tell(t, only("first_response"), morning).do("2026-09-01 10:00", mia(), complaint.Merge{Into: complaint.KeyID("", "other")})
	require.Equal(t, 1, preview(t, policyOf("2", only("first_response")), "2026-09-05 12:00", x).Same)
	x.do("2026-09-01 11:00", mia(), complaint.Unmerge{})
	require.Equal(t, 1, preview(t, policyOf("2", only("first_response")), "2026-09-05 12:00", x).Same)
	x.do("2026-09-01 12:00", mia(), progress())
	require.Equal(t, 1, preview(t, policyOf("2", only("first_response")), "2026-09-05 12:00", x).Same)
}

func TestPreviewStops(t *testing.T) {
	broken := errors.New("the store is gone")
	_, err := sla.Default().Preview(func(yield func([]complaint.Event, error) bool) { yield(nil, broken) }, at(t, zone(t, "UTC"), morning))
	require.ErrorIs(t, err, broken)
	_, err = sla.Default().Preview(func(yield func([]complaint.Event, error) bool) { yield(nil, nil) }, at(t, zone(t, "UTC"), morning))
	require.Error(t, err)
}
