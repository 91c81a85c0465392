package complaint

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"
)

// Reserve is money set aside in an account of the store's ledger.
type Reserve struct {
	// Account is any name of 1 to 255 bytes, for example "budget/2026-11" or "customer/u-1".
	Account string `json:"account"`
	// Amount is in whole minor units and not negative.
	Amount Money `json:"amount"`
	// Limit is the highest balance of the account that is allowed with it, in the same currency; zero without a currency
	// for none.
	Limit Money `json:"limit,omitzero"`
	// Refunds says that it stands for the refunds of the option alone: only a refund that comes back frees something of it.
	Refunds bool `json:"refunds,omitzero"`
}

func (r *Reserve) walk(w *walker) {
	w.requireName("account", &r.Account)
	w.notNegative("amount", &r.Amount)
	if w.mode == walkCheck && r.Amount.Currency == "" {
		w.refuse("amount", "0", "must have a currency")
	}
	w.notNegative("limit", &r.Limit)
	if w.mode == walkCheck && !r.Limit.IsZero() && r.Limit.Currency != r.Amount.Currency {
		w.refuse("limit", r.Limit.String(), "must be in the currency of the amount, or zero without a currency for none")
	}
}

// Reserved is what the complaint holds in accounts now, sorted by account and currency, one entry for each, with amounts above
// zero. The debits of a step are what Reserved says after it less what it said before, so the ledger is always the sum over
// all complaints.
//
//   - An open offer holds in each account what the most expensive of its options there reserves, unless the complaint has ended:
//     a merged one holds only what was accepted.
//   - An accepted offer holds what its option reserves, and goes on holding it when it is paid. Of money that came back, see
//     [ClawBack], each account gets its share back: it keeps the reserve times the share of the granted money that did not
//     come back, by currency, rounded up to minor units. Of a reserve for refunds, the share of the refunds.
//   - An offer that waits for approval and is unfunded holds nothing, nor does one that was declined, rejected or lapsed.
//   - An open claim holds what has not come in, in the account "recourse/PARTY/NAME", without a limit.
//
// The limit is that of the latest offer that holds money in the account. An erasure changes nothing of it.
func (c Complaint) Reserved() []Reserve {
	held := reserves{}
	for i := range c.Offers {
		for _, r := range c.reservedFor(&c.Offers[i]) {
			held.add(r)
		}
	}
	for i := range c.Claims {
		if claim := &c.Claims[i]; claim.State == ClaimOpen {
			r := Reserve{Account: claim.account(), Amount: claim.open()}
			r.Limit = held[r.key()].Limit
			held.add(r)
		}
	}
	return held.sorted()
}

// reservedFor is what one offer holds.
func (c *Complaint) reservedFor(o *Offer) reserves {
	switch {
	case o.Pending() && o.Approval.Unfunded:
		return nil
	case o.State == OfferOpen && c.Status.Open():
		held := reserves{}
		for i := range o.Options {
			for key, r := range reservesOf(&o.Options[i]) {
				if r.Amount.Amount.GreaterThan(held[key].Amount.Amount) {
					held[key] = r
				}
			}
		}
		return held
	case o.State == OfferAccepted && o.Chosen >= 0 && o.Chosen < len(o.Options):
		held := reserves{}
		for _, r := range o.Options[o.Chosen].Reserves {
			of := func(remedy Remedy) bool { return !r.Refunds || remedy.refund() }
			r.Amount = r.Amount.without(c.returned(o, r.Amount.Currency, of), o.granted(of)[r.Amount.Currency])
			held.add(r)
		}
		return held
	default:
		return nil
	}
}

// returned adds up what came back of the payouts of an offer for some remedies in a currency. A payout that says no remedy counts
// where all of the offer is of these.
func (c *Complaint) returned(o *Offer, currency string, of func(Remedy) bool) Money {
	var sum Money
	all := !slices.ContainsFunc(o.Options[o.Chosen].Grants, func(g Grant) bool { return g.Amount.Currency == currency && !of(g.Remedy) })
	for i := range c.Payouts {
		p := &c.Payouts[i]
		if p.Offer == o.ID && p.Returned.Currency == currency && (all || p.Remedy != "" && of(p.Remedy)) {
			if next, err := sum.Add(p.Returned); err == nil {
				sum = next
			}
		}
	}
	return sum
}

// without is m less the share that a part has in a whole, rounded up to minor units.
func (m Money) without(part, whole Money) Money {
	amount, ok := m.minor()
	gone, okGone := part.minor()
	all, okAll := whole.minor()
	if !ok || !okGone || !okAll || gone.Sign() <= 0 || all.Sign() <= 0 {
		return m
	}
	rest := new(big.Int).Sub(all, gone)
	if rest.Sign() < 0 {
		rest.SetInt64(0)
	}
	up := new(big.Int).Sub(all, big.NewInt(1))
	amount.Mul(amount, rest).Add(amount, up).Quo(amount, all)
	digits, _ := MinorUnits(m.Currency)
	return Money{Amount: decimal.NewFromBigInt(amount, -int32(digits)).Normalize(), Currency: m.Currency}
}

// reserves adds up money by account and currency.
type reserves map[reserveKey]Reserve

type reserveKey struct{ account, currency string }

func (r *Reserve) key() reserveKey {
	return reserveKey{account: r.Account, currency: r.Amount.Currency}
}

// add adds an amount above zero, with the limit that applies from then on.
func (held reserves) add(r Reserve) {
	if r.Amount.Sign() <= 0 {
		return
	}
	r.Refunds = false // the sum is of all kinds
	if sum, err := held[r.key()].Amount.Add(r.Amount); err == nil {
		r.Amount = sum
		held[r.key()] = r
	}
}

// reservesOf adds up what an option reserves.
func reservesOf(o *Option) reserves {
	held := reserves{}
	for _, r := range o.Reserves {
		held.add(r)
	}
	return held
}

func (held reserves) sorted() []Reserve {
	if len(held) == 0 {
		return nil
	}
	list := make([]Reserve, 0, len(held))
	for _, r := range held {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Reserve) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Amount.Currency, b.Amount.Currency))
	})
	return list
}
