package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

const swift = "recourse/carrier/swift"

// carried is a complaint about a parcel of the carrier swift, for which Jane was paid CNY 15.
func (s *till) carried() complaint.Complaint {
	in := late()
	in.Carrier = "swift"
	c := s.do(s.offered(s.opened(in), mia, desk.OfferOptions{Only: []string{"cash"}}), jane, complaint.Accept{Offer: "o1"})
	require.Empty(s.t, c.Claims, "nothing is claimed before it is paid")
	return s.payout(c)
}

func TestClaimsAgainstTheCarrier(t *testing.T) {
	s := newTill(t)
	c := s.carried()
	require.Equal(t, complaint.ClaimOpen, c.Claims[0].State)
	require.Equal(t, "CNY 15.00", s.balance(swift))
	id := c.Claims[0].ID
	c = s.do(c, li, complaint.SettleClaim{Claim: id, Received: yuan("4")})
	require.Equal(t, "CNY 11.00", s.balance(swift), "what has not come in")
	requireRule(t, s.refused(c, li, complaint.SettleClaim{Claim: id, Received: yuan("11.01")}), "CNY 11.00")
	require.ErrorIs(t, s.refused(c, mia, complaint.SettleClaim{Claim: id, Refused: true}), desk.ErrForbidden)
	s.carried()
	require.Equal(t, "CNY 26.00", s.balance(swift))
	c = s.do(c, li, complaint.SettleClaim{Claim: id, Received: yuan("1"), Refused: true})
	require.Equal(t, complaint.ClaimRefused, c.Claims[0].State)
	require.Equal(t, "CNY 15.00", s.balance(swift), "of the second one")
	c = s.do(c, mia, complaint.FileClaim{Claim: complaint.Claim{ID: "insurer", Against: complaint.ClaimInsurer, Name: "pac", Amount: yuan("7")}})
	require.Equal(t, "CNY 7.00", s.balance("recourse/insurer/pac"))
	s.do(c, li, complaint.SettleClaim{Claim: "insurer", Received: yuan("7")})
	require.Equal(t, "CNY 0.00", s.balance("recourse/insurer/pac"))
	s.sound()
}

// Several rules against one party make one claim, and an absurd name of a carrier keeps no payment from being recorded.
func TestOneClaimAgainstAParty(t *testing.T) {
	s := newTill(t, func(p *compensation.Policy) {
		p.Recourse = []compensation.RecourseRule{
			{Rule: compensation.Rule{Name: "half"}, Against: compensation.AgainstCarrier, Rate: "50%"},
			{Rule: compensation.Rule{Name: "all"}, Against: compensation.AgainstCarrier},
		}
	})
	in := late()
	in.Carrier = strings.Repeat("c", 240)
	c := s.do(s.offered(s.opened(in), mia, desk.OfferOptions{Only: []string{"cash"}}), jane, complaint.Accept{Offer: "o1"})
	c = s.payout(c)
	require.Equal(t, complaint.PayoutPaid, c.Payouts[0].State)
	require.Len(t, c.Claims, 1)
	require.Equal(t, "CNY 7.50", c.Claims[0].Amount.String())
	s.sound()
}

// Money that comes back frees what was set aside for it.
func TestClawBack(t *testing.T) {
	s := newTill(t)
	c := s.payout(s.accepted())
	require.Equal(t, "CNY 15.00", s.balance(budget))
	reason := complaint.Hide("the parcel was there")
	require.ErrorIs(t, s.refused(c, li, complaint.ClawBack{Payout: "o1-1", Amount: yuan("5"), Reason: reason}), desk.ErrForbidden)
	c = s.do(c, bob, complaint.ClawBack{Payout: "o1-1", Amount: yuan("5"), Reason: reason})
	require.Equal(t, "CNY 10.00", s.balance(budget))
	require.Equal(t, "CNY 10.00", s.balance(ofJane))
	requireRule(t, s.refused(c, bob, complaint.ClawBack{Payout: "o1-1", Amount: yuan("10.01"), Reason: reason}), "CNY 10.00")
	c = s.do(c, bob, complaint.ClawBack{Payout: "o1-1", Amount: yuan("10"), Reason: reason})
	require.Equal(t, "CNY 0.00", s.balance(budget))
	require.Len(t, s.payout(c).Payouts, 1, "it is not owed again")
	s.sound()
}

