package complaint

import (
	"slices"
	"time"
)

// Propose offers the customer one or several settlements. Offers that are still open lapse when Replace says so.
type Propose struct {
	Offers []Offer `json:"offers"`
	// Replace lets all offers lapse that are open now.
	Replace bool    `json:"replace,omitzero"`
	Reason  Private `json:"reason,omitzero"`
}

// Kind returns [KindPropose].
func (Propose) Kind() Kind { return KindPropose }
func (Propose) action()    {}

func (a *Propose) walk(w *walker) {
	walkList(w, "offers", &a.Offers)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Propose) check(c *Complaint, m *Meta, w *walker) {
	if len(a.Offers) == 0 {
		w.refuse("offers", "", "must have at least one offer")
	}
	w.room("offers", len(c.Offers), len(a.Offers))
	seen := map[string]bool{}
	for i := range a.Offers {
		o := &a.Offers[i]
		if seen[o.ID] || c.offer(o.ID) != nil {
			w.refuse("offers", o.ID, "must have an id that is new in this complaint")
		}
		seen[o.ID] = true
		if !o.Expires.IsZero() && !o.Expires.After(m.At) {
			w.refuse("offers."+o.ID+".expires", o.Expires.Format(time.RFC3339), "must be later than now")
		}
		o.State, o.Chosen, o.Counter, o.By, o.At, o.Answered = OfferOpen, 0, nil, m.Actor.ID, m.At, time.Time{}
	}
}

func (a *Propose) fold(c *Complaint, t turn) {
	if a.Replace {
		c.lapseOffers()
	}
	c.Offers = append(slices.Clip(c.Offers), a.Offers...)
	t.lead(c, StatusProposed)
	c.decided(t.Actor)
}

func (c *Complaint) offer(id string) *Offer {
	for i := range c.Offers {
		if c.Offers[i].ID == id {
			return &c.Offers[i]
		}
	}
	return nil
}

// changeOffer gives fold a copy of the offers and the offer with that id to change.
func (c *Complaint) changeOffer(id string, change func(o *Offer)) {
	c.Offers = slices.Clone(c.Offers)
	if o := c.offer(id); o != nil {
		change(o)
	}
}

// lapseOffers ends all open offers.
func (c *Complaint) lapseOffers() {
	c.Offers = slices.Clone(c.Offers)
	for i := range c.Offers {
		if c.Offers[i].State == OfferOpen {
			c.Offers[i].State = OfferLapsed
		}
	}
}

// openOffer reports an offer that is not open to the walker.
func (w *walker) openOffer(c *Complaint, id string) *Offer {
	o := c.offer(id)
	if o == nil || o.State != OfferOpen {
		w.refuse("offer", id, "must be the id of an open offer of this complaint")
		return nil
	}
	return o
}

// Accept accepts one option of an open offer. It is legal until the offer expires.
type Accept struct {
	Offer string `json:"offer"`
	// Option is the index of the chosen option, from 0.
	Option int     `json:"option,omitzero"`
	Note   Private `json:"note,omitzero"`
}

// Kind returns [KindAccept].
func (Accept) Kind() Kind { return KindAccept }
func (Accept) action()    {}

func (a *Accept) walk(w *walker) {
	w.requireCode("offer", &a.Offer)
	w.private("note", &a.Note, MaxText)
}

func (a *Accept) check(c *Complaint, m *Meta, w *walker) {
	o := w.openOffer(c, a.Offer)
	if o == nil {
		return
	}
	w.optionIndex("option", a.Option, len(o.Options))
	if !o.Expires.IsZero() && m.At.After(o.Expires) {
		w.refuse("offer", a.Offer, "expired at "+o.Expires.Format(time.RFC3339)+"; propose a new one")
	}
}

func (a *Accept) fold(c *Complaint, t turn) {
	c.changeOffer(a.Offer, func(o *Offer) { o.State, o.Chosen, o.Answered = OfferAccepted, a.Option, t.At })
	if !c.hasOpenOffer() || c.Stage() == StatusProposed {
		t.lead(c, StatusAgreed)
	}
}

func (c *Complaint) hasOpenOffer() bool { return hasOpenOffer(c) == "" }

// Decline declines an open offer. When none is open or accepted any more, the complaint is back at its assignee.
type Decline struct {
	Offer string  `json:"offer"`
	Note  Private `json:"note,omitzero"`
}

// Kind returns [KindDecline].
func (Decline) Kind() Kind { return KindDecline }
func (Decline) action()    {}

func (a *Decline) walk(w *walker) {
	w.requireCode("offer", &a.Offer)
	w.private("note", &a.Note, MaxText)
}

