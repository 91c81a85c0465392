package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// ErrKeyReused says that a key was used before for something else: give the new submission a key of its own.
var ErrKeyReused = errors.New("key was used for something else")

func isConflict(err error) bool { return errors.Is(err, storage.ErrConflict) }

// Open takes a complaint in and returns it. Source names the part of the host that hands it in, for example "web" or
// "checkout"; it stands in the history as the actor. Where the intake names no channel, source must be one, or "web" for the
// website.
//
// With [complaint.Intake.Key] an intake can be handed in again: the same content returns the complaint that is there, as it
// is now; other content under the same key fails with [ErrKeyReused]. Bad input fails with one or several joined
// *[complaint.FieldError].
//
// What it belongs to is linked in the same step of storage. Where others of the same incident or customer came in at the same
// moment, the links follow in a step of their own.
func (d *Desk) Open(ctx context.Context, source string, in complaint.Intake) (complaint.Complaint, error) {
	if d.broken != nil {
		return complaint.Complaint{}, d.broken
	}
	if in.Channel == "" {
		in.Channel = channelOf(source)
	}
	m, err := d.meta(complaint.Actor{ID: source, Role: complaint.RoleSystem}, time.Time{}, in.Key)
	if err != nil {
		return complaint.Complaint{}, err
	}
	id, err := d.newID(in.Key)
	if err != nil {
		return complaint.Complaint{}, err
	}
	var c complaint.Complaint
	x := intake{id: id, in: in, meta: m, turns: map[string]int{}}
	err = d.retry(ctx, true, func() error {
		c, err = d.tryOpen(ctx, x)
		return err
	})
	if err != nil {
		return complaint.Complaint{}, err
	}
	return c, nil
}

// tryOpen takes a complaint in once. Where an incident begins with it, others that change at the same time make it a conflict.
func (d *Desk) tryOpen(ctx context.Context, x intake) (complaint.Complaint, error) {
	if _, _, err := complaint.Open(x.id, x.in, x.meta); err != nil {
		return complaint.Complaint{}, err // before anything is looked up for it
	}
	if x.in.Key != "" {
		// What is there already is nothing to decide about again.
		if first, err := d.opened(ctx, x.id, x.in); !errors.Is(err, storage.ErrNotFound) {
			return first, err
		}
	}
	if err := d.assess(ctx, &x); err != nil {
		return complaint.Complaint{}, err
	}
	c, e, err := d.config.SLA.Open(x.id, x.in, x.meta)
	if err != nil {
		return complaint.Complaint{}, err
	}
	changes := append([]storage.Change{{Complaint: c, Event: e}}, x.others...)
	err = d.store.Put(ctx, changes...)
	if isConflict(err) && x.in.Key != "" {
		if first, opened := d.opened(ctx, x.id, x.in); !errors.Is(opened, storage.ErrNotFound) {
			return first, opened
		}
	}
	if err != nil {
		return complaint.Complaint{}, fmt.Errorf("open complaint %s: %w", x.id, err)
	}
	return d.settle(ctx, x, c), nil
}

func channelOf(source string) complaint.Channel {
	if source == "web" {
		return complaint.ChannelWebsite
	}
	return complaint.Channel(source)
}

func (d *Desk) newID(key string) (complaint.ID, error) {
	if key != "" {
		return complaint.KeyID(d.config.Tenant, key), nil
	}
	id, err := d.config.NewID()
	if err != nil {
		return complaint.ID{}, fmt.Errorf("make an id: %w", err)
	}
	return id, nil
}

// opened returns the complaint that the same intake opened before.
func (d *Desk) opened(ctx context.Context, id complaint.ID, in complaint.Intake) (complaint.Complaint, error) {
	events, err := d.History(ctx, id)
	if err != nil {
		return complaint.Complaint{}, err
	}
	in.Fingerprint = fingerprintOf(events[0]) // another version of the engine would make another one
	again, e, err := complaint.Open(id, in, d.metaOf(events[0]))
	if err != nil || !sameContent(events[0], e) {
		return complaint.Complaint{}, fmt.Errorf("intake key %q: %w", in.Key, ErrKeyReused)
	}
	return d.Get(ctx, again.ID)
}

// fingerprintOf is the fingerprint that the desk filled in when it opened a complaint.
func fingerprintOf(e complaint.Event) complaint.Private {
	a, err := e.Action()
	if r, ok := a.(complaint.Registration); ok && err == nil {
		return r.Intake.Fingerprint
	}
	return complaint.Private{}
}

// metaOf gives the circumstances of an event again, so that the same action gives the same content.
func (d *Desk) metaOf(e complaint.Event) complaint.Meta {
	m := complaint.Meta{
		Tenant: e.Tenant, At: e.At, Recorded: e.Recorded, Actor: e.Actor, Key: e.Key, Taxonomy: d.config.Taxonomy,
		Salt: make([]byte, saltSize),
	}
	if e.Personal != nil {
		m.Salt = e.Personal.Salt
	}
	return m
}

// sameContent says whether two events record the same action. What was erased cannot be compared any more.
func sameContent(stored, again complaint.Event) bool {
	erased := stored.Personal == nil && stored.Digest != ""
	return stored.Kind == again.Kind && string(stored.Data) == string(again.Data) &&
		(erased || stored.Digest == again.Digest)
}
