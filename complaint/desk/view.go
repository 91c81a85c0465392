package desk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// View is a desk as one actor sees it. Make it with [Desk.As].
type View struct {
	desk  *Desk
	actor complaint.Actor
}

// As returns the desk as an actor sees it.
//
// A customer sees only complaints whose customer ID is the actor's ID; all others are not found. Of these they see neither
// what the desk thinks of them (reasons, suspicion, emotion, deciders, verdicts, findings, legal holds) nor internal notes,
// offers before they are approved, what they cost, and claims against others; and of the history only what concerns them,
// without the names of the staff. Inspectors and auditors see all complaints with names, contacts and texts covered. All
// other roles see everything.
func (d *Desk) As(actor complaint.Actor) *View { return &View{desk: d, actor: actor} }

// sees says whether the actor may know that the complaint exists.
func sees(actor complaint.Actor, c complaint.Complaint) bool {
	if actor.Role == complaint.RoleCustomer {
		return actor.ID != "" && c.Intake.Customer.ID == actor.ID
	}
	return slices.Contains(complaint.Roles(), actor.Role)
}

// Get returns a complaint as the actor sees it, or [storage.ErrNotFound].
func (v *View) Get(ctx context.Context, id complaint.ID) (complaint.Complaint, error) {
	c, err := v.desk.Get(ctx, id)
	if err != nil {
		return complaint.Complaint{}, err
	}
	if !sees(v.actor, c) {
		return complaint.Complaint{}, named(id, storage.ErrNotFound)
	}
	return v.show(c), nil
}

// Find returns a page of the complaints that the actor may see.
func (v *View) Find(ctx context.Context, q storage.Query) (storage.Page, error) {
	if v.actor.Role == complaint.RoleCustomer {
		if v.actor.ID == "" || len(q.Customer) > 0 && !slices.Contains(q.Customer, v.actor.ID) {
			return storage.Page{}, nil
		}
		q.Customer = []string{v.actor.ID}
	} else if !slices.Contains(complaint.Roles(), v.actor.Role) {
		return storage.Page{}, nil
	}
	page, err := v.desk.Find(ctx, q)
	if err != nil {
		return storage.Page{}, err
	}
	for i := range page.Complaints {
		page.Complaints[i] = v.show(page.Complaints[i])
	}
	return page, nil
}

// History returns the events that the actor may see. What a customer, inspector or auditor gets is a copy without the parts
// that are not for them: it does not verify. [Desk.Verify] checks the real one.
func (v *View) History(ctx context.Context, id complaint.ID) ([]complaint.Event, error) {
	if _, err := v.Get(ctx, id); err != nil {
		return nil, err
	}
	events, err := v.desk.History(ctx, id)
	if err != nil {
		return nil, err
	}
	switch v.actor.Role {
	case complaint.RoleCustomer:
		return eventsForCustomer(events), nil
	case complaint.RoleInspector, complaint.RoleAuditor:
		for i := range events {
			events[i] = events[i].Redacted()
		}
		return events, nil
	default:
		return events, nil
	}
}

// Do carries out a command as the actor.
func (v *View) Do(ctx context.Context, cmd Command) (complaint.Complaint, error) {
	cmd.Actor = v.actor
	c, err := v.desk.Do(ctx, cmd)
	if err != nil {
		return complaint.Complaint{}, err
	}
	return v.show(c), nil
}

// Quote returns what the policy gives for a complaint if the actor grants it, for those who may propose it. Everybody else gets
// [ErrForbidden]: a customer sees what was offered, and nothing of how it was found.
func (v *View) Quote(ctx context.Context, id complaint.ID, k Circumstances) (compensation.Decision, error) {
	c, err := v.desk.Get(ctx, id)
	if err == nil {
		err = v.desk.permit(c, v.actor, complaint.KindPropose)
	}
	if err != nil {
		return compensation.Decision{}, err
	}
	k.Actor = v.actor
	return v.desk.QuoteFor(ctx, id, k)
}

// Offer is [Desk.Offer] by the actor.
func (v *View) Offer(ctx context.Context, cmd Command, o OfferOptions) (complaint.Complaint, compensation.Decision, error) {
	cmd.Actor = v.actor
	c, decision, err := v.desk.Offer(ctx, cmd, o)
	if err != nil {
		return complaint.Complaint{}, decision, err
	}
	return v.show(c), decision, nil
}

// Payout is [Desk.Payout] by the actor.
func (v *View) Payout(ctx context.Context, cmd Command, o PayoutOptions) (complaint.Complaint, error) {
	cmd.Actor = v.actor
	c, err := v.desk.Payout(ctx, cmd, o)
	if err != nil {
		return complaint.Complaint{}, err
	}
	return v.show(c), nil
}

// Ledger is [Desk.Ledger], which is not for customers.
func (v *View) Ledger(ctx context.Context, id complaint.ID) ([]Entry, error) {
	if _, err := v.Get(ctx, id); err != nil {
		return nil, err
	}
	if v.actor.Role == complaint.RoleCustomer {
		return nil, &PermissionError{Role: v.actor.Role, Action: complaint.KindPropose}
	}
	return v.desk.Ledger(ctx, id)
}

// Progress tells the actor where a complaint stands.
func (v *View) Progress(ctx context.Context, id complaint.ID, language string) (Progress, error) {
	c, err := v.Get(ctx, id)
	if err != nil {
		return Progress{}, err
	}
	return ProgressOf(c, language), nil
}

