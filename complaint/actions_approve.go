package complaint

import (
	"slices"
	"time"
)

// Approve approves an offer that waits for it (M4). Nobody approves what they proposed themselves, nor does the customer or the
// person whom the complaint is about.
type Approve struct {
	Offer string `json:"offer"`
	// For and As say in whose delegated authority it is done, and in which role of theirs; empty for the actor's own. Whether
	// the authority was delegated is for the desk to check. The role must be at least [Approval.Needs].
	For  string  `json:"for,omitzero"`
	As   Role    `json:"as,omitzero"`
	Note Private `json:"note,omitzero"`
}

// Kind returns [KindApprove].
func (Approve) Kind() Kind { return KindApprove }
func (Approve) action()    {}

func (a *Approve) walk(w *walker) {
	w.requireCode("offer", &a.Offer)
	w.name("for", &a.For)
	w.opaque("for", a.For)
	w.tier("as", &a.As)
	if w.mode == walkCheck && a.As != "" && a.For == "" {
		w.refuse("as", string(a.As), "must be empty when nobody is named in for")
	}
	w.private("note", &a.Note, MaxText)
}

func (a *Approve) check(c *Complaint, m *Meta, w *walker) {
	o := w.pendingOffer(c, a.Offer)
	if o == nil {
		return
	}
	if o.State == OfferOpen && !o.Expires.IsZero() && m.At.After(o.Expires) {
		w.refuse("offer", a.Offer, "expired at "+o.Expires.Format(time.RFC3339)+"; propose a new one")
	}
	w.apart(c, o, "meta.actor.id", m.Actor.ID)
	if a.For != "" {
		w.apart(c, o, "for", a.For)
	}
	field, role := "meta.actor.role", m.Actor.Role
	if a.As != "" && role.Handler() {
		field, role = "as", a.As
	}
	w.atLeast(o, field, role)
}

// atLeast refuses a role that must not decide about an offer that waits for approval.
func (w *walker) atLeast(o *Offer, field string, role Role) {
	if role.Rank() < o.Approval.Needs.Rank() {
		w.refuse(field, string(role), "must be at least "+string(o.Approval.Needs)+" to approve this offer")
	}
}

func (a *Approve) fold(c *Complaint, t turn) {
	open := false
	c.decideApproval(a.Offer, ApprovalGiven, a.For, t, func(o *Offer) { open = o.State == OfferOpen && o.Approval.Before })
	if open {
		t.lead(c, StatusProposed)
	}
}

// decideApproval records who decided about an offer, and changes it otherwise.
func (c *Complaint) decideApproval(offer string, state ApprovalState, forWhom string, t turn, change func(o *Offer)) {
	c.changeOffer(offer, func(o *Offer) {
		if o.Approval != nil {
			approval := *o.Approval
			approval.State, approval.By, approval.For, approval.At = state, t.Actor.ID, forWhom, t.At
			o.Approval = &approval
			change(o)
		}
	})
	c.decided(t.Actor)
}

// pendingOffer reports an offer that nobody has to approve to the walker.
func (w *walker) pendingOffer(c *Complaint, id string) *Offer {
	o := c.offer(id)
	if o == nil || !o.Pending() {
		w.refuse("offer", id, "must be the id of an offer of this complaint that waits for approval")
		return nil
	}
	return o
}

// apart refuses who must not decide about an offer because it is theirs.
func (w *walker) apart(c *Complaint, o *Offer, field, person string) {
	switch person {
	case o.By:
		w.refuse(field, person, "must be somebody else than who proposed the offer")
	case c.Intake.Customer.ID:
		w.refuse(field, person, "must be somebody else than the customer")
	case c.Intake.Accused.Person:
		w.refuse(field, person, "must be somebody else than who the complaint is about")
	}
}

// Reject refuses an offer that waits for approval, by somebody who could approve it. One that the customer had accepted falls
// away, with the steps of the plan that were to carry it out and are not done.
type Reject struct {
	Offer string `json:"offer"`
	// Reason is required.
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindReject].
func (Reject) Kind() Kind { return KindReject }
func (Reject) action()    {}

func (a *Reject) walk(w *walker) {
	w.requireCode("offer", &a.Offer)
	w.requirePrivate("reason", &a.Reason)
}

func (a *Reject) check(c *Complaint, m *Meta, w *walker) {
	if o := w.pendingOffer(c, a.Offer); o != nil {
		w.apart(c, o, "meta.actor.id", m.Actor.ID)
		w.atLeast(o, "meta.actor.role", m.Actor.Role)
	}
}

func (a *Reject) fold(c *Complaint, t turn) {
	accepted := false
	c.decideApproval(a.Offer, ApprovalRefused, "", t, func(o *Offer) {
		accepted = o.State == OfferAccepted
		o.State, o.Answered = OfferRejected, t.At
	})
	c.Plan = slices.DeleteFunc(slices.Clone(c.Plan), func(s PlanStep) bool {
		return s.Offer == a.Offer && (s.State == StepPlanned || s.State == StepFailed)
	})
	if len(c.Plan) == 0 {
		c.Plan = nil
	}
	if accepted || c.Stage() == StatusProposed {
		c.withoutOffer(t)
	}
}
