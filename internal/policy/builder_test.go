package policy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

func newBuilder(t require.TestingT, text string) *policy.Builder {
	b, err := policy.NewBuilder("t", []byte(text))
	require.NoError(t, err)
	return b
}

// What only a mistaken reader does is an error too, and no tree comes of it.
func TestBuilderRefusesWhatIsNoTree(t *testing.T) {
	at := policy.Pos{Line: 1, Column: 1}
	for _, tc := range []struct {
		name, want string
		build      func(b *policy.Builder)
	}{
		{"nothing", "t:1: is empty", func(*policy.Builder) {}},
		{"only an end", "t:1: is empty", func(b *policy.Builder) { b.End() }},
		{"two values", `t:1:1: "y": must not be a value here`, func(b *policy.Builder) { b.Scalar(at, "x"); b.Scalar(at, "y") }},
		{"two lists", "must not be a value here", func(b *policy.Builder) { b.List(at); b.End(); b.List(at); b.End() }},
		{"no end", "t: must have an end", func(b *policy.Builder) { b.List(at) }},
		{"key in a list", `t:1:1: [1]: "k": must not be the name of a field here`, func(b *policy.Builder) { b.List(at); b.Scalar(at, "x"); b.Key(at, "k"); b.End() }},
		{"key alone", `"k": must not be the name of a field here`, func(b *policy.Builder) { b.Key(at, "k") }},
		{"two keys", `k: "l": must not be the name of a field here`, func(b *policy.Builder) { b.Mapping(at); b.Key(at, "k"); b.Key(at, "l"); b.Null(at, ""); b.End() }},
		{"no key", `t:1:1: "x": must not be a value here`, func(b *policy.Builder) { b.Mapping(at); b.Scalar(at, "x"); b.End() }},
		{"list without a key", "must not be a value here", func(b *policy.Builder) { b.Mapping(at); b.List(at); b.List(at); b.Refuse(at, "", "x"); b.End() }},
		{"no value", "t:1:1: k: must have a value", func(b *policy.Builder) { b.Mapping(at); b.Key(at, "k"); b.End() }},
		{"alias of nothing", "must be an alias of a value", func(b *policy.Builder) { b.Alias(at, policy.Anchor{}) }},
		{"alias of what is open", "must not be an alias of something", func(b *policy.Builder) { b.Alias(at, b.List(at)); b.End() }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBuilder(t, "")
			tc.build(b)
			src, err := b.Source()
			require.Nil(t, src)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			assert.Contains(t, err.Error(), tc.want)
		})
	}
	_, err := policy.NewBuilder("t", []byte("\xff"))
	require.ErrorIs(t, err, complaint.ErrInvalid)
}

func TestFullBuilderTakesNothingIn(t *testing.T) {
	b := newBuilder(t, "")
	for range policy.MaxDepth + 2 {
		b.List(policy.Pos{})
	}
	require.True(t, b.Full())
	_, want := b.Source()
	b.Scalar(policy.Pos{}, "x")
	b.Mapping(policy.Pos{})
	b.Key(policy.Pos{}, "x")
	b.Refuse(policy.Pos{}, "", "x")
	b.Alias(policy.Pos{}, policy.Anchor{})
	b.End()
	_, err := b.Source()
	assert.Equal(t, want, err)
	assert.Equal(t, 1, strings.Count(err.Error(), "must not"))
}

// Whatever calls come in whatever order, there is a tree or an error, and both can be used.
func TestLawBuilderTakesAnyCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBuilder(t, "a\nb\nc")
		anchors := []policy.Anchor{{}}
		for range rapid.IntRange(0, 30).Draw(t, "calls") {
			at := policy.Pos{Line: rapid.IntRange(0, 4).Draw(t, "line"), Column: rapid.IntRange(0, 3).Draw(t, "column")}
			name := rapid.SampledFrom([]string{"a", "b", "", "店"}).Draw(t, "name")
			switch rapid.IntRange(0, 9).Draw(t, "call") {
			case 0, 1:
				anchors = append(anchors, b.List(at))
			case 2, 3:
				anchors = append(anchors, b.Mapping(at))
			case 4:
				anchors = append(anchors, b.Scalar(at, name))
			case 5:
				b.Alias(at, rapid.SampledFrom(anchors).Draw(t, "anchor"))
			case 6, 7:
				if b.AwaitsKey() || rapid.IntRange(0, 9).Draw(t, "wrong") == 0 {
					b.Key(at, name)
				}
			default:
				b.End()
			}
		}
		src, err := b.Source()
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		require.NotEmpty(t, policy.Tree(src))
		src.Position("a[0].b")
		doc, err := policy.Decode[anyValue](src)
		if err == nil {
			require.NotNil(t, doc.Value.v)
		}
	})
}
