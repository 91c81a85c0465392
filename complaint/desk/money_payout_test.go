package desk_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/internal/fakepay"
	"github.com/recourse-go/recourse/storage"
)

// accepted is a complaint of Jane's who accepted CNY 15.
func (s *till) accepted() complaint.Complaint {
	s.t.Helper()
	return s.do(s.offered(s.late(), mia, desk.OfferOptions{Only: []string{"cash"}}), jane, complaint.Accept{Offer: "o1"})
}

// Whatever the provider does, the customer is paid once, and the case ends when the provider says so.
func TestProviders(t *testing.T) {
	for name, outcomes := range map[string][]fakepay.Outcome{
		"pays at once":                  nil,
		"loses its answer":              {fakepay.Lose},
		"loses its answer twice":        {fakepay.Lose, fakepay.Lose},
		"fails before it pays":          {fakepay.Drop},
		"has no money for now":          {fakepay.Later, fakepay.Later},
		"fails, pays and is not heard":  {fakepay.Drop, fakepay.Lose, fakepay.Drop, fakepay.Later},
		"is unsure after it has paid":   {fakepay.Lose, fakepay.Refuse},
		"pays when it is asked in vain": {fakepay.Later, fakepay.Drop, fakepay.Lose},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTill(t)
			s.pay.Next = fakepay.Script(outcomes...)
			c := s.payout(s.accepted())
			for range outcomes {
				if c.Payouts[0].State != complaint.PayoutPending {
					break
				}
				require.Equal(t, c.Payouts[0].Again, c.Due)
				s.now = c.Payouts[0].Again
				require.Zero(t, s.sweep(), "not before its time")
				s.now = s.now.Add(time.Microsecond)
				require.Equal(t, 1, s.sweep())
				var err error
				c, err = s.Get(t.Context(), c.ID)
				require.NoError(t, err)
			}
			require.Equal(t, complaint.StatusCarriedOut, c.Status)
			require.Equal(t, "TX-1", c.Payouts[0].Reference)
			require.Len(t, s.pay.To("u-jane"), 1)
			require.Equal(t, s.pay.Calls(""), s.pay.Calls(c.ID.String()+"/o1-1"), "one key for all tries")
			require.Zero(t, s.sweep())
			s.sound()
		})
	}
}

// What a provider refuses for good is owed again, and asked for once more by the next call, under a new key.
func TestProviderRefusesForGood(t *testing.T) {
	s := newTill(t)
	s.pay.Next = fakepay.Script(fakepay.Refuse, fakepay.Refuse)
	c := s.payout(s.accepted())
	require.Len(t, c.Payouts, 1, "one call, one question")
	require.Equal(t, complaint.PayoutFailed, c.Payouts[0].State)
	require.Equal(t, "account_closed", c.Payouts[0].Problem)
	require.True(t, c.Owes("o1"))
	require.Zero(t, s.sweep(), "only a person knows what to do")
	c = s.payout(c)
	require.Len(t, c.Payouts, 2)
	c = s.payout(c)
	require.Equal(t, []string{"o1-1", "o1-1-2", "o1-1-3"}, []string{c.Payouts[0].ID, c.Payouts[1].ID, c.Payouts[2].ID})
	require.Equal(t, complaint.StatusCarriedOut, c.Status)
	require.Len(t, s.pay.To("u-jane"), 1)
	s.sound()
}

// Several workers ask for one payout at the same moment: it is paid once, and both take it for done.
func TestPayoutByManyAtOnce(t *testing.T) {
	const workers = 8
	s := newTill(t)
	s.pay.Next = fakepay.Script(fakepay.Drop)
	c := s.payout(s.accepted())
	s.now = s.now.Add(time.Hour)
	var met, done sync.WaitGroup
	met.Add(workers)
	s.pay.Before = func(desk.Payment) { met.Done(); met.Wait() }
	s.pay.Next = nil
	failures := make([]error, workers)
	for i := range workers {
		done.Go(func() { _, failures[i] = s.Sweep(context.Background()) })
	}
	done.Wait()
	require.NoError(t, errors.Join(failures...))
	require.Equal(t, workers+1, s.pay.Calls(c.ID.String()+"/o1-1"))
	require.Len(t, s.pay.To("u-jane"), 1)
	s.sound()

	// And several people click.
	s = newTill(t)
	c = s.accepted()
	for i := range workers {
		done.Go(func() {
			_, failures[i] = s.Payout(context.Background(), desk.Command{ID: c.ID, Actor: li}, desk.PayoutOptions{})
		})
	}
	done.Wait()
	require.NoError(t, errors.Join(failures...))
	require.Len(t, s.pay.To("u-jane"), 1)
	s.sound()
}

