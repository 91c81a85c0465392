package integration_test

import (
	"database/sql"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// explain returns the plan of the last listing that was asked for.
func explain(t *testing.T, tx *sql.Tx, s *spy) string {
	t.Helper()
	last := asked{}
	for _, a := range s.take() {
		if strings.Contains(a.text, "document") {
			last = a
		}
	}
	return planOf(t, tx, last)
}

// planOf returns the plan of a statement.
func planOf(t *testing.T, tx *sql.Tx, a asked) string {
	t.Helper()
	rows, err := tx.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+a.text, a.args...)
	require.NoError(t, err)
	defer rows.Close() //nolint:errcheck // a test
	var lines []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
		lines = append(lines, detail)
	}
	require.NoError(t, rows.Err())
	return strings.Join(lines, "\n")
}

func TestSQLitePlans(t *testing.T) {
	db, spy := openSpied(t, filepath.Join(t.TempDir(), "recourse.db"))
	s := storeOver(t, db, nil)
	fillSQLite(t, s, 600)
	tx, err := db.BeginTx(t.Context(), nil) // where statements are sent as text, for the spy to see
	require.NoError(t, err)
	defer tx.Rollback() //nolint:errcheck // a test that only reads
	in := s.Tx(tx)
	list := func(t *testing.T, q storage.Query) (storage.Page, string) {
		t.Helper()
		page, err := in.List(t.Context(), q)
		require.NoError(t, err)
		return page, explain(t, tx, spy)
	}
	for _, by := range storage.Orders() {
		for _, descending := range []bool{false, true} {
			q := storage.Query{Order: storage.Order{By: by, Descending: descending}, Limit: 10}
			want := "SEARCH c USING INDEX recourse_complaint_" + string(by) + " (tenant=?"
			page, plan := list(t, q)
			require.True(t, strings.HasPrefix(plan, want), "the order %v must read its index:\n%s", q.Order, plan)
			require.NotContains(t, plan, "TEMP B-TREE", "the order %v must not be sorted", q.Order)
			q.Cursor = page.Next
			_, plan = list(t, q)
			require.Regexp(t, `^SEARCH c USING INDEX recourse_complaint_`+string(by)+` \(tenant=\? AND \([a-z_,]+id\)[<>]\(`, plan,
				"a later page must begin at its place in the index")
			require.NotContains(t, plan, "TEMP B-TREE", "the order %v must not be sorted on later pages", q.Order)
		}
	}
	for name, c := range map[string]struct {
		q     storage.Query
		index string
		sort  bool
	}{
		"one status":             {storage.Query{Status: []complaint.Status{complaint.StatusReceived}}, "status (tenant=? AND status=?", false},
		"one customer":           {storage.Query{Customer: []string{"u-7"}}, "customer (tenant=? AND customer=?", false},
		"one order":              {storage.Query{OrderID: []string{"SO-7"}}, "order (tenant=? AND order_id=?", false},
		"one handler":            {storage.Query{Handler: []string{"mia"}}, "handler (tenant=? AND handler=?", false},
		"rare status by due":     {storage.Query{Status: []complaint.Status{complaint.StatusMerged}, Order: storage.Order{By: storage.ByDue}}, "status (tenant=? AND status=?", true},
		"common status by due":   {storage.Query{Status: []complaint.Status{complaint.StatusReceived}, Order: storage.Order{By: storage.ByDue}}, "due (tenant=?", false},
		"some customers":         {storage.Query{Customer: []string{"u-7", "u-8"}}, "customer (tenant=? AND customer=?", true},
		"small category subtree": {storage.Query{Category: []string{"fraud"}, Order: storage.Order{By: storage.ByUpdated}}, "category (tenant=? AND category>? AND category<?", true},
		"rare tag":               {storage.Query{Tags: []string{"nobody-has-it"}}, "", true},
		"common tag":             {storage.Query{Tags: []string{"shoes"}}, "received (tenant=?", false},
	} {
		_, plan := list(t, c.q)
		if c.index == "" {
			require.Contains(t, plan, "SEARCH c USING INDEX sqlite_autoindex_recourse_complaint_1 (tenant=? AND id=?", name)
			require.Contains(t, plan, "SEARCH l USING PRIMARY KEY (tenant=? AND kind=? AND value=?)", name)
		} else {
			require.Contains(t, plan, "SEARCH c USING INDEX recourse_complaint_"+c.index, name)
		}
		require.Equal(t, c.sort, strings.Contains(plan, "TEMP B-TREE"), "%s:\n%s", name, plan)
		require.NotContains(t, plan, "SCAN c", name)
		require.NotContains(t, plan, "SCAN l", name)
	}
}

