package complaint_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
)

func mia() complaint.Actor { return complaint.Actor{ID: "mia", Role: complaint.RoleJunior} }
func bob() complaint.Actor { return complaint.Actor{ID: "bob", Role: complaint.RoleSupervisor} }
func manager() complaint.Actor {
	return complaint.Actor{ID: "zhao", Role: complaint.RoleManager}
}
func customer() complaint.Actor { return complaint.Actor{ID: "u-1", Role: complaint.RoleCustomer} }

func say(words string) complaint.Message {
	return complaint.Message{Channel: complaint.ChannelApp, Text: complaint.Hide(words)}
}

// do applies an action an hour after the last event.
func do(t testing.TB, c complaint.Complaint, a complaint.Action, actor complaint.Actor) (complaint.Complaint, complaint.Event) {
	t.Helper()
	m := meta()
	m.At, m.Actor = c.Updated.Add(time.Hour), actor
	next, e, err := c.Apply(a, m)
	require.NoError(t, err)
	return next, e
}

func refused(t testing.TB, c complaint.Complaint, a complaint.Action, actor complaint.Actor) error {
	t.Helper()
	m := meta()
	m.At, m.Actor = c.Updated.Add(time.Hour), actor
	_, _, err := c.Apply(a, m)
	require.Error(t, err)
	return err
}

func opened(t testing.TB) (complaint.Complaint, complaint.Event) {
	t.Helper()
	c, e, err := complaint.Open(complaint.KeyID("", "lifecycle"), complaint.Intake{
		Channel: complaint.ChannelApp, Category: "quality.defect", Content: complaint.Hide("the screen is faulty"),
		Customer: complaint.Customer{ID: "u-1", Name: complaint.Hide("Jane Roe")},
	}, meta())
	require.NoError(t, err)
	return c, e
}

// closedCase works a complaint through the main line, with an exchange.
func closedCase(t testing.TB) (complaint.Complaint, []complaint.Event) {
	t.Helper()
	c, e := opened(t)
	events := append(make([]complaint.Event, 0, len(mainLine())+1), e)
	for _, step := range mainLine() {
		var e complaint.Event
		c, e = do(t, c, step.action, step.actor)
		require.Equal(t, step.status, c.Status, "after %s", step.action.Kind())
		require.Equal(t, step.status, e.Status)
		events = append(events, e)
	}
	return c, events
}

type lineStep struct {
	action complaint.Action
	actor  complaint.Actor
	status complaint.Status
}

func mainLine() []lineStep {
	exchange := complaint.Offer{ID: "o1", Options: []complaint.Option{
		{Grants: []complaint.Grant{{Remedy: complaint.RemedyExchange}}},
		{Grants: []complaint.Grant{{Remedy: complaint.RemedyRefund, Amount: cny("2999")}}},
	}}
	return []lineStep{
		{complaint.Assess{Assessment: complaint.Assessment{Severity: complaint.SeveritySerious}}, mia(), complaint.StatusScreened},
		{complaint.Acknowledge{Message: say("we have it")}, mia(), complaint.StatusAcknowledged},
		{complaint.Assign{To: complaint.Party{Department: "aftersales", Person: "mia"}}, bob(), complaint.StatusAssigned},
		{complaint.StartInvestigation{Lead: complaint.Party{Person: "mia"}}, mia(), complaint.StatusInvestigating},
		{complaint.Wait{For: complaint.WaitCustomer, Reason: complaint.Hide("photo of the screen")}, mia(), complaint.StatusWaiting},
		{complaint.Receive{Message: say("here is the photo")}, customer(), complaint.StatusWaiting},
		{complaint.Resume{}, mia(), complaint.StatusInvestigating},
		{complaint.RecordFinding{Finding: complaint.Finding{Result: complaint.Substantiated, Cause: "product_defect"}}, mia(), complaint.StatusInvestigating},
		{complaint.CloseInvestigation{}, mia(), complaint.StatusInvestigating},
		{complaint.Propose{Offers: []complaint.Offer{exchange}}, mia(), complaint.StatusProposed},
		{complaint.Accept{Offer: "o1"}, customer(), complaint.StatusAgreed},
		{complaint.Plan{Steps: []complaint.PlanStep{{ID: "collect", Remedy: complaint.RemedyExchange, Offer: "o1", Owner: complaint.Party{Department: "logistics"}}}}, mia(), complaint.StatusAgreed},
		{complaint.CarryOut{Step: "collect"}, mia(), complaint.StatusCarriedOut},
		{complaint.Verification{Step: "collect", Passed: true}, bob(), complaint.StatusCarriedOut},
		{complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("your new screen is there")}, mia(), complaint.StatusCommunicated},
		{complaint.FollowUp{Message: say("is all well?")}, mia(), complaint.StatusFollowedUp},
		{complaint.AnswerSurvey{Survey: complaint.Survey{Satisfaction: 5}}, customer(), complaint.StatusFollowedUp},
		{complaint.Close{Outcome: complaint.OutcomeResolved}, mia(), complaint.StatusClosed},
	}
}

