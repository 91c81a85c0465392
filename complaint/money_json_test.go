package complaint_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
)

func TestMoneyJSON(t *testing.T) {
	for _, tt := range []struct {
		m    complaint.Money
		want string
	}{
		{money(t, "23.8", "CNY"), `{"amount":"23.80","currency":"CNY"}`},
		{money(t, "-0.125", "USD"), `{"amount":"-0.125","currency":"USD"}`},
		{money(t, "1200", "JPY"), `{"amount":"1200","currency":"JPY"}`},
		{money(t, "0", "KWD"), `{"amount":"0.000","currency":"KWD"}`},
		{complaint.Money{Amount: decimal.New(5, 3), Currency: "CNY"}, `{"amount":"5000.00","currency":"CNY"}`},
		{complaint.Money{}, `{"amount":"0","currency":""}`},
		{complaint.Money{Amount: decimal.New(0, -4)}, `{"amount":"0","currency":""}`},
	} {
		got, err := json.Marshal(tt.m)
		require.NoError(t, err)
		require.Equal(t, tt.want, string(got))
		back := complaint.Money{Amount: decimal.New(7, 7), Currency: "old"}
		require.NoError(t, json.Unmarshal(got, &back))
		require.True(t, tt.m.Equal(back))
	}
}

func TestMoneyJSONInStruct(t *testing.T) {
	type line struct {
		Paid complaint.Money  `json:"paid,omitzero"`
		Ask  *complaint.Money `json:"ask,omitempty"`
	}
	got, err := json.Marshal(line{})
	require.NoError(t, err)
	require.Equal(t, `{}`, string(got))
	var l line
	require.NoError(t, json.Unmarshal([]byte(`{"paid":null,"ask":{"currency":"JPY","amount":"0"}}`), &l))
	require.True(t, l.Paid.IsZero())
	require.Equal(t, money(t, "0", "JPY"), *l.Ask)
	got, err = json.Marshal(line{Paid: money(t, "0", "CNY")}) // a stated zero is not left out
	require.NoError(t, err)
	require.Equal(t, `{"paid":{"amount":"0.00","currency":"CNY"}}`, string(got))
}

func TestMoneyJSONRefuses(t *testing.T) {
	for _, tt := range []struct{ field, in string }{
		{"amount", `{"amount":23.80,"currency":"CNY"}`},
		{"amount", `{"amount":0,"currency":"CNY"}`},
		{"amount", `{"amount":1e999999999,"currency":"CNY"}`},
		{"amount", `{"amount":null,"currency":"CNY"}`},
		{"amount", `{"amount":["1"],"currency":"CNY"}`},
		{"amount", `{"amount":{"amount":"1"},"currency":"CNY"}`},
		{"amount", `{"amount":"1e3","currency":"CNY"}`},
		{"amount", `{"amount":"1e2147483648","currency":"CNY"}`},
		{"amount", `{"amount":"","currency":"CNY"}`},
		{"amount", `{"currency":"CNY"}`},
		{"amount", `{}`},
		{"amount", `{"amount":"1","currency":"CNY","amount":"2"}`},
		{"amount", `{"amount":"` + strings.Repeat("1", 41) + `","currency":"JPY"}`},
		{"amount", `{"amount":"` + strings.Repeat("1", 1<<20) + `","currency":"JPY"}`},
		{"currency", `{"amount":"1","currency":156}`},
		{"currency", `{"amount":"1","currency":null}`},
		{"currency", `{"amount":"1","currency":"cny"}`},
		{"currency", `{"amount":"0","currency":"RMB"}`},
		{"currency", `{"amount":"1","currency":"XAU"}`},
		{"currency", `{"amount":"1","currency":""}`},
		{"currency", `{"amount":"1"}`},
		{"money", `{"amount":"1","currency":"CNY","tax":"0"}`},
		{"money", `{"Amount":"1","currency":"CNY"}`},
		{"money", `"CNY 1"`},
		{"money", `12`},
		{"money", `[]`},
		{"money", `true`},
	} {
		kept := money(t, "7", "CNY")
		err := json.Unmarshal([]byte(tt.in), &kept)
		requireField(t, err, tt.field)
		require.Equal(t, money(t, "7", "CNY"), kept, "changed by %.60s", tt.in)
	}
	// encoding/json never passes these on, but the method is exported.
	for _, in := range []string{
		"", "{", `{"amount"`, `{"amount":`, `{"amount":"1"`, `{"amount":"1",`, `{"amount" "1","currency":"CNY"}`,
		`{"amount":"1","currency":"CNY"} x`, `{"amount":"1","currency":"CNY"}{}`, `{"amount":"1","currency":"CNY"`,
		`{"amount":"1","currency":"CNY"]`, `{1:"1"}`, "\xff", "nul",
	} {
		var m complaint.Money
		require.ErrorIs(t, m.UnmarshalJSON([]byte(in)), complaint.ErrInvalid, in)
		require.Equal(t, complaint.Money{}, m)
	}
}

