// Package triage decides what a complaint is, how bad and how urgent it is, in which order cases are worked off, and who
// takes them, in Chinese and English and without a call to anything outside.
//
// # An engine and its policy
//
// A [Policy] is a document that a business person can read: phrases of the shop's own, corrections of categories, grades,
// tags, screening, points of priority, departments, tiers, and when complaints of several customers are one incident.
// [ParsePolicy] reads it, [New] compiles it into an [Engine], and both refuse what is wrong with file, line, rule and field.
// [Engine.Lint] finds what is legal but hardly meant; [Fields] lists what conditions can ask for. [Default] is the engine of
// a shop that has no policy.
//
// # A decision
//
// [Engine.Read] reads the words of an intake: kind, category, emotion, sensitive content, suspicion, what is asked for, how
// long and how often. [Engine.Assess] applies the policy to that and to what is known besides, the [Context]: it believes
// the form or the text, raises grades, sets tags, screens, adds up points and routes. [Engine.Route] only routes, for a case
// that is escalated, appealed or handed on. The same arguments always give the same decision; there is no clock, no store
// and no state. The desk, package complaint/desk, finds the context and stores the decision in the event.
//
// # Reasons
//
// Every step leaves a [Reason]: a code, the rule, a number, and the places in the text that led to it. [Explain] puts
// reasons into sentences in either language, for the shop or without what is only for the shop. Stored reasons hold no word
// of the customer: the words are quoted from the text, while it is there.
//
// # Before it goes live
//
// [Engine.Preview] decides anew about past cases and shows what would differ from what was decided when they came in.
//
// # What belongs together
//
// A fingerprint lets a text be found again, also with changed words: [Similarity] compares two, [Prints] are keys for a
// store. [Engine.Incidents] says which incidents a complaint may belong to.
//
// # Classifiers
//
// A [Classifier] says what a text is, with probabilities. [Builtin] knows the built-in categories. [Train] learns one from
// labelled texts in any language, a [Model] that is written to a small file and read again; [Model.Learn] takes up
// corrections at once; [Evaluate] says how good a classifier is on texts that it has not seen. [Mean] and [Product] combine
// several, [Cautious] says nothing where it is not sure. Hosts may bring a classifier of their own in [Policy.Classifier].
//
// # Risk
//
// [TrainRisk] learns from past cases how likely something is to happen to one, such as an escalation or a missed limit. A
// [RiskModel] names the factors of each prediction.
//
// # Awkward facts
//
// A text is judged by its first 32 KiB; the reasons say when there was more. Numbers count by their length only, so that an
// order number teaches nothing. A probability is calibrated on texts like those of the training: on others it says less than
// it seems to.
//
// Words are read, not understood: irony, hearsay and what is denied in unusual words mislead. A suspicion is only a
// suspicion: a person verifies it, and nothing is refused for it.
//
// Grades only go up. A policy can add to what the text says, never take away from it; who wants a case less urgent lets a
// person assess it. Nothing with sensitive content or a suspicion is ever screened out, whatever the rules say.
//
// Of grades, points and tags all rules that match apply, of the other lists the first. A later grade sees what an earlier
// one did.
//
// Phrases of a policy are compared in the normal form of the text: small letters, half width, simplified characters. Latin
// letters match whole words, unless an asterisk stands on that side; Chinese phrases match anywhere.
//
// A fingerprint tells something about its text: it is personal data as the text is. Very short texts have none.
package triage