func (a *Decline) check(c *Complaint, _ *Meta, w *walker) { w.openOffer(c, a.Offer) }

func (a *Decline) fold(c *Complaint, t turn) {
	c.changeOffer(a.Offer, func(o *Offer) { o.State, o.Answered = OfferDeclined, t.At })
	c.withoutOffer(t)
}

// withoutOffer moves a complaint on that has no open offer any more: to what was agreed, or back to its assignee.
func (c *Complaint) withoutOffer(t turn) {
	if c.Stage() != StatusProposed || c.hasOpenOffer() {
		return
	}
	if slices.ContainsFunc(c.Offers, func(o Offer) bool { return o.State == OfferAccepted }) {
		t.lead(c, StatusAgreed)
		return
	}
	t.lead(c, StatusAssigned)
}

// Counter answers an open offer with what the customer wants instead. The offer stays open.
type Counter struct {
	Offer string       `json:"offer"`
	Ask   CounterOffer `json:"ask"`
}

// Kind returns [KindCounter].
func (Counter) Kind() Kind { return KindCounter }
func (Counter) action()    {}

func (a *Counter) walk(w *walker) {
	w.requireCode("offer", &a.Offer)
	walkIn(w, "ask", &a.Ask)
}

func (a *Counter) check(c *Complaint, _ *Meta, w *walker) { w.openOffer(c, a.Offer) }

func (a *Counter) fold(c *Complaint, _ turn) {
	c.changeOffer(a.Offer, func(o *Offer) { o.Counter = &a.Ask })
}

// PayOut records that money of an accepted offer was paid. All payouts of an offer together never pass what it grants.
type PayOut struct {
	Payout Payout `json:"payout"`
}

// Kind returns [KindPayOut].
func (PayOut) Kind() Kind { return KindPayOut }
func (PayOut) action()    {}

func (a *PayOut) walk(w *walker) { walkIn(w, "payout", &a.Payout) }

func (a *PayOut) check(c *Complaint, m *Meta, w *walker) {
	p := &a.Payout
	w.room("payouts", len(c.Payouts), 1)
	if slices.ContainsFunc(c.Payouts, func(q Payout) bool { return q.ID == p.ID }) {
		w.refuse("payout.id", p.ID, "was paid already")
	}
	p.At = m.At
	o := c.offer(p.Offer)
	if o == nil || o.State != OfferAccepted {
		w.refuse("payout.offer", p.Offer, "must be the id of an accepted offer of this complaint")
		return
	}
	left, ok := c.unpaid(o, p.Amount.Currency)
	if !ok {
		w.refuse("payout.amount", p.Amount.String(), "the offer grants nothing in this currency")
	} else if p.Amount.Amount.GreaterThan(left.Amount) {
		w.refuse("payout.amount", p.Amount.String(), "must not be more than the "+left.String()+" that is left of the offer")
	}
}

func (a *PayOut) fold(c *Complaint, t turn) {
	c.Payouts = append(slices.Clip(c.Payouts), a.Payout)
	c.settle(t)
}

// unpaid is what an accepted offer still grants in a currency.
func (c *Complaint) unpaid(o *Offer, currency string) (Money, bool) {
	left, ok := o.Granted()[currency]
	if !ok {
		return Money{}, false
	}
	for i := range c.Payouts {
		if c.Payouts[i].Offer == o.ID && c.Payouts[i].Amount.Currency == currency {
			rest, err := left.Sub(c.Payouts[i].Amount)
			if err != nil {
				return Money{}, false
			}
			left = rest
		}
	}
	return left, true
}

// settle moves the complaint on when everything that was planned is done and all money that was granted is paid.
func (c *Complaint) settle(t turn) {
	for i := range c.Plan {
		if c.Plan[i].State == StepPlanned || c.Plan[i].State == StepFailed {
			return
		}
	}
	for i := range c.Offers {
		if c.Offers[i].State == OfferAccepted && c.owesMoney(&c.Offers[i]) {
			return
		}
	}
	t.lead(c, StatusCarriedOut)
}

// Owes says whether a refund or cash of an accepted offer is not paid yet.
func (c Complaint) Owes(offer string) bool {
	o := c.offer(offer)
	return o != nil && o.State == OfferAccepted && c.owesMoney(o)
}

// owesMoney says whether a refund or cash of an accepted offer is not paid yet. Coupons, points and the like are given
// by a step of the plan.
func (c *Complaint) owesMoney(o *Offer) bool {
	if o.Chosen >= len(o.Options) {
		return false
	}
	for _, g := range o.Options[o.Chosen].Grants {
		switch g.Remedy {
		case RemedyRefund, RemedyPartialRefund, RemedyCash, RemedyReturn:
			if left, ok := c.unpaid(o, g.Amount.Currency); ok && left.Amount.Sign() > 0 {
				return true
			}
		default:
		}
	}
	return false
}

