package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage/memory"
)

func apology(id string, expires time.Time) complaint.Propose {
	return complaint.Propose{Offers: []complaint.Offer{{
		ID: id, Expires: expires, Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyApology}}}},
	}}}
}

func answer() complaint.Communicate {
	return complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("here is what we found")}
}

// What falls due, what the desk does about it and at what time it says that it happened. The first sweep comes at the very
// moment, which still keeps a limit; the second one late; the third one finds nothing.
func TestSweepDoesWhatIsDue(t *testing.T) {
	for name, c := range map[string]struct {
		prepare []complaint.Action
		// first is when the first thing is due, late when the sweep comes.
		first, late time.Duration
		want        []string
	}{
		"warning": {
			nil, 2 * time.Hour, 2*time.Hour + 10*time.Minute,
			[]string{"warn first_response 50% +2h noticed +2h10m"},
		},
		"breach and the first level": {
			nil, 2 * time.Hour, 4*time.Hour + 10*time.Minute,
			[]string{
				"warn first_response 50% +2h noticed +4h10m", "warn first_response 75% +3h noticed +4h10m",
				"breach first_response +4h noticed +4h10m", "escalate 1 senior +4h10m",
			},
		},
		"everything after a day without sweeps": {
			nil, 2 * time.Hour, 24 * time.Hour,
			[]string{
				"warn first_response 50% +2h noticed +24h", "warn first_response 75% +3h noticed +24h",
				"breach first_response +4h noticed +24h", "escalate 1 senior +24h", "escalate 2 supervisor +24h",
			},
		},
		"the day of a wait": {
			[]complaint.Action{answer(), waitFor(complaint.WaitThirdParty, day(1))},
			24 * time.Hour, 30 * time.Hour,
			[]string{"remind wait +24h noticed +30h"},
		},
		"a step of the plan": {
			[]complaint.Action{
				complaint.Acknowledge{Message: say("we have it")},
				complaint.Plan{Steps: []complaint.PlanStep{{ID: "pickup", Remedy: complaint.RemedyExchange, Owner: complaint.Party{Person: "mia"}, Due: day(1)}}},
				answer(),
			},
			24 * time.Hour, 25 * time.Hour,
			[]string{"remind step pickup +24h noticed +25h"},
		},
		"an appeal": {
			[]complaint.Action{answer(), complaint.FileAppeal{Ground: complaint.Hide("not so"), Due: day(2)}},
			48 * time.Hour, 49 * time.Hour,
			[]string{"remind appeal +48h noticed +49h"},
		},
		"an offer": {
			[]complaint.Action{answer(), apology("o1", day(1))},
			24 * time.Hour, 26 * time.Hour,
			[]string{"lapse o1 +24h noticed +26h"},
		},
		"silence, a reminder": {
			[]complaint.Action{answer(), waitFor(complaint.WaitCustomer, time.Time{})},
			192 * time.Hour, 193 * time.Hour,
			[]string{"remind clock 48h +192h noticed +193h"},
		},
		"silence, the end": {
			[]complaint.Action{answer(), apology("o1", day(20)), waitFor(complaint.WaitCustomer, time.Time{})},
			192 * time.Hour, 250 * time.Hour,
			[]string{"remind clock 48h +192h noticed +250h", "close no-answer no_answer +250h"},
		},
		"two offers and a wait in the order of their days": {
			[]complaint.Action{
				answer(), apology("o1", day(3)), apology("o2", day(1)),
				waitFor(complaint.WaitCustomer, day(2)),
			},
			24 * time.Hour, 100 * time.Hour,
			[]string{"lapse o2 +24h noticed +100h", "remind wait +48h noticed +100h", "lapse o1 +72h noticed +100h"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShift(t, memory.New(), nil)
			id := open(t, s.Desk).ID
			s.do(id, mia, c.prepare...)
			s.sweeps(c.first, 0)
			s.sweeps(c.late, len(c.want))
			require.Equal(t, c.want, s.swept(id))
			s.sweeps(c.late, 0)
		})
	}
}

