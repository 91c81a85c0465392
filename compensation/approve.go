package compensation

import (
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// ask notes that an option needs an approval by at least a role. Of several the highest counts.
func (v *evaluation) ask(m *making, needs complaint.Role, unfunded bool, why Reason) {
	if m.out.Approval == nil {
		m.out.Approval = &Approval{Needs: needs}
	}
	a := m.out.Approval
	if needs.Rank() > a.Needs.Rank() {
		a.Needs = needs
	}
	a.Unfunded = a.Unfunded || unfunded
	// What is not paid for must not be promised.
	a.Before = a.Before || unfunded || v.e.doc.Authority.Before
	a.Why = append(a.Why, why)
}

// approve says whether an option needs somebody else.
func (v *evaluation) approve(m *making) {
	for i := range v.e.abuse {
		r := &v.e.doc.Abuse.Rules[i]
		if r.Then == AbuseAsk && m.goodwill() && v.e.abuse[i].Match(&v.s) {
			v.ask(m, r.Needs, false, Reason{Code: ReasonAbuse, Rule: r.Name})
		}
	}
	needs, why := v.e.authority.needs(&v.s, v.cur.code, v.together(m.out.Total), v.c.Actor.Role)
	if needs != "" {
		why.To = m.out.Total
		v.ask(m, needs, false, why)
	}
	if who := v.e.conflict(v.c.Complaint, v.c.Actor.ID); who != "" {
		v.ask(m, complaint.RoleSupervisor, false, Reason{Code: ReasonConflict, Detail: who})
	}
}

// goodwill says whether the shop gives something of its own accord.
func (m *making) goodwill() bool {
	return slices.ContainsFunc(m.out.Grants, func(g complaint.Grant) bool { return g.Basis == complaint.BasisGoodwill })
}

// together is a total with what the complaint grants besides, so that nobody passes a limit in parts.
func (v *evaluation) together(total complaint.Money) int64 {
	sum := mustUnits(total)
	if sum == 0 {
		return 0
	}
	for _, m := range v.c.Granted {
		if m.Currency == v.cur.code {
			sum = plus(sum, mustUnits(m))
		}
	}
	return sum
}

func mustUnits(m complaint.Money) int64 {
	n, _ := unitsOf(m)
	return n
}

// needs is the least role that must approve a total that somebody of a role wants to grant, "" for none.
func (a *compiledAuthority) needs(s *subject, code string, total int64, role complaint.Role) (complaint.Role, Reason) {
	if !a.set || total == 0 {
		return "", Reason{}
	}
	if role == "" {
		role = complaint.RoleSystem
	}
	most, ok := inCurrency(a.fourEyes, code)
	fourEyes := len(a.fourEyes) > 0 && (!ok || total > most.units)
	within := len(a.limits) == 0 || a.within(s, code, total, role)
	if within && !fourEyes {
		return "", Reason{}
	}
	reason := Reason{Code: ReasonAuthority, Role: role}
	if within {
		reason.Code = ReasonFourEyes
	}
	for _, r := range roles() {
		if len(a.limits) > 0 && a.within(s, code, total, r) {
			return r, reason
		}
	}
	if len(a.limits) == 0 {
		return complaint.RoleSupervisor, reason
	}
	return complaint.RoleManager, reason
}

// within says whether a role may grant a total by itself.
func (a *compiledAuthority) within(s *subject, code string, total int64, role complaint.Role) bool {
	for i := range a.limits {
		l := &a.limits[i]
		if l.role != role || !l.when.Match(s) {
			continue
		}
		if most, ok := inCurrency(l.most, code); l.all || ok && total <= most.units {
			return true
		}
	}
	return false
}

// Conflict says why a person must not decide about a complaint, "" where nothing speaks against it: it is their own, it is
// about them, or the policy names an interest.
func (e *Engine) Conflict(c complaint.Complaint, person string) string { return e.conflict(&c, person) }

func (e *Engine) conflict(c *complaint.Complaint, person string) string {
	if person == "" {
		return ""
	}
	switch person {
	case c.Intake.Customer.ID:
		return "own_complaint"
	case c.Intake.Accused.Person:
		return "accused"
	}
	for i := range e.doc.Authority.Conflicts {
		k := &e.doc.Authority.Conflicts[i]
		if k.Person != person {
			continue
		}
		if slices.Contains(k.Customers, c.Intake.Customer.ID) {
			return "customer"
		}
		if slices.Contains(k.Carriers, c.Intake.Carrier) {
			return "carrier"
		}
		for j := range c.Intake.Items {
			if slices.Contains(k.Suppliers, c.Intake.Items[j].Supplier) {
				return "supplier"
			}
		}
	}
	return ""
}

// Lent returns the role whose authority was lent to a person by another at a time, and up to which amount; false where nothing
// was lent. The zero amount is no limit.
func (e *Engine) Lent(from, to, currency string, now time.Time) (complaint.Role, complaint.Money, bool) {
	for i, d := range e.doc.Authority.Delegations {
		if d.From != from || d.To != to || !inEffect(d.Starts, d.Ends, now, e.zone) {
			continue
		}
		if len(d.Most) == 0 {
			return d.Role, complaint.Money{}, true
		}
		if at := slices.IndexFunc(e.authority.lent[i], func(f fixed) bool { return f.currency == currency }); at >= 0 {
			return d.Role, d.Most[at], true
		}
	}
	return "", complaint.Money{}, false
}
