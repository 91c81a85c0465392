package complaint_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func as(id string, role complaint.Role) complaint.Actor { return complaint.Actor{ID: id, Role: role} }

func cash(id, amount string) complaint.Offer {
	return complaint.Offer{ID: id, Options: []complaint.Option{
		{Grants: []complaint.Grant{{Remedy: complaint.RemedyCash, Amount: cny(amount)}}},
	}}
}

// decide applies an action an hour after the last event, with what engines decide about offers.
func decide(
	t testing.TB, c complaint.Complaint, a complaint.Action, actor complaint.Actor, offers ...complaint.OfferDecision,
) complaint.Complaint {
	t.Helper()
	m := meta()
	m.At, m.Actor, m.Decisions.Offers = c.Updated.Add(time.Hour), actor, offers
	next, _, err := c.Apply(a, m)
	require.NoError(t, err)
	return next
}

func needs(offer string, role complaint.Role, before bool) complaint.OfferDecision {
	return complaint.OfferDecision{Offer: offer, Approval: &complaint.Approval{Needs: role, Before: before}}
}

// assigned is a complaint about Bob that Mia has.
func assigned(t testing.TB) complaint.Complaint {
	t.Helper()
	m := meta()
	c, _, err := complaint.Open(complaint.KeyID("", "money"), complaint.Intake{
		Channel: complaint.ChannelApp, Content: complaint.Hide("the coat has not come"), Customer: complaint.Customer{ID: "u-1"},
		Accused: complaint.Party{Person: "bob"},
	}, m)
	require.NoError(t, err)
	c, _ = do(t, c, complaint.Assign{To: complaint.Party{Person: "mia"}}, manager())
	return c
}

// heldBack has an offer that the customer may not answer before a senior approves it.
func heldBack(t testing.TB) complaint.Complaint {
	t.Helper()
	return decide(t, assigned(t), complaint.Propose{Offers: []complaint.Offer{cash("o", "300.00")}}, mia(),
		needs("o", complaint.RoleSenior, true))
}

// acceptedUnapproved has an accepted offer of which the money waits for a senior.
func acceptedUnapproved(t testing.TB) complaint.Complaint {
	t.Helper()
	c := decide(t, assigned(t), complaint.Propose{Offers: []complaint.Offer{cash("o", "300.00")}}, mia(),
		needs("o", complaint.RoleSenior, false))
	require.Equal(t, complaint.StatusProposed, c.Status, "only the money waits")
	c, _ = do(t, c, complaint.Accept{Offer: "o"}, customer())
	return c
}

func TestAnOfferIsHeldBackUntilItIsApproved(t *testing.T) {
	c := heldBack(t)
	require.Equal(t, complaint.StatusAssigned, c.Status, "nothing was proposed to the customer yet")
	require.True(t, c.Offers[0].Waits())
	require.Equal(t, complaint.ApprovalPending, c.Offers[0].Approval.State)
	for _, a := range []complaint.Action{complaint.Accept{Offer: "o"}, complaint.Counter{Offer: "o", Ask: complaint.CounterOffer{Remedy: complaint.RemedyCash}}} {
		require.NotContains(t, c.Allowed(), a.Kind())
		require.ErrorIs(t, refused(t, c, a, customer()), complaint.ErrTransition)
	}
	approved, e := do(t, c, complaint.Approve{Offer: "o", Note: complaint.Hide("fine")}, as("lin", complaint.RoleSenior))
	require.Equal(t, complaint.StatusProposed, approved.Status)
	require.Equal(t, &complaint.Approval{
		Needs: complaint.RoleSenior, Before: true, State: complaint.ApprovalGiven, By: "lin", At: e.At,
	}, approved.Offers[0].Approval)
	require.Equal(t, []string{"mia", "lin"}, approved.Deciders, "who approved it may not decide an appeal")
	require.Equal(t, complaint.ApprovalPending, c.Offers[0].Approval.State, "the state before stays as it was")
	accepted, _ := do(t, approved, complaint.Accept{Offer: "o"}, customer())
	require.Equal(t, complaint.StatusAgreed, accepted.Status)

	withdrawn, _ := do(t, c, complaint.Decline{Offer: "o"}, mia())
	require.Equal(t, complaint.OfferDeclined, withdrawn.Offers[0].State, "the shop may take it back")
	require.Equal(t, complaint.StatusAssigned, withdrawn.Status)
	replaced, _ := do(t, c, complaint.Propose{Offers: []complaint.Offer{cash("small", "5.00")}, Replace: true}, mia())
	require.Equal(t, complaint.OfferLapsed, replaced.Offers[0].State)
	require.Equal(t, complaint.StatusProposed, replaced.Status)
	require.ErrorContains(t, refused(t, replaced, complaint.Approve{Offer: "o"}, manager()), "approve is not legal")
}

