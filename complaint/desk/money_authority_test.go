package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
)

func approve(offer string) complaint.Approve { return complaint.Approve{Offer: offer} }

// waiting is an offer by hand of mia's that needs an approval.
func (s *till) waiting(amount string) complaint.Complaint {
	s.t.Helper()
	return s.do(s.late(), mia, byHand("o1", cash(amount)))
}

func TestWhoMayApprove(t *testing.T) {
	for name, test := range map[string]struct {
		amount string
		who    complaint.Actor
		refuse string
	}{
		"within the limit of the proposer": {"50", li, "offer waits"},
		"a senior up to 200":               {"200", li, ""},
		"a senior above 200":               {"200.01", li, "must be at least supervisor"},
		"a supervisor up to 1000":          {"599.99", bob, ""},
		"who proposed it":                  {"150", complaint.Actor{ID: "mia", Role: complaint.RoleManager}, "somebody else than who proposed"},
		"the customer by another name":     {"150", complaint.Actor{ID: "u-jane", Role: complaint.RoleManager}, "no interest in the case: own_complaint"},
		"with an interest":                 {"150", eve, "no interest in the case: customer"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTill(t)
			c := s.waiting(test.amount)
			_, err := s.Do(t.Context(), desk.Command{ID: c.ID, Actor: test.who, Action: approve("o1")})
			switch test.refuse {
			case "":
				require.NoError(t, err)
			case "offer waits":
				require.ErrorIs(t, err, complaint.ErrTransition)
			default:
				requireRule(t, err, test.refuse)
			}
		})
	}
	s := newTill(t)
	c := s.waiting("150")
	for _, who := range []complaint.Actor{mia, jane, {ID: "robot", Role: complaint.RoleSystem}, {ID: "aud", Role: complaint.RoleAuditor}} {
		require.ErrorIs(t, s.refused(c, who, approve("o1")), desk.ErrForbidden, who.ID)
		require.ErrorIs(t, s.refused(c, who, complaint.Reject{Offer: "o1", Reason: complaint.Hide("no")}), desk.ErrForbidden, who.ID)
	}
	c = s.waiting("300")
	requireRule(t, s.refused(c, li, complaint.Reject{Offer: "o1", Reason: complaint.Hide("no")}), "must be at least supervisor")
}

// The limits and the four eyes count all that a complaint offers and grants: nobody passes them in parts.
func TestAuthorityInParts(t *testing.T) {
	s := newTill(t)
	c := s.do(s.late(), mia, byHand("a", cash("30")))
	require.Nil(t, c.Offers[0].Approval)
	c = s.do(c, mia, byHand("b", cash("30")))
	require.Equal(t, complaint.RoleSenior, c.Offers[1].Approval.Needs, "CNY 60 together")
	c = s.do(c, mia, complaint.Propose{Offers: byHand("c", cash("50")).Offers, Replace: true})
	require.Nil(t, c.Offers[2].Approval, "the others are replaced")
	c = s.do(c, jane, complaint.Accept{Offer: "c"})
	c = s.do(c, mia, byHand("d", cash("0.01")))
	require.Equal(t, complaint.RoleSenior, c.Offers[3].Approval.Needs, "what was accepted counts")

	two := byHand("a", cash("30"))
	two.Offers = append(two.Offers, byHand("b", cash("30")).Offers...)
	c = s.do(s.late(), mia, two)
	require.Nil(t, c.Offers[0].Approval)
	require.NotNil(t, c.Offers[1].Approval, "nor in one step")

	// Four eyes, whatever the role.
	c = s.do(s.broken("SO-1"), zhao, byHand("a", cash("300")))
	require.Nil(t, c.Offers[0].Approval)
	c = s.do(c, zhao, byHand("b", cash("200.01")))
	require.NotNil(t, c.Offers[1].Approval, "CNY 500.01 together")
	requireRule(t, s.refused(c, zhao, approve("b")), "somebody else")
	s.do(c, bob, approve("b"))
	s.sound()
}

