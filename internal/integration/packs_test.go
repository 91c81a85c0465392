package integration_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// clockPolicy makes a time limit of the law the only target of an SLA policy, in an office that is open from nine to five.
func clockPolicy(t testing.TB, pack *compensation.Pack, limit *compensation.Limit) sla.Policy {
	t.Helper()
	within, err := sla.ParseLimit(limit.Within)
	require.NoError(t, err)
	week := map[string][]sla.Span{}
	for _, day := range []string{"monday", "tuesday", "wednesday", "thursday", "friday"} {
		week[day] = []sla.Span{{From: 9 * time.Hour, To: 17 * time.Hour}}
	}
	return sla.Policy{
		Header:    sla.Header{Kind: sla.Kind, Name: limit.Name, Version: pack.Version, EffectiveFrom: limit.From},
		Calendars: map[string]sla.CalendarDoc{"office": {HoursDoc: sla.HoursDoc{Zone: pack.Zone, Week: week}}},
		Calendar:  "office",
		Rules: []sla.Rule{{
			Name: limit.Name, When: limit.When,
			Targets: []sla.Target{{Metric: limit.Metric, For: complaint.ClockRegulatory, Within: within}},
		}},
	}
}

// dueBy is by when a complaint with tags is due under a limit, "" where the limit does not apply.
func dueBy(t testing.TB, pack *compensation.Pack, limit *compensation.Limit, received string, tags ...string) string {
	t.Helper()
	engine, err := sla.New(clockPolicy(t, pack, limit))
	require.NoError(t, err)
	zone, err := time.LoadLocation(pack.Zone)
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", received, zone)
	require.NoError(t, err)
	c, _, err := engine.Open(complaint.KeyID("", received), complaint.Intake{
		Channel: complaint.ChannelEmail, Content: complaint.Hide("where is my money"), Received: at, Tags: tags,
	}, complaint.Meta{At: at, Recorded: at, Actor: complaint.Actor{ID: "intake", Role: complaint.RoleSystem}, Salt: make([]byte, 16)})
	require.NoError(t, err)
	if len(c.Clocks) == 0 {
		return ""
	}
	require.Len(t, c.Clocks, 1)
	require.Equal(t, limit.Metric, c.Clocks[0].Metric)
	// A limit in days ends at midnight, which is the end of the day before.
	return c.Clocks[0].Due.In(zone).Add(-time.Microsecond).Format(time.DateOnly)
}

func limitOf(t testing.TB, name, source string) (compensation.Pack, compensation.Limit) {
	t.Helper()
	packs := compensation.Packs()
	at := slices.IndexFunc(packs, func(p compensation.Pack) bool { return p.Name == name })
	require.GreaterOrEqual(t, at, 0)
	i := slices.IndexFunc(packs[at].Limits, func(l compensation.Limit) bool { return l.Source == source })
	require.GreaterOrEqual(t, i, 0, source)
	return packs[at], packs[at].Limits[i]
}

// Every time limit of a pack is a target that the engine for clocks accepts, with its condition.
func TestLimitsOfPacksAreClocks(t *testing.T) {
	count := 0
	for _, pack := range compensation.Packs() {
		for _, limit := range pack.Limits {
			t.Run(pack.Name+": "+limit.Name, func(t *testing.T) {
				_, err := sla.New(clockPolicy(t, &pack, &limit))
				require.NoError(t, err)
				require.Contains(t, sla.Metrics(), sla.Metric(limit.Metric))
			})
			count++
		}
	}
	require.GreaterOrEqual(t, count, 13)
}

