package compensation

import "github.com/recourse-go/recourse/complaint"

// purse is what can be refunded of an order or of one of its lines.
type purse struct {
	account int   // that of the ledger, -1 for none
	limit   int64 // what was paid and not refunded by the host
	left    int64 // the limit less what complaints took already
	taken   int64 // by the option in the making
}

func (p *purse) open() int64 { return p.left - p.taken }

// ledger takes off what complaints took already.
func (v *evaluation) ledger() {
	f := &v.facts
	for i := range v.accounts {
		a := &v.accounts[i]
		switch {
		case a.kind == orderAccount:
			f.all.account = i
			f.all.left = max(f.all.limit-v.balance(i), 0)
		case a.kind == lineAccount && a.index < len(f.lines):
			p := &f.lines[a.index]
			p.account = i
			p.left = max(p.limit-v.balance(i), 0)
		}
	}
}

// refundable cuts refunds to what was paid and not refunded yet, on the lines and on the order. What goes beyond is no refund: a
// shop that wants to give more grants cash.
func (v *evaluation) refundable(m *making) {
	f := &v.facts
	if !f.books {
		return
	}
	f.putBack()
	for i := range m.pieces {
		p := &m.pieces[i]
		given := f.give(p)
		if given == p.units {
			continue
		}
		m.out.Reasons = append(m.out.Reasons, Reason{
			Code: ReasonRefundable, Rule: v.ruleOf(p), From: v.cur.money(p.units), To: v.cur.money(given),
		})
		p.units, p.cost = given, given
		p.gone = given == 0
	}
}

// setRefunds sets aside on the order and its lines what is left of the refunds when all is cut.
func (v *evaluation) setRefunds(m *making) {
	f := &v.facts
	f.putBack()
	for i := range m.pieces {
		f.give(&m.pieces[i])
	}
	v.setRefund(&f.all)
	for i := range f.lines {
		v.setRefund(&f.lines[i])
	}
}

func (v *evaluation) setRefund(p *purse) {
	if p.taken > 0 {
		reserved := len(v.reserves)
		v.reserve(p.account, p.taken, v.cur.money(p.limit))
		for i := range v.reserves[reserved:] {
			v.reserves[reserved+i].Refunds = true
		}
	}
}

// give takes a refund from the order and its lines and returns how much of it is there; anything else is there in full.
func (f *facts) give(p *piece) int64 {
	if !f.books || !refunds(p.remedy) {
		return p.units
	}
	units := min(p.units, f.all.open())
	if lineBased(p.of) {
		units = min(units, f.linesOpen())
		f.spread(units)
	}
	f.all.taken += units
	return units
}

// putBack forgets what the option before took.
func (f *facts) putBack() {
	f.all.taken = 0
	for i := range f.lines {
		f.lines[i].taken = 0
	}
}

// refunds says whether a remedy gives back what was paid for the order.
func refunds(r complaint.Remedy) bool { return money(r) && r != complaint.RemedyCash }

// lineBased says whether an amount comes out of what was paid for the lines. One without a base does.
func lineBased(of Base) bool { return of != OfFreight && of != OfFee && of != OfOrder }

// linesOpen is what is left to refund on the lines of the complaint.
func (f *facts) linesOpen() int64 {
	if len(f.lines) == 0 {
		return maxUnits // the books know the order as a whole
	}
	sum := int64(0)
	for i := range f.lines {
		sum = plus(sum, f.lines[i].open())
	}
	return sum
}

// spread takes an amount from the lines, the first ones first.
func (f *facts) spread(units int64) {
	for i := range f.lines {
		part := min(units, f.lines[i].open())
		f.lines[i].taken += part
		units -= part
	}
}

// refundableIn writes what is left to refund.
func (v *evaluation) refundableIn(d *Decision) {
	f := &v.facts
	if !f.books {
		return
	}
	f.putBack()
	d.RefundableOrder = v.cur.money(f.all.left)
	d.Refundable = v.cur.money(min(f.linesOpen(), f.all.left))
}
