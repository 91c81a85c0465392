package compensation_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// scene is a case of one order line in few words. Dates are days in the zone of the pack; empty fields have the value that
// [scene.fill] gives them, and "-" stands for none.
type scene struct {
	category, result, price, loss, refunded       string
	bought, delivered, received, returned, repair string
	now                                           string
	place                                         string
	sought                                        []complaint.Remedy
	sensitive, facts                              []string
	measures                                      map[string]int64
	others                                        []compensation.Purchase
	accounts                                      []compensation.Account
	policy                                        func(*compensation.Policy)
}

// verdict is what a decision must be: options such as "refund 899.00 + cash 2697.00", the floor, and what is left out by code
// and beginning of the rule's name.
type verdict struct {
	options, excluded, skipped []string
	floor                      string
	payBy                      string
}

// lawCase is a row of the tables. Its name begins with the source.
type lawCase struct {
	name  string
	given scene
	want  verdict
}

// law is a statutory pack under test.
type law struct {
	pack, place, currency string
	zone                  *time.Location
	extra                 []compensation.Pack
}

func zoned(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	return zone
}

func china(t testing.TB) law {
	t.Helper()
	return law{pack: "cn", place: "CN", currency: "CNY", zone: zoned(t, "Asia/Shanghai")}
}

func (l law) run(t *testing.T, cases []lawCase) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			l.judge(t, tt.want, l.decide(t, tt.given))
		})
	}
}

func (l law) judge(t *testing.T, want verdict, got compensation.Decision) {
	t.Helper()
	require.Equal(t, strings.Join(want.options, " | "), strings.Join(options(got), " | "))
	if want.floor == "" {
		require.True(t, got.Floor.IsZero(), "floor %s", got.Floor)
	} else {
		require.Equal(t, l.currency+" "+want.floor, got.Floor.String())
	}
	require.Len(t, got.Excluded, len(want.excluded), "%v", got.Excluded)
	for i, text := range want.excluded {
		require.True(t, strings.HasPrefix(string(got.Excluded[i].Code)+" "+got.Excluded[i].Rule, text), "%d: %v", i, got.Excluded[i])
	}
	require.Equal(t, want.skipped, skipped(got))
	if want.payBy != "" {
		require.Equal(t, want.payBy, got.Options[0].PayBy.In(l.zone).Format(time.DateOnly))
	}
}

// options writes what is offered, one text an option.
func options(d compensation.Decision) []string {
	list := make([]string, len(d.Options))
	for i, o := range d.Options {
		grants := make([]string, len(o.Grants))
		for j, g := range o.Grants {
			grants[j] = string(g.Remedy)
			if !g.Amount.IsZero() {
				grants[j] += " " + strings.TrimPrefix(g.Amount.String(), d.Currency+" ")
			}
		}
		list[i] = strings.Join(grants, " + ")
	}
	return list
}

func skipped(d compensation.Decision) []string {
	var list []string
	for _, r := range d.Reasons {
		if r.Code == compensation.ReasonTierSkipped {
			list = append(list, r.Detail)
		}
	}
	return list
}

func (l law) decide(t testing.TB, s scene) compensation.Decision {
	t.Helper()
	d, err := l.engine(t, s).Evaluate(l.caseOf(t, s))
	require.NoError(t, err)
	return d
}

func (l law) engine(t testing.TB, s scene) *compensation.Engine {
	t.Helper()
	p := compensation.Policy{
		Header:   compensation.Header{Kind: compensation.Kind, Name: "shop", Version: "1"},
		Currency: l.currency, Zone: l.zone.String(), Packs: []string{l.pack}, Statutes: l.extra,
	}
	if s.policy != nil {
		s.policy(&p)
	}
	e, err := compensation.New(p)
	require.NoError(t, err)
	return e
}

func (l law) fill(s scene) scene {
	usual := func(field *string, value string) {
		switch *field {
		case "":
			*field = value
		case "-":
			*field = ""
		}
	}
	usual(&s.category, "quality.defect")
	usual(&s.result, string(complaint.Substantiated))
	usual(&s.price, "899.00")
	usual(&s.bought, "2026-09-01")
	usual(&s.delivered, "2026-09-03")
	usual(&s.received, "2026-09-08")
	usual(&s.now, s.received)
	usual(&s.place, l.place)
	return s
}

// caseOf builds the case. Every day stands for noon in the zone of the law.
func (l law) caseOf(t testing.TB, s scene) compensation.Case {
	t.Helper()
	s = l.fill(s)
	received := l.day(t, s.received)
	c := complaint.Complaint{
		ID: complaint.KeyID("", s.received+s.category), Received: received,
		Intake: complaint.Intake{
			Channel: complaint.ChannelApp, Order: "SO-1", Sought: s.sought, Occurred: l.day(t, s.bought),
			Customer: complaint.Customer{ID: "u-1"}, Items: []complaint.Item{{Line: "1", Product: "P"}},
		},
		Assessment: complaint.Assessment{Category: s.category, Sensitive: s.sensitive},
	}
	if s.result != "" {
		c.Finding = &complaint.Finding{Result: complaint.Result(s.result)}
	}
	line := compensation.Line{ID: "1", Product: "P", Paid: l.money(t, s.price), Refunded: l.money(t, s.refunded)}
	return compensation.Case{
		Complaint: &c, Now: l.day(t, s.now), Loss: l.money(t, s.loss), Facts: s.facts, Measures: s.measures, Others: s.others,
		Accounts: s.accounts,
		Order: compensation.Order{
			ID: "SO-1", Lines: []compensation.Line{line}, Paid: line.Paid, Refunded: line.Refunded, Jurisdiction: s.place,
			Bought: l.day(t, s.bought), Delivered: l.day(t, s.delivered), Returned: l.day(t, s.returned), Repaired: l.day(t, s.repair),
		},
	}
}

func (l law) day(t testing.TB, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	day, err := time.ParseInLocation(time.DateOnly, text, l.zone)
	require.NoError(t, err)
	return day.Add(12 * time.Hour)
}

func (l law) noon(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, l.zone)
}

func (l law) money(t testing.TB, amount string) complaint.Money {
	t.Helper()
	if amount == "" {
		return complaint.Money{}
	}
	m, err := complaint.NewMoney(amount, l.currency)
	require.NoError(t, err)
	return m
}

// twoHundred is a shop that gives CNY 300 for anything, of which a cap leaves CNY 200.
func twoHundred(t testing.TB, beside bool) func(*compensation.Policy) {
	t.Helper()
	fixed, err := complaint.NewMoney("300", "CNY")
	require.NoError(t, err)
	most, err := complaint.NewMoney("200", "CNY")
	require.NoError(t, err)
	return func(p *compensation.Policy) {
		p.Standards = []compensation.Standard{{
			Rule: compensation.Rule{Name: "sorry"}, Beside: beside,
			Options: []compensation.Choice{{Grants: []compensation.GrantDoc{
				{Remedy: complaint.RemedyCash, Amount: compensation.Amount{Fixed: fixed}},
			}}},
		}}
		p.Caps = []compensation.Cap{{
			Rule: compensation.Rule{Name: "complaint"}, Per: compensation.PerComplaint, Most: []complaint.Money{most},
		}}
	}
}

func packFile(t testing.TB, path string) compensation.Pack {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	pack, err := compensation.ParsePack(path, data)
	require.NoError(t, err)
	return pack
}
