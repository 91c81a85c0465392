package storagetest

import (
	"testing"

	"github.com/recourse-go/recourse/storage"
)

// Run checks every promise of the storage contract against the stores that open returns. Each test opens a store of its own,
// which must be empty; open registers the cleanup with the test it is given.
func Run(t *testing.T, open func(t *testing.T) storage.Store) {
	t.Helper()
	for _, s := range suites() {
		t.Run(s.name, func(t *testing.T) { s.run(t, open) })
	}
}

// suite checks one guarantee.
type suite struct {
	name string
	// needs returns the name of a capability that the store lacks, or "". It may be nil.
	needs    func(storage.Store) string
	promises []promise
}

// promise checks one sentence of the contract on an empty store.
type promise struct {
	name  string
	check func(t *testing.T, l *lab)
}

func (s suite) run(t *testing.T, open func(t *testing.T) storage.Store) {
	t.Helper()
	for _, p := range s.promises {
		t.Run(p.name, func(t *testing.T) {
			store := open(t)
			if s.needs != nil {
				if missing := s.needs(store); missing != "" {
					t.Skipf("the store does not implement storage.%s", missing)
				}
			}
			p.check(t, newLab(t, store))
		})
	}
}

// has returns a check for a capability.
func has[T any](name string) func(storage.Store) string {
	return func(s storage.Store) string {
		if _, ok := storage.As[T](s); ok {
			return ""
		}
		return name
	}
}

// capability returns what has found.
func capability[T any](t *testing.T, s storage.Store) T {
	t.Helper()
	c, ok := storage.As[T](s)
	if !ok {
		t.Fatalf("a store that had %T must keep it", *new(T))
	}
	return c
}

func suites() []suite {
	return []suite{
		getAndPut(), refusals(), versions(), atomicity(), owned(), histories(), filters(), orders(), paging(), cursors(),
		reference(), exactness(), limits(), concurrency(), cancellation(),
		tenancy(), outbox(), relay(), counter(), accounts(), documents(), eraser(), likeness(),
	}
}