// What cannot be decoded is not encoded. The digit before the point counts too.
func TestMoneyJSONDigitLimit(t *testing.T) {
	least := complaint.Money{Amount: decimal.New(1, -39), Currency: "CNY"}
	b, err := json.Marshal(least)
	require.NoError(t, err)
	var back complaint.Money
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, least, back)
	_, err = json.Marshal(complaint.Money{Amount: decimal.New(1, -40), Currency: "CNY"})
	requireField(t, err, "amount")
}

func TestMoneyJSONErrorIsShort(t *testing.T) {
	for _, in := range []string{
		`{"` + strings.Repeat("k", 1<<20) + `":"1"}`,
		`{"amount":"` + strings.Repeat("x", 1<<20) + `","currency":"CNY"}`,
	} {
		var m complaint.Money
		require.Less(t, len(m.UnmarshalJSON([]byte(in)).Error()), 400)
	}
}

func TestMoneyJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMoney(someCurrencies...).Draw(t, "m")
		b, err := json.Marshal(m)
		require.NoError(t, err)
		var back complaint.Money
		require.NoError(t, json.Unmarshal(b, &back))
		require.Equal(t, m, back)
	})
}

// Money must not depend on the switches that a program may flip in the decimal package.
func TestMoneyIgnoresDecimalGlobals(t *testing.T) {
	quotes, trim, science, limit, precision := decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros,
		decimal.UseScientificNotation, decimal.MaxDecodeExponent, decimal.DivisionPrecision
	t.Cleanup(func() {
		decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros = quotes, trim
		decimal.UseScientificNotation, decimal.MaxDecodeExponent, decimal.DivisionPrecision = science, limit, precision
	})
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros = true, false
	decimal.UseScientificNotation, decimal.MaxDecodeExponent, decimal.DivisionPrecision = true, 0, 0

	m := money(t, "1200.50", "JPY")
	b, err := json.Marshal(m)
	require.NoError(t, err)
	require.Equal(t, `{"amount":"1200.5","currency":"JPY"}`, string(b))
	require.Equal(t, "JPY 1200", money(t, "1200", "JPY").String())
	parts, err := money(t, "1", "CNY").Split(3)
	require.NoError(t, err)
	require.Equal(t, []int64{34, 33, 33}, minors(t, parts))
}

func FuzzMoneyJSON(f *testing.F) {
	for _, seed := range []string{
		`{"amount":"23.80","currency":"CNY"}`, `{"currency":"JPY","amount":"-0"}`, `{"amount":"0","currency":""}`, `null`,
		`{"amount":"0.0001","currency":"CLF"}`, `{"amount":"1e5","currency":"CNY"}`, `{"amount":5,"currency":"CNY"}`,
		`{"\u0061mount":"1","currency":"CN\u0059"}`, ` { "amount" : "12345678901234567890.5" , "currency" : "KWD" } `,
		`{"amount":"1","amount":"2","currency":"CNY"}`, `{"amount":"1","currency":"CNY"}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var m complaint.Money
		if err := m.UnmarshalJSON(data); err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.Equal(t, complaint.Money{}, m)
			return
		}
		// Whatever is accepted is JSON that says the same to a reader who knows nothing of Money.
		var plain map[string]string
		require.NoError(t, json.Unmarshal(data, &plain))
		require.Equal(t, m.Currency, plain["currency"])
		if plain != nil {
			amount, ok := new(big.Rat).SetString(plain["amount"])
			require.True(t, ok)
			require.Zero(t, amount.Cmp(m.Amount.Rat()))
		}
		first, err := json.Marshal(m)
		require.NoError(t, err)
		var back complaint.Money
		require.NoError(t, json.Unmarshal(first, &back))
		require.Equal(t, m, back)
		second, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
	})
}
