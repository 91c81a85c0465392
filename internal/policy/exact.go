package policy

import (
	"cmp"
	"math/bits"

	"github.com/shopspring/decimal"
)

// exact is a decimal that is ready to be compared without allocating.
type exact struct {
	d        decimal.Decimal
	sign     int
	exp      int32
	digits   int64
	small    uint64 // the digits, where there are at most 18
	hasSmall bool
}

const smallDigits = 18

func exactly(d decimal.Decimal) exact {
	e := exact{d: d, sign: d.Sign(), exp: d.Exponent(), digits: int64(d.NumDigits())}
	if e.digits <= smallDigits {
		n := d.CoefficientInt64()
		if n < 0 {
			n = -n
		}
		e.small, e.hasSmall = uint64(n), true
	}
	return e
}

// compareDecimals orders two numbers exactly. It never writes out the zeros of a huge exponent.
func compareDecimals(a, b *exact) int {
	if a.sign != b.sign || a.sign == 0 {
		return cmp.Compare(a.sign, b.sign)
	}
	// The power of ten decides, unless it is the same for both.
	if c := cmp.Compare(a.digits+int64(a.exp), b.digits+int64(b.exp)); c != 0 {
		return c * a.sign
	}
	if !a.hasSmall || !b.hasSmall {
		return a.d.Cmp(b.d)
	}
	// The exponents differ by less than the number of digits.
	switch shift := int64(a.exp) - int64(b.exp); {
	case shift == 0:
		return cmp.Compare(a.small, b.small) * a.sign
	case shift > 0:
		return compareScaled(a.small, shift, b.small) * a.sign
	default:
		return -compareScaled(b.small, -shift, a.small) * a.sign
	}
}

func compareNumbers(a, b decimal.Decimal) int {
	x, y := exactly(a), exactly(b)
	return compareDecimals(&x, &y)
}

// compareScaled compares a with the given number of zeros appended to b.
func compareScaled(a uint64, zeros int64, b uint64) int {
	ten := uint64(1)
	for range zeros {
		ten *= 10
	}
	hi, lo := bits.Mul64(a, ten)
	if hi > 0 {
		return 1
	}
	return cmp.Compare(lo, b)
}
