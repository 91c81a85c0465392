package sqlstore

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/huandu/go-sqlbuilder"
)

// SQLite's primary result codes, the low byte of what drivers return.
const (
	sqliteBusy   = 5
	sqliteLocked = 6
)

var sqliteEngine = sync.OnceValue(func() *engine {
	return &engine{
		flavor:    sqlbuilder.SQLite,
		bind:      func(text string) string { return text },
		ignore:    func(insert string) string { return insert + " ON CONFLICT DO NOTHING" },
		hint:      func(index string) string { return " INDEXED BY " + index },
		primary:   func(table string) string { return "sqlite_autoindex_" + table + "_1" },
		rowValues: true,
		prepared:  true,
		local:     true,
		scrub:     sqliteScrub,
		transient: sqliteTransient,
		missing:   sqliteMissing,
	}
})

// sqliteTransient finds a locked database. Drivers tell the code by a method, or by the text alone.
func sqliteTransient(err error) bool {
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		primary := coded.Code() & 0xff
		return primary == sqliteBusy || primary == sqliteLocked
	}
	text := err.Error()
	return strings.Contains(text, "database is locked") || strings.Contains(text, "database table is locked")
}

func sqliteMissing(err error) bool {
	text := err.Error()
	return strings.Contains(text, "no such table") || strings.Contains(text, "no such column") ||
		strings.Contains(text, "has no column named") || strings.Contains(text, "no such index")
}

// sqliteScrub switches secure_delete on, which overwrites freed bytes with zeros, and puts back what was set before. The
// setting belongs to the connection, and it works at the moment of the deletion, not of the commit.
func sqliteScrub(ctx context.Context, x *session) (func(), error) {
	before := 0
	if err := x.tx.QueryRowContext(ctx, "PRAGMA secure_delete").Scan(&before); err != nil {
		return nil, err
	}
	if before == 1 {
		return func() {}, nil
	}
	set := func(to string) error {
		now := 0
		return x.tx.QueryRowContext(ctx, "PRAGMA secure_delete = "+to).Scan(&now)
	}
	if err := set("ON"); err != nil {
		return nil, err
	}
	return func() {
		to := "OFF"
		if before == 2 {
			to = "FAST"
		}
		// Where this fails the transaction has ended, and its connection only works more than it has to.
		_ = set(to)
	}, nil
}
