package policy_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
	"github.com/recourse-go/recourse/internal/policy/yamldoc"
)

// A policy of an engine: the header that every policy has, and rules with what they decide.
type speed struct {
	policy.Header
	Rules []speedRule `json:"rules" policy:"required"`
}

type speedRule struct {
	policy.Rule
	Answer time.Duration `json:"answer" policy:"required"`
}

const speedDocument = `kind: speed
name: standard
version: "3"
effective_from: 2026-01-01
rules:
  - name: regulator or VIP in trouble
    when:
      all:
        - {field: severity, op: at_least, value: serious}
        - {field: category, op: under, value: [logistics, quality.defect]}
        - any:
            - {field: channel, op: is, value: regulator}
            - {field: tags, op: contains_any, value: [vip]}
    answer: 2h
  - name: serious
    when: {field: severity, op: at_least, value: serious}
    answer: 8h
  - name: others
    answer: 1d
`

func Example() {
	src, err := yamldoc.Parse("speed.yaml", []byte(speedDocument))
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, err := policy.Decode[speed](src)
	if err != nil {
		fmt.Println(err)
		return
	}
	list := make([]policy.Rule, len(doc.Value.Rules))
	for i, r := range doc.Value.Rules {
		list[i] = r.Rule
	}
	rules, err := policy.NewRules(policy.ComplaintFields[struct{}](), doc.Source, "rules", list)
	if err != nil {
		fmt.Println(err)
		return
	}
	subject := &policy.Case{Complaint: &complaint.Complaint{
		Intake:     complaint.Intake{Channel: complaint.ChannelApp, Tags: []string{"vip"}},
		Assessment: complaint.Assessment{Category: "logistics.loss", Severity: complaint.SeveritySerious},
	}}
	i := rules.First(subject)
	fmt.Println(doc.Value.Ref(), rules.Name(i), doc.Value.Rules[i].Answer)
	for _, reason := range rules.Explain(i, subject).Reasons() {
		fmt.Println(reason.Params)
	}
	// Output:
	// {standard 3} regulator or VIP in trouble 2h0m0s
	// map[actual:serious field:severity op:at_least value:serious]
	// map[actual:logistics.loss field:category op:under value:logistics, quality.defect]
	// map[actual:vip field:tags op:contains_any value:vip]
}

