package integration_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/sqlstore"
)

// planted stands in damaged rows; no error may repeat it.
const planted = "jane.roe@example.com"

func TestSQLiteDamagedRows(t *testing.T) {
	s, db := newSQLite(t, 1)
	ctx := t.Context()
	src := source(11)
	first := openings(t, src, 2)
	require.NoError(t, s.Put(ctx, first...))
	bad, good := first[0].Complaint, first[1].Complaint
	damage := func(t *testing.T, text string, args ...any) {
		t.Helper()
		result, err := db.ExecContext(ctx, text, args...)
		require.NoError(t, err)
		n, err := result.RowsAffected()
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
	}
	isCorrupt := func(t *testing.T, err error, table string) sqlstore.CorruptError {
		t.Helper()
		var corrupt *sqlstore.CorruptError
		require.ErrorAs(t, err, &corrupt)
		require.ErrorIs(t, err, sqlstore.ErrCorrupt)
		require.Equal(t, table, corrupt.Table)
		require.NotContains(t, err.Error(), planted)
		return *corrupt
	}
	for _, document := range []string{
		"", "{", "null", "[]", `"` + planted + `"`, `{"id":"` + planted + `"}`, `{"version":"` + planted + `"}`, "\x00\xff",
		`{"received":"` + planted + `"}`, `{"intake":{"amount":{"amount":"` + planted + `","currency":"CNY"}}}`, text(t, good),
	} {
		t.Run("document", func(t *testing.T) {
			damage(t, "UPDATE recourse_complaint SET document = ? WHERE id = ?", document, bad.ID[:])
			corrupt := isCorrupt(t, second(s.Get(ctx, bad.ID)), "complaint")
			require.Equal(t, bad.ID, corrupt.Complaint)
			require.ErrorContains(t, &corrupt, bad.ID.String())
			require.Equal(t, bad.ID, isCorrupt(t, second(s.List(ctx, storage.Query{})), "complaint").Complaint)
			_, err := s.Get(ctx, good.ID)
			require.NoError(t, err, "other rows must stay readable")
			n, err := s.Count(ctx, storage.Query{})
			require.NoError(t, err)
			require.Equal(t, 2, n)
		})
	}
	for _, event := range []string{"", "{", "null", `{"kind":"` + planted + `"}`, `{"` + planted + `":1}`, text(t, first[1].Event)} {
		t.Run("event", func(t *testing.T) {
			damage(t, "UPDATE recourse_event SET event = ? WHERE complaint = ?", event, bad.ID[:])
			corrupt := isCorrupt(t, second(s.History(ctx, bad.ID)), "event")
			require.Equal(t, bad.ID, corrupt.Complaint)
			require.EqualValues(t, 1, corrupt.Version)
			isCorrupt(t, second(s.Unpublished(ctx, 10)), "event")
			_, err := s.History(ctx, good.ID)
			require.NoError(t, err)
		})
	}
	t.Run("erase", func(t *testing.T) {
		erased := erasure(t, bad)
		isCorrupt(t, s.Erase(t.Context(), erased), "event")
		require.Equal(t, 1, number(t, db, "SELECT version FROM recourse_complaint WHERE id = ?", bad.ID[:]), "nothing may be half erased")
		require.Equal(t, 0, number(t, db, "PRAGMA secure_delete"), "the setting of the connection must be put back")
	})
	t.Run("document of a kind", func(t *testing.T) {
		require.NoError(t, s.PutDocument(ctx, storage.Document{Kind: "policy", Key: "main", Version: 1, Body: []byte(`{}`)}))
		damage(t, "UPDATE recourse_document SET body = ?", []byte(`{"`+planted))
		corrupt := isCorrupt(t, second(s.GetDocument(ctx, "policy", "main")), "document")
		require.Equal(t, "policy", corrupt.Kind)
		require.Equal(t, "main", corrupt.Key)
		isCorrupt(t, second(s.ListDocuments(ctx, "policy", "", 10)), "document")
	})
	t.Run("id", func(t *testing.T) {
		damage(t, "UPDATE recourse_complaint SET id = x'01' WHERE id = ?", bad.ID[:])
		isCorrupt(t, second(s.List(ctx, storage.Query{})), "complaint")
	})
}

// erasure makes the change that erases a complaint's personal data.
func erasure(tb testing.TB, c complaint.Complaint) storage.Change {
	tb.Helper()
	if c.Status.Open() {
		c.Status, c.Wait = complaint.StatusClosed, nil
	}
	c.Holds = nil
	next, e, err := c.Apply(complaint.Erase{Basis: "customer_request"}, casegen.Meta(source(12), c))
	require.NoError(tb, err)
	return storage.Change{Complaint: next, Event: e}
}

// text is the stored form of a value.
func text(tb require.TestingT, v any) string {
	b, err := json.Marshal(v)
	require.NoError(tb, err)
	return string(b)
}
