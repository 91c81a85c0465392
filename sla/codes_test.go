package sla_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
