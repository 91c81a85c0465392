package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage/memory"
)

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func Example() {
	ctx := context.Background()
	d, err := desk.New(desk.Config{Store: memory.New()}) // every policy has a sensible built-in default
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := d.Open(ctx, "web", complaint.Intake{
		Key: "form-4711", Category: "logistics.delay", Order: "SO-1", Content: complaint.Hide("The coat has not come."),
		Customer: complaint.Customer{ID: "u-1", Name: complaint.Hide("Jane Roe"), Language: "en"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mia := complaint.Actor{ID: "mia", Role: complaint.RoleJunior, Department: "aftersales"}
	c, err = d.Do(ctx, desk.Command{ID: c.ID, Actor: mia, Action: complaint.Acknowledge{Message: complaint.Message{
		Channel: complaint.ChannelEmail, Text: complaint.Hide("We have your message and are looking for the parcel."),
	}}})
	fmt.Println(c.Status, c.Version, err)

	p, err := d.Progress(ctx, c.ID, "en")
	fmt.Printf("step %d of %d: %s %s %v\n", p.Step, p.Of, p.Label+".", p.Next, err)

	_, err = d.Do(ctx, desk.Command{ID: c.ID, Actor: mia, Action: complaint.Erase{Basis: "customer_request"}})
	fmt.Println(err)
	fmt.Println(d.Verify(ctx, c.ID))
	// Output:
	// assigned 2 <nil>
	// step 2 of 6: Assigned. The person in charge will look into it and contact you. <nil>
	// role "junior" may not erase: not permitted
	// <nil>
}

func ExampleDesk_As() {
	ctx := context.Background()
	d, err := desk.New(desk.Config{Store: memory.New()})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := d.Open(ctx, "app", complaint.Intake{
		Content: complaint.Hide("屏幕坏了"), Customer: complaint.Customer{ID: "u-1", Name: complaint.Hide("王小明")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mine, err := d.As(complaint.Actor{ID: "u-1", Role: complaint.RoleCustomer}).Get(ctx, c.ID)
	fmt.Println(mine.Intake.Content.Reveal(), err)
	masked, err := d.As(complaint.Actor{ID: "ins", Role: complaint.RoleInspector}).Get(ctx, c.ID)
	fmt.Println(masked.Intake.Content.Reveal(), err)
	_, err = d.As(complaint.Actor{ID: "u-2", Role: complaint.RoleCustomer}).Get(ctx, c.ID)
	fmt.Println(err != nil)
	// Output:
	// 屏幕坏了 <nil>
	// ••• <nil>
	// true
}