func TestDelegatedAuthority(t *testing.T) {
	lent := complaint.Approve{Offer: "o1", For: "bob", As: complaint.RoleSupervisor}
	s := newTill(t)
	c := s.waiting("300")
	requireRule(t, s.refused(c, sam, approve("o1")), "must be at least supervisor")
	c = s.do(c, sam, lent)
	require.Equal(t, "sam", c.Offers[0].Approval.By)
	require.Equal(t, "bob", c.Offers[0].Approval.For)

	for name, test := range map[string]struct {
		amount string
		act    complaint.Approve
		who    complaint.Actor
		now    time.Time
		refuse string
	}{
		"more than was lent":     {"300.01", lent, sam, time.Time{}, "at most CNY 300.00"},
		"another role":           {"300", complaint.Approve{Offer: "o1", For: "bob", As: complaint.RoleManager}, sam, time.Time{}, "must have lent"},
		"no role":                {"300", complaint.Approve{Offer: "o1", For: "bob"}, sam, time.Time{}, "must have lent"},
		"to another":             {"300", lent, li, time.Time{}, "must have lent"},
		"by another":             {"300", complaint.Approve{Offer: "o1", For: "zhao", As: complaint.RoleManager}, sam, time.Time{}, "must have lent"},
		"by the proposer":        {"300", complaint.Approve{Offer: "o1", For: "mia", As: complaint.RoleSupervisor}, sam, time.Time{}, "somebody else than who proposed"},
		"the day after its end":  {"300", lent, sam, time.Date(2026, time.December, 1, 0, 0, 1, 0, time.UTC), "must have lent"},
		"on the last day of all": {"300", lent, sam, time.Date(2026, time.November, 30, 23, 59, 59, 0, time.UTC), ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTill(t, func(p *compensation.Policy) { p.Expires = 720 * time.Hour })
			c := s.waiting(test.amount)
			if !test.now.IsZero() {
				s.now = test.now
			}
			_, err := s.Do(t.Context(), desk.Command{ID: c.ID, Actor: test.who, Action: test.act})
			if test.refuse == "" {
				require.NoError(t, err)
				return
			}
			requireRule(t, err, test.refuse)
		})
	}

	// An approval is not dated back into the time of a delegation.
	s = newTill(t)
	s.now = time.Date(2026, time.November, 30, 23, 0, 0, 0, time.UTC)
	c = s.waiting("300")
	at := s.now.Add(time.Minute)
	s.now = s.now.Add(24 * time.Hour)
	_, err := s.Do(t.Context(), desk.Command{ID: c.ID, Actor: sam, Action: lent, At: at})
	requireRule(t, err, "must have lent")
}

// A conflict of interest makes an offer wait, whatever the role.
func TestConflictOfInterest(t *testing.T) {
	s := newTill(t)
	c := s.offered(s.late(), eve, desk.OfferOptions{})
	require.Equal(t, complaint.RoleSupervisor, c.Offers[0].Approval.Needs)
	requireRule(t, s.refused(c, eve, approve("o1")), "no interest in the case")
	s.do(c, bob, approve("o1"))
}

func TestApprovalBeforeOrAfter(t *testing.T) {
	s := newTill(t, before)
	c := s.waiting("150")
	require.NotEqual(t, complaint.StatusProposed, c.Status)
	require.ErrorIs(t, s.refused(c, jane, complaint.Accept{Offer: "o1"}), complaint.ErrTransition)
	shown, err := s.As(jane).Get(t.Context(), c.ID)
	require.NoError(t, err)
	require.Empty(t, shown.Offers, "the customer does not see it before")
	page, err := s.Approvals(t.Context(), complaint.RoleSenior, storage.Query{})
	require.NoError(t, err)
	require.Len(t, page.Complaints, 1)
	page, err = s.Approvals(t.Context(), complaint.RoleManager, storage.Query{})
	require.NoError(t, err)
	require.Empty(t, page.Complaints)
	c = s.do(c, li, approve("o1"))
	require.Equal(t, complaint.StatusProposed, c.Status)
	c = s.do(c, jane, complaint.Accept{Offer: "o1"})
	require.Len(t, s.payout(c).Payouts, 1)
	page, err = s.Approvals(t.Context(), "", storage.Query{})
	require.NoError(t, err)
	require.Empty(t, page.Complaints)

	s = newTill(t)
	c = s.do(s.waiting("150"), jane, complaint.Accept{Offer: "o1"})
	require.Empty(t, s.payout(c).Payouts)
	_, err = s.Do(t.Context(), desk.Command{ID: c.ID, Actor: li, Action: complaint.PayOut{Payout: complaint.Payout{ID: "p", Offer: "o1", Amount: yuan("150")}}})
	require.ErrorContains(t, err, "waits for approval", "nor by hand")
	c = s.do(c, li, approve("o1"))
	require.Equal(t, complaint.StatusCarriedOut, s.payout(c).Status)
	s.sound()
}
