package desk_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage/memory"
	"github.com/recourse-go/recourse/triage"
)

// triageYAML is what stands in the file triage.yaml.
const triageYAML = `kind: triage
name: shop
version: "3"
phrases:
  soles: [sole comes off, 开胶, 鞋底掉了]
grades:
  - name: danger
    when: {field: sensitive, op: contains_any, value: [safety]}
    severity: very_serious
    urgency: urgent
  - {name: soles, when: {field: phrases, op: contains_any, value: soles}, severity: serious}
screening:
  - name: praise
    criterion: praise
    when:
      all:
        - {field: feedback, op: one_of, value: [product_feedback, service_feedback]}
        - {field: emotion.polarity, op: at_least, value: 0.4}
        - {field: sought, op: unset}
priority:
  points:
    - {name: very serious, when: {field: severity, op: is, value: very_serious}, points: 70}
    - {name: serious, when: {field: severity, op: at_least, value: serious}, points: 40}
    - {name: regular, when: {field: customer.tier, op: one_of, value: [gold, black]}, points: 15}
  bands: {p1: 80, p2: 50, p3: 20}
special:
  - {name: danger, when: {field: sensitive, op: contains_any, value: [safety]}, department: special, tier: senior}
departments:
  - {name: goods, when: {field: category, op: under, value: quality}, department: quality}
  - {name: others, department: aftersales}
incidents:
  - {name: same lot, by: lot, least: 3, within: 24h}
`

// triaged is a desk with that policy and two people.
func triaged() *desk.Desk {
	policy, err := desk.ReadTriage("triage.yaml", []byte(triageYAML))
	if err != nil {
		log.Fatal(err)
	}
	engine, err := triage.New(policy)
	if err != nil {
		log.Fatal(err)
	}
	ctx, store := context.Background(), memory.New()
	roster := desk.StoredRoster{Store: store}
	for _, p := range []desk.Person{
		{ID: "mia", Department: "quality", Tier: complaint.RoleMid},
		{ID: "li", Department: "special", Tier: complaint.RoleSenior, Languages: []string{"en", "zh"}},
	} {
		if err := roster.Save(ctx, p); err != nil {
			log.Fatal(err)
		}
	}
	d, err := desk.New(desk.Config{
		Store: store, Triage: engine, Roster: roster,
		Now: func() time.Time { return time.Date(2026, time.October, 12, 9, 0, 0, 0, shanghai) },
	})
	if err != nil {
		log.Fatal(err)
	}
	return d
}

// What the desk decides about a complaint, and why, in both languages.
func ExampleDesk_Reasons() {
	ctx := context.Background()
	d := triaged()
	c, err := d.Open(ctx, "app", complaint.Intake{
		Key: "form-1", Content: complaint.Hide("On the stairs the sole comes off, I fell and broke my wrist. I want my money back."),
		Customer: complaint.Customer{ID: "u-1", Tier: "gold", Language: "en"},
	})
	if err != nil {
		log.Fatal(err)
	}
	a := c.Assessment
	fmt.Println(a.Category, a.Severity, a.Urgency, a.Sensitive, a.Priority, a.Score, c.Assignment.Party)
	for _, language := range []string{"en", "zh"} {
		reasons, err := d.Reasons(ctx, c.ID, triage.Explaining{Language: language, Customer: true}) // what the customer may know
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(strings.Join(reasons, "\n"))
	}
	// Output:
	// quality.safety very_serious urgent [safety] p1 125 {special li}
	// it is of the kind Complaint
	// it is about Safety hazard
	// it touches on Injury or danger to people
	// the customer asks for: Refund: “I want my money”
	// at least Urgent
	// priority P1
	// the special team special has it
	// 性质是投诉
	// 内容属于“安全隐患”
	// 涉及人身安全或伤害
	// 客户要求：退款：“I want my money”
	// 至少为“紧急”
	// 优先级 一级
	// 由专门团队 special 处理
}

// Three customers with the same lot are an incident.
func ExampleDesk_Incidents() {
	ctx := context.Background()
	d := triaged()
	for i, text := range []string{"鞋底掉了,才穿了一周", "The seam of the left shoe has opened.", "两只鞋都开胶了"} {
		_, err := d.Open(ctx, "app", complaint.Intake{
			Key: fmt.Sprint("lot-", i), Category: "quality.defect", Content: complaint.Hide(text),
			Customer: complaint.Customer{ID: fmt.Sprint("u-", i)}, Items: []complaint.Item{{Product: "shoe-7", Lot: "26b"}},
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	incidents, err := d.Incidents(ctx, complaint.ID{}, 10)
	if err != nil {
		log.Fatal(err)
	}
	for _, i := range incidents {
		members, err := d.Find(ctx, desk.Members(i.ID))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(i.Rule, i.Value, i.Category, len(members.Complaints), "complaints, with", members.Complaints[0].Assignment.Party)
	}
	// Output:
	// same lot shoe-7:26b quality 3 complaints, with {quality mia}
}
