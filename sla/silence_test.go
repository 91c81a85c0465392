package sla_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// quiet is a policy that closes what waits for the customer for three days, and what he does not object to for two.
const quiet = `'targets': [{'metric': 'total_resolution', 'within': '24h'}], 'silence': [
	{'name': 'no-answer', 'when': {'field': 'waiting_for', 'op': 'is', 'value': 'customer'}, 'after': '72h', 'remind': ['48h', '80%'], 'outcome': 'no_answer'},
	{'name': 'no-objection', 'when': {'field': 'stage', 'op': 'one_of', 'value': ['result_communicated', 'followed_up']}, 'after': '48h', 'outcome': 'resolved'}]`

func TestSilenceCloses(t *testing.T) {
	x := tell(t, quiet, morning).absent("no-answer")
	x.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer)).due("no-answer", "2026-09-04 10:00")
	require.Equal(t, complaint.ClockSilence, x.clock("no-answer").Kind)
	require.Equal(t, []string{"09-02 10:00 no-answer remind 48h", "09-03 19:36 no-answer remind 80%", "09-04 10:00 no-answer close"}, x.sweep("2026-09-10 10:00"))
	require.Equal(t, complaint.StatusClosed, x.c.Status)
	require.Equal(t, complaint.OutcomeNoAnswer, x.c.Outcome)
	equalTime(t, x.at("2026-09-04 10:00"), x.c.Closed)
	require.Equal(t, []string{"1/1 fulfilled 72h0m0s"}, x.verdicts("no-answer"), "it is no limit, so it has no verdict")
	require.Equal(t, []string{"1/1 fulfilled 1h0m0s met"}, x.verdicts("total_resolution"))
}

func TestSilenceEnds(t *testing.T) {
	x := tell(t, quiet, morning).do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer))
	x.do("2026-09-01 11:00", mia(), note()).silent()
	x.do("2026-09-02 09:00", customer(), receive()).cancelled("no-answer")
	require.Empty(t, x.sweep("2026-09-10 10:00"))
	x.do("2026-09-10 10:00", mia(), note()).silent()
	// Waiting again begins it again.
	x.do("2026-09-10 11:00", mia(), complaint.Resume{}).still("no-answer")
	x.do("2026-09-10 12:00", mia(), waitFor(complaint.WaitCustomer)).due("no-answer", "2026-09-13 12:00")
	x.do("2026-09-11 12:00", mia(), complaint.Resume{}).cancelled("no-answer")
	x.do("2026-09-11 13:00", mia(), waitFor(complaint.WaitThirdParty)).still("no-answer")
	require.Equal(t, []string{"1/1 cancelled 23h0m0s", "1/2 cancelled 24h0m0s"}, x.verdicts("no-answer"))
}

// TestSilenceOfAStatus: in a status it runs from when the work came there.
func TestSilenceOfAStatus(t *testing.T) {
	x := tell(t, quiet, morning).do("2026-09-01 10:00", mia(), result()).due("no-objection", "2026-09-03 10:00")
	x.do("2026-09-02 10:00", mia(), complaint.FollowUp{Message: say("is all well?")}).due("no-objection", "2026-09-04 10:00")
	x.do("2026-09-02 11:00", mia(), waitFor(complaint.WaitCustomer)).due("no-answer", "2026-09-05 11:00").still("no-objection")
	x.do("2026-09-02 12:00", mia(), complaint.Resume{}).due("no-objection", "2026-09-04 10:00").still("no-answer")
	require.Equal(t, "09-04 10:00 no-objection close", x.sweep("2026-09-05 10:00")[1])
	require.Equal(t, complaint.OutcomeResolved, x.c.Outcome)

	x = tell(t, quiet, morning).do("2026-09-01 10:00", mia(), result()).do("2026-09-01 11:00", customer(), receive()).cancelled("no-objection")
	require.Equal(t, []string{"09-02 09:00 total_resolution breach"}, x.sweep("2026-09-10 10:00"))
	require.Equal(t, complaint.StatusCommunicated, x.c.Status)
	// A message that came before counts for nothing, whenever it is entered.
	x = tell(t, quiet, morning).do("2026-09-01 10:00", mia(), result())
	x.late("2026-09-01 09:30", "2026-09-01 12:00", customer(), receive()).due("no-objection", "2026-09-03 10:00")
}

// TestSilenceWhereNothingCloses: the clock runs only where the complaint may be closed.
func TestSilenceWhereNothingCloses(t *testing.T) {
	x := tell(t, `'targets': [{'metric': 'payout', 'within': '24h'}], 'silence': [
		{'name': 'quiet', 'when': {'field': 'status', 'op': 'none_of', 'value': ['closed', 'archived']}, 'after': '24h', 'outcome': 'no_answer'}]`, morning).absent("quiet")
	x.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitThirdParty)).absent("quiet")
	x.do("2026-09-01 11:00", mia(), complaint.Resume{}).do("2026-09-01 12:00", mia(), waitFor(complaint.WaitCustomer)).runs("quiet")
	require.Equal(t, []string{"09-02 12:00 quiet close"}, x.sweep("2026-09-05 10:00"))
}

// TestSilenceUnderANewPolicy: a clock that would close complaints goes when its condition goes, also where limits are kept.
func TestSilenceUnderANewPolicy(t *testing.T) {
	of := func(version, from string) string {
		return policyOf(version, from+`'targets': [{'metric': 'payout', 'within': '24h'}], 'silence': [{'name': 'quiet', 'after': '72h', 'outcome': 'no_answer',
			'when': {'all': [{'field': 'waiting_for', 'op': 'is', 'value': 'customer'}, {'field': 'severity', 'op': 'is', 'value': 'general'}]}}]`)
	}
	x := begin(t, engine(t, of("1", ""), of("2", `'effective_from': '2026-09-01T11:00:00+08:00', `)), morning, general())
	x.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer)).runs("quiet")
	x.do("2026-09-01 12:00", mia(), note()).silent()
	x.do("2026-09-01 13:00", mia(), assess(complaint.SeveritySerious)).cancelled("quiet")
}
