package triage

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/recourse-go/recourse/complaint"
)

// IncidentMatch is an incident that a complaint may belong to.
type IncidentMatch struct {
	IncidentRule
	// Value is what the members have in common; with [ByLot] it is the lot of Product, with [ByText] and [ByTopic] it is
	// empty.
	Value, Product string
	// Category is how far the categories of the members agree, empty for any.
	Category string
}

// Key identifies the incident in the store while it is open: the same for all complaints that belong to it. It tells nothing
// about what it was made of.
func (m IncidentMatch) Key() string {
	parts := []string{m.Rule.Name, string(m.By), m.Product, m.Value, m.Category}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// Shown is what the members have in common, as people read it.
func (m IncidentMatch) Shown() string {
	if m.Product != "" {
		return m.Product + ":" + m.Value
	}
	return m.Value
}

// Reason says why a complaint belongs to the incident.
func (m IncidentMatch) Reason() complaint.Reason {
	params := map[string]string{"rule": m.Rule.Name, "by": string(m.By)}
	if v := m.Shown(); v != "" {
		params["value"] = v
	}
	return complaint.Reason{Code: "same_incident", Params: params}
}

// Dangerous says whether flags mean danger to somebody: such a case is one of its own, whatever it belongs to.
func Dangerous(sensitive []string) bool {
	return slices.Contains(sensitive, "safety") || slices.Contains(sensitive, "self_harm")
}

// Incidents lists the incidents that a complaint may belong to by the policy, in the order of its rules. Whether there are enough
// others is for the store to say. One that means danger to somebody is handled as a case of its own.
func (e *Engine) Incidents(in complaint.Intake, ctx Context) []IncidentMatch {
	if len(e.doc.Incidents) == 0 {
		return nil
	}
	r := ctx.Reading
	if r == nil {
		r = e.Read(in)
	}
	if Dangerous(r.Sensitive) {
		return nil
	}
	a := &assessor{engine: e, reading: r, ctx: ctx, out: Assessment{Policy: e.ref, Reading: r}}
	a.begin(in)
	a.feedback()
	a.category()
	if a.out.Feedback != complaint.FeedbackComplaint {
		return nil
	}
	var list []IncidentMatch
	for i := range e.incidents.Matching(&a.subject) {
		list = append(list, e.doc.Incidents[i].matches(&in, a.out.Category)...)
	}
	return list
}

func (r IncidentRule) matches(in *complaint.Intake, category string) []IncidentMatch {
	switch {
	case r.Same != SameAny && category == "":
		return nil
	case r.Same == SameGroup:
		category, _, _ = strings.Cut(category, ".")
	case r.Same == SameAny:
		category = ""
	}
	var list []IncidentMatch
	add := func(product, value string) {
		known := func(m IncidentMatch) bool { return m.Product == product && m.Value == value }
		if value != "" && !slices.ContainsFunc(list, known) { // a product that stands on two order lines counts once
			list = append(list, IncidentMatch{IncidentRule: r, Product: product, Value: value, Category: category})
		}
	}
	switch r.By {
	case ByProduct:
		for i := range in.Items {
			add("", in.Items[i].Product)
		}
	case ByLot:
		for i := range in.Items {
			add(in.Items[i].Product, in.Items[i].Lot)
		}
	case BySupplier:
		for i := range in.Items {
			add("", in.Items[i].Supplier)
		}
	case ByCarrier:
		add("", in.Carrier)
	case ByText, ByTopic:
		list = append(list, IncidentMatch{IncidentRule: r, Category: category})
	}
	return list
}
