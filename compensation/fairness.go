package compensation

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Past is what somebody granted in a case that is decided, for comparisons (M7). [PastOf] makes one of a complaint.
type Past struct {
	Complaint complaint.ID       `json:"complaint"`
	Category  string             `json:"category,omitzero"`
	Severity  complaint.Severity `json:"severity,omitzero"`
	Result    complaint.Result   `json:"result,omitzero"`
	// Tier is that of the customer.
	Tier string `json:"tier,omitzero"`
	// Handler is who proposed what was accepted.
	Handler string `json:"handler,omitzero"`
	// Amount is the worth of all of it; zero without a currency where it was an apology, an exchange or the like.
	Amount complaint.Money `json:"amount,omitzero"`
	// At is when it was proposed.
	At time.Time `json:"at"`
}

// PastOf reads what was granted last from a complaint; false where the customer accepted nothing, or amounts in several currencies.
func PastOf(c complaint.Complaint) (Past, bool) {
	for i := len(c.Offers) - 1; i >= 0; i-- {
		o := &c.Offers[i]
		if o.State != complaint.OfferAccepted {
			continue
		}
		p := Past{
			Complaint: c.ID, Category: categoryOf(&c), Severity: c.Assessment.Severity, Result: resultOf(&c),
			Tier: c.Intake.Customer.Tier, Handler: o.By, At: o.At,
		}
		sums := o.Granted()
		for _, sum := range sums {
			p.Amount = sum
		}
		return p, len(sums) <= 1
	}
	return Past{}, false
}

func categoryOf(c *complaint.Complaint) string {
	if c.Assessment.Category != "" {
		return c.Assessment.Category
	}
	return c.Intake.Category
}

func resultOf(c *complaint.Complaint) complaint.Result {
	if c.Finding == nil {
		return ""
	}
	return c.Finding.Result
}

// Comparison is how like cases were decided.
type Comparison struct {
	Currency string `json:"currency,omitzero"`
	// Count counts the cases of the same category, severity and result; Median, Lower and Upper are their median and quartiles,
	// rounded to minor units of the currency, and zero where there is none.
	Count  int             `json:"count"`
	Median complaint.Money `json:"median,omitzero"`
	Lower  complaint.Money `json:"lower,omitzero"`
	Upper  complaint.Money `json:"upper,omitzero"`
	// Cases are the most alike, at most 20, also those that differ in something; of equally alike ones the latest first.
	Cases []Likeness `json:"cases"`
}

// Likeness is a past case and how like it is: 4 points for the same category, or 2 for the same group of categories, 2 for the
// same severity, 2 for the same result and 1 for the same tier of the customer.
type Likeness struct {
	Past

	Points int `json:"points"`
}

const mostAlike = 20

// Comparable finds out what was granted in cases like this one, within the window of the policy before [Case.Now]. Cases of
// another group of categories, in another currency, and the case itself are left out; those without any money count as nothing.
// A case that names no currency has that of the first past case with money. The error is that of [Engine.Evaluate].
func (e *Engine) Comparable(c Case, past iter.Seq[Past]) (Comparison, error) {
	c.Accounts = []Account{}
	v := begin(e, &c)
	if err := v.read(); err != nil {
		return Comparison{}, err
	}
	out := Comparison{Cases: []Likeness{}}
	this := Past{
		Category: categoryOf(c.Complaint), Severity: c.Complaint.Assessment.Severity, Result: resultOf(c.Complaint),
		Tier: c.Complaint.Intake.Customer.Tier,
	}
	var amounts []int64
	for p := range past {
		units, ok := unitsOf(p.Amount)
		points := this.likeness(&p)
		if v.cur.code == "" && points > 0 && !p.Amount.IsZero() {
			v.cur = *coin(p.Amount.Currency)
		}
		if !ok || points == 0 || p.Complaint == c.Complaint.ID || !e.within(p.At, c.Now) ||
			!p.Amount.IsZero() && p.Amount.Currency != v.cur.code {
			continue
		}
		if p.stratum() == this.stratum() {
			amounts = append(amounts, units)
		}
		out.keep(Likeness{p, points})
	}
	out.Currency = v.cur.code
	if out.Count = len(amounts); out.Count > 0 {
		slices.Sort(amounts)
		out.Lower, out.Upper = v.cur.money(quartile(amounts, 1)), v.cur.money(quartile(amounts, 3))
		out.Median = v.cur.money(quartile(amounts, 2))
	}
	return out, nil
}

// within says whether a moment lies in the window for comparisons before another.
func (e *Engine) within(t, now time.Time) bool {
	return !t.After(now) && !t.Before(now.Add(-e.doc.Fairness.Window))
}

// stratum is what makes cases alike.
type stratum struct {
	category string
	severity complaint.Severity
	result   complaint.Result
}

func (p *Past) stratum() stratum { return stratum{p.Category, p.Severity, p.Result} }

// likeness is 0 for cases of different groups of categories.
func (p *Past) likeness(o *Past) int {
	if groupOf(p.Category) != groupOf(o.Category) {
		return 0
	}
	points := 2
	if p.Category == o.Category {
		points += 2
	}
	if p.Severity == o.Severity {
		points += 2
	}
	if p.Result == o.Result {
		points += 2
	}
	if p.Tier == o.Tier {
		points++
	}
	return points
}

// groupOf is the top of the tree that a category belongs to.
func groupOf(category string) string {
	for complaint.ParentCode(category) != "" {
		category = complaint.ParentCode(category)
	}
	return category
}

// keep keeps a case while it is among the most alike.
func (c *Comparison) keep(l Likeness) {
	at, _ := slices.BinarySearchFunc(c.Cases, l, func(have, l Likeness) int {
		return cmp.Or(cmp.Compare(l.Points, have.Points), l.At.Compare(have.At), cmp.Compare(have.Complaint.String(), l.Complaint.String()))
	})
	if at == mostAlike {
		return
	}
	if len(c.Cases) == mostAlike {
		c.Cases = c.Cases[:mostAlike-1]
	}
	c.Cases = slices.Insert(c.Cases, at, l)
}

// quartile is a quartile of sorted amounts, between two of them in proportion, rounded half up.
func quartile(sorted []int64, q int) int64 {
	const quarters = 4
	at := (len(sorted) - 1) * q
	low := sorted[at/quarters]
	part := int64(at % quarters)
	if part == 0 {
		return low
	}
	return low + ((sorted[at/quarters+1]-low)*part+quarters/2)/quarters
}
