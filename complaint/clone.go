package complaint

import (
	"maps"
	"slices"
)

// Clone returns a complaint that shares no memory with c that anybody can write to: no list, no map, no pointer. Stores
// hand out clones, so that what a caller does to a complaint stays with the caller. Texts and amounts cannot be written
// to and stay shared.
func (c Complaint) Clone() Complaint {
	c.Intake.cloneLists()
	c.Quality.Missing = slices.Clone(c.Quality.Missing)
	c.Assessment.cloneLists()
	c.Stages = slices.Clone(c.Stages)
	c.Wait = clonePointer(c.Wait)
	c.Pauses = slices.Clone(c.Pauses)
	if c.Investigation = clonePointer(c.Investigation); c.Investigation != nil {
		c.Investigation.Team = slices.Clone(c.Investigation.Team)
	}
	if c.Finding = clonePointer(c.Finding); c.Finding != nil {
		c.Finding.Whys = slices.Clone(c.Finding.Whys)
	}
	c.Evidence = slices.Clone(c.Evidence)
	c.Offers = cloneEach(c.Offers, (*Offer).cloneLists)
	c.Plan = slices.Clone(c.Plan)
	c.Payouts = slices.Clone(c.Payouts)
	c.Claims = slices.Clone(c.Claims)
	c.Costs = slices.Clone(c.Costs)
	c.Deciders = slices.Clone(c.Deciders)
	if c.Survey = clonePointer(c.Survey); c.Survey != nil {
		c.Survey.Recommend = clonePointer(c.Survey.Recommend)
		c.Survey.Solved = clonePointer(c.Survey.Solved)
	}
	c.Appeal = clonePointer(c.Appeal)
	c.Malice = clonePointer(c.Malice)
	c.Links = slices.Clone(c.Links)
	c.Absorbed = slices.Clone(c.Absorbed)
	if c.Merged = clonePointer(c.Merged); c.Merged != nil {
		c.Merged.Wait = clonePointer(c.Merged.Wait)
		c.Merged.Clocks = cloneClocks(c.Merged.Clocks)
	}
	c.Holds = slices.Clone(c.Holds)
	c.Clocks = cloneClocks(c.Clocks)
	return c
}

func (in *Intake) cloneLists() {
	in.Customer.Contacts = slices.Clone(in.Customer.Contacts)
	in.People = slices.Clone(in.People)
	in.Items = slices.Clone(in.Items)
	in.Sought = slices.Clone(in.Sought)
	in.Evidence = slices.Clone(in.Evidence)
	in.Tags = slices.Clone(in.Tags)
	in.Links = slices.Clone(in.Links)
	in.Fields = maps.Clone(in.Fields)
}

func (a *Assessment) cloneLists() {
	a.Emotion = clonePointer(a.Emotion)
	a.Sensitive = slices.Clone(a.Sensitive)
	a.Suspicion = slices.Clone(a.Suspicion)
	a.Sought = slices.Clone(a.Sought)
	a.Tags = slices.Clone(a.Tags)
	a.Alternatives = slices.Clone(a.Alternatives)
	a.Reasons = cloneEach(a.Reasons, func(r *Reason) { r.Params, r.Places = maps.Clone(r.Params), slices.Clone(r.Places) })
}

func (o *Offer) cloneLists() {
	o.Options = cloneEach(o.Options, func(p *Option) {
		p.Grants, p.Reserves = slices.Clone(p.Grants), slices.Clone(p.Reserves)
	})
	o.Approval = clonePointer(o.Approval)
	o.Counter = clonePointer(o.Counter)
}

// Clone returns an event that shares no memory with e that anybody can write to.
func (e Event) Clone() Event {
	e.Data = slices.Clone(e.Data)
	e.Decisions = slices.Clone(e.Decisions)
	if e.Personal = clonePointer(e.Personal); e.Personal != nil {
		e.Personal.Salt = slices.Clone(e.Personal.Salt)
		e.Personal.Data = slices.Clone(e.Personal.Data)
	}
	return e
}

func clonePointer[T any](p *T) *T {
	if p == nil {
		return nil
	}
	value := *p
	return &value
}

func cloneEach[T any](list []T, deepen func(*T)) []T {
	list = slices.Clone(list)
	for i := range list {
		deepen(&list[i])
	}
	return list
}
