package sla_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

func requireField(t *testing.T, err error, field string) {
	t.Helper()
	var wrong *complaint.FieldError
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, field, wrong.Field, err.Error())
	require.NotEmpty(t, wrong.Rule)
	require.ErrorIs(t, err, complaint.ErrInvalid)
}

func TestRefused(t *testing.T) {
	monday := func(spans ...sla.Span) map[time.Weekday][]sla.Span {
		return map[time.Weekday][]sla.Span{time.Monday: spans}
	}
	office := monday(span(9, 0, 17, 0))
	date := func(y int, m time.Month, d int, spans ...sla.Span) map[sla.Date][]sla.Span {
		return map[sla.Date][]sla.Span{{Year: y, Month: m, Day: d}: spans}
	}
	for name, tc := range map[string]struct {
		spec  sla.CalendarSpec
		field string
	}{
		"no zone":            {sla.CalendarSpec{Week: office}, "zone"},
		"unknown zone":       {sla.CalendarSpec{Zone: "Mars/Olympus", Week: office}, "zone"},
		"the machine's zone": {sla.CalendarSpec{Zone: "Local", Week: office}, "zone"},
		"a path for a zone":  {sla.CalendarSpec{Zone: "../../etc/passwd", Week: office}, "zone"},
		"never opens":        {sla.CalendarSpec{Zone: "UTC"}, "week"},
		"only holidays":      {sla.CalendarSpec{Zone: "UTC", Dates: date(2026, 5, 1)}, "week"},
		"only a day that was not": {
			sla.CalendarSpec{Zone: "Pacific/Apia", Dates: date(2011, 12, 30, span(9, 0, 17, 0))}, "week",
		},
		"no weekday":          {sla.CalendarSpec{Zone: "UTC", Week: map[time.Weekday][]sla.Span{7: nil}}, "week"},
		"inverted":            {sla.CalendarSpec{Zone: "UTC", Week: monday(span(17, 0, 9, 0))}, "week.monday[0]"},
		"empty":               {sla.CalendarSpec{Zone: "UTC", Week: monday(span(9, 0, 9, 0))}, "week.monday[0]"},
		"negative":            {sla.CalendarSpec{Zone: "UTC", Week: monday(span(-1, 0, 9, 0))}, "week.monday[0]"},
		"starts tomorrow":     {sla.CalendarSpec{Zone: "UTC", Week: monday(span(24, 0, 25, 0))}, "week.monday[0]"},
		"ends after two days": {sla.CalendarSpec{Zone: "UTC", Week: monday(span(9, 0, 48, 1))}, "week.monday[0]"},
		"overlap":             {sla.CalendarSpec{Zone: "UTC", Week: monday(span(9, 0, 13, 0), span(12, 0, 18, 0))}, "week.monday[1]"},
		"out of order":        {sla.CalendarSpec{Zone: "UTC", Week: monday(span(13, 0, 18, 0), span(9, 0, 12, 0))}, "week.monday[1]"},
		"overlap over midnight": {sla.CalendarSpec{Zone: "UTC", Week: map[time.Weekday][]sla.Span{
			time.Saturday: {span(9, 0, 10, 0), span(20, 0, 30, 0)}, time.Sunday: {span(5, 0, 12, 0)},
		}}, "week.sunday[0]"},
		"too many spans":       {sla.CalendarSpec{Zone: "UTC", Week: monday(make([]sla.Span, 49)...)}, "week.monday"},
		"a day of no month":    {sla.CalendarSpec{Zone: "UTC", Week: office, Dates: date(2026, 2, 30)}, "dates.2026-02-30"},
		"a date too early":     {sla.CalendarSpec{Zone: "UTC", Week: office, Dates: date(1899, 12, 31)}, "dates.1899-12-31"},
		"a date inverted":      {sla.CalendarSpec{Zone: "UTC", Week: office, Dates: date(2026, 5, 1, span(2, 0, 1, 0))}, "dates.2026-05-01[0]"},
		"years in wrong order": {sla.CalendarSpec{Zone: "UTC", Week: office, Years: sla.Years{First: 2026, Last: 2025}}, "years"},
		"unknown reading":      {sla.CalendarSpec{Zone: "UTC", Week: office, Closing: 7}, "closing"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := sla.NewCalendar(tc.spec)
			require.Nil(t, c)
			requireField(t, err, tc.field)
		})
	}
}

