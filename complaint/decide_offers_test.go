package complaint_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func reserve(account, amount, limit string) complaint.Reserve {
	r := complaint.Reserve{Account: account, Amount: cny(amount)}
	if limit != "" {
		r.Limit = cny(limit)
	}
	return r
}

func TestDecisionsAboutOffersStandInTheEvent(t *testing.T) {
	offer := cash("o", "300.00")
	offer.Policy, offer.Floor = complaint.PolicyRef{Name: "forged"}, cny("1.00")
	offer.Approval = &complaint.Approval{Needs: complaint.RoleJunior, State: complaint.ApprovalGiven, By: "mia"}
	offer.Options[0].Reserves = []complaint.Reserve{reserve("budget/forged", "1.00", "")}
	c := assigned(t)
	plain, _ := do(t, c, complaint.Propose{Offers: []complaint.Offer{offer}}, mia())
	require.Zero(t, plain.Offers[0].Policy)
	require.Zero(t, plain.Offers[0].Floor)
	require.Nil(t, plain.Offers[0].Approval, "only an engine says so")
	require.Empty(t, plain.Offers[0].Options[0].Reserves)
	require.NotEmpty(t, offer.Options[0].Reserves, "the caller's offer stays as it is")

	m := meta()
	m.At, m.Actor = c.Updated.Add(time.Hour), mia()
	m.Decisions.Offers = []complaint.OfferDecision{{
		Offer: "o", Policy: complaint.PolicyRef{Name: "goodwill", Version: "3"}, Floor: cny("1000.00"),
		Approval: &complaint.Approval{Needs: complaint.RoleSupervisor, Unfunded: true},
		Reserves: [][]complaint.Reserve{{reserve("budget/2026-10", "300.00", "10000.00")}},
		Reasons:  []complaint.Reason{{Code: "statutory_floor", Params: map[string]string{"rule": "food"}}},
	}}
	m.Decisions.Claims = []complaint.Claim{{ID: "sf", Against: complaint.ClaimCarrier, Name: "SF", Offer: "o", Amount: cny("15.00")}}
	next, e, err := c.Apply(complaint.Propose{Offers: []complaint.Offer{cash("o", "300.00")}}, m)
	require.NoError(t, err)
	o := next.Offers[0]
	require.Equal(t, "3", o.Policy.Version)
	require.Equal(t, cny("1000.00"), o.Floor)
	require.Equal(t, complaint.ApprovalPending, o.Approval.State)
	require.True(t, o.Approval.Unfunded)
	require.Equal(t, m.Decisions.Offers[0].Reserves[0], o.Options[0].Reserves)
	require.Empty(t, m.Decisions.Offers[0].Approval.State, "the caller's decision stays as it is")
	require.Equal(t, []complaint.Claim{{
		ID: "sf", Against: complaint.ClaimCarrier, Name: "SF", Offer: "o", Amount: cny("15.00"), State: complaint.ClaimOpen, Filed: m.At,
	}}, next.Claims)

	var stored complaint.Event
	require.NoError(t, json.Unmarshal([]byte(text(t, e)), &stored))
	decided, err := stored.Decided()
	require.NoError(t, err)
	require.Equal(t, "statutory_floor", decided.Offers[0].Reasons[0].Code, "the reasons stay in the event")
	require.NotContains(t, text(t, next), "statutory_floor")

	// A later step may decide again, and leave what it does not name as it is.
	m.At, m.Actor, m.Decisions = m.At.Add(time.Hour), as("lin", complaint.RoleSupervisor), complaint.Decisions{
		Offers: []complaint.OfferDecision{{Offer: "o", Policy: complaint.PolicyRef{Name: "goodwill", Version: "4"}}},
	}
	later, _, err := next.Apply(complaint.Approve{Offer: "o"}, m)
	require.NoError(t, err)
	require.Equal(t, "4", later.Offers[0].Policy.Version)
	require.Equal(t, complaint.ApprovalGiven, later.Offers[0].Approval.State)
	require.True(t, later.Offers[0].Approval.Unfunded)
	require.Equal(t, o.Options[0].Reserves, later.Offers[0].Options[0].Reserves)
}

// TestADecisionHoldsBackAnOpenOffer: what the customer could answer waits now, and so does the complaint.
func TestADecisionHoldsBackAnOpenOffer(t *testing.T) {
	c, _ := do(t, assigned(t), complaint.Propose{Offers: []complaint.Offer{cash("o", "300.00")}}, mia())
	require.Equal(t, complaint.StatusProposed, c.Status)
	c = decide(t, c, complaint.Note{Text: complaint.Hide("x")}, mia(), needs("o", complaint.RoleSenior, true))
	require.Equal(t, complaint.StatusAssigned, c.Status)
	require.True(t, c.Offers[0].Waits())
}

