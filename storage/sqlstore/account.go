package sqlstore

import (
	"context"
	"fmt"
	"math"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// debit is a debit in minor units: it fits where the balance before it lies from least to most.
type debit struct {
	storage.Debit
	amount, least, most int64
}

func debitsOf(list []storage.Debit) ([]debit, error) {
	if len(list) == 0 {
		return nil, nil
	}
	debits := make([]debit, len(list))
	for i, d := range list {
		amount, err := d.Amount.Minor()
		if err != nil {
			return nil, fmt.Errorf("debits[%d].amount: %w", i, err)
		}
		out := debit{Debit: d, amount: amount, most: math.MaxInt64}
		switch {
		case amount == math.MinInt64:
			out.least, out.most = 1, 0 // no balance is that high
		case amount < 0:
			out.least = -amount
		default:
			limit := int64(math.MaxInt64)
			if !d.Limit.IsZero() {
				if limit, err = d.Limit.Minor(); err != nil {
					return nil, fmt.Errorf("debits[%d].limit: %w", i, err)
				}
			}
			out.most = limit - amount
		}
		debits[i] = out
	}
	return debits, nil
}

func (d *debit) fits(balance int64) bool { return balance >= d.least && balance <= d.most }

// charge adds a debit to its balance in one conditional update. The account is made where it is not there; if somebody else
// makes it at the same moment the update has another go.
func (s *Store) charge(ctx context.Context, x *session, d *debit) error {
	add := func() (bool, error) {
		n, err := x.exec(ctx, x.core.sql.addBalance, d.amount, s.tenant, d.Account, d.Amount.Currency, d.least, d.most)
		return n == 1, err
	}
	if done, err := add(); done || err != nil {
		return err
	}
	if d.fits(0) {
		n, err := x.exec(ctx, x.core.sql.newBalance, s.tenant, d.Account, d.Amount.Currency, d.amount)
		if n == 1 || err != nil {
			return err
		}
		if done, err := add(); done || err != nil {
			return err
		}
	}
	held, err := s.balance(ctx, x, d.Account, d.Amount.Currency)
	if err != nil {
		return err
	}
	return &storage.LimitError{Debit: d.Debit, Balance: held}
}

func (s *Store) balance(ctx context.Context, x *session, account, currency string) (complaint.Money, error) {
	var minor int64
	if _, err := x.row(ctx, x.core.sql.balance, []any{s.tenant, account, currency}, &minor); err != nil {
		return complaint.Money{}, err
	}
	return complaint.FromMinor(minor, currency)
}

// Balance implements [storage.Accounts]. An unknown currency fails with a *[complaint.FieldError].
func (s *Store) Balance(ctx context.Context, account, currency string) (complaint.Money, error) {
	var held complaint.Money
	err := s.read(ctx, func(x *session) (err error) {
		held, err = s.balance(ctx, x, account, currency)
		return err
	})
	return held, s.failed(ctx, "read balance", err)
}
