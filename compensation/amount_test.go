package compensation_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
)

// amountCase is a remedy with what it must come to: an amount, and where they differ the cost and the points; or the code and
// detail for which it gives nothing.
type amountCase struct {
	name, remedy, amount string
	n                    int64 // the field measures.n
	want, cost           string
	points               int64
	none                 string
}

const amountWorth = `"coupons": {"cost": "30%"}, "points": {"face": "CNY 0.006", "cost": "CNY 0.004"}`

func (a amountCase) run(t *testing.T, worth, currency string, amounts ...string) {
	t.Helper()
	if a.remedy == "" {
		a.remedy = "cash"
	}
	e := shopEngine(t, worth+`, "standards": [{"name": "s", "options": [{"grants": [{"remedy": "`+a.remedy+`", "amount": `+a.amount+`}]}]}]`)
	c := shirt(t, currency, amounts...)
	c.Measures = map[string]int64{"n": a.n, "k": a.n}
	d := decided(t, e, c)
	if a.none != "" {
		require.Empty(t, d.Options, a.name)
		require.Len(t, d.Excluded, 1, a.name)
		require.Equal(t, a.none, string(d.Excluded[0].Code)+" "+d.Excluded[0].Detail, a.name)
		require.Equal(t, "s", d.Excluded[0].Rule)
		return
	}
	require.Len(t, d.Options, 1, "%s: %v", a.name, d.Excluded)
	o := d.Options[0]
	require.Equal(t, amountOf(t, a.want), o.Grants[0].Amount, a.name)
	require.Equal(t, a.want, o.Total.String(), a.name)
	require.Equal(t, amountOf(t, a.cost), o.Grants[0].Cost, a.name)
	require.Equal(t, a.points, o.Grants[0].Points, a.name)
	if a.cost == "" {
		a.cost = a.want
	}
	require.Equal(t, a.cost, o.Cost.String(), a.name)
}

