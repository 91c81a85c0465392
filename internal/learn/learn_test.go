package learn

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// toyHeads asks two questions: about what a text is, and which of two marks it has.
func toyHeads() []Head {
	return []Head{
		{Name: "about", Labels: []string{"delivery", "quality", "refund"}},
		{Name: "marks", Labels: []string{"angry", "again"}[:2], Multi: true},
	}
}

// toySamples are texts in two languages made of a few words for each label.
func toySamples(n int) []Sample {
	words := map[string][]string{
		"delivery": {"parcel has not come", "courier lost it", "快递还没到", "物流一直不动", "where is the package"},
		"quality":  {"it broke on day one", "screen is faulty", "东西是坏的", "用了一天就坏了", "seam came apart"},
		"refund":   {"money not back", "refund is missing", "退款没到账", "钱还没退给我", "you owe me the sum"},
	}
	names := []string{"delivery", "quality", "refund"}
	list := make([]Sample, 0, n)
	for i := range n {
		label := names[i%3]
		text := words[label][i/3%5] + fmt.Sprintf(" order %d", i)
		var marks []string
		if i%4 == 0 {
			text += " this is outrageous!"
			marks = append(marks, "angry")
		}
		if i%5 == 0 {
			text += " 第三次反馈了"
			marks = append(marks, "again")
		}
		slices.Sort(marks)
		list = append(list, Sample{text, [][]string{{label}, marks}})
	}
	return list
}

func sortedHeads() []Head {
	heads := toyHeads()
	slices.Sort(heads[1].Labels)
	return heads
}

func toyModel(t testing.TB) *Model {
	t.Helper()
	m, err := Train(sortedHeads(), slices.Values(toySamples(600)), Options{Seed: 7})
	require.NoError(t, err)
	return m
}

func judge(m *Model, s string, head int) map[string]float32 {
	r := Borrow()
	defer Return(r)
	r.Read(s)
	m.Judge(r)
	out := map[string]float32{}
	for k, p := range m.Probabilities(r, head) {
		out[m.Heads()[head].Labels[k]] = p
	}
	return out
}

func TestTrain(t *testing.T) {
	m := toyModel(t)
	for text, label := range map[string]string{
		"the courier lost my parcel": "delivery", "我的快递到底在哪": "delivery", "faulty screen, broke at once": "quality", "刚用就坏了": "quality",
		"still no refund": "refund", "钱什么时候退": "refund",
	} {
		p := judge(m, text, 0)
		for other, x := range p {
			require.LessOrEqual(t, x, p[label], "%q: %s", text, other)
		}
	}
	sum := float32(0)
	for _, p := range judge(m, "the courier lost my parcel", 0) {
		sum += p
	}
	require.InDelta(t, 1, sum, 1e-5)
	require.Greater(t, judge(m, "this is outrageous! parcel", 1)["angry"], float32(0.5))
	require.Less(t, judge(m, "parcel has not come", 1)["angry"], float32(0.5))
	require.Greater(t, judge(m, "第三次反馈了", 1)["again"], float32(0.5))
}

func TestSameSeedSameBytes(t *testing.T) {
	var a, b, c bytes.Buffer
	_, err := toyModel(t).WriteTo(&a)
	require.NoError(t, err)
	_, err = toyModel(t).WriteTo(&b)
	require.NoError(t, err)
	require.True(t, bytes.Equal(a.Bytes(), b.Bytes()))
	m, err := Train(sortedHeads(), slices.Values(toySamples(600)), Options{Seed: 8})
	require.NoError(t, err)
	_, err = m.WriteTo(&c)
	require.NoError(t, err)
	require.False(t, bytes.Equal(a.Bytes(), c.Bytes()), "the test must be able to fail")
}

func TestFileKeepsTheModel(t *testing.T) {
	m := toyModel(t)
	var file bytes.Buffer
	n, err := m.WriteTo(&file)
	require.NoError(t, err)
	require.Equal(t, int64(file.Len()), n)
	again, err := Read(bytes.NewReader(file.Bytes()))
	require.NoError(t, err)
	require.Equal(t, m, again)
	require.Equal(t, judge(m, "快递丢了", 0), judge(again, "快递丢了", 0))
}

