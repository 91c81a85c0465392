package integration_test

import (
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/go-memdb"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// The benchmarks of storage/memory stand beside hashicorp/go-memdb, which does the same work with hand-written indexers.
// One command, from the root of the repository:
//
//	go test ./internal/integration -run '^$' -bench '^BenchmarkMemory' -benchtime 400x
//
// "memdb" keeps the contract as storage/memory does: it copies what it is given and what it returns, stores the event, and
// has an index for each order of a query and for customers, orders and references. "bare" is memdb with the indexes by ID
// and by status and receipt only, which stores no event and hands out what it holds, without a copy: a caller who writes to
// it breaks the store. The contenders take turns, a batch of operations each, so that whatever else the machine does meets
// all of them; the times are medians of the batches, per operation. A ratio above 1 says that the library is faster.

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

// contender does one operation, the i-th of all.
type contender struct {
	name string
	do   func(i int) error
}

// turns runs batches of operations, the first contender's beside those of the others.
func turns(b *testing.B, batch int, list ...contender) {
	b.Helper()
	times := make([][]float64, len(list))
	b.ResetTimer()
	for n := range b.N {
		for turn := range list {
			which := (turn + n) % len(list)
			start := time.Now()
			for i := range batch {
				if err := list[which].do(n*batch + i); err != nil {
					b.Fatal(list[which].name, err)
				}
			}
			times[which] = append(times[which], float64(time.Since(start).Nanoseconds())/float64(batch))
		}
	}
	b.StopTimer()
	b.ReportMetric(0, "ns/op") // all sides together say nothing
	for i, c := range list {
		slices.Sort(times[i])
		median := times[i][len(times[i])/2]
		b.ReportMetric(median, "ns/"+c.name)
		if i > 0 {
			b.ReportMetric(median/times[0][len(times[0])/2], "ratio/"+c.name)
		}
	}
}

// filledStores returns stores with the same complaints, and their IDs.
func filledStores(b *testing.B) (store *memory.Store, full, bare *peer, ids []complaint.ID) {
	b.Helper()
	store, full, bare = memory.New(), newPeer(b, false), newPeer(b, true)
	for _, ch := range benchCases(b, listed) {
		require.NoError(b, store.Put(b.Context(), ch))
		require.NoError(b, full.put(ch))
		require.NoError(b, bare.put(ch))
		ids = append(ids, ch.Complaint.ID)
	}
	runtime.GC()
	return store, full, bare, ids
}

var sink complaint.Complaint

// BenchmarkMemoryGet reads complaints out of 50,000: any of them, or one of a thousand that are being worked on.
func BenchmarkMemoryGet(b *testing.B) {
	store, full, bare, ids := filledStores(b)
	for name, among := range map[string]int{"any": listed, "hot": 1000} {
		b.Run(name, func(b *testing.B) {
			id := func(i int) complaint.ID { return ids[i*7919%among] }
			turns(b, 1000, contender{"recourse", func(i int) error {
				c, err := store.Get(b.Context(), id(i))
				sink = c
				return err
			}}, contender{"memdb", func(i int) error {
				c, err := full.get(id(i))
				if err == nil {
					sink = c.Clone()
				}
				return err
			}}, contender{"bare", func(i int) error {
				_, err := bare.get(id(i))
				return err
			}})
		})
	}
}

// BenchmarkMemoryList reads a page of 50 by status, in order of receipt, out of 50,000.
func BenchmarkMemoryList(b *testing.B) {
	store, full, bare, _ := filledStores(b)
	statuses := complaint.Statuses()[:8]
	turns(b, 10, contender{"recourse", func(i int) error {
		page, err := store.List(b.Context(), storage.Query{Status: []complaint.Status{statuses[i%8]}})
		if err == nil && len(page.Complaints) != storage.DefaultLimit {
			return storage.ErrNotFound
		}
		return err
	}}, contender{"memdb", func(i int) error {
		page, err := full.list(statuses[i%8], storage.DefaultLimit)
		if err != nil {
			return err
		}
		list := make([]complaint.Complaint, len(page))
		for i, c := range page {
			list[i] = c.Clone()
		}
		sink = list[len(list)-1]
		return nil
	}}, contender{"bare", func(i int) error {
		_, err := bare.list(statuses[i%8], storage.DefaultLimit)
		return err
	}})
}

// BenchmarkMemoryInsert stores new complaints, one by one.
func BenchmarkMemoryInsert(b *testing.B) {
	const batch = 100
	changes := benchCases(b, batch*b.N)
	store, full, bare := memory.New(), newPeer(b, false), newPeer(b, true)
	turns(b, batch, contender{"recourse", func(i int) error { return store.Put(b.Context(), changes[i]) }},
		contender{"memdb", func(i int) error { return full.put(changes[i]) }},
		contender{"bare", func(i int) error { return bare.put(changes[i]) }})
}
