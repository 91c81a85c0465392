package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// actionField is the field of a [Command] that errors name.
const actionField = "action"

// Command asks the desk to carry out an action.
type Command struct {
	ID complaint.ID
	// Version is the version that the actor saw. The command fails with [storage.ErrConflict] when the complaint is at another
	// one. 0 means whatever the version is: then conflicts are retried.
	Version int64
	Actor   complaint.Actor
	Action  complaint.Action
	// At is when it happened, if that is not now.
	At time.Time
	// Key makes the command repeatable: under the same key it happens once, and a repetition returns the first result. The
	// same key with another action fails with [ErrKeyReused]. At most 255 bytes.
	Key string
}

// Do carries out a command and returns the complaint after it. It fails with [ErrForbidden] when the actor's role may not do
// this, with a *[complaint.TransitionError] when the action is not legal now, with *[complaint.FieldError] for bad input,
// and with [storage.ErrNotFound], also for a customer who names somebody else's complaint.
//
// [complaint.Merge] and [complaint.Unmerge] change both complaints in one step. [complaint.Erase] needs a store with the
// capability [storage.Eraser].
func (d *Desk) Do(ctx context.Context, cmd Command) (complaint.Complaint, error) {
	if d.broken != nil {
		return complaint.Complaint{}, d.broken
	}
	if cmd.Action == nil {
		return complaint.Complaint{}, &complaint.FieldError{Field: actionField, Rule: "must be set"}
	}
	if cmd.Action.Kind() == complaint.KindSplit {
		return complaint.Complaint{}, &complaint.FieldError{Field: actionField, Rule: "must not be a split: use Desk.Split"}
	}
	var result complaint.Complaint
	err := d.retry(ctx, cmd.Version == 0, func() error {
		var err error
		result, err = d.attempt(ctx, cmd, complaint.Decisions{})
		return err
	})
	if err != nil {
		return complaint.Complaint{}, err
	}
	return result, nil
}

// attempt carries out a command once, unless it was before, with what an engine decides about it.
func (d *Desk) attempt(ctx context.Context, cmd Command, decisions complaint.Decisions) (complaint.Complaint, error) {
	c, err := d.Get(ctx, cmd.ID)
	if err != nil {
		return complaint.Complaint{}, err
	}
	if err := d.permit(c, cmd.Actor, cmd.Action.Kind()); err != nil {
		return complaint.Complaint{}, err
	}
	if cmd.Key != "" {
		if first, done, err := d.earlier(ctx, cmd); err != nil || done {
			return first, err
		}
	}
	if err := cmd.seen(c); err != nil {
		return complaint.Complaint{}, err
	}
	return d.carry(ctx, c, cmd, decisions)
}

// permit refuses a customer who names somebody else's complaint, and a role that may not do this.
func (d *Desk) permit(c complaint.Complaint, actor complaint.Actor, kind complaint.Kind) error {
	if actor.Role == complaint.RoleCustomer && !sees(actor, c) {
		return named(c.ID, storage.ErrNotFound)
	}
	return d.config.Permissions.allow(actor.Role, kind)
}

// seen refuses a complaint at another version than the actor saw.
func (cmd Command) seen(c complaint.Complaint) error {
	if cmd.Version != 0 && cmd.Version != c.Version {
		return &storage.ConflictError{ID: cmd.ID, Version: cmd.Version + 1}
	}
	return nil
}

