package compensation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

func TestAuthority(t *testing.T) {
	const rows = `"limits": [{"role": "system", "most": ["CNY 5"]}, {"role": "junior", "most": ["CNY 10"]},
		{"role": "mid", "most": ["CNY 50", "USD 7"]},
		{"role": "mid", "most": ["CNY 90"], "when": {"field": "category", "op": "under", "value": "quality"}},
		{"role": "mid", "when": {"field": "category", "op": "under", "value": "fraud"}}, {"role": "manager"}]`
	for _, tt := range []struct {
		name, authority, amount string
		role                    complaint.Role
		needs                   complaint.Role // empty for none
		why                     string
	}{
		{"automatic", rows, "CNY 5", "", "", ""},
		{"not automatic", rows, "CNY 5.01", "", complaint.RoleJunior, "authority"},
		{"the system by name", rows, "CNY 5.01", complaint.RoleSystem, complaint.RoleJunior, "authority"},
		{"within", rows, "CNY 10", complaint.RoleJunior, "", ""},
		{"above", rows, "CNY 10.01", complaint.RoleJunior, complaint.RoleMid, "authority"},
		{"the higher row", rows, "CNY 90", complaint.RoleMid, "", ""},
		{"above the higher row", rows, "CNY 90.01", complaint.RoleMid, complaint.RoleManager, "authority"},
		{"a role without a row", rows, "CNY 1", complaint.RoleSenior, complaint.RoleJunior, "authority"},
		{"without a limit", rows, "CNY 9999", complaint.RoleManager, "", ""},
		{"other currency", rows, "USD 7", complaint.RoleMid, "", ""},
		{"no currency of the role", rows, "USD 7", complaint.RoleJunior, complaint.RoleMid, "authority"},
		{"nobody but the last", rows, "EUR 1", complaint.RoleMid, complaint.RoleManager, "authority"},
		{"nobody at all", `"limits": [{"role": "mid", "most": ["CNY 1"]}]`, "CNY 2", complaint.RoleMid, complaint.RoleManager, "authority"},
		{"no authority", `"before": true`, "CNY 9999", "", "", ""},
		{"four eyes", rows + `, "four_eyes": ["CNY 60"]`, "CNY 60.01", complaint.RoleManager, complaint.RoleMid, "four_eyes"},
		{"two eyes", rows + `, "four_eyes": ["CNY 60"]`, "CNY 60", complaint.RoleManager, "", ""},
		{"four eyes and above", rows + `, "four_eyes": ["CNY 60"]`, "CNY 61", complaint.RoleJunior, complaint.RoleMid, "authority"},
		{"four eyes alone", `"four_eyes": ["CNY 60"]`, "CNY 60.01", complaint.RoleJunior, complaint.RoleSupervisor, "four_eyes"},
		{"two eyes alone", `"four_eyes": ["CNY 60"]`, "CNY 60", complaint.RoleJunior, "", ""},
		{"four eyes in another currency", `"four_eyes": ["CNY 60"]`, "USD 1", complaint.RoleManager, complaint.RoleSupervisor, "four_eyes"},
	} {
		e := shopEngine(t, standards(giving("s", tt.amount))+`, "authority": {`+tt.authority+`}`)
		c := shirt(t, tt.amount[:3])
		c.Actor = complaint.Actor{ID: "mia", Role: tt.role}
		o := decided(t, e, c).Options[0]
		if tt.needs == "" {
			require.Nil(t, o.Approval, tt.name)
			continue
		}
		require.NotNil(t, o.Approval, tt.name)
		require.Equal(t, tt.needs, o.Approval.Needs, tt.name)
		require.Equal(t, tt.why, string(o.Approval.Why[0].Code), tt.name)
		require.False(t, o.Approval.Before)
		require.False(t, o.Approval.Unfunded)
	}
	e := shopEngine(t, standards(giving("s", "CNY 9"))+`, "authority": {"before": true, "four_eyes": ["CNY 1"]}`)
	require.True(t, decided(t, e, shirt(t, "CNY")).Options[0].Approval.Before)
	// What costs nothing needs nobody.
	e = shopEngine(t, `"standards": [{"name": "s", "options": [{"grants": [{"remedy": "apology"}]}]}], "authority": {"limits": [{"role": "manager"}]}`)
	require.Nil(t, decided(t, e, shirt(t, "CNY")).Options[0].Approval)
}

