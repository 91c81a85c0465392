package complaint

import "slices"

// The conditions of the transition table that are about offers, money and claims.

// payableStatuses lists where money of an accepted offer may be paid.
func payableStatuses() []Status {
	return []Status{StatusProposed, StatusAgreed, StatusCarriedOut, StatusCommunicated, StatusFollowedUp, StatusClosed}
}

func hasOpenOffer(c *Complaint) string {
	for i := range c.Offers {
		if c.Offers[i].State == OfferOpen {
			return ""
		}
	}
	return "no offer is open"
}

func hasAnswerableOffer(c *Complaint) string {
	reason := "no offer is open"
	for i := range c.Offers {
		switch o := &c.Offers[i]; {
		case o.Waits():
			reason = "the offer " + o.waitsFor()
		case o.State == OfferOpen:
			return ""
		}
	}
	return reason
}

func hasPendingOffer(c *Complaint) string {
	for i := range c.Offers {
		if c.Offers[i].Pending() {
			return ""
		}
	}
	return "no offer waits for approval"
}

func hasUnpaid(c *Complaint) string {
	reason := "no accepted offer has money left to pay"
	for i := range c.Offers {
		o := &c.Offers[i]
		for currency := range o.Granted() {
			left, ok := c.unpaid(o, currency)
			switch {
			case !ok || left.Sign() <= 0:
			case o.unapproved():
				reason = "the offer " + o.waitsFor()
			default:
				return ""
			}
		}
	}
	return reason
}

// hasUnpaidOrPending allows the answer of a payment provider whatever the status, and other money where it may be paid.
func hasUnpaidOrPending(c *Complaint) string {
	reason := hasPayout(PayoutPending, "no payout is under way")(c)
	if reason != "" && slices.Contains(payableStatuses(), c.Stage()) {
		return hasUnpaid(c)
	}
	return reason
}

func hasPayout(state PayoutState, none string) func(*Complaint) string {
	return func(c *Complaint) string {
		if slices.ContainsFunc(c.Payouts, func(p Payout) bool { return p.State == state }) {
			return ""
		}
		return none
	}
}

func noPayout(c *Complaint) string {
	if hasPayout(PayoutPending, "none")(c) == "" {
		return "a payout is under way"
	}
	return ""
}

func hasOpenClaim(c *Complaint) string {
	for i := range c.Claims {
		if c.Claims[i].State == ClaimOpen {
			return ""
		}
	}
	return "no claim is open"
}
