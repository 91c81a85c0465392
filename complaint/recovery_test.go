package complaint_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func TestRecoveryAddsUpWhatACaseHasCost(t *testing.T) {
	yuan := func(amount string) complaint.Money {
		m, err := complaint.NewMoney(amount, "CNY")
		require.NoError(t, err)
		return m
	}
	dollars, err := complaint.NewMoney("4", "USD")
	require.NoError(t, err)
	c := complaint.Complaint{
		Offers: []complaint.Offer{{
			ID: "o1", State: complaint.OfferAccepted, Options: []complaint.Option{{Grants: []complaint.Grant{
				{Remedy: complaint.RemedyCoupon, Amount: yuan("20"), Cost: yuan("12.01")},
				{Remedy: complaint.RemedyCash, Amount: yuan("100")},
			}}},
		}},
		Payouts: []complaint.Payout{
			{ID: "p1", Offer: "o1", Remedy: complaint.RemedyCoupon, Amount: yuan("10"), State: complaint.PayoutPaid},
			{ID: "p2", Offer: "o1", Remedy: complaint.RemedyCash, Amount: yuan("100"), Returned: yuan("30"), State: complaint.PayoutPaid},
			{ID: "p3", Offer: "o1", Remedy: complaint.RemedyCash, Amount: yuan("1"), State: complaint.PayoutPending},
			{ID: "p4", Offer: "o1", Remedy: complaint.RemedyCash, Amount: yuan("1"), State: complaint.PayoutFailed},
		},
		Costs: []complaint.Cost{
			{Kind: complaint.CostLabour, Minutes: 45, Amount: yuan("30")},
			{Kind: complaint.CostLabour, Minutes: 15},
			{Kind: complaint.CostTransport, Amount: dollars},
		},
		Claims: []complaint.Claim{{Amount: yuan("100"), Received: yuan("25.50"), State: complaint.ClaimOpen}},
	}
	list, minutes := c.Recovery()
	require.Equal(t, 60, minutes)
	require.Len(t, list, 2, "one line a currency")
	require.Equal(t, "CNY 76.01", list[0].Paid.String(), "half of the coupon costs 6.005, rounded up, and 70 of 100 stayed paid")
	require.Equal(t, "CNY 30.00", list[0].Spent.String())
	require.Equal(t, "CNY 25.50", list[0].Received.String())
	require.Equal(t, "CNY 80.51", list[0].Net.String())
	require.Equal(t, "USD 4.00", list[1].Net.String())

	list, minutes = complaint.Complaint{}.Recovery()
	require.Empty(t, list)
	require.Zero(t, minutes)
}
