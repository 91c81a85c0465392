package storagetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/alike"
	"github.com/recourse-go/recourse/storage"
)

// finds checks a query against three complaints: one that must be found and two that must not.
type finds struct {
	name  string
	rule  string
	query storage.Query
	hit   func(c *complaint.Complaint)
	miss  func(c *complaint.Complaint)
	near  func(c *complaint.Complaint)
}

func (f finds) promise() promise {
	return promise{f.name, func(t *testing.T, l *lab) {
		hit, miss, near := l.forged(t, f.hit), l.forged(t, f.miss), l.forged(t, f.near)
		require.True(t, f.query.Match(hit.Complaint), "the kit contradicts Query.Match")
		require.False(t, f.query.Match(miss.Complaint) || f.query.Match(near.Complaint), "the kit contradicts Query.Match")
		l.put(t, miss, hit, near)
		for _, descending := range []bool{false, true} {
			for _, by := range storage.Orders() {
				q := f.query
				q.Order = storage.Order{By: by, Descending: descending}
				require.Equal(t, []string{hit.Complaint.ID.String()}, ids(l.list(t, q)), "List: %s", f.rule)
			}
		}
		// What was found is lost when the complaint changes, and the other way round.
		l.put(t, l.edited(t, hit.Complaint, f.miss), l.edited(t, miss.Complaint, f.hit))
		require.Equal(t, []string{miss.Complaint.ID.String()}, ids(l.list(t, f.query)), "List must look at the last stored state: %s", f.rule)
	}}
}

func links(list ...complaint.Link) func(*complaint.Complaint) {
	return func(c *complaint.Complaint) { c.Links = list }
}

// clocked gives a complaint a tag and one clock, with the limit that it has passed.
func clocked(state complaint.ClockState, breached time.Time) func(*complaint.Complaint) {
	return func(c *complaint.Complaint) {
		c.Assessment.Tags = []string{"vip"}
		c.Clocks = []complaint.Clock{{Name: "first_response", Cycle: 1, Run: 1, State: state, Started: moment(1), Breached: breached}}
	}
}

// waits lets a complaint wait since moment 5, with the last message of the customer at another.
func waits(who complaint.WaitFor, received int) func(*complaint.Complaint) {
	return func(c *complaint.Complaint) {
		c.Wait = &complaint.Waiting{For: who, Since: moment(5), From: complaint.StatusAssigned}
		c.Messages.LastReceived = moment(received)
	}
}

// printed gives a complaint the fingerprint of a text.
func printed(text string) func(*complaint.Complaint) {
	return func(c *complaint.Complaint) {
		c.Intake.Fingerprint = complaint.Private{}
		if s := alike.Sign([]rune(text)); text != "" {
			c.Intake.Fingerprint = complaint.Hide(s.String())
		}
	}
}

func printsOf(text string) []uint32 {
	s := alike.Sign([]rune(text))
	return s.Prints()
}

