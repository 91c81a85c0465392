package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// measured is a policy with a milestone called parts and a limit of a day for it.
func measured(milestone string) string {
	return `'milestones': [{'name': 'parts', ` + milestone + `}], 'targets': [{'metric': 'parts', 'within': '24h'}]`
}

const (
	whenNoted    = `{'field': 'event', 'op': 'is', 'value': 'note'}`
	whenReceived = `{'field': 'event', 'op': 'is', 'value': 'receive'}`
	whenAssigned = `{'field': 'stage', 'op': 'is', 'value': 'assigned'}`
	whenLooked   = `{'field': 'stage', 'op': 'is', 'value': 'investigating'}`
)

func TestMilestoneOnce(t *testing.T) {
	x := tell(t, measured(`'start': `+whenNoted+`, 'stop': `+whenReceived), morning).absent("parts")
	x.do("2026-09-01 10:00", customer(), receive()).absent("parts")
	x.do("2026-09-01 11:00", mia(), note()).due("parts", "2026-09-02 11:00")
	x.do("2026-09-01 12:00", mia(), note()).silent()
	x.do("2026-09-02 12:00", customer(), receive()).broke("parts", 25*time.Hour)
	x.do("2026-09-02 13:00", mia(), note()).silent()
	x.do("2026-09-02 14:00", mia(), result()).do("2026-09-02 15:00", mia(), closeAs(complaint.OutcomeResolved))
	x.do("2026-09-02 16:00", mia(), note()).still("parts")
	x.do("2026-09-03 13:00", customer(), reopen())
	x.do("2026-09-03 14:00", mia(), note()).due("parts", "2026-09-04 14:00")
	x.do("2026-09-03 15:00", customer(), complaint.Withdraw{}).cancelled("parts")
	require.Equal(t, []string{"1/1 fulfilled 25h0m0s breached", "2/1 cancelled 1h0m0s"}, x.verdicts("parts"))
}

// still says that no clock of that name is active.
func (x *tale) still(name string) {
	x.t.Helper()
	for _, k := range x.c.Clocks {
		require.False(x.t, k.Name == name && k.State.Active(), "%+v", k)
	}
}

// TestMilestoneIndependent: again whenever the start comes true anew.
func TestMilestoneIndependent(t *testing.T) {
	x := tell(t, measured(`'recurs': 'independent', 'start': `+whenAssigned+`, 'stop': `+whenReceived), morning)
	x.do("2026-09-01 10:00", mia(), assign()).runs("parts")
	x.do("2026-09-01 11:00", customer(), receive()).met("parts", time.Hour)
	x.do("2026-09-01 12:00", mia(), note()).silent() // it is assigned still, but not anew
	x.do("2026-09-01 13:00", mia(), complaint.Propose{Offers: []complaint.Offer{cash("o1", "1.00")}}).silent()
	x.do("2026-09-01 14:00", customer(), complaint.Decline{Offer: "o1"}).runs("parts")
	x.do("2026-09-01 16:00", customer(), receive()).met("parts", 2*time.Hour)
	require.Equal(t, []string{"1/1 fulfilled 1h0m0s met", "1/2 fulfilled 2h0m0s met"}, x.verdicts("parts"))

	// An event comes true anew each time.
	x = tell(t, measured(`'recurs': 'independent', 'start': `+whenNoted+`, 'stop': `+whenReceived), morning)
	x.do("2026-09-01 10:00", mia(), note()).do("2026-09-01 11:00", customer(), receive()).do("2026-09-01 12:00", mia(), note())
	x.do("2026-09-01 13:00", mia(), note()).silent() // it runs
	require.Equal(t, []string{"1/1 fulfilled 1h0m0s met", "1/2 running 0s"}, x.verdicts("parts"))
}

