package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
	"github.com/recourse-go/recourse/internal/policy/yamldoc"
)

// read decodes a YAML document.
func read[T any](name, text string) (*policy.Doc[T], error) {
	src, err := yamldoc.Parse(name, []byte(text))
	if err != nil {
		return nil, err
	}
	return policy.Decode[T](src)
}

type testRule struct {
	policy.Rule
	Amount  complaint.Money            `json:"amount,omitzero"`
	Share   decimal.Decimal            `json:"share,omitzero"`
	Within  time.Duration              `json:"within,omitzero"`
	Times   int                        `json:"times,omitzero"`
	Weight  float64                    `json:"weight,omitzero"`
	Active  *bool                      `json:"active,omitzero"`
	Since   policy.Moment              `json:"since,omitzero"`
	At      time.Time                  `json:"at,omitzero"`
	Level   complaint.Severity         `json:"level,omitzero"`
	Labels  map[string]string          `json:"labels,omitempty"`
	Targets map[policy.Moment][]string `json:"targets,omitempty"`
}

type testPolicy struct {
	policy.Header
	Rules []testRule `json:"rules" policy:"required"`
}

const head = "kind: test\nname: standard\nversion: 1.10\n"

func TestDecodeReadsEveryKindOfValue(t *testing.T) {
	doc, err := read[testPolicy]("test.yaml", head+`effective_from: 2026-01-01
effective_to: 2026-12-31T00:00:00+08:00
rules:
  - name: NO
    when: {field: amount, op: at_least, value: CNY 500}
    amount: CNY 0.10
    share: 0.1000000000000000000000000000000000001
    within: 1d12h
    times: 3
    weight: 0.5
    active: false
    since: 2026-09-30
    at: 2026-09-30T16:40:00+08:00
    level: serious
    labels: {zh: 不, a.b: x}
    targets: {2026-01-01: [a, 1.10]}
  - {name: "y", amount: {amount: "23.80", currency: CNY}}
`)
	require.NoError(t, err)
	p := doc.Value
	assert.Equal(t, complaint.PolicyRef{Name: "standard", Version: "1.10"}, p.Ref())
	r := p.Rules[0]
	assert.Equal(t, "NO", r.Name)
	assert.Equal(t, "CNY 0.10", r.Amount.String())
	assert.Equal(t, "0.1000000000000000000000000000000000001", r.Share.String())
	assert.Equal(t, 36*time.Hour, r.Within)
	assert.Equal(t, 3, r.Times)
	assert.InDelta(t, 0.5, r.Weight, 0)
	assert.False(t, *r.Active)
	assert.Equal(t, "2026-09-30", r.Since.String())
	assert.Equal(t, "2026-09-30T08:40:00Z", r.At.Format(time.RFC3339))
	assert.Equal(t, complaint.SeveritySerious, r.Level)
	assert.Equal(t, map[string]string{"zh": "不", "a.b": "x"}, r.Labels)
	assert.Equal(t, []string{"a", "1.10"}, r.Targets[p.EffectiveFrom])
	assert.Equal(t, "CNY 23.80", p.Rules[1].Amount.String())

	line, column := doc.Position("rules[0].when.value")
	assert.Equal(t, []int{8, 48}, []int{line, column})
	line, _ = doc.Position(`rules[0].labels["a.b"]`)
	assert.Equal(t, 18, line)
	line, column = doc.Position("rules[1].when.value") // not there: the rule
	assert.Equal(t, []int{20, 5}, []int{line, column})
	line, _ = (*policy.Source)(nil).Position("rules")
	assert.Zero(t, line)
	assert.Len(t, doc.Digest(), 64)
	assert.Equal(t, "test.yaml", doc.Name())
}

func TestDecodeReadsJSON(t *testing.T) {
	src, err := policy.ParseJSON("test.json",
		[]byte(`{"kind":"test","name":"n","version":"2","rules":[{"name":"a","when":{"any":[{"field":"x","op":"is","value":["1"]}]}}]}`))
	require.NoError(t, err)
	doc, err := policy.Decode[testPolicy](src)
	require.NoError(t, err)
	assert.Equal(t, policy.Value{"1"}, doc.Value.Rules[0].When.Any[0].Value)
	assert.Same(t, src, doc.Source)
}

func TestDecodeFollowsAliases(t *testing.T) {
	doc, err := read[testPolicy]("test.yaml", head+`rules:
  - {name: a, when: &vip {field: tags, op: contains_any, value: [vip]}}
  - {name: b, when: *vip}
`)
	require.NoError(t, err)
	assert.Equal(t, "tags", doc.Value.Rules[1].When.Field)
}

