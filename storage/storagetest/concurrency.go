package storagetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

func concurrency() suite {
	return suite{name: "concurrency", promises: []promise{
		{"64 open the same id and one succeeds", func(t *testing.T, l *lab) {
			for range l.size(4) {
				first := l.opened(t)
				changes := append(make([]storage.Change, 0, 64), first)
				for range 63 {
					changes = append(changes, l.openedAs(t, first.Complaint.ID))
				}
				errs := l.race(t, changes)
				won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
				require.GreaterOrEqual(t, won, 0, "of many who open one complaint one must succeed")
				for i, err := range errs {
					if i != won {
						require.ErrorIs(t, err, storage.ErrConflict, "of many who open one complaint all but one must get ErrConflict")
					}
				}
				l.holds(t, changes[won].Complaint, "the complaint must be the one whose Put succeeded")
				require.Len(t, l.history(t, first.Complaint.ID), 1, "of many openings one event must be stored")
			}
		}},
		{"16 act on one complaint without gap or double", func(t *testing.T, l *lab) {
			first := l.opened(t)
			l.put(t, first)
			const workers, each = 16, 4
			var wg sync.WaitGroup
			won, failed := make([][]int64, workers), make([]error, workers)
			for w := range workers {
				wg.Go(func() { won[w], failed[w] = act(t.Context(), l.store, first.Complaint.ID, each) })
			}
			wg.Wait()
			var versions []int64
			for w := range workers {
				require.NoError(t, failed[w], "a racing Put must succeed or fail with ErrConflict, and Get must succeed")
				versions = append(versions, won[w]...)
			}
			slices.Sort(versions)
			for i, v := range versions {
				require.Equal(t, int64(i)+2, v, "no two Puts may store the same version, and none may be left out")
			}
			events := l.history(t, first.Complaint.ID)
			require.Len(t, events, 1+workers*each, "every Put that succeeded must leave one event, and no other may")
			got, err := l.store.Get(t.Context(), first.Complaint.ID)
			require.NoError(t, err)
			require.NoError(t, got.Verify(events), "after a race the history must verify and give the stored state")
		}},
		{"crossing changes of several complaints", func(t *testing.T, l *lab) {
			a, b := l.opened(t), l.opened(t)
			l.put(t, a, b)
			changes := make([][]storage.Change, 0, 16)
			for i := range 16 {
				pair := []storage.Change{l.note(t, a.Complaint), l.note(t, b.Complaint)}
				if i%2 == 1 {
					slices.Reverse(pair)
				}
				changes = append(changes, pair)
			}
			errs := make([]error, len(changes))
			var wg sync.WaitGroup
			for i := range changes {
				wg.Go(func() { errs[i] = l.store.Put(t.Context(), changes[i]...) })
			}
			wg.Wait()
			won := 0
			for i, err := range errs {
				if err != nil {
					require.ErrorIs(t, err, storage.ErrConflict, "Puts that meet in another order must not deadlock or fail otherwise")
					continue
				}
				won++
				for _, ch := range changes[i] {
					l.holds(t, ch.Complaint, "a Put of several changes must be stored as a whole")
				}
			}
			require.Equal(t, 1, won, "of many Puts of the same versions one must succeed")
		}},
		{"readers see whole changes", func(t *testing.T, l *lab) {
			ch := l.forged(t, func(c *complaint.Complaint) { c.Assignment.Person = "v1" })
			l.put(t, ch)
			id := ch.Complaint.ID
			ctx, stop := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			failed := make([]string, 4)
			for r := range failed {
				wg.Go(func() {
					for last := int64(0); ctx.Err() == nil; {
						got, err := l.store.Get(ctx, id)
						if err != nil {
							if ctx.Err() == nil {
								failed[r] = "Get must succeed while others write: " + err.Error()
							}
							return
						}
						if got.Assignment.Person != "v"+string(rune('0'+got.Version)) || got.Version < last {
							failed[r] = "Get must return one stored state, and never an older one than before"
							return
						}
						last = got.Version
						time.Sleep(time.Millisecond)
					}
				})
			}
			for v := '2'; v <= '9'; v++ {
				next := l.edited(t, ch.Complaint, func(c *complaint.Complaint) { c.Assignment.Person = "v" + string(v) })
				l.put(t, next)
				ch = next
				time.Sleep(2 * time.Millisecond)
			}
			stop()
			wg.Wait()
			for _, problem := range failed {
				require.Empty(t, problem, problem)
			}
		}},
	}}
}

