package compensation

import (
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Decision is what a policy gives in a case, and why.
type Decision struct {
	// Policy is the policy that decided.
	Policy complaint.PolicyRef
	// Currency is that of all amounts.
	Currency string
	// Options are what may be offered; the customer picks one of them. None where nothing is given.
	Options []Option
	// Floor is the money that the law gives at least, whatever the customer picks; zero where it gives none. What is owed only
	// for goods that come back is not part of it.
	Floor complaint.Money
	// Refundable is what was paid for the lines of the complaint and not refunded yet, RefundableOrder the same for the order. Zero
	// where the order is not known.
	Refundable, RefundableOrder complaint.Money
	// Excluded lists standards that match and give nothing, with the reason.
	Excluded []Reason
	// Reasons say how the decision was found, in order.
	Reasons []Reason
	// Claims are what the shop may claim back from others once it has paid: the share of each, see [Option.Total].
	Recourse []Recourse
}

// Option is one bundle of remedies.
type Option struct {
	// Name is that of the choices that it was made of.
	Name   string
	Grants []complaint.Grant
	// Total is the worth of all of it to the customer: money, and face values of coupons and points. Law and Goodwill are its
	// parts. Cost is what it costs the shop.
	Total, Law, Goodwill, Cost complaint.Money
	// Caps lists the caps that bit.
	Caps []CapHit
	// Approval is set when somebody else must approve it.
	Approval *Approval
	// PayBy is by when money must be paid, zero where nothing is set or the event has not happened yet. PayWithin and PayFrom are
	// the rule.
	PayBy     time.Time
	PayWithin time.Duration
	PayFrom   PayFrom
	// Reserves are the accounts in which money has to be set aside with the offer; of one that is unfunded, with its approval. A
	// reserve in a cap that waits for an approval has no limit.
	Reserves []complaint.Reserve
	// Reasons say how its amounts were found.
	Reasons []Reason
}

// CapHit says that a cap bit: goodwill was cut from Wanted to Given, or the option waits for an approval.
type CapHit struct {
	Cap           string
	Account       string
	Wanted, Given complaint.Money
	// Left is what the account had left.
	Left complaint.Money
	Over CapOver
}

// Approval says who must approve an option, and why.
type Approval struct {
	// Needs is the least role.
	Needs complaint.Role
	// Before says that it comes before the customer sees the offer.
	Before bool
	// Unfunded says that no money is set aside until then, because a cap is used up.
	Unfunded bool
	// Why lists the reasons.
	Why []Reason
}

// Recourse is a share of what is paid that the shop claims from another.
type Recourse struct {
	Rule    string
	Against ClaimParty
	Name    string
	Rate    Rate
}

// ReasonCode says what a reason is about.
type ReasonCode string

// The reasons.
const (
	ReasonStandard    ReasonCode = "standard"     // a standard of the shop applies
	ReasonLaw         ReasonCode = "law"          // a statutory rule applies; Detail is its source
	ReasonSpecial     ReasonCode = "special"      // a standard of a special policy applies; Detail is that policy
	ReasonTierSkipped ReasonCode = "tier_skipped" // a tier was passed over; Detail is the reason
	ReasonNeeds       ReasonCode = "needs"        // what the standard needs is not known or not so
	ReasonNotInEffect ReasonCode = "not_in_effect"
	ReasonElsewhere   ReasonCode = "elsewhere" // the law of another place
	ReasonStacked     ReasonCode = "stacked"   // another standard of its group gives more or comes first; Detail is that one
	ReasonCurrency    ReasonCode = "currency"  // it gives amounts in another currency
	ReasonNoBase      ReasonCode = "no_base"   // what a share is taken of is not known; Detail is the base
	ReasonZero        ReasonCode = "zero"      // it comes to nothing
	ReasonNoOption    ReasonCode = "no_option" // none of its options or tiers is open to the customer
	ReasonAbuse       ReasonCode = "abuse"     // a rule against abuse withholds goodwill or asks for an approval
	ReasonLeast       ReasonCode = "least"     // raised to the floor of the rule
	ReasonMost        ReasonCode = "most"      // cut to the ceiling of the rule
	ReasonReduced     ReasonCode = "reduced"   // the rule's reduction applies
	ReasonCap         ReasonCode = "cap"       // cut by a cap; Rule is the cap
	ReasonCapAsk      ReasonCode = "cap_ask"   // a cap is used up: waits for an approval
	ReasonCapCurrency ReasonCode = "cap_currency"
	ReasonRefundable  ReasonCode = "refundable" // cut to what is left to refund
	ReasonOnce        ReasonCode = "once"       // part of it was granted already for the same purchases
	ReasonFloor       ReasonCode = "floor"      // raised to what the law gives
	ReasonAuthority   ReasonCode = "authority"  // above what the role may grant by itself
	ReasonFourEyes    ReasonCode = "four_eyes"
	ReasonConflict    ReasonCode = "conflict" // the actor has an interest in the case
	ReasonSought      ReasonCode = "sought"   // what the customer asks for
	ReasonNothing     ReasonCode = "nothing"  // no standard applies
)

// Reason is one step of an explanation as data. Which fields are set depends on the code.
type Reason struct {
	Code ReasonCode
	// Rule is the name of the standard, cap or rule.
	Rule string
	// Detail is a code or name.
	Detail string
	// From and To are amounts before and after, Role is a role.
	From, To complaint.Money
	Role     complaint.Role
}

// Record returns the reason as it is stored in a history.
func (r Reason) Record() complaint.Reason {
	out := complaint.Reason{Code: string(r.Code)}
	set := func(name, value string) {
		if value == "" {
			return
		}
		if out.Params == nil {
			out.Params = map[string]string{}
		}
		out.Params[name] = value
	}
	set("rule", r.Rule)
	set("detail", r.Detail)
	set("role", string(r.Role))
	if !r.From.IsZero() {
		set("from", r.From.String())
	}
	if !r.To.IsZero() {
		set("to", r.To.String())
	}
	return out
}
