package integration_test

import (
	"hash/maphash"
	"strings"
	"testing"

	minhash "github.com/dgryski/go-minhash"

	"github.com/recourse-go/recourse/internal/alike"
	normal "github.com/recourse-go/recourse/internal/text"
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
