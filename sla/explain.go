package sla

import (
	"fmt"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Explanation shows how the time of a clock was counted: stretch by stretch, with the reason why it counts or not.
type Explanation struct {
	Clock complaint.Clock `json:"clock"`
	// Zone is the IANA name of the zone of the calendar, in which people read the times.
	Zone string `json:"zone"`
	// From and To bound what is explained: the start, and the end or the moment asked for.
	From time.Time    `json:"from"`
	To   time.Time    `json:"to"`
	Rows []ExplainRow `json:"rows"`
	// Worked is the sum of what counts, Paused the working time that pauses took out, Elapsed the calendar time.
	Worked  time.Duration `json:"worked"`
	Paused  time.Duration `json:"paused"`
	Elapsed time.Duration `json:"elapsed"`
	// Left is the working time up to the due time, negative by as much as it is late, pauses left out; 0 where nothing is due.
	Left time.Duration `json:"left"`
	// Uncovered names the first year whose holidays the calendar does not know, 0 for none.
	Uncovered int `json:"uncovered,omitzero"`

	zone *time.Location
}

// ExplainRow is one stretch of time.
type ExplainRow struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Why says what it is: counted, closed (outside of working hours), or paused.
	Why RowKind `json:"why"`
	// For is the reason of a pause.
	For complaint.WaitFor `json:"for,omitzero"`
	// Time is the working time in it: what counts, or what a pause took out. Sum is what counted so far.
	Time time.Duration `json:"time"`
	Sum  time.Duration `json:"sum"`
}

// RowKind says whether a stretch counts.
type RowKind string

// The kinds of stretch.
const (
	RowCounted RowKind = "counted"
	RowClosed  RowKind = "closed"
	RowPaused  RowKind = "paused"
)

// Explain explains a clock of a complaint, up to its end or to now. For clocks of earlier cycles take them from [Verdicts]
// and use [Engine.ExplainClock]. The error is a *[complaint.FieldError] for a clock or a calendar that is not there.
func (e *Engine) Explain(c complaint.Complaint, ref complaint.ClockRef, now time.Time) (Explanation, error) {
	k, ok := c.Clock(ref)
	if !ok {
		return Explanation{}, invalid("clock", ref.String(),
			"must be a clock of the complaint; ended ones of earlier cycles are in Verdicts")
	}
	return e.ExplainClock(c, k, now)
}

// ExplainClock explains a clock of a complaint, wherever it comes from. The complaint gives the pauses.
func (e *Engine) ExplainClock(c complaint.Complaint, k complaint.Clock, now time.Time) (Explanation, error) {
	cal := e.calendar(k.Calendar)
	if cal == nil {
		return Explanation{}, invalid("clock.calendar", k.Calendar.Name, "must be a calendar of the engine's policies")
	}
	x := Explanation{Clock: k, From: k.Started, To: k.Stopped, zone: cal.zone}
	if x.To.IsZero() {
		x.To = now
	}
	if x.To.Before(x.From) {
		x.To = x.From
	}
	if x.zone == nil {
		x.zone = time.UTC
	}
	x.Zone = x.zone.String()
	x.Elapsed = x.To.Sub(x.From)
	at := x.From
	list := pausesOf(&c, &k, cal.Calendar)
	for _, p := range list {
		if !p.From.Before(x.To) {
			break
		}
		x.count(cal.Calendar, at, p.From)
		if at = p.To; at.IsZero() || at.After(x.To) {
			at = x.To
		}
		x.row(ExplainRow{From: p.From, To: at, Why: RowPaused, For: p.For, Time: cal.Between(p.From, at)})
	}
	x.count(cal.Calendar, at, x.To)
	if !k.Due.IsZero() {
		x.Left = list.worked(cal.Calendar, x.From, k.Due) - x.Worked
	}
	until := x.To
	if k.Due.After(until) {
		until = k.Due
	}
	if gap, ok := asCoverage(cal.Covered(x.From, until)); ok {
		x.Uncovered = gap.Year
	}
	return x, nil
}

