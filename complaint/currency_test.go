package complaint_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// allCurrencies tries every code of three capitals, so it also finds rows that nobody meant to add.
func allCurrencies() map[int][]string {
	found := map[int][]string{}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			for c := 'A'; c <= 'Z'; c++ {
				code := string([]rune{a, b, c})
				if digits, ok := complaint.MinorUnits(code); ok {
					found[digits] = append(found[digits], code)
				}
			}
		}
	}
	return found
}

// The short columns of ISO 4217 are checked in full; everything else in the list has two minor units.
func TestMinorUnitsAgainstISO4217(t *testing.T) {
	found := allCurrencies()
	require.Equal(t, []string{
		"BIF", "BYR", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
		"XAF", "XOF", "XPF",
	}, found[0])
	require.Equal(t, []string{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}, found[3])
	require.Equal(t, []string{"CLF", "UYW"}, found[4])
	// 165 codes with minor units in list one of 1 January 2026, and the ten withdrawn since 2016.
	require.Len(t, found[2], 165+10-18-7-2)
	require.Len(t, found, 4)
	for _, code := range []string{
		"CNY", "HKD", "TWD", "MOP", "USD", "EUR", "GBP", "CHF", "INR", "IDR", "PKR", "COP", "HUF", "MGA", "MRU", "SGD",
		"MYR", "THB", "AUD", "BRL", "MXN", "RUB", "TRY", "ZAR", "XCG", "XAD", "SLE", "VED", "ZWG", "BGN", "HRK",
	} {
		require.Contains(t, found[2], code)
	}
}

func TestMinorUnitsRefuses(t *testing.T) {
	for _, code := range []string{
		"", " ", "cny", "Cny", "CNY ", "CN", "CNYY", "RMB", "CNH", "BTC", "UKP", "GGP", "IMP", "JEP", "TRL", "DEM",
		"XAU", "XAG", "XPT", "XPD", "XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XUA", "XTS", "XXX", "156", "\x00\x00\x00",
	} {
		digits, ok := complaint.MinorUnits(code)
		require.False(t, ok, "%q", code)
		require.Zero(t, digits, "%q", code)
	}
}
