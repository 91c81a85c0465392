package desk

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// maxPast bounds how many past complaints a case is compared with, the newest ones.
const maxPast = 1000

// Comparable finds out what was granted in cases like a complaint (M7): the newest complaints of its group of categories, at most
// 1000 of them, those that are most alike first.
func (d *Desk) Comparable(ctx context.Context, id complaint.ID) (compensation.Comparison, error) {
	c, err := d.Get(ctx, id)
	if err != nil {
		return compensation.Comparison{}, err
	}
	q := storage.Query{Order: storage.Order{By: storage.ByReceived, Descending: true}, Limit: storage.MaxLimit}
	if group, _, _ := strings.Cut(c.Assessment.Category, "."); group != "" {
		q.Category = []string{group}
	}
	var r reading
	like, err := d.remedy().Comparable(
		compensation.Case{Complaint: &c, Now: d.config.Now()}, limited(d.past(ctx, q, &r), maxPast))
	if r.failed != nil {
		return compensation.Comparison{}, r.failed
	}
	if err != nil {
		return compensation.Comparison{}, fmt.Errorf("complaint %s: %w", id, err)
	}
	return like, nil
}

// Outliers compares what handlers granted in like cases among the complaints that match a query (M7). It reads all of them.
func (d *Desk) Outliers(ctx context.Context, q storage.Query) (compensation.Treatment, error) {
	if d.broken != nil {
		return compensation.Treatment{}, d.broken
	}
	var r reading
	t := d.remedy().Outliers(d.past(ctx, q, &r), d.config.Now())
	return t, r.failed
}

// reading is how reading past complaints ended.
type reading struct{ failed error }

// past goes through what was granted in complaints.
func (d *Desk) past(ctx context.Context, q storage.Query, r *reading) iter.Seq[compensation.Past] {
	return func(yield func(compensation.Past) bool) {
		for c, err := range storage.All(ctx, d.store, q) {
			if err != nil {
				r.failed = fmt.Errorf("past decisions: %w", err)
				return
			}
			if p, ok := compensation.PastOf(c); ok && !yield(p) {
				return
			}
		}
	}
}

// limited ends after so many.
func limited[T any](list iter.Seq[T], most int) iter.Seq[T] {
	return func(yield func(T) bool) {
		n := 0
		for v := range list {
			if n == most || !yield(v) {
				return
			}
			n++
		}
	}
}
