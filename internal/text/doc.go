// Package text brings what people write into the form in which the triage engine looks at it, and takes it apart into n-grams.
// Everything takes time in proportion to the text, and nothing in it can go wrong: what is no text counts for nothing.
package text
