package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// TestMeasure: a history that no policy ever saw, in the shop's hours.
func TestMeasure(t *testing.T) {
	x := tell(t, only("periodic_update"), "2026-09-30 16:40")
	x.do("2026-09-30 17:00", system(), acknowledge()).do("2026-10-08 11:05", mia(), progress())
	x.do("2026-10-08 14:00", mia(), waitFor(complaint.WaitCustomer)).do("2026-10-09 10:00", mia(), complaint.Resume{})
	x.do("2026-10-10 11:20", mia(), result()).do("2026-10-10 12:00", mia(), closeAs(complaint.OutcomeResolved))
	x.do("2026-10-12 09:00", customer(), reopen()).do("2026-10-12 10:30", mia(), progress())
	list, err := sla.Measure(x.events, shop(t), x.at("2026-10-12 12:00"))
	require.NoError(t, err)
	got := map[string]string{}
	for _, m := range list {
		got[fmt.Sprintf("%s %d/%d", m.Metric, m.Cycle, m.Run)] = fmt.Sprintf("%s %s %s %s", m.State, m.Worked, m.Paused, m.Elapsed)
	}
	for key, want := range map[string]string{
		"registration 1/1":     "fulfilled 0s 0s 0s",
		"acknowledgement 1/1":  "fulfilled 20m0s 0s 20m0s",
		"first_response 1/1":   "fulfilled 3h25m0s 0s 186h25m0s",
		"first_resolution 1/1": "fulfilled 14h40m0s 5h0m0s 234h40m0s",
		"requester_wait 1/1":   "fulfilled 14h40m0s 5h0m0s 234h40m0s",
		"total_resolution 1/1": "fulfilled 15h20m0s 5h0m0s 235h20m0s",
		"total_resolution 2/1": "running 18h20m0s 10h0m0s 283h20m0s",
		"first_response 2/1":   "fulfilled 1h30m0s 0s 1h30m0s",
		"first_resolution 2/1": "running 3h0m0s 0s 3h0m0s",
		"periodic_update 1/1":  "fulfilled 11h15m0s 5h0m0s 48h15m0s",
		"periodic_update 2/1":  "running 1h30m0s 0s 1h30m0s",
	} {
		require.Equal(t, want, got[key], key)
	}
	for i := 1; i < len(list); i++ {
		require.False(t, list[i].Started.Before(list[i-1].Started), "in the order of their start")
	}
}

// TestMeasureMilestones: an engine measures the milestones of its policies besides, with the pauses that they have themselves.
func TestMeasureMilestones(t *testing.T) {
	x := tell(t, measured(`'start': `+whenNoted+`, 'stop': `+whenReceived+`, 'pause': {'field': 'urgency', 'op': 'is', 'value': 'urgent'}`), morning)
	x.do("2026-09-01 10:00", mia(), note()).do("2026-09-01 11:00", mia(), waitFor(complaint.WaitCustomer)).do("2026-09-01 12:00", mia(), complaint.Resume{})
	x.do("2026-09-01 13:00", mia(), complaint.Assess{Assessment: complaint.Assessment{Urgency: complaint.UrgencyUrgent}})
	x.do("2026-09-01 15:00", customer(), receive()).met("parts", 3*time.Hour)
	list, err := x.engine.Measure(x.events, sla.Always(), x.at("2026-10-12 12:00"))
	require.NoError(t, err)
	found := false
	for _, m := range list {
		if m.Metric == "parts" {
			found = true
			require.Equal(t, 3*time.Hour, m.Worked)
			require.Equal(t, 2*time.Hour, m.Paused)
		}
	}
	require.True(t, found)
	plain, err := sla.Measure(x.events, sla.Always(), x.at("2026-10-12 12:00"))
	require.NoError(t, err)
	require.Len(t, plain, len(list)-1)
}
