package desk

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// settle looks again when a complaint is stored. Of those that come in at the same time none sees the others before; after it the
// last one sees them all, and links what the others could not. What goes wrong here is left alone: the complaint is stored, and
// the next one of the same incident finds it.
func (d *Desk) settle(ctx context.Context, x intake, c complaint.Complaint) complaint.Complaint {
	for _, look := range []look{(*finder).sameTime, (*finder).sameIncident} {
		_ = d.retry(ctx, true, func() error {
			changes, err := d.lookAgain(ctx, x, c, look)
			if err != nil || len(changes) == 0 {
				return err
			}
			err = d.store.Put(ctx, changes...)
			if now, got := d.store.Get(ctx, c.ID); got == nil {
				c = now
			}
			return err
		})
	}
	return c
}

type look = func(*finder, context.Context, *complaint.Complaint) error

// lookAgain is what changes by what was not there when a complaint was assessed.
func (d *Desk) lookAgain(ctx context.Context, x intake, c complaint.Complaint, look look) ([]storage.Change, error) {
	late := intake{id: x.id, in: x.in, meta: x.meta}
	late.in.Links = c.Links
	f := finder{desk: d, engine: x.engine, x: &late, late: true}
	f.context = &triage.Context{Now: x.meta.At, Reading: x.reading}
	if err := look(&f, ctx, &c); err != nil {
		return nil, err
	}
	changes := late.others
	for _, l := range f.links {
		change, err := d.linked(c, l, x.meta.At)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// linked is the change by which the desk links a complaint that is there.
func (d *Desk) linked(c complaint.Complaint, l complaint.FoundLink, at time.Time) (storage.Change, error) {
	m, err := d.meta(complaint.Actor{ID: triageActor, Role: complaint.RoleSystem}, at, "")
	if err != nil {
		return storage.Change{}, err
	}
	m.Decisions.Links = []complaint.FoundLink{l}
	next, e, err := d.config.SLA.Apply(c, complaint.AddLink{Link: l.Link}, m)
	if err != nil {
		return storage.Change{}, err
	}
	return stepOf(c, next, e), nil
}

// triageActor is who linked it in the history.
const triageActor = "triage"

// sameTime finds complaints of the same customer about the same that came in at the same time: the younger is linked to the older,
// whichever of them notices it.
func (f *finder) sameTime(ctx context.Context, c *complaint.Complaint) error {
	id := f.x.in.Customer.ID
	if id == "" || slices.ContainsFunc(c.Links, belongsAlready) {
		return nil
	}
	list, err := f.list(ctx, storage.Query{Customer: []string{id}, Received: storage.Range{From: f.since()}}, lookCustomer)
	if err != nil {
		return err
	}
	older := slices.DeleteFunc(slices.Clone(list), func(o complaint.Complaint) bool { return registered(&o, c) > 0 })
	if first := f.handled(older); first != nil {
		f.belongs(first)
		return nil
	}
	for i := range list {
		o := &list[i]
		if registered(o, c) < 0 || slices.ContainsFunc(o.Links, belongsAlready) || f.handled(list[i:i+1]) == nil {
			continue
		}
		if change, err := f.desk.linked(*o, f.same(c), f.x.meta.At); err == nil {
			f.x.others = append(f.x.others, change)
		}
	}
	return nil
}

func belongsAlready(l complaint.Link) bool {
	return l.Type == complaint.LinkDuplicate || l.Type == complaint.LinkRepeat || l.Type == complaint.LinkSplit
}

// registered puts complaints in the order in which the desk took them in.
func registered(a, b *complaint.Complaint) int {
	return cmp.Or(a.Registered.Compare(b.Registered), bytes.Compare(a.ID[:], b.ID[:]))
}

// sameIncident finds the incident that others have begun at the same time.
func (f *finder) sameIncident(ctx context.Context, c *complaint.Complaint) error {
	if inIncident(*c) {
		return nil
	}
	return f.incident(ctx)
}
