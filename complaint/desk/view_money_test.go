package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

func owed(t testing.TB, amount string) complaint.Money {
	t.Helper()
	m, err := complaint.NewMoney(amount, "CNY")
	require.NoError(t, err)
	return m
}

// TestCustomersSeeTheMoneyThatIsTheirs: an offer that waits for approval is not shown, nor what an offer costs the shop, who
// approved it, what went wrong with a payout, and what is claimed from others.
func TestCustomersSeeTheMoneyThatIsTheirs(t *testing.T) {
	store := memory.New()
	d := newDesk(t, store)
	c := open(t, d)
	act := func(actor complaint.Actor, a complaint.Action, offers ...complaint.OfferDecision) {
		t.Helper()
		next, e, err := c.Apply(a, complaint.Meta{
			At: c.Updated, Actor: actor, Salt: make([]byte, 16), Decisions: complaint.Decisions{Offers: offers},
		})
		require.NoError(t, err)
		require.NoError(t, store.Put(t.Context(), storage.Change{Complaint: next, Event: e}))
		c = next
	}
	shown := func() complaint.Complaint {
		t.Helper()
		c, err := d.As(jane).Get(t.Context(), c.ID)
		require.NoError(t, err)
		return c
	}
	offer := func(id string) complaint.Offer {
		return complaint.Offer{ID: id, Expires: c.Updated.Add(time.Hour), Options: []complaint.Option{{Grants: []complaint.Grant{{
			Remedy: complaint.RemedyCash, Amount: owed(t, "300.00"), Cost: owed(t, "77.77"), Rule: "SECRET-rule",
		}}}}}
	}
	held := complaint.OfferDecision{
		Offer: "o", Policy: complaint.PolicyRef{Name: "SECRET-policy", Version: "1"}, Floor: owed(t, "66.66"),
		Approval: &complaint.Approval{Needs: complaint.RoleSupervisor, Before: true},
		Reserves: [][]complaint.Reserve{{{Account: "SECRET-budget", Amount: owed(t, "55.55")}}},
	}
	act(mia, complaint.Propose{Offers: []complaint.Offer{offer("o")}}, held)
	require.Empty(t, shown().Offers)
	require.NotEqual(t, c.Offers[0].Expires, desk.ProgressOf(c, "en").By, "an offer that waits is no promise")
	act(bob, complaint.Approve{Offer: "o"})
	require.Len(t, shown().Offers, 1)
	require.Equal(t, c.Offers[0].Expires, shown().Due)

	act(mia, complaint.Propose{Offers: []complaint.Offer{offer("n")}}, complaint.OfferDecision{Offer: "n", Approval: held.Approval})
	act(mia, complaint.Decline{Offer: "n", Note: complaint.Hide("SECRET note")})
	act(jane, complaint.Accept{Offer: "o"})
	pay := complaint.Payout{ID: "p", Offer: "o", Amount: owed(t, "100.00"), Again: c.Updated.Add(time.Hour)}
	act(bob, complaint.StartPayout{Payout: pay})
	act(bob, complaint.FailPayout{Payout: "p", Problem: "secret-problem"})
	pay.ID = "q"
	act(bob, complaint.StartPayout{Payout: pay})
	act(bob, complaint.FailPayout{Payout: "q", Problem: "secret-problem", Again: c.Updated.Add(time.Hour)})
	act(mia, complaint.FileClaim{Claim: complaint.Claim{ID: "k", Against: complaint.ClaimCarrier, Name: "SECRET-carrier", Amount: owed(t, "1.00")}})
	act(mia, complaint.RecordCost{Cost: complaint.Cost{Kind: complaint.CostLabour, Minutes: 9, Note: complaint.Hide("SECRET cost")}})
	events, err := d.As(jane).History(t.Context(), c.ID)
	require.NoError(t, err)
	all := asJSON(t, shown()) + asJSON(t, events)
	for _, secret := range []string{"SECRET", "secret", "77.77", "66.66", "55.55", "supervisor", "bob", "mia"} {
		require.NotContains(t, all, secret, "%s is shown: %s", secret, around(all, secret))
	}
	require.Len(t, shown().Offers, 1)
	require.Len(t, shown().Payouts, 1)
	require.Equal(t, complaint.PayoutPending, shown().Payouts[0].State)
	require.Len(t, c.Payouts, 2)
	stored, err := d.Get(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, "SECRET-budget", stored.Offers[0].Options[0].Reserves[0].Account, "what is stored stays as it is")
	require.Equal(t, owed(t, "77.77"), stored.Offers[0].Options[0].Grants[0].Cost)
}

func TestWhoMayDoWhatWithMoney(t *testing.T) {
	const (
		customer, junior, mid, senior = complaint.RoleCustomer, complaint.RoleJunior, complaint.RoleMid, complaint.RoleSenior
		supervisor, system            = complaint.RoleSupervisor, complaint.RoleSystem
	)
	all := []complaint.Role{customer, junior, mid, senior, supervisor, complaint.RoleManager, system}
	defaults := desk.DefaultPermissions()
	for kind, may := range map[complaint.Kind][]complaint.Role{
		complaint.KindApprove:     all[3:6],
		complaint.KindReject:      all[3:6],
		complaint.KindStartPayout: all[3:],
		complaint.KindPayOut:      all[3:],
		complaint.KindFailPayout:  all[3:],
		complaint.KindClawBack:    all[4:6],
		complaint.KindClaim:       all[2:],
		complaint.KindSettleClaim: all[3:],
		complaint.KindRecordCost:  all[1:],
	} {
		got := []complaint.Role{}
		for _, role := range all {
			if defaults.May(role, kind) {
				got = append(got, role)
			}
		}
		require.Equal(t, may, got, kind)
	}
}
