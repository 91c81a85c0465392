package compensation

import (
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/recourse-go/recourse/complaint"
)

// maxChanges bounds how many changes of a currency a preview lists.
const maxChanges = 20

// trialMoney is what a trial knows of a currency.
type trialMoney struct {
	sums    [2]trialSums
	changes []PreviewChange
	sizes   []int64 // of the changes, the largest first
}

// trialSums adds up minor units exactly, however many cases there are.
type trialSums struct {
	given                int
	total, law, cost, to big.Int
}

func (s *trialSums) add(o *Option) {
	if o == nil {
		return
	}
	s.given++
	for _, part := range [...]struct {
		sum *big.Int
		m   complaint.Money
	}{{&s.total, o.Total}, {&s.law, o.Law}, {&s.cost, o.Cost}} {
		part.sum.Add(part.sum, s.to.SetInt64(mustUnits(part.m)))
	}
}

func (s *trialSums) money(code string) PreviewSums {
	digits, _ := complaint.MinorUnits(code)
	of := func(n *big.Int) complaint.Money {
		return complaint.Money{Amount: decimal.NewFromBigInt(n, -int32(digits)).Normalize(), Currency: code}
	}
	return PreviewSums{
		Given: s.given, Total: of(&s.total), Law: of(&s.law), Cost: of(&s.cost), Goodwill: of(new(big.Int).Sub(&s.total, &s.law)),
	}
}

// firstOf is the option that counts, nil where nothing is given.
func firstOf(d *Decision) *Option {
	if len(d.Options) == 0 {
		return nil
	}
	return &d.Options[0]
}

func (t *trial) compare(c *Case, was, now *Decision) {
	before, after := firstOf(was), firstOf(now)
	t.of(was.Currency).sums[oldSide].add(before)
	t.of(now.Currency).sums[newSide].add(after)
	t.approvals(before, after)
	if was.Currency != now.Currency && (before != nil || after != nil) {
		t.out.Other++
		return
	}
	from, to := worthOf(before), worthOf(after)
	switch {
	case to > from:
		t.out.More++
	case to < from:
		t.out.Less++
	case sameGrants(before, after):
		t.out.Same++
		return
	default:
		t.out.Other++
		return
	}
	t.of(now.Currency).change(c, now.Currency, before, after, to-from)
}

func (t *trial) of(code string) *trialMoney {
	m := t.money[code]
	if m == nil {
		m = &trialMoney{}
		if code != "" {
			t.money[code] = m
		}
	}
	return m
}

func (t *trial) approvals(before, after *Option) {
	needed := before != nil && before.Approval != nil
	needs := after != nil && after.Approval != nil
	switch {
	case needs && !needed:
		t.out.NewApproval++
	case needed && !needs:
		t.out.NoApproval++
	}
}

func worthOf(o *Option) int64 {
	if o == nil {
		return 0
	}
	return mustUnits(o.Total)
}

// sameGrants says whether two options give the same remedies.
func sameGrants(a, b *Option) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.Grants, b.Grants, func(x, y complaint.Grant) bool {
		return x.Remedy == y.Remedy && x.Points == y.Points && mustUnits(x.Amount) == mustUnits(y.Amount)
	})
}

// change keeps a change while it is among the largest. Of equal ones the first stay.
func (m *trialMoney) change(c *Case, code string, before, after *Option, by int64) {
	size := max(by, -by)
	at, _ := slices.BinarySearchFunc(m.sizes, size, func(have, size int64) int {
		if have >= size {
			return -1
		}
		return 1
	})
	if at == maxChanges {
		return
	}
	if len(m.sizes) == maxChanges {
		m.sizes, m.changes = m.sizes[:maxChanges-1], m.changes[:maxChanges-1]
	}
	digits, _ := complaint.MinorUnits(code)
	k := currency{code: code, digits: digits}
	change := k.money(size)
	if by < 0 {
		change = change.Neg()
	}
	m.sizes = slices.Insert(m.sizes, at, size)
	m.changes = slices.Insert(m.changes, at, PreviewChange{
		Complaint: c.Complaint.ID, Reference: c.Complaint.Reference, Change: change,
		Old: sideOf(before, &k), New: sideOf(after, &k),
	})
}

func sideOf(o *Option, k *currency) PreviewSide {
	if o == nil {
		return PreviewSide{Total: k.money(0), Cost: k.money(0)}
	}
	s := PreviewSide{Option: o.Name, Total: o.Total, Cost: o.Cost}
	if o.Approval != nil {
		s.Approval = o.Approval.Needs
	}
	return s
}
