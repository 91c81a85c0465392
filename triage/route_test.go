package triage_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// routing is a policy with departments, a special team, tiers by difficulty and emotion, and skills.
const routing = `
	'special': [{'name': 'danger', 'department': 'special', 'tier': 'senior', 'when': {'field': 'sensitive', 'op': 'contains_any', 'value': ['safety']}}],
	'departments': [
		{'name': 'carriers', 'department': 'logistics', 'when': {'field': 'category', 'op': 'under', 'value': 'logistics'}},
		{'name': 'glass', 'department': 'quality', 'skills': ['glass'], 'when': {'field': 'tags', 'op': 'contains_any', 'value': 'glass'}},
		{'name': 'goods', 'department': 'quality', 'when': {'field': 'category', 'op': 'under', 'value': 'quality'}},
		{'name': 'others', 'department': 'service'}],
	'grades': [{'name': 'appeals', 'complexity': 'complex', 'when': {'field': 'appeal', 'op': 'is', 'value': true}}],
	'tiers': [
		{'name': 'complex', 'tier': 'mid', 'when': {'field': 'complexity', 'op': 'at_least', 'value': 'complex'}},
		{'name': 'many before', 'tier': 'supervisor', 'when': {'field': 'previous', 'op': 'at_least', 'value': 3}},
		{'name': 'service is easy', 'tier': 'junior', 'when': {'field': 'to.department', 'op': 'is', 'value': 'service'}},
		{'name': 'upset', 'tier': 'senior', 'when': {'all': [
			{'field': 'emotion.polarity', 'op': 'at_most', 'value': -0.5},
			{'field': 'emotion.intensity', 'op': 'at_least', 'value': 2.5}]}}]`

func who(person, department string, change ...func(*triage.Candidate)) triage.Candidate {
	c := triage.Candidate{Party: complaint.Party{Person: person, Department: department}, Tier: complaint.RoleJunior}
	for _, f := range change {
		f(&c)
	}
	return c
}

func tier(r complaint.Role) func(*triage.Candidate) {
	return func(c *triage.Candidate) { c.Tier = r }
}

func load(n int) func(*triage.Candidate) {
	return func(c *triage.Candidate) { c.Load = n }
}

func skills(of ...string) func(*triage.Candidate) {
	return func(c *triage.Candidate) { c.Skills = of }
}

func languages(of ...string) func(*triage.Candidate) {
	return func(c *triage.Candidate) { c.Languages = of }
}

func capacity(n int) func(*triage.Candidate) {
	return func(c *triage.Candidate) { c.Capacity = n }
}

func weight(w float64) func(*triage.Candidate) {
	return func(c *triage.Candidate) { c.Weight = w }
}

func away(c *triage.Candidate) { c.Away = true }

func people(list ...triage.Candidate) triage.Context {
	return triage.Context{Now: noon(), People: list}
}

func with(ctx triage.Context, change func(*triage.Context)) triage.Context {
	change(&ctx)
	return ctx
}

