package triage_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// pieces are what random texts are made of.
func pieces() []string {
	return []string{
		"快递", "十二天了", "还没到", "客服", "不理人", "我要退款", "假货", "漏电", "起火", "孩子吃了就吐", "投诉到12315", "曝光", "找律师", "第三次反映", "气死我了", "！！！",
		"the parcel ", "is late ", "twice ", "refund me ", "$1,999.00 ", "¥568 ", "order KD20260715008 ", "12 days ", "fire ", "lawyer ", "fake ",
		"nobody answers ", "AGAIN ", "thank you ", "很好", "谢谢", "😡", "🙏", "\n", "\u200b", "\u0301", "Ｆｕｌｌ", "ﬁ", "أين طردي", "посылка ", "不", "aaaa", "(((", "9", ".", "…", "\u202e", "é",
	}
}

func drawText(t *rapid.T, label string) string {
	list := rapid.SliceOfN(rapid.SampledFrom(pieces()), 1, 40).Draw(t, label)
	text := strings.Join(list, "")
	if rapid.IntRange(0, 3).Draw(t, label+" any") == 0 {
		text += rapid.String().Draw(t, label+" rest")
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}

func drawIntake(t *rapid.T) complaint.Intake {
	in := complaint.Intake{
		Channel:  rapid.SampledFrom([]complaint.Channel{complaint.ChannelPhone, complaint.ChannelWebsite, complaint.ChannelEmail}).Draw(t, "channel"),
		Feedback: rapid.SampledFrom([]complaint.Feedback{"", complaint.FeedbackComplaint, complaint.FeedbackInquiry}).Draw(t, "feedback"),
		Category: rapid.SampledFrom([]string{"", "quality", "quality.defect", "fraud.scam"}).Draw(t, "category"),
		Content:  complaint.Hide(drawText(t, "content")),
		Amount:   rapid.SampledFrom([]complaint.Money{{}, money("568", "CNY"), money("2000", "USD")}).Draw(t, "amount"),
	}
	if rapid.Bool().Draw(t, "has a subject") {
		subject := drawText(t, "subject")
		for len(subject) > complaint.MaxLine {
			_, size := utf8.DecodeLastRuneInString(subject)
			subject = subject[:len(subject)-size]
		}
		in.Subject = complaint.Hide(strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7F {
				return ' '
			}
			return r
		}, subject))
	}
	if in.Content.IsZero() {
		in.Content = complaint.Hide("x")
	}
	return in
}

// drawContext is what a desk could know: the facts of which more is worse.
func drawContext(t *rapid.T) triage.Context {
	return triage.Context{
		Now: noon(), Previous: rapid.IntRange(0, 4).Draw(t, "previous"), OpenCases: rapid.IntRange(0, 4).Draw(t, "open"),
		Repeat: rapid.Bool().Draw(t, "repeat"), Incident: rapid.SampledFrom([]int{0, 3, 30}).Draw(t, "incident"),
	}
}

