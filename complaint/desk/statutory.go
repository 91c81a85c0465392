package desk

import (
	"fmt"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// StatutoryRule makes a rule of an SLA policy of a time limit of a statutory pack, see [compensation.Pack.Limits]: a clock that is
// owed to a regulator, under the limit's own condition. Add further targets of the shop to the rule, because of the rules of an
// SLA policy the first that matches applies, and put the limits into a policy whose calendar is in the pack's zone: days of the
// law are days there.
//
// It fails with a *[complaint.FieldError] for a limit that the pack does not have.
func StatutoryRule(pack compensation.Pack, limit string) (sla.Rule, error) {
	for _, l := range pack.Limits {
		if l.Name != limit {
			continue
		}
		within, err := sla.ParseLimit(l.Within)
		if err != nil {
			return sla.Rule{}, fmt.Errorf("limit %q of pack %q: %w", limit, pack.Name, err)
		}
		return sla.Rule{
			Name: l.Name, When: l.When,
			Targets: []sla.Target{{Metric: l.Metric, For: complaint.ClockRegulatory, Within: within}},
		}, nil
	}
	return sla.Rule{}, &complaint.FieldError{Field: "limit", Value: limit, Rule: "must be the name of a limit of the pack " + pack.Name}
}
