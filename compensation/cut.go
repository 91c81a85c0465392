package compensation

import (
	"github.com/recourse-go/recourse/complaint"
)

// reserve sets money aside for the option in the making, in an account, -1 for none. The zero limit is none.
func (v *evaluation) reserve(account int, units int64, limit complaint.Money) {
	if account >= 0 && units > 0 {
		v.reserves = append(v.reserves, complaint.Reserve{Account: v.accounts[account].Name, Amount: v.cur.money(units), Limit: limit})
	}
}

func (v *evaluation) ruleOf(p *piece) string {
	if p.standard < 0 {
		return ""
	}
	return v.e.standards[p.standard].doc.Name
}

// cut applies the caps: those that cut first, so that those that ask see what is really given.
func (v *evaluation) cut(m *making) {
	for _, over := range [...]CapOver{OverCut, OverAsk} {
		for i := range v.accounts {
			if a := &v.accounts[i]; a.kind == capAccount && v.e.caps[a.index].doc.Over == over {
				v.cap(m, i)
			}
		}
	}
	v.setRefunds(m)
	for i := range m.pieces {
		if p := &m.pieces[i]; p.once >= 0 && !p.gone {
			v.reserve(p.once, p.units, v.cur.money(p.limit))
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
	left := max(most.units-v.balance(account), 0)
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

func inCurrency(list []fixed, code string) (*fixed, bool) {
	for i := range list {
		if list[i].currency == code {
			return &list[i], true
		}
	}
	return nil, false
}

// shrink takes an amount of cost off the goodwill: first off what costs most for its worth, so that the customer keeps as much
// as the caps allow; of equals off the last one.
func (v *evaluation) shrink(m *making, over int64) {
	for over > 0 {
		p := m.dearest()
		if p == nil {
			return
		}
		before := p.cost
		v.afford(p, max(before-over, p.protected))
		p.gone = p.units == 0
		over -= before - p.cost
	}
}

// dearest is the piece of goodwill that costs most for its worth, nil where nothing can be cut any more.
func (m *making) dearest() *piece {
	var found *piece
	for i := range m.pieces {
		p := &m.pieces[i]
		if p.law || p.gone || p.cost <= p.protected {
			continue
		}
		if found == nil || !exceeds(ratio{found.cost, found.units}, ratio{p.cost, p.units}) {
			found = p
		}
	}
	return found
}

// afford cuts a piece to the most that can be had at a cost.
func (v *evaluation) afford(p *piece, cost int64) {
	switch {
	case p.points > 0:
		each := v.e.pointCost
		p.points = min(p.points, scale(cost, each.den, each.num, complaint.RoundDown))
		p.units = min(p.units, v.e.pointFace.of(p.points, complaint.RoundDown))
		p.cost = each.of(p.points, complaint.RoundUp)
	case p.remedy == complaint.RemedyCoupon:
		share := v.e.couponCost
		p.units = min(p.units, scale(cost, share.den, share.num, complaint.RoundDown))
		p.cost = share.of(p.units, complaint.RoundUp)
	default:
		p.units, p.cost = cost, cost
	}
}

// setAside reserves in a cap what the option takes from it.
func (v *evaluation) setAside(m *making, account int) {
	k := &v.e.caps[v.accounts[account].index]
	most, ok := inCurrency(k.most, v.cur.code)
	if !ok {
		return
	}
	all, goodwill := m.counted(k.doc.Counts)
	limit := most.money
	if goodwill == 0 {
		limit = complaint.Money{} // what the law gives is counted, and never refused
	}
	v.reserve(account, all, limit)
}
