package compensation

import (
	"slices"

	"github.com/recourse-go/recourse/complaint"
)

// maxOptions bounds how many options a decision offers.
const maxOptions = 24

// bundle is an option in the making: choices of several standards.
type bundle struct {
	choices [maxChoices]int
	n       int
	instead bool // it stands in place of what the law gives
}

func (b bundle) with(choice int) bundle {
	if b.n < len(b.choices) {
		b.choices[b.n] = choice
		b.n++
	}
	return b
}

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
		v.options(v.product(nil, bundle{}, 0, func(st *compiledStandard) bool { return st.law || st.doc.Beside }))
	}
	if instead {
		v.options(v.product(nil, bundle{instead: true}, 0, func(st *compiledStandard) bool { return !st.law }))
	}
	if len(v.out.Options) == 0 {
		v.out.Reasons = append(v.out.Reasons, Reason{Code: ReasonNothing})
	}
}

// options makes options of bundles. Those of the law come first, because they make the floor of the others.
func (v *evaluation) options(bundles []bundle) {
	v.out.Options = slices.Grow(v.out.Options, len(bundles))
	for i := range bundles {
		var o Option
		v.option(&bundles[i], &o)
		if len(o.Grants) > 0 {
			v.out.Options = append(v.out.Options, o)
		}
	}
}

// product adds to the list every way of taking one choice of each candidate that is wanted.
func (v *evaluation) product(list []bundle, so bundle, from int, want func(*compiledStandard) bool) []bundle {
	for i := from; i < len(v.list); i++ {
		k := &v.list[i]
		if !k.kept || !want(&v.e.standards[k.standard]) {
			continue
		}
		for c := k.from; c < k.to; c++ {
			list = v.product(list, so.with(c), i+1, want)
		}
		return list
	}
	if so.n > 0 && len(list) < maxOptions {
		list = append(list, so)
	}
	return list
}

// floor raises the floor to the money that an option of the law gives. Money back for goods that come back is no part of it:
// who keeps the goods keeps their worth.
func (v *evaluation) floor(pieces []piece) {
	sum := int64(0)
	for i := range pieces {
		if p := &pieces[i]; p.law && !p.gone && money(p.remedy) && p.remedy != complaint.RemedyReturn {
			sum = plus(sum, p.units)
		}
	}
	v.least = max(v.least, sum)
}

// money says whether a remedy is money.
func money(r complaint.Remedy) bool {
	switch r {
	case complaint.RemedyRefund, complaint.RemedyPartialRefund, complaint.RemedyCash, complaint.RemedyReturn:
		return true
	default:
		return false
	}
}

// refunds says whether a remedy gives back what was paid for the order.
func refunds(r complaint.Remedy) bool { return money(r) && r != complaint.RemedyCash }
