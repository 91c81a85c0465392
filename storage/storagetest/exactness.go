package storagetest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
)

// lookalikes are texts that some collation, trimming or normal form takes for each other. They are at most 255 bytes.
func lookalikes() []string {
	return []string{
		"a", "A", "a ", " a", "\u00e1", "a\u0301", "\u00e4", "a\u0308", "\u00c4", "ae", "\uff41", "a\u200b", "\u200ba", "a\u00ad", "a\u00a0",
		"a\t", "a\n", "a\r\n", "aa", "ss", "ß", "ẞ", "SS", "i", "I", "İ", "ı", "œ", "oe", "\u00c5", "\u212b", "ﬁ", "fi", "²", "2", "02", "2.0",
		"1e3", "1000", "٢", "🙂", "🙃", "👍", "👍🏽", "👨\u200d👩\u200d👧", "👨👩👧", "中", "中 ", "国", "、", ",", "%", "_", "*", "?", `\`, `\\`,
		"'", "''", `"`, "`", ";", "--", "/", "|", ":", "a/b", "a|b", "a:b", "a%", "a_", "null", "NULL", "nil", "true", "0", "-0", "+0", "{}", "[]",
		"\x01", "\x7f", "\u2028", "\ufeff", "\ufeffa", "\U0010ffff", "e\u0301\u0327", "e\u0327\u0301",
		strings.Repeat("x", 255), strings.Repeat("x", 254) + "y", strings.Repeat("中", 85),
		"'; DROP TABLE complaint; --", "<script>alert(1)</script>", "${jndi:ldap://x}", "%s%n", "../../etc/passwd",
	}
}

// exactness checks that texts and times are kept and compared as they are.
func exactness() suite {
	const rule = "texts must be compared byte for byte, whatever a collation says"
	finds := func(name string, set func(c *complaint.Complaint, s string), ask func(s string) storage.Query) promise {
		return promise{name + " are compared byte for byte", func(t *testing.T, l *lab) {
			stored := make([]complaint.Complaint, 0, len(lookalikes()))
			for i, s := range lookalikes() {
				ch := l.forged(t, func(c *complaint.Complaint) { set(c, s); c.Received = moment(i) })
				l.put(t, ch)
				stored = append(stored, ch.Complaint)
			}
			for _, s := range lookalikes() {
				require.Equal(t, ids(sorted(ask(s), stored)), ids(l.list(t, ask(s))), "%s: %s %+q", rule, name, s)
			}
		}}
	}
	return suite{name: "exactness", promises: []promise{
		{"hostile texts survive", func(t *testing.T, l *lab) {
			texts := append(lookalikes(), strings.Repeat("语", complaint.MaxText/3), strings.Repeat("\\\"<&\u2028", 8000), "\x1b[31m\x07\b\f\v")
			for _, s := range texts {
				ch := l.opened(t, func(in *complaint.Intake) { in.Content = complaint.Hide(s) })
				l.put(t, ch)
				got, err := l.store.Get(t.Context(), ch.Complaint.ID)
				require.NoError(t, err)
				require.Equal(t, s, got.Intake.Content.Reveal(), "a text must come back byte for byte")
				require.Equal(t, text(t, ch.Event), text(t, l.history(t, ch.Complaint.ID)[0]), "an event must come back byte for byte")
			}
		}},
		{"ids differ in one bit", func(t *testing.T, l *lab) {
			id := l.id()
			changes := make([]storage.Change, 0, 128)
			for bit := range 128 {
				other := id
				other[bit/8] ^= 1 << (bit % 8)
				changes = append(changes, l.openedAs(t, other))
			}
			l.put(t, changes...)
			_, err := l.store.Get(t.Context(), id)
			require.ErrorIs(t, err, storage.ErrNotFound, "ids must be compared byte for byte")
			for _, ch := range changes {
				l.holds(t, ch.Complaint, "ids must be compared byte for byte")
			}
		}},
		finds("customers", func(c *complaint.Complaint, s string) { c.Intake.Customer.ID = s },
			func(s string) storage.Query { return storage.Query{Customer: []string{s}} }),
		finds("orders", func(c *complaint.Complaint, s string) { c.Intake.Order = s },
			func(s string) storage.Query { return storage.Query{OrderID: []string{s}} }),
		finds("handlers", func(c *complaint.Complaint, s string) { c.Assignment.Person = s },
			func(s string) storage.Query { return storage.Query{Handler: []string{s}} }),
		finds("departments", func(c *complaint.Complaint, s string) { c.Assignment.Department = s },
			func(s string) storage.Query { return storage.Query{Department: []string{s}} }),
		finds("categories", func(c *complaint.Complaint, s string) { c.Assessment.Category = s },
			func(s string) storage.Query { return storage.Query{Category: []string{s}} }),
		finds("languages", func(c *complaint.Complaint, s string) { c.Intake.Language = s },
			func(s string) storage.Query { return storage.Query{Language: []string{s}} }),
		finds("references", func(c *complaint.Complaint, s string) { c.Reference = complaint.Reference(s) },
			func(s string) storage.Query {
				return storage.Query{Reference: []complaint.Reference{complaint.Reference(s)}}
			}),
		finds("channels", func(c *complaint.Complaint, s string) { c.Intake.Channel = complaint.Channel(s) },
			func(s string) storage.Query { return storage.Query{Channel: []complaint.Channel{complaint.Channel(s)}} }),
		finds("tags", func(c *complaint.Complaint, s string) { c.Assessment.Tags = []string{"x y", s} },
			func(s string) storage.Query { return storage.Query{Tags: []string{s}} }),
		finds("products", func(c *complaint.Complaint, s string) {
			c.Intake.Items = []complaint.Item{{Product: s}, {Product: "x y"}}
		},
			func(s string) storage.Query { return storage.Query{Product: []string{s}} }),
		{"accounts are told apart byte for byte", func(t *testing.T, l *lab) {
			for _, name := range lookalikes() {
				ch := l.opened(t)
				ch.Debits = []storage.Debit{{Account: name, Amount: cny(t, 100), Limit: cny(t, 100)}}
				require.NoError(t, l.store.Put(t.Context(), ch), "account names must be told apart byte for byte: %+q", name)
			}
			for _, name := range lookalikes() {
				l.balance(t, name, 100, "account names must be told apart byte for byte")
			}
		}},
		{"times are kept to the microsecond", func(t *testing.T, l *lab) {
			for _, at := range []time.Time{
				time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1900, 1, 1, 0, 0, 0, 1000, time.UTC),
				time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC), time.UnixMicro(0).UTC(),
				casegen.Start(), moment(1), moment(999), time.Date(2038, 1, 19, 3, 14, 8, 1000, time.UTC),
				time.Date(2199, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
			} {
				ch := l.forged(t, func(c *complaint.Complaint) {
					c.Received, c.Updated, c.Closed, c.Due, c.Intake.Occurred, c.Registered = at, at, at, at, at, at
				})
				ch.Event.At, ch.Event.Recorded = at, at
				l.put(t, ch)
				got, err := l.store.Get(t.Context(), ch.Complaint.ID)
				require.NoError(t, err)
				require.Equal(t, ch.Complaint, got, "times must come back as the same microsecond in UTC")
				require.Equal(t, ch.Event, l.history(t, got.ID)[0], "times of events must come back as the same microsecond in UTC")
				q := storage.Query{Received: storage.Range{From: at, To: at.Add(time.Microsecond)}}
				require.Equal(t, []string{got.ID.String()}, ids(l.list(t, q)), "times must be compared to the microsecond: %s", at)
			}
		}},
		{"empty and missing are what they were", func(t *testing.T, l *lab) {
			bare := l.forged(t, func(c *complaint.Complaint) {
				*c = complaint.Complaint{ID: c.ID, Tenant: c.Tenant, Version: 1, Status: complaint.StatusReceived}
			})
			bare.Event = stamped(storage.Change{Complaint: bare.Complaint, Event: complaint.Event{Kind: complaint.KindOpen, Schema: 1, Data: []byte(`{}`)}}).Event
			bare.Event.Hash, bare.Event.Prev = bare.Complaint.Head, ""
			l.put(t, bare)
			got, err := l.store.Get(t.Context(), bare.Complaint.ID)
			require.NoError(t, err)
			require.Equal(t, bare.Complaint, got, "a field without a value must come back without a value")
			require.Equal(t, bare.Event, l.history(t, got.ID)[0], "a field of an event without a value must come back without a value")
			require.Len(t, l.list(t, storage.Query{Handler: []string{""}, Department: []string{""}, Customer: []string{""}}), 1)
		}},
		{"the payload of an event is kept byte for byte", func(t *testing.T, l *lab) {
			ch := l.opened(t)
			ch.Event.Data = []byte(`{"z":1,"a":{"b":[1.0,1e2,"\u003c"]},"unknown":null,"n":12345678901234567890123}`)
			ch.Event.Decisions = []byte(`{"later":{"y":1,"x":2}}`)
			l.put(t, ch)
			got := l.history(t, ch.Complaint.ID)[0]
			require.Equal(t, string(ch.Event.Data), string(got.Data), "an event's payload must be kept byte for byte, because its hash covers it")
			require.Equal(t, string(ch.Event.Decisions), string(got.Decisions), "an event's decisions must be kept byte for byte, because its hash covers them")
		}},
		{"a whole complaint of the largest texts", func(t *testing.T, l *lab) {
			ch := l.opened(t, func(in *complaint.Intake) {
				in.Content = complaint.Hide(strings.Repeat("x", complaint.MaxText))
				in.Fields = map[string]string{"a": strings.Repeat("y", complaint.MaxText), "b": strings.Repeat("z", complaint.MaxText)}
				in.Tags = nil
			})
			l.put(t, ch)
			l.holds(t, ch.Complaint, "a complaint of the largest texts must be stored as it is")
			next := l.step(t, ch.Complaint, complaint.Note{Text: complaint.Hide(strings.Repeat("\x01", complaint.MaxText))})
			l.put(t, next)
			require.Equal(t, text(t, next.Event), text(t, l.history(t, ch.Complaint.ID)[1]), "an event of the largest text must be stored as it is")
		}},
	}}
}
