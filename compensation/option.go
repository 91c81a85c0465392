package compensation

import (
	"github.com/recourse-go/recourse/complaint"
)

// making is an option while it is cut and raised.
type making struct {
	pieces []piece
	out    *Option
}

// option makes an option of the choices that are chosen. Instead says that it stands in place of what the law gives.
func (v *evaluation) option(instead bool, out *Option) {
	m := making{pieces: v.own[:0], out: out}
	reserved := len(v.reserves)
	for _, i := range v.chosen {
		c := &v.choices[i]
		switch {
		case c.name == "":
		case out.Name == "":
			out.Name = c.name
		default:
			out.Name += " + " + c.name
		}
		for p := c.from; p < c.to; p++ {
			m.pieces = append(m.pieces, v.pieces[p])
			for _, n := range v.notes {
				if n.piece == p {
					out.Reasons = append(out.Reasons, n.reason)
				}
			}
		}
	}
	v.refundable(&m)
	if instead {
		v.raise(&m)
	} else {
		v.floor(m.pieces)
	}
	v.cut(&m)
	v.total(&m)
	v.approve(&m)
	v.payment(&m)
	v.own = m.pieces
	if end := len(v.reserves); end > reserved {
		out.Reserves = v.reserves[reserved:end:end]
	}
}

// raise brings an option that stands in place of the law up to what the law gives. What is owed by law in it is the law's part.
func (v *evaluation) raise(m *making) {
	left := v.least
	for i := range m.pieces {
		p := &m.pieces[i]
		if !kept(p.remedy) {
			continue
		}
		p.protected = min(p.units, left)
		left -= p.protected
	}
	if left == 0 {
		return
	}
	have := v.least - left
	m.pieces = append(m.pieces, piece{
		remedy: complaint.RemedyCash, standard: -1, units: left, cost: left, once: -1, law: true, protected: left,
	})
	m.out.Reasons = append(m.out.Reasons, Reason{Code: ReasonFloor, From: v.cur.money(have), To: v.cur.money(v.least)})
}

// total adds up an option and writes its grants.
func (v *evaluation) total(m *making) {
	out := m.out
	var total, law, cost int64
	first := len(v.grants)
	for i := range m.pieces {
		p := &m.pieces[i]
		if p.gone {
			continue
		}
		total, cost = plus(total, p.units), plus(cost, p.cost)
		law = plus(law, p.lawful())
		v.grants = append(v.grants, v.grant(p))
	}
	out.Grants = v.grants[first:len(v.grants):len(v.grants)]
	v.tooLarge(max(total, cost))
	out.Total, out.Law, out.Goodwill, out.Cost = v.cur.money(total), v.cur.money(law), v.cur.money(total-law), v.cur.money(cost)
}

// lawful is the part of a piece that the law asks for.
func (p *piece) lawful() int64 {
	if p.law {
		return p.units
	}
	return p.protected
}

func (v *evaluation) grant(p *piece) complaint.Grant {
	g := complaint.Grant{Remedy: p.remedy, Points: p.points, Basis: complaint.BasisGoodwill}
	if p.law {
		g.Basis = complaint.BasisLaw
	}
	if p.standard >= 0 {
		g.Rule = v.e.standards[p.standard].doc.Name
	}
	if p.units > 0 {
		g.Amount = v.cur.money(p.units)
	}
	if p.cost != p.units {
		g.Cost = v.cur.money(p.cost)
	}
	if line := v.onlyLine(); line >= 0 && refunds(p.remedy) && p.units > 0 {
		g.Line = v.c.Order.Lines[line].ID
	}
	return g
}

// onlyLine is the one order line that the complaint is about, -1 where there are several or none.
func (v *evaluation) onlyLine() int {
	only := -1
	for i := range v.c.Order.Lines {
		if v.c.concerns(&v.c.Order.Lines[i]) {
			if only >= 0 {
				return -1
			}
			only = i
		}
	}
	return only
}

// payment says by when the money has to be paid: the earliest of what the rules ask for.
func (v *evaluation) payment(m *making) {
	out := m.out
	for i := range m.pieces {
		if m.pieces[i].standard < 0 || m.pieces[i].gone || !money(m.pieces[i].remedy) {
			continue
		}
		pay := v.e.standards[m.pieces[i].standard].doc.Pay
		if pay.Within == 0 || out.PayWithin != 0 && out.PayWithin <= pay.Within {
			continue
		}
		out.PayWithin, out.PayFrom = pay.Within, pay.From
		switch pay.From {
		case FromReturned:
			out.PayBy = v.c.Order.Returned
		case FromReceived:
			out.PayBy = v.c.received()
		case FromAccepted:
			out.PayBy = v.c.Now
		}
		if !out.PayBy.IsZero() {
			out.PayBy = out.PayBy.Add(pay.Within)
		}
	}
}
