package compensation_test

import (
	"testing"

	"github.com/recourse-go/recourse/complaint"
)

// TestPackChinaQuality is articles 23 and 24 of the CRPL. The goods come on 3 September 2026.
func TestPackChinaQuality(t *testing.T) {
	needs := verdict{excluded: []string{"needs poor quality"}}
	within := verdict{options: []string{"return 899.00", "exchange", "repair"}}
	after := verdict{options: []string{"exchange", "repair"}}
	china(t).run(t, []lawCase{
		{
			name:  "CN CRPL art. 24(1): on the seventh day return, exchange or repair; no money without the goods",
			given: scene{received: "2026-09-10"}, want: within,
		},
		{
			name:  "CN CRPL art. 24(1): on the eighth day exchange or repair",
			given: scene{received: "2026-09-11"}, want: after,
		},
		{
			name:  "CN CRPL art. 24(1): later too, the return where the contract may be rescinded",
			given: scene{received: "2026-09-11", facts: []string{"terminable"}}, want: within,
		},
		{
			name:  "CN CRPL art. 24(1): what the customer asks for comes first",
			given: scene{received: "2026-09-08", sought: []complaint.Remedy{complaint.RemedyExchange}},
			want:  verdict{options: []string{"exchange", "return 899.00", "repair"}},
		},
		{
			name:  "CN CRPL art. 24(1): damage in transit is poor quality of what was delivered",
			given: scene{category: "logistics.damage"}, want: within,
		},
		{
			name:  "CN CRPL art. 24(1): a late parcel is not",
			given: scene{category: "logistics.delay"},
		},
		{
			name:  "CN CRPL art. 24(1): nothing before delivery",
			given: scene{delivered: "-"},
		},
		{
			name:  "CN CRPL art. 24(1): nothing before the finding",
			given: scene{result: "-"}, want: needs,
		},
		{
			name:  "CN CRPL art. 24(1): not in effect for a purchase of 14 March 2014",
			given: scene{bought: "2014-03-14"}, want: verdict{excluded: []string{"not_in_effect poor quality within"}},
		},
		{
			name:  "CN CRPL art. 24(1): in effect for a purchase of 15 March 2014",
			given: scene{bought: "2014-03-15"}, want: within,
		},
		{
			name: "CN CRPL art. 24(2): transport for a purchase of 14 March 2014",
			given: scene{
				bought: "2014-03-14", received: "2026-09-11", measures: map[string]int64{"return_cost_fen": 1250},
			},
			want: verdict{excluded: []string{"not_in_effect poor quality after", "not_in_effect poor quality: transport"}},
		},
		{
			name: "CN CRPL art. 24(2): transport for a purchase of 15 March 2014, after the seven days",
			given: scene{
				bought: "2014-03-15", received: "2026-09-11", measures: map[string]int64{"return_cost_fen": 1},
			},
			want: verdict{options: []string{"exchange + cash 0.01", "repair + cash 0.01"}, floor: "0.01"},
		},
		{
			name: "CN CRPL art. 23(3) and 24(2): transport without a finding, on the last day of the six months",
			given: scene{
				result: "-", facts: []string{"durable"}, received: "2027-03-03", measures: map[string]int64{"return_cost_fen": 1250},
			},
			want: verdict{options: []string{"exchange + cash 12.50", "repair + cash 12.50"}, floor: "12.50"},
		},
		{
			name: "CN CRPL art. 23(3) and 24(2): not the day after",
			given: scene{
				result: "-", facts: []string{"durable"}, received: "2027-03-04", measures: map[string]int64{"return_cost_fen": 1250},
			},
			want: verdict{excluded: []string{"needs poor quality after", "needs poor quality: transport"}},
		},
		{
			name:  "CN CRPL art. 24(2): no transport, no money",
			given: scene{measures: map[string]int64{"return_cost_fen": 0}}, want: within,
		},
		{
			name:  "CN CRPL art. 23(3): of durable goods the shop has to prove it in the first six months",
			given: scene{result: "-", facts: []string{"durable"}, received: "2027-03-03"}, want: after,
		},
		{
			name:  "CN CRPL art. 23(3): in the seven days too",
			given: scene{result: "-", facts: []string{"durable"}}, want: within,
		},
		{
			name:  "CN CRPL art. 23(3): the day after the six months the customer has to",
			given: scene{result: "-", facts: []string{"durable"}, received: "2027-03-04"}, want: needs,
		},
		{
			name:  "CN CRPL art. 23(3): the shop has proved it",
			given: scene{result: "not_substantiated", facts: []string{"durable"}}, want: needs,
		},
		{
			name:  "CN CRPL art. 24(2): the shop bears the transport, and that is money without the goods",
			given: scene{measures: map[string]int64{"return_cost_fen": 1250}},
			want: verdict{
				options: []string{"return 899.00 + cash 12.50", "exchange + cash 12.50", "repair + cash 12.50"}, floor: "12.50",
			},
		},
	})
}