// Prints are read from their own table in the order by received, each no further than asked, and complaints by their keys.
func TestSQLitePlansOfPrints(t *testing.T) {
	db, spy := openSpied(t, filepath.Join(t.TempDir(), "recourse.db"))
	s := storeOver(t, db, nil)
	fillSQLite(t, s, 200)
	const message = "The zip of the tent broke on the first evening, and nobody answers."
	(&archive{store: s, r: rand.New(rand.NewPCG(1, 1))}).put(t, message)
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer tx.Rollback() //nolint:errcheck // a test that only reads
	in := s.Tx(tx)
	span := storage.Range{From: time.UnixMicro(1)}
	signature := signed(message)
	for name, ask := range map[string]func() error{
		"list": func() error {
			return second(in.List(t.Context(), storage.Query{
				Prints: signature.Prints(), Received: span, Order: storage.Order{Descending: true},
			}))
		},
		"alike": func() error { return second(storage.Alike(t.Context(), in, signature.Prints(), span, 8)) },
	} {
		spy.take()
		require.NoError(t, ask())
		var plan strings.Builder
		for _, a := range spy.take() {
			plan.WriteString(planOf(t, tx, a))
		}
		require.Contains(t, plan.String(), "SEARCH recourse_print USING PRIMARY KEY (tenant=? AND print=? AND received>?", name)
		require.Contains(t, plan.String(), "SEARCH c USING INDEX sqlite_autoindex_recourse_complaint_1 (tenant=? AND id=?", name)
		require.NotContains(t, plan.String(), "SCAN c", name)
		require.NotContains(t, plan.String(), "SCAN recourse_print", name)
	}
	require.NoError(t, second(in.List(t.Context(), storage.Query{Prints: []uint32{1}, Channel: []complaint.Channel{complaint.ChannelApp}})))
	plan := explain(t, tx, spy)
	require.Contains(t, plan, "SEARCH l USING PRIMARY KEY (tenant=? AND print=?", "rare prints are the way in")
}

// A put of the host's writes first: a transaction that reads first may find that it can no longer write.
func TestSQLiteWritesBeforeItReads(t *testing.T) {
	db, spy := openSpied(t, filepath.Join(t.TempDir(), "recourse.db"))
	s := storeOver(t, db, nil)
	spy.take()
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	ch := openings(t, source(9), 1)[0]
	ch.Debits = []storage.Debit{{Account: "budget", Amount: fen(t, 100), Limit: fen(t, 100)}}
	require.NoError(t, s.Tx(tx).Put(t.Context(), ch))
	require.NoError(t, tx.Commit())
	var first string
	for _, a := range spy.take() {
		if a.text != "BEGIN" && !strings.HasPrefix(a.text, "SAVEPOINT") {
			first = a.text
			break
		}
	}
	require.True(t, strings.HasPrefix(first, "INSERT INTO recourse_complaint"), first)
}

func fen(tb testing.TB, minor int64) complaint.Money {
	tb.Helper()
	m, err := complaint.FromMinor(minor, "CNY")
	require.NoError(tb, err)
	return m
}
