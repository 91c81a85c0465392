// Package alike finds texts that say the same in nearly the same words: a message sent twice, with another greeting, with another
// order number, or typed again with mistakes.
//
// A [Signature] is what is kept of a text. It has two parts, both of min-wise hashes (Broder, 1997) with one permutation (Li, Owen
// and Zhang, 2012): a sketch of short n-grams, from which [Similarity] estimates how much of two texts is the same, and prints of
// long n-grams, by which an index finds the few texts that are worth comparing. Two texts that share no print are not compared,
// so a look-up costs the same however many texts there are.
//
// Greetings, thanks and other phrases that people write around a message count for nothing: they stand in boilerplate.txt.
//
// The package depends on the standard library alone, so that storage can read prints without the rest of the engine.
package alike
