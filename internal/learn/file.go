package learn

import (
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/recourse-go/recourse/complaint"
)

// The form of a model file: the words below, the SHA-256 of everything after it, and a compressed body. All numbers are
// little-endian or varints. A reader of an older version refuses a newer file.
const (
	magic   = "recourse model\n"
	version = 1
	// maxCells bounds the table of weights, in bytes, and maxFile a file.
	maxCells = 1 << 28
	maxFile  = 1 << 28
	maxHeads = 64
)

// ErrFile says that a file is no model: broken, cut off, changed, or of a newer version.
var ErrFile = errors.New("not a model file")

// WriteTo writes the model. The same model always gives the same bytes.
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	var body bytes.Buffer
	z, err := flate.NewWriter(&body, flate.BestCompression)
	if err != nil {
		return 0, fmt.Errorf("write model: %w", err)
	}
	if _, err := z.Write(m.encode()); err != nil {
		return 0, fmt.Errorf("write model: %w", err)
	}
	if err := z.Close(); err != nil {
		return 0, fmt.Errorf("write model: %w", err)
	}
	sum := sha256.Sum256(body.Bytes())
	head := slices.Concat([]byte(magic), []byte{version}, sum[:])
	n, err := w.Write(slices.Concat(head, body.Bytes()))
	if err != nil {
		return int64(n), fmt.Errorf("write model: %w", err)
	}
	return int64(n), nil
}

