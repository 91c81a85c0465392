package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// Roster knows the people of the host. It is safe for concurrent use.
type Roster interface {
	// People returns everybody who can work on complaints of a department, also those who are away; "" stands for all
	// departments. Somebody who works for several, such as a manager, belongs into the answer for each. Where it has an error a
	// new complaint goes to the department only, and an escalation is put off to the next sweep.
	People(ctx context.Context, department string) ([]Person, error)
}

// Picker is a roster that chooses by itself who takes a case that is escalated, instead of the triage policy.
type Picker interface {
	Roster
	// Pick names who takes a complaint over at a handler tier. The zero party leaves it with who has it. It is called outside
	// of any transaction of the store; an error puts the escalation off to the next sweep.
	Pick(ctx context.Context, tier complaint.Role, c complaint.Complaint) (complaint.Party, error)
}

// Person is somebody who works on complaints.
type Person struct {
	// ID is the host's opaque identifier, as in [complaint.Actor].
	ID         string `json:"id"`
	Department string `json:"department,omitzero"`
	// Tier is how experienced they are: junior, mid, senior, supervisor or manager.
	Tier complaint.Role `json:"tier"`
	// Skills are categories, where a group stands for all below it, and skills that rules of the triage policy ask for; none
	// means any category. Languages are BCP 47 tags; none means any.
	Skills    []string `json:"skills,omitempty"`
	Languages []string `json:"languages,omitempty"`
	// Calendar is the name of a calendar of the SLA policy in which they work, empty for around the clock.
	Calendar string    `json:"calendar,omitzero"`
	Absences []Absence `json:"absences,omitempty"`
	// Capacity is how many open cases they can have, 0 for any. Weight is their share of the work, for policies that spread it by
	// weight; 0 counts as 1.
	Capacity int     `json:"capacity,omitzero"`
	Weight   float64 `json:"weight,omitzero"`
}

// Absence is a time in which somebody takes no new cases: from From up to, not including, To. A zero To is open.
type Absence struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

func (p *Person) check() error {
	if p.ID == "" || len(p.ID) > complaint.MaxLine || strings.Contains(p.ID, "@") {
		return &complaint.FieldError{Field: "person.id", Value: p.ID, Rule: "must be an opaque identifier of 1 to 255 bytes without @"}
	}
	if !p.Tier.Handler() {
		return &complaint.FieldError{
			Field: "person.tier", Value: string(p.Tier), Rule: "must be junior, mid, senior, supervisor or manager",
		}
	}
	if p.Capacity < 0 || p.Weight < 0 {
		return &complaint.FieldError{Field: "person.capacity", Value: p.ID, Rule: "must not be negative, nor must the weight"}
	}
	for _, a := range p.Absences {
		if !a.To.IsZero() && !a.To.After(a.From) {
			return &complaint.FieldError{Field: "person.absences", Value: a.To.Format(time.RFC3339), Rule: "must end after they begin"}
		}
	}
	return nil
}

func (p *Person) absent(at time.Time) bool {
	return slices.ContainsFunc(p.Absences, func(a Absence) bool {
		return !at.Before(a.From) && (a.To.IsZero() || at.Before(a.To))
	})
}

// StoredRoster is a roster kept in the store itself, for hosts that have none. The store needs the capability
// [storage.Documents]. For another tenant than "" give it that tenant's part of the store.
type StoredRoster struct{ Store storage.Store }

const (
	personKind = "desk.person"
	// rosterPage is how many people are read at once.
	rosterPage = 500
)

var _ Roster = StoredRoster{}

// People implements [Roster].
func (r StoredRoster) People(ctx context.Context, department string) ([]Person, error) {
	docs, err := r.documents()
	if err != nil {
		return nil, err
	}
	var people []Person
	for after := ""; ; {
		list, err := docs.ListDocuments(ctx, personKind, after, rosterPage)
		if err != nil {
			return nil, fmt.Errorf("list people: %w", err)
		}
		for _, d := range list {
			var p Person
			if err := json.Unmarshal(d.Body, &p); err != nil {
				return nil, &complaint.FieldError{Field: "person", Value: d.Key, Rule: "must be the JSON form of a person"}
			}
			if department == "" || p.Department == department {
				people = append(people, p)
			}
			after = d.Key
		}
		if len(list) < rosterPage {
			return people, nil
		}
	}
}

// Save adds a person or replaces the one with the same ID.
func (r StoredRoster) Save(ctx context.Context, p Person) error {
	if err := p.check(); err != nil {
		return err
	}
	body, err := json.Marshal(p)
	if err != nil {
		return &complaint.FieldError{Field: "person", Value: p.ID, Rule: jsonRule}
	}
	return r.change(ctx, p.ID, func(docs storage.Documents, version int64) error {
		return docs.PutDocument(ctx, storage.Document{Kind: personKind, Key: p.ID, Version: version + 1, Body: body})
	})
}

// Remove takes a person out; somebody who is not there is no error. Their cases stay with them until somebody assigns them anew.
func (r StoredRoster) Remove(ctx context.Context, id string) error {
	return r.change(ctx, id, func(docs storage.Documents, version int64) error {
		if version == 0 {
			return nil
		}
		return docs.DeleteDocument(ctx, personKind, id, version)
	})
}

// change reads the version of a person's document and writes it, again where somebody else was faster.
func (r StoredRoster) change(ctx context.Context, id string, write func(docs storage.Documents, version int64) error) error {
	docs, err := r.documents()
	if err != nil {
		return err
	}
	for range defaultTries {
		d, got := docs.GetDocument(ctx, personKind, id)
		if got != nil && !errors.Is(got, storage.ErrNotFound) {
			return fmt.Errorf("person %q: %w", id, got)
		}
		if err = write(docs, d.Version); !isConflict(err) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("person %q: %w", id, err)
	}
	return nil
}

func (r StoredRoster) documents() (storage.Documents, error) {
	docs, ok := storage.As[storage.Documents](r.Store)
	if !ok {
		return nil, fmt.Errorf("a roster in the store: documents are %w", storage.ErrUnsupported)
	}
	return docs, nil
}
