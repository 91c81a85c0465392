package importer

import (
	"context"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
)

// open hands an intake in and says whether this very call stored it, or it was there before.
//
// What the desk returns cannot tell: a complaint that another process registered a moment ago looks the same. Asking the
// store beforehand cannot either: two processes would both find nothing. Whose Put went through is the one fact that decides,
// so the desk works on a store that notes it.
func open(
	ctx context.Context, d *desk.Desk, s storage.Store, source string, in complaint.Intake,
) (created bool, err error) {
	var stored bool
	_, err = d.With(witness(s, &stored)).Open(ctx, source, in)
	return stored && err == nil, err
}

// witness wraps a store and notes in stored that a Put went through.
func witness(s storage.Store, stored *bool) storage.Store {
	w := &witnessed{Store: s, stored: stored}
	if tenants, ok := storage.As[storage.Tenants](s); ok {
		return &witnessedTenants{witnessed: w, tenants: tenants}
	}
	return w
}

type witnessed struct {
	storage.Store
	stored *bool
}

// Put implements [storage.Store].
func (w *witnessed) Put(ctx context.Context, changes ...storage.Change) error {
	err := w.Store.Put(ctx, changes...)
	if err == nil {
		*w.stored = true
	}
	return err
}

// Unwrap gives the store's other capabilities.
func (w *witnessed) Unwrap() storage.Store { return w.Store }

// witnessedTenants is for a desk of one of several tenants, which asks its store for the tenant's part.
type witnessedTenants struct {
	*witnessed
	tenants storage.Tenants
}

// Tenant implements [storage.Tenants].
func (w *witnessedTenants) Tenant(name string) storage.Store {
	return &witnessed{Store: w.tenants.Tenant(name), stored: w.stored}
}
