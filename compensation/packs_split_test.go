package compensation_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// eggs is one of 46 orders of an expired egg for CNY 2.20, as the customer paid them on one day.
func (l law) eggs(t testing.TB, number int, day func(order int) string) compensation.Case {
	t.Helper()
	c := l.caseOf(t, with(milk(), func(s *scene) { s.price, s.bought = "2.20", day(number) }))
	c.Order.ID = fmt.Sprintf("SO-%d", number)
	c.Complaint.Intake.Order = c.Order.ID
	for other := range 46 {
		if other != number {
			c.Others = append(c.Others, compensation.Purchase{
				Order: fmt.Sprintf("SO-%d", other), Product: "P", Bought: l.day(t, day(other)), Paid: l.money(t, "2.20"),
			})
		}
	}
	return c
}

func oneDay(int) string { return "2026-09-01" }

// fileAll files the complaints one after the other and accepts what the law gives, as the ledger of the desk keeps it. It
// returns what they have got together, price and damages apart.
func fileAll(t require.TestingT, e *compensation.Engine, cases []compensation.Case) (price, damages complaint.Money) {
	ledger := map[string]complaint.Money{}
	for i := range cases {
		accounts, err := e.Accounts(cases[i])
		require.NoError(t, err)
		for j := range accounts {
			accounts[j].Balance = ledger[accounts[j].Name]
		}
		cases[i].Accounts = accounts
		d, err := e.Evaluate(cases[i])
		require.NoError(t, err)
		for _, o := range d.Options[:min(1, len(d.Options))] {
			for _, g := range o.Grants {
				if g.Remedy == complaint.RemedyCash {
					damages = sum(t, damages, g.Amount)
				} else {
					price = sum(t, price, g.Amount)
				}
			}
			for _, r := range o.Reserves {
				ledger[r.Account] = sum(t, ledger[r.Account], r.Amount)
				if !r.Limit.IsZero() {
					over, err := ledger[r.Account].Cmp(r.Limit)
					require.NoError(t, err)
					require.LessOrEqual(t, over, 0, "%s holds %s of %s", r.Account, ledger[r.Account], r.Limit)
				}
			}
		}
	}
	return price, damages
}

func sum(t require.TestingT, x, y complaint.Money) complaint.Money {
	if x.IsZero() {
		return y
	}
	out, err := x.Add(y)
	require.NoError(t, err)
	return out
}

// The case of the salted duck eggs, in which 46 times 1,000 was claimed: the court added up what was one purchase.
func TestPackChinaSplitOrders(t *testing.T) {
	l := china(t)
	e := l.engine(t, scene{})
	t.Run("CN FSL art. 148(2) with SPC typical case of 30 November 2023: 46 orders for 101.20 give 1,012.00", func(t *testing.T) {
		d, err := e.Evaluate(l.eggs(t, 0, oneDay))
		require.NoError(t, err)
		l.judge(t, verdict{
			options: []string{"refund 2.20 + cash 1012.00"}, floor: "1014.20", excluded: []string{laterRepair},
		}, d)
	})
	t.Run("CN FSL art. 148(2) with SPC typical case of 30 November 2023: filed as 46 complaints, never more", func(t *testing.T) {
		cases := make([]compensation.Case, 46)
		for i := range cases {
			cases[i] = l.eggs(t, i, oneDay)
		}
		price, damages := fileAll(t, e, cases)
		require.Equal(t, "CNY 101.20", price.String())
		require.Equal(t, "CNY 1012.00", damages.String())
	})
	t.Run("CN FSL art. 148(2): the second complaint is told why", func(t *testing.T) {
		c := l.eggs(t, 1, oneDay)
		accounts, err := e.Accounts(c)
		require.NoError(t, err)
		for i := range accounts {
			if accounts[i].Name == onceAccount(t, e, c) {
				accounts[i].Balance = l.money(t, "1012.00")
			}
		}
		c.Accounts = accounts
		d, err := e.Evaluate(c)
		require.NoError(t, err)
		l.judge(t, verdict{
			options: []string{"refund 2.20"}, floor: "2.20",
			excluded: []string{"once unsafe food: ten times", laterRepair},
		}, d)
	})
	t.Run("CN FSL art. 148(2): purchases of two days are two purchases", func(t *testing.T) {
		// In the case of the court they were, and it added them up: a host that reads it so gives both the same day.
		days := func(order int) string {
			if order < 6 {
				return "2026-09-01"
			}
			return "2026-09-02"
		}
		cases := make([]compensation.Case, 46)
		for i := range cases {
			cases[i] = l.eggs(t, i, days)
		}
		_, damages := fileAll(t, e, cases)
		require.Equal(t, "CNY 2000.00", damages.String())
	})
	t.Run("CN CRPL art. 55(1): three orders of one day for 60 each give 540, not three times 500", func(t *testing.T) {
		cases := make([]compensation.Case, 3)
		for i := range cases {
			c := l.caseOf(t, scene{category: "fraud.counterfeit", price: "60.00"})
			c.Order.ID = fmt.Sprintf("SO-%d", i)
			for j := range 3 {
				c.Others = append(c.Others, compensation.Purchase{
					Order: fmt.Sprintf("SO-%d", j), Product: "P", Bought: c.Order.Bought, Paid: l.money(t, "60.00"),
				})
			}
			cases[i] = c
		}
		price, damages := fileAll(t, e, cases)
		require.Equal(t, "CNY 180.00", price.String())
		require.Equal(t, "CNY 540.00", damages.String())
	})
	t.Run("CN CRPL art. 55(1): another product of the day does not count", func(t *testing.T) {
		c := l.caseOf(t, scene{category: "fraud.counterfeit", price: "60.00"})
		c.Others = []compensation.Purchase{{Order: "SO-2", Product: "Q", Bought: c.Order.Bought, Paid: l.money(t, "600.00")}}
		d, err := e.Evaluate(c)
		require.NoError(t, err)
		require.Equal(t, []string{"refund 60.00 + cash 500.00"}, options(d))
	})
}

