package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// approving checks who approves an offer, and renews what is set aside for it: the limits of caps and budgets are those of
// today's policy, so an approval of what a budget had no money for works once the budget is raised, and not before.
func (d *Desk) approving(
	c complaint.Complaint, actor complaint.Actor, a complaint.Approve, at time.Time,
) (complaint.OfferDecision, error) {
	engine := d.remedy()
	out := complaint.OfferDecision{Offer: a.Offer}
	if why := engine.Conflict(c, actor.ID); why != "" {
		return out, &complaint.FieldError{Field: "meta.actor.id", Value: actor.ID, Rule: "must have no interest in the case: " + why}
	}
	offer := offerOf(c, a.Offer)
	if offer == nil {
		return out, nil // the action itself says so
	}
	if a.For != "" || a.As != "" {
		// It must have been lent when it was done and now, so that nobody gets authority back by dating an approval.
		for _, at := range []time.Time{at, d.present()} {
			if err := d.lent(c, actor, a, offer, at); err != nil {
				return out, err
			}
		}
	}
	out.Policy, out.Floor = offer.Policy, offer.Floor
	for _, o := range offer.Options {
		renewed := make([]complaint.Reserve, len(o.Reserves))
		for i, r := range o.Reserves {
			if limit, ok := engine.Limit(r.Account, r.Amount.Currency); !r.Limit.IsZero() && (ok || compensation.IsCap(r.Account)) {
				r.Limit = limit // none for a cap that the policy has no more
			}
			renewed[i] = r
		}
		out.Reserves = append(out.Reserves, renewed)
	}
	return out, nil
}

// lent checks an approval in somebody else's authority.
func (d *Desk) lent(c complaint.Complaint, actor complaint.Actor, a complaint.Approve, offer *complaint.Offer, at time.Time) error {
	refuse := func(rule string) error {
		return &complaint.FieldError{Field: "for", Value: a.For, Rule: rule}
	}
	if why := d.remedy().Conflict(c, a.For); why != "" {
		return refuse("must have no interest in the case: " + why)
	}
	currency := ""
	for _, o := range offer.Options {
		for _, g := range o.Grants {
			if !g.Amount.IsZero() {
				currency = g.Amount.Currency
			}
		}
	}
	role, most, ok := d.remedy().Lent(a.For, actor.ID, currency, at)
	if !ok || role != a.As {
		return refuse("must have lent the authority of the role " + string(a.As) + " to " + actor.ID +
			" for this time and currency in the policy")
	}
	if most.IsZero() {
		return nil
	}
	for _, o := range offer.Options {
		total := complaint.Money{}
		for _, g := range o.Grants {
			sum, err := total.Add(g.Amount)
			if err != nil {
				return fmt.Errorf("offer %q: %w", offer.ID, err)
			}
			total = sum
		}
		if more, err := total.Cmp(most); err != nil || more > 0 {
			return refuse("has lent an authority of at most " + most.String())
		}
	}
	return nil
}

func offerOf(c complaint.Complaint, id string) *complaint.Offer {
	for i := range c.Offers {
		if c.Offers[i].ID == id {
			return &c.Offers[i]
		}
	}
	return nil
}

// Approvals returns a page of the complaints with an offer that waits for an approval, those that fall due first in front. Needs
// narrows it to those for which that role is the least that can approve them; empty for all.
func (d *Desk) Approvals(ctx context.Context, needs complaint.Role, q storage.Query) (storage.Page, error) {
	tag := storage.TagApproval
	if needs != "" {
		tag = storage.TagOfApproval(needs)
	}
	q.Tags = append(slices.Clip(q.Tags), tag)
	if q.Order.By == "" {
		q.Order.By = storage.ByDue
	}
	return d.Find(ctx, q)
}

// approval returns an action that approves an offer.
func approval(a complaint.Action) (complaint.Approve, bool) {
	switch act := a.(type) {
	case complaint.Approve:
		return act, true
	case *complaint.Approve:
		if act != nil {
			return *act, true
		}
	}
	return complaint.Approve{}, false
}
