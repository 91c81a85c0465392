package storagetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

func txPromises() []txPromise {
	return []txPromise{
		{"what is committed is there", func(t *testing.T, env TxEnv, l *lab) {
			tx := env.Begin(t)
			in := l.at(tx.Store(), "")
			ch := l.opened(t)
			ch.Debits = []storage.Debit{debit(t, "a", 5, 5)}
			in.put(t, ch)
			next := l.note(t, ch.Complaint)
			in.put(t, next)
			require.NoError(t, tx.Commit(), "a transaction that only stored changes must commit")
			l.holds(t, next.Complaint, "what was committed must be there")
			require.Len(t, l.history(t, ch.Complaint.ID), 2, "what was committed must be there")
			l.balance(t, "a", 5, "debits must be committed with the change")
			l.pending(t, 2, "events must be in the outbox after the commit")
		}},
		{"what is rolled back is gone", func(t *testing.T, env TxEnv, l *lab) {
			kept := l.opened(t)
			l.put(t, kept)
			tx := env.Begin(t)
			in := l.at(tx.Store(), "")
			ch := l.opened(t)
			ch.Debits = []storage.Debit{debit(t, "a", 5, 5)}
			in.put(t, ch, l.note(t, kept.Complaint))
			if d, ok := storage.As[storage.Documents](in.store); ok {
				require.NoError(t, d.PutDocument(t.Context(), document("a", "b", 1, "1")))
			}
			if o, ok := storage.As[storage.Outbox](in.store); ok {
				require.NoError(t, o.MarkPublished(t.Context(), storage.EventRef{Complaint: kept.Complaint.ID, Version: 1}))
			}
			require.NoError(t, tx.Rollback())
			l.lacks(t, ch.Complaint.ID, "what was rolled back must be gone")
			l.holds(t, kept.Complaint, "a rolled back change must leave the state before it")
			require.Len(t, l.history(t, kept.Complaint.ID), 1, "a rolled back event must be gone")
			l.balance(t, "a", 0, "a rolled back debit must be gone")
			l.pending(t, 1, "rolled back events and marks must be gone")
			if d, ok := storage.As[storage.Documents](l.store); ok {
				_, err := d.GetDocument(t.Context(), "a", "b")
				require.ErrorIs(t, err, storage.ErrNotFound, "a rolled back document must be gone")
			}
		}},
		{"reads see the transaction's own writes", func(t *testing.T, env TxEnv, l *lab) {
			old := l.opened(t)
			l.put(t, old)
			tx := env.Begin(t)
			in := l.at(tx.Store(), "")
			ch, next := l.opened(t), l.note(t, old.Complaint)
			in.put(t, ch, next)
			in.holds(t, ch.Complaint, "Get must see what the same transaction has stored")
			in.holds(t, next.Complaint, "Get must see what the same transaction has stored")
			require.Len(t, in.history(t, old.Complaint.ID), 2, "History must see what the same transaction has stored")
			require.Len(t, in.list(t, storage.Query{Limit: 1}), 2, "List must see what the same transaction has stored")
			n, err := storage.Count(t.Context(), in.store, storage.Query{})
			require.NoError(t, err)
			require.Equal(t, 2, n, "Count must see what the same transaction has stored")
			in.conflicts(t, next, "Put must see what the same transaction has stored")
			require.NoError(t, tx.Commit())
			l.holds(t, next.Complaint, "what was committed must be there")
		}},
		{"two stores on one transaction are one", func(t *testing.T, env TxEnv, l *lab) {
			tx := env.Begin(t)
			a, b := l.at(tx.Store(), ""), l.at(tx.Store(), "")
			ch := l.opened(t)
			a.put(t, ch)
			b.holds(t, ch.Complaint, "two stores on one transaction must see each other's writes")
			next := l.note(t, ch.Complaint)
			b.put(t, next)
			a.holds(t, next.Complaint, "two stores on one transaction must see each other's writes")
			require.NoError(t, tx.Commit())
			l.holds(t, next.Complaint, "what was committed must be there")
		}},
		usable("the transaction is usable after ErrConflict", storage.ErrConflict, func(t *testing.T, l *lab, old complaint.Complaint) []storage.Change {
			t.Helper()
			return []storage.Change{l.opened(t), l.openedAs(t, old.ID)}
		}),
		usable("the transaction is usable after a stale version", storage.ErrConflict, func(t *testing.T, l *lab, old complaint.Complaint) []storage.Change {
			t.Helper()
			return []storage.Change{l.opened(t), l.note(t, l.note(t, old).Complaint)}
		}),
		usable("the transaction is usable after ErrLimit", storage.ErrLimit, func(t *testing.T, l *lab, _ complaint.Complaint) []storage.Change {
			t.Helper()
			bad := l.opened(t)
			bad.Debits = []storage.Debit{debit(t, "a", 1, -1), debit(t, "a", 100, 100)}
			return []storage.Change{l.opened(t), bad}
		}),
		usable("the transaction is usable after a release below zero", storage.ErrLimit, func(t *testing.T, l *lab, old complaint.Complaint) []storage.Change {
			t.Helper()
			bad := l.note(t, old)
			bad.Debits = []storage.Debit{debit(t, "a", 1, -1), debit(t, "b", -1, -1)}
			return []storage.Change{l.opened(t), bad}
		}),
		usable("the transaction is usable after a FieldError", complaint.ErrInvalid, func(t *testing.T, l *lab, old complaint.Complaint) []storage.Change {
			t.Helper()
			bad := l.note(t, old)
			bad.Event.Hash = "other"
			return []storage.Change{l.opened(t), bad}
		}),
		{"the transaction is usable after errors of other methods", func(t *testing.T, env TxEnv, l *lab) {
			tx := env.Begin(t)
			in := l.at(tx.Store(), "")
			in.lacks(t, l.id(), "reading what is not there must fail with ErrNotFound")
			in.cursorFails(t, storage.Query{Cursor: "x"}, "List must fail with ErrCursor for a text that is no cursor")
			_, err := in.store.List(t.Context(), storage.Query{Limit: -1})
			require.ErrorIs(t, err, complaint.ErrInvalid)
			if d, ok := storage.As[storage.Documents](in.store); ok {
				require.NoError(t, d.PutDocument(t.Context(), document("a", "b", 1, "1")))
				require.ErrorIs(t, d.PutDocument(t.Context(), document("a", "b", 1, "1")), storage.ErrConflict)
				require.ErrorIs(t, d.DeleteDocument(t.Context(), "a", "c", 1), storage.ErrConflict)
			}
			ch := l.opened(t)
			in.put(t, ch)
			require.NoError(t, tx.Commit(), "an error must not poison the host's transaction")
			l.holds(t, ch.Complaint, "an error must not poison the host's transaction")
		}},
		{"an erasure is part of the transaction", func(t *testing.T, env TxEnv, l *lab) {
			needs(t, l, has[storage.Eraser]("Eraser"))
			c := l.person(t)
			tx := env.Begin(t)
			eraser, ok := storage.As[storage.Eraser](tx.Store())
			require.True(t, ok, "a store on a transaction must have the capabilities of the pool's")
			require.NoError(t, eraser.Erase(t.Context(), l.erasure(t, c)))
			require.NoError(t, tx.Rollback())
			require.Contains(t, text(t, l.history(t, c.ID)), personal, "a rolled back erasure must leave everything")
		}},
		{"a store on a transaction has the same capabilities", func(t *testing.T, env TxEnv, _ *lab) {
			tx := env.Begin(t)
			for name, needs := range capabilities() {
				require.Equal(t, needs(env.Pool), needs(tx.Store()), "a store on a transaction must have the capability %s where the pool's has it", name)
			}
			require.NoError(t, tx.Rollback())
		}},
		{"a cancelled context has no effect", func(t *testing.T, env TxEnv, l *lab) {
			tx := env.Begin(t)
			in := l.at(tx.Store(), "")
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			ch := l.opened(t)
			require.ErrorIs(t, in.store.Put(ctx, ch), context.Canceled, "Put must end with the error of its cancelled context")
			require.NoError(t, tx.Rollback())
			l.lacks(t, ch.Complaint.ID, "a cancelled Put must have no effect")
		}},
		{"nobody sees what is not committed", func(t *testing.T, env TxEnv, l *lab) {
			if !env.Concurrent {
				t.Skip("the database has one connection")
			}
			old := l.opened(t)
			l.put(t, old)
			tx := env.Begin(t)
			ch := l.opened(t)
			l.at(tx.Store(), "").put(t, ch, l.note(t, old.Complaint))
			l.lacks(t, ch.Complaint.ID, "what is not committed must not be seen outside")
			l.holds(t, old.Complaint, "what is not committed must not be seen outside")
			require.NoError(t, tx.Commit())
			_, err := l.store.Get(t.Context(), ch.Complaint.ID)
			require.NoError(t, err, "what was committed must be there")
		}},
	}
}

