package complaint_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
)

func meta() complaint.Meta {
	return complaint.Meta{
		At: casegen.Start(), Actor: complaint.Actor{ID: "web", Role: complaint.RoleSystem}, Salt: []byte("sixteen bytes ok"),
	}
}

// randomHistory makes a history of about n events with a seed.
func randomHistory(t testing.TB, seed uint64, n int) (complaint.Complaint, []complaint.Event) {
	t.Helper()
	s := casegen.Func(rand.New(rand.NewPCG(seed, 1)).IntN)
	c, e, err := complaint.Open(casegen.ID(s), casegen.Intake(s), casegen.Meta(s, complaint.Complaint{Tenant: "shop"}))
	require.NoError(t, err)
	events := []complaint.Event{e}
	for range 20 * n {
		if len(events) == n {
			break
		}
		a, m := casegen.Next(s, c)
		if a.Kind() == complaint.KindErase || a.Kind() == complaint.KindArchive {
			continue
		}
		next, e, err := c.Apply(a, m)
		if err == nil {
			c, events = next, append(events, e)
		}
	}
	return c, events
}

// export writes a history as it is exported: one JSON event a line.
func export(t testing.TB, events []complaint.Event) [][]byte {
	t.Helper()
	lines := make([][]byte, len(events))
	for i, e := range events {
		line, err := json.Marshal(e)
		require.NoError(t, err)
		lines[i] = line
	}
	return lines
}

// TestEveryChangedBitIsFound flips every bit of an exported history, one at a time: of 12 events, or of 200 when
// RECOURSE_LONG is set.
func TestEveryChangedBitIsFound(t *testing.T) {
	n := 12
	if os.Getenv("RECOURSE_LONG") != "" {
		n = 200
	}
	_, events := randomHistory(t, 7, n)
	require.NoError(t, complaint.Verify(events))
	flips := 0
	for i, line := range export(t, events) {
		changed := slices.Clone(events)
		for bit := range 8 * len(line) {
			line[bit/8] ^= 1 << (bit % 8)
			if err := json.Unmarshal(line, &changed[i]); err == nil {
				require.ErrorIs(t, complaint.Verify(changed), complaint.ErrTampered, "event %d, bit %d: %s", i+1, bit, line)
			}
			line[bit/8] ^= 1 << (bit % 8)
			flips++
		}
	}
	t.Logf("%d flipped bits, all found", flips)
}

func TestEveryMoveIsFound(t *testing.T) {
	c, events := randomHistory(t, 11, 60)
	require.NoError(t, c.Verify(events))
	tampered := func(history []complaint.Event, what string, args ...any) {
		t.Helper()
		err := c.Verify(history)
		require.ErrorIs(t, err, complaint.ErrTampered, append([]any{what}, args...)...)
		var chain *complaint.ChainError
		require.ErrorAs(t, err, &chain)
	}
	for i := range events {
		tampered(slices.Delete(slices.Clone(events), i, i+1), "event %d removed", i+1)
		tampered(slices.Insert(slices.Clone(events), i, events[i]), "event %d doubled", i+1)
		tampered(events[:i], "cut off after %d", i)
		for j := range i {
			swapped := slices.Clone(events)
			swapped[i], swapped[j] = swapped[j], swapped[i]
			tampered(swapped, "events %d and %d swapped", i+1, j+1)
		}
	}
	changes := map[string]func(e *complaint.Event){
		"tenant":    func(e *complaint.Event) { e.Tenant = "other" },
		"time":      func(e *complaint.Event) { e.At = e.At.Add(time.Microsecond) },
		"recorded":  func(e *complaint.Event) { e.Recorded = e.Recorded.Add(-time.Microsecond) },
		"actor":     func(e *complaint.Event) { e.Actor.ID += "x" },
		"role":      func(e *complaint.Event) { e.Actor.Role = "x" },
		"kind":      func(e *complaint.Event) { e.Kind = "note2" },
		"schema":    func(e *complaint.Event) { e.Schema++ },
		"status":    func(e *complaint.Event) { e.Status = "x" },
		"key":       func(e *complaint.Event) { e.Key += "x" },
		"data":      func(e *complaint.Event) { e.Data = append(slices.Clone(e.Data), ' ') },
		"decisions": func(e *complaint.Event) { e.Decisions = append(slices.Clone(e.Decisions), ' ') },
		"digest":    func(e *complaint.Event) { e.Digest += "0" },
		"personal":  func(e *complaint.Event) { e.Personal = &complaint.Personal{Data: json.RawMessage(`{}`)} },
		"hash":      func(e *complaint.Event) { e.Hash += "0" },
		"prev":      func(e *complaint.Event) { e.Prev += "0" },
		"moved border": func(e *complaint.Event) {
			e.Data, e.Decisions = append(slices.Clone(e.Data), e.Decisions...), nil
			e.Key += "x"
		},
	}
	for name, change := range changes {
		for i := range events {
			changed := slices.Clone(events)
			change(&changed[i])
			tampered(changed, "%s of event %d changed", name, i+1)
		}
	}
}

