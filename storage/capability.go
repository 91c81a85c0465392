package storage

import (
	"context"
	"encoding/json"
	"iter"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
)

// As finds a capability: it returns the store itself, or the first of the stores that it wraps (Unwrap() Store), that
// implements T.
func As[T any](s Store) (T, bool) {
	for s != nil {
		if capable, ok := s.(T); ok {
			return capable, true
		}
		wrapper, ok := s.(interface{ Unwrap() Store })
		if !ok {
			break
		}
		s = wrapper.Unwrap()
	}
	var none T
	return none, false
}

// Tenants is a store for many shops.
type Tenants interface {
	// Tenant returns the part of the store that belongs to a tenant, with the same capabilities. Tenants need no opening. Any
	// name of at most 255 bytes will do, and names are compared byte for byte; the store as it was made is the tenant "".
	Tenant(name string) Store
}

// Counter counts without listing. Without it [Count] pages through the listing.
type Counter interface {
	// Count returns how many complaints match the query; order, limit and cursor are not looked at.
	Count(ctx context.Context, q Query) (int, error)
}

// Count counts the complaints that match a query, with [Counter] where the store has it.
func Count(ctx context.Context, s Store, q Query) (int, error) {
	if counter, ok := As[Counter](s); ok {
		return counter.Count(ctx, q)
	}
	n := 0
	for _, err := range All(ctx, s, q) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// All iterates over all complaints that match a query, from its cursor on, page by page; the query's limit is the size of a
// page. It ends after the first error.
func All(ctx context.Context, s Store, q Query) iter.Seq2[complaint.Complaint, error] {
	return func(yield func(complaint.Complaint, error) bool) {
		for {
			page, err := s.List(ctx, q)
			if err != nil {
				yield(complaint.Complaint{}, err)
				return
			}
			for _, c := range page.Complaints {
				if !yield(c, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.Cursor = page.Next
		}
	}
}

// Accounts reads the balances that debits make. Without it only a failing debit shows where a balance stands.
type Accounts interface {
	// Balance returns the balance of an account in a currency; it is zero for an account that was never debited.
	Balance(ctx context.Context, account, currency string) (complaint.Money, error)
}

// Eraser removes personal data. Without it a desk refuses to erase.
type Eraser interface {
	// Erase stores changes as Put does, whose events are all of the kind erase, and in the same all-or-nothing step takes the
	// personal part out of every event of these complaints, published or not. Changes with another event fail with a
	// *[complaint.FieldError]. The erased content is gone from the store's files once it has checkpointed or vacuumed them.
	Erase(ctx context.Context, changes ...Change) error
}

// Documents keeps small JSON documents: policies, rosters, saved queries. Without it hosts keep them elsewhere.
type Documents interface {
	// GetDocument returns a document, or [ErrNotFound].
	GetDocument(ctx context.Context, kind, key string) (Document, error)
	// PutDocument stores a document whose stored version is one less, 0 for a new one, or fails with [ErrConflict]. Invalid
	// JSON, an empty kind or key and names over 255 bytes fail with a *[complaint.FieldError].
	PutDocument(ctx context.Context, d Document) error
	// ListDocuments returns up to limit documents of a kind in the byte order of their keys, beginning after a key; none for
	// a limit below 1.
	ListDocuments(ctx context.Context, kind, after string, limit int) ([]Document, error)
	// DeleteDocument removes a document at a version, or fails with [ErrConflict] when that is not the stored version, also
	// when there is no such document.
	DeleteDocument(ctx context.Context, kind, key string, version int64) error
}

// Document is a small JSON document under a name, with a version for compare-and-swap.
type Document struct {
	Kind    string
	Key     string
	Version int64
	// Body is valid JSON, at most 1 MiB, kept byte for byte.
	Body json.RawMessage
}

// MaxDocument bounds the body of a [Document], in bytes.
const MaxDocument = 1 << 20

// MaxName bounds the names of tenants, accounts and documents, in bytes.
const MaxName = 255

// Check returns why a document cannot be stored: a *[complaint.FieldError], or nil.
func (d Document) Check() error {
	if err := checkName("kind", d.Kind, true); err != nil {
		return err
	}
	if err := checkName("key", d.Key, true); err != nil {
		return err
	}
	switch {
	case d.Version < 1:
		return refuse("version", strconv.FormatInt(d.Version, 10), "must be 1 for a new document, else one more than what is stored")
	case len(d.Body) > MaxDocument:
		return refuse("body", "", "must be at most "+strconv.Itoa(MaxDocument)+" bytes, it has "+strconv.Itoa(len(d.Body)))
	case !json.Valid(d.Body):
		return refuse("body", "", "must be valid JSON")
	default:
		return nil
	}
}
