package triage_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// reasonCodes are all constants of the type ReasonCode.
func reasonCodes(t testing.TB) (codes []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "assessment.go", nil, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "ReasonCode" {
			literal, ok := spec.Values[0].(*ast.BasicLit)
			require.True(t, ok)
			code, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			codes = append(codes, code)
		}
		return false
	})
	require.Greater(t, len(codes), 30)
	return codes
}

var braces = regexp.MustCompile(`\{[a-z]*\}`)

// TestEveryReasonHasWords: in both languages, whatever parameters it has.
func TestEveryReasonHasWords(t *testing.T) {
	in := saying("the words")
	codes := append(reasonCodes(t), "same_text", "same_customer", "same_problem", "same_incident")
	for _, code := range codes {
		for _, r := range []complaint.Reason{
			{Code: code},
			{Code: code, Params: map[string]string{"rule": "rule", "what": "serious", "value": "0.5", "category": "quality"}, Places: []complaint.Place{{Part: complaint.PartContent, To: 3}}},
			{Code: code, Params: map[string]string{"rule": "model", "value": "NaN"}, Places: []complaint.Place{{Part: complaint.PartContent, From: 5, To: 500}}},
			{Code: code, Params: map[string]string{"value": "1e300", "what": "quality.defect"}},
			{Code: code, Params: map[string]string{"value": "-Inf"}},
		} {
			zh := triage.Explain([]complaint.Reason{r}, in, triage.Explaining{Language: "zh-Hant-HK"})
			en := triage.Explain([]complaint.Reason{r}, in, triage.Explaining{Language: "fr"})
			require.Len(t, zh, 1, code)
			require.Len(t, en, 1, code)
			require.True(t, strings.ContainsFunc(zh[0], func(r rune) bool { return unicode.Is(unicode.Han, r) }), "%s: %s", code, zh[0])
			require.False(t, strings.ContainsFunc(en[0], func(r rune) bool { return unicode.Is(unicode.Han, r) }), "%s: %s", code, en[0])
			require.NotContains(t, zh[0]+en[0], "|", code)
			require.Empty(t, braces.FindString(zh[0]+en[0]), code)
			require.NotEqual(t, code, en[0])
			require.NotContains(t, en[0], "value=", "%s: %s", code, en[0])
		}
	}
}

