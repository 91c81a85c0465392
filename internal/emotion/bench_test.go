package emotion_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/internal/emotion"
	"github.com/recourse-go/recourse/internal/learn"
)

// longReviews are texts of about 200 characters.
var longReviews = map[string]string{
	"zh": strings.Repeat("味道其实不错，但是送得太慢了，等了一个半小时，汤也洒了一半，打电话没人接，真是好服务！", 5),
	"en": strings.Repeat("The fabric is not bad, but after one wash the seams came apart and nobody answers my mails!! ", 2) +
		"So angry :(",
}

func BenchmarkRead(b *testing.B) {
	for name, s := range longReviews {
		b.Run(name, func(b *testing.B) {
			var r learn.Reader
			var e emotion.Emotion
			r.Read(s)
			b.ReportAllocs()
			for b.Loop() {
				emotion.Read(&r, &e)
			}
		})
	}
}

func TestReadAllocatesNothing(t *testing.T) {
	for name, s := range longReviews {
		var r learn.Reader
		var e emotion.Emotion
		r.Read(s)
		emotion.Read(&r, &e)
		require.Zero(t, testing.AllocsPerRun(20, func() { emotion.Read(&r, &e) }), name)
	}
}
