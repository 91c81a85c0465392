package sla_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// TestSpanText: how a span is written, and what is read back.
func TestSpanText(t *testing.T) {
	for text, want := range map[string]sla.Span{
		"00:00-00:00":                        {},
		"09:00-12:00":                        span(9, 0, 12, 0),
		"22:00-30:00":                        span(22, 0, 30, 0),
		"23:59-48:00":                        span(23, 59, 48, 0),
		"08:59:59-12:00":                     {From: hm(8, 59) + 59*time.Second, To: hm(12, 0)},
		"08:59:30-12:00:00.5":                {From: hm(8, 59) + 30*time.Second, To: hm(12, 0) + 500*time.Millisecond},
		"00:00:00.000000001-99:59:59.999999": {From: 1, To: hm(99, 59) + 59*time.Second + 999_999*time.Microsecond},
	} {
		require.Equal(t, text, want.String())
		got, err := sla.ParseSpan(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
		out, err := want.MarshalText()
		require.NoError(t, err)
		require.Equal(t, text, string(out))
		require.NoError(t, (&got).UnmarshalText(out))
		require.Equal(t, want, got)
	}
	for _, text := range []string{
		"", "-", "09:00", "09:00-", "-09:00", "9:00-12:00", "09:0-12:00", "009:00-12:00", "09:00-12:60", "09:60-12:00", "09:00:60-12:00",
		"09:00-12:00-13:00", "09:00:00:00-12:00", "09-12", "09:00:1-12:00", "+9:00-12:00", "09:-1-12:00", "09:00-12:00 ", " 09:00-12:00",
		"09:00:00.-12:00", "09:00:00.0000000000-12:00", "09:00:00.x-12:00", "09:00:00.+1-12:00", "09:00.5-12:00", "0x:00-12:00", "09:00–12:00",
		"09:00:.5-12:00", "09:00:00.5.5-12:00", "1_:00-12:00", "/9:00-12:00", "9::00-12:00", ":::",
	} {
		_, err := sla.ParseSpan(text)
		requireField(t, err, "span")
		kept := span(1, 0, 2, 0)
		requireField(t, kept.UnmarshalText([]byte(text)), "span")
		require.Equal(t, span(1, 0, 2, 0), kept, "an error changes nothing")
	}
	for _, s := range []sla.Span{{From: -1, To: 1}, {From: 1, To: -1}, {From: -1, To: -1}} {
		_, err := s.MarshalText()
		requireField(t, err, "span")
	}
	require.Equal(t, "-01:30-00:00:00.5", sla.Span{From: -90 * time.Minute, To: 500 * time.Millisecond}.String())
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Int64Range(0, int64(48*time.Hour))
		s := sla.Span{From: time.Duration(day.Draw(t, "from")), To: time.Duration(day.Draw(t, "to"))}
		if got, err := sla.ParseSpan(s.String()); err != nil || got != s {
			t.Fatalf("%d-%d reads as %v, %v", s.From, s.To, got, err)
		}
	})
}