func TestExplain(t *testing.T) {
	in := saying("快递十二天了还没到")
	place := []complaint.Place{{Part: complaint.PartContent, From: 6, To: 18}}
	params := func(list ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(list); i += 2 {
			m[list[i]] = list[i+1]
		}
		return m
	}
	for _, tc := range []struct {
		name     string
		r        complaint.Reason
		zh, en   string
		customer string // in English, "" for not at all
	}{
		{"category", complaint.Reason{Code: "category", Params: params("what", "logistics.delay", "value", "0.934"), Places: place}, "内容属于“配送延迟”（把握 93 %）：“十二天了”", "it is about Late or not dispatched (93 % sure): “十二天了”", "it is about Late or not dispatched"},
		{"kind of the form", complaint.Reason{Code: "form", Params: params("what", "inquiry")}, "按提交时的选择：咨询", "as chosen when it was handed in: Inquiry", "as chosen when it was handed in: Inquiry"},
		{"category of the form", complaint.Reason{Code: "form", Params: params("what", "logistics.delay")}, "按提交时的选择：配送延迟", "as chosen when it was handed in: Late or not dispatched", "as chosen when it was handed in: Late or not dispatched"},
		{"grade", complaint.Reason{Code: "grade", Params: params("rule", "wait", "what", "urgent")}, "规则“wait”：至少为“紧急”", "rule “wait”: at least Urgent", "rule “wait”: at least Urgent"},
		{"points", complaint.Reason{Code: "points", Params: params("rule", "old", "value", "-2.5")}, "规则“old”：-2.5 分", "rule “old”: -2.5 points", ""},
		{"suspicion", complaint.Reason{Code: "suspicion", Params: params("what", "bulk", "rule", "model", "value", "0.8")}, "疑似恶意（bulk），依据整体判断，待核实", "suspicion of malice (bulk), by the text as a whole, to be verified", ""},
		{"tier of a rule", complaint.Reason{Code: "tier", Params: params("rule", "upset", "what", "senior")}, "需要 senior 级别以上（规则“upset”）", "needs tier senior or above (rule “upset”)", ""},
		{"tier of an escalation", complaint.Reason{Code: "tier", Params: params("what", "senior")}, "需要 senior 级别以上", "needs tier senior or above", ""},
		{"again", complaint.Reason{Code: "repeated", Params: params("value", "3")}, "客户说此前反映过（第 3 次）", "the customer says that it was reported before (3 times in all)", "the customer says that it was reported before (3 times in all)"},
		{"again, not said how often", complaint.Reason{Code: "repeated"}, "客户说此前反映过", "the customer says that it was reported before", "the customer says that it was reported before"},
		{"mood", complaint.Reason{Code: "emotion", Params: params("what", "2.5", "value", "-0.8")}, "情绪非常不满，强度 2.5", "the customer is very dissatisfied, intensity 2.5 of 3", ""},
		{"braces of the host", complaint.Reason{Code: "grade", Params: params("rule", "{what}", "what", "{rule}")}, "规则“{what}”：至少为“{rule}”", "rule “{what}”: at least {rule}", "rule “{what}”: at least {rule}"},
		{"unknown", complaint.Reason{Code: "tomorrow", Params: params("b", "2", "a", "1"), Places: place}, "tomorrow a=1 b=2：“十二天了”", "tomorrow a=1 b=2: “十二天了”", ""},
		{"half a character", complaint.Reason{Code: "days", Params: params("value", "12"), Places: []complaint.Place{{Part: complaint.PartContent, From: 7, To: 18}}}, "已等待 12 天", "waiting for 12 days", "waiting for 12 days"},
		{"erased", complaint.Reason{Code: "days", Params: params("value", "12"), Places: []complaint.Place{{Part: complaint.PartSubject, From: 0, To: 9}}}, "已等待 12 天", "waiting for 12 days", "waiting for 12 days"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			one := []complaint.Reason{tc.r}
			require.Equal(t, []string{tc.zh}, triage.Explain(one, in, triage.Explaining{Language: "ZH"}))
			require.Equal(t, []string{tc.en}, triage.Explain(one, in, triage.Explaining{Language: "en"}))
			var want []string
			if tc.customer != "" {
				want = []string{tc.customer}
			}
			require.Equal(t, want, triage.Explain(one, in, triage.Explaining{Customer: true}))
		})
	}
	require.Empty(t, triage.Explain(nil, in, triage.Explaining{}))
	long := saying(strings.Repeat("长", 100))
	many := make([]complaint.Place, 9)
	for i := range many {
		many[i] = complaint.Place{Part: complaint.PartContent, To: 300}
	}
	quoted := triage.Explain([]complaint.Reason{{Code: "order", Places: many}}, long, triage.Explaining{Language: "zh"})[0]
	require.Equal(t, 5*40, strings.Count(quoted, "长"), "at most five, of 40 characters each")
}

// TestExplainAnything: no reason panics or is left with a gap.
func TestExplainAnything(t *testing.T) {
	codes := append(reasonCodes(t), "same_text", "what", "")
	rapid.Check(t, func(t *rapid.T) {
		r := complaint.Reason{
			Code:   rapid.SampledFrom(codes).Draw(t, "code"),
			Params: rapid.MapOf(rapid.SampledFrom([]string{"rule", "what", "value", "category", "x"}), rapid.StringMatching(`[0-9a-z.\-]{0,8}`)).Draw(t, "params"),
		}
		for range rapid.IntRange(0, 7).Draw(t, "places") {
			r.Places = append(r.Places, complaint.Place{
				Part: rapid.SampledFrom([]complaint.TextPart{complaint.PartSubject, complaint.PartContent, "?"}).Draw(t, "part"),
				From: rapid.IntRange(-2, 40).Draw(t, "from"), To: rapid.IntRange(-2, 40).Draw(t, "to"),
			})
		}
		in := saying("快递 twelve days 还没到 {rule}")
		for _, s := range triage.Explain([]complaint.Reason{r}, in, triage.Explaining{Language: rapid.SampledFrom([]string{"", "z", "zh", "en"}).Draw(t, "language")}) {
			if s := strings.ReplaceAll(s, "{rule}", ""); braces.MatchString(s) {
				t.Fatal(s)
			}
		}
	})
}

func TestRecordOfAReason(t *testing.T) {
	require.Equal(t, complaint.Reason{Code: "cut"}, triage.Reason{Code: triage.ReasonCut}.Record())
	require.Equal(t, complaint.Reason{Code: "points", Params: map[string]string{"rule": "r", "what": "w", "value": "0.333"}},
		triage.Reason{Code: triage.ReasonPoints, Rule: "r", What: "w", Value: 1.0 / 3}.Record())
}
