package compensation_test

import (
	"testing"

	"github.com/recourse-go/recourse/compensation"
)

// TestPackKingdomSale is the Consumer Rights Act 2015 (CRA). The goods come on 3 September 2026.
func TestPackKingdomSale(t *testing.T) {
	l := law{pack: "uk", place: "UK", currency: "GBP", zone: zoned(t, "Europe/London")}
	needs := verdict{excluded: []string{"needs goods that do not conform"}}
	skip := func(why string) []string { return []string{"rejection within 30 days, repair or replacement: " + why} }
	used := func(received string) scene {
		return scene{
			received: received, facts: []string{"remedy_failed"},
			measures: map[string]int64{"value_lost_percent": 30, "use_percent": 20},
		}
	}
	l.run(t, []lawCase{
		{
			name:  "UK CRA s. 22: on the thirtieth day rejection, repair or replacement; paid within 14 days of agreement (s. 20(15))",
			given: scene{received: "2026-10-03"},
			want:  verdict{options: []string{"return 899.00", "repair", "exchange"}, payBy: "2026-10-17"},
		},
		{
			name:  "UK CRA s. 20(15): the 14 days to pay run from the agreement",
			given: scene{received: "2026-10-03", now: "2026-10-06"},
			want:  verdict{options: []string{"return 899.00", "repair", "exchange"}, payBy: "2026-10-20"},
		},
		{
			name:  "UK CRA s. 23(3): a repair that is impossible leaves the replacement",
			given: scene{received: "2026-11-04", facts: []string{"no_repair"}}, want: verdict{options: []string{"exchange"}},
		},
		{
			name:  "UK CRA s. 23(3): a replacement out of proportion leaves the repair",
			given: scene{received: "2026-11-04", facts: []string{"no_replacement"}}, want: verdict{options: []string{"repair"}},
		},
		{
			name: "UK CRA s. 24(5)(c): not repaired in reasonable time; other purchases do not count",
			given: with(used("2027-03-03"), func(s *scene) {
				s.facts = []string{"not_completed"}
				s.others = []compensation.Purchase{{
					Order: "SO-2", Product: "P", Bought: l.day(t, "2026-09-01"), Paid: l.money(t, "500.00"),
				}}
			}),
			want: verdict{
				options: []string{"partial_refund 269.70", "return 899.00"}, floor: "269.70", skipped: skip("not_completed"),
			},
		},
		{
			name: "UK CRA s. 24(2): a price reduction may be the whole price, and no more",
			given: with(used("2027-03-03"), func(s *scene) {
				s.measures = map[string]int64{"value_lost_percent": 100}
			}),
			want: verdict{
				options: []string{"partial_refund 899.00", "return 899.00"}, floor: "899.00", skipped: skip("remedy_failed"),
			},
		},
		{
			name:  "UK CRA s. 19(14): nor where it does not go with the nature of the goods",
			given: scene{result: "-", facts: []string{"conforming"}}, want: needs,
		},
		{
			name:  "UK CRA: in effect for a contract of 1 October 2015",
			given: scene{bought: "2015-10-01", received: "2026-11-04"}, want: firstTier,
		},
		{
			name:  "UK CRA s. 22: not on the thirty-first",
			given: scene{received: "2026-10-04"}, want: firstTier,
		},
		{
			name:  "UK CRA s. 22(4): perishable goods have a shorter time of their own",
			given: scene{facts: []string{"perishable"}}, want: firstTier,
		},
		{
			name:  "UK CRA s. 19(14): presumed within six months for repair and replacement, not for rejection",
			given: scene{result: "-"}, want: firstTier,
		},
		{
			name:  "UK CRA s. 19(14): on the last day of the six months",
			given: scene{result: "-", received: "2027-03-03"}, want: firstTier,
		},
		{
			name:  "UK CRA s. 19(14): after six months the customer has to prove it",
			given: scene{result: "-", received: "2027-03-04"}, want: needs,
		},
		{
			name:  "UK CRA s. 19(15): the trader has proved the contrary",
			given: scene{result: "not_substantiated"}, want: needs,
		},
		{
			name:  "UK CRA s. 24(5)(a) and (10): after one repair, within six months the whole price",
			given: used("2027-03-03"),
			want: verdict{
				options: []string{"partial_refund 269.70", "return 899.00"}, floor: "269.70", skipped: skip("remedy_failed"),
			},
		},
		{
			name: "UK CRA s. 24(8): later less the use; other purchases do not count",
			given: with(used("2027-03-04"), func(s *scene) {
				s.others = []compensation.Purchase{{
					Order: "SO-2", Product: "P", Bought: l.day(t, "2026-09-01"), Paid: l.money(t, "500.00"),
				}}
			}),
			want: verdict{
				options: []string{"partial_refund 269.70", "return 719.20"}, floor: "269.70", skipped: skip("remedy_failed"),
			},
		},
		{
			name: "UK CRA s. 24(5)(b): neither repair nor replacement is possible",
			given: with(used("2027-03-03"), func(s *scene) {
				s.facts = []string{"no_repair", "no_replacement"}
			}),
			want: verdict{
				options: []string{"partial_refund 269.70", "return 899.00"}, floor: "269.70", skipped: skip("impossible"),
			},
		},
		{
			name:  "UK Limitation Act 1980 s. 5: six years after the delivery",
			given: scene{received: "2032-09-03"}, want: firstTier,
		},
		{
			name:  "UK Limitation Act 1980 s. 5: not a day later",
			given: scene{received: "2032-09-04"},
		},
		{
			name:  "UK CRA: not in effect for a contract of 30 September 2015",
			given: scene{bought: "2015-09-30"}, want: verdict{excluded: []string{"not_in_effect goods"}},
		},
		{
			name: "UK CRA with two packs: an order of the Union does not take the law of the United Kingdom",
			given: scene{place: "EU", policy: func(p *compensation.Policy) {
				p.Packs = []string{"uk", "eu"}
			}},
			want: verdict{options: []string{"repair", "exchange"}, excluded: []string{"elsewhere goods"}},
		},
	})
}