func TestDecodeNeedsADocument(t *testing.T) {
	for _, src := range []*policy.Source{nil, {}} {
		_, err := policy.Decode[testPolicy](src)
		require.ErrorIs(t, err, complaint.ErrInvalid)
		assert.EqualError(t, err, "must be a document that was read")
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"scalar", "x", "test.yaml:1:1: \"x\": must be a mapping with the fields kind, name"},
		{"unknown field", head + "rulez: []\n", "test.yaml:4:1: rulez: is not a known field; did you mean rules?"},
		{"missing list", head, "test.yaml:1:1: rules: must be given"},
		{"missing name", head + "rules: [{times: 1}]\n", "test.yaml:4:9: rules[0].name: must be given"},
		{"null", head + "rules:\n", "test.yaml:4:7: rules: has no value"},
		{"exponent", rule("share: 1e3"), `test.yaml:4:26: rule "a": rules[0].share: "1e3": must be a number`},
		{"hex", rule("times: 0x10"), "must be a whole number"},
		{"octal", rule("times: 010"), "must be a whole number"},
		{"fraction", rule("times: 1.5"), "must be a whole number"},
		{"infinite", rule("weight: .inf"), "must be a number"},
		{"yes", rule("active: yes"), "must be true or false"},
		{"money without currency", rule("amount: 23.80"), "must be a currency code and an amount"},
		{"money in parts", rule("amount: {amount: 1, currency: RMB}"), "must be a currency code of ISO 4217"},
		{"money in half", rule("amount: {amount: 1}"), "rules[0].amount.currency: must be given"},
		{"41 digits", rule("share: 0." + strings.Repeat("1", 40)), "must be a number of at most 40 digits"},
		{"duration", rule("within: 1.5h"), "must be a duration"},
		{"duration backwards", rule("within: 3m1h"), "must be a duration"},
		{"duration too long", rule("within: 99999999999999h"), "must be a duration"},
		{"date", rule("since: 2026-02-30"), "must be a date such as"},
		{"time", rule("at: 2026-02-03"), "must be a time of RFC 3339"},
		{"list for text", rule("level: [a]"), "must be a single value"},
		{"text for list", head + "rules: a\n", "must be a list"},
		{"map key", rule("targets: {x: [a]}"), "must be a date such as"},
		{"map keys alike", rule("targets: {2026-01-01T00:00:00Z: [a], 2026-01-01T08:00:00+08:00: [b]}"), "stands twice"},
		{"condition", rule("when: {fields: x}"), "is not a known field; did you mean field?"},
		{"value", rule("when: {value: {a: b}}"), "must be a single value or a list of values"},
		{"value in value", rule("when: {value: [[b]]}"), "rules[0].when.value[0]: must be a single value"},
		{"no version", "kind: a\nname: b\nversion: \"\"\nrules: []\n", "test.yaml:3:10: version: must be a text of 1 to 255 bytes"},
		{"dates crossed", head + "effective_from: 2026-02-01\neffective_to: 2026-01-31\nrules: []\n", "effective_to: \"2026-01-31\": must be after"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := read[testPolicy]("test.yaml", tc.text)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			var e *policy.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "test.yaml", e.File)
			assert.Contains(t, err.Error(), tc.want)
		})
	}
}

func rule(field string) string { return head + "rules: [{name: a, " + field + "}]\n" }

func TestDecodeReportsAllProblemsWithTheirPlace(t *testing.T) {
	_, err := read[testPolicy]("店.yaml", head+"rules:\n  - name: 先行赔付\n    times: x\n  - {name: b, 级别: 严重, times: 三}\n")
	want := `店.yaml:6:12: rule "先行赔付": rules[0].times: "x": must be a whole number of at most 18 digits such as 3 or -3
6 |     times: x
  |            ^
店.yaml:7:15: rule "b": rules[1]["级别"]: is not a known field (name, when, amount, share, within, times, weight, active, since, at, level, labels, targets)
7 |   - {name: b, 级别: 严重, times: 三}
  |               ^
店.yaml:7:30: rule "b": rules[1].times: "三": must be a whole number of at most 18 digits such as 3 or -3
7 |   - {name: b, 级别: 严重, times: 三}
  |               　　  　　         ^`
	require.Error(t, err)
	assert.Equal(t, want, err.Error())

	many := head + "rules:\n" + strings.Repeat("  - {name: a, times: x}\n", 1000)
	_, err = read[testPolicy]("test.yaml", many)
	joined, ok := err.(interface{ Unwrap() []error })
	require.True(t, ok)
	assert.Len(t, joined.Unwrap(), policy.MaxErrors)
}

