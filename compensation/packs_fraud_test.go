package compensation_test

import (
	"testing"

	"github.com/recourse-go/recourse/compensation"
)

// TestPackChinaFraud is article 55 of the Law on the Protection of Consumer Rights and Interests (CRPL).
func TestPackChinaFraud(t *testing.T) {
	fake := "fraud.counterfeit"
	threeTimes := func(price, cash, floor string) verdict {
		return verdict{options: []string{"refund " + price + " + cash " + cash}, floor: floor}
	}
	china(t).run(t, []lawCase{
		{
			name:  "CN CRPL art. 55(1): counterfeit shoes for 899 give three times the price on top of the price",
			given: scene{category: fake}, want: threeTimes("899.00", "2697.00", "3596.00"),
		},
		{
			name:  "CN CRPL art. 55(1): 360 for an item of 120 are raised to 500",
			given: scene{category: fake, price: "120.00"}, want: threeTimes("120.00", "500.00", "620.00"),
		},
		{
			name:  "CN CRPL art. 55(1): 499.98 are raised to 500",
			given: scene{category: fake, price: "166.66"}, want: threeTimes("166.66", "500.00", "666.66"),
		},
		{
			name:  "CN CRPL art. 55(1): 500.01 stay",
			given: scene{category: fake, price: "166.67"}, want: threeTimes("166.67", "500.01", "666.68"),
		},
		{
			name:  "CN CRPL art. 55(1): partly substantiated is enough",
			given: scene{category: "fraud.advertising", result: "partly_substantiated", price: "1000.00"},
			want:  threeTimes("1000.00", "3000.00", "4000.00"),
		},
		{
			name:  "CN CRPL art. 55(1): fraud that comes out under another category",
			given: scene{category: "quality.description", facts: []string{"fraud"}, received: "2026-10-08"},
			want: verdict{
				options: []string{"refund 899.00 + cash 2697.00"}, floor: "3596.00",
				excluded: []string{"stacked poor quality after"},
			},
		},
		{
			name:  "CN CRPL art. 55(1): nothing before the finding, and the decision says why",
			given: scene{category: fake, result: "-"},
			want:  verdict{excluded: []string{"needs fraud: the price back", "needs fraud: three times"}},
		},
		{
			name:  "CN CRPL art. 55(1): nothing when it is not substantiated",
			given: scene{category: fake, result: "not_substantiated"},
			want:  verdict{excluded: []string{"needs fraud: the price back", "needs fraud: three times"}},
		},
		{
			name:  "CN CRPL 2013 revision: not in effect for a purchase of 14 March 2014",
			given: scene{category: fake, bought: "2014-03-14"},
			want:  verdict{excluded: []string{"not_in_effect fraud: the price", "not_in_effect fraud: three"}},
		},
		{
			name:  "CN CRPL 2013 revision: in effect for a purchase of 15 March 2014",
			given: scene{category: fake, bought: "2014-03-15"},
			want:  threeTimes("899.00", "2697.00", "3596.00"),
		},
		{
			name:  "CN Implementing Regulation art. 49(1): no exception for labels before 1 July 2024",
			given: scene{category: fake, bought: "2024-06-30", facts: []string{"label_flaw"}},
			want:  threeTimes("899.00", "2697.00", "3596.00"),
		},
		{
			name:  "CN Implementing Regulation art. 49(1): from 1 July 2024 a harmless flaw of a label is no fraud",
			given: scene{category: fake, bought: "2024-07-01", facts: []string{"label_flaw"}},
			want:  verdict{excluded: []string{"needs fraud: the price", "needs fraud: three times"}},
		},
		{
			name:  "CN Implementing Regulation art. 49(1): where the day of the purchase is not known, that of the complaint counts",
			given: scene{category: fake, bought: "-", received: "2024-07-01", facts: []string{"label_flaw"}},
			want:  verdict{excluded: []string{"needs fraud: the price", "needs fraud: three times"}},
		},
		{
			name:  "CN Implementing Regulation art. 49(1): a complaint of the day before, where the purchase is not known",
			given: scene{category: fake, bought: "-", received: "2024-06-30", facts: []string{"label_flaw"}},
			want:  threeTimes("899.00", "2697.00", "3596.00"),
		},
		{
			name:  "CN Implementing Regulation art. 49(2): nothing for goods that were swapped or dates that were forged",
			given: scene{category: fake, facts: []string{"staged"}},
			want:  verdict{excluded: []string{"needs fraud: the price", "needs fraud: three times"}},
		},
		{
			name:  "CN CRPL art. 55(1): an order under the law of another place",
			given: scene{category: fake, place: "EU"},
			want:  verdict{excluded: []string{"elsewhere fraud", "elsewhere fraud"}},
		},
		{
			name: "CN CRPL art. 55(1): the policy's place applies where the order names none",
			given: scene{category: fake, place: "-", policy: func(p *compensation.Policy) {
				p.Jurisdiction = "CN"
			}},
			want: threeTimes("899.00", "2697.00", "3596.00"),
		},
		{
			name:  "CN CRPL art. 55(1): what the books have refunded already is not owed again",
			given: scene{category: fake, refunded: "899.00"},
			want: verdict{
				options: []string{"cash 2697.00"}, floor: "2697.00", excluded: []string{"refundable fraud: the price back"},
			},
		},
		{
			name:  "CN CRPL art. 55(1): a cap of 200 on goodwill cuts what stands beside the law, and not the law",
			given: scene{category: fake, policy: twoHundred(t, true)},
			want:  verdict{options: []string{"refund 899.00 + cash 2697.00 + cash 200.00"}, floor: "3596.00"},
		},
		{
			name:  "CN CRPL art. 55(1): goodwill instead of the law is raised to the floor whatever the cap",
			given: scene{category: fake, policy: twoHundred(t, false)},
			want: verdict{
				options: []string{"refund 899.00 + cash 2697.00", "cash 300.00 + cash 3296.00"}, floor: "3596.00",
			},
		},
	})
}

