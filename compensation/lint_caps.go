package compensation

import (
	"slices"
	"strconv"
)

// caps looks for caps that change nothing.
func (l *linter) caps() {
	for i := range l.e.caps {
		doc := l.e.caps[i].doc
		if !l.counted(doc) {
			l.report(IdleCap, true, at1("caps", i), "nothing that the policy gives counts for it")
			continue
		}
		for j := range l.e.caps {
			if i != j && l.looser(i, j) && (i > j || !l.looser(j, i)) {
				l.report(LooseCap, true, at1("caps", i),
					"changes nothing: "+strconv.Quote(l.e.caps[j].doc.Name)+" is always as tight or tighter", j)
				break
			}
		}
	}
}

// counted says whether something that the policy gives may count for a cap.
func (l *linter) counted(c *Cap) bool {
	list := l.own
	if c.Counts == CountAll {
		list = l.e.standards
	}
	return slices.ContainsFunc(list, func(st compiledStandard) bool {
		some := false
		grantsOf(st.doc, func(g *GrantDoc) { some = some || g.Amount.shapes() > 0 })
		return some && !l.apart(both(st.doc.When, st.doc.Needs), c.When)
	})
}

// looser says whether a cap changes nothing, because another one that cuts is as tight or tighter wherever it applies.
func (l *linter) looser(i, j int) bool {
	loose, tight := &l.e.caps[i], &l.e.caps[j]
	if tight.doc.Over != OverCut || tight.doc.Counts != loose.doc.Counts && tight.doc.Counts != CountAll ||
		tight.doc.Per != loose.doc.Per && tight.doc.Per != PerAll || !tight.doc.Period.covers(loose.doc.Period) {
		return false
	}
	return covers(loose.most, tight.most) && l.within(loose.doc.When, tight.doc.When)
}

// covers says whether a list of bounds is as high as another in every currency that it has.
func covers(high, low []fixed) bool {
	return !slices.ContainsFunc(high, func(f fixed) bool {
		units, ok := inCurrency(low, f.currency)
		return !ok || units.units > f.units
	})
}

// covers says whether a period holds each other one as a whole. Weeks run over the ends of months, quarters and years.
func (p Period) covers(o Period) bool {
	switch {
	case p == o, p == "":
		return true
	case o == PerDay:
		return true
	case o == PerMonth:
		return p == PerQuarter || p == PerYear
	case o == PerQuarter:
		return p == PerYear
	default:
		return false
	}
}

// limits looks for rows of authority that change nothing: of several rows of a role the highest applies.
func (l *linter) limits() {
	rows := l.e.authority.limits
	for i := range rows {
		for j := range rows {
			if i != j && l.below(i, j) && (i > j || !l.below(j, i)) {
				l.report(Unused, true, at1("authority.limits", i),
					"changes nothing: another row lets "+string(rows[i].role)+" grant as much or more", j)
				break
			}
		}
	}
}

func (l *linter) below(i, j int) bool {
	low, high := &l.e.authority.limits[i], &l.e.authority.limits[j]
	if low.role != high.role || low.all && !high.all {
		return false
	}
	limits := l.e.doc.Authority.Limits
	enough := high.all || !slices.ContainsFunc(low.most, func(f fixed) bool {
		units, ok := inCurrency(high.most, f.currency)
		return !ok || units.units < f.units
	})
	return enough && l.within(limits[i].When, limits[j].When)
}

// fourEyes looks for an amount above which two are needed that is below whatever anybody may grant.
func (l *linter) fourEyes() {
	for i, f := range l.e.authority.fourEyes {
		some := false
		above := !slices.ContainsFunc(l.e.authority.limits, func(row compiledLimit) bool {
			units, ok := inCurrency(row.most, f.currency)
			some = some || ok || row.all
			return ok && units.units <= f.units
		})
		if some && above {
			l.report(LowFourEyes, false, at1("authority.four_eyes", i),
				"is below every limit, so that no limit lets anybody grant more by themselves")
		}
	}
}
