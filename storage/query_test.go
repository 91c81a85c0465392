package storage_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
)

func TestQueryCheck(t *testing.T) {
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	many := slices.Repeat([]string{"x"}, 201)
	for name, test := range map[string]struct {
		query storage.Query
		field string
	}{
		"limit below zero":   {storage.Query{Limit: -1}, "limit"},
		"limit over 1000":    {storage.Query{Limit: 1001}, "limit"},
		"unknown order":      {storage.Query{Order: storage.Order{By: "Received"}}, "order.by"},
		"unknown status":     {storage.Query{Status: []complaint.Status{"Closed"}}, "status"},
		"too many statuses":  {storage.Query{Status: slices.Repeat([]complaint.Status{complaint.StatusClosed}, 201)}, "status"},
		"link to nothing":    {storage.Query{Links: []complaint.Link{{}}}, "links"},
		"year 10000":         {storage.Query{Updated: storage.Range{To: year(10_000)}}, "updated.to"},
		"year -1":            {storage.Query{DueBefore: year(-1)}, "due_before"},
		"too many prints":    {storage.Query{Prints: make([]uint32, 201)}, "prints"},
		"too many customers": {storage.Query{Customer: many}, "customer"},
		"long handler":       {storage.Query{Handler: []string{strings.Repeat("x", 256)}}, "handler"},
		"NUL in a tag":       {storage.Query{Tags: []string{"a\x00b"}}, "tags"},
		"broken UTF-8":       {storage.Query{Language: []string{"zh\xff"}}, "language"},
		"long reference":     {storage.Query{Reference: []complaint.Reference{complaint.Reference(strings.Repeat("x", 256))}}, "reference"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, test.query.Check(), test.field) })
	}
	for name, q := range map[string]storage.Query{
		"zero":       {},
		"limit 1":    {Limit: 1},
		"limit 1000": {Limit: 1000},
		"empty text": {Handler: []string{""}, Department: []string{""}},
		"255 bytes":  {Customer: []string{strings.Repeat("中", 85)}},
		"200 values": {Customer: many[:200]},
		"any link":   {Links: []complaint.Link{{Type: complaint.LinkRepeat}, {To: complaint.ID{1}}}},
		"year 1":     {Received: storage.Range{From: year(1).Add(1)}},
		"year 9999":  {Closed: storage.Range{To: year(9999)}},
	} {
		t.Run(name, func(t *testing.T) { require.NoError(t, q.Check()) })
	}
	for _, by := range storage.Orders() {
		require.NoError(t, storage.Query{Order: storage.Order{By: by}}.Check())
	}
}

func TestQuerySize(t *testing.T) {
	require.Equal(t, storage.DefaultLimit, storage.Query{}.Size())
	require.Equal(t, 7, storage.Query{Limit: 7}.Size())
}