// TestAnOfferThatIsHeldBackMovesNothing: the work goes on where it was.
func TestAnOfferThatIsHeldBackMovesNothing(t *testing.T) {
	c, _ := do(t, assigned(t), complaint.StartInvestigation{Lead: complaint.Party{Person: "mia"}}, mia())
	c = decide(t, c, complaint.Propose{Offers: []complaint.Offer{cash("o", "300.00")}}, mia(), needs("o", complaint.RoleSenior, true))
	require.Equal(t, complaint.StatusInvestigating, c.Status)
	c, _ = do(t, c, complaint.Decline{Offer: "o"}, mia())
	require.Equal(t, complaint.StatusInvestigating, c.Status)
}

func TestAnOfferThatIsHeldBackLapsesWithTheComplaint(t *testing.T) {
	c, _ := opened(t)
	c = decide(t, c, complaint.Propose{Offers: []complaint.Offer{cash("o", "300.00")}}, mia(), needs("o", complaint.RoleSenior, true))
	require.Equal(t, complaint.StatusReceived, c.Status)
	c, _ = do(t, c, complaint.ScreenOut{Criterion: "thanks_only"}, manager())
	require.Equal(t, complaint.OfferLapsed, c.Offers[0].State)
	require.NotContains(t, c.Allowed(), complaint.KindApprove)
}

// TestHeldBackBesideAnother: one offer waits, the other does not, and only the other can be answered.
func TestHeldBackBesideAnother(t *testing.T) {
	c := decide(t, assigned(t), complaint.Propose{Offers: []complaint.Offer{cash("o", "300.00"), cash("small", "5.00")}}, mia(),
		needs("o", complaint.RoleSenior, true))
	require.Equal(t, complaint.StatusProposed, c.Status)
	requireRefusal(t, refused(t, c, complaint.Accept{Offer: "o"}, customer()), "offer", "waits for approval by senior")
	requireRefusal(t, refused(t, c, complaint.Decline{Offer: "o"}, customer()), "offer", "waits for approval by senior")
	requireRefusal(t, refused(t, c, complaint.Counter{Offer: "o", Ask: complaint.CounterOffer{Remedy: complaint.RemedyCash}}, customer()),
		"offer", "waits for approval by senior")
	c, _ = do(t, c, complaint.Decline{Offer: "small"}, customer())
	require.Equal(t, complaint.StatusAssigned, c.Status, "the customer has nothing to answer")
	c, _ = do(t, c, complaint.Approve{Offer: "o"}, as("lin", complaint.RoleSenior))
	require.Equal(t, complaint.StatusProposed, c.Status)

	again := decide(t, c, complaint.Propose{Offers: []complaint.Offer{cash("o2", "400.00")}, Replace: true}, mia(),
		needs("o2", complaint.RoleManager, true))
	require.Equal(t, complaint.StatusAssigned, again.Status, "what could be answered was replaced by what waits")
}