// carry carries out a command on a complaint as it was read, and stores it.
func (d *Desk) carry(
	ctx context.Context, c complaint.Complaint, cmd Command, decisions complaint.Decisions,
) (complaint.Complaint, error) {
	m, err := d.meta(cmd.Actor, cmd.At, cmd.Key)
	if err != nil {
		return complaint.Complaint{}, err
	}
	if cmd.Action.Kind() == complaint.KindAppeal {
		decisions.Route = d.reviewer(ctx, c)
	}
	if decisions, err = d.decideMoney(ctx, c, cmd, m, decisions); err != nil {
		return complaint.Complaint{}, err
	}
	m.Decisions = decisions
	next, e, err := d.config.SLA.Apply(c, cmd.Action, m)
	if err != nil {
		return complaint.Complaint{}, err
	}
	others, err := d.counterpart(ctx, c, cmd.Action, m)
	if err != nil {
		return complaint.Complaint{}, err
	}
	changes := append([]storage.Change{stepOf(c, next, e)}, others...)
	if err := d.put(ctx, e.Kind, changes); err != nil {
		return complaint.Complaint{}, fmt.Errorf("%s complaint %s: %w", e.Kind, cmd.ID, err)
	}
	return next, nil
}

func (d *Desk) put(ctx context.Context, kind complaint.Kind, changes []storage.Change) error {
	if kind != complaint.KindErase {
		return d.store.Put(ctx, changes...)
	}
	eraser, ok := storage.As[storage.Eraser](d.store)
	if !ok {
		return fmt.Errorf("erasing personal data is %w", storage.ErrUnsupported)
	}
	return eraser.Erase(ctx, changes...)
}

// earlier looks for an earlier run of a command with a key and returns the complaint as it was after it.
func (d *Desk) earlier(ctx context.Context, cmd Command) (complaint.Complaint, bool, error) {
	events, err := d.History(ctx, cmd.ID)
	if err != nil {
		return complaint.Complaint{}, false, err
	}
	for i, e := range events {
		if e.Key != cmd.Key || i == 0 {
			continue
		}
		before, err := complaint.Replay(events[:i])
		if err != nil {
			return complaint.Complaint{}, false, fmt.Errorf("complaint %s: %w", cmd.ID, err)
		}
		after, again, err := before.Apply(cmd.Action, d.metaOf(e))
		if err != nil || e.Actor != cmd.Actor || !sameContent(e, again) {
			return complaint.Complaint{}, false, fmt.Errorf("command key %q: %w", cmd.Key, ErrKeyReused)
		}
		if stored, err := complaint.Replay(events[:i+1]); err == nil {
			after = stored
		}
		return after, true, nil
	}
	return complaint.Complaint{}, false, nil
}

// counterpart returns the change of the other complaint of a merge or its undoing, none for other actions.
func (d *Desk) counterpart(
	ctx context.Context, c complaint.Complaint, a complaint.Action, m complaint.Meta,
) ([]storage.Change, error) {
	var id complaint.ID
	var answer complaint.Action
	switch act := plain(a).(type) {
	case complaint.Merge:
		id, answer = act.Into, complaint.Absorb{Source: c.ID, Received: c.Received}
	case complaint.Unmerge:
		if c.Merged == nil {
			return nil, nil
		}
		id, answer = c.Merged.Into, complaint.Expel{Source: c.ID}
	default:
		return nil, nil
	}
	other, err := d.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("the other complaint of the merge: %w", err)
	}
	if mine, theirs := c.Intake.Customer.ID, other.Intake.Customer.ID; mine != theirs && mine != "" && theirs != "" {
		return nil, &complaint.FieldError{
			Field: "into", Value: id.String(), Rule: "must be a complaint of the same customer; link them instead",
		}
	}
	m.Key = ""
	next, e, err := d.config.SLA.Apply(other, answer, m)
	if err != nil {
		return nil, fmt.Errorf("the other complaint of the merge: %w", err)
	}
	return []storage.Change{stepOf(other, next, e)}, nil
}

// decideMoney decides about offers, approvals and payments: nobody passes caps, budgets and authority by a plain command.
func (d *Desk) decideMoney(
	ctx context.Context, c complaint.Complaint, cmd Command, m complaint.Meta, so complaint.Decisions,
) (complaint.Decisions, error) {
	var err error
	if a, ok := proposal(cmd.Action); ok && so.Offers == nil {
		so.Offers, err = d.govern(ctx, c, cmd.Actor, a)
	} else if a, ok := approval(cmd.Action); ok {
		var one complaint.OfferDecision
		if one, err = d.approving(c, cmd.Actor, a, m.At); err == nil && offerOf(c, a.Offer) != nil {
			so.Offers = append(so.Offers, one)
		}
	} else if p, ok := paid(cmd.Action); ok {
		so.Claims = d.claims(ctx, c, p)
	}
	return so, err
}

