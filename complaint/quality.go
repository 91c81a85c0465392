package complaint

import "time"

// Quality says how good a registration is (C3).
type Quality struct {
	// Score is the completeness from 0 to 100: the weight of the fields that are filled out of the weight of all that
	// are expected, rounded down. Weights: content, customer and contact 3 each; category, order, item and occurred 2 each;
	// sought, language and amount 1 each. Order and item are expected unless it is an inquiry, a suggestion, or of a
	// category without an order (privacy, system, service and other).
	Score int `json:"score"`
	// Missing names the expected fields that are empty.
	Missing []string `json:"missing,omitempty"`
	// Delay is the time from receipt to registration in microseconds, not below zero (timeliness).
	Delay int64 `json:"delay_us,omitzero"`
}

// quality judges an intake that is registered at a time. Evidence does not count: many complaints need none.
func (in *Intake) quality(registered time.Time) Quality {
	q := Quality{Delay: max(0, registered.Sub(in.Received).Microseconds())}
	have, all := 0, 0
	for _, f := range in.expected() {
		all += f.weight
		if f.filled {
			have += f.weight
		} else {
			q.Missing = append(q.Missing, f.name)
		}
	}
	q.Score = 100 * have / all
	return q
}

type expectedField struct {
	name   string
	weight int
	filled bool
}

func (in *Intake) expected() []expectedField {
	fields := []expectedField{
		{"content", 3, !in.Content.IsZero()},
		{"customer", 3, in.Customer.ID != "" || !in.Customer.Name.IsZero()},
		{"customer.contacts", 3, len(in.Customer.Contacts) > 0},
		{"category", 2, in.Category != ""},
		{"occurred", 2, !in.Occurred.IsZero()},
		{"sought", 1, len(in.Sought) > 0},
		{"language", 1, in.Language != "" || in.Customer.Language != ""},
	}
	if in.aboutOrder() {
		fields = append(fields,
			expectedField{"order", 2, in.Order != ""},
			expectedField{"items", 2, len(in.Items) > 0},
			expectedField{"amount", 1, !in.Amount.IsZero()})
	}
	return fields
}

func (in *Intake) aboutOrder() bool {
	if in.Feedback == FeedbackInquiry || in.Feedback == FeedbackSuggestion {
		return false
	}
	for _, root := range []string{"privacy", "system", "service", "other"} {
		if InSubtree(in.Category, root) {
			return false
		}
	}
	return true
}
