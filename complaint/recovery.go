package complaint

import (
	"math/big"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Recovery is what a complaint has cost the shop in a currency (M11).
type Recovery struct {
	Currency string `json:"currency"`
	// Paid is the cost to the shop of what was paid to the customer, less what came back. Where a grant costs the shop something
	// else than its amount, such as a coupon that few redeem, its share of that counts, rounded up to minor units.
	Paid Money `json:"paid"`
	// Spent is labour, material, transport and other cost.
	Spent Money `json:"spent"`
	// Received is what others have paid for it, see [Claim].
	Received Money `json:"received"`
	// Net is Paid and Spent less Received; negative where others paid more.
	Net Money `json:"net"`
}

// Recovery adds up what the complaint has cost the shop so far, one line a currency in the order of their codes, and the
// minutes that people worked on it.
func (c Complaint) Recovery() (list []Recovery, minutes int) {
	sums := map[string]*Recovery{}
	of := func(m Money) *Recovery {
		if m.Currency == "" {
			return nil
		}
		if sums[m.Currency] == nil {
			zero := Money{Currency: m.Currency}
			sums[m.Currency] = &Recovery{Currency: m.Currency, Paid: zero, Spent: zero, Received: zero}
		}
		return sums[m.Currency]
	}
	for i := range c.Payouts {
		p := &c.Payouts[i]
		if p.State != PayoutPaid && p.State != PayoutReturned {
			continue
		}
		left, err := p.Amount.Sub(p.Returned)
		if r := of(p.Amount); r != nil && err == nil {
			add(&r.Paid, c.costOf(p, left))
		}
	}
	for i := range c.Costs {
		minutes += c.Costs[i].Minutes
		if r := of(c.Costs[i].Amount); r != nil {
			add(&r.Spent, c.Costs[i].Amount)
		}
	}
	for i := range c.Claims {
		if r := of(c.Claims[i].Received); r != nil {
			add(&r.Received, c.Claims[i].Received)
		}
	}
	for _, r := range sums {
		r.Net = r.Paid
		add(&r.Net, r.Spent)
		add(&r.Net, r.Received.Neg())
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b Recovery) int { return strings.Compare(a.Currency, b.Currency) })
	return list, minutes
}

// add adds an amount of the same currency.
func add(sum *Money, m Money) {
	if next, err := sum.Add(m); err == nil {
		*sum = next
	}
}

// costOf is what an amount that was paid costs the shop: of what the offer grants of the remedy, its share of the cost.
func (c *Complaint) costOf(p *Payout, paid Money) Money {
	o := c.offer(p.Offer)
	if o == nil || o.State != OfferAccepted || o.Chosen >= len(o.Options) {
		return paid
	}
	granted, cost := Money{Currency: paid.Currency}, Money{Currency: paid.Currency}
	for _, g := range o.Options[o.Chosen].Grants {
		if g.Amount.Currency != paid.Currency || p.Remedy != "" && g.Remedy != p.Remedy {
			continue
		}
		add(&granted, g.Amount)
		if g.Cost.IsZero() || g.Cost.Currency != paid.Currency {
			add(&cost, g.Amount)
		} else {
			add(&cost, g.Cost)
		}
	}
	if granted.Sign() <= 0 || cost.Equal(granted) {
		return paid
	}
	whole, okWhole := granted.minor()
	part, okPart := paid.minor()
	units, ok := cost.minor()
	if !okWhole || !okPart || !ok {
		return paid
	}
	units.Mul(units, part)
	up := new(big.Int).Sub(whole, big.NewInt(1))
	units.Add(units, up).Quo(units, whole)
	digits, _ := MinorUnits(paid.Currency)
	return Money{Amount: decimal.NewFromBigInt(units, -int32(digits)).Normalize(), Currency: paid.Currency}
}
