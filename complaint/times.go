package complaint

import "time"

const timeRule = "must lie from the year 1900 up to the year 2200"

// normalTime brings a moment into the form in which all adapters store it: UTC, whole microseconds
// (rounded down), no monotonic reading.
func normalTime(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMicro(t.UnixMicro()).UTC()
}

func sensibleTime(t time.Time) bool {
	year := t.Year()
	return year >= 1900 && year < 2200
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
