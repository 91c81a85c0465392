package compensation

import (
	"strconv"
	"strings"

	"github.com/recourse-go/recourse/complaint"
)

// Judge decides about options that a person has made up: who must approve them, and what has to be set aside. It returns one
// [Option] for each, in order, and the floor. The error is a *[complaint.FieldError] that names the option where it refunds more
// than was paid, is less than what the law gives, passes a cap that cuts, or is in another currency than the case.
func (e *Engine) Judge(c Case, options [][]complaint.Grant) ([]Option, complaint.Money, error) {
	v := begin(e, &c)
	if err := v.read(); err != nil {
		return nil, complaint.Money{}, err
	}
	if v.cur.code == "" {
		v.adopt(options)
	}
	v.collect()
	v.stack()
	v.combine()
	out := make([]Option, len(options))
	for i := range options {
		v.judge("options["+strconv.Itoa(i)+"]", options[i], &out[i])
	}
	if v.err != nil {
		return nil, complaint.Money{}, v.err
	}
	floor := complaint.Money{}
	if v.least > 0 {
		floor = v.cur.money(v.least)
	}
	return out, floor, nil
}

// adopt takes the currency of the grants for a case that has none.
func (v *evaluation) adopt(options [][]complaint.Grant) {
	for _, grants := range options {
		for i := range grants {
			if m := grants[i].Amount; !m.IsZero() {
				v.cur.code = m.Currency
				v.cur.digits, _ = complaint.MinorUnits(m.Currency)
				return
			}
		}
	}
}

func (v *evaluation) judge(field string, grants []complaint.Grant, out *Option) {
	m := making{out: out, pieces: make([]piece, len(grants))}
	foreign := false
	for i := range grants {
		g := &grants[i]
		p := &m.pieces[i]
		*p = piece{remedy: g.Remedy, standard: -1, once: -1, points: g.Points}
		if g.Amount.IsZero() {
			v.stated(p, g)
			continue
		}
		units, ok := unitsOf(g.Amount)
		switch {
		case !ok:
			v.fail(field, g.Amount.String(), "must be whole minor units of its currency, not negative and not absurd")
		case g.Amount.Currency != v.cur.code && v.governs():
			v.fail(field, g.Amount.String(), "must be in the currency of the case, "+v.cur.code)
		}
		foreign = foreign || g.Amount.Currency != v.cur.code
		p.units, p.cost = units, units
		v.worth(p)
		p.points = g.Points
		v.stated(p, g)
	}
	if out.Grants = grants; foreign || v.err != nil {
		return
	}
	reserved := len(v.reserves)
	v.refundable(&m)
	v.notCut(field, out, ReasonRefundable, "must not refund more than what was paid and is left, ",
		"; grant cash where the shop wants to give more")
	v.lawful(field, &m)
	v.cut(&m)
	v.notCut(field, out, ReasonCap, "must not be more than what a cap leaves, ", "")
	v.total(&m)
	out.Grants = grants
	out.Reserves = v.reserves[reserved:len(v.reserves):len(v.reserves)]
	v.approve(&m)
}

// stated counts what a grant costs by what is written in it, where that is more than its amount says: nobody passes a cap with a
// small cost or many points.
func (v *evaluation) stated(p *piece, g *complaint.Grant) {
	if cost, ok := unitsOf(g.Cost); ok && g.Cost.Currency == v.cur.code {
		p.cost = max(p.cost, cost)
	}
	if face := v.e.pointFace; g.Points > 0 && !face.isZero() && face.currency == v.cur.code {
		p.units = max(p.units, face.of(g.Points, complaint.RoundUp))
		p.cost = max(p.cost, v.e.pointCost.of(g.Points, complaint.RoundUp))
	}
}

// governs says whether anything bounds what people grant.
func (v *evaluation) governs() bool {
	return len(v.e.caps) > 0 || v.e.authority.set || v.least > 0 || v.facts.books
}

// notCut refuses an option that the engine had to cut.
func (v *evaluation) notCut(field string, out *Option, code ReasonCode, rule, way string) {
	for _, r := range out.Reasons {
		if r.Code == code {
			if r.Rule != "" {
				way = " (" + r.Rule + ")"
			}
			v.fail(field, r.From.String(), rule+r.To.String()+way)
		}
	}
}

// lawful refuses an option of less money than the law gives, and protects what the law gives from caps.
func (v *evaluation) lawful(field string, m *making) {
	left := v.least
	have := int64(0)
	for i := range m.pieces {
		p := &m.pieces[i]
		if !kept(p.remedy) {
			continue
		}
		p.protected = min(p.units, left)
		left -= p.protected
		have = plus(have, p.units)
	}
	if left > 0 {
		v.fail(field, v.cur.money(have).String(), "must be at least what the law gives, "+v.cur.money(v.least).String())
	}
}

// IsCap says whether an account is that of a cap, of this policy or another.
func IsCap(account string) bool { return strings.HasPrefix(account, capPrefix) }

// Limit returns the limit of the account of a cap under this policy, in a currency; false for another account and where the cap
// has none in it.
func (e *Engine) Limit(account, currency string) (complaint.Money, bool) {
	for i := range e.caps {
		k := &e.caps[i]
		if len(account) <= len(k.prefix) || account[:len(k.prefix)] != k.prefix {
			continue
		}
		for j, f := range k.most {
			if f.currency == currency {
				return k.doc.Most[j], true
			}
		}
	}
	return complaint.Money{}, false
}

// RecourseOf says from whom the shop may claim what it pays in a case, without evaluating the rest.
func (e *Engine) RecourseOf(c Case) ([]Recourse, error) {
	c.Accounts = []Account{}
	v := begin(e, &c)
	if err := v.read(); err != nil {
		return nil, err
	}
	v.recourse()
	return v.out.Recourse, nil
}
