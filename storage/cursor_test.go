package storage_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
)

func TestCursor(t *testing.T) {
	q := storage.Query{Status: []complaint.Status{complaint.StatusClosed}}
	_, ok, err := q.After()
	require.NoError(t, err)
	require.False(t, ok, "a query without a cursor begins at the start")

	want := storage.Key{First: -5, Second: math.MaxInt64, ID: complaint.ID{1, 2, 3}}
	q.Cursor, err = q.CursorAt(want)
	require.NoError(t, err)
	require.Regexp(t, `^[A-Za-z0-9_-]+$`, q.Cursor, "a cursor fits into a URL")
	got, ok, err := q.After()
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, want, got)

	same := q
	same.Limit, same.Order.By = 9, storage.ByReceived
	_, _, err = same.After()
	require.NoError(t, err, "the limit may change, and the zero order is the one by received")

	for name, edit := range map[string]func(*storage.Query){
		"order":      func(q *storage.Query) { q.Order.By = storage.ByDue },
		"descending": func(q *storage.Query) { q.Order.Descending = true },
		"filter":     func(q *storage.Query) { q.Handler = []string{"mia"} },
		"value":      func(q *storage.Query) { q.Status = []complaint.Status{complaint.StatusArchived} },
		"no filter":  func(q *storage.Query) { q.Status = nil },
		"time":       func(q *storage.Query) { q.DueBefore = casegen.Start().Add(time.Microsecond) },
		"line end":   func(q *storage.Query) { q.Cursor += "\n" },
		"line ends":  func(q *storage.Query) { q.Cursor = q.Cursor[:7] + "\r\n" + q.Cursor[7:] },
		"padding":    func(q *storage.Query) { q.Cursor += "=" },
		"cut":        func(q *storage.Query) { q.Cursor = q.Cursor[:len(q.Cursor)-1] },
		"text":       func(q *storage.Query) { q.Cursor = "next" },
	} {
		t.Run(name, func(t *testing.T) {
			other := q
			edit(&other)
			_, _, err := other.After()
			require.ErrorIs(t, err, storage.ErrCursor)
		})
	}
}

func TestCursorRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := randomQuery(t)
		want := storage.Key{First: rapid.Int64().Draw(t, "first"), Second: rapid.Int64().Draw(t, "second"), ID: casegen.ID(source(t))}
		cursor, err := q.CursorAt(want)
		require.NoError(t, err)
		q.Cursor = cursor
		got, ok, err := q.After()
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, want, got)

		place := rapid.IntRange(0, len(cursor)-1).Draw(t, "place")
		letter := rapid.SampledFrom([]byte("ABCxyz0189-_=+/ \n")).Draw(t, "letter")
		if damaged := cursor[:place] + string(letter) + cursor[place+1:]; damaged != cursor {
			q.Cursor = damaged
			_, _, err = q.After()
			require.ErrorIs(t, err, storage.ErrCursor, "a damaged cursor must be found")
		}
	})
}

// FuzzCursor checks that no text but the one that CursorAt gave is taken.
func FuzzCursor(f *testing.F) {
	q := storage.Query{Handler: []string{"mia"}}
	good, err := q.CursorAt(storage.Key{First: 1, Second: 2, ID: complaint.ID{3}})
	require.NoError(f, err)
	f.Add(good, int64(1), int64(2), []byte{3})
	f.Add("", int64(0), int64(-1), []byte{})
	f.Add(good+"\n", storage.NoTime, int64(math.MinInt64), []byte("0123456789abcdef0"))
	f.Add("AAAA", int64(1), int64(1), []byte("x"))
	f.Fuzz(func(t *testing.T, text string, first, second int64, id []byte) {
		want := storage.Key{First: first, Second: second}
		copy(want.ID[:], id)
		own, err := q.CursorAt(want)
		require.NoError(t, err)
		at := q
		at.Cursor = own
		got, ok, err := at.After()
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, want, got)

		at.Cursor = text
		got, ok, err = at.After()
		if err != nil {
			require.ErrorIs(t, err, storage.ErrCursor)
			return
		}
		if text == "" {
			require.False(t, ok)
			return
		}
		again, err := q.CursorAt(got)
		require.NoError(t, err)
		require.Equal(t, again, text, "a text that is taken must be the one that CursorAt gives")
	})
}