// TestPackChinaReturn is article 25 of the CRPL: seven days to return what was bought at a distance.
func TestPackChinaReturn(t *testing.T) {
	back := []complaint.Remedy{complaint.RemedyReturn}
	ask := func(facts ...string) scene {
		return scene{category: "other", result: "-", sought: back, facts: facts}
	}
	given := verdict{options: []string{"return 899.00"}}
	needs := verdict{excluded: []string{"needs distance sale"}}
	china(t).run(t, []lawCase{
		{
			name:  "CN CRPL art. 25(1): on the seventh day, without a reason and without a finding",
			given: with(ask(), func(s *scene) { s.received = "2026-09-10" }), want: given,
		},
		{
			name:  "CN CRPL art. 25(1): not on the eighth day",
			given: with(ask(), func(s *scene) { s.received = "2026-09-11" }),
		},
		{
			name:  "CN CRPL art. 25(1): goods that were sent back in time, and a complaint that comes later",
			given: with(ask("returned_in_time"), func(s *scene) { s.received = "2026-10-11" }), want: given,
		},
		{
			name:  "CN CRPL art. 25(1): a complaint about a refund that was refused",
			given: scene{category: "aftersales.refund", result: "-"}, want: given,
		},
		{
			name:  "CN CRPL art. 25(1): not for who asks for something else",
			given: with(ask(), func(s *scene) { s.sought = []complaint.Remedy{complaint.RemedyCoupon} }),
		},
		{
			name:  "CN CRPL art. 25(1): not for a sale in a shop",
			given: ask("in_store"),
		},
		{
			name: "CN CRPL art. 25(4): seven days to pay from when the shop has the goods again",
			given: with(ask(), func(s *scene) {
				s.returned = "2026-09-12"
			}),
			want: verdict{options: []string{"return 899.00"}, payBy: "2026-09-19"},
		},
		{
			name: "CN CRPL art. 25(4): only what is left of the price",
			given: with(ask(), func(s *scene) {
				s.refunded = "99.50"
			}),
			want: verdict{options: []string{"return 799.50"}},
		},
		{
			name:  "CN CRPL art. 25 with art. 24: faulty goods in the seven days are returned once",
			given: scene{sought: back},
			want: verdict{
				options: []string{"return 899.00", "exchange", "repair"}, excluded: []string{"stacked distance sale"},
			},
		},
		{
			name:  "CN CRPL art. 25 with art. 24: a fault that is not proven yet does not bar the return",
			given: scene{result: "-", sought: back},
			want:  verdict{options: []string{"return 899.00"}, excluded: []string{"needs poor quality within"}},
		},
		{
			name:  "CN CRPL art. 25: in effect for a purchase of 15 March 2014",
			given: with(ask(), func(s *scene) { s.bought = "2014-03-15" }), want: given,
		},
		{
			name:  "CN CRPL art. 25: not in effect for a purchase of 14 March 2014",
			given: with(ask(), func(s *scene) { s.bought = "2014-03-14" }),
			want:  verdict{excluded: []string{"not_in_effect distance sale"}},
		},
	})
	exceptions := []struct{ source, fact string }{
		{"art. 25(1) no. 1: custom-made goods", "custom_made"},
		{"art. 25(1) no. 2: fresh and perishable goods", "perishable"},
		{"art. 25(1) no. 3: digital goods downloaded or unsealed", "unsealed_media"},
		{"art. 25(1) no. 4: newspapers and periodicals", "periodical"},
		{"art. 25(2): what the customer confirmed not to be returnable", "confirmed_no_return"},
		{"art. 25(3): goods that are not intact", "not_intact"},
	}
	excepted := make([]lawCase, len(exceptions))
	for i, e := range exceptions {
		excepted[i] = lawCase{name: "CN CRPL " + e.source, given: ask(e.fact), want: needs}
	}
	china(t).run(t, excepted)
}
