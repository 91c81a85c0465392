package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/internal/fakepay"
	"github.com/recourse-go/recourse/storage"
)

// model is a ledger that follows the complaints in the simplest way: what an offer holds is what its option costs, by account.
type model struct {
	*till

	ids []complaint.ID
}

// Whatever people, customers, providers and time do: the balances are those of the model, no cap is exceeded, nobody is paid more
// than was granted nor refunded more than was paid, and no money appears from nowhere.
func TestLawsOfMoney(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newTill(t, capOf("complaint", "420"), capOf("customer", "500"), capOf("budget", "650"))
		s.pay.Next = func(desk.Payment, int) fakepay.Outcome {
			return rapid.SampledFrom([]fakepay.Outcome{
				fakepay.Pay, fakepay.Pay, fakepay.Lose, fakepay.Drop, fakepay.Later, fakepay.Refuse,
			}).Draw(r, "provider")
		}
		m := &model{till: s}
		for _, order := range []string{"SO-1", "SO-1", ""} {
			if order != "" {
				m.ids = append(m.ids, s.broken(order).ID)
			} else {
				m.ids = append(m.ids, s.late().ID)
			}
		}
		r.Repeat(map[string]func(*rapid.T){
			"offer":   m.offer,
			"by hand": m.propose,
			"answer":  m.answer,
			"decide":  m.approve,
			"pay":     m.payOut,
			"back":    m.clawBack,
			"end":     m.end,
			"time": func(r *rapid.T) {
				s.now = s.now.Add(time.Duration(rapid.IntRange(1, 30).Draw(r, "hours")) * time.Hour)
				m.expect(r, func() error { _, err := s.Sweep(t.Context()); return err }())
			},
			"": m.check,
		})
	})
}

// expect lets pass what the rules refuse, and fails for everything else.
func (m *model) expect(r *rapid.T, err error) {
	if err != nil && !errors.Is(err, complaint.ErrInvalid) && !errors.Is(err, complaint.ErrTransition) &&
		!errors.Is(err, storage.ErrLimit) && !errors.Is(err, desk.ErrNoRemedy) {
		r.Fatalf("unexpected: %v", err)
	}
}

func (m *model) any(r *rapid.T) complaint.Complaint {
	c, err := m.Get(m.t.Context(), rapid.SampledFrom(m.ids).Draw(r, "complaint"))
	require.NoError(r, err)
	m.now = m.now.Add(time.Second)
	return c
}

func (m *model) act(r *rapid.T, c complaint.Complaint, who complaint.Actor, a complaint.Action) {
	_, err := m.Do(m.t.Context(), desk.Command{ID: c.ID, Actor: who, Action: a})
	m.expect(r, err)
}

func (m *model) who(r *rapid.T) complaint.Actor {
	return rapid.SampledFrom([]complaint.Actor{mia, li, bob, zhao}).Draw(r, "who")
}

func (m *model) offer(r *rapid.T) {
	c := m.any(r)
	o := desk.OfferOptions{Besides: rapid.Bool().Draw(r, "besides")}
	o.Replace = rapid.Bool().Draw(r, "replace")
	_, _, err := m.Offer(m.t.Context(), desk.Command{ID: c.ID, Actor: m.who(r)}, o)
	m.expect(r, err)
}

func (m *model) propose(r *rapid.T) {
	c := m.any(r)
	a := complaint.Propose{Replace: rapid.Bool().Draw(r, "replace")}
	for i := range rapid.IntRange(1, 2).Draw(r, "offers") {
		o := complaint.Offer{ID: fmt.Sprintf("h%d-%d", len(c.Offers), i)}
		for range rapid.IntRange(1, 2).Draw(r, "options") {
			var p complaint.Option
			for range rapid.IntRange(1, 2).Draw(r, "grants") {
				p.Grants = append(p.Grants, complaint.Grant{
					Remedy: rapid.SampledFrom([]complaint.Remedy{
						complaint.RemedyRefund, complaint.RemedyCash, complaint.RemedyCoupon, complaint.RemedyExchange,
					}).Draw(r, "remedy"),
					Amount: fenOf(r, rapid.Int64Range(1, 450_00).Draw(r, "fen")),
				})
			}
			o.Options = append(o.Options, p)
		}
		a.Offers = append(a.Offers, o)
	}
	m.act(r, c, m.who(r), a)
}

func fenOf(r *rapid.T, n int64) complaint.Money {
	m, err := complaint.FromMinor(n, "CNY")
	require.NoError(r, err)
	return m
}

func (m *model) anOffer(r *rapid.T, fits func(complaint.Offer) bool) (complaint.Complaint, complaint.Offer) {
	c := m.any(r)
	var list []complaint.Offer
	for _, o := range c.Offers {
		if fits(o) {
			list = append(list, o)
		}
	}
	if len(list) == 0 {
		r.Skip("there is no such offer")
	}
	return c, rapid.SampledFrom(list).Draw(r, "offer")
}

func (m *model) answer(r *rapid.T) {
	c, o := m.anOffer(r, func(o complaint.Offer) bool { return o.State == complaint.OfferOpen })
	if rapid.IntRange(0, 3).Draw(r, "answer") == 0 {
		m.act(r, c, jane, complaint.Decline{Offer: o.ID})
		return
	}
	m.act(r, c, jane, complaint.Accept{Offer: o.ID, Option: rapid.IntRange(0, len(o.Options)-1).Draw(r, "option")})
}

func (m *model) approve(r *rapid.T) {
	c, o := m.anOffer(r, complaint.Offer.Pending)
	if rapid.IntRange(0, 3).Draw(r, "verdict") == 0 {
		m.act(r, c, zhao, complaint.Reject{Offer: o.ID, Reason: complaint.Hide("no")})
		return
	}
	m.act(r, c, rapid.SampledFrom([]complaint.Actor{li, bob, zhao}).Draw(r, "who"), approve(o.ID))
}