func cny(amount string) complaint.Money {
	m, err := complaint.NewMoney(amount, "CNY")
	if err != nil {
		panic(err)
	}
	return m
}

func TestMainLine(t *testing.T) {
	c, events := closedCase(t)
	require.Len(t, events, int(c.Version))
	require.Equal(t, complaint.OutcomeResolved, c.Outcome)
	require.Equal(t, []string{"mia"}, c.Deciders)
	require.Equal(t, 3, c.Messages.Sent)
	require.Equal(t, 1, c.Messages.Received)
	require.Equal(t, complaint.Party{Department: "aftersales", Person: "mia"}, c.Stages[len(c.Stages)-1].Responsible)
	require.Equal(t, complaint.StatusReceived, c.Stages[0].Status)
	require.NoError(t, c.Verify(events))
}

func TestIllegalStepSaysWhatIsLegal(t *testing.T) {
	c, _ := opened(t)
	err := refused(t, c, complaint.Archive{}, mia())
	var transition *complaint.TransitionError
	require.ErrorAs(t, err, &transition)
	require.ErrorIs(t, err, complaint.ErrTransition)
	require.Equal(t, complaint.StatusReceived, transition.Status)
	require.Equal(t, complaint.KindArchive, transition.Action)
	require.Equal(t, c.Allowed(), transition.Allowed)
	require.ErrorContains(t, err, "archive is not legal in status received")
	require.ErrorContains(t, err, "acknowledge")

	c, _ = do(t, c, complaint.Acknowledge{Message: say("ok")}, mia())
	require.ErrorContains(t, refused(t, c, complaint.Acknowledge{Message: say("ok")}, mia()), "acknowledged already")
	require.NotContains(t, c.Allowed(), complaint.KindAcknowledge)
}

func TestEveryStatusCanBeReachedAndLeft(t *testing.T) {
	reached := map[complaint.Status]bool{complaint.StatusReceived: true}
	left := map[complaint.Status]bool{}
	for range complaint.Statuses() {
		for _, e := range complaint.Edges() {
			if reached[e.From] {
				reached[e.To] = true
				left[e.From] = true
			}
		}
	}
	for _, s := range complaint.Statuses() {
		require.True(t, reached[s], "%s cannot be reached", s)
		require.True(t, left[s] || s == complaint.StatusArchived, "%s cannot be left", s)
		require.NotEqual(t, string(s), s.Label("en"))
		require.NotEqual(t, s.Label("en"), s.Label("zh-CN"))
	}
}

