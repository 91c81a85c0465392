package storage_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// three stores complaints 1, 2 and 3 with two events each.
func three(t *testing.T) *memory.Store {
	t.Helper()
	m := memory.New()
	for i := range 3 {
		ch := opened(t, i+1)
		require.NoError(t, m.Put(t.Context(), ch))
		require.NoError(t, m.Put(t.Context(), noted(t, ch.Complaint)))
	}
	return m
}

func TestRelay(t *testing.T) {
	m := three(t)
	var seen []storage.EventRef
	publish := func(_ context.Context, e complaint.Event) error {
		seen = append(seen, storage.EventRef{Complaint: e.Complaint, Version: e.Version})
		return nil
	}
	n, err := storage.Relay(t.Context(), m, 4, publish)
	require.NoError(t, err)
	require.Equal(t, 4, n)
	n, err = storage.Relay(t.Context(), m, 4, publish)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	n, err = storage.Relay(t.Context(), m, 4, publish)
	require.NoError(t, err)
	require.Zero(t, n)
	require.Len(t, seen, 6)
}

func TestRelayFailures(t *testing.T) {
	m := three(t)
	calls := 0
	n, err := storage.Relay(t.Context(), m, 10, func(_ context.Context, e complaint.Event) error {
		calls++
		if e.Complaint[15] == 2 {
			return errAway
		}
		return nil
	})
	require.ErrorIs(t, err, errAway)
	require.Equal(t, 4, n, "other complaints go on")
	require.Equal(t, 5, calls, "later events of the same complaint wait")
	left, err := m.Unpublished(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, left, 2)
}

func TestRelayCancelled(t *testing.T) {
	m := three(t)
	ctx, cancel := context.WithCancel(t.Context())
	n, err := storage.Relay(ctx, m, 10, func(context.Context, complaint.Event) error { cancel(); return nil })
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, n, "what could not be marked is not counted")
	left, err := m.Unpublished(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, left, 6)
	_, err = storage.Relay(ctx, m, 10, nil)
	require.ErrorIs(t, err, context.Canceled, "an outbox that cannot be read is an error")

	ctx, cancel = context.WithCancel(t.Context())
	n, err = storage.Relay(ctx, failing{m, cancel}, 10, func(context.Context, complaint.Event) error { return nil })
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 1, n, "Relay ends between two events")
}

// failing cancels once something is marked.
type failing struct {
	storage.Outbox
	cancel func()
}

func (f failing) MarkPublished(ctx context.Context, refs ...storage.EventRef) error {
	defer f.cancel()
	return f.Outbox.MarkPublished(ctx, refs...)
}