func (m *model) payOut(r *rapid.T) {
	c := m.any(r)
	_, err := m.Payout(m.t.Context(), desk.Command{ID: c.ID, Actor: li}, desk.PayoutOptions{})
	m.expect(r, err)
}

func (m *model) clawBack(r *rapid.T) {
	c := m.any(r)
	if len(c.Payouts) == 0 {
		r.Skip("nothing was paid")
	}
	p := rapid.SampledFrom(c.Payouts).Draw(r, "payout")
	m.act(r, c, bob, complaint.ClawBack{
		Payout: p.ID, Amount: fenOf(r, rapid.Int64Range(1, 450_00).Draw(r, "fen")), Reason: complaint.Hide("x"),
	})
}

// end ends a complaint, or takes it up again.
func (m *model) end(r *rapid.T) {
	c := m.any(r)
	switch {
	case !c.Status.Open():
		m.act(r, c, jane, complaint.Reopen{Reason: complaint.Hide("again")})
	case rapid.Bool().Draw(r, "merge"):
		m.act(r, c, bob, complaint.Merge{Into: m.ids[0]})
	default:
		m.act(r, c, jane, complaint.Withdraw{})
	}
}

// check compares the balances with the model.
func (m *model) check(r *rapid.T) {
	sums, refunded := map[string]int64{}, int64(0)
	for _, id := range m.ids {
		c, err := m.Get(m.t.Context(), id)
		require.NoError(r, err)
		for i := range c.Offers {
			holds(r, &c, &c.Offers[i], sums)
		}
		got, kept := m.paidTo(r, c)
		require.LessOrEqual(r, got, grantedBy(r, c), "nobody gets more than was granted")
		if c.Intake.Order != "" {
			refunded += kept
		}
		entries, err := m.Ledger(m.t.Context(), id)
		require.NoError(r, err)
		for _, e := range entries {
			sums[e.Account] -= minor(r, e.Amount)
			sums[e.Account+" of the ledger"] += minor(r, e.Amount)
		}
	}
	require.LessOrEqual(r, refunded, int64(409_00), "nobody gets back more than was paid")
	for account, units := range sums {
		name, ledger := strings.CutSuffix(account, " of the ledger")
		if !ledger {
			require.Zero(r, units, "%s: the model holds this much more than the ledger", account)
			continue
		}
		held, err := m.Balance(m.t.Context(), name, "CNY")
		require.NoError(r, err)
		require.Equal(r, units, minor(r, held), name)
		for prefix, most := range map[string]int64{
			"cap/complaint/": 420_00, "cap/customer/": 500_00, "cap/budget/": 650_00, "refund/SO-1": 409_00, "refund/SO-1/": 399_00,
		} {
			if strings.HasPrefix(name, prefix) {
				require.LessOrEqual(r, units, most, name)
			}
		}
	}
	require.Empty(r, m.pay.Faults())
}

// holds adds what an offer holds by the model: an open one the dearest of its options in each account, an accepted one its option
// less what came back of it.
func holds(r *rapid.T, c *complaint.Complaint, o *complaint.Offer, sums map[string]int64) {
	switch {
	case o.Pending() && o.Approval.Unfunded:
	case o.State == complaint.OfferOpen && c.Status.Open():
		most := map[string]int64{}
		for _, p := range o.Options {
			for _, reserve := range p.Reserves {
				most[reserve.Account] = max(most[reserve.Account], minor(r, reserve.Amount))
			}
		}
		for account, units := range most {
			sums[account] += units
		}
	case o.State == complaint.OfferAccepted:
		granted, back := map[bool]int64{}, map[bool]int64{}
		for _, g := range o.Options[o.Chosen].Grants {
			granted[g.Remedy == complaint.RemedyRefund] += minor(r, g.Amount)
		}
		for _, p := range c.Payouts {
			if p.Offer == o.ID {
				back[p.Remedy == complaint.RemedyRefund] += minor(r, p.Returned)
			}
		}
		for _, reserve := range o.Options[o.Chosen].Reserves {
			units, all, gone := minor(r, reserve.Amount), granted[true]+granted[false], back[true]+back[false]
			if strings.HasPrefix(reserve.Account, "refund/") {
				all, gone = granted[true], back[true]
			}
			if gone > 0 {
				units = (units*(all-gone) + all - 1) / all
			}
			sums[reserve.Account] += units
		}
	case o.State == complaint.OfferOpen, o.State == complaint.OfferDeclined, o.State == complaint.OfferRejected, o.State == complaint.OfferLapsed:
	default:
		r.Fatalf("offer %s is %q", o.ID, o.State)
	}
}

// paidTo is what the provider paid for a complaint, and what the customer kept of its refunds.
func (m *model) paidTo(r *rapid.T, c complaint.Complaint) (got, kept int64) {
	for _, p := range m.pay.Payments() {
		if p.Complaint != c.ID {
			continue
		}
		got += minor(r, p.Amount)
		if p.Remedy == complaint.RemedyRefund {
			kept += minor(r, p.Amount)
		}
	}
	for _, p := range c.Payouts {
		if p.Remedy == complaint.RemedyRefund {
			kept -= minor(r, p.Returned)
		}
	}
	return got, kept
}

func grantedBy(r *rapid.T, c complaint.Complaint) int64 {
	sum := int64(0)
	for i := range c.Offers {
		sum += minor(r, c.Offers[i].Granted()["CNY"])
	}
	return sum
}

func minor(r *rapid.T, m complaint.Money) int64 {
	units, err := m.Minor()
	require.NoError(r, err)
	return units
}
