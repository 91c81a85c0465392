package complaint

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"
)

// maxParts bounds Split, so that one wrong number cannot fill the memory.
const maxParts = 100_000

// Allocate divides m into one part per weight, in proportion to the weights, so that the parts are whole minor units
// and add up to m exactly. Prices of order lines are good weights for a refund on the whole order.
//
// It is the method of the largest remainder (Hamilton): every part first gets its exact share rounded toward zero; the
// minor units that are left over go, one each, to the parts that lost most by that; of parts that lost the same, the
// earlier one gets the unit. So no part is a whole minor unit or more away from its exact share, and a weight of zero
// always gets nothing. Allocating -m gives the parts of m, negated.
//
// Weights are not negative, have at most 40 digits each, and at least one is not zero. m must be whole minor units:
// round it first. Otherwise the error is a [*FieldError]. The zero value divides into zero values.
func (m Money) Allocate(weights ...decimal.Decimal) ([]Money, error) {
	scaled, sum, err := scaleWeights(weights)
	if err != nil {
		return nil, err
	}
	m, err = m.valid()
	if err != nil {
		return nil, err
	}
	units, ok := m.minor()
	if !ok {
		return nil, fieldError("amount", m.plain(), minorRule)
	}
	shares := largestRemainder(units, scaled, sum)
	digits, _ := MinorUnits(m.Currency)
	parts := make([]Money, len(shares))
	for i, share := range shares {
		parts[i] = Money{Amount: decimal.NewFromBigInt(share, -int32(digits)).Normalize(), Currency: m.Currency}
	}
	return parts, nil
}

// Split divides m into n parts that are as equal as minor units allow and add up to m exactly; the earlier parts get
// the extra units: CNY 10.00 in three is 3.34, 3.33, 3.33. n is from 1 to 100000, and m is whole minor units.
// Otherwise the error is a [*FieldError].
func (m Money) Split(n int) ([]Money, error) {
	if n < 1 || n > maxParts {
		return nil, fieldError("n", strconv.Itoa(n), "must be from 1 to 100000")
	}
	weights := make([]decimal.Decimal, n)
	one := decimal.New(1, 0)
	for i := range weights {
		weights[i] = one
	}
	return m.Allocate(weights...)
}

// scaleWeights returns the weights as whole numbers in the same proportion, and their sum.
func scaleWeights(weights []decimal.Decimal) (scaled []*big.Int, sum *big.Int, err error) {
	var lowest int32
	for i, w := range weights {
		n := w.Normalize()
		if n.Sign() < 0 || digitCount(n, 0) > maxDigits {
			return nil, nil, fieldError(fmt.Sprintf("weights[%d]", i), plainDecimal(n, 0),
				"must not be negative and must have at most 40 digits")
		}
		lowest = min(lowest, n.Exponent())
	}
	scaled, sum = make([]*big.Int, len(weights)), new(big.Int)
	for i, w := range weights {
		n := w.Normalize()
		ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n.Exponent())-int64(lowest)), nil)
		scaled[i] = ten.Mul(ten, n.Coefficient())
		sum.Add(sum, scaled[i])
	}
	if sum.Sign() == 0 {
		return nil, nil, fieldError("weights", "", "must have at least one weight that is not zero")
	}
	return scaled, sum, nil
}

func largestRemainder(units *big.Int, weights []*big.Int, sum *big.Int) []*big.Int {
	shares, remainders := make([]*big.Int, len(weights)), make([]*big.Int, len(weights))
	left := new(big.Int).Abs(units)
	total := new(big.Int).Set(left)
	for i, w := range weights {
		shares[i], remainders[i] = new(big.Int).QuoRem(new(big.Int).Mul(total, w), sum, new(big.Int))
		left.Sub(left, shares[i])
	}
	// The remainders add up to left * sum and each is below sum, so left is below the number of remainders that are
	// not zero, or both are zero.
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(remainders[b].Cmp(remainders[a]), cmp.Compare(a, b))
	})
	one := big.NewInt(1)
	for _, i := range order[:left.Int64()] {
		shares[i].Add(shares[i], one)
	}
	if units.Sign() < 0 {
		for _, share := range shares {
			share.Neg(share)
		}
	}
	return shares
}
