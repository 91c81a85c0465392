package alike

import "slices"

// The sizes of a signature. A text typed again with one letter in ten wrong shares some six of 32 prints, and hardly ever none.
const (
	sketchBins = 64
	printBins  = 32
)

// Threshold is the [Similarity] from which two texts that share a print count as the same. With one letter in ten wrong, copies
// lie around 0.45; different messages that happen to share a turn of phrase hardly ever come above 0.2.
const Threshold = 0.25

// Signature is the fingerprint of a text, of a fixed size. The zero value is that of a text without letters and digits; it has no
// prints. It is personal data as the text is: it tells whether a guessed text is the one.
type Signature struct {
	// sketch holds for each bin eight bits of the smallest hash of a short n-gram that falls into it, 0 for none.
	sketch [sketchBins]uint8
	// prints are the first n of these, in ascending order and without doubles.
	prints [printBins]uint32
	n      uint8
}

// The lengths of n-grams in characters. A Chinese character says as much as two letters.
const (
	shortHan, longHan     = 2, 5
	shortOther, longOther = 4, 10
	window                = 16 // a power of two, more than the longest
)

const (
	base     = 0x9E3779B97F4A7C15
	longSalt = 0xD6E8FEB86659FD93
	number   = '0' // stands for every number and order number
)

// Powers of base, by the rules of unsigned numbers of 64 bits.
const (
	base2  = base * base & (1<<64 - 1)
	base4  = base2 * base2 & (1<<64 - 1)
	base5  = base4 * base & (1<<64 - 1)
	base10 = base5 * base5 & (1<<64 - 1)
)

// Sign returns the signature of a text in normal form: small letters, simplified characters, as package text makes it. Only
// letters, digits and symbols that stand for words count; blanks and punctuation do not. A word that has a digit in it, or several
// in a row, stand for any number. It takes time in proportion to the text and allocates nothing.
func Sign(text []rune) Signature {
	m := minima{common: commonGrams()}
	m.read(text)
	return m.signature()
}

// minima are the smallest hashes so far, as complements, so that zero is an empty bin.
type minima struct {
	sketch [sketchBins]uint64
	prints [printBins]uint64
	// past are the hashes of the last beginnings of the text, by their length: a polynomial of the characters (Karp and Rabin, 1987).
	past  [window]uint64
	whole uint64
	count int
	// number says that the last character stands for a number: several in a row count as one.
	number bool
	common *common
	// learned is where n-grams are put that shall count for nothing, nil for nowhere.
	learned *common
}

func (m *minima) read(text []rune) {
	for i := 0; i < len(text); {
		r := text[i]
		switch {
		case isHan(r):
			m.add(r)
			m.short(shortHan, base2)
			m.long(longHan, base5)
			i++
		case inWord(r):
			end := i
			digits := false
			for end < len(text) && (inWord(text[end]) || joins(text[end])) {
				digits = digits || text[end] <= '9' && text[end] >= '0'
				end++
			}
			m.word(text[i:end], digits)
			i = end
		default:
			if counts(r) {
				m.letter(r)
			}
			i++
		}
	}
}

func (m *minima) word(w []rune, digits bool) {
	if digits {
		if !m.number {
			m.letter(number)
		}
		m.number = true
		return
	}
	for _, r := range w {
		if r != '\'' && !joins(r) {
			m.letter(r)
		}
	}
}

func (m *minima) letter(r rune) {
	m.add(r)
	m.short(shortOther, base4)
	m.long(longOther, base10)
}

func (m *minima) add(r rune) {
	m.whole = m.whole*base + uint64(r) + 1
	m.count++
	m.number = false
	m.past[m.count%window] = m.whole
}

// last is the hash of the last n characters, where power is base to the power of n.
func (m *minima) last(n int, power uint64) uint64 { return m.whole - m.past[(m.count-n)%window]*power }

func (m *minima) short(n int, power uint64) {
	if m.count < n {
		return
	}
	h := finish(m.last(n, power))
	if bin := h >> (64 - 6); ^h > m.sketch[bin] && !m.common.has(h) {
		m.sketch[bin] = ^h
	}
	if m.learned != nil {
		m.learned.put(h)
	}
}

func (m *minima) long(n int, power uint64) {
	if m.count < n {
		return
	}
	h := finish(m.last(n, power) + longSalt)
	if bin := h >> 32 * printBins >> 32; ^h > m.prints[bin] && !m.common.has(h) {
		m.prints[bin] = ^h
	}
	if m.learned != nil {
		m.learned.put(h)
	}
}

// finish spreads a hash over all bits.
func finish(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	return h ^ h>>32
}

func (m *minima) signature() Signature {
	var s Signature
	for i, h := range &m.sketch {
		if h != 0 {
			s.sketch[i] = uint8(h>>8%255) + 1
		}
	}
	for _, h := range &m.prints {
		if h != 0 {
			s.prints[s.n] = uint32(^h)
			s.n++
		}
	}
	slices.Sort(s.prints[:s.n])
	s.n = uint8(len(slices.Compact(s.prints[:s.n])))
	clear(s.prints[s.n:])
	if s.n == 0 && m.count > 0 { // a short text, or one of common words only: it is found when it is the same
		s.prints[0] = uint32(finish(m.whole + uint64(m.count)))
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

// joins says whether a character may stand inside an order number.
func joins(r rune) bool { return r == '-' || r == '_' || r == '/' }

// counts says whether a character that is no Latin letter and no Chinese one stands for a word: letters of other scripts, emoji.
func counts(r rune) bool {
	return r > 0x2FF && (r < 0x2000 || r > 0x206F) && (r < 0x3000 || r > 0x303F) && (r < 0xFF00 || r > 0xFFEF)
}

// Prints returns the keys by which an index finds the text, in ascending order without doubles. They belong to the signature.
func (s *Signature) Prints() []uint32 { return s.prints[:s.n] }

// Similarity estimates how much two texts have in common, from 0 to 1: the number of n-grams in both by the number in either. It
// is symmetric, and 1 for equal signatures. Texts without any n-gram that counts are compared by their prints.
func Similarity(a, b *Signature) float64 {
	same, all := 0, 0
	for i, x := range a.sketch {
		y := b.sketch[i]
		if x|y == 0 {
			continue
		}
		all++
		if x == y {
			same++
		}
	}
	switch {
	case all > 0:
		return float64(same) / float64(all)
	case a.prints == b.prints && a.n == b.n:
		return 1
	default:
		return 0
	}
}
