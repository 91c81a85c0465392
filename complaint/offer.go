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
	// Policy, Floor, Approval and the reserves of the options are what an engine decided about the offer, see
	// [OfferDecision]; leave them empty in [Propose]. Policy is the document that decided, Floor what the law gives at least.
	Policy PolicyRef `json:"policy,omitzero"`
	Floor  Money     `json:"floor,omitzero"`
	// Approval is nil where nobody has to approve the offer.
	Approval *Approval `json:"approval,omitempty"`
	// State, Chosen, Counter, By, At and Answered are kept by the lifecycle; leave them empty in [Propose].
	State OfferState `json:"state,omitzero"`
	// Chosen is the index of the accepted option.
	Chosen int `json:"chosen,omitzero"`
	// Counter is the customer's last counter-offer.
	Counter *CounterOffer `json:"counter,omitempty"`
	// By is who proposed it, At when, Answered when it was accepted, declined or rejected.
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
	OfferRejected OfferState = "rejected" // by who should have approved it
	OfferLapsed   OfferState = "lapsed"   // replaced by another offer, or the complaint ended without an answer
)

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
	walkIn(w, "policy", &o.Policy)
	w.notNegative("floor", &o.Floor)
	walkOptional(w, "approval", &o.Approval)
	walkOptional(w, "counter", &o.Counter)
	w.time("at", &o.At)
	w.time("answered", &o.Answered)
}

func (c *CounterOffer) walk(w *walker) {
	requireListed(w, "remedy", Remedies, &c.Remedy)
	w.notNegative("amount", &c.Amount)
	w.private("note", &c.Note, MaxText)
}

// Granted adds up the amounts of the accepted option per currency; nil while the offer is not accepted.
func (o Offer) Granted() map[string]Money { return o.granted(func(Remedy) bool { return true }) }

// granted is Granted of some remedies.
func (o *Offer) granted(of func(Remedy) bool) map[string]Money {
	if o.State != OfferAccepted || o.Chosen < 0 || o.Chosen >= len(o.Options) {
		return nil
	}
	sums := map[string]Money{}
	for _, g := range o.Options[o.Chosen].Grants {
		if sum, err := sums[g.Amount.Currency].Add(g.Amount); err == nil && g.Amount.Currency != "" && of(g.Remedy) {
			sums[g.Amount.Currency] = sum
		}
	}
	return sums
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
