package compensation

import (
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// roles orders those who can approve, from low to high.
func roles() []complaint.Role {
	return []complaint.Role{
		complaint.RoleJunior, complaint.RoleMid, complaint.RoleSenior, complaint.RoleSupervisor, complaint.RoleManager,
	}
}

// names checks the names of a list of rules.
func (k *compiler) names(path string, list []Rule) {
	_, err := policy.NewRules(k.v, k.src, path, list)
	k.Add(err)
}

func (k *compiler) caps(e *Engine) {
	list := e.doc.Caps
	rules := make([]Rule, len(list))
	e.caps = make([]compiledCap, len(list))
	for i := range list {
		c := &list[i]
		rules[i] = Rule{Name: c.Name}
		k.OneOf(at2("caps", i, "per"), c.Name, string(c.Per), string(PerComplaint), string(PerOrder), string(PerCustomer),
			string(PerHandler), string(PerDepartment), string(PerIncident), string(PerAll))
		if c.Period != "" {
			k.OneOf(at2("caps", i, "period"), c.Name, string(c.Period), string(PerDay), string(PerWeek), string(PerMonth),
				string(PerQuarter), string(PerYear))
		}
		if c.Counts == "" {
			c.Counts = CountGoodwill
		}
		k.OneOf(at2("caps", i, "counts"), c.Name, string(c.Counts), string(CountGoodwill), string(CountAll))
		if c.Over == "" {
			c.Over = OverCut
		}
		k.OneOf(at2("caps", i, "over"), c.Name, string(c.Over), string(OverCut), string(OverAsk))
		if c.Needs == "" {
			c.Needs = complaint.RoleManager
		}
		k.role(at2("caps", i, "needs"), c.Name, c.Needs)
		if len(c.Most) == 0 {
			k.Refuse(at2("caps", i, "most"), c.Name, "", "must have at least one amount")
		}
		e.caps[i] = compiledCap{
			doc: c, when: k.condition(c.When), prefix: capPrefix + escape(c.Name) + "/",
			most: k.amounts(at2("caps", i, "most"), c.Name, c.Most),
		}
	}
	k.names("caps", rules)
}

func (k *compiler) authority(e *Engine) {
	a := &e.doc.Authority
	out := &e.authority
	out.set = len(a.Limits) > 0 || len(a.FourEyes) > 0
	for i, l := range a.Limits {
		here := at1("authority.limits", i)
		if l.Role != complaint.RoleSystem {
			k.role(here+".role", "", l.Role)
		}
		out.limits = append(out.limits, compiledLimit{
			role: l.Role, when: k.condition(l.When), most: k.amounts(here+".most", "", l.Most), all: len(l.Most) == 0,
		})
	}
	out.fourEyes = k.amounts("authority.four_eyes", "", a.FourEyes)
	for i, d := range a.Delegations {
		here := at1("authority.delegations", i)
		k.role(here+".role", "", d.Role)
		if d.From == "" || d.From == d.To {
			k.Refuse(here+".from", "", d.From, "must be another person than to")
		}
		if !d.Starts.Start(e.zone).Before(d.Ends.End(e.zone)) {
			k.Refuse(here+".ends", "", d.Ends.String(), "must not be before starts")
		}
		out.lent = append(out.lent, k.amounts(here+".most", "", d.Most))
	}
	for i, c := range a.Conflicts {
		if len(c.Customers)+len(c.Suppliers)+len(c.Carriers) == 0 {
			k.Refuse(at1("authority.conflicts", i), c.Person, "", "must name customers, suppliers or carriers")
		}
	}
}

func (k *compiler) abuse(e *Engine) {
	list := e.doc.Abuse.Rules
	rules := make([]Rule, len(list))
	for i := range list {
		r := &list[i]
		rules[i] = Rule{Name: r.Name}
		k.OneOf(at2("abuse.rules", i, "then"), r.Name, string(r.Then), string(AbuseAsk), string(AbuseWithhold))
		if r.Needs == "" {
			r.Needs = complaint.RoleSupervisor
		}
		k.role(at2("abuse.rules", i, "needs"), r.Name, r.Needs)
		e.abuse = append(e.abuse, k.condition(r.When))
	}
	k.names("abuse.rules", rules)
}

func (k *compiler) recourse(e *Engine) {
	list := e.doc.Recourse
	rules := make([]Rule, len(list))
	for i := range list {
		r := &list[i]
		rules[i] = Rule{Name: r.Name}
		k.OneOf(at2("recourse", i, "against"), r.Name, string(r.Against), string(AgainstCarrier), string(AgainstSupplier))
		if r.Rate == "" {
			r.Rate = "100%"
		}
		k.share(at2("recourse", i, "rate"), r.Name, r.Rate)
		e.recourse = append(e.recourse, compiledRecourse{doc: r, when: k.condition(r.When)})
	}
	k.names("recourse", rules)
}

func (k *compiler) fairness(e *Engine) {
	if e.doc.Fairness.Apart == "" {
		e.doc.Fairness.Apart = "50%"
	}
	e.apart = k.share("fairness.apart", "", e.doc.Fairness.Apart)
}
