package compensation_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// TestDefaultPolicy: it compiles, and the linter has nothing to say.
func TestDefaultPolicy(t *testing.T) {
	p := compensation.DefaultPolicy()
	require.Equal(t, "default", p.Name)
	e, err := compensation.New(p)
	require.NoError(t, err)
	require.Empty(t, e.Lint())
	require.Equal(t, e.Policy(), compensation.Default().Policy())
	first, second := compensation.Default(), compensation.Default()
	require.Same(t, first, second)
	p.Standards[0].Name = "changed"
	require.NotEqual(t, p.Standards[0].Name, compensation.DefaultPolicy().Standards[0].Name, "every call reads it anew")
}

// TestDefaultGives: what a customer may choose from, in whatever currency the order was paid: a line of 100, freight of 10.
func TestDefaultGives(t *testing.T) {
	const none = complaint.Result("")
	for _, tc := range []struct {
		category string
		result   complaint.Result
		want     []string
	}{
		{"quality.defect", none, []string{"exchange", "repair", "return 100"}},
		{"quality.defect", complaint.Substantiated, []string{"exchange", "repair", "return 100"}},
		{"quality.defect", complaint.NotSubstantiated, nil},
		{"quality.description", none, []string{"exchange", "return 100"}},
		{"logistics.damage", none, []string{"exchange", "return 100"}},
		{"logistics.wrong_item", none, []string{"redelivery", "exchange", "return 100"}},
		{"quality.expired", none, []string{"refund 100"}},
		{"logistics.loss", none, []string{"redelivery", "refund 100"}},
		{"logistics.misdelivery", complaint.NotSubstantiated, nil},
		{"logistics.delay", none, []string{"refund 10"}},
		{"logistics.delay", complaint.NotSubstantiated, nil},
		{"fraud.counterfeit", none, nil},
		{"fraud.counterfeit", complaint.PartlySubstantiated, []string{"refund 100"}},
		{"price.hidden_fee", none, nil},
		{"price.hidden_fee", complaint.Substantiated, []string{"refund 3"}},
		{"order.payment", complaint.Substantiated, []string{"refund 40"}},
		{"aftersales.refund", complaint.Substantiated, []string{"refund 100"}},
		{"aftersales.exchange", complaint.Substantiated, []string{"exchange", "return 100"}},
		{"aftersales.return", complaint.Substantiated, []string{"return 100"}},
		{"aftersales.unresponsive", none, []string{"apology"}},
		{"service.attitude", complaint.NotSubstantiated, []string{"apology"}},
		{"price.level", none, []string{"explanation"}},
		{"other", none, nil},
		{"", none, nil},
	} {
		for _, currency := range []string{"CNY", "EUR", "KWD"} {
			in := func(amount string) complaint.Money {
				return complaint.Money{Amount: yuan(amount).Amount, Currency: currency}
			}
			c := caseOf(tc.category)
			c.Order.Paid, c.Order.Freight, c.Order.Fee, c.Complaint.Intake.Amount = in("180"), in("10"), in("3"), in("40")
			c.Order.Lines = []compensation.Line{{ID: "1", Product: "coat", Paid: in("100")}, {ID: "2", Product: "hat", Paid: in("67")}}
			if tc.result != none {
				c.Complaint.Finding = &complaint.Finding{Result: tc.result}
			}
			d := decide(t, compensation.Default(), c)
			var got []string
			for _, o := range d.Options {
				s := string(o.Grants[0].Remedy)
				if o.Total.Sign() > 0 {
					s += " " + strings.TrimRight(strings.TrimRight(strings.TrimPrefix(o.Total.String(), currency+" "), "0"), ".")
				}
				require.Nil(t, o.Approval, tc.category)
				got = append(got, s)
			}
			require.Equal(t, tc.want, got, "%s %s", tc.category, tc.result)
			require.True(t, d.Floor.IsZero())
		}
	}
}

// TestDefaultWithoutBooks: of an order that is not known the remedies without money are there all the same.
func TestDefaultWithoutBooks(t *testing.T) {
	for _, category := range []string{"logistics.delay", "quality.defect", "logistics.loss", "service.attitude"} {
		d := decide(t, compensation.Default(), compensation.Case{Complaint: &complaint.Complaint{Intake: complaint.Intake{Category: category}}, Now: day(14)})
		require.NotEmpty(t, d.Options, category)
	}
}

// TestDefaultKnowsTheTaxonomy: each category has a standard, but for those in which nothing can be given by rule.
func TestDefaultKnowsTheTaxonomy(t *testing.T) {
	without := []string{}
	for _, term := range complaint.BuiltinTaxonomy().Terms(complaint.Categories) {
		c := caseOf(term.Code)
		c.Complaint.Finding = &complaint.Finding{Result: complaint.Substantiated}
		c.Order.Fee, c.Complaint.Intake.Amount = yuan("3"), yuan("40")
		if d := decide(t, compensation.Default(), c); len(d.Options) == 0 && strings.Contains(term.Code, ".") {
			without = append(without, term.Code)
		}
	}
	slices.Sort(without)
	require.Equal(t, []string{"order.change", "order.submission"}, without)
}
