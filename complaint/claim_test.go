package complaint_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func file(id, amount string) complaint.FileClaim {
	return complaint.FileClaim{Claim: complaint.Claim{
		ID: id, Against: complaint.ClaimCarrier, Name: "SF", Amount: cny(amount), Reason: complaint.Hide("parcel of Jane Roe"),
	}}
}

func TestClaim(t *testing.T) {
	forged := file("k", "15.00")
	forged.Claim.Received, forged.Claim.State = cny("14.00"), complaint.ClaimSettled
	c, e := do(t, assigned(t), forged, mia())
	require.Equal(t, complaint.ClaimOpen, c.Claims[0].State)
	require.True(t, c.Claims[0].Received.IsZero())
	require.Equal(t, e.At, c.Claims[0].Filed)
	require.Equal(t, "parcel of Jane Roe", c.Claims[0].Reason.Reveal())
	c, _ = do(t, c, complaint.Withdraw{}, customer())
	part, _ := do(t, c, complaint.SettleClaim{Claim: "k", Received: cny("5.00")}, lin())
	require.Equal(t, complaint.ClaimOpen, part.Claims[0].State)
	require.Equal(t, cny("5.00"), part.Claims[0].Received)

	settled, e := do(t, part, complaint.SettleClaim{Claim: "k", Received: cny("10.00")}, lin())
	require.Equal(t, complaint.ClaimSettled, settled.Claims[0].State)
	require.Equal(t, cny("15.00"), settled.Claims[0].Received)
	require.Equal(t, e.At, settled.Claims[0].Settled)
	require.ErrorContains(t, refused(t, settled, complaint.SettleClaim{Claim: "k", Refused: true}, lin()), "no claim is open")

	rest, _ := do(t, part, complaint.SettleClaim{Claim: "k", Received: cny("1.00"), Refused: true}, lin())
	require.Equal(t, complaint.ClaimRefused, rest.Claims[0].State)
	require.Equal(t, cny("6.00"), rest.Claims[0].Received, "what came in stays")
	full, _ := do(t, part, complaint.SettleClaim{Claim: "k", Received: cny("10.00"), Refused: true}, lin())
	require.Equal(t, complaint.ClaimSettled, full.Claims[0].State, "nothing is left to refuse")
	require.Equal(t, complaint.ClaimOpen, c.Claims[0].State, "the state before stays as it was")

	erased := complaint.Blank(settled)
	require.True(t, erased.Claims[0].Reason.IsZero())
	require.Equal(t, cny("15.00"), erased.Claims[0].Received)
}

func TestClaimsAreRefused(t *testing.T) {
	c, _ := do(t, assigned(t), file("k", "15.00"), mia())
	with := func(change func(k *complaint.Claim)) complaint.FileClaim {
		a := file("n", "1.00")
		change(&a.Claim)
		return a
	}
	usd, err := complaint.NewMoney("1.00", "USD")
	require.NoError(t, err)
	for name, x := range map[string]struct {
		action      complaint.Action
		field, rule string
	}{
		"same id":          {file("k", "1.00"), "claim.id", "must be new in this complaint"},
		"against nobody":   {with(func(k *complaint.Claim) { k.Against = "weather" }), "claim.against", "must be one of"},
		"of no offer":      {with(func(k *complaint.Claim) { k.Offer = "x" }), "claim.offer", "must be the id of an offer of this complaint"},
		"of nothing":       {with(func(k *complaint.Claim) { k.Amount = cny("0.00") }), "claim.amount", "must be more than zero"},
		"long name":        {with(func(k *complaint.Claim) { k.Name = strings.Repeat("n", 231) }), "claim.name", "must be at most 230 bytes"},
		"settle another":   {complaint.SettleClaim{Claim: "x", Refused: true}, "claim", "must be the id of an open claim"},
		"settle nothing":   {complaint.SettleClaim{Claim: "k"}, "received", "must be more than zero where the claim is not refused"},
		"settle too much":  {complaint.SettleClaim{Claim: "k", Received: cny("15.01")}, "received", "must not be more than the CNY 15.00 that is open"},
		"other currency":   {complaint.SettleClaim{Claim: "k", Received: usd}, "received", "must be in CNY"},
		"negative":         {complaint.SettleClaim{Claim: "k", Received: cny("-1.00"), Refused: true}, "received", "must not be negative"},
		"cost of nothing":  {complaint.RecordCost{Cost: complaint.Cost{Kind: complaint.CostLabour}}, "cost.amount", "where no minutes are given"},
		"cost of no kind":  {complaint.RecordCost{Cost: complaint.Cost{Minutes: 5}}, "cost.kind", "must be one of"},
		"cost below zero":  {complaint.RecordCost{Cost: complaint.Cost{Kind: complaint.CostOther, Amount: cny("-1.00")}}, "cost.amount", "must not be negative"},
		"cost of an age":   {complaint.RecordCost{Cost: complaint.Cost{Kind: complaint.CostOther, Minutes: 1 << 20}}, "cost.minutes", "must be from 0 to"},
		"cost of an email": {complaint.RecordCost{Cost: complaint.Cost{Kind: complaint.CostOther, Minutes: 1, By: "a@b"}}, "cost.by", ""},
	} {
		t.Run(name, func(t *testing.T) { requireRefusal(t, refused(t, c, x.action, manager()), x.field, x.rule) })
	}
	settled, _ := do(t, c, complaint.SettleClaim{Claim: "k", Refused: true}, lin())
	settled, _ = do(t, settled, file("n", "1.00"), lin())
	requireRefusal(t, refused(t, settled, complaint.SettleClaim{Claim: "k", Refused: true}, lin()), "claim", "must be the id of an open claim")
}

func TestRecordCost(t *testing.T) {
	c, e := do(t, assigned(t), complaint.RecordCost{Cost: complaint.Cost{Kind: complaint.CostLabour, Minutes: 25, Note: complaint.Hide("call with Jane")}}, mia())
	require.Equal(t, "mia", c.Costs[0].By)
	require.Equal(t, e.At, c.Costs[0].At)
	c, _ = do(t, c, complaint.RecordCost{Cost: complaint.Cost{Kind: complaint.CostTransport, Amount: cny("12.00"), By: "courier-7"}}, mia())
	require.Equal(t, "courier-7", c.Costs[1].By)
	require.Equal(t, cny("12.00"), c.Costs[1].Amount)
	require.True(t, complaint.Blank(c).Costs[0].Note.IsZero())
	closed, _ := do(t, c, complaint.Withdraw{}, customer())
	require.Contains(t, closed.Allowed(), complaint.KindRecordCost)
	archived, _ := do(t, closed, complaint.Archive{}, manager())
	require.NotContains(t, archived.Allowed(), complaint.KindRecordCost)
}
