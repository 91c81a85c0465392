package storagetest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
	"github.com/recourse-go/recourse/storage/storagetest"
)

// journal is a store in memory that can be made again by doing everything again.
type journal struct {
	*memory.Store
	done  []func(*memory.Store) error
	after func(*modelTx, error) error
	tx    *modelTx
}

func (j *journal) do(op func(*memory.Store) error) error {
	err := op(j.Store)
	if err == nil {
		j.done = append(j.done, op)
	}
	if j.after != nil {
		return j.after(j.tx, err)
	}
	return err
}

func (j *journal) Put(ctx context.Context, changes ...storage.Change) error {
	ctx = context.WithoutCancel(context.WithValue(ctx, journalKey{}, ctx.Err()))
	return j.do(func(m *memory.Store) error {
		if err, ok := ctx.Value(journalKey{}).(error); ok {
			return err
		}
		return m.Put(ctx, changes...)
	})
}

type journalKey struct{}

func (j *journal) Erase(ctx context.Context, changes ...storage.Change) error {
	return j.do(func(m *memory.Store) error { return m.Erase(ctx, changes...) })
}

func (j *journal) MarkPublished(ctx context.Context, refs ...storage.EventRef) error {
	return j.do(func(m *memory.Store) error { return m.MarkPublished(ctx, refs...) })
}

func (j *journal) PutDocument(ctx context.Context, d storage.Document) error {
	return j.do(func(m *memory.Store) error { return m.PutDocument(ctx, d) })
}

func (j *journal) DeleteDocument(ctx context.Context, kind, key string, version int64) error {
	return j.do(func(m *memory.Store) error { return m.DeleteDocument(ctx, kind, key, version) })
}

// modelTx is a transaction over a pool: a copy of the pool, whose journal is done again at the pool when it commits.
type modelTx struct {
	pool  *journal
	own   *journal
	again bool // the journal is done at the pool at once
	stay  bool // a rollback commits
	fresh bool // every store is a transaction of its own
	dead  error
}

// newModel returns a model of a database with transactions, with a planted bug.
func newModel(plant func(*modelTx)) storagetest.TxEnv {
	pool := &journal{Store: memory.New()}
	begin := func() *modelTx {
		tx := &modelTx{pool: pool, own: &journal{Store: memory.New()}}
		tx.own.tx = tx
		for _, op := range pool.done {
			if err := op(tx.own.Store); err != nil {
				tx.dead = err
			}
		}
		plant(tx)
		return tx
	}
	return storagetest.TxEnv{Pool: pool, Concurrent: true, Begin: func(*testing.T) storagetest.Tx {
		tx := begin()
		return storagetest.Tx{Store: tx.store(begin), Commit: tx.commit, Rollback: func() error {
			if tx.stay {
				return tx.commit()
			}
			return nil
		}}
	}}
}

func (tx *modelTx) store(begin func() *modelTx) func() storage.Store {
	return func() storage.Store {
		if tx.fresh {
			return begin().own
		}
		if tx.again {
			return tx.pool
		}
		return tx.own
	}
}

func (tx *modelTx) commit() error {
	if tx.dead != nil {
		return tx.dead
	}
	for _, op := range tx.own.done {
		if err := tx.pool.do(op); err != nil {
			return err
		}
	}
	return nil
}

type txMutant struct {
	name string
	rule string
	open func() storagetest.TxEnv
}

func txMutants() []txMutant {
	plant := func(name, rule string, plant func(*modelTx)) txMutant {
		return txMutant{name, rule, func() storagetest.TxEnv { return newModel(plant) }}
	}
	return []txMutant{
		plant("writes past the transaction", "what was rolled back must be gone", func(tx *modelTx) { tx.again = true }),
		plant("commits on rollback", "what was rolled back must be gone", func(tx *modelTx) { tx.stay = true }),
		plant("begins a transaction for every store", "two stores on one transaction must see each other's writes", func(tx *modelTx) { tx.fresh = true }),
		plant("an error poisons the transaction", "an error must not poison the host's transaction", func(tx *modelTx) {
			tx.own.after = func(tx *modelTx, err error) error {
				if errors.Is(err, storage.ErrLimit) {
					tx.dead = errors.New("current transaction is aborted")
				}
				return err
			}
		}),
		plant("an error rolls everything back", "an error must not undo what the transaction stored", func(tx *modelTx) {
			tx.own.after = func(tx *modelTx, err error) error {
				if errors.Is(err, storage.ErrConflict) {
					tx.own.done = nil
				}
				return err
			}
		}),
	}
}