func TestRouting(t *testing.T) {
	glass := about("quality.defect")
	glass.Tags = []string{"glass"}
	accused := about("service.attitude")
	accused.Accused = complaint.Party{Person: "ann"}
	german := about("quality.defect")
	german.Language = "de-AT"
	ofCustomer := about("quality.defect")
	ofCustomer.Customer.Language = "de"
	spoken := func(text string) complaint.Intake {
		in := saying(text)
		in.Category = "quality.defect"
		return in
	}
	const (
		loose    = `, 'assignment': {'loose': true}`
		robin    = `, 'assignment': {'load': 'round_robin'}`
		weighted = `, 'assignment': {'load': 'weighted'}`
	)
	at := func(department string, role complaint.Role) *complaint.Complaint {
		return &complaint.Complaint{Version: 1, Assignment: complaint.Assignment{Party: complaint.Party{Department: department}, Tier: role}}
	}
	for _, tc := range []struct {
		name, more string
		in         complaint.Intake
		ctx        triage.Context
		want       string // department, person and tier
		because    triage.ReasonCode
	}{
		{"department by category", "", about("logistics.delay"), people(), "logistics  ", triage.ReasonDepartment},
		{"of the group", "", about("quality.defect"), people(), "quality  ", triage.ReasonDepartment},
		{"of all others", "", about("price.invoice"), people(), "service  junior", triage.ReasonTier},
		{"special team", "", spoken("The charger caught fire and burned my hand."), people(), "special  senior", triage.ReasonSpecial},
		{"tier by difficulty", "", about("quality.defect"), with(people(), func(c *triage.Context) { c.Appeal = true }), "quality  mid", triage.ReasonTier},
		{"the highest of several", "", about("quality.defect"), with(people(), func(c *triage.Context) { c.Appeal, c.Previous = true, 3 }), "quality  supervisor", triage.ReasonTier},
		{"tier by emotion", "", spoken("太气人了！！！你们这帮骗子，垃圾透顶，恶心至极，气死我了！！！"), people(), "quality  senior", triage.ReasonTier},

		{"the only one", "", about("quality.defect"), people(who("ann", "quality")), "quality ann ", triage.ReasonChosen},
		{"of another department", "", about("quality.defect"), people(who("ann", "logistics")), "quality  ", triage.ReasonNobody},
		{"away", "", about("quality.defect"), people(who("ann", "quality", away), who("bob", "quality", load(9))), "quality bob ", triage.ReasonChosen},
		{"full", "", about("quality.defect"), people(who("ann", "quality", load(2), capacity(2)), who("bob", "quality", load(9))), "quality bob ", triage.ReasonChosen},
		{"all full", "", about("quality.defect"), people(who("ann", "quality", load(3), capacity(2))), "quality  ", triage.ReasonNobody},
		{"nearly full", "", about("quality.defect"), people(who("ann", "quality", load(1), capacity(2)), who("bob", "quality", load(9))), "quality ann ", triage.ReasonChosen},
		{"too junior", "", about("quality.defect"), with(people(who("ann", "quality"), who("bob", "quality", tier(complaint.RoleMid))), func(c *triage.Context) { c.Appeal = true }), "quality bob mid", triage.ReasonChosen},
		{"lowest tier that will do", "", about("quality.defect"), people(who("sue", "quality", tier(complaint.RoleSenior)), who("ann", "quality", load(50))), "quality ann ", triage.ReasonChosen},
		{"above the tier", "", about("quality.defect"), people(who("sue", "quality", tier(complaint.RoleSenior)), who("meg", "quality", tier(complaint.RoleManager))), "quality sue ", triage.ReasonAbove},

		{"knows the category", "", about("quality.defect"), people(who("ann", "quality", skills("quality.expired")), who("bob", "quality", skills("quality.defect"), load(5))), "quality bob ", triage.ReasonChosen},
		{"knows the group", "", about("quality.defect"), people(who("bob", "quality", skills("quality"))), "quality bob ", triage.ReasonChosen},
		{"knows a word alike", "", about("quality.defect"), people(who("bob", "quality", skills("qual"))), "quality  ", triage.ReasonNobody},
		{"skill of a rule", "", glass, people(who("ann", "quality"), who("bob", "quality", skills("glass"), load(9))), "quality bob ", triage.ReasonChosen},
		{"nobody has the skill", "", glass, people(who("ann", "quality"), who("bob", "quality", skills("quality"))), "quality  ", triage.ReasonNobody},

		{"Chinese", "", spoken("杯子上有一道裂纹"), people(who("ann", "quality", languages("en")), who("bob", "quality", languages("zh-Hans"), load(9))), "quality bob ", triage.ReasonChosen},
		{"English", "", spoken("the cup has a crack"), people(who("ann", "quality", languages("EN-gb"), load(9)), who("bob", "quality", languages("zh"))), "quality ann ", triage.ReasonChosen},
		{"any language", "", spoken("the cup has a crack"), people(who("ann", "quality")), "quality ann ", triage.ReasonChosen},
		{"of the intake", "", german, people(who("ann", "quality", languages("en")), who("bob", "quality", languages("de"), load(9))), "quality bob ", triage.ReasonChosen},
		{"of the customer", "", ofCustomer, people(who("ann", "quality", languages("en")), who("bob", "quality", languages("de-CH"), load(9))), "quality bob ", triage.ReasonChosen},
		{"mixed is for anybody", "", spoken("杯子有裂纹 the cup has a crack 我要退货"), people(who("ann", "quality", languages("de"))), "quality ann ", triage.ReasonChosen},

		{"least loaded", "", about("quality.defect"), people(who("ann", "quality", load(3)), who("bob", "quality", load(2)), who("cid", "quality", load(4))), "quality bob ", triage.ReasonChosen},
		{"ties go round: first", "", about("quality.defect"), people(who("bob", "quality"), who("ann", "quality")), "quality ann ", triage.ReasonChosen},
		{"ties go round: second", "", about("quality.defect"), with(people(who("bob", "quality"), who("ann", "quality")), func(c *triage.Context) { c.Turn = 1 }), "quality bob ", triage.ReasonChosen},
		{"ties go round: third", "", about("quality.defect"), with(people(who("bob", "quality"), who("ann", "quality")), func(c *triage.Context) { c.Turn = 2 }), "quality ann ", triage.ReasonChosen},
		{"a turn that is none", "", about("quality.defect"), with(people(who("bob", "quality"), who("ann", "quality")), func(c *triage.Context) { c.Turn = -1 }), "quality bob ", triage.ReasonChosen},
		{"round robin", robin, about("quality.defect"), with(people(who("ann", "quality"), who("bob", "quality", load(50))), func(c *triage.Context) { c.Turn = 7 }), "quality bob ", triage.ReasonChosen},
		{"round robin among those who can", robin, about("quality.defect"), with(people(who("ann", "quality"), who("bob", "quality", away)), func(c *triage.Context) { c.Turn = 7 }), "quality ann ", triage.ReasonChosen},
		{"weighted", weighted, about("quality.defect"), people(who("ann", "quality", load(4)), who("bob", "quality", load(8), weight(2))), "quality bob ", triage.ReasonChosen},
		{"weighted less", weighted, about("quality.defect"), people(who("ann", "quality", load(4)), who("bob", "quality", load(3), weight(0.5))), "quality ann ", triage.ReasonChosen},
		{"weights that are not asked for", "", about("quality.defect"), people(who("ann", "quality", load(4)), who("bob", "quality", load(8), weight(2))), "quality ann ", triage.ReasonChosen},

		{"sticky", "", about("quality.defect"), with(people(who("ann", "quality"), who("bob", "quality", load(9), capacity(9))), func(c *triage.Context) { c.Before.Person = "bob" }), "quality bob ", triage.ReasonSticky},
		{"sticky, but away", "", about("quality.defect"), with(people(who("ann", "quality"), who("bob", "quality", away)), func(c *triage.Context) { c.Before.Person = "bob" }), "quality ann ", triage.ReasonChosen},
		{"sticky, but gone", "", about("quality.defect"), with(people(who("ann", "quality")), func(c *triage.Context) { c.Before.Person = "zoe" }), "quality ann ", triage.ReasonChosen},
		{"loose", loose, about("quality.defect"), with(people(who("ann", "quality"), who("bob", "quality", load(9))), func(c *triage.Context) { c.Before.Person = "bob" }), "quality ann ", triage.ReasonChosen},
		{"an appeal is not sticky", "", about("quality.defect"), with(people(who("ann", "quality", tier(complaint.RoleMid)), who("bob", "quality", tier(complaint.RoleMid), load(9))), func(c *triage.Context) { c.Before.Person, c.Appeal = "bob", true }), "quality ann mid", triage.ReasonChosen},

		{"accused", "", accused, people(who("ann", "service"), who("bob", "service", load(9))), "service bob junior", triage.ReasonExcluded},
		{"accused is the only one", "", accused, people(who("ann", "service")), "service  junior", triage.ReasonNobody},
		{"accused had it before", "", accused, with(people(who("ann", "service")), func(c *triage.Context) { c.Before.Person = "ann" }), "service  junior", triage.ReasonNobody},
		{"deciders on appeal", "", about("quality.defect"), with(people(who("ann", "quality", tier(complaint.RoleMid)), who("bob", "quality", tier(complaint.RoleMid), load(9))), func(c *triage.Context) {
			c.Appeal, c.Exclude = true, []string{"zoe", "ann"}
		}), "quality bob mid", triage.ReasonExcluded},

		{"escalated", "", about("quality.defect"), with(people(who("ann", "quality"), who("sue", "quality", tier(complaint.RoleSenior))), func(c *triage.Context) { c.Tier = complaint.RoleSenior }), "quality sue senior", triage.ReasonChosen},
		{"escalated to less than it needs", "", about("quality.defect"), with(people(), func(c *triage.Context) { c.Tier, c.Appeal = complaint.RoleJunior, true }), "quality  mid", triage.ReasonTier},
		{"stays", "", about("quality.defect"), with(people(who("ann", "quality"), who("leo", "logistics")), func(c *triage.Context) {
			c.Complaint, c.Stay = at("logistics", ""), true
		}), "logistics leo ", triage.ReasonChosen},
		{"goes", "", about("quality.defect"), with(people(who("ann", "quality"), who("leo", "logistics")), func(c *triage.Context) { c.Complaint = at("logistics", "") }), "quality ann ", triage.ReasonChosen},
		{"task force", "", about("quality.defect"), with(people(who("tom", "force", tier(complaint.RoleMid))), func(c *triage.Context) {
			c.Incident, c.Team = 5, complaint.Assignment{Party: complaint.Party{Department: "force"}, Tier: complaint.RoleMid}
		}), "force tom mid", triage.ReasonTaskForce},
		{"danger before the task force", "", spoken("The charger caught fire and burned my hand."), with(people(), func(c *triage.Context) {
			c.Team = complaint.Assignment{Party: complaint.Party{Department: "force"}}
		}), "special  senior", triage.ReasonSpecial},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := engine(t, routing+tc.more)
			for range 2 {
				r := e.Assess(tc.in, tc.ctx).Route
				require.Equal(t, tc.want, r.To.Department+" "+r.To.Person+" "+string(r.To.Tier))
				require.Contains(t, codesOf(r.Reasons), tc.because)
				slices.Reverse(tc.ctx.People) // the roster's order does not matter
			}
		})
	}
}

