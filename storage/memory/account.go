package memory

import (
	"context"
	"fmt"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// charge works out the balances after all debits, one after the other, or returns why one does not fit.
func (t *tenant) charge(changes []storage.Change) (map[account]int64, error) {
	var balances map[account]int64
	for i := range changes {
		for _, d := range changes[i].Debits {
			if balances == nil {
				balances = map[account]int64{}
			}
			name := account{name: d.Account, currency: d.Amount.Currency}
			balance, ok := balances[name]
			if !ok {
				balance = t.balances[name]
			}
			next, err := debit(balance, d)
			if err != nil {
				return nil, err
			}
			balances[name] = next
		}
	}
	return balances, nil
}

// debit adds a debit to a balance in minor units.
func debit(balance int64, d storage.Debit) (int64, error) {
	amount, err := d.Amount.Minor()
	if err != nil {
		return 0, err
	}
	sum := balance + amount
	fits := sum >= 0 // the balance is not below zero, so a sum that leaves 64 bits is
	if !d.Limit.IsZero() && amount >= 0 {
		limit, err := d.Limit.Minor()
		if err != nil {
			return 0, err
		}
		fits = fits && sum <= limit
	}
	if !fits {
		held, err := complaint.FromMinor(balance, d.Amount.Currency)
		if err != nil {
			return 0, err
		}
		return 0, &storage.LimitError{Debit: d, Balance: held}
	}
	return sum, nil
}

// Balance implements [storage.Accounts]. A currency that is not known fails with a *[complaint.FieldError].
func (s *Store) Balance(ctx context.Context, name, currency string) (complaint.Money, error) {
	if err := ctx.Err(); err != nil {
		return complaint.Money{}, fmt.Errorf("read balance: %w", err)
	}
	s.mu.RLock()
	balance := s.balances[account{name: name, currency: currency}]
	s.mu.RUnlock()
	m, err := complaint.FromMinor(balance, currency)
	if err != nil {
		return complaint.Money{}, fmt.Errorf("read balance: %w", err)
	}
	return m, nil
}