// drawRaising is a policy of rules that only raise: grades, and points above zero, for facts of which more is worse.
func drawRaising(t *rapid.T) *triage.Engine {
	conditions := []string{
		`{'field': 'repeat', 'op': 'is', 'value': true}`,
		`{'field': 'incident', 'op': 'is', 'value': true}`,
		`{'field': 'incident.size', 'op': 'at_least', 'value': 10}`,
		`{'field': 'previous', 'op': 'at_least', 'value': 2}`,
		`{'field': 'open_cases', 'op': 'more_than', 'value': 1}`,
		`{'field': 'amount', 'op': 'at_least', 'value': 'CNY 1000'}`,
		`{'field': 'severity', 'op': 'at_least', 'value': 'serious'}`,
		`{'field': 'complexity', 'op': 'at_least', 'value': 'complex'}`,
		`{'field': 'urgency', 'op': 'at_least', 'value': 'important'}`,
		`{'field': 'sensitive', 'op': 'set'}`,
		`{'field': 'fields.injured', 'op': 'is', 'value': 'yes'}`,
		`{'any': [{'field': 'previous', 'op': 'at_least', 'value': 3}, {'field': 'text.urgent', 'op': 'set'}]}`,
		`{'all': [{'field': 'repeat', 'op': 'is', 'value': true}, {'field': 'open_cases', 'op': 'at_least', 'value': 1}]}`,
	}
	grades := []string{
		`'severity': 'serious'`, `'severity': 'very_serious'`, `'complexity': 'complex'`, `'complexity': 'major'`, `'urgency': 'important'`,
		`'urgency': 'urgent', 'severity': 'serious'`,
	}
	n := rapid.IntRange(1, 8).Draw(t, "rules")
	rules, points := make([]string, 0, n), make([]string, 0, n)
	for i := range n {
		when, name := rapid.SampledFrom(conditions).Draw(t, "when"), strconv.Itoa(i)
		rules = append(rules, `{'name': 'g`+name+`', 'when': `+when+`, `+rapid.SampledFrom(grades).Draw(t, "grade")+`}`)
		per := rapid.SampledFrom([]string{"", `, 'per': 'previous', 'most': 3`, `, 'per': 'incident.size', 'most': 5`, `, 'per': 'open_cases', 'most': 2`}).Draw(t, "per")
		points = append(points, `{'name': 'p`+name+`', 'when': `+rapid.SampledFrom(conditions).Draw(t, "for")+`, 'points': `+
			strconv.Itoa(rapid.IntRange(1, 50).Draw(t, "points"))+per+`}`)
	}
	doc := policyWith(`'grades': [` + strings.Join(rules, ",") + `], 'priority': {'bands': {'p1': 60, 'p2': 30, 'p3': 10}, 'points': [` + strings.Join(points, ",") + `]}`)
	p, err := triage.ParsePolicy("random.json", []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	e, err := triage.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestLawRaising: a further serious fact about the same text never lowers anything.
func TestLawRaising(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := triage.Default()
		if rapid.Bool().Draw(t, "random policy") {
			e = drawRaising(t)
		}
		in, ctx := drawIntake(t), drawContext(t)
		worse, more := in, ctx
		for range rapid.IntRange(1, 3).Draw(t, "facts") {
			switch rapid.IntRange(0, 6).Draw(t, "fact") {
			case 0:
				more.Repeat = true
			case 1:
				more.Incident += rapid.IntRange(1, 20).Draw(t, "more members")
			case 2:
				more.Previous += rapid.IntRange(1, 5).Draw(t, "more before")
			case 3:
				more.OpenCases += rapid.IntRange(1, 5).Draw(t, "more open")
			case 4:
				switch {
				case in.Amount.IsZero():
					worse.Amount = money("20000", "CNY")
				case in.Amount.Currency == "CNY":
					worse.Amount = money("12000", "CNY")
				default:
					worse.Amount = money("9000", "USD")
				}
			case 5:
				worse.Fields = map[string]string{"injured": "yes"}
			case 6:
				if more.Repeat {
					more.Links = append(more.Links, complaint.Link{Type: complaint.LinkRepeat, To: complaint.KeyID("", "first")})
				}
				more.Repeat = true
			}
		}
		a, b := e.Assess(in, ctx), e.Assess(worse, more)
		if b.Severity.Rank() < a.Severity.Rank() || b.Complexity.Rank() < a.Complexity.Rank() || b.Urgency.Rank() < a.Urgency.Rank() ||
			b.Score < a.Score || b.Priority.Rank() > a.Priority.Rank() {
			t.Fatalf("%s %s %s %d %s became %s %s %s %d %s", a.Severity, a.Complexity, a.Urgency, a.Score, a.Priority,
				b.Severity, b.Complexity, b.Urgency, b.Score, b.Priority)
		}
		if a.Criterion == "" && b.Criterion != "" {
			t.Fatal("it is screened out for being worse")
		}
	})
}

