package storagetest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/alike"
	"github.com/recourse-go/recourse/storage"
)

// keys pages through the documents of a kind and checks their order.
func (l *lab) keys(t *testing.T, kind string, want []string) {
	t.Helper()
	want = slices.Sorted(slices.Values(want))
	for _, limit := range []int{1, 3, 1000} {
		var got []string
		for after := ""; ; after = got[len(got)-1] {
			list, err := capability[storage.Documents](t, l.store).ListDocuments(t.Context(), kind, after, limit)
			require.NoError(t, err)
			require.LessOrEqual(t, len(list), limit, "ListDocuments must return at most limit documents")
			for _, d := range list {
				require.Equal(t, kind, d.Kind, "ListDocuments must return documents of its kind only")
				got = append(got, d.Key)
			}
			if len(list) == 0 {
				break
			}
		}
		require.Equal(t, want, got, "ListDocuments must return each document once, in the byte order of the keys, beginning after a key")
	}
}

// personal is a text that stands in personal data only, so that it can be searched for.
const personal = "7f3a-marker-of-a-person"

// person stores the history of a complaint that is full of personal data, and returns its last state.
func (l *lab) person(t *testing.T) complaint.Complaint {
	t.Helper()
	hidden := complaint.Hide(personal)
	ch := l.opened(t, func(in *complaint.Intake) {
		in.Content, in.Subject, in.Place = hidden, hidden, hidden
		signature := alike.Sign([]rune(personal))
		in.Fingerprint = complaint.Hide(signature.String())
		in.Customer.Name = hidden
		in.Customer.Contacts = []complaint.Contact{{Kind: complaint.ContactPhone, Value: hidden}}
	})
	l.put(t, ch)
	for _, a := range []complaint.Action{
		complaint.Note{Text: hidden},
		complaint.RecordFinding{Finding: complaint.Finding{Result: complaint.Substantiated, Facts: hidden, Whys: []complaint.Private{hidden}}},
		complaint.Withdraw{Reason: hidden},
	} {
		ch = l.step(t, ch.Complaint, a)
		l.put(t, ch)
	}
	return ch.Complaint
}

