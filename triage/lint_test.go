package triage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/triage"
)

func TestLint(t *testing.T) {
	const (
		phone    = `'when': {'field': 'channel', 'op': 'is', 'value': 'phone'}`
		defect   = `'when': {'field': 'category', 'op': 'is', 'value': 'quality.defect'}`
		quality  = `'when': {'field': 'category', 'op': 'under', 'value': 'quality'}`
		never    = `'when': {'all': [{'field': 'channel', 'op': 'is', 'value': 'phone'}, {'field': 'channel', 'op': 'is', 'value': 'email'}]}`
		soles    = `'when': {'any': [{'none': [{'field': 'phrases', 'op': 'contains_any', 'value': ['soles', 'laces']}]}]}`
		bands    = `'bands': {'p1': 90, 'p2': 50, 'p3': 20}`
		everyone = `{'name': 'all', 'department': 'service'}`
	)
	for _, tc := range []struct {
		name, fields string
		want         []string
		mistakes     int
	}{
		{"nothing", "", nil, 0},
		{"all is well", `'departments': [{'name': 'a', ` + quality + `, 'department': 'quality'}, ` + everyone + `]`, nil, 0},
		{"unreachable department", `'departments': [` + everyone + `, {'name': 'a', ` + quality + `, 'department': 'quality'}]`, []string{"unreachable departments[1]"}, 1},
		{"a department for the exception", `'departments': [{'name': 'a', ` + defect + `, 'department': 'defects'}, {'name': 'b', ` + quality + `, 'department': 'quality'}, ` + everyone + `]`, []string{"exception departments[0]"}, 0},
		{"order decides", `'departments': [{'name': 'a', ` + phone + `, 'department': 'phones'}, {'name': 'b', ` + quality + `, 'department': 'quality'}, ` + everyone + `]`, []string{"overlap departments[0]"}, 0},
		{"nobody for the rest", `'departments': [{'name': 'a', ` + quality + `, 'department': 'quality'}]`, []string{"no_department departments"}, 0},
		{"special that never is", `'special': [{'name': 'a', ` + never + `, 'department': 'x'}]`, []string{"never_matches special[0].when"}, 1},
		{"screening that is done already", `'screening': [{'name': 'a', ` + quality + `, 'criterion': 'x'}, {'name': 'b', ` + defect + `, 'criterion': 'y'}]`, []string{"unreachable screening[1]"}, 1},
		{"grade that never is", `'grades': [{'name': 'a', ` + never + `, 'severity': 'serious'}]`, []string{"never_matches grades[0].when"}, 1},
		{"grades may overlap", `'grades': [{'name': 'a', 'severity': 'serious'}, {'name': 'b', ` + phone + `, 'urgency': 'urgent'}]`, nil, 0},
		{
			"other rules that never are", `'categories': [{'name': 'a', ` + never + `, 'category': 'quality.defect'}], 'tags': [{'name': 'a', ` + never + `, 'tags': ['x']}],
			'tiers': [{'name': 'a', ` + never + `, 'tier': 'mid'}], 'incidents': [{'name': 'a', ` + never + `, 'by': 'lot', 'least': 3, 'within': '1h'}]`,
			[]string{"never_matches categories[0].when", "never_matches tags[0].when", "never_matches tiers[0].when", "never_matches incidents[0].when"},
			4,
		},
		{"phrases that nobody asks for", `'phrases': {'soles': ['x'], 'other': ['y']}, 'tags': [{'name': 'a', ` + soles + `, 'tags': ['x']}]`, []string{"unused phrases.other"}, 0},
		{"bands that nothing reaches", `'priority': {` + bands + `, 'points': [{'name': 'a', 'points': 25}, {'name': 'b', 'points': -100}, {'name': 'c', 'points': 10, 'per': 'previous', 'most': 3}]}`, []string{"empty_band priority.bands.p1"}, 1},
		{"bands without points", `'priority': {` + bands + `}`, []string{"empty_band priority.bands.p1", "empty_band priority.bands.p2", "empty_band priority.bands.p3"}, 3},
		{"bands that are reached", `'priority': {` + bands + `, 'points': [{'name': 'a', 'points': 30, 'per': 'previous', 'most': 3}]}`, nil, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			found, mistakes := engine(t, tc.fields).Lint(), 0
			list := make([]string, 0, len(found))
			for _, f := range found {
				list = append(list, string(f.Code)+" "+f.Path)
				require.NotEmpty(t, f.Message)
				require.Equal(t, "policy.json", f.File)
				require.Positive(t, f.Line, f.Path)
				if f.Mistake {
					mistakes++
				}
			}
			require.ElementsMatch(t, tc.want, list)
			require.Equal(t, tc.mistakes, mistakes)
		})
	}
}

// TestDefaultPolicy: it compiles, and the linter has nothing to say.
func TestDefaultPolicy(t *testing.T) {
	p := triage.DefaultPolicy()
	require.Equal(t, "default", p.Name)
	e, err := triage.New(p)
	require.NoError(t, err)
	for _, f := range e.Lint() {
		require.False(t, f.Mistake, "%+v", f)
	}
	require.Equal(t, e.Policy(), triage.Default().Policy())
	first, second := triage.Default(), triage.Default()
	require.Same(t, first, second)
	p.Grades[0].Severity = ""
	require.NotEqual(t, p.Grades[0], triage.DefaultPolicy().Grades[0], "every call reads it anew")
}
