package sla

import (
	"strconv"
	"time"
)

// Workday says whether work starts on the day: it has hours of its own that are not empty, or else its weekday has.
// The second day of a night shift is not a working day by the shift, and a day that the zone left out is none.
func (c *Calendar) Workday(d Date) bool { return d.valid() && c.src.workday(d.number()) }

// AddWorkdays is the n-th working day after d, or before d when n is negative; d itself does not count. With n zero it
// is d. This is how laws count: the third working day after the day of receipt is AddWorkdays(receipt, 3).
// It looks at every day on the way, which costs some hundred nanoseconds each, and fails when there are not so many
// working days within 400 years of d.
func (c *Calendar) AddWorkdays(d Date, n int) (Date, error) {
	if !d.valid() {
		return Date{}, invalid("date", d.String(), "must be a day that exists")
	}
	day, step, left := d.number(), int64(1), n
	if n < 0 {
		step, left = -1, -n
	}
	for range cycleSecs / daySeconds {
		if left == 0 {
			break
		}
		if day += step; c.src.workday(day) {
			left--
		}
	}
	if last := dateOf(day); left == 0 && last.valid() {
		return last, nil
	}
	return Date{}, invalid("workdays", strconv.Itoa(n), "must be at most as many as the calendar has within 400 years of "+d.String())
}

// Workdays counts the working days after from up to and including to; it is negative when to is before from.
// Workdays(d, AddWorkdays(d, n)) is n, and the count is additive. A date that does not exist counts nothing.
func (c *Calendar) Workdays(from, to Date) int {
	if !from.valid() || !to.valid() {
		return 0
	}
	a, b, sign := from.number(), to.number(), 1
	if b < a {
		// Going back from d, AddWorkdays leaves d out and takes the day it ends on.
		a, b, sign = b-1, a-1, -1
	}
	n := 0
	for day := a + 1; day <= b; day++ {
		if c.src.workday(day) {
			n++
		}
	}
	return sign * n
}

// Covered is nil when the calendar has holiday data for all the time between the two instants, which may be given in
// any order, or makes no statement about years; else a *[CoverageError]. An answer of [Calendar.Add] rests on the
// time from its argument to its result, so Covered(t, Add(t, d)) says whether the due time may be trusted or holidays
// are still unknown. Years are those of the calendar's zone.
func (c *Calendar) Covered(from, to time.Time) error {
	a, b := clamp(from).Unix(), clamp(to).Unix()
	return c.src.covered(min(a, b), max(a, b))
}
