package sqlstore

import (
	"database/sql"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// Options are the settings of a [Store]. The zero value, or nil, is good for most.
type Options struct {
	// Prefix begins the name of every table and index, so that they stand together in the host's database. It is made of
	// lower-case letters, digits and underscores, begins with a letter and has at most 32 bytes; empty for "recourse_".
	Prefix string
	// Retries is how often a transaction of the store's own is repeated when the database was locked or the transaction was
	// the victim of a deadlock; 0 for 8, negative for never. SQLite waits for its busy_timeout before each.
	Retries int
	// Backoff is the pause before the first repetition. It doubles each time, up to half a second, and is shortened at random
	// by up to a half; 0 for 4 ms.
	Backoff time.Duration
}

const (
	defaultPrefix  = "recourse_"
	defaultRetries = 8
	defaultBackoff = 4 * time.Millisecond
	maxBackoff     = 500 * time.Millisecond
	maxPrefix      = 32
)

// Table returns the full name of one of the store's tables, such as "complaint" or "event", for a host that joins with it.
// The error is a *[complaint.FieldError] for a prefix that is not a plain identifier.
func (o *Options) Table(name string) (string, error) {
	prefix := defaultPrefix
	if o != nil && o.Prefix != "" {
		prefix = o.Prefix
	}
	if len(prefix) > maxPrefix || prefix[0] < 'a' || prefix[0] > 'z' ||
		strings.Trim(prefix, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || strings.ContainsFunc(prefix, notName) {
		return "", &complaint.FieldError{
			Field: "prefix", Value: strings.ToValidUTF8(prefix[:min(len(prefix), maxPrefix)], "\uFFFD"),
			Rule: "must be lower-case letters, digits and underscores, begin with a letter and have at most 32 bytes",
		}
	}
	return prefix + name, nil
}

func notName(r rune) bool {
	return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
}

// Store is a [storage.Store] with all capabilities over a SQL database. It needs no closing: what it holds belongs to the
// *sql.DB and ends with it.
type Store struct {
	core   *core
	tenant string
	// tx is the host's transaction, nil for the pool.
	tx *sql.Tx
}

// core is what a store shares with its tenants and transactions.
type core struct {
	db      *sql.DB
	engine  *engine
	sql     *statements
	shapes  shapes
	retries int
	backoff time.Duration
	// checked says that the schema was found to be the right one.
	checked atomic.Bool
}

var (
	_ storage.Store     = (*Store)(nil)
	_ storage.Tenants   = (*Store)(nil)
	_ storage.Outbox    = (*Store)(nil)
	_ storage.Counter   = (*Store)(nil)
	_ storage.Accounts  = (*Store)(nil)
	_ storage.Documents = (*Store)(nil)
	_ storage.Eraser    = (*Store)(nil)
)

// New returns the store of the tenant "" over a pool of connections. It does not talk to the database: a schema that is
// missing, old or newer shows as a *[SchemaError] at the first use. The error names the dialect or option that is wrong.
func New(db *sql.DB, d Dialect, o *Options) (*Store, error) {
	if db == nil {
		return nil, &complaint.FieldError{Field: "db", Rule: "must not be nil: pass the *sql.DB of the host"}
	}
	e, err := d.engine()
	if err != nil {
		return nil, err
	}
	prefix, err := o.Table("")
	if err != nil {
		return nil, err
	}
	c := &core{db: db, engine: e, sql: newStatements(e, prefix), retries: defaultRetries, backoff: defaultBackoff}
	if o != nil && o.Retries != 0 {
		c.retries = max(o.Retries, 0)
	}
	if o != nil && o.Backoff < 0 {
		return nil, &complaint.FieldError{Field: "backoff", Value: o.Backoff.String(), Rule: "must not be negative: 0 for 4ms"}
	}
	if o != nil && o.Backoff > 0 {
		c.backoff = o.Backoff
	}
	return &Store{core: c}, nil
}

// Tenant implements [storage.Tenants].
func (s *Store) Tenant(name string) storage.Store {
	return &Store{core: s.core, tenant: name, tx: s.tx}
}

// Tx returns the store inside a transaction of the host, which must be one of the same database. It has the same tenant and
// capabilities. It never begins, commits or rolls back: what it wrote is durable when the host has committed. ErrConflict,
// ErrLimit and refused input leave the transaction usable and nothing half written. Nothing is repeated there: see
// [Dialect.Retryable]. Like the transaction itself, it is used by one goroutine at a time.
func (s *Store) Tx(tx *sql.Tx) storage.Store {
	return &Store{core: s.core, tenant: s.tenant, tx: tx}
}

func (s *Store) where() string {
	if s.tenant == "" {
		return ""
	}
	return fmt.Sprintf(" of tenant %q", s.tenant)
}
