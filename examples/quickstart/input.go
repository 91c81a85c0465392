package main

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/recourse-go/recourse/examples/importer"
)

// sample holds complaints to an invented shop, in Chinese and English. Names, orders and carriers are made up.
//
//go:embed sample.jsonl
var sample []byte

// sampleKeys is how the keys of the sample begin.
const sampleKeys = "bundled-sample-"

// input is what to import.
type input struct {
	io.Reader
	io.Closer
	// name is for people, size is in bytes.
	name    string
	size    int64
	format  importer.Format
	mapping *importer.Mapping
	// bundled says that it is the sample.
	bundled bool
}

func openInput(s settings) (*input, error) {
	if s.in == "" {
		return &input{
			Reader: bytes.NewReader(sample), Closer: io.NopCloser(nil), name: "the bundled sample", size: int64(len(sample)),
			format: importer.JSONL, bundled: true,
		}, nil
	}
	mapping, err := readMapping(s.mapping)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(s.in)
	if err != nil {
		return nil, err
	}
	in := &input{Closer: f, name: filepath.Base(s.in), mapping: mapping}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		in.size = info.Size()
	}
	buffered := bufio.NewReaderSize(f, 64<<10)
	in.Reader = buffered
	if mapping == nil || mapping.Format == "" {
		in.format = formatOf(s.in, buffered)
	}
	return in, nil
}

func readMapping(name string) (*importer.Mapping, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // no mapping is a mapping: the library's own names
	}
	document, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	mapping, err := importer.ParseMapping(document)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return mapping, nil
}

// formatOf tells the format by the file's extension, else by its first character.
func formatOf(name string, r *bufio.Reader) importer.Format {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv":
		return importer.CSV
	case ".jsonl", ".ndjson", ".json":
		return importer.JSONL
	default:
	}
	start, _ := r.Peek(512) // what there is
	if start = bytes.TrimLeft(start, "\uFEFF \t\r\n"); len(start) > 0 && start[0] == '{' {
		return importer.JSONL
	}
	return importer.CSV
}
