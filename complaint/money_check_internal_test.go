package complaint

import (
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

func TestMoneyCheck(t *testing.T) {
	for _, tt := range []struct {
		m     Money
		field string // empty: accepted
	}{
		{Money{}, ""},
		{Money{decimal.New(0, -9), ""}, ""},
		{Money{decimal.New(0, 0), "CNY"}, ""},
		{Money{decimal.New(2380, -2), "CNY"}, ""},
		{Money{decimal.New(23800, -3), "CNY"}, ""}, // 23.800 is 23.80
		{Money{decimal.New(-1, 0), "JPY"}, ""},
		{Money{decimal.New(1, -3), "KWD"}, ""},
		{Money{decimal.New(1, 15), "CNY"}, ""},
		{Money{decimal.New(-1, 15), "CNY"}, ""},
		{Money{decimal.New(1, 0), ""}, "paid.currency"},
		{Money{decimal.New(0, 0), "cny"}, "paid.currency"},
		{Money{decimal.New(1, 0), "XAU"}, "paid.currency"},
		{Money{decimal.New(23805, -3), "CNY"}, "paid.amount"},
		{Money{decimal.New(15, -1), "JPY"}, "paid.amount"},
		{Money{decimal.New(1, -4), "KWD"}, "paid.amount"},
		{Money{decimal.New(100000000000000001, -2), "CNY"}, "paid.amount"},
		{Money{decimal.New(-100000000000000001, -2), "CNY"}, "paid.amount"},
		{Money{decimal.New(1, math.MaxInt32), "CNY"}, "paid.amount"},
		{Money{decimal.New(1, math.MinInt32), "CNY"}, "paid.amount"},
		{Money{decimal.New(1, 0), strings.Repeat("X", 1<<20)}, "paid.currency"},
	} {
		err := tt.m.check("paid")
		if tt.field == "" {
			require.NoError(t, err, tt.m)
			continue
		}
		var fe *FieldError
		require.ErrorAs(t, err, &fe, tt.m)
		require.Equal(t, tt.field, fe.Field)
		require.Less(t, len(err.Error()), 300)
	}
}
