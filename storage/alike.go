package storage

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
)

// Finder finds complaints whose texts are alike, at a cost that does not grow with the store. Without it [Alike] lists.
type Finder interface {
	// Alike returns up to limit complaints that were received in a span and share prints with a text, those that share the most
	// first. Of each print only the newest [PrintDepth] complaints are looked at, and it weighs [PrintWeight] for each of them:
	// what few texts have says more. Complaints of the same weight come newest first, in the order by received turned round.
	// No complaint is found without a shared print. Prints and limit are bound as in a [Query], or fail with a
	// *[complaint.FieldError].
	Alike(ctx context.Context, prints []uint32, received Range, limit int) ([]complaint.Complaint, error)
}

// PrintDepth is how many complaints of a print [Finder] looks at, the newest first.
const PrintDepth = 64

// PrintWeight is what a shared print says of each of n complaints that have it. It is a whole number, so that sums are exact.
func PrintWeight(n int) int64 { return printUnit / int64(max(n, 1)) }

const printUnit = 1_000_000

// Alike finds complaints whose texts are alike, with [Finder] where the store has it.
func Alike(ctx context.Context, s Store, prints []uint32, received Range, limit int) ([]complaint.Complaint, error) {
	if finder, ok := As[Finder](s); ok {
		return finder.Alike(ctx, prints, received, limit)
	}
	if err := CheckAlike(prints, received, limit); err != nil || len(prints) == 0 {
		return nil, err
	}
	found := map[complaint.ID]complaint.Complaint{}
	var r PrintRank
	for _, p := range distinct(prints) {
		q := Query{Prints: []uint32{p}, Received: received, Order: Order{Descending: true}, Limit: PrintDepth}
		page, err := s.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("list the complaints of a print: %w", err)
		}
		for _, c := range page.Complaints {
			found[c.ID] = c
			r.Add(q.Key(c), len(page.Complaints))
		}
	}
	keys := r.Best(limit)
	list := make([]complaint.Complaint, len(keys))
	for i, k := range keys {
		list[i] = found[k.ID]
	}
	return list, nil
}

// CheckAlike returns why [Finder] cannot be asked for this: a *[complaint.FieldError], or nil. Every adapter calls it first.
func CheckAlike(prints []uint32, received Range, limit int) error {
	if limit < 1 {
		return refuse("limit", strconv.Itoa(limit), "must be from 1 to 1000")
	}
	return Query{Prints: prints, Received: received, Limit: limit}.Check()
}

// PrintRank adds up what prints say of complaints. It is the reference for every adapter.
type PrintRank struct {
	keys    []Key
	weights map[complaint.ID]int64
}

// Add counts a print that a complaint shares; key is its place in the order by received, n how many complaints the print has.
func (r *PrintRank) Add(key Key, n int) {
	if r.weights == nil {
		r.weights = map[complaint.ID]int64{}
	}
	if _, ok := r.weights[key.ID]; !ok {
		r.keys = append(r.keys, key)
	}
	r.weights[key.ID] += PrintWeight(n)
}

// Best returns the places of the complaints that share the most, at most so many.
func (r *PrintRank) Best(limit int) []Key {
	slices.SortFunc(r.keys, func(a, b Key) int {
		return cmp.Or(cmp.Compare(r.weights[b.ID], r.weights[a.ID]), cmp.Compare(b.First, a.First), bytes.Compare(b.ID[:], a.ID[:]))
	})
	return r.keys[:min(len(r.keys), limit)]
}

func distinct(prints []uint32) []uint32 { return slices.Compact(slices.Sorted(slices.Values(prints))) }
