package learn

import (
	"math"
	"slices"
)

// A weight is a whole number from -127 to 127. Eight of a row stand in a word, each in a byte with 128 added, so that the sums
// of all eight grow by a few multiplications: a byte of the lower half and one of the upper are multiplied at once.
const (
	packed  = 8
	halves  = 0x000000FF_000000FF
	shifted = 128
	// A text's own weights are made whole numbers of at most this size, and all of them together of at most that, so that no
	// half of a word overflows.
	mostValue = 1 << 12
	mostTotal = math.MaxUint32 / 256
)

// hit is an n-gram of a text that the model knows: where its row begins, and how much it weighs.
type hit struct {
	at     int32
	value  float32
	number uint64
}

// Judge judges the text that a reader has read. The answers of a head follow with [Model.Probabilities].
func (m *Model) Judge(r *Reader) {
	n := len(m.bias)
	if cap(r.margins) < n+packed {
		r.margins, r.probabilities = make([]float32, n+packed), make([]float32, n+packed)
	}
	r.margins, r.probabilities = r.margins[:n], r.probabilities[:n]
	norm, most, sum := m.lookUp(r)
	if r.known = norm > 0; r.known {
		whole := min(mostValue/most, mostTotal/sum)
		total := uint64(0)
		for i := range r.found {
			r.found[i].number = uint64(r.found[i].value * whole)
			total += r.found[i].number
		}
		scale := 1 / (whole * float32(math.Sqrt(float64(norm))))
		word := 0
		for ; word+1 < m.stride; word += 2 {
			m.addTwo(r, word, int64(total)*shifted, scale)
		}
		if word < m.stride {
			m.add(r, word, int64(total)*shifted, scale)
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

// lookUp finds the n-grams of a text. It returns the square of its length, its largest weight, and the sum of all.
func (m *Model) lookUp(r *Reader) (norm, most, sum float32) {
	r.found = r.found[:0]
	for i, h := range r.Grams.Hashes {
		row, rarity := m.features.find(h)
		if row < 0 {
			continue
		}
		v := rarity * often(r.Grams.Counts[i])
		norm, most, sum = norm+v*v, max(most, v), sum+v
		r.found = append(r.found, hit{at: int32(row * m.stride), value: v})
	}
	return norm, most, sum
}

// add adds up the weights of eight columns.
func (m *Model) add(r *Reader, word int, zero int64, scale float32) {
	var a, b, c, d uint64
	weights := m.weights[word:]
	for i := range r.found {
		f := &r.found[i]
		w := weights[f.at]
		a += w & halves * f.number
		b += w >> 8 & halves * f.number
		c += w >> 16 & halves * f.number
		d += w >> 24 & halves * f.number
	}
	m.put(r, word, [packed]uint64{a, b, c, d, a >> 32, b >> 32, c >> 32, d >> 32}, zero, scale)
}

// addTwo is add for a word and the next.
func (m *Model) addTwo(r *Reader, word int, zero int64, scale float32) {
	var a, b, c, d, e, f, g, h uint64
	weights := m.weights[word:]
	for i := range r.found {
		at, number := int(r.found[i].at), r.found[i].number
		pair := weights[at : at+2 : at+2]
		w, x := pair[0], pair[1]
		a += w & halves * number
		b += w >> 8 & halves * number
		c += w >> 16 & halves * number
		d += w >> 24 & halves * number
		e += x & halves * number
		f += x >> 8 & halves * number
		g += x >> 16 & halves * number
		h += x >> 24 & halves * number
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
