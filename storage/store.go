package storage

import (
	"context"

	"github.com/recourse-go/recourse/complaint"
)

// Store keeps the complaints of one tenant with their histories. All methods are safe for concurrent use.
// What a method returns belongs to the caller: changing it changes nothing in the store, and the store never changes it.
// A cancelled context ends a method with the context's error and without an effect; only where the outcome of a commit is
// unknown may a Put that returned such an error have happened, and then it has happened as a whole.
type Store interface {
	// Get returns the complaint in its last stored state, or [ErrNotFound]. A complaint of another tenant is not found.
	Get(ctx context.Context, id complaint.ID) (complaint.Complaint, error)

	// Put stores changes, all or nothing. Each complaint's stored version must be one less than the new one, with 0 for a
	// complaint that is not there: otherwise it fails with [ErrConflict]. When a debit would pass its account's limit it fails
	// with [ErrLimit]. Changes that contradict themselves (see [Check]) fail with a *[complaint.FieldError]. After an error
	// nothing is stored. What Put has stored is durable when it returns, and every later Get, List and History sees it.
	// Put of no changes does nothing.
	Put(ctx context.Context, changes ...Change) error

	// List returns a page of the complaints that match the query, in its order, which is total: ties are broken by ID, as
	// bytes. Going from cursor to cursor returns each complaint that matches and does not change meanwhile exactly once. A
	// query that is not valid fails with a *[complaint.FieldError], a cursor of another query with [ErrCursor]. A cursor is no
	// key to foreign data: in the store of another tenant it only shows that tenant's complaints.
	List(ctx context.Context, q Query) (Page, error)

	// History returns all events of a complaint in version order, or [ErrNotFound].
	History(ctx context.Context, id complaint.ID) ([]complaint.Event, error)
}

// Change is one step of one complaint: its next state, the event that led there, and the money that the event grants.
type Change struct {
	Complaint complaint.Complaint
	Event     complaint.Event
	Debits    []Debit
}

// Debit adds an amount to the balance of an account in the same step as the event that grants it, so that caps and budgets
// hold whatever runs at the same time. Accounts need no opening: a balance begins at zero. An account has one balance per
// currency. The debits of a Put happen one after the other, each under its own limit. A balance that would not fit 64 bits
// of minor units passes its limit.
type Debit struct {
	// Account is any name of at most 255 bytes, for example "budget/2026-11" or "customer/u-1".
	Account string `json:"account"`
	// Amount is in whole minor units of its currency. A negative amount releases money; a balance never falls below zero.
	Amount complaint.Money `json:"amount"`
	// Limit is the highest balance allowed after this debit, in the currency of the amount; zero without a currency for no
	// limit. It is not looked at when the amount is negative.
	Limit complaint.Money `json:"limit,omitzero"`
}

// Page is a part of a listing.
type Page struct {
	Complaints []complaint.Complaint
	// Next is the cursor of the next page, empty on the last one.
	Next string
}
