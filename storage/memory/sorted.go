package memory

import (
	"slices"
	"sort"

	"github.com/recourse-go/recourse/storage"
)

// blockSize bounds a block. Putting something in the middle moves half a block; the list of blocks is short.
const blockSize = 256

// sorted is a list of versions in the order of their keys, cut into blocks. The zero value is empty. Blocks are never empty.
type sorted struct {
	blocks []block
	size   int
}

// block is a sorted run of slots. Its last key stands beside it, so that a search does not visit every block.
type block struct {
	last  storage.Key
	slots []slot
}

type slot struct {
	*version
	key storage.Key
}

func compareSlot(s slot, k storage.Key) int { return s.key.Compare(k) }

// seek returns the place of the first slot whose key is not below k. It may be behind the last block.
func (l *sorted) seek(k storage.Key) (place, bool) {
	b := sort.Search(len(l.blocks), func(i int) bool { return l.blocks[i].last.Compare(k) >= 0 })
	if b == len(l.blocks) {
		return place{block: b}, false
	}
	i, found := slices.BinarySearchFunc(l.blocks[b].slots, k, compareSlot)
	return place{block: b, slot: i}, found
}

// insert puts a version at a key, in place of what stands there.
func (l *sorted) insert(k storage.Key, v *version) {
	at, found := l.seek(k)
	switch {
	case found:
		l.blocks[at.block].slots[at.slot].version = v
		return
	case len(l.blocks) == 0:
		l.blocks = []block{{}}
	case at.block == len(l.blocks):
		at = place{block: at.block - 1, slot: len(l.blocks[at.block-1].slots)}
	}
	l.size++
	b := &l.blocks[at.block]
	if len(b.slots) == blockSize {
		at = l.split(at)
		b = &l.blocks[at.block]
	}
	if b.slots == nil {
		b.slots = make([]slot, 0, blockSize)
	}
	b.slots = slices.Insert(b.slots, at.slot, slot{key: k, version: v})
	b.last = b.slots[len(b.slots)-1].key
}

// split makes room in a full block and returns the place that at has become. A block that grows at its end stays full,
// because keys mostly come in order.
func (l *sorted) split(at place) place {
	full := &l.blocks[at.block]
	cut := blockSize / 2
	if at.slot == blockSize {
		cut = blockSize
	}
	rest := block{last: full.last, slots: append(make([]slot, 0, blockSize), full.slots[cut:]...)}
	clear(full.slots[cut:])
	full.slots = full.slots[:cut]
	full.last = full.slots[cut-1].key
	l.blocks = slices.Insert(l.blocks, at.block+1, rest)
	if at.slot > cut || cut == blockSize {
		return place{block: at.block + 1, slot: at.slot - cut}
	}
	return at
}

func (l *sorted) remove(k storage.Key) {
	at, found := l.seek(k)
	if !found {
		return
	}
	l.size--
	b := &l.blocks[at.block]
	b.slots = slices.Delete(b.slots, at.slot, at.slot+1)
	if len(b.slots) == 0 {
		l.blocks = slices.Delete(l.blocks, at.block, at.block+1)
		return
	}
	b.last = b.slots[len(b.slots)-1].key
}

// place is a position in a list of blocks.
type place struct{ block, slot int }

// run walks over a list from a place on, up or down.
type run struct {
	list *sorted
	at   place
	down bool
}

// from returns a run over all slots after a key, in the direction of the order, or over all where there is no key.
func (l *sorted) from(after storage.Key, has, down bool) run {
	r := run{list: l, down: down}
	switch {
	case has && down:
		r.at, _ = l.seek(after)
		r.at.slot--
	case has:
		var found bool
		if r.at, found = l.seek(after); found {
			r.at.slot++
		}
	case down:
		r.at = place{block: len(l.blocks), slot: -1}
	}
	r.settle()
	return r
}

// settle moves a place that has left its block to the next one.
func (r *run) settle() {
	if r.down && r.at.slot < 0 {
		r.at.block--
		if r.at.block >= 0 {
			r.at.slot = len(r.list.blocks[r.at.block].slots) - 1
		}
	}
	if !r.down && r.at.block < len(r.list.blocks) && r.at.slot >= len(r.list.blocks[r.at.block].slots) {
		r.at = place{block: r.at.block + 1}
	}
}

// slot returns where the run stands, or nil at its end.
func (r *run) slot() *slot {
	if r.at.block < 0 || r.at.block >= len(r.list.blocks) {
		return nil
	}
	return &r.list.blocks[r.at.block].slots[r.at.slot]
}

func (r *run) next() {
	if r.down {
		r.at.slot--
	} else {
		r.at.slot++
	}
	r.settle()
}
