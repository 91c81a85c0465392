package sla

import (
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// whyFulfilled is why a clock ended that was fulfilled.
const whyFulfilled = "fulfilled"

// fulfil ends a clock with a verdict. What counts is the time of what happened, not when it was noticed.
func (r *round) fulfil(k *complaint.Clock, start, stop time.Time) {
	was := *k
	k.Started = start
	if stop.Before(start) {
		stop = start
	}
	list := r.schedule(k)
	k.State, k.Stopped, k.Elapsed = complaint.ClockFulfilled, stop, stop.Sub(start)
	if cal := r.engine.calendar(k.Calendar); cal != nil {
		k.Worked = max(list.worked(cal.Calendar, start, stop), 0)
	}
	reasons := []complaint.Reason(nil)
	if k.Kind != complaint.ClockSilence {
		reasons = r.verdict(k, &was, stop)
	}
	r.ended[k.Ref()] = whyFulfilled
	r.emit(complaint.ClockChange{Step: complaint.ClockFulfil, Clock: *k, Reasons: reasons})
}

// settle says at the end of a clock whether its limit had passed: up to and including the due time it had not. The sweep may
// have come before the entry of a reply that was in time, or of a pause that had begun; a limit that an earlier target set
// stays passed.
func settle(k, was *complaint.Clock) []complaint.Reason {
	late := !k.Due.IsZero() && k.Stopped.After(k.Due)
	ofThis := !was.Breached.IsZero() && was.Breached.Equal(was.Due)
	switch {
	case late && (k.Breached.IsZero() || ofThis):
		k.Breached = k.Due
	case !late && ofThis:
		k.Breached = time.Time{}
		return []complaint.Reason{reason("sla.breach_corrected", "was", stamp(was.Breached))}
	}
	return nil
}

// verdict says whether the limit was kept.
func (r *round) verdict(k, was *complaint.Clock, stop time.Time) []complaint.Reason {
	corrected := settle(k, was)
	k.Verdict = complaint.VerdictMet
	if !k.Breached.IsZero() {
		k.Verdict = complaint.VerdictBreached
	}
	params := []string{"stopped", stamp(stop), "worked", durationText(k.Worked)}
	if !k.Due.IsZero() {
		params = append(params, "due", stamp(k.Due))
	}
	if !k.Breached.IsZero() && !k.Breached.Equal(k.Due) {
		params = append(params, "breached", stamp(k.Breached))
	}
	return append([]complaint.Reason{reason("sla."+string(k.Verdict), params...)}, corrected...)
}

// cancel ends a clock without a verdict, unless its limit has passed.
func (r *round) cancel(k *complaint.Clock, why string) {
	was := *k
	list := r.schedule(k)
	k.State, k.Stopped = complaint.ClockCancelled, r.now
	if r.now.Before(k.Started) {
		k.Stopped = k.Started
	}
	k.Elapsed = k.Stopped.Sub(k.Started)
	if cal := r.engine.calendar(k.Calendar); cal != nil {
		k.Worked = max(list.worked(cal.Calendar, k.Started, k.Stopped), 0)
	}
	reasons := []complaint.Reason{reason("sla.cancelled", "why", why, "status", string(r.after.Status))}
	if k.Kind != complaint.ClockSilence {
		reasons = append(reasons, settle(k, &was)...)
		if !k.Breached.IsZero() {
			k.Verdict = complaint.VerdictBreached
		}
	}
	r.ended[k.Ref()] = why
	r.emit(complaint.ClockChange{Step: complaint.ClockCancel, Clock: *k, Reasons: reasons})
}
