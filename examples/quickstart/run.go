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
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// settings are what the command line says.
type settings struct {
	db, in, mapping, lang, policy, triage, compensation, now string
}

func parseFlags(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.db, "db", "recourse.db", "the database `file`; made when it is not there")
	flags.StringVar(&s.in, "in", "", "the `file` to import, JSONL or CSV; without it a bundled sample of a shop")
	flags.StringVar(&s.mapping, "map", "", "the mapping `file` that says which column is which field")
	flags.StringVar(&s.policy, "policy", "", "the `file` with the SLA policy, YAML or JSON; without it the bundled policy.yaml")
	flags.StringVar(&s.triage, "triage", "", "the `file` with the triage policy, YAML or JSON; without it the bundled triage.yaml")
	flags.StringVar(&s.compensation, "compensation", "", "the `file` with the compensation policy, YAML or JSON; without it the "+
		"bundled compensation.yaml")
	flags.StringVar(&s.now, "now", "", "the `time` at which the desk lives; without it the real time, and for the bundled sample "+
		sampleDay.Format("2006-01-02 15:04")+" in Shanghai")
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
	settings settings
	input    *input
	rules    rules
	triage   *triage.Engine
	remedies remedies
	// hours are when the people of the shop work, whatever the policy says.
	hours          *sla.Calendar
	clock          *clock
	sweepTime      time.Duration
	store          storage.Store
	desk           *desk.Desk
	stdout, stderr io.Writer
}

// run is the whole program. It returns an error that wraps [context.Canceled] when it was interrupted.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	s, err := parseFlags(args, stderr)
	if err != nil {
		return err
	}
	p, err := newProgram(s, stdout, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.input.Close()) }()
	store, closeStore, err := openStore(ctx, s.db)
	if err != nil {
		return fmt.Errorf("open %s: %w", s.db, err)
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	p.store = store
	return p.run(ctx)
}

// newProgram prepares a run without touching the database.
func newProgram(s settings, stdout, stderr io.Writer) (*program, error) {
	p := &program{settings: s, sweepTime: sweepTime, stdout: stdout, stderr: stderr}
	bundled, err := readRules("", stderr)
	if err != nil {
		return nil, err
	}
	p.hours = bundled.calendar
	if p.rules, err = readRules(s.policy, stderr); err != nil {
		return nil, err
	}
	if p.triage, err = readTriage(s.triage, stderr); err != nil {
		return nil, err
	}
	if p.remedies, err = readCompensation(s.compensation, stderr); err != nil {
		return nil, err
	}
	if p.clock, err = clockFor(s, p.rules.zone); err != nil {
		tellf(stderr, "%v", err)
		return nil, err
	}
	p.input, err = openInput(s)
	return p, err
}

func (p *program) run(ctx context.Context) error {
	var err error
	p.desk, err = desk.New(desk.Config{
		Store: p.store, SLA: p.rules.engine, Triage: p.triage, Roster: roster(staff()), Now: p.clock.now,
		Compensation: p.remedies.engine, Orders: desk.StoredOrders{Store: p.store},
	})
	if err != nil {
		return err
	}
	if p.input.bundled {
		err = p.saveOrders(ctx)
	}
	if err == nil {
		err = p.importAll(ctx)
	}
	if err == nil {
		err = p.work(ctx)
	}
	if err == nil {
		err = p.sweep(ctx)
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

// play has the desk's clock show the time of each message of the sample, a minute after it was sent.
func (p *program) play(show func(importer.Progress)) (func(importer.Progress), error) {
	times, err := sampleTimes()
	if err != nil {
		return nil, err
	}
	turn := func(rows int) {
		if rows < len(times) {
			p.clock.playing = times[rows].Add(time.Minute)
		}
	}
	turn(0)
	return func(progress importer.Progress) {
		turn(progress.Rows())
		show(progress)
	}, nil
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
	if p.input.bundled {
		played, err := p.play(options.Progress)
		if err != nil {
			return fmt.Errorf("import %s: %w", p.input.name, err)
		}
		options.Progress = played
	}
	result, err := importer.Import(ctx, p.desk, p.store, p.input, options)
	meter.end()
	p.clock.playing = time.Time{}
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
