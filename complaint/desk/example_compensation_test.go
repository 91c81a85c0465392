package desk_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage/memory"
)

// compensationYAML is what stands in the file compensation.yaml.
const compensationYAML = `kind: compensation
name: shop
version: "4"
currency: CNY
zone: Asia/Shanghai
jurisdiction: CN
packs: [cn]
standards:
  - name: late parcel
    when: {all: [{field: category, op: under, value: logistics}, {field: delay.days, op: at_least, value: 2}]}
    options: # equivalent: the customer picks one
      - name: coupon
        grants: [{remedy: coupon, amount: {fixed: CNY 5, per: delay.days, after: 1, raise: 25%, step: CNY 5}}]
      - name: cash
        grants: [{remedy: cash, amount: {fixed: CNY 5, per: delay.days, after: 1, most_rate: 10%, most_of: order}}]
caps:
  - {name: customer, per: customer, period: month, most: [CNY 200]}
  - {name: budget, per: all, period: quarter, most: [CNY 50000], over: ask}
authority:
  limits:
    - {role: mid, most: [CNY 50]}
    - {role: senior, most: [CNY 500]}
    - {role: supervisor}
  four_eyes: [CNY 1000]
recourse:
  - {name: the carrier pays, when: {field: category, op: under, value: logistics}, against: carrier}
`

// wallet is the host's payment provider: it pays once for a key.
type wallet map[string]desk.Payment

func (w wallet) Pay(_ context.Context, p desk.Payment) (desk.Receipt, error) {
	w[p.Key] = p
	return desk.Receipt{Reference: fmt.Sprint("TX-", len(w))}, nil
}

// remedied is a desk with that policy, an order that is late, and somebody who pays.
func remedied() *desk.Desk {
	policy, err := desk.ReadCompensation("compensation.yaml", []byte(compensationYAML))
	if err != nil {
		log.Fatal(err)
	}
	engine, err := compensation.New(policy)
	if err != nil {
		log.Fatal(err)
	}
	at := func(day int) time.Time { return time.Date(2026, time.October, day, 12, 0, 0, 0, shanghai) }
	store := memory.New()
	orders := desk.StoredOrders{Store: store}
	if err := orders.Save(context.Background(), "u-1", compensation.Order{
		ID: "SO-1", Paid: yuan("180"), Bought: at(5), Promised: at(10),
		Lines: []compensation.Line{{ID: "1", Product: "coat", Paid: yuan("180")}},
	}); err != nil {
		log.Fatal(err)
	}
	d, err := desk.New(desk.Config{
		Store: store, Compensation: engine, Orders: orders, Payer: wallet{}, Now: func() time.Time { return at(14) },
	})
	if err != nil {
		log.Fatal(err)
	}
	return d
}

func yuan(amount string) complaint.Money {
	m, err := complaint.NewMoney(amount, "CNY")
	if err != nil {
		log.Fatal(err)
	}
	return m
}

// From what the policy gives to the money in the customer's account and the claim against the carrier.
func ExampleDesk_Offer() {
	ctx := context.Background()
	d := remedied()
	c, err := d.Open(ctx, "app", complaint.Intake{
		Category: "logistics.delay", Order: "SO-1", Carrier: "swift", Content: complaint.Hide("Promised for the 10th, still not here."),
		Customer: complaint.Customer{ID: "u-1", Language: "en"},
	})
	if err != nil {
		log.Fatal(err)
	}
	quote, err := d.Quote(ctx, c.ID) // stores nothing
	if err != nil {
		log.Fatal(err)
	}
	for _, o := range quote.Options {
		fmt.Println(o.Name, o.Total)
	}
	mia := complaint.Actor{ID: "mia", Role: complaint.RoleMid}
	c, _, err = d.Offer(ctx, desk.Command{ID: c.ID, Actor: mia, Key: "click-1"}, desk.OfferOptions{})
	if err != nil {
		log.Fatal(err)
	}
	held, err := d.Balance(ctx, "cap/customer/u-1/2026-10", "CNY")
	fmt.Println("set aside", held, err)

	customer := complaint.Actor{ID: "u-1", Role: complaint.RoleCustomer}
	if _, err = d.Do(ctx, desk.Command{ID: c.ID, Actor: customer, Action: complaint.Accept{Offer: "o1", Option: 1}}); err != nil {
		log.Fatal(err)
	}
	li := complaint.Actor{ID: "li", Role: complaint.RoleSenior}
	c, err = d.Payout(ctx, desk.Command{ID: c.ID, Actor: li}, desk.PayoutOptions{Method: "wallet"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.Payouts[0].Amount, c.Payouts[0].State, c.Payouts[0].Reference)
	for _, account := range []string{"cap/customer/u-1/2026-10", "recourse/carrier/swift"} {
		balance, err := d.Balance(ctx, account, "CNY")
		fmt.Println(account, balance, err)
	}
	// Output:
	// coupon CNY 20.00
	// cash CNY 15.00
	// set aside CNY 20.00 <nil>
	// CNY 15.00 paid TX-1
	// cap/customer/u-1/2026-10 CNY 15.00 <nil>
	// recourse/carrier/swift CNY 15.00 <nil>
}

// Who says less than the law gives, or more than a cap leaves, is refused; who grants more than they may needs somebody else.
func ExampleDesk_Do_authority() {
	ctx := context.Background()
	d := remedied()
	c, err := d.Open(ctx, "app", complaint.Intake{
		Category: "logistics.delay", Order: "SO-1", Content: complaint.Hide("Promised for the 10th, still not here."),
		Customer: complaint.Customer{ID: "u-1"},
	})
	if err != nil {
		log.Fatal(err)
	}
	mia := complaint.Actor{ID: "mia", Role: complaint.RoleMid}
	give := func(id, amount string) (complaint.Complaint, error) {
		return d.Do(ctx, desk.Command{ID: c.ID, Actor: mia, Action: complaint.Propose{Offers: []complaint.Offer{{
			ID: id, Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyCash, Amount: yuan(amount)}}}},
		}}}})
	}
	_, err = give("o1", "250")
	fmt.Println(err)
	c, err = give("o1", "80")
	fmt.Println(c.Offers[0].Approval.Needs, c.Offers[0].Approval.State, err)

	_, err = d.Do(ctx, desk.Command{
		ID: c.ID, Actor: complaint.Actor{ID: "mia", Role: complaint.RoleSupervisor}, Action: complaint.Approve{Offer: "o1"},
	})
	fmt.Println(err)
	li := complaint.Actor{ID: "li", Role: complaint.RoleSenior}
	c, err = d.Do(ctx, desk.Command{ID: c.ID, Actor: li, Action: complaint.Approve{Offer: "o1"}})
	fmt.Println(c.Offers[0].Approval.State, c.Offers[0].Approval.By, err)
	// Output:
	// offer "o1": options[0]: "CNY 250.00": must not be more than what a cap leaves, CNY 200.00 (customer)
	// senior pending <nil>
	// meta.actor.id: "mia": must be somebody else than who proposed the offer
	// given li <nil>
}
