package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/examples/importer"
	"github.com/recourse-go/recourse/storage"
)

// settings are what the command line says.
type settings struct {
	db, in, mapping, lang string
}

func parseFlags(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.db, "db", "recourse.db", "the database `file`; made when it is not there")
	flags.StringVar(&s.in, "in", "", "the `file` to import, JSONL or CSV; without it a bundled sample of a shop")
	flags.StringVar(&s.mapping, "map", "", "the mapping `file` that says which column is which field")
	flags.StringVar(&s.lang, "lang", "en", "the language of the report: en or zh")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return s, err
	case err != nil:
		return s, fmt.Errorf("%w: %w", errUsage, err)
	}
	var problem string
	switch {
	case flags.NArg() > 0:
		problem = fmt.Sprintf("unexpected argument %q", flags.Arg(0))
	case s.db == "":
		problem = "-db must name a file"
	case s.lang != "en" && s.lang != "zh":
		problem = fmt.Sprintf("-lang must be en or zh, not %q", s.lang)
	case s.mapping != "" && s.in == "":
		problem = "-map needs -in: the bundled sample has no other columns"
	default:
		return s, nil
	}
	tellf(stderr, "%s", problem)
	flags.Usage()
	return s, errUsage
}

// program is one run.
type program struct {
	settings       settings
	input          *input
	store          storage.Store
	desk           *desk.Desk
	now            func() time.Time
	stdout, stderr io.Writer
}

// run is the whole program. It returns an error that wraps [context.Canceled] when it was interrupted.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	s, err := parseFlags(args, stderr)
	if err != nil {
		return err
	}
	in, err := openInput(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	store, closeStore, err := openStore(ctx, s.db)
	if err != nil {
		return fmt.Errorf("open %s: %w", s.db, err)
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	p := &program{settings: s, input: in, store: store, now: in.now, stdout: stdout, stderr: stderr}
	return p.run(ctx)
}

func (p *program) run(ctx context.Context) error {
	var err error
	if p.desk, err = desk.New(desk.Config{Store: p.store, Now: p.now}); err != nil {
		return err
	}
	if err = p.importAll(ctx); err == nil {
		err = p.work(ctx)
	}
	if err == nil {
		err = p.report(ctx)
	}
	if err != nil && ctx.Err() != nil {
		tellf(p.stderr, "interrupted: nothing is lost; run the same command again to go on")
		return fmt.Errorf("%w: %w", context.Canceled, err) // whatever a driver makes of it
	}
	return err
}

// shownRejections is how many rejected rows are shown one by one.
const shownRejections = 20

// importAll imports the file and ends with the line that counts the rows.
func (p *program) importAll(ctx context.Context) error {
	meter := newMeter(p.stderr, p.input.name, p.input.size)
	options := importer.Options{
		Format: p.input.format, Mapping: p.input.mapping, Source: "quickstart-import", Progress: meter.show,
	}
	rejected := 0
	options.Rejected = func(e *importer.RowError) {
		rejected++
		if rejected <= shownRejections {
			meter.say(fmt.Sprintf("%s, %v", p.input.name, e))
		}
	}
	result, err := importer.Import(ctx, p.desk, p.store, p.input, options)
	meter.end()
	if rejected > shownRejections {
		tellf(p.stderr, "%s: %d more rejected rows", p.input.name, rejected-shownRejections)
	}
	if err != nil && result.Rows() == 0 && ctx.Err() == nil {
		return fmt.Errorf("import %s: %w", p.input.name, err)
	}
	_, printed := fmt.Fprintln(p.stdout, result)
	if err = errors.Join(err, printed); err != nil {
		return fmt.Errorf("import %s: %w", p.input.name, err)
	}
	return nil
}
