package policy

import (
	"time"
	"unicode"

	"github.com/recourse-go/recourse/complaint"
)

// Header is what stands at the top of every policy document. Policies embed it.
type Header struct {
	// Kind says what the document is for, such as triage, sla or compensation.
	Kind string `json:"kind" policy:"required"`
	// Name and Version identify the policy in every decision that it makes. A version is never used for two texts.
	Name        string `json:"name"                 policy:"required"`
	Version     string `json:"version"              policy:"required"`
	Description string `json:"description,omitzero"`
	// EffectiveFrom and EffectiveTo bound the time in which the policy applies; empty for no bound. A date stands for
	// the whole day, so a policy with the dates 2026-01-01 and 2026-12-31 applies all year.
	EffectiveFrom Moment `json:"effective_from,omitzero"`
	EffectiveTo   Moment `json:"effective_to,omitzero"`
}

// Ref returns name and version as they are kept in a decision.
func (h *Header) Ref() complaint.PolicyRef {
	return complaint.PolicyRef{Name: h.Name, Version: h.Version}
}

// Effective says whether the policy applies at a time. Dates are days in the zone; nil is UTC.
func (h *Header) Effective(t time.Time, zone *time.Location) bool {
	if !h.EffectiveFrom.IsZero() && t.Before(h.EffectiveFrom.Start(zone)) {
		return false
	}
	return h.EffectiveTo.IsZero() || t.Before(h.EffectiveTo.End(zone))
}

// Validate checks the header of a policy of a kind. The source may be nil.
func (h *Header) Validate(kind string, src *Source) error {
	var errs problems
	if h.Kind != kind {
		errs.add(src.Refuse("kind", "must be "+kind))
	}
	errs.add(h.check(src))
	return errs.err()
}

// check is what [Decode] checks before it knows the kind.
func (h *Header) check(src *Source) error {
	var errs problems
	for _, f := range []struct{ name, text string }{{"kind", h.Kind}, {"name", h.Name}, {"version", h.Version}} {
		if !validName(f.text) {
			errs.add(src.Refuse(f.name, "must be a text of 1 to 255 bytes without control characters"))
		}
	}
	if !h.EffectiveFrom.IsZero() && !h.EffectiveTo.IsZero() &&
		!h.EffectiveFrom.Start(nil).Before(h.EffectiveTo.End(nil)) {
		errs.add(src.Refuse("effective_to", "must be after effective_from"))
	}
	return errs.err()
}

func validName(s string) bool {
	for _, r := range s {
		if unicode.IsControl(r) {
			return false
		}
	}
	return s != "" && len(s) <= complaint.MaxLine
}

// Moment is a date or a time as a policy states it. A date is a whole day in the zone of whoever asks; a time of
// RFC 3339 is the same for everybody. The zero value is no moment.
type Moment struct {
	at  time.Time // of a date, midnight UTC
	day bool
}

// ParseMoment reads a date, 2026-09-30, or a time of RFC 3339, 2026-09-30T16:40:00+08:00.
func ParseMoment(text string) (Moment, error) {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return Moment{at: t, day: true}, nil
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return Moment{at: t.UTC()}, nil
	}
	return Moment{}, formError(momentRule)
}

// IsZero says whether there is no moment.
func (m Moment) IsZero() bool { return m == Moment{} }

// Start returns the time itself, or the first moment of the day in the zone; nil is UTC.
func (m Moment) Start(zone *time.Location) time.Time { return m.in(zone, 0) }

// End returns the time itself, or the first moment after the day in the zone; nil is UTC.
func (m Moment) End(zone *time.Location) time.Time { return m.in(zone, 1) }

func (m Moment) in(zone *time.Location, days int) time.Time {
	if !m.day {
		return m.at
	}
	if zone == nil {
		zone = time.UTC
	}
	year, month, day := m.at.Date()
	t := time.Date(year, month, day+days, 0, 0, 0, 0, zone)
	// Where clocks skip midnight, the day begins at the change.
	if t.Day() != m.at.AddDate(0, 0, days).Day() {
		if _, change := t.ZoneBounds(); !change.IsZero() && change.Sub(t) <= 24*time.Hour {
			return change
		}
	}
	return t
}

// String returns the moment as a document gives it.
func (m Moment) String() string {
	switch {
	case m.IsZero():
		return ""
	case m.day:
		return m.at.Format(time.DateOnly)
	default:
		return m.at.Format(time.RFC3339Nano)
	}
}

// MarshalText implements [encoding.TextMarshaler].
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (m *Moment) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Moment{}
		return nil
	}
	parsed, err := ParseMoment(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}
