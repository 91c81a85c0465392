package compensation

import (
	"math"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
)

// shapes counts the shapes of an amount that are given.
func (a *Amount) shapes() int {
	n := 0
	for _, given := range []bool{!a.Fixed.IsZero(), a.Rate != "", len(a.Bands) > 0, a.Usage != Usage{}, a.Points != 0} {
		if given {
			n++
		}
	}
	return n
}

func (k *compiler) amount(path, rule string, a Amount) compiledAmount {
	out := compiledAmount{rounding: a.Rounding, points: a.Points, after: a.After, count: a.Count}
	if out.rounding == "" {
		out.rounding = k.rounding
	}
	k.checkRounding(path+".rounding", rule, out.rounding)
	switch n := a.shapes(); {
	case n > 1:
		k.Refuse(path, rule, "", "must have one of fixed, rate, bands, usage and points")
	case n == 0 && !a.empty():
		k.Refuse(path, rule, "", "must have one of fixed, rate, bands, usage and points besides")
	}
	out.fixed = k.fixed(path+".fixed", rule, a.Fixed)
	out.rate, out.of = k.rated(path, rule, a.Rate, a.Of)
	k.tableOf(path, rule, &a, &out)
	k.usage(path+".usage", rule, a.Usage, &out)
	if a.Points < 0 || a.Points > maxPoints {
		k.Refuse(path+".points", rule, strconv.FormatInt(a.Points, 10), "must be from 1 to "+strconv.FormatInt(maxPoints, 10))
	}
	if a.Points != 0 && !a.unbounded() {
		k.Refuse(path, rule, "", "must have nothing but per, after, count and rounding beside points")
	}
	k.perUnit(path, rule, &a, &out)
	k.bounds(path, rule, &a, &out)
	return out
}

// maxPoints is the most that a grant can have.
const maxPoints = 1_000_000_000_000

func (a *Amount) empty() bool {
	return a.Of == "" && a.By == "" && a.Per == "" && a.After == 0 && a.Count == 0 && a.unbounded() && a.Rounding == ""
}

// unbounded says that nothing comes after the shape.
func (a *Amount) unbounded() bool {
	return a.Reduce.Rate == "" && a.Raise == "" && a.Least.IsZero() && a.Most.IsZero() && a.MostRate == "" && a.MostOf == "" &&
		a.Step.IsZero()
}

// rated checks a rate with its base.
func (k *compiler) rated(path, rule string, r Rate, of Base) (ratio, Base) {
	if r == "" {
		if of != "" {
			k.Refuse(path+".of", rule, string(of), "must stand beside a rate")
		}
		return ratio{}, ""
	}
	out, problem := r.multiple()
	if problem != "" {
		k.Refuse(path+".rate", rule, string(r), problem)
	}
	k.base(path+".of", rule, of)
	return out, of
}

func (k *compiler) base(path, rule string, of Base) {
	k.OneOf(path, rule, string(of), string(OfLine), string(OfOrder), string(OfFreight), string(OfFee), string(OfLoss),
		string(OfAmount), string(OfPurchases))
}

// tableOf checks a table: bands rise, do not overlap, and the last one has no end.
func (k *compiler) tableOf(path, rule string, a *Amount, out *compiledAmount) {
	if len(a.Bands) == 0 {
		if a.By != "" {
			k.Refuse(path+".by", rule, a.By, "must stand beside bands")
		}
		return
	}
	if len(a.Bands) > maxBands {
		k.Refuse(path+".bands", rule, strconv.Itoa(len(a.Bands)), "must have at most "+strconv.Itoa(maxBands)+" rows")
		return
	}
	out.by = k.counter(path+".by", rule, a.By)
	out.bands = make([]compiledBand, len(a.Bands))
	for i, b := range a.Bands {
		here := at1(path+".bands", i)
		row := compiledBand{to: math.MaxInt64, fixed: k.fixed(here+".fixed", rule, b.Fixed)}
		row.rate, row.of = k.rated(here, rule, b.Rate, b.Of)
		last := i == len(a.Bands)-1
		switch {
		case b.To == nil && !last:
			k.Refuse(here+".to", rule, "", "must be given in every row but the last: rows overlap")
		case b.To != nil:
			row.to = *b.To
		}
		if i > 0 && row.to <= out.bands[i-1].to {
			k.Refuse(here+".to", rule, strconv.FormatInt(row.to, 10), "must be above that of the row before: rows overlap")
		}
		if (b.Rate != "") == !b.Fixed.IsZero() {
			k.Refuse(here, rule, "", "must have either fixed or rate")
		}
		out.bands[i] = row
	}
}

