package compensation_test

import (
	"strconv"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// drawing makes policies and cases for laws. Everything is in CNY.
type drawing struct {
	*rapid.T

	// plain leaves out what makes a decision fall when a loss grows: conditions on it, the first of a group, and what is worth
	// another thing than it costs where the best of a group is taken.
	plain    bool
	rounding complaint.Rounding // of the policy
	n        int
}

func (d *drawing) is(label string) bool { return rapid.Bool().Draw(d.T, label) }

func (d *drawing) seldom(label string) bool { return rapid.IntRange(0, 5).Draw(d.T, label) == 0 }

func (d *drawing) upTo(n int, label string) int { return rapid.IntRange(0, n).Draw(d.T, label) }

func pick[T any](d *drawing, label string, list ...T) T {
	return rapid.SampledFrom(list).Draw(d.T, label)
}

func (d *drawing) name() string {
	d.n++
	return "r" + strconv.Itoa(d.n)
}

// cents draws an amount, often a small one.
func (d *drawing) cents(most int64, label string) complaint.Money {
	n := rapid.OneOf(rapid.Int64Range(0, min(most, 300)), rapid.Int64Range(0, most)).Draw(d.T, label)
	m, err := complaint.FromMinor(n, "CNY")
	require.NoError(d.T, err)
	return m
}

// some draws an amount above zero.
func (d *drawing) some(most int64, label string) complaint.Money {
	m, err := complaint.FromMinor(rapid.Int64Range(1, most).Draw(d.T, label), "CNY")
	require.NoError(d.T, err)
	return m
}

func (d *drawing) base() compensation.Base {
	return pick(d, "base", compensation.OfLine, compensation.OfOrder, compensation.OfFreight, compensation.OfFee, compensation.OfLoss,
		compensation.OfLoss, compensation.OfAmount, compensation.OfPurchases)
}

func (d *drawing) share() compensation.Rate {
	return pick[compensation.Rate](d, "share", "0.01%", "3.3%", "10%", "33.333%", "50%", "99.99%", "100%")
}

func (d *drawing) amount(remedy complaint.Remedy) compensation.Amount {
	a := compensation.Amount{Rounding: pick(d, "rounding", "", complaint.RoundHalfEven, complaint.RoundDown, complaint.RoundUp)}
	shape := d.upTo(6, "shape")
	if shape == 0 && remedy == complaint.RemedyPoints {
		a.Points = int64(d.upTo(2000, "points")) + 1
		return a
	}
	switch shape {
	case 1:
		to := int64(2)
		a.By, a.Bands = "delay.days", []compensation.Band{{To: &to, Fixed: d.some(9000, "band")}, {Rate: d.share(), Of: d.base()}}
	case 2:
		a.Usage = compensation.Usage{Of: d.base(), By: "used.days", Rate: pick[compensation.Rate](d, "use", "0.05%", "2%"), Most: d.share()}
	case 3:
		a.Fixed = d.some(9000, "fixed")
	default:
		a.Rate, a.Of = pick(d, "rate", d.share(), "3x", "1.5x"), d.base()
	}
	if shape > 2 && d.seldom("per") {
		a.Per, a.After, a.Count = "delay.days", int64(d.upTo(2, "after")), int64(d.upTo(3, "count"))
	}
	if d.seldom("reduced") {
		a.Reduce = compensation.Reduction{Rate: d.share(), When: d.when()}
	}
	if d.seldom("raised") {
		a.Raise = d.share()
	}
	if d.seldom("least") {
		a.Least = d.some(400, "least")
	}
	if d.seldom("most") {
		most, err := d.some(9000, "most").Add(a.Least)
		require.NoError(d.T, err)
		a.Most = most
	}
	if d.seldom("most of") {
		a.MostRate, a.MostOf = d.share(), d.base()
	}
	if d.seldom("step") {
		a.Step = d.some(700, "step")
	}
	return a
}

// when draws a condition that most cases fulfil.
func (d *drawing) when() compensation.Condition {
	switch d.upTo(5, "condition") {
	case 0:
		return compensation.Condition{Field: "facts", Op: "contains_any", Value: []string{pick(d, "fact", "opened", "harm")}}
	case 1:
		return compensation.Condition{Field: "delay.days", Op: "at_least", Value: []string{"1"}}
	default:
		return compensation.Condition{}
	}
}

func (d *drawing) choices(most int, law bool) []compensation.Choice {
	list := make([]compensation.Choice, 1+d.upTo(most-1, "choices"))
	for i := range list {
		c := compensation.Choice{Name: d.name()}
		if d.seldom("choice when") {
			c.When = d.when()
		}
		once := false
		for range 1 + d.upTo(2, "grants") {
			remedies := []complaint.Remedy{
				complaint.RemedyRefund, complaint.RemedyCash, complaint.RemedyPartialRefund, complaint.RemedyExchange,
			}
			if !d.plain {
				remedies = append(remedies, complaint.RemedyReturn)
			}
			if !law && !d.plain {
				remedies = append(remedies, complaint.RemedyCoupon, complaint.RemedyPoints, complaint.RemedyApology)
			}
			g := compensation.GrantDoc{Remedy: pick(d, "remedy", remedies...)}
			if g.Remedy != complaint.RemedyExchange && g.Remedy != complaint.RemedyApology {
				g.Amount = d.amount(g.Remedy)
				g.Once = law && !once && d.seldom("once")
				once = once || g.Once
			}
			c.Grants = append(c.Grants, g)
		}
		list[i] = c
	}
	return list
}

func (d *drawing) standard(law bool) compensation.Standard {
	s := compensation.Standard{Rule: compensation.Rule{Name: d.name(), When: d.when()}, Options: d.choices(2, law)}
	if law {
		require.NoError(d.T, s.From.UnmarshalText([]byte("2014-03-15")))
		s.Source = "article 1"
		return s
	}
	s.Beside, s.Group = d.is("beside"), pick(d, "group", "", "g", "h")
	return s
}

// law draws a statutory pack.
func (d *drawing) law() compensation.Pack {
	p := compensation.Pack{Header: compensation.Header{Kind: compensation.PackKind, Name: "xe", Version: "1"}, Jurisdiction: "XE"}
	for range d.upTo(2, "laws") {
		p.Standards = append(p.Standards, d.standard(true))
	}
	return p
}

// policy draws a policy with a pack.
func (d *drawing) policy(pack compensation.Pack) compensation.Policy {
	d.rounding = pick(d, "policy rounding", "", complaint.RoundHalfEven, complaint.RoundDown, complaint.RoundUp)
	p := compensation.Policy{
		Header: compensation.Header{Kind: compensation.Kind, Name: "shop", Version: "1"}, Packs: []string{"xe"}, Statutes: []compensation.Pack{pack},
		Zone:     pick(d, "zone", "", "Asia/Shanghai", "America/New_York"),
		Rounding: d.rounding,
		Coupons:  compensation.Coupons{Cost: pick[compensation.Rate](d, "coupons", "", "30%", "50%")},
		Points:   compensation.Points{Face: "CNY 0.006", Cost: pick[compensation.Price](d, "points", "", "CNY 0.004", "CNY 0.009")},
		Groups:   map[string]compensation.Stacking{},
	}
	modes := []compensation.Stacking{compensation.Best, compensation.Sum, compensation.First}
	if d.plain {
		modes = modes[1:2]
	}
	for _, g := range []string{"g", "h", "goodwill"} {
		p.Groups[g] = pick(d, "mode", modes...)
	}
	for range d.upTo(4, "standards") {
		p.Standards = append(p.Standards, d.standard(false))
	}
	for range d.upTo(4, "caps") {
		p.Caps = append(p.Caps, compensation.Cap{
			Rule:   compensation.Rule{Name: d.name(), When: d.when()},
			Per:    pick(d, "per", compensation.PerComplaint, compensation.PerOrder, compensation.PerCustomer, compensation.PerAll, compensation.PerIncident),
			Period: pick(d, "period", "", compensation.PerDay, compensation.PerWeek), Most: []complaint.Money{d.some(9000, "cap")},
			Counts: pick(d, "counts", compensation.CountGoodwill, compensation.CountAll),
			Over:   pick(d, "over", compensation.OverCut, compensation.OverCut, compensation.OverAsk),
		})
	}
	if d.is("authority") {
		p.Authority.Limits = []compensation.AuthorityLimit{{Role: complaint.RoleMid, Most: []complaint.Money{d.some(9000, "limit")}}}
		p.Authority.FourEyes = []complaint.Money{d.some(20_000, "four eyes")}
	}
	if d.seldom("abuse") {
		p.Abuse.Rules = []compensation.AbuseRule{{
			Rule: compensation.Rule{Name: d.name(), When: d.when()}, Then: pick(d, "then", compensation.AbuseAsk, compensation.AbuseWithhold),
		}}
	}
	return p
}

func (d *drawing) engine(p compensation.Policy) *compensation.Engine {
	e, err := compensation.New(p)
	require.NoError(d.T, err)
	return e
}

// purchase draws a case about an order.
func (d *drawing) purchase() compensation.Case {
	c := shirt(d.T, "CNY")
	c.Complaint.Received = shirtTime.Add(time.Duration(d.upTo(100, "hours")) * time.Hour)
	c.Order.Freight, c.Order.Fee, c.Complaint.Intake.Amount = d.cents(900, "freight"), d.cents(300, "fee"), d.cents(9000, "amount")
	c.Others[0].Paid = d.cents(9000, "other")
	c.Order.Promised = shirtTime.AddDate(0, 0, -d.upTo(5, "delay"))
	if d.is("delivered") {
		c.Order.Delivered = shirtTime.AddDate(0, 0, -d.upTo(40, "used"))
	}
	c.Loss = d.cents(20_000, "loss")
	total, gone := sum(d.T, c.Order.Freight, c.Order.Fee), complaint.Money{}
	c.Order.Lines, c.Complaint.Intake.Items = nil, nil
	for i := range 1 + d.upTo(3, "lines") {
		l := compensation.Line{ID: "L" + strconv.Itoa(i), Product: pick(d, "product", "P1", "P2"), Quantity: d.upTo(3, "pieces"), Paid: d.cents(20_000, "paid")}
		if d.seldom("refunded") {
			l.Refunded = d.refundedOf(l.Paid)
		}
		total, gone = sum(d.T, total, l.Paid), sum(d.T, gone, l.Refunded)
		c.Order.Lines = append(c.Order.Lines, l)
		if i == 0 || d.is("about") {
			c.Complaint.Intake.Items = append(c.Complaint.Intake.Items, complaint.Item{Line: l.ID, Quantity: d.upTo(2, "concerned")})
		}
	}
	switch d.upTo(4, "books") {
	case 0: // only the lines are known
		c.Order.Paid = complaint.Money{}
	case 1: // less than the lines say
		units := rapid.Int64Range(minorOf(d.T, gone), minorOf(d.T, total)).Draw(d.T, "order")
		c.Order.Paid, _ = complaint.FromMinor(units, "CNY")
	default:
		c.Order.Paid = total
	}
	for _, fact := range []string{"opened", "harm"} {
		if d.is(fact) {
			c.Facts = append(c.Facts, fact)
		}
	}
	c.Actor = complaint.Actor{ID: "mia", Role: pick(d, "role", "", complaint.RoleMid, complaint.RoleManager)}
	return c
}

func (d *drawing) refundedOf(paid complaint.Money) complaint.Money {
	return d.cents(minorOf(d.T, paid), "refund")
}

func minorOf(t require.TestingT, m complaint.Money) int64 {
	n, err := m.Minor()
	require.NoError(t, err)
	return n
}

// used draws balances for the accounts of a case.
func (d *drawing) used(l ledger, e *compensation.Engine, c compensation.Case) {
	list, err := e.Accounts(c)
	require.NoError(d.T, err)
	for _, a := range list {
		if d.seldom("balance of " + a.Name) {
			l[a.Name] = d.cents(9000, "balance")
		}
	}
}
