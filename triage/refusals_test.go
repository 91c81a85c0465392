package triage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
	"github.com/recourse-go/recourse/triage"
)

// compileError reads and compiles a document and returns what is wrong with it.
func compileError(t testing.TB, document string) error {
	t.Helper()
	p, err := triage.ParsePolicy("desk.json", []byte(document))
	if err != nil {
		return err
	}
	_, err = triage.New(p)
	return err
}

// TestPolicyRefusals: what is wrong is refused with file, line, rule and field. Every document has the header on line 1 and the
// fault on line 2.
func TestPolicyRefusals(t *testing.T) {
	const phone = `'when': {'field': 'channel', 'op': 'is', 'value': 'phone'}`
	list := func(name, rule string) string { return "'" + name + "': [\n{'name': 'r', " + rule + "}]" }
	points := func(rule string) string {
		return "'priority': {'bands': {'p1': 90, 'p2': 50, 'p3': 20}, 'points': [\n{'name': 'r', " + rule + "}]}"
	}
	bands := func(s string) string { return "'priority': {\n'bands': {" + s + "}}" }
	for _, tc := range []struct {
		name, fields string
		want         []string // in the error
	}{
		{"unknown field", list("grades", `'severity': 'serious', 'when': {'field': 'severty', 'op': 'is', 'value': 'serious'}`), []string{`rule "r": grades[0].when.field: "severty": is not a field`, "did you mean severity?"}},
		{"field of another type", list("grades", `'severity': 'serious', 'when': {'field': 'previous', 'op': 'is', 'value': 'many'}`), []string{`rule "r": grades[0].when.value: "many": `}},
		{"operator that the field has not", list("grades", `'severity': 'serious', 'when': {'field': 'repeat', 'op': 'at_least', 'value': true}`), []string{`rule "r": grades[0].when.op: "at_least": `}},
		{"misspelt key", "\n'grade': []", []string{"grade: ", "did you mean grades?"}},
		{"misspelt key of a rule", list("grades", `'severety': 'serious'`), []string{"grades[0].severety: ", "did you mean severity?"}},
		{"key twice", "'form': 'keep',\n'form': 'keep'", []string{"form: ", "twice"}},
		{"doubled name", "'grades': [{'name': 'a', 'severity': 'serious'},\n{'name': 'a', 'severity': 'serious'}]", []string{`grades[1].name: "a": stands twice, first in grades[0]`}},
		{"no name", "'tiers': [\n{'tier': 'mid'}]", []string{"tiers[0].name: must be given"}},
		{"name in blanks", "'tiers': [\n{'name': ' a', 'tier': 'mid'}]", []string{`tiers[0].name: " a": must not begin or end with white space`}},
		{"long name", "'tiers': [\n{'name': '" + strings.Repeat("n", 256) + "', 'tier': 'mid'}]", []string{"tiers[0].name: ", "255 bytes"}},

		{"unknown category", list("categories", `'category': 'quality.defekt'`), []string{`rule "r": categories[0].category: "quality.defekt": must be a category of the taxonomy`}},
		{"no category", list("categories", phone), []string{`rule "r": categories[0].category: must be given`}},
		{"odds below 0", list("categories", `'category': 'quality.defect', 'odds': -1`), []string{`rule "r": categories[0].odds: "-1": must be above 0 and at most 1e6`}},
		{"odds without bounds", list("categories", `'category': 'quality.defect', 'odds': 1000001`), []string{`rule "r": categories[0].odds: "1000001": must be above 0 and at most 1e6`}},
		{"category in a condition", list("tags", `'tags': ['a'], 'when': {'field': 'category', 'op': 'under', 'value': 'qualty'}`), []string{`rule "r": tags[0].when.value: "qualty": `}},

		{"no grade", list("grades", phone), []string{`rule "r": grades[0].severity: must be set, or complexity or urgency must be`}},
		{"unknown severity", list("grades", `'severity': 'bad'`), []string{`rule "r": grades[0].severity: "bad": must be general, serious or very_serious`}},
		{"unknown complexity", list("grades", `'complexity': 'hard'`), []string{`rule "r": grades[0].complexity: "hard": must be simple, complex or major`}},
		{"unknown urgency", list("grades", `'urgency': 'now'`), []string{`rule "r": grades[0].urgency: "now": must be normal, important or urgent`}},

		{"no tags", list("tags", phone), []string{`rule "r": tags[0].tags: must be given`}},
		{"empty tags", list("tags", `'tags': []`), []string{`rule "r": tags[0].tags: must have at least one tag`}},
		{"tag that is no code", list("tags", `'tags': ['a', 'Very Bad']`), []string{`rule "r": tags[0].tags[1]: "Very Bad": must be a code`}},

		{"screening without a condition", list("screening", `'criterion': 'praise'`), []string{`rule "r": screening[0].when: must have a condition: without one every complaint would be screened out`}},
		{"criterion that is no code", list("screening", `'criterion': 'Lob', `+phone), []string{`rule "r": screening[0].criterion: "Lob": must be a code`}},

		{"no points", points(phone), []string{`rule "r": priority.points[0].points: must be given`}},
		{"zero points", points(`'points': 0`), []string{`rule "r": priority.points[0].points: "0": must be from -1000 to 1000 and not 0`}},
		{"too many points", points(`'points': 1001`), []string{`rule "r": priority.points[0].points: "1001": must be from -1000 to 1000 and not 0`}},
		{"per what", points(`'points': 1, 'per': 'amount', 'most': 3`), []string{`rule "r": priority.points[0].per: "amount": must be one of age.days, previous, open_cases, incident.size, times_asked`}},
		{"per without most", points(`'points': 1, 'per': 'previous'`), []string{`rule "r": priority.points[0].most: `, "must be from 1 to 1000 where per is set"}},
		{"most without per", points(`'points': 1, 'most': 3`), []string{`rule "r": priority.points[0].most: "3": must be left out where per is not set`}},
		{"bands that do not fall", bands(`'p1': 50, 'p2': 50, 'p3': 20`), []string{`priority.bands.p2: "50": must be below that of the band before`}},
		{"bands that rise", bands(`'p1': 50, 'p2': 30, 'p3': 40`), []string{`priority.bands.p3: "40": must be below that of the band before`}},
		{"band that is missing", bands(`'p1': 50, 'p3': 20`), []string{`priority.bands: `, "must have a least score for p1, p2 and p3"}},
		{"band too many", bands(`'p1': 50, 'p2': 30, 'p3': 20, 'p4': 10`), []string{`priority.bands: `, "must be one of p1, p2, p3"}},
		{"points without bands", "\n'priority': {'points': [{'name': 'r', 'points': 1}]}", []string{"must have a least score for p1, p2 and p3"}},

		{"no department", list("departments", phone), []string{`rule "r": departments[0].department: must be given`}},
		{"department that is no code", list("departments", `'department': 'After Sales'`), []string{`rule "r": departments[0].department: "After Sales": must be a code`}},
		{"department that is no team", "'teams': ['quality', 'service'], " + list("departments", `'department': 'qualty'`), []string{`rule "r": departments[0].department: "qualty": must be one of the teams of the policy`}},
		{"special team that is none", "'teams': ['quality'], " + list("special", `'department': 'legal'`), []string{`rule "r": special[0].department: "legal": must be one of the teams of the policy`}},
		{"task force that is no team", "'teams': ['quality'], " + list("incidents", `'by': 'lot', 'least': 3, 'within': '24h', 'department': 'legal'`), []string{`rule "r": incidents[0].department: "legal": must be one of the teams of the policy`}},
		{"team that is no code", "'teams': [\n'Quality']", []string{`teams[0]: "Quality": must be a code`}},
		{"tier of a department", list("departments", `'department': 'quality', 'tier': 'boss'`), []string{`rule "r": departments[0].tier: "boss": must be junior, mid, senior, supervisor or manager`}},
		{"skill that is no code", list("departments", `'department': 'quality', 'skills': ['welding', 'Glass']`), []string{`rule "r": departments[0].skills[1]: "Glass": must be a code`}},
		{"tier that is none", list("tiers", `'tier': 'auditor'`), []string{`rule "r": tiers[0].tier: "auditor": must be junior, mid, senior, supervisor or manager`}},
		{"load that is none", "'assignment': {\n'load': 'random'}", []string{`assignment.load: "random": must be one of least_loaded, round_robin, weighted`}},

		{"key of an incident", list("incidents", `'by': 'shop', 'least': 3, 'within': '24h'`), []string{`rule "r": incidents[0].by: "shop": must be one of product, lot, supplier, carrier, text`}},
		{"sameness of an incident", list("incidents", `'by': 'lot', 'same': 'all', 'least': 3, 'within': '24h'`), []string{`rule "r": incidents[0].same: "all": must be one of leaf, group, any`}},
		{"incident of one", list("incidents", `'by': 'lot', 'least': 1, 'within': '24h'`), []string{`rule "r": incidents[0].least: "1": must be from 2 to 1000 customers`}},
		{"incident of a crowd", list("incidents", `'by': 'lot', 'least': 1001, 'within': '24h'`), []string{`rule "r": incidents[0].least: "1001": must be from 2 to 1000 customers`}},
		{"no window", list("incidents", `'by': 'lot', 'least': 3, 'within': '0s'`), []string{`rule "r": incidents[0].within: `, "must be a time above 0 and at most a year"}},
		{"long window", list("incidents", `'by': 'lot', 'least': 3, 'within': '367d'`), []string{`rule "r": incidents[0].within: `, "must be a time above 0 and at most a year"}},
		{"tier of a task force", list("incidents", `'by': 'lot', 'least': 3, 'within': '24h', 'tier': 'boss'`), []string{`rule "r": incidents[0].tier: "boss": must be junior`}},
		{"long repeats", "'repeats':\n'400d'", []string{"repeats: ", "must be a time above 0 and at most a year"}},
		{"negative repeats", "'repeats':\n'-1h'", []string{"repeats: "}},

		{"empty phrase", "'phrases': {'a':\n['x', ' ']}", []string{"phrases.a[1]: ", "must be a phrase of 1 to 255 bytes"}},
		{"asterisks only", "'phrases': {'a':\n['**']}", []string{"phrases.a[0]: ", "must be a phrase of 1 to 255 bytes"}},
		{"phrase that nobody sees", "'phrases': {'a':\n['\u200b']}", []string{"phrases.a[0]: ", "that can be seen"}},
		{"long phrase", "'phrases': {'a':\n['" + strings.Repeat("x", 256) + "']}", []string{"phrases.a[0]: ", "must be a phrase of 1 to 255 bytes"}},
		{"phrases without a code", "'phrases':\n{'Bad Words': ['x']}", []string{`phrases: `, "must be a code"}},
		{"zone that is none", "'zone':\n'Asia/Peking'", []string{`zone: "Asia/Peking": must be an IANA zone`}},
		{"the machine's zone", "'zone':\n'Local'", []string{`zone: "Local": must be an IANA zone`}},
		{"form that is none", "'form':\n'ignore'", []string{`form: "ignore": must be one of keep, overrule`}},
		{"ask below nothing", "'ask_below':\n-0.1", []string{`ask_below: "-0.1": must be a probability from 0 to 1`}},
		{"ask below more than all", "'ask_below':\n1.5", []string{`ask_below: "1.5": must be a probability from 0 to 1`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := compileError(t, policyWith(tc.fields))
			require.Error(t, err)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.Contains(t, err.Error(), "desk.json:2:", "file and line")
			for _, want := range tc.want {
				require.Contains(t, err.Error(), want)
			}
		})
	}
}

