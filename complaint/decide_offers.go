package complaint

import (
	"slices"
	"strconv"
)

// OfferDecision is what an engine decided about an offer. It is recorded with the event that caused it, and laid over the
// offer after the event's action. The reasons stay in the event.
type OfferDecision struct {
	// Offer is the ID of an offer of the complaint, or of one that this very step proposes.
	Offer  string    `json:"offer"`
	Policy PolicyRef `json:"policy,omitzero"`
	// Floor is what the law gives at least, zero without a currency for nothing.
	Floor Money `json:"floor,omitzero"`
	// Approval is nil where it stays as it is: at first, nobody has to approve the offer. An empty state is pending.
	Approval *Approval `json:"approval,omitempty"`
	// Reserves is what is set aside, one list for each option; empty where it stays as it is.
	Reserves [][]Reserve `json:"reserves,omitempty"`
	Reasons  []Reason    `json:"reasons,omitempty"`
}

func (d *OfferDecision) walk(w *walker) {
	w.requireCode("offer", &d.Offer)
	walkIn(w, "policy", &d.Policy)
	w.notNegative("floor", &d.Floor)
	walkOptional(w, "approval", &d.Approval)
	if w.mode == walkCheck && len(d.Reserves) > MaxList {
		w.refuse("reserves", strconv.Itoa(len(d.Reserves)), "must have at most "+strconv.Itoa(MaxList)+" items")
		return
	}
	if d.Reserves = slices.Clone(d.Reserves); len(d.Reserves) == 0 {
		d.Reserves = nil
	}
	for i := range d.Reserves {
		walkList(w, "reserves["+strconv.Itoa(i)+"]", &d.Reserves[i])
	}
	walkList(w, "reasons", &d.Reasons)
}
