package compensation

import (
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Case is what an engine decides about: the complaint, and what the shop knows besides. All amounts are in one currency.
type Case struct {
	// Complaint is the case as it stands. Finding, assessment, items and customer are read from it.
	Complaint *complaint.Complaint
	// Now is the time of the decision.
	Now time.Time
	// Actor is who wants to grant something. The zero value is the system.
	Actor complaint.Actor
	// Order is what was paid and refunded, as the host's books say.
	Order Order
	// Others are purchases of the same customer in other orders, for rules that add up split orders. Those of other products
	// and days are not looked at.
	Others []Purchase
	// Loss is the loss that is proven.
	Loss complaint.Money
	// Facts are codes that conditions can ask for, such as opened, harm or label_flaw; those of the order count too.
	Facts []string
	// Measures are whole numbers of the host, for the fields measures.*, such as the kilometres of a flight.
	Measures map[string]int64
	// Incident is the incident that the complaint belongs to, Special the code of its special policy.
	Incident, Special string
	// Claims counts what the customer claimed before, within [Engine.ClaimWindow].
	Claims Claims
	// Accounts are those of [Engine.Accounts] with their balances; nil for balances of zero.
	Accounts []Account
	// Own is what this complaint itself has set aside already, see [complaint.Complaint.Reserved]: an offer that replaces another
	// may use it again.
	Own []complaint.Reserve
	// Granted is what this complaint has offered and granted besides: the authority to grant and the four eyes count all of it
	// together. Those in other currencies are not looked at.
	Granted []complaint.Money
}

// Order is an order as the host's books have it.
type Order struct {
	// ID is the host's number. Default: that of the complaint. Without any, refunds are not counted beyond this one case.
	ID    string `json:"id"`
	Lines []Line `json:"lines,omitempty"`
	// Freight and Fee are what was paid for delivery and for services. Paid is the whole order with both, Refunded what the
	// host has refunded of it by itself; grants of complaints are not part of that.
	Freight  complaint.Money `json:"freight,omitzero"`
	Fee      complaint.Money `json:"fee,omitzero"`
	Paid     complaint.Money `json:"paid,omitzero"`
	Refunded complaint.Money `json:"refunded,omitzero"`
	// Bought is the time of the purchase, Promised that by which the goods should have come, Delivered when they came. Returned is
	// when the shop got them back, Repaired when a repair ended. Zero where it is not known or has not happened.
	Bought    time.Time `json:"bought,omitzero"`
	Promised  time.Time `json:"promised,omitzero"`
	Delivered time.Time `json:"delivered,omitzero"`
	Returned  time.Time `json:"returned,omitzero"`
	Repaired  time.Time `json:"repaired,omitzero"`
	// Jurisdiction is the code of the law that applies, such as CN. Default: that of the policy.
	Jurisdiction string `json:"jurisdiction,omitzero"`
	// Facts are codes about the order, see [Case.Facts].
	Facts []string `json:"facts,omitempty"`
}

// Line is a line of an order.
type Line struct {
	// ID is unique in the order. Refunds are counted for each line that has one, and for the order.
	ID       string `json:"id"`
	Product  string `json:"product,omitzero"`
	Supplier string `json:"supplier,omitzero"`
	// Quantity is how many pieces there are; 0 where it is not known. Where the complaint says that it is about fewer of them, a
	// share of the line counts as its price.
	Quantity int `json:"quantity,omitzero"`
	// Paid is what was paid for the line in all, after discounts; Refunded what the host has refunded by itself.
	Paid     complaint.Money `json:"paid,omitzero"`
	Refunded complaint.Money `json:"refunded,omitzero"`
}

// Purchase is a line of another order of the same customer.
type Purchase struct {
	Order, Product string
	Bought         time.Time
	Paid           complaint.Money
}

// Claims counts complaints of a customer with other orders and what they were granted.
type Claims struct {
	// Count are complaints, Granted those with a grant that was accepted, Orders the orders of the customer; 0 where it is not
	// known.
	Count, Granted, Orders int
}

func (c *Case) orderID() string {
	if c.Order.ID != "" {
		return c.Order.ID
	}
	return c.Complaint.Intake.Order
}

// concerns says whether a line is one that the complaint is about. A complaint that names no item is about all of them.
func (c *Case) concerns(l *Line) bool {
	items := c.Complaint.Intake.Items
	for i := range items {
		if names(&items[i], l) {
			return true
		}
	}
	return len(items) == 0
}

// pieces is the share of a line that the complaint is about.
func (c *Case) pieces(l *Line) ratio {
	var n int64
	for i := range c.Complaint.Intake.Items {
		item := &c.Complaint.Intake.Items[i]
		if !names(item, l) {
			continue
		}
		if item.Quantity <= 0 {
			return ratio{1, 1}
		}
		n += int64(item.Quantity)
	}
	if n == 0 || n >= int64(l.Quantity) {
		return ratio{1, 1}
	}
	return ratio{n, int64(l.Quantity)}
}

// names says whether an item of a complaint is a line of an order.
func names(item *complaint.Item, l *Line) bool {
	if item.Line != "" {
		return item.Line == l.ID
	}
	return item.Product != "" && item.Product == l.Product
}

// fact is one of the facts about the case and its order, false after the last.
func (c *Case) fact(i int) (string, bool) {
	if i < len(c.Facts) {
		return c.Facts[i], true
	}
	if i -= len(c.Facts); i < len(c.Order.Facts) {
		return c.Order.Facts[i], true
	}
	return "", false
}

func (c *Case) received() time.Time {
	if c.Complaint.Received.IsZero() {
		return c.Complaint.Intake.Received
	}
	return c.Complaint.Received
}
