package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/recourse-go/recourse/examples/importer"
)

// meter shows how far an import is: a bar on a terminal, a line now and then elsewhere, so that logs stay readable.
type meter struct {
	out  io.Writer
	name string
	size int64
	bar  *progressbar.ProgressBar
	last time.Time
}

// plainPause is the time between two lines where there is no terminal.
const plainPause = 2 * time.Second

func newMeter(out io.Writer, name string, size int64) *meter {
	m := &meter{out: out, name: name, size: size, last: time.Now()}
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return m
	}
	if size <= 0 {
		size = -1 // a spinner
	}
	m.bar = progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(out), progressbar.OptionSetDescription("importing "+name),
		progressbar.OptionThrottle(50*time.Millisecond), progressbar.OptionSetWidth(30),
		progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
	return m
}

// show is called after every row.
func (m *meter) show(p importer.Progress) {
	if m.bar != nil {
		m.bar.Describe(fmt.Sprintf("importing %s: %d rows", m.name, p.Rows()))
		done := p.Bytes
		if m.size > 0 {
			done = min(done, m.size-1) // a bar that is full ends its line
		}
		_ = m.bar.Set64(done) // a bar that cannot be drawn is no reason to stop
		return
	}
	if now := time.Now(); now.Sub(m.last) >= plainPause {
		m.last = now
		tellf(m.out, "importing %s: %d rows%s", m.name, p.Rows(), m.share(p.Bytes))
	}
}

func (m *meter) share(read int64) string {
	if m.size <= 0 {
		return ""
	}
	return fmt.Sprintf(", %d %%", 100*min(read, m.size)/m.size)
}

// say prints a line without tearing the bar.
func (m *meter) say(line string) {
	if m.bar != nil {
		_ = m.bar.Clear()
	}
	tellf(m.out, "%s", line)
}

// tellf prints a line for people beside the results; where it cannot be printed nobody reads it.
func tellf(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format+"\n", args...)
}

// end takes the bar away.
func (m *meter) end() {
	if m.bar != nil {
		_ = m.bar.Finish()
	}
}
