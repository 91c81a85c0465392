package alike

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
)

// form is the first character of a signature's text. Signatures of another form cannot be compared with these.
const form = '1'

// MaxEncoded is the length of the longest text of a signature, in bytes.
const MaxEncoded = 1 + (8*(sketchBins+4*printBins)+5)/6

func encoding() *base64.Encoding { return base64.RawURLEncoding.Strict() }

// String returns the signature as a text without blanks: the digit 1 and the base64url form, without padding, of the sketch and of
// the prints in four bytes each, highest first. Who prints it shows personal data.
func (s *Signature) String() string {
	b := make([]byte, sketchBins, sketchBins+4*printBins)
	copy(b, s.sketch[:])
	for _, p := range s.Prints() {
		b = binary.BigEndian.AppendUint32(b, p)
	}
	text := make([]byte, 1, MaxEncoded)
	text[0] = form
	return string(encoding().AppendEncode(text, b))
}

var errSignature = errors.New("is not a signature of this library")

// Parse reads what [Signature.String] wrote, and nothing else: every signature has one text.
func Parse(text string) (Signature, error) {
	var s Signature
	if text == "" || len(text) > MaxEncoded || text[0] != form {
		return s, errSignature
	}
	var buffer [MaxEncoded]byte
	n, err := encoding().Decode(buffer[:], []byte(text[1:]))
	if err != nil || n < sketchBins || n%4 != 0 || encoding().EncodedLen(n) != len(text)-1 { // the decoder skips line ends
		return s, errSignature
	}
	copy(s.sketch[:], buffer[:n])
	for b := buffer[sketchBins:n]; len(b) > 0; b = b[4:] {
		p := binary.BigEndian.Uint32(b)
		if s.n > 0 && p <= s.prints[s.n-1] {
			return Signature{}, errSignature
		}
		s.prints[s.n] = p
		s.n++
	}
	return s, nil
}

// PrintsOf returns the prints of a signature's text, nil where it has none or is not one.
func PrintsOf(text string) []uint32 {
	s, err := Parse(text)
	if err != nil || s.n == 0 {
		return nil
	}
	return append([]uint32(nil), s.Prints()...)
}
