package compensation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

func refundOf(rate, of string) string {
	return `"standards": [{"name": "s", "options": [{"grants": [{"remedy": "refund", "amount": {"rate": "` + rate + `", "of": "` + of + `"}}]}]}]`
}

// The line cost 60.05 and the order 120.
func TestRefundable(t *testing.T) {
	refunded := func(line, order string) func(*testing.T, *compensation.Case) {
		return func(t *testing.T, c *compensation.Case) {
			t.Helper()
			c.Order.Lines[0].Refunded, c.Order.Refunded = amountOf(t, line), amountOf(t, order)
		}
	}
	for _, tt := range []struct {
		name, policy string
		change       func(*testing.T, *compensation.Case)
		used         ledger
		want         []string
		refundable   string // of lines and order
		limits       []string
	}{
		{
			"all of the line", refundOf("100%", "line"), nil, nil,
			[]string{"refund CNY 60.05"},
			"60.05 120",
			[]string{"refund/SO-1 60.05 120", "refund/SO-1/L1 60.05 60.05"},
		},
		{"more than the line", refundOf("2x", "line"), nil, nil, []string{"refund CNY 60.05"}, "60.05 120", nil},
		{"of the order", refundOf("100%", "order"), nil, nil, []string{"refund CNY 120.00"}, "60.05 120", []string{"refund/SO-1 120 120"}},
		{"twice the order", refundOf("2x", "order"), nil, nil, []string{"refund CNY 120.00"}, "60.05 120", nil},
		{"host refunded some of the line", refundOf("100%", "line"), refunded("CNY 20", "CNY 20"), nil, []string{"refund CNY 40.05"}, "40.05 100", nil},
		{"host says it of the order only", refundOf("100%", "line"), refunded("", "CNY 70"), nil, []string{"refund CNY 50.00"}, "50 50", nil},
		{"host says it of the line only", refundOf("100%", "order"), refunded("CNY 60.05", ""), nil, []string{"refund CNY 59.95"}, "0 59.95", nil},
		{"host refunded everything", refundOf("100%", "line"), refunded("CNY 60.05", "CNY 120"), nil, []string{}, "0 0", nil},
		{
			"complaints took some of the line", refundOf("100%", "line"), nil,
			ledger{"refund/SO-1": amountOf(t, "CNY 50"), "refund/SO-1/L1": amountOf(t, "CNY 50")},
			[]string{"refund CNY 10.05"},
			"10.05 70",
			[]string{"refund/SO-1 10.05 120", "refund/SO-1/L1 10.05 60.05"},
		},
		{
			"complaints took the order", refundOf("100%", "line"), nil,
			ledger{"refund/SO-1": amountOf(t, "CNY 100")},
			[]string{"refund CNY 20.00"},
			"20 20", nil,
		},
		{
			"the order was edited down", refundOf("100%", "line"),
			func(t *testing.T, c *compensation.Case) { t.Helper(); c.Order.Lines[0].Paid = amountOf(t, "CNY 30") },
			ledger{"refund/SO-1": amountOf(t, "CNY 50"), "refund/SO-1/L1": amountOf(t, "CNY 50")},
			[]string{},
			"0 70", nil,
		},
		{
			"the order was edited up", refundOf("100%", "line"),
			func(t *testing.T, c *compensation.Case) { t.Helper(); c.Order.Lines[0].Paid = amountOf(t, "CNY 80") },
			ledger{"refund/SO-1": amountOf(t, "CNY 50"), "refund/SO-1/L1": amountOf(t, "CNY 50")},
			[]string{"refund CNY 30.00"},
			"30 70", nil,
		},
		{
			"freight comes out of the order alone", refundOf("100%", "freight"), refunded("CNY 60.05", "CNY 60.05"), nil,
			[]string{"refund CNY 8.00"},
			"0 59.95",
			[]string{"refund/SO-1 8 59.95"},
		},
		{
			"a table of freight too",
			`"standards": [{"name": "s", "options": [{"grants": [{"remedy": "refund", "amount": {"by": "delay.days", "bands": [{"rate": "50%", "of": "freight"}]}}]}]}]`,
			func(t *testing.T, c *compensation.Case) {
				t.Helper()
				refunded("CNY 60.05", "CNY 60.05")(t, c)
				c.Order.Promised = shirtTime.AddDate(0, 0, -2)
			},
			nil,
			[]string{"refund CNY 4.00"},
			"0 59.95", nil,
		},
		{
			"several refunds of one bundle",
			`"standards": [{"name": "s", "options": [{"grants": [{"remedy": "refund", "amount": {"rate": "80%", "of": "line"}},
				{"remedy": "partial_refund", "amount": {"fixed": "CNY 50"}}, {"remedy": "refund", "amount": {"rate": "100%", "of": "order"}}]}]}]`,
			nil, nil,
			[]string{"refund CNY 48.04 + partial_refund CNY 12.01 + refund CNY 59.95"},
			"60.05 120",
			[]string{"refund/SO-1 120 120", "refund/SO-1/L1 60.05 60.05"},
		},
		{
			"cash is no refund", `"standards": [{"name": "s", "options": [{"grants": [{"remedy": "cash", "amount": {"rate": "3x", "of": "order"}}]}]}]`,
			refunded("CNY 60.05", "CNY 120"), nil,
			[]string{"cash CNY 360.00"},
			"0 0", nil,
		},
		{
			"two lines", refundOf("100%", "line"),
			func(t *testing.T, c *compensation.Case) {
				t.Helper()
				c.Complaint.Intake.Items = nil
				c.Order.Lines[0].Refunded = amountOf(t, "CNY 10")
			},
			ledger{"refund/SO-1": amountOf(t, "CNY 20"), "refund/SO-1/L2": amountOf(t, "CNY 20")},
			[]string{"refund CNY 80.00"},
			"80 90",
			[]string{"refund/SO-1 80 110", "refund/SO-1/L1 50.05 50.05", "refund/SO-1/L2 29.95 49.95"},
		},
		{
			"without an order number", refundOf("2x", "order"),
			func(t *testing.T, c *compensation.Case) { t.Helper(); c.Order.ID, c.Complaint.Intake.Order = "", "" },
			nil,
			[]string{"refund CNY 120.00"},
			"60.05 120",
			[]string{},
		},
		{
			"without line numbers", refundOf("2x", "line"),
			func(t *testing.T, c *compensation.Case) {
				t.Helper()
				c.Order.Lines[0].ID, c.Order.Lines[1].ID, c.Complaint.Intake.Items = "", "", nil
			},
			nil,
			[]string{"refund CNY 110.00"},
			"110 120",
			[]string{"refund/SO-1 110 120"},
		},
		{
			"only the total is known", refundOf("2x", "line"),
			func(t *testing.T, c *compensation.Case) {
				t.Helper()
				c.Order.Lines, c.Complaint.Intake.Amount = nil, amountOf(t, "")
			},
			ledger{"refund/SO-1": amountOf(t, "CNY 20")},
			[]string{"refund CNY 100.00"},
			"100 100",
			[]string{"refund/SO-1 100 120"},
		},
		{
			"what the complaint says is not more than that",
			`"standards": [{"name": "s", "options": [{"grants": [{"remedy": "cash", "amount": {"rate": "3x", "of": "line"}}]}]}]`,
			func(t *testing.T, c *compensation.Case) {
				t.Helper()
				c.Order.Lines, c.Complaint.Intake.Amount = nil, amountOf(t, "CNY 5000")
			},
			nil,
			[]string{"cash CNY 330.00"},
			"120 120", nil,
		},
		{
			"only the lines are known", refundOf("2x", "order"),
			func(t *testing.T, c *compensation.Case) { t.Helper(); c.Order.Paid = amountOf(t, "") },
			nil,
			[]string{"refund CNY 120.00"},
			"60.05 120",
			[]string{"refund/SO-1 120 120"},
		},
	} {
		e := shopEngine(t, tt.policy)
		c := shirt(t, "CNY")
		if tt.change != nil {
			tt.change(t, &c)
		}
		tt.used.fill(t, e, &c)
		d := decided(t, e, c)
		require.Equal(t, tt.want, offered(d), tt.name)
		require.Equal(t, tt.refundable, d.Refundable.Amount.String()+" "+d.RefundableOrder.Amount.String(), tt.name)
		if len(tt.want) == 0 {
			require.Equal(t, []string{"refundable s"}, codes(d.Excluded), tt.name)
		}
		if tt.limits == nil {
			continue
		}
		limits := []string{}
		for _, r := range d.Options[0].Reserves {
			limits = append(limits, r.Account+" "+r.Amount.Amount.String()+" "+r.Limit.Amount.String())
		}
		require.Equal(t, tt.limits, limits, tt.name)
	}
}

