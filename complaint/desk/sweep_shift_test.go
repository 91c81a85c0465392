package desk_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/storage"
)

// shiftPolicy counts around the clock and nothing stops it.
const shiftPolicy = `kind: sla
name: shift
version: "1"
paused_by: []
ladders:
  up: [{at: 100%, tier: senior}, {after: 4h, tier: supervisor}]
targets:
  - {metric: first_response, within: 4h, warn: [50%, 75%], ladder: up}
silence:
  - {name: no-answer, when: {field: waiting_for, op: is, value: customer}, after: 240h, remind: [48h], outcome: no_answer}
`

func waitFor(whom complaint.WaitFor, until time.Time) complaint.Wait {
	return complaint.Wait{For: whom, Until: until, Reason: complaint.Hide("they have to tell us first")}
}

// picks is a roster that is a function.
type picks func(tier complaint.Role, c complaint.Complaint) (complaint.Party, error)

func (picks) People(context.Context, string) ([]desk.Person, error) { return nil, nil }

func (p picks) Pick(_ context.Context, tier complaint.Role, c complaint.Complaint) (complaint.Party, error) {
	return p(tier, c)
}

// shift is a desk whose clock the test sets. Everything begins at its start.
type shift struct {
	*desk.Desk

	t      *testing.T
	config desk.Config
	start  time.Time

	mu  sync.Mutex
	now time.Time
}

func newShift(t *testing.T, store storage.Store, roster desk.Roster) *shift {
	t.Helper()
	p, err := desk.ReadSLA("shift.yaml", []byte(shiftPolicy))
	require.NoError(t, err)
	engine, err := sla.New(p)
	require.NoError(t, err)
	start := time.Date(2026, time.October, 12, 9, 0, 0, 0, time.UTC)
	s := &shift{t: t, start: start, now: start}
	s.config = desk.Config{Store: store, SLA: engine, Now: s.clock, Roster: roster}
	s.Desk, err = desk.New(s.config)
	require.NoError(t, err)
	return s
}

func (s *shift) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// at sets the clock to so long after the start.
func (s *shift) at(after time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.start.Add(after)
}

// skewed is a worker on the same store whose clock differs by so much.
func (s *shift) skewed(by time.Duration) *desk.Desk {
	s.t.Helper()
	config := s.config
	config.Now = func() time.Time { return s.clock().Add(by) }
	d, err := desk.New(config)
	require.NoError(s.t, err)
	return d
}

func (s *shift) do(id complaint.ID, who complaint.Actor, actions ...complaint.Action) complaint.Complaint {
	s.t.Helper()
	var c complaint.Complaint
	for _, a := range actions {
		var err error
		c, err = s.Do(context.Background(), desk.Command{ID: id, Actor: who, Action: a})
		require.NoError(s.t, err, "%s", a.Kind())
	}
	return c
}

// sweeps has the desk sweep so long after the start, which must do so many things.
func (s *shift) sweeps(after time.Duration, want int) {
	s.t.Helper()
	s.at(after)
	n, err := s.Sweep(s.t.Context())
	require.NoError(s.t, err)
	require.Equal(s.t, want, n, "at %s", after)
}

// swept lists what sweeps did on a complaint: what, when it happened, and when it was recorded where that is not the same.
func (s *shift) swept(id complaint.ID) []string {
	s.t.Helper()
	events, err := s.History(context.Background(), id)
	require.NoError(s.t, err)
	require.NoError(s.t, s.Verify(context.Background(), id))
	var list []string
	for _, e := range events {
		if e.Actor.ID != "sweep" {
			continue
		}
		require.Equal(s.t, complaint.RoleSystem, e.Actor.Role)
		text := fmt.Sprintf("%s +%s", thingOf(s.t, e), short(e.At.Sub(s.start)))
		if !e.At.Equal(e.Recorded) {
			text += " noticed +" + short(e.Recorded.Sub(s.start))
		}
		list = append(list, text)
	}
	return list
}

func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// thingOf names what a sweep did.
func thingOf(t *testing.T, e complaint.Event) string {
	t.Helper()
	a, err := e.Action()
	require.NoError(t, err)
	switch a := a.(type) {
	case complaint.Warn:
		return fmt.Sprintf("warn %s %s", a.Clock.Name, a.Mark)
	case complaint.Breach:
		return "breach " + a.Clock.Name
	case complaint.Escalate:
		return strings.TrimSpace(fmt.Sprintf("escalate %d %s %s", a.Level, a.Tier, a.To.Person))
	case complaint.Remind:
		return strings.TrimSpace(fmt.Sprintf("remind %s %s%s", a.About, a.Step, a.Mark))
	case complaint.Lapse:
		return "lapse " + a.Offer
	case complaint.Close:
		return fmt.Sprintf("close %s %s", a.Clock.Name, a.Outcome)
	default:
		return string(e.Kind)
	}
}

// wrapped is a store with parts that a test puts in.
type wrapped struct {
	storage.Store

	put  func(ctx context.Context, changes []storage.Change) error
	list func(ctx context.Context, q storage.Query) (storage.Page, error)
}

func (w *wrapped) Put(ctx context.Context, changes ...storage.Change) error {
	if w.put != nil {
		if err := w.put(ctx, changes); err != nil {
			return err
		}
	}
	return w.Store.Put(ctx, changes...)
}

func (w *wrapped) List(ctx context.Context, q storage.Query) (storage.Page, error) {
	if w.list != nil {
		return w.list(ctx, q)
	}
	return w.Store.List(ctx, q)
}