func eraser() suite {
	return suite{name: "eraser", needs: has[storage.Eraser]("Eraser"), promises: []promise{
		{"personal data is gone from state history and outbox", func(t *testing.T, l *lab) {
			c, other := l.person(t), l.person(t)
			l.publishFirst(t, c.ID)
			before := len(l.history(t, c.ID))
			erasure := l.erasure(t, c)
			require.NoError(t, capability[storage.Eraser](t, l.store).Erase(t.Context(), erasure), "Erase must store erasures")
			l.holds(t, erasure.Complaint, "Erase must store the next state as Put does")
			events := l.history(t, c.ID)
			require.Len(t, events, before+1, "Erase must store the event of the erasure and keep all others")
			for _, e := range events {
				require.Nil(t, e.Personal, "Erase must take the personal part out of every event, published or not")
			}
			require.NotContains(t, text(t, erasure.Complaint)+text(t, events), personal, "Erase must take personal data out of state and history")
			l.holds(t, other, "Erase must leave other complaints as they are")
			require.Contains(t, text(t, l.history(t, other.ID)), personal, "Erase must leave the events of other complaints as they are")
			if box, ok := storage.As[storage.Outbox](l.store); ok {
				waiting, err := box.Unpublished(t.Context(), 1000)
				require.NoError(t, err)
				for _, e := range waiting {
					if e.Complaint == c.ID {
						require.Nil(t, e.Personal, "Erase must take the personal part out of unpublished events too")
					}
				}
			}
		}},
		{"an erased text is not found again", func(t *testing.T, l *lab) {
			c, other := l.person(t), l.person(t)
			q := storage.Query{Prints: printsOf(personal)}
			require.Len(t, l.list(t, q), 2, "a text must be found by its prints")
			require.NoError(t, capability[storage.Eraser](t, l.store).Erase(t.Context(), l.erasure(t, c)))
			require.Equal(t, []string{other.ID.String()}, l.near(t, q.Prints, storage.Range{}, 10), "an erased complaint must not be found by the prints of its text")
			for _, by := range storage.Orders() {
				q.Order.By = by
				require.Equal(t, []string{other.ID.String()}, ids(l.list(t, q)), "an erased complaint must not be found by the prints of its text")
			}
		}},
		{"an erased history verifies and replays", func(t *testing.T, l *lab) {
			for range l.size(8) {
				changes := l.walk(t, 20)
				for _, ch := range changes {
					l.put(t, ch)
				}
				c := changes[len(changes)-1].Complaint
				next, e, err := c.Apply(complaint.Erase{Basis: "retention_end"}, complaint.Meta{At: c.Updated, Actor: complaint.Actor{ID: "dpo", Role: complaint.RoleManager}})
				if err != nil {
					continue // not an ended complaint, or one under a legal hold
				}
				require.NoError(t, capability[storage.Eraser](t, l.store).Erase(t.Context(), storage.Change{Complaint: next, Event: e}))
				got, err := l.store.Get(t.Context(), c.ID)
				require.NoError(t, err)
				require.NoError(t, got.Verify(l.history(t, c.ID)), "an erased history must verify and replay to the stored state (seed %d)", l.seed)
			}
			c := l.person(t)
			require.NoError(t, capability[storage.Eraser](t, l.store).Erase(t.Context(), l.erasure(t, c)))
			got, err := l.store.Get(t.Context(), c.ID)
			require.NoError(t, err)
			require.NoError(t, got.Verify(l.history(t, c.ID)), "an erased history must verify and replay to the stored state")
		}},
		{"the event of an erasure is unpublished", func(t *testing.T, l *lab) {
			needs(t, l, has[storage.Outbox]("Outbox"))
			c := l.person(t)
			l.publish(t, l.unpublished(t, 100)...)
			require.NoError(t, capability[storage.Eraser](t, l.store).Erase(t.Context(), l.erasure(t, c)))
			events := l.unpublished(t, 100)
			require.Len(t, events, 1, "the event of an erasure must be in the outbox, and published events must not come back")
			require.Equal(t, complaint.KindErase, events[0].Kind, "the event of an erasure must be in the outbox")
		}},
		{"an erasure conflicts as a Put does", func(t *testing.T, l *lab) {
			c, other := l.person(t), l.person(t)
			stale, good := l.erasure(t, c), l.erasure(t, other)
			l.put(t, l.hold(t, c))
			require.ErrorIs(t, capability[storage.Eraser](t, l.store).Erase(t.Context(), good, stale), storage.ErrConflict, "Erase must fail with ErrConflict as Put does")
			for _, id := range []complaint.ID{c.ID, other.ID} {
				require.Contains(t, text(t, l.history(t, id)), personal, "Erase must be all or nothing: after an error nothing is erased")
			}
			l.holds(t, other, "Erase must be all or nothing: after an error no state is changed")
		}},
		{"changes with another event are refused", func(t *testing.T, l *lab) {
			c, other := l.person(t), l.person(t)
			field := &complaint.FieldError{}
			err := capability[storage.Eraser](t, l.store).Erase(t.Context(), l.erasure(t, other), l.hold(t, c))
			require.ErrorAs(t, err, &field, "Erase must fail with a *complaint.FieldError for a change that is not an erasure")
			require.Contains(t, text(t, l.history(t, other.ID)), personal, "Erase must be all or nothing: after an error nothing is erased")
			require.ErrorAs(t, l.store.Put(t.Context(), l.erasure(t, c)), &field, "Put must refuse an erasure: it must go through Erase")
		}},
		{"several complaints are erased together", func(t *testing.T, l *lab) {
			a, b := l.person(t), l.person(t)
			require.NoError(t, capability[storage.Eraser](t, l.store).Erase(t.Context(), l.erasure(t, a), l.erasure(t, b)))
			require.NotContains(t, text(t, l.history(t, a.ID))+text(t, l.history(t, b.ID)), personal, "Erase must erase every complaint it is given")
		}},
		{"an erased complaint is still found by what is not personal", func(t *testing.T, l *lab) {
			c := l.person(t)
			require.NoError(t, capability[storage.Eraser](t, l.store).Erase(t.Context(), l.erasure(t, c)))
			found := l.list(t, storage.Query{Reference: []complaint.Reference{c.Reference}, Customer: []string{c.Intake.Customer.ID}})
			require.Len(t, found, 1, "an erased complaint must still be listed")
			require.NotContains(t, text(t, found), personal, "List must not show personal data that was erased")
		}},
	}}
}

// hold is a step that is legal for an ended complaint.
func (l *lab) hold(t *testing.T, c complaint.Complaint) storage.Change {
	t.Helper()
	return l.step(t, c, complaint.Hold{Name: "court", Reason: complaint.Hide("r")})
}

// publishFirst marks the first event of a complaint where the store has an outbox.
func (l *lab) publishFirst(t *testing.T, id complaint.ID) {
	t.Helper()
	if box, ok := storage.As[storage.Outbox](l.store); ok {
		require.NoError(t, box.MarkPublished(t.Context(), storage.EventRef{Complaint: id, Version: 1}))
	}
}