// An offer that takes the place of another may use again what that one set aside.
func TestOwnReserves(t *testing.T) {
	e := shopEngine(t, refundOf("100%", "line")+`, "caps": [{"name": "a", "per": "order", "most": ["CNY 50"]}]`)
	c := shirt(t, "CNY")
	books := ledger{}
	books.fill(t, e, &c)
	first := decided(t, e, c)
	require.Equal(t, []string{"refund CNY 50.00"}, offered(first))
	books.book(t, first.Options[0].Reserves)
	books.fill(t, e, &c)
	require.Empty(t, decided(t, e, c).Options, "for another complaint about the order nothing is left")
	c.Own = first.Options[0].Reserves
	again := decided(t, e, c)
	require.Equal(t, offered(first), offered(again))
	require.Equal(t, first.RefundableOrder, again.RefundableOrder)
	books.free(t, first.Options[0].Reserves)
	books.book(t, again.Options[0].Reserves)
}

const onceLaw = `"zone": "Asia/Shanghai", "standards": [{"name": "fraud", "from": "2014-03-15", "source": "article 55", "options": [{"grants": [
	{"remedy": "refund", "amount": {"rate": "100%", "of": "line"}},
	{"remedy": "cash", "amount": {"rate": "3x", "of": "purchases", "least": "CNY 500"}, "once": true}]}]}]`

