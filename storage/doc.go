// Package storage is the contract between the desk and the database.
//
// # Four methods
//
// A [Store] gets, puts, lists and tells the history of the complaints of one tenant. That is all an adapter has to
// implement. Everything else is a capability that a store declares by implementing it: [Outbox], [Counter], [Accounts],
// [Documents], [Eraser], [Tenants]. [As] finds a capability through wrappers; each says what happens without it.
//
// # How an adapter stays simple
//
// All decisions stand here, not in adapters: [Check] refuses changes that contradict themselves, [IndexOf] says which
// values a query looks at, [Query.Match] and [Query.Key] say what a query selects and in which order, [Query.After] and
// [Query.CursorAt] read and write cursors. The package storagetest proves an adapter right.
//
// # Awkward facts
//
// Times are whole microseconds in UTC. Texts are compared byte for byte, whatever a database's collation says. A
// complaint without something due sorts after all others in the order by due.
package storage