func TestDecisionsAboutOffersAreChecked(t *testing.T) {
	type decisions = complaint.Decisions
	offer := func(d complaint.OfferDecision) decisions {
		d.Offer = "o"
		return decisions{Offers: []complaint.OfferDecision{d}}
	}
	claim := func(change func(*complaint.Claim)) decisions {
		c := complaint.Claim{ID: "k", Against: complaint.ClaimSupplier, Amount: cny("1.00")}
		change(&c)
		return decisions{Claims: []complaint.Claim{c}}
	}
	one := func(r complaint.Reserve) decisions {
		return offer(complaint.OfferDecision{Reserves: [][]complaint.Reserve{{r}}})
	}
	usd, err := complaint.NewMoney("1.00", "USD")
	require.NoError(t, err)
	for name, x := range map[string]struct {
		decisions   decisions
		field, rule string
	}{
		"unknown offer": {decisions{Offers: []complaint.OfferDecision{{Offer: "x"}}}, "meta.decisions.offers[0].offer", "must be the id of an offer of this complaint"},
		"twice":         {decisions{Offers: []complaint.OfferDecision{{Offer: "o"}, {Offer: "o"}}}, "meta.decisions.offers[1].offer", "decided about once"},
		"no id":         {decisions{Offers: []complaint.OfferDecision{{}}}, "meta.decisions.offers[0].offer", "must be a code"},
		"lists and options": {
			offer(complaint.OfferDecision{Reserves: [][]complaint.Reserve{{}, {}}}),
			"meta.decisions.offers[0].reserves", "must be one list for each of the 1 options",
		},
		"too many lists": {
			offer(complaint.OfferDecision{Reserves: make([][]complaint.Reserve, 201)}),
			"meta.decisions.offers[0].reserves", "must have at most 200 items",
		},
		"floor below zero": {offer(complaint.OfferDecision{Floor: cny("-1.00")}), "meta.decisions.offers[0].floor", "must not be negative"},
		"approved by system": {
			offer(complaint.OfferDecision{Approval: &complaint.Approval{Needs: complaint.RoleSystem}}),
			"meta.decisions.offers[0].approval.needs", "must be one of",
		},
		"approval of no state": {
			offer(complaint.OfferDecision{Approval: &complaint.Approval{Needs: complaint.RoleMid, State: "x"}}),
			"meta.decisions.offers[0].approval.state", "must be one of",
		},
		"no account": {one(reserve("", "1.00", "")), "meta.decisions.offers[0].reserves[0][0].account", "must not be empty"},
		"long account": {
			one(reserve(strings.Repeat("a", 256), "1.00", "")),
			"meta.decisions.offers[0].reserves[0][0].account", "at most 255 bytes",
		},
		"negative":   {one(reserve("a", "-1.00", "")), "meta.decisions.offers[0].reserves[0][0].amount", "must not be negative"},
		"half a fen": {one(reserve("a", "0.005", "")), "meta.decisions.offers[0].reserves[0][0].amount.amount", "minor units"},
		"no currency": {
			one(complaint.Reserve{Account: "a"}),
			"meta.decisions.offers[0].reserves[0][0].amount", "must have a currency",
		},
		"other currency": {
			one(complaint.Reserve{Account: "a", Amount: cny("1.00"), Limit: usd}),
			"meta.decisions.offers[0].reserves[0][0].limit", "must be in the currency of the amount",
		},
		"claim of no offer": {claim(func(c *complaint.Claim) { c.Offer = "x" }), "meta.decisions.claims[0].offer", "must be the id of an offer"},
		"claim that is there": {
			claim(func(c *complaint.Claim) { c.ID = "there" }),
			"meta.decisions.claims[0].id", "must be new in this complaint",
		},
		"personal reason": {
			claim(func(c *complaint.Claim) { c.Reason = complaint.Hide("Jane") }),
			"meta.decisions.claims[0].reason", "decisions outlive an erasure",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := do(t, assigned(t), complaint.FileClaim{Claim: complaint.Claim{ID: "there", Against: complaint.ClaimOther, Amount: cny("1.00")}}, mia())
			m := meta()
			m.At, m.Actor, m.Decisions = c.Updated.Add(time.Hour), mia(), x.decisions
			_, _, err := c.Apply(complaint.Propose{Offers: []complaint.Offer{cash("o", "5.00")}}, m)
			requireRefusal(t, err, x.field, x.rule)
		})
	}
	c := assigned(t)
	m := meta()
	m.At, m.Actor, m.Decisions = c.Updated.Add(time.Hour), mia(), claim(func(*complaint.Claim) {})
	_, _, err = c.Apply(complaint.FileClaim{Claim: m.Decisions.Claims[0]}, m)
	requireRefusal(t, err, "meta.decisions.claims[0].id", "must be new in this complaint")
}

func TestGrantsAreChecked(t *testing.T) {
	for field, change := range map[string]func(g *complaint.Grant){
		"cost":   func(g *complaint.Grant) { g.Cost = cny("-0.01") },
		"points": func(g *complaint.Grant) { g.Points = 1_000_000_000_001 },
		"basis":  func(g *complaint.Grant) { g.Basis = "mercy" },
		"rule":   func(g *complaint.Grant) { g.Rule = "two\nlines" },
		"order":  func(g *complaint.Grant) { g.Order = strings.Repeat("x", 256) },
		"line":   func(g *complaint.Grant) { g.Line = " 1" },
	} {
		o := cash("o", "5.00")
		change(&o.Options[0].Grants[0])
		requireRefusal(t, refused(t, assigned(t), complaint.Propose{Offers: []complaint.Offer{o}}, mia()), "offers[0].options[0].grants[0]."+field, "")
	}
	o := cash("o", "5.00")
	o.Options[0].Grants[0].Points = -1
	requireRefusal(t, refused(t, assigned(t), complaint.Propose{Offers: []complaint.Offer{o}}, mia()),
		"offers[0].options[0].grants[0].points", "must be from 0 to 1000000000000")
	o.Options[0].Grants[0] = complaint.Grant{
		Remedy: complaint.RemedyCoupon, Amount: cny("20.00"), Cost: cny("15.00"), Points: 1_000_000_000_000,
		Basis: complaint.BasisLaw, Rule: "prc.food", Order: "SO-1", Line: "2",
	}
	c, _ := do(t, assigned(t), complaint.Propose{Offers: []complaint.Offer{o}}, mia())
	require.Equal(t, o.Options[0].Grants, c.Offers[0].Options[0].Grants)
}
