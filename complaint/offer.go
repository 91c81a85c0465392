package complaint

import (
	"strconv"
	"time"
)

// Offer is what the shop offers to settle a complaint (M2). Its options are equivalent: the customer picks one.
type Offer struct {
	// ID names the offer within the complaint, a code.
	ID      string   `json:"id"`
	Options []Option `json:"options"`
	// Expires is until when the customer may accept; zero for no end.
	Expires time.Time `json:"expires,omitzero"`
	// State, Chosen, Counter, By, At and Answered are kept by the lifecycle; leave them empty in [Propose].
	State OfferState `json:"state,omitzero"`
	// Chosen is the index of the accepted option.
	Chosen int `json:"chosen,omitzero"`
	// Counter is the customer's last counter-offer.
	Counter *CounterOffer `json:"counter,omitempty"`
	// By is who proposed it, At when, Answered when it was accepted or declined.
	By       string    `json:"by,omitzero"`
	At       time.Time `json:"at,omitzero"`
	Answered time.Time `json:"answered,omitzero"`
}

// OfferState is where an offer stands.
type OfferState string

// The states of an offer.
const (
	OfferOpen     OfferState = "open"
	OfferAccepted OfferState = "accepted"
	OfferDeclined OfferState = "declined"
	OfferLapsed   OfferState = "lapsed" // replaced by another offer, or the complaint ended without an answer
)

// Option is a bundle of remedies that is given as a whole.
type Option struct {
	Grants []Grant `json:"grants"`
}

// Grant is one remedy of an option.
type Grant struct {
	Remedy Remedy `json:"remedy"`
	// Amount is what the customer gets: money, or the face value of a coupon or of points. It must not be negative.
	Amount Money   `json:"amount,omitzero"`
	Note   Private `json:"note,omitzero"`
}

// CounterOffer is what the customer asks for instead.
type CounterOffer struct {
	Remedy Remedy  `json:"remedy"`
	Amount Money   `json:"amount,omitzero"`
	Note   Private `json:"note,omitzero"`
}

func (o *Offer) walk(w *walker) {
	w.requireCode("id", &o.ID)
	if w.mode == walkCheck && len(o.Options) == 0 {
		w.refuse("options", "", "must have at least one option")
	}
	walkList(w, "options", &o.Options)
	w.time("expires", &o.Expires)
	walkOptional(w, "counter", &o.Counter)
	w.time("at", &o.At)
	w.time("answered", &o.Answered)
}

func (o *Option) walk(w *walker) {
	if w.mode == walkCheck && len(o.Grants) == 0 {
		w.refuse("grants", "", "must have at least one remedy")
	}
	walkList(w, "grants", &o.Grants)
}

func (g *Grant) walk(w *walker) {
	requireListed(w, "remedy", Remedies, &g.Remedy)
	w.notNegative("amount", &g.Amount)
	w.private("note", &g.Note, MaxText)
}

func (c *CounterOffer) walk(w *walker) {
	requireListed(w, "remedy", Remedies, &c.Remedy)
	w.notNegative("amount", &c.Amount)
	w.private("note", &c.Note, MaxText)
}

// Granted adds up the amounts of the accepted option per currency; nil while the offer is not accepted.
func (o Offer) Granted() map[string]Money {
	if o.State != OfferAccepted || o.Chosen < 0 || o.Chosen >= len(o.Options) {
		return nil
	}
	sums := map[string]Money{}
	for _, g := range o.Options[o.Chosen].Grants {
		if sum, err := sums[g.Amount.Currency].Add(g.Amount); err == nil && g.Amount.Currency != "" {
			sums[g.Amount.Currency] = sum
		}
	}
	return sums
}

// Payout is money that was paid for an accepted offer (M3).
type Payout struct {
	// ID names the payout within the complaint, a code: use it as the idempotency key towards the payment provider.
	ID    string `json:"id"`
	Offer string `json:"offer"`
	// Amount must be more than zero and, with what was paid before, not more than the offer grants.
	Amount Money `json:"amount"`
	// Method is a code of the host's: original_payment, bank_transfer, wallet.
	Method string `json:"method,omitzero"`
	// Reference is the payment provider's number.
	Reference string `json:"reference,omitzero"`
	// At is when it was paid; set from the event.
	At time.Time `json:"at,omitzero"`
}

func (p *Payout) walk(w *walker) {
	w.requireCode("id", &p.ID)
	w.requireCode("offer", &p.Offer)
	w.money("amount", &p.Amount)
	if w.mode == walkCheck && p.Amount.Amount.Sign() <= 0 {
		w.refuse("amount", p.Amount.String(), "must be more than zero")
	}
	w.code("method", &p.Method)
	w.name("reference", &p.Reference)
	w.time("at", &p.At)
}

// PlanStep is one action of a resolution plan (C9).
type PlanStep struct {
	// ID names the step within the complaint, a code.
	ID string `json:"id"`
	// Remedy is what the step gives the customer, empty for an internal step.
	Remedy Remedy `json:"remedy,omitzero"`
	// Offer is the accepted offer that the step carries out, if any.
	Offer string  `json:"offer,omitzero"`
	What  Private `json:"what,omitzero"`
	// Owner is who has to do it.
	Owner Party `json:"owner"`
	// Due is by when.
	Due time.Time `json:"due,omitzero"`
	// State, Done and Reminded are kept by the lifecycle; leave them empty in [Plan].
	State StepState `json:"state,omitzero"`
	Done  time.Time `json:"done,omitzero"`
	// Reminded says that somebody was reminded of Due.
	Reminded bool `json:"reminded,omitzero"`
}

// StepState is where a step of a plan stands.
type StepState string

// The states of a step.
const (
	StepPlanned  StepState = "planned"
	StepDone     StepState = "done"
	StepFailed   StepState = "failed"
	StepVerified StepState = "verified"
)

func (s *PlanStep) walk(w *walker) {
	w.requireCode("id", &s.ID)
	listed(w, "remedy", Remedies, &s.Remedy)
	w.code("offer", &s.Offer)
	w.private("what", &s.What, MaxText)
	if w.mode == walkCheck && s.What.IsZero() && s.Remedy == "" {
		w.refuse("what", "", "must not be empty when there is no remedy")
	}
	w.requireParty("owner", &s.Owner)
	w.time("due", &s.Due)
	w.time("done", &s.Done)
}

func (w *walker) optionIndex(name string, chosen, options int) {
	if chosen < 0 || chosen >= options {
		w.refuse(name, strconv.Itoa(chosen), "must be the index of an option, from 0 to "+strconv.Itoa(options-1))
	}
}
