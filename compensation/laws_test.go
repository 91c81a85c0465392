package compensation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// Whatever the policy, the case and the balances: every decision adds up, gives what the law gives, stays below the caps, sets
// aside what a store accepts, and is always the same.
func TestDecisionLaws(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := &drawing{T: rt}
		pack := d.law()
		p := d.policy(pack)
		e, c, books := d.engine(p), d.purchase(), ledger{}
		d.used(books, e, c)
		books.fill(rt, e, &c)
		got := decided(rt, e, c)

		require.Equal(rt, got, decided(rt, e, c), "the same engine")
		again := d.engine(p)
		books.fill(rt, again, &c)
		require.Equal(rt, got, decided(rt, again, c), "the same policy")
		books.fill(rt, e, &c)

		require.NotEmpty(rt, got.Reasons)
		for i := range got.Options {
			o := &got.Options[i]
			addsUp(rt, o)
			keepsRefunds(rt, &got, o)
			keepsCaps(rt, p, c, o)
			keepsReserves(rt, c, o)
		}
		keepsLaw(rt, d, pack, books, c, got)
	})
}

func units(t require.TestingT, m complaint.Money) int64 {
	n := minorOf(t, m)
	require.GreaterOrEqual(t, n, int64(0))
	return n
}

func addsUp(t require.TestingT, o *compensation.Option) {
	var total, cost int64
	for _, g := range o.Grants {
		amount := units(t, g.Amount)
		total += amount
		if g.Cost.IsZero() {
			cost += amount
		} else {
			cost += units(t, g.Cost)
		}
		require.Equal(t, g.Remedy == complaint.RemedyPoints, g.Points > 0)
	}
	require.Equal(t, total, units(t, o.Total), "total")
	require.Equal(t, total, units(t, o.Law)+units(t, o.Goodwill), "law and goodwill")
	require.Equal(t, cost, units(t, o.Cost), "cost")
	require.NotEmpty(t, o.Grants)
}

func isRefund(r complaint.Remedy) bool {
	return r == complaint.RemedyRefund || r == complaint.RemedyPartialRefund || r == complaint.RemedyReturn
}

func keepsRefunds(t require.TestingT, d *compensation.Decision, o *compensation.Option) {
	var refunds int64
	for _, g := range o.Grants {
		if isRefund(g.Remedy) {
			refunds += units(t, g.Amount)
		}
	}
	require.LessOrEqual(t, refunds, units(t, d.RefundableOrder))
	require.LessOrEqual(t, units(t, d.Refundable), units(t, d.RefundableOrder))
}

// keepsCaps reads the caps as the policy states them, and not what the engine says about them.
func keepsCaps(t require.TestingT, p compensation.Policy, c compensation.Case, o *compensation.Option) {
	goodwill := units(t, o.Cost) - units(t, o.Law)
	require.GreaterOrEqual(t, goodwill, int64(0))
	for _, k := range p.Caps {
		at := slices.IndexFunc(c.Accounts, func(a compensation.Account) bool { return strings.HasPrefix(a.Name, "cap/"+k.Name+"/") })
		if at < 0 {
			continue // it does not apply
		}
		left := units(t, k.Most[0]) - units(t, c.Accounts[at].Balance)
		counted := goodwill
		if k.Counts == compensation.CountAll {
			counted = units(t, o.Cost)
		}
		if goodwill == 0 || counted <= left {
			continue
		}
		require.Equal(t, compensation.OverAsk, k.Over, "%s: %d is more than the %d that is left", k.Name, counted, left)
		require.True(t, o.Approval.Unfunded)
		require.True(t, o.Approval.Before)
	}
}

func keepsReserves(t require.TestingT, c compensation.Case, o *compensation.Option) {
	var refunds, reserved int64
	seen := map[string]bool{}
	for _, g := range o.Grants {
		if isRefund(g.Remedy) {
			refunds += units(t, g.Amount)
		}
	}
	for _, r := range o.Reserves {
		require.False(t, seen[r.Account], "%s stands twice", r.Account)
		seen[r.Account] = true
		at := slices.IndexFunc(c.Accounts, func(a compensation.Account) bool { return a.Name == r.Account })
		require.GreaterOrEqual(t, at, 0)
		require.Positive(t, r.Amount.Sign())
		if r.Account == "refund/"+c.Order.ID {
			reserved = units(t, r.Amount)
		}
		if !r.Limit.IsZero() && (o.Approval == nil || !o.Approval.Unfunded || !compensation.IsCap(r.Account)) {
			require.LessOrEqual(t, units(t, c.Accounts[at].Balance)+units(t, r.Amount), units(t, r.Limit), r.Account)
		}
	}
	require.Equal(t, refunds, reserved, "every refund is counted")
}

