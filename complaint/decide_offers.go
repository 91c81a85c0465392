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
	// Approval is nil where it stays as it is: at first, nobody has to approve the offer. An empty state is pending. Once money
	// of the offer was paid or is under way it stays as it is.
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

// holdsBack says whether an offer of this step may not be answered before it is approved.
func (d *Decisions) holdsBack(offer string) bool {
	return d != nil && slices.ContainsFunc(d.Offers, func(o OfferDecision) bool {
		return o.Offer == offer && o.Approval != nil && o.Approval.Before && o.Approval.asked().State == ApprovalPending
	})
}

// asked is an approval as a decision leaves it.
func (a Approval) asked() Approval {
	if a.State == "" {
		a.State = ApprovalPending
	}
	return a
}

// fit refuses decisions about what is not there, and claims that are there already.
func (d *Decisions) fit(c *Complaint, a Action, w *walker) {
	if len(d.Offers) == 0 && len(d.Claims) == 0 {
		return
	}
	offers := c.Offers
	if p, ok := a.(Propose); ok {
		offers = slices.Concat(offers, p.Offers)
	}
	options := map[string]int{}
	for i := range offers {
		options[offers[i].ID] = len(offers[i].Options)
	}
	seen := map[string]bool{}
	for i := range d.Offers {
		o, field := &d.Offers[i], "meta.decisions.offers["+strconv.Itoa(i)+"]"
		n, known := options[o.Offer]
		switch {
		case !known || seen[o.Offer]:
			w.refuse(field+".offer", o.Offer, "must be the id of an offer of this complaint, decided about once")
		case len(o.Reserves) > 0 && len(o.Reserves) != n:
			w.refuse(field+".reserves", strconv.Itoa(len(o.Reserves)), "must be one list for each of the "+strconv.Itoa(n)+" options")
		case o.Approval != nil && (c.spends(o.Offer) || paysFor(a, o.Offer)):
			w.refuse(field+".approval", string(o.Approval.Needs), "must be nil: money of the offer was paid or is under way")
		}
		seen[o.Offer] = true
	}
	d.fitClaims(c, a, options, w)
}

func (d *Decisions) fitClaims(c *Complaint, a Action, offers map[string]int, w *walker) {
	known := map[string]bool{}
	for i := range c.Claims {
		known[c.Claims[i].ID] = true
	}
	if f, ok := a.(FileClaim); ok {
		known[f.Claim.ID] = true
	}
	for i := range d.Claims {
		claim, field := &d.Claims[i], "meta.decisions.claims["+strconv.Itoa(i)+"]"
		if known[claim.ID] {
			w.refuse(field+".id", claim.ID, "must be new in this complaint")
		}
		known[claim.ID] = true
		if _, ok := offers[claim.Offer]; claim.Offer != "" && !ok {
			w.refuse(field+".offer", claim.Offer, "must be the id of an offer of this complaint")
		}
		if !claim.Reason.IsZero() {
			w.refuse(field+".reason", "", "must be empty: decisions outlive an erasure")
		}
	}
	w.room("meta.decisions.claims", len(known), 0)
}

// paysFor says whether an action spends money of an offer.
func paysFor(a Action, offer string) bool {
	switch act := a.(type) {
	case StartPayout:
		return act.Payout.Offer == offer
	case PayOut:
		return act.Payout.Offer == offer
	default:
		return false
	}
}

// decideOffers lays decisions over the offers of the state.
func (c *Complaint) decideOffers(decisions []OfferDecision, t turn) {
	for i := range decisions {
		d := &decisions[i]
		c.changeOffer(d.Offer, func(o *Offer) {
			o.Policy, o.Floor = d.Policy, d.Floor
			if d.Approval != nil {
				approval := d.Approval.asked()
				o.Approval = &approval
			}
			o.Options = slices.Clone(o.Options)
			for j := range min(len(d.Reserves), len(o.Options)) {
				o.Options[j].Reserves = d.Reserves[j]
			}
		})
	}
	if len(decisions) > 0 {
		c.withoutOffer(t) // an offer that the customer could answer may be held back now
	}
}