// A caller who gives up leaves a payout that the sweep goes on with, whether or not the provider has paid.
func TestPayoutGivenUp(t *testing.T) {
	for _, outcome := range []fakepay.Outcome{fakepay.Hang, fakepay.Linger} {
		s := newTill(t)
		s.pay.Next = fakepay.Script(outcome)
		c := s.accepted()
		ctx, cancel := context.WithCancel(t.Context())
		s.pay.Before = func(desk.Payment) { cancel() }
		_, err := s.Payout(ctx, desk.Command{ID: c.ID, Actor: li}, desk.PayoutOptions{})
		require.ErrorIs(t, err, context.Canceled)
		s.now = s.now.Add(2 * time.Minute)
		require.Equal(t, 1, s.sweep())
		require.Len(t, s.pay.To("u-jane"), 1)
		s.sound()
	}
}

// In the host's transaction a payout is only written down: the provider is asked after the commit, by the sweep.
func TestPayoutInTheHostsTransaction(t *testing.T) {
	s := newTill(t)
	c := s.accepted()
	in := s.With(s.store)
	c, err := in.Payout(t.Context(), desk.Command{ID: c.ID, Actor: li}, desk.PayoutOptions{})
	require.NoError(t, err)
	require.Equal(t, complaint.PayoutPending, c.Payouts[0].State)
	s.now = s.now.Add(time.Hour)
	_, err = in.Sweep(t.Context())
	require.NoError(t, err)
	require.Zero(t, s.pay.Calls(""))
	require.Equal(t, 1, s.sweep())
	require.Len(t, s.pay.To("u-jane"), 1)
	s.sound()
}

// A host without a provider pays by itself and says so.
func TestPayoutWithoutProvider(t *testing.T) {
	s := newTill(t)
	s.config.Payer = nil
	s.start()
	c := s.payout(s.accepted())
	require.Equal(t, complaint.PayoutPending, c.Payouts[0].State)
	s.now = s.now.Add(time.Hour)
	require.Zero(t, s.sweep())
	c = s.do(c, li, complaint.PayOut{Payout: complaint.Payout{ID: "o1-1", Offer: "o1", Amount: yuan("15"), Reference: "bank 1"}})
	require.Equal(t, complaint.StatusCarriedOut, c.Status)
	s.sound()
}

// loud is a provider that says strange things.
type loud struct {
	receipt desk.Receipt
	err     error
}

func (p loud) Pay(context.Context, desk.Payment) (desk.Receipt, error) { return p.receipt, p.err }

// Whatever a provider says, it can be written down: the money may have left.
func TestStrangeAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		payer loud
		want  complaint.Payout
	}{
		"a long number":  {loud{receipt: desk.Receipt{Reference: strings.Repeat("汉", 100)}}, complaint.Payout{Reference: strings.Repeat("汉", 85)}},
		"not one line":   {loud{receipt: desk.Receipt{Reference: " a\nb\xff "}}, complaint.Payout{Reference: "ab"}},
		"no number":      {loud{}, complaint.Payout{}},
		"a long problem": {loud{err: &desk.PaymentError{Code: "!" + strings.Repeat("X", 99), Final: true}}, complaint.Payout{Problem: "problem__" + strings.Repeat("x", 55)}},
		"no problem":     {loud{err: &desk.PaymentError{Final: true}}, complaint.Payout{Problem: "problem_"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTill(t)
			s.config.Payer = test.payer
			s.start()
			c := s.payout(s.accepted())
			require.Equal(t, test.want.Reference, c.Payouts[0].Reference)
			require.Equal(t, test.want.Problem, c.Payouts[0].Problem)
			require.NotEqual(t, complaint.PayoutPending, c.Payouts[0].State)
		})
	}
}

