package complaint_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
)

func money(t require.TestingT, amount, currency string) complaint.Money {
	m, err := complaint.NewMoney(amount, currency)
	require.NoError(t, err)
	return m
}

func requireField(t require.TestingT, err error, field string) {
	var fe *complaint.FieldError
	require.ErrorAs(t, err, &fe)
	require.Equal(t, field, fe.Field)
	require.NotEmpty(t, fe.Rule)
	require.ErrorIs(t, err, complaint.ErrInvalid)
}

var someCurrencies = []string{"CNY", "USD", "JPY", "KWD", "CLF"}

// anyMoney draws amounts with up to 20 digits and up to 6 decimals.
func anyMoney(currencies ...string) *rapid.Generator[complaint.Money] {
	return rapid.Custom(func(t *rapid.T) complaint.Money {
		n := rapid.OneOf(rapid.Int64Range(-1000, 1000), rapid.Int64()).Draw(t, "coefficient")
		places := rapid.Int32Range(0, 6).Draw(t, "places")
		return complaint.Money{
			Amount:   decimal.New(n, -places).Normalize(),
			Currency: rapid.SampledFrom(currencies).Draw(t, "currency"),
		}
	})
}

func anyWhole(currencies ...string) *rapid.Generator[complaint.Money] {
	return rapid.Custom(func(t *rapid.T) complaint.Money {
		n := rapid.OneOf(rapid.Int64Range(-1000, 1000), rapid.Int64()).Draw(t, "units")
		m, err := complaint.FromMinor(n, rapid.SampledFrom(currencies).Draw(t, "currency"))
		require.NoError(t, err)
		return m
	})
}

func TestNewMoney(t *testing.T) {
	for _, tt := range []struct{ amount, currency, want string }{
		{"23.80", "CNY", "CNY 23.80"},
		{"23.8", "CNY", "CNY 23.80"},
		{"23.800", "CNY", "CNY 23.80"},
		{"0.125", "USD", "USD 0.125"},
		{"-5", "USD", "USD -5.00"},
		{"-0.004", "USD", "USD -0.004"},
		{"0", "CNY", "CNY 0.00"},
		{"-0.00", "CNY", "CNY 0.00"},
		{"1200", "JPY", "JPY 1200"},
		{"1.5", "JPY", "JPY 1.5"},
		{"1.5", "KWD", "KWD 1.500"},
		{"1.5", "CLF", "CLF 1.5000"},
		{"0", "", "0"},
		{"0.00", "", "0"},
		{strings.Repeat("9", 40), "JPY", "JPY " + strings.Repeat("9", 40)},
		{strings.Repeat("9", 38), "CNY", "CNY " + strings.Repeat("9", 38) + ".00"},
		{"0." + strings.Repeat("0", 38) + "1", "CNY", "CNY 0." + strings.Repeat("0", 38) + "1"},
	} {
		m, err := complaint.NewMoney(tt.amount, tt.currency)
		require.NoError(t, err, tt.amount)
		require.Equal(t, tt.want, m.String())
		require.Equal(t, tt.currency, m.Currency)
	}
}

var badAmounts = []string{
	"", " ", "-", "+1", ".5", "5.", ".", "-.5", "007", "00", "-01.5", "1e3", "1E-3", "1,000", "1 000", " 1", "1 ", "1\n", "0x10",
	"1_000", "--1", "1.-5", "1.2.3", "NaN", "Inf", "\u22125", "１２", "١", "\x00", "\xff", "1e2147483648", "1e-2147483648",
	"9" + strings.Repeat("0", 40), "0." + strings.Repeat("0", 39) + "1", "0." + strings.Repeat("0", 40), strings.Repeat("9", 1<<20),
}

func TestNewMoneyRefuses(t *testing.T) {
	for _, amount := range badAmounts {
		_, err := complaint.NewMoney(amount, "CNY")
		requireField(t, err, "amount")
	}
	// 39 digits pass the first look, but CNY needs two more for the minor units.
	_, err := complaint.NewMoney(strings.Repeat("9", 39), "CNY")
	requireField(t, err, "amount")
	for _, currency := range []string{"cny", "RMB", "XAU", "XXX", strings.Repeat("C", 1<<20)} {
		_, err := complaint.NewMoney("1", currency)
		requireField(t, err, "currency")
	}
	_, err = complaint.NewMoney("1", "")
	requireField(t, err, "currency")
}

func TestMinor(t *testing.T) {
	for _, tt := range []struct {
		units    int64
		currency string
		want     string
	}{
		{2380, "CNY", "CNY 23.80"},
		{-5, "CNY", "CNY -0.05"},
		{2380, "JPY", "JPY 2380"},
		{2380, "KWD", "KWD 2.380"},
		{2380, "CLF", "CLF 0.2380"},
		{math.MaxInt64, "CNY", "CNY 92233720368547758.07"},
		{math.MinInt64, "CNY", "CNY -92233720368547758.08"},
	} {
		m, err := complaint.FromMinor(tt.units, tt.currency)
		require.NoError(t, err)
		require.Equal(t, tt.want, m.String())
		units, err := m.Minor()
		require.NoError(t, err)
		require.Equal(t, tt.units, units)
	}
	units, err := complaint.Money{}.Minor()
	require.NoError(t, err)
	require.Zero(t, units)

	_, err = complaint.FromMinor(1, "XAU")
	requireField(t, err, "currency")
	for _, m := range []complaint.Money{
		money(t, "0.001", "CNY"), money(t, "0.5", "JPY"),
		money(t, "92233720368547758.08", "CNY"), money(t, "-92233720368547758.09", "CNY"),
	} {
		_, err = m.Minor()
		requireField(t, err, "amount")
	}
}

