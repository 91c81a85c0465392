// Package sqlstore keeps complaints in the host's own SQL database, over the host's *sql.DB or inside the host's *sql.Tx.
// It imports no driver and never touches the schema: package storage/migrate creates and upgrades that.
//
// # Use
//
// Run migrate.Up once at the start of the program, then make a [Store] with [New]. It has every capability of package
// storage: Tenants, Outbox, Counter, Accounts, Documents, Eraser and Finder. [Store.Tx] gives the same store inside a transaction
// of the host, so that an order and the complaint about it are stored together or not at all.
//
// # What is stored
//
// A complaint is one row: its JSON document, and a column for every value that a query looks at. An event is one row with
// its JSON, byte for byte. Tags, products and links stand in a table of labels, balances and documents in tables of their
// own. The tenant leads every primary key and every index. Times are microseconds since 1970 in UTC, identifiers their 16
// bytes, texts are compared byte for byte.
//
// # Writing
//
// Put encodes before the transaction begins, writes before it reads, and touches a row only where the stored version is
// the expected one, so that no isolation level, lock or lease is needed. On a pool it runs in a transaction of its own,
// which is repeated when the database was locked or chose it as the victim of a deadlock; see [Options]. In the host's
// transaction it runs under a savepoint: after ErrConflict or ErrLimit the transaction is as it was before the call.
//
// # Reading
//
// A listing names the index it reads, so that its speed does not depend on statistics that nobody collected. Before that,
// one small query asks whether a filter leaves so few complaints that reading them all and sorting them is quicker.
//
// # Awkward facts
//
// SQLite has one writer at a time, for the whole file. Open it in WAL mode with a busy_timeout; with synchronous=NORMAL
// the last commits before a power failure are lost, with FULL they are not. A cancelled context does not cut short the
// wait for SQLite's lock, which busy_timeout bounds. A read-only or old snapshot that begins to write in the host's own
// transaction fails with an error for which [Dialect.Retryable] is true: begin such a transaction as immediate.
package sqlstore
