package sla

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/recourse-go/recourse/complaint"
)

// CalendarDoc is a calendar as a policy states it. It is one of three: hours of its own (Zone, Week and what belongs to
// them), the union or the intersection of other calendars of the policy, or versions by date of effect. Days are those of the
// zone; of calendars that are made of others that of the first, of versions that of the last.
type CalendarDoc struct {
	HoursDoc
	// Version names the calendar's state in every decision that rests on it. Default: the policy's version.
	Version string `json:"version,omitzero"`

	// AnyOf is open when one of the named calendars is, AllOf when all of them are.
	AnyOf []string `json:"any_of,omitempty"`
	AllOf []string `json:"all_of,omitempty"`

	// Versions are in order of effect. The first has no date and is in force since ever; every other begins at its own.
	Versions []CalendarVersionDoc `json:"versions,omitempty"`
}

// CalendarVersionDoc is a calendar from a date on. A date begins at midnight in the zone of the version that ends there.
type CalendarVersionDoc struct {
	HoursDoc
	From Moment `json:"from,omitzero"`
}

// HoursDoc is when a desk works, as in [CalendarSpec].
type HoursDoc struct {
	Zone string `json:"zone,omitzero"`
	// Week gives the spans of each day, monday to sunday.
	Week     map[string][]Span `json:"week,omitempty"`
	Dates    map[Date][]Span   `json:"dates,omitempty"`
	Years    Years             `json:"years,omitzero"`
	Holidays *HolidayDoc       `json:"holidays,omitempty"`
	Closing  Closing           `json:"closing,omitzero"`
}

// HolidayDoc takes the holidays of a country into a calendar.
type HolidayDoc struct {
	// Country is cn, the only one that is built in; others come through Dates, for example from [ParseICS].
	Country string `json:"country" policy:"required"`
	First   int    `json:"first"   policy:"required"`
	Last    int    `json:"last"    policy:"required"`
	// Missing says what a year without data is: refuse (the default) or plain_week.
	Missing string `json:"missing,omitzero"`
	// Hours are those of the make-up working days.
	Hours []Span `json:"hours,omitempty"`
}

// alwaysName is the calendar that needs no entry.
const alwaysName = "always"

// calendar is a compiled calendar with what names it.
type calendar struct {
	*Calendar
	ref  complaint.PolicyRef
	zone *time.Location
}

// compileCalendars compiles all calendars of a policy. Errors are collected, and a calendar with one is left out.
func (k *compiler) compileCalendars(p *Policy) map[string]*calendar {
	out := map[string]*calendar{
		alwaysName: {Calendar: Always(), ref: complaint.PolicyRef{Name: alwaysName, Version: "1"}, zone: time.UTC},
	}
	names := sortedNames(p.Calendars)
	if _, taken := p.Calendars[alwaysName]; taken {
		k.refuse("calendars."+alwaysName, "", "must have another name: always is the calendar that never closes")
	}
	// Calendars made of others come after those, however many levels there are.
	for progress := true; progress; {
		progress = false
		for _, name := range names {
			doc := p.Calendars[name]
			if _, done := out[name]; done || !k.ready(&doc, out) {
				continue
			}
			progress = true
			out[name] = k.compileCalendar(p, name, &doc, out)
		}
	}
	for _, name := range names {
		if _, done := out[name]; !done {
			k.refuseParts(p, name, out)
		}
	}
	return out
}

func (k *compiler) ready(doc *CalendarDoc, done map[string]*calendar) bool {
	for _, part := range slices.Concat(doc.AnyOf, doc.AllOf) {
		if _, ok := done[part]; !ok {
			return false
		}
	}
	return true
}

// refuseParts says why a calendar that is made of others cannot be made.
func (k *compiler) refuseParts(p *Policy, name string, done map[string]*calendar) {
	doc := p.Calendars[name]
	for _, made := range [...]struct {
		field string
		of    []string
	}{{"any_of", doc.AnyOf}, {"all_of", doc.AllOf}} {
		for i, part := range made.of {
			path := "calendars." + name + "." + made.field + "[" + strconv.Itoa(i) + "]"
			if _, known := p.Calendars[part]; !known && part != alwaysName {
				k.refuse(path, part, "must be a calendar of the policy")
			} else if _, ok := done[part]; !ok {
				k.refuse(path, part, "must not lead back to "+name+", nor be a calendar that cannot be made")
			}
		}
	}
}

