package compensation

import (
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// facts are the amounts of a case in minor units.
type facts struct {
	line, order, freight, fee, loss, amount int64
	has                                     [6]bool
	// all is what was paid for the order and what can be refunded of it; lines are the lines of the order, empty ones where the
	// complaint is not about them. Books says that the host's books know the order.
	all   purse
	lines []purse
	books bool
}

// read takes the amounts of a case and checks that they belong together.
func (f *facts) read(e *Engine, c *Case, cur *currency) error {
	r := reader{cur: cur}
	o := &c.Order
	paid := r.units("case.order.paid", o.Paid)
	refunded := r.units("case.order.refunded", o.Refunded)
	f.freight, f.has[hasFreight] = r.units("case.order.freight", o.Freight), !o.Freight.IsZero()
	f.fee, f.has[hasFee] = r.units("case.order.fee", o.Fee), !o.Fee.IsZero()
	f.loss, f.has[hasLoss] = r.units("case.loss", c.Loss), !c.Loss.IsZero()
	f.amount, f.has[hasAmount] = r.units("case.complaint.intake.amount", c.Complaint.Intake.Amount), !c.Complaint.Intake.Amount.IsZero()
	// Where the books say more for the lines than for the order, that much of the order is gone.
	refunded = max(refunded, f.ordered(&r, e.doc.Rounding, c))
	switch {
	case !o.Paid.IsZero():
		f.order, f.has[hasOrder], f.books = paid, true, true
		cur.keep(paid, o.Paid)
	case f.books:
		for i := range o.Lines {
			f.order = plus(f.order, r.units("case.order.lines.paid", o.Lines[i].Paid))
		}
		f.order, f.has[hasOrder] = plus(plus(f.order, f.freight), f.fee), true
	case f.has[hasLine]:
		f.order, f.has[hasOrder] = f.line, true
	}
	goods := max(f.order-f.freight-f.fee, 0)
	switch {
	case len(o.Lines) > 0 || !f.books:
	case f.has[hasLine]: // as the complaint says, but not more than was paid
		f.line = min(f.line, goods)
	default: // the complaint is about the whole order
		f.line, f.has[hasLine] = goods, true
	}
	for i := range c.Others {
		r.units("case.others.paid", c.Others[i].Paid)
	}
	f.all.limit = max(f.order-refunded, 0)
	f.all.left, f.all.account = f.all.limit, -1
	if r.err == nil && refunded > f.order && f.books {
		return &complaint.FieldError{
			Field: "case.order.refunded", Value: o.Refunded.String(), Rule: "must not be more than what was paid, " + o.Paid.String(),
		}
	}
	if cur.code == "" {
		cur.code = e.doc.Currency
	}
	cur.digits, _ = complaint.MinorUnits(cur.code)
	return r.err
}

const (
	hasLine = iota
	hasOrder
	hasFreight
	hasFee
	hasLoss
	hasAmount
)

// ordered adds up the lines that the complaint is about; without books what the complaint says of its items. It returns what was
// refunded on all lines.
func (f *facts) ordered(r *reader, mode complaint.Rounding, c *Case) (gone int64) {
	if len(c.Order.Lines) == 0 {
		items := c.Complaint.Intake.Items
		for i := range items {
			if !items[i].Price.IsZero() {
				f.line, f.has[hasLine] = plus(f.line, r.units("case.complaint.intake.items.price", items[i].Price)), true
			}
		}
		if !f.has[hasLine] && f.has[hasAmount] {
			f.line, f.has[hasLine] = f.amount, true
		}
		return 0
	}
	f.books = true
	f.lines = slices.Grow(f.lines, len(c.Order.Lines))[:len(c.Order.Lines)]
	for i := range c.Order.Lines {
		l := &c.Order.Lines[i]
		paid, refunded := r.units("case.order.lines.paid", l.Paid), r.units("case.order.lines.refunded", l.Refunded)
		if refunded > paid && r.err == nil {
			r.err = &complaint.FieldError{
				Field: "case.order.lines.refunded", Value: l.Refunded.String(),
				Rule: "must not be more than what was paid, " + l.Paid.String(),
			}
		}
		gone = plus(gone, refunded)
		f.lines[i].account = -1
		if c.concerns(l) {
			f.line, f.has[hasLine] = plus(f.line, c.pieces(l).of(paid, mode)), true
			f.lines[i].limit, f.lines[i].left = paid-refunded, paid-refunded
			r.cur.keep(paid, l.Paid)
		}
		if r.err == nil && l.ID != "" && slices.ContainsFunc(c.Order.Lines[:i], func(o Line) bool { return o.ID == l.ID }) {
			r.err = &complaint.FieldError{Field: "case.order.lines.id", Value: l.ID, Rule: "must not stand twice in one order"}
		}
	}
	return gone
}

// reader reads amounts that must be in one currency.
type reader struct {
	cur *currency
	err error
}

func (r *reader) units(field string, m complaint.Money) int64 {
	if m.IsZero() || r.err != nil {
		return 0
	}
	if r.cur.code == "" {
		r.cur.code = m.Currency
	}
	n, ok := unitsOf(m)
	switch {
	case m.Currency != r.cur.code:
		r.err = &complaint.FieldError{
			Field: field, Value: m.String(), Rule: "must be in one currency with the other amounts of the case, " + r.cur.code,
		}
	case !ok:
		r.err = &complaint.FieldError{
			Field: field, Value: m.String(), Rule: "must be whole minor units of its currency, not negative and not absurd",
		}
	}
	return n
}

// base returns what a share is taken of; false where it is not known.
func (v *evaluation) base(of Base, zone *time.Location) (int64, bool) {
	f := &v.facts
	switch of {
	case OfLine:
		return f.line, f.has[hasLine]
	case OfOrder:
		return f.order, f.has[hasOrder]
	case OfFreight:
		return f.freight, f.has[hasFreight]
	case OfFee:
		return f.fee, f.has[hasFee]
	case OfLoss:
		return f.loss, f.has[hasLoss]
	case OfAmount:
		return f.amount, f.has[hasAmount]
	case OfPurchases:
		return v.purchases(zone), f.has[hasLine]
	default:
		return 0, false
	}
}

// purchases adds up what the customer bought of the products of the complaint on the day of the order.
func (v *evaluation) purchases(zone *time.Location) int64 {
	sum := v.facts.line
	for i := range v.c.Others {
		p := &v.c.Others[i]
		if p.Order == v.c.orderID() || !v.c.about(p.Product) || p.Bought.IsZero() || v.c.Order.Bought.IsZero() ||
			civilDay(p.Bought.In(zone)) != civilDay(v.c.Order.Bought.In(zone)) {
			continue
		}
		units, _ := unitsOf(p.Paid)
		sum = plus(sum, units)
	}
	return sum
}

// about says whether the complaint is about a product.
func (c *Case) about(product string) bool {
	if product == "" {
		return false
	}
	for i := range c.Complaint.Intake.Items {
		if c.Complaint.Intake.Items[i].Product == product {
			return true
		}
	}
	for i := range c.Order.Lines {
		if c.Order.Lines[i].Product == product && c.concerns(&c.Order.Lines[i]) {
			return true
		}
	}
	return false
}
