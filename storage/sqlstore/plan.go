package sqlstore

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/huandu/go-sqlbuilder"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// few is how many complaints are worth reading one by one and sorting. A filter that leaves no more is read by its own
// index; else the index of the order is read until the page is full, which needs few steps because many match.
const few = 100

// candidate is a filter with an index of its own.
type candidate struct {
	// index is its name without the prefix; empty for a filter on labels, which are in a table of their own.
	index string
	// from is the table and its alias, where the condition is counted.
	from      string
	condition func(sb *sqlbuilder.SelectBuilder) string
	// label is the place of the filter on labels, to be used as the way in.
	label int
}

// plan is how a listing is read.
type plan struct {
	// index is the full name of the index to read by, empty to leave the choice to the database.
	index string
	// label is the filter on labels to begin with, -1 for none.
	label int
}

// orderIndex is the index that has an order.
func (s *Store) orderIndex(q *storage.Query) string {
	switch q.Order.By {
	case storage.ByUpdated:
		return s.index("updated")
	case storage.ByPriority:
		return s.index("priority")
	case storage.ByDue:
		return s.index("due")
	case storage.ByReceived:
	default:
	}
	// The indexes of these filters go on in the order by received, so that one value has both.
	switch {
	case single(q.Handler):
		return s.index("handler")
	case single(q.Status):
		return s.index("status")
	default:
		return s.index("received")
	}
}

// narrow is the index of a filter that leaves few complaints by its nature, in the order by received; empty for none.
func (s *Store) narrow(q *storage.Query) string {
	switch {
	case q.Order.By != "" && q.Order.By != storage.ByReceived:
		return ""
	case single(q.Reference):
		return s.index("reference")
	case single(q.OrderID):
		return s.index("order")
	case single(q.Customer):
		return s.index("customer")
	default:
		return ""
	}
}

// single says whether a filter has one value and not the empty one, which many complaints share.
func single[S ~string](values []S) bool { return len(values) == 1 && values[0] != "" }

func (s *Store) index(name string) string { return s.core.sql.prefix + "complaint_" + name }

// plan finds the way into a query.
func (s *Store) plan(ctx context.Context, x *session, q *storage.Query) (plan, error) {
	if index := s.narrow(q); index != "" {
		return plan{index: index, label: -1}, nil
	}
	candidates := s.candidates(q)
	ordered := plan{index: s.orderIndex(q), label: -1}
	if len(candidates) == 0 || len(candidates) == 1 && s.index(candidates[0].index) == ordered.index {
		return ordered, nil
	}
	best, err := s.probe(ctx, x, candidates)
	if err != nil || best < 0 {
		return ordered, err
	}
	if way := candidates[best]; way.index != "" {
		return plan{index: s.index(way.index), label: -1}, nil
	}
	return plan{index: s.core.engine.primary(s.core.sql.prefix + tableComplaint), label: candidates[best].label}, nil
}

// candidates lists the filters that may leave few complaints. The empty text is no candidate: many share it.
func (s *Store) candidates(q *storage.Query) []candidate {
	var list []candidate
	add := func(index, column string, values []string) {
		if len(values) == 0 || slices.Contains(values, "") {
			return
		}
		list = append(list, candidate{
			index: index, from: s.core.sql.prefix + "complaint c",
			condition: func(sb *sqlbuilder.SelectBuilder) string { return among(sb, column, values) },
		})
	}
	add("reference", "c.reference", texts(q.Reference))
	add("customer", "c.customer", q.Customer)
	add("order", "c.order_id", q.OrderID)
	add("handler", "c.handler", q.Handler)
	if len(q.Category) > 0 && !slices.Contains(q.Category, "") {
		list = append(list, candidate{
			index: "category", from: s.core.sql.prefix + "complaint c",
			condition: func(sb *sqlbuilder.SelectBuilder) string { return below(sb, "c.category", q.Category, ".") },
		})
	}
	add("status", "c.status", texts(q.Status))
	for i, f := range labelFilters(q) {
		list = append(list, candidate{
			from: f.table(s.core.sql.prefix), label: i,
			condition: func(sb *sqlbuilder.SelectBuilder) string { return f.condition(sb) },
		})
	}
	return list
}

// probe returns the first candidate that leaves few complaints, -1 for none. One statement asks all of them whether there is
// one complaint more than few.
func (s *Store) probe(ctx context.Context, x *session, candidates []candidate) (int, error) {
	more := make([]sql.NullInt64, len(candidates))
	into := make([]any, len(candidates))
	var text strings.Builder
	var args []any
	for i := range candidates {
		sb := s.core.engine.flavor.NewSelectBuilder()
		from, tenant := candidates[i].from, "c.tenant"
		if candidates[i].index == "" {
			tenant = "l.tenant"
		} else {
			from += s.core.engine.hint(s.index(candidates[i].index))
		}
		sb.Select("1").From(from).Where(sb.Equal(tenant, s.tenant), candidates[i].condition(sb))
		part, values := sb.BuildWithFlavor(s.core.engine.flavor, args...)
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString("(" + part + limit(1) + " OFFSET " + strconv.Itoa(few) + ")")
		args, into[i] = values, &more[i]
	}
	rows, err := x.ask(ctx, "SELECT "+text.String(), args...)
	if err != nil {
		return -1, err
	}
	if _, err := one(rows, into...); err != nil {
		return -1, err
	}
	return slices.IndexFunc(more, func(m sql.NullInt64) bool { return !m.Valid }), nil
}

// labelFilter is a condition on the labels of a complaint, written for a row l of the labels.
type labelFilter struct {
	condition func(sb *sqlbuilder.SelectBuilder) string
	// prints says that the row is one of the table of prints.
	prints bool
}

// table is the table of the filter's rows and its alias.
func (f *labelFilter) table(prefix string) string {
	if f.prints {
		return prefix + "print l"
	}
	return prefix + "label l"
}

// labelFilters lists a query's filters on labels and prints: one for the products, one for each tag, one for the links, one for
// the prints.
func labelFilters(q *storage.Query) []labelFilter {
	var list []labelFilter
	of := func(kind string, values ...string) {
		list = append(list, labelFilter{condition: func(sb *sqlbuilder.SelectBuilder) string {
			return sb.And(sb.Equal("l.kind", kind), among(sb, "l.value", values))
		}})
	}
	if len(q.Product) > 0 {
		of(labelProduct, q.Product...)
	}
	for _, tag := range q.Tags {
		of(labelTag, tag)
	}
	if len(q.Links) > 0 {
		list = append(list, labelFilter{condition: func(sb *sqlbuilder.SelectBuilder) string {
			parts := make([]string, len(q.Links))
			for i, l := range q.Links {
				parts[i] = linkCondition(sb, l)
			}
			return sb.Or(parts...)
		}})
	}
	if len(q.Prints) > 0 {
		list = append(list, labelFilter{prints: true, condition: func(sb *sqlbuilder.SelectBuilder) string {
			return printCondition(sb, q.Prints)
		}})
	}
	return list
}

func linkCondition(sb *sqlbuilder.SelectBuilder, l complaint.Link) string {
	switch {
	case l.To == (complaint.ID{}):
		return sb.And(sb.Equal("l.kind", labelLinkType), sb.Equal("l.value", string(l.Type)))
	case l.Type == "":
		return sb.And(sb.Equal("l.kind", labelLink), under(sb, "l.value", l.To.String(), "/"))
	default:
		return sb.And(sb.Equal("l.kind", labelLink), sb.Equal("l.value", linkValue(l)))
	}
}
