package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy/yamldoc"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// ReadTriage reads a triage policy from a YAML or JSON document of that name; see [triage.Policy] for what stands in it. Errors
// name file, line, rule and field. Compile it with [triage.New] for [Config.Triage].
func ReadTriage(name string, document []byte) (triage.Policy, error) {
	src, err := yamldoc.Parse(name, document)
	if err != nil {
		return triage.Policy{}, err
	}
	return triage.DecodePolicy(src)
}

// UseTriage makes a desk, and all that were made from it with [Desk.With], [Desk.Tenant] and [Desk.As], decide by another engine
// from now on. What was decided stays.
func (d *Desk) UseTriage(e *triage.Engine) {
	if e != nil {
		d.triage.Store(e)
	}
}

func (d *Desk) engine() *triage.Engine { return d.triage.Load() }

// intake is a complaint on its way in.
type intake struct {
	id   complaint.ID
	in   complaint.Intake
	meta complaint.Meta
	// engine and reading are what it was assessed by.
	engine  *triage.Engine
	reading *triage.Reading
	// turns are those that it was given, by department: trying again takes none of anybody else's.
	turns map[string]int
	// others are complaints that change with it: members of an incident that begins.
	others []storage.Change
}

// assess decides about a complaint that comes in: what it is, what it belongs to, who takes it.
func (d *Desk) assess(ctx context.Context, x *intake) error {
	e := d.engine()
	r := e.Read(x.in)
	x.engine, x.reading = e, r
	x.in.Fingerprint = complaint.Hide(r.Fingerprint) // whatever was handed in
	tc := triage.Context{Now: x.meta.At, Reading: r}
	f := finder{desk: d, engine: e, x: x, context: &tc}
	if err := f.find(ctx); err != nil {
		return err
	}
	a := e.Assess(x.in, tc)
	if a.Criterion == "" && d.config.Roster != nil {
		// Where the roster cannot say who is there, the complaint goes to the department only: it must not be lost for that.
		if err := d.staff(ctx, &tc, a.Route.To.Department, x.id, x.turns); err == nil {
			a = e.Assess(x.in, tc)
		} else if ctx.Err() != nil {
			return err
		}
	}
	x.meta.Decisions = a.Decisions()
	x.meta.Decisions.Links = f.links
	return nil
}

// Assess shows what the desk would decide about an intake now, without the people and without storing anything: for forms that
// help while somebody types, and for tests of a policy.
func (d *Desk) Assess(ctx context.Context, in complaint.Intake) (triage.Assessment, error) {
	if d.broken != nil {
		return triage.Assessment{}, d.broken
	}
	e := d.engine()
	tc := triage.Context{Now: d.config.Now(), Reading: e.Read(in)}
	in.Fingerprint = complaint.Hide(tc.Reading.Fingerprint)
	x := intake{in: in, meta: complaint.Meta{At: tc.Now}}
	f := finder{desk: d, engine: e, x: &x, context: &tc, dry: true}
	if err := f.find(ctx); err != nil {
		return triage.Assessment{}, err
	}
	return e.Assess(in, tc), nil
}

// Reassess decides anew about a complaint that is open, under the policy of now, and stores it as an assessment by the actor.
// A category or kind that a person has named stands. It does not move the complaint to somebody else: see [Desk.Reroute].
func (d *Desk) Reassess(
	ctx context.Context, id complaint.ID, actor complaint.Actor, reason complaint.Private,
) (complaint.Complaint, error) {
	events, err := d.History(ctx, id)
	if err != nil {
		return complaint.Complaint{}, err
	}
	category, feedback, err := saidByPeople(events)
	if err != nil {
		return complaint.Complaint{}, named(id, err)
	}
	decide := func(c complaint.Complaint, tc triage.Context) (complaint.Action, *complaint.Route) {
		a := d.engine().Assess(c.Intake, tc)
		assessment := a.Record()
		if category {
			assessment.Category = c.Assessment.Category
		}
		if feedback {
			assessment.Feedback = c.Assessment.Feedback
		}
		return complaint.Assess{Assessment: assessment, Reason: reason}, nil
	}
	return d.decideAnew(ctx, id, actor, complaint.KindAssess, decide)
}

// saidByPeople says whether a person has named the category or the kind of feedback: that stands.
func saidByPeople(events []complaint.Event) (category, feedback bool, err error) {
	for _, e := range events {
		if !e.Actor.Role.Handler() || e.Kind != complaint.KindReclassify && e.Kind != complaint.KindAssess {
			continue
		}
		a, err := e.Action()
		if err != nil {
			return false, false, err
		}
		switch x := a.(type) {
		case complaint.Reclassify:
			category = category || x.Category != ""
			feedback = feedback || x.Feedback != ""
		case complaint.Assess:
			if x.Assessment.Policy == (complaint.PolicyRef{}) { // not the desk's own
				category = category || x.Assessment.Category != ""
				feedback = feedback || x.Assessment.Feedback != ""
			}
		}
	}
	return category, feedback, nil
}

// Correct changes category or kind of feedback because the desk was wrong, and sends the complaint to the department that is
// right for it, as long as it is open. What was corrected is what [Desk.Corrections] gives for learning.
func (d *Desk) Correct(
	ctx context.Context, id complaint.ID, actor complaint.Actor, correction complaint.Reclassify,
) (complaint.Complaint, error) {
	decide := func(c complaint.Complaint, tc triage.Context) (complaint.Action, *complaint.Route) {
		if correction.Category != "" {
			c.Assessment.Category = correction.Category
		}
		if correction.Feedback != "" {
			c.Assessment.Feedback = correction.Feedback
		}
		if !c.Status.Open() {
			return correction, nil // nobody has to do anything about it
		}
		return correction, d.routeAnew(ctx, c, tc)
	}
	return d.decideAnew(ctx, id, actor, complaint.KindReclassify, decide)
}