// TestDates: dates are read, written, compared and counted, in the years 1 to 9999.
func TestDates(t *testing.T) {
	for _, text := range []string{"0001-01-01", "0999-12-31", "1900-02-28", "2000-02-29", "2024-02-29", "9999-12-31"} {
		d, err := sla.ParseDate(text)
		require.NoError(t, err)
		out, err := d.MarshalText()
		require.NoError(t, err)
		require.Equal(t, text, string(out))
	}
	for _, text := range []string{"", "0000-01-01", "1900-02-29", "2026-02-29", "2026-13-01", "2026-1-1", "10000-01-01", "-001-01-01", "2026-10-01T00:00:00Z", "2026-10-32"} {
		_, err := sla.ParseDate(text)
		requireField(t, err, "date")
		kept := sla.Date{Year: 2026, Month: 1, Day: 1}
		requireField(t, kept.UnmarshalText([]byte(text)), "date")
		require.Equal(t, sla.Date{Year: 2026, Month: 1, Day: 1}, kept)
	}
	for _, d := range []sla.Date{
		{},
		{Year: 0, Month: 12, Day: 31},
		{Year: 10000, Month: 1, Day: 1},
		{Year: 2026, Month: 0, Day: 1},
		{Year: 2026, Month: 1, Day: 0},
		{Year: 2026, Month: 4, Day: 31},
	} {
		_, err := d.MarshalText()
		requireField(t, err, "date")
	}
	a := sla.Date{Year: 2026, Month: time.May, Day: 10}
	for _, tc := range []struct {
		b    sla.Date
		sign int
	}{
		{a, 0},
		{sla.Date{Year: 2026, Month: time.May, Day: 9}, 1},
		{sla.Date{Year: 2026, Month: time.May, Day: 11}, -1},
		{sla.Date{Year: 2026, Month: time.April, Day: 30}, 1},
		{sla.Date{Year: 2026, Month: time.June, Day: 1}, -1},
		{sla.Date{Year: 2025, Month: time.December, Day: 31}, 1},
		{sla.Date{Year: 2027, Month: time.January, Day: 1}, -1},
	} {
		got := a.Compare(tc.b)
		require.Equal(t, tc.sign, map[bool]int{got < 0: -1, got > 0: 1}[true], "%v %v", a, tc.b)
		require.Equal(t, -got, tc.b.Compare(a))
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-200_000, 200_000).Draw(t, "n")
		d := a.AddDays(n)
		want := time.Date(2026, time.May, 10+n, 0, 0, 0, 0, time.UTC)
		if d != sla.DateOf(want) || d.Weekday() != want.Weekday() || d.AddDays(-n) != a || !d.Start(nil).Equal(want) || !d.Start(time.UTC).Equal(want) {
			t.Fatalf("%v + %d days = %v, a %s", a, n, d, d.Weekday())
		}
	})
	require.Equal(t, a, sla.DateOf(at(t, zone(t, "Asia/Tokyo"), "2026-05-10 00:30")), "the date of the time's own zone")
	require.Equal(t, time.UTC, a.Start(nil).Location())
	for _, name := range oracleZones { // the first instant of a day shows the date, the one before another
		loc := zone(t, name)
		for d := (sla.Date{Year: 2009, Month: 1, Day: 1}); d.Year < 2020; d = d.AddDays(1) {
			start := d.Start(loc)
			require.Equal(t, loc, start.Location())
			if name == "Pacific/Apia" && d == (sla.Date{Year: 2011, Month: 12, Day: 30}) {
				continue
			}
			require.Equal(t, d, sla.DateOf(start), "%s", name)
			require.NotEqual(t, d, sla.DateOf(start.Add(-1)), "%s", name)
		}
	}
}

