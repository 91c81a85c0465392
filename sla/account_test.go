package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// accounts are all accounts of a tale at a moment.
func (x *tale) accounts(now string) []sla.Account {
	x.t.Helper()
	list, err := x.engine.Accounts(x.events, x.at(now))
	require.NoError(x.t, err)
	return list
}

// holdings writes who had the complaint when: person from to worked late.
func holdings(x *tale, a *sla.Account) (list []string) {
	for _, h := range a.Holdings {
		list = append(list, fmt.Sprintf("%q %s to %s, %s, late %s", h.Party.Person, h.From.In(x.loc).Format("01-02 15:04"), h.To.In(x.loc).Format("01-02 15:04"), h.Worked, h.Late))
	}
	return list
}

func evidence(a *sla.Account) (list []string) {
	for _, e := range a.Evidence {
		list = append(list, fmt.Sprintf("%d %s:%s", e.Version, e.Kind, e.Step))
	}
	return list
}

func to(person string) complaint.Assign {
	return complaint.Assign{To: complaint.Party{Department: "aftersales", Person: person}}
}

// TestAccounts: nobody looked. Who held the case when, and whose limit passed.
func TestAccounts(t *testing.T) {
	x := tell(t, `'ladders': {'up': [{'at': '100%', 'tier': 'mid', 'to': {'person': 'lee'}}, {'after': '2h', 'to': {'person': 'wu'}}]}, `+
		resolution(`, 'warn': ['50%'], 'ladder': 'up'`), morning) // due at six the same day
	x.do("2026-09-01 11:00", mia(), to("ann")).do("2026-09-01 14:00", mia(), waitFor(complaint.WaitCustomer)).do("2026-09-01 15:00", mia(), complaint.Resume{})
	x.do("2026-09-01 16:00", mia(), to("bob")).do("2026-09-01 16:30", mia(), note())
	require.Empty(t, x.accounts("2026-09-02 10:00"), "the limit is moved to ten o'clock, and that moment keeps it")
	list := x.accounts("2026-09-02 11:00")
	require.Len(t, list, 1, "it has passed, whether or not that was noticed")
	require.Equal(t, "bob", list[0].Holder.Person)
	require.Equal(t, time.Hour, list[0].Late)

	x.sweep("2026-09-02 14:30")
	require.Equal(t, "wu", x.c.Assignment.Person)
	x.do("2026-09-02 16:00", mia(), result())
	list = x.accounts("2026-10-01 09:00")
	require.Len(t, list, 1)
	a := &list[0]
	require.Equal(t, complaint.VerdictBreached, a.Clock.Verdict)
	require.Equal(t, "bob", a.Holder.Person, "who had it at the limit, not who was given it then")
	require.Equal(t, 5*time.Hour, a.Late)
	require.Equal(t, []string{
		`"" 09-01 09:00 to 09-01 11:00, 2h0m0s, late 0s`,
		`"ann" 09-01 11:00 to 09-01 16:00, 3h0m0s, late 0s`,
		`"bob" 09-01 16:00 to 09-02 14:30, 6h30m0s, late 3h30m0s`, // until it was taken from him, with the sweep that was late
		`"wu" 09-02 14:30 to 09-02 16:00, 1h30m0s, late 1h30m0s`,
	}, holdings(x, a))
	require.Equal(t, []string{
		"1 open:start", "3 wait:pause", "4 resume:resume", "7 warn:", "8 breach:", "9 escalate:", "10 escalate:", "11 communicate:fulfil",
	}, evidence(a))
	for _, e := range a.Evidence {
		require.Equal(t, x.events[e.Version-1].Hash, e.Hash)
		require.Equal(t, x.events[e.Version-1].Actor, e.Actor)
	}
}

