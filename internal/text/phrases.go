package text

import (
	"cmp"
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
	// start maps the first runes of phrases to states. A state has the edges from its own entry of first to the next one's, in
	// the order of their runes; fail is where to go on when none fits.
	start map[rune]int32
	low   [1 << 7]int32 // start for ASCII
	first []int32
	edges []edge
	fail  []int32
	// ends has the phrases that end in a state, those of one length; shorter ones are those of the state's other, -1 for none.
	ends  [][]int32
	other []int32
	list  []phrase
}

type edge struct {
	r  rune
	to int32
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
	p := &Phrases{list: make([]phrase, 0, len(list))}
	type written struct {
		runes []rune
		at    int32
	}
	sorted := make([]written, 0, len(list))
	var t Text
	for i, s := range list {
		if runes := p.add(&t, s); len(runes) > 0 {
			sorted = append(sorted, written{slices.Clone(runes), int32(i)})
		}
	}
	slices.SortStableFunc(sorted, func(a, b written) int { return slices.Compare(a.runes, b.runes) })
	// States are numbered in the order of the sorted phrases, so parents come before children.
	parents, runes := []int32{-1}, []rune{0}
	p.ends = [][]int32{nil}
	var path []int32
	var last []rune
	for _, w := range sorted {
		common := 0
		for common < min(len(last), len(w.runes)) && last[common] == w.runes[common] {
			common++
		}
		path = path[:common]
		for _, r := range w.runes[common:] {
			parent := int32(0)
			if len(path) > 0 {
				parent = path[len(path)-1]
			}
			path = append(path, int32(len(parents)))
			parents, runes, p.ends = append(parents, parent), append(runes, r), append(p.ends, nil)
		}
		end := path[len(path)-1]
		p.ends[end] = append(p.ends[end], w.at)
		last = w.runes
	}
	p.lay(parents, runes)
	p.link(parents, runes)
	return p
}

// add reads a phrase and returns its runes, which stay until the next one.
func (p *Phrases) add(t *Text, s string) []rune {
	x := phrase{}
	if len(s) > 1 && s[0] == '*' {
		x.openLeft, s = true, s[1:]
	}
	if n := len(s); n > 1 && s[n-1] == '*' {
		x.openEnd, s = true, s[:n-1]
	}
	t.Read(s)
	if x.length = len(t.Runes); x.length > 0 {
		x.latinLeft, x.latin = latinOrDigit(t.Runes[0]), latinOrDigit(t.Runes[x.length-1])
	}
	p.list = append(p.list, x)
	return t.Runes
}

// lay puts the edges of each state side by side.
func (p *Phrases) lay(parents []int32, runes []rune) {
	n := len(parents)
	p.first = make([]int32, n+1)
	for _, parent := range parents[1:] {
		p.first[parent+1]++
	}
	for i := range n {
		p.first[i+1] += p.first[i]
	}
	p.edges = make([]edge, n-1)
	at := slices.Clone(p.first)
	p.start = make(map[rune]int32)
	for state := 1; state < n; state++ { // children come in the order of their runes
		parent := parents[state]
		p.edges[at[parent]] = edge{runes[state], int32(state)}
		at[parent]++
		switch {
		case parent != 0:
		case runes[state] < int32(len(p.low)):
			p.low[runes[state]] = int32(state)
		default:
			p.start[runes[state]] = int32(state)
		}
	}
}

// link finds, level by level, where the search goes on when a phrase breaks off.
func (p *Phrases) link(parents []int32, runes []rune) {
	n := len(parents)
	depth, order := make([]int32, n), make([]int32, n)
	for state := 1; state < n; state++ {
		depth[state] = depth[parents[state]] + 1
	}
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(depth[a], depth[b]) })
	p.fail, p.other = make([]int32, n), make([]int32, n)
	p.other[0] = -1
	for _, state := range order[1:] {
		f := int32(0)
		if parents[state] != 0 {
			f = p.step(p.fail[parents[state]], runes[state])
		}
		p.fail[state] = f
		if p.other[state] = f; len(p.ends[f]) == 0 {
			p.other[state] = p.other[f]
		}
	}
}

// step goes from a state on with a rune.
func (p *Phrases) step(state int32, r rune) int32 {
	for state != 0 {
		for _, e := range p.edges[p.first[state]:p.first[state+1]] {
			if e.r == r {
				return e.to
			}
			if e.r > r {
				break
			}
		}
		state = p.fail[state]
	}
	if r < int32(len(p.low)) {
		return p.low[r]
	}
	return p.start[r]
}

// Find appends all phrases of a text, in the order in which they end; of those that end together the longest comes first.
func (p *Phrases) Find(t *Text, dst []Found) []Found { return p.FindFirst(t, dst, math.MaxInt) }

// FindFirst is [Phrases.Find] that stops when dst has so many.
func (p *Phrases) FindFirst(t *Text, dst []Found, most int) []Found {
	state := int32(0)
	for i, r := range t.Runes {
		state = p.step(state, r)
		for s := state; s > 0; s = p.other[s] {
			for _, at := range p.ends[s] {
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
	}
	return dst
}

// bounded says whether a phrase that begins or ends with a Latin letter or a digit begins or ends a word where it was found.
func (x *phrase) bounded(runes []rune, from, to int) bool {
	return (!x.latinLeft || x.openLeft || from == 0 || !latinOrDigit(runes[from-1])) &&
		(!x.latin || x.openEnd || to == len(runes) || !latinOrDigit(runes[to]))
}
