package compensation

import (
	"github.com/recourse-go/recourse/complaint"
)

// Amount says how much a remedy is, in one of these shapes:
//
//	fixed: CNY 30                                        an amount
//	{fixed: CNY 5, per: delay.days, after: 1}            an amount for every day but the first
//	{rate: 10%, of: order, least: CNY 5, most: CNY 50}   a share of a base, with floor and ceiling
//	{rate: 3x, of: line, least: CNY 500}                 a multiple with a floor
//	{by: measures.km, bands: [{to: 1500, fixed: EUR 250}, {fixed: EUR 400}], reduce: {rate: 50%, when: …}}   a table
//	{usage: {of: line, by: used.days, rate: 0.05%, most: 60%}}   the price less its use
//	points: 500                                          points of the shop, alone or with per
//
// Every result is rounded once to the minor units of its currency, then raised, cut and stepped in the order of the fields.
type Amount struct {
	Fixed complaint.Money `json:"fixed,omitzero"`
	Rate  Rate            `json:"rate,omitzero"`
	Bands []Band          `json:"bands,omitempty"`
	Usage Usage           `json:"usage,omitzero"`
	// Points is a number of points, for the remedy points.
	Points int64 `json:"points,omitzero"`

	// Of is the base of Rate.
	Of Base `json:"of,omitzero"`
	// By is the whole-number field that Bands are looked up by.
	By string `json:"by,omitzero"`
	// Per multiplies by a whole-number field, less the first After units, and up to Count units.
	Per   string `json:"per,omitzero"`
	After int64  `json:"after,omitzero"`
	Count int64  `json:"count,omitzero"`
	// Reduce reduces it under a condition.
	Reduce Reduction `json:"reduce,omitzero"`
	// Raise adds a share of it: what a customer gets more who takes a coupon.
	Raise Rate `json:"raise,omitzero"`
	// Least and Most are floor and ceiling; MostRate is a ceiling as a share of the base MostOf.
	Least    complaint.Money `json:"least,omitzero"`
	Most     complaint.Money `json:"most,omitzero"`
	MostRate Rate            `json:"most_rate,omitzero"`
	MostOf   Base            `json:"most_of,omitzero"`
	// Step rounds up to whole steps, such as coupons of CNY 5. It comes last and may pass Most by less than a step.
	Step complaint.Money `json:"step,omitzero"`
	// Rounding is that of the policy where it is not given.
	Rounding complaint.Rounding `json:"rounding,omitzero"`
}

// Base is what a share is taken of.
type Base string

// The bases. Each counts what was paid, before any refund.
const (
	OfLine      Base = "line"      // the order lines that the complaint is about
	OfOrder     Base = "order"     // the whole order
	OfFreight   Base = "freight"   // what was paid for delivery
	OfFee       Base = "fee"       // what was paid for services
	OfLoss      Base = "loss"      // the loss that is proven
	OfAmount    Base = "amount"    // the amount in dispute, as the complaint says
	OfPurchases Base = "purchases" // the lines, and what the customer bought of the same product on the same day in other orders
)

// Band is a row of a table: it applies up to To, which belongs to it; the last row has no To.
type Band struct {
	To    *int64          `json:"to,omitempty"`
	Fixed complaint.Money `json:"fixed,omitzero"`
	Rate  Rate            `json:"rate,omitzero"`
	Of    Base            `json:"of,omitzero"`
}

// Reduction takes a share off under a condition.
type Reduction struct {
	When Condition `json:"when,omitzero"`
	Rate Rate      `json:"rate,omitzero"`
}

// Usage is the base less a share of it for every unit of use: base × (1 − min(rate × units, most)).
type Usage struct {
	Of Base `json:"of,omitzero"`
	// By is the whole-number field that counts the use.
	By string `json:"by,omitzero"`
	// Rate is the coefficient of one unit, Most the most that is taken off. Default of Most: 100%.
	Rate Rate `json:"rate,omitzero"`
	Most Rate `json:"most,omitzero"`
}

// Rate is a share or a multiple: "10%" from above 0% to 100%, or "3x" where more than the whole is meant. It has at most nine
// decimals and is exact.
type Rate string
