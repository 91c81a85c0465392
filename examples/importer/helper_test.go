package importer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/examples/importer"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

var now = time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)

// bench is a desk on an empty store.
type bench struct {
	store storage.Store
	desk  *desk.Desk
}

func newBench(t testing.TB) *bench {
	t.Helper()
	return benchOn(t, memory.New())
}

func benchOn(t testing.TB, s storage.Store) *bench {
	t.Helper()
	d, err := desk.New(desk.Config{Store: s, Now: func() time.Time { return now }})
	require.NoError(t, err)
	return &bench{store: s, desk: d}
}

// run imports a text and returns the counts and the rejected rows.
func (b *bench) run(t testing.TB, text string, o importer.Options) (importer.Result, []string) {
	t.Helper()
	var reasons []string
	o.Rejected = func(e *importer.RowError) {
		require.NotContains(t, e.Error(), "\n", "a reason is one line")
		reasons = append(reasons, e.Error())
	}
	result, err := importer.Import(context.Background(), b.desk, b.store, strings.NewReader(text), o)
	require.NoError(t, err)
	require.Len(t, reasons, result.Rejected)
	return result, reasons
}

// get returns the complaint under a key.
func (b *bench) get(t testing.TB, key string) complaint.Complaint {
	t.Helper()
	c, err := b.desk.Get(context.Background(), complaint.KeyID("", key))
	require.NoError(t, err)
	return c
}

func (b *bench) count(t testing.TB) int {
	t.Helper()
	n, err := storage.Count(context.Background(), b.store, storage.Query{})
	require.NoError(t, err)
	return n
}

func mapping(t testing.TB, document string) *importer.Mapping {
	t.Helper()
	m, err := importer.ParseMapping([]byte(document))
	require.NoError(t, err)
	return m
}
