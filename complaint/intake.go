package complaint

import (
	"log/slog"
	"strconv"
	"time"
)

// Intake is what is handed in: the registration record of C2. Only Channel and one of Subject and Content are required.
// Times are stored in UTC with whole microseconds.
type Intake struct {
	// Key makes a submission repeatable: with the same key the desk finds the first complaint again instead of
	// opening a second one. At most 255 bytes; use the host's own submission number.
	Key     string  `json:"key,omitzero"`
	Channel Channel `json:"channel"`
	// Feedback and Category are what the customer or the form says it is; the desk may assess otherwise.
	Feedback Feedback `json:"feedback,omitzero"`
	Category string   `json:"category,omitzero"`
	Subject  Private  `json:"subject,omitzero"`
	Content  Private  `json:"content,omitzero"`
	// Fingerprint is filled in by the desk: it lets the same text be found again. It is personal as the text is, and means
	// nothing to anybody else. A host leaves it empty. Correcting subject or content clears it.
	Fingerprint Private `json:"fingerprint,omitzero"`
	// Language is a BCP 47 tag of the text; empty where it is not known.
	Language string `json:"language,omitzero"`
	// Occurred is when it happened, Place where.
	Occurred time.Time `json:"occurred,omitzero"`
	Place    Private   `json:"place,omitzero"`
	// Received is when the message reached the shop, in any channel. Clocks start here. Default: when it is registered.
	Received time.Time `json:"received,omitzero"`
	Customer Customer  `json:"customer,omitzero"`
	People   []Person  `json:"people,omitempty"`
	// Order is the host's order number; Items are the order lines concerned.
	Order    string `json:"order,omitzero"`
	Items    []Item `json:"items,omitempty"`
	Carrier  string `json:"carrier,omitzero"`
	Tracking string `json:"tracking,omitzero"`
	// Target is whom the complaint is aimed at, a code of the tree [Targets]; Accused is the person or department, if named.
	Target  string `json:"target,omitzero"`
	Accused Party  `json:"accused,omitzero"`
	// Amount is the sum in dispute. It must not be negative.
	Amount Money    `json:"amount,omitzero"`
	Sought []Remedy `json:"sought,omitempty"`
	// Evidence is what the customer sends along.
	Evidence []Evidence `json:"evidence,omitempty"`
	Tags     []string   `json:"tags,omitempty"`
	Links    []Link     `json:"links,omitempty"`
	// Fields are the host's own data by code. They are kept after an erasure, so they must hold nothing personal.
	Fields map[string]string `json:"fields,omitempty"`
}

func (in *Intake) walk(w *walker) {
	w.name("key", &in.Key)
	requireListed(w, "channel", Channels, &in.Channel)
	listed(w, "feedback", Feedbacks, &in.Feedback)
	listed(w, "category", Categories, &in.Category)
	w.private("subject", &in.Subject, MaxLine)
	w.private("content", &in.Content, MaxText)
	w.private("fingerprint", &in.Fingerprint, maxFingerprint)
	if w.mode == walkCheck && in.Subject.IsZero() && in.Content.IsZero() {
		w.refuse("content", "", "must not be empty when there is no subject")
	}
	w.language("language", &in.Language)
	w.time("occurred", &in.Occurred)
	w.private("place", &in.Place, MaxLine)
	w.time("received", &in.Received)
	walkIn(w, "customer", &in.Customer)
	walkList(w, "people", &in.People)
	w.name("order", &in.Order)
	walkList(w, "items", &in.Items)
	w.name("carrier", &in.Carrier)
	w.name("tracking", &in.Tracking)
	listed(w, "target", Targets, &in.Target)
	walkIn(w, "accused", &in.Accused)
	w.notNegative("amount", &in.Amount)
	codes(w, "sought", Remedies, &in.Sought)
	walkList(w, "evidence", &in.Evidence)
	codes(w, "tags", "", &in.Tags)
	walkList(w, "links", &in.Links)
	w.texts("fields", &in.Fields)
}

// LogValue implements [slog.LogValuer]: nothing personal.
func (in Intake) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("key", in.Key), slog.String("channel", string(in.Channel)),
		slog.String("category", in.Category), slog.String("order", in.Order))
}

// Person is somebody involved besides the customer.
type Person struct {
	Name Private `json:"name,omitzero"`
	// Part is a code of the host's: witness, courier, shop assistant.
	Part string `json:"part,omitzero"`
	// ID is the host's opaque identifier where the person has one.
	ID string `json:"id,omitzero"`
}

func (p *Person) walk(w *walker) {
	w.private("name", &p.Name, MaxLine)
	w.code("part", &p.Part)
	w.name("id", &p.ID)
	w.opaque("id", p.ID)
	if w.mode == walkCheck && p.Name.IsZero() && p.ID == "" {
		w.refuse("name", "", "must not be empty when there is no id")
	}
}

// LogValue implements [slog.LogValuer].
func (p Person) LogValue() slog.Value { return slog.StringValue(p.Part + " " + p.ID) }

// Item is an order line that the complaint is about.
type Item struct {
	// Line is the host's number of the order line.
	Line string `json:"line,omitzero"`
	// Product is the host's product number. Name is what the customer knows it by.
	Product  string `json:"product,omitzero"`
	Name     string `json:"name,omitzero"`
	Lot      string `json:"lot,omitzero"`
	Supplier string `json:"supplier,omitzero"`
	// Quantity is how many pieces are concerned, 0 where it is not known.
	Quantity int `json:"quantity,omitzero"`
	// Price is what was paid for the line in all. It must not be negative.
	Price Money `json:"price,omitzero"`
}

func (i *Item) walk(w *walker) {
	w.name("line", &i.Line)
	w.name("product", &i.Product)
	w.name("name", &i.Name)
	w.name("lot", &i.Lot)
	w.name("supplier", &i.Supplier)
	w.number("quantity", i.Quantity, 0, maxQuantity)
	w.notNegative("price", &i.Price)
	if w.mode == walkCheck && i.Line == "" && i.Product == "" && i.Name == "" {
		w.refuse("product", strconv.Itoa(i.Quantity), "must not be empty when there is neither a line nor a name")
	}
}

const (
	maxQuantity    = 1_000_000_000
	maxFingerprint = 512
)
