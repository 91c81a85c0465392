package compensation_test

import (
	"fmt"
	"log"
	"slices"
	"strconv"
	"time"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

const latePolicy = `{
  "kind": "compensation", "name": "shop", "version": "4", "currency": "CNY", "zone": "Asia/Shanghai",
  "standards": [{
    "name": "late parcel",
    "when": {"all": [
      {"field": "category", "op": "under", "value": "logistics.delay"}, {"field": "delay.days", "op": "at_least", "value": "2"}
    ]},
    "options": [
      {"name": "coupon", "grants": [{"remedy": "coupon", "amount": {"fixed": "CNY 5", "per": "delay.days", "after": 1,
        "raise": "25%", "step": "CNY 5", "most_rate": "10%", "most_of": "order"}}]},
      {"name": "cash", "grants": [{"remedy": "cash", "amount": {"fixed": "CNY 5", "per": "delay.days", "after": 1,
        "most_rate": "10%", "most_of": "order"}}]}
    ]
  }],
  "caps": [{"name": "complaint", "per": "complaint", "most": ["CNY 200"]}],
  "authority": {"limits": [{"role": "mid", "most": ["CNY 50"]}, {"role": "supervisor"}]},
  "recourse": [{"name": "carrier", "when": {"field": "category", "op": "under", "value": "logistics"}, "against": "carrier"}]
}`

func yuan(amount string) complaint.Money {
	m, err := complaint.NewMoney(amount, "CNY")
	if err != nil {
		log.Fatal(err)
	}
	return m
}

func day(d int) time.Time { return time.Date(2026, time.November, d, 4, 0, 0, 0, time.UTC) }

// A coat promised for the 10th has not come by the 14th.
func ExampleEngine_Evaluate() {
	policy, err := compensation.ParsePolicy("late.json", []byte(latePolicy))
	if err != nil {
		log.Fatal(err)
	}
	engine, err := compensation.New(policy)
	if err != nil {
		log.Fatal(err)
	}
	d, err := engine.Evaluate(compensation.Case{
		Complaint: &complaint.Complaint{Intake: complaint.Intake{
			Category: "logistics.delay", Order: "SO-1", Carrier: "swift", Customer: complaint.Customer{ID: "u-1"},
		}},
		Now:   day(14),
		Actor: complaint.Actor{ID: "mia", Role: complaint.RoleMid},
		Order: compensation.Order{ID: "SO-1", Paid: yuan("180"), Bought: day(5), Promised: day(10)},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, o := range d.Options {
		fmt.Println(o.Name, o.Total, "approval:", o.Approval != nil)
	}
	fmt.Println("charged to", d.Recourse[0].Against, d.Recourse[0].Name)
	// Output:
	// coupon CNY 20.00 approval: false
	// cash CNY 15.00 approval: false
	// charged to carrier swift
}

// A decision is put into sentences, for the shop or for the customer, in two languages.
func ExampleEngine_Explain() {
	policy, err := compensation.ParsePolicy("late.json", []byte(latePolicy))
	if err != nil {
		log.Fatal(err)
	}
	engine, err := compensation.New(policy)
	if err != nil {
		log.Fatal(err)
	}
	d, err := engine.Evaluate(compensation.Case{
		Complaint: &complaint.Complaint{Intake: complaint.Intake{Category: "logistics.delay", Order: "SO-1", Carrier: "swift"}},
		Now:       day(14),
		Actor:     complaint.Actor{ID: "mia", Role: complaint.RoleMid},
		Order:     compensation.Order{ID: "SO-1", Paid: yuan("120"), Bought: day(5), Promised: day(10)},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, x := range []compensation.Explaining{{Language: "en", Customer: true}, {Language: "zh-CN", Customer: true}} {
		for _, sentence := range engine.Explain(d, x) {
			fmt.Println(sentence)
		}
		fmt.Println()
	}
	// Output:
	// A standard of the shop applies.
	// You may choose: a coupon of CNY 15.00, or CNY 12.00 in cash.
	// Option 1: Limited to the most that the rule gives, from CNY 18.75 to CNY 12.00.
	// Option 2: Limited to the most that the rule gives, from CNY 15.00 to CNY 12.00.
	// The offer may be accepted within 14 days.
	// What is left to refund is CNY 120.00 for the goods concerned and CNY 120.00 for the whole order.
	//
	// 适用本店的标准。
	// 可任选其一：优惠券 CNY 15.00，或现金赔偿 CNY 12.00。
	// 方案1：以规则的上限为限，由 CNY 18.75 变为 CNY 12.00。
	// 方案2：以规则的上限为限，由 CNY 15.00 变为 CNY 12.00。
	// 方案自提出之日起 14 天内有效。
	// 所涉商品尚可退款 CNY 120.00，整个订单尚可退款 CNY 120.00。
}

// The linter finds what is legal but hardly meant.
func ExampleEngine_Lint() {
	policy, err := compensation.ParsePolicy("shop.json", []byte(`{
		"kind": "compensation", "name": "shop", "version": "3",
		"standards": [
			{"name": "late", "when": {"field": "category", "op": "under", "value": "logistics"},
				"options": [{"grants": [{"remedy": "cash", "amount": {"fixed": "CNY 5"}}]}]}
		],
		"caps": [
			{"name": "day", "per": "customer", "period": "day", "most": ["CNY 50"]},
			{"name": "month", "per": "customer", "period": "month", "most": ["CNY 40"]}
		]
	}`))
	if err != nil {
		log.Fatal(err)
	}
	engine, err := compensation.New(policy)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range engine.Lint() {
		fmt.Printf("%s:%d: %s %s: %s\n", f.File, f.Line, f.Path, f.Code, f.Message)
	}
	// Output:
	// shop.json:8: caps[0] loose_cap: changes nothing: "month" is always as tight or tighter
}

// A draft is tried on the cases of the past before it takes effect.
func ExampleEngine_Preview() {
	header := compensation.Header{Kind: compensation.Kind, Name: "shop", Version: "4"}
	standard := func(amount string) []compensation.Standard {
		return []compensation.Standard{{Rule: compensation.Rule{Name: "late"}, Options: []compensation.Choice{
			{Grants: []compensation.GrantDoc{{Remedy: complaint.RemedyCash, Amount: compensation.Amount{Fixed: yuan(amount)}}}},
		}}}
	}
	old, err := compensation.New(compensation.Policy{Header: header, Currency: "CNY", Standards: standard("10")})
	if err != nil {
		log.Fatal(err)
	}
	header.Version = "5"
	draft, err := compensation.New(compensation.Policy{Header: header, Currency: "CNY", Standards: standard("12.50")})
	if err != nil {
		log.Fatal(err)
	}
	past := []compensation.Case{
		{Complaint: &complaint.Complaint{ID: complaint.KeyID("shop", "form-1")}, Now: day(14)},
		{Complaint: &complaint.Complaint{ID: complaint.KeyID("shop", "form-2")}, Now: day(15)},
	}
	p := draft.Preview(old, slices.Values(past))
	fmt.Print(p.Table("en"))
	// Output:
	// | Cases | Number |
	// | :--- | ---: |
	// | compared | 2 |
	// | get more | 2 |
	// | get less | 0 |
	// | get the same | 0 |
	// | get something else of the same worth, or not comparable | 0 |
	// | need an approval now | 0 |
	// | need no approval any more | 0 |
	// | skipped, because they contradict themselves | 0 |
	//
	// | Amounts | Before: shop 4 | After: shop 5 | Change |
	// | :--- | ---: | ---: | ---: |
	// | CNY cases with something | 2 | 2 | 0 |
	// | CNY to customers | CNY 20.00 | CNY 25.00 | CNY +5.00 |
	// | CNY of that by law | CNY 0.00 | CNY 0.00 | CNY 0.00 |
	// | CNY of that goodwill | CNY 20.00 | CNY 25.00 | CNY +5.00 |
	// | CNY cost to the shop | CNY 20.00 | CNY 25.00 | CNY +5.00 |
	//
	// | Rule | Kind | Before: shop 4 | After: shop 5 |
	// | :--- | :--- | ---: | ---: |
	// | late | standard | 2 | 2 |
	//
	// | Largest changes | Before: shop 4 | After: shop 5 | Change |
	// | :--- | ---: | ---: | ---: |
	// | a1d0843b-81eb-580e-8470-5f557a4ce503 | CNY 10.00 | CNY 12.50 | CNY +2.50 |
	// | d57bd2dc-15bd-5038-b338-c03be16981a9 | CNY 10.00 | CNY 12.50 | CNY +2.50 |
}

// Before an agent grants something the desk shows what like cases got, and now and then who treats like cases differently.
func ExampleEngine_Outliers() {
	engine := compensation.Default()
	past := make([]compensation.Past, 0, 60)
	for i := range 60 {
		p := compensation.Past{
			Complaint: complaint.KeyID("shop", strconv.Itoa(i)), Category: "quality.defect", Severity: complaint.SeverityGeneral,
			Handler: []string{"ann", "bob", "mia"}[i%3], Amount: yuan(strconv.Itoa(20 + i%7)), At: day(1),
		}
		if p.Handler == "mia" {
			p.Amount = yuan(strconv.Itoa(40 + i%7))
		}
		past = append(past, p)
	}
	now := compensation.Case{Now: day(14), Complaint: &complaint.Complaint{
		Intake:     complaint.Intake{Category: "quality.defect", Amount: yuan("80")},
		Assessment: complaint.Assessment{Severity: complaint.SeverityGeneral},
	}}
	like, err := engine.Comparable(now, slices.Values(past))
	if err != nil {
		log.Fatal(err)
	}
	treatment := engine.Outliers(slices.Values(past), day(14))
	for _, sentence := range append(like.Explain(compensation.Explaining{}), treatment.Explain(compensation.Explaining{})...) {
		fmt.Println(sentence)
	}
	// Output:
	// 60 like cases were decided: the median is CNY 25.00, and half of them got from CNY 22.00 to CNY 41.00.
	// ann: in line with the others: typically 70% of their median in 20 like cases.
	// bob: in line with the others: typically 70% of their median in 20 like cases.
	// mia: grants more than the others: typically 187% of their median in 20 like cases, which is hardly chance (p < 0.001).
}
