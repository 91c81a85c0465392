package storage_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// desk stores three complaints in memory, received a minute after each other.
func desk(ctx context.Context) (*memory.Store, error) {
	store := memory.New()
	nine := time.Date(2026, time.September, 30, 9, 0, 0, 0, time.UTC)
	for i, category := range []string{"logistics.delay", "quality.defect", "logistics.tracking"} {
		c, event, err := complaint.Open(complaint.KeyID("", strconv.Itoa(i)), complaint.Intake{
			Channel: complaint.ChannelApp, Category: category, Content: complaint.Hide("It should have come on the 10th."),
		}, complaint.Meta{
			At: nine.Add(time.Duration(i) * time.Minute), Salt: []byte("sixteen bytes ok"),
			Actor: complaint.Actor{ID: "web", Role: complaint.RoleSystem},
		})
		if err != nil {
			return nil, err
		}
		if err := store.Put(ctx, storage.Change{Complaint: c, Event: event}); err != nil {
			return nil, err
		}
	}
	return store, nil
}

func ExampleQuery() {
	ctx := context.Background()
	store, err := desk(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	q := storage.Query{Category: []string{"logistics"}, Order: storage.Order{Descending: true}, Limit: 1}
	for {
		page, err := store.List(ctx, q)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, c := range page.Complaints {
			fmt.Println(c.Received.Format(time.TimeOnly), c.Assessment.Category)
		}
		if page.Next == "" {
			break
		}
		q.Cursor = page.Next
	}
	q.Order.By = storage.ByDue
	_, err = store.List(ctx, q)
	fmt.Println(errors.Is(err, storage.ErrCursor))
	// Output:
	// 09:02:00 logistics.tracking
	// 09:00:00 logistics.delay
	// true
}

func ExampleAll() {
	ctx := context.Background()
	store, err := desk(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	for c, err := range storage.All(ctx, store, storage.Query{Status: []complaint.Status{complaint.StatusReceived}}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(c.Received.Format(time.TimeOnly), c.Assessment.Category)
	}
	// Output:
	// 09:00:00 logistics.delay
	// 09:01:00 quality.defect
	// 09:02:00 logistics.tracking
}

func ExampleRelay() {
	ctx := context.Background()
	store, err := desk(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	publish := func(_ context.Context, e complaint.Event) error {
		fmt.Println(e.Kind, e.Version, e.At.Format(time.TimeOnly))
		return nil
	}
	for range 2 {
		n, err := storage.Relay(ctx, store, 2, publish)
		fmt.Println(n, err)
	}
	// Output:
	// open 1 09:00:00
	// open 1 09:01:00
	// 2 <nil>
	// open 1 09:02:00
	// 1 <nil>
}

func ExampleAs() {
	var store storage.Store = memory.New()
	if tenants, ok := storage.As[storage.Tenants](store); ok {
		store = tenants.Tenant("north")
	}
	accounts, ok := storage.As[storage.Accounts](store)
	if !ok {
		fmt.Println("this store does not tell balances")
		return
	}
	fmt.Println(accounts.Balance(context.Background(), "budget/2026-11", "CNY"))
	// Output: CNY 0.00 <nil>
}
