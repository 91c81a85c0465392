package triage

import (
	"iter"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Preview is what an engine would have decided about past cases, beside what was decided when they came in.
type Preview struct {
	Cases int `json:"cases"`
	// Same counts the cases about which both agree in everything below.
	Same int `json:"same"`
	// Feedback, Category, Severity, Complexity, Urgency, Priority, Tags, Screening and Department count the cases that differ there.
	Feedback   int `json:"feedback"`
	Category   int `json:"category"`
	Severity   int `json:"severity"`
	Complexity int `json:"complexity"`
	Urgency    int `json:"urgency"`
	Priority   int `json:"priority"`
	Tags       int `json:"tags"`
	Screening  int `json:"screening"`
	Department int `json:"department"`
	// Skipped counts cases that cannot be judged anew: their text was erased, or no engine decided about them.
	Skipped int             `json:"skipped"`
	Changes []PreviewChange `json:"changes"`
}

// PreviewChange is a case about which the two sides differ.
type PreviewChange struct {
	Complaint complaint.ID        `json:"complaint"`
	Reference complaint.Reference `json:"reference"`
	Was       PreviewSide         `json:"was"`
	Now       PreviewSide         `json:"now"`
	// Reasons are those of the decision as it would be now.
	Reasons []complaint.Reason `json:"reasons,omitempty"`
}

// PreviewSide is one side of a change.
type PreviewSide struct {
	Feedback   complaint.Feedback   `json:"feedback,omitzero"`
	Category   string               `json:"category,omitzero"`
	Severity   complaint.Severity   `json:"severity,omitzero"`
	Complexity complaint.Complexity `json:"complexity,omitzero"`
	Urgency    complaint.Urgency    `json:"urgency,omitzero"`
	Priority   complaint.Priority   `json:"priority,omitzero"`
	Tags       []string             `json:"tags,omitempty"`
	Criterion  string               `json:"criterion,omitzero"`
	Department string               `json:"department,omitzero"`
}

// Preview shows what this engine, made of a draft, would have decided about past cases when they came in. What was found about them
// then, such as that they repeat another or belong to an incident, is taken over from the history. Who would have had a case
// depends on who was there, so only departments are compared. Nothing is stored. It stops at the first error of the cases.
func (e *Engine) Preview(cases iter.Seq2[[]complaint.Event, error]) (Preview, error) {
	var p Preview
	for history, err := range cases {
		if err != nil {
			return p, err
		}
		if err := p.add(e, history); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (p *Preview) add(e *Engine, history []complaint.Event) error {
	p.Cases++
	if len(history) == 0 {
		p.Skipped++
		return nil
	}
	first := history[0]
	action, err := first.Action()
	if err != nil {
		return err
	}
	decided, err := first.Decided()
	if err != nil {
		return err
	}
	opened, ok := action.(complaint.Registration)
	if !ok || first.Personal == nil && first.Digest != "" || decided.Assessment == nil {
		p.Skipped++
		return nil
	}
	c, err := complaint.Replay(history[:1])
	if err != nil {
		return err
	}
	a := e.Assess(opened.Intake, foundThen(&decided, first.At))
	was, now := recordedSide(&decided), sideOf(&a)
	if p.count(&was, &now) {
		p.Same++
		return nil
	}
	p.Changes = append(p.Changes, PreviewChange{
		Complaint: c.ID, Reference: c.Reference, Was: was, Now: now, Reasons: record(a.Reasons),
	})
	return nil
}

// foundThen is the context of the decision as far as the history tells it.
func foundThen(d *complaint.Decisions, at time.Time) Context {
	ctx := Context{Now: at}
	for _, l := range d.Links {
		ctx.Links = append(ctx.Links, l.Link)
		switch l.Type {
		case complaint.LinkRepeat:
			ctx.Repeat = true
		case complaint.LinkDuplicate:
			ctx.Duplicate = true
		case complaint.LinkIncident:
			ctx.Incident = 1
		case complaint.LinkMerged, complaint.LinkSplit, complaint.LinkRelated:
		}
	}
	return ctx
}

func recordedSide(d *complaint.Decisions) PreviewSide {
	x := d.Assessment
	s := PreviewSide{
		Feedback: x.Feedback, Category: x.Category, Severity: x.Severity, Complexity: x.Complexity, Urgency: x.Urgency,
		Priority: x.Priority, Tags: slices.Sorted(slices.Values(x.Tags)),
	}
	if d.Screening != nil {
		s.Criterion = d.Screening.Criterion
	}
	if d.Route != nil {
		s.Department = d.Route.To.Department
	}
	return s
}

func sideOf(a *Assessment) PreviewSide {
	return PreviewSide{
		Feedback: a.Feedback, Category: a.Category, Severity: a.Severity, Complexity: a.Complexity, Urgency: a.Urgency,
		Priority: a.Priority, Tags: slices.Sorted(slices.Values(a.Tags)), Criterion: a.Criterion, Department: a.Route.To.Department,
	}
}

// count notes where two sides differ and says whether they do not.
func (p *Preview) count(was, now *PreviewSide) bool {
	same := true
	differ := func(n *int, is bool) {
		if is {
			*n++
			same = false
		}
	}
	differ(&p.Feedback, was.Feedback != now.Feedback)
	differ(&p.Category, was.Category != now.Category)
	differ(&p.Severity, was.Severity != now.Severity)
	differ(&p.Complexity, was.Complexity != now.Complexity)
	differ(&p.Urgency, was.Urgency != now.Urgency)
	differ(&p.Priority, was.Priority != now.Priority)
	differ(&p.Tags, !slices.Equal(was.Tags, now.Tags))
	differ(&p.Screening, was.Criterion != now.Criterion)
	differ(&p.Department, was.Department != now.Department)
	return same
}
