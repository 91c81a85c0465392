package compensation

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// compiler checks a policy and compiles it.
type compiler struct {
	*policy.Check
	src      *policy.Source
	taxonomy *complaint.Taxonomy
	v        policy.Vocabulary[subject]
	rounding complaint.Rounding
	groups   map[string]int
}

const (
	maxRules       = 1000
	maxChoices     = 12
	maxGrants      = 12
	maxBands       = 200
	defaultExpires = 14 * 24 * time.Hour
	defaultWindow  = 90 * 24 * time.Hour
	defaultLike    = 365 * 24 * time.Hour
	maxTime        = 10 * 366 * 24 * time.Hour
	timeRule       = "must be a time above 0 and at most ten years, such as 7d"
)

func newCompiler(p *Policy) *compiler {
	k := &compiler{Check: policy.NewCheck(p.src), src: p.src, taxonomy: p.Taxonomy, groups: map[string]int{}}
	if k.taxonomy == nil {
		k.taxonomy = complaint.BuiltinTaxonomy()
	}
	return k
}

func at1(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

func at2(list string, i int, field string) string { return at1(list, i) + "." + field }

func (k *compiler) compile(e *Engine) {
	p := &e.doc
	p.own()
	k.Add(p.Header.Validate(Kind, p.src))
	e.zone = k.zone("zone", p.Zone)
	k.v = vocabulary(p.Taxonomy, e.zone)
	k.defaults(p)
	k.worth(e)
	for _, name := range slices.Sorted(maps.Keys(p.Groups)) { // so that errors have an order
		k.OneOf("groups."+name, "", string(p.Groups[name]), string(Best), string(First), string(Sum))
	}
	e.packs = p.packs(k)
	for i := range e.packs {
		k.pack(e, &e.packs[i])
	}
	k.standards(e, "standards", p.Standards, origin{zone: e.zone, groups: p.Groups})
	k.caps(e)
	k.authority(e)
	k.abuse(e)
	k.recourse(e)
	k.fairness(e)
}

func (k *compiler) zone(path, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		k.Refuse(path, "", name, "must be an IANA zone such as Asia/Shanghai")
		return time.UTC
	}
	return zone
}

func (k *compiler) defaults(p *Policy) {
	if p.Currency != "" {
		if _, ok := complaint.MinorUnits(p.Currency); !ok {
			k.Refuse("currency", "", p.Currency, "must be a currency code of ISO 4217 such as CNY")
		}
	}
	if p.Rounding == "" {
		p.Rounding = complaint.RoundHalfUp
	}
	k.rounding = p.Rounding
	k.checkRounding("rounding", "", p.Rounding)
	k.time("expires", "", &p.Expires, defaultExpires)
	k.time("abuse.window", "", &p.Abuse.Window, defaultWindow)
	k.time("fairness.window", "", &p.Fairness.Window, defaultLike)
}

func (k *compiler) checkRounding(path, rule string, r complaint.Rounding) {
	if !r.Valid() {
		k.Refuse(path, rule, string(r), "must be half_up, half_even, down, up, floor or ceiling")
	}
}

func (k *compiler) time(path, rule string, d *time.Duration, usual time.Duration) {
	if *d == 0 {
		*d = usual
	}
	if *d < 0 || *d > maxTime || *d%time.Microsecond != 0 {
		k.Refuse(path, rule, d.String(), timeRule)
	}
}

// worth compiles what coupons and points are worth.
func (k *compiler) worth(e *Engine) {
	p := &e.doc
	e.couponCost = ratio{1, 1}
	if p.Coupons.Cost != "" {
		e.couponCost = k.share("coupons.cost", "", p.Coupons.Cost)
	}
	if p.Points == (Points{}) {
		return
	}
	var problem string
	if e.pointFace, problem = p.Points.Face.parse(); problem != "" {
		k.Refuse("points.face", "", string(p.Points.Face), problem)
	}
	e.pointCost = e.pointFace
	if p.Points.Cost == "" {
		return
	}
	if e.pointCost, problem = p.Points.Cost.parse(); problem != "" {
		k.Refuse("points.cost", "", string(p.Points.Cost), problem)
	} else if e.pointCost.currency != e.pointFace.currency {
		k.Refuse("points.cost", "", string(p.Points.Cost), "must be in the currency of points.face")
	}
}

// share reads a rate of at most the whole; a rate that is not given must be checked for before.
func (k *compiler) share(path, rule string, r Rate) ratio {
	out, problem := r.share()
	if problem != "" {
		k.Refuse(path, rule, string(r), problem)
	}
	return out
}

func (k *compiler) optionalShare(path, rule string, r Rate) ratio {
	if r == "" {
		return ratio{}
	}
	return k.share(path, rule, r)
}

func (k *compiler) condition(c Condition) policy.Predicate[subject] {
	out, err := policy.Compile(k.v, c)
	k.Add(err)
	return out
}

// fixed reads an amount that must not be negative; the zero value is none.
func (k *compiler) fixed(path, rule string, m complaint.Money) fixed {
	if m.IsZero() {
		return fixed{}
	}
	if _, ok := complaint.MinorUnits(m.Currency); !ok {
		k.Refuse(path, rule, m.Currency, "must be in a currency of ISO 4217 such as CNY")
		return fixed{}
	}
	if m.Sign() < 0 {
		k.Refuse(path, rule, m.String(), "must not be negative")
		return fixed{}
	}
	units, ok := unitsOf(m)
	if !ok || units > maxUnits/1000 {
		k.Refuse(path, rule, m.String(), "must be whole minor units of its currency and not absurd: at most 10^12 or so")
		return fixed{}
	}
	return fixed{m.Currency, units, coin(m.Currency).money(units)}
}

// amounts reads a list of amounts, one a currency.
func (k *compiler) amounts(path, rule string, list []complaint.Money) []fixed {
	out := make([]fixed, 0, len(list))
	for i, m := range list {
		f := k.fixed(at1(path, i), rule, m)
		for _, other := range out {
			if other.currency == f.currency && f.currency != "" {
				k.Refuse(at1(path, i), rule, m.String(), "must be the only amount in its currency")
			}
		}
		if m.IsZero() {
			k.Refuse(at1(path, i), rule, "", "must be an amount such as CNY 200")
		}
		out = append(out, f)
	}
	return out
}

// counter is the getter of a field of whole numbers.
func (k *compiler) counter(path, rule, name string) func(*subject) (int64, bool) {
	f, ok := k.v.Field(name)
	if ok && f.Counter() != nil {
		return f.Counter()
	}
	var names []string
	for _, t := range k.v.Terms() {
		if t.Type == policy.CountType && strings.Contains(t.Name, ".") {
			names = append(names, t.Name)
		}
	}
	k.Refuse(path, rule, name, "must be a field of whole numbers: "+strings.Join(names, ", "))
	return nil
}

func (k *compiler) role(path, rule string, r complaint.Role) {
	if r.Rank() == 0 {
		k.Refuse(path, rule, string(r), "must be junior, mid, senior, supervisor or manager")
	}
}
