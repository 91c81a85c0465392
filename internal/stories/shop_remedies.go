package stories

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
)

// shopRemedies is the compensation policy of the stories: goodwill for slow parcels, the special policy of a bad lot with its
// budget, what the law of China gives, and who may grant how much.
const shopRemedies = `kind: compensation
name: shop
version: "2026"
currency: CNY
zone: Asia/Shanghai
jurisdiction: CN
packs: [cn]
standards:
  - name: late parcel
    when:
      all:
        - {field: category, op: under, value: logistics}
        - {field: delay.days, op: at_least, value: 2}
    options:
      - name: coupon
        grants:
          - remedy: coupon
            amount: {fixed: CNY 5, per: delay.days, after: 1, raise: 25%, step: CNY 5, most_rate: 10%, most_of: order}
      - name: cash
        grants: [{remedy: cash, amount: {fixed: CNY 5, per: delay.days, after: 1, most_rate: 10%, most_of: order}}]
  - name: lot 26B
    when:
      all: [{field: special, op: is, value: lot-26b}]
      none: [{field: links, op: contains_any, value: duplicate_of}]
    options:
      - name: money back, keep the shoes
        grants:
          - {remedy: refund, amount: {rate: 100%, of: line}}
          - {remedy: cash, amount: {fixed: CNY 30}}
caps:
  - name: goodwill
    when: {field: special, op: unset}
    per: complaint
    most: [CNY 200]
  - name: lot 26B
    when: {field: special, op: is, value: lot-26b}
    per: incident
    most: [CNY 10000]
    counts: all
    over: ask
    needs: manager
authority:
  before: true
  limits:
    - {role: mid, most: [CNY 50]}
    - {role: senior, most: [CNY 500]}
    - {role: supervisor, most: [CNY 5000]}
    - {role: manager}
  four_eyes: [CNY 1000]
recourse:
  - {name: the carrier pays for delays, when: {field: category, op: under, value: logistics}, against: carrier}
`

// remedies compiles the compensation policy of the stories with a budget for the bad lot.
func remedies(t *testing.T, lotBudget string) *compensation.Engine {
	t.Helper()
	p, err := desk.ReadCompensation("shop_remedies.yaml", []byte(shopRemedies))
	require.NoError(t, err)
	if lotBudget != "" {
		p.Version = "2026.1"
		p.Caps[1].Most = []complaint.Money{money(t, lotBudget)}
	}
	e, err := compensation.New(p)
	require.NoError(t, err)
	return e
}

// paidTo adds up what a customer was paid of a remedy.
func (s *shop) paidTo(customer string, remedy complaint.Remedy) string {
	s.t.Helper()
	sum := complaint.Money{}
	for _, m := range s.till.To(customer) {
		if m.Remedy == remedy {
			var err error
			sum, err = sum.Add(m.Amount)
			require.NoError(s.t, err)
		}
	}
	return sum.String()
}

// bought puts an order into the shop's books.
func (s *shop) bought(customer string, o compensation.Order) {
	s.t.Helper()
	require.NoError(s.t, desk.StoredOrders{Store: s.tenant()}.Save(s.t.Context(), customer, o))
}

func (s *shop) quote(id complaint.ID, who complaint.Actor) compensation.Decision {
	s.t.Helper()
	d, err := s.desk.QuoteFor(s.t.Context(), id, desk.Circumstances{Actor: who})
	require.NoError(s.t, err)
	return d
}

func (s *shop) offer(id complaint.ID, who complaint.Actor, only ...string) (complaint.Complaint, compensation.Decision) {
	s.t.Helper()
	c, d, err := s.desk.Offer(s.t.Context(), desk.Command{ID: id, Actor: who}, desk.OfferOptions{Only: only})
	require.NoError(s.t, err)
	return c, d
}

func (s *shop) payOut(id complaint.ID, who complaint.Actor) complaint.Complaint {
	s.t.Helper()
	c, err := s.desk.Payout(s.t.Context(), desk.Command{ID: id, Actor: who}, desk.PayoutOptions{Method: "wallet"})
	require.NoError(s.t, err)
	return c
}

func (s *shop) balance(account string) string {
	s.t.Helper()
	m, err := s.desk.Balance(s.t.Context(), account, "CNY")
	require.NoError(s.t, err)
	return m.String()
}

// ledgerHolds checks that the balances are what the complaints say.
func (s *shop) ledgerHolds() {
	s.t.Helper()
	wrong, err := s.desk.AuditLedger(s.t.Context())
	require.NoError(s.t, err)
	require.Empty(s.t, wrong)
}

// found records a finding.
func (s *shop) found(id complaint.ID, cause string) {
	s.t.Helper()
	s.do(id, li(), complaint.RecordFinding{Finding: complaint.Finding{
		Result: complaint.Substantiated, Cause: cause, Facts: complaint.Hide("已核实"),
	}})
}
