package stories

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// reveal writes down all that a state and a history hold, personal data included.
func reveal(t *testing.T, c complaint.Complaint, events []complaint.Event) string {
	t.Helper()
	state, err := json.Marshal(c)
	require.NoError(t, err)
	history, err := json.Marshal(events)
	require.NoError(t, err)
	return string(state) + string(history)
}
