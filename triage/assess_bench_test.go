package triage_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// Texts of about 200 characters, as people write them.
const (
	longChinese = "十二天前在你们店里买了一台料理机，下单的时候客服说第二天就发货，结果拖到第六天才出库。收到以后只用了两回，杯底就开始漏水，" +
		"电机还有一股焦味，吓得我赶紧拔了插头。联系客服三次，每次都说已经登记，让我再等等，到今天也没有人给我打电话。" +
		"这台机器花了我五百六十八块，我要求退货退款，运费也应该由你们承担。订单号是 KD20260715008，照片和视频都已经发过去了，请尽快处理，谢谢。"
	longEnglish = "I ordered a blender from your shop twelve days ago, order KD-20260715008, and after two uses the jug began to leak. " +
		"I wrote three times, nobody called me back. I want my $89.90 refunded this week."
)

func BenchmarkAssess(b *testing.B) {
	e := triage.Default()
	for _, tc := range []struct{ name, text string }{{"zh", longChinese}, {"en", longEnglish}} {
		in := complaint.Intake{Channel: complaint.ChannelWebsite, Content: complaint.Hide(tc.text)}
		ctx := triage.Context{Now: time.Date(2026, 7, 28, 9, 0, 0, 0, time.UTC)}
		e.Assess(in, ctx) // reads the model
		b.Run(tc.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				a := e.Assess(in, ctx)
				if a.Category == "" {
					b.Fatal("not understood")
				}
			}
		})
	}
}

// BenchmarkRead: twice the text takes twice the time, whatever stands in it. It is given per byte.
func BenchmarkRead(b *testing.B) {
	e := triage.Default()
	for name, text := range map[string]string{
		"zh": longChinese, "en": longEnglish, "not": strings.Repeat("不", 60), "a": strings.Repeat("a", 180), "digits": strings.Repeat("7", 180),
		"amounts": strings.Repeat("退¥8.5 ", 16), "half rules": strings.Repeat("孩子吃了", 15), "brackets": strings.Repeat("(", 180),
	} {
		for _, size := range []int{4 << 10, 8 << 10, 16 << 10, 32 << 10} {
			in := saying(upTo(strings.Repeat(text, size/len(text)+1), size))
			b.Run(name+"/"+strconv.Itoa(size>>10)+"KiB", func(b *testing.B) {
				b.SetBytes(int64(size))
				for b.Loop() {
					e.Read(in)
				}
			})
		}
	}
}