// In the case of the shirt, the line is 60.05, the order 120, the freight 8, services 2, the loss 33.33, the amount 45.67, and
// purchases are 70.05.
func TestAmountShapes(t *testing.T) {
	const flight = `"by": "measures.n", "bands": [{"to": 1500, "fixed": "CNY 250"}, {"to": 3500, "fixed": "CNY 400"}, {"fixed": "CNY 600"}]`
	const train = `{"by": "measures.n", "bands": [{"to": 59, "rate": "25%", "of": "freight"}, {"rate": "1.5x", "of": "freight"}]}`
	const used = `"of": "line", "by": "measures.n", "rate": "0.05%"`
	for _, tt := range []amountCase{
		{name: "fixed", amount: `{"fixed": "CNY 30"}`, want: "CNY 30.00"},
		{name: "fixed nothing", amount: `{"fixed": "CNY 0"}`, none: "zero cash"},
		{name: "per day", amount: `{"fixed": "CNY 5.01", "per": "measures.n"}`, n: 3, want: "CNY 15.03"},
		{name: "after the first", amount: `{"fixed": "CNY 5", "per": "measures.n", "after": 1}`, n: 3, want: "CNY 10.00"},
		{name: "not after", amount: `{"fixed": "CNY 5", "per": "measures.n", "after": 3}`, n: 3, none: "zero cash"},
		{name: "before the first", amount: `{"fixed": "CNY 5", "per": "measures.n", "after": 3}`, n: -1, none: "zero cash"},
		{name: "least count", amount: `{"fixed": "CNY 5", "per": "measures.n", "after": 1}`, n: math.MinInt64, none: "zero cash"},
		{name: "count", amount: `{"fixed": "CNY 5", "per": "measures.n", "count": 2}`, n: 9, want: "CNY 10.00"},
		{name: "up to count", amount: `{"fixed": "CNY 5", "per": "measures.n", "count": 2}`, n: 1, want: "CNY 5.00"},
		{name: "after and count", amount: `{"fixed": "CNY 5", "per": "measures.n", "after": 2, "count": 3}`, n: 4, want: "CNY 10.00"},
		{name: "per nobody knows", amount: `{"fixed": "CNY 5", "per": "measures.x"}`, none: "no_base per"},

		{name: "of order", amount: `{"rate": "10%", "of": "order"}`, want: "CNY 12.00"},
		{name: "of line", amount: `{"rate": "100%", "of": "line"}`, want: "CNY 60.05"},
		{name: "of freight", amount: `{"rate": "10%", "of": "freight"}`, want: "CNY 0.80"},
		{name: "of fee", amount: `{"rate": "12.5%", "of": "fee"}`, want: "CNY 0.25"},
		{name: "of loss", amount: `{"rate": "50%", "of": "loss"}`, want: "CNY 16.67"},
		{name: "of amount", amount: `{"rate": "10%", "of": "amount"}`, want: "CNY 4.57"},
		{name: "of purchases", amount: `{"rate": "10%", "of": "purchases"}`, want: "CNY 7.01"},
		{name: "floor", amount: `{"rate": "10%", "of": "order", "least": "CNY 15", "most": "CNY 50"}`, want: "CNY 15.00"},
		{name: "ceiling", amount: `{"rate": "100%", "of": "order", "least": "CNY 15", "most": "CNY 50"}`, want: "CNY 50.00"},
		{name: "between", amount: `{"rate": "25%", "of": "order", "least": "CNY 15", "most": "CNY 50"}`, want: "CNY 30.00"},
		{name: "comes to nothing", amount: `{"rate": "0.001%", "of": "line"}`, none: "zero cash"},
		{name: "small rate with floor", amount: `{"rate": "0.001%", "of": "line", "least": "CNY 1"}`, want: "CNY 1.00"},
		{name: "multiple", amount: `{"rate": "3x", "of": "line"}`, want: "CNY 180.15"},
		{name: "multiple with floor", amount: `{"rate": "3x", "of": "line", "least": "CNY 500"}`, want: "CNY 500.00"},
		{name: "above the floor", amount: `{"rate": "10x", "of": "line", "least": "CNY 500"}`, want: "CNY 600.50"},
		{name: "part of a multiple", amount: `{"rate": "0.5x", "of": "line"}`, want: "CNY 30.03"},
		{name: "multiple of purchases", amount: `{"rate": "3x", "of": "purchases"}`, want: "CNY 210.15"},
		// 0.006005 a day: rounded once, not every day.
		{name: "rate per day", amount: `{"rate": "0.01%", "of": "line", "per": "measures.n"}`, n: 100, want: "CNY 0.60"},

		{name: "below the table", amount: `{` + flight + `}`, n: -1, want: "CNY 250.00"},
		{name: "first band", amount: `{` + flight + `}`, n: 1500, want: "CNY 250.00"},
		{name: "second band", amount: `{` + flight + `}`, n: 1501, want: "CNY 400.00"},
		{name: "end of the second band", amount: `{` + flight + `}`, n: 3500, want: "CNY 400.00"},
		{name: "third band", amount: `{` + flight + `}`, n: 3501, want: "CNY 600.00"},
		{name: "end of the table", amount: `{` + flight + `}`, n: math.MaxInt64, want: "CNY 600.00"},
		{name: "closed table", amount: `{"by": "measures.n", "bands": [{"to": 5, "fixed": "CNY 1"}]}`, n: 6, none: "zero bands"},
		{name: "unknown distance", amount: `{"by": "measures.x", "bands": [{"fixed": "CNY 1"}]}`, none: "no_base by"},
		{name: "rates, first band", amount: train, n: 59, want: "CNY 2.00"},
		{name: "rates, second band", amount: train, n: 60, want: "CNY 12.00"},
		{
			name: "reduced", n: 3500, want: "CNY 200.00",
			amount: `{` + flight + `, "reduce": {"rate": "50%", "when": {"field": "measures.k", "op": "at_most", "value": "3500"}}}`,
		},
		{
			name: "not reduced", n: 3501, want: "CNY 600.00",
			amount: `{` + flight + `, "reduce": {"rate": "50%", "when": {"field": "measures.k", "op": "at_most", "value": "3500"}}}`,
		},
		{name: "reduced below the floor", amount: `{"fixed": "CNY 9", "reduce": {"rate": "50%"}, "least": "CNY 5"}`, want: "CNY 5.00"},
		{name: "reduced tie", amount: `{"fixed": "CNY 0.05", "reduce": {"rate": "50%"}}`, want: "CNY 0.03"},
		{name: "reduced to nothing", amount: `{"fixed": "CNY 9", "reduce": {"rate": "100%"}}`, none: "zero cash"},

		{name: "unused", amount: `{"usage": {` + used + `, "most": "60%"}}`, n: 0, want: "CNY 60.05"},
		{name: "used for less than nothing", amount: `{"usage": {` + used + `, "most": "60%"}}`, n: -5, want: "CNY 60.05"},
		{name: "used 100 days", amount: `{"usage": {` + used + `, "most": "60%"}}`, n: 100, want: "CNY 57.05"},       // 57.0475
		{name: "used up to the cap", amount: `{"usage": {` + used + `, "most": "60%"}}`, n: 1200, want: "CNY 24.02"}, // exact
		{name: "used beyond the cap", amount: `{"usage": {` + used + `, "most": "60%"}}`, n: 1201, want: "CNY 24.02"},
		{name: "used for ever", amount: `{"usage": {` + used + `, "most": "60%"}}`, n: math.MaxInt64, want: "CNY 24.02"},
		{name: "nearly used up", amount: `{"usage": {` + used + `}}`, n: 1999, want: "CNY 0.03"}, // 0.030025
		{name: "used up", amount: `{"usage": {` + used + `}}`, n: 2000, none: "zero cash"},
		{name: "unknown use", amount: `{"usage": {"of": "line", "by": "measures.x", "rate": "1%"}}`, none: "no_base use"},

		{name: "raised", amount: `{"fixed": "CNY 1.01", "raise": "50%"}`, want: "CNY 1.52"}, // 1.515
		{name: "raised and stepped", amount: `{"fixed": "CNY 15", "raise": "25%", "step": "CNY 5"}`, want: "CNY 20.00"},
		{name: "on a step", amount: `{"fixed": "CNY 16", "raise": "25%", "step": "CNY 5"}`, want: "CNY 20.00"},
		{name: "a cent above a step", amount: `{"fixed": "CNY 20.01", "step": "CNY 5"}`, want: "CNY 25.00"},
		{name: "the step passes the ceiling", amount: `{"fixed": "CNY 15", "raise": "25%", "most": "CNY 18", "step": "CNY 5"}`, want: "CNY 20.00"},
		{name: "raised above the ceiling", amount: `{"fixed": "CNY 15", "raise": "100%", "most": "CNY 18"}`, want: "CNY 18.00"},
		{name: "raised above the floor", amount: `{"fixed": "CNY 15", "raise": "100%", "least": "CNY 18"}`, want: "CNY 30.00"},
		{name: "ceiling as a share", amount: `{"fixed": "CNY 30", "most_rate": "10%", "most_of": "order"}`, want: "CNY 12.00"},
		{name: "below that ceiling", amount: `{"fixed": "CNY 11.99", "most_rate": "10%", "most_of": "order"}`, want: "CNY 11.99"},
		{name: "ceiling in whole cents", amount: `{"fixed": "CNY 30", "most_rate": "10%", "most_of": "line"}`, want: "CNY 6.00"},
		{name: "the lower of two ceilings", amount: `{"fixed": "CNY 30", "most": "CNY 10", "most_rate": "10%", "most_of": "order"}`, want: "CNY 10.00"},
		{name: "ceiling before floor", amount: `{"fixed": "CNY 1", "least": "CNY 20", "most_rate": "10%", "most_of": "order"}`, want: "CNY 12.00"},

		{name: "points", remedy: "points", amount: `{"points": 500}`, want: "CNY 3.00", cost: "CNY 2.00", points: 500},
		{name: "points per day", remedy: "points", amount: `{"points": 500, "per": "measures.n", "after": 1}`, n: 3, want: "CNY 6.00", cost: "CNY 4.00", points: 1000},
		{name: "one point", remedy: "points", amount: `{"points": 1}`, want: "CNY 0.01", points: 1}, // 0.006, costs 0.004 rounded up
		{name: "no points", remedy: "points", amount: `{"points": 500, "per": "measures.n"}`, n: 0, none: "zero points"},
		{name: "points per nobody knows", remedy: "points", amount: `{"points": 500, "per": "measures.x"}`, none: "no_base per"},
		// 1 / 0.006 is 166.67; 167 cost 0.668.
		{name: "points for money", remedy: "points", amount: `{"fixed": "CNY 1"}`, want: "CNY 1.00", cost: "CNY 0.67", points: 167},
		{name: "coupon", remedy: "coupon", amount: `{"fixed": "CNY 20"}`, want: "CNY 20.00", cost: "CNY 6.00"},
		{name: "small coupon", remedy: "coupon", amount: `{"fixed": "CNY 0.05"}`, want: "CNY 0.05", cost: "CNY 0.02"}, // 0.015, up

		{name: "other currency", amount: `{"fixed": "USD 30"}`, none: "currency USD"},
		{name: "other currency of the floor", amount: `{"rate": "10%", "of": "line", "least": "USD 1"}`, none: "currency USD"},
		{name: "other currency of the ceiling", amount: `{"rate": "10%", "of": "line", "most": "EUR 1"}`, none: "currency EUR"},
		{name: "other currency of the step", amount: `{"rate": "10%", "of": "line", "step": "JPY 1"}`, none: "currency JPY"},
		{name: "other currency of a band", amount: `{"by": "measures.n", "bands": [{"fixed": "USD 1"}]}`, none: "currency USD"},
	} {
		tt.run(t, amountWorth, "CNY")
	}
}