func (k *compiler) usage(path, rule string, u Usage, out *compiledAmount) {
	if u == (Usage{}) {
		return
	}
	k.base(path+".of", rule, u.Of)
	out.usage = compiledUsage{of: u.Of, by: k.counter(path+".by", rule, u.By), most: ratio{1, 1}}
	out.usage.rate = k.share(path+".rate", rule, u.Rate)
	if u.Most != "" {
		out.usage.most = k.share(path+".most", rule, u.Most)
	}
}

func (k *compiler) perUnit(path, rule string, a *Amount, out *compiledAmount) {
	if a.Per == "" {
		if a.After != 0 || a.Count != 0 {
			k.Refuse(path+".per", rule, "", "must be given where after or count is")
		}
		return
	}
	out.per = k.counter(path+".per", rule, a.Per)
	if a.After < 0 || a.Count < 0 {
		k.Refuse(path+".after", rule, strconv.FormatInt(min(a.After, a.Count), 10), "must not be negative")
	}
	if len(a.Bands) > 0 || (a.Usage != Usage{}) {
		k.Refuse(path+".per", rule, a.Per, "must not stand beside bands or usage")
	}
}

// bounds checks what comes after the shape.
func (k *compiler) bounds(path, rule string, a *Amount, out *compiledAmount) {
	if a.Reduce.Rate != "" {
		out.reduceRate = k.share(path+".reduce.rate", rule, a.Reduce.Rate)
		out.reduce = k.condition(a.Reduce.When)
	} else if !a.Reduce.When.IsZero() {
		k.Refuse(path+".reduce.rate", rule, "", "must be given where there is a condition")
	}
	out.raise = k.optionalShare(path+".raise", rule, a.Raise)
	out.least = k.fixed(path+".least", rule, a.Least)
	out.most = k.fixed(path+".most", rule, a.Most)
	out.step = k.fixed(path+".step", rule, a.Step)
	if a.MostRate != "" {
		out.mostRate = k.share(path+".most_rate", rule, a.MostRate)
		out.mostOf = a.MostOf
		k.base(path+".most_of", rule, a.MostOf)
	} else if a.MostOf != "" {
		k.Refuse(path+".most_of", rule, string(a.MostOf), "must stand beside most_rate")
	}
	if out.least.currency != "" && out.least.currency == out.most.currency && out.least.units > out.most.units {
		k.Refuse(path+".least", rule, a.Least.String(), "must not be above the ceiling of "+a.Most.String())
	}
	k.oneCurrency(path, rule, a)
}

// oneCurrency refuses an amount of several currencies.
func (k *compiler) oneCurrency(path, rule string, a *Amount) {
	first := ""
	check := func(path string, m complaint.Money) {
		switch {
		case m.Currency == "":
		case first == "":
			first = m.Currency
		case m.Currency != first:
			k.Refuse(path, rule, m.String(), "must be in one currency with the others of the amount, "+first)
		}
	}
	check(path+".fixed", a.Fixed)
	for i := range a.Bands {
		check(at2(path+".bands", i, "fixed"), a.Bands[i].Fixed)
	}
	check(path+".least", a.Least)
	check(path+".most", a.Most)
	check(path+".step", a.Step)
}
