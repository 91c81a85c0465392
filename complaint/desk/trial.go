package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// PreviewCompensation shows what an engine, made of a draft of a policy, would give for the complaints that match a query, beside
// what today's policy gives for them (M13). Each is judged as it stands, at the time of its first offer, or else of its last
// change, and by itself: what is used up of caps and budgets is not looked at. Nothing is stored. It reads order, incident and
// earlier claims of every complaint.
func (d *Desk) PreviewCompensation(
	ctx context.Context, draft *compensation.Engine, q storage.Query,
) (compensation.Preview, error) {
	if d.broken != nil {
		return compensation.Preview{}, d.broken
	}
	old := d.remedy()
	var failed error
	preview := draft.Preview(old, func(yield func(compensation.Case) bool) {
		for c, err := range storage.All(ctx, d.store, q) {
			if err != nil {
				failed = fmt.Errorf("preview of a compensation policy: %w", err)
				return
			}
			x, err := d.known(ctx, old, c, Circumstances{}, decidedAt(c))
			if err != nil {
				failed = named(c.ID, err)
				return
			}
			if !yield(x) {
				return
			}
		}
	})
	return preview, failed
}

// decidedAt is when it was decided what a customer is given, or else when the complaint last changed.
func decidedAt(c complaint.Complaint) time.Time {
	if len(c.Offers) > 0 && !c.Offers[0].At.IsZero() {
		return c.Offers[0].At
	}
	return c.Updated
}
