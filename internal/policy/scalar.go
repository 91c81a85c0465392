package policy

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/recourse-go/recourse/complaint"
)

const (
	boolRule     = "must be true or false"
	wholeRule    = "must be a whole number of at most 18 digits such as 3 or -3"
	numberRule   = "must be a number of at most 40 digits such as 0.25: no exponent, no leading zeros"
	moneyRule    = "must be a currency code and an amount such as CNY 23.80"
	durationRule = "must be a duration such as 90m, 24h, 1h30m, 7d or 2w, at most 292 years"
	momentRule   = "must be a date such as 2026-09-30 or a time of RFC 3339 such as 2026-09-30T16:40:00+08:00"
	instantRule  = "must be a time of RFC 3339 such as 2026-09-30T16:40:00+08:00"
)

// formError is the error about the form of a single value; whoever reads the value from a document adds the place.
// It unwraps to [complaint.ErrInvalid].
type formError string

func (e formError) Error() string { return string(e) }
func (e formError) Unwrap() error { return complaint.ErrInvalid }

const (
	trueWord  = "true"
	falseWord = "false"
)

const maxDigits = 40

// plainNumber says whether text has the form of a JSON number without an exponent.
func plainNumber(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" || len(whole) > 1 && whole[0] == '0' || len(whole)+len(fraction) > maxDigits {
		return false
	}
	for _, c := range []byte(whole + fraction) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// ParseDecimal reads an exact number of at most 40 digits in the form of a JSON number without an exponent.
func ParseDecimal(text string) (decimal.Decimal, error) {
	if !plainNumber(text) {
		return decimal.Decimal{}, formError(numberRule)
	}
	whole, fraction, _ := strings.Cut(text, ".")
	n, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return decimal.Decimal{}, formError(numberRule)
	}
	return decimal.NewFromBigInt(n, -int32(len(fraction))).Normalize(), nil
}

func parseFloat(text string) (float64, error) {
	if !plainNumber(text) {
		return 0, formError(numberRule)
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, formError(numberRule)
	}
	return v, nil
}

func parseWhole(text string) (int64, error) {
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !plainNumber(text) || v > 1e18 || v < -1e18 {
		return 0, formError(wholeRule)
	}
	return v, nil
}

// ParseMoney reads an amount as people write it in a policy: "CNY 23.80".
func ParseMoney(text string) (complaint.Money, error) {
	currency, amount, ok := strings.Cut(text, " ")
	if !ok || currency == "" {
		return complaint.Money{}, formError(moneyRule)
	}
	m, err := complaint.NewMoney(amount, currency)
	if err != nil {
		return complaint.Money{}, formError(moneyRule)
	}
	return m, nil
}

// ParseDuration reads a duration: whole numbers with a unit, largest unit first, each unit once. The units are w
// (7 d), d (24 h), h, m, s, ms and us; 1d12h is 36 hours. A minus sign may stand in front. A day here is 24 hours, not a
// business day, which is for calendars to say.
func ParseDuration(text string) (time.Duration, error) {
	units := []struct {
		name string
		size time.Duration
	}{
		{"w", 7 * 24 * time.Hour},
		{"d", 24 * time.Hour},
		{"h", time.Hour},
		{"m", time.Minute},
		{"s", time.Second},
		{"ms", time.Millisecond},
		{"us", time.Microsecond},
	}
	const most = time.Duration(math.MaxInt64)
	rest, negative := strings.CutPrefix(text, "-")
	if rest == "0" {
		return 0, nil
	}
	var sum time.Duration
	next := 0
	for rest != "" {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		n, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil {
			return 0, formError(durationRule)
		}
		rest = rest[digits:]
		letters := len(rest) - len(strings.TrimLeft(rest, "wdhmsu"))
		unit := rest[:letters]
		rest = rest[letters:]
		for next < len(units) && units[next].name != unit {
			next++
		}
		if next == len(units) || n > int64((most-sum)/units[next].size) {
			return 0, formError(durationRule)
		}
		sum += time.Duration(n) * units[next].size
		next++
	}
	if text == "" || text == "-" {
		return 0, formError(durationRule)
	}
	if negative {
		sum = -sum
	}
	return sum, nil
}

func parseInstant(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, formError(instantRule)
	}
	return t.UTC(), nil
}

// plainDecimal writes a number without an exponent, unless it is absurdly long.
func plainDecimal(d decimal.Decimal) string {
	d = d.Normalize()
	if exp := int64(d.Exponent()); exp > 2*maxDigits || exp < -2*maxDigits {
		return d.Coefficient().String() + "e" + strconv.FormatInt(exp, 10)
	}
	return d.StringFixed(max(0, -d.Exponent()))
}

func plainFloat(f float64) string {
	if math.Abs(f) > 1e15 {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
