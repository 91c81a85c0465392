package triage

import (
	"crypto/sha256"
	"slices"
)

// SealRisk makes a file of a body, with the right check sum.
func SealRisk(body []byte) []byte {
	sum := sha256.Sum256(body)
	return slices.Concat([]byte(riskMagic), sum[:], body)
}
