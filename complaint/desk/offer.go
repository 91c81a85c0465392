package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// OfferOptions say how an offer is made of what the policy gives.
type OfferOptions struct {
	Circumstances
	// ID names the offer in the complaint. Default: o1, o2 and so on.
	ID string
	// Only picks options of the decision by their names; empty for all.
	Only []string
	// Expires is until when the customer may accept. Default: as the policy says.
	Expires time.Time
	// Besides says that it is offered besides what the complaint has offered and accepted already. Without it an open offer has to
	// be replaced, and after an accepted one nothing is offered: nobody is given the same twice by mistake.
	Besides bool
}

// ErrNoRemedy says that the policy gives nothing in a case.
var ErrNoRemedy = errors.New("the policy gives nothing in this case")

// Offer proposes what the policy gives for a complaint: the options of the decision, with who must approve them. The money is set
// aside in the accounts of caps, budgets and refunds in the same step of storage as the offer. Where another offer is faster and
// uses up an account meanwhile, it decides anew. cmd.Action must be nil; cmd.Actor is who grants.
//
// It fails with [ErrNoRemedy] and [ErrForbidden], with a *[complaint.FieldError] where the complaint has an offer already, see
// [OfferOptions.Besides], and as [Desk.Do] does. A repetition under [Command.Key] returns the complaint as it was after the first
// run, and no decision.
func (d *Desk) Offer(ctx context.Context, cmd Command, o OfferOptions) (complaint.Complaint, compensation.Decision, error) {
	var decision compensation.Decision
	if d.broken != nil {
		return complaint.Complaint{}, decision, d.broken
	}
	if cmd.Action != nil {
		return complaint.Complaint{}, decision, &complaint.FieldError{Field: actionField, Rule: "must be nil: the policy makes the offer"}
	}
	o.Actor = cmd.Actor
	var c complaint.Complaint
	err := d.retry(ctx, cmd.Version == 0, func() error {
		var err error
		c, decision, err = d.tryOffer(ctx, cmd, o)
		return err
	})
	return c, decision, err
}

// tryOffer makes an offer, again with what is left where an account is used up meanwhile.
func (d *Desk) tryOffer(ctx context.Context, cmd Command, o OfferOptions) (complaint.Complaint, compensation.Decision, error) {
	told := balances{}
	for try := 0; ; try++ {
		c, decision, err := d.offerOnce(ctx, cmd, o, told)
		if err == nil || !errors.Is(err, storage.ErrLimit) || try >= d.config.Tries || !told.learn(err) {
			return c, decision, err
		}
	}
}

func (d *Desk) offerOnce(
	ctx context.Context, cmd Command, o OfferOptions, told balances,
) (complaint.Complaint, compensation.Decision, error) {
	c, err := d.Get(ctx, cmd.ID)
	if err != nil {
		return complaint.Complaint{}, compensation.Decision{}, err
	}
	if err := d.permit(c, cmd.Actor, complaint.KindPropose); err != nil {
		return complaint.Complaint{}, compensation.Decision{}, err
	}
	if cmd.Key != "" {
		// A repetition finds the offer of the first run, whatever the policy would give by now.
		if first, ok, err := d.proposed(ctx, cmd); err != nil || ok {
			return first, compensation.Decision{}, err
		}
	}
	if err := cmd.seen(c); err != nil {
		return complaint.Complaint{}, compensation.Decision{}, err
	}
	if err := o.fits(c); err != nil {
		return complaint.Complaint{}, compensation.Decision{}, err
	}
	engine := d.remedy()
	x, err := d.caseOf(ctx, engine, c, o.Circumstances, told)
	if err != nil {
		return complaint.Complaint{}, compensation.Decision{}, err
	}
	decision, err := engine.Evaluate(x)
	if err != nil {
		return complaint.Complaint{}, decision, fmt.Errorf("offer for complaint %s: %w", cmd.ID, err)
	}
	options := decision.Options
	if len(o.Only) > 0 {
		options = slices.DeleteFunc(slices.Clone(options), func(p compensation.Option) bool { return !slices.Contains(o.Only, p.Name) })
	}
	if len(options) == 0 {
		return complaint.Complaint{}, decision, fmt.Errorf("complaint %s: %w", cmd.ID, ErrNoRemedy)
	}
	if o.ID == "" {
		o.ID = newOfferID(c)
	}
	if o.Expires.IsZero() {
		o.Expires = x.Now.Add(engine.Expires())
	}
	offer := complaint.Offer{ID: o.ID, Expires: o.Expires, Options: make([]complaint.Option, len(options))}
	for i := range options {
		offer.Options[i].Grants = options[i].Grants
	}
	cmd.Action = complaint.Propose{Offers: []complaint.Offer{offer}, Replace: o.Replace}
	// On the version that was decided about: what happens meanwhile is a conflict, and decided about anew.
	next, err := d.carry(ctx, c, cmd, complaint.Decisions{Offers: []complaint.OfferDecision{
		decided(o.ID, decision.Policy, decision.Floor, options, decision.Reasons),
	}})
	return next, decision, err
}

