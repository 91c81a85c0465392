package integration

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/hashicorp/go-memdb"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// The benchmarks of storage/memory stand beside hashicorp/go-memdb, which does the same work with hand-written indexers:
//
//	go test -run '^$' -bench '^BenchmarkMemory' ./internal/integration
//
// "memdb" keeps the contract as storage/memory does: it copies what it is given and what it returns, stores the event, and
// has an index for each order of a query. "memdb-bare" has the indexes by ID and by status and receipt only, stores no
// event, and hands out what it holds without a copy, so that a caller who writes to it breaks the store.

const listed = 50_000

// row is what memdb holds.
type row struct {
	state complaint.Complaint
	index storage.Index
}

// byID indexes rows by ID.
type byID struct{}

func (byID) FromArgs(args ...any) ([]byte, error) {
	id, _ := args[0].(complaint.ID)
	return id[:], nil
}

func (byID) FromObject(object any) (bool, []byte, error) {
	r, ok := object.(*row)
	if !ok {
		return false, nil, nil
	}
	return true, r.state.ID[:], nil
}

// byOrder indexes rows by status and an order.
type byOrder struct{ order storage.Order }

func (o byOrder) FromArgs(args ...any) ([]byte, error) {
	status, _ := args[0].(complaint.Status)
	return append([]byte(status), 0), nil
}

func (o byOrder) PrefixFromArgs(args ...any) ([]byte, error) { return o.FromArgs(args...) }

func (o byOrder) FromObject(object any) (bool, []byte, error) {
	r, ok := object.(*row)
	if !ok {
		return false, nil, nil
	}
	k := o.order.KeyOf(r.state.ID, r.index)
	b := append(make([]byte, 0, 64), r.index.Status...)
	b = append(b, 0)
	b = binary.BigEndian.AppendUint64(b, uint64(k.First)^1<<63)
	b = binary.BigEndian.AppendUint64(b, uint64(k.Second)^1<<63)
	return true, append(b, k.ID[:]...), nil
}

// byText indexes rows by one of their texts.
type byText struct{ of func(*row) string }

func (x byText) FromArgs(args ...any) ([]byte, error) {
	text, _ := args[0].(string)
	return append([]byte(text), 0), nil
}

func (x byText) FromObject(object any) (bool, []byte, error) {
	r, ok := object.(*row)
	if !ok || x.of(r) == "" {
		return false, nil, nil
	}
	return true, append([]byte(x.of(r)), 0), nil
}

// byVersion indexes events by complaint and version.
type byVersion struct{}

func (byVersion) FromArgs(args ...any) ([]byte, error) {
	id, _ := args[0].(complaint.ID)
	return id[:], nil
}

func (byVersion) FromObject(object any) (bool, []byte, error) {
	e, ok := object.(*complaint.Event)
	if !ok {
		return false, nil, nil
	}
	return true, binary.BigEndian.AppendUint64(append(make([]byte, 0, 24), e.Complaint[:]...), uint64(e.Version)), nil
}

// peer is a store of complaints on memdb.
type peer struct {
	db   *memdb.MemDB
	bare bool
}

func newPeer(t testing.TB, bare bool) *peer {
	t.Helper()
	indexes := map[string]*memdb.IndexSchema{
		"id":       {Name: "id", Unique: true, Indexer: byID{}},
		"received": {Name: "received", Unique: true, Indexer: byOrder{storage.Order{By: storage.ByReceived}}},
	}
	if !bare {
		for _, by := range storage.Orders() {
			indexes[string(by)] = &memdb.IndexSchema{Name: string(by), Unique: true, Indexer: byOrder{storage.Order{By: by}}}
		}
		for name, of := range map[string]func(*row) string{
			"customer": func(r *row) string { return r.index.Customer }, "order": func(r *row) string { return r.index.Order },
			"reference": func(r *row) string { return r.index.Reference },
		} {
			indexes[name] = &memdb.IndexSchema{Name: name, AllowMissing: true, Indexer: byText{of}}
		}
	}
	db, err := memdb.NewMemDB(&memdb.DBSchema{Tables: map[string]*memdb.TableSchema{
		"complaint": {Name: "complaint", Indexes: indexes},
		"event":     {Name: "event", Indexes: map[string]*memdb.IndexSchema{"id": {Name: "id", Unique: true, Indexer: byVersion{}}}},
	}})
	require.NoError(t, err)
	return &peer{db: db, bare: bare}
}

func (p *peer) put(ch storage.Change) error {
	tx := p.db.Txn(true)
	defer tx.Abort()
	old, err := tx.First("complaint", "id", ch.Complaint.ID)
	if err != nil {
		return err
	}
	stored := int64(0)
	if r, ok := old.(*row); ok {
		stored = r.state.Version
	}
	if ch.Complaint.Version != stored+1 {
		return storage.ErrConflict
	}
	r := &row{state: ch.Complaint, index: storage.IndexOf(ch.Complaint)}
	if !p.bare {
		r.state = ch.Complaint.Clone()
		e := ch.Event.Clone()
		if err := tx.Insert("event", &e); err != nil {
			return err
		}
	}
	if err := tx.Insert("complaint", r); err != nil {
		return err
	}
	tx.Commit()
	return nil
}