// No permission of the host's keeps a provider's answer out of the history.
func TestAnswersNeedNoPermission(t *testing.T) {
	s := newTill(t)
	s.config.Permissions = desk.DefaultPermissions()
	s.config.Permissions[complaint.KindPayOut] = nil
	s.config.Permissions[complaint.KindFailPayout] = nil
	s.start()
	s.pay.Next = fakepay.Script(fakepay.Refuse)
	c := s.payout(s.accepted())
	require.Equal(t, complaint.PayoutFailed, c.Payouts[0].State)
	require.Equal(t, complaint.StatusCarriedOut, s.payout(c).Status)
}

// A person gives a payout up that was paid after all, and starts another: the desk does not keep quiet about it.
func TestPaidAfterItWasGivenUp(t *testing.T) {
	s := newTill(t)
	c := s.accepted()
	gave := false
	s.pay.Before = func(desk.Payment) {
		if gave {
			return
		}
		gave = true
		now := s.do(c, li, complaint.FailPayout{Payout: "o1-1", Problem: "no_answer"})
		s.payout(now)
	}
	_, err := s.Payout(t.Context(), desk.Command{ID: c.ID, Actor: li}, desk.PayoutOptions{})
	require.ErrorContains(t, err, "o1-1")
	require.Len(t, s.pay.To("u-jane"), 2, "the money left twice")
}

// Offers whose names begin alike, and long ones, are each paid once.
func TestPayoutsOfOffersWithAwkwardNames(t *testing.T) {
	s := newTill(t)
	s.pay.Next = fakepay.Seeded(1, fakepay.Refuse, fakepay.Pay)
	c := s.late()
	ids := []string{"a", "a-1", "a-1-2", strings.Repeat("x", complaint.MaxCode), strings.Repeat("x", complaint.MaxCode-1) + "y"}
	for _, id := range ids {
		c = s.do(c, zhao, byHand(id, cash("1"), cash("2")))
		c = s.do(c, jane, complaint.Accept{Offer: id})
	}
	for range 40 {
		c = s.payout(c)
	}
	for _, id := range ids {
		require.False(t, c.Owes(id), id)
	}
	require.Len(t, s.pay.To("u-jane"), 2*len(ids))
	s.sound()
}

// What the host has paid by itself is not paid again.
func TestPaidInPartByHand(t *testing.T) {
	s := newTill(t)
	c := s.accepted()
	c = s.do(c, li, complaint.PayOut{Payout: complaint.Payout{ID: "till", Offer: "o1", Remedy: complaint.RemedyCash, Amount: yuan("5")}})
	require.Equal(t, complaint.StatusAgreed, c.Status)
	c = s.payout(c)
	require.Equal(t, "CNY 10.00", s.pay.To("u-jane")[0].Amount.String())
	require.Equal(t, complaint.StatusCarriedOut, c.Status)
	require.Error(t, s.refused(c, li, complaint.PayOut{Payout: complaint.Payout{ID: "more", Offer: "o1", Amount: yuan("0.01")}}))
	s.sound()
}

// A provider that is slow or fails keeps nothing else of a sweep waiting.
func TestSlowProviderKeepsNothingWaiting(t *testing.T) {
	s := newTill(t)
	s.pay.Next = fakepay.Script(fakepay.Drop)
	s.payout(s.accepted())
	s.offered(s.late(), mia, desk.OfferOptions{})
	s.now = s.now.Add(80 * time.Hour)
	s.pay.Before = func(desk.Payment) {
		page, err := s.store.List(t.Context(), storage.Query{DueBefore: s.now})
		require.NoError(t, err)
		require.Len(t, page.Complaints, 1, "the offer has lapsed before the provider is asked, and only the payout is due")
	}
	require.Positive(t, s.sweep())
	require.Len(t, s.pay.To("u-jane"), 1)
	s.sound()
}