// fits refuses an offer for what is offered or settled already.
func (o *OfferOptions) fits(c complaint.Complaint) error {
	for i := range c.Offers {
		rule := ""
		switch other := &c.Offers[i]; {
		case o.Besides:
		case other.State == complaint.OfferAccepted:
			rule = "was accepted: set Besides to give more"
		case other.State == complaint.OfferOpen && !o.Replace:
			rule = "is open: set Replace to offer anew, or Besides to give more"
		}
		if rule != "" {
			return &complaint.FieldError{Field: "offer", Value: c.Offers[i].ID, Rule: rule}
		}
	}
	return nil
}

func newOfferID(c complaint.Complaint) string {
	for n := len(c.Offers) + 1; ; n++ {
		if id := "o" + strconv.Itoa(n); offerOf(c, id) == nil {
			return id
		}
	}
}

// proposed returns what an earlier run of an offer with the same key left.
func (d *Desk) proposed(ctx context.Context, cmd Command) (complaint.Complaint, bool, error) {
	events, err := d.History(ctx, cmd.ID)
	if err != nil {
		return complaint.Complaint{}, false, err
	}
	for i, e := range events {
		if e.Key != cmd.Key || i == 0 {
			continue
		}
		if e.Kind != complaint.KindPropose || e.Actor != cmd.Actor {
			return complaint.Complaint{}, false, fmt.Errorf("command key %q: %w", cmd.Key, ErrKeyReused)
		}
		c, err := complaint.Replay(events[:i+1])
		return c, err == nil, err
	}
	return complaint.Complaint{}, false, nil
}

// decided is what is recorded of a decision about an offer.
func decided(
	id string, policy complaint.PolicyRef, floor complaint.Money, options []compensation.Option, reasons []compensation.Reason,
) complaint.OfferDecision {
	out := complaint.OfferDecision{
		Offer: id, Policy: policy, Floor: floor, Reserves: make([][]complaint.Reserve, len(options)),
	}
	for _, r := range reasons {
		out.Reasons = append(out.Reasons, r.Record())
	}
	for i := range options {
		o := &options[i]
		out.Reserves[i] = o.Reserves
		for _, r := range o.Reasons {
			out.Reasons = append(out.Reasons, r.Record())
		}
		if o.Approval == nil {
			continue
		}
		if out.Approval == nil {
			out.Approval = &complaint.Approval{Needs: o.Approval.Needs}
		}
		a := out.Approval
		if o.Approval.Needs.Rank() > a.Needs.Rank() {
			a.Needs = o.Approval.Needs
		}
		a.Before, a.Unfunded = a.Before || o.Approval.Before, a.Unfunded || o.Approval.Unfunded
		for _, r := range o.Approval.Why {
			out.Reasons = append(out.Reasons, r.Record())
		}
	}
	out.Reasons = distinct(out.Reasons)
	return out
}

// distinct leaves out reasons that stand there already, and bounds their number.
func distinct(list []complaint.Reason) []complaint.Reason {
	var out []complaint.Reason
	for _, r := range list {
		same := func(o complaint.Reason) bool {
			return o.Code == r.Code && len(o.Params) == len(r.Params) && o.Params["rule"] == r.Params["rule"] &&
				o.Params["detail"] == r.Params["detail"] && o.Params["from"] == r.Params["from"] && o.Params["to"] == r.Params["to"]
		}
		if !slices.ContainsFunc(out, same) && len(out) < complaint.MaxList {
			out = append(out, r)
		}
	}
	return out
}

// govern decides about offers that a person has made up: nobody passes caps, budgets and authority by writing an offer by hand.
func (d *Desk) govern(
	ctx context.Context, c complaint.Complaint, actor complaint.Actor, a complaint.Propose,
) ([]complaint.OfferDecision, error) {
	engine := d.remedy()
	var list []complaint.OfferDecision
	x, err := d.caseOf(ctx, engine, c, Circumstances{Actor: actor, Replace: a.Replace}, nil)
	if err != nil {
		return nil, err
	}
	for _, o := range a.Offers {
		options := make([][]complaint.Grant, len(o.Options))
		for i := range o.Options {
			options[i] = o.Options[i].Grants
		}
		judged, floor, err := engine.Judge(x, options)
		if err != nil {
			return nil, fmt.Errorf("offer %q: %w", o.ID, err)
		}
		list = append(list, decided(o.ID, engine.Policy(), floor, judged, nil))
		x.Granted = grow(x.Granted, &o)
	}
	return list, nil
}

// proposal returns an action that proposes offers.
func proposal(a complaint.Action) (complaint.Propose, bool) {
	switch act := a.(type) {
	case complaint.Propose:
		return act, true
	case *complaint.Propose:
		if act != nil {
			return *act, true
		}
	}
	return complaint.Propose{}, false
}