func TestPartialPayoutsNeverPassTheOffer(t *testing.T) {
	c, _ := opened(t)
	c, _ = do(t, c, complaint.Assign{To: complaint.Party{Person: "mia"}}, bob())
	c, _ = do(t, c, complaint.Propose{Offers: []complaint.Offer{{
		ID: "cash", Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyCash, Amount: cny("50.00")}}}},
	}}}, mia())
	pay := func(id, amount string) complaint.PayOut {
		return complaint.PayOut{Payout: complaint.Payout{ID: id, Offer: "cash", Amount: cny(amount), Method: "wallet"}}
	}
	require.ErrorIs(t, refused(t, c, pay("p1", "50"), mia()), complaint.ErrTransition, "not accepted yet")
	c, _ = do(t, c, complaint.Accept{Offer: "cash"}, customer())
	require.ErrorContains(t, refused(t, c, pay("p1", "50.01"), mia()), "CNY 50.00")
	c, _ = do(t, c, pay("p1", "49.99"), mia())
	require.Equal(t, complaint.StatusAgreed, c.Status)
	require.ErrorContains(t, refused(t, c, pay("p2", "0.02"), mia()), "CNY 0.01 that is left")
	require.ErrorContains(t, refused(t, c, pay("p1", "0.01"), mia()), "paid already")
	c, _ = do(t, c, pay("p2", "0.01"), mia())
	require.Equal(t, complaint.StatusCarriedOut, c.Status, "all money is paid")
	require.ErrorIs(t, refused(t, c, pay("p3", "0.01"), mia()), complaint.ErrTransition)
}

func TestOffersExpireAndAreDue(t *testing.T) {
	c, _ := opened(t)
	c, _ = do(t, c, complaint.Assign{To: complaint.Party{Person: "mia"}}, bob())
	expires := c.Updated.Add(90 * time.Minute)
	offer := complaint.Offer{ID: "o", Expires: expires, Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyApology}}}}}
	c, _ = do(t, c, complaint.Propose{Offers: []complaint.Offer{offer}}, mia())
	require.True(t, c.Due.Equal(expires), "the next moment at which something is due is known")
	m := meta()
	m.Actor = customer()
	m.At = expires
	_, _, err := c.Apply(complaint.Accept{Offer: "o"}, m)
	require.NoError(t, err, "until the last moment")
	m.At = expires.Add(time.Microsecond)
	_, _, err = c.Apply(complaint.Accept{Offer: "o"}, m)
	require.ErrorContains(t, err, "expired")
	c, _ = do(t, c, complaint.Decline{Offer: "o"}, customer())
	require.True(t, c.Due.IsZero())
	require.Equal(t, complaint.StatusAssigned, c.Status)
}

func TestAppealIsDecidedBySomebodyElse(t *testing.T) {
	c, _ := closedCase(t)
	c, _ = do(t, c, complaint.Reopen{Reason: complaint.Hide("not solved")}, customer())
	require.Equal(t, 2, c.Cycle)
	require.Equal(t, 1, c.Reopens)
	require.True(t, c.Closed.IsZero())
	c, _ = do(t, c, complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("no")}, mia())
	c, _ = do(t, c, complaint.FileAppeal{Ground: complaint.Hide("too little")}, customer())
	err := refused(t, c, complaint.DecideAppeal{Outcome: complaint.AppealChanged, Reason: complaint.Hide("x")}, mia())
	require.ErrorContains(t, err, "did not decide")
	up, _ := do(t, c, complaint.DecideAppeal{Outcome: complaint.AppealUpheld, Reason: complaint.Hide("x")}, bob())
	require.Equal(t, complaint.StatusCommunicated, up.Status)
	changed, _ := do(t, c, complaint.DecideAppeal{Outcome: complaint.AppealChanged, Reason: complaint.Hide("x")}, bob())
	require.Equal(t, complaint.StatusAssigned, changed.Status)
	require.Equal(t, 2, changed.Cycle, "it had not ended")
	require.Contains(t, changed.Deciders, "bob")
}

func TestClosedCaseAppealedAndChangedBeginsANewCycle(t *testing.T) {
	c, _ := closedCase(t)
	c, _ = do(t, c, complaint.FileAppeal{Ground: complaint.Hide("too little")}, customer())
	up, _ := do(t, c, complaint.DecideAppeal{Outcome: complaint.AppealUpheld, Reason: complaint.Hide("x")}, bob())
	require.Equal(t, complaint.StatusClosed, up.Status)
	require.False(t, up.Closed.IsZero())
	changed, _ := do(t, c, complaint.DecideAppeal{Outcome: complaint.AppealChanged, Reason: complaint.Hide("x")}, bob())
	require.Equal(t, 2, changed.Cycle)
	require.True(t, changed.Closed.IsZero())
	require.Zero(t, changed.Reopens)
}

