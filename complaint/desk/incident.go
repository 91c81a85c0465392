package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// The documents of incidents: the incident by its ID, and which incident is open by what its members have in common.
const (
	incidentKind     = "desk.incident"
	openIncidentKind = "desk.open_incident"
	incidentField    = "incident"
	// jsonRule is what is wrong with what cannot be kept as a document.
	jsonRule = "must have a JSON form"
)

// ErrIncidentClosed says that an incident takes no new members.
var ErrIncidentClosed = errors.New("incident is closed")

func getIncident(ctx context.Context, docs storage.Documents, id complaint.ID) (complaint.Incident, error) {
	d, err := docs.GetDocument(ctx, incidentKind, id.String())
	if err != nil {
		return complaint.Incident{}, fmt.Errorf("incident %s: %w", id, err)
	}
	return readIncident(d)
}

func readIncident(d storage.Document) (complaint.Incident, error) {
	var i complaint.Incident
	if err := json.Unmarshal(d.Body, &i); err != nil {
		return i, &complaint.FieldError{Field: incidentField, Value: d.Key, Rule: "must be the JSON form of an incident"}
	}
	i.Version = d.Version
	return i, nil
}

func incidentDocument(i complaint.Incident) (storage.Document, error) {
	body, err := json.Marshal(i)
	if err != nil {
		return storage.Document{}, &complaint.FieldError{Field: incidentField, Value: i.ID.String(), Rule: jsonRule}
	}
	return storage.Document{Kind: incidentKind, Key: i.ID.String(), Version: i.Version, Body: body}, nil
}

type openIncidentBody struct {
	ID complaint.ID `json:"id"`
}

// openIncident returns the incident that is open for a key, the zero one where there is none.
func openIncident(ctx context.Context, docs storage.Documents, key string) (complaint.Incident, error) {
	d, err := docs.GetDocument(ctx, openIncidentKind, key)
	if errors.Is(err, storage.ErrNotFound) {
		return complaint.Incident{}, nil
	}
	if err != nil {
		return complaint.Incident{}, fmt.Errorf("look for an open incident: %w", err)
	}
	var body openIncidentBody
	if err := json.Unmarshal(d.Body, &body); err != nil {
		return complaint.Incident{}, &complaint.FieldError{Field: incidentField, Value: key, Rule: "must name an incident"}
	}
	i, err := getIncident(ctx, docs, body.ID)
	if errors.Is(err, storage.ErrNotFound) {
		return complaint.Incident{}, nil
	}
	return i, err
}

// createIncident stores an incident and makes it the open one of its key, in place of the one of before, which has ended. Where
// another process was faster it returns the other's.
func createIncident(
	ctx context.Context, docs storage.Documents, i complaint.Incident, key string, before complaint.ID,
) (complaint.Incident, error) {
	i.Version = 1
	d, err := incidentDocument(i)
	if err != nil {
		return i, err
	}
	if err := docs.PutDocument(ctx, d); err != nil {
		return i, fmt.Errorf("begin an incident: %w", err)
	}
	pointer, err := docs.GetDocument(ctx, openIncidentKind, key)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return i, fmt.Errorf("begin an incident: %w", err)
	}
	var now openIncidentBody
	if err == nil && json.Unmarshal(pointer.Body, &now) == nil && now.ID != before {
		return takeOther(ctx, docs, i, now.ID)
	}
	body, err := json.Marshal(openIncidentBody{i.ID})
	if err != nil {
		return i, &complaint.FieldError{Field: incidentField, Value: i.ID.String(), Rule: jsonRule}
	}
	err = docs.PutDocument(ctx, storage.Document{Kind: openIncidentKind, Key: key, Version: pointer.Version + 1, Body: body})
	if isConflict(err) {
		other, err := openIncident(ctx, docs, key)
		if err != nil {
			return i, err
		}
		return takeOther(ctx, docs, i, other.ID)
	}
	if err != nil {
		return i, fmt.Errorf("begin an incident: %w", err)
	}
	return i, nil
}

// takeOther takes back an incident that another process has begun at the same time, and returns that one.
func takeOther(ctx context.Context, docs storage.Documents, mine complaint.Incident, other complaint.ID) (complaint.Incident, error) {
	if err := docs.DeleteDocument(ctx, incidentKind, mine.ID.String(), mine.Version); err != nil && !isConflict(err) {
		return mine, fmt.Errorf("begin an incident: %w", err)
	}
	return getIncident(ctx, docs, other)
}

