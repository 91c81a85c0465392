package storage

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Query selects complaints of a tenant and puts them in order. The zero Query is all of them, the longest waiting first.
// A complaint matches when it matches every field that is set. A list matches when one of its values does, except Tags,
// which must all be there. Values are compared byte for byte.
type Query struct {
	Reference []complaint.Reference `json:"reference,omitempty"`
	Status    []complaint.Status    `json:"status,omitempty"`
	// Category matches the codes and everything below them: "logistics" matches "logistics.delay".
	Category []string             `json:"category,omitempty"`
	Feedback []complaint.Feedback `json:"feedback,omitempty"`
	Severity []complaint.Severity `json:"severity,omitempty"`
	Urgency  []complaint.Urgency  `json:"urgency,omitempty"`
	Priority []complaint.Priority `json:"priority,omitempty"`
	Channel  []complaint.Channel  `json:"channel,omitempty"`
	// Department and Handler are those that have the complaint now. The empty text matches complaints that nobody has.
	Department []string `json:"department,omitempty"`
	Handler    []string `json:"handler,omitempty"`
	Customer   []string `json:"customer,omitempty"`
	OrderID    []string `json:"order_id,omitempty"`
	Product    []string `json:"product,omitempty"`
	// Tags are those of the assessment, and those that follow from the state: [TagLate], [TagAnswered], [TagApproval],
	// [TagOfApproval], [TagOfCarrier], [TagOfSupplier], [TagOfLot].
	Tags []string `json:"tags,omitempty"`
	// Language matches tags and everything below them: "zh" matches "zh-CN". It is the text's language, or the customer's
	// where that is not known.
	Language []string `json:"language,omitempty"`
	// Links matches complaints with such a link. An empty Type stands for any type, a zero To for any other complaint.
	Links []complaint.Link `json:"links,omitempty"`
	// Prints matches complaints whose text shares one of these keys of its fingerprint, see [Index].
	Prints []uint32 `json:"prints,omitempty"`

	Received Range `json:"received,omitzero"`
	Updated  Range `json:"updated,omitzero"`
	// Closed matches complaints that are closed only.
	Closed Range `json:"closed,omitzero"`
	// DueBefore matches complaints with something due before that moment; zero for all.
	DueBefore time.Time `json:"due_before,omitzero"`

	Order Order `json:"order,omitzero"`
	// Limit is the size of a page: 1 to 1000, 0 for 50.
	Limit int `json:"limit,omitzero"`
	// Cursor is the Next of the page before, empty for the first page. It belongs to the same filters and order.
	Cursor string `json:"cursor,omitempty"`
}

// Range is a span of time from From up to, not including, To. A zero end is open.
type Range struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// IsZero says whether both ends are open.
func (r Range) IsZero() bool { return r.From.IsZero() && r.To.IsZero() }

func (r Range) match(t int64) bool {
	return t != NoTime && (r.From.IsZero() || t >= r.From.UnixMicro()) && (r.To.IsZero() || t < r.To.UnixMicro())
}

// Order puts complaints in order. Ties are broken by ID, as bytes.
type Order struct {
	By OrderBy `json:"by,omitzero"`
	// Descending turns the whole order round, ties included.
	Descending bool `json:"descending,omitzero"`
}

// OrderBy is what complaints are put in order by.
type OrderBy string

// The orders. Complaints without something due come last in the order by due, those without a priority last in the order
// by priority.
const (
	ByReceived OrderBy = "received" // the default
	ByUpdated  OrderBy = "updated"
	ByPriority OrderBy = "priority" // P1 first, and within a priority by received
	ByDue      OrderBy = "due"
)

// Orders lists all orders.
func Orders() []OrderBy { return []OrderBy{ByReceived, ByUpdated, ByPriority, ByDue} }

// Key is a complaint's place in an order: it compares by First, then Second, then ID.
type Key struct {
	First, Second int64
	ID            complaint.ID
}

// Compare returns -1, 0 or 1.
func (k Key) Compare(o Key) int {
	return cmp.Or(cmp.Compare(k.First, o.First), cmp.Compare(k.Second, o.Second), slices.Compare(k.ID[:], o.ID[:]))
}

// Key returns the place of a complaint in the query's order, as if it were ascending. It is the reference for every adapter.
func (q Query) Key(c complaint.Complaint) Key { return q.Order.KeyOf(c.ID, IndexOf(c)) }

// KeyOf is [Query.Key] for an adapter that has the index at hand.
func (o Order) KeyOf(id complaint.ID, x Index) Key {
	switch o.By {
	case ByUpdated:
		return Key{First: x.Updated, ID: id}
	case ByPriority:
		return Key{First: int64(x.Priority.Rank()), Second: x.Received, ID: id}
	case ByDue:
		return Key{First: x.Due, ID: id}
	case ByReceived:
		return Key{First: x.Received, ID: id}
	default:
		return Key{First: x.Received, ID: id}
	}
}

// Before says whether a comes before b in the order.
func (o Order) Before(a, b Key) bool {
	if o.Descending {
		return a.Compare(b) > 0
	}
	return a.Compare(b) < 0
}

// Match says whether a complaint matches the filters; order, limit and cursor are not looked at. It is the reference for
// every adapter.
func (q Query) Match(c complaint.Complaint) bool { return q.MatchIndex(IndexOf(c)) }