// Ties and what lies close to them, in every mode. 10% of 60.05 is 6.005, 30% is 18.015, 10.1% is 6.06505.
func TestAmountRounding(t *testing.T) {
	for mode, want := range map[string][3]string{
		"half_up":   {"CNY 6.01", "CNY 18.02", "CNY 6.07"},
		"half_even": {"CNY 6.00", "CNY 18.02", "CNY 6.07"},
		"down":      {"CNY 6.00", "CNY 18.01", "CNY 6.06"},
		"floor":     {"CNY 6.00", "CNY 18.01", "CNY 6.06"},
		"up":        {"CNY 6.01", "CNY 18.02", "CNY 6.07"},
		"ceiling":   {"CNY 6.01", "CNY 18.02", "CNY 6.07"},
	} {
		for i, rate := range []string{"10%", "30%", "10.1%"} {
			amountCase{
				name: mode + " " + rate, amount: `{"rate": "` + rate + `", "of": "line", "rounding": "` + mode + `"}`, want: want[i],
			}.run(t, `"currency": "CNY"`, "CNY")
			amountCase{name: "policy " + mode + " " + rate, amount: `{"rate": "` + rate + `", "of": "line"}`, want: want[i]}.
				run(t, `"rounding": "`+mode+`"`, "CNY")
		}
	}
	// What is left after a reduction or use is rounded in that mode, not what is taken off.
	amountCase{name: "reduced", amount: `{"fixed": "CNY 0.05", "reduce": {"rate": "50%"}}`, want: "CNY 0.02"}.run(t, `"rounding": "down"`, "CNY")
	amountCase{name: "reduced", amount: `{"fixed": "CNY 0.05", "reduce": {"rate": "50%"}}`, want: "CNY 0.03"}.run(t, `"rounding": "up"`, "CNY")
	use := `{"usage": {"of": "line", "by": "measures.n", "rate": "10%"}}` // 54.045
	amountCase{name: "used", amount: use, n: 1, want: "CNY 54.04"}.run(t, `"rounding": "half_even"`, "CNY")
	amountCase{name: "used", amount: use, n: 1, want: "CNY 54.05"}.run(t, `"rounding": "half_up"`, "CNY")
}

