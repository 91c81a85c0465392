package storagetest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
)

// lab is what a test works with: a store, and a source of complaints for it. It is not safe for concurrent use.
type lab struct {
	store  storage.Store
	tenant string
	rng    *rand.Rand
	seed   uint64
}

func newLab(t *testing.T, s storage.Store) *lab {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("RECOURSE_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		require.NoError(t, err, "RECOURSE_SEED must be a number")
		seed = given
	}
	return &lab{store: s, rng: rand.New(rand.NewPCG(seed, 1)), seed: seed}
}

// at returns the lab of another store with the same source.
func (l *lab) at(s storage.Store, tenant string) *lab {
	return &lab{store: s, tenant: tenant, rng: l.rng, seed: l.seed}
}

// Intn makes the lab a [casegen.Source].
func (l *lab) Intn(n int) int { return l.rng.IntN(n) }

// size returns the full size of a random test, or a quarter with -short.
func (l *lab) size(full int) int {
	if testing.Short() {
		return full / 4
	}
	return full
}

func (l *lab) id() complaint.ID {
	var id complaint.ID
	for i := range id {
		id[i] = byte(l.rng.UintN(256))
	}
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

// opened returns a new complaint, not yet stored.
func (l *lab) opened(t *testing.T, edits ...func(*complaint.Intake)) storage.Change {
	t.Helper()
	return l.openedAs(t, l.id(), edits...)
}

func (l *lab) openedAs(t *testing.T, id complaint.ID, edits ...func(*complaint.Intake)) storage.Change {
	t.Helper()
	in := casegen.Intake(l)
	for _, edit := range edits {
		edit(&in)
	}
	c, e, err := complaint.Open(id, in, casegen.Meta(l, complaint.Complaint{Tenant: l.tenant}))
	require.NoError(t, err)
	return storage.Change{Complaint: c, Event: e}
}

// step returns the next step of a complaint, not yet stored.
func (l *lab) step(t *testing.T, c complaint.Complaint, a complaint.Action) storage.Change {
	t.Helper()
	next, e, err := c.Apply(a, casegen.Meta(l, c))
	require.NoError(t, err)
	return storage.Change{Complaint: next, Event: e}
}

func (l *lab) note(t *testing.T, c complaint.Complaint) storage.Change {
	t.Helper()
	return l.step(t, c, complaint.Note{Text: complaint.Hide("looked at it")})
}

// walk returns the changes of a random history.
func (l *lab) walk(t *testing.T, steps int) []storage.Change {
	t.Helper()
	changes := []storage.Change{l.opened(t)}
	for range steps {
		c := changes[len(changes)-1].Complaint
		a, m := casegen.Next(l, c)
		if a.Kind() == complaint.KindErase {
			continue
		}
		if next, e, err := c.Apply(a, m); err == nil {
			changes = append(changes, storage.Change{Complaint: next, Event: e})
		}
	}
	return changes
}

// forged returns a new complaint whose state was edited by hand, as no lifecycle would.
func (l *lab) forged(t *testing.T, edit func(*complaint.Complaint)) storage.Change {
	t.Helper()
	ch := l.opened(t)
	edit(&ch.Complaint)
	return stamped(ch)
}

// edited returns a next step whose state was edited by hand.
func (l *lab) edited(t *testing.T, c complaint.Complaint, edit func(*complaint.Complaint)) storage.Change {
	t.Helper()
	ch := storage.Change{Complaint: c.Clone(), Event: l.opened(t).Event}
	ch.Complaint.Version++
	edit(&ch.Complaint)
	return stamped(ch)
}

// stamped makes complaint and event of a change agree.
func stamped(ch storage.Change) storage.Change {
	c, e := &ch.Complaint, &ch.Event
	e.Tenant, e.Complaint, e.Version, e.Status, e.Prev = c.Tenant, c.ID, c.Version, c.Status, c.Head
	if e.Version > 1 {
		e.Kind = complaint.KindNote
	} else {
		e.Prev = ""
	}
	hash := sha256.Sum256([]byte(c.ID.String() + c.Head + strconv.FormatInt(c.Version, 10)))
	e.Hash = "sha256:" + hex.EncodeToString(hash[:])
	c.Head = e.Hash
	return ch
}

// put stores changes that must go through.
func (l *lab) put(t *testing.T, changes ...storage.Change) {
	t.Helper()
	require.NoError(t, l.store.Put(t.Context(), changes...), "Put must store changes that follow what is stored")
}

// fill stores n complaints made one by one, a hundred to a Put, and returns them.
func (l *lab) fill(t *testing.T, n int, one func() storage.Change) []complaint.Complaint {
	t.Helper()
	stored := make([]complaint.Complaint, 0, n)
	batch := make([]storage.Change, 0, min(n, 100))
	for i := range n {
		batch = append(batch, one())
		stored = append(stored, batch[len(batch)-1].Complaint)
		if len(batch) == 100 || i == n-1 {
			l.put(t, batch...)
			batch = batch[:0]
		}
	}
	return stored
}

// holds checks that a complaint is stored in exactly this state.
func (l *lab) holds(t *testing.T, want complaint.Complaint, rule string) {
	t.Helper()
	got, err := l.store.Get(t.Context(), want.ID)
	require.NoError(t, err, rule)
	require.Equal(t, text(t, want), text(t, got), rule)
}

// lacks checks that nothing is stored of a complaint.
func (l *lab) lacks(t *testing.T, id complaint.ID, rule string) {
	t.Helper()
	_, err := l.store.Get(t.Context(), id)
	require.ErrorIs(t, err, storage.ErrNotFound, rule)
	_, err = l.store.History(t.Context(), id)
	require.ErrorIs(t, err, storage.ErrNotFound, rule)
}

// history reads the events of a complaint.
func (l *lab) history(t *testing.T, id complaint.ID) []complaint.Event {
	t.Helper()
	events, err := l.store.History(t.Context(), id)
	require.NoError(t, err, "History must return the events of a stored complaint")
	return events
}

// list reads all pages of a query.
func (l *lab) list(t *testing.T, q storage.Query) []complaint.Complaint {
	t.Helper()
	var found []complaint.Complaint
	seen := map[complaint.ID]bool{}
	for {
		page, err := l.store.List(t.Context(), q)
		require.NoError(t, err, "List must answer a valid query: %s", text(t, q))
		require.LessOrEqual(t, len(page.Complaints), q.Size(), "a page must not be longer than the limit")
		for i := range page.Complaints {
			id := page.Complaints[i].ID
			require.False(t, seen[id], "paging must return each complaint exactly once, this one came again: %s", text(t, q))
			seen[id] = true
		}
		found = append(found, page.Complaints...)
		if page.Next == "" {
			return found
		}
		require.NotEmpty(t, page.Complaints, "a page with a next one must not be empty, or paging never ends")
		q.Cursor = page.Next
	}
}

// text is the stored form of a value: two states are the same when it is.
func text(t require.TestingT, v any) string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func ids(list []complaint.Complaint) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = list[i].ID.String()
	}
	return out
}

// cny is an amount in fen.
func cny(t require.TestingT, fen int64) complaint.Money { return money(t, fen, "CNY") }

func money(t require.TestingT, minor int64, currency string) complaint.Money {
	m, err := complaint.FromMinor(minor, currency)
	require.NoError(t, err)
	return m
}

// moment is a time some microseconds after the beginning of all cases.
func moment(micros int) time.Time {
	return casegen.Start().Add(time.Duration(micros) * time.Microsecond)
}
