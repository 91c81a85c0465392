package desk_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/internal/fakepay"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// tillYAML gives goodwill for late parcels and money back for broken goods.
const tillYAML = `kind: compensation
name: till
version: "1"
currency: CNY
coupons: {cost: 60%}
points: {face: CNY 0.01, cost: CNY 0.006}
standards:
  - name: late parcel
    when: {field: category, op: under, value: logistics}
    options:
      - {name: coupon, grants: [{remedy: coupon, amount: {fixed: CNY 20}}]}
      - {name: cash, grants: [{remedy: cash, amount: {fixed: CNY 15}}]}
  - name: broken goods
    when: {field: category, op: under, value: quality}
    options:
      - name: money back
        grants: [{remedy: refund, amount: {rate: 100%, of: line}}, {remedy: cash, amount: {fixed: CNY 30}}]
caps:
  - {name: complaint, per: complaint, most: [CNY 600]}
  - {name: customer, per: customer, period: year, most: [CNY 700]}
  - {name: budget, per: all, period: month, most: [CNY 1000], counts: all, over: ask, needs: manager}
authority:
  limits:
    - {role: mid, most: [CNY 50]}
    - {role: senior, most: [CNY 200]}
    - {role: supervisor, most: [CNY 1000]}
    - {role: manager}
  four_eyes: [CNY 500]
  delegations:
    - {from: bob, to: sam, role: supervisor, starts: 2026-11-01, ends: 2026-11-30, most: [CNY 300]}
    - {from: mia, to: sam, role: supervisor, starts: 2026-11-01, ends: 2026-11-30}
  conflicts:
    - {person: eve, customers: [u-jane], carriers: [swift]}
recourse:
  - {name: carrier, when: {field: category, op: under, value: logistics}, against: carrier}
expires: 72h
`

var (
	li  = complaint.Actor{ID: "li", Role: complaint.RoleSenior}
	sam = complaint.Actor{ID: "sam", Role: complaint.RoleSenior}
	eve = complaint.Actor{ID: "eve", Role: complaint.RoleManager}
)

const (
	budget = "cap/budget/all/2026-11"
	ofJane = "cap/customer/u-jane/2026"
)

// till is a desk that pays, with a clock that the test sets.
type till struct {
	*desk.Desk

	t      testing.TB
	store  storage.Store
	pay    *fakepay.Provider
	config desk.Config
	now    time.Time
}

func newTill(t testing.TB, edit ...func(*compensation.Policy)) *till {
	t.Helper()
	s := &till{t: t, store: memory.New(), pay: &fakepay.Provider{}, now: time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)}
	s.config = desk.Config{
		Store: s.store, Compensation: s.policy(edit...), Orders: desk.StoredOrders{Store: s.store}, Payer: s.pay,
		Now: func() time.Time { return s.now },
	}
	return s.start()
}

// start makes the desk of the configuration anew.
func (s *till) start() *till {
	s.t.Helper()
	var err error
	s.Desk, err = desk.New(s.config)
	require.NoError(s.t, err)
	return s
}

func (s *till) policy(edit ...func(*compensation.Policy)) *compensation.Engine {
	s.t.Helper()
	p, err := desk.ReadCompensation("till.yaml", []byte(tillYAML))
	require.NoError(s.t, err)
	for _, e := range edit {
		e(&p)
	}
	e, err := compensation.New(p)
	require.NoError(s.t, err)
	return e
}

func capOf(name, most string) func(*compensation.Policy) {
	return func(p *compensation.Policy) {
		for i := range p.Caps {
			if p.Caps[i].Name == name {
				p.Caps[i].Most = []complaint.Money{yuan(most)}
			}
		}
	}
}

func before(p *compensation.Policy) { p.Authority.Before = true }

// late opens a complaint of Jane's about a late parcel.
func (s *till) late() complaint.Complaint { return s.opened(late()) }

// broken opens a complaint of Jane's about broken shoes for CNY 399, of an order that she paid CNY 409 for.
func (s *till) broken(order string) complaint.Complaint {
	s.bought(order, "")
	in := late()
	in.Category, in.Order = "quality.defect", order
	return s.opened(in)
}

func (s *till) bought(order, refunded string) {
	s.t.Helper()
	o := compensation.Order{ID: order, Paid: yuan("409"), Freight: yuan("10"), Lines: []compensation.Line{{ID: "1", Product: "shoe", Paid: yuan("399")}}}
	if refunded != "" {
		o.Refunded, o.Lines[0].Refunded = yuan(refunded), yuan(refunded)
	}
	require.NoError(s.t, desk.StoredOrders{Store: s.store}.Save(s.t.Context(), "u-jane", o))
}

func (s *till) opened(in complaint.Intake) complaint.Complaint {
	s.t.Helper()
	c, err := s.Open(s.t.Context(), "web", in)
	require.NoError(s.t, err)
	return c
}