// What is owed once for all purchases of a product on a day is owed once, however many orders and complaints there are.
func TestOwedOnce(t *testing.T) {
	e := shopEngine(t, `"currency": "CNY"`, statute(t, onceLaw))
	books := ledger{}
	give := func(change func(*compensation.Case)) compensation.Decision {
		c := shirt(t, "CNY")
		change(&c)
		books.fill(t, e, &c)
		d := decided(t, e, c)
		if len(d.Options) > 0 {
			books.book(t, d.Options[0].Reserves)
		}
		return d
	}
	day := shirt(t, "CNY").Order.Bought
	order := func(id, paid string, bought time.Time, others ...compensation.Purchase) func(*compensation.Case) {
		return func(c *compensation.Case) {
			c.Order.ID, c.Complaint.Intake.Order, c.Order.Bought, c.Others = id, id, bought, others
			c.Order.Lines[0].Paid = amountOf(t, paid)
		}
	}
	require.Equal(t, []string{"refund CNY 60.05 + cash CNY 500.00"}, offered(give(order("A", "CNY 60.05", day))))
	// A second order of the same day: 3 × (60.05 + 200) less the 500 that were owed for the first.
	first := compensation.Purchase{Order: "A", Product: "P1", Bought: day, Paid: amountOf(t, "CNY 60.05")}
	d := give(func(c *compensation.Case) {
		order("B", "CNY 200", day, first)(c)
		c.Order.Paid = amountOf(t, "CNY 300")
	})
	require.Equal(t, []string{"refund CNY 200.00 + cash CNY 280.15"}, offered(d))
	require.Contains(t, codes(d.Options[0].Reasons), "once fraud")
	// The same once more: the price back would be owed, were it not refunded already, and nothing besides.
	d = give(func(c *compensation.Case) {
		order("B", "CNY 200", day, first)(c)
		c.Order.Paid = amountOf(t, "CNY 300")
	})
	require.Empty(t, d.Options)
	// Another day in the zone of the law is another matter, and so is another product.
	require.Equal(t, []string{"refund CNY 60.05 + cash CNY 500.00"},
		offered(give(order("C", "CNY 60.05", time.Date(2026, time.November, 3, 15, 59, 59, 0, time.UTC)))))
	require.Equal(t, []string{"refund CNY 60.05"},
		offered(give(order("D", "CNY 60.05", time.Date(2026, time.November, 3, 16, 0, 0, 0, time.UTC), first))))
	require.Equal(t, []string{"refund CNY 49.95 + cash CNY 500.00"}, offered(give(func(c *compensation.Case) {
		order("E", "CNY 60.05", day)(c)
		c.Complaint.Intake.Items[0] = complaint.Item{Line: "L2"}
	})))
}

// Whether something is owed once is asked in days of the law's own zone, as whether it is owed.
func TestOwedOnceInTheZoneOfTheLaw(t *testing.T) {
	e := shopEngine(t, `"zone": "UTC"`, statute(t, strings.Replace(onceLaw, `"source"`,
		`"when": {"field": "bought.days", "op": "at_least", "value": "1"}, "source"`, 1)))
	c := shirt(t, "CNY")
	c.Order.Bought = time.Date(2026, time.November, 4, 15, 30, 0, 0, time.UTC) // an hour before midnight in Shanghai and after it
	c.Complaint.Received = c.Order.Bought.Add(time.Hour)
	books := ledger{}
	books.fill(t, e, &c)
	first := decided(t, e, c)
	require.Equal(t, []string{"refund CNY 60.05 + cash CNY 500.00"}, offered(first))
	books.book(t, first.Options[0].Reserves)
	books.fill(t, e, &c)
	require.Empty(t, decided(t, e, c).Options)
}

