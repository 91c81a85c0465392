package complaint_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func TestScreenedOutOnOpening(t *testing.T) {
	other := complaint.KeyID("", "other")
	at := time.Date(2026, time.October, 12, 1, 0, 0, 0, time.UTC)
	m := complaint.Meta{
		At: at, Actor: complaint.Actor{ID: "web", Role: complaint.RoleSystem}, Salt: make([]byte, 16),
		Decisions: complaint.Decisions{
			Assessment: &complaint.Assessment{Feedback: complaint.FeedbackProduct, Severity: complaint.SeverityGeneral},
			Screening: &complaint.Screening{
				Criterion: "praise", Policy: complaint.PolicyRef{Name: "shop", Version: "1"},
				Reasons: []complaint.Reason{{Code: "rule", Places: []complaint.Place{{Part: complaint.PartContent, From: 0, To: 5}}}},
			},
			Links: []complaint.FoundLink{{Link: complaint.Link{Type: complaint.LinkRepeat, To: other}}},
		},
	}
	in := complaint.Intake{Channel: complaint.ChannelApp, Content: complaint.Hide("Great tent!")}
	c, e, err := complaint.Open(complaint.KeyID("", "praise"), in, m)
	require.NoError(t, err)
	require.Equal(t, complaint.StatusScreenedOut, c.Status)
	require.Equal(t, at, c.Closed)
	require.Equal(t, []complaint.Link{{Type: complaint.LinkRepeat, To: other}}, c.Links)
	again, err := complaint.Replay([]complaint.Event{e})
	require.NoError(t, err)
	require.Equal(t, c, again, "the decision stands in the event")
	require.Contains(t, c.Allowed(), complaint.KindReopen, "what was screened out can be taken up again")

	place := m.Decisions.Screening.Reasons[0].Places[0]
	require.Equal(t, "Great", place.In(c.Intake))
	require.Empty(t, complaint.Place{Part: complaint.PartSubject, From: 0, To: 5}.In(c.Intake), "there is no such text any more")

	m.Decisions.Screening.Criterion = ""
	_, _, err = complaint.Open(complaint.KeyID("", "praise"), in, m)
	require.ErrorContains(t, err, "meta.decisions.screening.criterion")
	m.Decisions = complaint.Decisions{Links: []complaint.FoundLink{{Link: complaint.Link{Type: complaint.LinkMerged, To: other}}}}
	_, _, err = complaint.Open(complaint.KeyID("", "praise"), in, m)
	require.ErrorContains(t, err, "meta.decisions.links[0].type", "only a merge makes that link")
}
