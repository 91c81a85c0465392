package integration_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
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
	full, ok := c.(conn)
	if !ok {
		return nil, errors.New("the driver's connection lacks a method that the spy needs")
	}
	return &spyConn{conn: full, spy: s}, nil
}

// spyConn is a connection of the driver, which has these methods.
type spyConn struct {
	conn
	spy *spy
}

type conn interface {
	driver.Conn
	driver.QueryerContext
	driver.ExecerContext
	driver.ConnPrepareContext
	driver.ConnBeginTx
}

func (c *spyConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.spy.note(text, args)
	return c.conn.QueryContext(ctx, text, args)
}

func (c *spyConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.spy.note(text, args)
	return c.conn.ExecContext(ctx, text, args)
}

func (c *spyConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	c.spy.note("BEGIN", nil)
	return c.conn.BeginTx(ctx, o)
}
