package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// cash is an offer of so many yuan.
func cash(id, amount string) complaint.Offer {
	m, err := complaint.NewMoney(amount, "CNY")
	if err != nil {
		panic(err)
	}
	return complaint.Offer{ID: id, Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyCash, Amount: m}}}}}
}

func pay(id, offer, amount string) complaint.PayOut {
	m, err := complaint.NewMoney(amount, "CNY")
	if err != nil {
		panic(err)
	}
	return complaint.PayOut{Payout: complaint.Payout{ID: id, Offer: offer, Amount: m, Method: "wallet"}}
}

// TestMetricPayouts: each accepted offer has its own clock, and parts of the money do not stop it.
func TestMetricPayouts(t *testing.T) {
	x := tell(t, only("payout", "carry_out"), morning).do("2026-09-01 10:00", mia(), assign())
	x.do("2026-09-01 11:00", mia(), complaint.Propose{Offers: []complaint.Offer{cash("o1", "10.00"), cash("o2", "20.00"), cash("o3", "1.00")}})
	x.absent("payout")
	x.do("2026-09-01 12:00", customer(), complaint.Accept{Offer: "o1"}).due("payout", "2026-09-02 12:00")
	x.do("2026-09-01 13:00", customer(), complaint.Accept{Offer: "o2"})
	x.do("2026-09-01 14:00", customer(), complaint.Decline{Offer: "o3"})
	about := func(offer string) complaint.Clock {
		for _, k := range x.c.Clocks {
			if k.Metric == "payout" && k.About == offer {
				return k
			}
		}
		require.Fail(t, "no clock", "about %s", offer)
		return complaint.Clock{}
	}
	require.True(t, about("o1").State.Active() && about("o2").State.Active())
	require.NotEqual(t, about("o1").Ref(), about("o2").Ref())
	x.do("2026-09-01 15:00", mia(), pay("p1", "o1", "4.00"))
	require.True(t, about("o1").State.Active(), "a part is not all")
	x.do("2026-09-01 16:00", mia(), pay("p2", "o1", "6.00"))
	require.Equal(t, complaint.VerdictMet, about("o1").Verdict)
	require.Equal(t, 4*time.Hour, about("o1").Worked)
	require.True(t, about("o2").State.Active())
	x.do("2026-09-02 17:00", mia(), pay("p3", "o2", "20.00"))
	require.Equal(t, complaint.VerdictBreached, about("o2").Verdict)
	x.broke("carry_out", 29*time.Hour)
	x.do("2026-09-02 18:00", mia(), note()).silent()
}

// TestPayoutAfterClosing: money that is owed stays owed.
func TestPayoutAfterClosing(t *testing.T) {
	x := tell(t, only("payout"), morning).do("2026-09-01 11:00", mia(), complaint.Propose{Offers: []complaint.Offer{cash("o1", "10.00")}})
	x.do("2026-09-01 12:00", customer(), complaint.Accept{Offer: "o1"}).do("2026-09-01 13:00", mia(), result())
	x.do("2026-09-01 14:00", mia(), closeAs(complaint.OutcomeResolved)).runs("payout")
	x.do("2026-09-01 15:00", customer(), reopen()).runs("payout")
	x.do("2026-09-01 16:00", mia(), result()).do("2026-09-01 17:00", mia(), closeAs(complaint.OutcomeResolved))
	require.Equal(t, []string{"breach"}, marksOf(x, "payout"))
	x.do("2026-09-02 10:00", mia(), pay("p1", "o1", "10.00"))
	require.Equal(t, []string{"1/1 fulfilled 22h0m0s met"}, x.verdicts("payout"), "one clock over both cycles")
}

// TestPayoutUnderWay: money that the provider was asked for is not paid yet, and what comes back later was paid.
func TestPayoutUnderWay(t *testing.T) {
	x := tell(t, only("payout"), morning).do("2026-09-01 11:00", mia(), complaint.Propose{Offers: []complaint.Offer{cash("o1", "10.00")}})
	x.do("2026-09-01 12:00", customer(), complaint.Accept{Offer: "o1"}).due("payout", "2026-09-02 12:00")
	ask := pay("p1", "o1", "10.00").Payout
	ask.Again = x.c.Updated.Add(2 * time.Hour)
	x.do("2026-09-01 13:00", mia(), complaint.StartPayout{Payout: ask}).runs("payout")
	x.do("2026-09-01 14:00", mia(), complaint.FailPayout{Payout: "p1", Problem: "timeout"}).runs("payout")
	x.do("2026-09-01 15:00", mia(), pay("p1", "o1", "10.00"))
	require.Equal(t, []string{"1/1 fulfilled 3h0m0s met"}, x.verdicts("payout"))
	x.do("2026-09-01 16:00", mia(), complaint.ClawBack{Payout: "p1", Amount: ask.Amount, Reason: complaint.Hide("stolen card")})
	require.Equal(t, []string{"1/1 fulfilled 3h0m0s met"}, x.verdicts("payout"))
}

