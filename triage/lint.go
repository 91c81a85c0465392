package triage

import (
	"slices"

	"github.com/recourse-go/recourse/internal/policy"
)

// Finding is one remark of the linter.
type Finding = policy.Finding

// FindingCode says what the linter found. Those of rules are never_matches, dead_branch, unreachable, exception, overlap and
// not_judged; the others stand below.
type FindingCode = policy.FindingCode

// What the linter finds besides what it finds in rules.
const (
	// Unused: a list of phrases that no rule asks for.
	Unused FindingCode = "unused"
	// NoDepartment: a case that no rule on departments matches goes to nobody.
	NoDepartment FindingCode = "no_department"
	// EmptyBand: no sum of points reaches the band.
	EmptyBand FindingCode = "empty_band"
)

// Lint looks for what is legal in the policy but hardly meant: rules that can never apply or whose order decides, lists of phrases
// that nothing uses, cases without a department, priorities that no case reaches. Findings marked as mistakes make something
// useless.
func (e *Engine) Lint() []Finding {
	l := &linter{e: e}
	// Of these the first that matches applies.
	for _, rules := range []*policy.Rules[subject]{e.screening, e.special} {
		l.found = append(l.found, rules.Lint()...)
	}
	for _, f := range e.departments.Lint() {
		if f.Code == policy.Exception && e.doc.Departments[f.Others[0]].When.IsZero() {
			continue // of the rule for everything else every other one is an exception
		}
		l.found = append(l.found, f)
	}
	// Of these all that match apply, so only what can never match is a mistake.
	for _, rules := range []*policy.Rules[subject]{e.categories, e.grades, e.tags, e.points, e.tiers, e.incidents} {
		for _, f := range rules.Lint() {
			if f.Code == policy.NeverMatches || f.Code == policy.DeadBranch || f.Code == policy.NotJudged {
				l.found = append(l.found, f)
			}
		}
	}
	l.phrases()
	l.departments()
	l.bands()
	return l.found
}

type linter struct {
	e     *Engine
	found []Finding
}

func (l *linter) report(code FindingCode, mistake bool, path, message string) {
	f := Finding{Code: code, Mistake: mistake, Rule: -1, Path: path, Message: message, File: l.e.doc.src.Name()}
	f.Line, f.Column = l.e.doc.src.Position(path)
	l.found = append(l.found, f)
}

func (l *linter) phrases() {
	p := &l.e.doc
	var used []string
	use := func(r Rule) { used = append(used, phrasesIn(r.When)...) }
	for _, r := range p.Categories {
		use(r.Rule)
	}
	for _, r := range p.Grades {
		use(r.Rule)
	}
	for _, r := range p.Tags {
		use(r.Rule)
	}
	for _, r := range p.Screening {
		use(r.Rule)
	}
	for _, r := range p.Priority.Points {
		use(r.Rule)
	}
	for _, r := range slices.Concat(p.Special, p.Departments) {
		use(r.Rule)
	}
	for _, r := range p.Tiers {
		use(r.Rule)
	}
	for _, r := range p.Incidents {
		use(r.Rule)
	}
	names := make(map[string]string, len(p.Phrases))
	for name := range p.Phrases {
		names[name] = ""
	}
	for _, name := range sortedKeys(names) {
		if !slices.Contains(used, name) {
			l.report(Unused, false, "phrases."+name, "no rule asks for these phrases")
		}
	}
}

// phrasesIn are the lists of phrases that a condition asks for.
func phrasesIn(c Condition) []string {
	var names []string
	if c.Field == "phrases" {
		names = append(names, c.Value...)
	}
	for _, group := range [][]Condition{c.All, c.Any, c.None} {
		for _, part := range group {
			names = append(names, phrasesIn(part)...)
		}
	}
	return names
}

func (l *linter) departments() {
	list := l.e.doc.Departments
	all := func(r TeamRule) bool { return r.When.IsZero() }
	if len(list) > 0 && !slices.ContainsFunc(list, all) {
		l.report(NoDepartment, false, "departments",
			"a case that none of the rules matches has no department: let the last rule have no condition")
	}
}

func (l *linter) bands() {
	most := 0
	for _, r := range l.e.doc.Priority.Points {
		if points := r.Points * max(r.Most, 1); points > 0 {
			most += points
		}
	}
	for _, band := range []string{"p1", "p2", "p3"} {
		for name, least := range l.e.doc.Priority.Bands {
			if string(name) == band && least > most {
				l.report(EmptyBand, true, "priority.bands."+band, "no sum of points reaches it")
			}
		}
	}
}