// Plan adds steps to the resolution plan (C9).
type Plan struct {
	Steps []PlanStep `json:"steps"`
}

// Kind returns [KindPlan].
func (Plan) Kind() Kind { return KindPlan }
func (Plan) action()    {}

func (a *Plan) walk(w *walker) { walkList(w, "steps", &a.Steps) }

func (a *Plan) check(c *Complaint, _ *Meta, w *walker) {
	if len(a.Steps) == 0 {
		w.refuse("steps", "", "must have at least one step")
	}
	w.room("plan", len(c.Plan), len(a.Steps))
	seen := map[string]bool{}
	for i := range a.Steps {
		s := &a.Steps[i]
		if seen[s.ID] || c.planStep(s.ID) != nil {
			w.refuse("steps", s.ID, "must have an id that is new in this complaint")
		}
		seen[s.ID] = true
		if o := c.offer(s.Offer); s.Offer != "" && (o == nil || o.State != OfferAccepted) {
			w.refuse("steps."+s.ID+".offer", s.Offer, "must be the id of an accepted offer of this complaint")
		}
		s.State, s.Done, s.Reminded = StepPlanned, time.Time{}, false
	}
}

func (a *Plan) fold(c *Complaint, t turn) {
	c.Plan = append(slices.Clip(c.Plan), a.Steps...)
	t.lead(c, StatusAgreed)
}

func (c *Complaint) planStep(id string) *PlanStep {
	for i := range c.Plan {
		if c.Plan[i].ID == id {
			return &c.Plan[i]
		}
	}
	return nil
}

// setStep moves a step of the plan to a state.
func (c *Complaint) setStep(id string, state StepState, done time.Time) {
	c.Plan = slices.Clone(c.Plan)
	if s := c.planStep(id); s != nil {
		s.State, s.Done = state, done
	}
}

func (w *walker) planStep(c *Complaint, id string, states ...StepState) {
	s := c.planStep(id)
	if s == nil || !slices.Contains(states, s.State) {
		w.refuse("step", id, "must be the id of a step of the plan that is "+string(states[0]))
	}
}

// CarryOut records that a step of the plan is done. When it was the last one and all money is paid, the resolution is
// carried out.
type CarryOut struct {
	Step string  `json:"step"`
	Note Private `json:"note,omitzero"`
}

// Kind returns [KindCarryOut].
func (CarryOut) Kind() Kind { return KindCarryOut }
func (CarryOut) action()    {}

func (a *CarryOut) walk(w *walker) {
	w.requireCode("step", &a.Step)
	w.private("note", &a.Note, MaxText)
}

func (a *CarryOut) check(c *Complaint, _ *Meta, w *walker) {
	w.planStep(c, a.Step, StepPlanned, StepFailed)
}

func (a *CarryOut) fold(c *Complaint, t turn) {
	c.setStep(a.Step, StepDone, t.At)
	c.settle(t)
}

// Fail records that a step of the plan could not be done. It can still be carried out later.
type Fail struct {
	Step string `json:"step"`
	// Reason says why. It is required.
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindFail].
func (Fail) Kind() Kind { return KindFail }
func (Fail) action()    {}

func (a *Fail) walk(w *walker) {
	w.requireCode("step", &a.Step)
	w.requirePrivate("reason", &a.Reason)
}

func (a *Fail) check(c *Complaint, _ *Meta, w *walker) {
	w.planStep(c, a.Step, StepPlanned, StepFailed)
}

func (a *Fail) fold(c *Complaint, _ turn) { c.setStep(a.Step, StepFailed, time.Time{}) }

// Verification records the check of a step that is done. A step that fails it has to be done again.
type Verification struct {
	Step   string  `json:"step"`
	Passed bool    `json:"passed"`
	Note   Private `json:"note,omitzero"`
}

// Kind returns [KindVerify].
func (Verification) Kind() Kind { return KindVerify }
func (Verification) action()    {}

func (a *Verification) walk(w *walker) {
	w.requireCode("step", &a.Step)
	w.private("note", &a.Note, MaxText)
}

func (a *Verification) check(c *Complaint, _ *Meta, w *walker) { w.planStep(c, a.Step, StepDone) }

func (a *Verification) fold(c *Complaint, t turn) {
	if a.Passed {
		if s := c.planStep(a.Step); s != nil {
			c.setStep(a.Step, StepVerified, s.Done)
		}
		return
	}
	c.setStep(a.Step, StepFailed, time.Time{})
	t.lead(c, StatusAgreed)
}
