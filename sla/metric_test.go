package sla_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// only is a policy with limits for the metrics named.
func only(metrics ...string) string {
	list := make([]string, 0, len(metrics))
	for _, m := range metrics {
		list = append(list, `{'metric': '`+m+`', 'within': '24h'}`)
	}
	return `'targets': [` + strings.Join(list, ", ") + `]`
}

const morning = "2026-09-01 09:00"

func acknowledge() complaint.Acknowledge {
	return complaint.Acknowledge{Message: say("we have it")}
}

func assign() complaint.Assign {
	return complaint.Assign{To: complaint.Party{Department: "aftersales", Person: "mia"}}
}

func investigate() complaint.StartInvestigation {
	return complaint.StartInvestigation{Lead: complaint.Party{Person: "mia"}}
}

func TestMetricNames(t *testing.T) {
	require.Len(t, sla.Metrics(), 15+len(complaint.Statuses())-6, "the stages of the open statuses but waiting")
	for _, m := range sla.Metrics() {
		x := tell(t, only(string(m)), morning)
		require.LessOrEqual(t, len(x.c.Clocks), 1, m)
	}
	require.Equal(t, sla.Metric("stage.investigating"), sla.StageMetric(complaint.StatusInvestigating))
}

func TestMetricRegistration(t *testing.T) {
	x := &tale{t: t, engine: engine(t, policyWith(only("registration", "first_response"))), loc: zone(t, "Asia/Shanghai")}
	c, ev, err := x.engine.Open(complaint.KeyID("", t.Name()), complaint.Intake{
		Channel: complaint.ChannelEmail, Content: complaint.Hide("broken"), Received: x.at("2026-09-01 09:00"),
	}, x.meta(x.at("2026-09-01 11:30"), mia()))
	require.NoError(t, err)
	x.c, x.events = c, []complaint.Event{ev}
	x.met("registration", 150*time.Minute)
	x.due("first_response", "2026-09-02 09:00")
	x.do("2026-09-01 12:00", mia(), progress()).do("2026-09-01 13:00", mia(), result()).
		do("2026-09-01 14:00", mia(), closeAs(complaint.OutcomeResolved)).do("2026-09-02 14:00", customer(), reopen())
	x.absent("registration")
	require.Equal(t, []string{"1/1 fulfilled 2h30m0s met"}, x.verdicts("registration"), "in the first cycle only")
}

// TestMetricAnswers: what is an acknowledgement and what is a response.
func TestMetricAnswers(t *testing.T) {
	fields := only("acknowledgement", "first_response")
	for _, tc := range []struct {
		name               string
		who                complaint.Actor
		action             complaint.Action
		acknowledged, told bool
	}{
		{"a person's acknowledgement", mia(), acknowledge(), true, true},
		{"an automatic acknowledgement", system(), acknowledge(), true, false},
		{"a person's message", mia(), progress(), true, true},
		{"an automatic message", system(), progress(), true, false},
		{"a question", mia(), complaint.Communicate{Purpose: complaint.PurposeQuestion, Message: say("which one?")}, true, true},
		{"a note", mia(), note(), false, false},
		{"an assignment", mia(), assign(), false, false},
		{"a grade", mia(), assess(complaint.SeverityGeneral), false, false},
		{"an investigation", mia(), investigate(), false, false},
		{"a message of the customer", customer(), receive(), false, false},
		{"waiting", mia(), waitFor(complaint.WaitThirdParty), false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			x := tell(t, fields, morning).do("2026-09-01 12:00", tc.who, tc.action)
			require.Equal(t, tc.acknowledged, !x.clock("acknowledgement").State.Active())
			require.Equal(t, tc.told, !x.clock("first_response").State.Active())
			if tc.acknowledged {
				x.met("acknowledgement", 3*time.Hour)
			}
		})
	}
}

