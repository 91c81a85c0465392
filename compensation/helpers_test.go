package compensation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// policyWith is a policy document of those fields, in which single quotes stand for double ones. The header is on line 1.
func policyWith(fields string) string {
	if fields != "" {
		fields = ", " + fields
	}
	return strings.ReplaceAll(`{'kind': 'compensation', 'name': 'shop', 'version': '3'`+fields+`}`, "'", `"`)
}

func engineOf(t testing.TB, fields string) *compensation.Engine {
	t.Helper()
	p, err := compensation.ParsePolicy("policy.json", []byte(policyWith(fields)))
	require.NoError(t, err)
	e, err := compensation.New(p)
	require.NoError(t, err)
	return e
}

// gives is a standard that gives something, always or under a condition that stands in more.
func gives(name, grants, more string) string {
	if more != "" {
		more = ", " + more
	}
	return `{'name': '` + name + `', 'options': [{'grants': [` + grants + `]}]` + more + `}`
}

func cash(amount string) string { return `{'remedy': 'cash', 'amount': {'fixed': '` + amount + `'}}` }

// caseOf is a complaint about an order of CNY 180 with one line of CNY 100, freight of CNY 10 and another line.
func caseOf(category string) compensation.Case {
	return compensation.Case{
		Complaint: &complaint.Complaint{
			ID: complaint.KeyID("", "case"), Received: day(14),
			Intake: complaint.Intake{
				Category: category, Order: "SO-1", Carrier: "swift", Customer: complaint.Customer{ID: "u-1"},
				Items: []complaint.Item{{Line: "1", Product: "coat", Supplier: "acme"}},
			},
		},
		Now: day(14), Actor: complaint.Actor{ID: "mia", Role: complaint.RoleMid},
		Order: compensation.Order{
			ID: "SO-1", Paid: yuan("180"), Freight: yuan("10"), Bought: day(5), Promised: day(10),
			Lines: []compensation.Line{
				{ID: "1", Product: "coat", Supplier: "acme", Paid: yuan("100")}, {ID: "2", Product: "hat", Paid: yuan("70")},
			},
		},
	}
}

func decide(t testing.TB, e *compensation.Engine, c compensation.Case) compensation.Decision {
	t.Helper()
	d, err := e.Evaluate(c)
	require.NoError(t, err)
	return d
}
