package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
	"github.com/recourse-go/recourse/triage"
)

func staffed(t testing.TB, people ...desk.Person) (*desk.Desk, desk.StoredRoster, *time.Time) {
	t.Helper()
	store := memory.New()
	at := time.Date(2026, time.October, 12, 9, 0, 0, 0, time.UTC)
	roster := desk.StoredRoster{Store: store}
	for _, p := range people {
		require.NoError(t, roster.Save(t.Context(), p))
	}
	d, err := desk.New(desk.Config{Store: store, Roster: roster, Now: func() time.Time { return at }})
	require.NoError(t, err)
	return d, roster, &at
}

func quality(id string) desk.Person {
	return desk.Person{ID: id, Department: "quality", Tier: complaint.RoleSupervisor}
}

func broken(customer string) complaint.Intake {
	in := words(customer, kettle)
	in.Category = "quality.defect"
	return in
}

func TestRosterInTheStore(t *testing.T) {
	ann := quality("ann")
	d, roster, at := staffed(t, ann)
	require.Equal(t, "ann", opened(t, d, broken("u-1")).Assignment.Person)
	ann.Capacity = 1
	require.NoError(t, roster.Save(t.Context(), ann))
	require.Empty(t, opened(t, d, broken("u-2")).Assignment.Person, "she has as many as she can")
	ann.Capacity, ann.Absences = 0, []desk.Absence{{From: *at, To: at.Add(time.Hour)}}
	require.NoError(t, roster.Save(t.Context(), ann))
	require.Empty(t, opened(t, d, broken("u-3")).Assignment.Person, "she is away")
	*at = at.Add(time.Hour)
	require.Equal(t, "ann", opened(t, d, broken("u-4")).Assignment.Person, "she is back")
	ann.Skills = []string{"logistics"}
	require.NoError(t, roster.Save(t.Context(), ann))
	require.Empty(t, opened(t, d, broken("u-5")).Assignment.Person)
	people, err := roster.People(t.Context(), "quality")
	require.NoError(t, err)
	require.Len(t, people, 1, "replaced, not added")
	people, err = roster.People(t.Context(), "orders")
	require.NoError(t, err)
	require.Empty(t, people)
	require.NoError(t, roster.Remove(t.Context(), "ann"))
	require.NoError(t, roster.Remove(t.Context(), "ann"), "who is not there is no error")
	people, err = roster.People(t.Context(), "")
	require.NoError(t, err)
	require.Empty(t, people)
	for name, p := range map[string]desk.Person{
		"no ID": {Tier: complaint.RoleMid}, "address": {ID: "a@b", Tier: complaint.RoleMid}, "no tier": {ID: "a"},
		"customer": {ID: "a", Tier: complaint.RoleCustomer}, "capacity": {ID: "a", Tier: complaint.RoleMid, Capacity: -1},
		"absence": {ID: "a", Tier: complaint.RoleMid, Absences: []desk.Absence{{From: *at, To: *at}}},
	} {
		require.ErrorIs(t, roster.Save(t.Context(), p), complaint.ErrInvalid, name)
	}
}

func TestStickyHandler(t *testing.T) {
	d, roster, _ := staffed(t, quality("ann"))
	require.Equal(t, "ann", opened(t, d, broken("u-1")).Assignment.Person)
	require.NoError(t, roster.Save(t.Context(), quality("ben")))
	require.Equal(t, "ben", opened(t, d, broken("u-2")).Assignment.Person, "he has less to do")
	require.NoError(t, roster.Save(t.Context(), quality("cat")))
	again := opened(t, d, broken("u-1"))
	require.Equal(t, "ann", again.Assignment.Person, "who had the first has the repeat")
}

type noRoster struct{}

var errRoster = errors.New("directory is down")

func (noRoster) People(context.Context, string) ([]desk.Person, error) { return nil, errRoster }

func TestRosterThatFails(t *testing.T) {
	at := time.Date(2026, time.October, 12, 9, 0, 0, 0, time.UTC)
	d, err := desk.New(desk.Config{Store: memory.New(), Roster: noRoster{}, Now: func() time.Time { return at }})
	require.NoError(t, err)
	c := opened(t, d, broken("u-1"))
	require.Equal(t, "quality", c.Assignment.Department, "it is not lost")
	require.Empty(t, c.Assignment.Person)
}

