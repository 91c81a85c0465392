package storagetest

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

func counter() suite {
	count := func(t *testing.T, l *lab, q storage.Query) int {
		t.Helper()
		n, err := capability[storage.Counter](t, l.store).Count(t.Context(), q)
		require.NoError(t, err, "Count must answer a valid query")
		return n
	}
	return suite{name: "counter", needs: has[storage.Counter]("Counter"), promises: []promise{
		{"Count equals the listing", func(t *testing.T, l *lab) {
			require.Zero(t, count(t, l, storage.Query{}), "an empty store must count nothing")
			stored := l.population(t, l.size(80))
			for i := range l.size(120) {
				q := l.query(stored, i)
				require.Equal(t, len(l.list(t, q)), count(t, l, q), "Count must equal the length of the listing (seed %d): %s", l.seed, text(t, q))
			}
		}},
		{"order limit and cursor are not looked at", func(t *testing.T, l *lab) {
			_, cursor := l.cursor(t, storage.Query{Limit: 1})
			for _, q := range []storage.Query{
				{Limit: 1},
				{Cursor: cursor},
				{Cursor: cursor, Limit: 1},
				{Order: storage.Order{By: storage.ByDue, Descending: true}},
				{Cursor: "damaged"},
				{Cursor: cursor, Order: storage.Order{By: storage.ByDue}},
			} {
				require.Equal(t, 3, count(t, l, q), "Count must not look at order, limit and cursor: %+v", q)
			}
		}},
		{"an invalid query is refused", func(t *testing.T, l *lab) {
			field := &complaint.FieldError{}
			_, err := capability[storage.Counter](t, l.store).Count(t.Context(), storage.Query{Status: []complaint.Status{"gone"}})
			require.ErrorAs(t, err, &field, "Count must fail with a *complaint.FieldError for a query that is not valid")
		}},
	}}
}

func accounts() suite {
	return suite{name: "accounts", needs: has[storage.Accounts]("Accounts"), promises: []promise{
		{"an account that was never debited is at zero", func(t *testing.T, l *lab) {
			got, err := capability[storage.Accounts](t, l.store).Balance(t.Context(), "nobody", "CNY")
			require.NoError(t, err, "Balance of an account that was never debited must be zero, not an error")
			require.Zero(t, got.Sign(), "Balance of an account that was never debited must be zero")
		}},
		{"Balance is the sum in its currency", func(t *testing.T, l *lab) {
			l.charged(t, "a debit must be stored", debit(t, "a", 123, -1), storage.Debit{Account: "a", Amount: money(t, 7, "KWD")})
			l.charged(t, "a debit must be stored", debit(t, "a", -23, -1))
			for currency, minor := range map[string]int64{"CNY": 100, "KWD": 7} {
				got, err := capability[storage.Accounts](t, l.store).Balance(t.Context(), "a", currency)
				require.NoError(t, err)
				require.True(t, money(t, minor, currency).Equal(got), "Balance must be exact, in its currency: got %s", got)
			}
		}},
	}}
}

func document(kind, key string, version int64, body string) storage.Document {
	return storage.Document{Kind: kind, Key: key, Version: version, Body: []byte(body)}
}

