package complaint

import (
	"slices"
	"time"
)

// StartPayout records that the payment provider is about to be asked for money of an accepted offer: write it down first and ask
// then, so that no money leaves that the history does not know of. The payout is pending until [PayOut] or [FailPayout]. One
// that failed may be started again under its ID.
type StartPayout struct {
	// Payout has in Again when to ask again if no answer comes. It is required and later than now.
	Payout Payout `json:"payout"`
}

// Kind returns [KindStartPayout].
func (StartPayout) Kind() Kind { return KindStartPayout }
func (StartPayout) action()    {}

func (a *StartPayout) walk(w *walker) { walkIn(w, "payout", &a.Payout) }

func (a *StartPayout) check(c *Complaint, m *Meta, w *walker) {
	p := &a.Payout
	again := p.Again
	p.unkept()
	p.Again = again
	if !again.After(m.At) {
		w.refuse("payout.again", again.Format(time.RFC3339), "must be later than now")
	}
	if old := c.payout(p.ID); old != nil && old.State == PayoutPending {
		w.refuse("payout.id", p.ID, "is under way already")
	} else if w.samePayout(c, p, old) {
		w.payable(c, p)
	}
}

func (a *StartPayout) fold(c *Complaint, t turn) {
	p := a.Payout
	p.State, p.Started, p.Tries = PayoutPending, t.At, 1
	c.putPayout(p)
}

// PayOut records that money of an accepted offer was paid: by a payout that is under way or failed before, under its ID, or by
// a new one. All payouts of an offer together never pass what it grants.
type PayOut struct {
	Payout Payout `json:"payout"`
}

// Kind returns [KindPayOut].
func (PayOut) Kind() Kind { return KindPayOut }
func (PayOut) action()    {}

func (a *PayOut) walk(w *walker) { walkIn(w, "payout", &a.Payout) }

func (a *PayOut) check(c *Complaint, _ *Meta, w *walker) {
	p := &a.Payout
	p.unkept()
	old := c.payout(p.ID)
	if w.samePayout(c, p, old) && (old == nil || old.State != PayoutPending) { // what is under way has its money
		w.payable(c, p)
	}
}

func (a *PayOut) fold(c *Complaint, t turn) {
	p := a.Payout
	p.State, p.At = PayoutPaid, t.At
	c.putPayout(p)
	c.settle(t)
}

// unkept clears what the lifecycle keeps.
func (p *Payout) unkept() {
	p.State, p.At, p.Started, p.Tries, p.Problem, p.Again, p.Returned = "", time.Time{}, time.Time{}, 0, "", time.Time{}, Money{}
}

// samePayout says whether a payout is new or goes on with an old one that was not paid.
func (w *walker) samePayout(c *Complaint, p, old *Payout) bool {
	switch {
	case old == nil:
		w.room("payouts", len(c.Payouts), 1)
	case old.State == PayoutPaid || old.State == PayoutReturned:
		w.refuse("payout.id", p.ID, "was paid already")
		return false
	case old.Offer != p.Offer || !old.Amount.Equal(p.Amount) || p.Remedy != "" && p.Remedy != old.Remedy:
		w.refuse("payout.id", p.ID, "belongs to a payout of "+old.Amount.String()+" for offer "+old.Offer+": use a new one")
		return false
	default:
		p.Remedy = old.Remedy
	}
	return true
}

// payable refuses a payout for which the complaint has no money now.
func (w *walker) payable(c *Complaint, p *Payout) {
	if !slices.Contains(payableStatuses(), c.Stage()) {
		w.refuse("payout.id", p.ID, "must be the id of a payout that is under way: nothing else is paid in status "+string(c.Status))
		return
	}
	o := c.offer(p.Offer)
	if o == nil || o.State != OfferAccepted {
		w.refuse("payout.offer", p.Offer, "must be the id of an accepted offer of this complaint")
		return
	}
	if o.unapproved() {
		w.refuse("payout.offer", p.Offer, o.waitsFor())
		return
	}
	left, ok := c.unpaid(o, p.Amount.Currency)
	if !ok {
		w.refuse("payout.amount", p.Amount.String(), "the offer grants nothing in this currency")
		return
	}
	w.within(p, left, "the offer")
	if p.Remedy == "" {
		return
	}
	if left, ok = c.left(o, p.Amount.Currency, is(p.Remedy), func(q *Payout) bool {
		return q.State != PayoutFailed && q.Remedy == p.Remedy
	}); ok {
		w.within(p, left, "its "+string(p.Remedy))
	} else {
		w.refuse("payout.remedy", string(p.Remedy), "the offer grants none in this currency")
	}
}

