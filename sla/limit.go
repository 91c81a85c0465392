package sla

import (
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/internal/policy"
)

// Limit is how long something may take. It is either working time of a calendar, or a number of days as laws count them. As
// text it is
//
//	4h, 90m, 1h30m            working time: on a calendar of eight hours a day, 16h are two days
//	7 working days            the end of the seventh working day after the day of the start
//	3 working days by close   the last closing of that day instead of its end at midnight
//	15 calendar days          the end of the fifteenth day after the day of the start, working or not
//	8 weeks                   56 calendar days
//
// A plain number of days, such as 7d, is refused because it can be read in three ways. Days are those of the calendar's zone.
type Limit struct {
	// Time is working time; 0 where the limit counts days.
	Time time.Duration
	// Days is a number of days; 0 where the limit is working time. Working says that only working days count, Close that the
	// day ends with its last closing.
	Days    int
	Working bool
	Close   bool
}

const limitRule = "must be working time such as 16h or 90m, or days such as 7 working days, 15 calendar days or 8 weeks; " +
	"7d could mean any of them"

// maxDays is the longest limit in days: twenty years.
const maxDays = 7305

// ParseLimit reads a limit from its text form. The error is a *[complaint.FieldError].
func ParseLimit(text string) (Limit, error) {
	rest, byClose := strings.CutSuffix(text, " by close")
	number, unit, days := strings.Cut(rest, " ")
	if !days {
		if strings.ContainsAny(text, "dw ") {
			return Limit{}, invalid("limit", text, limitRule)
		}
		d, err := policy.ParseDuration(text)
		if err != nil || d <= 0 || d%time.Microsecond != 0 {
			return Limit{}, invalid("limit", text, limitRule)
		}
		return Limit{Time: d}, nil
	}
	n, ok := digits(number)
	l := Limit{Days: n, Close: byClose}
	switch unit {
	case "working days", "working day":
		l.Working = true
	case "calendar days", "calendar day":
	case "weeks", "week":
		l.Days *= 7
	default:
		ok = false
	}
	if !ok || n < 1 || l.Days > maxDays || number[0] == '0' {
		return Limit{}, invalid("limit", text, limitRule)
	}
	return l, nil
}

// UnmarshalText reads what [ParseLimit] reads.
func (l *Limit) UnmarshalText(text []byte) error {
	v, err := ParseLimit(string(text))
	if err != nil {
		return err
	}
	*l = v
	return nil
}

// MarshalText writes what [Limit.String] writes.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// String writes the limit so that [ParseLimit] reads it again.
func (l Limit) String() string {
	if l.Days == 0 {
		return durationText(l.Time)
	}
	text := strconv.Itoa(l.Days) + " calendar day"
	if l.Working {
		text = strconv.Itoa(l.Days) + " working day"
	}
	if l.Days != 1 {
		text += "s"
	}
	if l.Close {
		text += " by close"
	}
	return text
}

// IsZero says whether there is no limit.
func (l Limit) IsZero() bool { return l == Limit{} }

// most is longer than any working time up to the limit: exact for working time, and for days what no calendar passes.
func (l Limit) most() time.Duration {
	switch {
	case l.Days == 0:
		return l.Time
	case l.Working: // a day's shifts may go on up to 48:00
		return time.Duration(l.Days+1) * maxTo
	default: // and the longest day has an hour more
		return time.Duration(l.Days+1) * 25 * time.Hour
	}
}

// durationText writes a duration with whole units, the largest first, without days.
func durationText(d time.Duration) string {
	if d < 0 {
		return "-" + durationText(-d)
	}
	var b strings.Builder
	for _, u := range [...]struct {
		size time.Duration
		name string
	}{
		{time.Hour, "h"},
		{time.Minute, "m"},
		{time.Second, "s"},
		{time.Millisecond, "ms"},
		{time.Microsecond, "us"},
	} {
		if n := d / u.size; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + u.name)
			d %= u.size
		}
	}
	if b.Len() == 0 {
		return "0"
	}
	return b.String()
}

// Threshold is a point on the way to a limit: a share of it, or time before it. As text it is "75%" or "2h". Shares are
// exact to a hundredth of a per cent.
type Threshold struct {
	// Share is in hundredths of a per cent, from 1 to 10000; 0 where the threshold is a time.
	Share int
	// Before is working time before the limit.
	Before time.Duration
}

const thresholdRule = "must be a share such as 75%, more than 0% and at most 100%, or working time before the limit such as 2h"

const wholeShare = 10_000

// ParseThreshold reads a threshold from its text form. The error is a *[complaint.FieldError].
func ParseThreshold(text string) (Threshold, error) {
	number, share := strings.CutSuffix(text, "%")
	if !share {
		d, err := policy.ParseDuration(text)
		if err != nil || d <= 0 || d%time.Microsecond != 0 || strings.ContainsAny(text, "dw") {
			return Threshold{}, invalid("threshold", text, thresholdRule)
		}
		return Threshold{Before: d}, nil
	}
	whole, fraction, point := strings.Cut(number, ".")
	w, okWhole := digits(whole)
	f, okFraction := 0, true
	if point {
		f, okFraction = digits((fraction + "0")[:min(len(fraction)+1, 2)])
	}
	if !okWhole || !okFraction || len(whole) > 3 || point && (len(fraction) < 1 || len(fraction) > 2) {
		return Threshold{}, invalid("threshold", text, thresholdRule)
	}
	s := w*100 + f
	if s < 1 || s > wholeShare {
		return Threshold{}, invalid("threshold", text, thresholdRule)
	}
	return Threshold{Share: s}, nil
}

// UnmarshalText reads what [ParseThreshold] reads.
func (t *Threshold) UnmarshalText(text []byte) error {
	v, err := ParseThreshold(string(text))
	if err != nil {
		return err
	}
	*t = v
	return nil
}

// MarshalText writes what [Threshold.String] writes.
func (t Threshold) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// String writes the threshold so that [ParseThreshold] reads it again.
func (t Threshold) String() string {
	if t.Share == 0 {
		return durationText(t.Before)
	}
	text := strconv.Itoa(t.Share / 100)
	if f := t.Share % 100; f != 0 {
		text += strings.TrimRight("."+strconv.Itoa(f/10)+strconv.Itoa(f%10), "0")
	}
	return text + "%"
}

// of is the working time from the start to the threshold, for a limit of so much working time; not below zero.
func (t Threshold) of(limit time.Duration) time.Duration {
	if t.Share == 0 {
		return max(limit-t.Before, 0)
	}
	return share(limit, t.Share)
}

// share is a part of a duration in hundredths of a per cent, rounded down to whole microseconds.
func share(d time.Duration, hundredths int) time.Duration {
	us := int64(d / time.Microsecond)
	return time.Duration(us/wholeShare*int64(hundredths)+us%wholeShare*int64(hundredths)/wholeShare) * time.Microsecond
}
