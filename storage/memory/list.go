package memory

import (
	"context"
	"fmt"
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// List implements [storage.Store].
func (s *Store) List(ctx context.Context, q storage.Query) (storage.Page, error) {
	if err := q.Check(); err != nil {
		return storage.Page{}, fmt.Errorf("list complaints: %w", err)
	}
	after, has, err := q.After()
	if err != nil {
		return storage.Page{}, fmt.Errorf("list complaints: %w", err)
	}
	size := q.Size()
	found := make([]*version, 0, size)
	var last storage.Key
	more := false
	err = s.each(ctx, &q, after, has, func(at *slot) bool {
		if len(found) == size {
			more = true
			return false
		}
		found, last = append(found, at.version), at.key
		return true
	})
	if err != nil {
		return storage.Page{}, fmt.Errorf("list complaints: %w", err)
	}
	page := storage.Page{Complaints: make([]complaint.Complaint, len(found))}
	own := make([]lists, len(found))
	for i, v := range found {
		v.copyTo(&page.Complaints[i], &own[i])
	}
	if more {
		if page.Next, err = q.CursorAt(last); err != nil {
			return storage.Page{}, fmt.Errorf("list complaints: %w", err)
		}
	}
	return page, nil
}

// Count implements [storage.Counter].
func (s *Store) Count(ctx context.Context, q storage.Query) (int, error) {
	q.Limit, q.Cursor, q.Order = 0, "", storage.Order{}
	if err := q.Check(); err != nil {
		return 0, fmt.Errorf("count complaints: %w", err)
	}
	n := 0
	err := s.each(ctx, &q, storage.Key{}, false, func(*slot) bool {
		n++
		return true
	})
	if err != nil {
		return 0, fmt.Errorf("count complaints: %w", err)
	}
	return n, nil
}

// maxCandidates is how many candidates are worth sorting; where a query has more of them, walking in order is cheaper.
const maxCandidates = 4096

// each calls yield with the complaints that match, in order, beginning after a key, until it returns false. It holds the
// lock meanwhile.
func (t *tenant) each(ctx context.Context, q *storage.Query, after storage.Key, has bool, yield func(*slot) bool) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("before reading: %w", err)
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	if found, ok := t.candidates(q, after, has); ok {
		for i := range found {
			if !yield(&found[i]) {
				break
			}
		}
		return nil
	}
	if walksPrints(q) {
		return t.near(ctx, q, after, has, yield)
	}
	runs := t.runs(q, after, has)
	for n := 1; ; n++ {
		if n%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("while reading: %w", err)
			}
		}
		at := first(runs, q.Order)
		if at == nil {
			return nil
		}
		if q.MatchIndex(at.index) && !yield(at) {
			return nil
		}
	}
}

// runs begins a run in every lane that the query's statuses admit.
func (t *tenant) runs(q *storage.Query, after storage.Key, has bool) []run {
	lanes := t.lanes[laneOf(q.Order.By)]
	runs := make([]run, 0, len(lanes))
	for status, lane := range lanes {
		if len(q.Status) == 0 || slices.Contains(q.Status, status) {
			runs = append(runs, lane.from(after, has, q.Order.Descending))
		}
	}
	return runs
}

// first returns the slot that comes first in all runs and moves its run on; nil when all are at their end.
func first(runs []run, order storage.Order) *slot {
	var best *slot
	which := 0
	for i := range runs {
		if at := runs[i].slot(); at != nil && (best == nil || order.Before(at.key, best.key)) {
			best, which = at, i
		}
	}
	if best != nil {
		runs[which].next()
	}
	return best
}

// candidates answers a query from the shortest postings that it allows; false when there are none or they are long.
func (t *tenant) candidates(q *storage.Query, after storage.Key, has bool) ([]slot, bool) {
	field, values, n := t.shortest(q)
	if n > maxCandidates {
		return nil, false
	}
	found := make([]slot, 0, n)
	for i, value := range values {
		if slices.Contains(values[:i], value) {
			continue
		}
		for r := range t.postings[field][value] {
			key := q.Order.KeyOf(r.state.ID, r.index)
			if (!has || q.Order.Before(after, key)) && q.MatchIndex(r.index) {
				found = append(found, slot{key: key, version: r.version})
			}
		}
	}
	slices.SortFunc(found, func(a, b slot) int {
		if q.Order.Descending {
			return b.key.Compare(a.key)
		}
		return a.key.Compare(b.key)
	})
	return found, true
}

// shortest returns the filter with the fewest complaints and how many there are: more than maxCandidates for none.
func (t *tenant) shortest(q *storage.Query) (field int, values []string, n int) {
	n = maxCandidates + 1
	for i, list := range asked(q) {
		if len(list) == 0 || slices.Contains(list, "") {
			continue
		}
		sum := 0
		for _, value := range list {
			sum += len(t.postings[i][value])
		}
		if sum < n {
			field, values, n = i, list, sum
		}
	}
	return field, values, n
}
