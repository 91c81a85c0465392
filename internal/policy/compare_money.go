package policy

import (
	"github.com/shopspring/decimal"

	"github.com/recourse-go/recourse/complaint"
)

// moneyTest compiles a comparison of an amount.
func (k *compiler[S]) moneyTest(f Field[S], c *Condition, at place) test[S] {
	get := f.money
	if c.Op == IsSet || c.Op == IsUnset {
		in := moneySet{rest: c.Op == IsSet, unset: c.Op == IsUnset}
		want := in.unset
		return test[S]{
			match: func(s *S) bool { return get(s).IsZero() == want },
			sets:  func() (yes, no []set) { return []set{in}, []set{in.complement()} },
		}
	}
	values, ok := readValues(k, c, at, ParseMoney)
	if !ok {
		return test[S]{}
	}
	by, ok := k.byCurrency(c, at, values)
	if !ok {
		return test[S]{}
	}
	type perCurrency struct {
		currency string
		in       []exactRange
	}
	var fast []perCurrency
	for _, m := range values {
		if len(fast) == 0 || fast[len(fast)-1].currency != m.Currency {
			fast = append(fast, perCurrency{m.Currency, exactRanges(by[m.Currency])})
		}
	}
	want := !c.Op.negative()
	return test[S]{
		match: func(s *S) bool {
			m := get(s)
			for i := range fast {
				if fast[i].currency == m.Currency && holdsAny(fast[i].in, m.Amount) {
					return want
				}
			}
			return !want
		},
		sets: func() (yes, no []set) {
			in := moneySet{by: by}
			if !want {
				return []set{in.complement()}, []set{in}
			}
			return []set{in}, []set{in.complement()}
		},
	}
}

// byCurrency sorts the values of a comparison of amounts by currency, each of which can have one bound only.
func (k *compiler[S]) byCurrency(c *Condition, at place, values []complaint.Money) (map[string]ranges, bool) {
	amounts := map[string][]decimal.Decimal{}
	for i, m := range values {
		if c.Op != Between && c.Op != OneOf && c.Op != NoneOf && len(amounts[m.Currency]) > 0 {
			k.refuse(k.item(c, at, i), c.Value[i], "must be the only amount in its currency")
			return nil, false
		}
		amounts[m.Currency] = append(amounts[m.Currency], m.Amount)
	}
	if c.Op == Between {
		if values[0].Currency != values[1].Currency {
			k.refuse(at.key("value"), "", "must be two amounts in the same currency")
			return nil, false
		}
		if values[0].Amount.Cmp(values[1].Amount) > 0 {
			k.refuse(at.key("value"), "", crossedRule)
			return nil, false
		}
	}
	by := make(map[string]ranges, len(amounts))
	for currency, list := range amounts {
		by[currency] = decimalRanges(c.Op, list)
	}
	return by, true
}