func (p *peer) get(id complaint.ID) (*complaint.Complaint, error) {
	tx := p.db.Txn(false)
	found, err := tx.First("complaint", "id", id)
	if err != nil {
		return nil, err
	}
	r, ok := found.(*row)
	if !ok {
		return nil, storage.ErrNotFound
	}
	return &r.state, nil
}

func (p *peer) list(status complaint.Status, n int) ([]*complaint.Complaint, error) {
	tx := p.db.Txn(false)
	found, err := tx.Get("complaint", "received_prefix", status)
	if err != nil {
		return nil, err
	}
	page := make([]*complaint.Complaint, 0, n)
	for next := found.Next(); next != nil && len(page) < n; next = found.Next() {
		if r, ok := next.(*row); ok {
			page = append(page, &r.state)
		}
	}
	return page, nil
}

// benchCases returns n new complaints in random order of receipt, in eight statuses.
func benchCases(t testing.TB, n int) []storage.Change {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 7))
	source := casegen.Func(rng.IntN)
	statuses := complaint.Statuses()[:8]
	changes := make([]storage.Change, n)
	for i := range changes {
		var id complaint.ID
		binary.BigEndian.PutUint64(id[:], rng.Uint64())
		binary.BigEndian.PutUint64(id[8:], rng.Uint64())
		c, e, err := complaint.Open(id, casegen.Intake(source), casegen.Meta(source, complaint.Complaint{}))
		require.NoError(t, err)
		c.Status = statuses[rng.IntN(len(statuses))]
		changes[i] = storage.Change{Complaint: c, Event: e}
	}
	return changes
}

// fillBoth stores the same complaints in both.
func fillBoth(b *testing.B, bare bool) ([]storage.Change, *memory.Store, *peer) {
	b.Helper()
	changes := benchCases(b, listed)
	store, other := memory.New(), newPeer(b, bare)
	for _, ch := range changes {
		require.NoError(b, store.Put(b.Context(), ch))
		require.NoError(b, other.put(ch))
	}
	return changes, store, other
}

var sink complaint.Complaint

func BenchmarkMemoryGet(b *testing.B) {
	changes, store, other := fillBoth(b, false)
	id := func(i int) complaint.ID { return changes[(i*7919)%listed].Complaint.ID }
	b.Run("recourse", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			c, err := store.Get(b.Context(), id(i))
			if err != nil {
				b.Fatal(err)
			}
			sink = c
		}
	})
	b.Run("memdb", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			c, err := other.get(id(i))
			if err != nil {
				b.Fatal(err)
			}
			sink = c.Clone()
		}
	})
	b.Run("memdb-bare", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := other.get(id(i)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkMemoryList(b *testing.B) {
	_, store, other := fillBoth(b, false)
	q := storage.Query{Status: []complaint.Status{complaint.StatusAssigned}}
	b.Run("recourse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			page, err := store.List(b.Context(), q)
			if err != nil || len(page.Complaints) != storage.DefaultLimit {
				b.Fatal(err, len(page.Complaints))
			}
		}
	})
	b.Run("memdb", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			page, err := other.list(complaint.StatusAssigned, storage.DefaultLimit)
			if err != nil || len(page) != storage.DefaultLimit {
				b.Fatal(err, len(page))
			}
			list := make([]complaint.Complaint, len(page))
			for i, c := range page {
				list[i] = c.Clone()
			}
			sink = list[0]
		}
	})
	b.Run("memdb-bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			page, err := other.list(complaint.StatusAssigned, storage.DefaultLimit)
			if err != nil || len(page) != storage.DefaultLimit {
				b.Fatal(err, len(page))
			}
		}
	})
}

func BenchmarkMemoryInsert(b *testing.B) {
	changes := benchCases(b, listed)
	// Each round stores the same complaints again in a new store, so that sizes are alike on both sides.
	run := func(name string, open func() func(storage.Change) error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			put := open()
			n := 0
			for b.Loop() {
				if n == len(changes) {
					b.StopTimer()
					put, n = open(), 0
					b.StartTimer()
				}
				if err := put(changes[n]); err != nil {
					b.Fatal(err)
				}
				n++
			}
		})
	}
	run("recourse", func() func(storage.Change) error {
		store := memory.New()
		return func(ch storage.Change) error { return store.Put(b.Context(), ch) }
	})
	run("memdb", func() func(storage.Change) error { return newPeer(b, false).put })
	run("memdb-bare", func() func(storage.Change) error { return newPeer(b, true).put })
}
