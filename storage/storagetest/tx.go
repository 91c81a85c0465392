package storagetest

import (
	"testing"

	"github.com/recourse-go/recourse/storage"
)

// TxEnv is what [RunTx] needs to test a store that works inside transactions of the host.
type TxEnv struct {
	// Pool is the store outside of any transaction, empty at first.
	Pool storage.Store
	// Begin begins a transaction of the host. At most two are open at once, and only where Concurrent is set.
	Begin func(t *testing.T) Tx
	// Concurrent says that Pool and a second transaction can be used while a transaction is open: false for a database with
	// one connection. Without it the tests of isolation are left out.
	Concurrent bool
}

// Tx is a transaction of the host.
type Tx struct {
	// Store binds a store to the transaction. It is called several times and returns a new one each time.
	Store func() storage.Store
	// Commit and Rollback end the transaction; they are the host's, the store never calls them.
	Commit   func() error
	Rollback func() error
}

// RunTx checks what the contract promises inside the host's transaction: that the store neither begins nor commits nor rolls
// back, that everything it does is part of the transaction, and that ErrConflict, ErrLimit and a *complaint.FieldError leave
// the transaction usable.
func RunTx(t *testing.T, open func(t *testing.T) TxEnv) {
	t.Helper()
	for _, p := range txPromises() {
		t.Run(p.name, func(t *testing.T) {
			env := open(t)
			p.check(t, env, newLab(t, env.Pool))
		})
	}
}

type txPromise struct {
	name  string
	check func(t *testing.T, env TxEnv, l *lab)
}
