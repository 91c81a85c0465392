package learn

import (
	"math"
	"slices"
)

// A weight is a whole number from -127 to 127. Eight of a row stand in a word, each in a byte with 128 added. The n-grams of a
// text that count the same, see [levelOf], form a group: their rows are added up in 16 bits for each weight, four at once, and
// only the sums are multiplied, two at once in 32 bits each.
const (
	packed   = 8
	quarters = 0x00FF00FF_00FF00FF
	halves   = 0x0000FFFF_0000FFFF
	shifted  = 128
	// mostTogether is the size of a group, so that no quarter of a word overflows.
	mostTogether = math.MaxUint16 / math.MaxUint8
	// A group counts by a whole number of at most this size, and all n-grams together by at most that, so that no half of a word
	// overflows.
	mostValue = 1 << 16
	mostTotal = math.MaxUint32 / 256
)

// hit is an n-gram of a text that the model knows: where its row begins, and how much it counts.
type hit struct {
	at    int32
	level uint8
}

// group are n-grams of a text that count the same.
type group struct {
	size   int
	number uint64
}

// Judge judges the text that a reader has read. The answers of a head follow with [Model.Probabilities].
func (m *Model) Judge(r *Reader) {
	n := len(m.bias)
	if cap(r.margins) < n+packed {
		r.margins, r.probabilities = make([]float32, n+packed), make([]float32, n+packed)
	}
	r.margins, r.probabilities = r.margins[:n], r.probabilities[:n]
	sizes := m.lookUp(r)
	if r.known = len(r.found) > 0; r.known {
		zero, scale := r.assemble(sizes)
		word := 0
		for ; word+1 < m.stride; word += 2 {
			m.addTwo(r, word, zero, scale)
		}
		if word < m.stride {
			m.add(r, word, zero, scale)
		}
		return
	}
	copy(r.margins, m.bias)
	for i, h := range m.heads { // nothing in the text is known, so one answer is as good as another
		if !h.Multi {
			clear(r.margins[m.first[i]:m.first[i+1]])
		}
	}
}

// lookUp finds the n-grams of a text. It returns how many there are of each level.
func (m *Model) lookUp(r *Reader) (sizes [levels]int) {
	r.found = r.found[:0]
	for i, h := range r.Grams.Hashes {
		row, rarity := m.features.find(h)
		if row < 0 {
			continue
		}
		level := levelOf(rarity * often(r.Grams.Counts[i]))
		sizes[level%levels]++
		r.found = append(r.found, hit{at: int32(row * m.stride), level: level})
	}
	return sizes
}

// assemble puts the n-grams of a text in the order of their levels. It returns what the sums have more than the weights would
// give, and by what they must be multiplied.
func (r *Reader) assemble(sizes [levels]int) (zero int64, scale float32) {
	norm, most, sum := float32(0), float32(0), float32(0)
	for level, size := range &sizes {
		if size > 0 {
			v := levelValues[level]
			norm, most, sum = norm+v*v*float32(size), v, sum+v*float32(size)
		}
	}
	whole := min(mostValue/most, mostTotal/sum)
	r.groups = r.groups[:0]
	place, end := sizes, 0
	for level, size := range &sizes {
		place[level] = end
		if end += size; size == 0 {
			continue
		}
		number := uint64(levelValues[level] * whole)
		zero += int64(size) * int64(number) * shifted
		for ; size > mostTogether; size -= mostTogether {
			r.groups = append(r.groups, group{mostTogether, number})
		}
		r.groups = append(r.groups, group{size, number})
	}
	if cap(r.rows) < end {
		r.rows = make([]int32, 2*end)
	}
	r.rows = r.rows[:end]
	for _, f := range r.found {
		at := &place[f.level%levels]
		r.rows[*at] = f.at
		*at++
	}
	return zero, 1 / (whole * float32(math.Sqrt(float64(norm))))
}

