package storagetest

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// unpublished reads up to limit events and checks their order.
func (l *lab) unpublished(t *testing.T, limit int) []complaint.Event {
	t.Helper()
	events, err := capability[storage.Outbox](t, l.store).Unpublished(t.Context(), limit)
	require.NoError(t, err)
	require.LessOrEqual(t, len(events), max(limit, 0), "Unpublished must return at most limit events")
	last := map[complaint.ID]int64{}
	for _, e := range events {
		if before, ok := last[e.Complaint]; ok {
			require.Equal(t, before+1, e.Version, "the events of one complaint must come in version order and without a gap")
		}
		last[e.Complaint] = e.Version
	}
	return events
}

func (l *lab) publish(t *testing.T, events ...complaint.Event) {
	t.Helper()
	refs := make([]storage.EventRef, len(events))
	for i, e := range events {
		refs[i] = storage.EventRef{Complaint: e.Complaint, Version: e.Version}
	}
	require.NoError(t, capability[storage.Outbox](t, l.store).MarkPublished(t.Context(), refs...), "MarkPublished must mark events")
}

// crowd stores the histories of several complaints, mixed, and returns all events.
func (l *lab) crowd(t *testing.T, complaints, steps int) []complaint.Event {
	t.Helper()
	events := make([]complaint.Event, 0, complaints*(steps+1))
	last := make([]storage.Change, complaints)
	for i := range last {
		last[i] = l.opened(t)
		l.put(t, last[i])
		events = append(events, last[i].Event)
	}
	for range complaints * steps {
		i := l.Intn(complaints)
		c := last[i].Complaint
		next, e, err := c.Apply(complaint.Note{Text: complaint.Hide("n")}, complaint.Meta{
			At: c.Updated, Salt: []byte("sixteen bytes ok"), Actor: complaint.Actor{ID: "mia", Role: complaint.RoleSenior},
		})
		require.NoError(t, err)
		last[i] = storage.Change{Complaint: next, Event: e}
		l.put(t, last[i])
		events = append(events, e)
	}
	return events
}

