package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// FindingCode says what the linter found.
type FindingCode string

// What the linter finds.
const (
	// NeverMatches: the condition contradicts itself.
	NeverMatches FindingCode = "never_matches"
	// DeadBranch: a part of an any group contradicts itself, so it could be left out.
	DeadBranch FindingCode = "dead_branch"
	// Unreachable: whatever matches the rule matches an earlier one, which then applies.
	Unreachable FindingCode = "unreachable"
	// Exception: the rule is a special case of a later one. That is how exceptions are written.
	Exception FindingCode = "exception"
	// Overlap: some cases match both rules, others only one of them, so their order decides.
	Overlap FindingCode = "overlap"
	// NotJudged: the condition is too intricate for the linter, or the list too long to compare all rules.
	NotJudged FindingCode = "not_judged"
)

// Finding is one remark of the linter about a rule.
type Finding struct {
	Code FindingCode `json:"code"`
	// Mistake marks findings that make a rule useless; the others are for information.
	Mistake bool `json:"mistake,omitzero"`
	// Rule is the index of the rule, Others those of the rules that the finding is about as well.
	Rule   int   `json:"rule"`
	Others []int `json:"others,omitempty"`
	// File, Line, Column and Path say where, as in [Error].
	File   string `json:"file,omitzero"`
	Line   int    `json:"line,omitzero"`
	Column int    `json:"column,omitzero"`
	Path   string `json:"path"`
	// Message says it in a sentence.
	Message string `json:"message"`
}

// maxComparisons bounds the work of one run of the linter.
const maxComparisons = 2_000_000

// Lint looks for rules that are useless or that depend on their order. What it reports as never matching, dead or
// unreachable is certain to be so. It does not find everything: fields are taken to be independent of each other, and
// a rule is not seen to be covered by several earlier ones when none of them covers a whole alternative of it.
func (r *Rules[S]) Lint() []Finding {
	l := linter[S]{rules: r.rules, forms: make([][]conjunction, len(r.rules)), judged: make([]bool, len(r.rules))}
	for i := range r.rules {
		l.single(i)
	}
	l.pairs()
	slices.SortStableFunc(l.found, func(a, b Finding) int { return cmp.Compare(a.Rule, b.Rule) })
	return l.found
}

type linter[S any] struct {
	rules  []compiledRule[S]
	forms  [][]conjunction
	judged []bool
	found  []Finding
	work   int
}

func (l *linter[S]) report(code FindingCode, rule int, at place, message string, others ...int) {
	line, column := at.src.Position(at.path)
	l.found = append(l.found, Finding{
		Code: code, Mistake: code == NeverMatches || code == Unreachable || code == DeadBranch,
		Rule: rule, Others: others, File: at.src.Name(), Line: line, Column: column, Path: at.path, Message: message,
	})
}

func (l *linter[S]) title(i int) string { return fmt.Sprintf("%q", l.rules[i].name) }

// single looks at one rule alone.
func (l *linter[S]) single(i int) {
	rule := l.rules[i]
	l.forms[i], l.judged[i] = rule.when.normal()
	switch {
	case !l.judged[i]:
		l.report(NotJudged, i, rule.at.key("when"), "has too many alternatives to be compared with other rules")
	case len(l.forms[i]) == 0:
		l.report(NeverMatches, i, rule.at.key("when"), "can never match: its conditions contradict each other")
		return
	}
	l.branches(i, rule.when.root)
}

// branches looks for parts of any groups that can never hold.
func (l *linter[S]) branches(i int, b *branch[S]) {
	if b == nil {
		return
	}
	for _, kid := range b.kids {
		if b.group == anyOf {
			if form, ok := kid.normal(false); ok && len(form) == 0 {
				l.report(DeadBranch, i, kid.at, "can never hold, so this alternative could be left out")
				continue
			}
		}
		l.branches(i, kid)
	}
}

// pairs compares every rule with those before it.
func (l *linter[S]) pairs() {
	for later := range l.rules {
		if !l.judged[later] || len(l.forms[later]) == 0 {
			continue
		}
		if l.work > maxComparisons {
			l.report(NotJudged, later, l.rules[later].at, "was not compared with earlier rules: the list is too long for that")
			continue
		}
		if by := l.coveredBy(later); by != nil {
			names := make([]string, len(by))
			for i, earlier := range by {
				names[i] = l.title(earlier)
			}
			l.report(Unreachable, later, l.rules[later].at,
				"can never apply: every case that it matches goes to "+strings.Join(names, " or "), by...)
			continue
		}
		for earlier := range later {
			l.overlap(earlier, later)
		}
	}
}

// coveredBy returns the earlier rules that take every case of a rule, nil when some case may get through.
func (l *linter[S]) coveredBy(later int) []int {
	var by []int
	for _, c := range l.forms[later] {
		taker := -1
		for earlier := 0; earlier < later && taker < 0; earlier++ {
			l.work += len(l.forms[earlier])
			if slices.ContainsFunc(l.forms[earlier], c.within) {
				taker = earlier
			}
		}
		if taker < 0 {
			return nil
		}
		if !slices.Contains(by, taker) {
			by = append(by, taker)
		}
	}
	slices.Sort(by)
	return by
}

func (l *linter[S]) overlap(earlier, later int) {
	a, b := l.forms[earlier], l.forms[later]
	l.work += len(a) * len(b)
	meet := slices.ContainsFunc(a, func(x conjunction) bool { return slices.ContainsFunc(b, x.meets) })
	if !l.judged[earlier] || !meet {
		return
	}
	exception := true
	for _, x := range a {
		exception = exception && slices.ContainsFunc(b, x.within)
	}
	if exception {
		l.report(Exception, earlier, l.rules[earlier].at, "is a special case of "+l.title(later)+", which comes later", later)
		return
	}
	l.report(Overlap, earlier, l.rules[earlier].at,
		"can match the same case as "+l.title(later)+"; the first of them applies", later)
}