func ExampleDecode() {
	src, err := yamldoc.Parse("speed.yaml", []byte(`kind: speed
name: standard
version: "3"
rules:
  - name: serious
    when: {field: severity, op: at_least, value: serious}
    anwser: 8h
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = policy.Decode[speed](src)
	fmt.Println(err)
	// Output:
	// speed.yaml:7:5: rule "serious": rules[0].anwser: is not a known field; did you mean answer? (name, when, answer)
	// 7 |     anwser: 8h
	//   |     ^
	// speed.yaml:5:5: rule "serious": rules[0].answer: must be given
	// 5 |   - name: serious
	//   |     ^
}

func ExampleParseJSON() {
	_, err := policy.ParseJSON("speed.json", []byte(`{
  "kind": "speed",
  "name": "standard", // for now
  "version": "3"
}`))
	fmt.Println(err)
	src, err := policy.ParseJSON("speed.json", []byte(`{"rules": [{"name": "others", "answer": 1.50}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(src.Position("rules[0].answer"))
	// Output:
	// speed.json:3:23: cannot be read as JSON: invalid character '/' looking for beginning of object key string: JSON has no comments
	// 3 |   "name": "standard", // for now
	//   |                       ^
	// 1 41
}

func ExampleNewBuilder() {
	// A format of its own: one "name value" a line.
	const text = "name standard\nversion 3\nname again\n"
	b, err := policy.NewBuilder("speed.txt", []byte(text))
	if err != nil {
		fmt.Println(err)
		return
	}
	b.Mapping(policy.Pos{Line: 1, Column: 1})
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		name, value, _ := strings.Cut(line, " ")
		b.Key(policy.Pos{Line: i + 1, Column: 1}, name)
		b.Scalar(policy.Pos{Line: i + 1, Column: len(name) + 2}, value)
	}
	b.End()
	_, err = b.Source()
	fmt.Println(err)
	// Output:
	// speed.txt:3:1: name: stands twice, first in line 1
	// 3 | name again
	//   | ^
}

func ExamplePredicate_Implies() {
	fields := policy.ComplaintFields[struct{}]()
	urgent, err := policy.Compile(fields, policy.All(
		policy.Where("severity", policy.AtLeast, "serious"), policy.Where("category", policy.Is, "quality.defect")))
	if err != nil {
		fmt.Println(err)
		return
	}
	quality, err := policy.Compile(fields, policy.Where("category", policy.Under, "quality"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(urgent.Implies(quality))
	fmt.Println(quality.Implies(urgent))
	// Output:
	// true true
	// false true
}

func ExampleSource_Refuse() {
	src, err := yamldoc.Parse("speed.yaml", []byte(speedDocument))
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, err := policy.Decode[speed](src)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(doc.Refuse("rules[2].answer", "must not be longer than 12h"))
	// Output:
	// speed.yaml:19:13: rule "others": rules[2].answer: "1d": must not be longer than 12h
	// 19 |     answer: 1d
	//    |             ^
}

func ExampleCompile() {
	when := policy.All(
		policy.Where("amount", policy.AtLeast, "CNY 500", "USD 70"),
		policy.None(policy.Where("customer.tier", policy.Is, "gold")),
	)
	p, err := policy.Compile(policy.ComplaintFields[struct{}](), when)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, amount := range []string{"CNY 499.99", "USD 70", "EUR 1000"} {
		m, err := policy.ParseMoney(amount)
		fmt.Println(amount, err, p.Match(&policy.Case{Complaint: &complaint.Complaint{Intake: complaint.Intake{Amount: m}}}))
	}
	// Output:
	// CNY 499.99 <nil> false
	// USD 70 <nil> true
	// EUR 1000 <nil> false
}

func ExampleNewVocabulary() {
	type parcel struct {
		Weight int64
		Codes  []string
	}
	v, err := policy.NewVocabulary(
		policy.Count("weight", func(p *parcel) (int64, bool) { return p.Weight, p.Weight > 0 }),
		policy.List("codes", func(p *parcel, i int) (string, bool) {
			if i < len(p.Codes) {
				return p.Codes[i], true
			}
			return "", false
		}),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	heavy, err := policy.Compile(v, policy.Where("weight", policy.MoreThan, "1000"))
	fmt.Println(heavy.Match(&parcel{Weight: 1500}), heavy.Match(&parcel{}), err)
	_, err = policy.Compile(v, policy.Where("wieght", policy.MoreThan, "1000"))
	fmt.Println(err)
	// Output:
	// true false <nil>
	// field: "wieght": is not a field that conditions can use here; did you mean weight? (weight, codes)
}

func ExampleRules_Lint() {
	rules, err := policy.NewRules(policy.ComplaintFields[struct{}](), nil, "rules", []policy.Rule{
		{Name: "serious", When: policy.Where("severity", policy.AtLeast, "serious")},
		{Name: "injury", When: policy.All(
			policy.Where("severity", policy.Is, "very_serious"), policy.Where("sensitive", policy.ContainsAny, "safety"))},
		{Name: "impossible", When: policy.All(
			policy.Where("amount", policy.AtLeast, "CNY 500"), policy.Where("amount", policy.LessThan, "CNY 100"))},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range rules.Lint() {
		fmt.Println(f.Path, f.Code, f.Message)
	}
	// Output:
	// rules[1] unreachable can never apply: every case that it matches goes to "serious"
	// rules[2].when never_matches can never match: its conditions contradict each other
}
