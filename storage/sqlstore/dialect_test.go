package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/huandu/go-sqlbuilder"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func TestNewRefuses(t *testing.T) {
	db := &sql.DB{}
	for _, c := range []struct {
		db   *sql.DB
		d    Dialect
		o    *Options
		want string
	}{
		{nil, SQLite, nil, "db: must not be nil"},
		{db, Postgres, nil, `dialect: "postgres": is not supported yet: use sqlstore.SQLite`},
		{db, MySQL, nil, `dialect: "mysql": is not supported yet: use sqlstore.SQLite`},
		{db, "oracle", nil, `dialect: "oracle": is not known: use sqlstore.SQLite`},
		{db, SQLite, &Options{Prefix: "Shop_"}, `prefix: "Shop_": must be lower-case letters`},
		{db, SQLite, &Options{Prefix: "a; DROP TABLE x"}, "prefix: "},
		{db, SQLite, &Options{Prefix: strings.Repeat("a", 33)}, "prefix: "},
		{db, SQLite, &Options{Prefix: "a\xff"}, "prefix: "},
		{db, SQLite, &Options{Backoff: -time.Second}, `backoff: "-1s": must not be negative`},
	} {
		_, err := New(c.db, c.d, c.o)
		require.ErrorContains(t, err, c.want)
	}
	_, err := New(db, SQLite, &Options{Prefix: "shop_", Retries: -1, Backoff: time.Second})
	require.NoError(t, err)
}

func TestPrefix(t *testing.T) {
	name, err := (*Options)(nil).Table("complaint")
	require.NoError(t, err)
	require.Equal(t, "recourse_complaint", name)
	name, err = (&Options{Prefix: "shop_2_"}).Table("event")
	require.NoError(t, err)
	require.Equal(t, "shop_2_event", name)
	st := newStatements(sqliteEngine(), "shop_")
	require.NotContains(t, st.insertComplaint.text+st.updateState.text+st.unpublished.text, "recourse")
}

func TestKeyset(t *testing.T) {
	for _, c := range []struct {
		rows, descending bool
		want             string
	}{
		{true, false, "(a, b, id) > (?, ?, ?)"},
		{true, true, "(a, b, id) < (?, ?, ?)"},
		{false, false, "(a >= ? AND (a > ? OR (b >= ? AND (b > ? OR id > ?))))"},
		{false, true, "(a <= ? AND (a < ? OR (b <= ? AND (b < ? OR id < ?))))"},
	} {
		e := *sqliteEngine()
		e.rowValues = c.rows
		sb := e.flavor.NewSelectBuilder()
		sb.Select("1").From("t").Where(e.keyset(sb, []string{"a", "b", "id"}, []any{1, 2, 3}, c.descending))
		text, args := sb.BuildWithFlavor(sqlbuilder.SQLite)
		require.Equal(t, "SELECT 1 FROM t WHERE "+c.want, text)
		if c.rows {
			require.Equal(t, []any{1, 2, 3}, args)
		} else {
			require.Equal(t, []any{1, 1, 2, 2, 3}, args)
		}
	}
}

type coded int

func (c coded) Error() string { return "driver's error" }
func (c coded) Code() int     { return int(c) }

func TestSQLiteErrors(t *testing.T) {
	for _, err := range []error{
		coded(5), coded(6), coded(5 | 2<<8), fmt.Errorf("put: %w", coded(261)), errors.New("database is locked"),
		errors.New("database table is locked: x"),
	} {
		require.True(t, SQLite.Retryable(err), "%v", err)
	}
	for _, err := range []error{nil, coded(19), coded(1), errors.New("disk I/O error")} {
		require.False(t, SQLite.Retryable(err), "%v", err)
	}
	require.False(t, Postgres.Retryable(coded(5)))
}

func TestDebitsFit(t *testing.T) {
	require.True(t, (&debit{least: 0, most: 5}).fits(5))
	require.False(t, (&debit{least: 1, most: 0}).fits(0))
}

func TestRanks(t *testing.T) {
	ranks, ok := ranksOf([]complaint.Priority{complaint.P1, complaint.P4})
	require.True(t, ok)
	require.Equal(t, []any{int64(1), int64(4)}, ranks)
	for _, list := range [][]complaint.Priority{nil, {""}, {complaint.P1, "p9"}} {
		_, ok := ranksOf(list)
		require.False(t, ok, "a rank that several values share must not be used")
	}
}