func (d *Desk) documents() (storage.Documents, error) {
	if d.broken != nil {
		return nil, d.broken
	}
	docs, ok := storage.As[storage.Documents](d.store)
	if !ok {
		return nil, fmt.Errorf("incidents need documents, which are %w", storage.ErrUnsupported)
	}
	return docs, nil
}

// Incident returns an incident, or [storage.ErrNotFound].
func (d *Desk) Incident(ctx context.Context, id complaint.ID) (complaint.Incident, error) {
	docs, err := d.documents()
	if err != nil {
		return complaint.Incident{}, err
	}
	return getIncident(ctx, docs, id)
}

// Incidents returns up to limit incidents after one, in the order of their IDs, which is that of their beginning; the zero ID is
// before all.
func (d *Desk) Incidents(ctx context.Context, after complaint.ID, limit int) ([]complaint.Incident, error) {
	docs, err := d.documents()
	if err != nil {
		return nil, err
	}
	key := ""
	if after != (complaint.ID{}) {
		key = after.String()
	}
	list, err := docs.ListDocuments(ctx, incidentKind, key, limit)
	if err != nil {
		return nil, fmt.Errorf("list incidents: %w", err)
	}
	incidents := make([]complaint.Incident, len(list))
	for n, doc := range list {
		if incidents[n], err = readIncident(doc); err != nil {
			return nil, err
		}
	}
	return incidents, nil
}

// Members is the query of the complaints that belong to an incident.
func Members(incident complaint.ID) storage.Query {
	return storage.Query{Links: []complaint.Link{{Type: complaint.LinkIncident, To: incident}}}
}

// OpenIncident begins an incident that a person has seen. Its ID, version and times are set by the desk; members join with
// [Desk.JoinIncident].
func (d *Desk) OpenIncident(ctx context.Context, i complaint.Incident) (complaint.Incident, error) {
	docs, err := d.documents()
	if err != nil {
		return complaint.Incident{}, err
	}
	if i.ID, err = d.config.NewID(); err != nil {
		return complaint.Incident{}, fmt.Errorf("make an id: %w", err)
	}
	i.Opened, i.Version = d.config.Now().UTC(), 1
	return i, d.storeIncident(ctx, docs, i)
}

// ChangeIncident stores what a person knows of an incident now: its cause, task force, special policy, common answer, and with
// Closed that it takes no new members. It fails with [storage.ErrConflict] when somebody changed it since.
func (d *Desk) ChangeIncident(ctx context.Context, i complaint.Incident) (complaint.Incident, error) {
	docs, err := d.documents()
	if err != nil {
		return complaint.Incident{}, err
	}
	i.Version++
	return i, d.storeIncident(ctx, docs, i)
}

func (d *Desk) storeIncident(ctx context.Context, docs storage.Documents, i complaint.Incident) error {
	if err := i.Check(d.config.Taxonomy); err != nil {
		return fmt.Errorf("incident %s: %w", i.ID, err)
	}
	doc, err := incidentDocument(i)
	if err != nil {
		return err
	}
	if err := docs.PutDocument(ctx, doc); err != nil {
		return fmt.Errorf("incident %s: %w", i.ID, err)
	}
	return nil
}

// JoinIncident links a complaint to an incident. A closed one fails with [ErrIncidentClosed].
func (d *Desk) JoinIncident(
	ctx context.Context, id, incident complaint.ID, actor complaint.Actor, reason complaint.Private,
) (complaint.Complaint, error) {
	i, err := d.Incident(ctx, incident)
	if err != nil {
		return complaint.Complaint{}, err
	}
	if !i.Closed.IsZero() {
		return complaint.Complaint{}, fmt.Errorf("incident %s: %w", incident, ErrIncidentClosed)
	}
	link := complaint.Link{Type: complaint.LinkIncident, To: incident}
	return d.Do(ctx, Command{ID: id, Actor: actor, Action: complaint.AddLink{Link: link, Reason: reason}})
}

// LeaveIncident takes a complaint out of an incident that it does not belong to.
func (d *Desk) LeaveIncident(
	ctx context.Context, id, incident complaint.ID, actor complaint.Actor, reason complaint.Private,
) (complaint.Complaint, error) {
	link := complaint.Link{Type: complaint.LinkIncident, To: incident}
	return d.Do(ctx, Command{ID: id, Actor: actor, Action: complaint.Unlink{Link: link, Reason: reason}})
}
