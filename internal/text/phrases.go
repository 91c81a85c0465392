package text

import (
	"math"
	"slices"
)

// Phrases finds many phrases in a text at once, in one pass, whatever the text (Aho and Corasick, 1975). It is immutable and safe
// for concurrent use.
//
// A phrase is written as people write it and compared in the normal form of [Text]. Where it begins or ends with a Latin letter
// or a digit it must begin or end a word there, unless an asterisk stands on that side: "refund*" finds refunded. A Chinese phrase
// is found anywhere.
type Phrases struct {
	// next maps a state and a rune to a state; fail is where to go on when there is none.
	next  []map[rune]int32
	fail  []int32
	found [][]int32 // phrases that end in a state, longest first
	list  []phrase
}

type phrase struct {
	length            int
	openLeft, openEnd bool
	latinLeft, latin  bool
}

// Found is a phrase in a text, by the place of its first rune and of the one after its last.
type Found struct {
	Phrase   int
	From, To int
}

// NewPhrases compiles phrases. An empty one is never found.
func NewPhrases(list []string) *Phrases {
	p := &Phrases{next: []map[rune]int32{{}}, fail: []int32{0}, found: [][]int32{nil}}
	for i, s := range list {
		p.add(i, s)
	}
	p.link()
	return p
}

func (p *Phrases) add(i int, s string) {
	x := phrase{}
	if len(s) > 1 && s[0] == '*' {
		x.openLeft, s = true, s[1:]
	}
	if n := len(s); n > 1 && s[n-1] == '*' {
		x.openEnd, s = true, s[:n-1]
	}
	var t Text
	t.Read(s)
	if x.length = len(t.Runes); x.length > 0 {
		x.latinLeft, x.latin = latinOrDigit(t.Runes[0]), latinOrDigit(t.Runes[x.length-1])
	}
	p.list = append(p.list, x)
	if x.length == 0 {
		return
	}
	state := int32(0)
	for _, r := range t.Runes {
		to, ok := p.next[state][r]
		if !ok {
			to = int32(len(p.next))
			p.next[state][r] = to
			p.next, p.fail, p.found = append(p.next, map[rune]int32{}), append(p.fail, 0), append(p.found, nil)
		}
		state = to
	}
	p.found[state] = append(p.found[state], int32(i))
}

// link finds, level by level, where the search goes on when a phrase breaks off.
func (p *Phrases) link() {
	var queue []int32
	for _, to := range p.next[0] {
		queue = append(queue, to)
	}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		for r, to := range p.next[state] {
			queue = append(queue, to)
			f := p.fail[state]
			for f != 0 && !has(p.next[f], r) {
				f = p.fail[f]
			}
			if g, ok := p.next[f][r]; ok && g != to {
				p.fail[to] = g
			}
			p.found[to] = append(slices.Clip(p.found[to]), p.found[p.fail[to]]...)
		}
	}
}

func has(m map[rune]int32, r rune) bool {
	_, ok := m[r]
	return ok
}

// Find appends all phrases of a text, in the order in which they end; of those that end together the longest comes first.
func (p *Phrases) Find(t *Text, dst []Found) []Found { return p.FindFirst(t, dst, math.MaxInt) }

// FindFirst is [Phrases.Find] that stops when dst has so many.
func (p *Phrases) FindFirst(t *Text, dst []Found, most int) []Found {
	state := int32(0)
	for i, r := range t.Runes {
		for {
			if to, ok := p.next[state][r]; ok {
				state = to
				break
			}
			if state == 0 {
				break
			}
			state = p.fail[state]
		}
		for _, at := range p.found[state] {
			from, to := i+1-p.list[at].length, i+1
			if !p.list[at].bounded(t.Runes, from, to) {
				continue
			}
			if len(dst) >= most {
				return dst
			}
			dst = append(dst, Found{int(at), from, to})
		}
	}
	return dst
}

// bounded says whether a phrase that begins or ends with a Latin letter or a digit begins or ends a word where it was found.
func (x *phrase) bounded(runes []rune, from, to int) bool {
	return (!x.latinLeft || x.openLeft || from == 0 || !latinOrDigit(runes[from-1])) &&
		(!x.latin || x.openEnd || to == len(runes) || !latinOrDigit(runes[to]))
}
