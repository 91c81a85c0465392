package integration_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"
)

// spy is a SQLite driver that writes down what it is asked.
type spy struct {
	inner driver.Driver
	mu    sync.Mutex
	asked []asked
}

type asked struct {
	text string
	args []any
}

var theSpy = sync.OnceValue(func() *spy {
	s := &spy{inner: &sqlite.Driver{}}
	sql.Register("sqlite-spy", s)
	return s
})

func openSpied(tb testing.TB, path string) (*sql.DB, *spy) {
	tb.Helper()
	s := theSpy()
	db, err := sql.Open("sqlite-spy", sqliteDSN(path))
	require.NoError(tb, err)
	db.SetMaxOpenConns(1)
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	return db, s
}

// take returns what was asked since the last take.
func (s *spy) take() []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.asked
	s.asked = nil
	return list
}

func (s *spy) note(text string, args []driver.NamedValue) {
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a.Value
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, asked{text, values})
}

// Open implements driver.Driver.
func (s *spy) Open(name string) (driver.Conn, error) {
	c, err := s.inner.Open(name)
	if err != nil {
		return nil, err
	}
	return &spyConn{Conn: c, spy: s}, nil
}

type spyConn struct {
	driver.Conn
	spy *spy
}

func (c *spyConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.spy.note(text, args)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, text, args)
}

func (c *spyConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.spy.note(text, args)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, text, args)
}

func (c *spyConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
}

func (c *spyConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	c.spy.note("BEGIN", nil)
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
}
