package alike

import "slices"

const (
	sketchBins = 64
	printBins  = 24
)

// Signature is the fingerprint of a text, of a fixed size. The zero value is that of a text without letters and digits; it has no
// prints. It is personal data as the text is: it tells whether a guessed text is the one.
type Signature struct {
	// sketch holds for each bin the low bits of the smallest hash of a short n-gram that falls into it, 0 for none.
	sketch [sketchBins]uint8
	// prints are the first n of these, in ascending order and without doubles.
	prints [printBins]uint32
	n      uint8
}

// The lengths of n-grams, in characters. A Chinese character says as much as three or four letters.
const (
	shortHan, longHan     = 2, 5
	shortOther, longOther = 4, 9
	window                = 16 // a power of two, more than the longest
	base                  = 0x9E3779B97F4A7C15
	number                = '0' // stands for every number and order number
)

// powers are base to the power of the lengths, by the rules of unsigned numbers of 64 bits.
func power(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= base
	}
	return p
}

// Sign returns the signature of a text in normal form: small letters, simplified characters, as package text makes it. Only
// letters, digits and symbols that stand for words count; blanks and punctuation do not. A word that has a digit in it stands for
// any number. It takes time in proportion to the text and allocates nothing.
func Sign(text []rune) Signature {
	var m minima
	m.read(text)
	return m.signature()
}

// minima are the smallest hashes so far.
type minima struct {
	sketch [sketchBins]uint64 // complements of hashes, so that zero is an empty bin
	prints [printBins]uint64
	// past are the hashes of the last beginnings of the text, by their length.
	past  [window]uint64
	count int
	whole uint64
}

var (
	powShortHan   = power(shortHan)
	powLongHan    = power(longHan)
	powShortOther = power(shortOther)
	powLongOther  = power(longOther)
)

func (m *minima) read(text []rune) {
	for i := 0; i < len(text); {
		r := text[i]
		switch {
		case isHan(r):
			m.add(r, shortHan, longHan, powShortHan, powLongHan)
			i++
		case inWord(r):
			end, digits := i+1, r >= '0' && r <= '9'
			for end < len(text) && inWord(text[end]) {
				digits = digits || text[end] >= '0' && text[end] <= '9'
				end++
			}
			if digits {
				m.add(number, shortOther, longOther, powShortOther, powLongOther)
				i = end
				continue
			}
			for _, r := range text[i:end] {
				if r != '\'' {
					m.add(r, shortOther, longOther, powShortOther, powLongOther)
				}
			}
			i = end
		case r > 0x2FF && (r < 0x2000 || r > 0x206F) && (r < 0x3000 || r > 0x303F):
			m.add(r, shortOther, longOther, powShortOther, powLongOther)
			i++
		default:
			i++
		}
	}
}

func (m *minima) add(r rune, short, long int, powShort, powLong uint64) {
	m.whole = m.whole*base + uint64(r) + 1
	m.count++
	at := m.count
	if at >= short {
		h := finish(m.whole - m.past[(at-short)&(window-1)]*powShort)
		bin := h >> (64 - 6)
		m.sketch[bin] = max(m.sketch[bin], ^h)
	}
	if at >= long {
		h := finish(m.whole - m.past[(at-long)&(window-1)]*powLong + longSalt)
		bin := h >> 32 * printBins >> 32
		if ^h > m.prints[bin] && !common(uint32(h)) {
			m.prints[bin] = ^h
		}
	}
	m.past[at&(window-1)] = m.whole
}

const longSalt = 0xD6E8FEB86659FD93

func finish(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	return h ^ h>>32
}

func (m *minima) signature() Signature {
	var s Signature
	for i, h := range m.sketch {
		if h != 0 {
			s.sketch[i] = uint8(h%255) + 1
		}
	}
	for _, h := range m.prints {
		if h != 0 {
			s.prints[s.n] = uint32(^h)
			s.n++
		}
	}
	slices.Sort(s.prints[:s.n])
	s.n = uint8(len(slices.Compact(s.prints[:s.n])))
	clear(s.prints[s.n:])
	if s.n == 0 && m.count > 0 { // a short text, or one of common words only: found when it is the same
		s.prints[0] = uint32(finish(m.whole))
		s.n = 1
	}
	return s
}

func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x3FFFF
}

func inWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '\'' || r > 0xBF && r < 0x300
}

// Prints returns the keys by which an index finds the text.
func (s *Signature) Prints() []uint32 { return s.prints[:s.n] }

// Similarity estimates how much two texts have in common, from 0 to 1: the number of n-grams in both by the number in either. It
// is symmetric, and 1 for equal signatures.
func Similarity(a, b *Signature) float64 {
	same, all := 0, 0
	for i, x := range a.sketch {
		y := b.sketch[i]
		if x|y != 0 {
			all++
			if x == y {
				same++
			}
		}
	}
	if all == 0 {
		return 1
	}
	return float64(same) / float64(all)
}
