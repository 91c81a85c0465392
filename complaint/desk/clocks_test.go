package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

const officePolicy = `kind: sla
name: office
version: "VERSION"
calendar: office
calendars:
  office:
    zone: Asia/Shanghai
    week: {monday: &day [09:00-17:00], tuesday: *day, wednesday: *day, thursday: *day, friday: *day}
ladders:
  up: [{at: 100%, tier: senior}]
targets:
  - {metric: first_response, within: LIMIT, warn: [50%], ladder: up}
  - {name: department, metric: first_response, for: internal, within: 1h}
  - {metric: follow_up, within: 8h, ladder: up}
`

// office is a desk with a clock that the test sets.
type office struct {
	*desk.Desk

	t     *testing.T
	store storage.Store
	now   time.Time
}

func officeEngine(t *testing.T, version, limit string) *sla.Engine {
	t.Helper()
	text := strings.NewReplacer("VERSION", version, "LIMIT", limit).Replace(officePolicy)
	p, err := desk.ReadSLA("office.yaml", []byte(text))
	require.NoError(t, err)
	e, err := sla.New(p)
	require.NoError(t, err)
	return e
}

func newOffice(t *testing.T, store storage.Store, e *sla.Engine) *office {
	t.Helper()
	o := &office{t: t, store: store}
	o.at("2026-10-12 09:00")
	var err error
	o.Desk, err = desk.New(desk.Config{Store: store, SLA: e, Now: func() time.Time { return o.now }})
	require.NoError(t, err)
	return o
}

func (o *office) at(when string) {
	o.t.Helper()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(o.t, err)
	o.now, err = time.ParseInLocation("2006-01-02 15:04", when, shanghai)
	require.NoError(o.t, err)
}

func (o *office) do(id complaint.ID, who complaint.Actor, a complaint.Action) complaint.Complaint {
	o.t.Helper()
	c, err := o.Do(context.Background(), desk.Command{ID: id, Actor: who, Action: a})
	require.NoError(o.t, err)
	return c
}

func TestCustomersSeeTheirLimitsOnly(t *testing.T) {
	o := newOffice(t, memory.New(), officeEngine(t, "1", "4h"))
	c := open(t, o.Desk)
	require.Len(t, c.Clocks, 2)
	require.True(t, c.Due.Equal(o.now.Add(time.Hour)), "what is due first is the department's")
	seen, err := o.As(jane).Get(t.Context(), c.ID)
	require.NoError(t, err)
	require.Len(t, seen.Clocks, 1)
	require.Equal(t, complaint.ClockCustomer, seen.Clocks[0].Kind)
	require.Empty(t, seen.Clocks[0].Marks, "warnings and escalations are internal")
	require.Empty(t, seen.Clocks[0].Policy)
	require.True(t, seen.Due.Equal(o.now.Add(4*time.Hour)), "promised to the customer")
	require.Len(t, c.Clocks[0].Marks, 3, "the view changes nothing but itself")

	o.at("2026-10-12 11:30")
	n, err := o.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n, "the department's breach and the warning at half time")
	history, err := o.As(jane).History(t.Context(), c.ID)
	require.NoError(t, err)
	require.Len(t, history, 1, "neither is for the customer")
	require.Empty(t, history[0].Decisions)
}

func TestRetimeTakesANewPolicyToRunningClocks(t *testing.T) {
	store := memory.New()
	o := newOffice(t, store, officeEngine(t, "1", "4h"))
	running, done := open(t, o.Desk), open(t, o.Desk)
	o.do(done.ID, mia, complaint.Acknowledge{Message: say("we have it")})
	before, err := o.Verdicts(t.Context(), done.ID)
	require.NoError(t, err)

	draft := officeEngine(t, "2", "2h")
	preview, err := o.PreviewSLA(t.Context(), draft, storage.Query{})
	require.NoError(t, err)
	require.Equal(t, 2, preview.Cases)
	require.Equal(t, 2, preview.Earlier, "the response of both cases would be due earlier")
	require.Zero(t, preview.ToBreached)

	next := newOffice(t, store, draft)
	c := next.do(running.ID, mia, note("a step under the new policy"))
	require.Equal(t, "4h", c.Clocks[0].Target, "a clock that runs keeps its target")
	_, err = next.Retime(t.Context(), storage.Query{}, mia, complaint.Hide("new limits"))
	require.ErrorIs(t, err, desk.ErrForbidden)
	n, err := next.Retime(t.Context(), storage.Query{}, bob, complaint.Hide("new limits"))
	require.NoError(t, err)
	require.Equal(t, 1, n, "what has ended stays")
	c, err = next.Get(t.Context(), running.ID)
	require.NoError(t, err)
	require.Equal(t, "2h", c.Clocks[0].Target)
	require.Equal(t, "2", c.Clocks[0].Policy.Version)
	after, err := next.Verdicts(t.Context(), done.ID)
	require.NoError(t, err)
	require.Equal(t, before, after)
	n, err = next.Retime(t.Context(), storage.Query{}, bob, complaint.Hide("again"))
	require.NoError(t, err)
	require.Zero(t, n, "nothing changes, so nothing happens")
	require.NoError(t, next.Verify(t.Context(), running.ID))
}

func TestClocksGoOnAfterClosing(t *testing.T) {
	o := newOffice(t, memory.New(), officeEngine(t, "1", "4h"))
	c := open(t, o.Desk)
	o.do(c.ID, mia, complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("found it")})
	c = o.do(c.ID, mia, complaint.Close{Outcome: complaint.OutcomeResolved})
	require.Equal(t, complaint.StatusClosed, c.Status)
	require.False(t, c.Due.IsZero(), "the return visit is still to be made")
	o.at("2026-10-14 09:00")
	n, err := o.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n, "the breach and the escalation")
	risks, err := o.Desk.Due(t.Context(), desk.DueQuery{Until: o.now})
	require.NoError(t, err)
	require.Len(t, risks, 1)
	require.Equal(t, -8*time.Hour, risks[0].Clocks[0].Left)
	c = o.do(c.ID, mia, complaint.FollowUp{Message: say("is all well?")})
	require.True(t, c.Due.IsZero())
	risks, err = o.Desk.Due(t.Context(), desk.DueQuery{Until: o.now})
	require.NoError(t, err)
	require.Empty(t, risks)
}

func TestBrokenPolicyNamesThePlace(t *testing.T) {
	_, err := desk.ReadSLA("office.yaml", []byte("kind: sla\nname: x\nversion: \"1\"\ntargets:\n  - {metric: first_response, within: 7d}\n"))
	require.ErrorIs(t, err, complaint.ErrInvalid)
	require.ErrorContains(t, err, "office.yaml:5:")
	require.ErrorContains(t, err, "targets[0].within")
	p, err := desk.ReadSLA("office.yaml", []byte("kind: sla\nname: x\nversion: \"1\"\ntargets:\n  - {metric: first_reply, within: 7h}\n"))
	require.NoError(t, err)
	_, err = sla.New(p)
	require.ErrorContains(t, err, "office.yaml:5:")
	require.ErrorContains(t, err, "first_reply")
}
