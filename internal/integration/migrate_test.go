package integration_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/migrate"
	"github.com/recourse-go/recourse/storage/sqlstore"
)

func TestMigrateManyStartAtOnce(t *testing.T) {
	for round := range 5 {
		path := filepath.Join(t.TempDir(), strconv.Itoa(round)+".db")
		var start, done sync.WaitGroup
		start.Add(1)
		errs := make([]error, 8)
		for i := range errs {
			db := openSQLite(t, path, 1+i%2)
			done.Go(func() {
				start.Wait()
				errs[i] = migrate.Up(t.Context(), db, sqlstore.SQLite, nil)
			})
		}
		start.Done()
		done.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		db := openSQLite(t, path, 1)
		require.Equal(t, 1, number(t, db, "SELECT COUNT(*) FROM recourse_schema"), "the schema must be made once")
		require.Equal(t, 1, number(t, db, "SELECT COUNT(*) FROM recourse_migration WHERE version_id = 1"))
		version, err := migrate.Version(t.Context(), db, sqlstore.SQLite, nil)
		require.NoError(t, err)
		require.EqualValues(t, sqlstore.SchemaVersion, version)
	}
}

func TestMigrateWithoutTimeouts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "recourse.db")
	var done sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		db := openDSN(t, path, 0)
		done.Go(func() { errs[i] = migrate.Up(t.Context(), db, sqlstore.SQLite, nil) })
	}
	done.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

func TestMigrateSharesTheDatabase(t *testing.T) {
	db := openSQLite(t, filepath.Join(t.TempDir(), "recourse.db"), 1)
	_, err := db.ExecContext(t.Context(), "CREATE TABLE orders (id TEXT PRIMARY KEY)")
	require.NoError(t, err)
	a := storeOver(t, db, &sqlstore.Options{Prefix: "a_"})
	b := storeOver(t, db, &sqlstore.Options{Prefix: "b_"})
	ch := openings(t, source(5), 1)[0]
	require.NoError(t, a.Put(t.Context(), ch))
	_, err = b.Get(t.Context(), ch.Complaint.ID)
	require.ErrorIs(t, err, storage.ErrNotFound)
	require.Equal(t, 0, number(t, db, "SELECT COUNT(*) FROM sqlite_master WHERE name LIKE 'recourse%'"))
}

func TestSchemaErrors(t *testing.T) {
	db := openSQLite(t, filepath.Join(t.TempDir(), "recourse.db"), 1)
	s, err := sqlstore.New(db, sqlstore.SQLite, nil)
	require.NoError(t, err)
	ch := openings(t, source(5), 1)[0]
	fails := func(have int64, hint string, s storage.Store) {
		t.Helper()
		documents, ok := s.(storage.Documents)
		require.True(t, ok)
		for _, err := range []error{
			s.Put(t.Context(), ch),
			second(s.Get(t.Context(), ch.Complaint.ID)),
			second(s.List(t.Context(), storage.Query{})),
			second(s.History(t.Context(), ch.Complaint.ID)),
			documents.PutDocument(t.Context(), storage.Document{Kind: "k", Key: "k", Version: 1, Body: []byte("{}")}),
		} {
			var schema *sqlstore.SchemaError
			require.ErrorAs(t, err, &schema)
			require.ErrorIs(t, err, sqlstore.ErrSchema)
			require.Equal(t, have, schema.Have)
			require.EqualValues(t, sqlstore.SchemaVersion, schema.Want)
			require.ErrorContains(t, err, hint)
		}
	}
	inTx := func(do func(s storage.Store)) {
		tx, err := db.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		do(s.Tx(tx))
		require.NoError(t, tx.Commit(), "the host's transaction must stay usable")
	}
	version, err := migrate.Version(t.Context(), db, sqlstore.SQLite, nil)
	require.NoError(t, err)
	require.Zero(t, version)
	fails(0, "migrate.Up", s)
	inTx(func(s storage.Store) { fails(0, "migrate.Up", s) })

	require.NoError(t, migrate.Up(t.Context(), db, sqlstore.SQLite, nil))
	for _, c := range []struct {
		version int64
		hint    string
	}{{99, "update the program"}, {-1, "migrate.Up"}} {
		_, err = db.ExecContext(t.Context(), "UPDATE recourse_schema SET version = ?", c.version)
		require.NoError(t, err)
		fails(c.version, c.hint, s)
		inTx(func(s storage.Store) { fails(c.version, c.hint, s) })
	}
	_, err = db.ExecContext(t.Context(), "UPDATE recourse_schema SET version = 99")
	require.NoError(t, err)
	require.ErrorIs(t, migrate.Up(t.Context(), db, sqlstore.SQLite, nil), sqlstore.ErrSchema, "a newer schema must be refused")
	require.Equal(t, 0, number(t, db, "SELECT COUNT(*) FROM recourse_complaint"), "nothing may be written to another schema")

	_, err = db.ExecContext(t.Context(), "UPDATE recourse_schema SET version = ?", sqlstore.SchemaVersion)
	require.NoError(t, err)
	require.NoError(t, s.Put(t.Context(), ch), "the store must recover when the schema is right")
	_, err = db.ExecContext(t.Context(), "DROP TABLE recourse_label")
	require.NoError(t, err)
	require.ErrorIs(t, s.Put(t.Context(), openings(t, source(6), 1)[0]), sqlstore.ErrSchema)
}