// day is so many days after the start of a shift.
func day(n int) time.Time { return time.Date(2026, time.October, 12+n, 9, 0, 0, 0, time.UTC) }

func TestSweepGivesAnEscalatedCaseToThePersonOfTheRoster(t *testing.T) {
	s := newShift(t, memory.New(), picks(func(tier complaint.Role, c complaint.Complaint) (complaint.Party, error) {
		if tier == complaint.RoleSupervisor {
			return complaint.Party{}, nil // stays with who has it
		}
		return complaint.Party{Department: c.Assessment.Category, Person: "li"}, nil
	}))
	id := open(t, s.Desk).ID
	s.sweeps(9*time.Hour, 5)
	c, err := s.Get(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 2, c.Escalation)
	require.Equal(t, complaint.RoleSupervisor, c.Assignment.Tier)
	require.Equal(t, complaint.Party{Department: "logistics.delay", Person: "li"}, c.Assignment.Party)
}

// While the roster has an error nobody is escalated, and no level is passed over; all else goes on, on this complaint and
// on others, and once the roster works the ladder goes on where it stood.
func TestSweepGoesOnWithoutTheRoster(t *testing.T) {
	down := true
	asked := 0
	noRoster := errors.New("the roster is down")
	s := newShift(t, memory.New(), picks(func(complaint.Role, complaint.Complaint) (complaint.Party, error) {
		asked++
		if down {
			return complaint.Party{}, noRoster
		}
		return complaint.Party{Person: "li"}, nil
	}))
	id := open(t, s.Desk).ID
	s.do(id, mia, waitFor(complaint.WaitCustomer, day(1)))
	s.at(25 * time.Hour)
	n, err := s.Sweep(t.Context())
	require.ErrorIs(t, err, noRoster)
	require.ErrorContains(t, err, id.String())
	require.Equal(t, 4, n)
	require.Equal(t, 1, asked, "once in a sweep")
	before := []string{
		"warn first_response 50% +2h noticed +25h", "warn first_response 75% +3h noticed +25h",
		"breach first_response +4h noticed +25h", "remind wait +24h noticed +25h",
	}
	require.Equal(t, before, s.swept(id))
	n, err = s.Sweep(t.Context())
	require.ErrorIs(t, err, noRoster, "every sweep tries again")
	require.Zero(t, n)
	down = false
	s.sweeps(26*time.Hour, 2)
	require.Equal(t, slices.Concat(before, []string{"escalate 1 senior li +26h", "escalate 2 supervisor li +26h"}), s.swept(id))
}

// Who is allowed to do what by hand says nothing about what happens by itself.
func TestSweepNeedsNoPermission(t *testing.T) {
	s := newShift(t, memory.New(), nil)
	id := open(t, s.Desk).ID
	s.config.Permissions = map[complaint.Kind][]complaint.Role{complaint.KindNote: {complaint.RoleMid}}
	var err error
	n, err := s.skewed(24 * time.Hour).Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, 5, n)
	require.Len(t, s.swept(id), 5)
}

// A case that was answered has nothing due any more, whenever the sweep comes.
func TestSweepLeavesAnsweredCasesAlone(t *testing.T) {
	s := newShift(t, memory.New(), nil)
	id := open(t, s.Desk).ID
	s.sweeps(2*time.Hour+time.Minute, 1)
	s.at(3*time.Hour + 59*time.Minute)
	s.do(id, mia, answer())
	s.sweeps(30*time.Hour, 0)
	c, err := s.Get(t.Context(), id)
	require.NoError(t, err)
	k, ok := c.Clock(complaint.ClockRef{Name: "first_response", Cycle: 1, Run: 1})
	require.True(t, ok)
	require.Equal(t, complaint.VerdictMet, k.Verdict)
	require.Equal(t, []string{"warn first_response 50% +2h noticed +2h1m"}, s.swept(id))
}
