package desk_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

var (
	errNotWritten = errors.New("cannot be written")
	errNotRead    = errors.New("cannot be read")
)

// opened makes so many cases, all due at the same time.
func (s *shift) opened(n int) []complaint.ID {
	s.t.Helper()
	ids := make([]complaint.ID, n)
	for i := range ids {
		ids[i] = open(s.t, s.Desk).ID
	}
	return ids
}

// allSwept checks that these cases had their first warning, once.
func (s *shift) allSwept(ids ...complaint.ID) {
	s.t.Helper()
	for _, id := range ids {
		require.Len(s.t, s.swept(id), 1)
	}
}

// names says whether a put changes a complaint.
func names(changes []storage.Change, id complaint.ID) bool {
	return slices.ContainsFunc(changes, func(c storage.Change) bool { return c.Complaint.ID == id })
}

// A complaint that can never be written, for whatever reason, keeps no other waiting.
func TestSweepGoesRoundAComplaintThatFails(t *testing.T) {
	for name, fault := range map[string]func(changes []storage.Change, id complaint.ID) error{
		"error":            func([]storage.Change, complaint.ID) error { return errNotWritten },
		"conflict":         func(_ []storage.Change, id complaint.ID) error { return &storage.ConflictError{ID: id, Version: 2} },
		"unnamed conflict": func([]storage.Change, complaint.ID) error { return storage.ErrConflict },
	} {
		t.Run(name, func(t *testing.T) {
			store := &wrapped{Store: memory.New()}
			s := newShift(t, store, nil)
			s.config.Tries = 3
			var err error
			s.Desk, err = desk.New(s.config)
			require.NoError(t, err)
			ids := s.opened(450)
			bad := ids[0]
			store.put = func(_ context.Context, changes []storage.Change) error {
				if names(changes, bad) {
					return fault(changes, bad)
				}
				return nil
			}
			s.at(2*time.Hour + time.Minute)
			for _, want := range []int{len(ids) - 1, 0} {
				n, err := s.Sweep(t.Context())
				require.ErrorContains(t, err, bad.String())
				require.Equal(t, want, n)
			}
			s.allSwept(ids[1:]...)
			require.Empty(t, s.swept(bad))
			store.put = nil
			s.sweeps(2*time.Hour+2*time.Minute, 1)
			s.allSwept(bad)
		})
	}
}

// When nothing can be written every complaint is tried, but the errors stay readable.
func TestSweepBoundsItsErrors(t *testing.T) {
	store := &wrapped{Store: memory.New()}
	s := newShift(t, store, nil)
	s.opened(150)
	store.put = func(context.Context, []storage.Change) error { return errNotWritten }
	s.at(3 * time.Hour)
	n, err := s.Sweep(t.Context())
	require.Zero(t, n)
	require.ErrorIs(t, err, errNotWritten)
	require.ErrorContains(t, err, "50 more such errors")
}

func TestSweepReturnsWhatTheStoreSays(t *testing.T) {
	store := &wrapped{Store: memory.New()}
	s := newShift(t, store, nil)
	s.opened(1)
	store.list = func(context.Context, storage.Query) (storage.Page, error) { return storage.Page{}, errNotWritten }
	s.at(3 * time.Hour)
	n, err := s.Sweep(t.Context())
	require.ErrorIs(t, err, errNotWritten)
	require.Zero(t, n)
	s.config.Random = bytes.NewReader(nil)
	d, err := desk.New(s.config)
	require.NoError(t, err)
	_, err = d.Sweep(t.Context())
	require.ErrorContains(t, err, "random")
}

// Rows that are damaged, so that no page with one of them can be read, keep no others waiting, wherever they stand.
func TestSweepGoesRoundDamagedRows(t *testing.T) {
	for name, c := range map[string]struct {
		apart time.Duration
		bad   []int
	}{
		"first, middle and last": {time.Second, []int{0, 170, 299}},
		"side by side":           {time.Second, []int{100, 101, 102}},
		"due at the same moment": {0, []int{150}},
	} {
		t.Run(name, func(t *testing.T) {
			store := &wrapped{Store: memory.New()}
			s := newShift(t, store, nil)
			damaged := map[complaint.ID]bool{}
			var ids []complaint.ID
			for i := range 300 {
				s.at(time.Duration(i) * c.apart)
				id := open(t, s.Desk).ID
				if damaged[id] = slices.Contains(c.bad, i); !damaged[id] {
					ids = append(ids, id)
				}
			}
			store.list = func(ctx context.Context, q storage.Query) (storage.Page, error) {
				page, err := store.Store.List(ctx, q)
				for i := range page.Complaints {
					if damaged[page.Complaints[i].ID] {
						return storage.Page{}, errNotRead
					}
				}
				return page, err
			}
			s.at(2*time.Hour + 10*time.Minute)
			n, err := s.Sweep(t.Context())
			require.ErrorIs(t, err, errNotRead)
			require.Equal(t, len(ids), n)
			s.allSwept(ids...)
			store.list = nil
			s.sweeps(2*time.Hour+10*time.Minute, len(c.bad))
		})
	}
}

