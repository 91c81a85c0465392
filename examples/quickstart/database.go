package main

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/migrate"
	"github.com/recourse-go/recourse/storage/sqlstore"
)

// openStore opens the database, makes or upgrades its tables and returns the store on it, and how to close it.
func openStore(ctx context.Context, file string) (storage.Store, func() error, error) {
	// Complaints are personal data: a new file is readable by its owner alone, and SQLite gives its WAL the same rights.
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, err
	}
	if err := f.Close(); err != nil {
		return nil, nil, err
	}
	db, err := sql.Open("sqlite", dataSource(file))
	if err != nil {
		return nil, nil, err
	}
	if err := migrate.Up(ctx, db, sqlstore.SQLite, nil); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	store, err := sqlstore.New(db, sqlstore.SQLite, nil)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return store, db.Close, nil
}

// dataSource names the file with what a desk needs of SQLite: a write-ahead log, so that readers and the writer do not wait
// for each other; FULL, so that what is stored survives a power cut; and patience with other processes.
func dataSource(file string) string {
	options := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)"},
	}
	path := filepath.ToSlash(file)
	if filepath.VolumeName(file) != "" {
		path = "/" + path
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options.Encode()
}
