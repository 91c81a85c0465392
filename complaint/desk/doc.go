// Package desk is the complaint desk: it ties complaints, policies and storage together.
//
// # First use
//
// [New] makes a [Desk] on a store. [Desk.Open] takes a complaint in, [Desk.Do] carries out an action of the package
// complaint, and [complaint.Complaint.Allowed] says what may happen next. [Desk.With] does the same inside the host's own
// transaction.
//
// # Who may do and see what
//
// The methods of [Desk] are for the host's own code, which has checked who is asking. [Desk.As] gives the desk as one actor
// sees it: a customer sees only their own complaints and nothing internal, inspectors and auditors see everything with
// personal data covered, handlers see all of their tenant. [Permissions] says which role may do what, in both cases.
//
// # Time
//
// Time limits run on every complaint, see package sla and [Config.SLA]. [Desk.Sweep] does what is due by now: warnings,
// breaches, escalations, reminders, offers that expire, cases that close after a silence. Call it every minute or so from any
// number of processes; each thing happens once, and at the time at which it was due. [Desk.Due] lists what is at risk,
// [Desk.Explain] shows how a limit was counted, [Desk.Accounts] who let limits pass.
//
// # Repeating
//
// Everything can be repeated. An intake with a key opens one complaint however often it is handed in, a command with a key
// happens once. Without a version a command is applied to whatever the state is when its turn comes; with a version it
// fails with [storage.ErrConflict] when somebody else was faster.
//
// # Awkward facts
//
// The desk starts no goroutine and keeps no state besides its configuration, so any number of processes can run one on the
// same store. A command with a key reads the whole history of its complaint to find an earlier run of itself.
package desk