// A sweep whose context ends has done what it says, and nothing else; the next one does the rest.
func TestSweepWhenItsContextEnds(t *testing.T) {
	store := &wrapped{Store: memory.New()}
	s := newShift(t, store, nil)
	ids := s.opened(450)
	s.at(2*time.Hour + time.Minute)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	n, err := s.Sweep(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, n)

	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	puts := 0
	store.put = func(context.Context, []storage.Change) error {
		puts++
		if puts == 3 {
			cancel()
		}
		return nil
	}
	n, err = s.Sweep(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 200, n, "two batches")
	store.put = nil
	s.sweeps(2*time.Hour+time.Minute, len(ids)-n)
	s.allSwept(ids...)
}

// Somebody writes a note, or answers, between the sweep's reading and its writing.
func TestSweepMeetsPeople(t *testing.T) {
	store := &wrapped{Store: memory.New()}
	s := newShift(t, store, nil)
	ids := s.opened(120)
	people, err := desk.New(desk.Config{Store: store.Store, SLA: s.config.SLA, Now: s.clock})
	require.NoError(t, err)
	store.put = func(ctx context.Context, _ []storage.Change) error {
		store.put = nil
		for id, a := range map[complaint.ID]complaint.Action{ids[3]: note("called"), ids[50]: answer(), ids[90]: note("called")} {
			_, err := people.Do(ctx, desk.Command{ID: id, Actor: mia, Action: a})
			require.NoError(t, err)
		}
		return nil
	}
	s.sweeps(2*time.Hour+time.Minute, len(ids)-1)
	require.Empty(t, s.swept(ids[50]), "it was answered before it was warned")
	s.allSwept(slices.Delete(ids, 50, 51)...)
}

// Somebody writes notes after the sweep has begun with a batch, wherever it goes: what was begun has moved on in the order, and
// it is finished all the same.
func TestSweepMeetsPeopleHalfway(t *testing.T) {
	store := &wrapped{Store: memory.New()}
	s := newShift(t, store, nil)
	ids := s.opened(450)
	people, err := desk.New(desk.Config{Store: store.Store, SLA: s.config.SLA, Now: s.clock})
	require.NoError(t, err)
	noted := map[complaint.ID]bool{}
	bad := ids[0] // and this one can never be written
	store.put = func(ctx context.Context, changes []storage.Change) error {
		if names(changes, bad) {
			return errNotWritten
		}
		second := slices.DeleteFunc(slices.Clone(changes), func(c storage.Change) bool {
			return c.Event.Version != 3 || noted[c.Complaint.ID]
		})
		for _, c := range second[:min(len(second), 2)] {
			noted[c.Complaint.ID] = true
			_, err := people.Do(ctx, desk.Command{ID: c.Complaint.ID, Actor: mia, Action: note("called")})
			require.NoError(t, err)
		}
		return nil
	}
	s.at(24 * time.Hour)
	n, err := s.Sweep(t.Context())
	require.Equal(t, 5*(len(ids)-1), n)
	require.NotEmpty(t, noted)
	require.Equal(t, 1, strings.Count(err.Error(), bad.String()), "it is tried once a sweep")
}

// Another worker does everything between this one's reading and its writing.
func TestSweepIsOvertaken(t *testing.T) {
	for _, after := range []int{1, 2, 3} {
		store := &wrapped{Store: memory.New()}
		s := newShift(t, store, nil)
		ids := s.opened(450)
		s.at(24 * time.Hour)
		other, err := desk.New(desk.Config{Store: store.Store, SLA: s.config.SLA, Now: s.clock})
		require.NoError(t, err)
		theirs, puts := 0, 0
		store.put = func(ctx context.Context, _ []storage.Change) error {
			puts++
			if puts == after {
				theirs, err = other.Sweep(ctx)
			}
			return err
		}
		mine, err := s.Sweep(t.Context())
		require.NoError(t, err)
		require.NotZero(t, theirs)
		require.Equal(t, 5*len(ids), mine+theirs)
		for _, id := range ids {
			require.Len(t, s.swept(id), 5)
		}
	}
}
