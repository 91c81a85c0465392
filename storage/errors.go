package storage

import (
	"errors"
	"fmt"

	"github.com/recourse-go/recourse/complaint"
)

var (
	// ErrNotFound says that there is no such complaint or document at this tenant.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that somebody else was first: read again, decide again, write again.
	ErrConflict = errors.New("version conflict")
	// ErrLimit says that a debit would pass its account's limit, or release more than was debited.
	ErrLimit = errors.New("account limit")
	// ErrCursor says that a cursor is broken or belongs to another query: begin again without one.
	ErrCursor = errors.New("invalid cursor")
	// ErrUnsupported says that the store lacks an optional capability; the message names it.
	ErrUnsupported = errors.New("not supported by this store")
)

// ConflictError says which change of a Put met another one. It unwraps to [ErrConflict].
type ConflictError struct {
	ID complaint.ID
	// Version is the version that could not be stored.
	Version int64
}

// Error names complaint and version.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("complaint %s: version %d cannot follow what is stored: %s", e.ID, e.Version, ErrConflict)
}

// Unwrap returns [ErrConflict].
func (e *ConflictError) Unwrap() error { return ErrConflict }

// LimitError says which debit did not fit. It unwraps to [ErrLimit].
type LimitError struct {
	Debit Debit
	// Balance is what the account held, where the store knows it.
	Balance complaint.Money
}

// Error names account, amount, balance and limit.
func (e *LimitError) Error() string {
	return fmt.Sprintf("account %q: %s on top of %s passes the limit %s: %s",
		e.Debit.Account, e.Debit.Amount, e.Balance, e.Debit.Limit, ErrLimit)
}

// Unwrap returns [ErrLimit].
func (e *LimitError) Unwrap() error { return ErrLimit }
