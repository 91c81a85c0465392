package sla

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of [ParseICS].
const (
	maxICSBytes     = 4 << 20
	maxICSLine      = 8 << 10 // bytes of one unfolded content line
	maxICSDays      = 20_000  // days of all events together
	maxICSEventDays = 366
)

// ParseICS reads holidays from an iCalendar file (RFC 5545): every VEVENT of whole days becomes free days, named by
// SUMMARY. DTEND is exclusive, as the standard has it; without DTEND and DURATION an event is one day. An event with
// X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY, as Chinese calendars mark make-up working days, becomes working days. Events
// with STATUS:CANCELLED are left out, and so is everything that is not a VEVENT. A day named twice keeps its first
// name.
//
// Refused, with a *[complaint.FieldError] that names the line, is what would otherwise be read wrong: an event with a
// time of day, a recurring event (RRULE, RDATE, EXDATE, RECURRENCE-ID: export the years as single events), an event
// longer than 366 days, a day that is free and working, and a file that is cut off. A file of more than 4 MiB, 20,000
// days or 8 KiB a line is refused too.
//
// A file does not say for which years it is complete: set Years of the result when you know.
func ParseICS(r io.Reader) (Holidays, error) {
	p := icsParser{free: map[Date]bool{}, work: map[Date]bool{}}
	// One byte more than the limit tells a file of exactly that size from a larger one.
	limited := &io.LimitedReader{R: r, N: maxICSBytes + 1}
	lines := bufio.NewScanner(limited)
	lines.Buffer(make([]byte, 0, 4096), maxICSLine)
	var line strings.Builder // the content line being unfolded
	start := 0
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSuffix(lines.Text(), "\r")
		if n == 1 {
			text = strings.TrimPrefix(text, "\uFEFF")
		}
		if start > 0 && text != "" && (text[0] == ' ' || text[0] == '\t') {
			if line.Len()+len(text) > maxICSLine {
				return Holidays{}, icsError(n, "", "must be at most 8 KiB")
			}
			line.WriteString(text[1:])
			continue
		}
		if err := p.content(start, line.String()); err != nil {
			return Holidays{}, err
		}
		line.Reset()
		line.WriteString(text)
		start = n
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return Holidays{}, icsError(start+1, "", "must be at most 8 KiB")
	case err != nil:
		return Holidays{}, fmt.Errorf("sla: reading iCalendar: %w", err)
	case limited.N == 0:
		return Holidays{}, invalid("ics", "", "must be at most 4 MiB")
	}
	if err := p.content(start, line.String()); err != nil {
		return Holidays{}, err
	}
	return p.finish()
}

type icsParser struct {
	out        Holidays
	free, work map[Date]bool
	open       []string // components begun and not ended
	seen       bool     // a VCALENDAR has been read
	event      icsEvent
}

type icsEvent struct {
	line               int
	start, end         Date
	hasEnd             bool
	days               int
	name               string
	working, cancelled bool
}

func icsError(line int, value, rule string) error {
	return invalid("ics.line["+strconv.Itoa(line)+"]", value, rule)
}

// content reads one unfolded line: NAME;PARAM=VALUE:VALUE.
func (p *icsParser) content(n int, line string) error {
	if strings.TrimSpace(line) == "" {
		return nil
	}
	if !utf8.ValidString(line) {
		return icsError(n, line, "must be UTF-8")
	}
	head, value, ok := cutValue(line)
	if !ok {
		return icsError(n, line, "must be NAME:VALUE")
	}
	name, params, _ := strings.Cut(head, ";")
	name = strings.ToUpper(name)
	switch name {
	case "BEGIN":
		return p.begin(n, strings.ToUpper(strings.TrimSpace(value)))
	case "END":
		return p.end(n, strings.ToUpper(strings.TrimSpace(value)))
	}
	if len(p.open) == 0 {
		return icsError(n, line, "must stand inside BEGIN:VCALENDAR and END:VCALENDAR")
	}
	if len(p.open) == 2 && p.open[1] == "VEVENT" {
		return p.property(n, name, strings.ToUpper(params), strings.TrimSpace(value))
	}
	return nil
}

// cutValue cuts at the first colon that does not stand in a quoted parameter.
func cutValue(line string) (head, value string, ok bool) {
	quoted := false
	for i := range len(line) {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == ':' && !quoted:
			return line[:i], line[i+1:], true
		}
	}
	return "", "", false
}