// TestSpecLimits: what stands exactly at a limit compiles, and what is one beyond it is refused.
func TestSpecLimits(t *testing.T) {
	slots := func(n int) []sla.Span {
		list := make([]sla.Span, 0, n)
		for i := range n {
			list = append(list, span(0, 2*i, 0, 2*i+1))
		}
		return list
	}
	with := func(change func(*sla.CalendarSpec)) sla.CalendarSpec {
		s := sla.CalendarSpec{Zone: "UTC", Week: days(time.Monday, time.Friday, officeHours...), Dates: map[sla.Date][]sla.Span{}}
		change(&s)
		return s
	}
	monday := func(spans ...sla.Span) sla.CalendarSpec {
		return with(func(s *sla.CalendarSpec) { s.Week = days(time.Monday, time.Monday, spans...) })
	}
	own := func(y int, m time.Month, d int, spans ...sla.Span) sla.CalendarSpec {
		return with(func(s *sla.CalendarSpec) { s.Dates[sla.Date{Year: y, Month: m, Day: d}] = spans })
	}
	for name, tc := range map[string]struct {
		spec  sla.CalendarSpec
		field string // empty when it compiles
		rule  string
	}{
		"from midnight":           {monday(span(0, 0, 0, 1)), "", ""},
		"a nanosecond before it":  {monday(sla.Span{From: -1, To: hm(1, 0)}), "week.monday[0]", "must start at 00:00 or later and before 24:00"},
		"the last nanosecond":     {monday(sla.Span{From: hm(24, 0) - 1, To: hm(24, 0)}), "", ""},
		"starts at 24:00":         {monday(span(24, 0, 25, 0)), "week.monday[0]", "must start at 00:00 or later and before 24:00"},
		"empty":                   {monday(span(9, 0, 9, 0)), "week.monday[0]", "must end after it starts; over midnight go on counting: 22:00-30:00"},
		"to 48:00":                {monday(span(0, 0, 48, 0)), "", ""},
		"a nanosecond later":      {monday(sla.Span{To: hm(48, 0) + 1}), "week.monday[0]", "must end at 48:00 at the latest"},
		"touching":                {monday(span(9, 0, 12, 0), span(12, 0, 13, 0)), "", ""},
		"a nanosecond too early":  {monday(span(9, 0, 12, 0), sla.Span{From: hm(12, 0) - 1, To: hm(13, 0)}), "week.monday[1]", "must not overlap the span in front of it, 09:00-12:00"},
		"twice":                   {monday(span(9, 0, 12, 0), span(9, 0, 12, 0)), "week.monday[1]", "must not overlap the span in front of it, 09:00-12:00"},
		"behind":                  {monday(span(9, 0, 12, 0), span(8, 0, 9, 0)), "week.monday[1]", "must not start before the span in front of it"},
		"48 spans":                {monday(slots(48)...), "", ""},
		"49 spans":                {monday(slots(49)...), "week.monday", "must be at most 48 spans a day"},
		"over midnight, touching": {with(func(s *sla.CalendarSpec) { s.Week[time.Sunday] = []sla.Span{span(20, 0, 33, 0)} }), "", ""},
		"over midnight, into it":  {with(func(s *sla.CalendarSpec) { s.Week[time.Sunday] = []sla.Span{{From: hm(20, 0), To: hm(33, 0) + 1}} }), "week.monday[0]", "must not overlap week.sunday[0], which runs over midnight to 09:00:00.000000001"},
		"Saturday into Sunday": {with(func(s *sla.CalendarSpec) {
			s.Week = days(time.Saturday, time.Saturday, span(20, 0, 30, 0))
			s.Week[time.Sunday] = slots(9)
		}), "week.sunday[0]", "must not overlap week.saturday[0], which runs over midnight to 06:00"},
		"over a day that is closed": {monday(span(0, 0, 48, 0)), "", ""},
		"weekday -1":                {with(func(s *sla.CalendarSpec) { s.Week[-1] = nil }), "week", "must be a day of the week"},
		"weekday 7":                 {with(func(s *sla.CalendarSpec) { s.Week[7] = nil }), "week", "must be a day of the week"},
		"the first date":            {own(1900, 1, 1), "", ""},
		"a day earlier":             {own(1899, 12, 31), "dates.1899-12-31", "must be a day that exists, in the years 1900 to 2199"},
		"the last date":             {own(2199, 12, 31), "", ""},
		"a day later":               {own(2200, 1, 1), "dates.2200-01-01", "must be a day that exists, in the years 1900 to 2199"},
		"the second of two spans":   {own(2026, 1, 1, span(9, 0, 12, 0), span(11, 0, 13, 0)), "dates.2026-01-01[1]", "must not overlap the span in front of it, 09:00-12:00"},
		"49 spans on a date":        {own(2026, 1, 1, slots(49)...), "dates.2026-01-01", "must be at most 48 spans a day"},
		"the year 1 alone":          {with(func(s *sla.CalendarSpec) { s.Years = sla.Years{First: 1, Last: 1} }), "", ""},
		"to the year 9999":          {with(func(s *sla.CalendarSpec) { s.Years = sla.Years{First: 9999, Last: 9999} }), "", ""},
		"the year 0":                {with(func(s *sla.CalendarSpec) { s.Years = sla.Years{First: 0, Last: 2026} }), "years", "must be two years in order"},
		"the year 10000":            {with(func(s *sla.CalendarSpec) { s.Years = sla.Years{First: 2026, Last: 10000} }), "years", "must be two years in order"},
		"a negative reading":        {with(func(s *sla.CalendarSpec) { s.Closing = -1 }), "closing", "must be StayAtClosing or MoveToOpening"},
		"zone with leap seconds":    {with(func(s *sla.CalendarSpec) { s.Zone = "right/UTC" }), "zone", "must be the IANA name of a zone such as Asia/Shanghai or UTC"},
		"a copy of the zones":       {with(func(s *sla.CalendarSpec) { s.Zone = "posix/UTC" }), "zone", "must be the IANA name of a zone such as Asia/Shanghai or UTC"},
		"the machine's own":         {with(func(s *sla.CalendarSpec) { s.Zone = "localtime" }), "zone", "must be the IANA name of a zone such as Asia/Shanghai or UTC"},
		"no such zone":              {with(func(s *sla.CalendarSpec) { s.Zone = "Asia/Peking" }), "zone", "is not known: must be the IANA name of a zone such as Asia/Shanghai or UTC"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sla.NewCalendar(tc.spec)
			if tc.field == "" {
				require.NoError(t, err)
				return
			}
			requireField(t, err, tc.field)
			var wrong *complaint.FieldError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, tc.rule, wrong.Rule)
		})
	}
	many := with(func(s *sla.CalendarSpec) {
		for i := range 120_000 { // most of them do not exist
			s.Dates[sla.Date{Year: 2199 + i/28, Month: time.January, Day: 1 + i%28}] = nil
		}
	})
	_, err := sla.NewCalendar(many)
	requireField(t, err, "dates.2200-01-01")
	many.Dates[sla.Date{Year: 1}] = nil
	_, err = sla.NewCalendar(many)
	requireField(t, err, "dates")
}

