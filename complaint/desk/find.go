package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// How many stored complaints are looked at for one that comes in, so that its cost does not grow with the number of past ones.
const (
	lookCustomer = 50
	lookAlike    = 16
	lookIncident = 200
)

// finder looks for what a complaint that comes in belongs to: the same text, the same customer, the same problem of many.
type finder struct {
	desk    *Desk
	engine  *triage.Engine
	x       *intake
	context *triage.Context
	// dry finds without beginning an incident, late after the complaint was stored.
	dry, late bool

	links []complaint.FoundLink
	alike []complaint.Complaint // those with nearly the same text, newest first
}

func (f *finder) link(l complaint.FoundLink) {
	if !slices.Contains(f.x.in.Links, l.Link) {
		f.links = append(f.links, l)
		f.context.Links = append(f.context.Links, l.Link)
	}
}

func (f *finder) since() time.Time { return f.x.meta.At.Add(-f.engine.Repeats()) }

func (f *finder) find(ctx context.Context) error {
	// What is given says where it belongs already: a part that was split off belongs to its original.
	split := slices.ContainsFunc(f.x.in.Links, func(l complaint.Link) bool { return l.Type == complaint.LinkSplit })
	if err := f.sameText(ctx); err != nil {
		return err
	}
	if !split {
		if err := f.customer(ctx); err != nil {
			return err
		}
	}
	return f.incident(ctx)
}

// list reads a page of the newest complaints, without the one that comes in.
func (f *finder) list(ctx context.Context, q storage.Query, limit int) ([]complaint.Complaint, error) {
	q.Limit, q.Order = limit, storage.Order{By: storage.ByReceived, Descending: true}
	page, err := f.desk.store.List(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("look for related complaints: %w", err)
	}
	return slices.DeleteFunc(page.Complaints, func(c complaint.Complaint) bool { return c.ID == f.x.id }), nil
}

// sameText finds complaints with nearly the same text.
func (f *finder) sameText(ctx context.Context) error {
	prints := triage.Prints(f.x.in.Fingerprint.Reveal())
	if len(prints) == 0 {
		return nil
	}
	list, err := storage.Alike(ctx, f.desk.store, prints, storage.Range{From: f.since()}, lookAlike)
	if err != nil {
		return fmt.Errorf("look for the same text: %w", err)
	}
	slices.SortStableFunc(list, func(a, b complaint.Complaint) int { return b.Received.Compare(a.Received) })
	for _, c := range list {
		if c.ID != f.x.id && f.says(&c) {
			f.alike = append(f.alike, c)
		}
	}
	return nil
}

// customer finds what the same customer complained about before.
func (f *finder) customer(ctx context.Context) error {
	id := f.x.in.Customer.ID
	if id == "" {
		f.sameSender()
		return nil
	}
	list, err := f.list(ctx, storage.Query{Customer: []string{id}, Received: storage.Range{From: f.since()}}, lookCustomer)
	if err != nil {
		return err
	}
	f.context.Previous = len(list)
	for _, c := range list {
		if c.Status.Open() {
			f.context.OpenCases++
		}
	}
	if first := f.handled(list); first != nil {
		f.belongs(first)
	}
	return nil
}

// handled is the case in which the problem is handled, of those of the same customer, the newest first: the oldest of those that
// are still open, or else the newest. One with the same text comes before those that are about the same.
func (f *finder) handled(list []complaint.Complaint) *complaint.Complaint {
	var first *complaint.Complaint
	same := false
	for i := range list {
		c := &list[i]
		if c.Status == complaint.StatusMerged || !f.sameProblem(c) {
			continue
		}
		if says := f.says(c); first == nil || says && !same || says == same && c.Status.Open() {
			first, same = c, says
		}
	}
	return first
}

// says is whether a complaint has nearly the same text.
func (f *finder) says(c *complaint.Complaint) bool {
	return triage.Similarity(f.x.in.Fingerprint.Reveal(), c.Intake.Fingerprint.Reveal()) >= triage.SameText
}

// sameSender does for customers without an ID what can be done: the same text under the same name or contact.
func (f *finder) sameSender() {
	for i := range f.alike {
		if c := &f.alike[i]; samePerson(f.x.in.Customer, c.Intake.Customer) {
			f.belongs(c)
			return
		}
	}
}

// belongs links a complaint to an earlier one of the same customer: a duplicate says the same in the same words, a repeat is the
// same problem again.
func (f *finder) belongs(c *complaint.Complaint) {
	f.context.Before = c.Assignment.Party
	l := f.same(c)
	f.context.Duplicate, f.context.Repeat = l.Link.Type == complaint.LinkDuplicate, l.Link.Type == complaint.LinkRepeat
	f.link(l)
}

func (f *finder) same(c *complaint.Complaint) complaint.FoundLink {
	l := complaint.FoundLink{
		Link: complaint.Link{Type: complaint.LinkRepeat, To: c.ID},
		Reasons: []complaint.Reason{
			{Code: "same_problem", Params: map[string]string{"category": c.Assessment.Category}}, {Code: "same_customer"},
		},
	}
	if f.says(c) {
		l.Link.Type, l.Reasons[0] = complaint.LinkDuplicate, complaint.Reason{Code: "same_text"}
	}
	return l
}

// sameProblem says whether an earlier complaint of the customer is about the same: the same words, or the same order or product,
// or where neither is known the same group of categories.
func (f *finder) sameProblem(c *complaint.Complaint) bool {
	if !asks(c.Assessment.Feedback) || !asks(f.feedback()) {
		return f.says(c) // praise of what was complained about is no repeat
	}
	if f.says(c) {
		return true
	}
	in, was := &f.x.in, &c.Intake
	if in.Order != "" && was.Order != "" {
		return in.Order == was.Order
	}
	if len(in.Items) > 0 && len(was.Items) > 0 {
		return slices.ContainsFunc(in.Items, func(x complaint.Item) bool {
			return slices.ContainsFunc(was.Items, func(y complaint.Item) bool { return x.Product != "" && x.Product == y.Product })
		})
	}
	category := f.category()
	return category != "" && group(category) == group(c.Assessment.Category)
}

// asks says whether a kind of feedback wants something done.
func asks(kind complaint.Feedback) bool {
	return kind == "" || kind == complaint.FeedbackComplaint || kind == complaint.FeedbackInquiry
}

// feedback is the kind, as far as that is known before it was assessed.
func (f *finder) feedback() complaint.Feedback {
	if f.x.in.Feedback != "" {
		return f.x.in.Feedback
	}
	return f.context.Reading.Feedback
}

// category is what the complaint is about, as far as that is known before it was assessed.
func (f *finder) category() string {
	if f.x.in.Category != "" {
		return f.x.in.Category
	}
	if list := f.context.Reading.Categories; len(list) > 0 {
		return list[0].Name
	}
	return ""
}

// group is the top of a category's branch.
func group(category string) string {
	top, _, _ := strings.Cut(category, ".")
	return top
}

// samePerson compares what customers without an ID give: a contact, or the name.
func samePerson(a, b complaint.Customer) bool {
	if b.ID != "" {
		return false
	}
	for _, x := range a.Contacts {
		for _, y := range b.Contacts {
			if !x.Value.IsZero() && x.Kind == y.Kind && x.Value.Reveal() == y.Value.Reveal() {
				return true
			}
		}
	}
	return len(a.Contacts) == 0 && !a.Name.IsZero() && a.Name.Reveal() == b.Name.Reveal()
}
