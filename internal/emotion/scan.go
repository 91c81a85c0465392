package emotion

import (
	"math"

	"github.com/recourse-go/recourse/internal/text"
)

// Weights of the rules. They follow VADER (Hutto and Gilbert, VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
// Social Media Text, 2014) in kind: a negated word is weaker than its opposite, and the part after "but" outweighs the other.
const (
	negatedGood   = 0.9 // not good is bad
	negatedBad    = 0.5 // not bad is not as good
	twice         = 1.1
	asked         = 0.2 // good? asks
	beforeBut     = 0.6
	afterBut      = 1.3
	mostBoost     = 2.2
	stretchedMore = 1.2
	mockedQuote   = 2
	failure       = 1.5
	// reachHan and reachLatin are how many runes may stand between a modifier and its word.
	reachHan   = 3
	reachLatin = 14
	mostWords  = 8
)

// scan reads the words of a text from left to right and adds up what they say. It keeps no list of them, so it needs no room.
type scan struct {
	lexicon *lexicon
	text    *text.Text
	emotion *Emotion

	good, bad, signs float64 // sums of weights, signs is that of emoji
	all              float64 // sum of all sizes, by which shares are made
	irony            float64 // praise that may be mockery
	first, last      float64
	failures, mocked int
	boosts           int
	strongest        float64
	scale            float64
	exclaims, asks   int
	stretched        int // words with a letter that is repeated

	// The modifiers before a word: how many negations, how strong, and where they end.
	negations int
	boost     float64
	chain     int
	alive     bool

	pending   Word
	isPending bool
}

// Names of rules.
const (
	RuleLexicon     = "lexicon"
	RuleNegated     = "negated"
	RuleDouble      = "double_negated"
	RuleIntensified = "intensified"
	RuleSoftened    = "softened"
	RuleEmoji       = "emoji"
	RuleFailure     = "failure"
	RuleSarcasm     = "sarcasm"
	ruleIrony       = "irony" // praise as long as it is not known to be mockery
)

func latin(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '\'' || r > 0x7F && r < 0x250
}

// straight makes straight apostrophes of curly ones.
func straight(r rune) rune {
	if r == '’' {
		return '\''
	}
	return r
}

// run reads the text.
func (s *scan) run() {
	s.scale, s.boost = 1, 1
	runes := s.text.Runes
	for i := 0; i < len(runes); {
		r := straight(runes[i])
		node, end := s.longest(i)
		if node != 0 {
			s.word(s.lexicon.entries[node], i, end)
			i = end
			continue
		}
		if latin(r) {
			i = s.skipWord(i)
			continue
		}
		s.mark(r, i)
		i++
	}
	s.commit()
	s.settle()
}

// longest returns the longest word of the lexicon that begins at a rune, and where it ends. A letter that stands three times or
// more is passed over where the word does not go on with it: soooo is so.
func (s *scan) longest(i int) (found int32, end int) {
	runes := s.text.Runes
	node := int32(0)
	for j := i; j < len(runes); j++ {
		to := s.lexicon.next(node, straight(runes[j]))
		switch {
		case to != 0:
			node = to
		case s.stretches(i, j):
		default:
			return found, end
		}
		if s.lexicon.entries[node].kind != kindNone && s.ends(j+1) {
			found, end = node, j+1
		}
	}
	return found, end
}

// stretches says whether a rune is one of three equal letters or more, and not the first of them, in a word that begins at i.
func (s *scan) stretches(i, j int) bool {
	runes := s.text.Runes
	r := runes[j]
	if r < 'a' || r > 'z' || j == i || r != runes[j-1] {
		return false
	}
	return j > i+1 && r == runes[j-2] || j+1 < len(runes) && r == runes[j+1]
}

// ends says whether a word may end before a rune.
func (s *scan) ends(j int) bool {
	runes := s.text.Runes
	return j >= len(runes) || !latin(straight(runes[j])) || !latin(straight(runes[j-1]))
}

// skipWord passes over a word in Latin letters.
func (s *scan) skipWord(i int) int {
	runes := s.text.Runes
	same := 0
	for ; i < len(runes) && latin(straight(runes[i])); i++ {
		if i > 0 && runes[i] == runes[i-1] && runes[i] > '9' {
			same++
			if same == 2 {
				s.stretched++
			}
			continue
		}
		same = 0
	}
	return i
}

// mark reads a character that begins no word.
func (s *scan) mark(r rune, i int) {
	switch r {
	case '!':
		s.exclaims++
		s.alive = false
	case '?':
		s.asks++
		s.alive = false
	case ',', '.', ';', ':', '。', '、':
		s.alive = false
	case ' ':
		runes := s.text.Runes
		if i > 0 && text.IsHan(runes[i-1]) && i+1 < len(runes) && text.IsHan(runes[i+1]) {
			s.alive = false
		}
	}
}

// reach says whether the modifiers before still reach a word that begins at a rune.
func (s *scan) reach(from int) bool {
	if !s.alive {
		return false
	}
	limit := reachLatin
	if text.IsHan(s.text.Runes[from]) {
		limit = reachHan
	}
	return from-s.chain <= limit
}

// modify begins or continues a chain of modifiers.
func (s *scan) modify(from, to int) {
	if !s.reach(from) {
		s.negations, s.boost = 0, 1
	}
	s.alive, s.chain = true, to
}