// plain returns the action itself where it was passed by pointer.
func plain(a complaint.Action) complaint.Action {
	switch act := a.(type) {
	case *complaint.Merge:
		return *act
	case *complaint.Unmerge:
		return *act
	default:
		return a
	}
}

// Split makes a part of a complaint a complaint of its own: cmd.Action is a [complaint.Split] whose Into is left zero, part is
// the intake of the new complaint. Customer, channel and receipt are taken from the original where part leaves them empty.
// It returns the original and the new complaint. A part with a key can be split off again with the same result.
func (d *Desk) Split(
	ctx context.Context, cmd Command, part complaint.Intake,
) (original, split complaint.Complaint, err error) {
	if d.broken != nil {
		return original, split, d.broken
	}
	act, ok := cmd.Action.(complaint.Split)
	if !ok {
		return original, split, &complaint.FieldError{Field: actionField, Rule: "must be a complaint.Split"}
	}
	err = d.retry(ctx, cmd.Version == 0, func() error {
		original, split, err = d.trySplit(ctx, cmd, act, part)
		return err
	})
	if err != nil {
		return complaint.Complaint{}, complaint.Complaint{}, err
	}
	return original, split, nil
}

func (d *Desk) trySplit(
	ctx context.Context, cmd Command, act complaint.Split, part complaint.Intake,
) (original, split complaint.Complaint, err error) {
	c, err := d.Get(ctx, cmd.ID)
	if err != nil {
		return original, split, err
	}
	if err := d.config.Permissions.allow(cmd.Actor.Role, complaint.KindSplit); err != nil {
		return original, split, err
	}
	if cmd.Version != 0 && cmd.Version != c.Version {
		return original, split, &storage.ConflictError{ID: cmd.ID, Version: cmd.Version + 1}
	}
	m, err := d.meta(cmd.Actor, cmd.At, cmd.Key)
	if err != nil {
		return original, split, err
	}
	if act.Into, err = d.newID(part.Key); err != nil {
		return original, split, err
	}
	x := intake{id: act.Into, in: inherit(part, c), meta: m}
	if err := d.assess(ctx, &x); err != nil {
		return original, split, err
	}
	part = x.in
	split, opened, err := d.config.SLA.Open(act.Into, part, x.meta)
	if err != nil {
		return original, split, err
	}
	original, parted, err := d.config.SLA.Apply(c, act, m)
	if err != nil {
		return original, split, err
	}
	changes := []storage.Change{stepOf(c, original, parted), {Complaint: split, Event: opened}}
	for _, o := range x.others {
		if o.Complaint.ID != original.ID { // the original joins with its own next step
			changes = append(changes, o)
		}
	}
	err = d.store.Put(ctx, changes...)
	var conflict *storage.ConflictError
	if part.Key != "" && errors.As(err, &conflict) && conflict.ID == act.Into {
		if split, err = d.opened(ctx, act.Into, part); err == nil {
			return c, split, nil
		}
	}
	if err != nil {
		return original, split, fmt.Errorf("split complaint %s: %w", cmd.ID, err)
	}
	return original, split, nil
}

// inherit fills what a part has in common with the complaint that it comes from.
func inherit(part complaint.Intake, from complaint.Complaint) complaint.Intake {
	if part.Channel == "" {
		part.Channel = from.Intake.Channel
	}
	if part.Received.IsZero() {
		part.Received = from.Received
	}
	if part.Customer.ID == "" && part.Customer.Name.IsZero() {
		part.Customer = from.Intake.Customer
	}
	if part.Language == "" {
		part.Language = from.Intake.Language
	}
	part.Links = append(slices.Clip(part.Links), complaint.Link{Type: complaint.LinkSplit, To: from.ID})
	return part
}
