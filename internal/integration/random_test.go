package integration_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
)

func isConflict(err error) bool { return errors.Is(err, storage.ErrConflict) }

// Every listing equals the reference, with filters that match none, few and many: each goes another way.
func TestSQLiteEqualsTheReference(t *testing.T) {
	s, _ := newSQLite(t, 1)
	ctx := t.Context()
	src := source(41)
	stored, queries := 900, 400
	if raceEnabled || testing.Short() {
		stored, queries = 500, 60
	}
	all := make([]complaint.Complaint, 0, stored)
	for _, ch := range openings(t, src, stored) {
		require.NoError(t, s.Put(ctx, ch))
		for range src.Intn(4) {
			if ch.Complaint.Status == complaint.StatusArchived {
				break
			}
			ch = step(t, src, ch.Complaint)
			require.NoError(t, s.Put(ctx, ch))
		}
		all = append(all, ch.Complaint)
	}
	rng := rand.New(rand.NewPCG(42, 1))
	for range queries {
		q := randomQuery(rng, all)
		var want []complaint.ID
		matching := slices.Clone(all)
		slices.SortFunc(matching, func(a, b complaint.Complaint) int {
			c := q.Key(a).Compare(q.Key(b))
			if q.Order.Descending {
				c = -c
			}
			return c
		})
		for _, c := range matching {
			if q.Match(c) {
				want = append(want, c.ID)
			}
		}
		n, err := s.Count(ctx, q)
		require.NoError(t, err)
		require.Equal(t, len(want), n, "%+v", q)
		q.Limit = 1 + max(len(want)/3, 5)
		var got []complaint.ID
		for c, err := range storage.All(ctx, s, q) {
			require.NoError(t, err, "%+v", q)
			got = append(got, c.ID)
		}
		require.Equal(t, want, got, "%+v", q)
	}
}

// randomQuery takes its values from a complaint, so that it matches something more often than not.
func randomQuery(rng *rand.Rand, all []complaint.Complaint) storage.Query {
	q := storage.Query{Order: storage.Order{By: storage.Orders()[rng.IntN(4)], Descending: rng.IntN(2) == 0}}
	c := all[rng.IntN(len(all))]
	x, other := storage.IndexOf(c), storage.IndexOf(all[rng.IntN(len(all))])
	for range rng.IntN(4) {
		switch rng.IntN(18) {
		case 0:
			q.Reference = []complaint.Reference{c.Reference}
		case 1:
			q.Status = []complaint.Status{x.Status, other.Status}[:1+rng.IntN(2)]
		case 2:
			q.Category = []string{x.Category, "logistics", "quality", "log"}[rng.IntN(2):][:1+rng.IntN(3)]
		case 3:
			q.Feedback = []complaint.Feedback{x.Feedback}
		case 4:
			q.Severity = []complaint.Severity{x.Severity}
		case 5:
			q.Priority = []complaint.Priority{x.Priority, other.Priority}[:1+rng.IntN(2)]
		case 6:
			q.Channel = []complaint.Channel{x.Channel, other.Channel}
		case 7:
			q.Department = []string{x.Department}
		case 8:
			q.Handler = []string{x.Handler, other.Handler}[:1+rng.IntN(2)]
		case 9:
			q.Customer = []string{x.Customer, other.Customer}[:1+rng.IntN(2)]
		case 10:
			q.OrderID = []string{x.Order, other.Order}[:1+rng.IntN(2)]
		case 11:
			q.Product = append([]string{"sku-1"}, x.Products...)
		case 12:
			q.Tags = slices.Concat(x.Tags, []string{"shoes", "batch"}[:rng.IntN(3)])
		case 13:
			q.Language = []string{"zh", x.Language, "en"}[rng.IntN(3):][:1]
		case 14:
			q.Received = storage.Range{From: c.Received}
		case 15:
			q.Updated = storage.Range{To: c.Updated}
		case 16:
			q.Closed = storage.Range{From: casegen.Start()}
		default:
			q.DueBefore = casegen.Start().AddDate(0, 0, rng.IntN(30))
		}
	}
	if len(x.Links) > 0 && rng.IntN(2) == 0 {
		l := x.Links[0]
		q.Links = [][]complaint.Link{{l}, {{Type: l.Type}}, {{To: l.To}}, {{To: l.To}, {Type: complaint.LinkSplit}}}[rng.IntN(4)]
	}
	return q
}
