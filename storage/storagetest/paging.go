package storagetest

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

func paging() suite {
	return suite{name: "paging", promises: []promise{
		{"the limit bounds a page", func(t *testing.T, l *lab) {
			stored := l.fill(t, 60, func() storage.Change { return l.opened(t) })
			for limit, want := range map[int]int{1: 1, 0: storage.DefaultLimit, 59: 59, 60: 60, 61: 60, storage.MaxLimit: 60} {
				page, err := l.store.List(t.Context(), storage.Query{Limit: limit})
				require.NoError(t, err, "List must take limits from 1 to 1000, and 0 for 50")
				require.Len(t, page.Complaints, want, "a page with limit %d of 60 complaints must have %d", limit, want)
				require.Equal(t, want < len(stored), page.Next != "", "Next must be empty on the last page and on no other (limit %d)", limit)
			}
		}},
		{"a page that matches nothing is the last", func(t *testing.T, l *lab) {
			l.put(t, l.opened(t))
			page, err := l.store.List(t.Context(), storage.Query{Customer: []string{"nobody"}})
			require.NoError(t, err)
			require.Empty(t, page.Complaints, "a query that matches nothing must return an empty page")
			require.Empty(t, page.Next, "Next must be empty on the last page")
		}},
		{"going from cursor to cursor returns each complaint once", func(t *testing.T, l *lab) {
			stored := l.fill(t, l.size(60), func() storage.Change { return l.tied(t) })
			for _, by := range storage.Orders() {
				for _, descending := range []bool{false, true} {
					for _, limit := range []int{1, 2, 7, len(stored)} {
						q := storage.Query{Order: storage.Order{By: by, Descending: descending}, Limit: limit}
						require.Equal(t, ids(sorted(q, stored)), ids(l.list(t, q)),
							"paging must return each complaint exactly once (by %s, descending %t, limit %d)", by, descending, limit)
					}
				}
			}
		}},
		{"the limit may change between pages", func(t *testing.T, l *lab) {
			stored := l.fill(t, 30, func() storage.Change { return l.tied(t) })
			var got []complaint.Complaint
			q := storage.Query{Limit: 4}
			for {
				page, err := l.store.List(t.Context(), q)
				require.NoError(t, err, "a cursor belongs to filters and order; the limit may change")
				got = append(got, page.Complaints...)
				require.LessOrEqual(t, len(got), len(stored), "paging must come to an end")
				if page.Next == "" {
					break
				}
				q.Cursor, q.Limit = page.Next, q.Limit+1
			}
			require.Equal(t, ids(sorted(q, stored)), ids(got), "paging must return each complaint exactly once")
		}},
		{"inserts and updates between pages", func(t *testing.T, l *lab) {
			for _, by := range storage.Orders() {
				for _, descending := range []bool{false, true} {
					l.pageWhileWriting(t, storage.Order{By: by, Descending: descending})
				}
			}
		}},
	}}
}

// pageWhileWriting pages through the complaints of a department while others come, go and move.
func (l *lab) pageWhileWriting(t *testing.T, o storage.Order) {
	t.Helper()
	department := "d" + l.id().String()
	one := func() storage.Change {
		ch := l.tied(t)
		ch.Complaint.Assignment.Department = department
		return ch
	}
	stored := l.fill(t, 30, one)
	calm, moving := stored[:20], stored[20:]
	q := storage.Query{Department: []string{department}, Order: o, Limit: 3}
	seen := map[complaint.ID]int{}
	for pages := 0; ; pages++ {
		require.Less(t, pages, 200, "paging must come to an end although complaints come and move meanwhile")
		page, err := l.store.List(t.Context(), q)
		require.NoError(t, err)
		for _, c := range page.Complaints {
			seen[c.ID]++
		}
		if page.Next == "" {
			break
		}
		q.Cursor = page.Next
		l.put(t, one())
		i := l.Intn(len(moving))
		next := l.edited(t, moving[i], func(c *complaint.Complaint) {
			tied := l.tied(t).Complaint
			c.Received, c.Updated, c.Due, c.Assessment = tied.Received, tied.Updated, tied.Due, tied.Assessment
			if l.Intn(4) == 0 {
				c.Assignment.Department = ""
			}
		})
		l.put(t, next)
		moving[i] = next.Complaint
	}
	for _, c := range calm {
		require.Equal(t, 1, seen[c.ID],
			"paging must return each complaint that does not change meanwhile exactly once, whatever is stored between pages (%+v, seed %d)", o, l.seed)
	}
}

