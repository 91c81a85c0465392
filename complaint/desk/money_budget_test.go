package desk_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
)

// An offer for which the budget has no money waits, and is approved when the budget is raised, not before.
func TestBudgetUsedUp(t *testing.T) {
	s := newTill(t, capOf("budget", "20"))
	s.offered(s.late(), mia, desk.OfferOptions{})
	c := s.offered(s.late(), mia, desk.OfferOptions{})
	require.True(t, c.Offers[0].Approval.Unfunded)
	require.True(t, c.Offers[0].Waits(), "what is not paid for must not be promised")
	require.Equal(t, "CNY 15.00", s.balance(budget), "nothing is set aside")
	require.Equal(t, "CNY 15.00", s.balance(ofJane), "nowhere")
	page, err := s.Approvals(t.Context(), complaint.RoleManager, storage.Query{})
	require.NoError(t, err)
	require.Equal(t, c.ID, page.Complaints[0].ID)
	require.ErrorIs(t, s.refused(c, zhao, approve("o1")), storage.ErrLimit)

	s.UseCompensation(s.policy(capOf("budget", "29.99")))
	require.ErrorIs(t, s.refused(c, zhao, approve("o1")), storage.ErrLimit)
	s.UseCompensation(s.policy(capOf("budget", "30")))
	c = s.do(c, zhao, approve("o1"))
	require.Equal(t, "CNY 30.00", s.balance(budget))
	s.do(c, jane, complaint.Accept{Offer: "o1", Option: 1})
	require.Equal(t, complaint.PayoutPaid, s.payout(c).Payouts[0].State)

	// Without the budget in the policy there is no limit to keep.
	c = s.offered(s.late(), mia, desk.OfferOptions{})
	require.ErrorIs(t, s.refused(c, zhao, approve("o1")), storage.ErrLimit)
	s.UseCompensation(s.policy(func(p *compensation.Policy) { p.Caps = p.Caps[:2] }))
	s.do(c, zhao, approve("o1"))
	s.sound()
}

// A cap that cuts gives what is left, and then nothing.
func TestCapCuts(t *testing.T) {
	s := newTill(t, capOf("customer", "25"))
	s.offered(s.late(), mia, desk.OfferOptions{})
	c := s.offered(s.late(), mia, desk.OfferOptions{Only: []string{"cash"}})
	require.Equal(t, "CNY 10.00", c.Offers[0].Options[0].Grants[0].Amount.String())
	require.Equal(t, "CNY 25.00", s.balance(ofJane))
	_, d, err := s.Offer(t.Context(), desk.Command{ID: s.late().ID, Actor: mia}, desk.OfferOptions{})
	require.ErrorIs(t, err, desk.ErrNoRemedy)
	require.Empty(t, d.Options)
	s.now = s.now.AddDate(0, 2, 0)
	s.offered(s.late(), mia, desk.OfferOptions{})
	require.Equal(t, "CNY 15.00", s.balance("cap/customer/u-jane/2027"), "a new year has an account of its own")
	s.sound()
}

// Nobody passes caps, the law, refunds and authority with an offer by hand.
func TestOffersByHandAreGoverned(t *testing.T) {
	s := newTill(t, capOf("customer", "100"), capOf("complaint", "1000"))
	c := s.broken("SO-1")
	foreign := complaint.Grant{Remedy: complaint.RemedyCash, Amount: complaint.Money{Amount: yuan("1").Amount, Currency: "USD"}}
	const left = "must not be more than what a cap leaves, CNY 100.00 (customer)"
	for _, test := range []struct {
		rule  string
		grant complaint.Grant
	}{
		{left, cash("100.01")},
		{left, complaint.Grant{Remedy: complaint.RemedyCash, Amount: yuan("100.01"), Cost: yuan("0.01")}},
		{left, complaint.Grant{Remedy: complaint.RemedyPoints, Amount: yuan("1"), Points: 20_000}},
		{left, complaint.Grant{Remedy: complaint.RemedyPoints, Points: 20_000}},
		{left, complaint.Grant{Remedy: complaint.RemedyExchange, Cost: yuan("100.01")}},
		{"must not refund more than what was paid", refund("409.01")},
		{"must be in the currency of the case, CNY", foreign},
	} {
		requireRule(t, s.refused(c, zhao, byHand("o1", test.grant)), test.rule)
	}
	// The engine's own names are not the proposer's to give.
	forged := byHand("o1", cash("90"))
	forged.Offers[0].Approval = &complaint.Approval{Needs: complaint.RoleMid, State: complaint.ApprovalGiven, By: "bob"}
	forged.Offers[0].Options[0].Reserves = []complaint.Reserve{{Account: budget, Amount: yuan("0")}}
	c = s.do(c, mia, forged)
	require.Equal(t, complaint.RoleSenior, c.Offers[0].Approval.Needs)
	require.Equal(t, complaint.ApprovalPending, c.Offers[0].Approval.State)
	require.Equal(t, "CNY 90.00", s.balance(ofJane))
	s.sound()
}

// Two complaints about one order never get back more than was paid for it, with what the host refunds by itself.
func TestNoRefundBeyondPaid(t *testing.T) {
	s := newTill(t, capOf("customer", "5000"), capOf("budget", "5000"))
	first := s.offered(s.broken("SO-1"), zhao, desk.OfferOptions{})
	require.Equal(t, "CNY 399.00", s.balance("refund/SO-1"))
	require.Equal(t, "CNY 399.00", s.balance("refund/SO-1/1"))
	second := s.offered(s.broken("SO-1"), zhao, desk.OfferOptions{})
	require.Equal(t, complaint.RemedyCash, second.Offers[0].Options[0].Grants[0].Remedy, "the price is offered already")
	requireRule(t, s.refused(second, zhao, byHand("o2", refund("10.01"))), "must not refund more")
	s.do(first, jane, complaint.Decline{Offer: "o1"})

	s.bought("SO-1", "300")
	c := s.do(s.broken2("SO-1"), zhao, byHand("o1", refund("99")))
	require.Equal(t, "CNY 99.00", s.balance("refund/SO-1/1"))
	requireRule(t, s.refused(c, zhao, byHand("o2", refund("10.01"))), "must not refund more")
	s.do(c, jane, complaint.Decline{Offer: "o1"})
	s.bought("SO-1", "200")
	s.do(c, zhao, byHand("o3", refund("199")))
	s.sound()
}

