package sla_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// shopPolicy is the policy of the stories.
const shopPolicy = `{
  "kind": "sla", "name": "shop", "version": "1", "calendar": "shop",
  "calendars": {"shop": {
    "zone": "Asia/Shanghai",
    "week": {
      "monday": ["09:00-12:00", "13:00-18:00"], "tuesday": ["09:00-12:00", "13:00-18:00"],
      "wednesday": ["09:00-12:00", "13:00-18:00"], "thursday": ["09:00-12:00", "13:00-18:00"],
      "friday": ["09:00-12:00", "13:00-18:00"]
    },
    "holidays": {"country": "cn", "first": 2026, "last": 2026, "hours": ["09:00-12:00", "13:00-18:00"]}
  }},
  "ladders": {"up": [
    {"at": "100%", "tier": "mid"}, {"after": "2h", "tier": "senior"}, {"after": "4h", "tier": "supervisor", "notify": ["manager"]}
  ]},
  "targets": [{"metric": "first_response", "within": "4h", "warn": ["75%"], "ladder": "up"}],
  "rules": [{
    "name": "serious", "when": {"field": "severity", "op": "at_least", "value": "serious"},
    "targets": [{"metric": "first_resolution", "within": "16h", "warn": ["75%"], "ladder": "up"}]
  }]
}`

func engine(t testing.TB, documents ...string) *sla.Engine {
	t.Helper()
	policies := make([]sla.Policy, 0, len(documents))
	for _, d := range documents {
		p, err := sla.ParsePolicy("policy.json", []byte(d))
		require.NoError(t, err)
		policies = append(policies, p)
	}
	e, err := sla.New(policies...)
	require.NoError(t, err)
	return e
}

// tale is a complaint on its way through time, with the engine that decides about its clocks.
type tale struct {
	t      testing.TB
	engine *sla.Engine
	loc    *time.Location
	c      complaint.Complaint
	events []complaint.Event
}

func mia() complaint.Actor {
	return complaint.Actor{ID: "mia", Role: complaint.RoleMid, Department: "aftersales"}
}

func system() complaint.Actor { return complaint.Actor{ID: "sweep", Role: complaint.RoleSystem} }

func customer() complaint.Actor { return complaint.Actor{ID: "u-wang", Role: complaint.RoleCustomer} }

func say(words string) complaint.Message {
	return complaint.Message{Channel: complaint.ChannelApp, Text: complaint.Hide(words)}
}

func (x *tale) at(when string) time.Time {
	x.t.Helper()
	return at(x.t, x.loc, when)
}

func (x *tale) meta(when time.Time, who complaint.Actor) complaint.Meta {
	recorded := when
	if x.c.Updated.After(recorded) {
		recorded = x.c.Updated
	}
	return complaint.Meta{At: when, Recorded: recorded, Actor: who, Salt: []byte("sixteen bytes ok")}
}

func begin(t testing.TB, e *sla.Engine, when string, a complaint.Assessment) *tale {
	t.Helper()
	x := &tale{t: t, engine: e, loc: zone(t, "Asia/Shanghai")}
	m := x.meta(x.at(when), system())
	m.Decisions.Assessment = &a
	c, ev, err := e.Open(complaint.KeyID("", t.Name()), complaint.Intake{
		Channel: complaint.ChannelApp, Category: "quality.defect", Content: complaint.Hide("the screen is faulty"),
		Customer: complaint.Customer{ID: "u-wang"},
	}, m)
	require.NoError(t, err)
	x.c, x.events = c, []complaint.Event{ev}
	return x
}

func (x *tale) do(when string, who complaint.Actor, a complaint.Action) *tale {
	x.t.Helper()
	return x.doAt(x.at(when), who, a)
}

func (x *tale) doAt(when time.Time, who complaint.Actor, a complaint.Action) *tale {
	x.t.Helper()
	next, ev, err := x.engine.Apply(x.c, a, x.meta(when, who))
	require.NoError(x.t, err)
	x.c, x.events = next, append(x.events, ev)
	return x
}

func (x *tale) clock(name string) complaint.Clock {
	x.t.Helper()
	for _, k := range x.c.Clocks {
		if k.Name == name {
			return k
		}
	}
	require.Fail(x.t, "no clock", "%s among %+v", name, x.c.Clocks)
	return complaint.Clock{}
}

func (x *tale) due(name, want string) *tale {
	x.t.Helper()
	if want == "" {
		require.True(x.t, x.clock(name).Due.IsZero(), "%s is due %s", name, x.clock(name).Due.In(x.loc))
		return x
	}
	if end, ok := strings.CutSuffix(want, "24:00"); ok { // the last moment of the day
		equalTime(x.t, x.at(end+"23:59").Add(time.Minute-time.Microsecond), x.clock(name).Due, name)
		return x
	}
	equalTime(x.t, x.at(want), x.clock(name).Due, name)
	return x
}

func serious() complaint.Assessment { return complaint.Assessment{Severity: complaint.SeveritySerious} }

func TestStoryClocks(t *testing.T) {
	x := begin(t, engine(t, shopPolicy), "2026-09-30 16:40", serious())
	x.due("first_response", "2026-10-08 11:40")
	x.due("first_resolution", "2026-10-09 16:40")
	require.Equal(t, complaint.MarkWarn, x.clock("first_resolution").Marks[0].Kind)
	equalTime(t, x.at("2026-10-09 11:40"), x.clock("first_resolution").Marks[0].At)
	require.Equal(t, "serious", x.clock("first_resolution").Rule)
	equalTime(t, x.at("2026-10-08 10:40"), x.c.Due, "the first warning is the next thing due")

	x.do("2026-10-08 11:05", mia(), complaint.Acknowledge{Message: say("we have it")})
	first := x.clock("first_response")
	require.Equal(t, complaint.VerdictMet, first.Verdict)
	require.Equal(t, 3*time.Hour+25*time.Minute, first.Worked)
	require.Equal(t, 186*time.Hour+25*time.Minute, first.Elapsed)

	x.do("2026-10-08 14:00", mia(), complaint.Wait{For: complaint.WaitCustomer, Reason: complaint.Hide("photo")})
	require.Equal(t, complaint.ClockPaused, x.clock("first_resolution").State)
	x.due("first_resolution", "")
	require.True(t, x.c.Due.IsZero())
	x.do("2026-10-09 10:00", mia(), complaint.Resume{})
	require.Equal(t, complaint.ClockRunning, x.clock("first_resolution").State)
	x.due("first_resolution", "2026-10-10 13:40")
	x.do("2026-10-10 11:20", mia(), complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("it is there")})
	k := x.clock("first_resolution")
	require.Equal(t, complaint.VerdictMet, k.Verdict)
	require.Equal(t, 14*time.Hour+40*time.Minute, k.Worked)

	replayed, err := complaint.Replay(x.events)
	require.NoError(t, err)
	require.Equal(t, x.c, replayed)
	require.NoError(t, x.c.Verify(x.events))
}

func TestDefaultPolicyCompiles(t *testing.T) {
	_, err := sla.New(sla.DefaultPolicy())
	require.NoError(t, err)
	x := begin(t, sla.Default(), "2026-09-30 16:40", complaint.Assessment{})
	x.due("first_response", "2026-10-01 16:40")
	x.due("first_resolution", "2026-10-02 16:40")
}
