package triage_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// said is an engine of a host's classifier that always says the same.
func said(t testing.TB, fields string, labels ...triage.Label) *triage.Engine {
	t.Helper()
	p, err := triage.ParsePolicy("policy.json", []byte(policyWith(fields)))
	require.NoError(t, err)
	p.Classifier = fixed(labels)
	e, err := triage.New(p)
	require.NoError(t, err)
	return e
}

func TestForm(t *testing.T) {
	const overrule = `'form': 'overrule'`
	aboutCategories := []triage.ReasonCode{
		triage.ReasonForm, triage.ReasonFormDoubt, triage.ReasonCategory, triage.ReasonAsk, triage.ReasonNothing,
	}
	label := func(name string, p float64) triage.Label { return triage.Label{Name: name, Probability: p} }
	for _, tc := range []struct {
		name, fields, given string
		labels              []triage.Label
		category            string
		confidence          float64
		because             []triage.ReasonCode
	}{
		{"kept", "", "price.invoice", []triage.Label{label("quality.defect", 0.79)}, "price.invoice", 0, []triage.ReasonCode{triage.ReasonForm}},
		{"kept with doubt", "", "price.invoice", []triage.Label{label("quality.defect", 0.8)}, "price.invoice", 0, []triage.ReasonCode{triage.ReasonForm, triage.ReasonFormDoubt}},
		{"kept as it is likely", "", "price.invoice", []triage.Label{label("quality.defect", 0.5), label("price.invoice", 0.3)}, "price.invoice", 0.3, []triage.ReasonCode{triage.ReasonForm}},
		{"leaf of the group", "", "quality", []triage.Label{label("price.invoice", 0.5), label("quality.defect", 0.3)}, "quality.defect", 0.3, []triage.ReasonCode{triage.ReasonForm, triage.ReasonCategory}},
		{"group without a leaf", "", "quality", []triage.Label{label("price.invoice", 0.5)}, "quality", 0, []triage.ReasonCode{triage.ReasonForm}},
		{"overruled", overrule, "price.invoice", []triage.Label{label("quality.defect", 0.8)}, "quality.defect", 0.8, []triage.ReasonCode{triage.ReasonCategory}},
		{"not sure enough", overrule, "price.invoice", []triage.Label{label("quality.defect", 0.79)}, "price.invoice", 0, []triage.ReasonCode{triage.ReasonForm}},
		{"sure of what the form says", overrule, "quality", []triage.Label{label("quality.defect", 0.9)}, "quality.defect", 0.9, []triage.ReasonCode{triage.ReasonForm, triage.ReasonCategory}},
		{"no form", "", "", []triage.Label{label("quality.defect", 0.4)}, "quality.defect", 0.4, []triage.ReasonCode{triage.ReasonCategory}},
		{"no form and not sure", "", "", []triage.Label{label("quality.defect", 0.34)}, "quality.defect", 0.34, []triage.ReasonCode{triage.ReasonCategory, triage.ReasonAsk}},
		{"a policy that asks sooner", `'ask_below': 0.9`, "", []triage.Label{label("quality.defect", 0.89)}, "quality.defect", 0.89, []triage.ReasonCode{triage.ReasonCategory, triage.ReasonAsk}},
		{"a policy that never asks", `'ask_below': 0`, "", []triage.Label{label("quality.defect", 0)}, "quality.defect", 0, []triage.ReasonCode{triage.ReasonCategory}},
		{"nothing known", "", "", nil, "", 0, []triage.ReasonCode{triage.ReasonNothing}},
		{"nothing known but the form", "", "price.invoice", nil, "price.invoice", 0, []triage.ReasonCode{triage.ReasonNothing}},
		{"labels that the taxonomy has not", "", "", []triage.Label{label("weather", 0.9), label("quality.defect", 0.1)}, "quality.defect", 0.1, []triage.ReasonCode{triage.ReasonCategory, triage.ReasonAsk}},
		{"probabilities that are none", "", "", []triage.Label{label("order.stock", math.NaN()), label("order.stock", 7), label("order.stock", -1), label("quality.defect", 0.6)}, "quality.defect", 0.6, []triage.ReasonCode{triage.ReasonCategory}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := saying("...")
			in.Category, in.Feedback = tc.given, complaint.FeedbackComplaint
			a := said(t, tc.fields, tc.labels...).Assess(in, triage.Context{Now: noon()})
			require.Equal(t, tc.category, a.Category)
			require.InDelta(t, tc.confidence, a.Confidence, 1e-9)
			require.LessOrEqual(t, len(a.Alternatives), 4)
			for _, l := range a.Alternatives {
				require.NotEqual(t, a.Category, l.Name)
			}
			var codes []triage.ReasonCode
			for _, c := range codesOf(a.Reasons)[1:] { // the first is the kind that the form names
				if slices.Contains(aboutCategories, c) {
					codes = append(codes, c)
				}
			}
			require.Equal(t, tc.because, codes)
			asks := false
			for _, c := range tc.because {
				asks = asks || c == triage.ReasonAsk || c == triage.ReasonNothing && tc.given == ""
			}
			require.Equal(t, asks, a.Ask)
			if asks {
				require.Contains(t, a.Tags, triage.TagAsk)
			} else {
				require.NotContains(t, a.Tags, triage.TagAsk)
			}
			_, _, err := open(in, a.Decisions(), nil)
			require.NoError(t, err)
		})
	}
}