func outbox() suite {
	return suite{name: "outbox", needs: has[storage.Outbox]("Outbox"), promises: []promise{
		{"an empty store has nothing unpublished", func(t *testing.T, l *lab) {
			require.Empty(t, l.unpublished(t, 10), "Unpublished of an empty store must be empty")
		}},
		{"every event is unpublished at first", func(t *testing.T, l *lab) {
			want := l.crowd(t, 5, 4)
			got := l.unpublished(t, 1000)
			require.Len(t, got, len(want), "every stored event must be unpublished until it is marked")
			byRef := map[storage.EventRef]string{}
			for _, e := range want {
				byRef[storage.EventRef{Complaint: e.Complaint, Version: e.Version}] = text(t, e)
			}
			for _, e := range got {
				require.Equal(t, byRef[storage.EventRef{Complaint: e.Complaint, Version: e.Version}], text(t, e), "Unpublished must return events as they were stored")
			}
		}},
		{"a batch begins with the first version that is missing", func(t *testing.T, l *lab) {
			total := len(l.crowd(t, 6, 12))
			next := map[complaint.ID]int64{}
			for total > 0 {
				events := l.unpublished(t, 1+l.Intn(9))
				require.NotEmpty(t, events, "Unpublished must return events while there are some")
				for _, e := range events {
					require.Equal(t, next[e.Complaint]+1, e.Version, "no event may come before an earlier unpublished event of the same complaint")
					next[e.Complaint] = e.Version
				}
				l.publish(t, events...)
				total -= len(events)
			}
			require.Empty(t, l.unpublished(t, 10), "a marked event must not come again")
		}},
		{"a limit of nothing returns nothing", func(t *testing.T, l *lab) {
			l.put(t, l.opened(t))
			require.Empty(t, l.unpublished(t, 0), "Unpublished must return at most limit events, also when it is 0")
			require.Empty(t, l.unpublished(t, -1), "Unpublished must return at most limit events, also when it is below 0")
		}},
		{"an event stays until it is marked", func(t *testing.T, l *lab) {
			l.crowd(t, 2, 2)
			first, again := l.unpublished(t, 100), l.unpublished(t, 100)
			require.Equal(t, text(t, first), text(t, again), "reading must not mark: an event comes at least once")
		}},
		{"marking in the middle leaves the rest", func(t *testing.T, l *lab) {
			l.crowd(t, 3, 4)
			events := l.unpublished(t, 100)
			marked := map[string]bool{}
			for _, e := range events {
				if e.Complaint == events[0].Complaint {
					l.publish(t, e)
					marked[e.Hash] = true
				}
			}
			rest := l.unpublished(t, 100)
			require.Len(t, rest, len(events)-len(marked), "MarkPublished must mark the named events and no others")
			for _, e := range rest {
				require.False(t, marked[e.Hash], "a marked event must not come again")
			}
		}},
		{"a complaint goes on after it was published", func(t *testing.T, l *lab) {
			ch := l.opened(t)
			l.put(t, ch)
			l.publish(t, ch.Event)
			next := l.note(t, ch.Complaint)
			l.put(t, next)
			events := l.unpublished(t, 10)
			require.Len(t, events, 1, "an event stored later must be unpublished")
			require.Equal(t, int64(2), events[0].Version, "an event stored later must be unpublished")
		}},
		{"marking twice or what is not there does nothing", func(t *testing.T, l *lab) {
			a, b := l.opened(t), l.opened(t)
			l.put(t, a, b)
			l.publish(t)
			l.publish(t, a.Event, a.Event)
			l.publish(t, a.Event)
			gone := b.Event
			for _, version := range []int64{-1, 0, 2, 1 << 40} {
				gone.Version = version
				l.publish(t, gone)
			}
			l.publish(t, l.opened(t).Event)
			rest := l.unpublished(t, 10)
			require.Len(t, rest, 1, "marking twice, or marking an event that is not there, must do nothing")
			require.Equal(t, b.Complaint.ID, rest[0].Complaint, "marking an event that is not there must do nothing")
		}},
		{"marking does not change the history", func(t *testing.T, l *lab) {
			ch := l.opened(t)
			l.put(t, ch)
			l.publish(t, ch.Event)
			require.Equal(t, text(t, []complaint.Event{ch.Event}), text(t, l.history(t, ch.Complaint.ID)), "MarkPublished must leave the history as it is")
			l.holds(t, ch.Complaint, "MarkPublished must leave the complaint as it is")
		}},
	}}
}

func relay() suite {
	return suite{name: "relay", needs: has[storage.Outbox]("Outbox"), promises: []promise{
		{"events reach the receiver in order although publishing fails", func(t *testing.T, l *lab) {
			want := l.crowd(t, 6, 10)
			box := capability[storage.Outbox](t, l.store)
			broken := errors.New("receiver is away")
			seen, next := map[string]int{}, map[complaint.ID]int64{}
			for round := 0; len(seen) < len(want); round++ {
				require.Less(t, round, 200, "Relay must get on when publishing fails now and then")
				_, err := storage.Relay(t.Context(), box, 7, func(_ context.Context, e complaint.Event) error {
					if l.Intn(5) == 0 {
						return broken
					}
					seen[e.Hash]++
					if seen[e.Hash] == 1 {
						require.Equal(t, next[e.Complaint]+1, e.Version, "the first deliveries of a complaint's events must be in order and without a gap")
						next[e.Complaint] = e.Version
					}
					return nil
				})
				if err != nil {
					require.ErrorIs(t, err, broken, "Relay must return the error of publish")
				}
			}
			for _, e := range want {
				require.Equal(t, 1, seen[e.Hash], "an event that was published and marked must not come again")
			}
			require.Empty(t, l.unpublished(t, 10), "Relay must mark what it published")
		}},
		{"what was published and not marked comes again", func(t *testing.T, l *lab) {
			ch := l.opened(t)
			l.put(t, ch)
			ctx, cancel := context.WithCancel(t.Context())
			_, err := storage.Relay(ctx, capability[storage.Outbox](t, l.store), 10, func(context.Context, complaint.Event) error {
				cancel() // the process ends between publishing and marking
				return nil
			})
			require.ErrorIs(t, err, context.Canceled, "MarkPublished must end with its context's error")
			require.Len(t, l.unpublished(t, 10), 1, "an event whose marking failed must come again: at least once")
		}},
	}}
}