func TestAnInsertedForgeryIsFound(t *testing.T) {
	_, events := randomHistory(t, 3, 20)
	_, foreign := randomHistory(t, 4, 20)
	for i := range events {
		mixed := slices.Insert(slices.Clone(events), i, foreign[1])
		require.ErrorIs(t, complaint.Verify(mixed), complaint.ErrTampered)
	}
}

func TestCleanHistoriesVerify(t *testing.T) {
	for seed := range uint64(300) {
		c, events := randomHistory(t, seed, 25)
		require.NoError(t, c.Verify(events), "seed %d", seed)
	}
}

func TestErasedHistoryVerifies(t *testing.T) {
	c, events := closedCase(t)
	require.Equal(t, complaint.StatusClosed, c.Status)
	for i := range events[:len(events)-1] {
		events[i] = events[i].Redacted()
	}
	require.ErrorIs(t, complaint.Verify(events), complaint.ErrTampered, "without an erasure, missing texts are tampering")

	c, e := do(t, c, complaint.Erase{Basis: "customer_request"}, manager())
	events = append(events, e)
	for i := range events {
		events[i] = events[i].Redacted()
	}
	require.NoError(t, c.Verify(events))
	for _, secret := range []string{"the screen is faulty", "Jane Roe", "photo"} {
		if strings.Contains(text(t, events)+text(t, c), secret) {
			t.Errorf("%q is still there after the erasure", secret)
		}
	}

	cut := slices.Clone(events)
	cut[0].Digest = ""
	require.ErrorIs(t, complaint.Verify(cut), complaint.ErrTampered, "an erasure is no excuse for another change")
}

func TestVerifyOfNothing(t *testing.T) {
	require.ErrorIs(t, complaint.Verify(nil), complaint.ErrTampered)
	_, err := complaint.Replay(nil)
	require.ErrorIs(t, err, complaint.ErrTampered)
}

func TestNewerEventsSurvive(t *testing.T) {
	_, events := closedCase(t)
	raw := `{"tenant":"","complaint":"` + events[0].Complaint.String() + `","version":2,"kind":"teleport","schema":9,` +
		`"status":"beamed","at":"2026-10-01T00:00:00Z","recorded":"2026-10-01T00:00:00Z","actor":{"id":"a","role":"system"},` +
		`"data":{"deck":7,"new_field":[1,2,{"x":null}]},"hash":"sha256:00"}`
	var e complaint.Event
	require.NoError(t, json.Unmarshal([]byte(raw), &e))
	require.Equal(t, raw, text(t, e), "unknown kinds and fields must survive a round trip byte for byte")
	_, err := e.Action()
	require.ErrorIs(t, err, complaint.ErrNewer)
	_, err = complaint.Replay([]complaint.Event{events[0], e})
	require.ErrorIs(t, err, complaint.ErrNewer)
	require.ErrorContains(t, err, "teleport")

	known := events[1]
	known.Schema = complaint.Schema + 1
	_, err = known.Action()
	require.ErrorIs(t, err, complaint.ErrNewer)
}

func TestReplayOfAHostileHistoryDoesNotPanic(t *testing.T) {
	// A forged history can name things that are not there. Replay must neither panic nor hang.
	_, opened := closedCase(t)
	for _, kind := range complaint.Kinds() {
		for _, data := range []string{`{}`, `{"offer":"o","option":99}`, `{"payout":{"offer":"o"}}`, `[]`, `null`, `{"into":7}`} {
			e := complaint.Event{Complaint: opened[0].Complaint, Version: 2, Kind: kind, Schema: 1, Data: json.RawMessage(data)}
			_, err := complaint.Replay([]complaint.Event{opened[0], e})
			if err != nil {
				require.True(t, errors.Is(err, complaint.ErrInvalid) || errors.Is(err, complaint.ErrTampered), "%s: %v", kind, err)
			}
		}
	}
}
