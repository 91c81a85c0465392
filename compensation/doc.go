// Package compensation decides what a customer is given for a complaint: never above a cap, never below the law, always with
// reasons.
//
// # An engine and its policy
//
// A [Policy] is a document that a business person can read: standards that say what is given for what, caps, who may decide how
// much, what looks like abuse, and from whom the shop claims back what it pays. [ParsePolicy] reads it, [New] compiles it into an
// [Engine], and both refuse what is wrong with file, line, rule and field. [Engine.Lint] finds what is legal but hardly meant,
// [Engine.Expired] what is over at a moment; [Fields] lists what conditions can ask for. [Default] is the engine of a shop that has
// no policy.
//
// # A decision
//
// [Engine.Evaluate] takes a [Case], the complaint and what the shop's books say, and returns a [Decision]: equivalent [Option]
// values of which the customer picks one, each with what it is worth, what it costs, which caps bit, who must approve it, what has
// to be set aside in which account, and by when money has to be paid. The same arguments always give the same decision; there is
// no clock, no store and no state. [Engine.Judge] looks in the same way at options that a person has made up. The desk, package
// complaint/desk, brings the case together, stores the decision in the event and sets the money aside in the same step.
//
// # Amounts
//
// An [Amount] is fixed, a share or multiple of a base, a row of a table, a price less its use, or points. All arithmetic is in
// whole minor units of one currency and exact; each amount is rounded once, as the policy says.
//
// # Law and goodwill
//
// What the law gives stands in a [Pack]: data with jurisdiction, source and dates of effect. [Packs] are the built-in ones, and a
// host can bring its own. Caps, limits and rules against abuse never take away from it. The customer gets either what the law gives
// or what the shop gives instead, and the latter is raised to [Decision.Floor]; a standard that stands beside the law is added.
//
// # Accounts
//
// Caps over several cases, refunds of an order and sums that are owed once are accounts of the ledger. [Engine.Accounts] names
// those of a case, the host fills in their balances, and the decision says what to reserve in them.
//
// # Reasons
//
// Every step leaves a [Reason], and so does what is not given. [Engine.Explain] puts a decision into sentences in Chinese or
// English, for the shop or without what is only for the shop; [ExplainRecord] does so with reasons from a history.
//
// # Before it goes live
//
// [Engine.Preview] decides about past cases with a draft and with the policy before it, and shows what would have been paid, to
// whom, and which rules never applied: as data, or as a table in either language.
//
// # Like cases
//
// [Engine.Comparable] shows what was granted in cases like this one. [Engine.Outliers] finds handlers and single grants that
// differ from like cases by more than chance explains.
//
// # Awkward facts
//
// A pack is data for the host's lawyers, not legal advice. A rule that is marked unverified is configuration, not law.
//
// One case has one currency. What a policy gives in another is left out with a reason, never converted; a cap without an amount in
// the currency lets nothing pass without an approval.
//
// A base that is not known, such as the freight of an order that the books do not have, gives no amount: the standard is listed in
// [Decision.Excluded]. Without books the prices are those that the customer named.
//
// The floor counts money. What the law gives for goods that come back, and what is no money, such as a repair, is an option of its
// own and no part of the floor.
//
// A cap that cuts does so from the last remedy backwards. A step rounds up to whole steps, and may so pass the ceiling of its
// amount by less than a step; caps count after it.
//
// Balances are as old as the case. Two decisions at the same time may both see room under a cap: the limits of the reserves let
// only one of them through, when they are set aside.
//
// In a preview each case stands alone, so a budget for a month is as full as the balances that come with the cases say. Of several
// options it counts the first.
//
// Whether somebody stands out is judged among cases of the same category, severity, finding, tier and currency, and the price of
// the goods is none of these. Who handles the dear ones may have reason to grant more: it is a question to ask, not an answer.
package compensation
