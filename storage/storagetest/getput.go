package storagetest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

func getAndPut() suite {
	return suite{name: "get and put", promises: []promise{
		{"Get of an unknown id fails with ErrNotFound", func(t *testing.T, l *lab) {
			c, err := l.store.Get(t.Context(), l.id())
			require.ErrorIs(t, err, storage.ErrNotFound, "Get must fail with ErrNotFound for a complaint that is not there")
			require.Equal(t, complaint.Complaint{}, c, "Get must return the zero complaint with an error")
		}},
		{"Get returns the last stored state", func(t *testing.T, l *lab) {
			for _, ch := range l.walk(t, 30) {
				l.put(t, ch)
				l.holds(t, ch.Complaint, "Get must return the complaint in its last stored state, field by field")
			}
		}},
		{"every field survives", func(t *testing.T, l *lab) {
			ch := l.filled(t)
			l.put(t, ch)
			got, err := l.store.Get(t.Context(), ch.Complaint.ID)
			require.NoError(t, err)
			require.Equal(t, ch.Complaint, got, "Get must return every field as it was stored")
			require.Equal(t, ch.Event, l.history(t, ch.Complaint.ID)[0], "History must return every field as it was stored")
		}},
		{"Put of no changes does nothing", func(t *testing.T, l *lab) {
			require.NoError(t, l.store.Put(t.Context()), "Put of no changes must do nothing and succeed")
			require.Empty(t, l.list(t, storage.Query{}), "Put of no changes must store nothing")
		}},
		{"what Put has stored is seen by Get and List and History", func(t *testing.T, l *lab) {
			for range 10 {
				ch := l.opened(t)
				l.put(t, ch)
				l.holds(t, ch.Complaint, "a Get after Put must see what was stored")
				require.Contains(t, ids(l.list(t, storage.Query{})), ch.Complaint.ID.String(), "a List after Put must see what was stored")
				require.Len(t, l.history(t, ch.Complaint.ID), 1, "a History after Put must see what was stored")
			}
		}},
		{"one Put stores many complaints", func(t *testing.T, l *lab) {
			changes := make([]storage.Change, 0, 60)
			for range 60 {
				changes = append(changes, l.opened(t))
			}
			l.put(t, changes...)
			for _, ch := range changes {
				l.holds(t, ch.Complaint, "Put must store all of its changes")
			}
		}},
	}}
}

// refusals are the rules of [storage.Check], which every adapter has to call.
func refusals() suite {
	edit := func(name, rule string, spoil func(ch *storage.Change)) promise {
		return promise{name, func(t *testing.T, l *lab) {
			good, bad := l.opened(t), l.opened(t)
			spoil(&bad)
			err := l.store.Put(t.Context(), good, bad)
			field := &complaint.FieldError{}
			require.ErrorAs(t, err, &field, "Put must fail with a *complaint.FieldError: %s", rule)
			l.lacks(t, good.Complaint.ID, "after a refused Put nothing must be stored")
			l.put(t, good)
			l.holds(t, good.Complaint, "a refused Put must not be in the way of a good one")
		}}
	}
	debit := func(d storage.Debit) func(*storage.Change) {
		return func(ch *storage.Change) { ch.Debits = []storage.Debit{d} }
	}
	yuan := complaint.Money{}
	if m, err := complaint.FromMinor(100, "CNY"); err == nil {
		yuan = m
	}
	half := yuan
	half.Amount = half.Amount.Shift(-4)
	dollar := yuan
	dollar.Currency = "USD"
	return suite{name: "refusals", promises: []promise{
		edit("a zero id", "a complaint's id must not be the zero UUID", func(ch *storage.Change) {
			ch.Complaint.ID, ch.Event.Complaint = complaint.ID{}, complaint.ID{}
		}),
		edit("an event of another complaint", "the event must have the complaint's id", func(ch *storage.Change) { ch.Event.Complaint[3]++ }),
		edit("an event of another version", "the event must have the complaint's version", func(ch *storage.Change) { ch.Event.Version++ }),
		edit("an event with another hash", "the event's hash must be the complaint's head", func(ch *storage.Change) { ch.Event.Hash += "0" }),
		edit("no hash", "an event must have a hash", func(ch *storage.Change) { ch.Event.Hash, ch.Complaint.Head = "", "" }),
		edit("version zero", "versions must begin at 1", func(ch *storage.Change) { ch.Event.Version, ch.Complaint.Version = 0, 0 }),
		edit("a complaint of another tenant", "the complaint's tenant must be the store's", func(ch *storage.Change) { ch.Complaint.Tenant = "other" }),
		edit("an event of another tenant", "the event's tenant must be the store's", func(ch *storage.Change) { ch.Event.Tenant = "other" }),
		edit("an erasure by Put", "an erasure must go through Erase", func(ch *storage.Change) { ch.Event.Kind = complaint.KindErase }),
		edit("a debit without an account", "an account must have a name", debit(storage.Debit{Amount: yuan})),
		edit("an account name of 256 bytes", "an account's name must be at most 255 bytes", debit(storage.Debit{Account: strings.Repeat("a", 256), Amount: yuan})),
		edit("an account name that is not UTF-8", "an account's name must be valid UTF-8", debit(storage.Debit{Account: "a\xff", Amount: yuan})),
		edit("a debit without a currency", "an amount must have a currency", debit(storage.Debit{Account: "a"})),
		edit("a debit of half a minor unit", "an amount must be whole minor units", debit(storage.Debit{Account: "a", Amount: half})),
		edit("a limit in another currency", "a limit must be in the amount's currency", debit(storage.Debit{Account: "a", Amount: yuan, Limit: dollar})),
		{"two changes of one complaint", func(t *testing.T, l *lab) {
			first := l.opened(t)
			second := l.note(t, first.Complaint)
			field := &complaint.FieldError{}
			require.ErrorAs(t, l.store.Put(t.Context(), first, second), &field,
				"Put must fail with a *complaint.FieldError: a Put has at most one change per complaint")
			l.lacks(t, first.Complaint.ID, "after a refused Put nothing must be stored")
		}},
	}}
}

