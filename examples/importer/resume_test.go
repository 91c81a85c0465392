package importer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/examples/importer"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

func rows(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"key":"k%d","channel":"email","content":"text %d"}`+"\n", i, i)
	}
	return b.String()
}

func TestImportInterrupted(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	first, err := importer.Import(ctx, b.desk, b.store, strings.NewReader(rows(50)), importer.Options{
		Progress: func(p importer.Progress) {
			if p.Rows() == 20 {
				cancel()
			}
		},
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, importer.Result{Imported: 20}, first)
	second, _ := b.run(t, rows(50), importer.Options{})
	assert.Equal(t, importer.Result{Imported: 30, Already: 20}, second)
	assert.Equal(t, "imported 30, already there 20, rejected 0", second.String())
}

// failing is a store whose Put goes through and then reports an error, as when the answer of a commit is lost.
type failing struct {
	storage.Store
	after int
}

var errLost = errors.New("connection lost")

func (f *failing) Put(ctx context.Context, changes ...storage.Change) error {
	if err := f.Store.Put(ctx, changes...); err != nil {
		return err
	}
	f.after--
	if f.after == 0 {
		return errLost
	}
	return nil
}

func TestImportStoreFails(t *testing.T) {
	base := memory.New()
	b := benchOn(t, &failing{Store: base, after: 5})
	first, err := importer.Import(context.Background(), b.desk, b.store, strings.NewReader(rows(10)), importer.Options{})
	require.ErrorIs(t, err, errLost)
	require.ErrorContains(t, err, "line 5: ")
	assert.Equal(t, importer.Result{Imported: 4}, first)
	second, _ := b.run(t, rows(10), importer.Options{})
	assert.Equal(t, importer.Result{Imported: 5, Already: 5}, second, "the fifth was stored although its Put failed")
}

func TestImportReaderFails(t *testing.T) {
	b := newBench(t)
	r := io.MultiReader(strings.NewReader(rows(3)), iotestErr{})
	first, err := importer.Import(context.Background(), b.desk, b.store, r, importer.Options{})
	require.ErrorIs(t, err, errLost)
	assert.Equal(t, importer.Result{Imported: 3}, first)
}

type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) { return 0, errLost }

// Every row is imported by exactly one of many imports of the same file at the same time.
func TestImportConcurrent(t *testing.T) {
	b := newBench(t)
	const workers, n = 8, 200
	results := make([]importer.Result, workers)
	var wait sync.WaitGroup
	for i := range workers {
		wait.Go(func() {
			results[i], _ = importer.Import(context.Background(), b.desk, b.store, strings.NewReader(rows(n)), importer.Options{})
		})
	}
	wait.Wait()
	imported := 0
	for _, r := range results {
		assert.Equal(t, n, r.Rows())
		assert.Zero(t, r.Rejected)
		imported += r.Imported
	}
	assert.Equal(t, n, imported)
	assert.Equal(t, n, b.count(t))
}

func TestImportOfOneTenant(t *testing.T) {
	store := memory.New()
	d, err := desk.New(desk.Config{Store: store, Tenant: "shop-a", Now: func() time.Time { return now }})
	require.NoError(t, err)
	for i, want := range []importer.Result{{Imported: 5}, {Already: 5}} {
		got, err := importer.Import(context.Background(), d, store, strings.NewReader(rows(5)), importer.Options{})
		require.NoError(t, err)
		assert.Equal(t, want, got, "run %d", i+1)
	}
	n, err := storage.Count(context.Background(), store, storage.Query{})
	require.NoError(t, err)
	assert.Zero(t, n, "another tenant")
}

func TestImportOptions(t *testing.T) {
	b := newBench(t)
	_, err := importer.Import(context.Background(), b.desk, b.store, strings.NewReader(""), importer.Options{Format: "xml"})
	require.ErrorContains(t, err, `options.format: "xml"`)
	_, err = importer.Import(context.Background(), b.desk, b.store, strings.NewReader(""), importer.Options{Mapping: &importer.Mapping{Comma: "xx"}})
	require.ErrorContains(t, err, "comma")
	_, reasons := b.run(t, `{"channel":"email","content":"0123456789"}`, importer.Options{MaxRow: 20})
	assert.Equal(t, []string{"line 1: row: must be at most 20 bytes"}, reasons)

	// The source stands in the history.
	b.run(t, rows(1), importer.Options{Source: "legacy"})
	events, err := b.desk.History(context.Background(), b.get(t, "k0").ID)
	require.NoError(t, err)
	assert.Equal(t, "legacy", events[0].Actor.ID)
}