func (s *till) do(c complaint.Complaint, who complaint.Actor, a complaint.Action) complaint.Complaint {
	s.t.Helper()
	s.now = s.now.Add(time.Second)
	c, err := s.Do(s.t.Context(), desk.Command{ID: c.ID, Actor: who, Action: a})
	require.NoError(s.t, err)
	return c
}

// refused returns why an action is not carried out, and checks that nothing happened.
func (s *till) refused(c complaint.Complaint, who complaint.Actor, a complaint.Action) error {
	s.t.Helper()
	_, err := s.Do(s.t.Context(), desk.Command{ID: c.ID, Actor: who, Action: a})
	require.Error(s.t, err)
	now, got := s.Get(s.t.Context(), c.ID)
	require.NoError(s.t, got)
	require.Equal(s.t, c.Version, now.Version)
	return err
}

func (s *till) offered(c complaint.Complaint, who complaint.Actor, o desk.OfferOptions) complaint.Complaint {
	s.t.Helper()
	s.now = s.now.Add(time.Second)
	c, _, err := s.Offer(s.t.Context(), desk.Command{ID: c.ID, Actor: who}, o)
	require.NoError(s.t, err)
	return c
}

func (s *till) payout(c complaint.Complaint) complaint.Complaint {
	s.t.Helper()
	c, err := s.Payout(s.t.Context(), desk.Command{ID: c.ID, Actor: li}, desk.PayoutOptions{Method: "wallet"})
	require.NoError(s.t, err)
	return c
}

func (s *till) sweep() int {
	s.t.Helper()
	n, err := s.Sweep(s.t.Context())
	require.NoError(s.t, err)
	return n
}

func (s *till) balance(account string) string {
	s.t.Helper()
	m, err := s.Balance(s.t.Context(), account, "CNY")
	require.NoError(s.t, err)
	return m.String()
}

// sound checks that the ledger is the sum of the histories, to the cent, and that the provider was used as it must be.
func (s *till) sound() {
	s.t.Helper()
	wrong, err := s.AuditLedger(s.t.Context())
	require.NoError(s.t, err)
	require.Empty(s.t, wrong)
	sums := map[string]complaint.Money{}
	for c, err := range storage.All(s.t.Context(), s.store, storage.Query{}) {
		require.NoError(s.t, err)
		require.NoError(s.t, s.Verify(s.t.Context(), c.ID))
		entries, err := s.Ledger(s.t.Context(), c.ID)
		require.NoError(s.t, err)
		for _, e := range entries {
			sums[e.Account], err = sums[e.Account].Add(e.Amount)
			require.NoError(s.t, err)
		}
	}
	for _, account := range slices.Sorted(maps.Keys(sums)) {
		require.Equal(s.t, sums[account].String(), s.balance(account), account)
	}
	require.Empty(s.t, s.pay.Faults())
}

// option makes an offer by hand with one option.
func byHand(id string, grants ...complaint.Grant) complaint.Propose {
	return complaint.Propose{Offers: []complaint.Offer{{ID: id, Options: []complaint.Option{{Grants: grants}}}}}
}

func cash(amount string) complaint.Grant {
	return complaint.Grant{Remedy: complaint.RemedyCash, Amount: yuan(amount)}
}

func refund(amount string) complaint.Grant {
	return complaint.Grant{Remedy: complaint.RemedyRefund, Amount: yuan(amount)}
}

func requireRule(t testing.TB, err error, rule string) {
	t.Helper()
	bad, ok := errors.AsType[*complaint.FieldError](err)
	require.True(t, ok, "%v", err)
	require.Contains(t, bad.Error(), rule)
}

func TestOfferAcceptAndPay(t *testing.T) {
	s := newTill(t)
	c := s.offered(s.late(), mia, desk.OfferOptions{})
	require.Equal(t, complaint.StatusProposed, c.Status)
	require.Equal(t, "CNY 15.00", s.balance(budget), "the dearer of coupon (60% of CNY 20) and cash")
	require.Equal(t, s.now.Add(72*time.Hour), c.Offers[0].Expires)
	c = s.do(c, jane, complaint.Accept{Offer: "o1", Option: 0})
	require.Equal(t, "CNY 12.00", s.balance(budget), "what the other option would have cost is free again")
	require.Equal(t, "CNY 12.00", s.balance(ofJane))
	c = s.payout(c)
	require.Equal(t, complaint.StatusCarriedOut, c.Status)
	require.Equal(t, complaint.PayoutPaid, c.Payouts[0].State)
	require.Equal(t, "TX-1", c.Payouts[0].Reference)
	require.Equal(t, "wallet", c.Payouts[0].Method)
	require.Len(t, s.pay.To("u-jane"), 1)
	require.Equal(t, "CNY 20.00", s.pay.To("u-jane")[0].Amount.String(), "the face value")
	require.Equal(t, c, s.payout(c), "a second click pays nothing")

	c = s.offered(s.late(), mia, desk.OfferOptions{})
	c = s.do(c, jane, complaint.Accept{Offer: "o1", Option: 1})
	require.Equal(t, "CNY 27.00", s.balance(budget))
	c = s.payout(c)
	require.Equal(t, complaint.StatusCarriedOut, c.Status)
	require.Equal(t, 2, s.pay.Calls(""))
	require.Equal(t, "CNY 27.00", s.balance(budget), "what is paid stays counted")
	s.sound()
}

