package triage_test

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// must keeps the examples short; a program handles its errors.
func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

// A shop with its own words, points and departments.
func ExampleNew() {
	p := must(triage.ParsePolicy("shop.json", []byte(`{
		"kind": "triage", "name": "shop", "version": "3",
		"phrases": {"soles": ["sole came off", "开胶", "鞋底掉了"]},
		"categories": [
			{"name": "soles", "category": "quality.defect", "when": {"field": "phrases", "op": "contains_any", "value": "soles"}}
		],
		"grades": [
			{"name": "soles", "severity": "serious", "when": {"field": "phrases", "op": "contains_any", "value": "soles"}}
		],
		"priority": {
			"points": [
				{"name": "serious", "points": 40, "when": {"field": "severity", "op": "at_least", "value": "serious"}},
				{"name": "regular", "points": 15, "when": {"field": "customer.tier", "op": "one_of", "value": ["gold", "black"]}},
				{"name": "waiting", "points": 2, "per": "age.days", "most": 10}
			],
			"bands": {"p1": 80, "p2": 50, "p3": 20}
		},
		"departments": [
			{"name": "goods", "department": "quality", "when": {"field": "category", "op": "under", "value": "quality"}},
			{"name": "others", "department": "service"}
		]
	}`)))
	e := must(triage.New(p))

	a := e.Assess(complaint.Intake{
		Channel:  complaint.ChannelApp,
		Content:  complaint.Hide("The sole came off my new boots on the second walk."),
		Customer: complaint.Customer{ID: "u-17", Tier: "gold"},
	}, triage.Context{
		Now: time.Date(2026, time.September, 30, 9, 0, 0, 0, time.UTC),
		People: []triage.Candidate{
			{Party: complaint.Party{Person: "ann", Department: "quality"}, Tier: complaint.RoleJunior, Load: 4},
			{Party: complaint.Party{Person: "bob", Department: "quality"}, Tier: complaint.RoleJunior, Load: 2},
			{Party: complaint.Party{Person: "cid", Department: "service"}, Tier: complaint.RoleJunior},
		},
	})
	fmt.Println(a.Feedback, a.Category)
	fmt.Println(a.Severity, a.Complexity, a.Urgency)
	fmt.Println(a.Priority, a.Score)
	fmt.Println(a.Route.To.Department, a.Route.To.Person)
	// Output:
	// complaint quality.defect
	// serious simple normal
	// p2 55
	// quality bob
}

// What is wrong in a policy is said with file, line, rule and field.
func ExampleNew_refused() {
	p := must(triage.ParsePolicy("shop.json", []byte(`{
		"kind": "triage", "name": "shop", "version": "3",
		"teams": ["quality", "service"],
		"departments": [
			{"name": "goods", "department": "qualty", "when": {"field": "category", "op": "under", "value": "quality"}},
			{"name": "others", "department": "service"}
		]
	}`)))
	_, err := triage.New(p)
	first, _, _ := strings.Cut(err.Error(), "\n")
	fmt.Println(first)
	fmt.Println(errors.Is(err, complaint.ErrInvalid))
	// Output:
	// shop.json:5:36: rule "goods": departments[0].department: "qualty": must be one of the teams of the policy
	// true
}

// The policy of a desk whose host gives none: danger goes to a special team at once.
func ExampleDefault() {
	a := triage.Default().Assess(complaint.Intake{
		Channel: complaint.ChannelWebsite,
		Content: complaint.Hide("充电宝充电的时候起火，把我的手烧伤了"),
	}, triage.Context{})
	fmt.Println(a.Severity, a.Urgency, a.Priority)
	fmt.Println(a.Sensitive, a.Route.To.Department, a.Route.To.Tier)
	// Output:
	// very_serious urgent p1
	// [safety] special senior
}

