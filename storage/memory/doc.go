// Package memory keeps complaints in the memory of the process: for tests, for trying the library out, and for hosts that
// save what they need elsewhere. Nothing is written to disk; what is stored is gone when the process ends.
//
// # What it can do
//
// [New] returns a store with every capability of package storage: Tenants, Outbox, Counter, Accounts, Documents, Eraser and Finder.
// It is made to be measured against: it passes the conformance kit, and it is what other adapters are compared with.
//
// # How it works
//
// Each tenant has a lock of its own. Complaints stand in a map by ID and, for each order of a query and each status, in a
// list of short sorted blocks, so that a page begins after a binary search and putting something in the middle moves a few
// kilobytes however many complaints there are. Customers, orders and references have an index. Every other filter is
// checked complaint by complaint, in order, until the page is full.
//
// # Awkward facts
//
// What is stored and what is returned are copies, so the cost of a page grows with the size of its complaints. The
// complaints of a page share one piece of memory: a host that keeps one of them for long keeps its Clone. Put takes the
// tenant's lock for itself and readers wait for it, but complaints are copied outside of the lock. A tenant that was named
// once stays in memory. The package has no transactions: a host that needs one uses storage/sqlstore.
package memory
