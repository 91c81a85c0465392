package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// counted is a store that counts what it is asked and how many complaints it hands out.
type counted struct {
	*memory.Store
	calls map[string]int
	rows  int
}

func (s *counted) Get(ctx context.Context, id complaint.ID) (complaint.Complaint, error) {
	s.calls["get"]++
	return s.Store.Get(ctx, id)
}

func (s *counted) Put(ctx context.Context, changes ...storage.Change) error {
	s.calls["put"]++
	return s.Store.Put(ctx, changes...)
}

func (s *counted) List(ctx context.Context, q storage.Query) (storage.Page, error) {
	s.calls["list"]++
	page, err := s.Store.List(ctx, q)
	s.rows += len(page.Complaints)
	return page, err
}

func (s *counted) History(ctx context.Context, id complaint.ID) ([]complaint.Event, error) {
	s.calls["history"]++
	return s.Store.History(ctx, id)
}

func (s *counted) Count(ctx context.Context, q storage.Query) (int, error) {
	s.calls["count"]++
	return s.Store.Count(ctx, q)
}

func (s *counted) Alike(
	ctx context.Context, prints []uint32, received storage.Range, limit int,
) ([]complaint.Complaint, error) {
	s.calls["alike"]++
	list, err := s.Store.Alike(ctx, prints, received, limit)
	s.rows += len(list)
	return list, err
}

func (s *counted) GetDocument(ctx context.Context, kind, key string) (storage.Document, error) {
	s.calls["get document"]++
	return s.Store.GetDocument(ctx, kind, key)
}

func (s *counted) PutDocument(ctx context.Context, d storage.Document) error {
	s.calls["put document"]++
	return s.Store.PutDocument(ctx, d)
}

// Opening costs the same however many complaints there are.
func TestOpenCostsTheSame(t *testing.T) {
	costs := func(past int) (map[string]int, int) {
		store := &counted{Store: memory.New(), calls: map[string]int{}}
		at := time.Date(2026, time.October, 12, 9, 0, 0, 0, time.UTC)
		d, err := desk.New(desk.Config{Store: store, Now: func() time.Time { return at }})
		require.NoError(t, err)
		in := func(n int) complaint.Intake {
			return complaint.Intake{
				Channel: complaint.ChannelApp, Customer: complaint.Customer{ID: fmt.Sprintf("u-%d", n%4)}, Carrier: "swift",
				Content: complaint.Hide(fmt.Sprintf("The kettle leaks at the bottom since week %d, please exchange it.", n)),
				Items:   []complaint.Item{{Line: "1", Product: "kettle", Lot: "L1", Supplier: "acme"}},
			}
		}
		var last complaint.Complaint
		for n := range past {
			at = at.Add(time.Second)
			if n < 10 {
				last, err = d.Open(t.Context(), "app", in(n))
				require.NoError(t, err)
				continue
			}
			// The others are as the last one that the desk has opened.
			again := in(n)
			again.Fingerprint, again.Links, again.Category = last.Intake.Fingerprint, last.Links, last.Assessment.Category
			c, e, err := complaint.Open(uuid.New(), again, complaint.Meta{At: at, Recorded: at, Actor: bob, Salt: make([]byte, 16)})
			require.NoError(t, err)
			require.NoError(t, store.Put(t.Context(), storage.Change{Complaint: c, Event: e}))
		}
		clear(store.calls)
		store.rows = 0
		_, err = d.Open(t.Context(), "app", in(past))
		require.NoError(t, err)
		return store.calls, store.rows
	}
	few, _ := costs(10)
	many, rows := costs(5000)
	require.Equal(t, few, many, "the same calls")
	require.LessOrEqual(t, rows, 500, "and no more rows than are looked at")
	sum := 0
	for _, n := range many {
		sum += n
	}
	require.LessOrEqual(t, sum, 20)
	t.Log(many, rows)
}

var _ interface {
	storage.Store
	storage.Documents
	storage.Counter
	storage.Finder
} = (*counted)(nil)