// TestLawIrrelevant: what the policy does not ask for decides nothing, and no order of lists does.
func TestLawIrrelevant(t *testing.T) {
	staff := []triage.Candidate{
		who("ann", "quality", tier(complaint.RoleMid), load(2)), who("bob", "quality", load(1)), who("cid", "logistics"), who("dee", "logistics"),
		who("eve", "service", tier(complaint.RoleSenior)), who("fay", "special", tier(complaint.RoleSenior)), who("gil", "special", tier(complaint.RoleManager)),
		who("hal", "compliance", tier(complaint.RoleMid)), who("ida", "compliance", tier(complaint.RoleSenior), load(1)), who("jim", "aftersales"), who("kay", "orders"),
	}
	rapid.Check(t, func(t *rapid.T) {
		e, in, ctx := triage.Default(), drawIntake(t), drawContext(t)
		ctx.People = staff
		in.Tags = []string{"a", "b"}
		in.Items = []complaint.Item{{Product: "kettle", Lot: "1"}, {Product: "cup", Lot: "2"}}
		in.Sought = []complaint.Remedy{complaint.RemedyRefund, complaint.RemedyReturn}
		in.Customer = complaint.Customer{ID: "u-1", Name: complaint.Hide("Mia")}
		before := e.Assess(in, ctx)

		other := in
		other.Key, other.Order, other.Tracking = "k-9", "o-9", "t-9"
		other.Place, other.Fingerprint = complaint.Hide("at home"), complaint.Hide("1x")
		other.Customer.ID, other.Customer.Name = "u-2", complaint.Hide("Noa")
		other.People = []complaint.Person{{Name: complaint.Hide("Leo")}}
		other.Fields = map[string]string{"colour": "red"}
		other.Items = []complaint.Item{in.Items[1], in.Items[0]}
		other.Sought = []complaint.Remedy{in.Sought[1], in.Sought[0]}
		other.Tags = []string{"b", "a"}
		ctx.People = rapid.Permutation(staff).Draw(t, "roster")
		after := e.Assess(other, ctx)
		slices.Sort(before.Tags)
		slices.Sort(after.Tags)
		require.Equal(t, before, after)
	})
}

// TestLawRecords: what is decided about any text can be recorded, points into the text, and can be put into words.
func TestLawRecords(t *testing.T) {
	placeholder := regexp.MustCompile(`\{(rule|what|value|percent|sign|by|named|times|category|words)\}`)
	rapid.Check(t, func(t *rapid.T) {
		e := triage.Default()
		if rapid.Bool().Draw(t, "random policy") {
			e = drawRaising(t)
		}
		in, ctx := drawIntake(t), drawContext(t)
		if rapid.IntRange(0, 9).Draw(t, "long") == 0 {
			in.Content = complaint.Hide(upTo(strings.Repeat(in.Content.Reveal()+" ", complaint.MaxText/max(1, len(in.Content.Reveal()))+1), complaint.MaxText))
		}
		in.Content = complaint.Hide(upTo(in.Content.Reveal(), complaint.MaxText))
		a := e.Assess(in, ctx)
		again := e.Assess(in, ctx)
		require.Equal(t, a, again, "the same arguments give the same decision")
		_, _, err := open(in, a.Decisions(), nil)
		require.NoError(t, err)
		if (len(a.Sensitive) > 0 || len(a.Suspicion) > 0) && a.Criterion != "" {
			t.Fatal("danger is screened out")
		}
		for _, r := range slices.Concat(a.Reasons, a.Route.Reasons) {
			for _, p := range r.Places {
				words := p.In(in)
				if p.From > p.To || p.To > 0 && p.To > len(partOf(in, p.Part)) || !utf8.ValidString(words) {
					t.Fatalf("%s points to %+v", r.Code, p)
				}
			}
		}
		record := a.Record()
		reasons := record.Reasons
		if d := a.Decisions(); d.Route != nil {
			reasons = slices.Concat(reasons, d.Route.Reasons)
		}
		for _, x := range []triage.Explaining{{Language: "zh-CN"}, {Language: "en"}, {Language: "zh", Customer: true}, {Customer: true}} {
			list := triage.Explain(reasons, in, x)
			if !x.Customer && len(list) != len(reasons) {
				t.Fatal("a reason without a sentence")
			}
			for _, s := range list {
				if s == "" || placeholder.MatchString(s) || x.Customer && strings.Contains(s, "|") && !strings.Contains(in.Content.Reveal()+in.Subject.Reveal(), "|") {
					t.Fatalf("%q", s)
				}
			}
		}
	})
}

func partOf(in complaint.Intake, part complaint.TextPart) string {
	if part == complaint.PartSubject {
		return in.Subject.Reveal()
	}
	return in.Content.Reveal()
}

// upTo cuts a text before a character that does not fit.
func upTo(s string, n int) string {
	for len(s) > n {
		n--
		if utf8.RuneStart(s[n]) || n == 0 {
			return strings.ToValidUTF8(s[:n], "")
		}
		n++
		s = s[:len(s)-1]
	}
	return strings.ToValidUTF8(s, "")
}
