package complaint_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
)

var allRoundings = []complaint.Rounding{
	complaint.RoundHalfUp, complaint.RoundHalfEven, complaint.RoundDown,
	complaint.RoundUp, complaint.RoundFloor, complaint.RoundCeiling,
}

// The table that the documentation of Java's RoundingMode publishes.
var roundingTable = []struct {
	in                                         string
	up, down, ceiling, floor, halfUp, halfEven string
}{
	{"5.5", "6", "5", "6", "5", "6", "6"},
	{"2.5", "3", "2", "3", "2", "3", "2"},
	{"1.6", "2", "1", "2", "1", "2", "2"},
	{"1.1", "2", "1", "2", "1", "1", "1"},
	{"1.0", "1", "1", "1", "1", "1", "1"},
	{"-1.0", "-1", "-1", "-1", "-1", "-1", "-1"},
	{"-1.1", "-2", "-1", "-1", "-2", "-1", "-1"},
	{"-1.6", "-2", "-1", "-1", "-2", "-2", "-2"},
	{"-2.5", "-3", "-2", "-2", "-3", "-3", "-2"},
	{"-5.5", "-6", "-5", "-5", "-6", "-6", "-6"},
	// Not in that table: around zero, and a tie that is none because of a digit far behind.
	{"0.5", "1", "0", "1", "0", "1", "0"},
	{"-0.5", "-1", "0", "0", "-1", "-1", "0"},
	{"0.4", "1", "0", "1", "0", "0", "0"},
	{"-0.4", "-1", "0", "0", "-1", "0", "0"},
	{"2.5000000000000000000000000001", "3", "2", "3", "2", "3", "3"},
	{"2.4999999999999999999999999999", "3", "2", "3", "2", "2", "2"},
	{"-2.5000000000000000000000000001", "-3", "-2", "-2", "-3", "-3", "-3"},
	{"0", "0", "0", "0", "0", "0", "0"},
}

func TestRoundPublishedTable(t *testing.T) {
	for _, row := range roundingTable {
		for mode, want := range map[complaint.Rounding]string{
			complaint.RoundUp: row.up, complaint.RoundDown: row.down, complaint.RoundCeiling: row.ceiling,
			complaint.RoundFloor: row.floor, complaint.RoundHalfUp: row.halfUp, complaint.RoundHalfEven: row.halfEven,
		} {
			got, err := money(t, row.in, "JPY").Round(mode)
			require.NoError(t, err)
			require.Equal(t, money(t, want, "JPY"), got, "%s %s", row.in, mode)
			// The same digits two places further right, by multiplication.
			got, err = money(t, row.in, "CNY").Mul(decimal.New(1, -2), mode)
			require.NoError(t, err)
			exact, err := money(t, want, "CNY").Mul(decimal.New(1, -2), complaint.RoundDown)
			require.NoError(t, err)
			require.Equal(t, exact, got, "%s/100 %s", row.in, mode)
		}
	}
}

// nearest rounds by fractions, in a way that shares nothing with the code under test.
func nearest(x *big.Rat, mode complaint.Rounding) *big.Int {
	floor := new(big.Int).Div(x.Num(), x.Denom()) // Euclidean with a positive divisor: the floor
	if x.IsInt() {
		return floor
	}
	ceiling := new(big.Int).Add(floor, big.NewInt(1))
	twice := new(big.Rat).Sub(x, new(big.Rat).SetInt(floor))
	half := twice.Cmp(big.NewRat(1, 2))
	inward, outward := floor, ceiling
	if x.Sign() < 0 {
		inward, outward = ceiling, floor
	}
	switch {
	case mode == complaint.RoundFloor, half < 0 && strings.HasPrefix(string(mode), "half"):
		return floor
	case mode == complaint.RoundCeiling, half > 0 && strings.HasPrefix(string(mode), "half"):
		return ceiling
	case mode == complaint.RoundDown:
		return inward
	case mode == complaint.RoundUp, mode == complaint.RoundHalfUp:
		return outward
	case floor.Bit(0) == 0:
		return floor
	}
	return ceiling
}

func TestMulAgainstFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMoney(someCurrencies...).Draw(t, "m")
		factor := decimal.New(rapid.Int64Range(-100000, 100000).Draw(t, "factor"), -rapid.Int32Range(-2, 8).Draw(t, "places"))
		mode := rapid.SampledFrom(allRoundings).Draw(t, "mode")
		got, err := m.Mul(factor, mode)
		require.NoError(t, err)
		digits, _ := complaint.MinorUnits(m.Currency)
		units := new(big.Rat).Mul(m.Amount.Rat(), factor.Rat())
		units.Mul(units, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)))
		want := decimal.NewFromBigInt(nearest(units, mode), -int32(digits)).Normalize()
		require.Equal(t, complaint.Money{Amount: want, Currency: m.Currency}, got)
	})
}

// Ties to the even neighbour, one digit behind the minor units of every kind of currency, on both sides of zero.
func TestHalfEvenTies(t *testing.T) {
	for _, row := range [][3]string{
		{"JPY", "0.5", "0"},
		{"JPY", "1.5", "2"},
		{"JPY", "2.5", "2"},
		{"JPY", "-1.5", "-2"},
		{"JPY", "-2.5", "-2"},
		{"CNY", "0.005", "0"},
		{"CNY", "0.015", "0.02"},
		{"CNY", "1.005", "1"},
		{"CNY", "-0.015", "-0.02"},
		{"CNY", "-1.005", "-1"},
		{"CNY", "1.0050000001", "1.01"},
		{"CNY", "-1.0050000001", "-1.01"},
		{"KWD", "0.0005", "0"},
		{"KWD", "0.0015", "0.002"},
		{"KWD", "9.9995", "10"},
		{"KWD", "-9.9985", "-9.998"},
		{"CLF", "0.00005", "0"},
		{"CLF", "0.00015", "0.0002"},
		{"CLF", "-0.00025", "-0.0002"},
	} {
		got, err := money(t, row[1], row[0]).Round(complaint.RoundHalfEven)
		require.NoError(t, err)
		require.Equal(t, money(t, row[2], row[0]), got, "%v", row)
	}
}

func TestMul(t *testing.T) {
	for _, tt := range []struct {
		amount, currency, factor string
		mode                     complaint.Rounding
		want                     string
	}{
		{"19.99", "CNY", "0.5", complaint.RoundHalfUp, "CNY 10.00"},
		{"19.99", "CNY", "0.5", complaint.RoundHalfEven, "CNY 10.00"},
		{"19.97", "CNY", "0.5", complaint.RoundHalfEven, "CNY 9.98"},
		{"19.97", "CNY", "0.5", complaint.RoundHalfUp, "CNY 9.99"},
		{"19.97", "CNY", "-0.5", complaint.RoundHalfUp, "CNY -9.99"},
		{"1.005", "USD", "1", complaint.RoundHalfUp, "USD 1.01"}, // floats get 1.00
		{"100", "JPY", "0.085", complaint.RoundFloor, "JPY 8"},
		{"1.000", "KWD", "0.3333", complaint.RoundCeiling, "KWD 0.334"},
		{"5", "CNY", "0", complaint.RoundUp, "CNY 0.00"},
		// One rounding, from the exact product: 0.125 rounded first would give 0.12 * 10 = 1.20.
		{"0.125", "CNY", "10", complaint.RoundHalfEven, "CNY 1.25"},
	} {
		got, err := money(t, tt.amount, tt.currency).Mul(decimal.RequireFromString(tt.factor), tt.mode)
		require.NoError(t, err)
		require.Equal(t, tt.want, got.String())
	}
	zero, err := complaint.Money{}.Mul(decimal.New(5, 0), complaint.RoundUp)
	require.NoError(t, err)
	require.Equal(t, complaint.Money{}, zero)
	_, err = money(t, strings.Repeat("9", 30), "CNY").Mul(decimal.New(1, 20), complaint.RoundDown)
	requireField(t, err, "amount")
}

