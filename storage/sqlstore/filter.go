package sqlstore

import (
	"slices"
	"time"

	"github.com/huandu/go-sqlbuilder"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// filter adds everything that a query asks for to a select of complaints c, which is read as planned.
func (s *Store) filter(sb *sqlbuilder.SelectBuilder, q *storage.Query, p plan) {
	sb.Where(sb.Equal("c.tenant", s.tenant))
	for _, f := range [...]struct {
		column string
		values []string
	}{
		{"c.reference", texts(q.Reference)},
		{"c.status", texts(q.Status)},
		{"c.feedback", texts(q.Feedback)},
		{"c.severity", texts(q.Severity)},
		{"c.urgency", texts(q.Urgency)},
		{"c.priority", texts(q.Priority)},
		{"c.channel", texts(q.Channel)},
		{"c.department", q.Department},
		{"c.handler", q.Handler},
		{"c.customer", q.Customer},
		{"c.order_id", q.OrderID},
	} {
		if len(f.values) > 0 {
			sb.Where(among(sb, f.column, f.values))
		}
	}
	if ranks, ok := ranksOf(q.Priority); ok {
		// The rank says the same as the value and leads the index.
		sb.Where(sb.In("c.priority_rank", ranks...))
	}
	if len(q.Category) > 0 {
		sb.Where(below(sb, "c.category", q.Category, "."))
	}
	if len(q.Language) > 0 {
		sb.Where(below(sb, "c.language", q.Language, "-"))
	}
	s.filterTimes(sb, q)
	s.filterLabels(sb, q, p.label)
}

func (s *Store) filterTimes(sb *sqlbuilder.SelectBuilder, q *storage.Query) {
	for _, f := range [...]struct {
		column string
		span   storage.Range
	}{{"c.received", q.Received}, {"c.updated", q.Updated}, {"c.closed", q.Closed}} {
		filterTime(sb, f.column, f.span)
	}
	if due := q.DueBefore; due != (time.Time{}) && !due.IsZero() {
		sb.Where(sb.LessThan("c.due", due.UnixMicro()))
	}
}

// filterTime asks for a moment in a span. Where there is a span there must be a moment.
func filterTime(sb *sqlbuilder.SelectBuilder, column string, span storage.Range) {
	if span.IsZero() {
		return
	}
	to := storage.NoTime
	if !span.To.IsZero() {
		to = span.To.UnixMicro()
	}
	sb.Where(sb.LessThan(column, to))
	if !span.From.IsZero() {
		sb.Where(sb.GreaterEqualThan(column, span.From.UnixMicro()))
	}
}

// filterLabels asks for labels: the filter that is the way in by a list of complaints, the others complaint by complaint.
func (s *Store) filterLabels(sb *sqlbuilder.SelectBuilder, q *storage.Query, way int) {
	for i, f := range labelFilters(q) {
		sub := s.core.engine.flavor.NewSelectBuilder()
		sub.From(f.table(s.core.sql.prefix))
		if i == way {
			sub.Select("l.complaint").Where(sub.Equal("l.tenant", s.tenant), f.condition(sub))
			sb.Where(sb.In(columnID, sub))
			continue
		}
		sub.Select("1").Where("l.tenant = c.tenant", "l.complaint = c.id", f.condition(sub))
		if f.prints {
			sub.Where("l.received = c.received")
		}
		sb.Where(sb.Exists(sub))
	}
}

// ranksOf returns the ranks of priorities, or false where a rank does not stand for one priority alone.
func ranksOf(list []complaint.Priority) ([]any, bool) {
	if len(list) == 0 {
		return nil, false
	}
	none := complaint.Priority("").Rank()
	ranks := make([]any, len(list))
	for i, p := range list {
		if p.Rank() == none {
			return nil, false
		}
		ranks[i] = int64(p.Rank())
	}
	return ranks, true
}

func among(sb *sqlbuilder.SelectBuilder, column string, values []string) string {
	if len(values) == 1 {
		return sb.Equal(column, values[0])
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return sb.In(column, list...)
}

// below matches the roots and everything under them, separated by one byte. The bounds in front say nothing new, but they
// are what an index understands.
func below(sb *sqlbuilder.SelectBuilder, column string, roots []string, separator string) string {
	if len(roots) == 1 {
		root := roots[0]
		return sb.And(sb.GreaterEqualThan(column, root), sb.LessThan(column, root+after(separator)),
			sb.Or(sb.Equal(column, root), sb.GreaterEqualThan(column, root+separator)))
	}
	parts := make([]string, 0, 2*len(roots))
	for _, root := range roots {
		parts = append(parts, sb.Equal(column, root), under(sb, column, root, separator))
	}
	from, to := slices.Min(roots), roots[0]+after(separator)
	for _, root := range roots {
		to = max(to, root+after(separator))
	}
	return sb.And(sb.GreaterEqualThan(column, from), sb.LessThan(column, to), sb.Or(parts...))
}

// after is the next byte after a separator.
func after(separator string) string { return string([]byte{separator[0] + 1}) }

// under matches what begins with a root and a separator: in the order of bytes that is everything from there up to the root
// with the next byte.
func under(sb *sqlbuilder.SelectBuilder, column, root, separator string) string {
	return sb.And(sb.GreaterEqualThan(column, root+separator), sb.LessThan(column, root+after(separator)))
}

func texts[S ~string](in []S) []string {
	out := make([]string, len(in))
	for i, v := range in {
		out[i] = string(v)
	}
	return slices.Clip(out)
}
