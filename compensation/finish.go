package compensation

import (
	"slices"

	"github.com/recourse-go/recourse/complaint"
)

// finish writes what belongs to the decision as a whole.
func (v *evaluation) finish() {
	if v.least > 0 {
		v.out.Floor = v.cur.money(v.least)
	}
	v.refundableIn(&v.out)
	v.recourse()
	v.wishes()
}

// recourse finds from whom the shop may claim what it pays.
func (v *evaluation) recourse() {
	v.s.Extra.zone = v.e.zone
	for i := range v.e.recourse {
		r := &v.e.recourse[i]
		if !r.when.Match(&v.s) ||
			slices.ContainsFunc(v.out.Recourse, func(o Recourse) bool { return o.Against == r.doc.Against }) {
			continue
		}
		name := v.c.Complaint.Intake.Carrier
		if r.doc.Against == AgainstSupplier {
			name = v.c.supplier()
		}
		if name != "" {
			v.out.Recourse = append(v.out.Recourse, Recourse{
				Rule: r.doc.Name, Against: r.doc.Against, Name: name, Rate: r.doc.Rate,
			})
		}
	}
}

// supplier is the one supplier of the goods that the complaint is about, "" where it is not known or there are several.
func (c *Case) supplier() string {
	name := ""
	for i := range c.Complaint.Intake.Items {
		s := c.Complaint.Intake.Items[i].Supplier
		if s == "" {
			continue
		}
		if name != "" && name != s {
			return ""
		}
		name = s
	}
	if name != "" {
		return name
	}
	if only := len(c.Order.Lines); only == 1 && c.concerns(&c.Order.Lines[0]) {
		return c.Order.Lines[0].Supplier
	}
	return ""
}

// wishes puts the options first that have what the customer asks for.
func (v *evaluation) wishes() {
	if len(v.out.Options) < 2 {
		return
	}
	wish := func(o *Option) bool {
		return slices.ContainsFunc(o.Grants, func(g complaint.Grant) bool {
			return slices.Contains(v.c.Complaint.Intake.Sought, g.Remedy) || slices.Contains(v.c.Complaint.Assessment.Sought, g.Remedy)
		})
	}
	first := 0
	for i := range v.out.Options {
		o := v.out.Options[i]
		if !wish(&o) {
			continue
		}
		o.Reasons = append(o.Reasons, Reason{Code: ReasonSought})
		v.out.Options = slices.Insert(slices.Delete(v.out.Options, i, i+1), first, o)
		first++
	}
}

// ClaimOf is what the shop claims back of an amount that it pays, rounded down to minor units.
func (r Recourse) ClaimOf(paid complaint.Money) complaint.Money {
	rate, problem := r.Rate.share()
	units, ok := unitsOf(paid)
	if problem != "" || !ok {
		return complaint.Money{}
	}
	return coin(paid.Currency).money(rate.of(units, complaint.RoundDown))
}
