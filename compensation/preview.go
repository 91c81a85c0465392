package compensation

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/recourse-go/recourse/complaint"
)

// Preview is what a draft of a policy would have given in past cases, beside what the policy before it gives (M13). Of a decision
// with several options the first counts: the one with what the customer asks for, where there is such.
type Preview struct {
	Old complaint.PolicyRef `json:"old"`
	New complaint.PolicyRef `json:"new"`
	// Cases counts what was compared, Skipped the cases that contradict themselves, see [Engine.Evaluate].
	Cases   int `json:"cases"`
	Skipped int `json:"skipped"`
	// More, Less and Same count the cases by what the customer gets. Other counts those that get something else of the same worth,
	// or something that cannot be compared because it is in another currency.
	More  int `json:"more"`
	Less  int `json:"less"`
	Same  int `json:"same"`
	Other int `json:"other"`
	// NewApproval counts the cases that need an approval only with the draft, NoApproval those that need none any more.
	NewApproval int `json:"new_approval"`
	NoApproval  int `json:"no_approval"`
	// Totals are the sums, one entry a currency, sorted by it.
	Totals []PreviewTotal `json:"totals"`
	// Changes are the largest changes of what the customer gets, at most 20 a currency, sorted by it, the largest first.
	Changes []PreviewChange `json:"changes"`
	// Rules says how often each rule applied, in the order of the draft; what only the old policy has comes last.
	Rules []PreviewRule `json:"rules"`
}

// PreviewTotal is what all cases of a currency come to.
type PreviewTotal struct {
	Currency string      `json:"currency"`
	Old      PreviewSums `json:"old"`
	New      PreviewSums `json:"new"`
}

// PreviewSums are the sums of one side. Total is the worth to the customers, Law and Goodwill are its parts, Cost is what it
// costs the shop.
type PreviewSums struct {
	// Given counts the cases in which something is given.
	Given    int             `json:"given"`
	Total    complaint.Money `json:"total"`
	Law      complaint.Money `json:"law"`
	Goodwill complaint.Money `json:"goodwill"`
	Cost     complaint.Money `json:"cost"`
}

// PreviewChange is a case that gets another amount.
type PreviewChange struct {
	Complaint complaint.ID        `json:"complaint"`
	Reference complaint.Reference `json:"reference,omitzero"`
	Old       PreviewSide         `json:"old"`
	New       PreviewSide         `json:"new"`
	// Change is what the customer gets more, negative for less.
	Change complaint.Money `json:"change"`
}

// PreviewSide is one side of a change: the first option, and the least role that must approve it.
type PreviewSide struct {
	Option   string          `json:"option,omitzero"`
	Total    complaint.Money `json:"total"`
	Cost     complaint.Money `json:"cost"`
	Approval complaint.Role  `json:"approval,omitzero"`
}

// PreviewRule says in how many cases a rule applied. A standard applies when it gives something, a cap when it cuts or asks, a
// rule against abuse when it withholds or asks, a rule of recourse when the shop may claim from somebody.
type PreviewRule struct {
	Kind PreviewKind `json:"kind"`
	// Pack is the statutory pack of a rule of law.
	Pack string `json:"pack,omitzero"`
	Name string `json:"name"`
	// InOld and InNew say in which policy it stands, Old and New in how many cases it applied.
	InOld bool `json:"in_old"`
	InNew bool `json:"in_new"`
	Old   int  `json:"old"`
	New   int  `json:"new"`
}

// PreviewKind says what a rule is.
type PreviewKind string

// The kinds.
const (
	PreviewLaw      PreviewKind = "law"
	PreviewStandard PreviewKind = "standard"
	PreviewCap      PreviewKind = "cap"
	PreviewAbuse    PreviewKind = "abuse"
	PreviewRecourse PreviewKind = "recourse"
)

// Preview decides about past cases with this engine, made of a draft, and with an old one. Nothing is stored, and the memory does
// not grow with the number of cases. It runs until the cases end: a host that wants to stop ends them.
//
// Each case stands alone: caps count what [Case.Accounts] says was spent, and no more, so a budget for a month is not used up by
// the cases of the preview themselves. The accounts may be those of both engines together; each takes its own, and where there
// are accounts but none of its own, it has no caps.
func (e *Engine) Preview(old *Engine, cases iter.Seq[Case]) Preview {
	t := trial{out: Preview{Old: old.ref, New: e.ref}, rules: map[ruleKey]*trialRule{}, money: map[string]*trialMoney{}}
	t.list(e, func(r *PreviewRule) { r.InNew = true })
	t.list(old, func(r *PreviewRule) { r.InOld = true })
	for c := range cases {
		t.add(old, e, &c)
	}
	return t.finish()
}

