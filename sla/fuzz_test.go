package sla_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/recourse-go/recourse/sla"
)

// FuzzAddBetween checks the laws of one random calendar at one instant.
func FuzzAddBetween(f *testing.F) {
	f.Add(uint64(1), uint8(0), int64(1_790_000_000), int64(0), int64(time.Hour))
	f.Add(uint64(2), uint8(2), int64(-2_208_988_800), int64(999_999_999), int64(-200*365*24*time.Hour))
	f.Add(uint64(3), uint8(4), int64(7_258_118_400), int64(1), int64(200*365*24*time.Hour))
	f.Add(uint64(4), uint8(15), int64(-7_948_800), int64(0), int64(-1))
	f.Fuzz(func(t *testing.T, seed uint64, which uint8, sec, nsec, by int64) {
		r := rand.New(rand.NewPCG(seed, 3))
		name := oracleZones[int(which)%len(oracleZones)]
		from, d := time.Unix(sec, nsec), time.Duration(by)
		dates := from
		if y := from.UTC().Year(); y < 1901 || y > 2198 {
			dates = time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)
		}
		spec, c := randomSpec(r, name, dates)
		to := c.Add(from, d)
		if to.Equal(sla.Earliest()) || to.Equal(sla.Latest()) || from.Unix() < sla.Earliest().Unix() || from.Unix() > sla.Latest().Unix() ||
			d == math.MinInt64 { // which has no opposite
			return
		}
		if got := c.Between(from, to); got != d {
			t.Fatalf("%s + %s = %s, between them %s in %+v", from, d, to, got, spec)
		}
		if got := c.Between(to, from); got != -c.Between(from, to) {
			t.Fatalf("there and back: %s", got)
		}
		if half := c.Add(c.Add(from, d/2), d-d/2); !half.Equal(to) {
			t.Fatalf("%s + %s = %s, in two steps %s in %+v", from, d, to, half, spec)
		}
	})
}

// FuzzCalendarDocument: whatever reads and compiles writes and reads again to the same, and counts.
func FuzzCalendarDocument(f *testing.F) {
	f.Add(document)
	f.Add(`{"zone":"UTC","week":{"sunday":["00:00-48:00"]}}`)
	f.Add(`{"zone":"Pacific/Apia","dates":{"2011-12-30":["00:00-24:00"]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		var spec sla.CalendarSpec
		if json.Unmarshal([]byte(text), &spec) != nil {
			return
		}
		c, err := sla.NewCalendar(spec)
		if err != nil {
			return
		}
		again, err := json.Marshal(spec)
		if err != nil {
			t.Fatal(err)
		}
		var back sla.CalendarSpec
		if err := json.Unmarshal(again, &back); err != nil {
			t.Fatal(err)
		}
		d, err := sla.NewCalendar(back)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 3, 7, 12, 0, 0, 0, time.UTC)
		if a, b := c.Add(at, time.Hour), d.Add(at, time.Hour); !a.Equal(b) {
			t.Fatalf("%s and %s from %s", a, b, again)
		}
	})
}

// FuzzParseICS: no input panics, and what reads makes a calendar.
func FuzzParseICS(f *testing.F) {
	f.Add(calendarFile(event("DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261004", "SUMMARY:National", "  Day")))
	f.Add(calendarFile(event("DTSTART;VALUE=DATE:20261010", "DURATION:P1W", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY")))
	f.Add(calendarFile(event("DTSTART;VALUE=DATE:20261001", "RRULE:FREQ=YEARLY")))
	f.Fuzz(func(t *testing.T, text string) {
		h, err := sla.ParseICS(strings.NewReader(text))
		if err != nil {
			return
		}
		spec, err := h.Apply(sla.CalendarSpec{Zone: "UTC", Week: days(time.Sunday, time.Saturday, officeHours...)}, officeHours...)
		if err != nil {
			t.Fatal(err)
		}
		c, err := sla.NewCalendar(spec)
		if err != nil {
			if len(h.Free)+len(h.Work) > 0 && h.Free != nil && h.Free[len(h.Free)-1].Date.Year > 2199 {
				return // an event that runs over the last year
			}
			t.Fatal(err)
		}
		for _, d := range h.Free {
			if c.Workday(d.Date) {
				t.Fatalf("%v is a working day", d)
			}
		}
	})
}
