package storagetest_test

import (
	"context"
	"slices"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// naive lists by reading everything, with rules of its own where they are set.
type naive struct {
	*memory.Store
	match  func(q storage.Query, c complaint.Complaint) bool
	before func(o storage.Order, a, b storage.Key) bool
	offset bool
}

func (n *naive) List(ctx context.Context, q storage.Query) (storage.Page, error) {
	if err := q.Check(); err != nil {
		return storage.Page{}, err
	}
	var page storage.Page
	skip, start := 0, storage.Key{}
	has := false
	var err error
	if n.offset {
		skip, err = strconv.Atoi(q.Cursor + "0")
		skip /= 10
		q.Cursor = ""
	} else {
		start, has, err = q.After()
	}
	if err != nil {
		return storage.Page{}, err
	}
	var found []complaint.Complaint
	for c, err := range storage.All(ctx, n.Store, storage.Query{Limit: storage.MaxLimit}) {
		if err != nil {
			return storage.Page{}, err
		}
		if n.matches(q, c) && (!has || n.less(q.Order, start, q.Key(c))) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b complaint.Complaint) int {
		if n.less(q.Order, q.Key(a), q.Key(b)) {
			return -1
		}
		return 1
	})
	found = found[min(skip, len(found)):]
	page.Complaints = found[:min(len(found), q.Size())]
	if len(found) > q.Size() {
		if page.Next = strconv.Itoa(skip + q.Size()); !n.offset {
			page.Next, err = q.CursorAt(q.Key(page.Complaints[q.Size()-1]))
		}
	}
	return page, err
}

func (n *naive) matches(q storage.Query, c complaint.Complaint) bool {
	if n.match != nil {
		return n.match(q, c)
	}
	return q.Match(c)
}

func (n *naive) less(o storage.Order, a, b storage.Key) bool {
	if n.before != nil {
		return n.before(o, a, b)
	}
	return o.Before(a, b)
}

func (n *naive) Count(ctx context.Context, q storage.Query) (int, error) {
	q.Cursor, q.Order, q.Limit = "", storage.Order{}, storage.MaxLimit
	page, err := n.List(ctx, q)
	return len(page.Complaints), err
}

// newestFirst finds what shares a print, however little.
type newestFirst struct{ *memory.Store }

func (n newestFirst) Alike(ctx context.Context, prints []uint32, received storage.Range, limit int) ([]complaint.Complaint, error) {
	if err := storage.CheckAlike(prints, received, limit); err != nil || len(prints) == 0 {
		return nil, err
	}
	page, err := n.List(ctx, storage.Query{Prints: prints, Received: received, Limit: limit, Order: storage.Order{Descending: true}})
	return page.Complaints, err
}
