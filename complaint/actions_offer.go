package complaint

import (
	"slices"
	"time"
)

// Propose offers the customer one or several settlements. Offers that are still open lapse when Replace says so. An offer
// that must be approved before the customer may answer, see [OfferDecision], moves the complaint on only with [Approve].
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
		o.Policy, o.Floor, o.Approval = PolicyRef{}, Money{}, nil
		for j := range o.Options {
			o.Options[j].Reserves = nil
		}
	}
}

func (a *Propose) fold(c *Complaint, t turn) {
	if a.Replace {
		c.lapseOffers()
	}
	c.Offers = append(slices.Clip(c.Offers), a.Offers...)
	if slices.ContainsFunc(a.Offers, func(o Offer) bool { return !t.decided.holdsBack(o.ID) }) {
		t.lead(c, StatusProposed)
	}
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

// answerableOffer is openOffer for the customer's answer, for which an offer may have to be approved before.
func (w *walker) answerableOffer(c *Complaint, id string) *Offer {
	o := w.openOffer(c, id)
	if o != nil && o.Waits() {
		w.refuse("offer", id, o.waitsFor())
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
	o := w.answerableOffer(c, a.Offer)
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

// Decline declines an open offer: the customer does not want it, or the shop takes back what was not approved yet. When none
// is open or accepted any more, the complaint is back at its assignee.
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

func (a *Decline) check(c *Complaint, m *Meta, w *walker) {
	if m.Actor.Role == RoleCustomer {
		w.answerableOffer(c, a.Offer)
		return
	}
	w.openOffer(c, a.Offer)
}

func (a *Decline) fold(c *Complaint, t turn) {
	c.changeOffer(a.Offer, func(o *Offer) { o.State, o.Answered = OfferDeclined, t.At })
	c.withoutOffer(t)
}

// withoutOffer moves a complaint on that has no open offer any more which the customer may answer: to what was agreed, or back
// to its assignee. From where, the moves say.
func (c *Complaint) withoutOffer(t turn) {
	switch {
	case hasAnswerableOffer(c) == "":
		t.lead(c, StatusProposed)
	case slices.ContainsFunc(c.Offers, func(o Offer) bool { return o.State == OfferAccepted }):
		t.lead(c, StatusAgreed)
	default:
		t.lead(c, StatusAssigned)
	}
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

func (a *Counter) check(c *Complaint, _ *Meta, w *walker) { w.answerableOffer(c, a.Offer) }

func (a *Counter) fold(c *Complaint, _ turn) {
	c.changeOffer(a.Offer, func(o *Offer) { o.Counter = &a.Ask })
}

// settle moves the complaint on when everything that was planned is done, all that was accepted is approved, and all money
// that was granted is paid.
func (c *Complaint) settle(t turn) {
	for i := range c.Plan {
		if c.Plan[i].State == StepPlanned || c.Plan[i].State == StepFailed {
			return
		}
	}
	for i := range c.Offers {
		if o := &c.Offers[i]; o.State == OfferAccepted && (o.unapproved() || c.owesMoney(o)) {
			return
		}
	}
	t.lead(c, StatusCarriedOut)
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
// carried out. A step that carries out an offer is not done before the offer is approved.
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
	if s := c.planStep(a.Step); s != nil && s.Offer != "" {
		if o := c.offer(s.Offer); o != nil && o.unapproved() {
			w.refuse("step", a.Step, "its offer "+o.waitsFor())
		}
	}
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