// add adds up the weights of eight columns.
func (m *Model) add(r *Reader, word int, zero int64, scale float32) {
	var a, b, c, d uint64
	weights, rows := m.weights[word:], r.rows
	for _, g := range r.groups {
		var even, odd uint64
		for _, at := range rows[:g.size] {
			w := weights[at]
			even += w & quarters
			odd += w >> 8 & quarters
		}
		rows = rows[g.size:]
		a += even & halves * g.number
		b += odd & halves * g.number
		c += even >> 16 & halves * g.number
		d += odd >> 16 & halves * g.number
	}
	m.put(r, word, [packed]uint64{a, b, c, d, a >> 32, b >> 32, c >> 32, d >> 32}, zero, scale)
}

// addTwo is add for a word and the next.
func (m *Model) addTwo(r *Reader, word int, zero int64, scale float32) {
	var a, b, c, d, e, f, g, h uint64
	weights, rows := m.weights[word:], r.rows
	for i := range r.groups {
		var even, odd, even2, odd2 uint64
		size, number := r.groups[i].size, r.groups[i].number
		for _, at := range rows[:size] {
			pair := weights[at : at+2 : at+2]
			w, x := pair[0], pair[1]
			even += w & quarters
			odd += w >> 8 & quarters
			even2 += x & quarters
			odd2 += x >> 8 & quarters
		}
		rows = rows[size:]
		a += even & halves * number
		b += odd & halves * number
		c += even >> 16 & halves * number
		d += odd >> 16 & halves * number
		e += even2 & halves * number
		f += odd2 & halves * number
		g += even2 >> 16 & halves * number
		h += odd2 >> 16 & halves * number
	}
	m.put(r, word, [packed]uint64{a, b, c, d, a >> 32, b >> 32, c >> 32, d >> 32}, zero, scale)
	m.put(r, word+1, [packed]uint64{e, f, g, h, e >> 32, f >> 32, g >> 32, h >> 32}, zero, scale)
}

// put makes margins of sums.
func (m *Model) put(r *Reader, word int, sums [packed]uint64, zero int64, scale float32) {
	first := word * packed
	for k := first; k < min(first+packed, len(m.bias)); k++ {
		sum := int64(sums[k-first]&math.MaxUint32) - zero
		r.margins[k] = float32(sum)*scale*m.scale[k] + m.bias[k]
	}
}

// room makes a table of weights that are all 0.
func (m *Model) room(rows, columns int) {
	m.stride = (columns + packed - 1) / packed
	m.weights = slices.Repeat([]uint64{0x80808080_80808080}, rows*m.stride)
}

func (m *Model) weight(row, column int) int8 {
	return int8(byte(m.weights[row*m.stride+column/packed]>>(column%packed*8)) ^ shifted)
}

func (m *Model) setWeight(row, column int, w int8) {
	cell, by := &m.weights[row*m.stride+column/packed], column%packed*8
	*cell = *cell&^(0xFF<<by) | uint64(byte(w)^shifted)<<by
}

// quantize turns weights into whole numbers of a byte.
func (m *Model) quantize(weights [][]float32) {
	n, rows := len(weights), m.features.rows()
	m.room(rows, n)
	m.scale, m.bias = make([]float32, n), make([]float32, n)
	for l, w := range weights {
		most := float32(0)
		for _, x := range w[:rows] {
			most = max(most, x, -x)
		}
		m.bias[l] = w[rows] * biasValue
		if most == 0 {
			continue
		}
		m.scale[l] = most / math.MaxInt8
		for f, x := range w[:rows] {
			m.setWeight(f, l, whole(x, m.scale[l]))
		}
	}
}

// exp is the exponential function of a number that is not positive, to seven digits: 2 to a whole power, and the rest by its
// series.
func exp(x float32) float32 {
	const log2e, ln2 = 1.44269504088896341, 0.693147180559945309
	if x < -87 {
		return 0
	}
	whole := float32(int32(x*log2e - 0.5))
	y := x - whole*ln2
	sum := 1 + y*(1+y*(1.0/2+y*(1.0/6+y*(1.0/24+y*(1.0/120+y*(1.0/720))))))
	return sum * math.Float32frombits(uint32(int32(whole)+127)<<23)
}
