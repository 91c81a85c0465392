package memory

import (
	"context"
	"fmt"
	"sync"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// Store is one tenant's part of a store in memory. It is safe for concurrent use. Make one with [New].
type Store struct {
	*tenant
	tenants *tenants
}

var (
	_ storage.Store     = (*Store)(nil)
	_ storage.Tenants   = (*Store)(nil)
	_ storage.Outbox    = (*Store)(nil)
	_ storage.Counter   = (*Store)(nil)
	_ storage.Accounts  = (*Store)(nil)
	_ storage.Documents = (*Store)(nil)
	_ storage.Eraser    = (*Store)(nil)
	_ storage.Finder    = (*Store)(nil)
)

// New returns an empty store, which is the part of the tenant "".
func New() *Store {
	all := &tenants{byName: map[string]*tenant{}}
	return &Store{tenants: all, tenant: all.get("")}
}

// Tenant implements [storage.Tenants].
func (s *Store) Tenant(name string) storage.Store {
	return &Store{tenants: s.tenants, tenant: s.tenants.get(name)}
}

// Get implements [storage.Store].
func (s *Store) Get(ctx context.Context, id complaint.ID) (c complaint.Complaint, err error) {
	if err := ctx.Err(); err != nil {
		return c, fmt.Errorf("get complaint: %w", err)
	}
	s.mu.RLock()
	v, ok := s.current[id]
	s.mu.RUnlock()
	if !ok {
		return c, notFound(id)
	}
	v.copyTo(&c, new(lists))
	return c, nil
}

// History implements [storage.Store].
func (s *Store) History(ctx context.Context, id complaint.ID) ([]complaint.Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, ok := s.records[id]
	if !ok {
		return nil, notFound(id)
	}
	events := make([]complaint.Event, len(r.history))
	for i, e := range r.history {
		events[i] = e.event.Clone()
	}
	return events, nil
}

func notFound(id complaint.ID) error {
	return fmt.Errorf("complaint %s: %w", id, storage.ErrNotFound)
}

type tenants struct {
	mu     sync.Mutex
	byName map[string]*tenant
}

func (t *tenants) get(name string) *tenant {
	t.mu.Lock()
	defer t.mu.Unlock()
	own, ok := t.byName[name]
	if !ok {
		own = newTenant(name)
		t.byName[name] = own
	}
	return own
}