// Cash that comes back is no refund that comes back: the order is still refunded.
func TestClawBackOfCashFreesNoRefund(t *testing.T) {
	s := newTill(t, capOf("budget", "5000"), capOf("customer", "5000"), capOf("complaint", "5000"))
	c := s.offered(s.broken("SO-1"), zhao, desk.OfferOptions{})
	c = s.payout(s.do(c, jane, complaint.Accept{Offer: "o1"}))
	reason := complaint.Hide("not broken that badly")
	c = s.do(c, bob, complaint.ClawBack{Payout: "o1-2", Amount: yuan("30"), Reason: reason})
	require.Equal(t, "CNY 399.00", s.balance("refund/SO-1/1"))
	requireRule(t, s.refused(s.broken2("SO-1"), zhao, byHand("o1", refund("10.01"))), "must not refund more")
	s.do(c, bob, complaint.ClawBack{Payout: "o1-1", Amount: yuan("100"), Reason: reason})
	require.Equal(t, "CNY 299.00", s.balance("refund/SO-1/1"))
	require.Equal(t, "CNY 299.00", s.balance(budget))
	s.sound()
}

// AuditLedger finds a balance that no history explains.
func TestAuditLedgerFindsAnImbalance(t *testing.T) {
	s := newTill(t)
	c := s.offered(s.late(), mia, desk.OfferOptions{})
	s.sound()
	next, e, err := c.Apply(note("x"), complaint.Meta{At: s.now, Actor: mia, Salt: make([]byte, 16)})
	require.NoError(t, err)
	planted := storage.Debit{Account: budget, Amount: yuan("0.01")}
	require.NoError(t, s.store.Put(t.Context(), storage.Change{Complaint: next, Event: e, Debits: []storage.Debit{planted}}))
	wrong, err := s.AuditLedger(t.Context())
	require.NoError(t, err)
	require.Len(t, wrong, 1)
	require.Equal(t, budget, wrong[0].Account)
	require.Equal(t, "CNY 15.01", wrong[0].Balance.String())
	require.Equal(t, "CNY 15.00", wrong[0].Sum.String())
}

func TestLedgerOfAComplaint(t *testing.T) {
	s := newTill(t)
	c := s.payout(s.accepted())
	s.do(c, bob, complaint.ClawBack{Payout: "o1-1", Amount: yuan("5"), Reason: complaint.Hide("x")})
	entries, err := s.Ledger(t.Context(), c.ID)
	require.NoError(t, err)
	var lines []string
	for _, e := range entries {
		if e.Account == budget {
			lines = append(lines, string(e.Kind)+" by "+e.Actor.ID+": "+e.Amount.String())
		}
	}
	require.Equal(t, []string{"propose by mia: CNY 15.00", "claw_back by bob: CNY -5.00"}, lines)
}

// Customers cannot quote, approve or pay out, nor see how an offer was found; handlers can as far as their role goes.
func TestViewsOfMoney(t *testing.T) {
	s := newTill(t)
	c := s.late()
	cmd := desk.Command{ID: c.ID}
	for who, want := range map[*complaint.Actor]error{
		&jane: desk.ErrForbidden, &stranger: storage.ErrNotFound, {ID: "aud", Role: complaint.RoleAuditor}: desk.ErrForbidden,
		{ID: "jo", Role: complaint.RoleJunior}: desk.ErrForbidden, {ID: "x", Role: "boss"}: desk.ErrForbidden,
	} {
		d, err := s.As(*who).Quote(t.Context(), c.ID, desk.Circumstances{})
		require.ErrorIs(t, err, want, who.ID)
		require.Empty(t, d)
		_, d, err = s.As(*who).Offer(t.Context(), cmd, desk.OfferOptions{})
		require.ErrorIs(t, err, want, who.ID)
		require.Empty(t, d, "no decision in the answer")
		_, err = s.As(*who).Payout(t.Context(), cmd, desk.PayoutOptions{})
		require.ErrorIs(t, err, want, who.ID)
	}
	d, err := s.As(mia).Quote(t.Context(), c.ID, desk.Circumstances{Actor: zhao})
	require.NoError(t, err)
	require.Len(t, d.Options, 2)
	c, _, err = s.As(mia).Offer(t.Context(), cmd, desk.OfferOptions{})
	require.NoError(t, err)
	require.Equal(t, "mia", c.Offers[0].By)

	shown, err := s.As(jane).Do(t.Context(), desk.Command{ID: c.ID, Action: complaint.Accept{Offer: "o1", Option: 1}})
	require.NoError(t, err)
	require.Empty(t, shown.Offers[0].Options[0].Reserves)
	require.Zero(t, shown.Offers[0].Options[0].Grants[0].Cost)
	require.Empty(t, shown.Offers[0].By)
	_, err = s.As(mia).Payout(t.Context(), cmd, desk.PayoutOptions{})
	require.ErrorIs(t, err, desk.ErrForbidden, "from senior on")
	c, err = s.As(li).Payout(t.Context(), cmd, desk.PayoutOptions{})
	require.NoError(t, err)
	require.Len(t, c.Payouts, 1)
	shown, err = s.As(jane).Get(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, complaint.PayoutPaid, shown.Payouts[0].State)
	require.Empty(t, shown.Claims)

	_, err = s.As(jane).Ledger(t.Context(), c.ID)
	require.ErrorIs(t, err, desk.ErrForbidden)
	_, err = s.As(stranger).Ledger(t.Context(), c.ID)
	require.ErrorIs(t, err, storage.ErrNotFound)
	entries, err := s.As(complaint.Actor{ID: "aud", Role: complaint.RoleAuditor}).Ledger(t.Context(), c.ID)
	require.NoError(t, err)
	require.NotEmpty(t, entries)
}

