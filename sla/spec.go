package sla

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// CalendarSpec says when a desk works. It is the document form of a calendar: JSON and YAML write it as
//
//	{"zone": "Asia/Shanghai",
//	 "week": {"monday": ["09:00-12:00", "13:00-18:00"]},
//	 "dates": {"2026-10-01": [], "2026-10-10": ["09:00-12:00", "13:00-18:00"]}}
//
// [NewCalendar] compiles it and does not keep it, so the maps may be changed afterwards.
type CalendarSpec struct {
	// Zone is the IANA name of the zone whose wall clock the spans are read on, such as "Asia/Shanghai" or "UTC".
	// There is no default, and "Local" and other names for the machine's own zone are refused.
	Zone string
	// Week gives the spans of each weekday in ascending order; spans may touch and must not overlap, those that run over
	// midnight into the next weekday included. At most 48 a day. A weekday that is missing is closed. {0, 24h} on all
	// seven days is a calendar that never closes.
	Week map[time.Weekday][]Span
	// Dates gives single days hours of their own, in place of those of the weekday: none on a holiday, fewer on a half
	// day, some on a make-up working day. The years are 1900 to 2199. A shift that started the day before and runs
	// over midnight is not cut off by a holiday; where it meets a span of the date, the common time counts once.
	Dates map[Date][]Span
	// Years says for which years Dates is complete. It changes no answer: outside these years Week applies as well.
	// [Calendar.Covered] reports an answer that rests on a year outside. The zero value makes no statement.
	Years Years
	// Closing says where time ends that runs out exactly at a closing. The default is the closing itself.
	Closing Closing
}

// Years is a range of years, both inclusive. The zero value is no statement at all.
type Years struct {
	First int `json:"first" yaml:"first"`
	Last  int `json:"last" yaml:"last"`
}

// Closing is the reading of time that runs out exactly at a closing: both instants have the same working time.
type Closing int

const (
	// StayAtClosing ends at the closing itself: eight hours from nine o'clock end at five in the afternoon. It is the
	// default. Going back, time that runs out exactly at an opening stays at the opening.
	StayAtClosing Closing = iota
	// MoveToOpening ends at the next opening: eight hours from nine o'clock end at nine on the next working day. After
	// the last closing of a calendar that does not open again it ends at that closing.
	MoveToOpening
)

// Limits of a specification, so that a hostile document cannot fill the memory.
const (
	firstDateYear = 1900
	lastDateYear  = 2199
	maxDaySpans   = 48
	maxDates      = 120_000 // more days than lie between the two years
)

// weekly is a compiled specification: the source of a calendar's open intervals.
type weekly struct {
	loc   *time.Location
	week  [7][]Span
	dates []dateHours // ascending by day
	years Years
}

type dateHours struct {
	day   int64
	spans []Span
}

// compile checks the specification and copies it into the form that is quick to walk.
func (s CalendarSpec) compile() (*weekly, error) {
	loc, err := loadZone(s.Zone)
	if err != nil {
		return nil, err
	}
	w := &weekly{loc: loc, years: s.Years}
	if err := w.setWeek(s.Week); err != nil {
		return nil, err
	}
	if err := w.setDates(s.Dates); err != nil {
		return nil, err
	}
	if y := s.Years; y != (Years{}) && (y.First < 1 || y.Last > 9999 || y.First > y.Last) {
		return nil, invalid("years", strconv.Itoa(y.First)+"-"+strconv.Itoa(y.Last), "must be two years in order")
	}
	if s.Closing != StayAtClosing && s.Closing != MoveToOpening {
		return nil, invalid("closing", strconv.Itoa(int(s.Closing)), "must be StayAtClosing or MoveToOpening")
	}
	return w, nil
}

// loadZone refuses what a machine may have among its zone files and what means something else on the next machine: its
// own zone, and the zones with leap seconds, in which the clock of the time package is half a minute wrong.
func loadZone(name string) (*time.Location, error) {
	const rule = "must be the IANA name of a zone such as Asia/Shanghai or UTC"
	switch top, _, _ := strings.Cut(name, "/"); top {
	case "", "Local", "localtime", "posixrules", "posix", "right":
		return nil, invalid("zone", name, rule)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, invalid("zone", name, "is not known: "+rule)
	}
	return loc, nil
}

