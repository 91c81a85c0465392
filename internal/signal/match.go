package signal

import "github.com/recourse-go/recourse/internal/text"

const (
	maxPending = 512 // hits before guards
	maxGuards  = 512
	kept       = 3 // places of a step that are remembered, the latest
)

// work is the room in which a text is matched.
type work struct {
	found   []text.Found
	numbers []number
	// ends has the number of sentences that ended before each rune.
	ends    []int32
	states  []state
	turn    uint32
	pending []pending
	guards  []pending
	context []wordAt
}

// state is where the beginning of a rule up to some step was found.
type state struct {
	turn   uint32
	n      uint8
	places [kept]place
}

type place struct {
	from, to int32
	number   int64
}

type pending struct {
	place
	rule      int32
	cancelled bool
}

// read finds the phrases, the numbers and the sentences of a text.
func (w *work) read(b *book, t *text.Text) {
	w.found = b.phrases.Find(t, w.found[:0])
	w.sentences(t.Runes)
	w.numbers = scanNumbers(t.Runes, w.numbers[:0])
	w.context = w.context[:0]
	words := len(w.numbers)
	for _, f := range w.found {
		if v := b.words[f.Phrase]; v != 0 {
			w.numbers = append(w.numbers, number{from: int32(f.From), to: int32(f.To), value: v * scale, word: true})
		}
		if k := b.context[f.Phrase]; k != 0 {
			if n := len(w.context); n > 0 && w.context[n-1].to == int32(f.To) && w.context[n-1].kind&kindOtherNumber != 0 {
				k &^= kindOrder // 快递单号 is no 单号
			}
			w.context = append(w.context, wordAt{int32(f.From), int32(f.To), k})
		}
	}
	if words < len(w.numbers) {
		w.numbers = joinNumbers(w.numbers, words)
	}
}

func (w *work) sentences(runes []rune) {
	if cap(w.ends) < len(runes)+1 {
		w.ends = make([]int32, len(runes)+1, 2*len(runes)+1)
	}
	w.ends = w.ends[:len(runes)+1]
	n := int32(0)
	for i, r := range runes {
		w.ends[i] = n
		switch r {
		case '。', '!', '?', ';', '…':
			n++
		case '.':
			if i+1 == len(runes) || runes[i+1] == ' ' {
				n++
			}
		}
	}
	w.ends[len(runes)] = n
}

// match finds the rules, step by step, in the order in which phrases and numbers end.
func (w *work) match(b *book) {
	if len(w.states) != b.slots {
		w.states, w.turn = make([]state, b.slots), 0
	}
	w.turn++
	if w.turn == 0 {
		clear(w.states)
		w.turn = 1
	}
	w.pending, w.guards = w.pending[:0], w.guards[:0]
	k := 0
	for i := range w.found {
		f := &w.found[i]
		for ; k < len(w.numbers) && w.numbers[k].to <= int32(f.To); k++ {
			w.number(b, &w.numbers[k])
		}
		for _, u := range b.uses[f.Phrase] {
			w.step(b, u, place{from: int32(f.From), to: int32(f.To)})
		}
	}
	for ; k < len(w.numbers); k++ {
		w.number(b, &w.numbers[k])
	}
}

func (w *work) number(b *book, n *number) {
	for i := range b.numbers {
		if n.value >= b.numbers[i].least*scale {
			w.step(b, b.numbers[i].use, place{n.from, n.to, n.value / scale})
		}
	}
}

// step takes in that a step of a rule was found.
func (w *work) step(b *book, u use, p place) {
	if !u.first {
		before := &w.states[u.slot-1]
		if before.turn != w.turn {
			return
		}
		at := -1
		for i := range before.n { // the nearest that fits
			q := before.places[i]
			if q.to <= p.from && p.from-q.to <= u.gap && w.ends[q.to] == w.ends[p.from] &&
				(at < 0 || q.to >= before.places[at].to) {
				at = int(i)
			}
		}
		if at < 0 {
			return
		}
		p.from = before.places[at].from
		p.number = max(p.number, before.places[at].number)
	}
	if !u.last {
		s := &w.states[u.slot]
		if s.turn != w.turn {
			s.turn, s.n = w.turn, 0
		}
		if s.n == kept {
			copy(s.places[:], s.places[1:])
			s.n--
		}
		s.places[s.n] = p
		s.n++
		return
	}
	switch {
	case b.rules[u.rule].reach == hits:
		if len(w.pending) < maxPending {
			w.pending = append(w.pending, pending{place: p, rule: u.rule})
		}
	case len(w.guards) < maxGuards:
		w.guards = append(w.guards, pending{place: p, rule: u.rule})
	}
}

// cancel marks the hits that guards forbid.
func (w *work) cancel(b *book) {
	for i := range w.guards {
		g := &w.guards[i]
		r := &b.rules[g.rule]
		for k := range w.pending {
			p := &w.pending[k]
			x := &b.rules[p.rule]
			if p.cancelled || x.table != r.table || r.only >= 0 && r.only != p.rule || r.only < 0 && r.code != "*" && r.code != x.code {
				continue
			}
			switch r.reach {
			case over:
				p.cancelled = g.from < p.to && p.from < g.to
			case sentence:
				p.cancelled = w.ends[g.from] <= w.ends[p.to-1] && w.ends[p.from] <= w.ends[g.to-1]
			default:
				p.cancelled = true
			}
		}
	}
}
