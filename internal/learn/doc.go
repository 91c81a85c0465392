// Package learn learns linear classifiers on texts and keeps them in small files: hashed word and character n-grams, weighed by
// how rare they are, a linear support vector machine for each label, and margins that are calibrated to probabilities. One model
// can answer several questions about a text from one table. The same examples and options give the same model, bit by bit.
package learn