func TestAmountWithoutMinorUnits(t *testing.T) {
	yen := []string{"6005", "4995", "800", "200", "12000", "3333", "4567", "1000"}
	const worth = `"coupons": {"cost": "30%"}, "points": {"face": "JPY 0.6", "cost": "JPY 0.45"}`
	for _, tt := range []amountCase{
		{name: "fixed", amount: `{"fixed": "JPY 30"}`, want: "JPY 30"},
		{name: "tie up", amount: `{"rate": "10%", "of": "line"}`, want: "JPY 601"},
		{name: "tie to even", amount: `{"rate": "10%", "of": "line", "rounding": "half_even"}`, want: "JPY 600"},
		{name: "tie down", amount: `{"rate": "10%", "of": "line", "rounding": "down"}`, want: "JPY 600"},
		{name: "share of a yen", amount: `{"rate": "0.01%", "of": "line", "rounding": "up"}`, want: "JPY 1"},
		{name: "no share of a yen", amount: `{"rate": "0.008%", "of": "line"}`, none: "zero cash"}, // 0.4804
		{name: "raised and stepped", amount: `{"fixed": "JPY 1501", "raise": "25%", "step": "JPY 500"}`, want: "JPY 2000"},
		{name: "three times", amount: `{"rate": "3x", "of": "purchases", "least": "JPY 20000"}`, want: "JPY 21015"},
		{name: "used", amount: `{"usage": {"of": "line", "by": "measures.n", "rate": "0.05%", "most": "60%"}}`, n: 100, want: "JPY 5705"}, // 5704.75
		{name: "points", remedy: "points", amount: `{"points": 501}`, want: "JPY 301", cost: "JPY 226", points: 501},                      // 300.6, 225.45
		{name: "coupon", remedy: "coupon", amount: `{"fixed": "JPY 501"}`, want: "JPY 501", cost: "JPY 151"},                              // 150.3
		{name: "yuan", amount: `{"fixed": "CNY 30"}`, none: "currency CNY"},
	} {
		tt.run(t, worth, "JPY", yen...)
	}
}

