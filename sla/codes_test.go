package sla_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// TestTargetNames: what the package complaint takes as a code is a name, and nothing else.
func TestTargetNames(t *testing.T) {
	for _, tc := range []struct {
		names []string
		ok    bool
	}{
		{[]string{"a", "z", "0", "9", "a-z.0_9", "9-", strings.Repeat("a", 64)}, true},
		{[]string{"A", "Z", "`", "{", "/", ":", "_a", ".a", "-a", "a b", "aé", strings.Repeat("a", 65)}, false},
	} {
		for _, name := range tc.names {
			err := compileError(t, policyWith(`'targets': [{'name': '`+name+`', 'metric': 'first_response', 'within': '4h'}]`))
			if tc.ok {
				require.NoError(t, err, name)
				continue
			}
			require.ErrorContains(t, err, "targets[0].name: ", name)
			require.ErrorContains(t, err, "must be a code")
		}
	}
}

// TestLadderPersons: an escalation goes to what the package complaint takes as a person.
func TestLadderPersons(t *testing.T) {
	for person, ok := range map[string]bool{
		"lee": true, strings.Repeat("p", 255): true, strings.Repeat("p", 256): false, "lee@example.com": false, `le\te`: false,
	} {
		err := compileError(t, policyWith(`'ladders': {'up': [{'at': '100%', 'to': {'person': '`+person+`'}}]}, `+only("first_response")))
		if ok {
			require.NoError(t, err, person)
			continue
		}
		require.ErrorContains(t, err, "ladders.up[0].to.person: ", person)
	}
}

// TestNotify: who is told of each mark stands in the clock, and in the event that carries it out.
func TestNotify(t *testing.T) {
	x := tell(t, `'ladders': {'up': [{'at': '100%', 'notify': ['supervisor', 'manager']}, {'after': '1h', 'tier': 'manager'}]}, `+
		`'targets': [{'metric': 'first_response', 'within': '4h', 'warn': ['50%'], 'notify': ['senior'], 'ladder': 'up'}]`, morning)
	want := [][]complaint.Role{{complaint.RoleSenior}, {complaint.RoleSenior}, {complaint.RoleSupervisor, complaint.RoleManager}, nil}
	marks := x.clock("first_response").Marks
	require.Len(t, marks, len(want))
	x.sweep("2026-09-01 20:00")
	for i, m := range marks {
		require.Equal(t, want[i], m.Notify, m.Label)
		a, err := x.events[1+i].Action()
		require.NoError(t, err)
		switch a := a.(type) {
		case complaint.Warn:
			require.Equal(t, want[i], a.Notify)
		case complaint.Breach:
			require.Equal(t, want[i], a.Notify)
		case complaint.Escalate:
			require.Equal(t, want[i], a.Notify)
		default:
			require.Fail(t, "another action", "%s", a.Kind())
		}
	}
}