// TestQueryMatch has one complaint and asks for it in many ways. storagetest asks adapters the same and more.
func TestQueryMatch(t *testing.T) {
	to := complaint.ID{15: 9}
	at := casegen.Start()
	c := opened(t, 1, func(in *complaint.Intake) {
		in.Category, in.Order, in.Language = "logistics.delay", "SO-1", "zh-CN"
		in.Items = []complaint.Item{{Product: "p1"}, {Product: "p2"}}
		in.Tags = []string{"vip", "batch"}
		in.Links = []complaint.Link{{Type: complaint.LinkRepeat, To: to}}
	}).Complaint
	span := func(from, to time.Duration) storage.Range { return storage.Range{From: at.Add(from), To: at.Add(to)} }
	for name, test := range map[string]struct {
		query storage.Query
		want  bool
	}{
		"everything":           {storage.Query{}, true},
		"status":               {storage.Query{Status: []complaint.Status{complaint.StatusClosed, complaint.StatusReceived}}, true},
		"other status":         {storage.Query{Status: []complaint.Status{complaint.StatusClosed}}, false},
		"category":             {storage.Query{Category: []string{"logistics.delay"}}, true},
		"category above":       {storage.Query{Category: []string{"logistics"}}, true},
		"category below":       {storage.Query{Category: []string{"logistics.delay.x"}}, false},
		"category begins":      {storage.Query{Category: []string{"log"}}, false},
		"language above":       {storage.Query{Language: []string{"zh"}}, true},
		"language beside":      {storage.Query{Language: []string{"zh-TW"}}, false},
		"customer":             {storage.Query{Customer: []string{"u-1"}}, true},
		"customer, other case": {storage.Query{Customer: []string{"U-1"}}, false},
		"customer and space":   {storage.Query{Customer: []string{"u-1 "}}, false},
		"nobody has it":        {storage.Query{Handler: []string{""}, Department: []string{""}}, true},
		"somebody has it":      {storage.Query{Handler: []string{"mia"}}, false},
		"one product":          {storage.Query{Product: []string{"p3", "p2"}}, true},
		"no product":           {storage.Query{Product: []string{"p3"}}, false},
		"all tags":             {storage.Query{Tags: []string{"batch", "vip"}}, true},
		"not all tags":         {storage.Query{Tags: []string{"vip", "shoes"}}, false},
		"link":                 {storage.Query{Links: []complaint.Link{{Type: complaint.LinkRepeat, To: to}}}, true},
		"link of a type":       {storage.Query{Links: []complaint.Link{{Type: complaint.LinkRepeat}}}, true},
		"link to":              {storage.Query{Links: []complaint.Link{{To: to}}}, true},
		"another link":         {storage.Query{Links: []complaint.Link{{Type: complaint.LinkDuplicate, To: to}}}, false},
		"received from":        {storage.Query{Received: span(0, time.Microsecond)}, true},
		"received to":          {storage.Query{Received: span(-time.Hour, 0)}, false},
		"not closed":           {storage.Query{Closed: span(-time.Hour, time.Hour)}, false},
		"nothing due":          {storage.Query{DueBefore: at.Add(1e6 * time.Hour)}, false},
		"all and one not":      {storage.Query{Customer: []string{"u-1"}, OrderID: []string{"SO-2"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, test.query.Check())
			require.Equal(t, test.want, test.query.Match(c))
			require.Equal(t, test.want, test.query.MatchIndex(storage.IndexOf(c)))
		})
	}
}

func TestIndexOfHasNoDoubles(t *testing.T) {
	c := opened(t, 1, func(in *complaint.Intake) {
		in.Items = []complaint.Item{{Product: "p"}, {Line: "2"}, {Product: "q"}, {Product: "p"}}
	}).Complaint
	require.Equal(t, []string{"p", "q"}, storage.IndexOf(c).Products)
	require.Equal(t, storage.NoTime, storage.IndexOf(c).Closed)
	require.Equal(t, casegen.Start().UnixMicro(), storage.IndexOf(c).Received)
}

func TestQueryKey(t *testing.T) {
	key := func(o storage.Order, edit func(*complaint.Complaint)) storage.Key {
		c := opened(t, 5).Complaint
		edit(&c)
		return storage.Query{Order: o}.Key(c)
	}
	at := func(n int) time.Time { return casegen.Start().Add(time.Duration(n) * time.Microsecond) }
	for name, test := range map[string]struct {
		by            storage.OrderBy
		first, second func(*complaint.Complaint)
	}{
		"received":          {"", func(c *complaint.Complaint) { c.Received = at(1) }, func(c *complaint.Complaint) { c.Received = at(2) }},
		"updated":           {storage.ByUpdated, func(c *complaint.Complaint) { c.Updated = at(1) }, func(c *complaint.Complaint) { c.Updated = at(2) }},
		"due":               {storage.ByDue, func(c *complaint.Complaint) { c.Due = at(1) }, func(c *complaint.Complaint) { c.Due = time.Time{} }},
		"priority":          {storage.ByPriority, func(c *complaint.Complaint) { c.Assessment.Priority = "p4" }, func(c *complaint.Complaint) { c.Assessment.Priority = "" }},
		"priority received": {storage.ByPriority, func(c *complaint.Complaint) { c.Received = at(1) }, func(c *complaint.Complaint) { c.Received = at(2) }},
		"tie":               {storage.ByReceived, func(c *complaint.Complaint) { c.ID[0] = 0x7f }, func(c *complaint.Complaint) { c.ID[0] = 0x80 }},
	} {
		t.Run(name, func(t *testing.T) {
			up, down := storage.Order{By: test.by}, storage.Order{By: test.by, Descending: true}
			a, b := key(up, test.first), key(up, test.second)
			require.Equal(t, a, key(down, test.first), "Key is as if the order were ascending")
			require.True(t, up.Before(a, b))
			require.False(t, up.Before(b, a))
			require.True(t, down.Before(b, a))
			require.False(t, up.Before(a, a), "a key is not before itself")
			require.Equal(t, []int{-1, 1}, []int{a.Compare(b), b.Compare(a)})
			same := a
			require.Zero(t, a.Compare(same))
		})
	}
}

