package sla

import (
	"sort"
	"strconv"
	"time"
)

// CalendarVersion is a calendar and the instant from which it is in force.
type CalendarVersion struct {
	// From is the instant of effect. [Date.Start] gives the start of a day in a zone. The first version must leave it
	// zero: it is in force since ever.
	From time.Time
	// Calendar is in force from From until the next version's From.
	Calendar *Calendar
}

// NewVersions is the calendar that counts every instant under the version in force at it: time is counted piecewise,
// and an answer does not change when a version for a later time is added. At the change the old calendar ends, shifts
// included, and of the new one counts what it has after the change, shifts included that would have started before;
// so a shift over midnight that both versions have goes on without a break.
//
// Versions must be in order of effect, in the years 1900 to 2199.
func NewVersions(versions ...CalendarVersion) (*Calendar, error) {
	if len(versions) == 0 {
		return nil, invalid("versions", "", "must be at least one")
	}
	v := &versioned{}
	for i, ver := range versions {
		field := "versions[" + strconv.Itoa(i) + "]"
		if err := checkPart(field+".calendar", ver.Calendar, versions[0].Calendar); err != nil {
			return nil, err
		}
		from := ver.From
		switch y := from.UTC().Year(); {
		case i == 0 && !from.IsZero():
			return nil, invalid(field+".from", from.Format(time.RFC3339Nano), "must be empty: the first version is in force since ever")
		case i > 0 && from.IsZero():
			return nil, invalid(field+".from", "", "must be the instant from which the version is in force")
		case i > 0 && (y < firstDateYear || y > lastDateYear):
			return nil, invalid(field+".from", from.Format(time.RFC3339Nano), "must be in the years 1900 to 2199")
		case i > 0 && from.Nanosecond() != 0:
			return nil, invalid(field+".from", from.Format(time.RFC3339Nano), "must be a whole second")
		case i > 1 && !from.After(versions[i-1].From):
			return nil, invalid(field+".from", from.Format(time.RFC3339Nano), "must be after the version in front of it")
		}
		if i > 0 {
			v.from = append(v.from, from.Unix())
		}
		v.parts = append(v.parts, ver.Calendar.src)
	}
	c := &Calendar{src: v, move: versions[0].Calendar.move}
	if !c.opens() {
		return nil, invalid("versions", "", "must open at some time while they are in force")
	}
	return c, nil
}

// versioned is a source of several; parts[i+1] is in force from from[i].
type versioned struct {
	from  []int64 // Unix seconds
	parts []source
}

// pieces calls f with each part and the stretch of [lo, hi) in which it is in force.
func (v *versioned) pieces(lo, hi int64, f func(p source, lo, hi int64) bool) {
	for i := sort.Search(len(v.from), func(i int) bool { return v.from[i] > lo }); lo < hi; i++ {
		end := hi
		if i < len(v.from) {
			end = min(hi, v.from[i])
		}
		if !f(v.parts[i], lo, end) {
			return
		}
		lo = end
	}
}

func (v *versioned) open(dst []interval, lo, hi int64) []interval {
	base := len(dst)
	v.pieces(lo, hi, func(p source, from, to int64) bool {
		shift := (from - lo) * second
		for _, s := range p.open(nil, from, to) {
			dst = appendInterval(dst, base, interval{s.from + shift, s.to + shift})
		}
		return true
	})
	return dst
}

// workday asks the version in force at noon UTC of the day.
func (v *versioned) workday(day int64) (is bool) {
	noon := day*daySeconds + daySeconds/2
	v.pieces(noon, noon+1, func(p source, _, _ int64) bool {
		is = p.workday(day)
		return false
	})
	return is
}

func (v *versioned) covered(lo, hi int64) (err error) {
	v.pieces(lo, hi+1, func(p source, from, to int64) bool {
		err = p.covered(from, to-1)
		return err == nil
	})
	return err
}