func TestReassessCorrectReroute(t *testing.T) {
	d, roster, _ := staffed(t, quality("ann"), desk.Person{ID: "lou", Department: "logistics", Tier: complaint.RoleSupervisor})
	c := opened(t, d, broken("u-1"))
	require.Equal(t, "ann", c.Assignment.Person)

	same, err := d.Reroute(t.Context(), c.ID, bob, complaint.Private{})
	require.NoError(t, err)
	require.Equal(t, c.Version, same.Version, "she has it already")

	_, err = d.Correct(t.Context(), c.ID, complaint.Actor{ID: "i", Role: complaint.RoleInspector}, complaint.Reclassify{Category: "logistics.damage"})
	require.ErrorIs(t, err, desk.ErrForbidden)
	_, err = d.Correct(t.Context(), c.ID, bob, complaint.Reclassify{Category: "no.such"})
	require.ErrorIs(t, err, complaint.ErrInvalid)
	moved, err := d.Correct(t.Context(), c.ID, bob, complaint.Reclassify{Category: "logistics.damage"})
	require.NoError(t, err)
	require.Equal(t, "logistics.damage", moved.Assessment.Category)
	require.Equal(t, complaint.Party{Department: "logistics", Person: "lou"}, moved.Assignment.Party)
	require.Equal(t, c.Version+1, moved.Version, "one step")
	_, err = d.Correct(t.Context(), c.ID, bob, complaint.Reclassify{Feedback: complaint.FeedbackComplaint, Reason: complaint.Hide("x")})
	require.NoError(t, err)

	again, err := d.Reassess(t.Context(), c.ID, bob, complaint.Hide("new policy"))
	require.NoError(t, err)
	require.Equal(t, "logistics.damage", again.Assessment.Category, "what a person said stands")
	require.Equal(t, "lou", again.Assignment.Person, "it stays where it is")

	require.NoError(t, roster.Remove(t.Context(), "lou"))
	require.NoError(t, roster.Save(t.Context(), desk.Person{ID: "moe", Department: "logistics", Tier: complaint.RoleSupervisor}))
	rerouted, err := d.Reroute(t.Context(), c.ID, bob, complaint.Hide("she has left"))
	require.NoError(t, err)
	require.Equal(t, "moe", rerouted.Assignment.Person)
	require.NoError(t, d.Verify(t.Context(), c.ID))

	var examples []triage.Example
	for x, err := range d.Corrections(t.Context(), storage.Query{}) {
		require.NoError(t, err)
		examples = append(examples, x)
	}
	require.Equal(t, []triage.Example{{Text: kettle, Label: "logistics.damage"}}, examples)
}

// What people corrected is what a model learns from.
func TestCorrectionsTeach(t *testing.T) {
	d := newDesk(t, memory.New())
	for n := range 12 {
		text, right := fmt.Sprintf("the blue widget %d hums at night", n), "quality.function"
		if n%2 == 1 {
			text, right = fmt.Sprintf("the invoice %d names another firm", n), "price.invoice"
		}
		c := opened(t, d, words(fmt.Sprintf("u-%d", n), text))
		_, err := d.Correct(t.Context(), c.ID, bob, complaint.Reclassify{Category: right})
		require.NoError(t, err)
	}
	m, err := triage.Train(func(yield func(triage.Example) bool) {
		for x, err := range d.Corrections(t.Context(), storage.Query{}) {
			require.NoError(t, err)
			if !yield(x) {
				return
			}
		}
	}, triage.TrainOptions{})
	require.NoError(t, err)
	require.Equal(t, "quality.function", m.Classify("my blue widget hums")[0].Name)
	require.Equal(t, "price.invoice", m.Classify("an invoice that names somebody else")[0].Name)

	p := triage.DefaultPolicy()
	p.Departments = []triage.TeamRule{{Department: "elsewhere"}}
	p.Departments[0].Name = "all"
	draft, err := triage.New(p)
	require.NoError(t, err)
	before := opened(t, d, words("u-99", kettle))
	shown, err := d.PreviewTriage(t.Context(), draft, storage.Query{})
	require.NoError(t, err)
	require.Contains(t, fmt.Sprintf("%+v", shown), "elsewhere")
	after, err := d.Get(t.Context(), before.ID)
	require.NoError(t, err)
	require.Equal(t, before, after, "nothing is stored")
}