func TestZeroSignEqual(t *testing.T) {
	require.True(t, complaint.Money{}.IsZero())
	require.True(t, complaint.Money{Amount: decimal.New(0, -2)}.IsZero())
	require.False(t, money(t, "0", "CNY").IsZero())
	require.False(t, complaint.Money{Amount: decimal.New(1, 0)}.IsZero())

	require.Equal(t, 0, money(t, "0.00", "CNY").Sign())
	require.Equal(t, 1, money(t, "0.01", "CNY").Sign())
	require.Equal(t, -1, money(t, "-0.01", "CNY").Sign())

	raw := complaint.Money{Amount: decimal.New(150, -2), Currency: "CNY"}
	require.True(t, raw.Equal(money(t, "1.5", "CNY")))
	require.False(t, raw.Equal(money(t, "1.51", "CNY")))
	require.False(t, raw.Equal(money(t, "-1.5", "CNY")))
	require.False(t, raw.Equal(money(t, "15", "CNY")))
	require.False(t, raw.Equal(money(t, "1.5", "USD")))
	require.False(t, complaint.Money{}.Equal(money(t, "0", "CNY")))
	require.Equal(t, money(t, "-1.5", "CNY"), raw.Neg())
	require.Equal(t, money(t, "0", "CNY"), money(t, "0", "CNY").Neg())
}

// hostile are values that only Go code can build. Every method must come back at once and without a panic.
var hostile = []complaint.Money{
	{Amount: decimal.New(1, math.MaxInt32), Currency: "CNY"},
	{Amount: decimal.New(-1, math.MaxInt32), Currency: "CNY"},
	{Amount: decimal.New(1, math.MinInt32), Currency: "CNY"},
	{Amount: decimal.New(math.MinInt64, math.MinInt32), Currency: "JPY"},
	{Amount: decimal.New(10, math.MaxInt32), Currency: "CNY"},
	{Amount: decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 4096), 0), Currency: "CNY"},
	{Amount: decimal.New(1, 0), Currency: "nope"},
	{Amount: decimal.New(1, 0)},
	{Amount: decimal.New(1, math.MaxInt32)},
}

func TestHostileValues(t *testing.T) {
	fine := money(t, "1.00", "CNY")
	for _, m := range hostile {
		require.NotEmpty(t, m.String())
		require.NotZero(t, m.Sign())
		require.False(t, m.IsZero())
		require.True(t, m.Equal(m)) //nolint:gocritic // reflexive on purpose
		require.False(t, m.Equal(fine))
		require.True(t, m.Neg().Neg().Equal(m))
		for name, call := range map[string]func() error{
			"Minor":    func() error { _, err := m.Minor(); return err },
			"Add":      func() error { _, err := fine.Add(m); return err },
			"Add left": func() error { _, err := m.Add(fine); return err },
			"Add zero": func() error { _, err := m.Add(complaint.Money{}); return err },
			"Sub":      func() error { _, err := fine.Sub(m); return err },
			"Cmp":      func() error { _, err := m.Cmp(fine); return err },
			"Mul":      func() error { _, err := m.Mul(decimal.New(1, 0), complaint.RoundDown); return err },
			"factor":   func() error { _, err := fine.Mul(decimal.New(1, m.Amount.Exponent()+1), ""); return err },
			"Round":    func() error { _, err := m.Round(complaint.RoundHalfEven); return err },
			"Allocate": func() error { _, err := m.Allocate(decimal.New(1, 0)); return err },
			"Split":    func() error { _, err := m.Split(3); return err },
			"JSON":     func() error { _, err := m.MarshalJSON(); return err },
		} {
			require.ErrorIs(t, call(), complaint.ErrInvalid, "%s of %v", name, m)
		}
	}
}

func TestHostileWeights(t *testing.T) {
	for _, w := range []decimal.Decimal{
		decimal.New(-1, 0), decimal.New(-1, -9), decimal.New(1, math.MaxInt32), decimal.New(1, math.MinInt32), decimal.New(1, 40),
	} {
		_, err := money(t, "1.00", "CNY").Allocate(decimal.New(1, 0), w)
		requireField(t, err, "weights[1]")
	}
	_, err := money(t, "1.00", "CNY").Mul(decimal.New(1, math.MinInt32), complaint.RoundDown)
	requireField(t, err, "factor")
}

func TestCurrencyMismatchError(t *testing.T) {
	l, r := money(t, "1", "CNY"), money(t, "2.5", "USD")
	_, err := l.Add(r)
	var mismatch *complaint.CurrencyMismatchError
	require.ErrorAs(t, err, &mismatch)
	require.Equal(t, complaint.CurrencyMismatchError{Left: l, Right: r}, *mismatch)
	require.ErrorIs(t, err, complaint.ErrInvalid)
	require.EqualError(t, err, "currencies differ: CNY 1.00 and USD 2.50")
	_, err = l.Sub(r)
	require.ErrorAs(t, err, &mismatch)
	_, err = l.Cmp(r)
	require.ErrorAs(t, err, &mismatch)
	// A stated zero still has its currency.
	_, err = l.Add(money(t, "0", "USD"))
	require.ErrorAs(t, err, &mismatch)
}