// isStretched says whether a word has a letter three times in a row.
func (s *scan) isStretched(from, to int) bool {
	for i := from + 2; i < to; i++ {
		if s.stretches(from, i) {
			return true
		}
	}
	return false
}

// word reads a word of the lexicon.
func (s *scan) word(e entry, from, to int) {
	weight := float64(e.weight)
	if s.isStretched(from, to) {
		s.stretched++
		weight *= stretchedMore
	}
	if e.kind != kindAfter {
		s.commit()
	}
	switch e.kind {
	case kindNone, kindPlain:
	case kindAfter:
		s.boostBefore(from, weight)
	case kindContrast:
		s.contrast()
	case kindNegation:
		s.modify(from, to)
		s.negations++
	case kindIntensifier, kindSoftener:
		s.modify(from, to)
		s.boost = min(s.boost*weight, mostBoost)
		if e.kind == kindIntensifier {
			s.boosts++
		}
	case kindEmoji:
		s.hold(from, to, weight, RuleEmoji)
	case kindSarcasm:
		s.mocked++
		s.hold(from, to, weight, RuleSarcasm)
	case kindFailure:
		s.failures++
		s.alive = false
		s.hold(from, to, weight*failure, RuleFailure)
	case kindLexicon, kindIrony:
		s.mood(e.kind, weight, from, to)
	}
}

// boostBefore makes the word that stands right before stronger.
func (s *scan) boostBefore(from int, weight float64) {
	if !s.isPending || from-s.pendingEnd() > 1 || s.pending.Rule == RuleEmoji {
		return
	}
	s.pending.Weight *= weight
	s.pending.Rule = RuleIntensified
	s.boosts++
}

// mood weighs a word by what stands before and around it.
func (s *scan) mood(k kind, weight float64, from, to int) {
	runes := s.text.Runes
	rule := RuleLexicon
	if k == kindIrony {
		rule = ruleIrony
	}
	if s.reach(from) {
		switch {
		case s.negations%2 == 1:
			if weight > 0 {
				weight *= -negatedGood
			} else {
				weight *= -negatedBad
			}
			rule = RuleNegated
		case s.negations > 0:
			weight *= twice * s.boost
			rule = RuleDouble
		case s.boost > 1:
			weight *= s.boost
			if rule == RuleLexicon {
				rule = RuleIntensified
			}
		case s.boost < 1:
			weight *= s.boost
			if rule == RuleLexicon {
				rule = RuleSoftened
			}
		}
	}
	s.alive = false
	if to < len(runes) && (runes[to] == '吗' || runes[to] == '么') {
		weight *= asked
	}
	if weight > 0 && from > 0 && to < len(runes) && quote(runes[from-1]) && quote(runes[to]) {
		weight, rule = -mockedQuote, RuleSarcasm
		s.mocked++
	}
	s.hold(from, to, weight, rule)
}

func quote(r rune) bool {
	switch r {
	case '"', '“', '”', '‘', '’', '「', '」', '『', '』', '«', '»':
		return true
	default:
		return false
	}
}

func (s *scan) hold(from, to int, weight float64, rule string) {
	s.pending = Word{Span: Span{int32(from), int32(to)}, Weight: weight * s.scale, Rule: rule}
	s.isPending = true
}

func (s *scan) pendingEnd() int { return int(s.pending.Span.To) }

// contrast makes what came before weigh less than what follows.
func (s *scan) contrast() {
	if s.all == 0 {
		return
	}
	s.good, s.bad, s.irony, s.all = s.good*beforeBut, s.bad*beforeBut, s.irony*beforeBut, s.all*beforeBut
	for i := range s.emotion.Words {
		s.emotion.Words[i].Weight *= beforeBut
	}
	s.scale = afterBut
	s.alive = false
}

// commit adds the word that was waiting for what follows it.
func (s *scan) commit() {
	if !s.isPending {
		return
	}
	s.isPending = false
	w := s.pending
	size := math.Abs(w.Weight)
	s.all += size
	s.strongest = max(s.strongest, size)
	switch {
	case w.Rule == RuleEmoji:
		s.signs += w.Weight
	case w.Rule == ruleIrony:
		s.irony += w.Weight
	case w.Weight > 0:
		s.good += w.Weight
	default:
		s.bad -= w.Weight
	}
	if s.first == 0 {
		s.first = w.Weight
	}
	s.last = w.Weight
	s.keep(w)
}

// keep keeps the strongest words.
func (s *scan) keep(w Word) {
	if len(s.emotion.Words) < mostWords {
		s.emotion.Words = append(s.emotion.Words, w)
		return
	}
	list := s.emotion.Words
	weakest := 0
	for i := range list {
		if math.Abs(list[i].Weight) < math.Abs(list[weakest].Weight) {
			weakest = i
		}
	}
	if math.Abs(w.Weight) > math.Abs(list[weakest].Weight) {
		list[weakest] = w
	}
}

// settle decides what praise beside a grievance was.
func (s *scan) settle() {
	mockery := s.irony > 0 && (s.failures > 0 || s.mocked > 0 || s.signs < -1 || s.bad >= 2 && s.bad > s.good+s.irony)
	if mockery {
		s.bad += s.irony
		s.mocked++
	} else {
		s.good += s.irony
	}
	for i := range s.emotion.Words {
		w := &s.emotion.Words[i]
		if w.Rule != ruleIrony {
			continue
		}
		w.Rule = RuleLexicon
		if mockery {
			w.Rule, w.Weight = RuleSarcasm, -w.Weight
		}
	}
}