func TestStoredOrders(t *testing.T) {
	store := memory.New()
	o := desk.StoredOrders{Store: store}
	bought := time.Date(2026, time.November, 1, 9, 0, 0, 0, time.UTC)
	order := func(id, product string, day int) compensation.Order {
		return compensation.Order{
			ID: id, Paid: yuan("10"), Bought: bought.AddDate(0, 0, day),
			Lines: []compensation.Line{{ID: "1", Product: product, Quantity: 2, Paid: yuan("10")}},
		}
	}
	for i, product := range []string{"milk", "egg", "milk", "milk"} {
		require.NoError(t, o.Save(t.Context(), "u-jane", order("SO-"+string(rune('A'+i)), product, i)))
	}
	require.NoError(t, o.Save(t.Context(), "", order("SO-X", "milk", 0)))
	got, ok, err := o.Order(t.Context(), "SO-A")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, order("SO-A", "milk", 0), got)
	_, ok, err = o.Order(t.Context(), "SO-?")
	require.NoError(t, err)
	require.False(t, ok)
	edited := order("SO-A", "milk", 0)
	edited.Refunded = complaint.Money{Amount: decimal.New(4, 0), Currency: "CNY"}
	require.NoError(t, o.Save(t.Context(), "u-jane", edited))
	got, _, err = o.Order(t.Context(), "SO-A")
	require.NoError(t, err)
	require.Equal(t, "CNY 4.00", got.Refunded.String())
	list, err := o.Purchases(t.Context(), "u-jane", []string{"milk"}, bought, bought.AddDate(0, 0, 2))
	require.NoError(t, err)
	require.Len(t, list, 2, "of the product, between the times, each order once")
	requireField(t, o.Save(t.Context(), "u-jane", compensation.Order{}), "order.id")
	_, _, err = desk.StoredOrders{Store: bare{store}}.Order(t.Context(), "SO-A")
	require.ErrorIs(t, err, storage.ErrUnsupported)
}

// A store that cannot read balances grants no cent more: the desk learns from what fails.
func TestWithoutBalances(t *testing.T) {
	s := newTill(t, capOf("customer", "25"))
	s.config.Store, s.config.Orders = bare{s.store}, nil
	s.start()
	s.offered(s.late(), mia, desk.OfferOptions{})
	c := s.offered(s.late(), mia, desk.OfferOptions{Only: []string{"cash"}})
	require.Equal(t, "CNY 10.00", c.Offers[0].Options[0].Grants[0].Amount.String())
	_, _, err := s.Offer(t.Context(), desk.Command{ID: s.late().ID, Actor: mia}, desk.OfferOptions{})
	require.ErrorIs(t, err, desk.ErrNoRemedy)
	_, err = s.Balance(t.Context(), ofJane, "CNY")
	require.ErrorIs(t, err, storage.ErrUnsupported)
	s.config.Store = s.store
	s.start().sound()
}