// Allowed returns what the actor may do next with a complaint.
func (v *View) Allowed(c complaint.Complaint) []complaint.Kind {
	return slices.DeleteFunc(c.Allowed(), func(k complaint.Kind) bool {
		return !v.desk.config.Permissions.May(v.actor.Role, k)
	})
}

// show returns the complaint without what the actor must not see.
func (v *View) show(c complaint.Complaint) complaint.Complaint {
	switch v.actor.Role {
	case complaint.RoleInspector, complaint.RoleAuditor:
		return c.Masked()
	case complaint.RoleCustomer:
		return forCustomer(c)
	default:
		return c
	}
}

// forCustomer leaves out what the desk thinks and who of the staff did what.
func forCustomer(c complaint.Complaint) complaint.Complaint {
	c.Assessment = complaint.Assessment{Feedback: c.Assessment.Feedback, Category: c.Assessment.Category}
	c.Deciders, c.Malice, c.Holds, c.Finding, c.Investigation = nil, nil, nil, nil, nil
	c.Messages.Notes, c.Escalation, c.Quality = 0, 0, complaint.Quality{}
	c.Assignment.Person, c.Intake.Accused, c.Intake.Fingerprint = "", complaint.Party{}, complaint.Private{}
	c.Stages, c.Plan = slices.Clone(c.Stages), slices.Clone(c.Plan)
	for i := range c.Stages {
		c.Stages[i].Responsible.Person = ""
	}
	c.Offers, c.Payouts, c.Claims, c.Costs = offersForCustomer(c.Offers), payoutsForCustomer(c.Payouts), nil, nil
	for i := range c.Plan {
		c.Plan[i].Owner.Person = ""
	}
	if c.Wait != nil {
		wait := *c.Wait
		wait.Reason = complaint.Private{}
		c.Wait = &wait
	}
	if c.Appeal != nil {
		appeal := *c.Appeal
		appeal.By = ""
		c.Appeal = &appeal
	}
	if c.Merged != nil {
		merged := *c.Merged
		merged.Clocks = nil
		c.Merged = &merged
	}
	c.Due, c.Clocks = promised(c), clocksForCustomer(c.Clocks)
	return c
}

// offersForCustomer keeps the offers that were made to the customer, without what they cost the shop and who decided.
func offersForCustomer(offers []complaint.Offer) []complaint.Offer {
	var shown []complaint.Offer
	for _, o := range offers {
		if a := o.Approval; a != nil && a.Before && a.State != complaint.ApprovalGiven {
			continue
		}
		o.By, o.Policy, o.Floor, o.Approval = "", complaint.PolicyRef{}, complaint.Money{}, nil
		o.Options = slices.Clone(o.Options)
		for i := range o.Options {
			option := &o.Options[i]
			option.Reserves, option.Grants = nil, slices.Clone(option.Grants)
			for j := range option.Grants {
				option.Grants[j].Cost, option.Grants[j].Rule = complaint.Money{}, ""
			}
		}
		shown = append(shown, o)
	}
	return shown
}

// payoutsForCustomer keeps what was paid and what is under way, without what went wrong on the way.
func payoutsForCustomer(payouts []complaint.Payout) []complaint.Payout {
	payouts = slices.DeleteFunc(slices.Clone(payouts), func(p complaint.Payout) bool { return p.State == complaint.PayoutFailed })
	for i := range payouts {
		p := &payouts[i]
		p.Tries, p.Problem, p.Started, p.Again = 0, "", time.Time{}, time.Time{}
	}
	return payouts
}

// clocksForCustomer keeps the limits that are owed to the customer, without what happens on the way and who set them.
func clocksForCustomer(clocks []complaint.Clock) []complaint.Clock {
	var shown []complaint.Clock
	for _, k := range clocks {
		if k.Kind != complaint.ClockCustomer {
			continue
		}
		k.Marks, k.Policy, k.Rule = nil, complaint.PolicyRef{}, ""
		shown = append(shown, k)
	}
	return shown
}

// eventsForCustomer keeps the events that concern the customer, without decisions, names of the staff and internal reasons.
func eventsForCustomer(events []complaint.Event) []complaint.Event {
	var shown []complaint.Event
	for _, e := range events {
		whole, part := customerSees(e.Kind)
		own := e.Actor.Role == complaint.RoleCustomer
		if !whole && !part && !own {
			continue
		}
		e.Decisions = nil
		if !own {
			e.Actor = complaint.Actor{Role: e.Actor.Role, Department: e.Actor.Department}
		}
		if !whole && !own {
			e.Data, e.Personal = json.RawMessage("{}"), nil
		}
		shown = append(shown, e)
	}
	return shown
}

// customerSees says whether a customer sees an event of a kind with its texts, or only that it happened.
func customerSees(kind complaint.Kind) (whole, part bool) {
	switch kind {
	case complaint.KindOpen, complaint.KindAcknowledge, complaint.KindCommunicate, complaint.KindReceive,
		complaint.KindFollowUp, complaint.KindAccept, complaint.KindCounter,
		complaint.KindAnswerSurvey, complaint.KindAppeal:
		return true, true
	case complaint.KindScreenOut, complaint.KindStartInvestigation, complaint.KindPropose, complaint.KindDecline, complaint.KindCarryOut,
		complaint.KindPayOut, complaint.KindClawBack, complaint.KindWait, complaint.KindResume, complaint.KindWithdraw, complaint.KindClose,
		complaint.KindReopen, complaint.KindDecideAppeal, complaint.KindRefer, complaint.KindMerge,
		complaint.KindUnmerge, complaint.KindErase:
		return false, true
	default:
		return false, false
	}
}
