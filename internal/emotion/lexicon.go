package emotion

import (
	"embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/recourse-go/recourse/internal/text"
)

// lexiconFiles hold the words: a line that begins with @ names kind and weight of the words that follow, separated by commas;
// lines that begin with # are notices. Of a word that stands in several places the first
// counts, but one that stands among the negations too is a negation, and praise among the words of irony can be mockery.
//
//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// lexiconOrder is the order in which the files are read: what was written for this project goes before the open lists.
var lexiconOrder = [...]string{"zh", "en", "signs", "open"} //nolint:gochecknoglobals // a constant list

// kind is what a word does in a sentence.
type kind uint8

const (
	kindNone        kind = iota
	kindPlain            // says nothing, and keeps the words in it from being read by themselves
	kindLexicon          // says something good or bad
	kindFailure          // a fact that is a grievance, whatever the tone
	kindIrony            // praise that is mockery beside a grievance
	kindSarcasm          // mockery by itself
	kindEmoji            // a picture of a mood
	kindContrast         // what follows weighs more
	kindNegation         // turns what follows
	kindIntensifier      // makes what follows stronger
	kindSoftener         // makes what follows weaker
	kindAfter            // makes what precedes stronger
)

var kindNames = map[string]kind{ //nolint:gochecknoglobals // a constant table
	"plain": kindPlain, "lexicon": kindLexicon, "failure": kindFailure, "irony": kindIrony, "sarcasm": kindSarcasm,
	"emoji": kindEmoji, "contrast": kindContrast, "negation": kindNegation, "intensifier": kindIntensifier,
	"softener": kindSoftener, "after": kindAfter,
}

// entry is a word of the lexicon; its kind is none for what only begins one.
type entry struct {
	kind   kind
	weight float32
}

var errLexicon = errors.New("no lexicon")

// lexicon is a tree of runes in one hash table: a node and a rune lead to a node. It is immutable once built.
type lexicon struct {
	keys    []uint64 // node<<21 | rune, 0 for a free slot: nothing leads on by the rune 0
	nodes   []int32
	entries []entry // of each node
	mask    uint64
	used    int
}

func newLexicon() *lexicon {
	const size = 1 << 12
	return &lexicon{keys: make([]uint64, size), nodes: make([]int32, size), entries: make([]entry, 1), mask: size - 1}
}

func slot(key uint64) uint64 {
	key *= 0x9E3779B97F4A7C15
	return key >> 32
}

// next returns where a rune leads from a node, 0 for nowhere.
func (l *lexicon) next(node int32, r rune) int32 {
	key := uint64(node)<<21 | uint64(r)
	for i := slot(key) & l.mask; l.keys[i] != 0; i = (i + 1) & l.mask {
		if l.keys[i] == key {
			return l.nodes[i]
		}
	}
	return 0
}

// add takes a word in unless it is there already.
func (l *lexicon) add(word *text.Text, e entry) {
	node := int32(0)
	for _, r := range word.Runes {
		to := l.next(node, r)
		if to == 0 {
			to = int32(len(l.entries))
			l.entries = append(l.entries, entry{})
			l.link(uint64(node)<<21|uint64(r), to)
		}
		node = to
	}
	if node == 0 {
		return
	}
	switch old := &l.entries[node]; {
	case old.kind == kindNone, old.kind == kindLexicon && e.kind == kindNegation:
		*old = e
	case old.kind == kindLexicon && (e.kind == kindIrony || e.kind == kindSarcasm):
		old.kind = e.kind // praise that may be mockery is still praise of that weight
	}
}

func (l *lexicon) link(key uint64, to int32) {
	l.used++
	if 2*l.used > len(l.keys) {
		keys, nodes := l.keys, l.nodes
		l.keys, l.nodes, l.mask = make([]uint64, 2*len(keys)), make([]int32, 2*len(keys)), 2*l.mask+1
		for i, k := range keys {
			if k != 0 {
				l.put(k, nodes[i])
			}
		}
	}
	l.put(key, to)
}

func (l *lexicon) put(key uint64, to int32) {
	i := slot(key) & l.mask
	for l.keys[i] != 0 {
		i = (i + 1) & l.mask
	}
	l.keys[i], l.nodes[i] = key, to
}

// read takes a file in.
func (l *lexicon) read(file string) error {
	var e entry
	var word text.Text
	for i, line := range strings.Split(file, "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '@':
			name, number, _ := strings.Cut(strings.TrimSpace(line[1:]), " ")
			weight, err := strconv.ParseFloat(number, 32)
			if e = (entry{kindNames[name], float32(weight)}); err != nil || e.kind == kindNone {
				return fmt.Errorf("%w: line %d: %q names no kind and weight", errLexicon, i+1, line)
			}
		case e.kind == kindNone:
			return fmt.Errorf("%w: line %d: words before their kind", errLexicon, i+1)
		default:
			for w := range strings.SplitSeq(line, ",") {
				word.Read(w)
				l.add(&word, e)
			}
		}
	}
	return nil
}

// lookup builds the lexicon when it is first needed. A test shows that all files can be read.
var lookup = sync.OnceValue(func() *lexicon {
	l := newLexicon()
	for _, name := range lexiconOrder {
		file, err := lexiconFiles.ReadFile("lexicon/" + name + ".txt")
		if err == nil {
			_ = l.read(string(file))
		}
	}
	return l
})
