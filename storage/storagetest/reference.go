package storagetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// reference compares a store with [storage.Query.Match] and [storage.Query.Key] over random data.
func reference() suite {
	return suite{name: "reference", promises: []promise{
		{"every answer equals Match and Key", func(t *testing.T, l *lab) {
			stored := l.population(t, l.size(320))
			for i := range l.size(400) {
				q := l.query(stored, i)
				require.NoError(t, q.Check(), "the kit must make valid queries")
				want := sorted(q, stored)
				got := l.list(t, q)
				require.Equal(t, ids(want), ids(got), "List must equal Query.Match and Query.Key (seed %d): %s", l.seed, text(t, q))
				for j := range want {
					require.Equal(t, text(t, want[j]), text(t, got[j]), "List must return complaints in their last stored state (seed %d)", l.seed)
				}
				n, err := storage.Count(t.Context(), l.store, q)
				require.NoError(t, err)
				require.Len(t, want, n, "Count must equal Query.Match (seed %d): %s", l.seed, text(t, q))
			}
		}},
	}}
}

// population stores n complaints at random points of their lives.
func (l *lab) population(t *testing.T, n int) []complaint.Complaint {
	t.Helper()
	stored := l.fill(t, n, func() storage.Change {
		ch := l.opened(t)
		if l.Intn(3) == 0 {
			printed(oneOf(l, "the zip of the tent broke", "the zip of my tent broke", "the parcel was left in the rain"))(&ch.Complaint)
		}
		if l.Intn(4) == 0 && len(ch.Complaint.Links) == 0 {
			ch.Complaint.Links = []complaint.Link{{Type: complaint.LinkRelated, To: l.id()}}
		}
		return stamped(ch)
	})
	for i := range stored {
		for range l.Intn(4) {
			last := stored[i]
			ch := l.edited(t, last, func(c *complaint.Complaint) { l.liveOn(c) })
			l.put(t, ch)
			stored[i] = ch.Complaint
		}
	}
	return stored
}

// liveOn changes what queries look at.
func (l *lab) liveOn(c *complaint.Complaint) {
	c.Updated = c.Updated.Add(time.Duration(l.Intn(3)) * time.Microsecond)
	c.Status = oneOf(l, complaint.Statuses()...)
	c.Assignment.Department, c.Assignment.Person = oneOf(l, "", "aftersales", "logistics"), oneOf(l, "", "mia", "bob", "Mia")
	c.Assessment.Priority = oneOf(l, append(complaintPriorities(), "")...)
	c.Assessment.Severity = oneOf(l, complaint.SeverityGeneral, complaint.SeveritySerious, "")
	c.Assessment.Urgency = oneOf(l, complaint.UrgencyUrgent, complaint.UrgencyNormal, "")
	if l.Intn(3) == 0 {
		c.Assessment.Tags = append(c.Assessment.Tags, "t"+oneOf(l, "1", "2", "3")+c.ID.String()[:1])
	}
	if c.Closed = (time.Time{}); !c.Status.Open() {
		c.Closed = c.Updated
	}
	if c.Due = (time.Time{}); l.Intn(2) == 0 {
		c.Due = moment(l.Intn(5) * 1000)
	}
}

func oneOf[T any](l *lab, from ...T) T { return from[l.Intn(len(from))] }

// query draws a query whose values mostly occur. The first ones have one filter each, so that none is left out.
func (l *lab) query(stored []complaint.Complaint, i int) storage.Query {
	q := storage.Query{
		Order: storage.Order{By: oneOf(l, storage.Orders()...), Descending: l.Intn(2) == 0},
		Limit: 1 + l.Intn(120),
	}
	set := l.filterSetters(stored)
	if i < len(set) {
		set[i](&q)
		return q
	}
	for range l.Intn(4) {
		oneOf(l, set...)(&q)
	}
	return q
}

func (l *lab) filterSetters(stored []complaint.Complaint) []func(*storage.Query) {
	draw := func() storage.Index { return storage.IndexOf(oneOf(l, stored...)) }
	span := func(at int64) storage.Range {
		if at == storage.NoTime {
			at = moment(0).UnixMicro()
		}
		r := storage.Range{From: time.UnixMicro(at - int64(l.Intn(3))), To: time.UnixMicro(at + 1 + int64(l.Intn(3)*1_000_000_000))}
		switch l.Intn(3) {
		case 0:
			r.From = time.Time{}
		case 1:
			r.To = time.Time{}
		}
		return r
	}
	return []func(*storage.Query){
		func(q *storage.Query) { q.Reference = append(q.Reference, complaint.Reference(draw().Reference)) },
		func(q *storage.Query) { q.Status = append(q.Status, draw().Status, draw().Status) },
		func(q *storage.Query) {
			q.Category = append(q.Category, oneOf(l, draw().Category, "quality", "logistics", "log"))
		},
		func(q *storage.Query) { q.Feedback = append(q.Feedback, draw().Feedback) },
		func(q *storage.Query) { q.Severity = append(q.Severity, draw().Severity) },
		func(q *storage.Query) { q.Urgency = append(q.Urgency, draw().Urgency) },
		func(q *storage.Query) { q.Priority = append(q.Priority, draw().Priority, draw().Priority) },
		func(q *storage.Query) { q.Channel = append(q.Channel, draw().Channel) },
		func(q *storage.Query) { q.Department = append(q.Department, draw().Department) },
		func(q *storage.Query) { q.Handler = append(q.Handler, draw().Handler) },
		func(q *storage.Query) { q.Customer = append(q.Customer, draw().Customer, draw().Customer) },
		func(q *storage.Query) { q.OrderID = append(q.OrderID, draw().Order) },
		func(q *storage.Query) { q.Product = append(q.Product, "sku-3", "sku-5") },
		func(q *storage.Query) {
			if tags := draw().Tags; len(tags) > 0 {
				q.Tags = append(q.Tags, oneOf(l, tags...))
			}
		},
		func(q *storage.Query) { q.Language = append(q.Language, oneOf(l, "zh", "en", "zh-CN")) },
		func(q *storage.Query) {
			if links := draw().Links; len(links) > 0 {
				link := oneOf(l, links...)
				q.Links = append(q.Links, oneOf(l, link, complaint.Link{Type: link.Type}, complaint.Link{To: link.To}))
			}
		},
		func(q *storage.Query) {
			if prints := draw().Prints; len(prints) > 0 {
				q.Prints = append(q.Prints, prints[:1+l.Intn(len(prints))]...)
			}
		},
		func(q *storage.Query) { q.Received = span(draw().Received) },
		func(q *storage.Query) { q.Updated = span(draw().Updated) },
		func(q *storage.Query) { q.Closed = span(draw().Closed) },
		func(q *storage.Query) { q.DueBefore = moment(l.Intn(6) * 1000) },
	}
}