func (p *icsParser) begin(n int, what string) error {
	if (len(p.open) == 0) != (what == "VCALENDAR") || len(p.open) >= 4 {
		return icsError(n, what, "must be one VCALENDAR with components inside")
	}
	if len(p.open) == 1 && what == "VEVENT" {
		p.event = icsEvent{line: n}
	}
	p.seen = true
	p.open = append(p.open, what)
	return nil
}

func (p *icsParser) end(n int, what string) error {
	if len(p.open) == 0 || p.open[len(p.open)-1] != what {
		return icsError(n, what, "must end the component that was begun last")
	}
	p.open = p.open[:len(p.open)-1]
	if len(p.open) == 1 && what == "VEVENT" {
		return p.add(n)
	}
	return nil
}

func (p *icsParser) property(n int, name, params, value string) error {
	e := &p.event
	switch name {
	case "DTSTART", "DTEND":
		d, err := time.Parse("20060102", value)
		if err != nil || strings.Contains(params, "VALUE=DATE-TIME") {
			return icsError(n, name+":"+value, "must be a whole day such as 20261001; events with a time of day are no holidays")
		}
		if d.Year() < firstDateYear || d.Year() > lastDateYear {
			return icsError(n, name+":"+value, "must be in the years 1900 to 2199")
		}
		if name == "DTSTART" {
			e.start = DateOf(d)
		} else {
			e.end, e.hasEnd = DateOf(d), true
		}
	case "DURATION":
		days, ok := icsDays(value)
		if !ok {
			return icsError(n, name+":"+value, "must be whole days or weeks such as P3D or P1W")
		}
		e.days = days
	case "RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID":
		return icsError(n, name+":"+value, "must not recur: export the years as single events")
	case "SUMMARY":
		e.name = icsText(value)
	case "STATUS":
		e.cancelled = strings.EqualFold(value, "CANCELLED")
	case "X-APPLE-SPECIAL-DAY":
		e.working = strings.EqualFold(value, "ALTERNATE-WORKDAY")
	}
	return nil
}

// add turns the event that has just ended into days.
func (p *icsParser) add(n int) error {
	e := p.event
	if e.cancelled {
		return nil
	}
	if e.start == (Date{}) {
		return icsError(e.line, "VEVENT", "must have DTSTART;VALUE=DATE")
	}
	days := max(e.days, 1)
	if e.hasEnd {
		days = int(e.end.number() - e.start.number())
		if e.days > 0 {
			return icsError(n, "VEVENT", "must not have both DTEND and DURATION")
		}
	}
	if days < 1 || days > maxICSEventDays {
		return icsError(n, strconv.Itoa(days)+" days", "must last 1 to 366 days; DTEND is the day after the last")
	}
	if len(p.free)+len(p.work)+days > maxICSDays {
		return icsError(n, "", "must be at most 20,000 days")
	}
	for i := range days {
		d := e.start.AddDays(i)
		mine, other, list := p.free, p.work, &p.out.Free
		if e.working {
			mine, other, list = p.work, p.free, &p.out.Work
		}
		if other[d] {
			return icsError(n, d.String(), "must not be both a free and a working day")
		}
		if !mine[d] {
			mine[d] = true
			*list = append(*list, Holiday{d, e.name})
		}
	}
	return nil
}

func (p *icsParser) finish() (Holidays, error) {
	if !p.seen || len(p.open) > 0 {
		return Holidays{}, invalid("ics", "", "must be complete, from BEGIN:VCALENDAR to END:VCALENDAR")
	}
	byDate := func(a, b Holiday) int { return a.Date.Compare(b.Date) }
	slices.SortFunc(p.out.Free, byDate)
	slices.SortFunc(p.out.Work, byDate)
	return p.out, nil
}

// icsDays reads P3D and P1W.
func icsDays(s string) (int, bool) {
	s, ok := strings.CutPrefix(strings.TrimPrefix(s, "+"), "P")
	unit := 1
	if strings.HasSuffix(s, "W") {
		unit = 7
	}
	if !ok || len(s) < 2 || len(s) > 4 || (unit == 1 && !strings.HasSuffix(s, "D")) {
		return 0, false
	}
	n, ok := digits(s[:len(s)-1])
	return n * unit, ok && n > 0
}

// icsText undoes the escapes of a text value.
func icsText(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, " ", `\N`, " ").Replace(s)
}
