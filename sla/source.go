package sla

import (
	"iter"
	"time"
)

const (
	daySeconds = 86_400
	second     = int64(time.Second)
)

// interval is an open stretch of real time: nanoseconds after an origin that the caller knows, half-open.
type interval struct{ from, to int64 }

// source is what a calendar is compiled from: a weekly specification, a union, an intersection or versions. Sources
// are immutable.
type source interface {
	// open appends the open intervals inside [lo, hi), which are Unix seconds not more than 291 years apart, as
	// nanoseconds after lo: ascending, disjoint, not touching each other.
	open(dst []interval, lo, hi int64) []interval
	// workday says whether work starts on the day with this number.
	workday(day int64) bool
	// covered is nil or the *CoverageError for the first year without data in [lo, hi], Unix seconds.
	covered(lo, hi int64) error
}

// open walks the zone's segments, and in each of them the days it touches. An instant is open when the wall clock
// shows a time inside a span; so each span is cut to the wall-clock times that the segment shows, and a segment that
// shows an hour for the second time shows the spans of that hour for the second time.
func (w *weekly) open(dst []interval, lo, hi int64) []interval {
	base := len(dst)
	for s := range segments(w.loc, lo, hi) {
		first := floorDiv(s.from+s.off, daySeconds) - 1 // the shift of the day before may run on
		last := floorDiv(s.to-1+s.off, daySeconds)
		cutFrom, cutTo := (s.from-lo)*second, (s.to-lo)*second
		i := w.findDate(first)
		for day := first; day <= last; day++ {
			midnight := (day*daySeconds - s.off - lo) * second
			for _, span := range w.hours(day, &i) {
				from := max(midnight+int64(span.From), cutFrom)
				to := min(midnight+int64(span.To), cutTo)
				if from < to {
					dst = appendInterval(dst, base, interval{from, to})
				}
			}
		}
	}
	return dst
}

// appendInterval appends v, or lengthens the last interval after base when v touches or overlaps it. v must not start
// before the last interval does.
func appendInterval(dst []interval, base int, v interval) []interval {
	if n := len(dst); n > base && v.from <= dst[n-1].to {
		dst[n-1].to = max(dst[n-1].to, v.to)
		return dst
	}
	return append(dst, v)
}

// workday says whether a span starts on the day, and the day exists in the zone.
func (w *weekly) workday(day int64) bool {
	i := w.findDate(day)
	return len(w.hours(day, &i)) > 0 && w.exists(day)
}

// exists is false for a day that the zone left out when it moved over the date line.
func (w *weekly) exists(day int64) bool {
	wall := day * daySeconds
	for s := range segments(w.loc, wall-2*daySeconds, wall+3*daySeconds) {
		if s.from+s.off < wall+daySeconds && s.to+s.off > wall {
			return true
		}
	}
	return false
}

func (w *weekly) covered(lo, hi int64) error {
	if w.years == (Years{}) {
		return nil
	}
	first, last := time.Unix(lo, 0).In(w.loc).Year(), time.Unix(hi, 0).In(w.loc).Year()
	switch {
	case first < w.years.First || first > w.years.Last:
		return &CoverageError{first, w.years.First, w.years.Last}
	case last > w.years.Last:
		return &CoverageError{w.years.Last + 1, w.years.First, w.years.Last}
	}
	return nil
}

// segment is a stretch of Unix seconds [from, to) in which a zone keeps one offset: wall clock = Unix seconds + off.
type segment struct{ from, to, off int64 }

// segments cuts [lo, hi) at the zone's transitions, and at some instants that are none: after the last listed
// transition of a zone, ZoneBounds ends a stretch with the year, and on the last day of a leap year it gives an end
// that has passed, so there a stretch is not taken to be longer than to the end of the day.
func segments(loc *time.Location, lo, hi int64) iter.Seq[segment] {
	return func(yield func(segment) bool) {
		for from := lo; from < hi; {
			t := time.Unix(from, 0).In(loc)
			_, off := t.Zone()
			to := hi
			if _, end := t.ZoneBounds(); !end.IsZero() {
				to = end.Unix()
				if to <= from {
					to = (floorDiv(from, daySeconds) + 1) * daySeconds
				}
			}
			to = min(to, hi)
			if !yield(segment{from, to, int64(off)}) {
				return
			}
			from = to
		}
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func unixYear(y int) int64 { return time.Date(y, time.January, 1, 0, 0, 0, 0, time.UTC).Unix() }