func TestReasonsByRole(t *testing.T) {
	d := newDesk(t, memory.New())
	c := opened(t, d, words("u-1", "The zip of the left boot is broken. Pay me 500 or I post bad reviews everywhere."))
	require.NotEmpty(t, c.Assessment.Suspicion)
	for name, who := range map[string]struct {
		actor            complaint.Actor
		suspicion, words bool
	}{
		"handler":   {mia, true, true},
		"customer":  {complaint.Actor{ID: "u-1", Role: complaint.RoleCustomer}, false, false},
		"inspector": {complaint.Actor{ID: "i", Role: complaint.RoleInspector}, true, false},
	} {
		for language, word := range map[string]string{"en": "suspicion", "zh-CN": "恶意"} {
			list, err := d.As(who.actor).Reasons(t.Context(), c.ID, language)
			require.NoError(t, err)
			require.NotEmpty(t, list)
			all := strings.Join(list, "\n")
			require.Equal(t, who.suspicion, strings.Contains(all, word), "%s: %s", name, all)
			require.Equal(t, who.words, strings.Contains(all, "Pay me 500"), "%s: %s", name, all)
		}
	}
	_, err := d.As(stranger).Reasons(t.Context(), c.ID, "en")
	require.ErrorIs(t, err, storage.ErrNotFound)
	events, err := d.As(complaint.Actor{ID: "u-1", Role: complaint.RoleCustomer}).History(t.Context(), c.ID)
	require.NoError(t, err)
	for _, e := range events {
		require.Empty(t, e.Decisions)
	}
}

func TestIncidentsByHand(t *testing.T) {
	d := newDesk(t, memory.New())
	i, err := d.OpenIncident(t.Context(), complaint.Incident{Note: "warehouse under water"})
	require.NoError(t, err)
	require.EqualValues(t, 1, i.Version)
	c := opened(t, d, broken("u-1"))
	joined, err := d.JoinIncident(t.Context(), c.ID, i.ID, mia, complaint.Private{})
	require.NoError(t, err)
	require.Equal(t, []complaint.Link{{Type: complaint.LinkIncident, To: i.ID}}, joined.Links)
	left, err := d.LeaveIncident(t.Context(), c.ID, i.ID, mia, complaint.Hide("not wet"))
	require.NoError(t, err)
	require.Empty(t, left.Links)
	_, err = d.JoinIncident(t.Context(), c.ID, c.ID, mia, complaint.Private{})
	require.ErrorIs(t, err, storage.ErrNotFound)

	i.Cause = "no such cause"
	_, err = d.ChangeIncident(t.Context(), i)
	require.ErrorIs(t, err, complaint.ErrInvalid)
	i.Cause, i.Closed = "", i.Opened.Add(time.Hour)
	changed, err := d.ChangeIncident(t.Context(), i)
	require.NoError(t, err)
	require.EqualValues(t, 2, changed.Version)
	_, err = d.ChangeIncident(t.Context(), i)
	require.ErrorIs(t, err, storage.ErrConflict)
	_, err = d.JoinIncident(t.Context(), c.ID, i.ID, mia, complaint.Private{})
	require.ErrorIs(t, err, desk.ErrIncidentClosed)
}

// An incident that was closed, or into which nobody came for long, is followed by a new one, of new members only.
func TestIncidentAfterIncident(t *testing.T) {
	at := time.Date(2026, time.October, 12, 9, 0, 0, 0, time.UTC)
	d, err := desk.New(desk.Config{Store: memory.New(), Now: func() time.Time { return at }})
	require.NoError(t, err)
	customer := 0
	next := func() []complaint.Link {
		customer++
		at = at.Add(time.Minute)
		in := words(fmt.Sprintf("u-%d", customer), fmt.Sprintf("The lid of kettle number %d is loose, poor quality.", customer*7919))
		in.Category, in.Feedback = "quality.defect", complaint.FeedbackComplaint
		in.Items = []complaint.Item{{Line: "1", Product: "kettle", Lot: "L1"}}
		return opened(t, d, in).Links
	}
	begin := func() complaint.ID {
		require.Empty(t, next())
		require.Empty(t, next())
		links := next()
		require.Len(t, links, 1)
		return links[0].To
	}
	first := begin()
	require.Equal(t, first, next()[0].To)
	i, err := d.Incident(t.Context(), first)
	require.NoError(t, err)
	i.Closed = at
	_, err = d.ChangeIncident(t.Context(), i)
	require.NoError(t, err)
	second := begin()
	require.NotEqual(t, first, second, "the closed one takes nobody, and its members count for no other")
	at = at.Add(48 * time.Hour)
	third := begin()
	require.NotEqual(t, second, third)
	members, err := d.Find(t.Context(), desk.Members(third))
	require.NoError(t, err)
	require.Len(t, members.Complaints, 3)
}

