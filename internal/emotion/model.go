package emotion

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"sync"

	"github.com/recourse-go/recourse/internal/learn"
	"github.com/recourse-go/recourse/internal/text"
)

//go:generate go run gen_model.go

// modelFile is what gen_model.go writes.
//
//go:embed model.bin
var modelFile []byte

// HashBits is how much of the hash of an n-gram the model keeps.
const HashBits = 24

// Model is what was learned: how n-grams and the sums of the rules turn a text to good or bad, and how strong they make it.
type Model struct {
	// Hashes are the n-grams in ascending order, the lower [HashBits] of their hashes. Polarity and Intensity are their weights
	// in units of Scale.
	Hashes              []uint32
	Polarity, Intensity []int8
	Scale               [2]float32
	// Mood weighs the sums of the rules, a row for Chinese and one for English; Strength does for intensity.
	Mood     [2][Moods]float32
	Strength [2][Strengths]float32

	slots []int32 // 1 + row of a hash, 0 for a free slot
}

// ErrModel says that the bytes are no model.
var ErrModel = errors.New("no model of emotion")

// Encode writes the model: flate over little-endian and varint numbers. The same model gives the same bytes.
func (m *Model) Encode() ([]byte, error) {
	var b []byte
	for _, x := range m.numbers() {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(*x))
	}
	b = binary.AppendUvarint(b, uint64(len(m.Hashes)))
	before := uint32(0)
	for _, h := range m.Hashes {
		b = binary.AppendUvarint(b, uint64(h-before))
		before = h
	}
	for _, list := range [...][]int8{m.Polarity, m.Intensity} {
		for _, w := range list {
			b = append(b, byte(w))
		}
	}
	var file bytes.Buffer
	z, err := flate.NewWriter(&file, flate.BestCompression)
	if err == nil {
		_, err = z.Write(b)
	}
	if err == nil {
		err = z.Close()
	}
	return file.Bytes(), err
}

// numbers are the fields that are single numbers.
func (m *Model) numbers() []*float32 {
	list := []*float32{&m.Scale[0], &m.Scale[1]}
	for i := range m.Mood {
		for k := range m.Mood[i] {
			list = append(list, &m.Mood[i][k])
		}
		for k := range m.Strength[i] {
			list = append(list, &m.Strength[i][k])
		}
	}
	return list
}

// Decode reads a model. It is for the file beside this one, not for files of strangers, and fails with [ErrModel].
func Decode(file []byte) (*Model, error) {
	b, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(file)), 1<<24))
	if err != nil {
		return nil, errors.Join(ErrModel, err)
	}
	m := &Model{}
	numbers := m.numbers()
	if len(b) < 4*len(numbers) {
		return nil, ErrModel
	}
	for i, x := range numbers {
		*x = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	b = b[4*len(numbers):]
	count, n := binary.Uvarint(b)
	if n <= 0 || count > uint64(len(b)) {
		return nil, ErrModel
	}
	b = b[n:]
	before := uint64(0)
	for range count {
		step, n := binary.Uvarint(b)
		if n <= 0 || before+step >= 1<<HashBits {
			return nil, ErrModel
		}
		before += step
		m.Hashes, b = append(m.Hashes, uint32(before)), b[n:]
	}
	if uint64(len(b)) != 2*count {
		return nil, ErrModel
	}
	for i := range count {
		m.Polarity, m.Intensity = append(m.Polarity, int8(b[i])), append(m.Intensity, int8(b[count+i]))
	}
	m.index()
	return m, nil
}

func (m *Model) index() {
	size := uint32(16)
	for int(size) < 2*len(m.Hashes) {
		size *= 2
	}
	m.slots = make([]int32, size)
	for row, h := range m.Hashes {
		i := h & (size - 1)
		for m.slots[i] != 0 {
			i = (i + 1) & (size - 1)
		}
		m.slots[i] = int32(row + 1)
	}
}

// row returns the row of a hash, -1 for one that the model does not know.
func (m *Model) row(h uint32) int {
	h &= 1<<HashBits - 1
	mask := uint32(len(m.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		at := m.slots[i]
		if at == 0 {
			return -1
		}
		if m.Hashes[at-1] == h {
			return int(at - 1)
		}
	}
}

// judge adds up the weights of the n-grams of a text, over the root of their number. A mark of exclamation is left out: it
// counts by a rule.
func (m *Model) judge(r *learn.Reader) (polarity, intensity float64) {
	mood, strength, count := 0, 0, 0
	for _, h := range r.Grams.Hashes {
		if h == exclamation {
			continue
		}
		count++
		if row := m.row(h); row >= 0 {
			mood += int(m.Polarity[row])
			strength += int(m.Intensity[row])
		}
	}
	if count == 0 {
		return 0, 0
	}
	norm := 1 / math.Sqrt(float64(count))
	return float64(mood) * float64(m.Scale[0]) * norm, float64(strength) * float64(m.Scale[1]) * norm
}

// Hashes appends the n-grams of a text that the model counts, in ascending order.
func Hashes(r *learn.Reader, dst []uint32) []uint32 {
	for _, h := range r.Grams.Hashes {
		if h != exclamation {
			dst = append(dst, h&(1<<HashBits-1))
		}
	}
	slices.Sort(dst)
	return dst
}

// exclamation is the hash of a mark of exclamation.
var exclamation = func() uint32 { //nolint:gochecknoglobals // a constant that has to be computed
	var t text.Text
	var g text.Grams
	t.Read("!")
	g.Take(&t)
	return g.Hashes[0]
}()

// builtin reads the model when it is first needed; a test shows that it can be read.
var builtin = sync.OnceValue(func() *Model {
	m, err := Decode(modelFile)
	if err != nil {
		m = &Model{}
		m.index()
	}
	return m
})
