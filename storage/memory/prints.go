package memory

import (
	"context"
	"fmt"
	"slices"

	"github.com/recourse-go/recourse/storage"
)

// prints finds complaints by the keys of their fingerprints. Nearly all keys have one complaint; the others have a list in the
// order by received.
type prints struct {
	one  map[uint32]*record
	many map[uint32][]printed
}

// printed is a complaint in the list of a key, and the moment by which it stands there.
type printed struct {
	*record
	received int64
}

func newPrints() prints {
	return prints{one: map[uint32]*record{}, many: map[uint32][]printed{}}
}

func (p printed) key() storage.Key { return storage.Key{First: p.received, ID: p.state.ID} }

func comparePrinted(p printed, k storage.Key) int { return p.key().Compare(k) }

// reprint puts a record under its keys, where before is what the index holds of it, nil for a new one.
func (t *tenant) reprint(r *record, before *storage.Index) {
	if before != nil {
		if before.Received == r.index.Received && slices.Equal(before.Prints, r.index.Prints) {
			return
		}
		for _, p := range before.Prints {
			t.prints.remove(p, printed{r, before.Received})
		}
	}
	for _, p := range r.index.Prints {
		t.prints.add(p, printed{r, r.index.Received})
	}
}

func (p *prints) add(key uint32, r printed) {
	list, ok := p.many[key]
	if !ok {
		other, taken := p.one[key]
		if !taken {
			p.one[key] = r.record
			return
		}
		delete(p.one, key)
		list = []printed{{other, other.index.Received}}
	}
	at, _ := slices.BinarySearchFunc(list, r.key(), comparePrinted)
	p.many[key] = slices.Insert(list, at, r)
}

func (p *prints) remove(key uint32, r printed) {
	list, ok := p.many[key]
	if !ok {
		delete(p.one, key)
		return
	}
	if at, found := slices.BinarySearchFunc(list, r.key(), comparePrinted); found {
		list = slices.Delete(list, at, at+1)
	}
	if len(list) > 0 {
		p.many[key] = list
		return
	}
	delete(p.many, key)
}

// of returns the complaints of a key, in the order by received.
func (p *prints) of(key uint32) []printed {
	if r, ok := p.one[key]; ok {
		return []printed{{r, r.index.Received}}
	}
	return p.many[key]
}

// walksPrints says whether the lists of prints are in the order that a query asks for.
func walksPrints(q *storage.Query) bool {
	return len(q.Prints) > 0 && (q.Order.By == "" || q.Order.By == storage.ByReceived)
}

// near answers a query for prints in the order by received. It walks over the lists of the keys at once and stops with the page,
// however long they are.
func (t *tenant) near(ctx context.Context, q *storage.Query, after storage.Key, has bool, yield func(*slot) bool) error {
	lists := make([][]printed, 0, len(q.Prints))
	for _, p := range q.Prints {
		list := t.prints.of(p)
		if has {
			at, found := slices.BinarySearchFunc(list, after, comparePrinted)
			switch {
			case q.Order.Descending:
				list = list[:at]
			case found:
				list = list[at+1:]
			default:
				list = list[at:]
			}
		}
		if len(list) > 0 {
			lists = append(lists, list)
		}
	}
	for n := 1; len(lists) > 0; n++ {
		if n%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("while reading: %w", err)
			}
		}
		r := nextPrinted(&lists, q.Order)
		if q.MatchIndex(r.index) && !yield(&slot{version: r.version, key: r.key()}) {
			return nil
		}
	}
	return nil
}

// nextPrinted takes the complaint that comes first out of every list that it leads.
func nextPrinted(lists *[][]printed, order storage.Order) printed {
	end := func(list []printed) printed {
		if order.Descending {
			return list[len(list)-1]
		}
		return list[0]
	}
	best := end((*lists)[0])
	for _, list := range (*lists)[1:] {
		if r := end(list); order.Before(r.key(), best.key()) {
			best = r
		}
	}
	for i, list := range *lists {
		if end(list).record != best.record {
			continue
		}
		if order.Descending {
			(*lists)[i] = list[:len(list)-1]
		} else {
			(*lists)[i] = list[1:]
		}
	}
	*lists = slices.DeleteFunc(*lists, func(list []printed) bool { return len(list) == 0 })
	return best
}