// TestCorrections: a correction multiplies the odds of its category, and the others share what is left.
func TestCorrections(t *testing.T) {
	first, second, third := triage.Label{Name: "quality.defect", Probability: 0.6}, triage.Label{Name: "logistics.delay", Probability: 0.3}, triage.Label{Name: "order.stock", Probability: 0.1}
	rule := func(category, odds string) string {
		return `{'name': '` + category + `', 'category': '` + category + `'` + odds + `, 'when': {'field': 'channel', 'op': 'is', 'value': 'website'}}`
	}
	assess := func(rules string, labels ...triage.Label) map[string]float64 {
		a := said(t, `'ask_below': 0, 'categories': [`+rules+`]`, labels...).Assess(saying("..."), triage.Context{})
		got := map[string]float64{a.Category: a.Confidence}
		last := a.Confidence
		for _, l := range a.Alternatives {
			require.LessOrEqual(t, l.Probability, last, "the likeliest first")
			got[l.Name], last = l.Probability, l.Probability
		}
		return got
	}
	near := func(want, got map[string]float64) {
		t.Helper()
		require.InDeltaMapValues(t, want, got, 1e-9)
	}
	// 0.1/0.9 times 8 is 8/9, so 8/17; the others had 2 to 1, and share 9/17.
	near(map[string]float64{"order.stock": 8.0 / 17, "quality.defect": 6.0 / 17, "logistics.delay": 3.0 / 17}, assess(rule("order.stock", ""), first, second, third))
	// The first of the list: 0.6/0.4 divided by 3 is 1/2, so 1/3; the others had 3 to 1, and share 2/3.
	near(map[string]float64{"quality.defect": 1.0 / 3, "logistics.delay": 1.0 / 2, "order.stock": 1.0 / 6}, assess(rule("quality.defect", `, 'odds': 0.3333333333333333`), first, second, third))
	// What the classifier did not name begins at 0.01.
	p := 0.5 // 1/99 times 99
	near(map[string]float64{"price.invoice": p, "quality.defect": 0.6 * (1 - p), "logistics.delay": 0.3 * (1 - p), "order.stock": 0.1 * (1 - p)}, assess(rule("price.invoice", `, 'odds': 99`), first, second, third))
	// Two corrections, one after the other: 3/17 to 14/17 times 2 is 3/7, so 3/10, and the others share 7/10.
	near(map[string]float64{"order.stock": 0.4, "quality.defect": 0.3, "logistics.delay": 0.3},
		assess(rule("order.stock", "")+","+rule("logistics.delay", `, 'odds': 2`), first, second, third))
	// Certainty can be talked out of.
	sure := assess(rule("quality.defect", `, 'odds': 0.001`), triage.Label{Name: "quality.defect", Probability: 1}, triage.Label{Name: "order.stock"})
	require.InDelta(t, 99*0.001/(1+99*0.001), sure["quality.defect"], 1e-9)

	// A condition that does not hold corrects nothing.
	in := saying("...")
	in.Channel = complaint.ChannelPhone
	a := said(t, `'categories': [`+rule("order.stock", "")+`]`, first, second, third).Assess(in, triage.Context{})
	require.Equal(t, "quality.defect", a.Category)
	require.InDelta(t, 0.6, a.Confidence, 1e-9)
}

