package compensation

import (
	"slices"
	"strconv"
	"time"

	"github.com/recourse-go/recourse/internal/policy"
)

// Finding is one remark of the linter.
type Finding = policy.Finding

// FindingCode says what the linter found. Those of conditions are never_matches, dead_branch, unreachable, overlap and
// not_judged; the others stand below.
type FindingCode = policy.FindingCode

// What the linter finds besides what it finds in conditions.
const (
	// Unused: a group, a price of points or coupons, a pack, or a row of authority that changes nothing.
	Unused FindingCode = "unused"
	// Duplicate: a standard gives the same as another of its group in the same cases.
	Duplicate FindingCode = "duplicate"
	// NoPrice: points are given, and the policy does not say what they are worth, so nothing is given.
	NoPrice FindingCode = "no_price"
	// ForeignCurrency: a standard has amounts in a currency that nothing else in the policy has.
	ForeignCurrency FindingCode = "foreign_currency"
	// IdleCap: nothing that the policy gives counts for the cap.
	IdleCap FindingCode = "idle_cap"
	// LooseCap: another cap is always as tight or tighter.
	LooseCap FindingCode = "loose_cap"
	// LowFourEyes: more than one person is needed below what any role may grant by itself.
	LowFourEyes FindingCode = "low_four_eyes"
	// Expired: the time of a standard or of a delegation is over.
	Expired FindingCode = "expired"
	// Unverified: the source of a rule of law was not confirmed.
	Unverified FindingCode = "unverified"
)

// Lint looks for what is legal in the policy but hardly meant: standards that can never apply, stand twice or are shadowed by
// another of their group, caps that never bite, rows of authority that change nothing, amounts in currencies that nothing else
// has, and what was over before the policy takes effect. Findings marked as mistakes make something useless; the others are for
// information, such as rules of law whose source was not confirmed. Findings about the rules of a pack name the file of the pack.
func (e *Engine) Lint() []Finding {
	l := newLinter(e)
	for i := range e.packs {
		p := &e.packs[i]
		l.conditions(p.src, "standards", rulesOf(p.Standards))
	}
	l.conditions(e.doc.src, "standards", rulesOf(e.doc.Standards))
	l.conditions(e.doc.src, "caps", namesOf(e.doc.Caps, func(c *Cap) Rule { return c.Rule }))
	l.conditions(e.doc.src, "abuse.rules", namesOf(e.doc.Abuse.Rules, func(r *AbuseRule) Rule { return r.Rule }))
	l.conditions(e.doc.src, "recourse", namesOf(e.doc.Recourse, func(r *RecourseRule) Rule { return r.Rule }))
	l.conditions(e.doc.src, "authority.limits", rowsOf(e.doc.Authority.Limits))
	l.standards()
	l.groups()
	l.currencies()
	l.prices()
	l.packs()
	l.caps()
	l.limits()
	l.fourEyes()
	if from := e.doc.EffectiveFrom; !from.IsZero() {
		l.expired(from.Start(e.zone))
	}
	return l.found
}

// Expired lists the standards and delegations of the policy whose time is over at a moment. A standard whose date of effect is
// that of the purchase may still apply to older purchases.
func (e *Engine) Expired(now time.Time) []Finding {
	l := newLinter(e)
	l.expired(now)
	return l.found
}

type linter struct {
	e     *Engine
	v     policy.Vocabulary[subject]
	own   []compiledStandard // those of the policy itself
	work  int
	found []Finding
}

func newLinter(e *Engine) *linter {
	return &linter{
		e: e, v: vocabulary(e.doc.Taxonomy, e.zone), own: e.standards[len(e.standards)-len(e.doc.Standards):],
	}
}

func (l *linter) report(code FindingCode, mistake bool, path, message string, others ...int) {
	f := Finding{Code: code, Mistake: mistake, Rule: -1, Others: others, Path: path, Message: message, File: l.e.doc.src.Name()}
	f.Line, f.Column = l.e.doc.src.Position(path)
	l.found = append(l.found, f)
}

func rulesOf(list []Standard) []Rule {
	return namesOf(list, func(s *Standard) Rule { return s.Rule })
}

func namesOf[T any](list []T, rule func(*T) Rule) []Rule {
	out := make([]Rule, len(list))
	for i := range list {
		out[i] = rule(&list[i])
	}
	return out
}

// rowsOf names the rows of a table by their numbers.
func rowsOf(list []AuthorityLimit) []Rule {
	out := make([]Rule, len(list))
	for i := range list {
		out[i] = Rule{Name: strconv.Itoa(i + 1), When: list[i].When}
	}
	return out
}

// conditions looks at the conditions of a list, each for itself.
func (l *linter) conditions(src *policy.Source, path string, list []Rule) {
	rules, err := policy.NewRules(l.v, src, path, list)
	if err != nil { // New has compiled them
		return
	}
	for _, f := range rules.Lint() {
		if f.Code == policy.NeverMatches || f.Code == policy.DeadBranch ||
			f.Code == policy.NotJudged && f.Path != at1(path, f.Rule) { // of pairs, which are judged here
			l.found = append(l.found, f)
		}
	}
}

// both is the condition that two hold.
func both(a, b Condition) Condition {
	switch {
	case a.IsZero():
		return b
	case b.IsZero():
		return a
	default:
		return policy.All(a, b)
	}
}

// within says whether every case that matches a condition is certain to match another.
func (l *linter) within(a, b Condition) bool {
	l.work++
	p, errA := policy.Compile(l.v, a)
	q, errB := policy.Compile(l.v, b)
	implied, _ := p.Implies(q)
	return errA == nil && errB == nil && implied
}

// apart says whether no case can match both of two conditions.
func (l *linter) apart(a, b Condition) bool {
	return !b.IsZero() && l.within(a, policy.None(b))
}

// expired looks for what was over at a moment.
func (l *linter) expired(now time.Time) {
	for i := range l.own {
		doc := l.own[i].doc
		if over(doc.Until, now, l.e.zone) {
			l.report(Expired, doc.By == ByNow, at2("standards", i, "until"), strconv.Quote(doc.Name)+" was over before")
		}
	}
	for i, d := range l.e.doc.Authority.Delegations {
		if over(d.Ends, now, l.e.zone) {
			l.report(Expired, true, at2("authority.delegations", i, "ends"), "the delegation from "+d.From+" to "+d.To+" was over before")
		}
	}
}

func over(until Moment, now time.Time, zone *time.Location) bool {
	return !until.IsZero() && !now.Before(until.End(zone))
}

// packs looks at the packs that the policy names or that the host gave.
func (l *linter) packs() {
	for i := range l.e.doc.Statutes {
		if name := l.e.doc.Statutes[i].Name; !slices.Contains(l.e.doc.Packs, name) {
			l.report(Unused, true, "packs", "the host's pack "+strconv.Quote(name)+" is not named here, so it does not apply")
		}
	}
	for i := range l.e.packs {
		for j := range l.e.packs[i].Standards {
			if s := &l.e.packs[i].Standards[j]; s.Unverified {
				l.report(Unverified, false, at1("packs", i),
					"the source of "+strconv.Quote(s.Name)+" was not confirmed: it is configuration, not law")
			}
		}
	}
}
