package complaint

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"strings"
)

// Reference is the number of a complaint that people read, say on the phone and type: "RXM2-8M5F-NJGF". It follows from
// the complaint's id alone, so nothing stores a counter and any process can compute it.
//
// It is twelve symbols in three groups. The alphabet has 23 symbols, 2 to 9 and CDFGHJKMNPRTVWX: of every pair that is
// mistaken for each other only one is in it (no 0 and O, no 1, I and L, no Z beside 2, no S beside 5, no B beside 8, no
// U and Y beside V, no Q), and there are no vowels, so it spells no words. Eleven symbols name the complaint, and the
// twelfth checks them.
//
// The check finds every single wrong symbol and every swap of two symbols, next to each other or not. Of other mistakes
// it misses about one in 23.
//
// A reference is shorter than an id, so two complaints can have the same one: a given pair with a chance of 1 in 23^11,
// about 2^-49.8. Somewhere among a thousand complaints the chance is about 5e-10, among a million 5e-4, among ten
// million 5 %. A lookup by reference may therefore return more than one complaint and must let a person choose; the id
// is the identity. A reference is also no secret: knowing one gives no right to see the case.
type Reference string

const (
	referenceAlphabet = "23456789CDFGHJKMNPRTVWX"
	referenceBase     = 23 // prime: every weight and every difference of weights has an inverse
	referenceLength   = 12 // with the check symbol
	referenceGroup    = 4
	referenceMaxInput = 64
	// referenceSpace is 23^11, the number of references.
	referenceSpace = 952_809_757_913_927

	referenceRule = "must be a complaint reference: 12 symbols of 23456789CDFGHJKMNPRTVWX such as 2222-2222-2222, " +
		"the last of which checks the others"
)

// NewReference returns the reference of the complaint with this id. The first 16 bytes of the SHA-256 of the id's 16
// bytes, read as one big-endian number, are taken modulo 23^11 and written in base 23. The hash makes ids that follow
// each other in time look unrelated. Taking the remainder favours some references by less than 2^-78, which is nothing.
func NewReference(id ID) Reference {
	sum := sha256.Sum256(id[:])
	n := bits.Rem64(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16]), referenceSpace)
	var digits [referenceLength]int
	for i := referenceLength - 2; i >= 0; i-- {
		digits[i] = int(n % referenceBase)
		n /= referenceBase
	}
	// The weight of the check symbol is -1, so the check symbol is the weighted sum of the others.
	digits[referenceLength-1] = referenceSum(digits)
	return formatReference(digits)
}

// ParseReference reads a reference as people write it: in capitals or not, with or without the dashes, with spaces
// anywhere. The result is in the form that [NewReference] gives. Anything else, and a reference whose check symbol
// does not fit, gives a [*FieldError] for the field "reference". It cannot know whether such a complaint exists.
func ParseReference(s string) (Reference, error) {
	if len(s) > referenceMaxInput {
		return "", fieldError("reference", s, referenceRule)
	}
	var digits [referenceLength]int
	n := 0
	for i := range len(s) {
		c := s[i]
		if c == ' ' || c == '-' {
			continue
		}
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		digit := strings.IndexByte(referenceAlphabet, c)
		if digit < 0 || n == referenceLength {
			return "", fieldError("reference", s, referenceRule)
		}
		digits[n] = digit
		n++
	}
	if n != referenceLength {
		return "", fieldError("reference", s, referenceRule)
	}
	if referenceSum(digits) != 0 {
		return "", fieldError("reference", s, "has a mistake in it: the last symbol does not fit the others")
	}
	return formatReference(digits), nil
}

// referenceSum is the weighted sum of the symbols modulo 23, which is 0 for a correct reference. The weights are 1 to 11,
// and -1 for the check symbol: all different and none of them zero modulo 23. A wrong symbol changes the sum by
// weight * difference, and a swap changes it by difference of weights * difference of symbols; modulo a prime neither
// product is zero.
func referenceSum(digits [referenceLength]int) int {
	sum := -digits[referenceLength-1]
	for i, d := range digits[:referenceLength-1] {
		sum += (i + 1) * d
	}
	return ((sum % referenceBase) + referenceBase) % referenceBase
}

func formatReference(digits [referenceLength]int) Reference {
	b := make([]byte, 0, referenceLength+referenceLength/referenceGroup-1)
	for i, d := range digits {
		if i > 0 && i%referenceGroup == 0 {
			b = append(b, '-')
		}
		b = append(b, referenceAlphabet[d])
	}
	return Reference(b)
}
