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
	const transfer, billing = "electronic_transfer", "billing_error"
	for _, tt := range []struct {
		pack, source string
		tags         []string
		due          string
	}{
		{"uk", "FCA Handbook, DISP 1.6.2R", nil, "2026-06-29"},
		{"uk", "FCA Handbook, DISP 1.6.2R", []string{"payment_services"}, ""},
		{"uk", "FCA Handbook, DISP 1.6.2AR(1)", []string{"payment_services"}, "2026-05-25"},
		{"uk", "FCA Handbook, DISP 1.6.2AR(1)", nil, ""},
		{"uk", "FCA Handbook, DISP 1.6.2AR(2)", []string{"payment_services", "beyond_control"}, "2026-06-22"},
		{"us", "CFPB Company Portal Manual, section 8.1; 12 U.S.C. 5534(b)", []string{"cfpb"}, "2026-05-19"},
		{"us", "CFPB Company Portal Manual, section 8.1", []string{"cfpb"}, "2026-07-03"},
		{"us", "CFPB Company Portal Manual, section 8.1", nil, ""},
		{"us", "Regulation E, 12 CFR 1005.11(c)(1)", []string{transfer}, "2026-05-18"},
		{"us", "Regulation E, 12 CFR 1005.11(c)(2)", []string{transfer, "provisional_credit"}, "2026-06-18"},
		{"us", "Regulation E, 12 CFR 1005.11(c)(3)(i)", []string{transfer, "new_account"}, "2026-06-01"},
		{
			"us", "Regulation E, 12 CFR 1005.11(c)(3)(ii)",
			[]string{transfer, "provisional_credit", "point_of_sale"},
			"2026-08-02",
		},
		{"us", "Regulation Z, 12 CFR 1026.13(c)(1)", []string{billing}, "2026-06-03"},
		{
			"us", "Regulation Z, 12 CFR 1026.13(c)(2): two complete billing cycles, and in no event later than 90 days",
			[]string{billing},
			"2026-08-02",
		},
	} {
		t.Run(fmt.Sprint(tt.source, ": ", tt.tags), func(t *testing.T) {
			pack, limit := limitOf(t, tt.pack, tt.source)
			require.Equal(t, tt.due, dueBy(t, &pack, &limit, "2026-05-04 10:00", tt.tags...))
		})
	}
	t.Run("FCA Handbook, DISP 1.5.1R: close of business on the third business day", func(t *testing.T) {
		pack, limit := limitOf(t, "uk",
			"FCA Handbook, DISP 1.5.1R: no duty; what is resolved by then needs a summary resolution communication only")
		require.Equal(t, "2026-05-07", dueBy(t, &pack, &limit, "2026-05-04 10:00"))
	})
	t.Run("FCA Handbook, DISP 1.6.2AR(1): not before 13 January 2018", func(t *testing.T) {
		pack, limit := limitOf(t, "uk", "FCA Handbook, DISP 1.6.2AR(1)")
		require.Empty(t, dueBy(t, &pack, &limit, "2018-01-12 10:00", "payment_services"))
		require.Equal(t, "2018-02-05", dueBy(t, &pack, &limit, "2018-01-15 10:00", "payment_services"))
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
