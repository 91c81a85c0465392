package triage

import "github.com/recourse-go/recourse/internal/alike"

// SameText is the least [Similarity] of two texts that say the same in nearly the same words.
const SameText = alike.Threshold

// SameTopic is the least [Similarity] of two texts that are about the same matter in words of their own. Of pairs of messages of
// unlike matters about one in a thousand is as similar, so it takes several that agree: see [ByTopic].
const SameTopic = 0.09

// Similarity says how much of two texts is the same, by their fingerprints: 1 for texts that differ in greeting and order number
// only, 0 for texts that have nothing in common, or where one of the fingerprints is none.
func Similarity(a, b string) float64 {
	x, errX := alike.Parse(a)
	y, errY := alike.Parse(b)
	if errX != nil || errY != nil {
		return 0
	}
	return alike.Similarity(&x, &y)
}

// Prints are what a store finds complaints with a similar text by: those that have any of them, see the field Prints of a query
// of the package storage.
func Prints(fingerprint string) []uint32 { return alike.PrintsOf(fingerprint) }