// TestLongValues: an error quotes at most 64 bytes of a value, whole characters and valid UTF-8.
func TestLongValues(t *testing.T) {
	for value, want := range map[string]string{
		strings.Repeat("x", 64):                  strings.Repeat("x", 64),
		strings.Repeat("x", 65):                  strings.Repeat("x", 64) + "…",
		strings.Repeat("x", 63) + "é":            strings.Repeat("x", 63) + "…",
		strings.Repeat("节", 21) + "x":            strings.Repeat("节", 21) + "x",
		strings.Repeat("节", 22):                  strings.Repeat("节", 21) + "…",
		"\xff" + strings.Repeat("y", 3) + "\xff": "\uFFFDyyy\uFFFD",
	} {
		var wrong *complaint.FieldError
		_, err := sla.NewCalendar(sla.CalendarSpec{Zone: value})
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, want, wrong.Value)
	}
	var missing *sla.CoverageError
	_, err := sla.China(2027, 2027, sla.RefuseYear)
	require.ErrorAs(t, err, &missing)
	require.EqualError(t, err, "sla: no holiday data for 2027: the calendar covers 2004 to 2026")
	require.ErrorIs(t, err, sla.ErrNotCovered)
}

// TestDocumentForms: what the document form leaves out and what it cannot say.
func TestDocumentForms(t *testing.T) {
	for text, spec := range map[string]sla.CalendarSpec{
		`{"zone":"UTC"}`: {Zone: "UTC"},
		`{"zone":"UTC","week":{"sunday":["00:00-24:00"]}}`: {Zone: "UTC", Week: days(time.Sunday, time.Sunday, span(0, 0, 24, 0))},
		`{"zone":"UTC","week":{"saturday":["01:00-02:00"],"sunday":["00:00-24:00"]},"dates":{"2026-01-01":[]}}`: {
			Zone: "UTC", Dates: map[sla.Date][]sla.Span{{Year: 2026, Month: 1, Day: 1}: nil},
			Week: map[time.Weekday][]sla.Span{time.Monday: {}, time.Saturday: {span(1, 0, 2, 0)}, time.Sunday: {span(0, 0, 24, 0)}},
		},
	} {
		out, err := json.Marshal(spec)
		require.NoError(t, err)
		require.Equal(t, text, string(out))
		var back sla.CalendarSpec
		require.NoError(t, json.Unmarshal(out, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, text, string(again))
	}
	for _, spec := range []sla.CalendarSpec{
		{Closing: 2},
		{Closing: -1},
		{Week: days(time.Monday, time.Monday, sla.Span{From: -1})},
		{Dates: map[sla.Date][]sla.Span{{Year: 2026, Month: 2, Day: 30}: nil}},
	} {
		_, err := json.Marshal(spec)
		require.Error(t, err)
	}
	var closing sla.Closing
	for text, want := range map[string]sla.Closing{"stay": sla.StayAtClosing, "move": sla.MoveToOpening} {
		require.NoError(t, closing.UnmarshalText([]byte(text)))
		require.Equal(t, want, closing)
		out, err := want.MarshalText()
		require.NoError(t, err)
		require.Equal(t, text, string(out))
	}
	kept := sla.CalendarSpec{Zone: "UTC"}
	require.Error(t, json.Unmarshal([]byte(`{"zone":"Asia/Tokyo","week":{"monday":["x"]}}`), &kept))
	require.Equal(t, sla.CalendarSpec{Zone: "UTC"}, kept, "an error changes nothing")
	slots := func(n int) string {
		return `{"week":{"monday":[` + strings.TrimSuffix(strings.Repeat(`"09:00-10:00",`, n), ",") + `]}}`
	}
	require.NoError(t, json.Unmarshal([]byte(slots(48)), &kept))
	requireField(t, json.Unmarshal([]byte(slots(49)), &kept), "week.monday")
	for _, text := range []string{`null`, `1`, `""`, `{"zone":}`, `{"week":{"monday":[1]}}`, `{"years":1}`, `{"years":{"first":1,"first":1}}`, `{"dates":[]}`} {
		require.Error(t, new(sla.CalendarSpec).UnmarshalJSON([]byte(text)), text)
	}
	for _, text := range []string{`{`, `{"zone":"UTC"`, `{"zone":"UTC",`, `{"zone":`, `{1:2}`, ``} {
		require.Error(t, new(sla.CalendarSpec).UnmarshalJSON([]byte(text)), text)
	}
}
