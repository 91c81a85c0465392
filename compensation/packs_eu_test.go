package compensation_test

import (
	"testing"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

func union(t testing.TB) law {
	t.Helper()
	return law{pack: "eu", place: "EU", currency: "EUR", zone: zoned(t, "Europe/Brussels")}
}

var (
	firstTier  = verdict{options: []string{"repair", "exchange"}}
	secondTier = []string{"partial_refund 269.70", "return 899.00"}
)

func skips(why string) []string { return []string{"repair or replacement: " + why} }

func passed(facts ...string) scene {
	return scene{facts: facts, measures: map[string]int64{"value_lost_percent": 30}}
}

// TestPackUnionTiers is the order of the remedies of Directive (EU) 2019/771 on the sale of goods: in the two years, and in the year
// that Directive (EU) 2024/1799 adds.
func TestPackUnionTiers(t *testing.T) {
	l := union(t)
	others := []compensation.Purchase{{
		Order: "SO-2", Product: "P", Bought: l.day(t, "2026-09-01"), Paid: l.money(t, "500.00"),
	}}
	cases := []lawCase{
		{
			name:  "EU 2019/771 art. 13(2): repair or replacement first, no money",
			given: scene{}, want: firstTier,
		},
		{
			name:  "EU 2019/771 art. 13(2): the customer chooses, and the wish comes first",
			given: scene{sought: []complaint.Remedy{complaint.RemedyExchange}},
			want:  verdict{options: []string{"exchange", "repair"}},
		},
		{
			name:  "EU 2019/771 art. 13(2): a repair that is impossible leaves the replacement",
			given: scene{facts: []string{"no_repair"}}, want: verdict{options: []string{"exchange"}},
		},
		{
			name:  "EU 2019/771 art. 13(2): a replacement that is impossible leaves the repair",
			given: scene{facts: []string{"no_replacement"}}, want: verdict{options: []string{"repair"}},
		},
		{
			name:  "EU 2019/771 art. 15: other purchases do not count",
			given: with(passed("remedy_failed"), func(s *scene) { s.others = others }),
			want:  verdict{options: secondTier, floor: "269.70", skipped: skips("remedy_failed")},
		},
		{
			name:  "EU 2019/771 art. 13(4)(a): the seller has not completed it",
			given: passed("not_completed"),
			want:  verdict{options: secondTier, floor: "269.70", skipped: skips("not_completed")},
		},
		{
			name:  "EU 2019/771 art. 13(4)(a): the seller refuses",
			given: passed("refused"), want: verdict{options: secondTier, floor: "269.70", skipped: skips("refused")},
		},
		{
			name:  "EU 2019/771 art. 13(3) and 13(4)(a): neither is possible",
			given: passed("no_repair", "no_replacement"),
			want:  verdict{options: secondTier, floor: "269.70", skipped: skips("refused")},
		},
		{
			name:  "EU 2019/771 art. 13(4)(b): it fails again in spite of the attempt",
			given: passed("remedy_failed"),
			want:  verdict{options: secondTier, floor: "269.70", skipped: skips("remedy_failed")},
		},
		{
			name:  "EU 2019/771 art. 13(4)(c): so serious that it justifies the second tier at once",
			given: passed("serious_lack"),
			want:  verdict{options: secondTier, floor: "269.70", skipped: skips("serious_lack")},
		},
		{
			name:  "EU 2019/771 art. 13(4)(d): clear that the seller will not do it in reasonable time",
			given: passed("will_not_comply"),
			want:  verdict{options: secondTier, floor: "269.70", skipped: skips("will_not_comply")},
		},
		{
			name:  "EU 2019/771 art. 13(5): no termination for a minor lack of conformity",
			given: passed("remedy_failed", "minor"),
			want: verdict{
				options: []string{"partial_refund 269.70"}, floor: "269.70", skipped: skips("remedy_failed"),
			},
		},
		{
			name:  "EU 2019/771 art. 15: a price reduction needs to know what value is lost",
			given: scene{facts: []string{"remedy_failed"}},
			want: verdict{
				options: []string{"return 899.00"}, skipped: skips("remedy_failed"), excluded: []string{"no_base lack of conformity"},
			},
		},
		{
			name: "EU 2019/771 art. 15: never more than the price",
			given: with(passed("remedy_failed"), func(s *scene) {
				s.measures = map[string]int64{"value_lost_percent": 130}
			}),
			want: verdict{
				options: []string{"partial_refund 899.00", "return 899.00"}, floor: "899.00", skipped: skips("remedy_failed"),
			},
		},
	}
	l.run(t, cases)
	for i := range cases {
		s := &cases[i].given
		cases[i].name += ", in the third year after a repair"
		s.bought, s.delivered, s.repair, s.received = "2026-09-01", "2026-09-03", "2027-05-10", "2029-01-10"
	}
	l.run(t, cases)
}

// TestPackUnionSale is when these remedies are there. The goods come on 3 September 2026.
func TestPackUnionSale(t *testing.T) {
	needs := verdict{excluded: []string{"needs lack of conformity within"}}
	union(t).run(t, []lawCase{
		{
			name:  "EU 2019/771 art. 11(1): presumed within a year of delivery, without a finding",
			given: scene{result: "-", received: "2027-09-03"}, want: firstTier,
		},
		{
			name:  "EU 2019/771 art. 11(1): the day after the year the customer has to prove it",
			given: scene{result: "-", received: "2027-09-04"}, want: needs,
		},
		{
			name:  "EU 2019/771 art. 11(1): after the year, with the proof",
			given: scene{received: "2027-09-04"}, want: firstTier,
		},
		{
			name:  "EU 2019/771 art. 11(1): the seller has proved the contrary",
			given: scene{result: "not_substantiated"}, want: needs,
		},
		{
			name:  "EU 2019/771 art. 11(1): or it does not go with the nature of the goods",
			given: scene{result: "-", facts: []string{"conforming"}}, want: needs,
		},
		{
			name:  "EU 2019/771 art. 10(1): on the second anniversary of the delivery",
			given: scene{received: "2028-09-03"}, want: firstTier,
		},
		{
			name:  "EU 2019/771 art. 10(1): not the day after",
			given: scene{received: "2028-09-04"},
		},
		{
			name:  "EU 2019/771 art. 24(2): not for contracts of 2021",
			given: scene{bought: "2021-12-31"}, want: verdict{excluded: []string{"not_in_effect lack of conformity"}},
		},
		{
			name:  "EU 2019/771 art. 24(2): for contracts from 1 January 2022",
			given: scene{bought: "2022-01-01"}, want: firstTier,
		},
		{
			name:  "EU 2019/771 art. 5: what the customer does not like is no lack of conformity",
			given: scene{category: "service.attitude"},
		},
		{
			name:  "EU 2019/771 art. 13: an order under the law of the United Kingdom",
			given: scene{place: "UK"}, want: verdict{excluded: []string{"elsewhere lack of conformity"}},
		},
	})
}

// TestPackUnionRepair is what Directive (EU) 2024/1799 adds: a year more after a repair.
func TestPackUnionRepair(t *testing.T) {
	repaired := func(bought, received string) scene {
		return scene{bought: bought, delivered: "2026-08-03", repair: "2027-05-10", received: received}
	}
	union(t).run(t, []lawCase{
		{
			name:  "EU 2024/1799 art. 16: on the third anniversary of the delivery after a repair",
			given: repaired("2026-07-31", "2029-08-03"), want: firstTier,
		},
		{
			name:  "EU 2024/1799 art. 16: not the day after: the period is extended once",
			given: repaired("2026-07-31", "2029-08-04"),
		},
		{
			name:  "EU 2024/1799 art. 16: not for contracts before 31 July 2026",
			given: repaired("2026-07-30", "2029-08-03"),
			want:  verdict{excluded: []string{"not_in_effect lack of conformity in the year"}},
		},
		{
			name:  "EU 2024/1799 art. 16: not without a repair",
			given: with(repaired("2026-07-31", "2028-08-04"), func(s *scene) { s.repair = "" }),
		},
		{
			name:  "EU 2024/1799 art. 16: on the day after the second anniversary of the delivery",
			given: repaired("2026-07-31", "2028-08-04"), want: firstTier,
		},
		{
			name:  "EU 2024/1799 art. 16: in the first two years nothing is doubled",
			given: repaired("2026-07-31", "2028-08-03"), want: firstTier,
		},
		{
			name:  "EU 2024/1799 art. 16: in the third year the customer has to prove it",
			given: with(repaired("2026-07-31", "2029-01-10"), func(s *scene) { s.result = "-" }),
			want:  verdict{excluded: []string{"needs lack of conformity in the year"}},
		},
	})
}

// TestShapeFlight reads the table of Regulation (EC) No 261/2004, which is no built-in pack, as a pack of the host's own.
func TestShapeFlight(t *testing.T) {
	l := law{
		pack: "eu261", place: "EU", currency: "EUR", zone: zoned(t, "Europe/Brussels"),
		extra: []compensation.Pack{packFile(t, "testdata/eu261.json")},
	}
	flight := func(km, minutes int64, facts ...string) scene {
		return scene{
			category: "logistics.delay", facts: facts, measures: map[string]int64{"km": km, "delay_minutes": minutes},
		}
	}
	cash := func(amount string) verdict { return verdict{options: []string{"cash " + amount}, floor: amount} }
	l.run(t, []lawCase{
		{name: "EC 261/2004 art. 7(1)(a): 1500 km", given: flight(1500, 300, "cancelled"), want: cash("250.00")},
		{name: "EC 261/2004 art. 7(1)(b): 1501 km", given: flight(1501, 300, "cancelled"), want: cash("400.00")},
		{name: "EC 261/2004 art. 7(1)(b): 3500 km", given: flight(3500, 300, "cancelled"), want: cash("400.00")},
		{name: "EC 261/2004 art. 7(1)(c): 3501 km", given: flight(3501, 300, "cancelled"), want: cash("600.00")},
		{
			name:  "EC 261/2004 art. 7(1)(b): 3501 km within the Union",
			given: flight(3501, 300, "cancelled", "intra_community"), want: cash("400.00"),
		},
		{
			name:  "EC 261/2004 art. 7(2)(a): rerouted, two hours late",
			given: flight(1500, 120, "cancelled", "rerouted"), want: cash("125.00"),
		},
		{
			name:  "EC 261/2004 art. 7(2)(a): rerouted, a minute later",
			given: flight(1500, 121, "cancelled", "rerouted"), want: cash("250.00"),
		},
		{
			name:  "EC 261/2004 art. 7(2)(b): rerouted, three hours late",
			given: flight(2000, 180, "cancelled", "rerouted"), want: cash("200.00"),
		},
		{
			name:  "EC 261/2004 art. 7(2)(c): rerouted, four hours late",
			given: flight(9000, 240, "denied_boarding", "rerouted"), want: cash("300.00"),
		},
		{
			name:  "EC 261/2004 art. 7(1) with C-402/07: three hours late",
			given: flight(1000, 180), want: cash("250.00"),
		},
		{name: "EC 261/2004 art. 7(1) with C-402/07: a minute less", given: flight(1000, 179)},
		{
			name:  "EC 261/2004 art. 5(3): extraordinary circumstances",
			given: flight(1000, 300, "cancelled", "extraordinary"),
			want:  verdict{excluded: []string{"needs cancelled or late flight"}},
		},
		{
			name:  "EC 261/2004 art. 19: not in effect on 16 February 2005",
			given: with(flight(1000, 300, "cancelled"), func(s *scene) { s.bought = "2005-02-16" }),
			want:  verdict{excluded: []string{"not_in_effect cancelled or late flight"}},
		},
	})
}