func TestMergeAndUndo(t *testing.T) {
	c, _ := opened(t)
	c, _ = do(t, c, complaint.Assign{To: complaint.Party{Person: "mia"}}, bob())
	c, _ = do(t, c, complaint.Wait{For: complaint.WaitThirdParty, Reason: complaint.Hide("carrier")}, mia())
	other := complaint.KeyID("", "other")
	require.ErrorIs(t, refused(t, c, complaint.Merge{Into: c.ID}, mia()), complaint.ErrInvalid)
	merged, _ := do(t, c, complaint.Merge{Into: other}, mia())
	require.Equal(t, complaint.StatusMerged, merged.Status)
	require.Contains(t, merged.Links, complaint.Link{Type: complaint.LinkMerged, To: other})
	back, _ := do(t, merged, complaint.Unmerge{}, mia())
	back.Version, back.Updated, back.Head = c.Version, c.Updated, c.Head
	require.Equal(t, c, back, "everything is as before")
}

func TestEraseNeedsNoHoldAndEndsAllButArchiving(t *testing.T) {
	c, _ := closedCase(t)
	c, _ = do(t, c, complaint.Hold{Name: "chargeback", Reason: complaint.Hide("bank case 7")}, bob())
	require.ErrorContains(t, refused(t, c, complaint.Erase{Basis: "customer_request"}, manager()), "legal hold: chargeback")
	c, _ = do(t, c, complaint.Release{Name: "chargeback"}, bob())
	c, _ = do(t, c, complaint.Erase{Basis: "customer_request"}, manager())
	require.Equal(t, []complaint.Kind{complaint.KindArchive}, c.Allowed())
	c, _ = do(t, c, complaint.Archive{}, manager())
	require.Empty(t, c.Allowed())
}

func TestMetaIsChecked(t *testing.T) {
	in := complaint.Intake{Channel: complaint.ChannelApp, Content: complaint.Hide("x")}
	for field, change := range map[string]func(m *complaint.Meta){
		"meta.at":         func(m *complaint.Meta) { m.At = time.Time{} },
		"meta.actor.id":   func(m *complaint.Meta) { m.Actor.ID = "" },
		"meta.actor.role": func(m *complaint.Meta) { m.Actor.Role = "god" },
		"meta.salt":       func(m *complaint.Meta) { m.Salt = nil },
		"meta.key":        func(m *complaint.Meta) { m.Key = strings.Repeat("k", 256) },
		"meta.tenant":     func(m *complaint.Meta) { m.Tenant = "a\x00b" },
	} {
		m := meta()
		change(&m)
		_, _, err := complaint.Open(complaint.KeyID("", "m"), in, m)
		requireField(t, err, field)
	}
	for name, at := range map[string]time.Time{
		"future":    casegen.Start().Add(11 * time.Minute),
		"year 1":    time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC),
		"year 9999": time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC),
		"overflow":  time.Unix(1<<62, 0),
	} {
		m := meta()
		m.At, m.Recorded = at, casegen.Start()
		_, _, err := complaint.Open(complaint.KeyID("", "m"), in, m)
		require.ErrorIs(t, err, complaint.ErrInvalid, name)
	}
	c, _ := opened(t)
	m := meta()
	m.Tenant = "other"
	_, _, err := c.Apply(complaint.Resume{}, m)
	requireField(t, err, "meta.tenant")
	_, _, err = c.Apply(nil, meta())
	requireField(t, err, "action")
	_, _, err = complaint.Complaint{}.Apply(complaint.Resume{}, meta())
	requireField(t, err, "complaint")
	_, _, err = complaint.Open(complaint.ID{}, in, meta())
	requireField(t, err, "id")
	_, _, err = c.Apply(complaint.Registration{}, meta())
	require.ErrorIs(t, err, complaint.ErrTransition)
}

