package sqlstore

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/huandu/go-sqlbuilder"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// List implements [storage.Store].
func (s *Store) List(ctx context.Context, q storage.Query) (storage.Page, error) {
	const doing = "list complaints"
	if err := q.Check(); err != nil {
		return storage.Page{}, s.failed(ctx, doing, err)
	}
	after, going, err := q.After()
	if err != nil {
		return storage.Page{}, s.failed(ctx, doing, err)
	}
	var page storage.Page
	err = s.read(ctx, func(x *session) error {
		if byPrints(&q) {
			text, args := s.near(&q, after, going)
			page, err = s.page(ctx, x, &q, text, args)
			return err
		}
		p, err := s.plan(ctx, x, &q)
		if err != nil {
			return err
		}
		sb := s.listing(&q, p)
		if going {
			columns, values := keyColumns(q.Order, after)
			sb.Where(s.core.engine.keyset(sb, columns, values, q.Order.Descending))
		}
		text, args := sb.Build()
		page, err = s.page(ctx, x, &q, text+limit(q.Size()+1), args)
		return err
	})
	if err != nil {
		return storage.Page{}, s.failed(ctx, doing, err)
	}
	return page, nil
}

// limit ends a select. The number stands in the text: SQLite plans a statement anew whenever a limit is bound to it.
func limit(n int) string { return " LIMIT " + strconv.Itoa(n) }

// listing is the select of a page, without its limit.
func (s *Store) listing(q *storage.Query, p plan) *sqlbuilder.SelectBuilder {
	sb := s.core.engine.flavor.NewSelectBuilder()
	from := s.core.sql.prefix + "complaint c"
	if p.index != "" {
		from += s.core.engine.hint(p.index)
	}
	sb.Select(columnID, "c.version", "c.document").From(from)
	s.filter(sb, q, p)
	columns, _ := keyColumns(q.Order, storage.Key{})
	for _, column := range columns {
		if q.Order.Descending {
			sb.OrderByDesc(column)
		} else {
			sb.OrderByAsc(column)
		}
	}
	return sb
}

const columnID = "c.id"

// keyColumns are the columns that make up an order, and the values of a key for them.
func keyColumns(o storage.Order, k storage.Key) ([]string, []any) {
	first := "c.received"
	switch o.By {
	case storage.ByPriority:
		return []string{"c.priority_rank", first, columnID}, []any{k.First, k.Second, k.ID[:]}
	case storage.ByUpdated:
		first = "c.updated"
	case storage.ByDue:
		first = "c.due"
	case storage.ByReceived:
	default:
	}
	return []string{first, columnID}, []any{k.First, k.ID[:]}
}

// page reads one row more than the page has, so that it is known whether there is another page.
func (s *Store) page(ctx context.Context, x *session, q *storage.Query, text string, args []any) (storage.Page, error) {
	rows, err := x.ask(ctx, text, args...)
	if err != nil {
		return storage.Page{}, err
	}
	defer rows.Close() //nolint:errcheck // the error of reading is what counts
	size := q.Size()
	list := make([]complaint.Complaint, 0, min(size, storage.DefaultLimit))
	var name, document sql.RawBytes
	var version int64
	for rows.Next() {
		if len(list) == size {
			next, err := q.CursorAt(q.Key(list[size-1]))
			return storage.Page{Complaints: list, Next: next}, err
		}
		if err := rows.Scan(&name, &version, &document); err != nil {
			return storage.Page{}, err
		}
		list = append(list, complaint.Complaint{})
		if err := s.decode(name, version, document, &list[len(list)-1]); err != nil {
			return storage.Page{}, err
		}
	}
	return storage.Page{Complaints: list}, rows.Err()
}

// Count implements [storage.Counter].
func (s *Store) Count(ctx context.Context, q storage.Query) (int, error) {
	const doing = "count complaints"
	q.Limit, q.Cursor, q.Order = 0, "", storage.Order{}
	if err := q.Check(); err != nil {
		return 0, s.failed(ctx, doing, err)
	}
	n := 0
	err := s.read(ctx, func(x *session) error {
		sb := s.core.engine.flavor.NewSelectBuilder()
		sb.Select("COUNT(*)").From(s.core.sql.prefix + "complaint c")
		s.filter(sb, &q, plan{label: -1})
		text, args := sb.Build()
		rows, err := x.ask(ctx, text, args...)
		if err != nil {
			return err
		}
		_, err = one(rows, &n)
		return err
	})
	return n, s.failed(ctx, doing, err)
}
