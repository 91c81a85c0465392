package sla_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

// findings lints a policy and lists what was found as code and path.
func findings(t testing.TB, fields string) (list []string, mistakes int) {
	t.Helper()
	for _, f := range engine(t, policyWith(fields)).Lint() {
		list = append(list, string(f.Code)+" "+f.Path)
		require.NotEmpty(t, f.Message)
		require.Equal(t, "policy.json", f.File)
		require.Positive(t, f.Line, f.Path)
		if f.Mistake {
			mistakes++
		}
	}
	return list, mistakes
}

func TestLint(t *testing.T) {
	const (
		target  = `'targets': [{'metric': 'first_response', 'within': '4h'}]`
		serious = `'when': {'field': 'severity', 'op': 'at_least', 'value': 'serious'}`
		worst   = `'when': {'field': 'severity', 'op': 'is', 'value': 'very_serious'}`
		both    = `'when': {'all': [{'field': 'severity', 'op': 'is', 'value': 'serious'}, {'field': 'severity', 'op': 'is', 'value': 'general'}]}`
		phone   = `'when': {'field': 'channel', 'op': 'is', 'value': 'phone'}`
	)
	milestone := func(start, stop, pause string) string {
		return `'milestones': [{'name': 'parts', 'start': ` + start + `, 'stop': ` + stop + `, 'pause': ` + pause + `}], 'targets': [{'metric': 'parts', 'within': '4h'}]`
	}
	const (
		noted    = `{'field': 'event', 'op': 'is', 'value': 'note'}`
		either   = `{'field': 'event', 'op': 'one_of', 'value': ['note', 'receive']}`
		received = `{'field': 'event', 'op': 'is', 'value': 'receive'}`
	)
	for _, tc := range []struct {
		name, fields string
		want         []string
		mistakes     int
	}{
		{"nothing", target, nil, 0},
		{"unreachable", `'rules': [{'name': 'a', ` + serious + `, ` + target + `}, {'name': 'b', ` + worst + `, ` + target + `}]`, []string{"unreachable rules[1]"}, 1},
		{"never", `'rules': [{'name': 'a', ` + both + `, ` + target + `}]`, []string{"never_matches rules[0].when"}, 1},
		{"an exception", `'rules': [{'name': 'a', ` + worst + `, ` + target + `}, {'name': 'b', ` + serious + `, ` + target + `}]`, []string{"exception rules[0]"}, 0},
		{"overlapping", `'rules': [{'name': 'a', ` + serious + `, ` + target + `}, {'name': 'b', ` + phone + `, ` + target + `}]`, []string{"overlap rules[0]"}, 0},
		{"after always", `'rules': [{'name': 'a', ` + target + `}, {'name': 'b', ` + phone + `, ` + target + `}]`, []string{"unreachable rules[1]"}, 1},
		{"a silence that nobody reaches", target + `, 'silence': [
			{'name': 'a', 'when': {'field': 'status', 'op': 'one_of', 'value': ['waiting', 'followed_up']}, 'after': '4h', 'outcome': 'no_answer'},
			{'name': 'b', 'when': {'field': 'status', 'op': 'is', 'value': 'waiting'}, 'after': '8h', 'outcome': 'no_answer'}]`, []string{"unreachable silence[1]"}, 1},
		{"swallowed start", milestone(noted, received, either), []string{"swallowed_start milestones[0].pause"}, 1},
		{"stopped at the start", milestone(noted, either, received), []string{"stop_at_start milestones[0].stop"}, 1},
		{"neither", milestone(noted, received, `{'field': 'event', 'op': 'is', 'value': 'wait'}`), nil, 0},
		{"internal longer", `'targets': [{'metric': 'first_resolution', 'within': '24h'}, {'name': 'ours', 'for': 'internal', 'metric': 'first_resolution', 'within': '24h'}]`, []string{"loose_internal targets[1]"}, 0},
		{"internal shorter", `'targets': [{'metric': 'first_resolution', 'within': '24h'}, {'name': 'ours', 'for': 'internal', 'metric': 'first_resolution', 'within': '23h'}]`, nil, 0},
		{"internal longer than the law's", `'targets': [{'for': 'regulatory', 'metric': 'first_resolution', 'within': '3 working days'}, {'name': 'ours', 'for': 'internal', 'metric': 'first_resolution', 'within': '5 working days'}]`, []string{"loose_internal targets[1]"}, 0},
		{"internal of another kind", `'targets': [{'metric': 'first_resolution', 'within': '3 working days'}, {'name': 'ours', 'for': 'internal', 'metric': 'first_resolution', 'within': '240h'}]`, nil, 0},
		{"internal longer in a rule", `'targets': [{'name': 'ours', 'for': 'internal', 'metric': 'first_resolution', 'within': '24h'}], 'rules': [{'name': 'a', 'targets': [{'metric': 'first_resolution', 'within': '8h'}]}]`, []string{"loose_internal targets[0]"}, 0},
		{"response after the resolution", `'targets': [{'metric': 'first_response', 'within': '24h'}, {'metric': 'first_resolution', 'within': '20h'}]`, []string{"late_response targets[0]"}, 0},
		{"common once", `'targets': [{'metric': 'first_response', 'within': '24h'}, {'metric': 'first_resolution', 'within': '20h'}],
			'rules': [{'name': 'a', 'targets': [{'metric': 'payout', 'within': '1h'}]}, {'name': 'b', ` + phone + `, 'targets': [{'metric': 'payout', 'within': '1h'}]}]`, []string{"unreachable rules[1]", "late_response targets[0]"}, 1},
		{
			"unused names", `'calendars': {'a': {'zone': 'UTC', 'week': {'monday': ['09:00-12:00']}}, 'b': {'any_of': ['c']}, 'c': {'zone': 'UTC', 'week': {'monday': ['09:00-12:00']}}},
			'ladders': {'up': [{'at': '100%', 'tier': 'mid'}]}, 'milestones': [{'name': 'parts', 'start': ` + noted + `, 'stop': ` + received + `}], ` + target,
			[]string{"unused calendars.a", "unused calendars.b", "unused ladders.up", "unused milestones[0]"},
			0,
		},
		{"used names", `'calendars': {'a': {'zone': 'UTC', 'week': {'monday': ['09:00-12:00']}}, 'b': {'any_of': ['c']}, 'c': {'zone': 'UTC', 'week': {'monday': ['09:00-12:00']}}},
			'rules': [{'name': 'r', 'calendar': 'a', ` + target + `}], 'silence': [{'name': 'q', 'calendar': 'b', 'when': {'field': 'status', 'op': 'is', 'value': 'waiting'}, 'after': '4h', 'outcome': 'no_answer'}]`, nil, 0},
		{"holidays that run out", `'effective_from': '2026-03-01', ` + shopCalendar + `, ` + target, []string{"short_coverage calendars.shop"}, 0},
		{"holidays long enough", `'effective_from': '2025-12-31', ` + shopCalendar + `, ` + target, []string{"short_coverage calendars.shop"}, 0}, // the day before is not known either
		{"holidays of the whole year", `'effective_from': '2026-01-01', ` + shopCalendar + `, ` + target, nil, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			list, mistakes := findings(t, tc.fields)
			require.Equal(t, tc.want, list)
			require.Equal(t, tc.mistakes, mistakes)
		})
	}
	for _, f := range sla.Default().Lint() {
		require.False(t, f.Mistake, "%+v", f)
		require.Contains(t, []sla.FindingCode{"exception", "overlap"}, f.Code, "%+v", f)
	}
}