// TestCorrectionsLeaveTheClassifier: what a host's classifier returned stays as it is.
func TestCorrectionsLeaveTheClassifier(t *testing.T) {
	labels := []triage.Label{{Name: "quality.defect", Probability: 0.6}, {Name: "order.stock", Probability: 0.4}}
	e := said(t, `'categories': [{'name': 'r', 'category': 'order.stock'}]`, labels...)
	require.Equal(t, "order.stock", e.Assess(saying("..."), triage.Context{}).Category)
	require.Equal(t, []triage.Label{{Name: "quality.defect", Probability: 0.6}, {Name: "order.stock", Probability: 0.4}}, labels)
}

func TestScreening(t *testing.T) {
	e := triage.Default()
	for _, tc := range []struct {
		text string
		want string
	}{
		{"非常满意，物流很快，东西很好用，谢谢！", "praise"},
		{"Great kettle, very happy with it, thank you so much!", "praise"},
		{"非常满意，就是充电的时候起火了，烧到手", ""},
		{"Great shop, very happy, but the charger caught fire and burned my hand.", ""},
		{"快递十二天还没到", ""},
		{"", ""},
	} {
		in := saying(tc.text)
		a := e.Assess(in, triage.Context{Now: noon()})
		require.Equal(t, tc.want, a.Criterion, tc.text)
		d := a.Decisions()
		if tc.want == "" {
			require.Nil(t, d.Screening)
			require.NotNil(t, d.Route)
			continue
		}
		require.Nil(t, d.Route, "what needs no handling goes to nobody")
		require.Equal(t, "praise", d.Screening.Criterion)
		require.Equal(t, complaint.PolicyRef{Name: "default", Version: "1"}, d.Screening.Policy)
		require.Len(t, d.Screening.Reasons, 1)
		c, _, err := open(in, d, nil)
		require.NoError(t, err)
		require.False(t, c.Status.Open())
		require.Empty(t, e.Assess(in, triage.Context{Now: noon(), Repeat: true}).Criterion, "praise for the second time is something else")
		in.Sought = []complaint.Remedy{complaint.RemedyRefund}
		require.Empty(t, e.Assess(in, triage.Context{Now: noon()}).Criterion, "the form asks for something")
	}
}

// TestScreeningNeverHidesDanger: not even by a policy that screens out all it can.
func TestScreeningNeverHidesDanger(t *testing.T) {
	e := engine(t, `'screening': [{'name': 'all', 'criterion': 'all', 'when': {'field': 'channel', 'op': 'set'}}], 'departments': [{'name': 'all', 'department': 'service'}]`)
	for text, hidden := range map[string]bool{
		"the parcel is late":                          true,
		"The charger caught fire and burned my hand.": false,
		"充电宝漏电起火，把我手烫伤了":                              false,
		"不给我五千块我就天天给你们刷差评，让你们开不下去":                    false,
		"I will sue you, my lawyer will write to you": false,
		"你们把我的手机号和地址泄露给别人了":                           false,
	} {
		a := e.Assess(saying(text), triage.Context{Now: noon()})
		require.Equal(t, hidden, a.Criterion != "", "%s: %v %v", text, a.Sensitive, a.Suspicion)
		require.Equal(t, hidden, a.Route.To.IsZero(), text)
	}
	c, _, err := open(saying("the parcel is late"), complaint.Decisions{}, nil)
	require.NoError(t, err)
	require.NotEmpty(t, e.Assess(c.Intake, triage.Context{Now: noon(), Complaint: &c}).Criterion)
	c.Version = 2
	require.Empty(t, e.Assess(c.Intake, triage.Context{Now: noon(), Complaint: &c}).Criterion, "what is being worked on is not screened out")
}

// TestReassessing: a case that is assessed again is judged by its text and its facts, not by what was decided before.
func TestReassessing(t *testing.T) {
	e := engine(t, `'grades': [
		{'name': 'worse', 'severity': 'very_serious', 'when': {'field': 'severity', 'op': 'is', 'value': 'serious'}},
		{'name': 'reopened', 'severity': 'serious', 'when': {'field': 'reopens', 'op': 'at_least', 'value': 1}}]`)
	c, _, err := open(saying("..."), complaint.Decisions{Assessment: &complaint.Assessment{Severity: complaint.SeveritySerious, Tags: []string{"kept"}}}, nil)
	require.NoError(t, err)
	a := e.Assess(c.Intake, triage.Context{Complaint: &c})
	require.Equal(t, complaint.SeverityGeneral, a.Severity)
	require.Equal(t, []string{"kept", triage.TagAsk}, a.Tags)
	c.Reopens = 1
	require.Equal(t, complaint.SeveritySerious, e.Assess(c.Intake, triage.Context{Complaint: &c}).Severity, "a later rule sees what an earlier one did, not the other way round")
}