// count adds the rows of a stretch without pauses.
func (x *Explanation) count(cal *Calendar, from, to time.Time) {
	at := from
	for i := range cal.Intervals(from, to) {
		if i.From.After(at) {
			x.row(ExplainRow{From: at, To: i.From, Why: RowClosed})
		}
		x.row(ExplainRow{From: i.From, To: i.To, Why: RowCounted, Time: i.Duration()})
		at = i.To
	}
	if to.After(at) {
		x.row(ExplainRow{From: at, To: to, Why: RowClosed})
	}
}

func (x *Explanation) row(r ExplainRow) {
	switch r.Why {
	case RowCounted:
		x.Worked += r.Time
	case RowPaused:
		x.Paused += r.Time
	case RowClosed:
	}
	r.Sum = x.Worked
	x.Rows = append(x.Rows, r)
}

// shownRows is how many rows a text shows; the rest is summed up in one line.
const shownRows = 60

// Text puts the explanation into words: in Chinese for a BCP 47 tag that begins with zh, else in English. Times are those of
// the calendar's zone.
func (x Explanation) Text(language string) string {
	w := explainWords(language)
	var b strings.Builder
	k := &x.Clock
	rule := w.all
	if k.Rule != "" {
		rule = fmt.Sprintf(w.rule, k.Rule)
	}
	fmt.Fprintf(&b, w.head, k.Name, k.Target, k.Calendar.Name, k.Calendar.Version, x.Zone, k.Policy.Name, k.Policy.Version, rule)
	for i, r := range x.Rows {
		if i == shownRows {
			fmt.Fprintf(&b, w.more, len(x.Rows)-i)
			break
		}
		fmt.Fprintf(&b, "%s – %s  %8s  %s%s\n", x.clock(r.From), x.clock(r.To), shownTime(r), w.why(r), w.sum(r))
	}
	fmt.Fprintf(&b, w.total, durationText(x.Worked), durationText(x.Paused), durationText(x.Elapsed))
	switch {
	case k.Verdict == complaint.VerdictBreached:
		fmt.Fprintf(&b, w.breached, x.clock(k.Breached))
	case k.Verdict == complaint.VerdictMet && k.Due.IsZero():
		b.WriteString(w.metPaused)
	case k.Verdict == complaint.VerdictMet:
		fmt.Fprintf(&b, w.met, x.clock(k.Due), durationText(x.Left))
	case k.State == complaint.ClockCancelled:
		fmt.Fprintf(&b, w.cancelled, x.clock(k.Stopped))
	case k.Due.IsZero():
		b.WriteString(w.still)
	case x.Left < 0:
		fmt.Fprintf(&b, w.late, x.clock(k.Due), durationText(-x.Left))
	default:
		fmt.Fprintf(&b, w.due, x.clock(k.Due), durationText(x.Left))
	}
	if x.Uncovered != 0 {
		fmt.Fprintf(&b, w.uncovered, x.Uncovered)
	}
	return b.String()
}

// shownTime is the working time of a row, nothing outside of working hours.
func shownTime(r ExplainRow) string {
	if r.Why == RowClosed {
		return ""
	}
	return durationText(r.Time)
}

// clock writes a time as people read it. The last microsecond of a day, which is when limits in days end, is its 24:00.
func (x *Explanation) clock(t time.Time) string {
	if end := t.In(x.zone).Add(time.Microsecond); end.Equal(DateOf(end).Start(x.zone)) {
		return t.In(x.zone).Format(time.DateOnly) + " 24:00"
	}
	layout := "2006-01-02 15:04"
	if t = t.In(x.zone); t.Second() != 0 || t.Nanosecond() != 0 {
		layout = "2006-01-02 15:04:05.999999"
	}
	return t.Format(layout)
}
