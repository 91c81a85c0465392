package compensation_test

import (
	"testing"

	"github.com/recourse-go/recourse/compensation"
)

// milk is expired milk for 23.80.
func milk() scene {
	return scene{
		category: "quality.expired", price: "23.80", sensitive: []string{"food_safety"}, received: "2026-10-08",
	}
}

// with changes a scene.
func with(s scene, change func(*scene)) scene {
	change(&s)
	return s
}

func food(facts ...string) scene {
	return scene{category: "quality.safety", price: "100.00", facts: facts, received: "2026-10-08"}
}

const laterRepair = "stacked poor quality after seven days"

// TestPackChinaFood is article 148 of the Food Safety Law (FSL) with the interpretations of the Supreme People's Court (SPC).
func TestPackChinaFood(t *testing.T) {
	tenTimes := func(price, cash, floor string) verdict {
		return verdict{options: []string{"refund " + price + " + cash " + cash}, floor: floor, excluded: []string{laterRepair}}
	}
	china(t).run(t, []lawCase{
		{
			name:  "CN FSL art. 148(2): 238.00 for expired milk for 23.80 are raised to 1000",
			given: milk(), want: tenTimes("23.80", "1000.00", "1023.80"),
		},
		{
			name:  "CN FSL art. 148(2): ten times 99.99 are raised to 1000",
			given: with(milk(), func(s *scene) { s.price = "99.99" }), want: tenTimes("99.99", "1000.00", "1099.99"),
		},
		{
			name:  "CN FSL art. 148(2): ten times 100.01 stay",
			given: with(milk(), func(s *scene) { s.price = "100.01" }), want: tenTimes("100.01", "1000.10", "1100.11"),
		},
		{
			name:  "CN FSL art. 148(2): with a loss of 500 the claimant chooses; the better one is the floor",
			given: with(milk(), func(s *scene) { s.loss = "500.00" }),
			want: verdict{
				options: []string{
					"refund 23.80 + cash 500.00 + cash 1000.00", "refund 23.80 + cash 500.00 + cash 1500.00",
				},
				floor: "2023.80", excluded: []string{laterRepair},
			},
		},
		{
			name:  "CN FSL art. 148: a loss by other unsafe food",
			given: with(food("food_unsafe", "knowing"), func(s *scene) { s.loss = "500.00" }),
			want: verdict{
				options: []string{
					"refund 100.00 + cash 500.00 + cash 1000.00", "refund 100.00 + cash 500.00 + cash 1500.00",
				},
				floor: "2100.00", excluded: []string{laterRepair},
			},
		},
		{
			name:  "CN FSL art. 148: nothing for a loss that was staged",
			given: with(food("food_unsafe", "knowing", "staged"), func(s *scene) { s.loss = "500.00" }),
			want: verdict{
				options: []string{"exchange", "repair"},
				excluded: []string{
					"needs unsafe food: the price", "needs unsafe food: losses", "needs unsafe food: ten times",
				},
			},
		},
		{
			name:  "CN FSL art. 148(2): three times a loss of 50 are raised to 1000",
			given: with(milk(), func(s *scene) { s.loss, s.price = "50.00", "200.00" }),
			want: verdict{
				options: []string{
					"refund 200.00 + cash 50.00 + cash 2000.00", "refund 200.00 + cash 50.00 + cash 1000.00",
				},
				floor: "2250.00", excluded: []string{laterRepair},
			},
		},
		{
			name:  "CN FSL art. 148(2): not for a harmless flaw of the label",
			given: food("food_unsafe", "producer", "label_flaw"),
			want: verdict{
				options:  []string{"exchange", "repair"},
				excluded: []string{"needs unsafe food: the price", "needs unsafe food: ten"},
			},
		},
		{
			name:  "CN FSL art. 148(1): a seller who did not know owes the price, and not ten times it",
			given: food("food_unsafe"),
			want: verdict{
				options: []string{"refund 100.00"}, floor: "100.00", excluded: []string{"needs unsafe food: ten", laterRepair},
			},
		},
		{
			name:  "CN FSL art. 148(2): a seller who knew owes ten times",
			given: food("food_unsafe", "knowing"), want: tenTimes("100.00", "1000.00", "1100.00"),
		},
		{
			name:  "CN FSL art. 148(2): a producer owes ten times without having known",
			given: with(food("food_unsafe", "producer"), func(s *scene) { s.price = "150.00" }),
			want:  tenTimes("150.00", "1500.00", "1650.00"),
		},
		{
			name:  "CN FSL art. 148: expired goods that are no food are poor quality",
			given: with(milk(), func(s *scene) { s.sensitive = nil }), want: verdict{options: []string{"exchange", "repair"}},
		},
		{
			name:  "CN FSL art. 148: nothing before the finding",
			given: with(milk(), func(s *scene) { s.result = "-" }),
			want: verdict{excluded: []string{
				"needs unsafe food: the price", "needs unsafe food: ten", "needs poor quality after",
			}},
		},
		{
			name:  "CN FSL 2015 revision: not in effect for a purchase of 30 September 2015",
			given: with(milk(), func(s *scene) { s.bought = "2015-09-30" }),
			want: verdict{
				options:  []string{"exchange", "repair"},
				excluded: []string{"not_in_effect unsafe food: the price", "not_in_effect unsafe food: ten"},
			},
		},
		{
			name:  "CN FSL 2015 revision: losses of a purchase of 30 September 2015",
			given: with(milk(), func(s *scene) { s.bought, s.loss = "2015-09-30", "500.00" }),
			want: verdict{
				options: []string{"exchange", "repair"},
				excluded: []string{
					"not_in_effect unsafe food: the price", "not_in_effect unsafe food: losses", "not_in_effect unsafe food: ten times",
				},
			},
		},
		{
			name:  "CN FSL 2015 revision: losses of a purchase of 1 October 2015",
			given: with(milk(), func(s *scene) { s.bought, s.loss, s.price = "2015-10-01", "50.00", "200.00" }),
			want: verdict{
				options: []string{
					"refund 200.00 + cash 50.00 + cash 2000.00", "refund 200.00 + cash 50.00 + cash 1000.00",
				},
				floor: "2250.00", excluded: []string{laterRepair},
			},
		},
		{
			name:  "CN FSL 2015 revision: in effect for a purchase of 1 October 2015",
			given: with(milk(), func(s *scene) { s.bought = "2015-10-01" }), want: tenTimes("23.80", "1000.00", "1023.80"),
		},
		{
			name:  "CN FSL art. 148 with CRPL art. 55: unsafe food sold by fraud gives the better of both, once",
			given: with(milk(), func(s *scene) { s.facts, s.price = []string{"fraud"}, "400.00" }),
			want: verdict{
				options: []string{"refund 400.00 + cash 4000.00"}, floor: "4400.00",
				excluded: []string{"stacked unsafe food: the price", "stacked fraud: three times", laterRepair},
			},
		},
		{
			name:  "CN FSL art. 148(2): a cap of 200 on goodwill does not touch it",
			given: with(milk(), func(s *scene) { s.policy = twoHundred(t, false) }),
			want: verdict{
				options: []string{"refund 23.80 + cash 1000.00", "cash 300.00 + cash 723.80"}, floor: "1023.80",
				excluded: []string{laterRepair},
			},
		},
	})
}