func requireRefusal(t testing.TB, err error, field, rule string) {
	t.Helper()
	var f *complaint.FieldError
	require.ErrorAs(t, err, &f)
	require.Equal(t, field, f.Field)
	require.Contains(t, f.Rule, rule)
}

func TestWhoMayApprove(t *testing.T) {
	for name, x := range map[string]struct {
		actor       complaint.Actor
		approve     complaint.Approve
		field, rule string
	}{
		"proposer":                  {as("mia", complaint.RoleManager), complaint.Approve{}, "meta.actor.id", "somebody else than who proposed the offer"},
		"for the proposer":          {as("lin", complaint.RoleSenior), complaint.Approve{For: "mia"}, "for", "somebody else than who proposed the offer"},
		"proposer for a manager":    {as("mia", complaint.RoleSenior), complaint.Approve{For: "zhao", As: complaint.RoleManager}, "meta.actor.id", "who proposed the offer"},
		"customer":                  {as("u-1", complaint.RoleSenior), complaint.Approve{}, "meta.actor.id", "somebody else than the customer"},
		"for the customer":          {as("lin", complaint.RoleSenior), complaint.Approve{For: "u-1"}, "for", "somebody else than the customer"},
		"accused":                   {as("bob", complaint.RoleManager), complaint.Approve{}, "meta.actor.id", "somebody else than who the complaint is about"},
		"for the accused":           {as("lin", complaint.RoleSenior), complaint.Approve{For: "bob"}, "for", "somebody else than who the complaint is about"},
		"too junior":                {as("lin", complaint.RoleMid), complaint.Approve{}, "meta.actor.role", "must be at least senior to approve this offer"},
		"too junior an authority":   {as("lin", complaint.RoleSenior), complaint.Approve{For: "wu", As: complaint.RoleMid}, "as", "must be at least senior to approve this offer"},
		"role of no handler":        {as("lin", complaint.RoleSenior), complaint.Approve{For: "wu", As: complaint.RoleSystem}, "as", "must be one of"},
		"role of nobody":            {as("lin", complaint.RoleMid), complaint.Approve{As: complaint.RoleManager}, "as", "must be empty when nobody is named in for"},
		"system":                    {as("job", complaint.RoleSystem), complaint.Approve{}, "meta.actor.role", "must be at least senior"},
		"system for a manager":      {as("job", complaint.RoleSystem), complaint.Approve{For: "zhao", As: complaint.RoleManager}, "meta.actor.role", "must be at least senior"},
		"inspector":                 {as("job", complaint.RoleInspector), complaint.Approve{}, "meta.actor.role", "must be at least senior"},
		"another customer":          {as("u-2", complaint.RoleCustomer), complaint.Approve{}, "meta.actor.role", "must be at least senior"},
		"name of an authority":      {as("lin", complaint.RoleSenior), complaint.Approve{For: "boss@example.com"}, "for", ""},
		"an offer that is not here": {as("lin", complaint.RoleSenior), complaint.Approve{Offer: "x"}, "offer", "must be the id of an offer of this complaint that waits for approval"},
		"senior":                    {as("lin", complaint.RoleSenior), complaint.Approve{}, "", ""},
		"supervisor":                {as("lin", complaint.RoleSupervisor), complaint.Approve{}, "", ""},
		"delegated":                 {as("lin", complaint.RoleJunior), complaint.Approve{For: "zhao", As: complaint.RoleManager}, "", ""},
		"for another, own role":     {as("lin", complaint.RoleSenior), complaint.Approve{For: "zhao"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, c := range []complaint.Complaint{heldBack(t), acceptedUnapproved(t)} {
				if x.approve.Offer == "" {
					x.approve.Offer = "o"
				}
				if x.field != "" {
					requireRefusal(t, refused(t, c, x.approve, x.actor), x.field, x.rule)
					continue
				}
				next, _ := do(t, c, x.approve, x.actor)
				require.Equal(t, complaint.ApprovalGiven, next.Offers[0].Approval.State)
				require.Equal(t, x.approve.For, next.Offers[0].Approval.For)
			}
		})
	}
}