// keepsLaw compares with an engine that knows the law alone: its options stand in the decision uncut, and what the shop gives in
// their place is not less money.
func keepsLaw(t require.TestingT, d *drawing, pack compensation.Pack, books ledger, c compensation.Case, got compensation.Decision) {
	alone := d.engine(compensation.Policy{
		Header: compensation.Header{Kind: compensation.Kind, Name: "law", Version: "1"}, Packs: []string{"xe"}, Statutes: []compensation.Pack{pack},
		Rounding: d.rounding,
	})
	books.fill(t, alone, &c)
	law := decided(t, alone, c)
	require.Equal(t, law.Floor, got.Floor)
	owed := make([]string, 0, len(law.Options))
	for i := range law.Options {
		owed = append(owed, fmt.Sprint(law.Options[i].Grants))
	}
	for i := range got.Options {
		o := &got.Options[i]
		var ofLaw []complaint.Grant
		var kept int64
		instead := len(owed) == 0
		for _, g := range o.Grants {
			if g.Basis == complaint.BasisLaw {
				ofLaw = append(ofLaw, g)
				instead = instead || g.Rule == ""
			}
			if g.Remedy == complaint.RemedyCash || isRefund(g.Remedy) && g.Remedy != complaint.RemedyReturn {
				kept += units(t, g.Amount)
			}
		}
		if instead || len(ofLaw) == 0 {
			require.GreaterOrEqual(t, kept, units(t, law.Floor), "%v by law, %v in all", offered(law), offered(got))
			require.GreaterOrEqual(t, units(t, o.Law), units(t, law.Floor))
			continue
		}
		require.Contains(t, owed, fmt.Sprint(ofLaw))
	}
	if len(owed) > 0 {
		require.GreaterOrEqual(t, len(got.Options), len(owed), "nothing of the law is lost")
	}
}

// More loss never gives less: neither by law nor in all.
func TestMoreLossNeverGivesLess(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := &drawing{T: rt, plain: true}
		e := d.engine(d.policy(d.law()))
		c, books := d.purchase(), ledger{}
		d.used(books, e, c)
		books.fill(rt, e, &c)
		c.Loss = d.some(20_000, "loss")
		less := decided(rt, e, c)
		c.Loss = sum(rt, c.Loss, d.cents(20_000, "more"))
		more := decided(rt, e, c)
		require.LessOrEqual(rt, minorOf(rt, less.Floor), minorOf(rt, more.Floor))
		require.LessOrEqual(rt, best(rt, less), best(rt, more), "%v and then %v", offered(less), offered(more))
	})
}

func best(t require.TestingT, d compensation.Decision) int64 {
	var most int64
	for i := range d.Options {
		most = max(most, units(t, d.Options[i].Total))
	}
	return most
}

// What is cut to a cap is the most that the cap allows, so that a dearer remedy never takes away from a cheaper one.
func TestMoreLossWithCoupons(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := &drawing{T: rt}
		share := pick[compensation.Rate](d, "cost", "30%", "50%", "66.7%", "100%")
		fixed := d.some(5000, "fixed").String()
		bundles := [][]string{
			{`{"remedy": "cash", "amount": {"rate": "50%", "of": "loss"}}`, `{"remedy": "coupon", "amount": {"fixed": "` + fixed + `"}}`},
			{`{"remedy": "cash", "amount": {"fixed": "` + fixed + `"}}`, `{"remedy": "coupon", "amount": {"rate": "50%", "of": "loss"}}`},
		}
		grants := rapid.Permutation(pick(d, "bundle", bundles...)).Draw(rt, "grants")
		e := shopEngine(rt, `"coupons": {"cost": "`+string(share)+`"}, "caps": [{"name": "a", "per": "order", "most": ["`+d.some(5000, "cap").String()+`"]}],
			"standards": [{"name": "s", "options": [{"grants": [`+strings.Join(grants, ", ")+`]}]}]`)
		c := shirt(rt, "CNY")
		c.Loss = d.some(9000, "loss")
		less := decided(rt, e, c)
		c.Loss = sum(rt, c.Loss, d.cents(2000, "more"))
		more := decided(rt, e, c)
		require.LessOrEqual(rt, best(rt, less), best(rt, more), "%v and then %v", offered(less), offered(more))
	})
}