// Whatever ends an offer gives back what was set aside for it.
func TestEndsOfAnOffer(t *testing.T) {
	type step = func(s *till, c complaint.Complaint)
	do := func(who complaint.Actor, actions ...complaint.Action) step {
		return func(s *till, c complaint.Complaint) {
			for _, a := range actions {
				s.do(c, who, a)
			}
		}
	}
	for name, test := range map[string]struct {
		end  step
		left string
	}{
		"declined by the customer": {do(jane, complaint.Decline{Offer: "o1"}), "CNY 0.00"},
		"taken back by the shop":   {do(mia, complaint.Decline{Offer: "o1"}), "CNY 0.00"},
		"withdrawn":                {do(jane, complaint.Withdraw{}), "CNY 0.00"},
		"closed": {do(mia,
			complaint.Wait{For: complaint.WaitCustomer, Reason: complaint.Hide("her answer")}, complaint.Close{Outcome: complaint.OutcomeNoAnswer},
		), "CNY 0.00"},
		"countered": {do(jane, complaint.Counter{Offer: "o1", Ask: complaint.CounterOffer{Remedy: complaint.RemedyCash, Amount: yuan("40")}}), "CNY 15.00"},
		"replaced":  {do(mia, complaint.Propose{Offers: byHand("o2", cash("5")).Offers, Replace: true}), "CNY 5.00"},
		"lapsed": {func(s *till, _ complaint.Complaint) {
			s.now = s.now.Add(73 * time.Hour)
			require.Positive(s.t, s.sweep())
		}, "CNY 0.00"},
		"merged": {func(s *till, c complaint.Complaint) {
			s.do(c, mia, complaint.Merge{Into: s.late().ID})
		}, "CNY 0.00"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTill(t)
			c := s.offered(s.late(), mia, desk.OfferOptions{})
			require.Equal(t, "CNY 15.00", s.balance(budget))
			test.end(s, c)
			for _, account := range []string{budget, ofJane, "cap/complaint/" + c.ID.String()} {
				require.Equal(t, test.left, s.balance(account), account)
			}
			s.sound()
		})
	}
	t.Run("rejected", func(t *testing.T) {
		s := newTill(t)
		c := s.do(s.late(), mia, byHand("big", cash("150")))
		require.Equal(t, "CNY 150.00", s.balance(budget), "only the money waits for the approval")
		requireRule(t, s.refused(c, complaint.Actor{ID: "mia", Role: complaint.RoleManager}, complaint.Reject{Offer: "big", Reason: complaint.Hide("no")}), "somebody else")
		c = s.do(c, jane, complaint.Accept{Offer: "big"})
		require.Empty(t, s.payout(c).Payouts, "and nothing is paid before")
		s.do(c, li, complaint.Reject{Offer: "big", Reason: complaint.Hide("too much")})
		require.Equal(t, "CNY 0.00", s.balance(budget))
		s.sound()
	})
}

// A counter-offer is answered by a new offer in place of the old one.
func TestCounterOffer(t *testing.T) {
	s := newTill(t)
	c := s.offered(s.late(), mia, desk.OfferOptions{})
	c = s.do(c, jane, complaint.Counter{Offer: "o1", Ask: complaint.CounterOffer{Remedy: complaint.RemedyCash, Amount: yuan("40")}})
	_, _, err := s.Offer(t.Context(), desk.Command{ID: c.ID, Actor: mia}, desk.OfferOptions{})
	requireRule(t, err, "set Replace")
	c = s.offered(c, mia, desk.OfferOptions{Circumstances: desk.Circumstances{Replace: true}, Only: []string{"cash"}})
	require.Equal(t, []complaint.OfferState{complaint.OfferLapsed, complaint.OfferOpen}, []complaint.OfferState{c.Offers[0].State, c.Offers[1].State})
	require.Equal(t, "CNY 15.00", s.balance(budget))
	c = s.do(c, mia, complaint.Propose{Offers: byHand("o3", cash("40")).Offers, Replace: true})
	require.Equal(t, "CNY 40.00", s.balance(budget))
	s.do(c, jane, complaint.Accept{Offer: "o3"})
	_, _, err = s.Offer(t.Context(), desk.Command{ID: c.ID, Actor: mia}, desk.OfferOptions{Circumstances: desk.Circumstances{Replace: true}})
	requireRule(t, err, "was accepted")
	c = s.offered(c, li, desk.OfferOptions{Besides: true, Only: []string{"cash"}})
	require.Equal(t, "CNY 55.00", s.balance(budget))
	s.do(c, jane, complaint.Accept{Offer: "o4"})
	s.payout(c)
	require.Len(t, s.pay.To("u-jane"), 2)
	s.sound()
}
