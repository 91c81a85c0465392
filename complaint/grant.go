package complaint

import "strconv"

// Option is a bundle of remedies that is given as a whole.
type Option struct {
	Grants []Grant `json:"grants"`
	// Reserves is what an engine sets aside for the option, see [OfferDecision]; leave it empty in [Propose].
	Reserves []Reserve `json:"reserves,omitempty"`
}

func (o *Option) walk(w *walker) {
	if w.mode == walkCheck && len(o.Grants) == 0 {
		w.refuse("grants", "", "must have at least one remedy")
	}
	walkList(w, "grants", &o.Grants)
	walkList(w, "reserves", &o.Reserves)
}

// Grant is one remedy of an option.
type Grant struct {
	Remedy Remedy `json:"remedy"`
	// Amount is what the customer gets: money, or the face value of a coupon or of points. It must not be negative.
	Amount Money `json:"amount,omitzero"`
	// Cost is what it costs the shop, where that is not the amount: a coupon that few redeem, an exchange. It must not be
	// negative; zero without a currency stands for the amount.
	Cost Money `json:"cost,omitzero"`
	// Points is how many points are given, from 0 to 10^12.
	Points int64 `json:"points,omitzero"`
	// Basis says why it is given, Rule by which standard of the policy or rule of law.
	Basis Basis  `json:"basis,omitzero"`
	Rule  string `json:"rule,omitzero"`
	// Order and Line are the order and the order line that it is for, empty for those of the complaint.
	Order string  `json:"order,omitzero"`
	Line  string  `json:"line,omitzero"`
	Note  Private `json:"note,omitzero"`
}

// Basis says why a grant is given.
type Basis string

// The bases. An empty one counts as goodwill.
const (
	BasisLaw      Basis = "law"      // the customer has a right to it
	BasisGoodwill Basis = "goodwill" // the shop gives it of its own accord
)

const maxPoints = 1_000_000_000_000

func (g *Grant) walk(w *walker) {
	requireListed(w, "remedy", Remedies, &g.Remedy)
	w.notNegative("amount", &g.Amount)
	w.notNegative("cost", &g.Cost)
	if w.mode == walkCheck && (g.Points < 0 || g.Points > maxPoints) {
		w.refuse("points", strconv.FormatInt(g.Points, 10), "must be from 0 to "+strconv.FormatInt(maxPoints, 10))
	}
	oneOf(w, "basis", &g.Basis, "", BasisLaw, BasisGoodwill)
	w.name("rule", &g.Rule)
	w.name("order", &g.Order)
	w.name("line", &g.Line)
	w.private("note", &g.Note, MaxText)
}