func (w *weekly) setWeek(week map[time.Weekday][]Span) error {
	for day := range week {
		if day < time.Sunday || day > time.Saturday {
			return invalid("week", strconv.Itoa(int(day)), "must be a day of the week")
		}
	}
	for day := range w.week {
		spans := week[time.Weekday(day)]
		if err := checkSpans("week."+weekdayName(day), spans); err != nil {
			return err
		}
		w.week[day] = slices.Clone(spans)
	}
	// A shift over midnight must have ended when the next weekday starts; this too is an overlap.
	for day := range w.week {
		next := (day + 1) % 7
		today, tomorrow := w.week[day], w.week[next]
		if len(today) == 0 || len(tomorrow) == 0 {
			continue
		}
		if end := today[len(today)-1].To - 24*time.Hour; end > tomorrow[0].From {
			return invalid("week."+weekdayName(next)+"[0]", tomorrow[0].String(),
				"must not overlap week."+weekdayName(day)+"["+strconv.Itoa(len(today)-1)+"], which runs over midnight to "+clockText(end))
		}
	}
	return nil
}

func (w *weekly) setDates(dates map[Date][]Span) error {
	if len(dates) > maxDates {
		return invalid("dates", strconv.Itoa(len(dates)), "must be at most "+strconv.Itoa(maxDates))
	}
	keys := make([]Date, 0, len(dates))
	for d := range dates {
		keys = append(keys, d)
	}
	slices.SortFunc(keys, Date.Compare)
	for _, d := range keys {
		field := "dates." + d.String()
		if !d.valid() || d.Year < firstDateYear || d.Year > lastDateYear {
			return invalid(field, d.String(), "must be a day that exists, in the years 1900 to 2199")
		}
		if err := checkSpans(field, dates[d]); err != nil {
			return err
		}
		w.dates = append(w.dates, dateHours{d.number(), slices.Clone(dates[d])})
	}
	return nil
}

// checkSpans refuses spans of one day that are inverted, out of the day, out of order or overlapping. Spans that
// touch are allowed: 09:00-12:00 and 12:00-18:00 are open without a break.
func checkSpans(field string, spans []Span) error {
	if len(spans) > maxDaySpans {
		return invalid(field, strconv.Itoa(len(spans)), "must be at most "+strconv.Itoa(maxDaySpans)+" spans a day")
	}
	for i, s := range spans {
		at := field + "[" + strconv.Itoa(i) + "]"
		switch {
		case s.From < 0 || s.From >= 24*time.Hour:
			return invalid(at, s.String(), "must start at 00:00 or later and before 24:00")
		case s.To <= s.From:
			return invalid(at, s.String(), "must end after it starts; over midnight go on counting: 22:00-30:00")
		case s.To > maxTo:
			return invalid(at, s.String(), "must end at 48:00 at the latest")
		case i > 0 && s.From < spans[i-1].From:
			return invalid(at, s.String(), "must not start before the span in front of it")
		case i > 0 && s.From < spans[i-1].To:
			return invalid(at, s.String(), "must not overlap the span in front of it, "+spans[i-1].String())
		}
	}
	return nil
}

// hours are the spans that start on a day; i is where the search in dates may begin and is moved on.
func (w *weekly) hours(day int64, i *int) []Span {
	for *i < len(w.dates) && w.dates[*i].day < day {
		*i++
	}
	if *i < len(w.dates) && w.dates[*i].day == day {
		return w.dates[*i].spans
	}
	return w.week[weekday(day)]
}

// findDate is the place of the first date that is not before day.
func (w *weekly) findDate(day int64) int {
	i, _ := slices.BinarySearchFunc(w.dates, day, func(d dateHours, day int64) int { return cmp.Compare(d.day, day) })
	return i
}

// weekdayName is the name of a day of the week in documents, 0 for Sunday.
func weekdayName(day int) string { return strings.ToLower(time.Weekday(day).String()) }

func parseWeekday(name string) (time.Weekday, bool) {
	for day := range 7 {
		if weekdayName(day) == name {
			return time.Weekday(day), true
		}
	}
	return 0, false
}
