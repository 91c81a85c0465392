package compensation

import (
	"github.com/recourse-go/recourse/complaint"
)

// refundable cuts refunds to what was paid and not refunded yet, on the lines and on the order, and sets them aside there. What
// goes beyond is no refund: a shop that wants to give more grants cash.
func (v *evaluation) refundable(m *making) {
	order := v.account(orderAccount, 0)
	if order < 0 {
		return
	}
	used := v.balance(order)
	orderLeft := max(v.facts.orderLeft-used, 0)
	var ofOrder int64
	ofLine := make([]int64, len(v.c.Order.Lines))
	for i := range m.pieces {
		p := &m.pieces[i]
		if !refunds(p.remedy) || p.units == 0 {
			continue
		}
		left := orderLeft - ofOrder
		if lineBased(p.of) {
			left = min(left, v.linesLeft(ofLine))
		}
		if p.units > left {
			m.out.Reasons = append(m.out.Reasons, Reason{
				Code: ReasonRefundable, Rule: v.ruleOf(p), From: v.cur.money(p.units), To: v.cur.money(left),
			})
			p.units, p.cost = left, left
			p.gone = left == 0
		}
		ofOrder += p.units
		if lineBased(p.of) {
			v.spread(p.units, ofLine)
		}
	}
	v.reserve(m, order, ofOrder, v.facts.orderLeft)
	for i, units := range ofLine {
		if at := v.account(lineAccount, i); at >= 0 {
			v.reserve(m, at, units, v.facts.left[i])
		}
	}
}

// lineBased says whether an amount comes out of what was paid for the lines. One without a base does.
func lineBased(of Base) bool { return of != OfFreight && of != OfFee && of != OfOrder }

// lineLeft is what is left to refund on a line besides what the option takes already.
func (v *evaluation) lineLeft(i int, taken int64) int64 {
	at := v.account(lineAccount, i)
	if at < 0 {
		return 0
	}
	return max(v.facts.left[i]-v.balance(at)-taken, 0)
}

func (v *evaluation) linesLeft(taken []int64) int64 {
	sum := int64(0)
	if len(taken) == 0 {
		return maxUnits // the books know the order as a whole
	}
	for i := range taken {
		sum = plus(sum, v.lineLeft(i, taken[i]))
	}
	return sum
}

// spread takes an amount from the lines, the first ones first.
func (v *evaluation) spread(units int64, taken []int64) {
	for i := range taken {
		part := min(units, v.lineLeft(i, taken[i]))
		taken[i] += part
		units -= part
	}
}

// reserve sets money aside in an account. A limit below zero is none.
func (v *evaluation) reserve(m *making, account int, units, limit int64) {
	if units <= 0 {
		return
	}
	r := complaint.Reserve{Account: v.accounts[account].Name, Amount: v.cur.money(units)}
	if limit >= 0 {
		r.Limit = v.cur.money(limit)
	}
	m.out.Reserves = append(m.out.Reserves, r)
}

func (v *evaluation) ruleOf(p *piece) string {
	if p.standard < 0 {
		return ""
	}
	return v.e.standards[p.standard].doc.Name
}

// cut applies the caps: those that cut first, so that those that ask see what is really given.
func (v *evaluation) cut(m *making) {
	for i := range m.pieces {
		if p := &m.pieces[i]; p.once >= 0 && !p.gone {
			v.reserve(m, p.once, p.units, p.limit)
		}
	}
	for _, over := range [...]CapOver{OverCut, OverAsk} {
		for i := range v.accounts {
			if a := &v.accounts[i]; a.kind == capAccount && v.e.caps[a.index].doc.Over == over {
				v.cap(m, i)
			}
		}
	}
	for i := range v.accounts {
		if v.accounts[i].kind == capAccount {
			v.setAside(m, i)
		}
	}
}

// counted is what an option takes from a cap, and the part of it that may be cut.
func (m *making) counted(counts CapCounts) (all, goodwill int64) {
	for i := range m.pieces {
		p := &m.pieces[i]
		if p.gone {
			continue
		}
		free := p.cost
		if p.law {
			free = 0
		} else if p.protected > 0 {
			free = p.cost - p.protected
		}
		goodwill = plus(goodwill, free)
		all = plus(all, p.cost)
	}
	if counts == CountGoodwill {
		return goodwill, goodwill
	}
	return all, goodwill
}

func (v *evaluation) cap(m *making, account int) {
	k := &v.e.caps[v.accounts[account].index]
	most, ok := inCurrency(k.most, v.cur.code)
	all, goodwill := m.counted(k.doc.Counts)
	if goodwill == 0 {
		return
	}
	if !ok {
		v.ask(m, k.doc.Needs, false, Reason{Code: ReasonCapCurrency, Rule: k.doc.Name, Detail: v.cur.code})
		return
	}
	left := max(most-v.balance(account), 0)
	if all <= left {
		return
	}
	hit := CapHit{
		Cap: k.doc.Name, Account: v.accounts[account].Name, Over: k.doc.Over,
		Wanted: v.cur.money(all), Given: v.cur.money(all), Left: v.cur.money(left),
	}
	if k.doc.Over == OverAsk {
		v.ask(m, k.doc.Needs, true, Reason{Code: ReasonCapAsk, Rule: k.doc.Name, From: hit.Wanted, To: hit.Left})
	} else {
		v.shrink(m, min(all-left, goodwill))
		given, _ := m.counted(k.doc.Counts)
		hit.Given = v.cur.money(given)
		m.out.Reasons = append(m.out.Reasons, Reason{Code: ReasonCap, Rule: k.doc.Name, From: hit.Wanted, To: hit.Given})
	}
	m.out.Caps = append(m.out.Caps, hit)
}

func inCurrency(list []fixed, code string) (int64, bool) {
	for _, f := range list {
		if f.currency == code {
			return f.units, true
		}
	}
	return 0, false
}

// shrink takes an amount of cost off the goodwill, from the last remedy backwards.
func (v *evaluation) shrink(m *making, over int64) {
	for i := len(m.pieces) - 1; i >= 0 && over > 0; i-- {
		p := &m.pieces[i]
		free := p.cost - p.protected
		if p.law || p.gone || free <= 0 {
			continue
		}
		off := min(over, free)
		over -= off
		keep := p.cost - off
		// A coupon that costs less than its face value shrinks in proportion, rounded down.
		p.units = scale(p.units, keep, p.cost, complaint.RoundDown)
		if p.points > 0 {
			p.points = scale(p.points, keep, p.cost, complaint.RoundDown)
		}
		p.cost = keep
		p.gone = p.units == 0
	}
}

// setAside reserves in a cap what the option takes from it.
func (v *evaluation) setAside(m *making, account int) {
	k := &v.e.caps[v.accounts[account].index]
	most, ok := inCurrency(k.most, v.cur.code)
	all, goodwill := m.counted(k.doc.Counts)
	if !ok {
		return
	}
	if goodwill == 0 {
		most = -1 // what the law gives is counted, and never refused
	}
	v.reserve(m, account, all, most)
}
