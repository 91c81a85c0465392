package compensation

import (
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
)

var roundings = []complaint.Rounding{
	complaint.RoundHalfUp, complaint.RoundHalfEven, complaint.RoundDown, complaint.RoundUp, complaint.RoundFloor, complaint.RoundCeiling,
}

// rounded rounds a fraction that is not negative, in a way that shares nothing with the code under test.
func rounded(x *big.Rat, mode complaint.Rounding) *big.Int {
	floor, rest := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	half := new(big.Int).Lsh(rest, 1).Cmp(x.Denom())
	up := false
	switch mode {
	case complaint.RoundUp, complaint.RoundCeiling:
		up = rest.Sign() > 0
	case complaint.RoundHalfUp:
		up = half >= 0
	case complaint.RoundHalfEven:
		up = half > 0 || half == 0 && floor.Bit(0) == 1
	case complaint.RoundDown, complaint.RoundFloor:
	}
	if up {
		floor.Add(floor, big.NewInt(1))
	}
	return floor
}

// wholes draws small numbers, large ones and those at the bounds.
func wholes(least int64) *rapid.Generator[int64] {
	return rapid.OneOf(rapid.Int64Range(least, 1000), rapid.Int64Range(least, maxUnits), rapid.SampledFrom([]int64{least, maxUnits - 1, maxUnits}))
}

// What does not fit is the largest amount, which an evaluation refuses.
func saturated(x *big.Int) int64 {
	if x.Cmp(big.NewInt(maxUnits)) > 0 {
		return maxUnits
	}
	return x.Int64()
}

func TestScaleAgainstFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units, num, den := wholes(0).Draw(t, "units"), wholes(0).Draw(t, "num"), wholes(1).Draw(t, "den")
		mode := rapid.SampledFrom(roundings).Draw(t, "mode")
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(units), big.NewInt(num)), big.NewInt(den))
		require.Equal(t, saturated(rounded(exact, mode)), scale(units, num, den, mode))
		if num <= den {
			require.LessOrEqual(t, ratio{num, den}.of(units, mode), units, "a share is not more than the whole")
			require.Equal(t, ratio{den - num, den}, ratio{num, den}.rest())
		}
	})
}

func TestPlusAndTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := wholes(0).Draw(t, "a"), wholes(0).Draw(t, "b")
		require.Equal(t, saturated(new(big.Int).Add(big.NewInt(a), big.NewInt(b))), plus(a, b))
		require.Equal(t, saturated(new(big.Int).Mul(big.NewInt(a), big.NewInt(b))), times(a, b))
		c, d := wholes(1).Draw(t, "c"), wholes(1).Draw(t, "d")
		require.Equal(t, big.NewRat(a, c).Cmp(big.NewRat(b, d)) > 0, exceeds(ratio{a, c}, ratio{b, d}))
	})
	require.EqualValues(t, maxUnits, plus(math.MaxInt64, math.MaxInt64))
	require.EqualValues(t, maxUnits, times(math.MaxInt64, math.MaxInt64))
	require.EqualValues(t, maxUnits, scale(math.MaxInt64, math.MaxInt64, 1, complaint.RoundDown))
}

// The engine rounds as Money does.
func TestRatioAgainstMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"CNY", "JPY", "KWD", "CLF"}).Draw(t, "currency")
		m, err := complaint.FromMinor(rapid.Int64Range(0, 1_000_000_000_000).Draw(t, "units"), code)
		require.NoError(t, err)
		n := rapid.Int64Range(1, 10_000_000_000).Draw(t, "rate")
		percent := decimal.New(n, -8) // up to 100, of eight decimals
		mode := rapid.SampledFrom(roundings).Draw(t, "mode")
		r, problem := Rate(percent.String() + "%").share()
		require.Empty(t, problem)
		units, ok := unitsOf(m)
		require.True(t, ok)
		k := coin(code)
		want, err := m.Mul(percent.Div(decimal.New(100, 0)), mode)
		require.NoError(t, err)
		require.Equal(t, want, k.money(r.of(units, mode)))

		multiple := decimal.New(rapid.Int64Range(1, 1_000_000_000).Draw(t, "multiple"), -6)
		r, problem = Rate(multiple.String() + "x").multiple()
		require.Empty(t, problem)
		want, err = m.Mul(multiple, mode)
		require.NoError(t, err)
		require.Equal(t, want, k.money(r.of(units, mode)))
	})
}

// An amount comes back as it went in, also from the memory of amounts that were made before.
func TestUnitsAndMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"CNY", "JPY", "KWD", "CLF"}).Draw(t, "currency")
		k := coin(code)
		for _, units := range rapid.SliceOfN(wholes(0), 1, 30).Draw(t, "units") {
			want, err := complaint.FromMinor(units, code)
			require.NoError(t, err)
			if units == maxUnits {
				continue
			}
			require.Equal(t, want, k.money(units))
			back, ok := unitsOf(want)
			require.True(t, ok)
			require.Equal(t, units, back)
		}
	})
	require.Equal(t, complaint.Money{}, coin("").money(0))
}

func TestUnitsOfAgainstMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := complaint.Money{
			Amount: decimal.New(
				rapid.OneOf(rapid.Int64Range(-1000, 1000), rapid.Int64()).Draw(t, "coefficient"), rapid.Int32Range(-12, 20).Draw(t, "exponent")),
			Currency: rapid.SampledFrom([]string{"CNY", "JPY", "KWD", "CLF", "XAU", ""}).Draw(t, "currency"),
		}
		got, ok := unitsOf(m)
		want, err := m.Minor()
		if m.Amount.IsZero() {
			require.True(t, ok)
			require.Zero(t, got)
			return
		}
		require.Equal(t, err == nil && want >= 0 && want <= maxUnits, ok, "%s", m)
		if ok {
			require.Equal(t, want, got)
		}
	})
	for _, m := range []complaint.Money{
		{Amount: decimal.New(1, math.MaxInt32), Currency: "CNY"},
		{Amount: decimal.New(1, math.MinInt32), Currency: "CNY"},
		{Amount: decimal.New(math.MinInt64, math.MinInt32), Currency: "CNY"},
		{Amount: decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 4096), 0), Currency: "CNY"},
	} {
		_, ok := unitsOf(m)
		require.False(t, ok)
	}
	zeros := complaint.Money{Amount: decimal.RequireFromString("1.50000000000000000000000000"), Currency: "CNY"}
	units, ok := unitsOf(zeros)
	require.True(t, ok, "zeros behind the point are no digits")
	require.EqualValues(t, 150, units)
}

func TestRates(t *testing.T) {
	for text, want := range map[string]ratio{
		"10%": {10, 100}, "100%": {100, 100}, "0.05%": {5, 10_000}, "33.333333333%": {33_333_333_333, 100_000_000_000},
		"0.000000001%": {1, 100_000_000_000}, "12.50%": {125, 1000},
	} {
		r, problem := Rate(text).share()
		require.Empty(t, problem, text)
		require.Zero(t, big.NewRat(want.num, want.den).Cmp(big.NewRat(r.num, r.den)), text)
	}
	for _, text := range []Rate{"", "%", "0%", "-1%", "100.1%", "1000%", "10", "0.0000000001%", "1e1%", "10 %", "3x", "ten%"} {
		_, problem := text.share()
		require.NotEmpty(t, problem, text)
	}
	for text, want := range map[string]ratio{"3x": {3, 1}, "0.5x": {1, 2}, "1000x": {1000, 1}, "10%": {1, 10}} {
		r, problem := Rate(text).multiple()
		require.Empty(t, problem, text)
		require.Zero(t, big.NewRat(want.num, want.den).Cmp(big.NewRat(r.num, r.den)), text)
	}
	for _, text := range []Rate{"", "x", "0x", "-3x", "1000.1x", "300%", "3", "3X", "3 x"} {
		_, problem := text.multiple()
		require.NotEmpty(t, problem, text)
	}
	for text, want := range map[string]struct {
		num, den int64
		code     string
	}{"CNY 0.006": {6, 10, "CNY"}, "JPY 0.6": {6, 10, "JPY"}, "KWD 0.0005": {1, 2, "KWD"}, "CNY 12": {1200, 1, "CNY"}} {
		p, problem := Price(text).parse()
		require.Empty(t, problem, text)
		require.Equal(t, want.code, p.currency)
		require.Zero(t, big.NewRat(want.num, want.den).Cmp(big.NewRat(p.num, p.den)), text)
	}
	for _, text := range []Price{"", "CNY", "CNY ", "0.006", "cny 1", "CNY 0", "CNY -1", "CNY 0.0000000001", "CNY 1e3"} {
		_, problem := text.parse()
		require.NotEmpty(t, problem, text)
	}
}

// What grows beyond all bounds is an error and never another amount.
func TestOverflowIsAnError(t *testing.T) {
	for name, fields := range map[string]string{
		"fixed per unit":  `{"fixed": "CNY 1000000000", "per": "measures.n"}`,
		"rate per unit":   `{"rate": "1000x", "of": "loss", "per": "measures.n"}`,
		"points per unit": `{"points": 1000000000, "per": "measures.n"}`,
		"raised":          `{"rate": "1000x", "of": "loss", "raise": "100%"}`,
		"two of them":     `{"rate": "600x", "of": "loss"}`,
	} {
		remedy := "cash"
		if name == "points per unit" {
			remedy = "points"
		}
		p, err := ParsePolicy("p.json", []byte(`{"kind": "compensation", "name": "p", "version": "1", "points": {"face": "CNY 0.000000001"},
			"standards": [{"name": "s", "options": [{"grants": [{"remedy": "`+remedy+`", "amount": `+fields+`},
			{"remedy": "cash", "amount": {"rate": "600x", "of": "loss"}}]}]}]}`))
		require.NoError(t, err)
		e, err := New(p)
		require.NoError(t, err)
		loss, err := complaint.FromMinor(1_000_000_000_000_000, "CNY")
		require.NoError(t, err)
		c := Case{Complaint: &complaint.Complaint{}, Loss: loss, Measures: map[string]int64{"n": 9_000_000_000_000_000_000}}
		_, err = e.Evaluate(c)
		require.ErrorIs(t, err, complaint.ErrInvalid, name)
	}
}
