// Package emotion says in which mood a text of a customer is towards the shop, and how strongly, in Chinese and English.
//
// Two judges are added up. Rules read the words of a lexicon from left to right: negations turn a word, also twice; others make
// it stronger or weaker; what follows a "but" weighs more; praise beside a grievance, or between quotation marks, is mockery;
// emoji, marks of exclamation, stretched words and capitals count. A linear model over hashed n-grams knows what the lexicon does
// not; it was learned from openly licensed texts and from the sentences of triage/corpus, see README.md. Both weigh as much as a
// logistic regression found best, with the grades of polarity as soft targets.
package emotion
