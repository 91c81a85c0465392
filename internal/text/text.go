package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxRead is how many bytes of a text are looked at. A longer text is judged by its beginning, and the assessment says so.
const MaxRead = 32 << 10

// Text is what a customer wrote, in the form in which words are looked up: full-width forms are folded, letters are small,
// traditional characters simplified, white space is a single blank, and invisible characters are gone. Each rune knows where
// it stood, so that evidence can be shown in the original.
type Text struct {
	Runes []rune
	// At is the byte offset in the original of each rune, with one more entry for the end.
	At []int32
	// Original is what was read: the text, cut at [MaxRead] before a character that does not fit.
	Original string
	// Cut says that the original was longer than [MaxRead].
	Cut bool
	// Han, Latin and Other count letters: Chinese characters, Latin letters, and letters of other scripts.
	Han, Latin, Other int
	// Capitals counts the capital letters of ASCII in the original.
	Capitals int
}

// Read brings a text into that form and forgets the one before. It takes time in proportion to the text, whatever stands in it.
func (t *Text) Read(s string) {
	t.Runes, t.At = t.Runes[:0], t.At[:0]
	t.Cut, t.Han, t.Latin, t.Other, t.Capitals = false, 0, 0, 0, 0
	if len(s) > MaxRead {
		t.Cut = true
		end := MaxRead
		for end > MaxRead-utf8.UTFMax && !utf8.RuneStart(s[end]) {
			end--
		}
		s = s[:end]
	}
	t.Original = s
	table := hanTable()
	blank := true // none at the beginning
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r < utf8.RuneSelf:
			blank = t.ascii(r, i, blank)
		case r == utf8.RuneError && size == 1, invisible(r):
		case IsHan(r):
			t.Han++
			blank = t.add(table.simple(r), i)
		case r >= 0xFF01 && r <= 0xFF5E: // full-width forms of ASCII
			blank = t.ascii(r-0xFEE0, i, blank)
		case unicode.IsSpace(r):
			blank = t.ascii(' ', i, blank)
		default:
			blank = t.rest(r, i, blank)
		}
		i += size
	}
	if n := len(t.Runes); n > 0 && blank {
		t.Runes, t.At = t.Runes[:n-1], t.At[:n-1]
	}
	t.At = append(t.At, int32(len(s)))
}

func (t *Text) add(r rune, at int) bool {
	t.Runes, t.At = append(t.Runes, r), append(t.At, int32(at))
	return false
}

// ascii takes a character of ASCII in and says whether it was a blank.
func (t *Text) ascii(r rune, at int, blank bool) bool {
	switch {
	case r <= ' ' || r == 0x7F:
		if !blank {
			t.add(' ', at)
		}
		return true
	case r >= 'A' && r <= 'Z':
		t.Latin++
		t.Capitals++
		return t.add(r+'a'-'A', at)
	case r >= 'a' && r <= 'z':
		t.Latin++
	}
	return t.add(r, at)
}

// rest takes in what is rare: accents, other scripts, compatibility forms, emoji.
func (t *Text) rest(r rune, at int, blank bool) bool {
	p := norm.NFKC.PropertiesString(string(r))
	if d := p.Decomposition(); d != nil {
		for len(d) > 0 {
			x, size := utf8.DecodeRune(d)
			d = d[size:]
			switch {
			case x < utf8.RuneSelf:
				blank = t.ascii(x, at, blank)
			case unicode.Is(unicode.Mn, x): // an accent: café is cafe
			default:
				blank = t.letter(x, at)
			}
		}
		return blank
	}
	if unicode.Is(unicode.Mn, r) {
		return blank
	}
	return t.letter(r, at)
}

func (t *Text) letter(r rune, at int) bool {
	r = unicode.ToLower(r)
	switch {
	case IsHan(r):
		t.Han++
		r = hanTable().simple(r)
	case unicode.Is(unicode.Latin, r):
		t.Latin++
	case unicode.IsLetter(r):
		t.Other++
	}
	return t.add(r, at)
}

// IsHan says whether a character is a Chinese one.
func IsHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x3FFFF
}

// invisible says whether a character shows nothing: marks of direction, joiners, variation selectors, soft hyphens.
func invisible(r rune) bool {
	switch {
	case r == 0xAD, r == 0xFEFF, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF, r >= 0x80 && r <= 0x9F:
		return true
	default:
		return false
	}
}

// Language says in which language a text is, as far as the letters tell: "zh", "en", "mixed" for both, "other" for other
// scripts, "" for a text without letters. Latin letters are taken for English.
func (t *Text) Language() string {
	// A Chinese character says about as much as three letters.
	han, latin, other := 3*t.Han, t.Latin, 2*t.Other
	switch all := han + latin + other; {
	case all == 0:
		return ""
	case 2*other > all:
		return "other"
	case 8*latin < han:
		return "zh"
	case 8*han < latin:
		return "en"
	default:
		return "mixed"
	}
}