func filters() suite {
	type c = complaint.Complaint
	one, two := complaint.ID{1, 6: 0x70, 8: 0x80, 15: 1}, complaint.ID{1, 6: 0x70, 8: 0x80, 15: 2}
	text := func(set func(*c, string), value string) func(*c) { return func(x *c) { set(x, value) } }
	customer := func(x *c, s string) { x.Intake.Customer.ID = s }
	order := func(x *c, s string) { x.Intake.Order = s }
	category := func(x *c, s string) { x.Assessment.Category = s }
	department := func(x *c, s string) { x.Assignment.Department = s }
	handler := func(x *c, s string) { x.Assignment.Person = s }
	language := func(x *c, s string) { x.Intake.Language, x.Intake.Customer.Language = s, "" }
	customers := func(x *c, s string) { x.Intake.Language, x.Intake.Customer.Language = "", s }
	status := func(x *c, s string) { x.Status = complaint.Status(s) }
	tags := func(list ...string) func(*c) { return func(x *c) { x.Assessment.Tags = list } }
	products := func(list ...string) func(*c) {
		return func(x *c) {
			x.Intake.Items = nil
			for _, p := range list {
				x.Intake.Items = append(x.Intake.Items, complaint.Item{Line: "1", Product: p})
			}
		}
	}
	received := func(micros int) func(*c) { return func(x *c) { x.Received = moment(micros) } }
	updated := func(micros int) func(*c) { return func(x *c) { x.Updated = moment(micros) } }
	closed := func(micros int) func(*c) { return func(x *c) { x.Closed = moment(micros) } }
	due := func(micros int) func(*c) { return func(x *c) { x.Due = moment(micros) } }
	span := func(from, to int) storage.Range { return storage.Range{From: moment(from), To: moment(to)} }
	t1, t2 := "the zip of the tent broke on the first evening", "parcel number twelve was left in the rain"
	table := []finds{
		{
			"reference", "references must be compared as a whole",
			storage.Query{Reference: []complaint.Reference{"RXM2-8M5F-NJGF"}},
			func(x *c) { x.Reference = "RXM2-8M5F-NJGF" }, func(x *c) { x.Reference = "RXM2-8M5F-NJGG" }, func(x *c) { x.Reference = "RXM2-8M5F" },
		},
		{
			"status", "one of several statuses must match",
			storage.Query{Status: []complaint.Status{complaint.StatusClosed, complaint.StatusWaiting}},
			text(status, "waiting"), text(status, "received"), text(status, "archived"),
		},
		{
			"category", "a category must match itself",
			storage.Query{Category: []string{"logistics.delay"}},
			text(category, "logistics.delay"), text(category, "logistics"), text(category, "logistics.tracking"),
		},
		{
			"category below", "a category must match everything below it",
			storage.Query{Category: []string{"other", "logistics"}},
			text(category, "logistics.delay.customs"), text(category, "quality"), text(category, ""),
		},
		{
			"category of the same beginning", "a category must not match one that only begins alike",
			storage.Query{Category: []string{"log"}},
			text(category, "log.a"), text(category, "logistics"), text(category, "log_a"),
		},
		{
			"category with a wildcard letter", "an underscore in a category must stand for itself",
			storage.Query{Category: []string{"a_c"}},
			text(category, "a_c.x"), text(category, "abc.x"), text(category, "abc"),
		},
		{
			"feedback", "the kind of feedback must match",
			storage.Query{Feedback: []complaint.Feedback{complaint.FeedbackInquiry}},
			func(x *c) { x.Assessment.Feedback = complaint.FeedbackInquiry }, func(x *c) { x.Assessment.Feedback = complaint.FeedbackComplaint },
			func(x *c) { x.Assessment.Feedback = "" },
		},
		{
			"severity", "the severity must match",
			storage.Query{Severity: []complaint.Severity{complaint.SeveritySerious}},
			func(x *c) { x.Assessment.Severity = complaint.SeveritySerious }, func(x *c) { x.Assessment.Severity = complaint.SeverityVerySerious },
			func(x *c) { x.Assessment.Severity = "" },
		},
		{
			"urgency", "the urgency must match",
			storage.Query{Urgency: []complaint.Urgency{complaint.UrgencyUrgent}},
			func(x *c) { x.Assessment.Urgency = complaint.UrgencyUrgent }, func(x *c) { x.Assessment.Urgency = complaint.UrgencyNormal },
			func(x *c) { x.Assessment.Urgency = "" },
		},
		{
			"priority", "the priority must match",
			storage.Query{Priority: []complaint.Priority{complaint.P1, complaint.P3}},
			func(x *c) { x.Assessment.Priority = complaint.P3 }, func(x *c) { x.Assessment.Priority = complaint.P2 },
			func(x *c) { x.Assessment.Priority = "" },
		},
		{
			"no priority", "the empty priority must match complaints without one",
			storage.Query{Priority: []complaint.Priority{""}},
			func(x *c) { x.Assessment.Priority = "" }, func(x *c) { x.Assessment.Priority = complaint.P4 },
			func(x *c) { x.Assessment.Priority = complaint.P1 },
		},
		{
			"channel", "the channel must match",
			storage.Query{Channel: []complaint.Channel{complaint.ChannelPhone}},
			func(x *c) { x.Intake.Channel = complaint.ChannelPhone }, func(x *c) { x.Intake.Channel = complaint.ChannelEmail },
			func(x *c) { x.Intake.Channel = "" },
		},
		{
			"department", "the department that has it now must match",
			storage.Query{Department: []string{"logistics"}},
			text(department, "logistics"), text(department, "aftersales"), text(department, ""),
		},
		{
			"no department", "the empty department must match complaints that nobody has",
			storage.Query{Department: []string{""}},
			text(department, ""), text(department, "a"), text(department, " "),
		},
		{
			"handler", "the handler who has it now must match",
			storage.Query{Handler: []string{"mia", "bob"}},
			text(handler, "bob"), text(handler, "bo"), text(handler, ""),
		},
		{
			"no handler", "the empty handler must match complaints that nobody has",
			storage.Query{Handler: []string{"", "mia"}},
			text(handler, ""), text(handler, "bob"), text(handler, "miaa"),
		},
		{
			"customer", "the customer must match",
			storage.Query{Customer: []string{"u-1", "u-2"}},
			text(customer, "u-2"), text(customer, "u-10"), text(customer, ""),
		},
		{
			"no customer", "the empty customer must match complaints without one",
			storage.Query{Customer: []string{""}},
			text(customer, ""), text(customer, "0"), text(customer, "null"),
		},
		{
			"order", "the order number must match",
			storage.Query{OrderID: []string{"SO-1"}},
			text(order, "SO-1"), text(order, "SO-10"), text(order, ""),
		},
		{
			"product", "one of several products must match",
			storage.Query{Product: []string{"p9", "p2"}},
			products("p1", "p2"), products("p1", "p22"), products(),
		},
		{
			"tags", "all tags must be there",
			storage.Query{Tags: []string{"vip", "shoes"}},
			tags("shoes", "batch", "vip"), tags("vip"), tags("vip shoes"),
		},
		{
			"late", "a complaint with a clock that runs although its limit has passed must have the tag clock.late",
			storage.Query{Tags: []string{"vip", storage.TagLate}},
			clocked(complaint.ClockRunning, moment(5)), clocked(complaint.ClockFulfilled, moment(5)), clocked(complaint.ClockPaused, time.Time{}),
		},
		{
			"answered", "a complaint that waits for a customer who has answered must have the tag wait.answered",
			storage.Query{Tags: []string{storage.TagAnswered}},
			waits(complaint.WaitCustomer, 6), waits(complaint.WaitCustomer, 5), waits(complaint.WaitThirdParty, 6),
		},
		{
			"language", "a language must match itself and everything below it",
			storage.Query{Language: []string{"zh"}},
			text(language, "zh-CN"), text(language, "zho"), text(language, "en"),
		},
		{
			"language of the customer", "the customer's language must stand in where that of the text is not known",
			storage.Query{Language: []string{"zh-CN"}},
			text(customers, "zh-CN"), text(customers, "zh"), func(x *c) { x.Intake.Language, x.Intake.Customer.Language = "en", "zh-CN" },
		},
		{
			"link", "type and other complaint of one link must match",
			storage.Query{Links: []complaint.Link{{Type: complaint.LinkRepeat, To: one}}},
			links(complaint.Link{Type: complaint.LinkDuplicate, To: two}, complaint.Link{Type: complaint.LinkRepeat, To: one}),
			links(complaint.Link{Type: complaint.LinkRepeat, To: two}, complaint.Link{Type: complaint.LinkDuplicate, To: one}), links(),
		},
		{
			"link of a type", "a link without another complaint must match any of its type",
			storage.Query{Links: []complaint.Link{{Type: complaint.LinkIncident}}},
			links(complaint.Link{Type: complaint.LinkIncident, To: two}), links(complaint.Link{Type: complaint.LinkRelated, To: two}), links(),
		},
		{
			"link to a complaint", "a link without a type must match any to that complaint",
			storage.Query{Links: []complaint.Link{{To: two}, {To: complaint.ID{9}}}},
			links(complaint.Link{Type: complaint.LinkSplit, To: two}), links(complaint.Link{Type: complaint.LinkSplit, To: one}), links(),
		},
		{
			"prints", "one of several prints must match",
			storage.Query{Prints: []uint32{printsOf(t1)[0], 7}},
			printed(t1), printed(t2), printed(""),
		},
		{
			"prints in a span", "a complaint must match prints and the time of receipt",
			storage.Query{Prints: printsOf(t1), Received: span(10, 21)},
			func(x *c) { printed(t1)(x); x.Received = moment(10) }, func(x *c) { printed(t1)(x); x.Received = moment(21) },
			func(x *c) { printed(t2)(x); x.Received = moment(11) },
		},
		{
			"prints of a customer", "a complaint must match prints and the customer",
			storage.Query{Prints: printsOf(t1), Customer: []string{"u-1"}},
			func(x *c) { printed(t1)(x); customer(x, "u-1") }, func(x *c) { printed(t1)(x); customer(x, "u-2") },
			func(x *c) { printed(t2)(x); customer(x, "u-1") },
		},
		{
			"a broken fingerprint", "a fingerprint that is none must have no prints",
			storage.Query{Prints: printsOf(t1)},
			printed(t1), func(x *c) { printed(t1)(x); x.Intake.Fingerprint = complaint.Hide("1" + x.Intake.Fingerprint.Reveal()) },
			func(x *c) { x.Intake.Fingerprint = complaint.Hide("value") },
		},
		{"received", "a range must begin with From and end before To", storage.Query{Received: span(10, 20)}, received(10), received(20), received(9)},
		{"received to the microsecond", "times must be compared to the microsecond", storage.Query{Received: span(19, 20)}, received(19), received(20), received(18)},
		{
			"received from", "a range without To must be open",
			storage.Query{Received: storage.Range{From: moment(10)}},
			received(1 << 50), received(9), func(x *c) { x.Received = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC) },
		},
		{
			"received to", "a range without From must be open",
			storage.Query{Received: storage.Range{To: moment(10)}},
			func(x *c) { x.Received = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC) }, received(10), received(1 << 50),
		},
		{
			"received before 1970", "moments before 1970 must be in order too",
			storage.Query{Received: storage.Range{From: time.UnixMicro(-20), To: time.UnixMicro(-10)}},
			func(x *c) { x.Received = time.UnixMicro(-20).UTC() }, func(x *c) { x.Received = time.UnixMicro(-10).UTC() },
			func(x *c) { x.Received = time.UnixMicro(-21).UTC() },
		},
		{"updated", "a range of updates must begin with From and end before To", storage.Query{Updated: span(10, 20)}, updated(19), updated(20), updated(9)},
		{
			"closed", "a range of closings must match closed complaints only",
			storage.Query{Closed: storage.Range{From: moment(10)}},
			closed(10), closed(9), func(x *c) { x.Closed = time.Time{} },
		},
		{
			"closed to", "a complaint that is not closed must not match a range of closings",
			storage.Query{Closed: storage.Range{To: moment(10)}},
			closed(9), closed(10), func(x *c) { x.Closed = time.Time{} },
		},
		{
			"due", "DueBefore must match what is due before that moment",
			storage.Query{DueBefore: moment(10)},
			due(9), due(10), func(x *c) { x.Due = time.Time{} },
		},
		{
			"a zone of another country", "moments must be compared as moments, whatever their zone",
			storage.Query{Received: storage.Range{From: moment(10).In(time.FixedZone("", 8*3600)), To: moment(20).In(time.FixedZone("", -5*3600))}},
			received(10), received(20), received(9),
		},
	}
	s := suite{name: "filters", promises: []promise{
		{"the zero query is all complaints", func(t *testing.T, l *lab) {
			require.Empty(t, l.list(t, storage.Query{}), "an empty store must list nothing")
			want := make([]string, 0, 5)
			for _, c := range l.fill(t, 5, func() storage.Change { return l.opened(t) }) {
				want = append(want, c.ID.String())
			}
			require.ElementsMatch(t, want, ids(l.list(t, storage.Query{})), "the zero query must list all complaints")
		}},
		{"a complaint must match every field", func(t *testing.T, l *lab) {
			both := l.forged(t, func(x *c) { customer(x, "u-1"); handler(x, "mia") })
			l.put(t, both, l.forged(t, func(x *c) { customer(x, "u-1"); handler(x, "bob") }),
				l.forged(t, func(x *c) { customer(x, "u-2"); handler(x, "mia") }))
			require.Equal(t, []string{both.Complaint.ID.String()}, ids(l.list(t, storage.Query{Customer: []string{"u-1"}, Handler: []string{"mia"}})),
				"a complaint must match every field that is set")
		}},
		{"a value twice finds a complaint once", func(t *testing.T, l *lab) {
			ch := l.forged(t, func(x *c) {
				customer(x, "u-1")
				products("p", "p", "q")(x)
				tags("a", "b")(x)
				links(complaint.Link{Type: complaint.LinkRepeat, To: one}, complaint.Link{Type: complaint.LinkRepeat, To: two})(x)
			})
			l.put(t, ch)
			for _, q := range []storage.Query{
				{Customer: []string{"u-1", "u-1"}},
				{Product: []string{"p", "q", "p"}},
				{Tags: []string{"a", "b", "a"}},
				{Links: []complaint.Link{{Type: complaint.LinkRepeat}, {To: two}, {To: one}}},
				{Status: []complaint.Status{ch.Complaint.Status, ch.Complaint.Status}},
			} {
				require.Len(t, l.list(t, q), 1, "a complaint must be listed once, however many values match: %+v", q)
			}
		}},
		{"prints are listed page by page", func(t *testing.T, l *lab) {
			changes := make([]storage.Change, 40)
			for i := range changes {
				changes[i] = l.forged(t, func(x *c) {
					printed(t1)(x)
					if i%3 == 0 {
						printed(t1 + " " + t2)(x)
					}
					x.Received = moment(l.Intn(20))
				})
			}
			l.put(t, changes...)
			shared := append(printsOf(t1), printsOf(t1)...)
			for _, descending := range []bool{false, true} {
				q := storage.Query{Prints: shared, Order: storage.Order{Descending: descending}}
				want := make([]complaint.Complaint, len(changes))
				for i := range changes {
					want[i] = changes[i].Complaint
				}
				q.Limit = 7
				require.Equal(t, ids(sorted(q, want)), ids(l.list(t, q)), "pages of prints must be in order, each complaint once")
			}
		}},
		{"an invalid query is refused", func(t *testing.T, l *lab) {
			long := strings.Repeat("x", 256)
			many := slices.Repeat([]string{"x"}, 201)
			for _, q := range []storage.Query{
				{Limit: -1},
				{Limit: 1001},
				{Order: storage.Order{By: "name"}},
				{Status: []complaint.Status{"gone"}},
				{Customer: []string{long}},
				{Handler: []string{"a\x00"}},
				{Tags: []string{"\xff"}},
				{Links: []complaint.Link{{}}},
				{OrderID: many},
				{Prints: make([]uint32, 201)},
				{Received: storage.Range{From: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}},
			} {
				_, err := l.store.List(t.Context(), q)
				field := &complaint.FieldError{}
				require.ErrorAs(t, err, &field, "List must fail with a *complaint.FieldError for a query that is not valid: %+v", q)
			}
		}},
		{"two hundred values are allowed", func(t *testing.T, l *lab) {
			ch := l.forged(t, text(customer, "u-1"))
			l.put(t, ch)
			many := append(slices.Repeat([]string{"x"}, 199), "u-1")
			require.Len(t, l.list(t, storage.Query{Customer: many, OrderID: append(many[:199:199], ch.Complaint.Intake.Order)}), 1,
				"a query may have 200 values in each field")
		}},
	}}
	for _, f := range table {
		s.promises = append(s.promises, f.promise())
	}
	return s
}
