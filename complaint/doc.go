// Package complaint is the heart of the library: what a complaint is, what may happen to it, and its history.
//
// # A complaint is the fold of its events
//
// [Open] makes a [Complaint] of an [Intake]; [Complaint.Apply] carries out an [Action] and returns the next state and one
// [Event]. One action is one version is one event. [Replay] rebuilds the state from the events and gives exactly the
// stored one; nothing is decided again, so history means the same for ever. [Complaint.Allowed] says what may happen next.
//
// # Pure
//
// Nothing here reads a clock, draws a random number or touches a file: [Meta] carries the time, the actor and the salt.
// Functions return copies and are safe for concurrent use.
//
// # Lifecycle
//
// The statuses are the stages of ISO 10002: received, screened, acknowledged, assigned, investigating, resolution proposed,
// agreed and carried out, result communicated, followed up, closed, archived; besides these a complaint can wait, be screened
// out, withdrawn, merged, reopened, appealed and referred. Steps may be skipped where real cases skip them: a simple inquiry is
// answered right after it was received. One table says which action is legal where; [Diagram] and [DOT] draw it. Waiting is a
// pause on top of the status: the work underneath may go on, see [Complaint.Stage].
//
// # Money
//
// An offer is a choice of options, an option a bundle of remedies. What an engine decides about it stands in the event, see
// [OfferDecision]: the legal floor, what is set aside, and who must approve it ([Approve], [Reject]), before the customer may
// answer or before money is paid. Nobody approves what they proposed. Money goes out by [PayOut], or by [StartPayout] first
// where a payment provider is asked, who may fail ([FailPayout]); it never passes what the offer grants, by currency, and it may
// come back ([ClawBack]). A [Claim] asks it back of a supplier or carrier, a [Cost] is what else the complaint cost.
// [Complaint.Reserved] is what the complaint holds in the accounts of the store's ledger.
//
// # History that shows tampering
//
// Every event carries a hash over its content and the hash before it. [Verify] finds whatever was changed, removed,
// inserted or moved, [Complaint.Verify] also finds a history that was cut off at the end. Against somebody who can rewrite
// the table and recompute every hash a chain alone does not help.
//
// # Personal data
//
// Names, addresses and free texts are of type [Private], which never prints. In an event they stand in a part of their own
// that an erasure removes; the chain covers only a salted digest of it, so that an erased history still verifies. Opaque
// identifiers, codes, times and amounts stay, and with them the statistics.
//
// # Awkward facts
//
// Times are whole microseconds in UTC between 1900 and 2200. Texts are valid UTF-8 without NUL bytes, at most 64 KiB; nothing
// is trimmed, folded or cut. A list of a record holds at most 200 items. Two complaints of a very large tenant may have the same
// [Reference]. Policies and taxonomies are checked when something happens, never on replay.
package complaint