// TestMilestoneSequential: again at once, as long as the start holds.
func TestMilestoneSequential(t *testing.T) {
	x := tell(t, measured(`'recurs': 'sequential', 'start': `+whenAssigned+`, 'stop': `+whenReceived+`, 'cancel': {'field': 'event', 'op': 'is', 'value': 'escalate'}`), morning)
	x.do("2026-09-01 10:00", mia(), assign()).due("parts", "2026-09-02 10:00")
	x.do("2026-09-01 12:00", customer(), receive()).due("parts", "2026-09-02 12:00")
	x.do("2026-09-01 15:00", customer(), receive()).due("parts", "2026-09-02 15:00")
	x.do("2026-09-01 16:00", mia(), investigate()).runs("parts")
	x.do("2026-09-01 17:00", customer(), receive()).met("parts", 2*time.Hour)
	require.Equal(t, []string{"1/1 fulfilled 2h0m0s met", "1/2 fulfilled 3h0m0s met", "1/3 fulfilled 2h0m0s met"}, x.verdicts("parts"))

	x = tell(t, measured(`'recurs': 'sequential', 'start': `+whenAssigned+`, 'stop': `+whenReceived+`, 'cancel': {'field': 'event', 'op': 'is', 'value': 'escalate'}`), morning)
	x.do("2026-09-01 10:00", mia(), assign())
	x.do("2026-09-01 11:00", mia(), complaint.Escalate{Level: 1, Reason: complaint.Hide("he calls")}).cancelled("parts")
	x.do("2026-09-01 12:00", mia(), note()).silent()
}

// TestMilestoneConditions: pause, reset and cancel.
func TestMilestoneConditions(t *testing.T) {
	const urgent = `{'field': 'urgency', 'op': 'is', 'value': 'urgent'}`
	grade := func(u complaint.Urgency) complaint.Assess {
		return complaint.Assess{Assessment: complaint.Assessment{Urgency: u}}
	}
	pausing := measured(`'start': ` + whenNoted + `, 'stop': ` + whenReceived + `, 'pause': ` + urgent)

	x := tell(t, pausing, morning).do("2026-09-01 10:00", mia(), note())
	x.do("2026-09-01 11:00", mia(), grade(complaint.UrgencyUrgent)).paused("parts").due("parts", "")
	require.Equal(t, complaint.ClockPause, x.change("parts").Step)
	require.Equal(t, "condition", because(t, x.change("parts"), "sla.paused").Params["for"])
	x.do("2026-09-01 12:00", mia(), note()).silent()
	x.do("2026-09-01 13:00", mia(), grade(complaint.UrgencyNormal)).runs("parts").due("parts", "2026-09-02 12:00")
	x.do("2026-09-01 14:00", mia(), waitFor(complaint.WaitCustomer)).runs("parts") // the milestone says itself what pauses it
	x.do("2026-09-01 15:00", mia(), grade(complaint.UrgencyUrgent)).do("2026-09-01 16:00", customer(), receive()).met("parts", 3*time.Hour)

	// What holds at the start pauses from the start, and a cap ends it.
	x = tell(t, `'max_pause': '2h', `+pausing, morning).do("2026-09-01 09:30", mia(), grade(complaint.UrgencyUrgent))
	x.do("2026-09-01 10:00", mia(), note()).paused("parts").due("parts", "2026-09-02 12:00")
	x.do("2026-09-01 13:00", mia(), note()).runs("parts")
	x.do("2026-09-01 14:00", customer(), receive()).met("parts", 2*time.Hour)

	// Without a pause of its own the reasons to wait pause it.
	x = tell(t, measured(`'start': `+whenNoted+`, 'stop': `+whenReceived), morning).do("2026-09-01 10:00", mia(), note())
	x.do("2026-09-01 14:00", mia(), waitFor(complaint.WaitCustomer)).paused("parts")

	resetting := measured(`'start': ` + whenAssigned + `, 'stop': ` + whenLooked + `, 'reset': ` + whenNoted + `, 'cancel': ` + urgent)
	x = tell(t, resetting, morning).do("2026-09-01 10:00", mia(), assign()).due("parts", "2026-09-02 10:00")
	x.do("2026-09-01 11:00", mia(), note()).due("parts", "2026-09-02 11:00")
	x.do("2026-09-01 12:00", mia(), note()).due("parts", "2026-09-02 12:00")
	x.do("2026-09-01 13:00", mia(), grade(complaint.UrgencyUrgent)).cancelled("parts")
	x.do("2026-09-01 14:00", mia(), note()).silent()
	require.Equal(t, []string{"1/1 cancelled 1h0m0s", "1/2 cancelled 1h0m0s", "1/3 cancelled 1h0m0s"}, x.verdicts("parts"))

	// What is cancelled from the first does not begin.
	x = tell(t, resetting, morning).do("2026-09-01 09:30", mia(), grade(complaint.UrgencyUrgent))
	x.do("2026-09-01 10:00", mia(), assign()).absent("parts")
	// Nor what is done already.
	x = tell(t, measured(`'start': {'field': 'event', 'op': 'is', 'value': 'start_investigation'}, 'stop': `+whenLooked), morning)
	x.do("2026-09-01 10:00", mia(), investigate()).absent("parts")
}