func TestSuggest(t *testing.T) {
	d := newDesk(t, memory.New())
	solve := func(customer, text, reply string, satisfaction int) complaint.ID {
		in := words(customer, text)
		in.Category = "quality.defect"
		c := opened(t, d, in)
		for _, a := range []complaint.Action{
			complaint.Communicate{Purpose: complaint.PurposeResult, Message: say(reply)},
			complaint.AnswerSurvey{Survey: complaint.Survey{Satisfaction: satisfaction}},
			complaint.Close{Outcome: complaint.OutcomeResolved},
		} {
			_, err := d.Do(t.Context(), desk.Command{ID: c.ID, Actor: bob, Action: a})
			require.NoError(t, err, "%T", a)
		}
		return c.ID
	}
	good := solve("u-1", kettle, "We send you another kettle.", 5)
	bad := solve("u-2", kettle, "Please read the manual.", 1)
	other := solve("u-3", "The handle of the pan came off.", "We send you another pan.", 5)
	c := opened(t, d, broken("u-9"))
	list, err := d.Suggest(t.Context(), c.ID, 10)
	require.NoError(t, err)
	order := make([]complaint.ID, 0, len(list))
	for _, s := range list {
		order = append(order, s.Complaint)
	}
	require.Equal(t, []complaint.ID{good, other, bad}, order, "likeness times how well it worked")
	require.Equal(t, "We send you another kettle.", list[0].Reply.Text.Reveal())
	list, err = d.Suggest(t.Context(), c.ID, 1)
	require.NoError(t, err)
	require.Len(t, list, 1)
	list, err = d.Suggest(t.Context(), c.ID, 0)
	require.NoError(t, err)
	require.Empty(t, list)
}

// sayingAlways is a classifier of the host's that knows one category.
type sayingAlways string

func (s sayingAlways) Classify(string) []triage.Label {
	return []triage.Label{{Name: string(s), Probability: 0.9}}
}

func TestReassessByAnotherClassifier(t *testing.T) {
	d, _, _ := staffed(t, quality("ann"))
	first := opened(t, d, complaint.Intake{Channel: complaint.ChannelApp, Content: complaint.Hide("The zip of the tent broke.")})
	require.NotEqual(t, "service.process", first.Assessment.Category)
	p := triage.DefaultPolicy()
	p.Version, p.Classifier = "2", sayingAlways("service.process")
	engine, err := triage.New(p)
	require.NoError(t, err)
	d.UseTriage(engine)
	again, err := d.Reassess(t.Context(), first.ID, bob, complaint.Hide("better classifier"))
	require.NoError(t, err)
	require.Equal(t, "service.process", again.Assessment.Category, "nobody had said what it is")
	require.Equal(t, "2", again.Assessment.Policy.Version)

	_, err = d.Correct(t.Context(), first.ID, bob, complaint.Reclassify{Category: "quality.defect"})
	require.NoError(t, err)
	stands, err := d.Reassess(t.Context(), first.ID, bob, complaint.Private{})
	require.NoError(t, err)
	require.Equal(t, "quality.defect", stands.Assessment.Category, "now somebody has")
}

