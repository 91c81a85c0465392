package sla

import (
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// pauses are the stretches in which a clock stands still: ascending, disjoint, the last one possibly without an end.
type pauses []complaint.Pause

// pausesOf collects what stops a clock: the complaint's own pauses for its reasons, the wait that lasts, and the pauses that
// conditions of the policy made, all of them cut off where the cap on pauses is used up. The time in which the complaint was
// closed is no waiting, so it uses up nothing of the cap.
func pausesOf(c *complaint.Complaint, k *complaint.Clock, cal *Calendar) pauses {
	var list pauses
	for _, p := range c.Pauses {
		if slices.Contains(k.PausedBy, p.For) {
			list = append(list, p)
		}
	}
	if w := c.Wait; w != nil && slices.Contains(k.PausedBy, w.For) {
		list = append(list, complaint.Pause{For: w.For, From: w.Since})
	}
	list = append(list, k.Pauses...)
	list = list.joined(k.Started)
	if k.MaxPause > 0 {
		list = list.capped(cal, k.MaxPause)
	}
	return list
}

// joined puts pauses in order, cuts off what lies before the start, and joins those of a reason that overlap or touch. Where
// two reasons overlap the earlier pause counts first.
func (list pauses) joined(start time.Time) pauses {
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b complaint.Pause) int { return a.From.Compare(b.From) })
	out := list[:0]
	for _, p := range list {
		if p.From.Before(start) {
			p.From = start
		}
		if !p.To.IsZero() && !p.To.After(p.From) {
			continue
		}
		n := len(out)
		if n == 0 {
			out = append(out, p)
			continue
		}
		last := &out[n-1]
		switch {
		case last.To.IsZero() || !p.To.IsZero() && !p.To.After(last.To): // it holds the other
		case p.From.After(last.To):
			out = append(out, p)
		case p.For == last.For:
			last.To = p.To
		default:
			p.From = last.To
			out = append(out, p)
		}
	}
	return out
}

// capped cuts the pauses off where together they have used up so much working time.
func (list pauses) capped(cal *Calendar, most time.Duration) pauses {
	out := list[:0]
	for _, p := range list {
		switch {
		case p.For == complaint.PauseClosed:
		case p.To.IsZero() || cal.Between(p.From, p.To) > most:
			p.To, most = cal.Add(p.From, most).Truncate(time.Microsecond), 0
			if !p.To.After(p.From) {
				continue
			}
		default:
			most -= cal.Between(p.From, p.To)
		}
		out = append(out, p)
	}
	return out
}

// at says whether a clock stands still at a moment.
func (list pauses) at(t time.Time) bool {
	return slices.ContainsFunc(list, func(p complaint.Pause) bool {
		return !t.Before(p.From) && (p.To.IsZero() || t.Before(p.To))
	})
}

// worked is the working time from a start to an end without the pauses.
func (list pauses) worked(cal *Calendar, start, end time.Time) time.Duration {
	sum := cal.Between(start, end)
	for _, p := range list {
		to := p.To
		if to.IsZero() || to.After(end) {
			to = end
		}
		if to.After(p.From) {
			sum -= cal.Between(p.From, to)
		}
	}
	return sum
}

// moment is when so much working time has passed since the start without the pauses, in whole microseconds rounded down, and
// false where a pause without an end is in the way or the calendar has not so much time before the year 2200.
func (list pauses) moment(cal *Calendar, start time.Time, work time.Duration) (time.Time, bool) {
	at := start
	for _, p := range list {
		if p.From.After(at) {
			run := cal.Between(at, p.From)
			if work <= run {
				break
			}
			work -= run
		}
		if p.To.IsZero() {
			if work == 0 {
				break
			}
			return time.Time{}, false
		}
		if p.To.After(at) {
			at = p.To
		}
	}
	t := cal.Add(at, work).UTC().Truncate(time.Microsecond)
	return t, t.Year() <= lastDateYear
}
