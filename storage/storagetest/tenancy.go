package storagetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// tenant returns the lab of a tenant.
func (l *lab) forTenant(t *testing.T, name string) *lab {
	t.Helper()
	s := capability[storage.Tenants](t, l.store).Tenant(name)
	require.NotNil(t, s, "Tenant must return a store")
	return l.at(s, name)
}

// two returns the labs of two tenants, the second with nothing stored.
func (l *lab) two(t *testing.T) (mine, theirs *lab) {
	t.Helper()
	return l.forTenant(t, "mine"), l.forTenant(t, "theirs")
}

func tenancy() suite {
	return suite{name: "tenants", needs: has[storage.Tenants]("Tenants"), promises: []promise{
		{"a tenant needs no opening", func(t *testing.T, l *lab) {
			mine := l.forTenant(t, "new")
			require.Empty(t, mine.list(t, storage.Query{}), "a new tenant must be empty")
			ch := mine.opened(t)
			mine.put(t, ch)
			l.forTenant(t, "new").holds(t, ch.Complaint, "the same name must give the same tenant")
		}},
		{"the store as it was made is the tenant without a name", func(t *testing.T, l *lab) {
			ch := l.opened(t)
			l.put(t, ch)
			l.forTenant(t, "").holds(t, ch.Complaint, `Tenant("") must be the store as it was made`)
			l.forTenant(t, "a").lacks(t, ch.Complaint.ID, "another tenant must not see what the tenant without a name has")
		}},
		{"a tenant has the same capabilities", func(t *testing.T, l *lab) {
			mine := l.forTenant(t, "mine")
			for name, needs := range capabilities() {
				require.Equal(t, needs(l.store), needs(mine.store), "a tenant's part must have the capability %s where the store has it", name)
			}
		}},
		{"complaints are isolated", func(t *testing.T, l *lab) {
			mine, theirs := l.two(t)
			ch := mine.opened(t)
			mine.put(t, ch)
			theirs.lacks(t, ch.Complaint.ID, "Get and History must not find a complaint of another tenant")
			require.Empty(t, theirs.list(t, storage.Query{}), "List must not show a complaint of another tenant")
			require.Empty(t, theirs.list(t, storage.Query{Reference: []complaint.Reference{ch.Complaint.Reference}}), "List must not show a complaint of another tenant")
			printedHere := mine.forged(t, printed("the zip of the tent broke"))
			mine.put(t, printedHere)
			require.Len(t, mine.list(t, storage.Query{Prints: printsOf("the zip of the tent broke")}), 1)
			require.Empty(t, theirs.list(t, storage.Query{Prints: printsOf("the zip of the tent broke")}), "List must not find a text of another tenant")
			require.Empty(t, theirs.near(t, printsOf("the zip of the tent broke"), storage.Range{}, 10), "Alike must not find a text of another tenant")
			n, err := storage.Count(t.Context(), theirs.store, storage.Query{})
			require.NoError(t, err)
			require.Zero(t, n, "Count must not count complaints of another tenant")
		}},
		{"not found and not yours are the same", func(t *testing.T, l *lab) {
			mine, theirs := l.two(t)
			ch := mine.opened(t)
			_, before := theirs.store.Get(t.Context(), ch.Complaint.ID)
			mine.put(t, ch)
			_, after := theirs.store.Get(t.Context(), ch.Complaint.ID)
			require.ErrorIs(t, after, storage.ErrNotFound, "Get must not find a complaint of another tenant")
			require.EqualError(t, after, before.Error(), "an error must not give away that another tenant has the complaint")
		}},
		{"the same id may live at two tenants", func(t *testing.T, l *lab) {
			mine, theirs := l.two(t)
			a := mine.opened(t)
			b := theirs.openedAs(t, a.Complaint.ID)
			mine.put(t, a)
			theirs.put(t, b)
			next := mine.note(t, a.Complaint)
			mine.put(t, next)
			mine.holds(t, next.Complaint, "tenants must not share ids")
			theirs.holds(t, b.Complaint, "a Put of one tenant must not change a complaint of another with the same id")
			require.Len(t, theirs.history(t, b.Complaint.ID), 1, "a Put of one tenant must not add to a history of another")
		}},
		{"a change of another tenant is refused", func(t *testing.T, l *lab) {
			mine, theirs := l.two(t)
			ch := mine.opened(t)
			require.ErrorIs(t, theirs.store.Put(t.Context(), ch), complaint.ErrInvalid, "Put must refuse a complaint of another tenant")
			mine.lacks(t, ch.Complaint.ID, "a refused Put must store nothing at any tenant")
		}},
		{"a cursor shows nothing of another tenant", func(t *testing.T, l *lab) {
			mine, theirs := l.two(t)
			_, cursor := mine.cursor(t, storage.Query{Limit: 1})
			own := theirs.fill(t, 3, func() storage.Change { return theirs.tied(t) })
			page, err := theirs.store.List(t.Context(), storage.Query{Cursor: cursor})
			if err != nil {
				require.ErrorIs(t, err, storage.ErrCursor, "a cursor of another tenant may fail with ErrCursor only")
				return
			}
			require.Subset(t, ids(own), ids(page.Complaints), "a cursor of another tenant must not show its complaints")
		}},
		{"accounts are isolated", func(t *testing.T, l *lab) {
			mine, theirs := l.two(t)
			mine.charged(t, "a debit must be stored", debit(t, "budget", 100, 100))
			theirs.charged(t, "tenants must not share accounts", debit(t, "budget", 100, 100))
			mine.overdrawn(t, "a tenant's account must keep its balance", debit(t, "budget", 1, 100))
			mine.balance(t, "budget", 100, "tenants must not share accounts")
			l.balance(t, "budget", 0, "tenants must not share accounts")
		}},
		{"the outbox is isolated", func(t *testing.T, l *lab) {
			needs(t, l, has[storage.Outbox]("Outbox"))
			mine, theirs := l.two(t)
			ch := mine.opened(t)
			mine.put(t, ch)
			theirs.pending(t, 0, "the outbox must not show events of another tenant")
			box := capability[storage.Outbox](t, theirs.store)
			require.NoError(t, box.MarkPublished(t.Context(), storage.EventRef{Complaint: ch.Complaint.ID, Version: 1}))
			mine.pending(t, 1, "MarkPublished must not mark events of another tenant")
		}},
		{"documents are isolated", func(t *testing.T, l *lab) {
			needs(t, l, has[storage.Documents]("Documents"))
			mine, theirs := l.two(t)
			a, b := capability[storage.Documents](t, mine.store), capability[storage.Documents](t, theirs.store)
			require.NoError(t, a.PutDocument(t.Context(), document("policy", "sla", 1, `{"of":"mine"}`)))
			_, err := b.GetDocument(t.Context(), "policy", "sla")
			require.ErrorIs(t, err, storage.ErrNotFound, "GetDocument must not find a document of another tenant")
			list, err := b.ListDocuments(t.Context(), "policy", "", 10)
			require.NoError(t, err)
			require.Empty(t, list, "ListDocuments must not show documents of another tenant")
			require.ErrorIs(t, b.DeleteDocument(t.Context(), "policy", "sla", 1), storage.ErrConflict, "DeleteDocument must not reach another tenant")
			require.NoError(t, b.PutDocument(t.Context(), document("policy", "sla", 1, `{"of":"theirs"}`)), "tenants must not share document names")
			got, err := a.GetDocument(t.Context(), "policy", "sla")
			require.NoError(t, err)
			require.JSONEq(t, `{"of":"mine"}`, string(got.Body), "PutDocument must not reach another tenant")
		}},
		{"an erasure reaches its own tenant only", func(t *testing.T, l *lab) {
			needs(t, l, has[storage.Eraser]("Eraser"))
			mine, theirs := l.two(t)
			a := mine.opened(t)
			b := theirs.openedAs(t, a.Complaint.ID)
			mine.put(t, a)
			theirs.put(t, b)
			require.NoError(t, capability[storage.Eraser](t, mine.store).Erase(t.Context(), mine.erasure(t, a.Complaint)))
			theirs.holds(t, b.Complaint, "Erase must not reach another tenant")
			require.Equal(t, text(t, []complaint.Event{b.Event}), text(t, theirs.history(t, b.Complaint.ID)), "Erase must not reach another tenant")
		}},
		{"names are told apart byte for byte", func(t *testing.T, l *lab) {
			changes := make([]storage.Change, 0, len(lookalikes()))
			for _, name := range lookalikes() {
				own := l.at(capability[storage.Tenants](t, l.store).Tenant(name), name)
				ch := l.opened(t)
				ch.Complaint.Tenant, ch.Event.Tenant = name, name
				require.NoError(t, own.store.Put(t.Context(), ch), "any tenant name of at most 255 bytes must do: %+q", name)
				changes = append(changes, ch)
			}
			for i, name := range lookalikes() {
				own := l.at(capability[storage.Tenants](t, l.store).Tenant(name), name)
				require.Equal(t, ids([]complaint.Complaint{changes[i].Complaint}), ids(own.list(t, storage.Query{})),
					"tenant names must be compared byte for byte: %+q", name)
				own.holds(t, changes[i].Complaint, "tenant names must be kept byte for byte")
			}
		}},
		{"cancelling works at a tenant", func(t *testing.T, l *lab) {
			mine := l.forTenant(t, "mine")
			ch := mine.opened(t)
			mine.put(t, ch)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			for name, call := range calls(t, mine, ch.Complaint) {
				require.ErrorIs(t, call(ctx), context.Canceled, "%s must end with the error of its cancelled context", name)
			}
		}},
	}}
}

// needs skips a test inside a suite whose store lacks a further capability.
func needs(t *testing.T, l *lab, check func(storage.Store) string) {
	t.Helper()
	if missing := check(l.store); missing != "" {
		t.Skipf("the store does not implement storage.%s", missing)
	}
}

func capabilities() map[string]func(storage.Store) string {
	return map[string]func(storage.Store) string{
		"Tenants": has[storage.Tenants]("Tenants"), "Outbox": has[storage.Outbox]("Outbox"), "Counter": has[storage.Counter]("Counter"),
		"Accounts": has[storage.Accounts]("Accounts"), "Documents": has[storage.Documents]("Documents"), "Eraser": has[storage.Eraser]("Eraser"), "Finder": has[storage.Finder]("Finder"),
	}
}
