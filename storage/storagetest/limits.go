package storagetest

import (
	"errors"
	"math"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/storage"
)

// debit is one debit in fen; a limit below zero stands for none.
func debit(t require.TestingT, account string, fen, limit int64) storage.Debit {
	d := storage.Debit{Account: account, Amount: cny(t, fen)}
	if limit >= 0 {
		d.Limit = cny(t, limit)
	}
	return d
}

// charge stores a new complaint with debits.
func (l *lab) charge(t *testing.T, debits ...storage.Debit) error {
	t.Helper()
	ch := l.opened(t)
	ch.Debits = debits
	err := l.store.Put(t.Context(), ch)
	if err != nil {
		l.lacks(t, ch.Complaint.ID, "Put must be all or nothing: a debit that fails must take the change with it")
	}
	return err
}

func (l *lab) charged(t *testing.T, rule string, debits ...storage.Debit) {
	t.Helper()
	require.NoError(t, l.charge(t, debits...), rule)
}

func (l *lab) overdrawn(t *testing.T, rule string, debits ...storage.Debit) {
	t.Helper()
	require.ErrorIs(t, l.charge(t, debits...), storage.ErrLimit, rule)
}

func limits() suite {
	const none = -1
	return suite{name: "limits", promises: []promise{
		{"a debit may reach its limit and not pass it", func(t *testing.T, l *lab) {
			l.charged(t, "a debit below the limit must be stored", debit(t, "a", 60, 100))
			l.overdrawn(t, "Put must fail with ErrLimit when a debit would pass the limit by one minor unit", debit(t, "a", 41, 100))
			l.charged(t, "a debit that reaches the limit exactly must be stored", debit(t, "a", 40, 100))
			l.overdrawn(t, "Put must fail with ErrLimit when the account is full", debit(t, "a", 1, 100))
			l.balance(t, "a", 100, "a debit that failed must leave the balance as it was")
		}},
		{"the first debit may not pass its limit", func(t *testing.T, l *lab) {
			l.overdrawn(t, "Put must fail with ErrLimit when the first debit of an account is over the limit", debit(t, "new", 101, 100))
			l.balance(t, "new", 0, "an account whose first debit failed must be empty")
			l.charged(t, "an account must be usable after ErrLimit", debit(t, "new", 100, 100))
		}},
		{"no limit is no limit", func(t *testing.T, l *lab) {
			for range 3 {
				l.charged(t, "a debit whose limit is zero without a currency has no limit", debit(t, "a", 1_000_000_000, none))
			}
			l.balance(t, "a", 3_000_000_000, "a debit must be added to the balance")
		}},
		{"a limit of nothing allows nothing", func(t *testing.T, l *lab) {
			l.overdrawn(t, "a limit of CNY 0.00 is a limit", debit(t, "a", 1, 0))
			l.charged(t, "a debit of nothing fits every limit", debit(t, "a", 0, 0))
		}},
		{"the limit is that of the debit", func(t *testing.T, l *lab) {
			l.charged(t, "a debit must fit its own limit", debit(t, "a", 100, 100))
			l.overdrawn(t, "a debit must fit its own limit, not that of another", debit(t, "a", 1, 50))
			l.charged(t, "a raised limit must count at once", debit(t, "a", 100, 200))
		}},
		{"a release makes room", func(t *testing.T, l *lab) {
			l.charged(t, "a debit up to the limit must be stored", debit(t, "a", 100, 100))
			l.charged(t, "a negative amount must release money", debit(t, "a", -30, none))
			l.charged(t, "released money must be available", debit(t, "a", 30, 100))
			l.overdrawn(t, "a release must make room for its own amount only", debit(t, "a", 1, 100))
		}},
		{"a release does not look at the limit", func(t *testing.T, l *lab) {
			l.charged(t, "a debit without a limit must be stored", debit(t, "a", 100, none))
			l.charged(t, "the limit must not be looked at when the amount is negative", debit(t, "a", -10, 50))
			l.balance(t, "a", 90, "a release must be subtracted from the balance")
		}},
		{"a balance never falls below zero", func(t *testing.T, l *lab) {
			l.overdrawn(t, "Put must fail with ErrLimit when it releases from an empty account", debit(t, "a", -1, none))
			l.charged(t, "a debit must be stored", debit(t, "a", 10, none))
			l.overdrawn(t, "Put must fail with ErrLimit when it releases more than was debited", debit(t, "a", -11, none))
			l.charged(t, "a release of all that was debited must be stored", debit(t, "a", -10, none))
			l.balance(t, "a", 0, "after releasing everything the balance must be zero")
		}},
		{"currencies are kept apart", func(t *testing.T, l *lab) {
			l.charged(t, "a debit must be stored", debit(t, "a", 100, 100))
			dollars := storage.Debit{Account: "a", Amount: money(t, 100, "USD"), Limit: money(t, 100, "USD")}
			l.charged(t, "an account must have one balance per currency", dollars)
			l.overdrawn(t, "an account must have one balance per currency", dollars)
			l.balance(t, "a", 100, "a debit in another currency must not change this balance")
			yen := storage.Debit{Account: "a", Amount: money(t, 5, "JPY"), Limit: money(t, 5, "JPY")}
			l.charged(t, "amounts must be counted in the minor units of their own currency", yen)
			l.overdrawn(t, "amounts must be counted in the minor units of their own currency", yen)
		}},
		{"several debits of one account add up", func(t *testing.T, l *lab) {
			l.overdrawn(t, "the debits of one account in a Put must be added up", debit(t, "a", 60, 100), debit(t, "a", 60, 100))
			l.balance(t, "a", 0, "a Put that failed must leave no debit")
			l.charged(t, "the debits of one account in a Put must be added up", debit(t, "a", 60, 100), debit(t, "b", 60, 100), debit(t, "a", 40, 100))
			l.balance(t, "a", 100, "the debits of one account in a Put must be added up")
			a, b := l.opened(t), l.opened(t)
			a.Debits, b.Debits = []storage.Debit{debit(t, "c", 60, 100)}, []storage.Debit{debit(t, "c", 60, 100)}
			require.ErrorIs(t, l.store.Put(t.Context(), a, b), storage.ErrLimit, "the debits of one account by several changes must be added up")
			l.balance(t, "c", 0, "a Put that failed must leave no debit")
		}},
		{"debits of one Put happen one after the other", func(t *testing.T, l *lab) {
			l.charged(t, "a limit is the highest balance after its own debit", debit(t, "a", 100, 100), debit(t, "a", -50, none), debit(t, "a", 50, 100))
			l.balance(t, "a", 100, "debits and releases of one Put must be added up")
			l.overdrawn(t, "a balance must not fall below zero in the middle of a Put either", debit(t, "b", -10, none), debit(t, "b", 10, none))
		}},
		{"an error names the debit", func(t *testing.T, l *lab) {
			l.charged(t, "a debit must be stored", debit(t, "budget", 70, 100))
			err := l.charge(t, debit(t, "other", 1, none), debit(t, "budget", 40, 100))
			limit := &storage.LimitError{}
			require.ErrorAs(t, err, &limit, "Put must fail with a *storage.LimitError that says which debit did not fit")
			require.Equal(t, "budget", limit.Debit.Account, "a *storage.LimitError must name the debit that did not fit")
		}},
		{"a balance never wraps around", func(t *testing.T, l *lab) {
			l.charged(t, "an amount of 64 bits of minor units must be stored", debit(t, "a", math.MaxInt64-1, none))
			require.Error(t, l.charge(t, debit(t, "a", 2, none)), "a balance that does not fit 64 bits must be refused, not wrapped around")
			l.balance(t, "a", math.MaxInt64-1, "a refused debit must leave the balance as it was")
		}},
		{"concurrent debits never pass the limit", func(t *testing.T, l *lab) {
			const workers, each, fen = 8, 8, 30
			limit := int64(workers * each * fen / 4)
			changes := make([][]storage.Change, workers)
			for w := range changes {
				own := "own/" + strconv.Itoa(w)
				for i := range each {
					ch := l.opened(t)
					ch.Debits = []storage.Debit{debit(t, "shared", fen, limit), debit(t, own, fen, none), debit(t, "mixed", fen, none)}
					if i%4 == 3 {
						ch.Debits = []storage.Debit{debit(t, own, fen, none), debit(t, "mixed", -fen, none)}
					}
					changes[w] = append(changes[w], ch)
				}
			}
			var wg sync.WaitGroup
			errs, sums := make([][]error, workers), make([]map[string]int64, workers)
			for w := range workers {
				sums[w] = map[string]int64{}
				wg.Go(func() {
					for _, ch := range changes[w] {
						err := l.store.Put(t.Context(), ch)
						errs[w] = append(errs[w], err)
						for _, d := range ch.Debits {
							if minor, bad := d.Amount.Minor(); bad == nil && err == nil {
								sums[w][d.Account] += minor
							}
						}
					}
				})
			}
			wg.Wait()
			shared, mixed := int64(0), int64(0)
			for w := range workers {
				shared += sums[w]["shared"]
				mixed += sums[w]["mixed"]
				kept := int64(0)
				for i, err := range errs[w] {
					require.True(t, err == nil || errors.Is(err, storage.ErrLimit), "a racing Put must succeed or fail with ErrLimit: %v", err)
					if err == nil {
						kept += fen
					} else {
						l.lacks(t, changes[w][i].Complaint.ID, "Put must be all or nothing: ErrLimit takes the change with it")
					}
				}
				l.balance(t, "own/"+strconv.Itoa(w), kept, "the sum of the debits that were stored must be the balance")
			}
			require.LessOrEqual(t, shared, limit, "no interleaving of debits may pass the limit")
			require.Equal(t, limit, shared, "a debit that fits its limit must be stored, so a race must fill the account")
			require.GreaterOrEqual(t, mixed, int64(0), "no interleaving of releases may go below zero")
			l.balance(t, "shared", shared, "the sum of the debits that were stored must be the balance")
			l.balance(t, "mixed", mixed, "the sum of the debits that were stored must be the balance")
		}},
	}}
}
