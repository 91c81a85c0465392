package complaint_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// agreed is a complaint with an accepted offer of 50 in cash, 100 back, and a coupon of 20.
func agreed(t testing.TB) complaint.Complaint {
	t.Helper()
	o := cash("o", "50.00")
	o.Options[0].Grants = append(o.Options[0].Grants,
		complaint.Grant{Remedy: complaint.RemedyRefund, Amount: cny("100.00")},
		complaint.Grant{Remedy: complaint.RemedyCoupon, Amount: cny("20.00")})
	c, _ := do(t, assigned(t), complaint.Propose{Offers: []complaint.Offer{o}}, mia())
	c, _ = do(t, c, complaint.Accept{Offer: "o"}, customer())
	return c
}

func payout(id, amount string, remedy complaint.Remedy) complaint.Payout {
	return complaint.Payout{ID: id, Offer: "o", Amount: cny(amount), Remedy: remedy, Method: "wallet"}
}

// start is a payout that is asked for again a day after the last event.
func start(c complaint.Complaint, p complaint.Payout) complaint.StartPayout {
	p.Again = c.Updated.Add(24 * time.Hour)
	return complaint.StartPayout{Payout: p}
}

func lin() complaint.Actor { return as("lin", complaint.RoleSenior) }

func TestPayoutUnderWay(t *testing.T) {
	c := agreed(t)
	started, e := do(t, c, start(c, payout("p", "150.00", "")), lin())
	require.Equal(t, []complaint.Payout{{
		ID: "p", Offer: "o", Amount: cny("150.00"), Method: "wallet", State: complaint.PayoutPending, Started: e.At, Tries: 1,
		Again: c.Updated.Add(24 * time.Hour),
	}}, started.Payouts)
	require.Equal(t, complaint.StatusAgreed, started.Status, "asked for is not paid")
	require.True(t, started.Owes("o"))
	require.Equal(t, started.Payouts[0].Again, started.Due)

	again := started.Updated.Add(48 * time.Hour)
	failed, _ := do(t, started, complaint.FailPayout{Payout: "p", Problem: "timeout", Again: again, Note: complaint.Hide("no answer")}, lin())
	require.Equal(t, complaint.PayoutPending, failed.Payouts[0].State)
	require.Equal(t, 2, failed.Payouts[0].Tries)
	require.Equal(t, "timeout", failed.Payouts[0].Problem)
	require.Equal(t, again, failed.Due)

	answer := payout("p", "150.00", "")
	answer.Method, answer.Reference = "", "TX-7"
	paid, e := do(t, failed, complaint.PayOut{Payout: answer}, lin())
	require.Equal(t, []complaint.Payout{{
		ID: "p", Offer: "o", Amount: cny("150.00"), Method: "wallet", Reference: "TX-7", State: complaint.PayoutPaid, At: e.At,
		Started: started.Payouts[0].Started, Tries: 2,
	}}, paid.Payouts)
	require.Equal(t, complaint.StatusCarriedOut, paid.Status)
	require.False(t, paid.Owes("o"), "the coupon is given by a step of the plan")
	require.Zero(t, paid.Due)
	require.Equal(t, complaint.PayoutPending, failed.Payouts[0].State, "the state before stays as it was")
}

func TestAFailedPayoutIsOwedAgain(t *testing.T) {
	c := agreed(t)
	c, _ = do(t, c, start(c, payout("p", "170.00", "")), lin())
	requireRefusal(t, refused(t, c, complaint.PayOut{Payout: payout("q", "0.01", "")}, lin()), "payout.amount", "the CNY 0.00 that is left of the offer")
	c, _ = do(t, c, complaint.FailPayout{Payout: "p", Problem: "account_closed"}, lin())
	require.Equal(t, complaint.PayoutFailed, c.Payouts[0].State)
	require.Zero(t, c.Due)
	require.True(t, c.Owes("o"))

	restarted, _ := do(t, c, start(c, payout("p", "170.00", "")), lin())
	require.Equal(t, complaint.PayoutPending, restarted.Payouts[0].State)
	require.Equal(t, 1, restarted.Payouts[0].Tries)
	require.Equal(t, c.Payouts[0].Started, restarted.Payouts[0].Started, "when it was first asked")
	require.Empty(t, restarted.Payouts[0].Problem)
	late, _ := do(t, c, complaint.PayOut{Payout: payout("p", "170.00", "")}, lin())
	require.Equal(t, complaint.PayoutPaid, late.Payouts[0].State)

	other, _ := do(t, c, complaint.PayOut{Payout: payout("q", "0.01", "")}, lin())
	require.Len(t, other.Payouts, 2)
	requireRefusal(t, refused(t, other, complaint.PayOut{Payout: payout("p", "170.00", "")}, lin()),
		"payout.amount", "must not be more than the CNY 169.99 that is left of the offer")
	requireRefusal(t, refused(t, other, start(other, payout("p", "170.00", "")), lin()), "payout.amount", "CNY 169.99 that is left")
}

