package desk

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// span is a stretch of what is due, in the order by due time: what comes after a place, up to and including another.
//
// A sweep begins with one span of everything. When it meets another worker it divides what is left at a random place and
// goes on behind it; the part before it comes last. By then others have been there, and what they did is not listed any
// more. So workers part without knowing of each other, each of them goes on until nothing is due anywhere, and whatever a
// worker leaves undone when it is killed the others find.
type span struct {
	after, until storage.Key
	// page is how many complaints are read at once.
	page int
}

func everything() span {
	return span{after: storage.Key{First: math.MinInt64}, until: storage.Key{First: math.MaxInt64}, page: sweepPage}
}

// dueKey is the place of a complaint in the order by due time.
func dueKey(c *complaint.Complaint) storage.Key {
	return storage.Key{First: c.Due.UnixMicro(), ID: c.ID}
}

// before is the first moment after a span, at most the present.
func (s *sweep) before(here span) time.Time {
	if here.until.First >= s.now.UnixMicro() {
		return s.now
	}
	return time.UnixMicro(here.until.First + 1).UTC()
}

// list returns the first page of a span without what failed before, and whether more follows.
func (s *sweep) list(ctx context.Context, here span) ([]complaint.Complaint, bool, error) {
	q := storage.Query{DueBefore: s.before(here), Order: storage.Order{By: storage.ByDue}, Limit: here.page}
	var err error
	if q.Cursor, err = q.CursorAt(here.after); err != nil {
		return nil, false, err
	}
	page, err := s.desk.store.List(ctx, q)
	if err != nil {
		return nil, false, err
	}
	list := page.Complaints
	if i := slices.IndexFunc(list, func(c complaint.Complaint) bool { return dueKey(&c).Compare(here.until) > 0 }); i >= 0 {
		return list[:i], false, nil
	}
	return list, page.Next != "", nil
}

// part divides a span, of which left are the next complaints, at a random place.
func (s *sweep) part(ctx context.Context, here span, left []complaint.Complaint, more bool) (near, far span) {
	at := dueKey(&left[s.rand.IntN(len(left))])
	if more {
		if further, err := s.ahead(ctx, here, left); err == nil {
			at = further
		}
	}
	near, far = here, here
	near.until, far.after = at, at
	return near, far
}

// ahead is a random place among all that is left of a span: by time, or by ID where a whole page is due at the same moment,
// such as the end of a day.
func (s *sweep) ahead(ctx context.Context, here span, left []complaint.Complaint) (storage.Key, error) {
	first, last := dueKey(&left[0]), dueKey(&left[len(left)-1])
	if first.First == last.First {
		here.until.First = min(here.until.First, first.First)
	}
	q := storage.Query{DueBefore: s.before(here), Order: storage.Order{By: storage.ByDue, Descending: true}, Limit: 1}
	page, err := s.desk.store.List(ctx, q)
	if err != nil {
		return storage.Key{}, err
	}
	if len(page.Complaints) > 0 {
		last = dueKey(&page.Complaints[0])
	}
	return between(s.rand, first, last), nil
}

// between is a random place from behind a up to b.
func between(r *rand.Rand, a, b storage.Key) storage.Key {
	switch {
	case a.Compare(b) >= 0:
		return b
	case a.First < b.First:
		return storage.Key{First: a.First + 1 + r.Int64N(b.First-a.First)}
	}
	low, high := halves(a.ID), halves(b.ID)
	if low[0] < high[0] {
		low[0], low[1] = low[0]+1+r.Uint64N(high[0]-low[0]), 0
	} else {
		low[1] += 1 + r.Uint64N(high[1]-low[1])
	}
	return storage.Key{First: a.First, ID: joined(low[0], low[1])}
}

func halves(id complaint.ID) [2]uint64 {
	return [2]uint64{binary.BigEndian.Uint64(id[:8]), binary.BigEndian.Uint64(id[8:])}
}
