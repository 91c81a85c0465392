package compensation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// goodwillGroup is the group of the policy's standards that name none.
const goodwillGroup = "goodwill"

// origin is where standards come from: a policy, or a statutory pack, which is law.
type origin struct {
	zone         *time.Location
	groups       map[string]Stacking
	pack         string
	jurisdiction string
	law          bool
}

// pack compiles a statutory pack. Its errors name its own file.
func (k *compiler) pack(e *Engine, p *Pack) {
	own := *k
	own.Check = policy.NewCheck(p.src)
	own.Add(p.Header.Validate(PackKind, p.src))
	zone := own.zone("zone", p.Zone)
	own.v = vocabulary(k.taxonomy, zone)
	own.standards(e, "standards", p.Standards, origin{zone: zone, pack: p.Name, jurisdiction: p.Jurisdiction, law: true})
	for i := range p.Limits {
		own.condition(p.Limits[i].When)
	}
	for i, r := range p.Retention {
		if r.Years < 1 || r.Years > 100 {
			own.Refuse(at2("retention", i, "years"), r.Name, strconv.Itoa(r.Years), "must be from 1 to 100")
		}
	}
	k.Add(own.Err())
}

func (k *compiler) standards(e *Engine, path string, list []Standard, from origin) {
	if len(list) > maxRules {
		k.Refuse(path, "", strconv.Itoa(len(list)), "must have at most "+strconv.Itoa(maxRules)+" rules")
		return
	}
	seen := map[string]int{}
	for i := range list {
		s := &list[i]
		here := at1(path, i)
		if j, double := seen[s.Name]; double {
			k.Refuse(here+".name", s.Name, s.Name, "stands twice, first in "+at1(path, j))
		}
		seen[s.Name] = i
		if strings.TrimSpace(s.Name) != s.Name || s.Name == "" || len(s.Name) > complaint.MaxLine {
			k.Refuse(here+".name", s.Name, s.Name, "must be a text of 1 to 255 bytes without white space at its ends")
		}
		e.standards = append(e.standards, k.standard(here, s, from))
	}
}

func (k *compiler) standard(here string, s *Standard, from origin) compiledStandard {
	out := compiledStandard{doc: s, law: from.law, pack: from.pack, zone: from.zone, mode: Best}
	out.when, out.needs = k.condition(s.When), k.condition(s.Needs)
	if s.Jurisdiction == "" {
		s.Jurisdiction = from.jurisdiction
	}
	k.effect(here, s, from)
	group := s.Group
	switch {
	case group == "" && from.law:
		group = "law/" + from.pack + "/" + s.Name
	case group == "":
		group = goodwillGroup
	case from.law:
		group = "law/" + from.pack + "/" + group
	}
	if !from.law && strings.HasPrefix(group, "law/") {
		k.Refuse(here+".group", s.Name, s.Group, "must not begin with law/: such groups are those of statutory packs")
	}
	if mode, ok := from.groups[group]; ok {
		out.mode = mode
	}
	if _, ok := k.groups[group]; !ok {
		k.groups[group] = len(k.groups)
	}
	out.group = k.groups[group]
	if (len(s.Options) > 0) == (len(s.Tiers) > 0) {
		k.Refuse(here, s.Name, "", "must have either options or tiers")
	}
	out.options = k.choices(here+".options", s.Name, s.Options)
	for i, t := range s.Tiers {
		tier := compiledTier{name: t.Name, options: k.choices(at2(here+".tiers", i, "options"), s.Name, t.Options)}
		if len(t.Options) == 0 {
			k.Refuse(at2(here+".tiers", i, "options"), s.Name, "", "must have at least one choice")
		}
		for j, r := range t.Skip {
			if r.Name == "" {
				k.Refuse(at2(at2(here+".tiers", i, "skip"), j, "name"), s.Name, "", "must be a code that says why")
			}
			tier.skip = append(tier.skip, compiledSkip{name: r.Name, when: k.condition(r.When)})
		}
		out.tiers = append(out.tiers, tier)
	}
	k.pay(here+".pay", s)
	out.once = out.owesOnce()
	out.special = asksFor(s.When, "special") || asksFor(s.Needs, "special")
	return out
}

