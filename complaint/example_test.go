package complaint_test

import (
	"errors"
	"fmt"

	"github.com/recourse-go/recourse/complaint"
)

func ExampleParseIntake() {
	in, err := complaint.ParseIntake([]byte(`{"channel":"app","content":"碎屏","amount":{"amount":"2999","currency":"CNY"}}`))
	fmt.Println(in.Channel, in.Amount, in.Content, err)

	_, err = complaint.ParseIntake([]byte(`{"channel":"app","channel":"phone"}`))
	var field *complaint.FieldError
	fmt.Println(errors.As(err, &field), err)
	// Output:
	// app CNY 2999.00 [private] <nil>
	// true intake: must not have a field twice
}

func ExampleKeyID() {
	first := complaint.KeyID("north", "form-4711")
	fmt.Println(first == complaint.KeyID("north", "form-4711"))
	fmt.Println(first == complaint.KeyID("south", "form-4711"))
	// Output:
	// true
	// false
}

func ExampleParseID() {
	_, err := complaint.ParseID("{0190163D-8694-739B-AEA5-966C26F8AD91}")
	fmt.Println(err)
	id, err := complaint.ParseID("0190163d-8694-739b-aea5-966c26f8ad91")
	fmt.Println(complaint.NewReference(id), err)
	// Output:
	// id: "{0190163D-8694-739B-AEA5-966C26F8AD91}": must be a UUID in lower case such as 0190163d-8694-739b-aea5-966c26f8ad91
	// 492J-VM29-K964 <nil>
}

func ExampleIntake_Set() {
	var in complaint.Intake
	fmt.Println(in.Set("amount", "CNY 23.80"), in.Set("customer.email", "jane@example.com"))
	fmt.Println(in.Amount, in.Customer.Contacts[0].Masked())
	fmt.Println(in.Set("occurred", "yesterday"))
	// Output:
	// <nil> <nil>
	// CNY 23.80 j•••@e•••.com
	// occurred: "yesterday": must be a time of RFC 3339 such as 2026-09-30T16:40:00+08:00, or a date such as 2026-09-30
}

func ExampleVerify() {
	c, history := exampleHistory()
	fmt.Println(complaint.Verify(history), c.Verify(history))

	history[0].Actor.ID = "somebody else"
	fmt.Println(complaint.Verify(history))
	// Output:
	// <nil> <nil>
	// history does not verify at version 1: its content does not give its hash
}

func ExampleReplay() {
	c, history := exampleHistory()
	again, err := complaint.Replay(history)
	fmt.Println(again.Version == c.Version, again.Status, again.Head == c.Head, err)
	// Output: true acknowledged true <nil>
}

// exampleHistory is a complaint that was opened and acknowledged.
func exampleHistory() (complaint.Complaint, []complaint.Event) {
	c, opened, err := complaint.Open(complaint.KeyID("", "example"), complaint.Intake{
		Channel: complaint.ChannelApp, Content: complaint.Hide("The screen is broken."),
	}, meta())
	if err != nil {
		panic(err)
	}
	c, acknowledged, err := c.Apply(complaint.Acknowledge{Message: say("We have it.")}, meta())
	if err != nil {
		panic(err)
	}
	return c, []complaint.Event{opened, acknowledged}
}
