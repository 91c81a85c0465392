package complaint_test

import (
	"testing"

	"github.com/recourse-go/recourse/complaint"
)

func BenchmarkReplay(b *testing.B) {
	_, events := randomHistory(b, 7, 30)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := complaint.Replay(events); err != nil {
			b.Fatal(err)
		}
	}
}
