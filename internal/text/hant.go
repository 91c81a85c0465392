package text

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

// hantPairs holds a pair of characters a line, traditional and simplified; lines that start with # are the notice.
//
//go:embed hant.txt
var hantPairs string

// simplified maps traditional characters of the range of common Chinese characters to simplified ones.
type simplified struct {
	common [0xA000 - 0x3400]uint16 // 0 for a character that stays
}

func (s *simplified) simple(r rune) rune {
	if i := r - 0x3400; i >= 0 && int(i) < len(s.common) {
		if to := s.common[i]; to != 0 {
			return rune(to)
		}
	}
	return r
}

// hanTable returns the one table.
func hanTable() *simplified { return buildHan() }

var buildHan = sync.OnceValue(func() *simplified {
	s := &simplified{}
	for line := range strings.Lines(hantPairs) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		from, size := utf8.DecodeRuneInString(line)
		to, _ := utf8.DecodeRuneInString(line[size:])
		if i := from - 0x3400; i >= 0 && int(i) < len(s.common) && to <= 0xFFFF {
			s.common[i] = uint16(to)
		}
	}
	return s
})