// TestMetricNextResponse: every question of the customer is answered in its own time; asking again restarts nothing.
func TestMetricNextResponse(t *testing.T) {
	x := tell(t, only("next_response"), morning)
	x.do("2026-09-01 10:00", customer(), receive()).absent("next_response") // the first response is another limit
	x.do("2026-09-01 11:00", mia(), progress()).absent("next_response")
	x.do("2026-09-01 12:00", customer(), receive()).due("next_response", "2026-09-02 12:00")
	x.do("2026-09-01 15:00", customer(), receive()).silent().due("next_response", "2026-09-02 12:00")
	x.do("2026-09-01 16:00", system(), progress()).silent().runs("next_response")
	x.do("2026-09-01 16:10", mia(), note()).silent()
	x.do("2026-09-02 13:00", mia(), progress()).broke("next_response", 25*time.Hour)
	x.do("2026-09-02 14:00", mia(), progress()).silent()
	x.do("2026-09-02 15:00", customer(), receive()).due("next_response", "2026-09-03 15:00")
	x.do("2026-09-02 16:00", mia(), result()).met("next_response", time.Hour)
	x.do("2026-09-02 17:00", customer(), receive()).runs("next_response")
	x.do("2026-09-02 18:00", mia(), closeAs(complaint.OutcomeResolved)).cancelled("next_response")
	require.Equal(t, []string{
		"1/1 fulfilled 25h0m0s breached", "1/2 fulfilled 1h0m0s met", "1/3 cancelled 1h0m0s",
	}, x.verdicts("next_response"))
}

func TestMetricPeriodicUpdate(t *testing.T) {
	x := tell(t, only("periodic_update"), morning).absent("periodic_update")
	x.do("2026-09-01 10:00", system(), progress()).absent("periodic_update")
	x.do("2026-09-01 11:00", mia(), progress()).due("periodic_update", "2026-09-02 11:00")
	x.do("2026-09-02 12:00", mia(), progress()).due("periodic_update", "2026-09-03 12:00")
	x.do("2026-09-02 15:00", mia(), result())
	x.do("2026-09-02 16:00", mia(), progress())
	require.Equal(t, []string{"1/1 fulfilled 25h0m0s breached", "1/2 fulfilled 3h0m0s met"}, x.verdicts("periodic_update"), "no more after the result")
}

func TestMetricAssignmentAndInvestigation(t *testing.T) {
	x := tell(t, only("assignment", "investigation"), morning).absent("investigation")
	x.do("2026-09-01 10:00", mia(), acknowledge()).runs("assignment")
	x.do("2026-09-01 11:00", mia(), assign()).met("assignment", 2*time.Hour)
	x.do("2026-09-01 12:00", mia(), assign()).silent()
	x.do("2026-09-01 13:00", mia(), investigate()).due("investigation", "2026-09-02 13:00")
	x.do("2026-09-01 18:00", mia(), complaint.CloseInvestigation{}).met("investigation", 5*time.Hour)
	x.do("2026-09-02 09:00", mia(), complaint.Propose{Offers: []complaint.Offer{cash("o1", "5.00")}})
	x.do("2026-09-02 10:00", mia(), investigate()).due("investigation", "2026-09-03 10:00")
	x.do("2026-09-02 11:00", customer(), complaint.Withdraw{}).cancelled("investigation")
	require.Equal(t, []string{"1/1 fulfilled 5h0m0s met", "1/2 cancelled 1h0m0s"}, x.verdicts("investigation"))
	// It was never closed, so it goes on with the new cycle and not with the time before it.
	x.do("2026-09-05 11:00", customer(), reopen()).due("investigation", "2026-09-06 11:00")
	x.do("2026-09-05 12:00", mia(), complaint.CloseInvestigation{}).met("investigation", time.Hour)
}

