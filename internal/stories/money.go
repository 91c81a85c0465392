package stories

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
)

// slowParcel is story 2: a coat that is four days late.
func slowParcel(t *testing.T, s *shop) {
	s.at("2026-10-14 10:00")
	s.bought("u-chen", compensation.Order{
		ID: "SO-COAT", Paid: money(t, "180"), Bought: s.when("2026-10-05 09:00"), Promised: s.when("2026-10-10 18:00"),
		Lines: []compensation.Line{{ID: "1", Product: "coat", Paid: money(t, "180")}},
	})
	in := says("u-chen", "说好10号送到的大衣，今天都14号了还没影，物流信息一直停在中转站不动")
	in.Order, in.Carrier, in.Amount = "SO-COAT", "swift", money(t, "180")
	c := s.open(in)
	require.Equal(t, "logistics.delay", c.Assessment.Category)

	d := s.quote(c.ID, mia())
	require.Len(t, d.Options, 2, "the customer chooses")
	require.Equal(t, "coupon", d.Options[0].Name)
	require.Equal(t, "CNY 20.00", d.Options[0].Total.String())
	require.Equal(t, "cash", d.Options[1].Name)
	require.Equal(t, "CNY 15.00", d.Options[1].Total.String(), "three days at CNY 5, from the second day")
	require.Nil(t, d.Options[1].Approval, "within the handler's authority of CNY 50")

	s.do(c.ID, bob(), complaint.Assign{To: complaint.Party{Department: "logistics", Person: "mia"}})
	c, _ = s.offer(c.ID, mia())
	require.Equal(t, complaint.StatusProposed, c.Status)
	goodwill := "cap/goodwill/" + c.ID.String()
	require.Equal(t, "CNY 20.00", s.balance(goodwill), "set aside with the offer")
	c = s.do(c.ID, complaint.Actor{ID: "u-chen", Role: complaint.RoleCustomer}, complaint.Accept{Offer: c.Offers[0].ID, Option: 1})
	require.Equal(t, "CNY 15.00", s.balance(goodwill), "the rest is free again")
	c = s.payOut(c.ID, li())
	require.Equal(t, complaint.PayoutPaid, c.Payouts[0].State)
	require.Equal(t, "CNY 15.00", s.paidTo("u-chen", complaint.RemedyCash))
	require.Equal(t, "0", s.paidTo("u-chen", complaint.RemedyCoupon))

	// The carrier is charged.
	require.Len(t, c.Claims, 1)
	require.Equal(t, "CNY 15.00", s.balance("recourse/carrier/swift"))
	c = s.do(c.ID, li(), complaint.SettleClaim{Claim: c.Claims[0].ID, Received: money(t, "15")})
	require.Equal(t, complaint.ClaimSettled, c.Claims[0].State)
	require.Equal(t, "CNY 0.00", s.balance("recourse/carrier/swift"))
	s.holds(c.ID)
	s.ledgerHolds()
}

// expiredMilk is story 5: the law gives a thousand for CNY 23.80.
func expiredMilk(t *testing.T, s *shop) {
	s.at("2026-10-14 10:00")
	s.bought("u-zhou", compensation.Order{
		ID: "SO-MILK", Paid: money(t, "23.80"), Bought: s.when("2026-10-13 09:00"), Delivered: s.when("2026-10-13 11:00"),
		Lines: []compensation.Line{{ID: "1", Product: "milk", Paid: money(t, "23.80")}},
	})
	in := says("u-zhou", "昨天买的鲜牛奶，喝了一口发现已经过了保质期三天，23块8，你们得给个说法")
	in.Order, in.Items, in.Amount = "SO-MILK", []complaint.Item{{Line: "1", Product: "milk", Price: money(t, "23.80")}}, money(t, "23.80")
	c := s.open(in)
	require.Equal(t, "quality.expired", c.Assessment.Category)
	require.Contains(t, c.Assessment.Sensitive, "food_safety")

	d := s.quote(c.ID, mia())
	require.True(t, d.Floor.IsZero(), "nothing is owed before it was found out")
	require.NotEmpty(t, d.Excluded)
	s.found(c.ID, "product_defect")
	d = s.quote(c.ID, mia())
	require.Equal(t, "CNY 1023.80", d.Floor.String(), "the price, and a thousand because ten times the price is CNY 238 only")
	o := d.Options[0]
	require.Equal(t, "CNY 1023.80", o.Total.String())
	require.Equal(t, "CNY 1023.80", o.Law.String())
	require.Empty(t, o.Caps, "the goodwill cap of CNY 200 does not touch it")
	require.NotNil(t, o.Approval, "above the handler's authority")
	require.Equal(t, complaint.RoleSupervisor, o.Approval.Needs)

	c, _ = s.offer(c.ID, mia())
	id := c.Offers[0].ID
	require.NotEqual(t, complaint.StatusProposed, c.Status, "the customer does not see it yet")
	page, err := s.desk.Approvals(t.Context(), complaint.RoleSupervisor, storage.Query{})
	require.NoError(t, err)
	require.Len(t, page.Complaints, 1)
	asSupervisor := complaint.Actor{ID: "mia", Role: complaint.RoleSupervisor}
	require.ErrorIs(t, s.refused(c.ID, asSupervisor, complaint.Approve{Offer: id}), complaint.ErrInvalid, "four eyes: never the same person")
	c = s.do(c.ID, bob(), complaint.Approve{Offer: id})
	require.Equal(t, complaint.StatusProposed, c.Status)
	s.do(c.ID, complaint.Actor{ID: "u-zhou", Role: complaint.RoleCustomer}, complaint.Accept{Offer: id})
	c = s.payOut(c.ID, li())
	require.Equal(t, "CNY 23.80", s.paidTo("u-zhou", complaint.RemedyRefund))
	require.Equal(t, "CNY 1000.00", s.paidTo("u-zhou", complaint.RemedyCash))
	require.Len(t, c.Payouts, 2)
	s.holds(c.ID)
	splitOrders(t, s)
	s.ledgerHolds()
}