func TestRoundingMustBeStated(t *testing.T) {
	for _, mode := range []complaint.Rounding{"", "HALF_UP", "bankers", "nearest"} {
		require.False(t, mode.Valid())
		// Refused even where there is nothing to round, or a missing setting would show only on some amounts.
		_, err := money(t, "1", "CNY").Round(mode)
		requireField(t, err, "rounding")
		_, err = complaint.Money{}.Mul(decimal.New(1, 0), mode)
		requireField(t, err, "rounding")
	}
	for _, mode := range allRoundings {
		require.True(t, mode.Valid())
	}
}

func TestAddSubLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom(someCurrencies).Draw(t, "currency")
		a, b := anyMoney(currency).Draw(t, "a"), anyMoney(currency).Draw(t, "b")
		sum, err := a.Add(b)
		require.NoError(t, err)
		require.Zero(t, new(big.Rat).Add(a.Amount.Rat(), b.Amount.Rat()).Cmp(sum.Amount.Rat()))
		back, err := sum.Sub(b)
		require.NoError(t, err)
		require.Equal(t, a, back)
		other, err := b.Add(a)
		require.NoError(t, err)
		require.Equal(t, sum, other)
		diff, err := a.Sub(b)
		require.NoError(t, err)
		negated, err := a.Add(b.Neg())
		require.NoError(t, err)
		require.Equal(t, diff, negated)
		order, err := a.Cmp(b)
		require.NoError(t, err)
		require.Equal(t, diff.Sign(), order)
		require.Equal(t, order == 0, a.Equal(b))
	})
}

func TestZeroValueIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMoney(someCurrencies...).Draw(t, "m")
		for _, zero := range []complaint.Money{{}, {Amount: decimal.New(0, 5)}} {
			sum, err := zero.Add(m)
			require.NoError(t, err)
			require.Equal(t, m, sum)
			sum, err = m.Add(zero)
			require.NoError(t, err)
			require.Equal(t, m, sum)
			diff, err := zero.Sub(m)
			require.NoError(t, err)
			require.Equal(t, m.Neg(), diff)
			order, err := m.Cmp(zero)
			require.NoError(t, err)
			require.Equal(t, m.Sign(), order)
		}
	})
	sum, err := complaint.Money{}.Add(complaint.Money{Amount: decimal.New(0, -3)})
	require.NoError(t, err)
	require.Equal(t, complaint.Money{}, sum)
}

func TestAddRefusesTooManyDigits(t *testing.T) {
	most := money(t, strings.Repeat("9", 40), "JPY")
	_, err := most.Add(money(t, "1", "JPY"))
	requireField(t, err, "amount")
	_, err = most.Neg().Sub(money(t, "1", "JPY"))
	requireField(t, err, "amount")
	less, err := most.Sub(money(t, "1", "JPY"))
	require.NoError(t, err)
	require.Equal(t, "JPY "+strings.Repeat("9", 39)+"8", less.String())
}

// The values are shared between goroutines, so methods must not write to the numbers behind them.
func TestMoneyIsNotChanged(t *testing.T) {
	a := complaint.Money{Amount: decimal.New(1050, -2), Currency: "CNY"}
	b := complaint.Money{Amount: decimal.New(333, -3), Currency: "CNY"}
	for range 2 {
		_, _ = a.Add(b)
		_, _ = a.Sub(b)
		_, _ = a.Mul(b.Amount, complaint.RoundHalfEven)
		_, _ = b.Round(complaint.RoundUp)
		_, _ = a.Allocate(b.Amount, a.Amount)
		_, _ = a.Neg().Split(7)
		_, _ = a.MarshalJSON()
		require.Equal(t, complaint.Money{Amount: decimal.New(1050, -2), Currency: "CNY"}, a)
		require.Equal(t, complaint.Money{Amount: decimal.New(333, -3), Currency: "CNY"}, b)
	}
}
