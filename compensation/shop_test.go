package compensation_test

import (
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// shopEngine compiles a policy of which only what matters is given, with statutory packs of the test's own.
func shopEngine(t require.TestingT, fields string, statutes ...compensation.Pack) *compensation.Engine {
	p, err := compensation.ParsePolicy("test.json", []byte(`{"kind": "compensation", "name": "shop", "version": "1", `+fields+`}`))
	require.NoError(t, err)
	for _, s := range statutes {
		p.Packs = append(p.Packs, s.Name)
	}
	p.Statutes = statutes
	e, err := compensation.New(p)
	require.NoError(t, err)
	return e
}

// statute is a pack of the law of Erewhon.
func statute(t require.TestingT, fields string) compensation.Pack {
	p, err := compensation.ParsePack("statute.json", []byte(
		`{"kind": "statute", "name": "xe", "version": "1", "jurisdiction": "XE", `+fields+`}`))
	require.NoError(t, err)
	return p
}

// amountOf reads an amount such as "CNY 5", "" for none.
func amountOf(t require.TestingT, text string) complaint.Money {
	if text == "" {
		return complaint.Money{}
	}
	currency, amount, _ := strings.Cut(text, " ")
	m, err := complaint.NewMoney(amount, currency)
	require.NoError(t, err)
	return m
}

func decided(t require.TestingT, e *compensation.Engine, c compensation.Case) compensation.Decision {
	d, err := e.Evaluate(c)
	require.NoError(t, err)
	return d
}

// shirt is a case about one of two lines of an order: the line cost 60.05, the order 120, the freight 8, services 2. The loss is
// 33.33, the amount in dispute 45.67.
func shirt(t require.TestingT, currency string, amounts ...string) compensation.Case {
	if len(amounts) == 0 {
		amounts = []string{"60.05", "49.95", "8", "2", "120", "33.33", "45.67", "10"}
	}
	a := func(i int) complaint.Money { return amountOf(t, currency+" "+amounts[i]) }
	return compensation.Case{
		Complaint: &complaint.Complaint{
			ID: complaint.ID{1}, Received: shirtTime,
			Intake: complaint.Intake{
				Category: "quality.defect", Order: "SO-1", Customer: complaint.Customer{ID: "u-1"}, Amount: a(6),
				Items: []complaint.Item{{Line: "L1", Product: "P1"}},
			},
		},
		Now: shirtTime.Add(time.Hour),
		Order: compensation.Order{
			ID: "SO-1", Bought: shirtTime.AddDate(0, 0, -20), Freight: a(2), Fee: a(3), Paid: a(4), Jurisdiction: "XE",
			Lines: []compensation.Line{{ID: "L1", Product: "P1", Paid: a(0)}, {ID: "L2", Product: "P2", Paid: a(1)}},
		},
		Others: []compensation.Purchase{
			{Order: "SO-2", Product: "P1", Bought: shirtTime.AddDate(0, 0, -20), Paid: a(7)},
			{Order: "SO-3", Product: "P1", Bought: shirtTime.AddDate(0, 0, -19), Paid: a(7)}, // another day
			{Order: "SO-4", Product: "P2", Bought: shirtTime.AddDate(0, 0, -20), Paid: a(7)}, // another product
			{Order: "SO-1", Product: "P1", Bought: shirtTime.AddDate(0, 0, -20), Paid: a(7)}, // this order
		},
		Loss: a(5),
	}
}

var shirtTime = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)

// ledger is what a store knows of accounts: a model for tests.
type ledger map[string]complaint.Money

// fill gives the case its accounts with their balances.
func (l ledger) fill(t require.TestingT, e *compensation.Engine, c *compensation.Case) {
	list, err := e.Accounts(*c)
	require.NoError(t, err)
	for i := range list {
		list[i].Balance = l[list[i].Name]
	}
	c.Accounts = list
}

// book sets reserves aside and refuses what passes a limit, as a store does.
func (l ledger) book(t require.TestingT, reserves []complaint.Reserve) {
	for _, r := range reserves {
		sum, err := l[r.Account].Add(r.Amount)
		require.NoError(t, err)
		if !r.Limit.IsZero() {
			order, err := sum.Cmp(r.Limit)
			require.NoError(t, err)
			require.LessOrEqual(t, order, 0, "%s: %s is more than %s", r.Account, sum, r.Limit)
		}
		l[r.Account] = sum
	}
}

// free gives reserves back.
func (l ledger) free(t require.TestingT, reserves []complaint.Reserve) {
	for _, r := range reserves {
		rest, err := l[r.Account].Sub(r.Amount)
		require.NoError(t, err)
		require.GreaterOrEqual(t, rest.Sign(), 0)
		l[r.Account] = rest
	}
}

// offered writes what a decision offers, for comparison: "name: remedy amount + remedy amount".
func offered(d compensation.Decision) []string {
	out := make([]string, 0, len(d.Options))
	for i := range d.Options {
		o := &d.Options[i]
		parts := make([]string, 0, len(o.Grants))
		for _, g := range o.Grants {
			part := string(g.Remedy)
			if !g.Amount.IsZero() {
				part += " " + g.Amount.String()
			}
			parts = append(parts, part)
		}
		name := o.Name
		if name != "" {
			name += ": "
		}
		out = append(out, name+strings.Join(parts, " + "))
	}
	return out
}

// codes writes reasons for comparison: "code rule detail".
func codes(reasons []compensation.Reason) []string {
	out := make([]string, 0, len(reasons))
	for _, r := range reasons {
		out = append(out, strings.TrimSpace(string(r.Code)+" "+r.Rule+" "+r.Detail))
	}
	return out
}
