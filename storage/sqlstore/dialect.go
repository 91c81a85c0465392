package sqlstore

import (
	"context"
	"strings"

	"github.com/huandu/go-sqlbuilder"

	"github.com/recourse-go/recourse/complaint"
)

// Dialect is a kind of SQL database.
type Dialect string

// The dialects. [New] takes SQLite so far and refuses the others.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
	MySQL    Dialect = "mysql" // and MariaDB
)

// Retryable says whether an error of this database means that nothing is wrong but the moment: it was locked, or the
// transaction lost a race. The whole transaction may then be run again. [Store] does so where the transaction is its own.
func (d Dialect) Retryable(err error) bool {
	e, problem := d.engine()
	return problem == nil && err != nil && e.transient(err)
}

// engine is what differs between databases. Everything else is SQL that all of them understand.
type engine struct {
	// flavor writes the placeholders of statements that are put together.
	flavor sqlbuilder.Flavor
	// bind writes the placeholders of statements that are constant, from question marks.
	bind func(text string) string
	// ignore makes an insert do nothing where the row is already there: it then affects no row and harms no transaction.
	ignore func(insert string) string
	// hint names the index that a table of a select is read by; empty where the planner has statistics.
	hint func(index string) string
	// primary is the name of a table's primary key for hint.
	primary func(table string) string
	// rowValues says that (a, b) > (?, ?) reads an index from that place on.
	rowValues bool
	// prepared says that prepared statements are cheap to keep: nothing between us and the database forgets them.
	prepared bool
	// local says that statements of a write are short and cannot be cut short without harm to the transaction.
	local bool
	// scrub makes the database overwrite what is deleted in this transaction, until the returned function is called.
	scrub func(ctx context.Context, x *session) (func(), error)
	// transient classifies errors for [Dialect.Retryable], missing finds those for a table or column that is not there.
	transient func(error) bool
	missing   func(error) bool
}

func (d Dialect) engine() (*engine, error) {
	switch d {
	case SQLite:
		return sqliteEngine(), nil
	case Postgres, MySQL:
		return nil, &complaint.FieldError{Field: "dialect", Value: string(d), Rule: "is not supported yet: use sqlstore.SQLite"}
	default:
		return nil, &complaint.FieldError{Field: "dialect", Value: string(d), Rule: "is not known: use sqlstore.SQLite"}
	}
}

// keyset writes the condition that a row comes after a key: columns in order, the values beside them, from the last to the
// first when descending. Without row values it is spelled out so that the first column still bounds the index.
func (e *engine) keyset(sb *sqlbuilder.SelectBuilder, columns []string, values []any, descending bool) string {
	op := ">"
	if descending {
		op = "<"
	}
	vars := make([]string, len(values))
	if e.rowValues {
		for i, v := range values {
			vars[i] = sb.Var(v)
		}
		return "(" + strings.Join(columns, ", ") + ") " + op + " (" + strings.Join(vars, ", ") + ")"
	}
	last := len(columns) - 1
	condition := columns[last] + " " + op + " " + sb.Var(values[last])
	for i := last - 1; i >= 0; i-- {
		condition = "(" + columns[i] + " " + op + "= " + sb.Var(values[i]) +
			" AND (" + columns[i] + " " + op + " " + sb.Var(values[i]) + " OR " + condition + "))"
	}
	return condition
}