func TestAnExpiredOfferIsNotApproved(t *testing.T) {
	offer := cash("o", "300.00")
	c := assigned(t)
	offer.Expires = c.Updated.Add(90 * time.Minute)
	c = decide(t, c, complaint.Propose{Offers: []complaint.Offer{offer}}, mia(), needs("o", complaint.RoleSenior, true))
	requireRefusal(t, refused(t, c, complaint.Approve{Offer: "o"}, as("lin", complaint.RoleSenior)), "offer", "expired at")
}

func TestOnlyTheMoneyWaits(t *testing.T) {
	c := acceptedUnapproved(t)
	require.Equal(t, complaint.StatusAgreed, c.Status)
	pay := complaint.PayOut{Payout: complaint.Payout{ID: "p", Offer: "o", Amount: cny("300.00")}}
	require.ErrorContains(t, refused(t, c, pay, mia()), "waits for approval by senior")
	require.NotContains(t, c.Allowed(), complaint.KindPayOut)
	require.NotContains(t, c.Allowed(), complaint.KindStartPayout)
	start := complaint.StartPayout(pay)
	start.Payout.Again = c.Updated.Add(24 * time.Hour)
	require.ErrorContains(t, refused(t, c, start, mia()), "waits for approval by senior")

	// Beside an offer that can be paid it is the payout that is refused.
	other, _ := do(t, c, complaint.Propose{Offers: []complaint.Offer{cash("small", "5.00")}}, mia())
	other, _ = do(t, other, complaint.Accept{Offer: "small"}, customer())
	requireRefusal(t, refused(t, other, pay, mia()), "payout.offer", "waits for approval by senior")
	requireRefusal(t, refused(t, other, start, mia()), "payout.offer", "waits for approval by senior")

	planned, _ := do(t, c, complaint.Plan{Steps: []complaint.PlanStep{
		{ID: "send", Remedy: complaint.RemedyGift, Offer: "o", Owner: complaint.Party{Person: "mia"}},
		{ID: "look", What: complaint.Hide("look again"), Owner: complaint.Party{Person: "mia"}},
	}}, mia())
	requireRefusal(t, refused(t, planned, complaint.CarryOut{Step: "send"}, mia()), "step", "waits for approval by senior")
	looked, _ := do(t, planned, complaint.CarryOut{Step: "look"}, mia())
	require.Equal(t, complaint.StatusAgreed, looked.Status)

	closed, _ := do(t, c, complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("yes")}, mia())
	closed, _ = do(t, closed, complaint.Close{Outcome: complaint.OutcomeResolved}, mia())
	closed, _ = do(t, closed, complaint.Approve{Offer: "o"}, as("lin", complaint.RoleSenior))
	require.Equal(t, complaint.StatusClosed, closed.Status)
	closed, _ = do(t, closed, pay, mia())
	require.False(t, closed.Owes("o"))

	given, _ := do(t, planned, complaint.Approve{Offer: "o"}, as("lin", complaint.RoleSenior))
	given, _ = do(t, given, complaint.CarryOut{Step: "send"}, mia())
	given, _ = do(t, given, complaint.CarryOut{Step: "look"}, mia())
	require.Equal(t, complaint.StatusAgreed, given.Status)
	given, _ = do(t, given, pay, mia())
	require.Equal(t, complaint.StatusCarriedOut, given.Status)
	require.ErrorContains(t, refused(t, given, complaint.Approve{Offer: "o"}, manager()), "no offer waits for approval")
}