func TestPolicyHeaderRefusals(t *testing.T) {
	for _, tc := range []struct{ name, document, want string }{
		{"other kind", `{"kind": "sla", "name": "p", "version": "1"}`, `desk.json:1:10: kind: "sla": must be triage`},
		{"no version", `{"kind": "triage", "name": "p"}`, "version: must be given"},
		{"dates that cross", `{"kind": "triage", "name": "p", "version": "1", "effective_from": "2026-05-01", "effective_to": "2026-04-01"}`, "effective_to: \"2026-04-01\": must be after effective_from"},
		{"no JSON", `{"kind": `, "desk.json:1:"},
		{"nothing", ``, "desk.json"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := compileError(t, tc.document)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.Contains(t, err.Error(), tc.want)
		})
	}
}

// TestPolicyOfGo: a policy that was built in Go has no file, but rule and field.
func TestPolicyOfGo(t *testing.T) {
	header := triage.Header{Kind: triage.Kind, Name: "p", Version: "1"}
	for _, tc := range []struct {
		name   string
		policy triage.Policy
		want   string
	}{
		{"no header", triage.Policy{}, "kind: "},
		{"within", triage.Policy{Header: header, Incidents: []triage.IncidentRule{{
			Rule: triage.Rule{Name: "r"}, By: triage.ByLot, Least: 3, Within: 30 * time.Nanosecond,
		}}}, `rule "r": incidents[0].within: "30ns"`},
		{"no rule", triage.Policy{Header: header, Tags: []triage.TagRule{{Tags: []string{"a"}}}}, "tags[0].name"},
		{"many rules", triage.Policy{Header: header, Tiers: make([]triage.TierRule, 501)}, `tiers: "501": must have at most 500 rules`},
		{"many phrases", triage.Policy{Header: header, Phrases: map[string][]string{
			"a": strings.Split(strings.Repeat("x ", 20_000)+"x", " "),
		}}, `phrases: "20001": must be at most 20000 phrases in all`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := triage.New(tc.policy)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.Contains(t, err.Error(), tc.want)
			var e *policy.Error
			require.ErrorAs(t, err, &e)
			require.NotEmpty(t, e.Field)
		})
	}
}

