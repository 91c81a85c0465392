package desk

import (
	"context"
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// Reasons says in sentences why a complaint is what the desk takes it for, why it belongs to others, and why those have it who
// have it: the last decision of each sort (T13). Words of the customer are quoted while they are there.
func (d *Desk) Reasons(ctx context.Context, id complaint.ID, x triage.Explaining) ([]string, error) {
	c, err := d.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return d.reasons(ctx, c, c.Intake, x)
}

// Reasons is [Desk.Reasons] for the actor: customers see what concerns them, inspectors and auditors no words of the customer.
func (v *View) Reasons(ctx context.Context, id complaint.ID, language string) ([]string, error) {
	c, err := v.desk.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if !sees(v.actor, c) {
		return nil, named(id, storage.ErrNotFound)
	}
	x := triage.Explaining{Language: language, Customer: v.actor.Role == complaint.RoleCustomer}
	in := c.Intake
	if v.actor.Role == complaint.RoleInspector || v.actor.Role == complaint.RoleAuditor {
		in = complaint.Intake{}
	}
	return v.desk.reasons(ctx, c, in, x)
}

func (d *Desk) reasons(
	ctx context.Context, c complaint.Complaint, in complaint.Intake, x triage.Explaining,
) ([]string, error) {
	if x.Taxonomy == nil {
		x.Taxonomy = d.config.Taxonomy
	}
	events, err := d.History(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	var links, route []complaint.Reason
	for _, e := range events {
		decided, err := e.Decided()
		if err != nil {
			return nil, named(c.ID, err)
		}
		for _, l := range decided.Links {
			links = append(links, l.Reasons...)
		}
		if decided.Route != nil {
			route = decided.Route.Reasons
		}
	}
	return triage.Explain(slices.Concat(c.Assessment.Reasons, links, route), in, x), nil
}