func TestRoutingWithoutDepartments(t *testing.T) {
	e := engine(t, "")
	require.Zero(t, e.Assess(about("quality.defect"), people()).Route)
	r := e.Assess(about("quality.defect"), people(who("bob", "b"), who("ann", "a", load(1)))).Route
	require.Equal(t, complaint.Party{Person: "bob", Department: "b"}, r.To.Party, "without departments people of all are asked")
	onlyTier := engine(t, `'tiers': [{'name': 'all', 'tier': 'mid'}]`)
	require.Zero(t, onlyTier.Assess(about("quality.defect"), people()).Route, "a tier alone is nobody")
}

// TestRoute: a case that is there is routed by its own category and grades.
func TestRoute(t *testing.T) {
	e := engine(t, routing)
	c, _, err := open(about("logistics.delay"), complaint.Decisions{Assessment: &complaint.Assessment{Category: "quality.defect", Complexity: complaint.ComplexityMajor}}, nil)
	require.NoError(t, err)
	r := e.Route(c, people(who("ann", "quality"), who("bob", "quality", tier(complaint.RoleManager)), who("leo", "logistics")))
	require.Equal(t, complaint.Assignment{Party: complaint.Party{Person: "bob", Department: "quality"}, Tier: complaint.RoleMid}, r.To)
	require.Equal(t, complaint.PolicyRef{Name: "shop", Version: "3"}, r.Policy)
	c.Assignment.Department = "logistics"
	r = e.Route(c, with(people(who("leo", "logistics", tier(complaint.RoleSenior))), func(x *triage.Context) { x.Stay, x.Tier = true, complaint.RoleSenior }))
	require.Equal(t, complaint.Assignment{Party: complaint.Party{Person: "leo", Department: "logistics"}, Tier: complaint.RoleSenior}, r.To)
}

