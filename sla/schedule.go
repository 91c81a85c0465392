package sla

import (
	"cmp"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// aim gives a clock a target of a policy: the limit, the calendar, and the marks on the way. Marks that were carried out stay so.
func (r *round) aim(k *complaint.Clock, t *target, ref complaint.PolicyRef) {
	k.Kind, k.Target, k.Rule = t.kind, "", t.rule
	if !t.limit.IsZero() {
		k.Target = t.limit.String()
	}
	k.Calendar, k.Policy = t.calendar.ref, ref
	k.PausedBy, k.MaxPause = slices.Clone(t.pausedBy), t.maxPause
	cal := t.calendar
	start := k.Started
	if t.opening { // for days; working time does not run before the opening anyway
		start = opening(cal.Calendar, start)
	}
	total := t.limit.Time
	if t.limit.Days > 0 {
		total = max(cal.Between(k.Started, dayLimit(cal, start, t.limit)), 0).Truncate(time.Microsecond)
	}
	marks := make([]complaint.Mark, 0, len(t.marks))
	for _, p := range t.marks {
		m := p.Mark
		m.Notify = slices.Clone(m.Notify)
		if m.Kind == complaint.MarkEscalate && m.Level <= r.after.Escalation {
			continue
		}
		m.After = p.threshold.of(total)
		if p.past > 0 {
			m.After = total + p.past
		}
		if i := slices.IndexFunc(k.Marks, func(o complaint.Mark) bool { return o.Kind == m.Kind && o.Label == m.Label }); i >= 0 {
			m.Done = k.Marks[i].Done
		}
		marks = append(marks, m)
	}
	slices.SortStableFunc(marks, func(a, b complaint.Mark) int {
		return cmp.Or(cmp.Compare(a.After, b.After), cmp.Compare(markRank(a.Kind), markRank(b.Kind)))
	})
	k.Marks = marks
	k.Due = time.Time{}
	if t.limit.Days > 0 {
		k.Due = dayLimit(cal, start, t.limit)
	}
	r.schedule(k)
}

// markRank orders marks of the same moment: first the breach, then what follows from it.
func markRank(kind complaint.MarkKind) int {
	return slices.Index([]complaint.MarkKind{
		complaint.MarkWarn, complaint.MarkRemind, complaint.MarkBreach, complaint.MarkEscalate, complaint.MarkClose,
	}, kind)
}

// schedule says when a clock is due and when its marks are, and whether it stands still. It needs nothing but what the
// clock says of itself and its calendar, and returns the pauses that it counted.
func (r *round) schedule(k *complaint.Clock) pauses {
	cal := r.engine.calendar(k.Calendar)
	if cal == nil {
		return nil // a calendar that nobody has: what was decided stays
	}
	k.Calendar = cal.ref // of a version that is gone the last one of its name takes the place
	list := pausesOf(r.after, k, cal.Calendar)
	k.State = complaint.ClockRunning
	if list.at(r.known) {
		k.State = complaint.ClockPaused
	}
	limit, err := ParseLimit(k.Target)
	if err != nil {
		return list // it is only measured
	}
	if limit.Days == 0 {
		k.Due = momentOrNever(list, cal.Calendar, k.Started, limit.Time)
	}
	for i := range k.Marks {
		m := &k.Marks[i]
		if !m.Done.IsZero() {
			continue
		}
		if m.Kind == complaint.MarkBreach || m.Kind == complaint.MarkClose {
			m.At = k.Due
			continue
		}
		// Where the last day ends after its last closing, what follows the breach does not come before it.
		m.At = momentOrNever(list, cal.Calendar, k.Started, m.After)
		if limit.Days > 0 && m.Kind == complaint.MarkEscalate && m.After >= whole(k) && m.At.Before(k.Due) && !m.At.IsZero() {
			m.At = k.Due
		}
	}
	return list
}

// whole is the working time from the start of a clock to its limit.
func whole(k *complaint.Clock) time.Duration {
	for i := range k.Marks {
		if k.Marks[i].Kind == complaint.MarkBreach {
			return k.Marks[i].After
		}
	}
	return 0
}

func momentOrNever(list pauses, cal *Calendar, start time.Time, work time.Duration) time.Time {
	if t, ok := list.moment(cal, start, work); ok {
		return t
	}
	return time.Time{}
}

// opening is the moment itself while the calendar is open, else the next opening.
func opening(cal *Calendar, t time.Time) time.Time {
	if cal.Open(t) {
		return t
	}
	if next, ok := cal.NextOpening(t); ok {
		return next
	}
	return t
}

// dayLimit is the last moment of a limit in days: the last microsecond of the last day, or its last closing. Days are those
// of the calendar's zone, and the day of the start does not count. It is zero where there are not so many days.
func dayLimit(cal *calendar, start time.Time, l Limit) time.Time {
	zone := cal.zone
	if zone == nil {
		zone = time.UTC
	}
	day := DateOf(start.In(zone))
	last := day.AddDays(l.Days)
	if l.Working {
		var err error
		if last, err = cal.AddWorkdays(day, l.Days); err != nil {
			return time.Time{}
		}
	}
	begin, end := last.Start(zone), last.AddDays(1).Start(zone)
	if end.Year() > lastDateYear {
		return time.Time{}
	}
	if l.Close {
		closing := time.Time{}
		for i := range cal.Intervals(begin, end) {
			closing = i.To
		}
		if !closing.IsZero() && closing.Before(end) {
			return closing.UTC().Truncate(time.Microsecond)
		}
	}
	return end.UTC().Add(-time.Microsecond).Truncate(time.Microsecond)
}

// differs says whether a target asks for something else than what a clock has.
func differs(k *complaint.Clock, t *target) bool { return !t.matches(k) }

// matches says whether a clock has this target already. The versions of policy and calendar do not matter.
func (t *target) matches(k *complaint.Clock) bool {
	if k.Target != t.limit.String() || k.Calendar.Name != t.calendar.ref.Name || k.Kind != t.kind ||
		!slices.Equal(k.PausedBy, t.pausedBy) || k.MaxPause != t.maxPause {
		return false
	}
	planned := 0
	for i := range t.marks {
		m := &t.marks[i].Mark
		j := slices.IndexFunc(k.Marks, func(o complaint.Mark) bool { return o.Kind == m.Kind && o.Label == m.Label })
		if j < 0 {
			if m.Kind == complaint.MarkEscalate {
				continue // the level was reached before the clock started
			}
			return false
		}
		planned++
		o := &k.Marks[j]
		if o.Level != m.Level || o.Tier != m.Tier || o.To != m.To || o.Outcome != m.Outcome || !slices.Equal(o.Notify, m.Notify) {
			return false
		}
		if t.limit.Days == 0 && o.After != t.after(i) {
			return false
		}
	}
	return planned == len(k.Marks)
}

// after is the working time to a mark, for a limit in working time.
func (t *target) after(i int) time.Duration {
	p := &t.marks[i]
	if p.past > 0 {
		return t.limit.Time + p.past
	}
	return p.threshold.of(t.limit.Time)
}
