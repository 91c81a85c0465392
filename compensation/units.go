package compensation

import (
	"math"
	"math/bits"

	"github.com/shopspring/decimal"

	"github.com/recourse-go/recourse/complaint"
)

// currency is the currency of a case. Inside of the engine an amount is a whole number of its minor units: exact, and free of
// allocations.
type currency struct {
	code   string
	digits int
	// made are amounts that were made before, because a decision names the same ones again and again.
	made [12]struct {
		units int64
		money complaint.Money
	}
	count int
}

func coin(code string) *currency {
	digits, _ := complaint.MinorUnits(code)
	return &currency{code: code, digits: digits}
}

// keep remembers an amount of the case, where it is written as the engine writes it.
func (k *currency) keep(units int64, m complaint.Money) {
	if units > 0 && m.Amount.NumDigits() <= maxExactDigits && m.Amount.CoefficientInt64()%10 != 0 {
		k.remember(units, m)
	}
}

func (k *currency) remember(units int64, m complaint.Money) {
	at := k.count % len(k.made)
	k.made[at].units, k.made[at].money = units, m
	k.count++
}

// maxUnits is the most that an amount of a case can be, 10^15 of the major unit at three decimals.
const maxUnits = 1_000_000_000_000_000_000

// money is an amount of the engine as the outside knows it.
func (k *currency) money(units int64) complaint.Money {
	if k.code == "" {
		return complaint.Money{}
	}
	if units == 0 {
		return complaint.Money{Currency: k.code}
	}
	for i := range min(k.count, len(k.made)) {
		if k.made[i].units == units {
			return k.made[i].money
		}
	}
	n, exp := units, -int32(k.digits)
	for n%10 == 0 {
		n /= 10
		exp++
	}
	m := complaint.Money{Amount: decimal.New(n, exp), Currency: k.code}
	k.remember(units, m)
	return m
}

// unitsOf counts an amount in minor units without allocating where it is normalised; false when it is no whole number of them,
// negative or too large.
func unitsOf(m complaint.Money) (int64, bool) {
	if m.Amount.IsZero() {
		return 0, true
	}
	if m.Amount.NumDigits() > maxExactDigits {
		m.Amount = m.Amount.Normalize()
	}
	if m.Amount.Sign() < 0 || m.Amount.NumDigits() > maxExactDigits {
		return 0, false
	}
	digits, ok := complaint.MinorUnits(m.Currency)
	if !ok {
		return 0, false
	}
	n := m.Amount.CoefficientInt64()
	shift := int64(m.Amount.Exponent()) + int64(digits)
	for ; shift < 0; shift++ {
		if n%10 != 0 {
			return 0, false
		}
		n /= 10
	}
	for ; shift > 0; shift-- {
		if n > maxUnits/10 {
			return 0, false
		}
		n *= 10
	}
	return n, n <= maxUnits
}

const maxExactDigits = 18

// ratio is an exact share or multiple.
type ratio struct{ num, den int64 }

func (r ratio) isZero() bool { return r.num == 0 }

// of returns the share of an amount, rounded. What does not fit is the largest amount.
func (r ratio) of(units int64, mode complaint.Rounding) int64 {
	return scale(units, r.num, r.den, mode)
}

// rest is what is left of the whole.
func (r ratio) rest() ratio { return ratio{r.den - r.num, r.den} }

// scale returns units × num / den, rounded; none of them is negative. What does not fit is maxUnits.
func scale(units, num, den int64, mode complaint.Rounding) int64 {
	hi, lo := bits.Mul64(uint64(units), uint64(num))
	if hi >= uint64(den) {
		return maxUnits
	}
	q, rem := bits.Div64(hi, lo, uint64(den))
	if rem > 0 && roundsUp(mode, q, rem, uint64(den)) {
		q++
	}
	return int64(min(q, maxUnits))
}

func roundsUp(mode complaint.Rounding, q, rem, den uint64) bool {
	switch mode {
	case complaint.RoundUp, complaint.RoundCeiling:
		return true
	case complaint.RoundHalfUp:
		return rem >= den-rem
	case complaint.RoundHalfEven:
		return rem > den-rem || rem == den-rem && q%2 == 1
	case complaint.RoundDown, complaint.RoundFloor:
		return false
	default:
		return false
	}
}

// times multiplies two whole numbers that are not negative. What does not fit is maxUnits.
func times(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi > 0 || lo > maxUnits {
		return maxUnits
	}
	return int64(lo)
}

// plus adds two amounts that are not negative. What does not fit is maxUnits.
func plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return maxUnits
	}
	return min(a+b, maxUnits)
}
