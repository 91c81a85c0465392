package signal

import (
	"slices"

	"github.com/recourse-go/recourse/internal/text"
)

// orders finds order numbers: letters and digits, or many digits where a word says that it is an order.
func (w *work) orders(t *text.Text, dst []Entity[string]) []Entity[string] {
	var room [4]candidate[string]
	list := room[:0]
	runes := t.Runes
	for i := 0; i < len(runes) && len(list) < maxEntities; {
		if !latin(runes[i]) || i > 0 && (latin(runes[i-1]) || runes[i-1] == '@') {
			i++
			continue
		}
		from, letters, digits := i, 0, 0
		for i < len(runes) && (latin(runes[i]) || (runes[i] == '-' || runes[i] == '_') && follows(runes, i+1)) {
			switch {
			case isDigit(runes[i]):
				digits++
			case isLetter(runes[i]):
				letters++
			}
			i++
		}
		if score := w.orderScore(runes, int32(from), int32(i), letters, digits); score > 0 {
			span := spanOf(t, int32(from), int32(i))
			list = append(list, candidate[string]{t.Original[span.From:span.To], int32(from), int32(i), score})
		}
	}
	return best(t, list, dst)
}

// orderScore says how likely a word of so many letters and digits is an order number: 0 for not at all.
func (w *work) orderScore(runes []rune, from, to int32, letters, digits int) int {
	if digits < 4 || to-from > 40 || letters > 8 || partOfOther(runes, from, to) {
		return 0
	}
	left, _ := w.near(from, to, 22, 0)
	near, _ := w.near(from, to, 10, 0)
	if from > 0 && runes[from-1] == '#' {
		left |= kindOrder
		near |= kindOrder
	}
	if near&kindOtherNumber != 0 && (near&kindOrder == 0 || !w.later(from, kindOrder, kindOtherNumber)) {
		return 0
	}
	called := left&kindOrder != 0
	if letters == 0 {
		if called && digits >= 5 {
			return 3
		}
		return 0
	}
	switch {
	case called:
		return 4
	case isLetter(runes[from]) && digits+letters >= 6: // not 5000mah
		return 2
	default:
		return 0
	}
}

// partOfOther says whether a word is part of an address of mail, a web address, a telephone number or a sum.
func partOfOther(runes []rune, from, to int32) bool {
	if to < int32(len(runes)) && (runes[to] == '@' || runes[to] == '.' && follows(runes, int(to)+1)) {
		return true
	}
	return from > 0 && (runes[from-1] == '.' || runes[from-1] == '+' || money(runes[from-1]))
}

// later says whether the nearest word of one kind before a place stands nearer than that of another.
func (w *work) later(at int32, a, b wordKind) bool {
	for _, x := range slices.Backward(w.context) {
		switch {
		case x.to > at:
		case x.kind&b != 0:
			return false
		case x.kind&a != 0:
			return true
		case at-x.to > 40:
			return false
		}
	}
	return false
}

func money(r rune) bool { return r == '$' || r == '£' || r == '€' || r == '¥' || r == '₹' }