// TestHostTaxonomy: a host with codes of its own gets no others.
func TestHostTaxonomy(t *testing.T) {
	builtin := complaint.BuiltinTaxonomy()
	terms := map[complaint.Tree][]complaint.Term{}
	for _, tree := range complaint.Trees() {
		terms[tree] = builtin.Terms(tree)
	}
	terms[complaint.Categories] = []complaint.Term{{Code: "shoes", Chinese: "鞋", English: "Shoes"}, {Code: "shoes.sole", Chinese: "鞋底", English: "Sole"}}
	terms[complaint.Sensitives] = []complaint.Term{{Code: "press", Chinese: "媒体", English: "Press"}}
	terms[complaint.Remedies] = []complaint.Term{{Code: "voucher", Chinese: "券", English: "Voucher"}}
	own, err := complaint.NewTaxonomy(terms)
	require.NoError(t, err)

	p, err := triage.ParsePolicy("policy.json", []byte(policyWith(`'departments': [{'name': 'soles', 'department': 'soles', 'when': {'field': 'category', 'op': 'under', 'value': 'shoes'}}]`)))
	require.NoError(t, err)
	_, err = triage.New(p)
	require.ErrorIs(t, err, complaint.ErrInvalid, "the built-in taxonomy has no shoes")
	p.Taxonomy = own
	e, err := triage.New(p)
	require.NoError(t, err)
	in := saying("The charger caught fire and burned my hand, refund me now!")
	a := e.Assess(in, triage.Context{Now: noon()})
	require.Empty(t, a.Category, "the built-in classifier knows none of the categories")
	require.True(t, a.Ask)
	require.Empty(t, a.Sensitive)
	require.Empty(t, a.Sought)
	_, _, err = open(in, a.Decisions(), own)
	require.NoError(t, err)

	p.Classifier = fixed{{Name: "shoes.sole", Probability: 0.9}, {Name: "quality.defect", Probability: 0.1}}
	e, err = triage.New(p)
	require.NoError(t, err)
	a = e.Assess(in, triage.Context{Now: noon()})
	require.Equal(t, "shoes.sole", a.Category)
	require.Empty(t, a.Alternatives)
	require.Equal(t, "soles", a.Route.To.Department)
	c, _, err := open(in, a.Decisions(), own)
	require.NoError(t, err)
	require.Contains(t, triage.Explain(c.Assessment.Reasons, in, triage.Explaining{Taxonomy: own})[1], "it is about Sole")
}

func TestEngineSaysWhatItIs(t *testing.T) {
	e := engine(t, `'repeats': '10d', 'assignment': {'load': 'weighted'}`)
	require.Equal(t, complaint.PolicyRef{Name: "shop", Version: "3"}, e.Policy())
	require.Equal(t, 240*time.Hour, e.Repeats())
	require.Equal(t, triage.Weighted, e.Load())
	require.Equal(t, 30*24*time.Hour, engine(t, "").Repeats())
	require.Equal(t, triage.LeastLoaded, engine(t, "").Load())
	for _, term := range triage.Fields() {
		require.NotEmpty(t, term.Ops, term.Name)
	}
	require.Greater(t, len(triage.Fields()), 60)
}

func TestSimilarity(t *testing.T) {
	e := triage.Default()
	sign := func(s string) string { return e.Read(saying(s)).Fingerprint }
	a := sign("The kettle that I bought last week leaks at the bottom and smells burnt, order KD20260715008")
	b := sign("Hello, the kettle that I bought last week leaks at the bottom and smells burnt! order KD20260799999")
	require.GreaterOrEqual(t, triage.Similarity(a, b), triage.SameText)
	require.InDelta(t, 1, triage.Similarity(a, a), 0)
	require.Less(t, triage.Similarity(a, sign("快递十二天了还没有送到，客服也不理人")), 0.1)
	require.Zero(t, triage.Similarity(a, ""))
	require.Zero(t, triage.Similarity("what", a))
	require.Empty(t, sign("...,"))
	require.NotEmpty(t, triage.Prints(a))
	require.Empty(t, triage.Prints("what"))
}
