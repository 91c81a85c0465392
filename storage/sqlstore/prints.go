package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
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

// printRow is a row of the table of prints.
type printRow struct {
	key      uint32
	received int64
	id       *complaint.ID
}

// storePrints replaces the prints of a complaint where they have changed. The new ones are only noted in the session, until
// [Store.insertPrints].
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
	for _, p := range r.index.Prints {
		x.prints = append(x.prints, printRow{p, r.index.Received, &r.id})
	}
	return nil
}

// insertPrints inserts the prints that were noted. Those of one complaint fall all over the table, so that it is the order of
// the table in which many complaints are stored fast.
func (s *Store) insertPrints(ctx context.Context, x *session) error {
	slices.SortFunc(x.prints, func(a, b printRow) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.received, b.received), bytes.Compare(a.id[:], b.id[:]))
	})
	args := make([]any, 0, 4*min(len(x.prints), printRows))
	for rest := range slices.Chunk(x.prints, printRows) {
		args = args[:0]
		for i := range rest {
			args = append(args, s.tenant, int64(rest[i].key), rest[i].received, rest[i].id[:])
		}
		if _, err := x.exec(ctx, x.core.sql.insertPrints[len(rest)-1], args...); err != nil {
			return err
		}
	}
	x.prints = x.prints[:0]
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
	q := storage.Query{Prints: prints, Received: received}
	var found []complaint.Complaint
	err := s.read(ctx, func(x *session) error {
		best, err := s.best(ctx, x, &q, size)
		if err != nil || len(best) == 0 {
			return err
		}
		found, err = s.having(ctx, x, best)
		return err
	})
	if err != nil {
		return nil, s.failed(ctx, doing, err)
	}
	// One that has changed since its prints were read may have others now.
	return slices.DeleteFunc(found, func(c complaint.Complaint) bool { return !q.Match(c) }), nil
}

// best ranks the newest complaints of each print. The database only reads them: adding up their weights costs it more.
func (s *Store) best(ctx context.Context, x *session, q *storage.Query, size int) ([]storage.Key, error) {
	text, args := s.newest(q)
	rows, err := x.ask(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // the error of reading is what counts
	lists := map[int64][]storage.Key{}
	for rows.Next() {
		var p int64
		var key storage.Key
		var id sql.RawBytes
		if err := rows.Scan(&p, &key.First, &id); err != nil {
			return nil, err
		}
		copy(key.ID[:], id)
		lists[p] = append(lists[p], key)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	var rank storage.PrintRank
	for _, list := range lists {
		for _, key := range list {
			rank.Add(key, len(list))
		}
	}
	return rank.Best(size), nil
}

// newest is the select of the newest complaints of each print.
func (s *Store) newest(q *storage.Query) (string, []any) {
	prints := slices.Compact(slices.Sorted(slices.Values(q.Prints)))
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	if !q.Received.From.IsZero() {
		from = q.Received.From.UnixMicro()
	}
	switch {
	case !q.Received.To.IsZero():
		to = q.Received.To.UnixMicro() - 1
	case !q.Received.From.IsZero():
		to = storage.NoTime - 1
	}
	part := "SELECT print, received, complaint FROM (SELECT print, received, complaint FROM " + s.core.sql.prefix + "print" +
		" WHERE tenant = ? AND print = ? AND received >= ? AND received <= ?" +
		" ORDER BY received DESC, complaint DESC" + limit(storage.PrintDepth) + ") p"
	padded := upTo(len(prints))
	args := make([]any, 0, 4*padded)
	for i := range padded {
		p := int64(-1) // no print
		if i < len(prints) {
			p = int64(prints[i])
		}
		args = append(args, s.tenant, p, from, to)
	}
	return s.core.engine.bind(part + strings.Repeat(" UNION ALL "+part, padded-1)), args
}

// having reads complaints and returns them in the order of their keys.
func (s *Store) having(ctx context.Context, x *session, keys []storage.Key) ([]complaint.Complaint, error) {
	place := make(map[complaint.ID]int, len(keys))
	padded := upTo(len(keys))
	args := append(make([]any, 0, 1+padded), s.tenant)
	for i := range padded {
		key := &keys[min(i, len(keys)-1)]
		place[key.ID] = min(i, len(keys)-1)
		args = append(args, key.ID[:])
	}
	text := s.core.engine.bind("SELECT " + columnID + ", c.version, c.document FROM " + s.core.sql.prefix + "complaint c" +
		" WHERE c.tenant = ? AND " + columnID + " IN (" + marks(padded) + ")")
	page, err := s.page(ctx, x, &storage.Query{Limit: len(keys)}, text, args)
	slices.SortFunc(page.Complaints, func(a, b complaint.Complaint) int { return cmp.Compare(place[a.ID], place[b.ID]) })
	return page.Complaints, err
}

// upTo is a number or the next one in steps of printStep.
func upTo(n int) int { return (n + printStep - 1) / printStep * printStep }
