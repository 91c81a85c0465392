package desk_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// gate is a store that lets the first openings in together: none of them has seen the others.
type gate struct {
	*memory.Store
	here sync.WaitGroup
}

func (g *gate) Put(ctx context.Context, changes ...storage.Change) error {
	if changes[0].Event.Kind == complaint.KindOpen {
		g.here.Done()
		g.here.Wait()
	}
	return g.Store.Put(ctx, changes...)
}

// What comes in at the very same moment is linked although none saw the others when it was assessed.
func TestTheSameMoment(t *testing.T) {
	const together = 4
	at := func(t *testing.T, customer func(n int) string) ([]complaint.Complaint, *gate) {
		t.Helper()
		g := &gate{Store: memory.New()}
		g.here.Add(together)
		d := newDesk(t, g)
		var wg sync.WaitGroup
		for n := range together {
			wg.Go(func() {
				in := broken(customer(n))
				in.Feedback = complaint.FeedbackComplaint
				in.Items = []complaint.Item{{Line: "1", Product: "kettle", Lot: "L1"}}
				if _, err := d.Open(context.Background(), "app", in); err != nil {
					t.Errorf("open: %v", err)
				}
			})
		}
		wg.Wait()
		page, err := g.List(t.Context(), storage.Query{})
		require.NoError(t, err)
		require.Len(t, page.Complaints, together)
		for _, c := range page.Complaints {
			require.NoError(t, d.Verify(t.Context(), c.ID))
		}
		return page.Complaints, g
	}
	t.Run("one lot", func(t *testing.T) {
		list, g := at(t, func(n int) string { return fmt.Sprintf("u-%d", n) })
		incidents, err := newDesk(t, g.Store).Incidents(t.Context(), complaint.ID{}, 10)
		require.NoError(t, err)
		require.Len(t, incidents, 1)
		for _, c := range list {
			require.Equal(t, []complaint.Link{{Type: complaint.LinkIncident, To: incidents[0].ID}}, c.Links)
		}
	})
	t.Run("one customer", func(t *testing.T) {
		list, _ := at(t, func(int) string { return "u-1" })
		first := 0
		for _, c := range list {
			if len(c.Links) == 0 {
				first++
			}
		}
		require.Equal(t, 1, first)
	})
}
