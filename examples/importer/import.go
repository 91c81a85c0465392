package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
)

// Format is how a file is written.
type Format string

// The formats.
const (
	JSONL Format = "jsonl" // one JSON object a line
	CSV   Format = "csv"   // RFC 4180 with a header
)

// Options says how to import. The zero value imports JSONL whose keys are the library's field names.
type Options struct {
	// Format is how the file is written. Default: that of the mapping, else JSONL.
	Format Format
	// Mapping says which column is which field; nil when the columns have the names of [complaint.IntakeFields].
	Mapping *Mapping
	// Source stands in the history as who handed the complaints in. Default: "import".
	Source string
	// MaxRow bounds a row, in bytes; a longer one is rejected. Default: 1 MiB.
	MaxRow int
	// Rejected is called for every row that is not imported, in the order of the file.
	Rejected func(*RowError)
	// Progress is called after every row.
	Progress func(Progress)
}

// DefaultMaxRow is the bound of a row where the options name none.
const DefaultMaxRow = 1 << 20

// Result counts rows. Every row is in exactly one of the three.
type Result struct {
	Imported, Already, Rejected int
}

// Rows is how many rows were read.
func (r Result) Rows() int { return r.Imported + r.Already + r.Rejected }

// String gives the line that ends an import.
func (r Result) String() string {
	return fmt.Sprintf("imported %d, already there %d, rejected %d", r.Imported, r.Already, r.Rejected)
}

// Progress says how far an import is.
type Progress struct {
	Result
	// Bytes is how much of the file was read.
	Bytes int64
}

// RowError says which row was rejected and why. Its text repeats nothing personal.
type RowError struct {
	// Line is where the row begins, from 1.
	Line int
	// Key is the row's key, empty where the row could not be read that far.
	Key string
	Err error
}

// Error gives line and reason in one line.
func (e *RowError) Error() string {
	return "line " + strconv.Itoa(e.Line) + ": " + strings.ReplaceAll(e.Err.Error(), "\n", "; ")
}

// Unwrap returns the reason.
func (e *RowError) Unwrap() error { return e.Err }

// Import reads a file and opens a complaint for every row at the desk, whose store is s. Rows that are broken are counted,
// handed to [Options.Rejected] and left out. It ends with an error when the file cannot be read or is broken as a whole, when
// the store fails, and when the context ends; the result then says what had happened, and a second run goes on from there.
func Import(ctx context.Context, d *desk.Desk, s storage.Store, r io.Reader, o Options) (Result, error) {
	m, err := o.Mapping.ready()
	if err != nil {
		return Result{}, err
	}
	im := &importer{desk: d, store: s, mapping: m, options: o.withDefaults()}
	if im.options.Format != JSONL && im.options.Format != CSV {
		return Result{}, refuse("options.format", string(o.Format), `must be "csv" or "jsonl"`)
	}
	comma := byte(',')
	if m != nil && m.Comma != "" {
		comma = m.Comma[0]
	}
	im.rows = newSplitter(r, im.options.Format, comma, im.options.MaxRow)
	err = im.run(ctx)
	return im.result, err
}

func (o Options) withDefaults() Options {
	if o.Format == "" && o.Mapping != nil {
		o.Format = o.Mapping.Format
	}
	if o.Format == "" {
		o.Format = JSONL
	}
	if o.Source == "" {
		o.Source = "import"
	}
	if o.MaxRow <= 0 {
		o.MaxRow = DefaultMaxRow
	}
	return o
}

type importer struct {
	desk    *desk.Desk
	store   storage.Store
	mapping *Mapping
	options Options
	rows    *splitter
	header  *header
	result  Result
}

func (im *importer) run(ctx context.Context) error {
	if im.options.Format == CSV {
		if err := im.readHeader(); err != nil {
			return err
		}
	}
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		p, err := im.rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read line %d: %w", im.rows.line, err)
		}
		if err := im.row(ctx, p); err != nil {
			return fmt.Errorf("line %d: %w", p.line, err)
		}
		if im.options.Progress != nil {
			im.options.Progress(Progress{Result: im.result, Bytes: im.rows.read})
		}
	}
}

func (im *importer) readHeader() error {
	p, err := im.rows.next()
	switch {
	case errors.Is(err, io.EOF):
		return refuse("header", "", "must be the first line of a CSV file; the file is empty")
	case err != nil:
		return fmt.Errorf("read the header: %w", err)
	case p.long:
		return refuse("header", "", "must be at most "+strconv.Itoa(im.options.MaxRow)+" bytes")
	}
	im.header, err = parseHeader(p.raw, im.mapping)
	return err
}

// row imports one row. It returns an error only when the import cannot go on.
func (im *importer) row(ctx context.Context, p piece) error {
	in, err := im.read(p)
	created := false
	if err == nil {
		created, err = open(ctx, im.desk, im.store, im.options.Source, in)
	}
	switch {
	case err == nil && created:
		im.result.Imported++
	case err == nil:
		im.result.Already++
	case errors.Is(err, complaint.ErrInvalid), errors.Is(err, desk.ErrKeyReused):
		im.result.Rejected++
		if im.options.Rejected != nil {
			im.options.Rejected(&RowError{Line: p.line, Key: in.Key, Err: err})
		}
	default:
		return err
	}
	return nil
}

// read turns a piece of the file into an intake.
func (im *importer) read(p piece) (complaint.Intake, error) {
	var r row
	var err error
	switch {
	case p.long && p.open:
		return complaint.Intake{}, refuse("row", "", "opens a quote that is never closed; all that follows belongs to this row")
	case p.long:
		return complaint.Intake{}, refuse("row", "", "must be at most "+strconv.Itoa(im.options.MaxRow)+" bytes")
	case p.open:
		return complaint.Intake{}, refuse("row", "", "opens a quote that is never closed")
	case im.header != nil:
		r, err = im.header.parse(p.raw)
	default:
		r, err = parseObject(p.raw)
	}
	if err != nil {
		return complaint.Intake{}, err
	}
	return im.mapping.intake(r)
}