// asksFor says whether a condition asks for a field.
func asksFor(c Condition, field string) bool {
	in := func(part Condition) bool { return asksFor(part, field) }
	return c.Field == field || slices.ContainsFunc(c.All, in) || slices.ContainsFunc(c.Any, in) || slices.ContainsFunc(c.None, in)
}

// owesOnce says whether a grant of the standard is owed once.
func (st *compiledStandard) owesOnce() bool {
	once := func(c compiledChoice) bool {
		return slices.ContainsFunc(c.grants, func(g compiledGrant) bool { return g.once })
	}
	return slices.ContainsFunc(st.options, once) ||
		slices.ContainsFunc(st.tiers, func(t compiledTier) bool { return slices.ContainsFunc(t.options, once) })
}

// effect checks the dates, the source and the like.
func (k *compiler) effect(here string, s *Standard, from origin) {
	if s.By == "" {
		s.By = ByBought
	}
	k.OneOf(here+".by", s.Name, string(s.By), string(ByBought), string(ByOccurred), string(ByReceived), string(ByNow))
	if !s.From.IsZero() && !s.Until.IsZero() && !s.From.Start(from.zone).Before(s.Until.End(from.zone)) {
		k.Refuse(here+".until", s.Name, s.Until.String(), "must not be before from")
	}
	switch {
	case from.law && s.Beside:
		k.Refuse(here+".beside", s.Name, "true", "must not be given in a statutory pack: the law is what other things stand beside")
	case from.law && s.Source == "" && !s.Unverified:
		k.Refuse(here+".source", s.Name, "", "must name law and article, or the rule must be marked unverified")
	case s.Jurisdiction != "" && s.From.IsZero():
		k.Refuse(here+".from", s.Name, "", "must be the date from which it is in effect, because it belongs to the law of "+s.Jurisdiction)
	}
}

func (k *compiler) pay(path string, s *Standard) {
	if s.Pay == (Pay{}) {
		return
	}
	if s.Pay.From == "" {
		s.Pay.From = FromAccepted
	}
	k.OneOf(path+".from", s.Name, string(s.Pay.From), string(FromAccepted), string(FromReturned), string(FromReceived))
	if s.Pay.Within <= 0 || s.Pay.Within > maxTime {
		k.Refuse(path+".within", s.Name, s.Pay.Within.String(), timeRule)
	}
}

func (k *compiler) choices(path, rule string, list []Choice) []compiledChoice {
	if len(list) > maxChoices {
		k.Refuse(path, rule, strconv.Itoa(len(list)), "must have at most "+strconv.Itoa(maxChoices)+" choices")
		return nil
	}
	out := make([]compiledChoice, len(list))
	for i, c := range list {
		here := at1(path, i)
		out[i] = compiledChoice{name: c.Name, when: k.condition(c.When), grants: make([]compiledGrant, len(c.Grants))}
		if len(c.Grants) == 0 || len(c.Grants) > maxGrants {
			k.Refuse(here+".grants", rule, strconv.Itoa(len(c.Grants)), "must have 1 to "+strconv.Itoa(maxGrants)+" remedies")
		}
		once := false
		for j, g := range c.Grants {
			out[i].grants[j] = k.grant(at1(here+".grants", j), rule, g)
			if once && g.Once {
				k.Refuse(at2(here+".grants", j, "once"), rule, "true", "must not be given at two remedies of a choice")
			}
			once = once || g.Once
		}
	}
	return out
}

func (k *compiler) grant(path, rule string, g GrantDoc) compiledGrant {
	if !k.taxonomy.Has(complaint.Remedies, string(g.Remedy)) {
		k.Refuse(path+".remedy", rule, string(g.Remedy), "must be a code of the tree of remedies, such as refund, cash or coupon")
	}
	out := compiledGrant{remedy: g.Remedy, once: g.Once, amount: k.amount(path+".amount", rule, g.Amount)}
	out.some = g.Amount.shapes() > 0
	if g.Amount.Points > 0 && g.Remedy != complaint.RemedyPoints {
		k.Refuse(path+".amount.points", rule, strconv.FormatInt(g.Amount.Points, 10), "must be given for the remedy points only")
	}
	if g.Once && !out.some {
		k.Refuse(path+".once", rule, "true", "must have an amount")
	}
	return out
}
