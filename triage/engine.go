package triage

import (
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
	"github.com/recourse-go/recourse/internal/text"
)

// Engine assesses complaints under one policy. It is immutable and safe for concurrent use.
type Engine struct {
	doc        Policy
	ref        complaint.PolicyRef
	zone       *time.Location
	askBelow   float64
	classifier Classifier

	phrases     *text.Phrases
	phraseNames []string // of each phrase, the list that it belongs to

	categories, grades, tags, screening, points, special, departments, tiers, incidents *policy.Rules[subject]
}

// New compiles a policy. The error is one or several joined errors with file, line, rule and field that unwrap to
// [complaint.ErrInvalid]: unknown codes, names that stand twice, bands that do not fall, conditions that make no sense, and the
// like. [Engine.Lint] finds what is legal but hardly meant.
func New(p Policy) (*Engine, error) {
	k := &compiler{Check: policy.NewCheck(p.src), src: p.src, taxonomy: p.Taxonomy}
	if k.taxonomy == nil {
		k.taxonomy = complaint.BuiltinTaxonomy()
	}
	e := &Engine{doc: p, ref: p.Ref(), classifier: p.Classifier}
	k.compile(e)
	if err := k.Err(); err != nil {
		return nil, err
	}
	return e, nil
}

// Policy names the policy of the engine.
func (e *Engine) Policy() complaint.PolicyRef { return e.ref }

// Repeats is the time within which a complaint of the same customer about the same problem is a repeat.
func (e *Engine) Repeats() time.Duration { return e.doc.Repeats }

// Load says how work is spread.
func (e *Engine) Load() Load { return e.doc.Assignment.Load }

// Context is what is known of a case besides its intake. The zero value knows nothing.
type Context struct {
	// Now is the time of the decision.
	Now time.Time
	// Reading is what [Engine.Read] of this engine made of the same intake; nil reads it.
	Reading *Reading
	// Complaint is the case as it stands when it is assessed again; nil while it is being opened. Grades that a person gave stand
	// there too and are not looked at: what the text and the facts say is decided anew.
	Complaint *complaint.Complaint
	// Previous and OpenCases count other complaints of the customer within [Engine.Repeats], and those of them that are open.
	Previous, OpenCases int
	// Repeat says that the customer complains about the same problem again, Duplicate that the same text is there already.
	Repeat, Duplicate bool
	// Incident is how many complaints the incident has that the case belongs to, this one included; 0 for none. Team is its task
	// force, with the least tier.
	Incident int
	Team     complaint.Assignment
	// Links are those that were found for it.
	Links []complaint.Link
	// Appeal says that the case is looked at anew because its result is disputed.
	Appeal bool
	// Exclude are people who must not take it, by their ID: who is complained about, and on appeal who decided.
	Exclude []string
	// Before is who had the complaint that this one repeats.
	Before complaint.Party
	// Tier is the least tier, for a case that is escalated; empty for any.
	Tier complaint.Role
	// Stay keeps the case in the department that has it.
	Stay bool
	// People are all who could take it. Without any it goes to a department only.
	People []Candidate
	// Turn counts the cases of the department that were given to somebody before, for [RoundRobin] and to break ties.
	Turn int
}

// Assess decides about a complaint: what it is, how bad, how urgent, in which order, and who takes it. The same arguments always
// give the same decision. Bad input gives a decision of low confidence.
func (e *Engine) Assess(in complaint.Intake, ctx Context) Assessment {
	r := ctx.Reading
	if r == nil {
		r = e.Read(in)
	}
	a := &assessor{engine: e, reading: r, ctx: ctx, out: Assessment{Policy: e.ref, Reading: r}}
	a.begin(in)
	a.feedback()
	a.category()
	a.words()
	a.raise()
	a.tag()
	a.screen()
	a.prioritise()
	a.route()
	return a.out
}

// Route decides only who takes a complaint, for one that is escalated, appealed or handed on.
func (e *Engine) Route(c complaint.Complaint, ctx Context) complaint.Route {
	r := ctx.Reading
	if r == nil {
		r = e.Read(c.Intake)
	}
	ctx.Complaint = &c
	a := &assessor{engine: e, reading: r, ctx: ctx, out: Assessment{Policy: e.ref, Reading: r}}
	a.c = c
	a.subject = subject{Complaint: &a.c, Now: ctx.Now, Extra: known{reading: r, ctx: &a.ctx}}
	a.out.Category, a.out.Severity = c.Assessment.Category, c.Assessment.Severity
	a.route()
	return a.out.Route.record(e.ref)
}
