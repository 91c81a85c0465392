package compensation

import (
	"slices"

	"github.com/recourse-go/recourse/complaint"
)

// maxOptions bounds how many options a decision offers.
const maxOptions = 24

// combine makes options of the standards that are kept: what the law gives, each with what stands beside it, and then what the
// shop gives instead.
func (v *evaluation) combine() {
	law, beside, instead := false, false, false
	for i := range v.list {
		st := &v.e.standards[v.list[i].standard]
		kept := v.list[i].kept
		law = law || kept && st.law
		beside = beside || kept && !st.law && st.doc.Beside
		instead = instead || kept && !st.law && !st.doc.Beside
	}
	if law || beside && !instead {
		v.options(false, func(st *compiledStandard) bool { return st.law || st.doc.Beside })
	}
	if instead {
		v.options(true, func(st *compiledStandard) bool { return !st.law })
	}
	if len(v.out.Options) == 0 {
		v.out.Options = nil
		v.out.Reasons = append(v.out.Reasons, Reason{Code: ReasonNothing})
	}
}

// options makes an option of every way of taking one choice of each standard that is wanted. Those of the law come first,
// because they make the floor of the others.
func (v *evaluation) options(instead bool, want func(*compiledStandard) bool) {
	v.picked = v.picked[:0]
	ways := 1
	for i := range v.list {
		k := &v.list[i]
		if !k.kept || !want(&v.e.standards[k.standard]) {
			continue
		}
		v.picked = append(v.picked, i)
		ways = min(ways*(k.to-k.from), maxOptions)
	}
	out := v.out.Options
	for way := range ways {
		v.choose(way)
		out = append(out, Option{})
		o := &out[len(out)-1]
		v.option(instead, o)
		if len(o.Grants) == 0 {
			v.out.Reasons = append(v.out.Reasons, o.Reasons...)
			out = out[:len(out)-1]
		}
	}
	v.out.Options = out
}

// choose takes one choice of each standard that is picked: the last one changes with every way.
func (v *evaluation) choose(way int) {
	v.chosen = append(v.chosen[:0], v.picked...)
	for i, p := range slices.Backward(v.picked) {
		k := &v.list[p]
		n := k.to - k.from
		v.chosen[i] = k.from + way%n
		way /= n
	}
}

// floor raises the floor to the money that an option of the law gives. Money back for goods that come back is no part of it:
// who keeps the goods keeps their worth.
func (v *evaluation) floor(pieces []piece) {
	sum := int64(0)
	for i := range pieces {
		if p := &pieces[i]; p.law && !p.gone && kept(p.remedy) {
			sum = plus(sum, p.units)
		}
	}
	v.least = max(v.least, sum)
}

// kept says whether a remedy is money for a customer who keeps the goods.
func kept(r complaint.Remedy) bool { return money(r) && r != complaint.RemedyReturn }

// money says whether a remedy is money.
func money(r complaint.Remedy) bool {
	switch r {
	case complaint.RemedyRefund, complaint.RemedyPartialRefund, complaint.RemedyCash, complaint.RemedyReturn:
		return true
	default:
		return false
	}
}
