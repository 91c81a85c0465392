package sla_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

// chinaWeek is an office in China with holidays and make-up working days, from the first year to 2026.
func chinaWeek(t testing.TB, first int) *sla.Calendar {
	t.Helper()
	cn, err := sla.China(first, 2026, sla.RefuseYear)
	require.NoError(t, err)
	spec, err := cn.Apply(sla.CalendarSpec{Zone: "Asia/Shanghai", Week: days(time.Monday, time.Friday, officeHours...)}, officeHours...)
	require.NoError(t, err)
	return compile(t, spec)
}

func TestChina(t *testing.T) {
	h, err := sla.China(2004, 2026, sla.RefuseYear)
	require.NoError(t, err)
	require.Len(t, h.Free, 619)
	require.Len(t, h.Work, 150)
	require.Equal(t, sla.Holiday{Date: sla.Date{Year: 2026, Month: time.October, Day: 10}, Name: "国庆节"}, h.Work[149])
	for _, d := range h.Work {
		day := d.Date.Weekday()
		require.True(t, day == time.Saturday || day == time.Sunday, "%v is no weekend day", d)
	}
	require.Equal(t, sla.Years{First: 2004, Last: 2026}, h.Years)

	one, err := sla.China(2026, 2026, sla.RefuseYear)
	require.NoError(t, err)
	require.Len(t, one.Free, 33)
	require.Len(t, one.Work, 6)
}

// TestChinaMissingYear: a year without data is an error, or what the host said.
func TestChinaMissingYear(t *testing.T) {
	for _, years := range [][2]int{{2003, 2026}, {2026, 2027}, {2030, 2031}} {
		_, err := sla.China(years[0], years[1], sla.RefuseYear)
		require.ErrorIs(t, err, sla.ErrNotCovered)
	}
	_, err := sla.China(2026, 2025, sla.RefuseYear)
	requireField(t, err, "years")
	_, err = sla.China(2026, 2026, 7)
	requireField(t, err, "missing")

	h, err := sla.China(2026, 2027, sla.PlainWeek)
	require.NoError(t, err)
	require.Len(t, h.Free, 33)
	require.Equal(t, sla.Years{First: 2026, Last: 2027}, h.Years)

	_, err = h.Apply(sla.CalendarSpec{Zone: "Asia/Shanghai"})
	requireField(t, err, "hours")
}

func TestCovered(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	c := chinaWeek(t, 2025)
	inside, before, after := at(t, loc, "2026-12-31 23:59"), at(t, loc, "2024-12-31 23:59"), at(t, loc, "2027-01-01 00:00")
	require.NoError(t, c.Covered(at(t, loc, "2025-01-01 00:00"), inside))
	var missing *sla.CoverageError
	require.ErrorAs(t, c.Covered(inside, after), &missing)
	require.Equal(t, 2027, missing.Year)
	require.ErrorAs(t, c.Covered(inside, before), &missing)
	require.Equal(t, 2024, missing.Year)

	// Combinations ask their parts; versions only the part in force.
	plain := compile(t, sla.CalendarSpec{Zone: "Asia/Shanghai", Week: days(time.Monday, time.Friday, officeHours...)})
	require.NoError(t, plain.Covered(before, after))
	both, err := sla.Union(plain, c)
	require.NoError(t, err)
	require.ErrorIs(t, both.Covered(inside, after), sla.ErrNotCovered)
	versions, err := sla.NewVersions(sla.CalendarVersion{Calendar: c}, sla.CalendarVersion{From: after, Calendar: plain})
	require.NoError(t, err)
	require.NoError(t, versions.Covered(inside, after))
	require.ErrorIs(t, versions.Covered(before, inside), sla.ErrNotCovered)
}

func TestApplyKeepsTheHostsDates(t *testing.T) {
	h, err := sla.China(2026, 2026, sla.RefuseYear)
	require.NoError(t, err)
	spec := sla.CalendarSpec{
		Zone: "Asia/Shanghai", Week: days(time.Monday, time.Friday, officeHours...), Years: sla.Years{First: 2020, Last: 2030},
		Dates: map[sla.Date][]sla.Span{{Year: 2026, Month: time.October, Day: 1}: {span(9, 0, 10, 0)}},
	}
	got, err := h.Apply(spec, officeHours...)
	require.NoError(t, err)
	require.Len(t, spec.Dates, 1, "the argument must not change")
	require.Len(t, got.Dates, 39)
	require.Equal(t, []sla.Span{span(9, 0, 10, 0)}, got.Dates[sla.Date{Year: 2026, Month: time.October, Day: 1}])
	require.Equal(t, sla.Years{First: 2026, Last: 2026}, got.Years)
}

