package signal

import (
	"cmp"
	"slices"

	"github.com/recourse-go/recourse/internal/text"
)

// wordKind is a set of kinds of words of the table words, which tell what a number near them is.
type wordKind uint32

// wordNames are the codes of the table words: words that stand near an order number, near a number of another kind, near money
// in dispute, a price, money that is only compared, other money; words of waiting, of a promised or granted time, of use; and
// spans of time in words, with their days.
//
//nolint:gochecknoglobals // a table of names
var wordNames = []string{
	"order", "other_number", "dispute", "price", "compare", "other_money", "wait", "promise", "use",
	"days_7", "days_14", "days_15", "days_30", "days_60", "hong_kong",
}

const (
	kindOrder wordKind = 1 << iota
	kindOtherNumber
	kindDispute
	kindPrice
	kindCompare
	kindOtherMoney
	kindWait
	kindPromise
	kindUse
	kindDays7
	kindDays14
	kindDays15
	kindDays30
	kindDays60
	kindHongKong
)

// wordAt is where such a word stands.
type wordAt struct {
	from, to int32
	kind     wordKind
}

// maxEntities bounds what is looked at of each kind.
const maxEntities = 64

// candidate is an entity that was found, with how good it is.
type candidate[T any] struct {
	value    T
	from, to int32
	score    int
}

func best[T any](t *text.Text, list []candidate[T], dst []Entity[T]) []Entity[T] {
	slices.SortStableFunc(list, func(a, b candidate[T]) int { return cmp.Compare(b.score, a.score) })
	for _, c := range list {
		dst = append(dst, Entity[T]{c.value, spanOf(t, c.from, c.to)})
	}
	return dst
}

// entities reads order numbers, sums and days.
func (s *Signals) entities(t *text.Text) {
	w := &s.work
	s.Orders = w.orders(t, s.Orders)
	s.Amounts = w.amounts(t, s.Amounts)
	s.Days = w.days(t, s.Days)
}

// mentions says whether the text has a word of a kind.
func (w *work) mentions(kind wordKind) bool {
	return slices.ContainsFunc(w.context, func(x wordAt) bool { return x.kind&kind != 0 })
}

// near returns the kinds of words within so many runes before and after a place, in its sentence.
func (w *work) near(from, to, before, after int32) (left, right wordKind) {
	i, _ := slices.BinarySearchFunc(w.context, from-before, func(x wordAt, at int32) int { return cmp.Compare(x.to, at) })
	for _, x := range w.context[i:] {
		switch {
		case x.to > to+after+40:
			return left, right
		case x.from >= to:
			if x.from <= to+after && w.ends[x.from] == w.ends[to-1] {
				right |= x.kind
			}
		case x.to <= from:
			if w.ends[x.to-1] == w.ends[from] {
				left |= x.kind
			}
		default:
			left |= x.kind
		}
	}
	return left, right
}
