package compensation

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/recourse-go/recourse/complaint"
)

// each calls f for every standard of the packs and of the policy, with the place in the policy.
func (l *linter) each(f func(path string, s *Standard)) {
	for i := range l.e.packs {
		for j := range l.e.packs[i].Standards {
			f(at1("packs", i), &l.e.packs[i].Standards[j])
		}
	}
	for i := range l.own {
		f(at1("standards", i), l.own[i].doc)
	}
}

// prices looks at what points and coupons are worth.
func (l *linter) prices() {
	points, coupons := false, false
	l.each(func(path string, s *Standard) {
		grantsOf(s, func(g *GrantDoc) {
			coupons = coupons || g.Remedy == complaint.RemedyCoupon
			points = points || g.Remedy == complaint.RemedyPoints
			if g.Amount.Points > 0 && l.e.doc.Points.Face == "" {
				l.report(NoPrice, true, path,
					strconv.Quote(s.Name)+" gives points, and points.face does not say what one is worth: nothing is given")
			}
		})
	})
	if !points && l.e.doc.Points != (Points{}) {
		l.report(Unused, false, "points", "no standard gives points")
	}
	if !coupons && l.e.doc.Coupons != (Coupons{}) {
		l.report(Unused, false, "coupons", "no standard gives coupons")
	}
}

// currencies looks for amounts in currencies that nothing else of the policy has.
func (l *linter) currencies() {
	used := l.used()
	if len(used) == 0 {
		return
	}
	l.each(func(path string, s *Standard) {
		foreign := map[string]bool{}
		grantsOf(s, func(g *GrantDoc) {
			for _, code := range g.Amount.currencies() {
				foreign[code] = true
			}
		})
		maps.DeleteFunc(foreign, func(code string, _ bool) bool { return used[code] })
		if len(foreign) > 0 {
			l.report(ForeignCurrency, false, path, strconv.Quote(s.Name)+" has amounts in "+
				strings.Join(slices.Sorted(maps.Keys(foreign)), ", ")+
				", and nothing else in the policy has; in other currencies it gives nothing")
		}
	})
}

// used are the currencies of the policy itself, of its caps, limits and points.
func (l *linter) used() map[string]bool {
	used := map[string]bool{l.e.doc.Currency: true, l.e.pointFace.currency: true}
	for i := range l.e.caps {
		for _, f := range l.e.caps[i].most {
			used[f.currency] = true
		}
	}
	for i := range l.e.authority.limits {
		for _, f := range l.e.authority.limits[i].most {
			used[f.currency] = true
		}
	}
	delete(used, "")
	return used
}

// currencies lists the currencies of an amount.
func (a *Amount) currencies() []string {
	var out []string
	add := func(m complaint.Money) {
		if m.Currency != "" {
			out = append(out, m.Currency)
		}
	}
	for _, m := range []complaint.Money{a.Fixed, a.Least, a.Most, a.Step} {
		add(m)
	}
	for i := range a.Bands {
		add(a.Bands[i].Fixed)
	}
	return out
}