// Every decision says why, for the shop or for the customer, in two languages.
func ExampleExplain() {
	p := triage.Policy{
		Header:  triage.Header{Kind: triage.Kind, Name: "shop", Version: "1"},
		Phrases: map[string][]string{"soles": {"sole came off"}},
		Grades: []triage.GradeRule{{
			Rule:     triage.Rule{Name: "soles", When: triage.Condition{Field: "phrases", Op: "contains_any", Value: []string{"soles"}}},
			Severity: complaint.SeveritySerious,
		}},
		Departments: []triage.TeamRule{{Rule: triage.Rule{Name: "all"}, Department: "service"}},
		Classifier:  fixed{{Name: "quality.defect", Probability: 0.92}},
	}
	in := complaint.Intake{Content: complaint.Hide("the sole came off"), Feedback: complaint.FeedbackComplaint}
	a := must(triage.New(p)).Assess(in, triage.Context{})

	var reasons []complaint.Reason
	for _, r := range append(a.Reasons, a.Route.Reasons...) {
		if r.Code != triage.ReasonEmotion && r.Code != triage.ReasonSeverity {
			reasons = append(reasons, r.Record())
		}
	}
	for _, x := range []triage.Explaining{{Language: "en"}, {Language: "zh"}, {Language: "en", Customer: true}} {
		for _, sentence := range triage.Explain(reasons, in, x) {
			fmt.Println(sentence)
		}
		fmt.Println()
	}
	// Output:
	// as chosen when it was handed in: Complaint
	// it is about Defective or broken (not in transit) (92 % sure)
	// words of the list “soles”: “sole came off”
	// rule “soles”: at least Serious
	// department service has it (rule “all”)
	//
	// 按提交时的选择：投诉
	// 内容属于“缺陷或坏损”（把握 92 %）
	// 文中有词表“soles”中的词：“sole came off”
	// 规则“soles”：至少为“严重”
	// 由部门 service 处理（规则“all”）
	//
	// as chosen when it was handed in: Complaint
	// it is about Defective or broken (not in transit)
	// rule “soles”: at least Serious
	// department service has it
}

// The linter finds what is legal but hardly meant.
func ExampleEngine_Lint() {
	p := must(triage.ParsePolicy("shop.json", []byte(`{
		"kind": "triage", "name": "shop", "version": "3",
		"phrases": {"soles": ["sole came off"]},
		"departments": [
			{"name": "others", "department": "service"},
			{"name": "goods", "department": "quality", "when": {"field": "category", "op": "under", "value": "quality"}}
		]
	}`)))
	for _, f := range must(triage.New(p)).Lint() {
		fmt.Printf("%s:%d: %s %s: %s\n", f.File, f.Line, f.Path, f.Code, f.Message)
	}
	// Output:
	// shop.json:6: departments[1] unreachable: can never apply: every case that it matches goes to "others"
	// shop.json:3: phrases.soles unused: no rule asks for these phrases
}

// A draft is tried on the cases of the past before it takes effect.
func ExampleEngine_Preview() {
	header := triage.Header{Kind: triage.Kind, Name: "shop", Version: "1"}
	now := must(triage.New(triage.Policy{Header: header}))
	in := complaint.Intake{Channel: complaint.ChannelApp, Category: "logistics.delay", Content: complaint.Hide("where is it?")}
	a := now.Assess(in, triage.Context{})
	_, opened, err := complaint.Open(complaint.KeyID("shop", "form-4711"), in, complaint.Meta{
		At:    time.Date(2026, time.September, 30, 9, 0, 0, 0, time.UTC),
		Actor: complaint.Actor{ID: "web", Role: complaint.RoleSystem}, Salt: []byte("sixteen bytes ok"), Decisions: a.Decisions(),
	})
	if err != nil {
		log.Fatal(err)
	}

	header.Version = "2"
	draft := must(triage.New(triage.Policy{Header: header, Grades: []triage.GradeRule{{
		Rule:    triage.Rule{Name: "delays", When: triage.Condition{Field: "category", Op: "is", Value: []string{"logistics.delay"}}},
		Urgency: complaint.UrgencyImportant,
	}}}))
	p := must(draft.Preview(func(yield func([]complaint.Event, error) bool) { yield([]complaint.Event{opened}, nil) }))
	fmt.Println(p.Cases, "case,", p.Same, "as before,", p.Urgency, "of another urgency")
	for _, c := range p.Changes {
		fmt.Println(c.Complaint, c.Was.Urgency, "→", c.Now.Urgency)
	}
	// Output:
	// 1 case, 0 as before, 1 of another urgency
	// d12d9186-e5b0-588e-8d42-17cbdacf0e96 normal → important
}