func (w *walker) within(p *Payout, left Money, of string) {
	if p.Amount.Amount.GreaterThan(left.Amount) {
		w.refuse("payout.amount", p.Amount.String(), "must not be more than the "+left.String()+" that is left of "+of)
	}
}

// FailPayout records that the payment provider did not pay what it was asked for. With Again it is to be asked again;
// without, the payout has failed for good and its money is owed again.
type FailPayout struct {
	Payout string `json:"payout"`
	// Problem is a code of the host's or the provider's: insufficient_funds, account_closed, timeout. It is required.
	Problem string `json:"problem"`
	// Again is later than now, or zero.
	Again time.Time `json:"again,omitzero"`
	Note  Private   `json:"note,omitzero"`
}

// Kind returns [KindFailPayout].
func (FailPayout) Kind() Kind { return KindFailPayout }
func (FailPayout) action()    {}

func (a *FailPayout) walk(w *walker) {
	w.requireCode("payout", &a.Payout)
	w.requireCode("problem", &a.Problem)
	w.time("again", &a.Again)
	w.private("note", &a.Note, MaxText)
}

func (a *FailPayout) check(c *Complaint, m *Meta, w *walker) {
	if p := c.payout(a.Payout); p == nil || p.State != PayoutPending {
		w.refuse("payout", a.Payout, "must be the id of a payout that is under way")
	}
	if !a.Again.IsZero() && !a.Again.After(m.At) {
		w.refuse("again", a.Again.Format(time.RFC3339), "must be later than now")
	}
}

func (a *FailPayout) fold(c *Complaint, _ turn) {
	c.changePayout(a.Payout, func(p *Payout) {
		p.Problem, p.Again = a.Problem, a.Again
		if a.Again.IsZero() {
			p.State = PayoutFailed
		} else {
			p.Tries++
		}
	})
}

// ClawBack records that money of a payout came back: a part or, in the end, all of it. It is not owed again.
type ClawBack struct {
	Payout string `json:"payout"`
	// Amount must be more than zero and, with what came back before, not more than was paid.
	Amount Money `json:"amount"`
	// Reason is required.
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindClawBack].
func (ClawBack) Kind() Kind { return KindClawBack }
func (ClawBack) action()    {}

func (a *ClawBack) walk(w *walker) {
	w.requireCode("payout", &a.Payout)
	w.money("amount", &a.Amount)
	if w.mode == walkCheck && a.Amount.Sign() <= 0 {
		w.refuse("amount", a.Amount.String(), "must be more than zero")
	}
	w.requirePrivate("reason", &a.Reason)
}

func (a *ClawBack) check(c *Complaint, _ *Meta, w *walker) {
	p := c.payout(a.Payout)
	if p == nil || p.State != PayoutPaid {
		w.refuse("payout", a.Payout, "must be the id of a payout that was paid and has not come back")
		return
	}
	if left, err := p.Amount.Sub(p.Returned); err != nil || a.Amount.Currency != left.Currency {
		w.refuse("amount", a.Amount.String(), "must be in "+p.Amount.Currency+", as the payout was")
	} else if a.Amount.Amount.GreaterThan(left.Amount) {
		w.refuse("amount", a.Amount.String(), "must not be more than the "+left.String()+" that has not come back")
	}
}

func (a *ClawBack) fold(c *Complaint, _ turn) {
	c.changePayout(a.Payout, func(p *Payout) {
		if sum, err := p.Returned.Add(a.Amount); err == nil {
			p.Returned = sum
		}
		if p.Returned.Equal(p.Amount) {
			p.State = PayoutReturned
		}
	})
}
