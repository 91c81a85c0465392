package compensation

import (
	"slices"

	"github.com/recourse-go/recourse/complaint"
)

// Authority says who may grant how much (M4).
type Authority struct {
	// Limits say up to which total a role may grant by itself. Of several rows of a role that match, the highest applies; a role
	// without a row may grant nothing by itself. A row for the role system is what is approved automatically.
	Limits []AuthorityLimit `json:"limits,omitempty"`
	// FourEyes is the total above which a second person must approve whatever the first may grant, one amount a currency. In
	// another currency a second person must approve everything.
	FourEyes []complaint.Money `json:"four_eyes,omitempty"`
	// Before says that an approval comes before the customer sees the offer; otherwise it comes before the payout.
	Before bool `json:"before,omitzero"`
	// Delegations lend somebody the authority of another person for a time.
	Delegations []Delegation `json:"delegations,omitempty"`
	// Conflicts keep people away from cases in which they have an interest. Besides these, nobody decides for themselves or about
	// a complaint against themselves.
	Conflicts []Conflict `json:"conflicts,omitempty"`
}

// AuthorityLimit is what a role may grant by itself under a condition.
type AuthorityLimit struct {
	Role complaint.Role `json:"role" policy:"required"`
	When Condition      `json:"when,omitzero"`
	// Most is the highest total, one amount a currency; empty for no limit. In another currency nothing may be granted.
	Most []complaint.Money `json:"most,omitempty"`
}

// Delegation lends To the authority of From, who has the role Role, from Starts to Ends, both included, up to Most.
type Delegation struct {
	From   string            `json:"from"              policy:"required"`
	To     string            `json:"to"                policy:"required"`
	Role   complaint.Role    `json:"role"              policy:"required"`
	Starts Moment            `json:"starts"            policy:"required"`
	Ends   Moment            `json:"ends"              policy:"required"`
	Most   []complaint.Money `json:"most,omitempty"`
}

// Conflict names customers, suppliers and carriers that a person must not decide about.
type Conflict struct {
	Person    string   `json:"person"              policy:"required"`
	Customers []string `json:"customers,omitempty"`
	Suppliers []string `json:"suppliers,omitempty"`
	Carriers  []string `json:"carriers,omitempty"`
}

func (a Authority) clone() Authority {
	a.Limits, a.FourEyes = slices.Clone(a.Limits), slices.Clone(a.FourEyes)
	a.Delegations, a.Conflicts = slices.Clone(a.Delegations), slices.Clone(a.Conflicts)
	for i := range a.Limits {
		a.Limits[i].Most = slices.Clone(a.Limits[i].Most)
	}
	for i := range a.Delegations {
		a.Delegations[i].Most = slices.Clone(a.Delegations[i].Most)
	}
	for i := range a.Conflicts {
		k := &a.Conflicts[i]
		k.Customers, k.Suppliers, k.Carriers = slices.Clone(k.Customers), slices.Clone(k.Suppliers), slices.Clone(k.Carriers)
	}
	return a
}