// TestAccountBeforeRegistration: what came in by letter was nobody's until it was registered.
func TestAccountBeforeRegistration(t *testing.T) {
	e := engine(t, policyWith(resolution(``)))
	x := &tale{t: t, engine: e, loc: zone(t, "Asia/Shanghai")}
	register := func(route *complaint.Route) {
		m := x.meta(x.at("2026-09-02 11:00"), mia())
		m.Decisions.Route = route
		c, ev, err := e.Open(complaint.KeyID("", t.Name()), complaint.Intake{
			Channel: complaint.ChannelEmail, Content: complaint.Hide("broken"), Received: x.at(morning),
		}, m)
		require.NoError(t, err)
		x.c, x.events = c, []complaint.Event{ev}
	}
	register(&complaint.Route{To: complaint.Assignment{Party: complaint.Party{Department: "aftersales", Person: "ann"}}})
	list := x.accounts("2026-09-02 14:00")
	require.Len(t, list, 1)
	require.True(t, list[0].Holder.IsZero(), "nobody had it when the limit passed")
	require.Equal(t, []string{`"" 09-01 09:00 to 09-02 11:00, 10h0m0s, late 2h0m0s`, `"ann" 09-02 11:00 to 09-02 14:00, 2h0m0s, late 2h0m0s`}, holdings(x, &list[0]))
	require.Equal(t, 4*time.Hour, list[0].Late)

	// Nor was it anybody's for some time after: that is one stretch.
	register(nil)
	x.do("2026-09-02 14:00", mia(), to("ann"))
	list = x.accounts("2026-09-02 15:00")
	require.Len(t, list, 1)
	require.Equal(t, []string{`"" 09-01 09:00 to 09-02 14:00, 12h0m0s, late 4h0m0s`, `"ann" 09-02 14:00 to 09-02 15:00, 1h0m0s, late 1h0m0s`}, holdings(x, &list[0]))
}

// TestAccountsOfCycles: every cycle and every run, and those that ended without being fulfilled.
func TestAccountsOfCycles(t *testing.T) {
	x := tell(t, only("first_resolution", "first_response"), morning).do("2026-09-01 10:00", mia(), to("ann"))
	x.do("2026-09-03 09:00", mia(), result()).do("2026-09-03 10:00", mia(), closeAs(complaint.OutcomeResolved))
	x.do("2026-09-05 09:00", customer(), reopen()).do("2026-09-05 09:00", mia(), to("bob")).do("2026-09-07 09:00", customer(), complaint.Withdraw{})
	got := make([]string, 0, 4)
	for _, a := range x.accounts("2026-10-01 09:00") {
		got = append(got, fmt.Sprintf("%s %s %s", a.Clock.Ref(), a.Holder.Person, a.Late))
	}
	require.Equal(t, []string{"first_resolution/1/1 ann 24h0m0s", "first_response/1/1 ann 24h0m0s", "first_resolution/2/1 bob 24h0m0s", "first_response/2/1 bob 24h0m0s"}, got)

	// A correction leaves no account.
	y := tell(t, only("first_response"), morning)
	y.sweep("2026-09-02 10:00")
	require.Len(t, y.accounts("2026-09-02 10:00"), 1)
	y.late("2026-09-02 08:00", "2026-09-02 11:00", mia(), progress())
	require.Empty(t, y.accounts("2026-09-02 12:00"))
	// A merge in time leaves none, one too late does.
	z := tell(t, only("first_response"), morning).do("2026-09-02 08:00", mia(), complaint.Merge{Into: complaint.KeyID("", "other")})
	require.Empty(t, z.accounts("2026-10-01 09:00"))
	z = tell(t, only("first_response"), morning).do("2026-09-02 10:00", mia(), complaint.Merge{Into: complaint.KeyID("", "other")})
	require.Len(t, z.accounts("2026-10-01 09:00"), 1)
	require.Equal(t, time.Hour, z.accounts("2026-10-01 09:00")[0].Late)
}

// TestAccountFromTheStart: who had the case before the clock started is on no account.
func TestAccountFromTheStart(t *testing.T) {
	x := tell(t, only("next_response"), morning).do("2026-09-01 10:00", mia(), to("ann")).do("2026-09-01 11:00", mia(), to("bob"))
	x.do("2026-09-01 12:00", mia(), progress()).do("2026-09-01 14:00", customer(), receive()).do("2026-09-02 16:00", mia(), progress())
	list := x.accounts("2026-10-01 09:00")
	require.Len(t, list, 1)
	require.Equal(t, []string{`"bob" 09-01 14:00 to 09-02 16:00, 26h0m0s, late 2h0m0s`}, holdings(x, &list[0]))
}