func TestAmountOfThreeDecimals(t *testing.T) {
	dinar := []string{"60.045", "49.955", "8", "2", "120", "33.333", "45.678", "10.001"}
	const worth = `"coupons": {"cost": "30%"}, "points": {"face": "KWD 0.0005"}`
	for _, tt := range []amountCase{
		{name: "fixed", amount: `{"fixed": "KWD 30.001"}`, want: "KWD 30.001"},
		{name: "tie up", amount: `{"rate": "10%", "of": "line"}`, want: "KWD 6.005"}, // 6.0045
		{name: "tie to even", amount: `{"rate": "10%", "of": "line", "rounding": "half_even"}`, want: "KWD 6.004"},
		{name: "down", amount: `{"rate": "10%", "of": "amount", "rounding": "down"}`, want: "KWD 4.567"},
		{name: "up", amount: `{"rate": "10%", "of": "loss", "rounding": "ceiling"}`, want: "KWD 3.334"},
		{name: "raised and stepped", amount: `{"fixed": "KWD 1.501", "raise": "25%", "step": "KWD 0.25"}`, want: "KWD 2.000"}, // 1.87625
		{name: "three times", amount: `{"rate": "3x", "of": "purchases"}`, want: "KWD 210.138"},
		{name: "points", remedy: "points", amount: `{"points": 501}`, want: "KWD 0.251", points: 501}, // 0.2505
		{name: "coupon", remedy: "coupon", amount: `{"fixed": "KWD 0.501"}`, want: "KWD 0.501", cost: "KWD 0.151"},
	} {
		tt.run(t, worth, "KWD", dinar...)
	}
}

