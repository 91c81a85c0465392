package complaint

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Money is an exact amount in one currency. It is a value: methods return new values and never change their operands.
//
// Amount is in major units (yuan, not fen). It may have more decimals than the currency's minor units, as unit prices
// do; nothing is ever rounded in silence, so such an amount stays as it is until [Money.Round] or [Money.Mul] is told
// how to round. Currency is a code that [MinorUnits] knows.
//
// The zero value (no currency, amount zero) means "nothing stated". It is the identity of [Money.Add], so a sum can
// start from it. It is not the same as CNY 0.00, which states an amount.
//
// An amount has at most 40 digits, written with at least the minor units of its currency ("1.50" has three). Methods
// that return an error refuse operands and results outside of this, and operands whose currency is unknown, with a
// [*FieldError]; no method panics, whatever the fields hold. Every Money that a method or the decoder returns is
// normalised, so that equal values are also equal for reflect.DeepEqual; for other values use [Money.Equal].
type Money struct {
	Amount   decimal.Decimal
	Currency string
}

const (
	// maxDigits bounds an amount, so that a short hostile input cannot ask for a huge number.
	maxDigits = 40
	// maxAmountPower is the power of ten that one field of a complaint may state at most.
	maxAmountPower = 15
)

const (
	amountRule = `must be a decimal number in a string, such as "23.80": ` +
		"an optional minus sign, digits, and at most one point between digits; no exponent, no leading zeros"
	digitsRule   = "must have at most 40 digits, counting the minor units of the currency"
	noStatedRule = "must be stated with an amount that is not zero: a currency code of ISO 4217 such as CNY"
	minorRule    = "must not have more decimals than the minor units of the currency"
	hugeRule     = "must lie between -1000000000000000 and 1000000000000000"
)

// NewMoney reads an amount in major units, such as "23.80", "-5" or "0.125", and a currency code.
// The form is that of a JSON number without an exponent, so "+1", ".5", "5.", "007", "1e3" and "1,000" are refused,
// and so is anything longer than 40 digits. Decimals beyond the minor units are accepted and kept.
// The currency may be empty only when the amount is zero, which gives the zero value.
// Errors are of type [*FieldError] for the field "amount" or "currency".
func NewMoney(amount, currency string) (Money, error) {
	d, ok := parseAmount(amount)
	if !ok {
		return Money{}, fieldError("amount", amount, amountRule)
	}
	return Money{Amount: d, Currency: currency}.valid()
}

// FromMinor returns an amount counted in minor units: FromMinor(2380, "CNY") is CNY 23.80, FromMinor(2380, "JPY") is
// JPY 2380. It returns a [*FieldError] when [MinorUnits] does not know the currency.
func FromMinor(units int64, currency string) (Money, error) {
	digits, ok := MinorUnits(currency)
	if !ok {
		return Money{}, fieldError("currency", currency, currencyRule)
	}
	return Money{Amount: decimal.New(units, -int32(digits)).Normalize(), Currency: currency}, nil
}

// Minor returns the amount counted in minor units: 2380 for CNY 23.80. The zero value gives 0. It never rounds: it
// returns a [*FieldError] when the amount is not a whole number of minor units or does not fit an int64.
func (m Money) Minor() (int64, error) {
	m, err := m.valid()
	if err != nil {
		return 0, err
	}
	units, ok := m.minor()
	if !ok {
		return 0, fieldError("amount", m.plain(), minorRule)
	}
	if !units.IsInt64() {
		return 0, fieldError("amount", m.plain(), "must fit 64 bits when counted in minor units")
	}
	return units.Int64(), nil
}

// IsZero reports whether m is the zero value: no currency and the amount zero. CNY 0.00 is not; ask [Money.Sign] for
// that. The JSON option omitzero calls it.
func (m Money) IsZero() bool { return m.Currency == "" && m.Amount.Sign() == 0 }

// Sign returns -1, 0 or +1 as the amount is negative, zero or positive.
func (m Money) Sign() int { return m.Amount.Sign() }

// Equal reports whether currency and amount are the same, however the amount is written: CNY 1.5 equals CNY 1.50.
// The zero value equals only itself, not CNY 0.00.
func (m Money) Equal(o Money) bool {
	// Not decimal's Equal: that one writes out all the zeros of a huge exponent.
	a, b := m.Amount.Normalize(), o.Amount.Normalize()
	return m.Currency == o.Currency && a.Exponent() == b.Exponent() && a.Coefficient().Cmp(b.Coefficient()) == 0
}