func TestWorkdays(t *testing.T) {
	c := chinaWeek(t, 2004)
	eve := sla.Date{Year: 2026, Month: time.September, Day: 30}
	for n, want := range map[int]string{
		0: "2026-09-30", 1: "2026-10-08", 2: "2026-10-09", 3: "2026-10-10", 4: "2026-10-12",
		-1: "2026-09-29", -2: "2026-09-28", -3: "2026-09-24", -7: "2026-09-20",
	} {
		d, err := c.AddWorkdays(eve, n)
		require.NoError(t, err)
		require.Equal(t, want, d.String(), "%d", n)
		require.Equal(t, n, c.Workdays(eve, d))
	}
	require.True(t, c.Workday(sla.Date{Year: 2026, Month: time.October, Day: 10}))
	require.False(t, c.Workday(sla.Date{Year: 2026, Month: time.October, Day: 1}))
	require.False(t, c.Workday(sla.Date{Year: 2026, Month: time.February, Day: 30}))
	_, err := c.AddWorkdays(eve, 1<<40)
	requireField(t, err, "workdays")
	_, err = c.AddWorkdays(sla.Date{Year: 9999, Month: time.December, Day: 31}, 1)
	requireField(t, err, "workdays")
	_, err = c.AddWorkdays(eve, math.MinInt)
	requireField(t, err, "workdays")
	_, err = c.AddWorkdays(sla.Date{}, 1)
	requireField(t, err, "date")

	// Going back over a day that is none, the counts still fit each other.
	sunday := sla.Date{Year: 2026, Month: time.June, Day: 7}
	for n := -12; n <= 12; n++ {
		d, err := c.AddWorkdays(sunday, n)
		require.NoError(t, err)
		require.Equal(t, n, c.Workdays(sunday, d), "%d", n)
	}

	// Apia had no 30 December 2011.
	apia := compile(t, sla.CalendarSpec{Zone: "Pacific/Apia", Week: days(time.Sunday, time.Saturday, officeHours...)})
	require.Equal(t, 2, apia.Workdays(sla.Date{Year: 2011, Month: time.December, Day: 29}, sla.Date{Year: 2012, Month: time.January, Day: 1}))
}

// sharedRows reads a table of the data beside the repository, which is not part of it.
func sharedRows(t *testing.T, name string) []map[string]string {
	t.Helper()
	var file *os.File
	for _, up := range []string{"../../shared", "../../../shared"} {
		if f, err := os.Open(filepath.Join(filepath.FromSlash(up), "data", "holiday_cn", name)); err == nil {
			file = f
			break
		}
	}
	if file == nil {
		t.Skip("the shared data are not here")
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	out := make([]map[string]string, 0, len(rows)-1)
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// TestChinaQuestions answers questions that were computed from another collection of the same notices.
func TestChinaQuestions(t *testing.T) {
	rows := sharedRows(t, "workday_questions.csv")
	c := chinaWeek(t, 2004)
	for _, row := range rows {
		start, err := sla.ParseDate(row["start"])
		require.NoError(t, err)
		n, err := strconv.Atoi(row["workdays"])
		require.NoError(t, err)
		switch row["kind"] {
		case "add":
			end, err := c.AddWorkdays(start, n)
			require.NoError(t, err)
			require.Equal(t, row["end"], end.String(), "%v", row)
		case "count":
			end, err := sla.ParseDate(row["end"])
			require.NoError(t, err)
			require.Equal(t, n, c.Workdays(start, end), "%v", row)
		default:
			t.Fatalf("unknown kind %v", row)
		}
	}
	t.Logf("%d questions answered", len(rows))
}

// TestChinaAgainstOtherCollection compares every day from the end of 2006 on. The two name different days as free: each
// leaves out some weekend days inside a holiday, and one of them lists Monday 2020-02-03, a usual working day, as a make-up day. No
// day is a working day in one and free in the other.
func TestChinaAgainstOtherCollection(t *testing.T) {
	free, work := map[string]bool{}, map[string]bool{}
	for _, row := range sharedRows(t, "holidays.csv") {
		if row["is_off_day"] == "1" {
			free[row["date"]] = true
		} else {
			work[row["date"]] = true
		}
	}
	c := chinaWeek(t, 2004)
	compared := 0
	for d := (sla.Date{Year: 2006, Month: time.December, Day: 30}); d.Year < 2027; d = d.AddDays(1) {
		weekday := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		want := work[d.String()] || weekday && !free[d.String()]
		require.Equal(t, want, c.Workday(d), d.String())
		compared++
	}
	require.Greater(t, compared, 7000)
}

// TestChinaNotice: the licence of the data stands in front of them.
func TestChinaNotice(t *testing.T) {
	text, err := os.ReadFile("china.txt")
	require.NoError(t, err)
	require.Contains(t, string(text), "MIT License")
	require.Contains(t, string(text), "Copyright (c) 2024")
	require.NotContains(t, strings.ReplaceAll(string(text), "\r\n", ""), "\r")
}
