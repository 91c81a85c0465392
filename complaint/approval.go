package complaint

import "time"

// Approval says who has to approve an offer, and whether somebody did (M4). Who proposed it never does.
type Approval struct {
	// Needs is the least role that may approve it.
	Needs Role `json:"needs"`
	// Before says that the customer may not answer before it is approved. Otherwise only the money waits for it.
	Before bool `json:"before,omitzero"`
	// Unfunded says that no account has the money. Nothing is set aside for the offer before it is approved.
	Unfunded bool          `json:"unfunded,omitzero"`
	State    ApprovalState `json:"state,omitzero"`
	// By is who decided, At when, and For in whose delegated authority, empty for their own.
	By  string    `json:"by,omitzero"`
	For string    `json:"for,omitzero"`
	At  time.Time `json:"at,omitzero"`
}

// ApprovalState is where an approval stands.
type ApprovalState string

// The states of an approval.
const (
	ApprovalPending ApprovalState = "pending"
	ApprovalGiven   ApprovalState = "given"
	ApprovalRefused ApprovalState = "refused"
)

func (a *Approval) walk(w *walker) {
	oneOf(w, "needs", &a.Needs, tiers()...)
	oneOf(w, "state", &a.State, "", ApprovalPending, ApprovalGiven, ApprovalRefused)
	w.name("by", &a.By)
	w.opaque("by", a.By)
	w.name("for", &a.For)
	w.opaque("for", a.For)
	w.time("at", &a.At)
}

// tiers lists the roles of handlers, the lowest first.
func tiers() []Role { return []Role{RoleJunior, RoleMid, RoleSenior, RoleSupervisor, RoleManager} }

// Waits says whether the customer may not answer the offer yet because it must be approved before.
func (o Offer) Waits() bool {
	return o.State == OfferOpen && o.Approval != nil && o.Approval.Before && o.Approval.State == ApprovalPending
}

// unapproved says whether somebody has to approve the offer and nobody did.
func (o *Offer) unapproved() bool { return o.Approval != nil && o.Approval.State != ApprovalGiven }

// Pending says whether the offer waits for an approval, which may still come.
func (o Offer) Pending() bool {
	return o.Approval != nil && o.Approval.State == ApprovalPending && (o.State == OfferOpen || o.State == OfferAccepted)
}

// waitsFor says what an offer without its approval waits for.
func (o *Offer) waitsFor() string { return "waits for approval by " + string(o.Approval.Needs) }
