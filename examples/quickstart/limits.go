package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/storage"
)

// examined is how many histories the report reads for verdicts, those of the complaints that came in first.
const examined = 2000

// figures count the clocks of a metric.
type figures struct {
	// cases are the complaints behind kept and passed, the clocks that have ended.
	cases, kept, passed int
	// inTime, late and still are the clocks that have not ended.
	inTime, late, still int
}

// examination is what the histories of the complaints say about time limits.
type examination struct {
	read    int
	more    bool // there are more complaints than were read
	metrics map[string]*figures
	holders map[complaint.Party]*holder
	best    candidate
}

func (p *program) examine(ctx context.Context) (*examination, error) {
	x := &examination{metrics: map[string]*figures{}, holders: map[complaint.Party]*holder{}}
	now := p.clock.now()
	for c, err := range storage.All(ctx, p.store, storage.Query{Limit: storage.MaxLimit}) {
		if err != nil {
			return nil, err
		}
		if x.more = x.read == examined; x.more {
			break
		}
		history, err := p.desk.History(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		if err := x.add(&p.rules, c, history, now); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Reference, err)
		}
	}
	return x, nil
}

func (x *examination) add(r *rules, c complaint.Complaint, history []complaint.Event, now time.Time) error {
	clocks, err := sla.Verdicts(history)
	if err != nil {
		return err
	}
	x.read++
	ended := map[string]bool{}
	for _, k := range clocks {
		if k.Kind == complaint.ClockSilence {
			continue
		}
		f := x.metrics[k.Metric]
		if f == nil {
			f = &figures{}
			x.metrics[k.Metric] = f
		}
		f.add(&k, now)
		if k.Verdict != "" && !ended[k.Metric] {
			ended[k.Metric] = true
			f.cases++
		}
		x.best.consider(r, c, k)
	}
	accounts, err := r.engine.Accounts(history, now)
	if err != nil {
		return err
	}
	for i := range accounts {
		x.hold(c, &accounts[i])
	}
	return nil
}

func (f *figures) add(k *complaint.Clock, now time.Time) {
	switch {
	case k.Verdict == complaint.VerdictMet:
		f.kept++
	case k.Verdict == complaint.VerdictBreached:
		f.passed++
	case !k.State.Active():
	case !k.Breached.IsZero(), !k.Due.IsZero() && now.After(k.Due):
		f.late++
	case k.Due.IsZero():
		f.still++
	default:
		f.inTime++
	}
}

// printFigures shows how many limits were kept.
func (x *examination) printFigures(out *strings.Builder, w words) {
	title := fmt.Sprintf(w.limits, x.read)
	if x.more {
		title = fmt.Sprintf(w.limitsOfFirst, x.read)
	}
	tab := newTable(title, left, right, right, right, right, right, right, right)
	tab.add(append([]string{""}, w.limitColumns...)...)
	names := make([]string, 0, len(x.metrics))
	for name := range x.metrics {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(metricRank(a), metricRank(b)), strings.Compare(a, b))
	})
	for _, name := range names {
		f, share := x.metrics[name], "-"
		if n := f.kept + f.passed; n > 0 {
			share = strconv.Itoa((200*f.kept+n)/(2*n)) + " %"
		}
		row := []string{w.metric(name)}
		for _, n := range []int{f.cases, f.kept, f.passed} {
			row = append(row, strconv.Itoa(n))
		}
		row = append(row, share)
		for _, n := range []int{f.inTime, f.late, f.still} {
			row = append(row, strconv.Itoa(n))
		}
		tab.add(row...)
	}
	tab.print(out)
}

// metricRank puts metrics in the order of a complaint's life, and milestones of a policy last.
func metricRank(name string) int {
	if i := slices.Index(sla.Metrics(), sla.Metric(name)); i >= 0 {
		return i
	}
	return len(sla.Metrics())
}

// The list of what is at risk: how far ahead it looks in working time, how many rows it shows of either kind, and how many
// cases it looks at.
const (
	soon        = workday
	shownLate   = 3
	shownSoon   = 3
	risksLooked = 1000
)

// printRisks lists what is late and what will be.
func (p *program) printRisks(ctx context.Context, out *strings.Builder, w words) error {
	risks, err := p.desk.Due(ctx, desk.DueQuery{Until: p.rules.calendar.Add(p.clock.now(), soon), Limit: risksLooked})
	if err != nil {
		return fmt.Errorf("list what is due: %w", err)
	}
	var late, ahead []desk.Risk
	for _, r := range risks {
		if r.Kind == desk.RiskLate {
			late = append(late, r)
		} else {
			ahead = append(ahead, r)
		}
	}
	if len(risks) == 0 {
		return nil
	}
	more := ""
	if len(late) == risksLooked || len(ahead) >= risksLooked {
		more = "+"
	}
	tab := newTable(fmt.Sprintf(w.risks, len(late), more, len(ahead), more, p.rules.zone), left, left, left)
	for _, r := range slices.Concat(late[:min(len(late), shownLate)], ahead[:min(len(ahead), shownSoon)]) {
		tab.add(string(r.Complaint.Reference), holderOf(r.Complaint.Assignment.Party, w), p.dues(r, w))
	}
	tab.print(out)
	return nil
}

// dues writes all due times of a case.
func (p *program) dues(r desk.Risk, w words) string {
	parts := make([]string, 0, len(r.Clocks))
	for _, x := range r.Clocks {
		text := w.metric(x.Clock.Metric) + " "
		switch {
		case x.Clock.Due.IsZero():
			text += w.standsStill
		case x.Unknown: // it counts in a calendar of a policy that was replaced
			text += p.day(x.Clock.Due)
		case x.Late:
			text += fmt.Sprintf(w.over, p.day(x.Clock.Due), w.span(-x.Left))
		default:
			text += fmt.Sprintf(w.left, p.day(x.Clock.Due), w.span(x.Left))
		}
		parts = append(parts, text)
	}
	if r.Kind == desk.RiskAnswered {
		parts = append(parts, w.answered)
	}
	return strings.Join(parts, w.semicolon)
}

// day writes a due time, without the year where it is this one.
func (p *program) day(due time.Time) string {
	text := p.rules.clock(due)
	if year, rest, _ := strings.Cut(text, "-"); strings.HasPrefix(p.rules.clock(p.clock.now()), year) {
		return rest
	}
	return text
}
