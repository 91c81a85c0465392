package storagetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// atomicity checks that Put is all or nothing: states, events, outbox and balances together.
func atomicity() suite {
	fails := func(name string, want error, spoil func(t *testing.T, l *lab, old complaint.Complaint) storage.Change) promise {
		return promise{name, func(t *testing.T, l *lab) {
			old := l.opened(t)
			l.put(t, old)
			for place := range 3 {
				changes := []storage.Change{l.opened(t), l.note(t, old.Complaint)}
				for i := range changes {
					changes[i].Debits = []storage.Debit{{Account: "all", Amount: cny(t, 700)}}
				}
				bad := spoil(t, l, old.Complaint)
				changes = append(changes[:place:place], append([]storage.Change{bad}, changes[place:]...)...)
				require.ErrorIs(t, l.store.Put(t.Context(), changes...), want, "Put must fail when one of its changes cannot be stored")
				for _, ch := range changes {
					if ch.Complaint.ID != old.Complaint.ID {
						l.lacks(t, ch.Complaint.ID, "Put must be all or nothing: after an error no new complaint must be stored")
					}
				}
				l.holds(t, old.Complaint, "Put must be all or nothing: after an error the stored state must stay as it was")
				require.Len(t, l.history(t, old.Complaint.ID), 1, "Put must be all or nothing: after an error no event must be stored")
				require.Equal(t, ids([]complaint.Complaint{old.Complaint}), ids(l.list(t, storage.Query{})),
					"Put must be all or nothing: after an error a listing must show what it showed before")
				l.balance(t, "all", 0, "Put must be all or nothing: after an error no debit must be kept")
				l.pending(t, 1, "Put must be all or nothing: after an error no event must be in the outbox")
			}
		}}
	}
	return suite{name: "atomicity", promises: []promise{
		fails("one change conflicts and nothing is stored", storage.ErrConflict,
			func(t *testing.T, l *lab, _ complaint.Complaint) storage.Change {
				t.Helper()
				return l.note(t, l.opened(t).Complaint)
			}),
		fails("one debit passes its limit and nothing is stored", storage.ErrLimit,
			func(t *testing.T, l *lab, _ complaint.Complaint) storage.Change {
				t.Helper()
				ch := l.opened(t)
				ch.Debits = []storage.Debit{
					{Account: "fits", Amount: cny(t, 1)}, {Account: "full", Amount: cny(t, 101), Limit: cny(t, 100)},
				}
				return ch
			}),
		fails("one release goes below zero and nothing is stored", storage.ErrLimit,
			func(t *testing.T, l *lab, _ complaint.Complaint) storage.Change {
				t.Helper()
				ch := l.opened(t)
				ch.Debits = []storage.Debit{{Account: "empty", Amount: cny(t, -1)}}
				return ch
			}),
		fails("one change contradicts itself and nothing is stored", complaint.ErrInvalid,
			func(t *testing.T, l *lab, _ complaint.Complaint) storage.Change {
				t.Helper()
				ch := l.opened(t)
				ch.Event.Version = 7
				return ch
			}),
		{"several complaints change together", func(t *testing.T, l *lab) {
			a, b := l.opened(t), l.opened(t)
			l.put(t, a, b)
			for range 5 {
				nextA, nextB := l.note(t, a.Complaint), l.note(t, b.Complaint)
				l.put(t, nextA, nextB)
				a, b = nextA, nextB
			}
			l.holds(t, a.Complaint, "Put must store every change")
			l.holds(t, b.Complaint, "Put must store every change")
		}},
	}}
}

// balance checks an account in fen, where the store can tell.
func (l *lab) balance(t *testing.T, account string, fen int64, rule string) {
	t.Helper()
	reader, ok := storage.As[storage.Accounts](l.store)
	if !ok {
		return
	}
	got, err := reader.Balance(t.Context(), account, "CNY")
	require.NoError(t, err)
	minor, err := got.Minor()
	require.NoError(t, err)
	require.Equal(t, fen, minor, "account %q: %s", account, rule)
}

// pending checks how many events are unpublished, where the store has an outbox.
func (l *lab) pending(t *testing.T, n int, rule string) {
	t.Helper()
	box, ok := storage.As[storage.Outbox](l.store)
	if !ok {
		return
	}
	events, err := box.Unpublished(t.Context(), 1000)
	require.NoError(t, err)
	require.Len(t, events, n, rule)
}

func histories() suite {
	return suite{name: "history", promises: []promise{
		{"History of an unknown id fails with ErrNotFound", func(t *testing.T, l *lab) {
			_, err := l.store.History(t.Context(), l.id())
			require.ErrorIs(t, err, storage.ErrNotFound, "History must fail with ErrNotFound for a complaint that is not there")
		}},
		{"all events come in version order", func(t *testing.T, l *lab) {
			other := l.opened(t)
			l.put(t, other)
			changes := l.walk(t, 40)
			for _, ch := range changes {
				l.put(t, ch)
			}
			events := l.history(t, changes[0].Complaint.ID)
			require.Len(t, events, len(changes), "History must return all events of a complaint and no others")
			for i, e := range events {
				require.Equal(t, int64(i)+1, e.Version, "History must return events in version order")
				require.Equal(t, text(t, changes[i].Event), text(t, e), "History must return events as they were stored")
			}
		}},
		{"versions are ordered as numbers", func(t *testing.T, l *lab) {
			ch := l.opened(t)
			l.put(t, ch)
			for range 11 {
				ch = l.note(t, ch.Complaint)
				l.put(t, ch)
			}
			for i, e := range l.history(t, ch.Complaint.ID) {
				require.Equal(t, int64(i)+1, e.Version, "History must order versions as numbers: 2 before 10")
			}
		}},
		{"a stored history verifies and replays to the stored state", func(t *testing.T, l *lab) {
			for range l.size(12) {
				changes := l.walk(t, 25)
				for _, ch := range changes {
					l.put(t, ch)
				}
				id := changes[0].Complaint.ID
				got, err := l.store.Get(t.Context(), id)
				require.NoError(t, err)
				events := l.history(t, id)
				replayed, err := complaint.Replay(events)
				require.NoError(t, err)
				require.Equal(t, text(t, replayed), text(t, got), "replaying the stored history must give the stored state")
				require.NoError(t, got.Verify(events), "a stored history must verify")
			}
		}},
	}}
}
