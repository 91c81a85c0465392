package policy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

type conditionDoc struct {
	Rules []policy.Rule `json:"rules"`
}

func TestCompileRefusesWithThePlace(t *testing.T) {
	const before = "rules:\n- name: vip\n  when: "
	for _, tc := range []struct{ name, when, want string }{
		{"unknown field", "{field: severty, op: is, value: serious}", `p.yaml:3:17: rule "vip": rules[0].when.field: "severty": is not a field that conditions can use here; did you mean severity?`},
		{"unknown op", "{field: severity, op: above, value: serious}", `p.yaml:3:31: rule "vip": rules[0].when.op: "above": must be an operator of severity, which is a rank`},
		{"op of another type", "{field: tags, op: is, value: vip}", "must be an operator of tags, which is a list (contains_any, contains_all, none_of, set, unset)"},
		{"no op", "{field: severity, value: serious}", "p.yaml:3:9: rule \"vip\": rules[0].when: must be an operator"},
		{"no field", "{op: is, value: serious}", "rules[0].when: must have a field"},
		{"no value", "{field: severity, op: is}", "rules[0].when: must be given: is compares with a value"},
		{"unknown rank", "{field: severity, op: at_least, value: seriuos}", `rules[0].when.value: "seriuos": is not a value that severity can have; did you mean serious?`},
		{"unknown code", "{field: category, op: under, value: [logistics, quality.defects]}", `p.yaml:3:57: rule "vip": rules[0].when.value[1]: "quality.defects": is not a code of the taxonomy's categories; did you mean quality.defect?`},
		{"unknown code, one in brackets", "{field: category, op: under, value: [logistic]}", `p.yaml:3:45: rule "vip": rules[0].when.value: "logistic"`},
		{"twice", "{field: channel, op: one_of, value: [app, app]}", `rules[0].when.value[1]: "app": stands twice`},
		{"several for is", "{field: channel, op: is, value: [app, sms]}", "rules[0].when.value: must be a single value for is"},
		{"empty text", `{field: order, op: is, value: ""}`, "must not be empty; to ask for a missing value use the operator unset"},
		{"value of set", "{field: order, op: set, value: x}", "set takes no value"},
		{"half between", "{field: reopens, op: between, value: [1]}", "must be two values, [from, to], both included"},
		{"crossed count", "{field: reopens, op: between, value: [3, 1]}", "rules[0].when.value: must be [from, to] with the smaller value first"},
		{"crossed rank", "{field: severity, op: between, value: [serious, general]}", "must be [from, to] with the smaller value first"},
		{"crossed money", "{field: amount, op: between, value: [CNY 3, CNY 1]}", "must be [from, to] with the smaller value first"},
		{"crossed measure", "{field: confidence, op: between, value: [0.5, 0.1]}", "must be [from, to] with the smaller value first"},
		{"crossed time", "{field: received, op: between, value: [2026-02-01, 2026-01-31]}", "must be [from, to] with the smaller value first"},
		{"mixed currencies", "{field: amount, op: between, value: [CNY 3, USD 10]}", "must be two amounts in the same currency"},
		{"currency twice", "{field: amount, op: at_least, value: [CNY 3, CNY 10]}", "must be the only amount in its currency"},
		{"no currency", "{field: amount, op: at_least, value: 500}", `"500": must be a currency code and an amount such as CNY 23.80`},
		{"unknown currency", "{field: amount, op: at_least, value: RMB 500}", "must be a currency code and an amount"},
		{"fraction of a count", "{field: reopens, op: at_least, value: 1.5}", "must be a whole number"},
		{"huge count", "{field: reopens, op: at_least, value: 9999999999999999999}", "must be a whole number"},
		{"measure", "{field: confidence, op: at_least, value: 80%}", "must be a number"},
		{"flag", "{field: malicious, op: is, value: yes}", "must be true or false"},
		{"duration", "{field: age, op: more_than, value: 3 days}", "must be a duration such as"},
		{"time", "{field: received, op: after, value: yesterday}", "must be a date such as"},
		{"empty any", "{any: []}", "p.yaml:3:15: rule \"vip\": rules[0].when.any: must have at least one condition"},
		{"empty leaf", "{all: [{}]}", "rules[0].when.all[0]: must have a field and an op, or a group"},
		{"both", "{all: [{field: order, op: set}], field: order}", "must be either a comparison (field, op, value) or groups"},
		{"own field without a name", "{field: fields., op: set}", "is not a field that conditions can use here"},
		{"too deep", strings.Repeat("{all: [", 31) + "{field: order, op: set}" + strings.Repeat("]}", 31), "must not"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			doc, err := read[conditionDoc]("p.yaml", before+tc.when+"\n")
			if err == nil {
				_, err = policy.NewRules(policy.ComplaintFields[struct{}](), doc.Source, "rules", doc.Value.Rules)
			}
			require.ErrorIs(t, err, complaint.ErrInvalid)
			var e *policy.Error
			require.ErrorAs(t, err, &e)
			assert.Contains(t, err.Error(), tc.want)
			assert.Positive(t, e.Line)
		})
	}
}

func TestFindingsKnowTheirPlace(t *testing.T) {
	doc, err := read[conditionDoc]("p.yaml", `rules:
  - name: all
  - name: late
    when: {field: age, op: more_than, value: 3d}
  - name: none
    when:
      all:
        - {field: open, op: is, value: true}
        - {field: open, op: is, value: false}
`)
	require.NoError(t, err)
	rules, err := policy.NewRules(policy.ComplaintFields[struct{}](), doc.Source, "rules", doc.Value.Rules)
	require.NoError(t, err)
	assert.Equal(t, []policy.Finding{
		{
			Code: policy.Unreachable, Mistake: true, Rule: 1, Others: []int{0}, File: "p.yaml", Line: 3, Column: 5, Path: "rules[1]",
			Message: `can never apply: every case that it matches goes to "all"`,
		},
		{
			Code: policy.NeverMatches, Mistake: true, Rule: 2, File: "p.yaml", Line: 7, Column: 7, Path: "rules[2].when",
			Message: "can never match: its conditions contradict each other",
		},
	}, rules.Lint())
	assert.Equal(t, 3, rules.Len())
	assert.Equal(t, "late", rules.Name(1))
}
