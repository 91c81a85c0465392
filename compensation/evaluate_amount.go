package compensation

import (
	"math/bits"

	"github.com/recourse-go/recourse/complaint"
)

// amount calculates a remedy. It returns the reason for which it gives nothing, or "".
func (v *evaluation) amount(a *compiledAmount, p *piece) (code ReasonCode, detail string) {
	if a.points > 0 {
		return v.points(a, p)
	}
	units, code, detail := v.shape(a, p)
	if code != "" {
		return code, detail
	}
	if code, detail = v.currencyOf(a); code != "" {
		return code, detail
	}
	if !a.reduceRate.isZero() && a.reduce.Match(&v.s) {
		before := units
		units = a.reduceRate.rest().of(units, a.rounding)
		v.note(ReasonReduced, p, before, units)
	}
	if !a.raise.isZero() {
		units = plus(units, a.raise.of(units, a.rounding))
	}
	if a.least.currency != "" && units < a.least.units {
		v.note(ReasonLeast, p, units, a.least.units)
		units = a.least.units
	}
	most := int64(maxUnits)
	if a.most.currency != "" {
		most = a.most.units
	}
	if !a.mostRate.isZero() {
		base, ok := v.base(a.mostOf, v.s.Extra.zone)
		if !ok {
			return ReasonNoBase, string(a.mostOf)
		}
		most = min(most, a.mostRate.of(base, complaint.RoundDown))
	}
	if units > most {
		v.note(ReasonMost, p, units, most)
		units = most
	}
	if step := a.step.units; step > 0 && units%step != 0 {
		units = plus(units, step-units%step)
	}
	if units == 0 {
		return ReasonZero, string(p.remedy)
	}
	v.tooLarge(units)
	p.units = units
	v.worth(p)
	return "", ""
}

// shape calculates the shape itself.
func (v *evaluation) shape(a *compiledAmount, p *piece) (units int64, code ReasonCode, detail string) {
	switch {
	case a.by != nil:
		n, ok := a.by(&v.s)
		if !ok {
			return 0, ReasonNoBase, "by"
		}
		for i := range a.bands {
			if b := &a.bands[i]; n <= b.to {
				p.of = b.of
				return v.share(b.fixed, b.rate, b.of, 1, a.rounding)
			}
		}
		return 0, ReasonZero, "bands"
	case a.usage.by != nil:
		p.of = a.usage.of
		return v.used(a)
	}
	n, ok := v.times(a)
	if !ok {
		return 0, ReasonNoBase, "per"
	}
	p.of = a.of
	return v.share(a.fixed, a.rate, a.of, n, a.rounding)
}

// times says how often an amount is given; false where that is not known.
func (v *evaluation) times(a *compiledAmount) (int64, bool) {
	if a.per == nil {
		return 1, true
	}
	count, ok := a.per(&v.s)
	n := max(count, a.after) - a.after
	if a.count > 0 {
		n = min(n, a.count)
	}
	return n, ok
}

// share is n times an amount or a share of a base, rounded once.
func (v *evaluation) share(f fixed, r ratio, of Base, n int64, mode complaint.Rounding) (int64, ReasonCode, string) {
	if f.currency != "" {
		if f.currency != v.cur.code {
			return 0, ReasonCurrency, f.currency
		}
		return times(f.units, n), "", ""
	}
	base, ok := v.base(of, v.s.Extra.zone)
	if !ok {
		return 0, ReasonNoBase, string(of)
	}
	num := times(r.num, n)
	if num == maxUnits {
		v.tooLarge(num)
	}
	return scale(base, num, r.den, mode), "", ""
}

// used is a base less its use.
func (v *evaluation) used(a *compiledAmount) (int64, ReasonCode, string) {
	base, ok := v.base(a.usage.of, v.s.Extra.zone)
	if !ok {
		return 0, ReasonNoBase, string(a.usage.of)
	}
	n, ok := a.usage.by(&v.s)
	if !ok {
		return 0, ReasonNoBase, "use"
	}
	use := ratio{times(a.usage.rate.num, max(n, 0)), a.usage.rate.den}
	if exceeds(use, a.usage.most) {
		use = a.usage.most
	}
	return use.rest().of(base, a.rounding), "", ""
}

// exceeds says whether one ratio is more than another.
func exceeds(x, y ratio) bool {
	xHigh, xLow := bits.Mul64(uint64(x.num), uint64(y.den))
	yHigh, yLow := bits.Mul64(uint64(y.num), uint64(x.den))
	return xHigh > yHigh || xHigh == yHigh && xLow > yLow
}

// points gives a number of points.
func (v *evaluation) points(a *compiledAmount, p *piece) (ReasonCode, string) {
	face := v.e.pointFace
	if face.isZero() {
		return ReasonNoBase, "points.face"
	}
	if face.currency != v.cur.code {
		return ReasonCurrency, face.currency
	}
	n, ok := v.times(a)
	if !ok {
		return ReasonNoBase, "per"
	}
	p.points = times(a.points, n)
	if p.points == 0 {
		return ReasonZero, string(p.remedy)
	}
	p.units = face.of(p.points, a.rounding)
	p.cost = v.e.pointCost.of(p.points, complaint.RoundUp)
	v.tooMany(p.points)
	return "", ""
}

// worth says what a remedy costs the shop, and how many points it is.
func (v *evaluation) worth(p *piece) {
	p.cost = p.units
	switch p.remedy {
	case complaint.RemedyCoupon:
		p.cost = v.e.couponCost.of(p.units, complaint.RoundUp)
	case complaint.RemedyPoints:
		face := v.e.pointFace
		if face.isZero() || face.currency != v.cur.code {
			return
		}
		p.points = scale(p.units, face.den, face.num, complaint.RoundUp)
		p.cost = v.e.pointCost.of(p.points, complaint.RoundUp)
		v.tooMany(p.points)
	default:
	}
}

// currencyOf refuses bounds in another currency than that of the case.
func (v *evaluation) currencyOf(a *compiledAmount) (ReasonCode, string) {
	for _, f := range [...]fixed{a.least, a.most, a.step} {
		if f.currency != "" && f.currency != v.cur.code {
			return ReasonCurrency, f.currency
		}
	}
	return "", ""
}

// note keeps a reason for the piece that comes next.
func (v *evaluation) note(code ReasonCode, p *piece, from, to int64) {
	v.notes = append(v.notes, note{len(v.pieces), Reason{
		Code: code, Rule: v.e.standards[p.standard].doc.Name, From: v.cur.money(from), To: v.cur.money(to),
	}})
}
