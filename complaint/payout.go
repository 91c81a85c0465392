package complaint

import (
	"slices"
	"time"
)

// Payout is money that is paid for an accepted offer (M3).
type Payout struct {
	// ID names the payout within the complaint, a code: use it as the idempotency key towards the payment provider.
	ID    string `json:"id"`
	Offer string `json:"offer"`
	// Remedy says which remedy of the offer it pays, empty where that makes no difference.
	Remedy Remedy `json:"remedy,omitzero"`
	// Amount must be more than zero and, with what else was paid or is under way, not more than the offer grants.
	Amount Money `json:"amount"`
	// Method is a code of the host's: original_payment, bank_transfer, wallet.
	Method string `json:"method,omitzero"`
	// Reference is the payment provider's number.
	Reference string `json:"reference,omitzero"`
	// State and what follows are kept by the lifecycle; leave them empty in [StartPayout] and [PayOut], but for Again in
	// StartPayout. At is when it was paid.
	State PayoutState `json:"state,omitzero"`
	At    time.Time   `json:"at,omitzero"`
	// Started is when the payment provider was first asked, zero for money that was paid without asking one. Tries counts how
	// often it was asked since the payout was last started, Problem is the code of what went wrong last.
	Started time.Time `json:"started,omitzero"`
	Tries   int       `json:"tries,omitzero"`
	Problem string    `json:"problem,omitzero"`
	// Again is when a pending payout is to be asked for again.
	Again time.Time `json:"again,omitzero"`
	// Returned is what came back of it, see [ClawBack]; zero without a currency where nothing did.
	Returned Money `json:"returned,omitzero"`
}

// PayoutState is where a payout stands.
type PayoutState string

// The states of a payout.
const (
	PayoutPending  PayoutState = "pending"  // the provider was asked and has not answered for good
	PayoutPaid     PayoutState = "paid"     // a part may have come back, see [Payout.Returned]
	PayoutFailed   PayoutState = "failed"   // its money is owed again
	PayoutReturned PayoutState = "returned" // all of it came back
)

func (p *Payout) walk(w *walker) {
	w.requireCode("id", &p.ID)
	w.requireCode("offer", &p.Offer)
	listed(w, "remedy", Remedies, &p.Remedy)
	w.money("amount", &p.Amount)
	if w.mode == walkCheck && p.Amount.Amount.Sign() <= 0 {
		w.refuse("amount", p.Amount.String(), "must be more than zero")
	}
	w.code("method", &p.Method)
	w.name("reference", &p.Reference)
	w.time("at", &p.At)
	w.time("again", &p.Again)
}

func (c *Complaint) payout(id string) *Payout {
	for i := range c.Payouts {
		if c.Payouts[i].ID == id {
			return &c.Payouts[i]
		}
	}
	return nil
}

// spends says whether money of an offer was paid or is under way.
func (c *Complaint) spends(offer string) bool {
	return slices.ContainsFunc(c.Payouts, func(p Payout) bool { return p.Offer == offer && p.State != PayoutFailed })
}

// putPayout adds a payout, or lets it take the place of the one of its ID, of which it keeps what it does not say itself.
func (c *Complaint) putPayout(p Payout) {
	old := c.payout(p.ID)
	if old == nil {
		c.Payouts = append(slices.Clip(c.Payouts), p)
		return
	}
	keep(&p.Method, old.Method)
	keep(&p.Reference, old.Reference)
	if p.Tries == 0 {
		p.Tries = old.Tries
	}
	if !old.Started.IsZero() {
		p.Started = old.Started
	}
	c.changePayout(p.ID, func(q *Payout) { *q = p })
}

// changePayout gives fold a copy of the payouts and the payout with that id to change.
func (c *Complaint) changePayout(id string, change func(p *Payout)) {
	c.Payouts = slices.Clone(c.Payouts)
	if p := c.payout(id); p != nil {
		change(p)
	}
}

// unpaid is what an accepted offer still grants in a currency besides what was paid or is under way.
func (c *Complaint) unpaid(o *Offer, currency string) (Money, bool) {
	return c.left(o, currency, func(Remedy) bool { return true }, func(p *Payout) bool { return p.State != PayoutFailed })
}

// left is what some remedies of an accepted offer grant in a currency less the payouts that count, and whether they grant
// anything in it.
func (c *Complaint) left(o *Offer, currency string, of func(Remedy) bool, counts func(*Payout) bool) (Money, bool) {
	left, ok := o.granted(of)[currency]
	if !ok {
		return Money{}, false
	}
	for i := range c.Payouts {
		if p := &c.Payouts[i]; p.Offer == o.ID && p.Amount.Currency == currency && counts(p) {
			rest, err := left.Sub(p.Amount)
			if err != nil {
				return Money{}, false
			}
			left = rest
		}
	}
	return left, true
}

func is(r Remedy) func(Remedy) bool { return func(other Remedy) bool { return other == r } }

// Owes says whether a refund or cash of an accepted offer is not paid yet.
func (c Complaint) Owes(offer string) bool {
	o := c.offer(offer)
	return o != nil && o.State == OfferAccepted && c.owesMoney(o)
}

// Unpaid is what an accepted offer still grants of a remedy in a currency, less what was paid and what is under way; the zero
// value where it grants nothing of it.
func (c Complaint) Unpaid(offer string, of Remedy, currency string) Money {
	o := c.offer(offer)
	if o == nil || o.State != OfferAccepted {
		return Money{}
	}
	all, ok := c.unpaid(o, currency)
	if !ok {
		return Money{}
	}
	left, ok := c.left(o, currency, is(of), func(p *Payout) bool { return p.State != PayoutFailed && p.Remedy == of })
	if !ok {
		return Money{}
	}
	if less, err := left.Cmp(all); err == nil && less <= 0 {
		return left
	}
	return all
}

// owesMoney says whether a refund or cash of an accepted offer is not paid yet. Coupons, points and the like are given
// by a step of the plan.
func (c *Complaint) owesMoney(o *Offer) bool {
	for currency := range o.granted(Remedy.money) {
		left, ok := c.left(o, currency, Remedy.money, func(p *Payout) bool {
			return (p.State == PayoutPaid || p.State == PayoutReturned) && (p.Remedy == "" || p.Remedy.money())
		})
		if ok && left.Sign() > 0 {
			return true
		}
	}
	return false
}

// money says whether the remedy is given by a payout.
func (r Remedy) money() bool { return r == RemedyCash || r.refund() }

// refund says whether the remedy gives back what was paid for an order.
func (r Remedy) refund() bool {
	return r == RemedyRefund || r == RemedyPartialRefund || r == RemedyReturn
}