// MatchIndex is Match for an adapter that has the index at hand.
func (q Query) MatchIndex(x Index) bool {
	return among(q.Reference, complaint.Reference(x.Reference)) && among(q.Status, x.Status) && below(q.Category, x.Category, ".") &&
		among(q.Feedback, x.Feedback) && among(q.Severity, x.Severity) && among(q.Urgency, x.Urgency) &&
		among(q.Priority, x.Priority) && among(q.Channel, x.Channel) &&
		among(q.Department, x.Department) && among(q.Handler, x.Handler) &&
		among(q.Customer, x.Customer) && among(q.OrderID, x.Order) && below(q.Language, x.Language, "-") &&
		q.matchLists(&x) && q.matchTimes(&x)
}

func (q *Query) matchLists(x *Index) bool {
	if len(q.Product) > 0 && !slices.ContainsFunc(x.Products, func(p string) bool { return slices.Contains(q.Product, p) }) {
		return false
	}
	for _, tag := range q.Tags {
		if !slices.Contains(x.Tags, tag) {
			return false
		}
	}
	if len(q.Prints) > 0 && !slices.ContainsFunc(x.Prints, func(p uint32) bool { return slices.Contains(q.Prints, p) }) {
		return false
	}
	if len(q.Links) == 0 {
		return true
	}
	for _, want := range q.Links {
		for _, l := range x.Links {
			if (want.Type == "" || want.Type == l.Type) && (want.To == complaint.ID{} || want.To == l.To) {
				return true
			}
		}
	}
	return false
}

func (q *Query) matchTimes(x *Index) bool {
	return (q.Received.IsZero() || q.Received.match(x.Received)) && (q.Updated.IsZero() || q.Updated.match(x.Updated)) &&
		(q.Closed.IsZero() || q.Closed.match(x.Closed)) && (q.DueBefore.IsZero() || x.Due < q.DueBefore.UnixMicro())
}

func among[T comparable](list []T, value T) bool {
	return len(list) == 0 || slices.Contains(list, value)
}

func below(list []string, value, separator string) bool {
	if len(list) == 0 {
		return true
	}
	for _, root := range list {
		if rest, ok := strings.CutPrefix(value, root); ok && (rest == "" || strings.HasPrefix(rest, separator)) {
			return true
		}
	}
	return false
}

// Limits of a query.
const (
	DefaultLimit = 50
	MaxLimit     = 1000
	maxValues    = 200
)

// Size returns the size of a page: Limit, or 50 where it is 0.
func (q Query) Size() int {
	if q.Limit == 0 {
		return DefaultLimit
	}
	return q.Limit
}

// Check returns why the query is not valid: a *[complaint.FieldError], or nil. Every adapter calls it first in List and
// Count. The cursor is read by [Query.After].
func (q Query) Check() error {
	if q.Limit < 0 || q.Limit > MaxLimit {
		return refuse("limit", strconv.Itoa(q.Limit), "must be from 1 to 1000, or 0 for 50")
	}
	if q.Order.By != "" && !slices.Contains(Orders(), q.Order.By) {
		return refuse("order.by", string(q.Order.By), "must be received, updated, priority or due")
	}
	for _, s := range q.Status {
		if !slices.Contains(complaint.Statuses(), s) {
			return refuse("status", string(s), "must be a status of a complaint")
		}
	}
	for _, l := range q.Links {
		if l.Type == "" && l.To == (complaint.ID{}) {
			return refuse("links", "", "must name a type or the other complaint")
		}
	}
	if len(q.Links) > maxValues {
		return refuse("links", strconv.Itoa(len(q.Links)), "must have at most 200 values")
	}
	if len(q.Prints) > maxValues {
		return refuse("prints", strconv.Itoa(len(q.Prints)), "must have at most 200 values")
	}
	for _, m := range q.moments() {
		if t := *m.at; !t.IsZero() && (t.Year() < 1 || t.Year() > 9999) {
			return refuse(m.field, "", "must lie in the years 1 to 9999")
		}
	}
	return q.checkLists()
}

type moment struct {
	field string
	at    *time.Time
}

// moments lists the query's moments by the names of their fields.
func (q *Query) moments() []moment {
	return []moment{
		{"received.from", &q.Received.From},
		{"received.to", &q.Received.To},
		{"updated.from", &q.Updated.From},
		{"updated.to", &q.Updated.To},
		{"closed.from", &q.Closed.From},
		{"closed.to", &q.Closed.To},
		{"due_before", &q.DueBefore},
	}
}

func (q Query) checkLists() error {
	for _, list := range []struct {
		name   string
		values []string
	}{
		{"reference", plain(q.Reference)},
		{"status", plain(q.Status)},
		{"category", q.Category},
		{"feedback", plain(q.Feedback)},
		{"severity", plain(q.Severity)},
		{"urgency", plain(q.Urgency)},
		{"priority", plain(q.Priority)},
		{"channel", plain(q.Channel)},
		{"department", q.Department},
		{"handler", q.Handler},
		{"customer", q.Customer},
		{"order_id", q.OrderID},
		{"product", q.Product},
		{"tags", q.Tags},
		{"language", q.Language},
	} {
		if len(list.values) > maxValues {
			return refuse(list.name, strconv.Itoa(len(list.values)), "must have at most 200 values")
		}
		for _, value := range list.values {
			if err := checkName(list.name, value, false); err != nil {
				return err
			}
		}
	}
	return nil
}

func plain[S ~string](in []S) []string {
	if len(in) == 0 {
		return nil
	}
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return out
}