func TestPayoutsOfARemedy(t *testing.T) {
	c := agreed(t)
	c, _ = do(t, c, start(c, payout("c1", "30.00", complaint.RemedyCash)), lin())
	requireRefusal(t, refused(t, c, complaint.PayOut{Payout: payout("c2", "20.01", complaint.RemedyCash)}, lin()),
		"payout.amount", "must not be more than the CNY 20.00 that is left of its cash")
	requireRefusal(t, refused(t, c, start(c, payout("g", "1.00", complaint.RemedyGift)), lin()),
		"payout.remedy", "the offer grants none in this currency")
	requireRefusal(t, refused(t, c, start(c, payout("n", "1.00", "nothing")), lin()), "payout.remedy", "must be a code of the taxonomy's remedies")
	c, _ = do(t, c, complaint.PayOut{Payout: payout("c1", "30.00", "")}, lin())
	require.Equal(t, complaint.RemedyCash, c.Payouts[0].Remedy)
	c, _ = do(t, c, complaint.PayOut{Payout: payout("k", "20.00", complaint.RemedyCoupon)}, lin())
	c, _ = do(t, c, complaint.PayOut{Payout: payout("r", "100.00", complaint.RemedyRefund)}, lin())
	require.True(t, c.Owes("o"), "a coupon is no money")
	c, _ = do(t, c, complaint.PayOut{Payout: payout("c2", "20.00", complaint.RemedyCash)}, lin())
	require.False(t, c.Owes("o"))
	require.Equal(t, complaint.StatusCarriedOut, c.Status)
}

func TestPayoutsAreRefused(t *testing.T) {
	base := agreed(t)
	pending, _ := do(t, base, start(base, payout("p", "50.00", complaint.RemedyCash)), lin())
	paid, _ := do(t, pending, complaint.PayOut{Payout: payout("p", "50.00", "")}, lin())
	usd, err := complaint.NewMoney("1.00", "USD")
	require.NoError(t, err)
	foreign := payout("q", "1.00", "")
	foreign.Amount = usd
	elsewhere := payout("q", "1.00", "")
	elsewhere.Offer = "x"
	now := pending.Updated.Add(time.Hour)
	for name, x := range map[string]struct {
		c           complaint.Complaint
		action      complaint.Action
		field, rule string
	}{
		"start without again": {base, complaint.StartPayout{Payout: payout("p", "1.00", "")}, "payout.again", "must be later than now"},
		"start again now": {pending, complaint.StartPayout{Payout: func() complaint.Payout {
			p := payout("q", "1.00", "")
			p.Again = now
			return p
		}()}, "payout.again", "must be later than now"},
		"start twice":            {pending, start(pending, payout("p", "50.00", "")), "payout.id", "is under way already"},
		"start what is paid":     {paid, start(paid, payout("p", "50.00", "")), "payout.id", "was paid already"},
		"start too much":         {pending, start(pending, payout("q", "120.01", "")), "payout.amount", "the CNY 120.00 that is left of the offer"},
		"start nothing":          {base, start(base, payout("q", "0.00", "")), "payout.amount", "must be more than zero"},
		"start in a currency":    {base, start(base, foreign), "payout.amount", "the offer grants nothing in this currency"},
		"start for no offer":     {base, start(base, elsewhere), "payout.offer", "must be the id of an accepted offer"},
		"pay twice":              {paid, complaint.PayOut{Payout: payout("p", "50.00", "")}, "payout.id", "was paid already"},
		"pay another amount":     {pending, complaint.PayOut{Payout: payout("p", "49.00", "")}, "payout.id", "belongs to a payout of CNY 50.00 for offer o"},
		"pay another remedy":     {pending, complaint.PayOut{Payout: payout("p", "50.00", complaint.RemedyRefund)}, "payout.id", "belongs to a payout"},
		"pay another offer":      {pending, complaint.PayOut{Payout: complaint.Payout{ID: "p", Offer: "x", Amount: cny("50.00")}}, "payout.id", "belongs to a payout"},
		"pay too much":           {pending, complaint.PayOut{Payout: payout("q", "120.01", "")}, "payout.amount", "the CNY 120.00 that is left of the offer"},
		"fail what is not there": {pending, complaint.FailPayout{Payout: "x", Problem: "timeout"}, "payout", "must be the id of a payout that is under way"},
		"fail without problem":   {pending, complaint.FailPayout{Payout: "p"}, "problem", "must be a code"},
		"fail and again now":     {pending, complaint.FailPayout{Payout: "p", Problem: "timeout", Again: now}, "again", "must be later than now"},
		"claw back pending": {
			other(t, paid),
			complaint.ClawBack{Payout: "q", Amount: cny("1.00"), Reason: complaint.Hide("x")},
			"payout", "must be the id of a payout that was paid and has not come back",
		},
		"claw back too much": {
			paid,
			complaint.ClawBack{Payout: "p", Amount: cny("50.01"), Reason: complaint.Hide("x")},
			"amount", "must not be more than the CNY 50.00 that has not come back",
		},
		"claw back nothing":         {paid, complaint.ClawBack{Payout: "p", Amount: cny("0.00"), Reason: complaint.Hide("x")}, "amount", "must be more than zero"},
		"claw back in a currency":   {paid, complaint.ClawBack{Payout: "p", Amount: usd, Reason: complaint.Hide("x")}, "amount", "must be in CNY"},
		"claw back without reason":  {paid, complaint.ClawBack{Payout: "p", Amount: cny("1.00")}, "reason", "must not be empty"},
		"fail in a form of its own": {pending, complaint.FailPayout{Payout: "P 1", Problem: "timeout"}, "payout", "must be a code"},
	} {
		t.Run(name, func(t *testing.T) {
			requireRefusal(t, refused(t, x.c, x.action, manager()), x.field, x.rule)
		})
	}
}

