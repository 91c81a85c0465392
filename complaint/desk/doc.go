// Package desk is the complaint desk: it ties complaints, policies and storage together.
//
// # First use
//
// [New] makes a [Desk] on a store. [Desk.Open] takes a complaint in, [Desk.Do] carries out an action of the package
// complaint, and [complaint.Complaint.Allowed] says what may happen next. [Desk.With] does the same inside the host's own
// transaction.
//
// # Triage
//
// What is opened is assessed, linked and given to somebody in the same step, see package triage and [Config.Triage];
// [ReadTriage] reads a policy in YAML. [Desk.Assess] shows what would be decided, without storing it. Duplicates and repeats
// are linked to the customer's earlier complaint, and the same problem of several customers becomes an incident:
// [Desk.Incidents], [Members]. [Desk.Reasons] says why, in sentences. People have the last word: [Desk.Correct],
// [Desk.Reassess], [Desk.Reroute]; [Desk.Corrections] is what there is to learn from them. [Desk.Suggest] shows how
// complaints like one were solved, and [Desk.PreviewTriage] what another policy would have decided.
//
// # People
//
// A [Roster] says who is there: tier, skills, languages, working hours, absences, and how much they can take on.
// [StoredRoster] keeps them in the store. The policy chooses among those who are there and can take the case; a [Picker]
// chooses by itself who takes one that is escalated. Nobody gets a complaint about themselves, nor an appeal against their
// own decision.
//
// # Who may do and see what
//
// The methods of [Desk] are for the host's own code, which has checked who is asking. [Desk.As] gives the desk as one actor
// sees it: a customer sees only their own complaints and nothing internal, inspectors and auditors see everything with
// personal data covered, handlers see all of their tenant. [Permissions] says which role may do what, in both cases.
//
// # Money
//
// [Desk.Quote] says what the compensation policy gives for a complaint, and why; [Desk.Offer] proposes it, and sets the money
// aside in the accounts of caps, budgets and refunds in the same step of storage. Offers that people make up go through the same
// caps and limits. [Desk.Approvals] lists what waits for somebody else. [Desk.Payout] pays through [Config.Payer], once for a key
// that stays the same, and [Desk.Sweep] asks again after a crash. [Config.Orders] says what was paid. [Desk.Ledger] and
// [Desk.Balance] show the accounts, [Desk.AuditLedger] that they are the sum of the complaints. [Desk.PreviewCompensation] tries a
// draft on past complaints; [Desk.Comparable] and [Desk.Outliers] show how like cases were treated.
//
// # Time
//
// Time limits run on every complaint, see package sla and [Config.SLA]. [Desk.Sweep] does what is due by now: warnings,
// breaches, escalations, reminders, offers that expire, cases that close after a silence. Call it every minute or so from
// any number of processes; each thing happens once, and at the time at which it was due. [Desk.Due] lists what is at risk,
// [Desk.Explain] shows how a limit was counted, [Desk.Accounts] who let limits pass.
//
// # Repeating
//
// Everything can be repeated. An intake with a key opens one complaint however often it is handed in, a command with a key
// happens once. Without a version a command is applied to whatever the state is when its turn comes; with a version it fails
// with [storage.ErrConflict] when somebody else was faster.
//
// # Awkward facts
//
// The desk starts no goroutine and keeps no state besides its configuration, so any number of processes can run one on the
// same store. A command with a key reads the whole history of its complaint to find an earlier run of itself.
//
// What is looked at for a complaint that comes in is bounded: the newest 50 of its customer, 16 with a similar text, 200 for
// an incident. An older one beyond that is not found. A repeat goes by order, product or group of categories, so some are
// none: unlink them. Customers without an ID are compared by contact or name, and only where the text is the same.
//
// Incidents, working in turn and [StoredRoster] need a store with [storage.Documents]; without it the rest works. A
// complaint about danger to people joins no incident by itself.
//
// Where the roster fails or nobody is at work, a complaint goes to the department only: it is never lost for that. The load
// of people is counted when the case comes in, so cases that come in at the same moment may go to the same person.
package desk
