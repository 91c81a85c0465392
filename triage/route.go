package triage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/recourse-go/recourse/complaint"
)

// Candidate is a person who could take a case, as the host's roster and the store know them at this moment.
type Candidate struct {
	complaint.Party
	// Tier is how experienced they are: junior, mid, senior, supervisor or manager.
	Tier complaint.Role
	// Skills are categories (a group stands for all below it) and skills that rules ask for; none means any category, but no
	// skill that a rule asks for. Languages are BCP 47 tags; none means any.
	Skills    []string
	Languages []string
	// Away says that they are not at work now: outside of working hours, or absent.
	Away bool
	// Load is how many open cases they have, Capacity how many they can have, 0 for any. Weight is the share of work for [Weighted];
	// 0 counts as 1.
	Load, Capacity int
	Weight         float64
}

// Route is who takes a case, and why.
type Route struct {
	To      complaint.Assignment
	Reasons []Reason
}

func (r Route) record(ref complaint.PolicyRef) complaint.Route {
	return complaint.Route{To: r.To, Reasons: record(r.Reasons), Policy: ref}
}

// need is what a case asks of a person.
type need struct {
	department string
	tier       complaint.Role
	skills     []string
	category   string
	language   string
}

func (a *assessor) route() {
	if a.out.Criterion != "" {
		return
	}
	n := a.need()
	a.out.Route.To = complaint.Assignment{Party: complaint.Party{Department: n.department}, Tier: n.tier}
	if len(a.ctx.People) > 0 {
		a.pick(&n)
	}
	if a.out.Route.To.Party.IsZero() {
		a.out.Route = Route{}
	}
}

func (a *assessor) routed(r Reason) {
	if a.out.Route.Reasons == nil {
		a.out.Route.Reasons = make([]Reason, 0, usualSteps)
	}
	a.out.Route.Reasons = append(a.out.Route.Reasons, r)
}

const usualSteps = 4

// need finds department, tier and skills.
func (a *assessor) need() need {
	n := need{category: a.c.Assessment.Category, language: a.language()}
	e := a.engine
	team := func(code ReasonCode, r *TeamRule) {
		n.department, n.skills = r.Department, r.Skills
		a.routed(Reason{Code: code, Rule: r.Name, What: r.Department})
		a.least(&n, r.Tier, r.Name)
	}
	if c := a.ctx.Complaint; a.ctx.Stay && c != nil && c.Assignment.Department != "" {
		n.department = c.Assignment.Department
	} else if i := e.special.First(&a.subject); i >= 0 {
		team(ReasonSpecial, &e.doc.Special[i])
	} else if t := a.ctx.Team; t.Department != "" {
		n.department = t.Department
		a.routed(Reason{Code: ReasonTaskForce, What: t.Department})
		a.least(&n, t.Tier, "")
	} else if i := e.departments.First(&a.subject); i >= 0 {
		team(ReasonDepartment, &e.doc.Departments[i])
	}
	if n.department == "" && a.ctx.Complaint != nil {
		n.department = a.ctx.Complaint.Assignment.Department
	}
	a.subject.Extra.department = n.department
	for i := range e.tiers.Matching(&a.subject) {
		a.least(&n, e.doc.Tiers[i].Tier, e.doc.Tiers[i].Name)
	}
	a.least(&n, a.ctx.Tier, "")
	return n
}

func (a *assessor) least(n *need, tier complaint.Role, rule string) {
	if tier.Rank() > n.tier.Rank() {
		n.tier = tier
		a.routed(Reason{Code: ReasonTier, Rule: rule, What: string(tier)})
	}
}

// language is that in which the customer is to be answered: of the text, else of the intake or the customer.
func (a *assessor) language() string {
	switch l := a.reading.Language; l {
	case "zh", "en":
		return l
	}
	if l := a.c.Intake.Language; l != "" {
		return l
	}
	return a.c.Intake.Customer.Language
}

