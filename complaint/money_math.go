package complaint

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Rounding says what happens to the digits that do not fit. There is no default: every method that may round takes one,
// and refuses a value that is not in the list. The values stand in policy documents.
type Rounding string

// The rounding modes, by the names of the General Decimal Arithmetic specification, which the decimal types of Java,
// Python and most other languages use too.
const (
	// RoundHalfUp rounds to the nearest, a tie away from zero: 2.5 to 3, -2.5 to -3. It is what invoices and tax
	// offices mean by commercial rounding.
	RoundHalfUp Rounding = "half_up"
	// RoundHalfEven rounds to the nearest, a tie to the even neighbour: 2.5 to 2, 3.5 to 4. Also called bankers' rounding;
	// over many amounts its errors cancel out.
	RoundHalfEven Rounding = "half_even"
	// RoundDown rounds toward zero, so it cuts: 2.9 to 2, -2.9 to -2.
	RoundDown Rounding = "down"
	// RoundUp rounds away from zero: 2.1 to 3, -2.1 to -3.
	RoundUp Rounding = "up"
	// RoundFloor rounds toward minus infinity: 2.9 to 2, -2.1 to -3.
	RoundFloor Rounding = "floor"
	// RoundCeiling rounds toward plus infinity: 2.1 to 3, -2.9 to -2.
	RoundCeiling Rounding = "ceiling"
)

// Valid reports whether r is one of the modes above.
func (r Rounding) Valid() bool {
	_, ok := r.apply(decimal.Decimal{}, 0)
	return ok
}

func (r Rounding) apply(d decimal.Decimal, places int32) (decimal.Decimal, bool) {
	switch r {
	case RoundHalfUp:
		d = d.Round(places)
	case RoundHalfEven:
		d = d.RoundBank(places)
	case RoundDown:
		d = d.RoundDown(places)
	case RoundUp:
		d = d.RoundUp(places)
	case RoundFloor:
		d = d.RoundFloor(places)
	case RoundCeiling:
		d = d.RoundCeil(places)
	default:
		return decimal.Decimal{}, false
	}
	return d.Normalize(), true
}

// CurrencyMismatchError says that two amounts in different currencies met in an operation that needs one currency.
// Converting is the host's business. It unwraps to [ErrInvalid].
type CurrencyMismatchError struct {
	// Left is the receiver of the method, Right its argument.
	Left, Right Money
}

// Error names both operands.
func (e *CurrencyMismatchError) Error() string {
	return fmt.Sprintf("currencies differ: %s and %s", e.Left, e.Right)
}

// Unwrap returns [ErrInvalid].
func (e *CurrencyMismatchError) Unwrap() error { return ErrInvalid }

// Add returns m + o, exactly. Both must have the same currency, else it returns a [*CurrencyMismatchError]; the zero
// value goes with every currency and changes nothing.
func (m Money) Add(o Money) (Money, error) {
	m, o, err := pair(m, o)
	if err != nil {
		return Money{}, err
	}
	m.Amount = m.Amount.Add(o.Amount)
	return m.valid()
}

// Sub returns m - o, exactly, under the same rules as [Money.Add]. The zero value minus o is -o.
func (m Money) Sub(o Money) (Money, error) {
	m, o, err := pair(m, o)
	if err != nil {
		return Money{}, err
	}
	m.Amount = m.Amount.Sub(o.Amount)
	return m.valid()
}

// Cmp returns -1, 0 or +1 as m is less than, equal to or greater than o, under the same rules as [Money.Add]: the zero
// value counts as zero in the currency of the other.
func (m Money) Cmp(o Money) (int, error) {
	m, o, err := pair(m, o)
	if err != nil {
		return 0, err
	}
	return m.Amount.Cmp(o.Amount), nil
}

// pair validates both operands and gives a zero value the currency of the other.
func pair(l, r Money) (Money, Money, error) {
	m, err := l.valid()
	if err != nil {
		return Money{}, Money{}, err
	}
	o, err := r.valid()
	if err != nil {
		return Money{}, Money{}, err
	}
	switch {
	case m.IsZero():
		m.Currency = o.Currency
	case o.IsZero():
		o.Currency = m.Currency
	case m.Currency != o.Currency:
		return Money{}, Money{}, &CurrencyMismatchError{Left: l, Right: r}
	}
	return m, o, nil
}

// Neg returns -m.
func (m Money) Neg() Money {
	m.Amount = m.Amount.Neg().Normalize()
	return m
}

// Mul returns m times factor, rounded once, from the exact product, to the minor units of the currency. The factor is a
// plain number, so half of a price is 0.5 and 8 percent is 0.08; it may be negative and has at most 40 digits.
// It returns a [*FieldError] for a factor or result with too many digits and for an unknown rounding mode.
// The zero value stays the zero value.
func (m Money) Mul(factor decimal.Decimal, r Rounding) (Money, error) {
	m, err := m.valid()
	if err != nil {
		return Money{}, err
	}
	if digitCount(factor, 0) > maxDigits {
		return Money{}, fieldError("factor", plainDecimal(factor, 0), "must have at most 40 digits")
	}
	m.Amount = m.Amount.Mul(factor.Normalize())
	return m.round(r)
}

// Round returns m rounded to the minor units of its currency. It returns a [*FieldError] for an unknown rounding mode.
// The zero value stays the zero value.
func (m Money) Round(r Rounding) (Money, error) {
	m, err := m.valid()
	if err != nil {
		return Money{}, err
	}
	return m.round(r)
}

func (m Money) round(r Rounding) (Money, error) {
	digits, _ := MinorUnits(m.Currency)
	d, ok := r.apply(m.Amount, int32(digits))
	if !ok {
		return Money{}, fieldError("rounding", string(r), "must be half_up, half_even, down, up, floor or ceiling")
	}
	m.Amount = d
	return m.valid()
}
