package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
)

// step is one thing that somebody does to a complaint.
type step struct {
	// after is how long after its receipt.
	after  time.Duration
	actor  complaint.Actor
	action complaint.Action
}

// worked is how many complaints are worked at most, workedShare how many of a hundred.
const (
	worked      = 48
	workedShare = 60
)

// work takes some complaints through the lifecycle, those that came in first. Which ones and how follows from their ids, and
// every command has a key, so a second run does nothing and a run that was interrupted is finished by the next.
func (p *program) work(ctx context.Context) error {
	chosen, err := p.choose(ctx)
	if err != nil {
		return fmt.Errorf("choose complaints to work on: %w", err)
	}
	for _, c := range chosen {
		story := storyFor(c)
		for i, s := range story.steps(c) {
			_, err := p.desk.Do(ctx, desk.Command{
				ID: c.ID, Actor: s.actor, Action: s.action, At: p.when(c, s.after),
				Key: fmt.Sprintf("quickstart/%s/%d", story.name, i+1),
			})
			if errors.Is(err, complaint.ErrTransition) {
				break // somebody took this complaint another way since: leave it to them
			}
			if err != nil {
				return fmt.Errorf("%s, step %d of %q: %w", c.Reference, i+1, story.name, err)
			}
		}
	}
	return nil
}

// when is the time of a step: some time after the receipt, and never in the future.
func (p *program) when(c complaint.Complaint, after time.Duration) time.Time {
	at, now := c.Received.Add(after), p.now()
	if at.After(now) {
		return now
	}
	return at
}

func (p *program) choose(ctx context.Context) ([]complaint.Complaint, error) {
	var chosen []complaint.Complaint
	for c, err := range storage.All(ctx, p.store, storage.Query{Limit: 200}) {
		if err != nil {
			return nil, err
		}
		if int(c.ID[15])%100 < workedShare {
			chosen = append(chosen, c)
		}
		if len(chosen) == worked {
			break
		}
	}
	return chosen, nil
}

// The people of the shop.
func junior(c complaint.Complaint) complaint.Actor {
	return complaint.Actor{ID: "h-mia", Role: complaint.RoleJunior, Department: department(c)}
}

func mid(c complaint.Complaint) complaint.Actor {
	return complaint.Actor{ID: chen, Role: complaint.RoleMid, Department: department(c)}
}

func senior(c complaint.Complaint) complaint.Actor {
	return complaint.Actor{ID: "h-lin", Role: complaint.RoleSenior, Department: department(c)}
}

// customer is the customer, or the handler who writes down what a customer without an account says.
func customer(c complaint.Complaint) complaint.Actor {
	if c.Intake.Customer.ID == "" {
		return junior(c)
	}
	return complaint.Actor{ID: c.Intake.Customer.ID, Role: complaint.RoleCustomer}
}

// department says who handles a category.
func department(c complaint.Complaint) string {
	for root, name := range map[string]string{
		"quality": "quality", "logistics": "logistics", "fraud": "trust", "privacy": "trust", "order": "orders", "price": "orders",
	} {
		if complaint.InSubtree(c.Intake.Category, root) {
			return name
		}
	}
	return "service"
}