// TestPackChinaHarm is article 55 paragraph 2: a defect that the shop knew of, with death or serious harm.
func TestPackChinaHarm(t *testing.T) {
	known := []string{"defect_known", "harm"}
	china(t).run(t, []lawCase{
		{
			name: "CN CRPL art. 55(2): the loss and one and a half times the loss",
			given: scene{
				category: "other", loss: "10000.00", facts: known, measures: map[string]int64{"punitive_percent": 150},
			},
			want: verdict{options: []string{"cash 10000.00 + cash 15000.00"}, floor: "25000.00"},
		},
		{
			name: "CN CRPL art. 55(2): never more than twice the loss",
			given: scene{
				category: "other", loss: "10000.00", facts: known, measures: map[string]int64{"punitive_percent": 300},
			},
			want: verdict{options: []string{"cash 10000.00 + cash 20000.00"}, floor: "30000.00"},
		},
		{
			name:  "CN CRPL art. 55(2): as long as nobody has set the share, the loss alone",
			given: scene{category: "other", loss: "10000.00", facts: known},
			want:  verdict{options: []string{"cash 10000.00"}, floor: "10000.00", excluded: []string{"no_base known defect"}},
		},
		{
			name: "CN CRPL art. 55(2): not in effect for a purchase of 14 March 2014",
			given: scene{
				category: "other", bought: "2014-03-14", loss: "10000.00", facts: known, measures: map[string]int64{"punitive_percent": 1},
			},
			want: verdict{excluded: []string{"not_in_effect known defect", "not_in_effect known defect"}},
		},
		{
			name: "CN CRPL art. 55(2): in effect for a purchase of 15 March 2014",
			given: scene{
				category: "other", bought: "2014-03-15", loss: "10000.00", facts: known, measures: map[string]int64{"punitive_percent": 1},
			},
			want: verdict{options: []string{"cash 10000.00 + cash 100.00"}, floor: "10100.00"},
		},
		{
			name:  "CN CRPL art. 55(2): not before the finding",
			given: scene{category: "other", result: "-", loss: "10000.00", facts: known},
			want:  verdict{excluded: []string{"needs known defect", "needs known defect"}},
		},
		{
			name:  "CN CRPL art. 55(2): harm without knowledge of the defect gives nothing here",
			given: scene{category: "other", loss: "10000.00", facts: []string{"harm"}},
		},
	})
}
