package desk

import (
	"context"
	"fmt"
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// incident joins the incident that the complaint belongs to, or begins one.
func (f *finder) incident(ctx context.Context) error {
	docs, ok := storage.As[storage.Documents](f.desk.store)
	if !ok || f.context.Reading == nil {
		return nil
	}
	for _, k := range f.engine.Incidents(f.x.in, *f.context) {
		if f.late && byWords(k.By) {
			continue // those with the same text have nothing in common by which to tell which of them is the first
		}
		done, err := f.joinOrBegin(ctx, docs, k)
		if err != nil || done {
			return err
		}
	}
	return nil
}

func (f *finder) joinOrBegin(ctx context.Context, docs storage.Documents, k triage.IncidentMatch) (bool, error) {
	open, err := f.open(ctx, docs, &k)
	if err != nil {
		return false, err
	}
	if open.ID != (complaint.ID{}) && open.Closed.IsZero() {
		last, err := f.list(ctx, Members(open.ID), 1)
		if err != nil {
			return false, err
		}
		switch {
		case len(last) > 0 && f.x.meta.At.Sub(last[0].Received) <= k.Within:
			return true, f.join(ctx, open, k)
		case len(last) == 0 && f.x.meta.At.Sub(open.Opened) <= k.Within:
			// Who began it did not come so far as to link its first members.
			return true, f.adopt(ctx, open, k)
		}
	}
	members, customers, err := f.members(ctx, k)
	if err != nil || customers < k.Least || f.dry {
		return false, err
	}
	return true, f.begin(ctx, docs, k, members, open.ID)
}

// open returns the open incident of a match, the zero one where there is none. One by text is that of an alike complaint.
func (f *finder) open(ctx context.Context, docs storage.Documents, k *triage.IncidentMatch) (complaint.Incident, error) {
	if !byWords(k.By) {
		return openIncident(ctx, docs, k.Key())
	}
	like, err := f.like(ctx, *k)
	if err != nil || len(like) == 0 {
		return complaint.Incident{}, err
	}
	k.Value = like[len(like)-1].ID.String()
	for _, c := range like {
		for _, l := range c.Links {
			if l.Type != complaint.LinkIncident {
				continue
			}
			if i, err := getIncident(ctx, docs, l.To); err == nil && i.Closed.IsZero() && i.By == string(k.By) {
				k.Value = i.Value
				return i, nil
			}
		}
	}
	return openIncident(ctx, docs, k.Key())
}

// byWords says whether the members of an incident have nothing in common but their words.
func byWords(by triage.IncidentKey) bool { return by == triage.ByText || by == triage.ByTopic }

// like are the complaints within the span of a match with the same text or topic, newest first.
func (f *finder) like(ctx context.Context, k triage.IncidentMatch) ([]complaint.Complaint, error) {
	from := storage.Range{From: f.x.meta.At.Add(-k.Within)}
	if k.By == triage.ByText {
		return slices.DeleteFunc(slices.Clone(f.alike), func(c complaint.Complaint) bool { return c.Received.Before(from.From) }), nil
	}
	q := storage.Query{Received: from}
	if k.Category != "" {
		q.Category = []string{k.Category}
	}
	list, err := f.list(ctx, q, lookIncident)
	if err != nil {
		return nil, err
	}
	mine := f.x.in.Fingerprint.Reveal()
	return slices.DeleteFunc(list, func(c complaint.Complaint) bool {
		return triage.Similarity(mine, c.Intake.Fingerprint.Reveal()) < triage.SameTopic
	}), nil
}

func (f *finder) join(ctx context.Context, i complaint.Incident, k triage.IncidentMatch) error {
	n, err := storage.Count(ctx, f.desk.store, Members(i.ID))
	if err != nil {
		return fmt.Errorf("count the incident %s: %w", i.ID, err)
	}
	f.belongsTo(i, k, n+1)
	return nil
}

func (f *finder) adopt(ctx context.Context, i complaint.Incident, k triage.IncidentMatch) error {
	members, _, err := f.members(ctx, k)
	if err != nil {
		return err
	}
	return f.together(i, k, members)
}

func (f *finder) belongsTo(i complaint.Incident, k triage.IncidentMatch, size int) {
	f.context.Incident, f.context.Team = size, i.TaskForce
	f.link(complaint.FoundLink{Link: complaint.Link{Type: complaint.LinkIncident, To: i.ID}, Reasons: []complaint.Reason{k.Reason()}})
}

// members are the complaints that the one that comes in would make an incident with, and how many customers that are. Those that
// belong to an incident already, which may have been closed, are not counted again.
func (f *finder) members(ctx context.Context, k triage.IncidentMatch) (list []complaint.Complaint, customers int, err error) {
	switch k.By {
	case triage.ByText, triage.ByTopic:
		if list, err = f.like(ctx, k); err != nil {
			return nil, 0, err
		}
	default:
		q := storage.Query{Received: storage.Range{From: f.x.meta.At.Add(-k.Within)}}
		if k.Category != "" {
			q.Category = []string{k.Category}
		}
		switch k.By {
		case triage.ByProduct:
			q.Product = []string{k.Value}
		case triage.ByLot:
			q.Tags = []string{storage.TagOfLot(k.Product, k.Value)}
		case triage.BySupplier:
			q.Tags = []string{storage.TagOfSupplier(k.Value)}
		case triage.ByCarrier:
			q.Tags = []string{storage.TagOfCarrier(k.Value)}
		case triage.ByText, triage.ByTopic:
		}
		if list, err = f.list(ctx, q, lookIncident); err != nil {
			return nil, 0, err
		}
	}
	list = slices.DeleteFunc(list, func(c complaint.Complaint) bool { return inIncident(c) || triage.Dangerous(c.Assessment.Sensitive) })
	seen := map[string]bool{who(f.x.in.Customer, f.x.id): true}
	for i := range list {
		seen[who(list[i].Intake.Customer, list[i].ID)] = true
	}
	return list, len(seen), nil
}

func inIncident(c complaint.Complaint) bool {
	return slices.ContainsFunc(c.Links, func(l complaint.Link) bool { return l.Type == complaint.LinkIncident })
}

// who tells customers apart: by ID, and each complaint without one is a customer of its own.
func who(c complaint.Customer, id complaint.ID) string {
	if c.ID != "" {
		return c.ID
	}
	return "\x00" + id.String()
}

// begin makes an incident of complaints that are there and the one that comes in. The others are linked in the same step of
// storage as this one is opened.
func (f *finder) begin(
	ctx context.Context, docs storage.Documents, k triage.IncidentMatch, members []complaint.Complaint, before complaint.ID,
) error {
	id, err := f.desk.config.NewID()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	i := complaint.Incident{
		ID: id, Rule: k.Rule.Name, By: string(k.By), Value: k.Shown(), Category: k.Category, Opened: f.x.meta.At, First: f.x.meta.At,
		TaskForce: complaint.Assignment{Party: complaint.Party{Department: k.Department}, Tier: k.Tier},
	}
	for _, c := range members {
		if c.Received.Before(i.First) {
			i.First = c.Received
		}
	}
	i, err = createIncident(ctx, docs, i, k.Key(), before)
	if err != nil {
		return err
	}
	return f.together(i, k, members)
}

// together links complaints that are there and the one that comes in to an incident.
func (f *finder) together(i complaint.Incident, k triage.IncidentMatch, members []complaint.Complaint) error {
	if f.dry {
		f.belongsTo(i, k, len(members)+1)
		return nil
	}
	members = members[:min(len(members), maxTogether)]
	l := complaint.FoundLink{
		Link: complaint.Link{Type: complaint.LinkIncident, To: i.ID}, Reasons: []complaint.Reason{k.Reason()},
	}
	for n := range members {
		// One that can have no more links stays out.
		if change, err := f.desk.linked(members[n], l, f.x.meta.At); err == nil {
			f.x.others = append(f.x.others, change)
		}
	}
	f.belongsTo(i, k, len(members)+1)
	return nil
}

// maxTogether bounds how many complaints are linked in one step of storage.
const maxTogether = 100