// Reroute finds anew who takes a complaint: somebody who is there now and whom it is not about. Where that is who has it, or nobody
// is known, nothing changes.
func (d *Desk) Reroute(ctx context.Context, id complaint.ID, actor complaint.Actor, reason complaint.Private) (complaint.Complaint, error) {
	decide := func(c complaint.Complaint, tc triage.Context) (complaint.Action, *complaint.Route) {
		route := d.routeAnew(ctx, c, tc)
		if route == nil {
			return nil, nil
		}
		return complaint.Assign{To: route.To.Party, Tier: route.To.Tier, Reason: reason}, nil
	}
	return d.decideAnew(ctx, id, actor, complaint.KindAssign, decide)
}

// decideAnew carries out an action of a kind with what the engine decides about a complaint that is there, or none where nothing
// is to be changed.
func (d *Desk) decideAnew(
	ctx context.Context, id complaint.ID, actor complaint.Actor, kind complaint.Kind,
	decide func(complaint.Complaint, triage.Context) (complaint.Action, *complaint.Route),
) (complaint.Complaint, error) {
	if d.broken != nil {
		return complaint.Complaint{}, d.broken
	}
	if err := d.config.Permissions.allow(actor.Role, kind); err != nil {
		return complaint.Complaint{}, err
	}
	var result complaint.Complaint
	err := d.retry(ctx, true, func() error {
		c, err := d.Get(ctx, id)
		if err != nil {
			return err
		}
		if actor.Role == complaint.RoleCustomer && !sees(actor, c) {
			return named(id, storage.ErrNotFound)
		}
		tc, err := d.contextOf(ctx, c)
		if err != nil {
			return err
		}
		action, route := decide(c, tc)
		if action == nil {
			result = c
			return nil
		}
		result, err = d.attempt(ctx, Command{ID: id, Version: c.Version, Actor: actor, Action: action}, complaint.Decisions{Route: route})
		return err
	})
	return result, err
}

// contextOf is what is known about a complaint that is there.
func (d *Desk) contextOf(ctx context.Context, c complaint.Complaint) (triage.Context, error) {
	tc := triage.Context{Now: d.config.Now(), Complaint: &c, Exclude: nil}
	for _, l := range c.Links {
		switch l.Type {
		case complaint.LinkRepeat:
			tc.Repeat = true
		case complaint.LinkDuplicate:
			tc.Duplicate = true
		case complaint.LinkIncident:
			n, err := storage.Count(ctx, d.store, storage.Query{Links: []complaint.Link{l}})
			if err != nil {
				return tc, fmt.Errorf("count the incident %s: %w", l.To, err)
			}
			tc.Incident = n
		case complaint.LinkMerged, complaint.LinkSplit, complaint.LinkRelated:
		}
	}
	if c.Status == complaint.StatusAppealed {
		tc.Appeal, tc.Exclude = true, c.Deciders
	}
	return tc, nil
}

// routeAnew finds who takes a complaint, nil where that is who has it.
func (d *Desk) routeAnew(ctx context.Context, c complaint.Complaint, tc triage.Context) *complaint.Route {
	route := d.engine().Route(c, tc)
	if d.config.Roster != nil {
		if err := d.staff(ctx, &tc, route.To.Department, c.ID, nil); err == nil {
			route = d.engine().Route(c, tc)
		}
	}
	if route.To.Party.IsZero() || route.To == c.Assignment {
		return nil
	}
	return &route
}

// reviewer is who looks at a disputed result: somebody who did not decide it, nil where the roster has nobody.
func (d *Desk) reviewer(ctx context.Context, c complaint.Complaint) *complaint.Route {
	tc := triage.Context{Now: d.config.Now(), Complaint: &c, Appeal: true, Exclude: c.Deciders}
	route := d.routeAnew(ctx, c, tc)
	if route == nil || route.To.Person == "" {
		return nil
	}
	return route
}

// escalated names who takes a case over at a tier: the zero party where that is nobody. Its error puts the escalation off.
func (d *Desk) escalated(ctx context.Context, tier complaint.Role, c complaint.Complaint, now time.Time) (complaint.Party, error) {
	if picker, ok := d.config.Roster.(Picker); ok {
		to, err := picker.Pick(ctx, tier, c)
		if err != nil {
			return to, fmt.Errorf("pick: %w", err)
		}
		return to, nil
	}
	tc := triage.Context{Now: now, Complaint: &c, Tier: tier, Stay: true}
	if c.Status == complaint.StatusAppealed {
		tc.Appeal, tc.Exclude = true, c.Deciders
	}
	if holder := c.Assignment.Person; holder != "" {
		tc.Exclude = append(slices.Clip(tc.Exclude), holder)
	}
	if err := d.staff(ctx, &tc, c.Assignment.Department, c.ID, nil); err != nil {
		return complaint.Party{}, err
	}
	if len(tc.People) == 0 {
		return complaint.Party{}, nil
	}
	to := d.engine().Route(c, tc).To.Party
	if to.Person == "" {
		return complaint.Party{}, nil
	}
	return to, nil
}