// other starts another payout.
func other(t testing.TB, c complaint.Complaint) complaint.Complaint {
	t.Helper()
	c, _ = do(t, c, start(c, payout("q", "1.00", "")), lin())
	return c
}

// TestAnApprovalIsNotAskedForLate: money that is gone or on its way waits for nobody.
func TestAnApprovalIsNotAskedForLate(t *testing.T) {
	c := agreed(t)
	m := meta()
	m.Actor, m.Decisions.Offers = mia(), []complaint.OfferDecision{needs("o", complaint.RoleSenior, false)}
	pending, _ := do(t, c, start(c, payout("p", "50.00", "")), lin())
	paid, _ := do(t, pending, complaint.PayOut{Payout: payout("p", "50.00", "")}, lin())
	failed, _ := do(t, pending, complaint.FailPayout{Payout: "p", Problem: "timeout"}, lin())
	note := complaint.Note{Text: complaint.Hide("x")}
	for _, c := range []complaint.Complaint{pending, paid} {
		m.At = c.Updated
		_, _, err := c.Apply(note, m)
		requireRefusal(t, err, "meta.decisions.offers[0].approval", "money of the offer was paid or is under way")
	}
	m.At = failed.Updated
	for _, a := range []complaint.Action{start(failed, payout("p", "50.00", "")), complaint.PayOut{Payout: payout("p", "50.00", "")}} {
		_, _, err := failed.Apply(a, m)
		requireRefusal(t, err, "meta.decisions.offers[0].approval", "money of the offer was paid or is under way")
	}
	_, _, err := failed.Apply(note, m)
	require.NoError(t, err)
}

func TestWhatIsNotLegalWithoutAPayout(t *testing.T) {
	c := assigned(t)
	for _, x := range []struct {
		action complaint.Action
		reason string
	}{
		{complaint.PayOut{Payout: payout("p", "1.00", "")}, "no payout is under way"},
		{complaint.FailPayout{Payout: "p", Problem: "x"}, "no payout is under way"},
		{complaint.StartPayout{}, "start_payout is not legal in status assigned"},
		{complaint.ClawBack{Payout: "p"}, "claw_back is not legal in status assigned"},
	} {
		err := refused(t, c, x.action, lin())
		require.ErrorIs(t, err, complaint.ErrTransition)
		require.ErrorContains(t, err, x.reason)
	}
	require.ErrorContains(t, refused(t, agreed(t), complaint.ClawBack{Payout: "p"}, lin()), "nothing was paid")
}

