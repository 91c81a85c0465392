package integration_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/migrate"
	"github.com/recourse-go/recourse/storage/sqlstore"
)

// exampleDB opens a database in a new folder.
func exampleDB() (*sql.DB, func(), error) {
	dir, err := os.MkdirTemp("", "recourse")
	if err != nil {
		return nil, nil, err
	}
	db, err := sql.Open("sqlite", sqliteDSN(filepath.Join(dir, "shop.db")))
	if err != nil {
		return nil, nil, err
	}
	return db, func() { _ = errors.Join(db.Close(), os.RemoveAll(dir)) }, nil
}

func exampleChange() (storage.Change, error) {
	id := complaint.ID{15: 1}
	c, e, err := complaint.Open(id, complaint.Intake{
		Channel: complaint.ChannelApp, Content: complaint.Hide("The screen is broken."), Order: "SO-20261101",
	}, complaint.Meta{
		At:    time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC),
		Actor: complaint.Actor{ID: "u-1", Role: complaint.RoleCustomer}, Salt: []byte("sixteen bytes ok"),
	})
	return storage.Change{Complaint: c, Event: e}, err
}

// The schema is made once at the start of the program, then the store is ready.
func Example_sqlite() {
	ctx := context.Background()
	db, done, err := exampleDB() // the *sql.DB that the host has anyway
	if err != nil {
		panic(err)
	}
	defer done()

	if err := migrate.Up(ctx, db, sqlstore.SQLite, nil); err != nil {
		panic(err)
	}
	store, err := sqlstore.New(db, sqlstore.SQLite, nil)
	if err != nil {
		panic(err)
	}

	change, err := exampleChange()
	if err != nil {
		panic(err)
	}
	if err := store.Put(ctx, change); err != nil {
		panic(err)
	}
	fmt.Println("again:", errors.Is(store.Put(ctx, change), storage.ErrConflict))
	page, err := store.List(ctx, storage.Query{OrderID: []string{"SO-20261101"}})
	if err != nil {
		panic(err)
	}
	for _, c := range page.Complaints {
		fmt.Println(c.ID, c.Version, c.Status)
	}
	// Output:
	// again: true
	// 00000000-0000-0000-0000-000000000001 1 received
}

// In the host's own transaction the order and the complaint about it are stored together or not at all.
func Example_hostTransaction() {
	ctx := context.Background()
	db, done, err := exampleDB()
	if err != nil {
		panic(err)
	}
	defer done()
	if err := migrate.Up(ctx, db, sqlstore.SQLite, nil); err != nil {
		panic(err)
	}
	if _, err := db.ExecContext(ctx, "CREATE TABLE orders (id TEXT PRIMARY KEY, disputed INTEGER)"); err != nil {
		panic(err)
	}
	store, err := sqlstore.New(db, sqlstore.SQLite, nil)
	if err != nil {
		panic(err)
	}
	change, err := exampleChange()
	if err != nil {
		panic(err)
	}

	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		panic(err)
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO orders VALUES ('SO-20261101', 1)"); err != nil {
		panic(err)
	}
	if err := store.Tx(tx).Put(ctx, change); err != nil {
		panic(err)
	}
	if err := tx.Rollback(); err != nil {
		panic(err)
	}

	_, err = store.Get(ctx, change.Complaint.ID)
	fmt.Println("after the rollback:", errors.Is(err, storage.ErrNotFound))
	// Output: after the rollback: true
}
