package triage

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
)

// Feature is one thing that is known of a case when a risk is judged. What is not known has no feature, or NaN for its value:
// never put a 0 for it.
type Feature struct {
	Name string
	// Code is the value of a feature that has codes, empty for one that is a number. A flag is a number, 1 or 0.
	Code  string
	Value float64
}

// Number returns a feature that is a number.
func Number(name string, value float64) Feature { return Feature{Name: name, Value: value} }

// Flag returns a feature that is so or is not.
func Flag(name string, so bool) Feature {
	if so {
		return Feature{Name: name, Value: 1}
	}
	return Feature{Name: name}
}

// Code returns a feature whose value is a code. An empty code is one that is not known.
func Code(name, code string) Feature {
	if code == "" {
		return Feature{Name: name, Value: math.NaN()}
	}
	return Feature{Name: name, Code: code, Value: 1}
}

// FeaturesOf returns what is known of a complaint when it is opened: channel, kind, category, severity, complexity, urgency,
// emotion, confidence, flags, the amount (its logarithm, whatever the currency, and only where there is one), the customer's
// tier, region and language, whether the complaint repeats, duplicates or belongs to an incident, how long it took the
// customer to come, hour and weekday (UTC) of its receipt. It looks at nothing that happens later (clocks, messages, offers,
// escalations, outcome), but at the assessment and the links as they are: take them from a complaint as it was opened and
// assessed, not from one that people have corrected since, or a model learns from the future.
func FeaturesOf(c complaint.Complaint) []Feature {
	a, in := &c.Assessment, &c.Intake
	var list []Feature
	code := func(name, value string) {
		if value != "" {
			list = append(list, Code(name, value))
		}
	}
	rank := func(name string, value int) {
		if value > 0 {
			list = append(list, Number(name, float64(value)))
		}
	}
	code("channel", string(in.Channel))
	code("feedback", string(cmp.Or(a.Feedback, in.Feedback)))
	code("category", cmp.Or(a.Category, in.Category))
	rank("severity", a.Severity.Rank())
	rank("complexity", a.Complexity.Rank())
	rank("urgency", a.Urgency.Rank())
	if a.Emotion != nil {
		list = append(list, Number("emotion.polarity", a.Emotion.Polarity), Number("emotion.intensity", a.Emotion.Intensity))
	}
	if a.Confidence > 0 {
		list = append(list, Number("confidence", a.Confidence))
	}
	list = append(list, Flag("sensitive", len(a.Sensitive) > 0), Flag("suspicion", len(a.Suspicion) > 0))
	if in.Amount.Sign() > 0 {
		list = append(list, Number("amount.log", math.Log1p(amount(in.Amount))))
	}
	code("customer.tier", in.Customer.Tier)
	code("customer.region", in.Customer.Region)
	code("language", cmp.Or(in.Language, in.Customer.Language))
	linked := func(t complaint.LinkType) bool {
		return slices.ContainsFunc(c.Links, func(l complaint.Link) bool { return l.Type == t })
	}
	list = append(list,
		Flag("repeat", linked(complaint.LinkRepeat)), Flag("duplicate", linked(complaint.LinkDuplicate)),
		Flag("incident", linked(complaint.LinkIncident)), Flag("order", in.Order != ""),
		Flag("evidence", len(in.Evidence) > 0), Number("sought", float64(len(in.Sought))))
	if !c.Received.IsZero() {
		at := c.Received.UTC()
		list = append(list, Code("hour", strconv.Itoa(at.Hour()/6*6)), Code("weekday", at.Weekday().String()))
		if days := at.Sub(in.Occurred).Hours() / 24; !in.Occurred.IsZero() && days >= 0 {
			list = append(list, Number("days_since.log", math.Log1p(days)))
		}
		if days := at.Sub(in.Customer.Since).Hours() / 24; !in.Customer.Since.IsZero() && days >= 0 {
			list = append(list, Number("customer.days.log", math.Log1p(days)))
		}
	}
	return list
}

// amount is a sum in major units, 0 for one that no complaint can have.
func amount(m complaint.Money) float64 {
	rounded, err := m.Round(complaint.RoundHalfEven)
	if err != nil {
		return 0
	}
	units, err := rounded.Minor()
	if err != nil {
		return 0
	}
	digits, _ := complaint.MinorUnits(m.Currency)
	return float64(units) / math.Pow10(digits)
}