// splitOrders are 46 orders of one product on one day, for CNY 101.20 together.
func splitOrders(t *testing.T, s *shop) {
	t.Helper()
	const orders = 46
	total := complaint.Money{}
	for i := range orders {
		s.bought("u-liu", compensation.Order{
			ID: fmt.Sprintf("SO-EGG-%02d", i), Paid: money(t, "2.20"), Bought: s.when("2026-10-13 09:00"),
			Delivered: s.when("2026-10-13 11:00"), Lines: []compensation.Line{{ID: "1", Product: "egg", Paid: money(t, "2.20")}},
		})
	}
	damages := 0
	for i := range orders {
		in := says("u-liu", fmt.Sprintf("买的鸡蛋过期了，已经变质发臭，吃了拉肚子，订单尾号%02d", i))
		in.Order, in.Category = fmt.Sprintf("SO-EGG-%02d", i), "quality.expired"
		c := s.open(in)
		s.do(c.ID, bob(), complaint.Assess{Assessment: complaint.Assessment{Sensitive: []string{"food_safety"}}})
		s.found(c.ID, "product_defect")
		d := s.quote(c.ID, zhao())
		if i == 0 {
			require.Equal(t, "CNY 1014.20", d.Options[0].Total.String(), "CNY 2.20 back, and ten times CNY 101.20")
		}
		for _, g := range d.Options[0].Grants {
			if g.Remedy == complaint.RemedyCash {
				damages++
			}
		}
		var err error
		total, err = total.Add(d.Options[0].Total)
		require.NoError(t, err)
		s.offer(c.ID, zhao())
	}
	require.Equal(t, 1, damages, "owed once, not 46 times")
	require.Equal(t, "CNY 1113.20", total.String(), "1,012.00 and the price of all of them, not 46,000")
}

// counterfeitShoes is story 6.
func counterfeitShoes(t *testing.T, s *shop) {
	s.at("2026-10-14 10:00")
	for order, price := range map[string]string{"SO-SHOE": "899", "SO-CAP": "120"} {
		s.bought("u-wu", compensation.Order{
			ID: order, Paid: money(t, price), Bought: s.when("2026-10-10 09:00"), Delivered: s.when("2026-10-12 11:00"),
			Lines: []compensation.Line{{ID: "1", Product: order, Paid: money(t, price)}},
		})
	}
	in := says("u-wu", "页面写的是正品，拿去专柜鉴定是假货，售假！899元的鞋子")
	in.Order, in.Amount = "SO-SHOE", money(t, "899")
	c := s.open(in)
	require.Equal(t, "fraud.counterfeit", c.Assessment.Category)
	require.Equal(t, complaint.SeverityVerySerious, c.Assessment.Severity)
	s.found(c.ID, "")
	d := s.quote(c.ID, bob())
	cash := func(d compensation.Decision) string {
		for _, g := range d.Options[0].Grants {
			if g.Remedy == complaint.RemedyCash {
				return g.Amount.String()
			}
		}
		return ""
	}
	require.Equal(t, "CNY 2697.00", cash(d), "three times the price")
	require.Equal(t, "CNY 3596.00", d.Options[0].Total.String(), "on top of the price back")
	_, _, err := s.desk.Offer(t.Context(), desk.Command{ID: c.ID, Actor: mia(), Action: complaint.Note{}}, desk.OfferOptions{})
	require.ErrorIs(t, err, complaint.ErrInvalid)
	low := complaint.Propose{Offers: []complaint.Offer{{ID: "low", Options: []complaint.Option{{Grants: []complaint.Grant{
		{Remedy: complaint.RemedyRefund, Amount: money(t, "899")}, {Remedy: complaint.RemedyCash, Amount: money(t, "100")},
	}}}}}}
	require.ErrorContains(t, s.refused(c.ID, zhao(), low), "CNY 3596.00", "nobody offers less than the law gives")

	in.Order, in.Amount = "SO-CAP", money(t, "120")
	second := s.open(in)
	s.do(second.ID, bob(), complaint.Assess{Assessment: complaint.Assessment{Category: "fraud.counterfeit"}})
	s.found(second.ID, "")
	require.Equal(t, "CNY 500.00", cash(s.quote(second.ID, bob())), "the floor of an item of CNY 120")
	s.holds(c.ID, second.ID)
}

