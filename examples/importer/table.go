package importer

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// header is the first row of a CSV file.
type header struct {
	names []string
	index map[string]int
	comma rune
}

// parseHeader reads the header and checks that it has what the mapping reads, each column once.
func parseHeader(raw []byte, m *Mapping) (*header, error) {
	h := &header{comma: ',', index: map[string]int{}}
	if m != nil && m.Comma != "" {
		h.comma = rune(m.Comma[0])
	}
	names, err := h.split(raw)
	if err != nil {
		return nil, err
	}
	twice := map[string]bool{}
	for i, name := range names {
		name = strings.TrimSpace(name)
		names[i] = name
		if _, ok := h.index[name]; ok {
			twice[name] = true
		}
		h.index[name] = i
	}
	h.names = names
	needed := names
	if m != nil {
		needed = m.columns()
	}
	for _, name := range needed {
		switch _, ok := h.index[name]; {
		case !ok:
			return nil, refuse("header", name, "is a column of the mapping and must be in the header")
		case twice[name]:
			return nil, refuse("header", name, "must not be the name of two columns")
		case m == nil && !isField(name):
			return nil, refuse("header", name, "is no field of an intake; name the columns in a mapping")
		}
	}
	return h, nil
}

// split reads the fields of one record.
func (h *header) split(raw []byte) ([]string, error) {
	if !utf8.Valid(raw) {
		return nil, refuse("row", "", "must be valid UTF-8")
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma = h.comma
	fields, err := r.Read()
	var broken *csv.ParseError
	switch {
	case err == nil && r.InputOffset() == int64(len(raw)):
		return fields, nil
	case errors.As(err, &broken) && errors.Is(broken.Err, csv.ErrBareQuote):
		return nil, refuse("row", "",
			"must not have a quote in the middle of a field that is not quoted, see byte "+strconv.Itoa(broken.Column))
	case errors.As(err, &broken) && errors.Is(broken.Err, csv.ErrQuote):
		return nil, refuse("row", "",
			`must have "" for a quote inside of a quoted field, and no text behind the last quote, see byte `+strconv.Itoa(broken.Column))
	default:
		return nil, refuse("row", "", "must be a record of CSV")
	}
}

// record is a row of a CSV file.
type record struct {
	*header
	fields []string
}

// parse reads one record and checks that it has as many fields as the header.
func (h *header) parse(raw []byte) (row, error) {
	fields, err := h.split(raw)
	if err != nil {
		return nil, err
	}
	if len(fields) != len(h.names) {
		return nil, refuse("row", strconv.Itoa(len(fields)), "must have "+strconv.Itoa(len(h.names))+" columns as the header")
	}
	return record{header: h, fields: fields}, nil
}

func (r record) text(column string) (string, error) {
	i, ok := r.index[column]
	if !ok {
		return "", nil
	}
	return r.fields[i], nil
}

func (r record) own() (map[string]string, error) {
	values := make(map[string]string, len(r.names))
	for i, name := range r.names {
		values[name] = r.fields[i]
	}
	return values, nil
}

// digest is that of the fields that are not empty with the names of their columns, so neither the order of the columns nor
// the way of quoting matters.
func (r record) digest() string {
	order := make([]int, len(r.names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if d := strings.Compare(r.names[a], r.names[b]); d != 0 {
			return d
		}
		return a - b
	})
	var b []byte
	for _, i := range order {
		if r.fields[i] == "" {
			continue
		}
		for _, text := range []string{r.names[i], r.fields[i]} {
			b = binary.AppendUvarint(b, uint64(len(text)))
			b = append(b, text...)
		}
	}
	return shortDigest(b)
}