// TestOrderIsTotal checks on random complaints that an order puts any two different ones in one order, and any three.
func TestOrderIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := source(t)
		o := storage.Order{By: rapid.SampledFrom(storage.Orders()).Draw(t, "by"), Descending: rapid.Bool().Draw(t, "descending")}
		key := func() storage.Key {
			return storage.Key{First: int64(s.Intn(3)), Second: int64(s.Intn(2)), ID: complaint.ID{15: byte(s.Intn(3))}}
		}
		a, b, c := key(), key(), key()
		require.Equal(t, a != b, o.Before(a, b) != o.Before(b, a))
		if o.Before(a, b) && o.Before(b, c) {
			require.True(t, o.Before(a, c))
		}
	})
}

// randomQuery draws a query that may use every field.
func randomQuery(t *rapid.T) storage.Query {
	texts := rapid.SliceOfN(rapid.StringN(0, 20, 60), 0, 3)
	times := rapid.Custom(func(t *rapid.T) storage.Range {
		at := rapid.Custom(func(t *rapid.T) time.Time {
			micros := rapid.Int64Range(-2_000_000_000_000_000, 7_000_000_000_000_000).Draw(t, "micros")
			return time.UnixMicro(micros).UTC()
		})
		return storage.Range{From: at.Draw(t, "from"), To: at.Draw(t, "to")}
	})
	q := storage.Query{
		Status:   rapid.SliceOfN(rapid.SampledFrom(complaint.Statuses()), 0, 3).Draw(t, "status"),
		Category: texts.Draw(t, "category"), Customer: texts.Draw(t, "customer"), Tags: texts.Draw(t, "tags"), Handler: texts.Draw(t, "handler"),
		Order: storage.Order{By: rapid.SampledFrom(append(storage.Orders(), "")).Draw(t, "by"), Descending: rapid.Bool().Draw(t, "descending")},
		Limit: rapid.IntRange(0, 1000).Draw(t, "limit"),
	}
	if rapid.Bool().Draw(t, "times") {
		q.Received, q.Closed = times.Draw(t, "received"), times.Draw(t, "closed")
		q.Links = []complaint.Link{{Type: complaint.LinkRepeat, To: casegen.ID(source(t))}}
	}
	return q
}

func TestQueryJSON(t *testing.T) {
	b, err := json.Marshal(storage.Query{})
	require.NoError(t, err)
	require.Equal(t, "{}", string(b), "a saved query holds only what is set")
	rapid.Check(t, func(t *rapid.T) {
		q := randomQuery(t)
		b, err := json.Marshal(q)
		require.NoError(t, err)
		var again storage.Query
		require.NoError(t, json.Unmarshal(b, &again))
		second, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(b), string(second), "a query must survive JSON")
		require.Equal(t, q.Check() == nil, again.Check() == nil)
	})
}

// FuzzQueryJSON checks that a query from outside is refused or means the same after being written and read again.
func FuzzQueryJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"status":["closed"],"limit":5}`, `{"received":{"from":"2026-09-30T08:40:00.123456Z"}}`, `{"links":[{"type":"repeat_of","to":"00000000-0000-0000-0000-000000000001"}]}`,
		`{"order":{"by":"due","descending":true},"cursor":"x"}`, `{"customer":["ä","a\u0308"," "],"tags":[]}`, `{"due_before":"9999-12-31T23:59:59.9999999Z"}`,
		`{"received":{"from":"0000-01-01T00:00:00Z"}}`, `{"limit":-1}`, `{"updated":{"to":"2026-01-01T00:00:00+23:59"}}`, `{"handler":["\ud800"]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var q storage.Query
		if json.Unmarshal(text, &q) != nil {
			return
		}
		if err := q.Check(); err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		b, err := json.Marshal(q)
		require.NoError(t, err, "a query that passed Check must have a JSON form")
		var again storage.Query
		require.NoError(t, json.Unmarshal(b, &again))
		require.NoError(t, again.Check())
		second, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(b), string(second))
		q.Cursor, again.Cursor = "", ""
		cursor, err := q.CursorAt(storage.Key{First: 1, Second: 2, ID: complaint.ID{3}})
		require.NoError(t, err, "a query that passed Check must have a cursor")
		again.Cursor = cursor
		_, ok, err := again.After()
		require.NoError(t, err, "a query that was written and read again must take its own cursor")
		require.True(t, ok)
	})
}
