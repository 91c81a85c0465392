// Package migrate creates and upgrades the tables of package storage/sqlstore on the host's database.
//
// [Up] is explicit: the store never changes the schema by itself. It may run in many processes at once, at every start of
// the program, and does nothing where the schema is as it should be. It uses the library goose, whose own table of
// versions has the name "migration" after the prefix. Hosts with a migration tool of their own take the SQL from [FS].
//
// # Awkward facts
//
// There is no way down: restore a backup. A program refuses a schema that a newer version of the library has made, so
// all processes are updated together. Migrations run in transactions, one each; SQLite has one writer, so a large upgrade
// holds up everybody who writes.
package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/recourse-go/recourse/storage/sqlstore"
)

const (
	maxAttempts = 30
	firstPause  = 10 * time.Millisecond
	maxPause    = time.Second
)

// Up creates the tables of [sqlstore.Store] or brings them to [sqlstore.SchemaVersion]. The same options must go to
// [sqlstore.New]. It is safe when many processes start at once: those that lose the race wait and look again. A schema
// of a newer version of the library fails with a *[sqlstore.SchemaError].
func Up(ctx context.Context, db *sql.DB, d sqlstore.Dialect, o *sqlstore.Options) error {
	r, err := newRun(db, d, o)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	pause := firstPause
	for attempt := 1; ; attempt++ {
		before, err := r.version(ctx)
		if err == nil && before == sqlstore.SchemaVersion {
			return nil
		}
		if err == nil && before > sqlstore.SchemaVersion {
			return fmt.Errorf("migrate: %w", &sqlstore.SchemaError{Have: before, Want: sqlstore.SchemaVersion})
		}
		if err == nil {
			if err = r.once(ctx); err == nil {
				continue // and see that it is so
			}
		}
		if again := r.moved(ctx, before) || d.Retryable(err); !again || attempt == maxAttempts || ctx.Err() != nil {
			return fmt.Errorf("migrate to schema version %d: %w", sqlstore.SchemaVersion, errors.Join(ctx.Err(), err))
		}
		if err := sleep(ctx, pause-rand.N(pause/2)); err != nil { //nolint:gosec // jitter needs no secrecy
			return fmt.Errorf("migrate to schema version %d: %w", sqlstore.SchemaVersion, err)
		}
		pause = min(2*pause, maxPause)
	}
}

// Version returns the version of the schema in the database, 0 where there is none.
func Version(ctx context.Context, db *sql.DB, d sqlstore.Dialect, o *sqlstore.Options) (int64, error) {
	r, err := newRun(db, d, o)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	version, err := r.version(ctx)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return version, nil
}

// run is one use of goose.
type run struct {
	db       *sql.DB
	provider *goose.Provider
	// schema is the table that sqlstore reads, versions that of goose.
	schema, versions string
}

func newRun(db *sql.DB, d sqlstore.Dialect, o *sqlstore.Options) (*run, error) {
	if _, err := sqlstore.New(db, d, o); err != nil {
		return nil, err
	}
	fsys, err := FS(d, o)
	if err != nil {
		return nil, err
	}
	r := &run{db: db}
	if r.schema, err = o.Table("schema"); err != nil {
		return nil, err
	}
	if r.versions, err = o.Table("migration"); err != nil {
		return nil, err
	}
	r.provider, err = goose.NewProvider(goose.DialectSQLite3, db, fsys,
		goose.WithTableName(r.versions), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	return r, err
}

// once makes goose's table with its row 0 in a way that bears company, and runs what is missing.
func (r *run) once(ctx context.Context) error {
	for _, text := range []string{
		"CREATE TABLE IF NOT EXISTS %s (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL," +
			" is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')))",
		"INSERT INTO %[1]s (version_id, is_applied) SELECT 0, 1 WHERE NOT EXISTS (SELECT 1 FROM %[1]s WHERE version_id = 0)",
	} {
		if _, err := r.db.ExecContext(ctx, fmt.Sprintf(text, r.versions)); err != nil {
			return err
		}
	}
	_, err := r.provider.Up(ctx)
	return err
}

// version reads the version of the schema, 0 where its table is not there.
func (r *run) version(ctx context.Context) (int64, error) {
	var version sql.NullInt64
	err := r.db.QueryRowContext(ctx, "SELECT MAX(version) FROM "+r.schema).Scan(&version)
	if err != nil && strings.Contains(err.Error(), "no such table") {
		return 0, nil
	}
	return version.Int64, err
}

// moved says whether somebody else has brought the schema further meanwhile.
func (r *run) moved(ctx context.Context, before int64) bool {
	now, err := r.version(ctx)
	return err == nil && now != before
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
