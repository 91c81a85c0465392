package complaint

// MinorUnits returns how many decimal places the smallest unit of a currency has: 2 for CNY (1 yuan is 100 fen),
// 0 for JPY, 3 for KWD, 4 for CLF. It is the "minor unit" column of ISO 4217, which is what banks and payment
// providers settle in. It is not the number of places that shops in the country like to show: IQD settles with 3 and
// IDR, PKR, COP and HUF with 2, although price tags there show none.
//
// The code is upper case, three letters, as in ISO 4217. ok is false, and money in that code is refused, when
//   - the code is not in ISO 4217 ("RMB", "cny", "BTC"),
//   - ISO 4217 gives it no minor unit: precious metals (XAU, XAG, XPT, XPD), bond market units (XBA to XBD), units of
//     account (XDR, XSU, XUA), the test code XTS and "no currency" XXX.
//
// The table is ISO 4217 list one as published on 1 January 2026, with fund codes such as CLF and UYW. A code that ISO
// withdraws stays here, because stored cases must stay readable: the table also has the codes withdrawn since 2016
// (ANG, BGN, BYR, CUC, HRK, MRO, SLL, STD, VEF, ZWL) with the minor units they had. So an ok answer does not say that
// the currency is still legal tender. The number of minor units of a code never changes here; ISO gives a reformed
// currency a new code.
func MinorUnits(currency string) (digits int, ok bool) {
	digits = minorUnits(currency)
	if digits < 0 {
		return 0, false
	}
	return digits, true
}

// currencyRule is the rule of every error about a currency code.
const currencyRule = "must be a currency code of ISO 4217 with minor units, in upper case, such as CNY"