func TestHeader(t *testing.T) {
	h := policy.Header{Kind: "sla", Name: "n", Version: "1"}
	require.NoError(t, h.Validate("sla", nil))
	err := h.Validate("triage", nil)
	require.ErrorIs(t, err, complaint.ErrInvalid)
	assert.Equal(t, "kind: must be triage", err.Error())

	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339Nano, s)
		require.NoError(t, err)
		return v
	}
	require.NoError(t, h.EffectiveFrom.UnmarshalText([]byte("2026-01-01")))
	require.NoError(t, h.EffectiveTo.UnmarshalText([]byte("2026-12-31")))
	assert.True(t, h.Effective(at("2026-01-01T00:00:00+08:00"), shanghai))
	assert.False(t, h.Effective(at("2025-12-31T23:59:59.999999+08:00"), shanghai))
	assert.True(t, h.Effective(at("2026-12-31T23:59:59.999999+08:00"), shanghai))
	assert.False(t, h.Effective(at("2027-01-01T00:00:00+08:00"), shanghai))
	assert.False(t, h.Effective(at("2026-01-01T00:00:00+08:00"), nil))

	// Clocks skipped midnight in São Paulo on 2018-11-04, and fell back to 23:00 on 2018-02-17.
	saoPaulo, err := time.LoadLocation("America/Sao_Paulo")
	require.NoError(t, err)
	for day, want := range map[string]string{
		"2018-11-04": "2018-11-04T01:00:00-02:00", "2018-02-18": "2018-02-18T00:00:00-03:00", "2018-02-17": "2018-02-17T00:00:00-02:00",
	} {
		m, err := policy.ParseMoment(day)
		require.NoError(t, err)
		assert.Equal(t, want, m.Start(saoPaulo).Format(time.RFC3339))
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(head + "rules: [{name: a, when: {all: [{field: severity, op: is, value: serious}]}}]"))
	f.Add([]byte(head + "a: &a [x]\nb: [*a, *a]\n"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("? [a]\n: b"))
	f.Add([]byte("- - - -\n - |\n  x\n"))
	f.Add([]byte("%YAML 1.1\n---\n!!binary x"))
	f.Add([]byte("{\"kind\":\"\\u0000\",\"rules\":[null]}"))
	f.Fuzz(func(t *testing.T, document []byte) {
		start := time.Now()
		doc, err := read[testPolicy]("fuzz.yaml", string(document))
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("took %s for %d bytes", took, len(document))
		}
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		rules := make([]policy.Rule, len(doc.Value.Rules))
		for i, r := range doc.Value.Rules {
			rules[i] = r.Rule
		}
		compiled, err := policy.NewRules(policy.ComplaintFields[struct{}](), doc.Source, "rules", rules)
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		compiled.Lint()
		compiled.First(&policy.Case{Complaint: &complaint.Complaint{}})
	})
}

func BenchmarkDecode200Rules(b *testing.B) {
	yaml := []byte(head + "rules:\n")
	json := []byte(`{"kind": "test", "name": "standard", "version": "1.10", "rules": [`)
	for i := range 200 {
		name := "r" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		yaml = append(yaml, "  - name: "+name+`
    when:
      all:
        - {field: severity, op: at_least, value: serious}
        - {field: amount, op: at_least, value: CNY 100}
        - any: [{field: channel, op: is, value: app}, {field: tags, op: contains_any, value: [vip]}]
`...)
		if i > 0 {
			json = append(json, ',')
		}
		json = append(json, `
  {
    "name": "`+name+`",
    "when": {"all": [
      {"field": "severity", "op": "at_least", "value": "serious"},
      {"field": "amount", "op": "at_least", "value": "CNY 100"},
      {"any": [{"field": "channel", "op": "is", "value": "app"}, {"field": "tags", "op": "contains_any", "value": ["vip"]}]}
    ]}
  }`...)
	}
	json = append(json, "]}"...)
	for _, format := range []struct {
		name  string
		text  []byte
		parse func(string, []byte) (*policy.Source, error)
	}{{"yaml", yaml, yamldoc.Parse}, {"json", json, policy.ParseJSON}} {
		b.Run(format.name, func(b *testing.B) {
			b.SetBytes(int64(len(format.text)))
			for b.Loop() {
				src, err := format.parse("p", format.text)
				require.NoError(b, err)
				_, err = policy.Decode[testPolicy](src)
				require.NoError(b, err)
			}
		})
	}
}