func TestAbuse(t *testing.T) {
	const often = `"when": {"field": "claims", "op": "at_least", "value": "5"}`
	law := statute(t, standards(giving("due", "CNY 20", `"from": "2014-03-15", "source": "article 1"`)))
	shop := standards(giving("shop", "CNY 90", `"group": "a"`), giving("more", "CNY 9", `"beside": true, "group": "b"`))
	withhold := shopEngine(t, shop+`, "abuse": {"rules": [{"name": "often", "then": "withhold", `+often+`}]}`, law)
	ask := shopEngine(t, shop+`, "abuse": {"rules": [{"name": "often", "then": "ask", "needs": "senior", `+often+`}]}`, law)
	c := shirt(t, "CNY")
	c.Claims.Count = 4
	for _, e := range []*compensation.Engine{withhold, ask} {
		d := decided(t, e, c)
		require.Len(t, d.Options, 2)
		require.Nil(t, d.Options[0].Approval)
	}
	c.Claims.Count = 5
	d := decided(t, withhold, c)
	require.Equal(t, []string{"due: cash CNY 20.00"}, offered(d), "the law stays")
	require.Equal(t, []string{"abuse shop often", "abuse more often"}, codes(d.Excluded))
	d = decided(t, ask, c)
	require.Len(t, d.Options, 2)
	for i := range d.Options {
		require.Equal(t, complaint.RoleSenior, d.Options[i].Approval.Needs)
		require.Equal(t, []string{"abuse often"}, codes(d.Options[i].Approval.Why))
	}
	// Nobody has to ask for what the law gives.
	d = decided(t, shopEngine(t, `"abuse": {"rules": [{"name": "often", "then": "ask", `+often+`}]}`, law), c)
	require.Nil(t, d.Options[0].Approval)
}

func TestConflicts(t *testing.T) {
	e := shopEngine(t, standards(giving("s", "CNY 9"))+`, "authority": {"conflicts": [{"person": "mia", "customers": ["u-7"],
		"suppliers": ["glue"], "carriers": ["swift"]}, {"person": "bob", "customers": ["u-1"]}]}`)
	for _, tt := range []struct {
		person, want string
		change       func(*complaint.Intake)
	}{
		{"mia", "", func(*complaint.Intake) {}},
		{"", "", func(in *complaint.Intake) { in.Customer.ID = "" }},
		{"u-1", "own_complaint", func(*complaint.Intake) {}},
		{"joe", "accused", func(in *complaint.Intake) { in.Accused.Person = "joe" }},
		{"mia", "customer", func(in *complaint.Intake) { in.Customer.ID = "u-7" }},
		{"mia", "carrier", func(in *complaint.Intake) { in.Carrier = "swift" }},
		{"mia", "supplier", func(in *complaint.Intake) { in.Items = append(in.Items, complaint.Item{Supplier: "glue"}) }},
		{"bob", "customer", func(*complaint.Intake) {}},
		{"bob", "", func(in *complaint.Intake) { in.Customer.ID, in.Carrier = "u-7", "swift" }},
	} {
		c := shirt(t, "CNY")
		tt.change(&c.Complaint.Intake)
		c.Actor = complaint.Actor{ID: tt.person, Role: complaint.RoleManager}
		require.Equal(t, tt.want, e.Conflict(*c.Complaint, tt.person))
		o := decided(t, e, c).Options[0]
		if tt.want == "" {
			require.Nil(t, o.Approval)
			continue
		}
		require.Equal(t, complaint.RoleSupervisor, o.Approval.Needs)
		require.Equal(t, []string{"conflict  " + tt.want}, codes(o.Approval.Why))
	}
}

func TestLent(t *testing.T) {
	e := shopEngine(t, `"zone": "Asia/Shanghai", "authority": {"delegations": [
		{"from": "ann", "to": "bob", "role": "supervisor", "starts": "2026-11-10", "ends": "2026-11-12", "most": ["CNY 500", "USD 70"]},
		{"from": "ann", "to": "bob", "role": "senior", "starts": "2026-11-12", "ends": "2026-11-20"}]}`)
	for _, tt := range []struct {
		from, to, currency, at string
		role                   complaint.Role
		most                   string
	}{
		{"ann", "bob", "CNY", "2026-11-09T15:59:59Z", "", ""},
		{"ann", "bob", "CNY", "2026-11-09T16:00:00Z", complaint.RoleSupervisor, "CNY 500"},
		{"ann", "bob", "USD", "2026-11-10T00:00:00Z", complaint.RoleSupervisor, "USD 70"},
		{"ann", "bob", "EUR", "2026-11-10T00:00:00Z", "", ""},
		{"bob", "ann", "CNY", "2026-11-10T00:00:00Z", "", ""},
		{"ann", "joe", "CNY", "2026-11-10T00:00:00Z", "", ""},
		{"ann", "bob", "EUR", "2026-11-12T00:00:00Z", complaint.RoleSenior, ""},
		{"ann", "bob", "CNY", "2026-11-12T15:59:59Z", complaint.RoleSupervisor, "CNY 500"},
		{"ann", "bob", "CNY", "2026-11-12T16:00:00Z", complaint.RoleSenior, ""},
		{"ann", "bob", "CNY", "2026-11-20T16:00:00Z", "", ""},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		require.NoError(t, err)
		role, most, ok := e.Lent(tt.from, tt.to, tt.currency, at)
		require.Equal(t, tt.role, role, tt.at)
		require.Equal(t, amountOf(t, tt.most), most, tt.at)
		require.Equal(t, tt.role != "", ok)
	}
}
