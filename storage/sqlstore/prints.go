package sqlstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/huandu/go-sqlbuilder"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// printRows is how many prints one statement inserts at most.
const printRows = 32

// packPrints is the column prints: eight bytes of the moment of receipt, then the prints in four bytes each, highest first; empty
// where there are none.
func packPrints(x *storage.Index) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 8+4*len(x.Prints)), uint64(x.Received))
	for _, p := range x.Prints {
		b = binary.BigEndian.AppendUint32(b, p)
	}
	return b
}

// unpackPrints reads what packPrints made.
func unpackPrints(b []byte) (received int64, prints []uint32) {
	if len(b) < 8 {
		return 0, nil
	}
	received = int64(binary.BigEndian.Uint64(b))
	for b = b[8:]; len(b) >= 4; b = b[4:] {
		prints = append(prints, binary.BigEndian.Uint32(b))
	}
	return received, prints
}

// storePrints replaces the prints of a complaint where they have changed.
func (s *Store) storePrints(ctx context.Context, x *session, r *row) error {
	if r.version > 1 {
		var before []byte
		if _, err := x.row(ctx, x.core.sql.getPrints, []any{s.tenant, r.id[:]}, &before); err != nil {
			return err
		}
		received, prints := unpackPrints(before)
		if len(prints) == 0 && len(r.index.Prints) == 0 || bytes.Equal(before, r.prints) {
			return nil
		}
		for _, p := range prints {
			if _, err := x.exec(ctx, x.core.sql.deletePrint, s.tenant, int64(p), received, r.id[:]); err != nil {
				return err
			}
		}
		if _, err := x.exec(ctx, x.core.sql.setPrints, r.prints, s.tenant, r.id[:]); err != nil {
			return err
		}
	}
	for rest := range slices.Chunk(r.index.Prints, printRows) {
		args := make([]any, 0, 4*len(rest))
		for _, p := range rest {
			args = append(args, s.tenant, int64(p), r.index.Received, r.id[:])
		}
		if _, err := x.exec(ctx, x.core.sql.insertPrints[len(rest)-1], args...); err != nil {
			return err
		}
	}
	return nil
}

func printCondition(sb *sqlbuilder.SelectBuilder, prints []uint32) string {
	list := make([]any, len(prints))
	for i, p := range prints {
		list[i] = int64(p)
	}
	return sb.In("l.print", list...)
}

// byPrints says whether a query asks for prints and for nothing that the table of prints does not know.
func byPrints(q *storage.Query) bool {
	if len(q.Prints) == 0 || q.Order.By != "" && q.Order.By != storage.ByReceived {
		return false
	}
	return len(q.Reference)+len(q.Status)+len(q.Category)+len(q.Feedback)+len(q.Severity)+len(q.Urgency)+len(q.Priority)+
		len(q.Channel)+len(q.Department)+len(q.Handler)+len(q.Customer)+len(q.OrderID)+len(q.Product)+len(q.Tags)+
		len(q.Language)+len(q.Links) == 0 && q.Updated.IsZero() && q.Closed.IsZero() && q.DueBefore.IsZero()
}

// printStep is the number of prints by which statements differ, so that there are few of them.
const printStep = 8

// near is the select of a page of [byPrints]. Of each print it reads no more than a page has, so that a text that ten thousand
// people have sent costs no more than another.
func (s *Store) near(q *storage.Query, after storage.Key, going bool) (string, []any) {
	prints := slices.Clone(q.Prints)
	for len(prints)%printStep != 0 {
		prints = append(prints, prints[0])
	}
	direction := ""
	if q.Order.Descending {
		direction = " DESC"
	}
	order := " ORDER BY received" + direction + ", complaint" + direction + limit(q.Size()+1)
	var text strings.Builder
	var args []any
	text.WriteString("SELECT " + columnID + ", c.version, c.document FROM (")
	for i, p := range prints {
		sb := s.core.engine.flavor.NewSelectBuilder()
		sb.Select("tenant", "received", "complaint").From(s.core.sql.prefix + "print")
		sb.Where(sb.Equal("tenant", s.tenant), sb.Equal("print", int64(p)))
		filterTime(sb, "received", q.Received)
		if going {
			sb.Where(s.core.engine.keyset(sb, []string{"received", "complaint"}, []any{after.First, after.ID[:]}, q.Order.Descending))
		}
		part, values := sb.BuildWithFlavor(s.core.engine.flavor, args...)
		if i > 0 {
			text.WriteString(" UNION ")
		}
		text.WriteString("SELECT tenant, received, complaint FROM (" + part + order + ") p" + strconv.Itoa(i))
		args = values
	}
	text.WriteString(order + ") p CROSS JOIN " + s.core.sql.prefix + "complaint c ON c.tenant = p.tenant AND " + columnID +
		" = p.complaint ORDER BY p.received" + direction + ", p.complaint" + direction)
	return text.String(), args
}

// Alike implements [storage.Finder].
func (s *Store) Alike(ctx context.Context, prints []uint32, received storage.Range, size int) ([]complaint.Complaint, error) {
	const doing = "find complaints that are alike"
	if err := storage.CheckAlike(prints, received, size); err != nil {
		return nil, s.failed(ctx, doing, err)
	}
	if len(prints) == 0 {
		return nil, s.failed(ctx, doing, ctx.Err())
	}
	text, args := s.alike(prints, received, size)
	var page storage.Page
	err := s.read(ctx, func(x *session) (err error) {
		page, err = s.page(ctx, x, &storage.Query{Limit: size}, text, args)
		return err
	})
	if err != nil {
		return nil, s.failed(ctx, doing, err)
	}
	return page.Complaints, nil
}

// alike is the select of [Store.Alike]: the newest complaints of each print with the weight of the print, added up.
func (s *Store) alike(prints []uint32, received storage.Range, size int) (string, []any) {
	prints = slices.Compact(slices.Sorted(slices.Values(prints)))
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	if !received.From.IsZero() {
		from = received.From.UnixMicro()
	}
	switch {
	case !received.To.IsZero():
		to = received.To.UnixMicro() - 1
	case !received.From.IsZero():
		to = storage.NoTime - 1
	}
	padded := (len(prints) + printStep - 1) / printStep * printStep
	part := "SELECT tenant, received, complaint, " + strconv.FormatInt(storage.PrintWeight(1), 10) + " / COUNT(*) OVER () AS weight" +
		" FROM (SELECT tenant, received, complaint FROM " + s.core.sql.prefix + "print" +
		" WHERE tenant = ? AND print = ? AND received >= ? AND received <= ?" +
		" ORDER BY received DESC, complaint DESC" + limit(storage.PrintDepth) + ") p"
	var text strings.Builder
	args := make([]any, 0, 4*padded)
	text.WriteString("SELECT " + columnID + ", c.version, c.document FROM (" +
		"SELECT tenant, received, complaint, SUM(weight) AS weight FROM (")
	for i := range padded {
		p := int64(-1) // no print
		if i < len(prints) {
			p = int64(prints[i])
		}
		if i > 0 {
			text.WriteString(" UNION ALL ")
		}
		text.WriteString(part)
		args = append(args, s.tenant, p, from, to)
	}
	const order = " ORDER BY weight DESC, received DESC, complaint DESC"
	text.WriteString(") u GROUP BY tenant, received, complaint" + order + limit(size) + ") p CROSS JOIN " +
		s.core.sql.prefix + "complaint c ON c.tenant = p.tenant AND " + columnID +
		" = p.complaint ORDER BY p.weight DESC, p.received DESC, p.complaint DESC")
	return s.core.engine.bind(text.String()), args
}