// A database of the first version is brought up with what is in it: its complaints have no prints until their text changes.
func TestMigrateAddsPrints(t *testing.T) {
	db := openSQLite(t, filepath.Join(t.TempDir(), "recourse.db"), 1)
	fsys, err := migrate.FS(sqlstore.SQLite, nil)
	require.NoError(t, err)
	first, err := fs.ReadFile(fsys, "00001_tables.sql")
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), string(first))
	require.NoError(t, err)
	for _, text := range []string{
		"CREATE TABLE recourse_migration (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL," +
			" tstamp TIMESTAMP DEFAULT (datetime('now')))",
		"INSERT INTO recourse_migration (version_id, is_applied) VALUES (0, 1), (1, 1)",
	} {
		_, err = db.ExecContext(t.Context(), text)
		require.NoError(t, err)
	}
	ch := openings(t, source(5), 1)[0]
	document, err := json.Marshal(ch.Complaint)
	require.NoError(t, err)
	event, err := ch.Event.MarshalJSON()
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), "INSERT INTO recourse_complaint VALUES ('', ?, 1, ?, 0, 0, 0, '', '', '', '', '', '', 5, '', '', '', '', '', '', ?, x'', ?)",
		ch.Complaint.ID[:], string(ch.Complaint.Status), ch.Complaint.Received.UnixMicro(), string(document))
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), "INSERT INTO recourse_event VALUES ('', ?, 1, 0, 0, ?)", ch.Complaint.ID[:], string(event))
	require.NoError(t, err)

	s := storeOver(t, db, nil)
	got, err := s.Get(t.Context(), ch.Complaint.ID)
	require.NoError(t, err)
	history, err := s.History(t.Context(), got.ID)
	require.NoError(t, err)
	require.NoError(t, got.Verify(history), "an old history must replay")
	signature := signed("the zip of the tent broke on the first evening")
	next, e, err := got.Apply(complaint.Correct{Field: "subject", Value: complaint.Hide("zip"), Reason: complaint.Hide("r")}, casegen.Meta(source(6), got))
	require.NoError(t, err)
	next.Intake.Fingerprint = complaint.Hide(signature.String())
	require.NoError(t, s.Put(t.Context(), storage.Change{Complaint: next, Event: e}))
	found, err := s.Alike(t.Context(), signature.Prints(), storage.Range{}, 5)
	require.NoError(t, err)
	require.Len(t, found, 1)
}

func TestMigrateRefuses(t *testing.T) {
	db := openSQLite(t, filepath.Join(t.TempDir(), "recourse.db"), 1)
	for _, prefix := range []string{"Shop_", "a b", "a;b", "1a", "_a", `a"`, "a.b", "ä", "a\x00", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"} {
		o := &sqlstore.Options{Prefix: prefix}
		err := migrate.Up(t.Context(), db, sqlstore.SQLite, o)
		var field *complaint.FieldError
		require.ErrorAs(t, err, &field, prefix)
		require.Equal(t, "prefix", field.Field)
		_, err = migrate.FS(sqlstore.SQLite, o)
		require.ErrorAs(t, err, &field, prefix)
		_, err = sqlstore.New(db, sqlstore.SQLite, o)
		require.ErrorAs(t, err, &field, prefix)
	}
	for _, d := range []sqlstore.Dialect{sqlstore.Postgres, sqlstore.MySQL, "oracle", ""} {
		require.ErrorContains(t, migrate.Up(t.Context(), db, d, nil), "use sqlstore.SQLite")
		_, err := migrate.FS(d, nil)
		require.ErrorContains(t, err, "use sqlstore.SQLite")
	}
	require.Error(t, migrate.Up(t.Context(), nil, sqlstore.SQLite, nil))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, migrate.Up(cancelled, db, sqlstore.SQLite, nil), context.Canceled)
}

func TestMigrateFS(t *testing.T) {
	for _, prefix := range []string{"", "shop_", "longer_than_recourse_"} {
		fsys, err := migrate.FS(sqlstore.SQLite, &sqlstore.Options{Prefix: prefix})
		require.NoError(t, err)
		require.NoError(t, fstest.TestFS(fsys, "00001_tables.sql"))
		f, err := fsys.Open("00001_tables.sql")
		require.NoError(t, err)
		text, err := io.ReadAll(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		if prefix != "" {
			require.Contains(t, string(text), "CREATE TABLE "+prefix+"complaint (")
		}
		_, err = fs.Stat(fsys, "absent.sql")
		require.ErrorIs(t, err, fs.ErrNotExist)
	}
}

func second[T any](_ T, err error) error { return err }

func number(t *testing.T, db *sql.DB, text string, args ...any) int {
	t.Helper()
	n := 0
	require.NoError(t, db.QueryRowContext(t.Context(), text, args...).Scan(&n))
	return n
}
