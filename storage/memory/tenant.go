package memory

import (
	"sync"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// tenant is what one tenant stores. Everything but the name is guarded by mu.
type tenant struct {
	name string

	mu        sync.RWMutex
	current   map[complaint.ID]*version
	records   map[complaint.ID]*record
	lanes     [lanes]map[complaint.Status]*sorted
	postings  [postings]map[string]map[*record]struct{}
	prints    prints
	outbox    queue
	balances  map[account]int64
	documents map[string]map[string]storage.Document
}

// record is one complaint with its history.
type record struct {
	*version
	history []*entry
}

// entry is one event, and its place among the unpublished ones while it is not published.
type entry struct {
	event      complaint.Event
	waiting    bool
	prev, next *entry
}

// account names a balance: each currency of an account has its own.
type account struct{ name, currency string }

func newTenant(name string) *tenant {
	t := &tenant{
		name: name, current: map[complaint.ID]*version{}, records: map[complaint.ID]*record{}, balances: map[account]int64{},
		documents: map[string]map[string]storage.Document{},
		prints:    newPrints(),
	}
	for i := range t.lanes {
		t.lanes[i] = map[complaint.Status]*sorted{}
	}
	for i := range t.postings {
		t.postings[i] = map[string]map[*record]struct{}{}
	}
	return t
}