// lawOfTheScreen is what the law says in story 1: the customer may return, exchange or have it repaired, and gets no money.
func (s *shop) lawOfTheScreen(id complaint.ID) {
	s.t.Helper()
	s.bought("u-wang", compensation.Order{
		ID: "SO-20260925-17", Paid: money(s.t, "2999"), Bought: s.when("2026-09-25 09:00"), Delivered: s.when("2026-09-27 09:00"),
		Lines: []compensation.Line{{ID: "1", Product: "phone-x", Paid: money(s.t, "2999")}},
		Facts: []string{"durable"}, // within six months the seller has to prove that it was faultless
	})
	d := s.quote(id, mia())
	require.True(s.t, d.Floor.IsZero(), "no money beyond the transport")
	require.NotEmpty(s.t, d.Options)
	first := d.Options[0]
	require.Equal(s.t, complaint.RemedyExchange, first.Grants[0].Remedy, "what he asks for comes first")
	require.Zero(s.t, first.Total.Sign())
	returns := false
	for _, o := range d.Options {
		for _, g := range o.Grants {
			returns = returns || g.Remedy == complaint.RemedyReturn && g.Amount.String() == "CNY 2999.00"
		}
	}
	require.True(s.t, returns, "within seven days of receipt he may return it")
}

const (
	// lotPrice is what a pair of the bad lot costs. Each customer gets it back and CNY 30, so the budget of CNY 10,000 is enough for
	// 23 of them.
	lotPrice    = "399"
	lotFunded   = 23
	lotReserved = "CNY 9867.00"
)

// settleLot pays the customers of story 3 until the budget ends.
func (s *shop) settleLot(incident complaint.ID, all []complaint.Complaint) {
	s.t.Helper()
	for i := range all {
		if c := &all[i]; linked(*c, complaint.LinkIncident, incident) {
			s.bought(c.Intake.Customer.ID, compensation.Order{
				ID: c.Intake.Order, Paid: money(s.t, lotPrice), Bought: s.when("2026-09-01 09:00"), Delivered: s.when("2026-09-03 09:00"),
				Lines: []compensation.Line{{ID: "1", Product: "shoe-7", Paid: money(s.t, lotPrice)}},
			})
		}
	}
	var waiting []complaint.ID
	paid := 0
	for _, c := range s.members(incident) {
		if s.duplicate(c) {
			_, _, err := s.desk.Offer(s.t.Context(), desk.Command{ID: c.ID, Actor: li()}, desk.OfferOptions{Only: []string{keepShoes}})
			require.ErrorIs(s.t, err, desk.ErrNoRemedy, "who wrote twice is paid once")
			continue
		}
		c, _ = s.offer(c.ID, li(), keepShoes)
		if c.Offers[0].Waits() {
			waiting = append(waiting, c.ID)
			continue
		}
		c = s.do(c.ID, complaint.Actor{ID: c.Intake.Customer.ID, Role: complaint.RoleCustomer}, complaint.Accept{Offer: c.Offers[0].ID})
		s.payOut(c.ID, li())
		require.Equal(s.t, "CNY 399.00", s.paidTo(c.Intake.Customer.ID, complaint.RemedyRefund))
		require.Equal(s.t, "CNY 30.00", s.paidTo(c.Intake.Customer.ID, complaint.RemedyCash))
		paid++
	}
	account := "cap/lot 26B/" + incident.String()
	require.Equal(s.t, lotFunded, paid, "the budget ends in the middle")
	require.Len(s.t, waiting, 36-lotFunded, "the rest waits")
	require.Equal(s.t, lotReserved, s.balance(account), "nobody is paid above it")
	page, err := s.desk.Approvals(s.t.Context(), complaint.RoleManager, storage.Query{Limit: 100})
	require.NoError(s.t, err)
	require.Len(s.t, page.Complaints, len(waiting), "the manager is told")
	require.Len(s.t, s.till.Payments(), 2*lotFunded)

	// The manager cannot approve what the budget has no money for, and can once it is raised.
	approve := func(id complaint.ID) complaint.Approve {
		c, err := s.desk.Get(s.t.Context(), id)
		require.NoError(s.t, err)
		return complaint.Approve{Offer: c.Offers[0].ID}
	}
	require.ErrorIs(s.t, s.refused(waiting[0], zhao(), approve(waiting[0])), storage.ErrLimit)
	s.desk.UseCompensation(remedies(s.t, "10300"))
	s.do(waiting[0], zhao(), approve(waiting[0]))
	require.ErrorIs(s.t, s.refused(waiting[1], zhao(), approve(waiting[1])), storage.ErrLimit)
	require.Equal(s.t, "CNY 10296.00", s.balance(account))
	s.ledgerHolds()
}

const keepShoes = "money back, keep the shoes"

// duplicate says whether a complaint says again what the customer said before.
func (s *shop) duplicate(c complaint.Complaint) bool {
	for _, l := range c.Links {
		if l.Type == complaint.LinkDuplicate {
			return true
		}
	}
	return false
}