// Where it is not known what was bought by whom and when, orders, lines and complaints do not share what is owed once.
func TestOwedOnceWithoutBooks(t *testing.T) {
	e := shopEngine(t, `"currency": "CNY"`, statute(t, onceLaw))
	seen := map[string]bool{}
	for name, change := range map[string]func(*compensation.Case){
		"all known":   func(*compensation.Case) {},
		"no customer": func(c *compensation.Case) { c.Complaint.Intake.Customer.ID = "" },
		"no day":      func(c *compensation.Case) { c.Order.Bought, c.Order.ID = time.Time{}, "SO-2" },
		"no product":  func(c *compensation.Case) { c.Order.Lines[0].Product, c.Order.ID = "", "SO-3" },
		"no product, line two": func(c *compensation.Case) {
			c.Order.Lines[1].Product, c.Order.ID, c.Complaint.Intake.Items[0].Line = "", "SO-3", "L2"
		},
		"nothing": func(c *compensation.Case) {
			c.Order, c.Complaint.Intake.Order, c.Complaint.Intake.Customer.ID = compensation.Order{Jurisdiction: "XE"}, "", ""
		},
		"nothing of another": func(c *compensation.Case) {
			c.Order, c.Complaint.Intake.Order, c.Complaint.Intake.Customer.ID = compensation.Order{Jurisdiction: "XE"}, "", ""
			c.Complaint.ID = complaint.ID{2}
		},
	} {
		c := shirt(t, "CNY")
		change(&c)
		list, err := e.Accounts(c)
		require.NoError(t, err)
		account := list[len(list)-1].Name
		require.Regexp(t, "^law/xe/fraud/", account)
		require.False(t, seen[account], "%s: %s", name, account)
		seen[account] = true
	}
	// Two lines of a product, in whatever order, are that product.
	names := map[string]bool{}
	for _, items := range [][]complaint.Item{{{Line: "L1"}, {Line: "L2"}}, {{Line: "L2"}, {Line: "L1"}}, nil} {
		for _, products := range [][]string{{"P1", "P2"}, {"P2", "P1"}} {
			c := shirt(t, "CNY")
			c.Complaint.Intake.Items, c.Order.Lines[0].Product, c.Order.Lines[1].Product = items, products[0], products[1]
			list, err := e.Accounts(c)
			require.NoError(t, err)
			names[list[len(list)-1].Name] = true
		}
	}
	require.Len(t, names, 1)
}

func TestCasesThatContradictThemselves(t *testing.T) {
	e := shopEngine(t, refundOf("100%", "line"))
	for field, change := range map[string]func(*compensation.Case){
		"case.complaint":               func(c *compensation.Case) { c.Complaint = nil },
		"case.order.refunded":          func(c *compensation.Case) { c.Order.Refunded = amountOf(t, "CNY 120.01") },
		"case.order.lines.refunded":    func(c *compensation.Case) { c.Order.Lines[1].Refunded = amountOf(t, "CNY 49.96") },
		"case.order.lines.id":          func(c *compensation.Case) { c.Order.Lines[1].ID = "L1" },
		"case.order.freight":           func(c *compensation.Case) { c.Order.Freight = amountOf(t, "USD 1") },
		"case.order.fee":               func(c *compensation.Case) { c.Order.Fee = amountOf(t, "CNY -1") },
		"case.order.paid":              func(c *compensation.Case) { c.Order.Paid = amountOf(t, "CNY 120.001") },
		"case.loss":                    func(c *compensation.Case) { c.Loss = amountOf(t, "CNY 99999999999999999999") },
		"case.complaint.intake.amount": func(c *compensation.Case) { c.Complaint.Intake.Amount = amountOf(t, "JPY 1") },
		"case.others.paid":             func(c *compensation.Case) { c.Others[2].Paid = amountOf(t, "JPY 1") },
		"case.order.lines.paid":        func(c *compensation.Case) { c.Order.Lines[1].Paid = amountOf(t, "JPY 1") },
		"case.complaint.intake.items.price": func(c *compensation.Case) {
			c.Order.Lines, c.Complaint.Intake.Items[0].Price = nil, amountOf(t, "JPY 1")
		},
	} {
		c := shirt(t, "CNY")
		change(&c)
		_, err := e.Evaluate(c)
		var fe *complaint.FieldError
		require.ErrorAs(t, err, &fe, field)
		require.Equal(t, field, fe.Field)
		require.ErrorIs(t, err, complaint.ErrInvalid)
		_, err = e.Accounts(c)
		require.ErrorAs(t, err, &fe, field)
		require.Equal(t, field, fe.Field)
	}
}
