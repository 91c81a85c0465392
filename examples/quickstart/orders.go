package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
)

// bought is what a row of the sample says of an order.
type bought struct {
	Category string    `json:"category"`
	Received time.Time `json:"received"`
	Customer struct {
		ID     string `json:"id"`
		Region string `json:"region"`
	} `json:"customer"`
	Order string `json:"order"`
	Item  struct {
		Product  string `json:"product"`
		Supplier string `json:"supplier"`
	} `json:"item"`
	Amount  string   `json:"amount"`
	Sought  []string `json:"sought"`
	Carrier string   `json:"carrier"`
}

// amount is what the row says that it is about, such as CNY 759.00, zero where it says nothing.
func (b bought) amount() (complaint.Money, error) {
	if b.Amount == "" {
		return complaint.Money{}, nil
	}
	currency, number, _ := strings.Cut(b.Amount, " ")
	return complaint.NewMoney(number, currency)
}

// priced names the price of a product in a currency.
func (b bought) priced() string {
	currency, _, _ := strings.Cut(b.Amount, " ")
	return b.Item.Product + " " + currency
}

// saveOrders hands the orders of the sample to the desk, those that it does not have yet. A host hands an order in when it is
// paid and when it is delivered.
func (p *program) saveOrders(ctx context.Context) error {
	orders := desk.StoredOrders{Store: p.store}
	list, customers, err := sampleOrders()
	if err != nil {
		return fmt.Errorf("orders of the sample: %w", err)
	}
	for i, o := range list {
		_, there, err := orders.Order(ctx, o.ID)
		if err == nil && !there {
			err = orders.Save(ctx, customers[i], o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sampleOrders are the orders that the sample's rows name with an amount, and whose they are. A product costs the highest amount
// that any row names for it.
func sampleOrders() (list []compensation.Order, customers []string, err error) {
	rows, prices, err := sampleRowsAndPrices()
	if err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		at := slices.IndexFunc(list, func(o compensation.Order) bool { return o.ID == row.Order })
		if row.Order == "" || at < 0 && row.Amount == "" {
			continue
		}
		if at < 0 {
			o, err := orderOf(row, prices[row.priced()])
			if err != nil {
				return nil, nil, err
			}
			at, list, customers = len(list), append(list, o), append(customers, row.Customer.ID)
		}
		if onItsWay(row) {
			list[at].Delivered = time.Time{}
		}
	}
	return list, customers, nil
}

// sampleRowsAndPrices reads the sample.
func sampleRowsAndPrices() ([]bought, map[string]complaint.Money, error) {
	var rows []bought
	prices := map[string]complaint.Money{}
	for line := range bytes.Lines(sample) {
		var row bought
		if err := json.Unmarshal(line, &row); err != nil {
			return nil, nil, err
		}
		rows = append(rows, row)
		amount, err := row.amount()
		if err != nil {
			return nil, nil, err
		}
		if more, err := amount.Cmp(prices[row.priced()]); err == nil && more > 0 {
			prices[row.priced()] = amount
		}
	}
	return rows, prices, nil
}

// What the shop promises, and how fast it is where nothing goes wrong.
const (
	promised  = 3 * day
	delivered = 2 * day
)

// orderOf makes the order of a row. The day of the purchase stands in its number, as in XH26091900417 and NW-260911-07.
func orderOf(row bought, price complaint.Money) (compensation.Order, error) {
	const layout = "060102"
	digits := strings.TrimLeft(row.Order, "XHNW-")
	at, err := time.ParseInLocation(layout, digits[:min(len(layout), len(digits))], sampleDay.Location())
	if err != nil {
		return compensation.Order{}, fmt.Errorf("order %s: %w", row.Order, err)
	}
	return compensation.Order{
		ID: row.Order, Paid: price, Bought: at, Promised: at.Add(promised), Delivered: at.Add(delivered),
		Jurisdiction: jurisdiction(row.Customer.Region),
		Lines: []compensation.Line{{
			ID: "1", Product: row.Item.Product, Supplier: row.Item.Supplier, Quantity: 1, Paid: price,
		}},
	}, nil
}

// onItsWay says whether the goods had not come when the customer wrote.
func onItsWay(row bought) bool {
	switch {
	case complaint.InSubtree(row.Category, "quality"), row.Category == "logistics.damage", row.Category == "logistics.wrong_item":
		return false
	default:
		return row.Carrier != "" || slices.Contains(row.Sought, string(complaint.RemedyRedelivery))
	}
}

// jurisdiction is the place whose law applies to a customer of a region such as cn-zj.
func jurisdiction(region string) string {
	switch country, _, _ := strings.Cut(region, "-"); country {
	case "cn":
		return "CN"
	case "gb":
		return "UK"
	case "us":
		return "US"
	default:
		return "EU"
	}
}
