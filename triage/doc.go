// Package triage reads what customers write: what it is about, how bad and how urgent it is, and in what tone it is said.
//
// # Classifiers
//
// A [Classifier] says what a text is, with probabilities. [Train] learns one from labelled texts in any language, a [Model] that
// is written to a small file and read again; [Evaluate] says how good a classifier is on texts that it has not seen. Hosts may
// bring a classifier of their own.
//
// # Awkward facts
//
// A text is judged by its first 32 KiB. Numbers count by their length only, so that an order number teaches nothing. A
// probability is calibrated on texts like those of the training: on others it says less than it seems to.
package triage
