package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// stepOf is a step as it is stored: with the money that it sets aside and releases. The debits of a step are what the complaint
// holds after it less what it held before, so the ledger is always the sum over the complaints, whatever way a step came about.
func stepOf(before, after complaint.Complaint, e complaint.Event) storage.Change {
	change := storage.Change{Complaint: after, Event: e}
	if len(after.Offers) == 0 && len(after.Claims) == 0 && len(before.Offers) == 0 && len(before.Claims) == 0 {
		return change
	}
	had, has := before.Reserved(), after.Reserved()
	for _, r := range has {
		amount := r.Amount
		if i := slices.IndexFunc(had, sameAccount(r)); i >= 0 {
			amount = less(amount, had[i].Amount)
		}
		if amount.Sign() != 0 {
			change.Debits = append(change.Debits, storage.Debit{Account: r.Account, Amount: amount, Limit: r.Limit})
		}
	}
	for _, r := range had {
		if !slices.ContainsFunc(has, sameAccount(r)) {
			change.Debits = append(change.Debits, storage.Debit{Account: r.Account, Amount: r.Amount.Neg()})
		}
	}
	// In one order for all, so that two steps on the same accounts never wait for each other.
	slices.SortFunc(change.Debits, func(a, b storage.Debit) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Amount.Currency, b.Amount.Currency))
	})
	return change
}

func sameAccount(r complaint.Reserve) func(complaint.Reserve) bool {
	return func(o complaint.Reserve) bool {
		return o.Account == r.Account && o.Amount.Currency == r.Amount.Currency
	}
}

// less subtracts amounts of one currency.
func less(a, b complaint.Money) complaint.Money {
	rest, err := a.Sub(b)
	if err != nil { // both are in the currency of the account
		return complaint.Money{}
	}
	return rest
}

// Entry is a line of the ledger of a complaint: money that a step set aside in an account, or released where it is negative.
type Entry struct {
	Version int64           `json:"version"`
	Kind    complaint.Kind  `json:"kind"`
	At      time.Time       `json:"at"`
	Actor   complaint.Actor `json:"actor"`
	Account string          `json:"account"`
	Amount  complaint.Money `json:"amount"`
}

// Ledger lists what the steps of a complaint did to the accounts, in order. It follows from the history alone; the sum over all
// complaints is the balance of an account.
func (d *Desk) Ledger(ctx context.Context, id complaint.ID) ([]Entry, error) {
	events, err := d.History(ctx, id)
	if err != nil {
		return nil, err
	}
	var list []Entry
	var before complaint.Complaint
	i := 0
	for after, err := range complaint.Steps(events) {
		if err != nil {
			return nil, fmt.Errorf("complaint %s: %w", id, err)
		}
		e := events[i]
		for _, debit := range stepOf(before, after, e).Debits {
			list = append(list, Entry{
				Version: e.Version, Kind: e.Kind, At: e.At, Actor: e.Actor, Account: debit.Account, Amount: debit.Amount,
			})
		}
		before = after
		i++
	}
	return list, nil
}

// Balance returns what is set aside and paid in an account, see [compensation.Engine.Accounts] and, for what others owe the
// shop, "recourse/carrier/…" and "recourse/supplier/…". It needs a store with the capability [storage.Accounts].
func (d *Desk) Balance(ctx context.Context, account, currency string) (complaint.Money, error) {
	if d.broken != nil {
		return complaint.Money{}, d.broken
	}
	accounts, ok := storage.As[storage.Accounts](d.store)
	if !ok {
		return complaint.Money{}, fmt.Errorf("the balance of %q: accounts are %w", account, storage.ErrUnsupported)
	}
	m, err := accounts.Balance(ctx, account, currency)
	if err != nil {
		return complaint.Money{}, fmt.Errorf("the balance of %q: %w", account, err)
	}
	return m, nil
}

// Imbalance is an account whose balance is not the sum of what complaints hold in it.
type Imbalance struct {
	Account string          `json:"account"`
	Balance complaint.Money `json:"balance"`
	Sum     complaint.Money `json:"sum"`
}

// AuditLedger adds up what all complaints hold and compares it with the balances: none is the right answer. It reads every
// complaint, and others must not grant at the same time. Accounts that no complaint holds anything in are not seen.
func (d *Desk) AuditLedger(ctx context.Context) ([]Imbalance, error) {
	if d.broken != nil {
		return nil, d.broken
	}
	sums := map[complaint.Reserve]complaint.Money{}
	for c, err := range storage.All(ctx, d.store, storage.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("audit the ledger: %w", err)
		}
		for _, r := range c.Reserved() {
			key := complaint.Reserve{Account: r.Account, Amount: complaint.Money{Currency: r.Amount.Currency}}
			sum, err := sums[key].Add(r.Amount)
			if err != nil {
				return nil, fmt.Errorf("audit the ledger, complaint %s: %w", c.ID, err)
			}
			sums[key] = sum
		}
	}
	var wrong []Imbalance
	for key, sum := range sums {
		balance, err := d.Balance(ctx, key.Account, key.Amount.Currency)
		if err != nil {
			return nil, err
		}
		if diff, err := balance.Sub(sum); err != nil || diff.Sign() != 0 {
			wrong = append(wrong, Imbalance{Account: key.Account, Balance: balance, Sum: sum})
		}
	}
	slices.SortFunc(wrong, func(a, b Imbalance) int { return strings.Compare(a.Account, b.Account) })
	return wrong, nil
}