// TestNothingIsCarriedOutBeforeItIsApproved: an offer without money has nothing else that keeps the complaint from moving on.
func TestNothingIsCarriedOutBeforeItIsApproved(t *testing.T) {
	gift := complaint.Offer{ID: "g", Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyGift}}}}}
	c := decide(t, assigned(t), complaint.Propose{Offers: []complaint.Offer{gift}}, mia(), needs("g", complaint.RoleSenior, false))
	c, _ = do(t, c, complaint.Accept{Offer: "g"}, customer())
	c, _ = do(t, c, complaint.Plan{Steps: []complaint.PlanStep{{ID: "look", What: complaint.Hide("look"), Owner: complaint.Party{Person: "mia"}}}}, mia())
	c, _ = do(t, c, complaint.CarryOut{Step: "look"}, mia())
	require.Equal(t, complaint.StatusAgreed, c.Status)
}

func TestReject(t *testing.T) {
	reason := complaint.Hide("too much")
	for _, c := range []complaint.Complaint{heldBack(t), acceptedUnapproved(t)} {
		for actor, rule := range map[complaint.Actor]string{
			as("mia", complaint.RoleManager): "somebody else than who proposed the offer",
			as("u-1", complaint.RoleSenior):  "somebody else than the customer",
			as("bob", complaint.RoleManager): "somebody else than who the complaint is about",
		} {
			requireRefusal(t, refused(t, c, complaint.Reject{Offer: "o", Reason: reason}, actor), "meta.actor.id", rule)
		}
		for _, role := range []complaint.Role{complaint.RoleMid, complaint.RoleSystem, complaint.RoleCustomer} {
			requireRefusal(t, refused(t, c, complaint.Reject{Offer: "o", Reason: reason}, as("lin", role)),
				"meta.actor.role", "must be at least senior to approve this offer")
		}
		requireRefusal(t, refused(t, c, complaint.Reject{Offer: "o"}, manager()), "reason", "must not be empty")
		requireRefusal(t, refused(t, c, complaint.Reject{Offer: "x", Reason: reason}, manager()), "offer", "waits for approval")

		c, _ = do(t, c, complaint.Reject{Offer: "o", Reason: reason}, manager())
		require.Equal(t, complaint.OfferRejected, c.Offers[0].State)
		require.Equal(t, complaint.ApprovalRefused, c.Offers[0].Approval.State)
		require.Equal(t, "zhao", c.Offers[0].Approval.By)
		require.Equal(t, complaint.StatusAssigned, c.Status)
		require.Contains(t, c.Deciders, "zhao")
		require.False(t, c.Owes("o"))
		require.ErrorContains(t, refused(t, c, complaint.Reject{Offer: "o", Reason: reason}, manager()), "no offer waits for approval")
	}
}

func TestRejectLeadsToWhatIsLeft(t *testing.T) {
	reason := complaint.Hide("too much")
	c := acceptedUnapproved(t)
	c, _ = do(t, c, complaint.Plan{Steps: []complaint.PlanStep{
		{ID: "send", Remedy: complaint.RemedyGift, Offer: "o", Owner: complaint.Party{Person: "mia"}},
		{ID: "look", What: complaint.Hide("look again"), Owner: complaint.Party{Person: "mia"}},
	}}, mia())
	rejected, _ := do(t, c, complaint.Reject{Offer: "o", Reason: reason}, manager())
	require.Equal(t, complaint.StatusAssigned, rejected.Status)
	require.Len(t, rejected.Plan, 1, "what was to carry it out falls away")
	require.Equal(t, "look", rejected.Plan[0].ID)
	require.Len(t, c.Plan, 2, "the state before stays as it was")

	c, _ = do(t, c, complaint.Propose{Offers: []complaint.Offer{cash("small", "5.00")}}, mia())
	require.Equal(t, complaint.StatusProposed, c.Status)
	open, _ := do(t, c, complaint.Reject{Offer: "o", Reason: reason}, manager())
	require.Equal(t, complaint.StatusProposed, open.Status, "another offer is open")
	c, _ = do(t, c, complaint.Accept{Offer: "small"}, customer())
	c, _ = do(t, c, complaint.Reject{Offer: "o", Reason: reason}, manager())
	require.Equal(t, complaint.StatusAgreed, c.Status, "another offer was accepted")
}
