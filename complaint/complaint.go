package complaint

import (
	"log/slog"
	"slices"
	"time"
)

// Complaint is the state of one complaint: the fold of its events. It changes only through [Complaint.Apply].
// Treat it as a value: it shares no memory with the complaint it was made from that either of them writes to.
type Complaint struct {
	ID     ID     `json:"id"`
	Tenant string `json:"tenant,omitzero"`
	// Reference is the short number for people. Two complaints of a large tenant may have the same, see [NewReference].
	Reference Reference `json:"reference"`
	// Version counts the events: 1 after [Open].
	Version int64  `json:"version"`
	Status  Status `json:"status"`
	// Cycle counts how often the complaint was taken up: 1 at first, one more with every reopening.
	Cycle   int `json:"cycle"`
	Reopens int `json:"reopens,omitzero"`

	// Intake is what was handed in, with later corrections. Its evidence, links and tags are moved to the fields below.
	Intake Intake `json:"intake"`
	// Received is when the shop first heard of it: the intake's time, or that of an older complaint merged into this one.
	Received time.Time `json:"received"`
	// Registered is the record time of the first event, Updated that of the last. Closed is zero while it is open.
	Registered time.Time `json:"registered"`
	Updated    time.Time `json:"updated"`
	Closed     time.Time `json:"closed,omitzero"`
	// Quality says how good the registration is (C3).
	Quality Quality `json:"quality"`

	Assessment Assessment `json:"assessment"`
	Assignment Assignment `json:"assignment,omitzero"`
	// Stages are the statuses this cycle has been in, in order of first entry, with who was responsible.
	Stages []Stage `json:"stages,omitempty"`
	// Entered is when the work came into the status that it is in, see [Complaint.Stage].
	Entered      time.Time `json:"entered,omitzero"`
	Acknowledged time.Time `json:"acknowledged,omitzero"`
	// Wait is set while the status is waiting.
	Wait *Waiting `json:"wait,omitempty"`
	// Pauses are the stretches in which it waited before, of all cycles, in the order in which they ended.
	Pauses []Pause `json:"pauses,omitempty"`

	Investigation *Investigation `json:"investigation,omitempty"`
	Finding       *Finding       `json:"finding,omitempty"`
	Evidence      []EvidenceRef  `json:"evidence,omitempty"`
	Offers        []Offer        `json:"offers,omitempty"`
	Plan          []PlanStep     `json:"plan,omitempty"`
	Payouts       []Payout       `json:"payouts,omitempty"`
	Claims        []Claim        `json:"claims,omitempty"`
	Costs         []Cost         `json:"costs,omitempty"`
	Messages      Correspondence `json:"messages,omitzero"`
	// Outcome is set when the complaint is closed.
	Outcome Outcome `json:"outcome,omitzero"`
	// Deciders are the actors who decided something that an appeal may dispute; none of them may decide the appeal.
	Deciders []string `json:"deciders,omitempty"`
	Survey   *Survey  `json:"survey,omitempty"`
	// FollowedUp is the first return visit of this cycle.
	FollowedUp time.Time `json:"followed_up,omitzero"`
	// Appeal is the last appeal, Appeals how many there were.
	Appeal  *Appeal `json:"appeal,omitempty"`
	Appeals int     `json:"appeals,omitzero"`
	// Escalation is the level reached, 0 for none.
	Escalation int `json:"escalation,omitzero"`
	// Malice is the verdict of the last verification, nil where there was none.
	Malice   *Malice     `json:"malice,omitempty"`
	Links    []Link      `json:"links,omitempty"`
	Absorbed []Absorbed  `json:"absorbed,omitempty"`
	Merged   *Merged     `json:"merged,omitempty"`
	Holds    []LegalHold `json:"holds,omitempty"`
	// Erased is when the personal data was erased, zero while it is there.
	Erased time.Time `json:"erased,omitzero"`

	// Clocks are the time limits: all that run, and of this cycle the last run of each that has ended.
	Clocks []Clock `json:"clocks,omitempty"`
	// Due is the next moment at which something is due by itself, zero for none.
	Due time.Time `json:"due,omitzero"`
	// Head is the hash of the last event.
	Head string `json:"head"`
}

// Assignment is who has the complaint now.
type Assignment struct {
	Party
	// Tier is the handler tier that it needs, empty for any.
	Tier Role `json:"tier,omitzero"`
}

// Stage is a status of the current cycle with the time of the event that first led there.
type Stage struct {
	Status  Status    `json:"status"`
	Entered time.Time `json:"entered"`
	// Responsible is the assignee, or the actor where nobody was assigned.
	Responsible Party `json:"responsible"`
}

// Waiting says for whom the complaint waits.
type Waiting struct {
	For    WaitFor   `json:"for"`
	Reason Private   `json:"reason,omitzero"`
	Since  time.Time `json:"since"`
	// Until is when somebody should look at it again, zero for no date.
	Until time.Time `json:"until,omitzero"`
	// From is the status that goes on underneath. Progress made while waiting moves it.
	From Status `json:"from"`
	// Reminded says that somebody was reminded of Until.
	Reminded bool `json:"reminded,omitzero"`
}

// WaitFor says who has to act before the complaint can go on.
type WaitFor string

// The reasons to wait.
const (
	WaitCustomer   WaitFor = "customer"
	WaitThirdParty WaitFor = "third_party"
)

// Outcome is how a complaint ended.
type Outcome string

