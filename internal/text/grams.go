package text

// Grams collects the hashed word and character n-grams of a text, each with its number. It is reused from text to text and
// allocates nothing once it has grown.
//
// Of words in Latin letters it takes the word, the pair with the word before it, and its character sequences of 3 to 5 with
// the ends of the word marked. Of Chinese characters, which have no spaces between words, it takes sequences of 1 to 3.
// Numbers count by their length only, so that an order number says no more than that there is one.
type Grams struct {
	Hashes []uint32 // distinct, in the order in which they first came
	Counts []uint16 // of each
	Spots  []Spot   // where each stood first; for a sequence inside a word that is the word
	spot   Spot
	table  []uint32 // 1 + the place in hashes, 0 for a free slot
	mask   uint32
}

// Spot is a place in a text: runes From inclusive to To exclusive.
type Spot struct{ From, To int32 }

const (
	maxGrams  = 1 << 15 // distinct n-grams that are kept of one text
	maxWord   = 32      // runes of a word whose sequences are taken
	firstSize = 1 << 11
)

// Salts keep the kinds of n-grams apart.
const (
	saltWord  = 0x9E3779B1
	saltPair  = 0x85EBCA77
	saltInner = 0xC2B2AE3D
	saltHan   = 0x27D4EB2F
	saltOther = 0x165667B1
)

func mix(h uint32, r rune) uint32 {
	h = (h ^ uint32(r)) * 0x01000193
	return h ^ h>>15
}

func finish(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x7FEB352D
	h ^= h >> 15
	h *= 0x846CA68B
	return h ^ h>>16
}

func (g *Grams) reset() {
	if g.table == nil {
		g.table, g.mask = make([]uint32, firstSize), firstSize-1
	}
	if len(g.Hashes) > len(g.table)/16 {
		clear(g.table)
	} else {
		for _, h := range g.Hashes {
			for i := h & g.mask; g.table[i] != 0; i = (i + 1) & g.mask {
				g.table[i] = 0
			}
		}
	}
	g.Hashes, g.Counts, g.Spots = g.Hashes[:0], g.Counts[:0], g.Spots[:0]
}

// WholeWord says whether a hash stands for a word or a pair of words rather than for a sequence of characters.
func WholeWord(hash uint32) bool { return hash>>31 == 1 }

func (g *Grams) add(h uint32) { g.put(finish(h) &^ (1 << 31)) }

func (g *Grams) addWord(h uint32) { g.put(finish(h) | 1<<31) }

func (g *Grams) put(h uint32) {
	i := h & g.mask
	for ; g.table[i] != 0; i = (i + 1) & g.mask {
		if at := g.table[i] - 1; g.Hashes[at] == h {
			if g.Counts[at] < 1<<15 {
				g.Counts[at]++
			}
			return
		}
	}
	if len(g.Hashes) >= maxGrams {
		return
	}
	g.Hashes, g.Counts, g.Spots = append(g.Hashes, h), append(g.Counts, 1), append(g.Spots, g.spot)
	g.table[i] = uint32(len(g.Hashes))
	if 2*len(g.Hashes) > len(g.table) {
		g.grow()
	}
}

func (g *Grams) grow() {
	g.table = make([]uint32, 2*len(g.table))
	g.mask = uint32(len(g.table) - 1)
	for at, h := range g.Hashes {
		i := h & g.mask
		for g.table[i] != 0 {
			i = (i + 1) & g.mask
		}
		g.table[i] = uint32(at + 1)
	}
}

func latinOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '\'' || r > 0x7F && r < 0x250
}

// Take collects the n-grams of a text.
func (g *Grams) Take(t *Text) {
	g.reset()
	before, since := uint32(0), int32(0) // hash and place of the word before, 0 at a boundary
	for i := 0; i < len(t.Runes); {
		r := t.Runes[i]
		switch {
		case IsHan(r):
			end := i + 1
			for end < len(t.Runes) && IsHan(t.Runes[end]) {
				end++
			}
			g.han(t.Runes[i:end], int32(i))
			before, i = 0, end
		case latinOrDigit(r):
			end := i + 1
			for end < len(t.Runes) && latinOrDigit(t.Runes[end]) {
				end++
			}
			g.spot = Spot{int32(i), int32(end)}
			word := g.word(t.Runes[i:end])
			if before != 0 {
				g.spot.From = since
				g.addWord(mix(mix(saltPair, rune(before)), rune(word)))
			}
			before, since, i = word, int32(i), end
		case r == ' ':
			i++
		default:
			if speaks(r) {
				g.spot = Spot{int32(i), int32(i + 1)}
				g.add(mix(saltOther, r))
			}
			before = 0
			i++
		}
	}
}

// speaks says whether a character counts by itself: marks of exclamation and question, symbols, emoji, letters of other
// scripts.
func speaks(r rune) bool {
	return r == '!' || r == '?' || r > 0x250 && r < 0x3000 || r >= 0x1F000
}

func (g *Grams) han(run []rune, at int32) {
	for i := range run {
		h := uint32(saltHan)
		for n := 0; n < 3 && i+n < len(run); n++ {
			h = mix(h, run[i+n])
			g.spot = Spot{at + int32(i), at + int32(i+n+1)}
			g.add(h + uint32(n))
		}
	}
}

// word adds a word and its inner sequences, and returns its hash.
func (g *Grams) word(w []rune) uint32 {
	digits := 0
	for _, r := range w {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if digits > 0 { // a number, or an order number
		h := mix(mix(saltWord, '0'), rune(min(len(w), 6)))
		if digits < len(w) {
			h = mix(h, 'a')
		}
		g.addWord(h)
		return h
	}
	h := uint32(saltWord)
	for _, r := range w {
		h = mix(h, r)
	}
	g.addWord(h)
	if len(w) > maxWord {
		return h
	}
	var padded [maxWord + 2]rune
	padded[0] = '<'
	copy(padded[1:], w)
	padded[len(w)+1] = '>'
	p := padded[:len(w)+2]
	for i := range p {
		x := uint32(saltInner)
		for n := 0; n < 5 && i+n < len(p); n++ {
			x = mix(x, p[i+n])
			if n >= 2 {
				g.add(x + uint32(n))
			}
		}
	}
	return h
}