// The complaint comes on Monday 4 May 2026 at ten. No holidays are set.
func TestLimitsOfPacks(t *testing.T) {
	const (
		payments, transfer, billing = "payment_services", "electronic_transfer", "billing_error"
		summary                     = "FCA Handbook, DISP 1.5.1R: no duty; what is resolved by then needs a summary resolution communication only"
		prompt                      = "FCA Handbook, DISP 1.6.1R says promptly and no number; five days are configuration"
		portal                      = "CFPB Company Portal Manual, section 8.1"
		cycles                      = "Regulation Z, 12 CFR 1026.13(c)(2): two complete billing cycles, and in no event later than 90 days"
	)
	for _, tt := range []struct {
		pack, source, from, due string
		tags                    []string
	}{
		{"uk", "FCA Handbook, DISP 1.6.2R", "2018-01-13", "2026-06-29", nil},
		{"uk", "FCA Handbook, DISP 1.6.2R", "2018-01-13", "", []string{payments}},
		{"uk", "FCA Handbook, DISP 1.6.2AR(1)", "2018-01-13", "2026-05-25", []string{payments}},
		{"uk", "FCA Handbook, DISP 1.6.2AR(1)", "2018-01-13", "", nil},
		{"uk", "FCA Handbook, DISP 1.6.2AR(1)", "2018-01-13", "", []string{payments, "beyond_control"}},
		{"uk", "FCA Handbook, DISP 1.6.2AR(2)", "2018-01-13", "2026-06-22", []string{payments, "beyond_control"}},
		{"uk", "FCA Handbook, DISP 1.6.2AR(2)", "2018-01-13", "", []string{payments}},
		{"uk", summary, "2016-06-30", "2026-05-07", nil},
		{"uk", prompt, "2016-06-30", "2026-05-11", nil},
		{"us", portal + "; 12 U.S.C. 5534(b)", "2015-05-01", "2026-05-19", []string{"cfpb"}},
		{"us", portal, "2015-05-01", "2026-07-03", []string{"cfpb"}},
		{"us", portal, "2015-05-01", "", nil},
		{"us", "Regulation E, 12 CFR 1005.11(c)(1)", "2011-12-30", "2026-05-18", []string{transfer}},
		{"us", "Regulation E, 12 CFR 1005.11(c)(2)", "2011-12-30", "2026-06-18", []string{transfer, "provisional_credit"}},
		{"us", "Regulation E, 12 CFR 1005.11(c)(3)(i)", "2011-12-30", "2026-06-01", []string{transfer, "new_account"}},
		{
			"us", "Regulation E, 12 CFR 1005.11(c)(3)(ii)", "2011-12-30", "2026-08-02",
			[]string{transfer, "provisional_credit", "point_of_sale"},
		},
		{"us", "Regulation Z, 12 CFR 1026.13(c)(1)", "2011-12-30", "2026-06-03", []string{billing}},
		{"us", cycles, "2011-12-30", "2026-08-02", []string{billing}},
	} {
		t.Run(fmt.Sprint(tt.source, ": ", tt.tags), func(t *testing.T) {
			pack, limit := limitOf(t, tt.pack, tt.source)
			require.Equal(t, tt.from, limit.From.String())
			require.Equal(t, tt.due, dueBy(t, &pack, &limit, "2026-05-04 10:00", tt.tags...))
			require.Equal(t, tt.source == prompt, limit.Unverified)
		})
	}
	t.Run("FCA Handbook, DISP 1.6.2AR(1): from 13 January 2018, a Saturday", func(t *testing.T) {
		pack, limit := limitOf(t, "uk", "FCA Handbook, DISP 1.6.2AR(1)")
		require.Empty(t, dueBy(t, &pack, &limit, "2018-01-12 23:59", payments))
		require.Equal(t, "2018-02-02", dueBy(t, &pack, &limit, "2018-01-13 00:00", payments))
	})
}

// Whatever else is known of an error of an electronic transfer, one time for its resolution applies, and one only.
func TestLimitsOfTransfersDoNotOverlap(t *testing.T) {
	packs := compensation.Packs()
	us := packs[slices.IndexFunc(packs, func(p compensation.Pack) bool { return p.Name == "us" })]
	more := []string{"provisional_credit", "new_account", "point_of_sale", "foreign_initiated"}
	for set := range 1 << len(more) {
		tags := []string{"electronic_transfer"}
		for i, tag := range more {
			if set&(1<<i) != 0 {
				tags = append(tags, tag)
			}
		}
		var found []string
		for i := range us.Limits {
			if due := dueBy(t, &us, &us.Limits[i], "2026-05-04 10:00", tags...); due != "" {
				found = append(found, us.Limits[i].Name)
			}
		}
		require.Len(t, found, 1, "%v: %v", tags, found)
	}
}
