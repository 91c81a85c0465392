package complaint

// Reserve is money set aside in an account of the store's ledger.
type Reserve struct {
	// Account is any name of 1 to 255 bytes, for example "budget/2026-11" or "customer/u-1".
	Account string `json:"account"`
	// Amount is in whole minor units and not negative.
	Amount Money `json:"amount"`
	// Limit is the highest balance of the account that is allowed with it, in the same currency; zero without a currency
	// for none.
	Limit Money `json:"limit,omitzero"`
}

func (r *Reserve) walk(w *walker) {
	w.requireName("account", &r.Account)
	w.notNegative("amount", &r.Amount)
	if w.mode == walkCheck && r.Amount.Currency == "" {
		w.refuse("amount", "0", "must have a currency")
	}
	w.notNegative("limit", &r.Limit)
	if w.mode == walkCheck && !r.Limit.IsZero() && r.Limit.Currency != r.Amount.Currency {
		w.refuse("limit", r.Limit.String(), "must be in the currency of the amount, or zero without a currency for none")
	}
}