// onceAccount is the account of what is owed once.
func onceAccount(t testing.TB, e *compensation.Engine, c compensation.Case) string {
	t.Helper()
	accounts, err := e.Accounts(c)
	require.NoError(t, err)
	for _, a := range accounts {
		if strings.HasPrefix(a.Name, "law/") {
			return a.Name
		}
	}
	require.Fail(t, "no account of what is owed once")
	return ""
}

// However a purchase is split into orders of one day, and in whatever order the complaints come, the damages are those of the
// whole: ten times the price and at least 1,000.
func TestSplitOrdersNeverPay(t *testing.T) {
	l := china(t)
	e := l.engine(t, scene{})
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Int64Range(1, 50_000), 1, 8).Draw(t, "fen of each order")
		total := int64(0)
		cases := make([]compensation.Case, len(parts))
		for i, fen := range parts {
			total += fen
			cases[i] = l.splitPart(t, parts, i)
		}
		_, damages := fileAll(t, e, cases)
		require.Equal(t, decimal.New(max(10*total, 100_000), -2).StringFixed(2), damages.Amount.StringFixed(2))
	})
}

func (l law) splitPart(t *rapid.T, parts []int64, i int) compensation.Case {
	yuan := func(fen int64) complaint.Money {
		m, err := complaint.FromMinor(fen, l.currency)
		require.NoError(t, err)
		return m
	}
	bought := l.noon(2026, 9, 1)
	c := compensation.Case{
		Complaint: &complaint.Complaint{
			ID: complaint.KeyID("", strconv.Itoa(i)), Received: l.noon(2026, 10, 8),
			Intake:     complaint.Intake{Customer: complaint.Customer{ID: "u-1"}, Items: []complaint.Item{{Product: "P"}}},
			Assessment: complaint.Assessment{Category: "quality.expired", Sensitive: []string{"food_safety"}},
			Finding:    &complaint.Finding{Result: complaint.Substantiated},
		},
		Now: l.noon(2026, 10, 8),
		Order: compensation.Order{
			ID: fmt.Sprint("SO-", i), Jurisdiction: l.place, Bought: bought, Paid: yuan(parts[i]),
			Lines: []compensation.Line{{ID: "1", Product: "P", Paid: yuan(parts[i])}},
		},
	}
	for j, fen := range parts {
		c.Others = append(c.Others, compensation.Purchase{
			Order: fmt.Sprint("SO-", j), Product: "P", Bought: bought, Paid: yuan(fen),
		})
	}
	return c
}
