package sla

import (
	_ "embed"
	"strconv"
	"strings"
)

// chinaDays holds a line a day: the date, "free" or "work", and the name; lines that start with # are the notice.
// gen_china.go says how it was made.
//
//go:embed china.txt
var chinaDays string

// The years that china.txt has data for.
const (
	chinaFirst = 2004
	chinaLast  = 2026
)

// MissingYear says what to do about a year without holiday data.
type MissingYear int

const (
	// RefuseYear refuses the year with a *[CoverageError]. It is the default.
	RefuseYear MissingYear = iota
	// PlainWeek takes the year as one without holidays, by the host's own decision: until the State Council's notice
	// for the next year is out, usually in November, a desk may want to go on with its plain week.
	PlainWeek
)

// China gives the public holidays and the make-up working days (调休) of mainland China for the years from first to
// last, both inclusive, as the State Council's notices set them. There is data for 2004 to 2026. Free days include
// the weekend days inside a holiday; the notices do not name them all alike, which makes no difference to a desk that
// is closed at weekends.
//
// A year without data is refused, or left without holidays when missing is [PlainWeek]. The result's Years are first
// to last, so that [Calendar.Covered] reports due times beyond them.
//
// The data are facts collected by the project chinese-days, version 1.5.7, under the MIT licence, whose notice is
// embedded with them.
func China(first, last int, missing MissingYear) (Holidays, error) {
	switch {
	case first < firstDateYear || last > lastDateYear || first > last:
		return Holidays{}, invalid("years", strconv.Itoa(first)+"-"+strconv.Itoa(last), "must be two years in order, 1900 to 2199")
	case missing != RefuseYear && missing != PlainWeek:
		return Holidays{}, invalid("missing", strconv.Itoa(int(missing)), "must be RefuseYear or PlainWeek")
	case missing == RefuseYear && first < chinaFirst:
		return Holidays{}, &CoverageError{first, chinaFirst, chinaLast}
	case missing == RefuseYear && last > chinaLast:
		return Holidays{}, &CoverageError{max(first, chinaLast+1), chinaFirst, chinaLast}
	}
	h := Holidays{Years: Years{first, last}}
	for line := range strings.Lines(chinaDays) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		date, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		kind, name, _ := strings.Cut(rest, " ")
		d, err := ParseDate(date)
		if err != nil {
			return Holidays{}, err
		}
		switch {
		case d.Year < first || d.Year > last:
		case kind == "free":
			h.Free = append(h.Free, Holiday{d, name})
		default:
			h.Work = append(h.Work, Holiday{d, name})
		}
	}
	return h, nil
}