func marksOf(x *tale, name string) []string {
	list := make([]string, 0, 4)
	for _, m := range x.clock(name).Marks {
		list = append(list, string(m.Kind)+m.Label)
	}
	return list
}

// TestEndsWithoutVerdict: what will not happen any more is cancelled, and a limit that had passed stays passed.
func TestEndsWithoutVerdict(t *testing.T) {
	other := complaint.KeyID("", "another complaint")
	for _, tc := range []struct {
		name   string
		action complaint.Action
		// ends are the clocks that end with it; the others go on.
		ends []string
	}{
		{"withdrawn", complaint.Withdraw{}, []string{"first_response", "first_resolution", "total_resolution", "assignment", "stage.screened"}},
		{"screened out", complaint.ScreenOut{Criterion: "thanks_only"}, []string{"first_response", "first_resolution", "total_resolution", "assignment", "stage.screened"}},
		{"referred", complaint.Refer{Body: "12315"}, []string{"first_response", "first_resolution", "total_resolution", "assignment"}},
		{"merged", complaint.Merge{Into: other}, []string{"first_response", "first_resolution", "total_resolution", "assignment", "stage.screened"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, when := range []string{"2026-09-01 12:00", "2026-09-02 12:00"} {
				x := tell(t, only("first_response", "first_resolution", "total_resolution", "assignment", "stage.screened"), morning)
				x.do(when, mia(), tc.action)
				for _, name := range tc.ends {
					want := []string{"1/1 cancelled 3h0m0s"}
					if when != "2026-09-01 12:00" {
						want = []string{"1/1 cancelled 27h0m0s breached"}
					}
					if tc.name == "merged" { // nothing is decided about them, so nothing is counted
						want[0] = map[bool]string{false: "1/1 cancelled 0s", true: "1/1 cancelled 0s breached"}[when != "2026-09-01 12:00"]
					}
					require.Equal(t, want, x.verdicts(name), name)
				}
			}
		})
	}
}

// TestReferralIsFinal: what an external body does with it is not ours, also when we close the file.
func TestReferralIsFinal(t *testing.T) {
	x := tell(t, only("first_resolution", "total_resolution", "follow_up"), morning)
	x.do("2026-09-01 10:00", mia(), complaint.Refer{Body: "12315"}).cancelled("first_resolution").cancelled("total_resolution")
	x.do("2026-09-01 11:00", mia(), result()).silent()
	x.do("2026-09-01 12:00", mia(), closeAs(complaint.OutcomeReferred)).silent()
	require.Equal(t, []string{"1/1 cancelled 1h0m0s"}, x.verdicts("total_resolution"))
	require.Empty(t, x.verdicts("follow_up"))
	x.do("2026-09-02 12:00", customer(), reopen()).runs("first_resolution").due("first_resolution", "2026-09-03 12:00")
}

// TestMergeAndUnmerge: the earliest receipt counts while it is merged, and after undoing it everything is as before.
func TestMergeAndUnmerge(t *testing.T) {
	other := complaint.KeyID("", "another complaint")
	x := tell(t, only("first_response"), morning)
	x.do("2026-09-01 10:00", mia(), complaint.Absorb{Source: other, Received: x.at("2026-08-31 21:00")})
	x.due("first_response", "2026-09-01 21:00")
	moved := x.change("first_response")
	require.Equal(t, complaint.ClockRetime, moved.Step)
	equalTime(t, x.at("2026-09-02 09:00"), moved.WasDue)
	because(t, moved, "sla.start_moved")
	x.do("2026-09-01 11:00", mia(), complaint.Expel{Source: other}).due("first_response", "2026-09-02 09:00")
	x.do("2026-09-01 12:00", mia(), complaint.Absorb{Source: other, Received: x.at("2026-09-01 08:00")})
	x.do("2026-09-01 13:00", mia(), progress()).met("first_response", 5*time.Hour)
	x.do("2026-09-01 14:00", mia(), complaint.Expel{Source: other}).silent().met("first_response", 5*time.Hour)

	// The other side: its clocks stop, and are back as they were.
	y := tell(t, only("first_response", "next_response"), morning)
	y.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer)).paused("first_response")
	was := y.c.Clocks
	y.do("2026-09-01 11:00", mia(), complaint.Merge{Into: other}).absent("first_response")
	require.Equal(t, []string{"1/1 cancelled 0s"}, y.verdicts("first_response"))
	y.do("2026-09-01 12:00", mia(), complaint.Unmerge{})
	require.Equal(t, was, y.c.Clocks)
	require.Equal(t, []string{"1/1 paused 0s"}, y.verdicts("first_response"))
	y.do("2026-09-01 13:00", mia(), complaint.Resume{}).due("first_response", "2026-09-02 12:00")
	y.do("2026-09-01 14:00", mia(), complaint.Merge{Into: other}).do("2026-09-05 14:00", mia(), complaint.Archive{})
	verdict := y.verdicts("first_response")
	require.Equal(t, []string{"1/1 cancelled 0s"}, verdict, "archiving it later is no reason for a breach")
}
