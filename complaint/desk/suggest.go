package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// Suggestion is how a complaint that resembles this one was solved (C16).
type Suggestion struct {
	Complaint complaint.ID
	Reference complaint.Reference
	// Likeness is how much it resembles this one, from 0 to 1: by text, product, category and what is asked for.
	Likeness float64
	// Worked is how well it worked, from 0 to 1: by what the customer said, and whether it was reopened or appealed. 0.5 is an end
	// of which nothing is known.
	Worked float64
	// Remedies are what the customer was given or offered and took.
	Remedies []complaint.Grant
	// Cause is the root cause that was found, empty where none was.
	Cause string
	// Reply is the message that told the result, a template for this one. It is what was written to another customer: somebody
	// must look over it.
	Reply complaint.Message
}

const (
	lookSolved = 200 // complaints that are looked at
	lookReply  = 5   // histories that are read for a reply
)

// Suggest returns up to limit ways in which complaints that resemble this one were solved, the best first: those that are alike
// and worked. It looks at no more than a few hundred of the newest, so it costs the same however many there are.
func (d *Desk) Suggest(ctx context.Context, id complaint.ID, limit int) ([]Suggestion, error) {
	c, err := d.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if limit < 1 {
		return nil, nil
	}
	solved, err := d.solved(ctx, c)
	if err != nil {
		return nil, err
	}
	var list []Suggestion
	for i := range solved {
		if s := suggestionOf(&c, &solved[i]); s.Likeness > 0 && s.Worked > 0 {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b Suggestion) int { return cmp.Compare(b.Likeness*b.Worked, a.Likeness*a.Worked) })
	list = list[:min(len(list), limit)]
	for i := range list[:min(len(list), lookReply)] {
		events, err := d.History(ctx, list[i].Complaint)
		if err != nil {
			return nil, err
		}
		list[i].Reply = replyIn(events)
	}
	return list, nil
}

// solved are closed complaints that may resemble one: those with nearly the same text, and those of its category.
func (d *Desk) solved(ctx context.Context, c complaint.Complaint) ([]complaint.Complaint, error) {
	closed := []complaint.Status{complaint.StatusClosed, complaint.StatusArchived, complaint.StatusFollowedUp}
	newest := storage.Order{By: storage.ByReceived, Descending: true}
	queries := []storage.Query{{Status: closed, Category: []string{c.Assessment.Category}, Order: newest, Limit: lookSolved}}
	if c.Assessment.Category == "" {
		queries = nil
	}
	var list []complaint.Complaint
	seen := map[complaint.ID]bool{c.ID: true}
	take := func(found []complaint.Complaint) {
		for _, x := range found {
			if !seen[x.ID] && x.Outcome == complaint.OutcomeResolved {
				list = append(list, x)
			}
			seen[x.ID] = true
		}
	}
	for _, q := range queries {
		page, err := d.Find(ctx, q)
		if err != nil {
			return nil, err
		}
		take(page.Complaints)
	}
	if prints := triage.Prints(c.Intake.Fingerprint.Reveal()); len(prints) > 0 {
		found, err := storage.Alike(ctx, d.store, prints, storage.Range{}, lookAlike)
		if err != nil {
			return nil, fmt.Errorf("look for solved complaints: %w", err)
		}
		take(found)
	}
	return list, nil
}

func suggestionOf(c, x *complaint.Complaint) Suggestion {
	s := Suggestion{Complaint: x.ID, Reference: x.Reference, Likeness: likeness(c, x), Worked: worked(x)}
	if x.Finding != nil {
		s.Cause = x.Finding.Cause
	}
	for i := range x.Offers {
		if o := &x.Offers[i]; o.State == complaint.OfferAccepted && o.Chosen < len(o.Options) {
			s.Remedies = append(s.Remedies, o.Options[o.Chosen].Grants...)
		}
	}
	return s
}

// likeness adds up what two complaints have in common: half for the text, the rest for category, product and what is asked for.
func likeness(c, x *complaint.Complaint) float64 {
	sum := 0.5 * triage.Similarity(c.Intake.Fingerprint.Reveal(), x.Intake.Fingerprint.Reveal())
	switch {
	case c.Assessment.Category == x.Assessment.Category && c.Assessment.Category != "":
		sum += 0.25
	case group(c.Assessment.Category) == group(x.Assessment.Category) && c.Assessment.Category != "":
		sum += 0.1
	}
	if slices.ContainsFunc(c.Intake.Items, func(a complaint.Item) bool {
		return slices.ContainsFunc(x.Intake.Items, func(b complaint.Item) bool { return a.Product != "" && a.Product == b.Product })
	}) {
		sum += 0.15
	}
	asks := func(c *complaint.Complaint) []complaint.Remedy {
		return slices.Concat(c.Intake.Sought, c.Assessment.Sought)
	}
	if slices.ContainsFunc(asks(c), func(r complaint.Remedy) bool { return slices.Contains(asks(x), r) }) {
		sum += 0.1
	}
	return sum
}

// worked says how well a solution worked.
func worked(x *complaint.Complaint) float64 {
	w := 0.5
	if s := x.Survey; s != nil {
		switch {
		case s.Solved != nil && !*s.Solved:
			w = 0.1
		case s.Satisfaction > 0:
			w = float64(s.Satisfaction) / maxSatisfaction
		case s.Solved != nil:
			w = 0.9
		}
	}
	if x.Reopens > 0 {
		w *= 0.5
	}
	if x.Appeals > 0 {
		w *= 0.5
	}
	return w
}

const maxSatisfaction = 5

// replyIn is the last message that told the customer a result.
func replyIn(events []complaint.Event) complaint.Message {
	for _, e := range slices.Backward(events) {
		if e.Kind != complaint.KindCommunicate {
			continue
		}
		a, err := e.Action()
		if err != nil {
			return complaint.Message{}
		}
		if m, ok := a.(complaint.Communicate); ok && m.Purpose == complaint.PurposeResult {
			m.Message.Address = complaint.Private{}
			return m.Message
		}
	}
	return complaint.Message{}
}
