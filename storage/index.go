package storage

import (
	"math"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/alike"
)

// NoTime stands in an [Index] for a moment that is not set. It sorts after every moment that is.
const NoTime int64 = math.MaxInt64

// Index is what queries look at in a complaint. Adapters keep these values in columns. Moments are microseconds since 1970
// in UTC, [NoTime] where there is none.
type Index struct {
	Reference  string
	Status     complaint.Status
	Category   string
	Feedback   complaint.Feedback
	Severity   complaint.Severity
	Urgency    complaint.Urgency
	Priority   complaint.Priority
	Channel    complaint.Channel
	Department string
	Handler    string
	Customer   string
	Order      string
	Language   string
	// Products, Tags and Links have no doubles.
	Products []string
	Tags     []string
	Links    []complaint.Link
	// Prints are the keys of the text's fingerprint, in ascending order without doubles: texts that are much alike share some.
	// They are personal data.
	Prints []uint32

	Received int64
	Updated  int64
	Closed   int64
	Due      int64
}

// IndexOf returns what queries look at in a complaint. The lists may be shared with it.
func IndexOf(c complaint.Complaint) Index {
	x := Index{
		Reference: string(c.Reference), Status: c.Status,
		Category: c.Assessment.Category, Feedback: c.Assessment.Feedback, Severity: c.Assessment.Severity,
		Urgency: c.Assessment.Urgency, Priority: c.Assessment.Priority, Channel: c.Intake.Channel,
		Department: c.Assignment.Department, Handler: c.Assignment.Person,
		Customer: c.Intake.Customer.ID, Order: c.Intake.Order, Language: c.Intake.Language,
		Tags: c.Assessment.Tags, Links: c.Links, Prints: alike.PrintsOf(c.Intake.Fingerprint.Reveal()),
		Received: micros(c.Received), Updated: micros(c.Updated), Closed: micros(c.Closed), Due: micros(c.Due),
	}
	if late(&c) {
		x.Tags = withTag(x.Tags, TagLate)
	}
	if Answered(c) {
		x.Tags = withTag(x.Tags, TagAnswered)
	}
	for i := range c.Offers {
		if o := &c.Offers[i]; o.Pending() {
			x.Tags = withTag(withTag(x.Tags, TagApproval), TagOfApproval(o.Approval.Needs))
		}
	}
	if x.Language == "" {
		x.Language = c.Intake.Customer.Language
	}
	if c.Intake.Carrier != "" {
		x.Tags = withTag(x.Tags, TagOfCarrier(c.Intake.Carrier))
	}
	for i := range c.Intake.Items {
		if p := c.Intake.Items[i].Product; p != "" && !slices.Contains(x.Products, p) {
			x.Products = append(x.Products, p)
		}
		if lot := c.Intake.Items[i].Lot; lot != "" {
			x.Tags = withTag(x.Tags, TagOfLot(c.Intake.Items[i].Product, lot))
		}
		if supplier := c.Intake.Items[i].Supplier; supplier != "" {
			x.Tags = withTag(x.Tags, TagOfSupplier(supplier))
		}
	}
	return x
}

// Tags that follow from the state. A query finds them like the tags that were given, and no complaint carries them itself.
const (
	// TagLate marks complaints with a clock that runs although its limit has passed, as recorded by a breach.
	TagLate = "clock.late"
	// TagAnswered marks complaints that wait for a customer who has answered.
	TagAnswered = "wait.answered"
	// TagApproval marks complaints with an offer that waits for an approval.
	TagApproval = "approval"
)

// TagOfApproval is the tag by which a query finds the complaints with an offer that at least this role has to approve.
func TagOfApproval(needs complaint.Role) string { return TagApproval + "." + string(needs) }

// TagOfCarrier is the tag by which a query finds the complaints that name a carrier.
func TagOfCarrier(carrier string) string { return "carrier:" + carrier }

// TagOfSupplier is the tag by which a query finds the complaints about goods of a supplier.
func TagOfSupplier(supplier string) string { return "supplier:" + supplier }

// TagOfLot is the tag by which a query finds the complaints about a lot of a product.
func TagOfLot(product, lot string) string { return "lot:" + product + ":" + lot }

func late(c *complaint.Complaint) bool {
	return slices.ContainsFunc(c.Clocks, func(k complaint.Clock) bool { return k.State.Active() && !k.Breached.IsZero() })
}

// Answered says whether a complaint waits for a customer who has answered since.
func Answered(c complaint.Complaint) bool {
	return c.Wait != nil && c.Wait.For == complaint.WaitCustomer && c.Messages.LastReceived.After(c.Wait.Since)
}

func withTag(tags []string, tag string) []string {
	if slices.Contains(tags, tag) {
		return tags
	}
	return append(slices.Clip(tags), tag)
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return NoTime
	}
	return t.UnixMicro()
}