// broken2 is another complaint about an order that the books have.
func (s *till) broken2(order string) complaint.Complaint {
	in := late()
	in.Category, in.Order = "quality.defect", order
	return s.opened(in)
}

// An order that contradicts itself is an error of the books, and keeps nobody from recording what was paid.
func TestBooksThatContradictThemselves(t *testing.T) {
	s := newTill(t)
	c := s.offered(s.broken("SO-1"), li, desk.OfferOptions{})
	c = s.do(c, bob, approve("o1"))
	c = s.do(c, jane, complaint.Accept{Offer: "o1"})
	s.bought("SO-1", "500")
	_, err := s.Quote(t.Context(), c.ID)
	requireRule(t, err, "must not be more than what was paid")
	c = s.payout(c)
	require.Len(t, c.Payouts, 2)
	require.Equal(t, complaint.StatusCarriedOut, c.Status)
	s.sound()
}

func TestOfferIsRepeatable(t *testing.T) {
	s := newTill(t)
	cmd := desk.Command{ID: s.late().ID, Actor: mia, Key: "click-1"}
	first, _, err := s.Offer(t.Context(), cmd, desk.OfferOptions{})
	require.NoError(t, err)
	s.do(first, jane, complaint.Decline{Offer: "o1"})
	s.now = s.now.Add(time.Hour)
	again, _, err := s.Offer(t.Context(), cmd, desk.OfferOptions{})
	require.NoError(t, err)
	require.Equal(t, asJSON(t, first), asJSON(t, again))
	_, _, err = s.Offer(t.Context(), desk.Command{ID: cmd.ID, Actor: li, Key: "click-1"}, desk.OfferOptions{})
	require.ErrorIs(t, err, desk.ErrKeyReused)
	_, err = s.Do(t.Context(), desk.Command{ID: cmd.ID, Actor: mia, Key: "click-2", Action: note("x")})
	require.NoError(t, err)
	_, _, err = s.Offer(t.Context(), desk.Command{ID: cmd.ID, Actor: mia, Key: "click-2"}, desk.OfferOptions{})
	require.ErrorIs(t, err, desk.ErrKeyReused)

	// A version that somebody saw counts for an offer as for everything.
	_, _, err = s.Offer(t.Context(), desk.Command{ID: cmd.ID, Actor: mia, Version: first.Version}, desk.OfferOptions{})
	require.ErrorIs(t, err, storage.ErrConflict)
	s.sound()
}

// A name that a person gave to an offer is not given again.
func TestOfferIDs(t *testing.T) {
	s := newTill(t)
	c := s.do(s.late(), mia, byHand("o2", cash("1")))
	c = s.offered(c, mia, desk.OfferOptions{Besides: true})
	require.Equal(t, "o3", c.Offers[1].ID)
}

// Many clicks at the same moment, on a clock that goes on, are one offer, and all get the same answer.
func TestOfferByManyAtOnce(t *testing.T) {
	const clicks = 16
	s := newTill(t)
	start, ticks := s.now, atomic.Int64{}
	s.config.Now = func() time.Time { return start.Add(time.Duration(ticks.Add(1)) * time.Millisecond) }
	s.start()
	c := s.late()
	answers, failures := make([]string, clicks), make([]error, clicks)
	var done sync.WaitGroup
	for i := range clicks {
		done.Go(func() {
			got, _, err := s.Offer(context.Background(), desk.Command{ID: c.ID, Actor: mia, Key: "click"}, desk.OfferOptions{})
			answers[i], failures[i] = asJSON(t, got), err
		})
	}
	done.Wait()
	require.NoError(t, errors.Join(failures...))
	for _, a := range answers {
		require.Equal(t, answers[0], a)
	}
	// Without a key one of them is first, and the others are told.
	c = s.late()
	for i := range clicks {
		done.Go(func() {
			_, _, failures[i] = s.Offer(context.Background(), desk.Command{ID: c.ID, Actor: mia}, desk.OfferOptions{})
		})
	}
	done.Wait()
	made := 0
	for _, err := range failures {
		if err == nil {
			made++
			continue
		}
		requireRule(t, err, "is open")
	}
	require.Equal(t, 1, made)
	require.Equal(t, "CNY 30.00", s.balance(budget))
	s.sound()
}

// Where neither complaint nor policy names a currency, what people write into an offer counts, and caps hold all the same.
func TestCapWithoutCurrencyOfTheCase(t *testing.T) {
	s := newTill(t, capOf("customer", "25"), func(p *compensation.Policy) { p.Currency = "" })
	open := func() complaint.Complaint {
		in := late()
		in.Amount = complaint.Money{}
		return s.opened(in)
	}
	_, err := s.Quote(t.Context(), open().ID)
	require.NoError(t, err)
	s.do(open(), mia, byHand("o1", cash("20")))
	require.Equal(t, "CNY 20.00", s.balance(ofJane))
	require.ErrorIs(t, s.refused(open(), mia, byHand("o1", cash("20"))), storage.ErrLimit)
	s.sound()
}