func TestBrokenFiles(t *testing.T) {
	var file bytes.Buffer
	m, err := Train(sortedHeads(), slices.Values(toySamples(30)), Options{})
	require.NoError(t, err)
	_, err = m.WriteTo(&file)
	require.NoError(t, err)
	whole := file.Bytes()
	for i := range whole {
		_, err := Read(bytes.NewReader(whole[:i]))
		require.ErrorIs(t, err, ErrFile, "cut off at %d", i)
		changed := slices.Clone(whole)
		changed[i] ^= 1 << (i % 8)
		_, err = Read(bytes.NewReader(changed))
		require.ErrorIs(t, err, ErrFile, "byte %d changed", i)
	}
	_, err = Read(bytes.NewReader(append(slices.Clone(whole), 0)))
	require.ErrorIs(t, err, ErrFile)
	_, err = Read(iotestReader{})
	require.ErrorIs(t, err, ErrFile)
}

type iotestReader struct{}

func (iotestReader) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func TestRefusals(t *testing.T) {
	heads := sortedHeads()
	for name, tc := range map[string]struct {
		heads   []Head
		samples []Sample
		o       Options
	}{
		"cost":               {heads, nil, Options{Cost: -1}},
		"passes":             {heads, nil, Options{Passes: -1}},
		"balance":            {heads, nil, Options{Balance: 2}},
		"min_texts":          {heads, nil, Options{MinTexts: -1}},
		"max_features":       {heads, nil, Options{MaxFeatures: 1 << 30}},
		"heads":              {nil, nil, Options{}},
		"heads[0].labels":    {[]Head{{Name: "x", Labels: []string{"b", "a"}}}, nil, Options{}},
		"samples":            {heads, toySamples(1), Options{}},
		"samples[0].labels":  {heads, []Sample{{"x", [][]string{{"nothing"}, nil}}}, Options{}},
		"samples[0].labels ": {heads, []Sample{{"x", [][]string{{"refund"}}}}, Options{}},
		"samples[0].labels  ": {heads, []Sample{
			{"x", [][]string{{"refund", "quality"}, nil}},
		}, Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Train(tc.heads, slices.Values(tc.samples), tc.o)
			var field *complaint.FieldError
			require.ErrorAs(t, err, &field)
			require.Equal(t, strings.TrimSpace(name), field.Field)
		})
	}
}

func TestUnknownTextsAreUncertain(t *testing.T) {
	m := toyModel(t)
	for _, s := range []string{"", "😡😡", "\xff\xfe", "Где моя посылка"} {
		for label, p := range judge(m, s, 0) {
			require.Less(t, p, float32(0.9), "%q is no %s for certain", s, label)
		}
	}
}

func TestJudgingDoesNotAllocate(t *testing.T) {
	m := toyModel(t)
	r := Borrow()
	defer Return(r)
	work := func() {
		r.Read("the courier lost my parcel 快递丢了")
		m.Judge(r)
		m.Probabilities(r, 0)
	}
	work()
	require.Zero(t, testing.AllocsPerRun(100, work))
}

func FuzzReadModel(f *testing.F) {
	var file bytes.Buffer
	m, err := Train(sortedHeads(), slices.Values(toySamples(12)), Options{MaxFeatures: 64})
	if err != nil {
		f.Fatal(err)
	}
	if _, err := m.WriteTo(&file); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Read(bytes.NewReader(b))
		if err != nil {
			if !errors.Is(err, ErrFile) {
				t.Fatal(err)
			}
			return
		}
		judge(m, "the courier lost my parcel", 0)
	})
}

// FuzzBody goes past the check sum: whoever can write one can still write nonsense.
func FuzzBody(f *testing.F) {
	m, err := Train(sortedHeads(), slices.Values(toySamples(12)), Options{MaxFeatures: 64})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(m.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decodeBody(bytes.NewReader(b))
		if err != nil {
			if !errors.Is(err, ErrFile) {
				t.Fatal(err)
			}
			return
		}
		for head := range m.heads {
			judge(m, "the courier lost my parcel", head)
		}
	})
}