func (m *Model) encode() []byte {
	b := binary.AppendUvarint(nil, uint64(len(m.heads)))
	for _, h := range m.heads {
		b = appendText(b, h.Name)
		multi := byte(0)
		if h.Multi {
			multi = 1
		}
		b = append(b, multi)
		b = binary.AppendUvarint(b, uint64(len(h.Labels)))
		for _, label := range h.Labels {
			b = appendText(b, label)
		}
	}
	for _, list := range [...][]float32{m.scale, m.bias, m.slope, m.shift} {
		for _, x := range list {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	b = binary.AppendUvarint(b, uint64(m.features.rows()))
	before := uint32(0)
	for _, h := range m.features.hashes {
		b = binary.AppendUvarint(b, uint64(h-before))
		before = h
	}
	for _, x := range m.features.rarity {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	// Column by column the weights compress better.
	for k := range m.bias {
		for row := range m.features.rows() {
			b = append(b, byte(m.weight(row, k)))
		}
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Read reads a model. It takes memory only as far as the file has content for it, at most some 300 MB, and fails with
// [ErrFile] for whatever is no model.
func Read(r io.Reader) (*Model, error) {
	head := make([]byte, len(magic)+1+sha256.Size)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, broken("it is too short", err)
	}
	if string(head[:len(magic)]) != magic {
		return nil, broken("it does not begin like one", nil)
	}
	if v := head[len(magic)]; v != version {
		return nil, broken(fmt.Sprintf("it has version %d, this program reads version %d", v, version), nil)
	}
	var body bytes.Buffer
	n, err := io.Copy(&body, io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, broken("it cannot be read", err)
	}
	if n > maxFile {
		return nil, broken(fmt.Sprintf("it is larger than %d bytes", maxFile), nil)
	}
	if sum := sha256.Sum256(body.Bytes()); !bytes.Equal(sum[:], head[len(magic)+1:]) {
		return nil, broken("its check sum is wrong", nil)
	}
	return decodeBody(flate.NewReader(&body))
}

// decodeBody reads the body. Whoever can write a check sum can still write nonsense: every number is looked at, and memory
// grows with what is read.
func decodeBody(r io.Reader) (*Model, error) {
	d := decoder{r: bufio.NewReader(r)}
	m := d.model()
	if d.err == nil {
		if _, err := d.r.ReadByte(); !errors.Is(err, io.EOF) {
			d.fail("something stands behind its end")
		}
	}
	if d.err != nil {
		return nil, d.err
	}
	return m, nil
}

func broken(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrFile, what, err)
	}
	return fmt.Errorf("%w: %s", ErrFile, what)
}

type decoder struct {
	r   *bufio.Reader
	err error
}

func (d *decoder) fail(what string) {
	if d.err == nil {
		d.err = broken(what, nil)
	}
}

// number reads a number from 0 to most.
func (d *decoder) number(most uint64, what string) int {
	if d.err != nil {
		return 0
	}
	n, err := binary.ReadUvarint(d.r)
	if err != nil {
		d.err = broken("it ends in the middle", err)
		return 0
	}
	if n > most {
		d.fail(fmt.Sprintf("%s is %d, at most %d are allowed", what, n, most))
		return 0
	}
	return int(n)
}

// bytes reads so many bytes, a piece at a time.
func (d *decoder) bytes(n int) []byte {
	const piece = 1 << 16
	var out []byte
	for len(out) < n && d.err == nil {
		at := len(out)
		out = append(out, make([]byte, min(piece, n-at))...)
		if _, err := io.ReadFull(d.r, out[at:]); err != nil {
			d.err = broken("it ends in the middle", err)
		}
	}
	return out
}

func (d *decoder) text() string {
	b := d.bytes(d.number(complaint.MaxLine, "the length of a text"))
	if d.err == nil && (len(b) == 0 || !utf8.Valid(b)) {
		d.fail("a name is empty or no UTF-8")
	}
	return string(b)
}

func (d *decoder) floats(n int, what string) []float32 {
	b := d.bytes(4 * n)
	if d.err != nil {
		return nil
	}
	out := make([]float32, n)
	for i := range out {
		x := math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if math.IsNaN(float64(x)) || x > 1e9 || x < -1e9 {
			d.fail(what + " is no sensible number")
			return nil
		}
		out[i] = x
	}
	return out
}

func (d *decoder) model() *Model {
	m := &Model{first: []int{0}}
	for range d.number(maxHeads, "the number of questions") {
		h := Head{Name: d.text()}
		h.Multi = d.number(1, "a flag") == 1
		n := d.number(maxLabels, "the number of labels")
		for range n {
			if d.err != nil {
				return nil
			}
			h.Labels = append(h.Labels, d.text())
		}
		d.checkLabels(&h)
		m.heads = append(m.heads, h)
		m.first = append(m.first, m.first[len(m.first)-1]+n)
	}
	n := m.first[len(m.first)-1]
	if n == 0 || n > maxLabels {
		d.fail("it has no labels, or too many")
	}
	for _, list := range [...]*[]float32{&m.scale, &m.bias, &m.slope, &m.shift} {
		*list = d.floats(n, "a weight")
	}
	rows := d.number(maxRows, "the number of features")
	if d.err == nil && rows*n > maxCells {
		d.fail(fmt.Sprintf("it has %d weights, at most %d are allowed", rows*n, maxCells))
	}
	hashes := d.hashes(rows)
	rarity := d.floats(rows, "a rarity")
	cells := d.bytes(rows * n)
	if d.err != nil {
		return nil
	}
	m.features = *newFeatures(hashes, rarity)
	m.room(rows, n)
	for k := range n {
		for row := range rows {
			m.setWeight(row, k, int8(cells[k*rows+row]))
		}
	}
	return m
}

func (d *decoder) checkLabels(h *Head) {
	n := len(h.Labels)
	if d.err != nil {
		return
	}
	if n == 0 || n == 1 && !h.Multi || !slices.IsSorted(h.Labels) || len(slices.Compact(slices.Clone(h.Labels))) != n {
		d.fail("its labels are missing, out of order or doubled")
	}
}

func (d *decoder) hashes(rows int) []uint32 {
	var list []uint32
	before := uint64(0)
	for i := 0; i < rows && d.err == nil; i++ {
		step := uint64(d.number(math.MaxUint32, "a hash"))
		if i > 0 && step == 0 || before+step > math.MaxUint32 {
			d.fail("its features are out of order")
		}
		before += step
		list = append(list, uint32(before))
	}
	return list
}