// usable checks that an error of Put undoes that Put, and nothing else of the transaction.
func usable(name string, want error, spoil func(t *testing.T, l *lab, old complaint.Complaint) []storage.Change) txPromise {
	return txPromise{name, func(t *testing.T, env TxEnv, l *lab) {
		old := l.opened(t)
		l.put(t, old)
		tx := env.Begin(t)
		in := l.at(tx.Store(), "")
		before, after := l.opened(t), l.opened(t)
		in.put(t, before)
		bad := spoil(t, l, old.Complaint)
		require.ErrorIs(t, in.store.Put(t.Context(), bad...), want, "Put must fail inside a transaction as it does outside")
		in.lacks(t, bad[0].Complaint.ID, "after an error nothing of that Put must be stored, also inside the transaction")
		in.holds(t, old.Complaint, "after an error nothing of that Put must be stored, also inside the transaction")
		in.balance(t, "a", 0, "after an error no debit of that Put must be kept, also inside the transaction")
		in.put(t, after, l.note(t, old.Complaint))
		require.NoError(t, tx.Commit(), "an error must not poison the host's transaction: it must still commit")
		for _, ch := range []storage.Change{before, after} {
			l.holds(t, ch.Complaint, "an error must not undo what the transaction stored before and after it")
		}
		l.lacks(t, bad[0].Complaint.ID, "after the commit nothing of the Put that failed must be stored")
		require.Len(t, l.history(t, old.Complaint.ID), 2, "an error must not undo what the transaction stored before and after it")
	}}
}
