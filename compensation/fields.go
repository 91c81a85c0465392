package compensation

import (
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// subject is what conditions of a compensation policy ask about.
type subject = policy.Subject[known]

// known is what the engine knows besides the complaint.
type known struct {
	c    *Case
	zone *time.Location
	// jurisdiction is that of the order, or else of the policy.
	jurisdiction string
}

// Fields lists the fields that conditions of a compensation policy can use, with their types and operators, for a form that
// edits conditions.
func Fields() []policy.Term { return vocabulary(nil, time.UTC).Terms() }

func vocabulary(taxonomy *complaint.Taxonomy, zone *time.Location) policy.Vocabulary[subject] {
	v, err := policy.ComplaintFields[known]().WithTaxonomy(taxonomy).In(zone).With(ownFields()...)
	if err != nil { // a test shows that there is none
		return policy.Vocabulary[subject]{}
	}
	return v.WithCounts("measures.", func(s *subject, name string) (int64, bool) {
		n, ok := s.Extra.c.Measures[name]
		return n, ok
	})
}

func ownFields() []policy.Field[subject] {
	return append(append(caseFields(), orderFields()...), spanFields()...)
}

// caseFields are facts about the case.
func caseFields() []policy.Field[subject] {
	amount := func(name string, get func(*Case) complaint.Money) policy.Field[subject] {
		return policy.Amount(name, func(s *subject) complaint.Money { return get(s.Extra.c) })
	}
	count := func(name string, get func(*Case) int) policy.Field[subject] {
		return policy.Count(name, func(s *subject) (int64, bool) { return int64(get(s.Extra.c)), true })
	}
	return []policy.Field[subject]{
		policy.List("facts", func(s *subject, i int) (string, bool) { return s.Extra.c.fact(i) }),
		policy.Text("special", func(s *subject) string { return s.Extra.c.Special }),
		policy.Text("incident", func(s *subject) string { return s.Extra.c.Incident }),
		policy.Text("jurisdiction", func(s *subject) string { return s.Extra.jurisdiction }),
		policy.Text("actor.role", func(s *subject) string { return string(s.Extra.c.Actor.Role) }),
		amount("loss", func(c *Case) complaint.Money { return c.Loss }),
		count("claims", func(c *Case) int { return c.Claims.Count }),
		count("claims.granted", func(c *Case) int { return c.Claims.Granted }),
		count("claims.orders", func(c *Case) int { return c.Claims.Orders }),
	}
}

// orderFields are facts about the order.
func orderFields() []policy.Field[subject] {
	moment := func(name string, get func(*Order) time.Time) policy.Field[subject] {
		return policy.Time(name, func(s *subject) time.Time { return get(&s.Extra.c.Order) })
	}
	amount := func(name string, get func(*Order) complaint.Money) policy.Field[subject] {
		return policy.Amount(name, func(s *subject) complaint.Money { return get(&s.Extra.c.Order) })
	}
	return []policy.Field[subject]{
		amount("order.paid", func(o *Order) complaint.Money { return o.Paid }),
		amount("order.refunded", func(o *Order) complaint.Money { return o.Refunded }),
		amount("order.freight", func(o *Order) complaint.Money { return o.Freight }),
		moment("order.bought", func(o *Order) time.Time { return o.Bought }),
		moment("order.promised", func(o *Order) time.Time { return o.Promised }),
		moment("order.delivered", func(o *Order) time.Time { return o.Delivered }),
		moment("order.returned", func(o *Order) time.Time { return o.Returned }),
		moment("order.repaired", func(o *Order) time.Time { return o.Repaired }),
	}
}

// spanFields are lengths of time, in whole days and months of the policy's zone.
func spanFields() []policy.Field[subject] {
	type ends func(k *known, now time.Time) (from, to time.Time)
	span := func(name string, between ends, count func(from, to time.Time) int64) policy.Field[subject] {
		return policy.Count(name, func(s *subject) (int64, bool) {
			from, to := between(&s.Extra, s.Now)
			if from.IsZero() || to.IsZero() {
				return 0, false
			}
			return count(from.In(s.Extra.zone), to.In(s.Extra.zone)), true
		})
	}
	// Until the complaint was received: what counts for the periods of the law.
	since := func(get func(*Order) time.Time) func(*known, time.Time) (time.Time, time.Time) {
		return func(k *known, _ time.Time) (time.Time, time.Time) { return get(&k.c.Order), k.c.received() }
	}
	delay := func(k *known, now time.Time) (time.Time, time.Time) {
		if k.c.Order.Delivered.IsZero() {
			return k.c.Order.Promised, now
		}
		return k.c.Order.Promised, k.c.Order.Delivered
	}
	return []policy.Field[subject]{
		// From the promised day to that of the delivery, or to now while it has not come; 0 when it came in time.
		span("delay.days", delay, func(from, to time.Time) int64 { return max(daysBetween(from, to), 0) }),
		span("delay.hours", delay, func(from, to time.Time) int64 { return max(int64(to.Sub(from)/time.Hour), 0) }),
		span("delivered.days", since(func(o *Order) time.Time { return o.Delivered }), daysBetween),
		span("delivered.months", since(func(o *Order) time.Time { return o.Delivered }), monthsBetween),
		span("bought.days", since(func(o *Order) time.Time { return o.Bought }), daysBetween),
		span("repaired.months", since(func(o *Order) time.Time { return o.Repaired }), monthsBetween),
		// From the delivery to now: how long the customer has had it.
		span("used.days", func(k *known, now time.Time) (time.Time, time.Time) { return k.c.Order.Delivered, now },
			func(from, to time.Time) int64 { return max(daysBetween(from, to), 0) }),
	}
}

// daysBetween counts the days from one date to another, which is earlier for a negative number.
func daysBetween(from, to time.Time) int64 {
	return civilDay(to) - civilDay(from)
}

const secondsADay = 24 * 60 * 60

func civilDay(t time.Time) int64 {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsADay
}

// monthsBetween counts the months that have passed from one date to another. The last day of a month still belongs to it, so
// "within two years" is less_than 24: of what came on 15 January, the month ends with 15 February.
func monthsBetween(from, to time.Time) int64 {
	fromYear, fromMonth, fromDay := from.Date()
	toYear, toMonth, toDay := to.Date()
	const monthsAYear = 12
	months := int64(toYear-fromYear)*monthsAYear + int64(toMonth-fromMonth)
	if toDay <= fromDay {
		months--
	}
	return max(months, 0)
}
