package storage_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// bare hides the capabilities of a store; wrapper shows them through Unwrap.
type (
	bare    struct{ storage.Store }
	wrapper struct{ storage.Store }
)

func (w wrapper) Unwrap() storage.Store { return w.Store }

// counting has a count of its own.
type counting struct{ wrapper }

func (counting) Count(context.Context, storage.Query) (int, error) { return 42, nil }

func TestAs(t *testing.T) {
	m := memory.New()
	outbox, ok := storage.As[storage.Outbox](m)
	require.True(t, ok)
	require.Same(t, m, outbox)
	_, ok = storage.As[storage.Outbox](wrapper{wrapper{m}})
	require.True(t, ok, "a capability must be found through wrappers")
	_, ok = storage.As[storage.Outbox](bare{m})
	require.False(t, ok, "a store that hides its capabilities has none")
	_, ok = storage.As[storage.Outbox](wrapper{bare{m}})
	require.False(t, ok)
	_, ok = storage.As[storage.Outbox](wrapper{})
	require.False(t, ok, "a wrapper of nothing has none")
	_, ok = storage.As[storage.Outbox](nil)
	require.False(t, ok)
	n, err := storage.Count(t.Context(), counting{wrapper{m}}, storage.Query{})
	require.NoError(t, err)
	require.Equal(t, 42, n, "the outermost capability counts")
}

func TestAllAndCount(t *testing.T) {
	m := memory.New()
	for i := range 25 {
		require.NoError(t, m.Put(t.Context(), opened(t, i+1)))
	}
	for _, s := range []storage.Store{m, bare{m}} {
		n, err := storage.Count(t.Context(), s, storage.Query{Limit: 4})
		require.NoError(t, err)
		require.Equal(t, 25, n)
		n, err = storage.Count(t.Context(), s, storage.Query{Customer: []string{"nobody"}})
		require.NoError(t, err)
		require.Zero(t, n)
		_, err = storage.Count(t.Context(), s, storage.Query{Limit: -1, Status: []complaint.Status{"gone"}})
		require.ErrorIs(t, err, complaint.ErrInvalid)
	}
	var ids []complaint.ID
	for c, err := range storage.All(t.Context(), m, storage.Query{Limit: 4}) {
		require.NoError(t, err)
		ids = append(ids, c.ID)
	}
	require.Len(t, ids, 25)
	for c, err := range storage.All(t.Context(), m, storage.Query{Limit: 4}) {
		require.NoError(t, err)
		require.Equal(t, ids[0], c.ID)
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen, failed := 0, 0
	for _, err := range storage.All(ctx, m, storage.Query{Limit: 4}) {
		if err != nil {
			require.ErrorIs(t, err, context.Canceled)
			failed++
			continue
		}
		seen++
		if seen == 4 {
			cancel()
		}
	}
	require.Equal(t, []int{4, 1}, []int{seen, failed}, "All must end after the first error")
}