func TestRecordTimeNeverRunsBackwards(t *testing.T) {
	c, _ := opened(t)
	m := meta()
	m.At = c.Updated.Add(-time.Hour)
	m.Recorded = c.Updated.Add(-time.Hour) // the clock of this machine was put back
	next, e, err := c.Apply(complaint.Note{Text: complaint.Hide("x")}, m)
	require.NoError(t, err)
	require.Equal(t, c.Updated, e.Recorded)
	require.Equal(t, c.Updated, next.Updated)
	require.Equal(t, m.At, e.At, "when it happened stays as it was said")
}

func TestActionsMayBePassedByPointer(t *testing.T) {
	c, _ := opened(t)
	next, _ := do(t, c, &complaint.Note{Text: complaint.Hide("x")}, mia())
	require.Equal(t, 1, next.Messages.Notes)
}

func TestDecisionsStandInTheEvent(t *testing.T) {
	m := meta()
	m.Decisions = complaint.Decisions{
		Assessment: &complaint.Assessment{
			Category: "quality.safety", Severity: complaint.SeverityVerySerious, Priority: complaint.P1,
			Policy: complaint.PolicyRef{Name: "triage", Version: "7"},
		},
		Route: &complaint.Route{To: complaint.Assignment{Party: complaint.Party{Department: "safety"}, Tier: complaint.RoleSenior}},
	}
	c, e, err := complaint.Open(complaint.KeyID("", "d"), complaint.Intake{Channel: complaint.ChannelApp, Content: complaint.Hide("burnt")}, m)
	require.NoError(t, err)
	require.EqualValues(t, 1, c.Version, "one action, one version, one event")
	require.Equal(t, complaint.StatusAssigned, c.Status)
	require.Equal(t, complaint.P1, c.Assessment.Priority)
	decided, err := e.Decided()
	require.NoError(t, err)
	require.Equal(t, "7", decided.Assessment.Policy.Version)
	replayed, err := complaint.Replay([]complaint.Event{e})
	require.NoError(t, err)
	require.Equal(t, c, replayed)

	m.Decisions.Assessment = &complaint.Assessment{Category: "no.such"}
	_, _, err = complaint.Open(complaint.KeyID("", "d"), complaint.Intake{Channel: complaint.ChannelApp, Content: complaint.Hide("burnt")}, m)
	requireField(t, err, "meta.decisions.assessment.category")
}

func TestDiagrams(t *testing.T) {
	mermaid := complaint.Diagram()
	require.True(t, strings.HasPrefix(mermaid, "stateDiagram-v2\n"))
	require.Contains(t, mermaid, "received --> screened: assess")
	require.Contains(t, mermaid, "closed --> reopened: reopen")
	dot := complaint.DOT()
	require.Contains(t, dot, `assigned -> waiting [label="wait"];`)
	for _, s := range complaint.Statuses() {
		require.Contains(t, dot, string(s))
	}
}

func ExampleComplaint_Apply() {
	m := complaint.Meta{
		At:    time.Date(2026, time.September, 30, 8, 40, 0, 0, time.UTC),
		Actor: complaint.Actor{ID: "web", Role: complaint.RoleSystem},
		Salt:  []byte("sixteen random b"), // crypto/rand in earnest; the desk does this
	}
	c, _, err := complaint.Open(complaint.KeyID("shop", "SO-1/1"), complaint.Intake{
		Channel: complaint.ChannelApp, Category: "quality.defect", Content: complaint.Hide("屏幕有问题，要求换货"),
	}, m)
	if err != nil {
		fmt.Println(err)
		return
	}
	m.Actor = complaint.Actor{ID: "mia", Role: complaint.RoleJunior}
	c, e, err := c.Apply(complaint.Acknowledge{Message: complaint.Message{
		Channel: complaint.ChannelApp, Text: complaint.Hide("您好，我们已收到您的投诉。"),
	}}, m)
	fmt.Println(c.Status, e.Version, e.Kind, err)

	_, _, err = c.Apply(complaint.Close{Outcome: complaint.OutcomeResolved}, m)
	var illegal *complaint.TransitionError
	fmt.Println(errors.As(err, &illegal), slices.Contains(illegal.Allowed, complaint.KindAssign))
	// Output:
	// acknowledged 2 acknowledge <nil>
	// true true
}
