package sla

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Span is a stretch of wall-clock time of one day, From inclusive and To exclusive, both counted from local midnight
// by what the clock on the wall shows. To may pass 24:00: {22h, 30h} runs from ten in the evening to six in the
// morning, and the whole of it belongs to the day on which it starts. As text it is "22:00-30:00".
//
// On the two days of the year on which the clock changes, a span holds every instant at which the wall clock shows a
// time inside it, and no other: a span over the hour that is left out is shorter, one over the hour that comes twice
// is longer. A bound inside the hour that is left out stands at the instant of the change; a span with one bound
// inside the repeated hour is open in both passes of its part of that hour.
type Span struct{ From, To time.Duration }

const maxTo = 48 * time.Hour

// String writes the span as "09:00-12:00", with seconds and fractions only where there are any.
func (s Span) String() string { return clockText(s.From) + "-" + clockText(s.To) }

// MarshalText writes what [Span.String] writes.
func (s Span) MarshalText() ([]byte, error) {
	if s.From < 0 || s.To < 0 {
		return nil, invalid("span", s.From.String()+"-"+s.To.String(), "must not be negative")
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads what [ParseSpan] reads.
func (s *Span) UnmarshalText(text []byte) error {
	v, err := ParseSpan(string(text))
	if err != nil {
		return err
	}
	*s = v
	return nil
}

// ParseSpan reads a span written as "09:00-12:00", "22:00-30:00" or "08:59:30-12:00:00.5". It checks the form of the
// two times; that they follow each other and stand inside the day is checked with the whole calendar.
func ParseSpan(text string) (Span, error) {
	from, to, ok := strings.Cut(text, "-")
	if ok {
		f, okFrom := parseClock(from)
		t, okTo := parseClock(to)
		if okFrom && okTo {
			return Span{f, t}, nil
		}
	}
	return Span{}, invalid("span", text, "must be two times of day such as 09:00-12:00; past midnight go on counting: 22:00-30:00")
}

// clockText writes an offset from midnight as a clock does; hours go on past 24.
func clockText(d time.Duration) string {
	if d < 0 {
		return "-" + clockText(-d)
	}
	text := fmt.Sprintf("%02d:%02d", int64(d/time.Hour), int64(d/time.Minute%60))
	if d%time.Minute == 0 {
		return text
	}
	text += fmt.Sprintf(":%02d", int64(d/time.Second%60))
	if frac := d % time.Second; frac != 0 {
		text += strings.TrimRight(fmt.Sprintf(".%09d", int64(frac)), "0")
	}
	return text
}

// parseClock reads HH:MM, HH:MM:SS or HH:MM:SS.fraction, two digits each and up to nine of fraction.
func parseClock(s string) (time.Duration, bool) {
	parts := strings.Split(s, ":")
	if len(parts) != 2 && len(parts) != 3 {
		return 0, false
	}
	var d time.Duration
	units := [...]time.Duration{time.Hour, time.Minute, time.Second}
	for i, p := range parts {
		frac := ""
		if i == 2 {
			p, frac, _ = strings.Cut(p, ".")
			if strings.HasSuffix(parts[i], ".") || len(frac) > 9 {
				return 0, false
			}
		}
		n, ok := digits(p)
		if !ok || len(p) != 2 || (i > 0 && n > 59) {
			return 0, false
		}
		d += time.Duration(n) * units[i]
		if frac != "" {
			n, ok = digits(frac + strings.Repeat("0", 9-len(frac)))
			if !ok {
				return 0, false
			}
			d += time.Duration(n)
		}
	}
	return d, true
}

// digits reads a number that consists of ASCII digits only: no sign, no underscore, no space.
func digits(s string) (int, bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