func documents() suite {
	docs := func(t *testing.T, l *lab) storage.Documents {
		t.Helper()
		return capability[storage.Documents](t, l.store)
	}
	return suite{name: "documents", needs: has[storage.Documents]("Documents"), promises: []promise{
		{"a document comes back byte for byte", func(t *testing.T, l *lab) {
			for i, body := range []string{
				`{ "z": 1,  "a": [1.0, 1e2, "\u003c"], "z": 2 }`, "null", `""`, "0.10", "[]\n", `"🙂\u0000"`,
				`"` + strings.Repeat("x", storage.MaxDocument-2) + `"`,
			} {
				want := document("policy", strconv.Itoa(i), 1, body)
				require.NoError(t, docs(t, l).PutDocument(t.Context(), want), "PutDocument must store valid JSON of at most 1 MiB")
				got, err := docs(t, l).GetDocument(t.Context(), "policy", want.Key)
				require.NoError(t, err)
				require.Equal(t, want, got, "a document must be kept byte for byte")
			}
		}},
		{"an unknown document fails with ErrNotFound", func(t *testing.T, l *lab) {
			require.NoError(t, docs(t, l).PutDocument(t.Context(), document("a", "b", 1, "1")))
			for _, name := range [][2]string{{"a", "c"}, {"b", "b"}, {"ab", ""}, {"", "ab"}, {strings.Repeat("x", 300), "b"}} {
				_, err := docs(t, l).GetDocument(t.Context(), name[0], name[1])
				require.ErrorIs(t, err, storage.ErrNotFound, "GetDocument must fail with ErrNotFound for a document that is not there")
			}
		}},
		{"a version must follow the stored one", func(t *testing.T, l *lab) {
			d := docs(t, l)
			conflict := func(version int64, rule string) {
				require.ErrorIs(t, d.PutDocument(t.Context(), document("a", "b", version, "0")), storage.ErrConflict, rule)
			}
			conflict(2, "PutDocument must fail with ErrConflict when there is no document and the version is not 1")
			require.NoError(t, d.PutDocument(t.Context(), document("a", "b", 1, "1")))
			conflict(1, "PutDocument must fail with ErrConflict when the version is stored already")
			conflict(3, "PutDocument must fail with ErrConflict when the version before it is not stored")
			require.NoError(t, d.PutDocument(t.Context(), document("a", "b", 2, "2")), "PutDocument must store the next version")
			conflict(1, "PutDocument must fail with ErrConflict for an old version")
			got, err := d.GetDocument(t.Context(), "a", "b")
			require.NoError(t, err)
			require.Equal(t, document("a", "b", 2, "2"), got, "a refused PutDocument must change nothing")
		}},
		{"what cannot be stored is refused", func(t *testing.T, l *lab) {
			long := strings.Repeat("x", 256)
			for _, bad := range []storage.Document{
				document("", "b", 1, "1"), document("a", "", 1, "1"), document(long, "b", 1, "1"), document("a", long, 1, "1"), document("a", "b", 0, "1"),
				document("a", "b", -1, "1"), document("a", "b", 1, ""), document("a", "b", 1, "{"), document("a", "b", 1, "1 2"), document("a\x00", "b", 1, "1"),
				document("a", "\xff", 1, "1"), document("a", "b", 1, strings.Repeat(" ", storage.MaxDocument)+"1"),
			} {
				field := &complaint.FieldError{}
				require.ErrorAs(t, docs(t, l).PutDocument(t.Context(), bad), &field,
					"PutDocument must fail with a *complaint.FieldError for invalid JSON, names or versions: %.40q %.40q", bad.Kind, bad.Key)
			}
			list, err := docs(t, l).ListDocuments(t.Context(), "a", "", 10)
			require.NoError(t, err)
			require.Empty(t, list, "a refused document must not be stored")
		}},
		{"names are told apart byte for byte", func(t *testing.T, l *lab) {
			d := docs(t, l)
			for _, name := range lookalikes() {
				require.NoError(t, d.PutDocument(t.Context(), document(name, name, 1, "1")), "document names must be told apart byte for byte: %+q", name)
				require.NoError(t, d.PutDocument(t.Context(), document("one", name, 1, "1")), "document names must be told apart byte for byte: %+q", name)
			}
			for _, name := range lookalikes() {
				list, err := d.ListDocuments(t.Context(), name, "", 100)
				require.NoError(t, err)
				require.Equal(t, []storage.Document{document(name, name, 1, "1")}, list, "kinds must be compared byte for byte: %+q", name)
			}
			l.keys(t, "one", lookalikes())
		}},
		{"a listing is in the byte order of the keys", func(t *testing.T, l *lab) {
			keys := []string{"b", "a", "B", "a1", "a10", "a2", "Z", "é", "z", "中", "~", "a-b", "a_b", "ab"}
			for _, key := range keys {
				require.NoError(t, docs(t, l).PutDocument(t.Context(), document("k", key, 1, "1")))
			}
			require.NoError(t, docs(t, l).PutDocument(t.Context(), document("other", "a0", 1, "1")))
			l.keys(t, "k", keys)
			for _, limit := range []int{0, -1} {
				list, err := docs(t, l).ListDocuments(t.Context(), "k", "", limit)
				require.NoError(t, err)
				require.Empty(t, list, "ListDocuments must return at most limit documents")
			}
			list, err := docs(t, l).ListDocuments(t.Context(), "k", "a5", 100)
			require.NoError(t, err)
			require.Equal(t, "a_b", list[0].Key, "a listing may begin after a key that is not there")
		}},
		{"a document is deleted at its version only", func(t *testing.T, l *lab) {
			d := docs(t, l)
			require.ErrorIs(t, d.DeleteDocument(t.Context(), "a", "b", 1), storage.ErrConflict, "DeleteDocument must fail with ErrConflict when there is no such document")
			require.NoError(t, d.PutDocument(t.Context(), document("a", "b", 1, "1")))
			require.NoError(t, d.PutDocument(t.Context(), document("a", "b", 2, "2")))
			for _, version := range []int64{0, 1, 3} {
				require.ErrorIs(t, d.DeleteDocument(t.Context(), "a", "b", version), storage.ErrConflict, "DeleteDocument must fail with ErrConflict at another version")
			}
			require.NoError(t, d.DeleteDocument(t.Context(), "a", "b", 2))
			_, err := d.GetDocument(t.Context(), "a", "b")
			require.ErrorIs(t, err, storage.ErrNotFound, "a deleted document must be gone")
			require.NoError(t, d.PutDocument(t.Context(), document("a", "b", 1, "3")), "after a deletion the document must begin at version 1 again")
		}},
		{"what is returned belongs to the caller", func(t *testing.T, l *lab) {
			d, given := docs(t, l), document("a", "b", 1, `"text"`)
			require.NoError(t, d.PutDocument(t.Context(), given))
			given.Body[1] = 'X'
			got, err := d.GetDocument(t.Context(), "a", "b")
			require.NoError(t, err)
			require.Equal(t, `"text"`, string(got.Body), "what the caller does to a document after PutDocument must not reach the store")
			got.Body[1] = 'X'
			list, err := d.ListDocuments(t.Context(), "a", "", 1)
			require.NoError(t, err)
			require.Equal(t, `"text"`, string(list[0].Body), "changing what GetDocument returned must change nothing in the store")
			list[0].Body[1] = 'X'
			got, err = d.GetDocument(t.Context(), "a", "b")
			require.NoError(t, err)
			require.Equal(t, `"text"`, string(got.Body), "changing what ListDocuments returned must change nothing in the store")
		}},
		{"of many writers one wins", func(t *testing.T, l *lab) {
			d := docs(t, l)
			for version := int64(1); version <= 3; version++ {
				errs := make([]error, 8)
				var wg sync.WaitGroup
				for i := range errs {
					wg.Go(func() { errs[i] = d.PutDocument(t.Context(), document("a", "b", version, strconv.Itoa(i))) })
				}
				wg.Wait()
				won := -1
				for i, err := range errs {
					if err == nil {
						require.Equal(t, -1, won, "of many who store the same version of a document one must succeed")
						won = i
						continue
					}
					require.ErrorIs(t, err, storage.ErrConflict, "of many who store the same version of a document all but one must get ErrConflict")
				}
				require.GreaterOrEqual(t, won, 0, "of many who store the same version of a document one must succeed")
				got, err := d.GetDocument(t.Context(), "a", "b")
				require.NoError(t, err)
				require.Equal(t, document("a", "b", version, strconv.Itoa(won)), got, "the document must be the one whose PutDocument succeeded")
			}
		}},
	}}
}
