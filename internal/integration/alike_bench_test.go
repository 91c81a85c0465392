package integration_test

import (
	"hash/maphash"
	"strconv"
	"strings"
	"testing"

	minhash "github.com/dgryski/go-minhash"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/alike"
	"github.com/recourse-go/recourse/internal/casegen"
	normal "github.com/recourse-go/recourse/internal/text"
	"github.com/recourse-go/recourse/storage"
)

// The signature of 200 characters beside that of go-minhash, "alike" from the normal form, which an
// assessment has read already, "read-and-alike" from the customer's own text. Theirs hashes sequences of four characters, two of Chinese ones, and keeps the 64 smallest. One command:
//
//	go test ./internal/integration -run '^$' -bench 'Signature' -count 10
func BenchmarkSignature(b *testing.B) {
	seed := maphash.MakeSeed()
	for _, c := range []struct {
		name, text string
		gram       int
	}{
		{"en", strings.Repeat("The zip of the tent broke on the first evening, and we slept in the car. Please send us another one! ", 2)[:200], 4},
		{"zh", string([]rune(strings.Repeat("上周五买的电饭煲今天内胆就掉漆了，用的时候不敢拿来煮饭；客服说要等，已经等了三天，没人理我。要求换新或者退款，不要再拖。", 4))[:200]), 2},
	} {
		b.Run(c.name, func(b *testing.B) {
			var t normal.Text
			t.Read(c.text)
			theirs := func() {
				m := minhash.NewBottomK(func(gram []byte) uint64 { return maphash.Bytes(seed, gram) }, 64)
				var starts [8]int
				n := 0
				text := []byte(c.text)
				for i := range c.text {
					if n >= c.gram {
						m.Push(text[starts[(n-c.gram)%8]:i])
					}
					starts[n%8] = i
					n++
				}
				m.Signature()
			}
			b.Run("alike", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					alike.Sign(t.Runes)
				}
			})
			b.Run("read-and-alike", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					t.Read(c.text)
					alike.Sign(t.Runes)
				}
			})
			b.Run("bottomk", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					theirs()
				}
			})
		})
	}
}

// BenchmarkPutPrints sets complaints whose texts have prints beside the same without ("by-hand"), one at a time and a thousand
// in one Put, in databases that hold ten thousand of their kind already. One command:
//
//	go test ./internal/integration -run '^$' -bench PutPrints -benchtime 30x
func BenchmarkPutPrints(b *testing.B) {
	const before = 10_000
	for _, size := range []int{1, 1000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			put := func(printed bool) func(i int) {
				s, _ := newSQLite(b, 1)
				changes := worded(b, before+size*b.N, printed)
				require.NoError(b, s.Put(b.Context(), changes[:before]...))
				return func(i int) {
					from := before + i*size
					require.NoError(b, s.Put(b.Context(), changes[from:from+size]...))
				}
			}
			duel(b, put(true), put(false))
		})
	}
}

// worded makes n first versions with texts of thirty words drawn from four thousand, with prints or without.
func worded(b *testing.B, n int, printed bool) []storage.Change {
	b.Helper()
	s := source(5)
	changes := make([]storage.Change, n)
	for i := range changes {
		in := casegen.Intake(s)
		var text strings.Builder
		for range 30 {
			n := s.Intn(4000)
			text.Write([]byte{'a' + byte(n%20), 'e', 'a' + byte(n/20%20), 'o', 'a' + byte(n/400), 'n', ' '})
		}
		in.Content, in.Fingerprint = complaint.Hide(text.String()), complaint.Hide("")
		if signature := alike.Sign([]rune(text.String())); printed {
			require.Greater(b, len(signature.Prints()), 20)
			in.Fingerprint = complaint.Hide(signature.String())
		}
		id := casegen.ID(s)
		id[0], id[1], id[2], id[3] = byte(i>>24), byte(i>>16), byte(i>>8), byte(i)
		c, e, err := complaint.Open(id, in, casegen.Meta(s, complaint.Complaint{}))
		require.NoError(b, err)
		changes[i] = storage.Change{Complaint: c, Event: e}
	}
	return changes
}