// TestMetricResolution: result, closing, reopening.
func TestMetricResolution(t *testing.T) {
	x := tell(t, only("first_response", "first_resolution", "total_resolution"), morning)
	x.do("2026-09-01 21:00", mia(), result()).met("first_resolution", 12*time.Hour).met("first_response", 12*time.Hour).runs("total_resolution")
	x.do("2026-09-01 22:00", mia(), result()).silent()
	x.do("2026-09-02 07:00", mia(), closeAs(complaint.OutcomeResolved)).met("total_resolution", 22*time.Hour)
	x.do("2026-09-02 08:00", mia(), note()).silent()

	x.do("2026-09-04 07:00", customer(), reopen())
	x.due("first_response", "2026-09-05 07:00")
	x.due("first_resolution", "2026-09-05 07:00")
	x.due("total_resolution", "2026-09-04 09:00")
	x.do("2026-09-04 08:00", mia(), progress()).met("first_response", time.Hour)
	x.do("2026-09-06 07:00", mia(), result()).broke("first_resolution", 48*time.Hour)
	x.do("2026-09-06 08:00", mia(), closeAs(complaint.OutcomeResolved)).broke("total_resolution", 71*time.Hour)
	require.Equal(t, []string{"1/1 fulfilled 12h0m0s met", "2/1 fulfilled 48h0m0s breached"}, x.verdicts("first_resolution"), "the old verdict stays")
	require.Equal(t, []string{"1/1 fulfilled 22h0m0s met", "2/1 fulfilled 71h0m0s breached"}, x.verdicts("total_resolution"), "without the 48 hours in which it was closed")
}

// TestTotalResolutionAndCap: the time in which the complaint was closed uses up nothing of the cap on pauses.
func TestTotalResolutionAndCap(t *testing.T) {
	x := tell(t, `'max_pause': '2h', 'targets': [{'metric': 'total_resolution', 'within': '24h'}]`, morning)
	x.do("2026-09-01 10:00", mia(), result()).do("2026-09-01 11:00", mia(), closeAs(complaint.OutcomeResolved))
	x.do("2026-09-11 11:00", customer(), reopen()).due("total_resolution", "2026-09-12 09:00")
	x.do("2026-09-11 12:00", mia(), waitFor(complaint.WaitCustomer)).due("total_resolution", "2026-09-12 11:00")
	x.do("2026-09-11 20:00", mia(), complaint.Resume{}).due("total_resolution", "2026-09-12 11:00")

	// No pause at all is still none while it is closed.
	x = tell(t, `'paused_by': [], 'targets': [{'metric': 'total_resolution', 'within': '24h'}]`, morning)
	x.do("2026-09-01 10:00", mia(), result()).do("2026-09-01 11:00", mia(), closeAs(complaint.OutcomeResolved))
	x.do("2026-09-11 11:00", customer(), reopen()).due("total_resolution", "2026-09-12 09:00")
}

// TestMetricWaits: the customer's side and ours of the time to the resolution.
func TestMetricWaits(t *testing.T) {
	x := tell(t, only("first_resolution", "requester_wait", "handling")+`, 'paused_by': []`, morning)
	x.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer)).runs("first_resolution").paused("requester_wait").paused("handling")
	x.do("2026-09-01 13:00", mia(), complaint.Resume{})
	x.do("2026-09-01 14:00", mia(), waitFor(complaint.WaitThirdParty)).runs("first_resolution").runs("requester_wait").paused("handling")
	x.do("2026-09-01 18:00", mia(), complaint.Resume{})
	x.do("2026-09-01 20:00", mia(), result())
	x.met("first_resolution", 11*time.Hour).met("requester_wait", 8*time.Hour).met("handling", 4*time.Hour)
}

