package alike

import (
	_ "embed"
	"strings"
	"sync"
)

// boilerplate holds what people write around a message, in normal form; lines that start with # are remarks.
//
//go:embed boilerplate.txt
var boilerplate string

// commonBits is the size of the set of common n-grams, as a power of two: so large that few others fall into it by chance.
const commonBits = 15

// common is a set of hashes, of short and long n-grams that count for nothing.
type common [1 << commonBits / 64]uint64

func (c *common) has(h uint64) bool {
	h &= 1<<commonBits - 1
	return c[h/64]>>(h%64)&1 != 0
}

func (c *common) put(h uint64) {
	h &= 1<<commonBits - 1
	c[h/64] |= 1 << (h % 64)
}

var commonGrams = sync.OnceValue(func() *common {
	c := &common{}
	for line := range strings.Lines(boilerplate) {
		if !strings.HasPrefix(line, "#") {
			m := minima{common: &common{}, learned: c}
			m.read([]rune(strings.TrimSuffix(line, "\n")))
		}
	}
	return c
})
