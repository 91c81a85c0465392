package sla

import (
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar without a zone, written 2026-10-01. It is comparable and a map key, in JSON
// and YAML documents as well.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the date that a clock in t's own location shows at t.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads a date written as 2026-10-01, of the years 1 to 9999, and refuses days that do not exist, such as
// 2026-02-30.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, invalid("date", s, "must be a day that exists, written like 2026-10-01")
	}
	return DateOf(t), nil
}

// String writes the date as 2026-10-01.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// MarshalText writes the date as 2026-10-01; with it a Date can be the key of a JSON object.
func (d Date) MarshalText() ([]byte, error) {
	if !d.valid() {
		return nil, invalid("date", d.String(), "must be a day that exists, written like 2026-10-01")
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what [ParseDate] reads.
func (d *Date) UnmarshalText(text []byte) error {
	v, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return weekday(d.number()) }

// AddDays is the date n days later, or earlier when n is negative. It takes every day, working or not.
func (d Date) AddDays(n int) Date { return dateOf(d.number() + int64(n)) }

// Compare is negative when d is before o, zero when they are the same, positive when d is after o.
func (d Date) Compare(o Date) int {
	switch {
	case d.Year != o.Year:
		return d.Year - o.Year
	case d.Month != o.Month:
		return int(d.Month) - int(o.Month)
	default:
		return d.Day - o.Day
	}
}

// Start is the first instant of the day in the zone. It is found from the zone's transitions, so it is right where
// midnight does not exist (São Paulo 2016-10-16 starts at 01:00) and where midnight comes twice (the first counts).
// For a day that a zone left out as a whole (Apia 2011-12-30) it is the instant of the change, where the next day
// starts.
func (d Date) Start(loc *time.Location) time.Time {
	if loc == nil {
		loc = time.UTC
	}
	wall := d.number() * daySeconds
	for s := range segments(loc, wall-2*daySeconds, wall+2*daySeconds) {
		if s.to+s.off > wall {
			return time.Unix(max(s.from, wall-s.off), 0).In(loc)
		}
	}
	return time.Unix(wall, 0).In(loc)
}

// valid says whether the date exists: nothing of it is carried over into the next month or year.
func (d Date) valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && d == DateOf(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC))
}

// number counts days from 1970-01-01, which is 0.
func (d Date) number() int64 {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / daySeconds
}

func dateOf(number int64) Date { return DateOf(time.Unix(number*daySeconds, 0).UTC()) }

// weekday of a day number; 1970-01-01 was a Thursday.
func weekday(number int64) time.Weekday { return time.Weekday(((number+4)%7 + 7) % 7) }
