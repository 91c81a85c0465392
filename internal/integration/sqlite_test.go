package integration_test

import (
	"database/sql"
	"flag"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/migrate"
	"github.com/recourse-go/recourse/storage/sqlstore"
	"github.com/recourse-go/recourse/storage/storagetest"
)

// sqliteDSN is how a host should open SQLite: write-ahead log, durable commits, transactions that take the write lock at
// their beginning and wait for it.
func sqliteDSN(path string) string {
	q := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)"},
	}
	return "file:" + path + "?" + q.Encode()
}

// openSQLite opens a database file with at most so many connections, 0 for no bound.
func openSQLite(tb testing.TB, path string, connections int) *sql.DB {
	tb.Helper()
	return openDSN(tb, sqliteDSN(path), connections)
}

func openDSN(tb testing.TB, dsn string, connections int) *sql.DB {
	tb.Helper()
	db, err := sql.Open("sqlite", dsn)
	require.NoError(tb, err)
	db.SetMaxOpenConns(connections)
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	return db
}

// newSQLite makes a fresh database with the schema, and a store over it.
func newSQLite(tb testing.TB, connections int) (*sqlstore.Store, *sql.DB) {
	tb.Helper()
	db := openSQLite(tb, filepath.Join(tb.TempDir(), "recourse.db"), connections)
	return storeOver(tb, db, nil), db
}

// storeOver creates the schema and opens a store.
func storeOver(tb testing.TB, db *sql.DB, o *sqlstore.Options) *sqlstore.Store {
	tb.Helper()
	require.NoError(tb, migrate.Up(tb.Context(), db, sqlstore.SQLite, o))
	s, err := sqlstore.New(db, sqlstore.SQLite, o)
	require.NoError(tb, err)
	return s
}

// quickly makes the kit's random tests smaller under the race detector, which slows this driver down twenty times. The kit
// still runs in full once, and everywhere without the detector.
func quickly(t *testing.T) {
	t.Helper()
	if !raceEnabled || testing.Short() {
		return
	}
	require.NoError(t, flag.Set("test.short", "true"))
	t.Cleanup(func() { require.NoError(t, flag.Set("test.short", "false")) })
}

func TestSQLiteManyConnections(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Store {
		s, _ := newSQLite(t, 0)
		return s
	})
}

// One connection cannot be used for a second thing while it is busy. The prefix is another one, too.
func TestSQLiteOneConnection(t *testing.T) {
	quickly(t)
	storagetest.Run(t, func(t *testing.T) storage.Store {
		db := openSQLite(t, filepath.Join(t.TempDir(), "recourse.db"), 1)
		return storeOver(t, db, &sqlstore.Options{Prefix: "shop_1_"})
	})
}

// An in-memory database that all connections share locks whole tables, and its busy_timeout does not wait for those.
func TestSQLiteSharedMemory(t *testing.T) {
	quickly(t)
	storagetest.Run(t, func(t *testing.T) storage.Store {
		dsn := "file:" + strings.ReplaceAll(t.Name(), "/", "_") + "?mode=memory&cache=shared&_txlock=immediate"
		db := openDSN(t, dsn, 4)
		db.SetMaxIdleConns(4)
		return storeOver(t, db, &sqlstore.Options{Retries: 40})
	})
}

// The settings of a careless host: the driver's defaults.
func TestSQLiteDefaults(t *testing.T) {
	quickly(t)
	storagetest.Run(t, func(t *testing.T) storage.Store {
		db := openDSN(t, filepath.Join(t.TempDir(), "recourse.db"), 0)
		return storeOver(t, db, &sqlstore.Options{Retries: 60})
	})
}

func TestSQLiteTx(t *testing.T) {
	storagetest.RunTx(t, func(t *testing.T) storagetest.TxEnv { return txEnv(t, 0) })
}

func TestSQLiteTxOneConnection(t *testing.T) {
	storagetest.RunTx(t, func(t *testing.T) storagetest.TxEnv { return txEnv(t, 1) })
}

// txEnv lets the kit begin transactions: deferred ones, because at most one immediate transaction can be open.
func txEnv(t *testing.T, connections int) storagetest.TxEnv {
	t.Helper()
	path := filepath.Join(t.TempDir(), "recourse.db")
	dsn := strings.Replace(sqliteDSN(path), "_txlock=immediate", "_txlock=deferred", 1)
	db := openDSN(t, dsn, connections)
	s := storeOver(t, db, nil)
	return storagetest.TxEnv{
		Pool:       s,
		Concurrent: connections != 1,
		Begin: func(t *testing.T) storagetest.Tx {
			tx, err := db.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			return storagetest.Tx{
				Store:    func() storage.Store { return s.Tx(tx) },
				Commit:   tx.Commit,
				Rollback: tx.Rollback,
			}
		},
	}
}