func TestMetricFollowUp(t *testing.T) {
	x := tell(t, only("follow_up"), morning).absent("follow_up")
	x.do("2026-09-01 10:00", mia(), result()).due("follow_up", "2026-09-02 10:00")
	x.do("2026-09-01 11:00", mia(), closeAs(complaint.OutcomeResolved)).runs("follow_up")
	x.do("2026-09-02 09:00", mia(), complaint.FollowUp{Message: say("is all well?")}).met("follow_up", 23*time.Hour)
	x.do("2026-09-02 10:00", mia(), complaint.FollowUp{Message: say("really?")}).silent()

	x = tell(t, only("follow_up"), morning).do("2026-09-01 10:00", mia(), result()).do("2026-09-01 11:00", mia(), closeAs(complaint.OutcomeResolved))
	x.do("2026-09-01 12:00", mia(), complaint.Archive{}).cancelled("follow_up")
	x = tell(t, only("follow_up"), morning).do("2026-09-01 10:00", mia(), result()).do("2026-09-01 11:00", mia(), closeAs(complaint.OutcomeResolved))
	x.do("2026-09-01 12:00", customer(), reopen()).cancelled("follow_up")
}

// TestMetricStages: every stage is measured every time, and waiting is a pause on top of it.
func TestMetricStages(t *testing.T) {
	x := tell(t, only("stage.screened", "stage.assigned", "stage.investigating", "stage.result_communicated"), morning).runs("stage.screened")
	x.do("2026-09-01 10:00", mia(), assign()).met("stage.screened", time.Hour).runs("stage.assigned")
	x.do("2026-09-01 11:00", mia(), assign()).silent()
	x.do("2026-09-01 12:00", mia(), waitFor(complaint.WaitCustomer)).paused("stage.assigned")
	x.do("2026-09-01 13:00", mia(), investigate()).met("stage.assigned", 2*time.Hour).paused("stage.investigating")
	x.do("2026-09-01 15:00", mia(), complaint.Resume{}).due("stage.investigating", "2026-09-02 15:00")
	x.do("2026-09-01 16:00", mia(), complaint.Propose{Offers: []complaint.Offer{cash("o1", "5.00")}}).met("stage.investigating", time.Hour)
	x.do("2026-09-01 17:00", customer(), complaint.Decline{Offer: "o1"}).runs("stage.assigned")
	x.do("2026-09-01 19:00", mia(), result()).runs("stage.result_communicated")
	x.do("2026-09-01 20:00", mia(), closeAs(complaint.OutcomeUnresolved)).met("stage.result_communicated", time.Hour)
	require.Equal(t, []string{"1/1 fulfilled 2h0m0s met", "1/2 fulfilled 2h0m0s met"}, x.verdicts("stage.assigned"))
}

// TestMetricAppeal: decision in its own time, also when it takes the complaint up again.
func TestMetricAppeal(t *testing.T) {
	appeal := complaint.FileAppeal{Ground: complaint.Hide("too little")}
	for _, outcome := range []complaint.AppealOutcome{complaint.AppealUpheld, complaint.AppealChanged, complaint.AppealReferred} {
		x := tell(t, only("appeal_decision", "stage.appealed"), morning).do("2026-09-01 10:00", mia(), result()).
			do("2026-09-01 11:00", mia(), closeAs(complaint.OutcomeResolved)).absent("appeal_decision")
		x.do("2026-09-02 09:00", customer(), appeal).due("appeal_decision", "2026-09-03 09:00")
		judge := complaint.Actor{ID: "judge", Role: complaint.RoleManager}
		x.do("2026-09-02 19:00", judge, complaint.DecideAppeal{Outcome: outcome, Reason: complaint.Hide("looked at it")})
		require.Equal(t, []string{"1/1 fulfilled 10h0m0s met"}, x.verdicts("appeal_decision"), outcome)
		require.Equal(t, []string{"1/1 fulfilled 10h0m0s met"}, x.verdicts("stage.appealed"), outcome)
	}
	// A withdrawn appeal cannot be decided any more, also when the complaint is taken up again.
	x := tell(t, only("appeal_decision"), morning).do("2026-09-01 10:00", mia(), result()).do("2026-09-01 11:00", customer(), appeal)
	x.do("2026-09-01 12:00", customer(), complaint.Withdraw{}).cancelled("appeal_decision")
	x.do("2026-09-01 13:00", customer(), reopen()).absent("appeal_decision")
}