// TestMilestoneEvents: every field of the event.
func TestMilestoneEvents(t *testing.T) {
	for _, tc := range []struct{ field, value string }{
		{"event", "communicate"},
		{"event.role", "mid"},
		{"event.actor", "mia"},
		{"event.department", "aftersales"},
		{"event.purpose", "question"},
	} {
		x := tell(t, measured(`'start': {'field': '`+tc.field+`', 'op': 'is', 'value': '`+tc.value+`'}, 'stop': `+whenReceived), morning)
		x.do("2026-09-01 10:00", system(), note()).absent("parts")
		x.do("2026-09-01 10:30", customer(), complaint.Receive{Message: say("hello?")}).absent("parts")
		x.do("2026-09-01 11:00", mia(), complaint.Communicate{Purpose: complaint.PurposeQuestion, Message: say("which?")}).runs("parts")
		x.do("2026-09-01 12:00", customer(), receive()).met("parts", time.Hour)
	}
}

// TestMilestoneGone: the conditions of the policy that started it count while the engine has it, and else the clock ends.
func TestMilestoneGone(t *testing.T) {
	one, other := policyWith(measured(`'start': `+whenNoted+`, 'stop': `+whenReceived)), policyOf("2", `'effective_from': '2026-09-01T11:00:00+08:00', `+only("payout"))
	x := begin(t, engine(t, one, other), morning, general()).do("2026-09-01 10:00", mia(), note())
	x.do("2026-09-01 12:00", customer(), receive()).met("parts", 2*time.Hour)
	x = begin(t, engine(t, one), morning, general()).do("2026-09-01 10:00", mia(), note())
	x.with(engine(t, other)).do("2026-09-01 12:00", mia(), note()).cancelled("parts")
	require.Equal(t, "no_milestone", because(t, x.change("parts"), "sla.cancelled").Params["why"])
}

// TestMilestoneAndAppeal: an appeal that takes the complaint up again begins a cycle, and with it the milestone anew.
func TestMilestoneAndAppeal(t *testing.T) {
	x := tell(t, measured(`'start': `+whenNoted+`, 'stop': `+whenReceived), morning).do("2026-09-01 10:00", mia(), result()).
		do("2026-09-01 11:00", mia(), closeAs(complaint.OutcomeResolved))
	x.do("2026-09-02 09:00", customer(), complaint.FileAppeal{Ground: complaint.Hide("too little")}).do("2026-09-02 10:00", mia(), note()).runs("parts")
	judge := complaint.Actor{ID: "judge", Role: complaint.RoleManager}
	x.do("2026-09-02 11:00", judge, complaint.DecideAppeal{Outcome: complaint.AppealChanged, Reason: complaint.Hide("looked at it")})
	x.do("2026-09-02 12:00", mia(), note())
	require.Equal(t, []string{"1/1 cancelled 1h0m0s", "2/1 running 0s"}, x.verdicts("parts"))
}
