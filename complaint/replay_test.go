package complaint_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
)

// source lets a property test draw, and shrink, generated cases.
func source(t *rapid.T) casegen.Source {
	return casegen.Func(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") })
}

// text is the stored form of a value: two states are the same when it is.
func text(t require.TestingT, v any) string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// history draws a complaint with its events. It checks on the way what must hold after every single step.
func history(t *rapid.T, steps int) (complaint.Complaint, []complaint.Event) {
	s := source(t)
	c, e, err := complaint.Open(casegen.ID(s), casegen.Intake(s), casegen.Meta(s, complaint.Complaint{Tenant: "a"}))
	require.NoError(t, err)
	events := []complaint.Event{e}
	for range steps {
		before := text(t, c)
		a, m := casegen.Next(s, c)
		next, e, err := c.Apply(a, m)
		require.Equal(t, before, text(t, c), "Apply must never change its receiver")
		if err != nil {
			require.True(t, errors.Is(err, complaint.ErrInvalid) || errors.Is(err, complaint.ErrTransition), "%v", err)
			continue
		}
		require.Contains(t, c.Allowed(), a.Kind(), "an action that is not allowed must be refused")
		if from, to := c.Stage(), next.Stage(); from != to && a.Kind() != complaint.KindResume && len(e.Decisions) == 0 {
			require.Contains(t, complaint.Edges(), complaint.Edge{From: from, To: to, By: a.Kind()})
		}
		c, events = next, append(events, e)
	}
	return c, events
}

func TestReplayEqualsState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, events := history(t, rapid.IntRange(0, 40).Draw(t, "steps"))
		stored := make([]complaint.Event, len(events))
		for i, e := range events {
			require.NoError(t, json.Unmarshal([]byte(text(t, e)), &stored[i]))
			require.Equal(t, e, stored[i], "an event must survive storage as it is")
		}
		replayed, err := complaint.Replay(stored)
		require.NoError(t, err)
		require.Equal(t, text(t, c), text(t, replayed))
		require.NoError(t, c.Verify(stored))

		var decoded complaint.Complaint
		require.NoError(t, json.Unmarshal([]byte(text(t, c)), &decoded))
		require.Equal(t, c, decoded, "a state must survive storage as it is")
	})
}

func TestReplayOfAnErasedHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, events := history(t, rapid.IntRange(0, 40).Draw(t, "steps"))
		redacted := make([]complaint.Event, len(events))
		for i, e := range events {
			redacted[i] = e.Redacted()
		}
		replayed, err := complaint.Replay(redacted)
		require.NoError(t, err)
		w := complaint.Blank(c)
		require.Equal(t, text(t, w), text(t, replayed), "erasing first or replaying first must come to the same")
	})
}
