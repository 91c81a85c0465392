package compensation

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/recourse-go/recourse/internal/policy"
)

// maxCompared bounds how many pairs of conditions the linter compares.
const maxCompared = 20_000

// standards looks at each standard of the policy and at those of its group before it.
func (l *linter) standards() {
	for i := range l.own {
		l.inside(i)
		if l.work > maxCompared {
			l.report(policy.NotJudged, false, at1("standards", i),
				"was not compared with the standards before it: the list is too long for that")
			continue
		}
		l.beside(i)
	}
}

// inside looks for parts of a standard that never apply.
func (l *linter) inside(i int) {
	doc := l.own[i].doc
	here := at1("standards", i)
	if l.apart(doc.When, doc.Needs) {
		l.report(policy.NeverMatches, true, here+".needs", "can never hold where the standard's condition does")
		return
	}
	all := both(doc.When, doc.Needs)
	l.dead(here+".options", all, doc.Options)
	for t := range doc.Tiers {
		l.dead(at2(here+".tiers", t, "options"), all, doc.Tiers[t].Options)
		for s, skip := range doc.Tiers[t].Skip {
			if l.apart(all, skip.When) {
				l.report(policy.DeadBranch, true, at1(at2(here+".tiers", t, "skip"), s), "can never hold where the standard applies")
			}
		}
		if len(doc.Tiers[t].Skip) == 0 && t < len(doc.Tiers)-1 {
			l.report(policy.Unreachable, true, at1(here+".tiers", t+1), "can never be reached: nothing skips the tier before it")
			return
		}
	}
}

func (l *linter) dead(path string, all Condition, list []Choice) {
	for i := range list {
		if l.apart(all, list[i].When) {
			l.report(policy.DeadBranch, true, at1(path, i), "can never hold where the standard applies")
		}
	}
}

// beside compares a standard with those of its group before it.
func (l *linter) beside(i int) {
	st := &l.own[i]
	doc := st.doc
	var meets []int
	for j := range i {
		other := &l.own[j]
		if other.group != st.group || l.never(other.doc, doc) {
			continue
		}
		mine, theirs := both(doc.When, doc.Needs), both(other.doc.When, other.doc.Needs)
		switch {
		case l.apart(mine, theirs):
		case sameGifts(doc, other.doc) && sameEffect(doc, other.doc) && l.within(mine, theirs) && l.within(theirs, mine):
			l.report(Duplicate, st.mode != Sum, at1("standards", i),
				"gives the same as "+strconv.Quote(other.doc.Name)+" in the same cases", j)
			return
		case st.mode == First && l.takesAll(other, doc) && l.within(mine, theirs):
			l.report(policy.Unreachable, true, at1("standards", i),
				"can never apply: every case that it matches goes to "+strconv.Quote(other.doc.Name), j)
			return
		default:
			meets = append(meets, j)
		}
	}
	if len(meets) == 0 {
		return
	}
	names := make([]string, len(meets))
	for k, j := range meets {
		names[k] = strconv.Quote(l.own[j].doc.Name)
	}
	l.report(policy.Overlap, false, at1("standards", i),
		"can match the same case as "+strings.Join(names, ", ")+"; "+modeWords(st.mode), meets...)
}

func modeWords(m Stacking) string {
	switch m {
	case First:
		return "the first of them applies"
	case Sum:
		return "all of them are given"
	case Best:
	}
	return "the one that gives most applies"
}

// never says whether two standards are never in effect for one case.
func (l *linter) never(a, b *Standard) bool {
	if a.Jurisdiction != "" && b.Jurisdiction != "" && a.Jurisdiction != b.Jurisdiction {
		return true
	}
	before := func(x, y *Standard) bool {
		return !x.Until.IsZero() && !y.From.IsZero() && !x.Until.End(l.e.zone).After(y.From.Start(l.e.zone))
	}
	return a.By == b.By && (before(a, b) || before(b, a))
}

func sameEffect(a, b *Standard) bool {
	return a.From == b.From && a.Until == b.Until && a.By == b.By && a.Jurisdiction == b.Jurisdiction && a.Beside == b.Beside
}

// sameGifts says whether two standards give the same.
func sameGifts(a, b *Standard) bool {
	mine, errA := json.Marshal(Standard{Options: a.Options, Tiers: a.Tiers})
	theirs, errB := json.Marshal(Standard{Options: b.Options, Tiers: b.Tiers})
	return errA == nil && errB == nil && bytes.Equal(mine, theirs)
}

// takesAll says whether a standard is certain to give something wherever its conditions and those of another hold.
func (l *linter) takesAll(st *compiledStandard, other *Standard) bool {
	doc := st.doc
	bound := !doc.From.IsZero() || !doc.Until.IsZero() || doc.Jurisdiction != ""
	if bound && !sameEffect(doc, other) {
		return false
	}
	return slices.ContainsFunc(doc.Options, func(c Choice) bool {
		return c.When.IsZero() && !slices.ContainsFunc(c.Grants, func(g GrantDoc) bool { return g.Amount.shapes() > 0 })
	})
}

// grantsOf calls f for every grant of a standard.
func grantsOf(s *Standard, f func(*GrantDoc)) {
	each := func(list []Choice) {
		for i := range list {
			for j := range list[i].Grants {
				f(&list[i].Grants[j])
			}
		}
	}
	each(s.Options)
	for t := range s.Tiers {
		each(s.Tiers[t].Options)
	}
}

// groups looks for groups that no standard has.
func (l *linter) groups() {
	used := map[string]bool{}
	for i := range l.own {
		group := l.own[i].doc.Group
		if group == "" {
			group = goodwillGroup
		}
		used[group] = true
	}
	for _, name := range slices.Sorted(maps.Keys(l.e.doc.Groups)) {
		if !used[name] {
			l.report(Unused, false, "groups."+name, "no standard is of this group")
		}
	}
}