// Silent returns the rules of the draft that never applied.
func (p *Preview) Silent() []PreviewRule {
	var out []PreviewRule
	for _, r := range p.Rules {
		if r.InNew && r.New == 0 {
			out = append(out, r)
		}
	}
	return out
}

// trial is a preview while it runs.
type trial struct {
	out   Preview
	rules map[ruleKey]*trialRule
	order []*trialRule
	money map[string]*trialMoney
}

type ruleKey struct {
	kind PreviewKind
	name string
}

// trialRule counts a rule of the two policies; seen is the case that was counted last on each side.
type trialRule struct {
	PreviewRule
	seen [2]int
}

// The sides of a trial.
const (
	oldSide = iota
	newSide
)

// list notes the rules of an engine.
func (t *trial) list(e *Engine, mark func(*PreviewRule)) {
	note := func(kind PreviewKind, pack, name string) {
		key := ruleKey{kind, name}
		if t.rules[key] == nil {
			t.rules[key] = &trialRule{PreviewRule: PreviewRule{Kind: kind, Pack: pack, Name: name}, seen: [2]int{-1, -1}}
			t.order = append(t.order, t.rules[key])
		}
		mark(&t.rules[key].PreviewRule)
	}
	for i := range e.standards {
		kind := PreviewStandard
		if e.standards[i].law {
			kind = PreviewLaw
		}
		note(kind, e.standards[i].pack, e.standards[i].doc.Name)
	}
	for i := range e.doc.Caps {
		note(PreviewCap, "", e.doc.Caps[i].Name)
	}
	for i := range e.doc.Abuse.Rules {
		note(PreviewAbuse, "", e.doc.Abuse.Rules[i].Name)
	}
	for i := range e.doc.Recourse {
		note(PreviewRecourse, "", e.doc.Recourse[i].Name)
	}
}

func (t *trial) add(old, e *Engine, c *Case) {
	was, errOld := old.Evaluate(c.withAccountsOf(old))
	now, errNew := e.Evaluate(c.withAccountsOf(e))
	if errOld != nil || errNew != nil {
		t.out.Skipped++
		return
	}
	t.applied(&was, oldSide)
	t.applied(&now, newSide)
	t.compare(c, &was, &now)
	t.out.Cases++
}

// withAccountsOf is the case with those of its accounts that an engine named.
func (c *Case) withAccountsOf(e *Engine) Case {
	out := *c
	if out.Accounts == nil {
		return out
	}
	out.Accounts = slices.DeleteFunc(slices.Clone(out.Accounts), func(a Account) bool { return a.engine != e })
	return out
}

// applied counts the rules that applied in a decision.
func (t *trial) applied(d *Decision, side int) {
	for i := range d.Reasons {
		switch d.Reasons[i].Code {
		case ReasonLaw:
			t.count(PreviewLaw, d.Reasons[i].Rule, side)
		case ReasonStandard, ReasonSpecial:
			t.count(PreviewStandard, d.Reasons[i].Rule, side)
		default:
		}
	}
	for i := range d.Options {
		for j := range d.Options[i].Caps {
			t.count(PreviewCap, d.Options[i].Caps[j].Cap, side)
		}
		if a := d.Options[i].Approval; a != nil {
			for j := range a.Why {
				switch a.Why[j].Code {
				case ReasonAbuse:
					t.count(PreviewAbuse, a.Why[j].Rule, side)
				case ReasonCapCurrency:
					t.count(PreviewCap, a.Why[j].Rule, side)
				default:
				}
			}
		}
	}
	for i := range d.Excluded {
		if d.Excluded[i].Code == ReasonAbuse {
			t.count(PreviewAbuse, d.Excluded[i].Detail, side)
		}
	}
	for i := range d.Recourse {
		t.count(PreviewRecourse, d.Recourse[i].Rule, side)
	}
}

// count counts a rule once a case.
func (t *trial) count(kind PreviewKind, name string, side int) {
	r := t.rules[ruleKey{kind, name}]
	if r == nil || r.seen[side] == t.out.Cases {
		return
	}
	r.seen[side] = t.out.Cases
	if side == oldSide {
		r.Old++
	} else {
		r.New++
	}
}

func (t *trial) finish() Preview {
	for _, code := range slices.SortedFunc(maps.Keys(t.money), strings.Compare) {
		m := t.money[code]
		t.out.Totals = append(t.out.Totals, PreviewTotal{
			Currency: code, Old: m.sums[oldSide].money(code), New: m.sums[newSide].money(code),
		})
		t.out.Changes = append(t.out.Changes, m.changes...)
	}
	for _, r := range t.order {
		t.out.Rules = append(t.out.Rules, r.PreviewRule)
	}
	slices.SortStableFunc(t.out.Rules, func(a, b PreviewRule) int { return cmp.Compare(rank(a.InNew), rank(b.InNew)) })
	return t.out
}

func rank(inNew bool) int {
	if inNew {
		return 0
	}
	return 1
}