// TestAllProblemsAtOnce: somebody who mends a document sees everything that is wrong with it, and a hostile one makes no endless
// error.
func TestAllProblemsAtOnce(t *testing.T) {
	err := compileError(t, policyWith(`
		'zone': 'Nowhere/City',
		'grades': [{'name': 'a', 'severity': 'bad'}],
		'departments': [{'name': 'a', 'when': {'field': 'colour', 'op': 'is', 'value': 'red'}, 'department': 'X'}]`))
	for _, want := range []string{"desk.json:2:11: zone", "desk.json:3:", "grades[0].severity", "desk.json:4:", "departments[0].when.field", "departments[0].department"} {
		require.ErrorContains(t, err, want)
	}
	many := make([]string, 200)
	for i := range many {
		many[i] = fmt.Sprintf("{'name': '%d', 'severity': 'bad'}", i)
	}
	require.Equal(t, 50, strings.Count(compileError(t, policyWith("'grades': ["+strings.Join(many, ",")+"]")).Error(), "desk.json:"))
}

// TestEngineOwnsItsPolicy: what a host does to its policy later changes no engine.
func TestEngineOwnsItsPolicy(t *testing.T) {
	p := triage.DefaultPolicy()
	e, err := triage.New(p)
	require.NoError(t, err)
	in := saying("The charger caught fire and burned my hand, I want a refund.")
	before := e.Assess(in, triage.Context{Now: noon()})
	for i := range p.Grades {
		p.Grades[i] = triage.GradeRule{Rule: triage.Rule{Name: "changed"}}
	}
	for i := range p.Tags {
		p.Tags[i].Tags[0] = "changed"
	}
	for i := range p.Priority.Points {
		p.Priority.Points[i].Points = 1
	}
	clear(p.Priority.Bands)
	for i := range p.Special {
		p.Special[i].Department = "changed"
	}
	require.Equal(t, before, e.Assess(in, triage.Context{Now: noon()}))
}
