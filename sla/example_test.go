package sla_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// must keeps the examples short; a program handles its errors.
func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func office(zone string) *sla.Calendar {
	week := map[time.Weekday][]sla.Span{}
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []sla.Span{{From: 9 * time.Hour, To: 17 * time.Hour}}
	}
	return must(sla.NewCalendar(sla.CalendarSpec{Zone: zone, Week: week}))
}

// A desk with a lunch break, a holiday and a half day.
func ExampleNewCalendar() {
	hours := []sla.Span{{From: 9 * time.Hour, To: 12 * time.Hour}, {From: 13 * time.Hour, To: 18 * time.Hour}}
	c, err := sla.NewCalendar(sla.CalendarSpec{
		Zone: "America/New_York",
		Week: map[time.Weekday][]sla.Span{
			time.Monday: hours, time.Tuesday: hours, time.Wednesday: hours, time.Thursday: hours, time.Friday: hours,
		},
		Dates: map[sla.Date][]sla.Span{
			{Year: 2026, Month: time.November, Day: 26}: nil,                                         // Thanksgiving
			{Year: 2026, Month: time.November, Day: 27}: {{From: 9 * time.Hour, To: 12 * time.Hour}}, // the day after
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	loc := must(time.LoadLocation("America/New_York"))
	wednesday := time.Date(2026, time.November, 25, 17, 0, 0, 0, loc)
	due := c.Add(wednesday, 5*time.Hour)
	fmt.Println(due)
	fmt.Println(c.Between(wednesday, due), c.Open(due))
	opening, _ := c.NextOpening(wednesday)
	fmt.Println(opening)
	// Output:
	// 2026-11-30 10:00:00 -0500 EST
	// 5h0m0s true
	// 2026-11-27 09:00:00 -0500 EST
}

// The specification is a document, and an error names the field that is wrong.
func ExampleCalendarSpec() {
	var spec sla.CalendarSpec
	err := json.Unmarshal([]byte(`{
		"zone": "Europe/London",
		"week": {"saturday": ["22:00-30:00"], "sunday": ["05:00-12:00"]},
		"dates": {"2026-12-25": []}
	}`), &spec)
	if err != nil {
		log.Fatal(err)
	}
	_, err = sla.NewCalendar(spec)
	fmt.Println(err)
	var wrong *complaint.FieldError
	fmt.Println(errors.As(err, &wrong), wrong.Field)
	// Output:
	// week.sunday[0]: "05:00-12:00": must not overlap week.saturday[0], which runs over midnight to 06:00
	// true week.sunday[0]
}

// Calendar time is the working time of a calendar that never closes.
func ExampleAlways() {
	start := time.Date(2026, time.September, 30, 16, 40, 0, 0, time.UTC)
	fmt.Println(sla.Always().Add(start, 24*time.Hour))
	// Output: 2026-10-01 16:40:00 +0000 UTC
}

// Two desks follow the sun.
func ExampleUnion() {
	c, err := sla.Union(office("Asia/Shanghai"), office("Europe/London"))
	if err != nil {
		log.Fatal(err)
	}
	monday := time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC)
	for i := range c.Intervals(monday, monday.AddDate(0, 0, 1)) {
		fmt.Println(i.From.Format("15:04"), i.To.Format("15:04"), i.Duration())
	}
	// Output:
	// 01:00 17:00 16h0m0s
}

// The hours in which both ends of a call are at their desks.
func ExampleIntersection() {
	c, err := sla.Intersection(office("Europe/London"), office("America/New_York"))
	if err != nil {
		log.Fatal(err)
	}
	monday := time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC)
	for i := range c.Intervals(monday, monday.AddDate(0, 0, 1)) {
		fmt.Println(i.From.Format("15:04"), i.To.Format("15:04"), i.Duration())
	}
	// Output:
	// 14:00 17:00 3h0m0s
}

// From July on the desk opens at eight. Time that was promised in June is counted with both calendars, each for its time.
func ExampleNewVersions() {
	london := must(time.LoadLocation("Europe/London"))
	longer := must(sla.NewCalendar(sla.CalendarSpec{Zone: "Europe/London", Week: map[time.Weekday][]sla.Span{
		time.Wednesday: {{From: 8 * time.Hour, To: 20 * time.Hour}},
	}}))
	july := sla.Date{Year: 2026, Month: time.July, Day: 1}
	c, err := sla.NewVersions(
		sla.CalendarVersion{Calendar: office("Europe/London")},
		sla.CalendarVersion{From: july.Start(london), Calendar: longer},
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.Add(time.Date(2026, time.June, 30, 16, 0, 0, 0, london), 4*time.Hour))
	// Output: 2026-07-01 11:00:00 +0100 BST
}

// A complaint on the eve of National Day: seven days are free, and the Saturday after them is a working day.
func ExampleChina() {
	hours := []sla.Span{{From: 9 * time.Hour, To: 12 * time.Hour}, {From: 13 * time.Hour, To: 18 * time.Hour}}
	holidays, err := sla.China(2025, 2026, sla.RefuseYear)
	if err != nil {
		log.Fatal(err)
	}
	spec, err := holidays.Apply(sla.CalendarSpec{
		Zone: "Asia/Shanghai",
		Week: map[time.Weekday][]sla.Span{
			time.Monday: hours, time.Tuesday: hours, time.Wednesday: hours, time.Thursday: hours, time.Friday: hours,
		},
	}, hours...)
	if err != nil {
		log.Fatal(err)
	}
	c, err := sla.NewCalendar(spec)
	if err != nil {
		log.Fatal(err)
	}
	received := time.Date(2026, time.September, 30, 16, 40, 0, 0, must(time.LoadLocation("Asia/Shanghai")))
	fmt.Println(c.Add(received, 4*time.Hour))
	fmt.Println(c.Add(received, 21*time.Hour).Format("Monday 15:04"))

	december := received.AddDate(0, 3, 0)
	fmt.Println(c.Covered(december, c.Add(december, 16*time.Hour)))
	_, err = sla.China(2026, 2027, sla.RefuseYear)
	fmt.Println(errors.Is(err, sla.ErrNotCovered))
	// Output:
	// 2026-10-08 11:40:00 +0800 CST
	// Saturday 13:40
	// sla: no holiday data for 2027: the calendar covers 2025 to 2026
	// true
}

// Holidays that an office publishes as a calendar file.
func ExampleParseICS() {
	holidays, err := sla.ParseICS(strings.NewReader(strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0",
		"BEGIN:VEVENT", "DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227", "SUMMARY:Christmas", "END:VEVENT",
		"END:VCALENDAR",
	}, "\r\n")))
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range holidays.Free {
		fmt.Println(d.Date, d.Name)
	}
	// Output:
	// 2026-12-25 Christmas
	// 2026-12-26 Christmas
}

// The third working day after the day of receipt.
func ExampleCalendar_AddWorkdays() {
	received := sla.Date{Year: 2026, Month: time.July, Day: 10} // a Friday
	due, err := office("Europe/London").AddWorkdays(received, 3)
	fmt.Println(due, err)
	// Output: 2026-07-15 <nil>
}
