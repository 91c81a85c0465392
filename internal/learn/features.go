package learn

import (
	"cmp"
	"math"
	"slices"
)

// maxRows bounds the features of a model.
const maxRows = 1 << 20

// features are the n-grams that a model knows, in the order of their hashes, with how rare each is.
type features struct {
	hashes []uint32
	rarity []float32
	// table finds a hash. A slot holds all that judging a text needs of a row, so that it is one step away in memory.
	table []slot
}

// slot is a place in the table.
type slot struct {
	hash uint32
	next uint32 // 1 + the row, 0 for a free slot
	rare float32
}

// newFeatures makes a table of hashes in ascending order with the rarity of each.
func newFeatures(hashes []uint32, rarity []float32) *features {
	f := &features{hashes: hashes, rarity: rarity}
	size := uint32(16)
	for int(size) < 2*len(hashes) {
		size *= 2
	}
	f.table = make([]slot, size)
	for row, h := range hashes {
		i := h & (size - 1)
		for f.table[i].next != 0 {
			i = (i + 1) & (size - 1)
		}
		f.table[i] = slot{h, uint32(row + 1), rarity[row]}
	}
	return f
}

func (f *features) rows() int { return len(f.hashes) }

// find returns the row of a hash and its rarity, -1 for one that the model does not know.
func (f *features) find(h uint32) (row int, rarity float32) {
	mask := uint32(len(f.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		at := &f.table[i&uint32(len(f.table)-1)]
		if at.hash == h || at.next == 0 {
			return int(at.next) - 1, at.rare
		}
	}
}

// often is how much more an n-gram weighs that stands in a text so often.
func often(count uint16) float32 {
	if int(count) < len(oftens) {
		return oftens[count]
	}
	return 1 + float32(math.Log(float64(count)))
}

var oftens = func() (list [32]float32) { //nolint:gochecknoglobals // a table that nobody changes
	for count := range list {
		list[count] = 1 + float32(math.Log(float64(max(count, 1))))
	}
	return list
}()

// A text's n-grams count in steps of an eighth or less, in training and in judging, so that many count the same and judging may
// add them up first. There are eight steps from each power of two to the next, from 1, which is the least that an n-gram counts,
// to 256, which is more than any does.
const (
	levels    = 64
	levelBits = 3
)

// levelOf is the step of a rarity times [often]: the exponent and the first bits of the fraction.
func levelOf(x float32) uint8 {
	const fraction, one = 23, 127
	return uint8(min(max(int(math.Float32bits(x)>>(fraction-levelBits))-one<<levelBits, 0), levels-1))
}

// levelValues are the middles of the steps.
var levelValues = func() (list [levels]float32) { //nolint:gochecknoglobals // a table that nobody changes
	const perPower = 1 << levelBits
	for level := range list {
		list[level] = float32(math.Ldexp(1+(float64(level%perPower)+0.5)/perPower, level/perPower))
	}
	return list
}()

// vector turns the n-grams of a text into features.
func (f *features) vector(hashes []uint32, counts []uint16) vector {
	v := vector{make([]int32, 0, len(hashes)), make([]float32, 0, len(hashes))}
	sum := float32(0)
	for i, h := range hashes {
		if row, rarity := f.find(h); row >= 0 {
			x := levelValues[levelOf(rarity*often(counts[i]))]
			v.index, v.value = append(v.index, int32(row)), append(v.value, x)
			sum += x * x
		}
	}
	v.lengthOne(sum)
	return v
}

// lengthOne brings a vector to length one; square is the square of its length.
func (v *vector) lengthOne(square float32) {
	if square == 0 {
		return
	}
	length := float32(1 / math.Sqrt(float64(square)))
	for i := range v.value {
		v.value[i] *= length
	}
}

// heaviest returns the table of the rows that weigh most, as rare as they are here.
func (f *features) heaviest(weights [][]float32, keep int) *features {
	weight := make([]float64, f.rows())
	for _, w := range weights {
		for row := range weight {
			weight[row] += float64(w[row]) * float64(w[row])
		}
	}
	rows := make([]int, f.rows())
	for row := range rows {
		rows[row] = row
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(weight[b], weight[a]) })
	rows = rows[:keep]
	slices.Sort(rows)
	hashes, rarity := make([]uint32, keep), make([]float32, keep)
	for i, row := range rows {
		hashes[i], rarity[i] = f.hashes[row], f.rarity[row]
	}
	return newFeatures(hashes, rarity)
}
