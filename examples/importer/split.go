package importer

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// utf8BOM may stand at the beginning of a file.
var utf8BOM = []byte("\xEF\xBB\xBF")

// splitter cuts a file into rows of bounded size, one at a time. It reads ahead no more than one row.
type splitter struct {
	in *bufio.Reader
	// pending was read already and comes before in.
	pending []byte
	format  Format
	comma   byte
	limit   int
	// line is the number of the next line, read counts the bytes.
	line int
	read int64
}

// piece is one row as it stands in the file.
type piece struct {
	raw []byte
	// line is where it begins.
	line int
	// long says that it is longer than the limit; raw is then empty.
	long bool
	// open says that a quote is not closed before the end of the file.
	open bool
}

func newSplitter(r io.Reader, format Format, comma byte, limit int) *splitter {
	s := &splitter{in: bufio.NewReaderSize(r, 64<<10), format: format, comma: comma, limit: limit, line: 1}
	if start, err := s.in.Peek(len(utf8BOM)); err == nil && bytes.Equal(start, utf8BOM) {
		n, _ := s.in.Discard(len(utf8BOM))
		s.read += int64(n)
	}
	return s
}

// next returns the next row that is not empty, or [io.EOF].
func (s *splitter) next() (piece, error) {
	for {
		p, err := s.row()
		if err != nil || p.long || len(bytes.TrimSpace(p.raw)) > 0 {
			return p, err
		}
	}
}

// row reads up to a line end that is not quoted.
func (s *splitter) row() (piece, error) {
	p := piece{line: s.line}
	q := quotes{comma: s.comma}
	for {
		chunk, err := s.chunk()
		switch {
		case errors.Is(err, io.EOF) && len(p.raw) == 0 && !p.long:
			return p, io.EOF
		case errors.Is(err, io.EOF):
			if p.open = q.inside(); p.open {
				s.giveBack(&p)
			}
			return p.trimmed(s.limit), nil
		case err != nil:
			return p, err
		}
		if s.format == CSV {
			q.scan(chunk)
		}
		p.add(chunk, s.limit+len("\r\n"))
		if chunk[len(chunk)-1] != '\n' {
			continue
		}
		s.line++
		if !q.inside() {
			return p.trimmed(s.limit), nil
		}
	}
}

// add takes more bytes in, or none at all once there are too many.
func (p *piece) add(chunk []byte, limit int) {
	if p.long = p.long || len(p.raw)+len(chunk) > limit; p.long {
		p.raw = nil
		return
	}
	p.raw = append(p.raw, chunk...)
}

// trimmed is the row without its line end.
func (p piece) trimmed(limit int) piece {
	p.raw = bytes.TrimSuffix(bytes.TrimSuffix(p.raw, []byte("\n")), []byte("\r"))
	if len(p.raw) > limit {
		p.raw, p.long = nil, true
	}
	return p
}

// giveBack keeps the first line of a record whose quote is never closed, and puts the other lines back.
func (s *splitter) giveBack(p *piece) {
	first, rest, found := bytes.Cut(p.raw, []byte("\n"))
	if !found {
		return
	}
	s.pending = append([]byte(nil), rest...)
	s.line = p.line + 1
	p.raw = first
}

// chunk returns one or more bytes up to and with the next line end, or as many as fit the buffer, or an error.
func (s *splitter) chunk() ([]byte, error) {
	if len(s.pending) > 0 {
		n := bytes.IndexByte(s.pending, '\n') + 1
		if n == 0 {
			n = len(s.pending)
		}
		chunk := s.pending[:n]
		s.pending = s.pending[n:]
		return chunk, nil
	}
	chunk, err := s.in.ReadSlice('\n')
	s.read += int64(len(chunk))
	if len(chunk) > 0 && (errors.Is(err, bufio.ErrBufferFull) || errors.Is(err, io.EOF)) {
		err = nil
	}
	return chunk, err
}

// quotes follows the quotes of a CSV record in the way of encoding/csv: a field is quoted when a quote is its first
// character, "" inside stands for one quote, and after a quote in a wrong place the record ends with the line.
type quotes struct {
	comma byte
	state quoteState
}

type quoteState int

const (
	fieldStart   quoteState = iota // also the zero value: the beginning of a record
	plainField                     // in a field without quotes
	quotedField                    // in a quoted field
	quoteInField                   // behind a quote in a quoted field: its end or the first half of ""
	brokenField                    // behind a quote in a wrong place
)

// inside says whether a line end would be part of a field.
func (q *quotes) inside() bool { return q.state == quotedField }

func (q *quotes) scan(chunk []byte) {
	for len(chunk) > 0 {
		if q.state == quotedField { // long texts stand in quotes: go to the next one at once
			next := bytes.IndexByte(chunk, '"')
			if next < 0 {
				return
			}
			chunk = chunk[next:]
		}
		q.state = q.after(chunk[0])
		chunk = chunk[1:]
	}
}

func (q *quotes) after(c byte) quoteState {
	switch q.state {
	case quotedField:
		if c == '"' {
			return quoteInField
		}
		return quotedField
	case quoteInField:
		switch c {
		case '"':
			return quotedField
		case q.comma:
			return fieldStart
		case '\r', '\n':
			return plainField
		default:
			return brokenField
		}
	case brokenField:
		return brokenField
	case fieldStart, plainField:
		switch {
		case c == '"' && q.state == fieldStart:
			return quotedField
		case c == '"':
			return brokenField
		case c == q.comma:
			return fieldStart
		default:
			return plainField
		}
	default:
		return brokenField
	}
}
