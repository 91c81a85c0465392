package sqlstore

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"sync/atomic"
)

// statement is a constant SQL text, and its prepared form once there is one.
type statement struct {
	text     string
	prepared atomic.Pointer[sql.Stmt]
}

// prepare prepares the statement on the pool, where it stays until the pool is closed.
func (st *statement) prepare(ctx context.Context, db *sql.DB) (*sql.Stmt, error) {
	prepared, err := db.PrepareContext(ctx, st.text)
	if err != nil {
		return nil, err
	}
	if st.prepared.CompareAndSwap(nil, prepared) {
		return prepared, nil
	}
	return st.prepared.Load(), prepared.Close() //nolint:sqlclosecheck // somebody else was first: theirs stays, ours goes
}

// shapes keeps the statements of listings, which are put together: programs ask in few ways again and again. The first ones
// stay; what comes when it is full is sent as text.
type shapes struct {
	mu   sync.RWMutex
	seen map[string]*statement
}

const maxShapes = 64

func (s *shapes) of(text string) (*statement, bool) {
	s.mu.RLock()
	st, ok := s.seen[text]
	full := len(s.seen) >= maxShapes
	s.mu.RUnlock()
	if ok || full {
		return st, ok
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok = s.seen[text]; ok || len(s.seen) >= maxShapes {
		return st, ok
	}
	if s.seen == nil {
		s.seen = map[string]*statement{}
	}
	st = &statement{text: text}
	s.seen[text] = st
	return st, true
}

// labelRows is how many labels one statement inserts at most.
const labelRows = 8

type statements struct {
	prefix string

	schema *statement

	getComplaint    *statement
	insertComplaint *statement
	updateState     *statement
	updateComplaint *statement
	history         *statement
	insertEvent     *statement
	deleteLabels    *statement
	insertLabels    [labelRows]*statement
	insertPrints    [printRows]*statement
	deletePrint     *statement
	getPrints       *statement
	setPrints       *statement
	rewriteEvent    *statement

	unpublished   *statement
	markPublished *statement

	balance    *statement
	addBalance *statement
	newBalance *statement

	getDocument    *statement
	listDocuments  *statement
	insertDocument *statement
	updateDocument *statement
	deleteDocument *statement
}

// complaintColumns are the columns of a complaint in the order of [row.columns], after tenant, id and version.
const (
	stateColumns = "status, updated, closed, due, document"
	facetColumns = "reference, category, feedback, severity, urgency, priority, priority_rank, channel, department, handler, " +
		"customer, order_id, language, received, facets"
)

func newStatements(e *engine, prefix string) *statements {
	of := func(text string) *statement {
		return &statement{text: e.bind(strings.ReplaceAll(text, defaultPrefix, prefix))}
	}
	set := func(columns string) string { return strings.ReplaceAll(columns, ",", " = ?,") + " = ?" }
	st := &statements{
		prefix: prefix,
		schema: of("SELECT MAX(version) FROM recourse_schema"),

		getComplaint: of("SELECT version, document FROM recourse_complaint WHERE tenant = ? AND id = ?"),
		insertComplaint: of(e.ignore("INSERT INTO recourse_complaint (tenant, id, version, " + stateColumns + ", " + facetColumns +
			", prints) VALUES (" + marks(4+count(stateColumns)+count(facetColumns)) + ")")),
		updateState: of("UPDATE recourse_complaint SET version = ?, " + set(stateColumns) +
			" WHERE tenant = ? AND id = ? AND version = ? AND facets = ?"),
		updateComplaint: of("UPDATE recourse_complaint SET version = ?, " + set(stateColumns) + ", " + set(facetColumns) +
			" WHERE tenant = ? AND id = ? AND version = ?"),

		history: of("SELECT version, event FROM recourse_event WHERE tenant = ? AND complaint = ? ORDER BY version"),
		insertEvent: of("INSERT INTO recourse_event (tenant, complaint, version, recorded, published, event)" +
			" VALUES (?, ?, ?, ?, 0, ?)"),
		rewriteEvent: of("UPDATE recourse_event SET event = ? WHERE tenant = ? AND complaint = ? AND version = ?"),
		deleteLabels: of("DELETE FROM recourse_label WHERE tenant = ? AND complaint = ?"),
		deletePrint:  of("DELETE FROM recourse_print WHERE tenant = ? AND print = ? AND received = ? AND complaint = ?"),
		getPrints:    of("SELECT prints FROM recourse_complaint WHERE tenant = ? AND id = ?"),
		setPrints:    of("UPDATE recourse_complaint SET prints = ? WHERE tenant = ? AND id = ?"),

		unpublished: of("SELECT complaint, version, event FROM recourse_event WHERE tenant = ? AND published = 0" +
			" ORDER BY recorded, complaint, version"),
		markPublished: of("UPDATE recourse_event SET published = 1" +
			" WHERE tenant = ? AND complaint = ? AND version = ? AND published = 0"),

		balance: of("SELECT balance FROM recourse_account WHERE tenant = ? AND account = ? AND currency = ?"),
		addBalance: of("UPDATE recourse_account SET balance = balance + ?" +
			" WHERE tenant = ? AND account = ? AND currency = ? AND balance >= ? AND balance <= ?"),
		newBalance: of(e.ignore("INSERT INTO recourse_account (tenant, account, currency, balance) VALUES (?, ?, ?, ?)")),

		getDocument: of("SELECT version, body FROM recourse_document WHERE tenant = ? AND kind = ? AND name = ?"),
		listDocuments: of("SELECT name, version, body FROM recourse_document" +
			" WHERE tenant = ? AND kind = ? AND name > ? ORDER BY name"),
		insertDocument: of(e.ignore("INSERT INTO recourse_document (tenant, kind, name, version, body) VALUES (?, ?, ?, ?, ?)")),
		updateDocument: of("UPDATE recourse_document SET version = ?, body = ?" +
			" WHERE tenant = ? AND kind = ? AND name = ? AND version = ?"),
		deleteDocument: of("DELETE FROM recourse_document WHERE tenant = ? AND kind = ? AND name = ? AND version = ?"),
	}
	for n := range st.insertLabels {
		st.insertLabels[n] = of("INSERT INTO recourse_label (tenant, complaint, kind, value) VALUES (?, ?, ?, ?)" +
			strings.Repeat(", (?, ?, ?, ?)", n))
	}
	for n := range st.insertPrints {
		st.insertPrints[n] = of("INSERT INTO recourse_print (tenant, print, received, complaint) VALUES (?, ?, ?, ?)" +
			strings.Repeat(", (?, ?, ?, ?)", n))
	}
	return st
}

func count(columns string) int { return strings.Count(columns, ",") + 1 }

func marks(n int) string { return strings.Repeat("?, ", n-1) + "?" }