// The outcomes of a complaint.
const (
	OutcomeResolved   Outcome = "resolved"
	OutcomeUnresolved Outcome = "unresolved"
	OutcomeNoAnswer   Outcome = "no_answer" // the customer did not answer
	OutcomeReferred   Outcome = "referred"  // an external body decided
)

// Malice is the verdict on a suspicion (T8). It never refuses the complaint by itself.
type Malice struct {
	Malicious bool      `json:"malicious"`
	Reason    Private   `json:"reason,omitzero"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
}

// Absorbed is a complaint that was merged into this one.
type Absorbed struct {
	ID       ID        `json:"id"`
	Received time.Time `json:"received"`
}

// Merged says where a merged complaint goes on, and what it was before, so that the merge can be undone.
type Merged struct {
	Into    ID        `json:"into"`
	From    Status    `json:"from"`
	Entered time.Time `json:"entered,omitzero"`
	Wait    *Waiting  `json:"wait,omitempty"`
	// Clocks are those that ran.
	Clocks []Clock `json:"clocks,omitempty"`
}

// LegalHold forbids the erasure of personal data for a reason, such as a running chargeback.
type LegalHold struct {
	Name   string    `json:"name"`
	Reason Private   `json:"reason,omitzero"`
	Since  time.Time `json:"since"`
}

// Stage returns the status of the work itself: [Complaint.Status], or what goes on underneath while it waits.
func (c Complaint) Stage() Status {
	if c.Status == StatusWaiting && c.Wait != nil {
		return c.Wait.From
	}
	return c.Status
}

// Masked returns the complaint for eyes that may see the case but not the person: names, contacts and texts are covered.
func (c Complaint) Masked() Complaint {
	w := walker{mode: walkMask}
	c.walk(&w)
	return c
}

// LogValue implements [slog.LogValuer]: what identifies the complaint and its state, nothing personal.
func (c Complaint) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("id", c.ID.String()), slog.String("tenant", c.Tenant), slog.String("reference", string(c.Reference)),
		slog.Int64("version", c.Version), slog.String("status", string(c.Status)))
}

// walk declares where a complaint holds personal data. It never checks: the actions do.
func (c *Complaint) walk(w *walker) {
	walkIn(w, "intake", &c.Intake)
	if c.Wait != nil {
		wait := *c.Wait
		w.private("wait.reason", &wait.Reason, MaxText)
		c.Wait = &wait
	}
	walkOptional(w, "finding", &c.Finding)
	walkList(w, "offers", &c.Offers)
	walkList(w, "plan", &c.Plan)
	walkList(w, "claims", &c.Claims)
	walkList(w, "costs", &c.Costs)
	walkOptional(w, "survey", &c.Survey)
	walkOptional(w, "appeal", &c.Appeal)
	if c.Malice != nil {
		malice := *c.Malice
		w.private("malice.reason", &malice.Reason, MaxText)
		c.Malice = &malice
	}
	if c.Merged != nil && c.Merged.Wait != nil {
		merged, wait := *c.Merged, *c.Merged.Wait
		w.private("merged.wait.reason", &wait.Reason, MaxText)
		merged.Wait = &wait
		c.Merged = &merged
	}
	c.Holds = slices.Clone(c.Holds)
	for i := range c.Holds {
		w.private("holds.reason", &c.Holds[i].Reason, MaxText)
	}
}

// enter moves the work to a status. While the complaint waits, the status underneath moves.
func (c *Complaint) enter(s Status, e *Event) {
	if s != c.Stage() || c.Entered.IsZero() {
		c.Entered = e.At
	}
	switch {
	case !s.Open():
		c.endWait(e.At)
		c.Status = s
	case c.Wait != nil:
		wait := *c.Wait
		wait.From = s
		c.Wait = &wait
	default:
		c.Status = s
	}
	for _, stage := range c.Stages {
		if stage.Status == s {
			return
		}
	}
	responsible := c.Assignment.Party
	if responsible.IsZero() {
		responsible = Party{Department: e.Actor.Department, Person: e.Actor.ID}
	}
	c.Stages = append(slices.Clip(c.Stages), Stage{Status: s, Entered: e.At, Responsible: responsible})
}

func (c *Complaint) decided(a Actor) {
	if a.Role.Handler() && !slices.Contains(c.Deciders, a.ID) {
		c.Deciders = append(slices.Clip(c.Deciders), a.ID)
	}
}

// nextDue is the earliest of everything that falls due by itself.
func (c *Complaint) nextDue() time.Time {
	var due time.Time
	for i := range c.Payouts {
		if c.Payouts[i].State == PayoutPending { // a payout goes on whatever the status
			due = earliest(due, c.Payouts[i].Again)
		}
	}
	if !c.Erased.IsZero() || !c.Status.Open() && c.Status != StatusClosed {
		return due
	}
	for i := range c.Clocks {
		due = earliest(due, c.Clocks[i].Next())
	}
	if !c.Status.Open() {
		return due
	}
	if c.Wait != nil {
		due = earliest(due, c.Wait.due())
	}
	for i := range c.Offers {
		if c.Offers[i].State == OfferOpen {
			due = earliest(due, c.Offers[i].Expires)
		}
	}
	for i := range c.Plan {
		due = earliest(due, c.Plan[i].due())
	}
	if c.Appeal != nil {
		due = earliest(due, c.Appeal.due())
	}
	return due
}
