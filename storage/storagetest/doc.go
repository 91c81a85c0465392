// Package storagetest is the conformance kit of package storage: an adapter is right when it passes.
//
// # Use
//
// The whole test of an adapter is one call with a function that opens a fresh, empty store and registers its own cleanup:
//
//	func TestStore(t *testing.T) {
//		storagetest.Run(t, func(t *testing.T) storage.Store { return memory.New() })
//	}
//
// An adapter that can work inside a transaction of the host adds [RunTx].
//
// # How it is cut
//
// There is one suite per guarantee and one test per sentence of the contract, named after the promise; a failure says which
// rule is broken. Capabilities are found with [storage.As]; a suite of one that the store does not have is skipped and says
// so. "go test -run 'TestStore/paging'" runs one suite.
//
// Random tests print their seed; the environment variable RECOURSE_SEED repeats one. With -short they run smaller.
//
// # Awkward facts
//
// The kit stores complaints that the lifecycle would never make, with texts that only a byte-for-byte comparison tells apart.
// It needs no clock, but its concurrent suites start up to 64 goroutines, and a store that answers "busy" instead of
// waiting or [storage.ErrConflict] fails them. It cannot see whether what is stored survives a power cut.
package storagetest
