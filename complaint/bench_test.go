package complaint_test

import (
	"testing"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// BenchmarkApplyAndEncode carries out a typical action on a complaint in the middle of its life and writes its event.
func BenchmarkApplyAndEncode(b *testing.B) {
	c, _ := opened(b)
	c, _ = do(b, c, complaint.Assign{To: complaint.Party{Department: "aftersales", Person: "mia"}}, bob())
	m := meta()
	m.At, m.Actor = c.Updated.Add(time.Hour), mia()
	a := complaint.Communicate{Purpose: complaint.PurposeProgress, Message: complaint.Message{
		Channel: complaint.ChannelEmail, Language: "en", Subject: complaint.Hide("Your complaint"),
		Text: complaint.Hide("We have asked the carrier where the parcel is and will write again by tomorrow noon. Thank you for your patience."),
	}}
	b.ReportAllocs()
	for b.Loop() {
		_, e, err := c.Apply(a, m)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := e.MarshalJSON(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReplay(b *testing.B) {
	_, events := randomHistory(b, 7, 30)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := complaint.Replay(events); err != nil {
			b.Fatal(err)
		}
	}
}
