package sla

import (
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// Kind is what stands in the field kind of an SLA policy.
const Kind = "sla"

// Header is what stands at the top of every policy: kind, name, version and dates of effect.
type Header = policy.Header

// Moment is a date or a time as a policy states it.
type Moment = policy.Moment

// Condition is a question about a complaint, as data: a comparison (field, op, value) or groups (all, any, none). The
// fields are those of the complaint, see [Fields].
type Condition = policy.Condition

// Policy is an SLA policy as a document: what is due by when, in which calendar, and what happens on the way. [New] compiles
// it. Read one with [ParsePolicy], or with the desk's reader for YAML:
//
//	kind: sla
//	name: shop
//	version: "3"
//	calendar: shop
//	calendars:
//	  shop:
//	    zone: Asia/Shanghai
//	    week: {monday: [09:00-12:00, 13:00-18:00], tuesday: [09:00-12:00, 13:00-18:00]}
//	    holidays: {country: cn, first: 2026, last: 2026, hours: [09:00-12:00, 13:00-18:00]}
//	ladders:
//	  up: [{at: 100%, tier: senior}, {after: 4h, tier: supervisor, notify: [manager]}]
//	rules:
//	  - name: serious
//	    when: {field: severity, op: at_least, value: serious}
//	    targets:
//	      - {metric: first_response, within: 4h, warn: [75%]}
//	      - {metric: first_resolution, within: 16h, warn: [75%], ladder: up}
//	  - name: others
//	    targets:
//	      - {metric: first_resolution, within: 3 working days}
type Policy struct {
	Header
	// Calendars are the calendars by name. "always", the one that never closes, needs no entry.
	Calendars map[string]CalendarDoc `json:"calendars,omitempty"`
	// Calendar names the calendar of rules and targets that name none. Default: always. Its zone is that of the dates of
	// effect and of the dates in conditions.
	Calendar string `json:"calendar,omitzero"`
	// PausedBy lists what stops the clocks: customer, third_party. Default: both. An empty list stops none.
	PausedBy *[]complaint.WaitFor `json:"paused_by,omitempty"`
	// MaxPause caps how long a clock stands still in all, in working time; 0 for no cap. When it is used up the clock goes on
	// although the complaint still waits.
	MaxPause time.Duration `json:"max_pause,omitzero"`
	// Running says what a new version of the policy means for clocks that run. Default: they keep their target until the
	// facts of the case change which rule applies.
	Running Running `json:"running,omitzero"`
	// Ladders are escalation ladders by name.
	Ladders map[string][]Rung `json:"ladders,omitempty"`
	// Milestones are metrics of the host's own.
	Milestones []Milestone `json:"milestones,omitempty"`
	// Targets are those of every complaint. A target of the same name in the rule that applies takes the place of one here.
	Targets []Target `json:"targets,omitempty"`
	// Rules are looked at in order, and the first that matches sets the targets. A complaint that matches none has those of
	// every complaint only; what it takes is measured all the same, see [Measure].
	Rules []Rule `json:"rules,omitempty"`
	// Silence closes complaints of customers who do not answer. The first rule that matches applies.
	Silence []Silence `json:"silence,omitempty"`

	// Taxonomy lists the codes that conditions may name; nil for the built-in one. It is no part of the document.
	Taxonomy *complaint.Taxonomy `json:"-"`

	src *policy.Source
}

// Fields lists the fields that conditions of an SLA policy can use, with their types and operators, for a form that edits
// conditions. Those whose name begins with "event" can be used in milestones only.
func Fields() []Term { return milestoneVocabulary(&Policy{}, time.UTC).Terms() }

// Term describes a field of conditions.
type Term = policy.Term

// Running says what a new version of a policy means for clocks that run.
type Running string

// The readings.
const (
	Keep     Running = "keep"     // they keep the target that they have until the case itself changes
	Retarget Running = "retarget" // they take the new target at the next event, or at once with the desk's Retime
)

// Rule gives the targets of the complaints that match it.
type Rule struct {
	// Name identifies the rule in decisions. It must not stand twice.
	Name string `json:"name" policy:"required"`
	// When is the condition; empty for always.
	When Condition `json:"when,omitzero"`
	// Calendar names the calendar of the rule's targets, empty for the policy's.
	Calendar string   `json:"calendar,omitzero"`
	Targets  []Target `json:"targets" policy:"required"`
}

// Target is a limit for a metric.
type Target struct {
	// Name is the name of the clock, a code. Default: the metric. A list that has several targets for a metric, such as one
	// for the customer and one for the department, must name them.
	Name string `json:"name,omitzero"`
	// Metric is a metric of this package, see [Metrics], or a milestone of the policy.
	Metric string `json:"metric" policy:"required"`
	// For says whom the limit is owed to: customer (the default), internal or regulatory.
	For complaint.ClockKind `json:"for,omitzero"`
	// Within is the limit.
	Within Limit `json:"within" policy:"required"`
	// Calendar names the calendar, empty for the rule's.
	Calendar string `json:"calendar,omitzero"`
	// PausedBy and MaxPause are as in the policy, where they are not given. A limit in days cannot be paused. Registration,
	// requester_wait, handling and milestones with a pause say themselves what pauses them; so the limits of the last three
	// must be working time.
	PausedBy *[]complaint.WaitFor `json:"paused_by,omitempty"`
	MaxPause *time.Duration       `json:"max_pause,omitempty"`
	// FromOpening counts a start outside of working hours from the next opening. It matters for limits in days: what comes in
	// after closing time counts as received on the next working day.
	FromOpening bool `json:"from_opening,omitzero"`
	// Warn lists thresholds at which somebody is warned.
	Warn []Threshold `json:"warn,omitempty"`
	// Notify lists the roles that are told of warnings and of the breach.
	Notify []complaint.Role `json:"notify,omitempty"`
	// Ladder names the ladder that begins when time is up, empty for none.
	Ladder string `json:"ladder,omitzero"`
}

// Rung is a step of an escalation ladder. The first rung is level 1.
type Rung struct {
	// At is a share of the limit, After is working time past the limit. One of them is given; rungs stand in order of time.
	At    Threshold     `json:"at,omitzero"`
	After time.Duration `json:"after,omitzero"`
	// Tier is the handler tier that takes the case: junior, mid, senior, supervisor or manager. It rises from rung to rung.
	Tier complaint.Role `json:"tier,omitzero"`
	// To gives the case to a department or a person; without it the desk's roster finds somebody of the tier.
	To complaint.Party `json:"to,omitzero"`
	// Notify lists the roles that are told.
	Notify []complaint.Role `json:"notify,omitempty"`
}

// Milestone is a metric of the host's own, made of conditions on the complaint and on the event that happens to it. Beside
// the fields of a complaint, conditions can ask for event (the kind of the action), event.role, event.actor, event.department
// and event.purpose.
type Milestone struct {
	// Name is the name of the metric, a code.
	Name string `json:"name" policy:"required"`
	// Start begins it, Stop fulfils it. While Pause holds it stands still; where Pause is empty the reasons to wait of the
	// target pause it. Reset begins it anew, Cancel ends it without a verdict.
	Start  Condition `json:"start"           policy:"required"`
	Stop   Condition `json:"stop"            policy:"required"`
	Pause  Condition `json:"pause,omitzero"`
	Reset  Condition `json:"reset,omitzero"`
	Cancel Condition `json:"cancel,omitzero"`
	// Recurs says how often it can happen in a cycle. Default: once.
	Recurs Recurrence `json:"recurs,omitzero"`
}

// Recurrence says how often a milestone can happen in a cycle.
type Recurrence string

// The recurrences.
const (
	Once        Recurrence = "once"
	Independent Recurrence = "independent" // again whenever the start condition comes true while it does not run
	Sequential  Recurrence = "sequential"  // again at once when it is fulfilled, as long as the start condition holds
)

// Silence closes a complaint by itself when the customer does not answer. The time runs from when the complaint began to wait
// for the customer, or came into its status where it does not wait. Any message of the customer ends it, until the complaint
// waits again.
type Silence struct {
	// Name is the name of the clock, a code.
	Name string `json:"name" policy:"required"`
	// When is the condition; it must ask for a status or stage, or for what the complaint waits for. The clock runs only where
	// a complaint can be closed: while it waits for the customer, or in status result_communicated, followed_up or referred.
	When Condition `json:"when" policy:"required"`
	// After is how long to wait, in the calendar (empty for the policy's).
	After    Limit  `json:"after" policy:"required"`
	Calendar string `json:"calendar,omitzero"`
	// Remind lists thresholds at which the customer is reminded.
	Remind []Threshold `json:"remind,omitempty"`
	// Outcome is how it closes: no_answer, resolved or unresolved.
	Outcome complaint.Outcome `json:"outcome" policy:"required"`
}

// ParsePolicy reads a policy from a JSON document of that name. Misspelt and doubled fields and broken values are refused with
// file, line, rule and field; the error is one or several joined errors that unwrap to [complaint.ErrInvalid]. Whether the
// policy makes sense is checked by [New], which names the places too.
func ParsePolicy(name string, document []byte) (Policy, error) {
	src, err := policy.ParseJSON(name, document)
	if err != nil {
		return Policy{}, err
	}
	return DecodePolicy(src)
}

// DecodePolicy is [ParsePolicy] for a document that another reader of this module has parsed, such as the desk's for YAML.
func DecodePolicy(src *policy.Source) (Policy, error) {
	doc, err := policy.Decode[Policy](src)
	if err != nil {
		return Policy{}, err
	}
	p := doc.Value
	p.src = src
	return p, nil
}
