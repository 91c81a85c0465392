package compensation

import (
	"slices"
	"strconv"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// evaluation is one run of [Engine.Evaluate].
type evaluation struct {
	e   *Engine
	c   *Case
	cur currency
	s   subject
	now time.Time // in the zone of the policy

	facts    facts
	accounts []Account
	pieces   []piece     // of all choices
	choices  []choice    // of all candidates
	list     []candidate // the standards that give something
	picked   []int       // those of the list that an option is made of
	chosen   []int       // the choices of the option in the making
	own      []piece     // the pieces of the option in the making
	grants   []complaint.Grant
	reserves []complaint.Reserve
	least    int64 // the floor
	out      Decision
	notes    []note
	withheld string // the rule against abuse for which there is no goodwill
	err      error

	asked Case // a copy
	room  room
}

// room is where the lists of a usual case lie, so that they take no memory of their own.
type room struct {
	lines   [4]purse
	list    [4]candidate
	choices [8]choice
	pieces  [6]piece
	own     [4]piece
	picked  [4]int
	chosen  [4]int
	notes   [2]note
}

// candidate is a standard that gives something in this case.
type candidate struct {
	standard int
	from, to int // its choices
	value    int64
	kept     bool
}

// choice is a bundle of a standard with its amounts.
type choice struct {
	name     string
	standard int
	from, to int // its pieces
	value    int64
}

// piece is one remedy with its amount.
type piece struct {
	remedy   complaint.Remedy
	standard int
	// units is the worth to the customer, cost that to the shop, points the number of points.
	units, cost, points int64
	of                  Base
	once                int   // index of the account of what is owed once, -1 for none
	limit               int64 // of that account
	// protected is the part of a piece of goodwill that stands for what the law gives.
	protected int64
	law       bool
	gone      bool // cut to nothing
}

// note is a reason that belongs to a piece.
type note struct {
	piece  int
	reason Reason
}

// Evaluate decides what is given in a case. The same case and engine always give the same decision. The error is a
// *[complaint.FieldError] for a case that contradicts itself: amounts in several currencies, negative or absurd ones. A case
// of which little is known is no error: what cannot be calculated is listed in [Decision.Excluded].
func (e *Engine) Evaluate(c Case) (Decision, error) {
	v := begin(e, &c)
	if err := v.read(); err != nil {
		return Decision{}, err
	}
	v.withhold()
	v.collect()
	v.stack()
	v.combine()
	v.finish()
	if v.err != nil {
		return Decision{}, v.err
	}
	return v.out, nil
}

// given is where the answer in a usual case lies, in one piece of memory.
type given struct {
	options  [2]Option
	grants   [4]complaint.Grant
	reserves [8]complaint.Reserve
	reasons  [2]Reason
}

// begin takes a copy of the case.
func begin(e *Engine, c *Case) *evaluation {
	v := &evaluation{e: e, asked: *c}
	v.c = &v.asked
	r := &v.room
	v.facts.lines, v.list, v.choices, v.pieces = r.lines[:0], r.list[:0], r.choices[:0], r.pieces[:0]
	v.own, v.picked, v.chosen, v.notes = r.own[:0], r.picked[:0], r.chosen[:0], r.notes[:0]
	g := &given{}
	v.out.Options, v.out.Reasons, v.grants, v.reserves = g.options[:0], g.reasons[:0], g.grants[:0], g.reserves[:0]
	return v
}

// read reads the facts of the case.
func (v *evaluation) read() error {
	if v.c.Complaint == nil {
		return &complaint.FieldError{Field: "case.complaint", Rule: "must be set"}
	}
	v.now = v.c.Now.In(v.e.zone)
	jurisdiction := v.c.Order.Jurisdiction
	if jurisdiction == "" {
		jurisdiction = v.e.doc.Jurisdiction
	}
	v.s = subject{Complaint: v.c.Complaint, Now: v.c.Now, Extra: known{c: v.c, zone: v.e.zone, jurisdiction: jurisdiction}}
	if err := v.facts.read(v.e, v.c, &v.cur); err != nil {
		return err
	}
	if err := v.take(); err != nil {
		return err
	}
	v.ledger()
	v.out.Policy, v.out.Currency = v.e.ref, v.cur.code
	return nil
}

// collect finds the standards that apply and calculates what they give.
func (v *evaluation) collect() {
	for i := range v.e.standards {
		st := &v.e.standards[i]
		v.s.Extra.zone = st.zone
		if !st.when.Match(&v.s) {
			continue
		}
		if code, ok := v.applies(st); !ok {
			v.exclude(code, st, "")
			continue
		}
		if v.withheld != "" && !st.law {
			v.exclude(ReasonAbuse, st, v.withheld)
			continue
		}
		v.candidate(i, st)
	}
	v.s.Extra.zone = v.e.zone
}

// withhold finds the rule against abuse for which there is no goodwill.
func (v *evaluation) withhold() {
	for i := range v.e.abuse {
		r := &v.e.doc.Abuse.Rules[i]
		if r.Then == AbuseWithhold && v.e.abuse[i].Match(&v.s) {
			v.withheld = r.Name
			return
		}
	}
}

// applies says whether a standard whose condition holds is the law here, in effect, and proven.
func (v *evaluation) applies(st *compiledStandard) (ReasonCode, bool) {
	switch {
	case st.doc.Jurisdiction != "" && st.doc.Jurisdiction != v.s.Extra.jurisdiction:
		return ReasonElsewhere, false
	case !inEffect(st.doc.From, st.doc.Until, v.effectDate(st.doc.By), st.zone):
		return ReasonNotInEffect, false
	case !st.needs.Match(&v.s):
		return ReasonNeeds, false
	default:
		return "", true
	}
}

func (v *evaluation) effectDate(by EffectDate) time.Time {
	date := time.Time{}
	switch by {
	case ByBought:
		date = v.c.Order.Bought
	case ByOccurred:
		date = v.c.Complaint.Intake.Occurred
	case ByNow:
		return v.c.Now
	case ByReceived:
	}
	if date.IsZero() {
		date = v.c.received()
	}
	if date.IsZero() {
		return v.c.Now
	}
	return date
}

func (v *evaluation) exclude(code ReasonCode, st *compiledStandard, detail string) {
	v.out.Excluded = append(v.out.Excluded, Reason{Code: code, Rule: st.doc.Name, Detail: detail})
}

// candidate calculates the choices of a standard.
func (v *evaluation) candidate(i int, st *compiledStandard) {
	options := st.options
	for t := range st.tiers {
		tier := &st.tiers[t]
		skip := slices.IndexFunc(tier.skip, func(r compiledSkip) bool { return r.when.Match(&v.s) })
		if skip < 0 {
			options = tier.options
			break
		}
		v.out.Reasons = append(v.out.Reasons, Reason{
			Code: ReasonTierSkipped, Rule: st.doc.Name, Detail: tier.name + ": " + tier.skip[skip].name,
		})
	}
	k, excluded := candidate{standard: i, from: len(v.choices)}, len(v.out.Excluded)
	for j := range options {
		if options[j].when.Match(&v.s) {
			v.choice(i, st, &options[j])
		}
	}
	k.to = len(v.choices)
	if k.from == k.to {
		if len(v.out.Excluded) == excluded {
			v.exclude(ReasonNoOption, st, "")
		}
		return
	}
	for _, c := range v.choices[k.from:k.to] {
		k.value = max(k.value, c.value)
	}
	v.list = append(v.list, k)
}

func (v *evaluation) choice(i int, st *compiledStandard, doc *compiledChoice) {
	c := choice{name: doc.name, standard: i, from: len(v.pieces)}
	notes, zero, owed := len(v.notes), "", false
	v.facts.putBack()
	for j := range doc.grants {
		g := &doc.grants[j]
		p := piece{remedy: g.remedy, standard: i, once: -1, law: st.law}
		before := len(v.notes)
		code, detail := v.remedy(g, &p)
		switch code {
		case "":
			v.pieces = append(v.pieces, p)
			c.value = plus(c.value, v.facts.give(&p)) // a refund that is not there is worth nothing
		case ReasonZero: // the rest of the bundle stands
			zero, v.notes = detail, v.notes[:before]
		case ReasonOnce:
			v.exclude(code, st, detail)
			owed, v.notes = true, v.notes[:before]
		default:
			v.exclude(code, st, detail)
			v.pieces, v.notes = v.pieces[:c.from], v.notes[:notes]
			return
		}
	}
	c.to = len(v.pieces)
	switch refunded := v.refunded(&c); {
	case refunded > 0:
		v.out.Excluded = append(v.out.Excluded, Reason{
			Code: ReasonRefundable, Rule: st.doc.Name, From: v.cur.money(refunded), To: v.cur.money(0),
		})
		v.pieces, v.notes = v.pieces[:c.from], v.notes[:notes]
	case c.to > c.from:
		v.choices = append(v.choices, c)
	case !owed:
		v.exclude(ReasonZero, st, zero)
	}
}

// refunded is what a choice of nothing but refunds would give where all of it was refunded already, else 0.
func (v *evaluation) refunded(c *choice) int64 {
	var wanted int64
	for i := c.from; i < c.to && c.value == 0; i++ {
		if !refunds(v.pieces[i].remedy) {
			return 0
		}
		wanted = plus(wanted, v.pieces[i].units)
	}
	return wanted
}

// remedy calculates one remedy of a choice. It returns the reason for which it gives nothing, or "".
func (v *evaluation) remedy(g *compiledGrant, p *piece) (code ReasonCode, detail string) {
	if !g.some {
		return "", ""
	}
	if code, detail = v.amount(&g.amount, p); code != "" || !g.once {
		return code, detail
	}
	return v.owedOnce(p), ""
}

// stack applies the groups.
func (v *evaluation) stack() {
	for i := range v.list {
		k := &v.list[i]
		k.kept = true
		st := &v.e.standards[k.standard]
		for j := range v.list[:i] {
			other := &v.list[j]
			rival := &v.e.standards[other.standard]
			if !other.kept || rival.group != st.group || st.mode == Sum {
				continue
			}
			if st.mode == Best && k.value > other.value {
				other.kept = false
				v.exclude(ReasonStacked, rival, st.doc.Name)
				continue
			}
			k.kept = false
			v.exclude(ReasonStacked, st, rival.doc.Name)
			break
		}
	}
	for i := range v.list {
		if v.list[i].kept {
			v.out.Reasons = append(v.out.Reasons, v.why(v.list[i].standard))
		}
	}
}

// why is the reason that names a standard.
func (v *evaluation) why(i int) Reason {
	doc := v.e.standards[i].doc
	switch {
	case v.e.standards[i].law:
		return Reason{Code: ReasonLaw, Rule: doc.Name, Detail: doc.Source}
	case v.e.standards[i].special:
		return Reason{Code: ReasonSpecial, Rule: doc.Name, Detail: v.c.Special}
	default:
		return Reason{Code: ReasonStandard, Rule: doc.Name}
	}
}

func (v *evaluation) fail(field, value, rule string) {
	if v.err == nil {
		v.err = &complaint.FieldError{Field: field, Value: value, Rule: rule}
	}
}

// tooMany notes a number of points that no grant can have.
func (v *evaluation) tooMany(points int64) {
	if points > maxPoints {
		v.fail("case", strconv.FormatInt(points, 10), "gives a number of points that is absurd: above 10^12")
	}
}

// tooLarge notes an amount that does not fit any more.
func (v *evaluation) tooLarge(units int64) {
	if units >= maxUnits {
		v.fail("case", strconv.FormatInt(units, 10), "gives an amount that is absurd: at least 10^18 minor units")
	}
}
