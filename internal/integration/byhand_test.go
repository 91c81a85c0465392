package integration_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// byHand is what a host would write without the library: prepared statements, one transaction for each change, the same
// columns, the same JSON.
type byHand struct {
	lists                        map[string]*sql.Stmt
	db                           *sql.DB
	insert, update, event, label *sql.Stmt
}

func newByHand(tb testing.TB, db *sql.DB) *byHand {
	tb.Helper()
	prepare := func(text string) *sql.Stmt {
		st, err := db.PrepareContext(tb.Context(), text)
		require.NoError(tb, err)
		return st
	}
	return &byHand{
		db: db, lists: map[string]*sql.Stmt{},
		insert: prepare(`INSERT INTO recourse_complaint (tenant, id, version, status, updated, closed, due, reference, category,
			feedback, severity, urgency, priority, priority_rank, channel, department, handler, customer, order_id, language,
			received, facets, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, x'', ?)`),
		update: prepare(`UPDATE recourse_complaint SET version = ?, status = ?, updated = ?, closed = ?, due = ?, reference = ?,
			category = ?, feedback = ?, severity = ?, urgency = ?, priority = ?, priority_rank = ?, channel = ?, department = ?,
			handler = ?, customer = ?, order_id = ?, language = ?, received = ?, document = ?
			WHERE tenant = ? AND id = ? AND version = ?`),
		event: prepare(`INSERT INTO recourse_event (tenant, complaint, version, recorded, published, event) VALUES (?, ?, ?, ?, 0, ?)`),
		label: prepare(`INSERT INTO recourse_label (tenant, complaint, kind, value) VALUES (?, ?, ?, ?)`),
	}
}

// run runs a prepared statement in a transaction.
func run(ctx context.Context, tx *sql.Tx, st *sql.Stmt, args ...any) (sql.Result, error) {
	return tx.StmtContext(ctx, st).ExecContext(ctx, args...) //nolint:sqlclosecheck // the transaction closes it
}

func (h *byHand) open(ctx context.Context, tb testing.TB, ch storage.Change) {
	x := storage.IndexOf(ch.Complaint)
	id := ch.Complaint.ID[:]
	document, err := json.Marshal(ch.Complaint)
	must(tb, err)
	event, err := json.Marshal(ch.Event)
	must(tb, err)
	tx, err := h.db.BeginTx(ctx, nil)
	must(tb, err)
	_, err = run(ctx, tx, h.insert, "", id, ch.Complaint.Version, string(x.Status), x.Updated, x.Closed, x.Due,
		x.Reference, x.Category, string(x.Feedback), string(x.Severity), string(x.Urgency), string(x.Priority), x.Priority.Rank(),
		string(x.Channel), x.Department, x.Handler, x.Customer, x.Order, x.Language, x.Received, string(document))
	must(tb, err)
	_, err = run(ctx, tx, h.event, "", id, ch.Event.Version, ch.Event.Recorded.UnixMicro(), string(event))
	must(tb, err)
	label := func(kind, value string) {
		_, err := run(ctx, tx, h.label, "", id, kind, value)
		must(tb, err)
	}
	for _, tag := range x.Tags {
		label("tag", tag)
	}
	for _, product := range x.Products {
		label("product", product)
	}
	for _, l := range x.Links {
		label("link", l.To.String()+"/"+string(l.Type))
		label("link_type", string(l.Type))
	}
	must(tb, tx.Commit())
}

// step leaves the labels alone, as somebody would who knows that this action does not change them.
func (h *byHand) step(ctx context.Context, tb testing.TB, ch storage.Change) {
	x := storage.IndexOf(ch.Complaint)
	id := ch.Complaint.ID[:]
	document, err := json.Marshal(ch.Complaint)
	must(tb, err)
	event, err := json.Marshal(ch.Event)
	must(tb, err)
	tx, err := h.db.BeginTx(ctx, nil)
	must(tb, err)
	result, err := run(ctx, tx, h.update, ch.Complaint.Version, string(x.Status), x.Updated, x.Closed, x.Due,
		x.Reference, x.Category, string(x.Feedback), string(x.Severity), string(x.Urgency), string(x.Priority), x.Priority.Rank(),
		string(x.Channel), x.Department, x.Handler, x.Customer, x.Order, x.Language, x.Received, string(document),
		"", id, ch.Complaint.Version-1)
	must(tb, err)
	n, err := result.RowsAffected()
	must(tb, err)
	if n != 1 {
		tb.Fatal("the hand-written update met another version")
	}
	_, err = run(ctx, tx, h.event, "", id, ch.Event.Version, ch.Event.Recorded.UnixMicro(), string(event))
	must(tb, err)
	must(tb, tx.Commit())
}

// list runs a prepared select of documents and decodes them.
func (h *byHand) list(ctx context.Context, tb testing.TB, text string, args ...any) []complaint.Complaint {
	st, ok := h.lists[text]
	if !ok {
		var err error
		st, err = h.db.PrepareContext(ctx, text)
		must(tb, err)
		h.lists[text] = st
	}
	rows, err := st.QueryContext(ctx, args...)
	must(tb, err)
	defer rows.Close() //nolint:errcheck // a test
	var list []complaint.Complaint
	for rows.Next() {
		var document []byte
		must(tb, rows.Scan(&document))
		var c complaint.Complaint
		must(tb, json.Unmarshal(document, &c))
		list = append(list, c)
	}
	must(tb, rows.Err())
	return list
}

// must is cheaper than require, which would be measured too.
func must(tb testing.TB, err error) {
	if err != nil {
		tb.Fatal(err)
	}
}

type page struct {
	name  string
	query storage.Query
	sql   string
	args  []any
}

func pages() []page {
	const from = "SELECT document FROM recourse_complaint WHERE tenant = '' AND "
	anyOf := func(n int) string { return strings.Repeat("?, ", n-1) + "?" }
	return []page{
		{
			"status",
			storage.Query{Status: []complaint.Status{complaint.StatusReceived}},
			from + "status = ? ORDER BY received, id LIMIT 50",
			[]any{"received"},
		},
		{
			"open-of-a-category",
			storage.Query{
				Status:   []complaint.Status{complaint.StatusReceived, complaint.StatusScreened, complaint.StatusAssigned},
				Category: []string{"logistics"},
			},
			from + "status IN (" + anyOf(3) + ") AND (category = ? OR category LIKE 'logistics.%') ORDER BY received, id LIMIT 50",
			[]any{"received", "screened", "assigned", "logistics"},
		},
		{
			"by-priority",
			storage.Query{
				Status: []complaint.Status{complaint.StatusReceived, complaint.StatusScreened},
				Order:  storage.Order{By: storage.ByPriority},
			},
			from + "status IN (?, ?) ORDER BY priority_rank, received, id LIMIT 50",
			[]any{"received", "screened"},
		},
		{
			"newest-of-a-tag",
			storage.Query{Tags: []string{"shoes"}, Order: storage.Order{Descending: true}},
			`SELECT c.document FROM recourse_complaint c WHERE c.tenant = '' AND EXISTS (SELECT 1 FROM recourse_label l
				WHERE l.tenant = '' AND l.kind = 'tag' AND l.value = ? AND l.complaint = c.id)
				ORDER BY c.received DESC, c.id DESC LIMIT 50`,
			[]any{"shoes"},
		},
		{
			"of-a-customer",
			storage.Query{Customer: []string{"u-7"}, Limit: 50},
			from + "customer = ? ORDER BY received, id LIMIT 50",
			[]any{"u-7"},
		},
	}
}
