package storagetest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// sorted returns the complaints that a query selects, in its order, by the contract's own reference.
func sorted(q storage.Query, from []complaint.Complaint) []complaint.Complaint {
	var want []complaint.Complaint
	for _, c := range from {
		if q.Match(c) {
			want = append(want, c)
		}
	}
	slices.SortFunc(want, func(a, b complaint.Complaint) int {
		if q.Order.Before(q.Key(a), q.Key(b)) {
			return -1
		}
		return 1
	})
	return want
}

// tied returns a complaint whose keys are few, so that there are many ties in every order.
func (l *lab) tied(t *testing.T) storage.Change {
	t.Helper()
	return l.forged(t, func(c *complaint.Complaint) {
		c.Received, c.Updated = moment(l.Intn(3)), moment(l.Intn(3))
		c.Assessment.Priority = append(slices.Clone(complaintPriorities()), "")[l.Intn(5)]
		if c.Due = moment(l.Intn(3)); l.Intn(3) == 0 {
			c.Due = time.Time{}
		}
	})
}

func complaintPriorities() []complaint.Priority {
	return []complaint.Priority{complaint.P1, complaint.P2, complaint.P3, complaint.P4}
}

func orders() suite {
	check := func(name, rule string, o storage.Order, edit func(c *complaint.Complaint, i int), want ...int) promise {
		return promise{name, func(t *testing.T, l *lab) {
			stored := make([]complaint.Complaint, 0, len(want))
			for i := range want {
				ch := l.forged(t, func(c *complaint.Complaint) { edit(c, i) })
				l.put(t, ch)
				stored = append(stored, ch.Complaint)
			}
			expect := make([]complaint.Complaint, 0, len(want))
			for _, i := range want {
				expect = append(expect, stored[i])
			}
			require.Equal(t, ids(expect), ids(l.list(t, storage.Query{Order: o})), rule)
		}}
	}
	ties := func(descending bool) func(t *testing.T, l *lab) {
		return func(t *testing.T, l *lab) {
			stored := l.fill(t, l.size(120), func() storage.Change { return l.tied(t) })
			for _, by := range storage.Orders() {
				q := storage.Query{Order: storage.Order{By: by, Descending: descending}, Limit: 7}
				require.Equal(t, ids(sorted(q, stored)), ids(l.list(t, q)),
					"List by %s must have a total order: ties are broken by ID, as bytes, and descending turns them round too (seed %d)", by, l.seed)
			}
		}
	}
	times := func(i int) time.Time { return moment([]int{30, 10, 20}[i]) }
	received := func(c *complaint.Complaint, i int) { c.Received = times(i) }
	due := func(c *complaint.Complaint, i int) {
		if c.Due = (time.Time{}); i > 0 {
			c.Due = times(i)
		}
	}
	return suite{name: "orders", promises: []promise{
		check("received is the default", "the zero order must be by received, the longest waiting first", storage.Order{}, received, 1, 2, 0),
		check("by received", "the order by received must begin with the oldest", storage.Order{By: storage.ByReceived}, received, 1, 2, 0),
		check("by received descending", "descending must turn the order round", storage.Order{By: storage.ByReceived, Descending: true}, received, 0, 2, 1),
		check("by updated", "the order by updated must begin with what was not touched for longest", storage.Order{By: storage.ByUpdated},
			func(c *complaint.Complaint, i int) { c.Updated = times(i) }, 1, 2, 0),
		check("by priority", "the order by priority must begin with P1 and end with those without one",
			storage.Order{By: storage.ByPriority}, func(c *complaint.Complaint, i int) {
				c.Assessment.Priority = []complaint.Priority{"", complaint.P4, complaint.P1, complaint.P2}[i]
			}, 2, 3, 1, 0),
		check("by priority then received", "within a priority the order must be by received", storage.Order{By: storage.ByPriority},
			func(c *complaint.Complaint, i int) { c.Assessment.Priority = complaint.P2; received(c, i) }, 1, 2, 0),
		check("by due", "the order by due must end with complaints that have nothing due", storage.Order{By: storage.ByDue}, due, 1, 2, 0),
		check("by due descending", "descending must put complaints without anything due first", storage.Order{By: storage.ByDue, Descending: true}, due, 0, 2, 1),
		check("to the microsecond", "moments must be kept in whole microseconds, not milliseconds", storage.Order{},
			func(c *complaint.Complaint, i int) { c.Received = moment(8 - i) }, 7, 6, 5, 4, 3, 2, 1, 0),
		check("over centuries", "moments from 1900 to 2199 must be in order", storage.Order{}, func(c *complaint.Complaint, i int) {
			c.Received = time.Date([]int{2199, 1900, 1969, 1970}[i], 12, 31, 23, 59, 59, 999_999_000, time.UTC)
		}, 1, 2, 3, 0),
		{"ties are broken by id", ties(false)},
		{"ties are broken by id descending", ties(true)},
		{"an update moves a complaint", func(t *testing.T, l *lab) {
			stored := l.fill(t, 40, func() storage.Change { return l.tied(t) })
			for i := range stored {
				tied := l.tied(t).Complaint
				ch := l.edited(t, stored[i], func(c *complaint.Complaint) {
					c.Status, c.Assessment, c.Received, c.Updated, c.Due = complaint.StatusWaiting, tied.Assessment, tied.Received, tied.Updated, tied.Due
				})
				l.put(t, ch)
				stored[i] = ch.Complaint
			}
			for _, by := range storage.Orders() {
				q := storage.Query{Order: storage.Order{By: by}}
				require.Equal(t, ids(sorted(q, stored)), ids(l.list(t, q)), "a listing must show a complaint in its new place only (order by %s)", by)
			}
		}},
	}}
}
