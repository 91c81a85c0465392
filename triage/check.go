package triage

import (
	"slices"
	"strconv"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

func at(list string, i int, field string) string { return list + "[" + strconv.Itoa(i) + "]." + field }

func (k *compiler) checkCategories(list []CategoryRule) {
	for i := range list {
		r := &list[i]
		if !k.taxonomy.Has(complaint.Categories, r.Category) {
			k.Refuse(at("categories", i, "category"), r.Name, r.Category, "must be a category of the taxonomy")
		}
		if r.Odds == 0 {
			r.Odds = defaultOdds
		}
		if !(r.Odds > 0 && r.Odds <= maxOdds) {
			k.Refuse(at("categories", i, "odds"), r.Name, strconv.FormatFloat(r.Odds, 'g', -1, 64), "must be above 0 and at most 1e6")
		}
	}
}

const defaultOdds = 8

func (k *compiler) checkGrades(list []GradeRule) {
	for i, r := range list {
		if r.Severity == "" && r.Complexity == "" && r.Urgency == "" {
			k.Refuse(at("grades", i, "severity"), r.Name, "", "must be set, or complexity or urgency must be")
		}
		if r.Severity != "" && r.Severity.Rank() == 0 {
			k.Refuse(at("grades", i, "severity"), r.Name, string(r.Severity), "must be general, serious or very_serious")
		}
		if r.Complexity != "" && r.Complexity.Rank() == 0 {
			k.Refuse(at("grades", i, "complexity"), r.Name, string(r.Complexity), "must be simple, complex or major")
		}
		if r.Urgency != "" && r.Urgency.Rank() == 0 {
			k.Refuse(at("grades", i, "urgency"), r.Name, string(r.Urgency), "must be normal, important or urgent")
		}
	}
}

func (k *compiler) checkTags(p *Policy) {
	for i, r := range p.Tags {
		if len(r.Tags) == 0 {
			k.Refuse(at("tags", i, "tags"), r.Name, "", "must have at least one tag")
		}
		for j, tag := range r.Tags {
			k.code(at("tags", i, "tags["+strconv.Itoa(j)+"]"), r.Name, tag)
		}
	}
	for i, r := range p.Screening {
		k.code(at("screening", i, "criterion"), r.Name, r.Criterion)
		if r.When.IsZero() {
			k.Refuse(at("screening", i, "when"), r.Name, "", "must have a condition: without one every complaint would be screened out")
		}
	}
}

func (k *compiler) code(path, rule, code string) {
	if !isCode(code) {
		k.Refuse(path, rule, code, codeRule)
	}
}

func (k *compiler) checkPriority(p *Priority) {
	for i, r := range p.Points {
		if r.Points == 0 || r.Points > maxPoints || r.Points < -maxPoints {
			k.Refuse(at("priority.points", i, "points"), r.Name, strconv.Itoa(r.Points), "must be from -1000 to 1000 and not 0")
		}
		if r.Per != "" {
			k.OneOf(at("priority.points", i, "per"), r.Name, r.Per, counted()...)
			if r.Most < 1 || r.Most > maxPoints {
				k.Refuse(at("priority.points", i, "most"), r.Name, strconv.Itoa(r.Most), "must be from 1 to 1000 where per is set")
			}
		} else if r.Most != 0 {
			k.Refuse(at("priority.points", i, "most"), r.Name, strconv.Itoa(r.Most), "must be left out where per is not set")
		}
	}
	k.checkBands(p)
}

func (k *compiler) checkBands(p *Priority) {
	before := 0
	for i, band := range []complaint.Priority{complaint.P1, complaint.P2, complaint.P3} {
		least, ok := p.Bands[band]
		if !ok {
			if len(p.Points) > 0 || len(p.Bands) > 0 {
				k.Refuse("priority.bands", "", string(band), "must have a least score for p1, p2 and p3")
			}
			return
		}
		if i > 0 && least >= before {
			k.Refuse("priority.bands."+string(band), "", strconv.Itoa(least), "must be below that of the band before")
		}
		before = least
	}
	for band := range p.Bands {
		k.OneOf("priority.bands", "", string(band), string(complaint.P1), string(complaint.P2), string(complaint.P3))
	}
}

// counted are the fields that points can be given for by the unit.
func counted() []string {
	return []string{"age.days", "previous", "open_cases", "incident.size", "times_asked"}
}

func (k *compiler) checkTeams(list string, rules []TeamRule) {
	for i, r := range rules {
		k.department(at(list, i, "department"), r.Name, r.Department)
		if r.Tier != "" {
			k.tier(at(list, i, "tier"), r.Name, r.Tier)
		}
		for j, skill := range r.Skills {
			k.code(at(list, i, "skills["+strconv.Itoa(j)+"]"), r.Name, skill)
		}
	}
}

func (k *compiler) department(path, rule, department string) {
	k.code(path, rule, department)
	if k.teams != nil && !slices.Contains(k.teams, department) {
		k.Refuse(path, rule, department, "must be one of the teams of the policy")
	}
}

func (k *compiler) tier(path, rule string, tier complaint.Role) {
	if tier.Rank() == 0 {
		k.Refuse(path, rule, string(tier), "must be junior, mid, senior, supervisor or manager")
	}
}

func (k *compiler) checkIncidents(list []IncidentRule) {
	for i := range list {
		r := &list[i]
		k.OneOf(at("incidents", i, "by"), r.Name, string(r.By),
			string(ByProduct), string(ByLot), string(BySupplier), string(ByCarrier), string(ByText), string(ByTopic))
		if r.Same == "" {
			r.Same = SameGroup
		}
		k.OneOf(at("incidents", i, "same"), r.Name, string(r.Same), string(SameLeaf), string(SameGroup), string(SameAny))
		if r.Least < 2 || r.Least > maxLeast {
			k.Refuse(at("incidents", i, "least"), r.Name, strconv.Itoa(r.Least), "must be from 2 to 1000 customers")
		}
		if r.Within <= 0 || r.Within > maxWindow || r.Within%time.Microsecond != 0 {
			k.Refuse(at("incidents", i, "within"), r.Name, r.Within.String(), windowRule)
		}
		if r.Department != "" {
			k.department(at("incidents", i, "department"), r.Name, r.Department)
		}
		if r.Tier != "" {
			k.tier(at("incidents", i, "tier"), r.Name, r.Tier)
		}
	}
}
