package stories

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
)

// Sequences carries out random sequences of actions on a store that can erase, and checks after each what must hold: the
// stored state is what the stored history gives, the chain verifies, and whatever was refused left both untouched. The
// flag -rapid.checks says how many sequences.
func Sequences(t *testing.T, store storage.Store) {
	t.Helper()
	used := map[complaint.ID]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		source := casegen.Func(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "choice") })
		id := casegen.ID(source)
		for used[id] { // the store remembers earlier sequences
			id[10]++
			if id[10] == 0 {
				id[11]++
			}
		}
		used[id] = true
		q := sequence{T: rt, ctx: t.Context(), store: store, source: source}
		q.open(id)
		for range rapid.IntRange(0, 12).Draw(rt, "steps") {
			q.step()
		}
		q.holds()
	})
}

// sequence is a complaint on its way through random actions, with what the store must hold of it.
type sequence struct {
	*rapid.T
	ctx    context.Context //nolint:containedctx // one test, one context
	store  storage.Store
	source casegen.Source

	state  complaint.Complaint
	events []complaint.Event
}

func (q *sequence) open(id complaint.ID) {
	c, e, err := complaint.Open(id, casegen.Intake(q.source), casegen.Meta(q.source, complaint.Complaint{}))
	require.NoError(q, err)
	require.NoError(q, q.store.Put(q.ctx, storage.Change{Complaint: c, Event: e}))
	q.state, q.events = c, []complaint.Event{e}
}

// step draws an action. One that is refused changes nothing; one that comes from an old version changes nothing either.
func (q *sequence) step() {
	next, e, err := q.state.Apply(casegen.Next(q.source, q.state))
	if err != nil {
		return
	}
	late := storage.Change{Complaint: next, Event: e}
	late.Complaint.Version++
	late.Event.Version++
	put := q.store.Put
	if e.Kind == complaint.KindErase {
		eraser, ok := storage.As[storage.Eraser](q.store)
		require.True(q, ok, "the store must be able to erase")
		put = eraser.Erase
		for i := range q.events {
			q.events[i] = q.events[i].Redacted()
		}
	}
	require.ErrorIs(q, put(q.ctx, late), storage.ErrConflict)
	require.NoError(q, put(q.ctx, storage.Change{Complaint: next, Event: e}))
	require.ErrorIs(q, put(q.ctx, storage.Change{Complaint: next, Event: e}), storage.ErrConflict)
	q.state, q.events = next, append(q.events, e)
}

func (q *sequence) holds() {
	stored, err := q.store.Get(q.ctx, q.state.ID)
	require.NoError(q, err)
	require.Equal(q, q.text(q.state), q.text(stored), "the stored state must be the last one that was put")
	history, err := q.store.History(q.ctx, q.state.ID)
	require.NoError(q, err)
	require.Equal(q, q.text(q.events), q.text(history), "the stored history must be what was put, and nothing that was refused")
	replayed, err := complaint.Replay(history)
	require.NoError(q, err)
	require.Equal(q, q.text(stored), q.text(replayed), "replaying the history must give the stored state")
	require.NoError(q, stored.Verify(history))
}

func (q *sequence) text(v any) string {
	b, err := json.Marshal(v)
	require.NoError(q, err)
	return string(b)
}
