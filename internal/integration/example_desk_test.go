package integration_test

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage/migrate"
	"github.com/recourse-go/recourse/storage/sqlstore"
)

// A complaint is opened in the same transaction in which the shop marks the order: both are stored, or neither is.
func Example_deskInTheHostsTransaction() {
	db, done, err := exampleDB() // the *sql.DB that the shop has anyway
	if err != nil {
		panic(err)
	}
	defer done()
	if _, err := db.ExecContext(context.Background(), "CREATE TABLE orders (id TEXT PRIMARY KEY, disputed INTEGER)"); err != nil {
		panic(err)
	}
	fmt.Println(disputeOrder(context.Background(), db, "SO-1"))
	// Output: assigned <nil>
}

func disputeOrder(ctx context.Context, db *sql.DB, order string) (complaint.Status, error) {
	if err := migrate.Up(ctx, db, sqlstore.SQLite, nil); err != nil { // once, at the start of the program
		return "", err
	}
	store, err := sqlstore.New(db, sqlstore.SQLite, nil)
	if err != nil {
		return "", err
	}
	d, err := desk.New(desk.Config{Store: store})
	if err != nil {
		return "", err
	}

	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "INSERT INTO orders (id, disputed) VALUES (?, 1)", order); err != nil {
		return "", err
	}
	c, err := d.With(store.Tx(tx)).Open(ctx, "checkout", complaint.Intake{ // never begins, commits or rolls back
		Channel: complaint.ChannelApp, Order: order, Content: complaint.Hide("I was charged twice."),
	})
	if err != nil {
		return "", err
	}
	return c.Status, tx.Commit()
}