// A base that nobody knows is no base of zero.
func TestAmountWithoutBase(t *testing.T) {
	for _, of := range []compensation.Base{
		compensation.OfLine, compensation.OfOrder, compensation.OfFreight, compensation.OfFee, compensation.OfLoss, compensation.OfAmount,
		compensation.OfPurchases,
	} {
		for _, amount := range []string{
			`{"rate": "10%", "of": "` + string(of) + `", "least": "CNY 5"}`,
			`{"fixed": "CNY 5", "most_rate": "10%", "most_of": "` + string(of) + `"}`,
			`{"by": "measures.n", "bands": [{"rate": "10%", "of": "` + string(of) + `"}]}`,
			`{"usage": {"of": "` + string(of) + `", "by": "measures.n", "rate": "1%"}}`,
		} {
			e := shopEngine(t, `"currency": "CNY", "standards": [{"name": "s", "options": [{"grants": [{"remedy": "cash", "amount": `+amount+`}]}]}]`)
			c := shirt(t, "CNY")
			c.Loss, c.Order, c.Complaint.Intake.Amount, c.Others = amountOf(t, ""), compensation.Order{}, amountOf(t, ""), nil
			c.Measures = map[string]int64{"n": 3}
			d := decided(t, e, c)
			require.Equal(t, []string{"no_base s " + string(of)}, codes(d.Excluded), amount)
			require.Empty(t, d.Options)
		}
	}
	// Neither is one in a case without any currency, and one that is known to be zero gives nothing.
	e := shopEngine(t, `"standards": [{"name": "s", "options": [{"grants": [{"remedy": "cash", "amount": {"fixed": "CNY 5"}}]}]}]`)
	d := decided(t, e, compensation.Case{Complaint: shirt(t, "CNY").Complaint})
	require.Equal(t, "CNY", d.Currency, "the complaint states an amount")
	amountCase{name: "free", amount: `{"rate": "10%", "of": "freight"}`, none: "zero cash"}.
		run(t, `"currency": "CNY"`, "CNY", "60.05", "49.95", "0", "2", "120", "33.33", "45.67", "10")
}

// An item that is no line of the order has no price in the books, and the whole order is no price for it.
func TestAmountOfUnknownLine(t *testing.T) {
	e := shopEngine(t, `"standards": [{"name": "s", "options": [{"grants": [{"remedy": "refund", "amount": {"rate": "100%", "of": "line"}}]}]}]`)
	c := shirt(t, "CNY")
	c.Complaint.Intake.Items[0].Line = "L9"
	require.Equal(t, []string{"no_base s line"}, codes(decided(t, e, c).Excluded))
}

// Of a line of several pieces, those count that the complaint is about.
func TestAmountOfPieces(t *testing.T) {
	e := shopEngine(t, `"standards": [{"name": "s", "options": [{"grants": [{"remedy": "refund", "amount": {"rate": "100%", "of": "line"}}]}]}]`)
	for _, tt := range []struct {
		pieces, all int
		want        string
	}{
		{1, 3, "refund CNY 20.02"}, // 20.0167
		{2, 3, "refund CNY 40.03"},
		{3, 3, "refund CNY 60.05"},
		{4, 3, "refund CNY 60.05"},
		{0, 3, "refund CNY 60.05"}, // how many is not known
		{1, 0, "refund CNY 60.05"},
	} {
		c := shirt(t, "CNY")
		c.Complaint.Intake.Items[0].Quantity, c.Order.Lines[0].Quantity = tt.pieces, tt.all
		require.Equal(t, []string{tt.want}, offered(decided(t, e, c)))
	}
}

// A remedy of a bundle that comes to nothing leaves the others; one that cannot be calculated does not.
func TestAmountInBundle(t *testing.T) {
	bundle := func(amount string) string {
		return `"standards": [{"name": "s", "options": [{"grants": [{"remedy": "refund", "amount": ` + amount + `},
			{"remedy": "coupon", "amount": {"fixed": "CNY 5"}}, {"remedy": "apology"}]}]}]`
	}
	c := shirt(t, "CNY", "60.05", "49.95", "0", "2", "120", "33.33", "45.67", "10")
	require.Equal(t, []string{"coupon CNY 5.00 + apology"},
		offered(decided(t, shopEngine(t, bundle(`{"rate": "100%", "of": "freight"}`)), c)))
	c.Order.Freight = amountOf(t, "")
	d := decided(t, shopEngine(t, bundle(`{"rate": "100%", "of": "freight"}`)), c)
	require.Empty(t, d.Options)
	require.Equal(t, []string{"no_base s freight"}, codes(d.Excluded))
}
