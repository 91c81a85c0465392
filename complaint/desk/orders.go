package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// Orders knows the orders of the host: what was paid and refunded. It is safe for concurrent use.
type Orders interface {
	// Order returns an order, and false where there is none of that name. Its refunds are those that the host made by itself:
	// what complaints granted the desk counts.
	Order(ctx context.Context, id string) (compensation.Order, bool, error)
}

// Purchases is what [Orders] can do besides: find the other orders of a customer, for rules that add up split orders.
type Purchases interface {
	Orders
	// Purchases returns what a customer bought of some products between two times.
	Purchases(ctx context.Context, customer string, products []string, from, to time.Time) ([]compensation.Purchase, error)
}

// StoredOrders keeps orders in the store itself, for hosts whose order system is elsewhere: they hand an order in when it is
// paid, delivered or refunded. The store needs the capability [storage.Documents]. For another tenant than "" give it that
// tenant's part of the store.
type StoredOrders struct{ Store storage.Store }

const (
	orderKind = "desk.order"
	// ordersOf are the orders of a customer, by customer and order.
	ordersOf = "desk.orders_of:"
)

var _ Purchases = StoredOrders{}

// storedOrder is the document of an order.
type storedOrder struct {
	Customer string             `json:"customer,omitzero"`
	Order    compensation.Order `json:"order"`
}

// Save adds an order of a customer, or replaces the one with the same ID.
func (s StoredOrders) Save(ctx context.Context, customer string, o compensation.Order) error {
	if o.ID == "" || len(o.ID) > complaint.MaxLine || len(customer) > complaint.MaxLine-len(ordersOf) {
		return &complaint.FieldError{
			Field: "order.id", Value: o.ID, Rule: "must be a text of 1 to 255 bytes, and the customer of at most 240",
		}
	}
	body, err := json.Marshal(storedOrder{customer, o})
	if err != nil {
		return &complaint.FieldError{Field: "order", Value: o.ID, Rule: jsonRule}
	}
	if err := s.put(ctx, orderKind, o.ID, body); err != nil || customer == "" {
		return err
	}
	return s.put(ctx, ordersOf+customer, o.ID, body)
}

func (s StoredOrders) put(ctx context.Context, kind, key string, body []byte) error {
	docs, err := s.documents()
	if err != nil {
		return err
	}
	for range defaultTries {
		before, got := docs.GetDocument(ctx, kind, key)
		if got != nil && !errors.Is(got, storage.ErrNotFound) {
			return fmt.Errorf("order %q: %w", key, got)
		}
		err = docs.PutDocument(ctx, storage.Document{Kind: kind, Key: key, Version: before.Version + 1, Body: body})
		if !isConflict(err) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("order %q: %w", key, err)
	}
	return nil
}

// Order implements [Orders].
func (s StoredOrders) Order(ctx context.Context, id string) (compensation.Order, bool, error) {
	docs, err := s.documents()
	if err != nil {
		return compensation.Order{}, false, err
	}
	doc, err := docs.GetDocument(ctx, orderKind, id)
	if errors.Is(err, storage.ErrNotFound) {
		return compensation.Order{}, false, nil
	}
	if err != nil {
		return compensation.Order{}, false, fmt.Errorf("order %q: %w", id, err)
	}
	o, err := readOrder(doc)
	return o.Order, err == nil, err
}

func readOrder(doc storage.Document) (storedOrder, error) {
	var o storedOrder
	if err := json.Unmarshal(doc.Body, &o); err != nil {
		return o, &complaint.FieldError{Field: "order", Value: doc.Key, Rule: "must be the JSON form of an order"}
	}
	return o, nil
}

// purchases are the lines of an order with some products.
func (o *storedOrder) purchases(products []string) []compensation.Purchase {
	var list []compensation.Purchase
	for _, l := range o.Order.Lines {
		if slices.Contains(products, l.Product) {
			list = append(list, compensation.Purchase{Order: o.Order.ID, Product: l.Product, Bought: o.Order.Bought, Paid: l.Paid})
		}
	}
	return list
}

// Purchases implements [Purchases].
func (s StoredOrders) Purchases(
	ctx context.Context, customer string, products []string, from, to time.Time,
) ([]compensation.Purchase, error) {
	docs, err := s.documents()
	if err != nil {
		return nil, err
	}
	var list []compensation.Purchase
	for after := ""; ; {
		page, err := docs.ListDocuments(ctx, ordersOf+customer, after, rosterPage)
		if err != nil {
			return nil, fmt.Errorf("orders of a customer: %w", err)
		}
		for _, doc := range page {
			o, err := readOrder(doc)
			if err != nil {
				return nil, err
			}
			after = doc.Key
			if !o.Order.Bought.Before(from) && !o.Order.Bought.After(to) {
				list = append(list, o.purchases(products)...)
			}
		}
		if len(page) < rosterPage {
			return list, nil
		}
	}
}

func (s StoredOrders) documents() (storage.Documents, error) {
	docs, ok := storage.As[storage.Documents](s.Store)
	if !ok {
		return nil, fmt.Errorf("orders in the store: documents are %w", storage.ErrUnsupported)
	}
	return docs, nil
}
