package triage_test

import (
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// awkward are texts that are no complaints, or built to hurt whoever reads them.
func awkward() map[string]string {
	var amounts strings.Builder
	for i := range 4000 {
		amounts.WriteString("¥" + strconv.Itoa(i) + ".5 退 ")
	}
	return map[string]string{
		"empty":         "",
		"blanks":        " \n\t\u3000",
		"emoji":         "😡😡😡🤬💔",
		"dots":          "......",
		"accents":       strings.Repeat("\u0301", 30_000),
		"zalgo":         strings.Repeat("h\u0335\u0322\u0328e\u0336\u031b", 3000),
		"right to left": "أين طردي؟ لم يصل بعد\u202e!!",
		"mixed":         "Где parcel 我的快递 اين 注文",
		"bad UTF-8":     "快\xff递\xc3(\xed\xa0\x80 late \xf8",
		"only bad":      strings.Repeat("\xff", 40_000),
		"no, no":        strings.Repeat("不", 300_000),
		"aaaa":          strings.Repeat("a", 1<<20),
		"one word":      strings.Repeat("refund", 100_000),
		"brackets":      strings.Repeat("(", 50_000) + strings.Repeat(")", 50_000),
		"digits":        strings.Repeat("7", 30_000),
		"dashes":        strings.Repeat("1-", 30_000),
		"marks":         strings.Repeat("!?", 30_000),
		"numbers":       strings.Repeat("九千九百九十九万", 10_000),
		"amounts":       amounts.String(),
		"guards":        strings.Repeat("不是假货没有起火", 6000),
		"half rules":    strings.Repeat("孩子吃了", 6000),
		"lines":         strings.Repeat("\n", 100_000) + "x",
		"a megabyte":    strings.Repeat("快递十二天了还没到 the parcel is late ", 20_000),
	}
}

// nonsense says of which of them nothing can be known.
func nonsense() []string {
	return []string{"empty", "blanks", "emoji", "dots", "accents", "right to left", "only bad", "aaaa", "brackets", "digits"}
}

// TestAwkwardTexts: whatever comes, there is a decision, soon, and what is not understood is not asserted.
func TestAwkwardTexts(t *testing.T) {
	e := triage.Default()
	for name, text := range awkward() {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			for _, in := range []complaint.Intake{saying(text), {Subject: complaint.Hide(text)}, {Subject: complaint.Hide(text), Content: complaint.Hide(text)}} {
				a := e.Assess(in, triage.Context{Now: noon()})
				require.NotEmpty(t, a.Feedback)
				require.NotZero(t, a.Severity.Rank())
				require.NotEmpty(t, a.Route.To.Department)
				require.Equal(t, len(triage.TextOf(in)) > 32<<10, a.Reading.Cut)
				require.NotContains(t, triage.Explain(a.Record().Reasons, in, triage.Explaining{}), "")
				for _, l := range e.Read(in).Categories {
					require.True(t, l.Probability >= 0 && l.Probability <= 1)
				}
			}
			require.Less(t, time.Since(begin), 20*time.Second)
		})
	}
	for _, name := range nonsense() {
		a := e.Assess(saying(awkward()[name]), triage.Context{Now: noon()})
		require.Less(t, a.Confidence, 0.5, name)
		require.True(t, a.Ask || a.Confidence >= 0.35, name)
		require.Equal(t, complaint.SeverityGeneral, a.Severity, name)
		require.Empty(t, a.Sensitive, name)
		require.Empty(t, a.Suspicion, name)
		require.Empty(t, a.Criterion, name)
	}
}

// TestPhrasesThatRepeat: thousands of phrases of which all stand everywhere are found with bounded room.
func TestPhrasesThatRepeat(t *testing.T) {
	p := triage.Policy{Header: triage.Header{Kind: triage.Kind, Name: "p", Version: "1"}, Phrases: map[string][]string{}}
	for i := range 85 {
		name := "p" + strconv.Itoa(i)
		for range 20 {
			p.Phrases[name] = append(p.Phrases[name], strings.Repeat("不", i+1))
		}
	}
	e, err := triage.New(p)
	require.NoError(t, err)
	in := saying(strings.Repeat("不", 3000)) // each of them ends 1,700 phrases
	require.NotEmpty(t, e.Read(in).Phrases)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC() // so that nothing is kept from the first time
	runtime.ReadMemStats(&before)
	e.Read(in)
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(16<<20))
}

func TestPhrases(t *testing.T) {
	e := engine(t, `'phrases': {'soles': ['sole comes off', '开胶'], 'money': ['refund*', '退']},
		'tags': [{'name': 'soles', 'tags': ['sole'], 'when': {'field': 'phrases', 'op': 'contains_any', 'value': 'soles'}}]`)
	for text, want := range map[string][]string{
		"The SOLE  comes\noff, give me refunds": {"soles", "money"},
		"鞋底開膠了":                                 {"soles"},
		"sole comes offline":                    nil,
		"no":                                    nil,
		"refunded":                              {"money"},
		"prerefund":                             nil,
	} {
		a := e.Assess(saying(text), triage.Context{})
		require.Equal(t, want, a.Reading.Phrases, text)
		require.Equal(t, len(want) > 0 && want[0] == "soles", len(a.Tags) > 0 && a.Tags[0] == "sole", text)
		for _, r := range a.Reasons {
			if r.Code == triage.ReasonPhrases {
				require.NotEmpty(t, r.Places[0].In(saying(text)), text)
			}
		}
	}
}

// TestSubjectAndContent: what is quoted is quoted from where it stands.
func TestSubjectAndContent(t *testing.T) {
	e := engine(t, `'phrases': {'a': ['late'], 'b': ['漏电'], 'c': ['end begin']}`)
	in := saying("a charger that 漏电 and begin")
	in.Subject = complaint.Hide("late at the end")
	got := map[string]complaint.Place{}
	for _, r := range e.Assess(in, triage.Context{}).Reasons {
		if r.Code == triage.ReasonPhrases {
			got[r.What] = r.Places[0]
		}
	}
	require.Equal(t, complaint.Place{Part: complaint.PartSubject, From: 0, To: 4}, got["a"])
	require.Equal(t, complaint.Place{Part: complaint.PartContent, From: 15, To: 21}, got["b"])
	require.NotContains(t, got, "c")
	in.Content = complaint.Hide("begin")
	for _, r := range e.Assess(in, triage.Context{}).Reasons {
		if r.Code == triage.ReasonPhrases && r.What == "c" { // over both: the part of it in the subject
			require.Equal(t, complaint.Place{Part: complaint.PartSubject, From: 12, To: 15}, r.Places[0])
		}
	}
}

// FuzzRead: no text makes a decision that cannot be recorded.
func FuzzRead(f *testing.F) {
	for _, text := range awkward() {
		if len(text) < 1000 {
			f.Add("", text)
		}
	}
	f.Add("Refund", longEnglish)
	f.Add("退款", longChinese)
	e := triage.Default()
	f.Fuzz(func(t *testing.T, subject, content string) {
		in := complaint.Intake{Channel: complaint.ChannelPhone, Subject: complaint.Hide(subject), Content: complaint.Hide(content)}
		a := e.Assess(in, triage.Context{Now: noon()})
		if _, _, err := open(in, complaint.Decisions{}, nil); err != nil {
			return // no desk takes it
		}
		if _, _, err := open(in, a.Decisions(), nil); err != nil {
			t.Fatal(err)
		}
	})
}
