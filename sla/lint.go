package sla

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// Finding is one remark of the linter.
type Finding = policy.Finding

// FindingCode says what the linter found. Those of rules are never_matches, dead_branch, unreachable, exception, overlap and
// not_judged; the others stand below.
type FindingCode = policy.FindingCode

// What the linter finds besides what it finds in rules.
const (
	// SwallowedStart: whatever starts a milestone pauses it too, so its clock never moves before something else happens.
	SwallowedStart FindingCode = "swallowed_start"
	// StopAtStart: whatever starts a milestone stops it too, so it never runs.
	StopAtStart FindingCode = "stop_at_start"
	// LooseInternal: a limit between departments leaves no time to keep the one promised to the customer.
	LooseInternal FindingCode = "loose_internal"
	// LateResponse: the first response may come after the resolution is due.
	LateResponse FindingCode = "late_response"
	// Unused: a calendar, ladder or milestone that nothing names.
	Unused FindingCode = "unused"
	// ShortCoverage: the calendar's holidays are known for no more than a year from the policy's beginning on.
	ShortCoverage FindingCode = "short_coverage"
)

// Lint looks for what is legal in the policies but hardly meant: rules that can never apply or whose order decides, pauses
// that swallow the start, internal limits that do not help to keep the customer's, and names that nothing uses. Findings
// marked as mistakes make something useless.
func (e *Engine) Lint() []Finding {
	var list []Finding
	for _, p := range e.policies {
		list = append(list, p.lint()...)
	}
	return list
}

func (c *compiled) lint() []Finding {
	l := &linter{c: c}
	l.found = append(l.found, c.rules.Lint()...)
	l.found = append(l.found, c.quiet.Lint()...)
	l.milestones()
	l.list(-1, "targets", c.common)
	for i, targets := range c.targets {
		l.list(i, "rules["+strconv.Itoa(i)+"].targets", targets)
	}
	l.unused()
	return l.found
}

type linter struct {
	c     *compiled
	found []Finding
}

func (l *linter) report(code FindingCode, mistake bool, rule int, path, message string) {
	f := Finding{Code: code, Mistake: mistake, Rule: rule, Path: path, Message: message, File: l.c.doc.src.Name()}
	f.Line, f.Column = l.c.doc.src.Position(path)
	l.found = append(l.found, f)
}

func (l *linter) milestones() {
	for i, doc := range l.c.doc.Milestones {
		m := l.c.milestones[Metric(doc.Name)]
		path := "milestones[" + strconv.Itoa(i) + "]"
		if implied, judged := m.start.Implies(m.pause); judged && implied && m.pauses {
			l.report(SwallowedStart, true, i, path+".pause",
				fmt.Sprintf("swallows the start: whatever starts %q pauses it too", doc.Name))
		}
		if implied, judged := m.start.Implies(m.stop); judged && implied {
			l.report(StopAtStart, true, i, path+".stop", fmt.Sprintf("whatever starts %q stops it too", doc.Name))
		}
	}
}

// list compares the targets that apply together. Pairs of common ones are looked at once, not for every rule.
func (l *linter) list(rule int, path string, targets []*target) {
	for i, t := range targets {
		at := path + "[" + strconv.Itoa(i) + "]"
		if t.rule == "" {
			at = "targets[" + strconv.Itoa(slices.Index(l.c.common, t)) + "]"
		}
		for _, o := range targets {
			switch {
			case rule >= 0 && t.rule == "" && o.rule == "":
			case t.metric == o.metric && t.kind == complaint.ClockInternal && o.kind != complaint.ClockInternal && !shorter(t, o):
				l.report(LooseInternal, false, rule, at, fmt.Sprintf("%q allows %s, which leaves no time before %q is due within %s",
					t.name, t.limit, o.name, o.limit))
			case t.metric == FirstResponse && o.metric == FirstResolution && t.kind == o.kind && alike(t, o) && !shorter(t, o):
				l.report(LateResponse, false, rule, at, fmt.Sprintf("a response within %s may come after the resolution within %s",
					t.limit, o.limit))
			}
		}
	}
}

// alike says whether two limits count the same.
func alike(a, b *target) bool {
	return a.calendar == b.calendar && (a.limit.Days == 0) == (b.limit.Days == 0) && a.limit.Working == b.limit.Working
}

// shorter says whether a limit is shorter than another, as far as that can be said: limits that count differently are taken
// for long enough.
func shorter(a, b *target) bool {
	if !alike(a, b) {
		return true
	}
	return a.limit.Time < b.limit.Time || a.limit.Days < b.limit.Days
}

func (l *linter) unused() {
	calendars, ladders, metrics := map[string]bool{l.c.doc.Calendar: true}, map[string]bool{}, map[string]bool{}
	note := func(list []Target) {
		for _, t := range list {
			calendars[t.Calendar], ladders[t.Ladder], metrics[t.Metric] = true, true, true
		}
	}
	note(l.c.doc.Targets)
	for _, r := range l.c.doc.Rules {
		calendars[r.Calendar] = true
		note(r.Targets)
	}
	for _, s := range l.c.doc.Silence {
		calendars[s.Calendar] = true
	}
	for _, doc := range l.c.doc.Calendars {
		for _, part := range slices.Concat(doc.AnyOf, doc.AllOf) {
			calendars[part] = true
		}
	}
	for _, name := range sortedNames(l.c.doc.Calendars) {
		if !calendars[name] {
			l.report(Unused, false, -1, "calendars."+name, fmt.Sprintf("the calendar %q is not used", name))
		} else {
			l.coverage(name)
		}
	}
	for _, name := range sortedNames(l.c.doc.Ladders) {
		if !ladders[name] {
			l.report(Unused, false, -1, "ladders."+name, fmt.Sprintf("the ladder %q is not used", name))
		}
	}
	for i, m := range l.c.doc.Milestones {
		if !metrics[m.Name] {
			l.report(Unused, false, i, "milestones["+strconv.Itoa(i)+"]", fmt.Sprintf("the milestone %q has no target", m.Name))
		}
	}
}

// coverage warns of holidays that will run out soon after the policy takes effect.
func (l *linter) coverage(name string) {
	from := l.c.doc.EffectiveFrom
	if from.IsZero() {
		return
	}
	begin := from.Start(l.c.zone)
	if gap, ok := asCoverage(l.c.calendars[name].Covered(begin, begin.Add(365*24*time.Hour-time.Microsecond))); ok {
		l.report(ShortCoverage, false, -1, "calendars."+name,
			fmt.Sprintf("the calendar %q has no holiday data for %d, within a year of the policy's beginning", name, gap.Year))
	}
}

func sortedNames[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
