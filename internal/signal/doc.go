// Package signal reads from what a customer writes what stands beside its category and its tone: sensitive content, grounds to
// suspect malice, that somebody asks again, the remedy that is asked for, urgency, facts that make a case serious, and order
// numbers, sums and days of waiting. It knows Chinese, simplified and traditional, and English.
//
// What it looks for stands in the tables of the folder data, which people of the business can read and change. A line of a
// table is
//
//	code <tab> weight <tab> pattern <tab> unless
//
// The weight, above 0 and at most 1, says how sure the code is once the pattern is found. Instead of it a line may have one of
// the words over, sentence and text: then the pattern is a guard, which cancels all hits of the code (* for every code of the
// table) that overlap with it, that share a sentence with it, or that stand anywhere in the text. The last column, which may be
// missing, has patterns separated by semicolons that cancel this line alone where they stand in the same sentence.
//
// A pattern is a phrase in the form of [text.Phrases], with these means:
//
//   - (a|b) stands for a or b, (a|b)? for a, b or nothing, and {name} for any phrase of a class of classes.tsv;
//   - a ~ b is b after a with a few characters between (12 with Chinese characters, 36 without), a ~~ b with three times as many,
//     a + b with a blank between at most; all of it within one sentence;
//   - # is a number, in digits or words of either language, #3 one of at least 3; they stand between + and ~ only.
//
// Everything takes time in proportion to the text: phrases are found by one automaton, and sequences by what was found before.
package signal
