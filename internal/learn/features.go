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
	// table finds a hash: 1 + its row, 0 for a free slot.
	table []uint32
}

// newFeatures makes a table of hashes in ascending order.
func newFeatures(hashes []uint32) *features {
	f := &features{hashes: hashes, rarity: make([]float32, len(hashes))}
	size := uint32(16)
	for int(size) < 2*len(hashes) {
		size *= 2
	}
	f.table = make([]uint32, size)
	for row, h := range hashes {
		i := h & (size - 1)
		for f.table[i] != 0 {
			i = (i + 1) & (size - 1)
		}
		f.table[i] = uint32(row + 1)
	}
	return f
}

func (f *features) rows() int { return len(f.hashes) }

// row returns the row of a hash, -1 for one that the model does not know.
func (f *features) row(h uint32) int {
	mask := uint32(len(f.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		at := f.table[i]
		if at == 0 {
			return -1
		}
		if f.hashes[at-1] == h {
			return int(at - 1)
		}
	}
}

// weight is how much an n-gram that stands in a text so often weighs, before the text is brought to length one.
func (f *features) weight(row int, count uint16) float32 {
	if count == 1 {
		return f.rarity[row]
	}
	return f.rarity[row] * (1 + float32(math.Log(float64(count))))
}

// vector turns the n-grams of a text into features.
func (f *features) vector(hashes []uint32, counts []uint16) vector {
	v := vector{make([]int32, 0, len(hashes)), make([]float32, 0, len(hashes))}
	sum := float32(0)
	for i, h := range hashes {
		if row := f.row(h); row >= 0 {
			x := f.weight(row, counts[i])
			v.index, v.value = append(v.index, int32(row)), append(v.value, x)
			sum += x * x
		}
	}
	if sum > 0 {
		length := float32(1 / math.Sqrt(float64(sum)))
		for i := range v.value {
			v.value[i] *= length
		}
	}
	return v
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
	hashes := make([]uint32, keep)
	for i, row := range rows {
		hashes[i] = f.hashes[row]
	}
	kept := newFeatures(hashes)
	for i, row := range rows {
		kept.rarity[i] = f.rarity[row]
	}
	return kept
}