func TestAppealGoesToAnotherReviewer(t *testing.T) {
	d, roster, _ := staffed(t, quality("ann"))
	c := opened(t, d, broken("u-1"))
	ann := complaint.Actor{ID: "ann", Role: complaint.RoleSupervisor, Department: "quality"}
	customer := complaint.Actor{ID: "u-1", Role: complaint.RoleCustomer}
	require.NoError(t, roster.Save(t.Context(), quality("ben")))
	do := func(actor complaint.Actor, a complaint.Action) complaint.Complaint {
		t.Helper()
		next, err := d.Do(t.Context(), desk.Command{ID: c.ID, Actor: actor, Action: a})
		require.NoError(t, err)
		return next
	}
	do(ann, complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("no")})
	closed := do(ann, complaint.Close{Outcome: complaint.OutcomeUnresolved})
	require.Contains(t, closed.Deciders, "ann")
	appealed := do(customer, complaint.FileAppeal{Ground: complaint.Hide("no")})
	require.Equal(t, complaint.StatusAppealed, appealed.Status)
	require.Equal(t, "ben", appealed.Assignment.Person)
	require.Equal(t, complaint.RoleSupervisor, appealed.Assignment.Tier)
	require.NoError(t, d.Verify(t.Context(), c.ID))
}

func TestPraiseIsNoRepeat(t *testing.T) {
	d, _, _ := staffed(t)
	about := func(text string) complaint.Intake {
		return complaint.Intake{
			Channel: complaint.ChannelApp, Content: complaint.Hide(text), Customer: complaint.Customer{ID: "u-1"},
			Items: []complaint.Item{{Product: "kettle"}},
		}
	}
	first := opened(t, d, about("The kettle does not switch on, the lamp stays dark"))
	in := about("Thank you, the new kettle is lovely, I am delighted!")
	in.Feedback = complaint.FeedbackProduct
	praise := opened(t, d, in)
	require.Empty(t, praise.Links)
	require.Equal(t, complaint.StatusScreenedOut, praise.Status)
	again := opened(t, d, about("And now the lid will not close any more"))
	require.Contains(t, again.Links, complaint.Link{Type: complaint.LinkRepeat, To: first.ID}, "the same product again")
}

func TestCorrectionOfWhatIsClosed(t *testing.T) {
	d, _, _ := staffed(t, quality("ann"), desk.Person{ID: "lou", Department: "logistics", Tier: complaint.RoleSupervisor})
	c := opened(t, d, broken("u-1"))
	for _, a := range []complaint.Action{
		complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("here is a new one")},
		complaint.Close{Outcome: complaint.OutcomeResolved},
	} {
		_, err := d.Do(t.Context(), desk.Command{ID: c.ID, Actor: bob, Action: a})
		require.NoError(t, err)
	}
	corrected, err := d.Correct(t.Context(), c.ID, bob, complaint.Reclassify{Category: "logistics.damage"})
	require.NoError(t, err)
	require.Equal(t, "logistics.damage", corrected.Assessment.Category)
	require.Equal(t, "ann", corrected.Assignment.Person, "it stays with who had it")
}

func TestDangerIsNoMember(t *testing.T) {
	d, _, _ := staffed(t)
	lot := func(customer, text string) complaint.Intake {
		return complaint.Intake{
			Channel: complaint.ChannelApp, Category: "quality.defect", Feedback: complaint.FeedbackComplaint,
			Content: complaint.Hide(text), Customer: complaint.Customer{ID: customer},
			Items: []complaint.Item{{Product: "shoe", Lot: "26B"}},
		}
	}
	hurt := opened(t, d, lot("u-1", "The sole came off on the stairs, I fell and broke my wrist, I am in hospital"))
	require.Contains(t, hurt.Assessment.Sensitive, "safety")
	opened(t, d, lot("u-2", "The glue between sole and upper has let go"))
	opened(t, d, lot("u-3", "Left shoe: upper and sole have parted after a week"))
	incidents, err := d.Incidents(t.Context(), complaint.ID{}, 10)
	require.NoError(t, err)
	require.Empty(t, incidents, "two of the three are not enough")
	opened(t, d, lot("u-4", "Nach einer Woche ist die Sohle ab, bitte umtauschen"))
	incidents, err = d.Incidents(t.Context(), complaint.ID{}, 10)
	require.NoError(t, err)
	require.Len(t, incidents, 1)
	page, err := d.Find(t.Context(), desk.Members(incidents[0].ID))
	require.NoError(t, err)
	require.Len(t, page.Complaints, 3)
	for _, c := range page.Complaints {
		require.NotEqual(t, hurt.ID, c.ID)
	}
}