func cursors() suite {
	return suite{name: "cursors", promises: []promise{
		{"a damaged cursor fails with ErrCursor", func(t *testing.T, l *lab) {
			_, cursor := l.cursor(t, storage.Query{Limit: 1})
			for i := range len(cursor) {
				for _, letter := range []string{"A", "z", "-", "=", "\x00", "é", ""} {
					damaged := cursor[:i] + letter + cursor[i+1:]
					if damaged != cursor {
						l.cursorFails(t, storage.Query{Limit: 1, Cursor: damaged}, "List must fail with ErrCursor for a damaged cursor")
					}
				}
			}
			for _, text := range []string{"x", " ", "0", "null", strings.Repeat("A", 60), strings.Repeat("A", 10_000), "' OR 1=1 --", cursor + "A", " " + cursor, cursor + "\n"} {
				l.cursorFails(t, storage.Query{Limit: 1, Cursor: text}, "List must fail with ErrCursor for a text that is no cursor")
			}
		}},
		{"random bytes are no cursor", func(t *testing.T, l *lab) {
			_, cursor := l.cursor(t, storage.Query{Limit: 1})
			raw, err := base64.RawURLEncoding.DecodeString(cursor)
			for range l.size(200) {
				b := make([]byte, 45)
				if err == nil && l.Intn(2) == 0 {
					b = append([]byte(nil), raw...)
					b[l.Intn(len(b))] ^= 1 << l.Intn(8)
				} else {
					for i := range b {
						b[i] = byte(l.Intn(256))
					}
				}
				l.cursorFails(t, storage.Query{Limit: 1, Cursor: base64.RawURLEncoding.EncodeToString(b)}, "List must fail with ErrCursor for random bytes")
			}
		}},
		{"a cursor of other filters fails with ErrCursor", func(t *testing.T, l *lab) {
			_, cursor := l.cursor(t, storage.Query{Limit: 1})
			l.cursorFails(t, storage.Query{Cursor: cursor, Handler: []string{"mia"}}, "List must fail with ErrCursor for a cursor of another query")
			l.cursorFails(t, storage.Query{Cursor: cursor, DueBefore: moment(1)}, "List must fail with ErrCursor for a cursor of another query")
		}},
		{"a cursor of another order fails with ErrCursor", func(t *testing.T, l *lab) {
			_, cursor := l.cursor(t, storage.Query{Limit: 1})
			for _, o := range []storage.Order{{By: storage.ByDue}, {By: storage.ByUpdated}, {By: storage.ByPriority}, {Descending: true}} {
				l.cursorFails(t, storage.Query{Cursor: cursor, Order: o}, "List must fail with ErrCursor for a cursor of another order")
			}
			_, err := l.store.List(t.Context(), storage.Query{Cursor: cursor, Order: storage.Order{By: storage.ByReceived}})
			require.NoError(t, err, "the zero order and the order by received must be the same")
		}},
		{"a cursor outlives the complaint it stands at", func(t *testing.T, l *lab) {
			stored, cursor := l.cursor(t, storage.Query{Limit: 1})
			l.put(t, l.edited(t, stored[0], func(c *complaint.Complaint) { c.Received = moment(1 << 40) }))
			page, err := l.store.List(t.Context(), storage.Query{Cursor: cursor})
			require.NoError(t, err, "a cursor must stay good when the complaint it stands at moves away")
			require.Contains(t, ids(page.Complaints), stored[1].ID.String(), "a cursor must go on after the place it stands at")
		}},
		{"a cursor is made by the contract", func(t *testing.T, l *lab) {
			stored, cursor := l.cursor(t, storage.Query{Limit: 1})
			q := storage.Query{Limit: 1}
			want, err := q.CursorAt(q.Key(stored[0]))
			require.NoError(t, err)
			require.Equal(t, want, cursor, "Next must be Query.CursorAt of the last complaint's key, so that adapters can be exchanged")
		}},
	}}
}

// cursor stores three complaints and returns them in order, and the cursor after the first.
func (l *lab) cursor(t *testing.T, q storage.Query) ([]complaint.Complaint, string) {
	t.Helper()
	stored := sorted(q, l.fill(t, 3, func() storage.Change { return l.tied(t) }))
	page, err := l.store.List(t.Context(), q)
	require.NoError(t, err)
	require.NotEmpty(t, page.Next, "Next must be set on a page that is not the last")
	return stored, page.Next
}

func (l *lab) cursorFails(t *testing.T, q storage.Query, rule string) {
	t.Helper()
	page, err := l.store.List(t.Context(), q)
	require.ErrorIs(t, err, storage.ErrCursor, "%s: %q", rule, q.Cursor)
	require.Empty(t, page.Complaints, "a failing List must return nothing")
}