func (k *compiler) compileCalendar(p *Policy, name string, doc *CalendarDoc, others map[string]*calendar) *calendar {
	path := "calendars." + name
	c := &calendar{ref: complaint.PolicyRef{Name: name, Version: doc.Version}}
	if c.ref.Version == "" {
		c.ref.Version = p.Version
	}
	k.checkName(path+".version", doc.Version)
	if len(doc.Version) > complaint.MaxLine || strings.IndexFunc(doc.Version, unicode.IsControl) >= 0 {
		k.refuse(path+".version", doc.Version, "must be a text of at most 255 bytes without control characters")
	}
	forms := 0
	for _, given := range []bool{
		doc.Zone != "" || len(doc.Week) > 0 || len(doc.Dates) > 0 || doc.Holidays != nil || doc.Years != Years{} ||
			doc.Closing != StayAtClosing,
		len(doc.AnyOf) > 0, len(doc.AllOf) > 0, len(doc.Versions) > 0,
	} {
		if given {
			forms++
		}
	}
	if forms != 1 {
		k.refuse(path, "", "must have either hours of its own (zone, week), or any_of, or all_of, or versions")
		return c
	}
	switch {
	case len(doc.AnyOf) > 0:
		c.Calendar, c.zone = k.combined(path+".any_of", doc.AnyOf, others, Union)
	case len(doc.AllOf) > 0:
		c.Calendar, c.zone = k.combined(path+".all_of", doc.AllOf, others, Intersection)
	case len(doc.Versions) > 0:
		c.Calendar, c.zone = k.versions(path, doc.Versions)
	default:
		c.Calendar, c.zone = k.ownHours(path, &doc.HoursDoc)
	}
	return c
}

func (k *compiler) combined(
	path string, names []string, others map[string]*calendar, with func(...*Calendar) (*Calendar, error),
) (*Calendar, *time.Location) {
	parts := make([]*Calendar, len(names))
	for i, name := range names {
		if parts[i] = others[name].Calendar; parts[i] == nil {
			return nil, nil // it was refused already
		}
	}
	c, err := with(parts...)
	if err != nil {
		k.refuse(path, strings.Join(names, ", "), ruleOf(err))
		return nil, nil
	}
	return c, others[names[0]].zone
}

func (k *compiler) versions(path string, docs []CalendarVersionDoc) (*Calendar, *time.Location) {
	list := make([]CalendarVersion, len(docs))
	var zone *time.Location
	for i := range docs {
		at := path + ".versions[" + strconv.Itoa(i) + "]"
		if i == 0 && !docs[i].From.IsZero() {
			k.refuse(at+".from", docs[i].From.String(), "must be left out: the first version is in force since ever")
		}
		if i > 0 && docs[i].From.IsZero() {
			k.refuse(at, "", "must have from, the date of effect")
		}
		list[i].From = docs[i].From.Start(zone)
		if list[i].Calendar, zone = k.ownHours(at, &docs[i].HoursDoc); list[i].Calendar == nil {
			return nil, nil
		}
	}
	list[0].From = time.Time{}
	c, err := NewVersions(list...)
	if err != nil {
		k.refuseField(path, err)
		return nil, nil
	}
	return c, zone
}

func (k *compiler) ownHours(path string, doc *HoursDoc) (*Calendar, *time.Location) {
	spec := CalendarSpec{Zone: doc.Zone, Dates: doc.Dates, Years: doc.Years, Closing: doc.Closing, Week: map[time.Weekday][]Span{}}
	for name, spans := range doc.Week {
		day, ok := parseWeekday(name)
		if !ok {
			k.refuse(path+".week."+name, name, "must be a day of the week in full, such as monday")
			return nil, nil
		}
		spec.Week[day] = spans
	}
	if h := doc.Holidays; h != nil {
		var ok bool
		if spec, ok = k.holidays(path+".holidays", h, spec); !ok {
			return nil, nil
		}
	}
	c, err := NewCalendar(spec)
	if err != nil {
		k.refuseField(path, err)
		return nil, nil
	}
	zone, err := time.LoadLocation(spec.Zone)
	if err != nil { // NewCalendar has loaded it
		zone = time.UTC
	}
	return c, zone
}

func (k *compiler) holidays(path string, h *HolidayDoc, spec CalendarSpec) (CalendarSpec, bool) {
	missing := RefuseYear
	switch h.Missing {
	case "", "refuse":
	case "plain_week":
		missing = PlainWeek
	default:
		k.refuse(path+".missing", h.Missing, "must be refuse or plain_week")
		return spec, false
	}
	if h.Country != "cn" {
		k.refuse(path+".country", h.Country, "must be cn; give the holidays of other countries as dates")
		return spec, false
	}
	days, err := China(h.First, h.Last, missing)
	if err != nil {
		k.refuse(path, strconv.Itoa(h.First)+"-"+strconv.Itoa(h.Last), ruleOf(err))
		return spec, false
	}
	spec, err = days.Apply(spec, h.Hours...)
	if err != nil {
		k.refuseField(path, err)
		return spec, false
	}
	return spec, true
}

// refuseField reports a field error of a calendar where it stands in the policy.
func (k *compiler) refuseField(path string, err error) {
	if e, ok := errors.AsType[*complaint.FieldError](err); ok {
		k.refuse(path+"."+e.Field, e.Value, e.Rule)
		return
	}
	k.refuse(path, "", ruleOf(err))
}

// ruleOf is what an error of a calendar says, without the field.
func ruleOf(err error) string {
	if e, ok := errors.AsType[*complaint.FieldError](err); ok {
		return e.Rule
	}
	return strings.TrimPrefix(err.Error(), "sla: ")
}