// race stores changes at the same moment, each by a Put of its own.
func (l *lab) race(t *testing.T, changes []storage.Change) []error {
	t.Helper()
	errs := make([]error, len(changes))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range changes {
		wg.Go(func() {
			<-start
			errs[i] = l.store.Put(t.Context(), changes[i])
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// act adds notes to a complaint, reading again after every conflict, and returns the versions that it stored.
func act(ctx context.Context, s storage.Store, id complaint.ID, times int) ([]int64, error) {
	var won []int64
	for len(won) < times {
		c, err := s.Get(ctx, id)
		if err != nil {
			return won, err
		}
		next, e, err := c.Apply(complaint.Note{Text: complaint.Hide("n")}, complaint.Meta{
			At: c.Updated, Salt: []byte("sixteen bytes ok"), Actor: complaint.Actor{ID: "mia", Role: complaint.RoleSenior},
		})
		if err != nil {
			return won, err
		}
		switch err := s.Put(ctx, storage.Change{Complaint: next, Event: e}); {
		case err == nil:
			won = append(won, next.Version)
		case !errors.Is(err, storage.ErrConflict):
			return won, err
		}
	}
	return won, nil
}

// cancellation checks that a cancelled context ends every method without an effect.
func cancellation() suite {
	return suite{name: "cancellation", promises: []promise{
		{"a cancelled context ends every method", func(t *testing.T, l *lab) {
			ch := l.opened(t)
			l.put(t, ch)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			for name, call := range calls(t, l, ch.Complaint) {
				require.ErrorIs(t, call(ctx), context.Canceled, "%s must end with the error of its cancelled context", name)
			}
			l.holds(t, ch.Complaint, "a method with a cancelled context must have no effect")
			require.Len(t, l.history(t, ch.Complaint.ID), 1, "a method with a cancelled context must have no effect")
			require.Len(t, l.list(t, storage.Query{}), 1, "a method with a cancelled context must have no effect")
			l.pending(t, 1, "a method with a cancelled context must have no effect")
			l.balance(t, "cancelled", 0, "a Put with a cancelled context must have no effect")
			if d, ok := storage.As[storage.Documents](l.store); ok {
				_, err := d.GetDocument(t.Context(), "kind", "key")
				require.ErrorIs(t, err, storage.ErrNotFound, "PutDocument with a cancelled context must have no effect")
			}
		}},
		{"a deadline that has passed ends every method", func(t *testing.T, l *lab) {
			ch := l.opened(t)
			l.put(t, ch)
			ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
			defer cancel()
			for name, call := range calls(t, l, ch.Complaint) {
				require.ErrorIs(t, call(ctx), context.DeadlineExceeded, "%s must end with the error of its context", name)
			}
		}},
		{"a context cancelled in the middle leaves all or nothing", func(t *testing.T, l *lab) {
			type run struct {
				ch    storage.Change
				delay time.Duration
			}
			runs := make([]run, 0, l.size(60))
			for range l.size(60) {
				ch := l.opened(t)
				ch.Debits = []storage.Debit{debit(t, ch.Complaint.ID.String(), 5, 5)}
				runs = append(runs, run{ch, time.Duration(l.Intn(3000)) * time.Microsecond})
			}
			for _, r := range runs {
				ctx, cancel := context.WithTimeout(t.Context(), r.delay)
				err := l.store.Put(ctx, r.ch)
				cancel()
				_, missing := l.store.Get(t.Context(), r.ch.Complaint.ID)
				if err == nil {
					require.NoError(t, missing, "what Put has acknowledged must be stored")
				} else {
					require.ErrorIs(t, err, context.DeadlineExceeded, "Put must end with the error of its context")
				}
				_, noHistory := l.store.History(t.Context(), r.ch.Complaint.ID)
				require.Equal(t, missing == nil, noHistory == nil, "a Put that was cancelled must have happened as a whole or not at all")
				if missing == nil {
					l.balance(t, r.ch.Complaint.ID.String(), 5, "a Put that was cancelled must have happened as a whole or not at all")
				} else {
					l.balance(t, r.ch.Complaint.ID.String(), 0, "a Put that was cancelled must have happened as a whole or not at all")
				}
			}
		}},
	}}
}

// calls returns a call of every method that the store has, with arguments that would succeed.
func calls(t *testing.T, l *lab, c complaint.Complaint) map[string]func(context.Context) error {
	t.Helper()
	next := l.note(t, c)
	next.Debits = []storage.Debit{debit(t, "cancelled", 1, -1)}
	list := map[string]func(context.Context) error{
		"Get":     func(ctx context.Context) error { _, err := l.store.Get(ctx, c.ID); return err },
		"Put":     func(ctx context.Context) error { return l.store.Put(ctx, next) },
		"List":    func(ctx context.Context) error { _, err := l.store.List(ctx, storage.Query{}); return err },
		"History": func(ctx context.Context) error { _, err := l.store.History(ctx, c.ID); return err },
	}
	if o, ok := storage.As[storage.Outbox](l.store); ok {
		list["Unpublished"] = func(ctx context.Context) error { _, err := o.Unpublished(ctx, 1); return err }
		list["MarkPublished"] = func(ctx context.Context) error {
			return o.MarkPublished(ctx, storage.EventRef{Complaint: c.ID, Version: 1})
		}
	}
	if o, ok := storage.As[storage.Counter](l.store); ok {
		list["Count"] = func(ctx context.Context) error { _, err := o.Count(ctx, storage.Query{}); return err }
	}
	if o, ok := storage.As[storage.Accounts](l.store); ok {
		list["Balance"] = func(ctx context.Context) error { _, err := o.Balance(ctx, "a", "CNY"); return err }
	}
	if o, ok := storage.As[storage.Documents](l.store); ok {
		list["GetDocument"] = func(ctx context.Context) error { _, err := o.GetDocument(ctx, "kind", "key"); return err }
		list["PutDocument"] = func(ctx context.Context) error {
			return o.PutDocument(ctx, storage.Document{Kind: "kind", Key: "key", Version: 1, Body: []byte("{}")})
		}
		list["ListDocuments"] = func(ctx context.Context) error { _, err := o.ListDocuments(ctx, "kind", "", 1); return err }
		list["DeleteDocument"] = func(ctx context.Context) error { return o.DeleteDocument(ctx, "kind", "key", 1) }
	}
	if o, ok := storage.As[storage.Eraser](l.store); ok {
		erase := l.erasure(t, c)
		list["Erase"] = func(ctx context.Context) error { return o.Erase(ctx, erase) }
	}
	return list
}

// erasure returns the erasure of a complaint. One that is still open is taken for closed.
func (l *lab) erasure(t *testing.T, c complaint.Complaint) storage.Change {
	t.Helper()
	if c.Status.Open() {
		c.Status, c.Wait = complaint.StatusClosed, nil
	}
	return l.step(t, c, complaint.Erase{Basis: "customer_request"})
}
