package sla

import (
	"maps"
	"slices"
)

// Holiday is a named day.
type Holiday struct {
	Date Date
	Name string
}

// Holidays are the days on which a country departs from its week. [China] and [ParseICS] give them, and
// [Holidays.Apply] puts them into a specification.
type Holidays struct {
	Free []Holiday // nobody works, whatever the weekday
	Work []Holiday // make-up working days: people work, whatever the weekday
	// Years for which the lists are complete, as in [CalendarSpec].
	Years Years
}

// Apply returns the specification with the holidays in it: free days get no hours, make-up working days get the given
// ones. Dates that the specification has already keep their hours, and its maps are not changed. Years is taken over;
// where the specification has years too, the years of both remain.
func (h Holidays) Apply(spec CalendarSpec, hours ...Span) (CalendarSpec, error) {
	if len(h.Work) > 0 && len(hours) == 0 {
		return CalendarSpec{}, invalid("hours", "", "must be given: "+h.Work[0].Date.String()+" is a make-up working day")
	}
	dates := make(map[Date][]Span, len(h.Free)+len(h.Work)+len(spec.Dates))
	for _, d := range h.Free {
		dates[d.Date] = nil
	}
	for _, d := range h.Work {
		dates[d.Date] = slices.Clone(hours)
	}
	maps.Copy(dates, spec.Dates)
	spec.Dates = dates
	switch {
	case spec.Years == Years{}:
		spec.Years = h.Years
	case h.Years != Years{}:
		y := Years{max(spec.Years.First, h.Years.First), min(spec.Years.Last, h.Years.Last)}
		if y.First > y.Last {
			return CalendarSpec{}, invalid("years", "", "must have a year in common with the holidays")
		}
		spec.Years = y
	}
	return spec, nil
}