// pick chooses a person: who had the complaint that this one repeats, else by load.
func (a *assessor) pick(n *need) {
	var able []*Candidate
	excluded := 0
	for i := range a.ctx.People {
		p := &a.ctx.People[i]
		if !n.fits(p) {
			continue
		}
		if a.excludes(p) {
			excluded++
			continue
		}
		able = append(able, p)
	}
	if excluded > 0 {
		a.routed(Reason{Code: ReasonExcluded, Value: float64(excluded)})
	}
	if p := a.sticky(able); p != nil {
		a.routed(Reason{Code: ReasonSticky, What: p.Person})
		a.give(n, p)
		return
	}
	able = slices.DeleteFunc(able, func(p *Candidate) bool { return p.full() })
	if len(able) == 0 {
		a.routed(Reason{Code: ReasonNobody, What: n.department})
		return
	}
	// The lowest tier that will do leaves the more experienced free for what needs them.
	lowest := slices.MinFunc(able, func(x, y *Candidate) int { return x.Tier.Rank() - y.Tier.Rank() }).Tier
	able = slices.DeleteFunc(able, func(p *Candidate) bool { return p.Tier.Rank() > lowest.Rank() })
	if lowest.Rank() > max(n.tier.Rank(), 1) {
		a.routed(Reason{Code: ReasonAbove, What: string(lowest)})
	}
	p := a.spread(able)
	a.routed(Reason{Code: ReasonChosen, Rule: p.Person, What: string(a.engine.doc.Assignment.Load), Value: float64(p.Load)})
	a.give(n, p)
}

func (a *assessor) give(n *need, p *Candidate) {
	a.out.Route.To.Person = p.Person
	if n.department == "" {
		a.out.Route.To.Department = p.Department
	}
}

// fits says whether a person can take such a case now.
func (n *need) fits(p *Candidate) bool {
	if p.Away || n.department != "" && p.Department != n.department || p.Tier.Rank() < n.tier.Rank() {
		return false
	}
	for _, skill := range n.skills {
		if !slices.Contains(p.Skills, skill) {
			return false
		}
	}
	return p.speaks(n.language) && (len(n.skills) > 0 || p.knows(n.category))
}

func (p *Candidate) knows(category string) bool {
	return len(p.Skills) == 0 || category == "" ||
		slices.ContainsFunc(p.Skills, func(skill string) bool { return under(category, skill) })
}

func (p *Candidate) speaks(language string) bool {
	return len(p.Languages) == 0 || language == "" ||
		slices.ContainsFunc(p.Languages, func(l string) bool { return primary(l) == primary(language) })
}

// primary is the language of a BCP 47 tag without script and region, in small letters.
func primary(tag string) string {
	var out [8]byte
	n := 0
	for ; n < len(tag) && n < len(out) && tag[n] != '-' && tag[n] != '_'; n++ {
		out[n] = tag[n] | 0x20
	}
	return string(out[:n])
}

func (p *Candidate) full() bool { return p.Capacity > 0 && p.Load >= p.Capacity }

func (a *assessor) excludes(p *Candidate) bool {
	accused := a.c.Intake.Accused.Person
	return accused != "" && p.Person == accused || slices.Contains(a.ctx.Exclude, p.Person)
}

func (a *assessor) sticky(able []*Candidate) *Candidate {
	before := a.ctx.Before.Person
	if before == "" || a.engine.doc.Assignment.Loose || a.ctx.Appeal {
		return nil
	}
	if i := slices.IndexFunc(able, func(p *Candidate) bool { return p.Person == before }); i >= 0 {
		return able[i]
	}
	return nil
}

// spread chooses among equals. They are put in the order of their names, so that the roster's order does not matter.
func (a *assessor) spread(able []*Candidate) *Candidate {
	slices.SortFunc(able, func(x, y *Candidate) int {
		return cmp.Or(strings.Compare(x.Person, y.Person), strings.Compare(x.Department, y.Department))
	})
	turn := a.ctx.Turn % len(able)
	if turn < 0 {
		turn += len(able)
	}
	able = slices.Concat(able[turn:], able[:turn])
	if a.engine.doc.Assignment.Load == RoundRobin {
		return able[0]
	}
	load := func(p *Candidate) float64 {
		if w := p.Weight; a.engine.doc.Assignment.Load == Weighted && w > 0 {
			return float64(p.Load+1) / w
		}
		return float64(p.Load + 1)
	}
	least := able[0]
	for _, p := range able[1:] {
		if load(p) < load(least) {
			least = p
		}
	}
	return least
}
