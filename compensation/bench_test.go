package compensation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

var (
	shopCategories = []string{
		"quality.function", "quality.description", "quality.packaging", "order.payment", "order.cancellation", "logistics.tracking",
		"logistics.damage", "logistics.loss", "aftersales.refund", "aftersales.return",
	}
	shopSeverities = []string{"general", "serious", "very_serious"}
)

// shopPolicy is a policy of 200 standards such as a shop has: for every kind of complaint some, by severity, days of delay,
// price, tier of the customer and result, with two to four comparisons each. The one that applies stands in the middle.
func shopPolicy(perCase string) string {
	list := make([]string, 200)
	for i := range list {
		category := shopCategories[i%len(shopCategories)]
		if i == len(list)/2 {
			category = "quality.defect"
		}
		when := []string{
			`{"field": "category", "op": "under", "value": "` + category + `"}`,
			fmt.Sprintf(`{"field": "order.paid", "op": "at_least", "value": "CNY %d"}`, i%7),
			`{"field": "severity", "op": "is_not", "value": "` + shopSeverities[i%3] + `"}`,
			`{"field": "customer.tier", "op": "none_of", "value": ["bronze", "iron"]}`,
		}
		list[i] = fmt.Sprintf(`{"name": "s%d", "when": {"all": [%s]}, "options": [
			{"name": "coupon", "grants": [{"remedy": "coupon", "amount": {"rate": "10%%", "of": "line", "raise": "25%%", "step": "CNY 5"}}]},
			{"name": "cash", "grants": [{"remedy": "cash", "amount": {"rate": "10%%", "of": "line", "least": "CNY 1", "most": "CNY 100"}}]}]}`,
			i, strings.Join(when[:2+i%3], ", "))
	}
	return standards(list...) + `, "zone": "Asia/Shanghai", "coupons": {"cost": "60%"},
		"caps": [{"name": "case", "per": "complaint", "most": ["CNY ` + perCase + `"]}, {"name": "customer", "per": "customer", "period": "quarter", "most": ["CNY 500"]},
			{"name": "budget", "per": "all", "period": "month", "most": ["CNY 90000"], "over": "ask"}],
		"authority": {"limits": [{"role": "system", "most": ["CNY 2"]}, {"role": "mid", "most": ["CNY 50"]}, {"role": "manager"}],
			"four_eyes": ["CNY 500"]}`
}

func shopCase(t require.TestingT, e *compensation.Engine) compensation.Case {
	c := shirt(t, "CNY")
	c.Complaint.Assessment.Severity = complaint.SeverityGeneral
	c.Complaint.Intake.Customer.Tier = "gold"
	c.Actor = complaint.Actor{ID: "mia", Role: complaint.RoleMid}
	ledger{"cap/budget/all/2026-11": amountOf(t, "CNY 1234.5")}.fill(t, e, &c)
	return c
}

func TestShopPolicy(t *testing.T) {
	e := shopEngine(t, shopPolicy("200"))
	c := shopCase(t, e)
	d := decided(t, e, c)
	require.Equal(t, []string{"coupon: coupon CNY 10.00", "cash: cash CNY 6.01"}, offered(d))
	require.Empty(t, d.Excluded)
	require.Len(t, d.Options[1].Reserves, 3)
	hand := byHand(&c)
	require.Len(t, hand, 2)
	for i := range hand {
		require.Equal(t, hand[i].Grants[0].Amount, d.Options[i].Grants[0].Amount, "the functions by hand say the same")
		require.Equal(t, hand[i].Cost, d.Options[i].Cost)
	}
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { decided(t, e, c) }), 10.0)
}

// BenchmarkEvaluate200 decides a case under a policy of 200 standards, beside functions that a programmer wrote by hand for the
// same rules, without reasons, accounts and approvals.
func BenchmarkEvaluate200(b *testing.B) {
	var c compensation.Case
	for name, perCase := range map[string]string{"engine": "200", "capped": "5"} {
		e := shopEngine(b, shopPolicy(perCase))
		c = shopCase(b, e)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Evaluate(c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if len(byHand(&c)) != 2 {
				b.Fatal("no options")
			}
		}
	})
}

// byHand is what the policy says as code.
func byHand(c *compensation.Case) []compensation.Option {
	for _, rule := range handRules {
		if rule(c) {
			return handOptions(c)
		}
	}
	return nil
}

var handRules = func() []func(*compensation.Case) bool {
	rules := make([]func(*compensation.Case) bool, 200)
	for i := range rules {
		category, severity, least := shopCategories[i%len(shopCategories)], shopSeverities[i%3], decimal.New(int64(i%7), 0)
		if i == len(rules)/2 {
			category = "quality.defect"
		}
		below, parts := category+".", 2+i%3
		rules[i] = func(c *compensation.Case) bool {
			got := c.Complaint.Intake.Category
			if got != category && !strings.HasPrefix(got, below) || c.Order.Paid.Currency != "CNY" || c.Order.Paid.Amount.LessThan(least) {
				return false
			}
			tier := c.Complaint.Intake.Customer.Tier
			return (parts < 3 || string(c.Complaint.Assessment.Severity) != severity) && (parts < 4 || tier != "bronze" && tier != "iron")
		}
	}
	return rules
}()

func handOptions(c *compensation.Case) []compensation.Option {
	cash, err := c.Order.Lines[0].Paid.Mul(decimal.New(1, -1), complaint.RoundHalfUp)
	if err != nil {
		return nil
	}
	raised := cash.Amount.Mul(decimal.New(125, -2)).Div(decimal.New(5, 0)).Ceil().Mul(decimal.New(5, 0))
	coupon := complaint.Money{Amount: raised.Normalize(), Currency: "CNY"}
	cost, err := coupon.Mul(decimal.New(6, -1), complaint.RoundUp)
	if err != nil {
		return nil
	}
	return []compensation.Option{
		{Name: "coupon", Grants: []complaint.Grant{{Remedy: complaint.RemedyCoupon, Amount: coupon, Cost: cost}}, Total: coupon, Cost: cost},
		{Name: "cash", Grants: []complaint.Grant{{Remedy: complaint.RemedyCash, Amount: cash}}, Total: cash, Cost: cash},
	}
}