func versions() suite {
	return suite{name: "versions", promises: []promise{
		{"a new complaint must be version 1", func(t *testing.T, l *lab) {
			second := l.note(t, l.opened(t).Complaint)
			l.conflicts(t, second, "Put must fail with ErrConflict when the complaint is not there and the version is not 1")
			l.lacks(t, second.Complaint.ID, "after ErrConflict nothing must be stored")
		}},
		{"opening twice conflicts", func(t *testing.T, l *lab) {
			first := l.opened(t)
			l.put(t, first)
			l.conflicts(t, first, "Put must fail with ErrConflict when the same version is stored already")
			other := l.openedAs(t, first.Complaint.ID)
			l.conflicts(t, other, "Put must fail with ErrConflict when another complaint has the id already")
			l.holds(t, first.Complaint, "after ErrConflict the first one must stay as it is")
			require.Len(t, l.history(t, first.Complaint.ID), 1, "after ErrConflict no event must be added")
		}},
		{"a stale version conflicts", func(t *testing.T, l *lab) {
			first := l.opened(t)
			mine, theirs := l.note(t, first.Complaint), l.note(t, first.Complaint)
			l.put(t, first)
			l.put(t, theirs)
			l.conflicts(t, mine, "Put must fail with ErrConflict when somebody else has stored this version")
			l.holds(t, theirs.Complaint, "the winner of a conflict must stay as it is")
		}},
		{"a version ahead conflicts", func(t *testing.T, l *lab) {
			first := l.opened(t)
			l.put(t, first)
			second := l.note(t, first.Complaint)
			third := l.note(t, second.Complaint)
			l.conflicts(t, third, "Put must fail with ErrConflict when the version before it is not stored")
			l.holds(t, first.Complaint, "after ErrConflict the stored state must stay as it is")
			l.put(t, second)
			l.put(t, third)
		}},
		{"an older version conflicts", func(t *testing.T, l *lab) {
			changes := append(make([]storage.Change, 0, 5), l.opened(t))
			for range 4 {
				changes = append(changes, l.note(t, changes[len(changes)-1].Complaint))
			}
			for _, ch := range changes {
				l.put(t, ch)
			}
			for _, ch := range changes {
				l.conflicts(t, ch, "Put must fail with ErrConflict for every version that is stored already")
			}
			l.holds(t, changes[4].Complaint, "an older version must never replace a newer one")
		}},
	}}
}

// conflicts checks that a change meets another one.
func (l *lab) conflicts(t *testing.T, ch storage.Change, rule string) {
	t.Helper()
	require.ErrorIs(t, l.store.Put(t.Context(), ch), storage.ErrConflict, rule)
}