func TestIncidents(t *testing.T) {
	e := engine(t, `'incidents': [
		{'name': 'lot', 'by': 'lot', 'least': 3, 'within': '24h', 'department': 'force', 'tier': 'senior'},
		{'name': 'product', 'by': 'product', 'same': 'leaf', 'least': 5, 'within': '24h'},
		{'name': 'supplier', 'by': 'supplier', 'same': 'any', 'least': 5, 'within': '24h'},
		{'name': 'carrier', 'by': 'carrier', 'least': 9, 'within': '24h', 'when': {'field': 'category', 'op': 'under', 'value': 'logistics'}},
		{'name': 'text', 'by': 'text', 'same': 'any', 'least': 5, 'within': '24h'}]`)
	in := about("quality.defect")
	in.Feedback, in.Carrier = complaint.FeedbackComplaint, "quick"
	in.Items = []complaint.Item{{Product: "kettle", Lot: "L1", Supplier: "acme"}, {Product: "kettle", Lot: "L2"}, {Product: "kettle", Lot: "L1"}, {}}
	got := make([]string, 0, 5)
	keys := map[string]bool{}
	for _, m := range e.Incidents(in, triage.Context{Now: noon()}) {
		got = append(got, m.Name+" "+m.Shown()+" "+m.Category)
		require.Len(t, m.Key(), 64)
		keys[m.Key()] = true
		require.Equal(t, m.Name, m.Reason().Params["rule"])
	}
	require.Equal(t, []string{"lot kettle:L1 quality", "lot kettle:L2 quality", "product kettle quality.defect", "supplier acme ", "text  "}, got)
	require.Len(t, keys, 5, "each has a key of its own")

	in.Category = "logistics.delay"
	require.Len(t, e.Incidents(in, triage.Context{Now: noon()}), 6)
	in.Feedback = complaint.FeedbackInquiry
	require.Empty(t, e.Incidents(in, triage.Context{Now: noon()}), "only complaints")
	hurt := saying("The charger caught fire and burned my hand.")
	hurt.Feedback, hurt.Items = complaint.FeedbackComplaint, in.Items
	require.Empty(t, e.Incidents(hurt, triage.Context{Now: noon()}), "danger to somebody is a case of its own")
	require.Empty(t, engine(t, "").Incidents(in, triage.Context{Now: noon()}))
}
