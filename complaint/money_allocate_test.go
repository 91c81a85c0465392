package complaint_test

import (
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
)

func weights(s ...string) []decimal.Decimal {
	w := make([]decimal.Decimal, len(s))
	for i := range s {
		w[i] = decimal.RequireFromString(s[i])
	}
	return w
}

func minors(t require.TestingT, parts []complaint.Money) []int64 {
	units := make([]int64, len(parts))
	for i, p := range parts {
		var err error
		units[i], err = p.Minor()
		require.NoError(t, err)
	}
	return units
}

func TestAllocateTable(t *testing.T) {
	for _, tt := range []struct {
		name     string
		units    int64
		currency string
		weights  []decimal.Decimal
		want     []int64
	}{
		{"Fowler, 5 cents 70 to 30", 5, "USD", weights("70", "30"), []int64{4, 1}},
		{"Fowler, 5 cents 3 to 7", 5, "USD", weights("3", "7"), []int64{2, 3}},
		{
			"largest remainder with the Hare quota, ten seats", 10, "JPY",
			weights("47000", "16000", "15800", "12000", "6100", "3100"),
			[]int64{5, 2, 1, 1, 1, 0},
		},
		{"equal thirds", 1000, "CNY", weights("1", "1", "1"), []int64{334, 333, 333}},
		{"fractions as weights", 1000, "CNY", weights("0.1", "0.25", "0.65"), []int64{100, 250, 650}},
		{"prices as weights", 999, "CNY", weights("19.90", "5", "0.10"), []int64{795, 200, 4}},
		{"later part lost more", 10, "CNY", weights("8", "3"), []int64{7, 3}},
		{"zero weight gets nothing", 1, "CNY", weights("0", "1", "0", "1"), []int64{0, 1, 0, 0}},
		{"nothing to give", 0, "CNY", weights("1", "2"), []int64{0, 0}},
		{"negative", -1000, "CNY", weights("1", "1", "1"), []int64{-334, -333, -333}},
		{"one part", 7, "KWD", weights("0.001"), []int64{7}},
		{"a unit more than thirds", 101, "USD", weights("1", "1", "1"), []int64{34, 34, 33}},
		{"fewer units than parts", 2, "EUR", weights("1", "1", "1"), []int64{1, 1, 0}},
		{"zero weights around", 5, "EUR", weights("0", "7", "0", "3", "0"), []int64{0, 4, 0, 1, 0}},
		{"zero weights around, negative", -5, "EUR", weights("0", "7", "0", "3", "0"), []int64{0, -4, 0, -1, 0}},
		{"yen have no smaller unit", 100, "JPY", weights("1", "1", "1"), []int64{34, 33, 33}},
		{"yen, negative", -100, "JPY", weights("1", "2", "4"), []int64{-14, -29, -57}},
		{"dinars have three decimals", 1000, "KWD", weights("1", "2", "4"), []int64{143, 286, 571}},
		{"dinars, negative", -1000, "KWD", weights("1", "2", "4"), []int64{-143, -286, -571}},
		{"a weight that vanishes beside another", 10, "CNY", weights("1000000000000000000000000000000000000000", "1"), []int64{10, 0}},
		{"large", 1<<63 - 1, "CNY", weights("1", "1"), []int64{1 << 62, 1<<62 - 1}},
	} {
		m, err := complaint.FromMinor(tt.units, tt.currency)
		require.NoError(t, err)
		parts, err := m.Allocate(tt.weights...)
		require.NoError(t, err, tt.name)
		require.Equal(t, tt.want, minors(t, parts), tt.name)
	}
}

func TestAllocateLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyWhole(someCurrencies...).Draw(t, "m")
		weight := rapid.Custom(func(t *rapid.T) decimal.Decimal {
			n := rapid.OneOf(rapid.Int64Range(0, 5), rapid.Int64Range(0, 1<<62)).Draw(t, "n")
			return decimal.New(n, -rapid.Int32Range(0, 6).Draw(t, "places"))
		})
		ws := rapid.SliceOfN(weight, 1, 12).Filter(func(ws []decimal.Decimal) bool {
			for _, w := range ws {
				if w.Sign() > 0 {
					return true
				}
			}
			return false
		}).Draw(t, "weights")
		parts, err := m.Allocate(ws...)
		require.NoError(t, err)
		require.Len(t, parts, len(ws))

		total := new(big.Rat)
		for _, w := range ws {
			total.Add(total, w.Rat())
		}
		units, err := m.Minor()
		require.NoError(t, err)
		var sum complaint.Money
		lost := make([]*big.Rat, len(ws)) // exact share minus part, in minor units, of the absolute amount
		for i, p := range parts {
			require.Equal(t, m.Currency, p.Currency)
			sum, err = sum.Add(p)
			require.NoError(t, err)
			if ws[i].Sign() == 0 {
				require.Zero(t, p.Sign(), "a weight of zero")
			}
			part, err := p.Minor()
			require.NoError(t, err)
			exact := new(big.Rat).Quo(ws[i].Rat(), total)
			exact.Mul(exact, new(big.Rat).SetInt64(units))
			lost[i] = exact.Sub(exact, new(big.Rat).SetInt64(part))
			if m.Sign() < 0 {
				lost[i].Neg(lost[i])
			}
			require.Negative(t, new(big.Rat).Abs(lost[i]).Cmp(big.NewRat(1, 1)), "less than a unit from the exact share")
		}
		require.Equal(t, m, sum, "parts add up")
		// Who got an extra unit (lost is negative) had at least the remainder of everyone who did not, and on a tie stood
		// earlier. A remainder is lost + 1 for those who got one.
		for i := range lost {
			for j := range lost {
				if lost[i].Sign() < 0 && lost[j].Sign() > 0 {
					remainder := new(big.Rat).Add(lost[i], big.NewRat(1, 1))
					order := remainder.Cmp(lost[j])
					require.True(t, order > 0 || order == 0 && i < j, "parts %d and %d", i, j)
				}
			}
		}
		mirrored, err := m.Neg().Allocate(ws...)
		require.NoError(t, err)
		for i := range parts {
			require.Equal(t, parts[i].Neg(), mirrored[i])
		}
	})
}

func TestAllocateRefuses(t *testing.T) {
	m := money(t, "1.00", "CNY")
	_, err := m.Allocate()
	requireField(t, err, "weights")
	_, err = m.Allocate(weights("0", "0.00")...)
	requireField(t, err, "weights")
	_, err = m.Allocate(weights("1", "-0.01")...)
	requireField(t, err, "weights[1]")
	_, err = money(t, "1.001", "CNY").Allocate(weights("1", "1")...)
	requireField(t, err, "amount")
	for _, n := range []int{0, -1, 100_001, 1 << 62} {
		_, err = m.Split(n)
		requireField(t, err, "n")
	}
}

func TestAllocateZeroValueAndManyDigits(t *testing.T) {
	parts, err := complaint.Money{}.Split(3)
	require.NoError(t, err)
	require.Equal(t, []complaint.Money{{}, {}, {}}, parts)

	most := money(t, "9999999999999999999999999999999999999999", "JPY")
	parts, err = most.Split(2)
	require.NoError(t, err)
	require.Equal(t, "JPY 5000000000000000000000000000000000000000", parts[0].String())
	require.Equal(t, "JPY 4999999999999999999999999999999999999999", parts[1].String())
}

// As many parts as can be asked for.
func TestSplitIntoMany(t *testing.T) {
	for units, want := range map[int64][2]int64{-1: {-1, 0}, 99_999: {1, 0}, 100_001: {2, 1}, 1<<63 - 1: {92_233_720_368_548, 92_233_720_368_547}} {
		m, err := complaint.FromMinor(units, "KWD")
		require.NoError(t, err)
		parts, err := m.Split(100_000)
		require.NoError(t, err)
		got := minors(t, parts)
		require.Equal(t, want, [2]int64{got[0], got[len(got)-1]})
		var sum int64
		for _, u := range got {
			sum += u
		}
		require.Equal(t, units, sum)
	}
}

func TestSplitLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyWhole(someCurrencies...).Draw(t, "m")
		n := rapid.IntRange(1, 40).Draw(t, "n")
		parts, err := m.Split(n)
		require.NoError(t, err)
		units := minors(t, parts)
		whole, err := m.Minor()
		require.NoError(t, err)
		for i, u := range units {
			want := whole / int64(n)
			if rest := whole % int64(n); int64(i) < max(rest, -rest) {
				want += int64(m.Sign())
			}
			require.Equal(t, want, u)
		}
	})
}