// TestPackChinaFoodBoughtKnowingly is what the interpretation of 2024 says of those who buy unsafe food knowingly.
func TestPackChinaFoodBoughtKnowingly(t *testing.T) {
	others := []compensation.Purchase{{
		Order: "SO-2", Product: "P", Bought: china(t).day(t, "2024-07-01"), Paid: china(t).money(t, "300.00"),
	}}
	stock := func(received string, percent int64) scene {
		s := with(milk(), func(s *scene) { s.price, s.received, s.facts = "4176.00", received, []string{"beyond_needs"} })
		s.bought, s.delivered = "2024-07-01", "2024-07-03"
		if percent >= 0 {
			s.measures = map[string]int64{"needed_percent": percent}
		}
		return s
	}
	china(t).run(t, []lawCase{
		{
			name:  "CN SPC 2024 No. 9 art. 12: before 22 August 2024 the whole price counts",
			given: stock("2024-08-21", 50),
			want: verdict{
				options: []string{"refund 4176.00 + cash 41760.00"}, floor: "45936.00",
				excluded: []string{"not_in_effect unsafe food bought knowingly", laterRepair},
			},
		},
		{
			name:  "CN SPC 2024 No. 9 art. 12: from then on ten times the half that life needs",
			given: stock("2024-08-22", 50),
			want: verdict{
				options: []string{"refund 4176.00 + cash 20880.00"}, floor: "25056.00",
				excluded: []string{"needs unsafe food: ten times", laterRepair},
			},
		},
		{
			name:  "CN SPC 2024 No. 9 art. 12: a share of more than all is all",
			given: stock("2024-08-22", 250),
			want: verdict{
				options: []string{"refund 4176.00 + cash 41760.00"}, floor: "45936.00",
				excluded: []string{"needs unsafe food: ten times", laterRepair},
			},
		},
		{
			name: "CN SPC 2024 No. 9 art. 12: other unsafe food than expired food",
			given: with(stock("2024-08-22", 50), func(s *scene) {
				s.category, s.sensitive, s.facts = "quality.safety", nil, []string{"food_unsafe", "producer", "beyond_needs"}
			}),
			want: verdict{
				options: []string{"refund 4176.00 + cash 20880.00"}, floor: "25056.00",
				excluded: []string{"needs unsafe food: ten times", laterRepair},
			},
		},
		{
			name:  "CN SPC 2024 No. 9 art. 12: at least 1000",
			given: with(stock("2024-08-22", 1), func(s *scene) { s.price = "20.00" }),
			want: verdict{
				options: []string{"refund 20.00 + cash 1000.00"}, floor: "1020.00",
				excluded: []string{"needs unsafe food: ten times", laterRepair},
			},
		},
		{
			name:  "CN SPC 2024 No. 9 art. 13: of all purchases of the product on the day",
			given: with(stock("2024-08-22", 50), func(s *scene) { s.price, s.others = "100.00", others }),
			want: verdict{
				options: []string{"refund 100.00 + cash 2000.00"}, floor: "2100.00",
				excluded: []string{"needs unsafe food: ten times", laterRepair},
			},
		},
		{
			name:  "CN SPC 2024 No. 9 art. 12: nothing beyond the price where life needs none of it",
			given: stock("2024-08-22", 0),
			want: verdict{
				options: []string{"refund 4176.00"}, floor: "4176.00",
				excluded: []string{"needs unsafe food: ten times", laterRepair},
			},
		},
		{
			name:  "CN SPC 2024 No. 9 art. 12: as long as nobody has set the share the decision says so",
			given: stock("2024-08-22", -1),
			want: verdict{
				options: []string{"refund 4176.00"}, floor: "4176.00",
				excluded: []string{"needs unsafe food: ten times", "no_base unsafe food bought knowingly", laterRepair},
			},
		},
	})
}