// TestTheProvidersAnswerIsRecordedWhateverTheStatus: also in a complaint that has ended.
func TestTheProvidersAnswerIsRecordedWhateverTheStatus(t *testing.T) {
	c := agreed(t)
	c, _ = do(t, c, start(c, payout("p", "50.00", complaint.RemedyCash)), lin())
	for name, x := range map[string]complaint.Action{
		"withdraw": complaint.Withdraw{},
		"merge":    complaint.Merge{Into: complaint.KeyID("", "other")},
	} {
		require.ErrorContains(t, refused(t, c, x, manager()), "a payout is under way", name)
	}
	closed, _ := do(t, c, complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("you get it")}, mia())
	closed, _ = do(t, closed, complaint.Close{Outcome: complaint.OutcomeResolved}, mia())
	require.Equal(t, c.Payouts[0].Again, closed.Due)
	require.ErrorContains(t, refused(t, closed, complaint.Erase{Basis: "customer_request"}, manager()), "a payout is under way")
	require.ErrorContains(t, refused(t, closed, complaint.Archive{}, manager()), "a payout is under way")

	out, _ := do(t, closed, complaint.Reopen{Reason: complaint.Hide("not solved")}, customer())
	out, _ = do(t, out, complaint.ScreenOut{Criterion: "nothing_new"}, manager())
	require.Equal(t, complaint.StatusScreenedOut, out.Status)
	require.Equal(t, c.Payouts[0].Again, out.Due)
	requireRefusal(t, refused(t, out, complaint.PayOut{Payout: payout("q", "1.00", "")}, lin()),
		"payout.id", "nothing else is paid in status screened_out")
	require.NotContains(t, out.Allowed(), complaint.KindStartPayout)

	appealed, _ := do(t, out, complaint.FileAppeal{Ground: complaint.Hide("unfair")}, customer())
	referred, _ := do(t, closed, complaint.Refer{Body: "12315"}, manager())
	for _, c := range []complaint.Complaint{closed, out, appealed, referred} {
		paid, _ := do(t, c, complaint.PayOut{Payout: payout("p", "50.00", "")}, lin())
		require.Equal(t, complaint.PayoutPaid, paid.Payouts[0].State)
		require.Equal(t, c.Status, paid.Status)
		failed, _ := do(t, c, complaint.FailPayout{Payout: "p", Problem: "account_closed"}, lin())
		require.Equal(t, complaint.PayoutFailed, failed.Payouts[0].State)
	}
	ended, _ := do(t, out, complaint.FailPayout{Payout: "p", Problem: "account_closed"}, lin())
	require.Zero(t, ended.Due)
	ended, _ = do(t, ended, complaint.Archive{}, manager())
	require.Equal(t, complaint.StatusArchived, ended.Status)
	require.NotContains(t, ended.Allowed(), complaint.KindPayOut)
}

func TestClawBack(t *testing.T) {
	c := agreed(t)
	c, _ = do(t, c, complaint.PayOut{Payout: payout("p", "150.00", "")}, lin())
	c, _ = do(t, c, complaint.ClawBack{Payout: "p", Amount: cny("100.00"), Reason: complaint.Hide("paid twice")}, manager())
	require.Equal(t, complaint.PayoutPaid, c.Payouts[0].State)
	require.Equal(t, cny("100.00"), c.Payouts[0].Returned)
	requireRefusal(t, refused(t, c, complaint.ClawBack{Payout: "p", Amount: cny("50.01"), Reason: complaint.Hide("x")}, manager()),
		"amount", "must not be more than the CNY 50.00 that has not come back")
	closed, _ := do(t, c, complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("done")}, mia())
	closed, _ = do(t, closed, complaint.Withdraw{}, customer())
	closed, _ = do(t, closed, complaint.ClawBack{Payout: "p", Amount: cny("50.00"), Reason: complaint.Hide("card stolen")}, manager())
	require.Equal(t, complaint.PayoutReturned, closed.Payouts[0].State)
	require.False(t, closed.Owes("o"), "what came back is not owed again")
	require.ErrorContains(t, refused(t, closed, complaint.ClawBack{Payout: "p", Amount: cny("1.00"), Reason: complaint.Hide("x")}, manager()),
		"nothing was paid")
	archived, _ := do(t, closed, complaint.Archive{}, manager())
	require.NotContains(t, archived.Allowed(), complaint.KindClawBack)
}
