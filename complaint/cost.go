package complaint

import "time"

// Cost is what a complaint has cost the shop besides what the customer got (M11).
type Cost struct {
	Kind CostKind `json:"kind"`
	// Amount must not be negative; it may be zero where Minutes are given.
	Amount Money `json:"amount,omitzero"`
	// Minutes is how long somebody worked on it, at most a year.
	Minutes int `json:"minutes,omitzero"`
	// By is who worked on it or spent the money: an opaque identifier as in [Actor]; empty for the actor.
	By string `json:"by,omitzero"`
	// At is when it was recorded; set from the event.
	At   time.Time `json:"at,omitzero"`
	Note Private   `json:"note,omitzero"`
}

// CostKind says what was spent.
type CostKind string

// The kinds of cost.
const (
	CostLabour    CostKind = "labour"
	CostMaterial  CostKind = "material"
	CostTransport CostKind = "transport"
	CostOther     CostKind = "other"
)

const maxMinutes = 366 * 24 * 60

func (c *Cost) walk(w *walker) {
	oneOf(w, "kind", &c.Kind, CostLabour, CostMaterial, CostTransport, CostOther)
	w.notNegative("amount", &c.Amount)
	w.number("minutes", c.Minutes, 0, maxMinutes)
	if w.mode == walkCheck && c.Amount.Sign() == 0 && c.Minutes == 0 {
		w.refuse("amount", c.Amount.String(), "must be more than zero where no minutes are given")
	}
	w.name("by", &c.By)
	w.opaque("by", c.By)
	w.private("note", &c.Note, MaxText)
}
