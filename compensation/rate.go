package compensation

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

const (
	shareRule    = "must be a share such as 10% (above 0% and at most 100%), of at most nine decimals"
	multipleRule = "must be a share such as 10%, at most 100%, or a multiple such as 3x: write 3x where 300% is meant"
	maxMultiple  = 1000
	rateDecimals = 9
)

// share reads a rate that must not be more than the whole.
func (r Rate) share() (ratio, string) {
	text, ok := strings.CutSuffix(string(r), "%")
	if !ok {
		return ratio{}, shareRule
	}
	d, err := policy.ParseDecimal(text)
	if err != nil || d.Sign() <= 0 || d.GreaterThan(decimal.New(100, 0)) {
		return ratio{}, shareRule
	}
	out, ok := ratioOf(d, 2)
	if !ok {
		return ratio{}, shareRule
	}
	return out, ""
}

// multiple reads a rate of any size.
func (r Rate) multiple() (ratio, string) {
	text, ok := strings.CutSuffix(string(r), "x")
	if !ok {
		out, problem := r.share()
		if problem != "" {
			problem = multipleRule
		}
		return out, problem
	}
	d, err := policy.ParseDecimal(text)
	if err != nil || d.Sign() <= 0 || d.GreaterThan(decimal.New(maxMultiple, 0)) {
		return ratio{}, "must be a multiple from above 0x to 1000x"
	}
	out, ok := ratioOf(d, 0)
	if !ok {
		return ratio{}, multipleRule
	}
	return out, ""
}

// ratioOf is a small positive number divided by a power of ten, exactly.
func ratioOf(d decimal.Decimal, powers int32) (ratio, bool) {
	d = d.Normalize()
	if d.Exponent() < -rateDecimals || d.NumDigits() > rateDecimals+4 {
		return ratio{}, false
	}
	out := ratio{num: d.CoefficientInt64(), den: 1}
	for exp := d.Exponent() - powers; exp < 0; exp++ {
		out.den *= 10
	}
	for exp := d.Exponent() - powers; exp > 0; exp-- {
		out.num *= 10
	}
	return out, true
}

// price is what one point is worth or costs: num/den minor units of a currency.
type price struct {
	ratio

	currency string
}

const priceRule = "must be a currency code and a number such as CNY 0.006, of at most nine decimals"

func (p Price) parse() (price, string) {
	code, number, ok := strings.Cut(string(p), " ")
	digits, known := complaint.MinorUnits(code)
	d, err := policy.ParseDecimal(number)
	if !ok || !known || err != nil || d.Sign() <= 0 {
		return price{}, priceRule
	}
	r, ok := ratioOf(d, -int32(digits))
	if !ok {
		return price{}, priceRule
	}
	return price{r, code}, ""
}
