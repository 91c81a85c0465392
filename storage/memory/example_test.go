package memory_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

func ExampleNew() {
	ctx := context.Background()
	store := memory.New()
	c, event, err := complaint.Open(complaint.KeyID("", "form-4711"), complaint.Intake{
		Channel: complaint.ChannelApp, Content: complaint.Hide("The screen was broken when it came."),
	}, complaint.Meta{
		At:   time.Date(2026, time.September, 30, 8, 40, 0, 0, time.UTC),
		Salt: []byte("sixteen bytes ok"), Actor: complaint.Actor{ID: "web", Role: complaint.RoleSystem},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	change := storage.Change{Complaint: c, Event: event}
	fmt.Println(store.Put(ctx, change))
	fmt.Println(errors.Is(store.Put(ctx, change), storage.ErrConflict))
	got, err := store.Get(ctx, c.ID)
	fmt.Println(got.Status, got.Version, err)
	// Output:
	// <nil>
	// true
	// received 1 <nil>
}