// String returns the code and the amount with at least the minor units of the currency: "CNY 23.80", "JPY 2380",
// "USD -0.125". The zero value is "0". It is meant for logs and errors; customers want the form of their language.
func (m Money) String() string {
	if m.Currency == "" {
		return m.plain()
	}
	return m.Currency + " " + m.plain()
}

// check is for a field of the input. It accepts the zero value, because only the caller knows whether an amount is
// needed there, and otherwise an amount in whole minor units of a known currency, between -10^15 and 10^15.
func (m Money) check(field string) error {
	digits, ok := MinorUnits(m.Currency)
	switch {
	case m.IsZero():
		return nil
	case m.Currency == "":
		return fieldError(field+".currency", "", noStatedRule)
	case !ok:
		return fieldError(field+".currency", m.Currency, currencyRule)
	case digitCount(m.Amount, digits) > maxDigits:
		return fieldError(field+".amount", m.plain(), digitsRule)
	case m.Amount.Normalize().Exponent() < -int32(digits):
		return fieldError(field+".amount", m.plain(), minorRule)
	case m.Amount.Abs().Cmp(decimal.New(1, maxAmountPower)) > 0:
		return fieldError(field+".amount", m.plain(), hugeRule)
	}
	return nil
}

// valid returns m normalised, or the reason why it cannot take part in arithmetic and cannot be encoded.
func (m Money) valid() (Money, error) {
	if m.IsZero() {
		return Money{}, nil
	}
	if m.Currency == "" {
		return Money{}, fieldError("currency", "", noStatedRule)
	}
	digits, ok := MinorUnits(m.Currency)
	if !ok {
		return Money{}, fieldError("currency", m.Currency, currencyRule)
	}
	if digitCount(m.Amount, digits) > maxDigits {
		return Money{}, fieldError("amount", m.plain(), digitsRule)
	}
	m.Amount = m.Amount.Normalize()
	return m, nil
}

// minor returns a valid amount in minor units, or false when it is not a whole number of them.
func (m Money) minor() (*big.Int, bool) {
	digits, _ := MinorUnits(m.Currency)
	n := m.Amount.Normalize()
	shift := int64(n.Exponent()) + int64(digits)
	if shift < 0 {
		return nil, false
	}
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(shift), nil)
	return ten.Mul(ten, n.Coefficient()), true
}

// plain writes the amount without an exponent and with at least the minor units of the currency.
func (m Money) plain() string {
	digits, _ := MinorUnits(m.Currency)
	return plainDecimal(m.Amount, digits)
}

// plainDecimal writes d without an exponent and with at least places decimals. A number that is far out of bounds is
// written with an exponent instead, because its zeros could fill the memory.
func plainDecimal(d decimal.Decimal, places int) string {
	n := d.Normalize()
	if digitCount(n, places) > 2*maxDigits {
		return n.Coefficient().String() + "e" + strconv.FormatInt(int64(n.Exponent()), 10)
	}
	// StringFixed, because String reads a global of the decimal package. It does not round here.
	return n.StringFixed(max(int32(places), -n.Exponent()))
}

// digitCount returns how many digits d has when it is written without an exponent and with at least places decimals.
func digitCount(d decimal.Decimal, places int) int64 {
	n := d.Normalize()
	exp := int64(n.Exponent())
	whole := max(1, int64(n.NumDigits())+exp)
	return whole + max(int64(places), -exp)
}

// parseAmount reads a JSON number without an exponent that has at most maxDigits digits. It reads the digits itself,
// because decimal.NewFromString accepts more forms and reads a global.
func parseAmount(s string) (decimal.Decimal, bool) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" || len(whole)+len(fraction) > maxDigits ||
		len(whole) > 1 && whole[0] == '0' {
		return decimal.Decimal{}, false
	}
	all := whole + fraction
	for i := range len(all) {
		if all[i] < '0' || all[i] > '9' {
			return decimal.Decimal{}, false
		}
	}
	n, ok := new(big.Int).SetString(all, 10)
	if !ok {
		return decimal.Decimal{}, false
	}
	if negative {
		n.Neg(n)
	}
	return decimal.NewFromBigInt(n, -int32(len(fraction))).Normalize(), true
}