func TestRefusedCombinations(t *testing.T) {
	monday := compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(time.Monday, time.Monday, span(9, 0, 17, 0))})
	friday := compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(time.Friday, time.Friday, span(9, 0, 17, 0))})
	moves := compile(t, sla.CalendarSpec{Zone: "UTC", Week: days(time.Friday, time.Friday, span(9, 0, 17, 0)), Closing: sla.MoveToOpening})
	later := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		f     func() (*sla.Calendar, error)
		field string
	}{
		"union of none":     {func() (*sla.Calendar, error) { return sla.Union() }, "calendars"},
		"union with nil":    {func() (*sla.Calendar, error) { return sla.Union(monday, nil) }, "calendars[1]"},
		"union with zero":   {func() (*sla.Calendar, error) { return sla.Union(&sla.Calendar{}) }, "calendars[0]"},
		"two readings":      {func() (*sla.Calendar, error) { return sla.Union(monday, moves) }, "calendars[1]"},
		"nothing in common": {func() (*sla.Calendar, error) { return sla.Intersection(monday, friday) }, "calendars"},
		"no version":        {func() (*sla.Calendar, error) { return sla.NewVersions() }, "versions"},
		"first with a date": {func() (*sla.Calendar, error) {
			return sla.NewVersions(sla.CalendarVersion{From: later, Calendar: monday})
		}, "versions[0].from"},
		"second without": {func() (*sla.Calendar, error) {
			return sla.NewVersions(sla.CalendarVersion{Calendar: monday}, sla.CalendarVersion{Calendar: friday})
		}, "versions[1].from"},
		"twice the same instant": {func() (*sla.Calendar, error) {
			return sla.NewVersions(sla.CalendarVersion{Calendar: monday}, sla.CalendarVersion{From: later, Calendar: friday},
				sla.CalendarVersion{From: later, Calendar: monday})
		}, "versions[2].from"},
		"out of order": {func() (*sla.Calendar, error) {
			return sla.NewVersions(sla.CalendarVersion{Calendar: monday}, sla.CalendarVersion{From: later, Calendar: friday},
				sla.CalendarVersion{From: later.Add(-time.Hour), Calendar: monday})
		}, "versions[2].from"},
		"no calendar": {func() (*sla.Calendar, error) { return sla.NewVersions(sla.CalendarVersion{}) }, "versions[0].calendar"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tc.f()
			requireField(t, err, tc.field)
		})
	}
}

const document = `{"zone":"Asia/Shanghai","week":{"monday":["09:00-12:00","13:00-18:00"],"friday":["22:00-30:30"]},` +
	`"dates":{"2026-10-01":[],"2026-10-10":["09:00:30-12:00:00.5"]},"years":{"first":2026,"last":2026},"closing":"move"}`

func TestDocument(t *testing.T) {
	var spec sla.CalendarSpec
	require.NoError(t, json.Unmarshal([]byte(document), &spec))
	require.Equal(t, sla.CalendarSpec{
		Zone: "Asia/Shanghai",
		Week: map[time.Weekday][]sla.Span{
			time.Monday: {span(9, 0, 12, 0), span(13, 0, 18, 0)},
			time.Friday: {span(22, 0, 30, 30)},
		},
		Dates: map[sla.Date][]sla.Span{
			{Year: 2026, Month: time.October, Day: 1}:  {},
			{Year: 2026, Month: time.October, Day: 10}: {{From: 9*time.Hour + 30*time.Second, To: 12*time.Hour + 500*time.Millisecond}},
		},
		Years:   sla.Years{First: 2026, Last: 2026},
		Closing: sla.MoveToOpening,
	}, spec)
	compile(t, spec)
	text, err := json.Marshal(spec)
	require.NoError(t, err)
	require.Equal(t, document, string(text))
}

func TestRefusedDocuments(t *testing.T) {
	for _, tt := range []struct{ text, field string }{
		{`[]`, "calendar"},
		{`{"zone":1}`, "zone"},
		{`{"zone":"UTC","zone":"UTC"}`, "zone"},
		{`{"hours":{}}`, "hours"},
		{`{"week":[]}`, "week"},
		{`{"week":{"montag":[]}}`, "week.montag"},
		{`{"week":{"monday":[],"monday":[]}}`, "week.monday"},
		{`{"week":{"monday":"09:00-12:00"}}`, "week.monday"},
		{`{"week":{"monday":["09:00-12:00","9-5"]}}`, "week.monday[1]"},
		{`{"week":{"monday":["09:00-12:60"]}}`, "week.monday[0]"},
		{`{"week":{"monday":["09:00–12:00"]}}`, "week.monday[0]"},
		{`{"week":{"monday":["09:00-12:00:00."]}}`, "week.monday[0]"},
		{`{"week":{"monday":["09:00-12:00:00.0000000001"]}}`, "week.monday[0]"},
		{`{"dates":{"2026-02-30":[]}}`, "dates.2026-02-30"},
		{`{"dates":{"1 May 2026":[]}}`, "dates.1 May 2026"},
		{`{"years":{"since":2026}}`, "years.since"},
		{`{"years":{"first":"now"}}`, "years.first"},
		{`{"closing":"later"}`, "closing"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			var spec sla.CalendarSpec
			requireField(t, json.Unmarshal([]byte(tt.text), &spec), tt.field)
		})
	}
}
