package triage

import (
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// raise grades the case: it begins with what the text says and goes up with the rules.
func (a *assessor) raise() {
	x := &a.c.Assessment
	x.Severity, x.Complexity, x.Urgency = a.reading.Severity, complaint.ComplexitySimple, complaint.UrgencyNormal
	for i := range a.engine.grades.Matching(&a.subject) {
		r := &a.engine.doc.Grades[i]
		if r.Severity.Rank() > x.Severity.Rank() {
			x.Severity = r.Severity
			a.because(Reason{Code: ReasonGrade, Rule: r.Name, What: string(r.Severity)})
		}
		if r.Complexity.Rank() > x.Complexity.Rank() {
			x.Complexity = r.Complexity
			a.because(Reason{Code: ReasonGrade, Rule: r.Name, What: string(r.Complexity)})
		}
		if r.Urgency.Rank() > x.Urgency.Rank() {
			x.Urgency = r.Urgency
			a.because(Reason{Code: ReasonGrade, Rule: r.Name, What: string(r.Urgency)})
		}
	}
	a.out.Severity, a.out.Complexity, a.out.Urgency = x.Severity, x.Complexity, x.Urgency
}

func (a *assessor) tag() {
	a.out.Tags = slices.Clip(a.c.Assessment.Tags)
	for i := range a.engine.tags.Matching(&a.subject) {
		r := &a.engine.doc.Tags[i]
		for _, tag := range r.Tags {
			if a.mark(tag) {
				a.because(Reason{Code: ReasonTag, Rule: r.Name, What: tag})
			}
		}
		a.c.Assessment.Tags = a.out.Tags
	}
	if a.out.Ask {
		a.mark(TagAsk)
	}
	a.c.Assessment.Tags = a.out.Tags
}

// mark sets a tag that is not set yet, as long as there is room in a record, and says whether it did.
func (a *assessor) mark(tag string) bool {
	if slices.Contains(a.out.Tags, tag) || len(a.out.Tags) >= complaint.MaxList {
		return false
	}
	if n := len(a.out.Tags); n == cap(a.out.Tags) {
		a.out.Tags = append(make([]string, 0, n+usualTags), a.out.Tags...)
	}
	a.out.Tags = append(a.out.Tags, tag)
	return true
}

const usualTags = 8

// TagAsk marks cases whose category is so uncertain that a person should look.
const TagAsk = "ask"

// screen says whether it needs no handling. What may be dangerous is always handled.
func (a *assessor) screen() {
	if len(a.out.Sensitive) > 0 || len(a.out.Suspicion) > 0 || a.ctx.Complaint != nil && a.ctx.Complaint.Version > 1 {
		return
	}
	if i := a.engine.screening.First(&a.subject); i >= 0 {
		r := &a.engine.doc.Screening[i]
		a.out.Criterion = r.Criterion
		a.because(Reason{Code: ReasonScreened, Rule: r.Name, What: r.Criterion})
	}
}

// prioritise adds up the points.
func (a *assessor) prioritise() {
	p := &a.engine.doc.Priority
	for i := range a.engine.points.Matching(&a.subject) {
		r := &p.Points[i]
		points := r.Points
		if r.Per != "" {
			points *= min(a.count(r.Per), r.Most)
		}
		if points == 0 {
			continue
		}
		a.out.Score = min(max(a.out.Score+points, -maxScore), maxScore)
		a.because(Reason{Code: ReasonPoints, Rule: r.Name, Value: float64(points)})
	}
	if len(p.Bands) == 0 {
		return
	}
	a.out.Priority = complaint.P4
	for _, band := range [...]complaint.Priority{complaint.P3, complaint.P2, complaint.P1} {
		if a.out.Score >= p.Bands[band] {
			a.out.Priority = band
		}
	}
	a.c.Assessment.Priority, a.c.Assessment.Score = a.out.Priority, a.out.Score
	a.because(Reason{Code: ReasonPriority, What: string(a.out.Priority), Value: float64(a.out.Score)})
}

// maxScore bounds a score, as a record does.
const maxScore = 1_000_000

// count is the value of a field that points are given for by the unit.
func (a *assessor) count(field string) int {
	switch field {
	case "previous":
		return a.ctx.Previous
	case "open_cases":
		return a.ctx.OpenCases
	case "incident.size":
		return a.ctx.Incident
	case "times_asked":
		return a.reading.Times
	default: // age.days
		received := a.c.Received
		if received.IsZero() {
			received = a.c.Intake.Received
		}
		if received.IsZero() || a.ctx.Now.Before(received) {
			return 0
		}
		return int(a.ctx.Now.Sub(received) / day)
	}
}

const day = 24 * time.Hour
