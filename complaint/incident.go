package complaint

import "time"

// Incident is the same problem of many customers (T7). Its members are the complaints with a link of type [LinkIncident] to it,
// so it grows without being written to.
type Incident struct {
	ID ID `json:"id"`
	// Rule is the rule of the triage policy that found it, empty where a person opened it. By and Value are what the members have
	// in common, such as lot and "SHOE-7:26B"; Category is how far their categories agree, empty for any.
	Rule     string `json:"rule,omitzero"`
	By       string `json:"by,omitzero"`
	Value    string `json:"value,omitzero"`
	Category string `json:"category,omitzero"`
	// Opened is when it was found, First when its first member was received. Closed is zero while it can have new members.
	Opened time.Time `json:"opened"`
	First  time.Time `json:"first,omitzero"`
	Closed time.Time `json:"closed,omitzero"`
	// TaskForce has the new members.
	TaskForce Assignment `json:"task_force,omitzero"`
	// Cause is a code of the tree [Causes], empty until it is known. Note says more.
	Cause string `json:"cause,omitzero"`
	Note  string `json:"note,omitzero"`
	// SpecialPolicy names what its members are given instead of the usual (M10).
	SpecialPolicy PolicyRef `json:"special_policy,omitzero"`
	// Answers are the common answer, by BCP 47 tag.
	Answers map[string]string `json:"answers,omitempty"`
	// Version counts the changes, for compare-and-swap: 1 at first.
	Version int64 `json:"-"`
}

// Check says what is wrong with an incident: one or several joined *[FieldError], nil for nothing.
func (i Incident) Check(t *Taxonomy) error {
	if t == nil {
		t = BuiltinTaxonomy()
	}
	w := walker{mode: walkCheck, taxonomy: t}
	if i.ID == (ID{}) {
		w.refuse("id", "", "must not be the zero UUID")
	}
	w.name("rule", &i.Rule)
	w.name("by", &i.By)
	w.checkText("value", i.Value, maxIncidentValue, false)
	listed(&w, "category", Categories, &i.Category)
	w.requireTime("opened", &i.Opened)
	w.time("first", &i.First)
	w.time("closed", &i.Closed)
	if !i.Closed.IsZero() && i.Closed.Before(i.Opened) {
		w.refuse("closed", i.Closed.Format(time.RFC3339), "must not be before it was opened")
	}
	walkIn(&w, "task_force.party", &i.TaskForce.Party)
	w.tier("task_force.tier", &i.TaskForce.Tier)
	listed(&w, "cause", Causes, &i.Cause)
	w.checkText("note", i.Note, MaxText, true)
	walkIn(&w, "special_policy", &i.SpecialPolicy)
	for language, answer := range i.Answers {
		w.language("answers", &language)
		w.checkText("answers."+language, answer, MaxText, true)
	}
	return w.err()
}

// maxIncidentValue has room for a product and a lot.
const maxIncidentValue = 2*MaxLine + 1
