package sla

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// MarshalText writes "stay" or "move".
func (c Closing) MarshalText() ([]byte, error) {
	switch c {
	case StayAtClosing:
		return []byte("stay"), nil
	case MoveToOpening:
		return []byte("move"), nil
	}
	return nil, invalid("closing", strconv.Itoa(int(c)), "must be StayAtClosing or MoveToOpening")
}

// UnmarshalText reads "stay" or "move".
func (c *Closing) UnmarshalText(text []byte) error {
	switch string(text) {
	case "stay":
		*c = StayAtClosing
	case "move":
		*c = MoveToOpening
	default:
		return invalid("closing", string(text), `must be "stay" or "move"`)
	}
	return nil
}

// MarshalJSON writes the document form, the days of the week from Monday on and the dates in order.
func (s CalendarSpec) MarshalJSON() ([]byte, error) {
	var week bytes.Buffer
	for i := range 7 {
		day := (i + 1) % 7
		spans := s.Week[time.Weekday(day)]
		if len(spans) == 0 {
			continue
		}
		text, err := json.Marshal(spans)
		if err != nil {
			return nil, err
		}
		if week.Len() > 0 {
			week.WriteByte(',')
		}
		fmt.Fprintf(&week, "%q:%s", weekdayName(day), text)
	}
	doc := struct {
		Zone    string          `json:"zone"`
		Week    json.RawMessage `json:"week,omitempty"`
		Dates   map[Date][]Span `json:"dates,omitempty"`
		Years   *Years          `json:"years,omitempty"`
		Closing Closing         `json:"closing,omitempty"`
	}{Zone: s.Zone, Closing: s.Closing}
	if week.Len() > 0 {
		doc.Week = json.RawMessage("{" + week.String() + "}")
	}
	if s.Years != (Years{}) {
		doc.Years = &s.Years
	}
	if len(s.Dates) > 0 {
		doc.Dates = make(map[Date][]Span, len(s.Dates))
		for d, spans := range s.Dates {
			doc.Dates[d] = append([]Span{}, spans...) // [] rather than null for a holiday
		}
	}
	return json.Marshal(doc)
}

// UnmarshalJSON reads the document form. It refuses unknown and repeated fields, days and dates with a
// *[complaint.FieldError] that names them. That the times make a calendar is checked by [NewCalendar].
func (s *CalendarSpec) UnmarshalJSON(data []byte) error {
	var out CalendarSpec
	err := eachField(data, "", func(name string, value json.RawMessage) error {
		switch name {
		case "zone":
			return decodeField("zone", value, &out.Zone, "must be the IANA name of a zone such as Asia/Shanghai")
		case "week":
			out.Week = make(map[time.Weekday][]Span)
			return eachField(value, "week", func(day string, value json.RawMessage) (err error) {
				d, ok := parseWeekday(day)
				if !ok {
					return invalid("week."+day, "", "must be a day of the week in full, such as monday")
				}
				out.Week[d], err = decodeSpans("week."+day, value)
				return err
			})
		case "dates":
			out.Dates = make(map[Date][]Span)
			return eachField(value, "dates", func(date string, value json.RawMessage) error {
				d, err := ParseDate(date)
				if err != nil {
					return invalid("dates."+date, date, "must be a day that exists, written like 2026-10-01")
				}
				out.Dates[d], err = decodeSpans("dates."+date, value)
				return err
			})
		case "years":
			return eachField(value, "years", func(name string, value json.RawMessage) error {
				switch name {
				case "first":
					return decodeField("years.first", value, &out.Years.First, "must be a year")
				case "last":
					return decodeField("years.last", value, &out.Years.Last, "must be a year")
				}
				return invalid("years."+name, "", "is not a field: must be first or last")
			})
		case "closing":
			return decodeField("closing", value, &out.Closing, `must be "stay" or "move"`)
		}
		return invalid(name, "", "is not a field: must be zone, week, dates, years or closing")
	})
	if err != nil {
		return err
	}
	*s = out
	return nil
}

func decodeSpans(field string, data json.RawMessage) ([]Span, error) {
	var texts []string
	if err := decodeField(field, data, &texts, `must be a list of spans such as ["09:00-12:00"]`); err != nil {
		return nil, err
	}
	if len(texts) > maxDaySpans {
		return nil, invalid(field, strconv.Itoa(len(texts)), "must be at most "+strconv.Itoa(maxDaySpans)+" spans a day")
	}
	spans := make([]Span, len(texts))
	for i, text := range texts {
		span, err := ParseSpan(text)
		if err != nil {
			return nil, invalid(field+"["+strconv.Itoa(i)+"]", text,
				"must be two times of day such as 09:00-12:00; past midnight go on counting: 22:00-30:00")
		}
		spans[i] = span
	}
	return spans, nil
}

func decodeField(field string, data json.RawMessage, into any, rule string) error {
	if err := json.Unmarshal(data, into); err != nil {
		return invalid(field, string(data), rule)
	}
	return nil
}

// eachField calls f for every field of a JSON object in the order of the document and refuses a name that comes
// twice, which encoding/json would resolve in silence.
func eachField(data []byte, path string, f func(name string, value json.RawMessage) error) error {
	whole := path
	if whole == "" {
		whole = "calendar"
	}
	in := json.NewDecoder(bytes.NewReader(data))
	if open, err := in.Token(); err != nil || open != json.Delim('{') {
		return invalid(whole, "", "must be an object")
	}
	seen := map[string]bool{}
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return invalid(whole, "", "must be an object")
		}
		name, _ := key.(string)
		at := name
		if path != "" {
			at = path + "." + name
		}
		if seen[name] {
			return invalid(at, "", "must not be given twice")
		}
		seen[name] = true
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return invalid(at, "", "must be JSON")
		}
		if err := f(name, value); err != nil {
			return err
		}
	}
	if _, err := in.Token(); err != nil {
		return invalid(whole, "", "must be an object")
	}
	return nil
}
