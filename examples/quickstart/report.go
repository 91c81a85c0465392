package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// tally is what one pass over all complaints counts.
type tally struct {
	all, open  int
	byStatus   map[complaint.Status]int
	byCategory map[string]int
	// longest is the complaint with the longest history that is not archived, the one that came in first of several.
	longest complaint.Complaint
	inbox   inbox
	// quote are the open complaints that came in first and in which nothing was agreed on yet; until is when the last one came in
	// that a preview looks at.
	quote []complaint.Complaint
	until time.Time
}

func (p *program) count(ctx context.Context) (tally, error) {
	t := tally{byStatus: map[complaint.Status]int{}, byCategory: map[string]int{}}
	for c, err := range storage.All(ctx, p.store, storage.Query{Limit: storage.MaxLimit}) {
		if err != nil {
			return t, err
		}
		t.all++
		if c.Status.Open() {
			t.open++
		}
		t.byStatus[c.Status]++
		t.byCategory[c.Assessment.Category]++
		t.inbox.add(c)
		if c.Status.Open() && len(t.quote) < quoted && !has(c, complaint.OfferAccepted) {
			t.quote = append(t.quote, c)
		}
		if t.all <= examined {
			t.until = c.Received.Add(time.Second)
		}
		if better(c, t.longest) {
			t.longest = c
		}
	}
	return t, nil
}

func better(c, than complaint.Complaint) bool {
	archived, before := c.Status == complaint.StatusArchived, than.Status == complaint.StatusArchived
	if than.Version == 0 || archived != before {
		return than.Version == 0 || before
	}
	return c.Version > than.Version
}

// report prints what a shop wants to see.
func (p *program) report(ctx context.Context) error {
	t, err := p.count(ctx)
	if err != nil {
		return fmt.Errorf("count complaints: %w", err)
	}
	w := wordsOf(p.settings.lang)
	var out strings.Builder
	fmt.Fprintf(&out, "\n"+w.summary+"\n", p.settings.db, t.all, t.open, p.rules.zone, p.rules.clock(p.clock.now()))
	if t.all > 0 {
		printStatuses(&out, t, w)
		printCategories(&out, t, w)
		if err := p.printParts(ctx, &out, &t, w); err != nil {
			return err
		}
	}
	_, err = io.WriteString(p.stdout, out.String())
	return err
}

// printParts prints the parts of the report that need the database.
func (p *program) printParts(ctx context.Context, out *strings.Builder, t *tally, w words) error {
	for _, part := range []func() error{
		func() error { return p.printInbox(ctx, out, &t.inbox, w) },
		func() error { return p.printQuotes(ctx, out, t.quote, w) },
		func() error { return p.printPreview(ctx, out, t.until, w) },
		func() error { return p.printOldest(ctx, out, w) },
		func() error { return p.printLimits(ctx, out, w) },
		func() error { return p.printCase(ctx, out, t.longest, w) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// printLimits shows what became of the time limits.
func (p *program) printLimits(ctx context.Context, out *strings.Builder, w words) error {
	x, err := p.examine(ctx)
	if err != nil {
		return fmt.Errorf("examine the time limits: %w", err)
	}
	x.printFigures(out, w)
	if err := p.printRisks(ctx, out, w); err != nil {
		return err
	}
	x.best.print(out, p.settings.lang, w)
	x.printHolders(out, w)
	return nil
}

func printStatuses(out *strings.Builder, t tally, w words) {
	tab := newTable(w.byStatus, left, left, right, left)
	for _, s := range complaint.Statuses() {
		if n := t.byStatus[s]; n > 0 {
			tab.add(s.Label("en"), s.Label("zh"), strconv.Itoa(n), bar(n, t.all))
		}
	}
	tab.print(out)
}

// shownCategories is how many categories are shown one by one.
const shownCategories = 12

func printCategories(out *strings.Builder, t tally, w words) {
	taxonomy := complaint.BuiltinTaxonomy()
	row := func(tab *table, code string, n int) {
		if code == "" {
			tab.add("-", w.none, "", strconv.Itoa(n), bar(n, t.all))
			return
		}
		tab.add(code, taxonomy.Label(complaint.Categories, code, "en"), taxonomy.Label(complaint.Categories, code, "zh"),
			strconv.Itoa(n), bar(n, t.all))
	}
	groups := newTable(w.byGroup, left, left, left, right, left)
	sums, codes := map[string]int{}, make([]string, 0, len(t.byCategory))
	for code, n := range t.byCategory {
		group, _, _ := strings.Cut(code, ".")
		sums[group] += n
		codes = append(codes, code)
	}
	for _, term := range taxonomy.Terms(complaint.Categories) {
		if n := sums[term.Code]; n > 0 {
			row(groups, term.Code, n)
		}
	}
	if n := sums[""]; n > 0 {
		row(groups, "", n)
	}
	groups.print(out)

	slices.SortFunc(codes, func(a, b string) int {
		if d := t.byCategory[b] - t.byCategory[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	leaves := newTable(w.byCategory, left, left, left, right, left)
	for _, code := range codes[:min(len(codes), shownCategories)] {
		row(leaves, code, t.byCategory[code])
	}
	if more := len(codes) - shownCategories; more > 0 {
		leaves.note(fmt.Sprintf(w.moreCategories, more))
	}
	leaves.print(out)
}

// shownOldest is how many of the oldest open cases are shown.
const shownOldest = 8

func (p *program) printOldest(ctx context.Context, out *strings.Builder, w words) error {
	var open []complaint.Status
	for _, s := range complaint.Statuses() {
		if s.Open() {
			open = append(open, s)
		}
	}
	page, err := p.desk.Find(ctx, storage.Query{Status: open, Limit: shownOldest})
	if err != nil {
		return fmt.Errorf("find the oldest open cases: %w", err)
	}
	tab := newTable(w.oldest, right, left, left, left, left, left)
	for _, c := range page.Complaints {
		tab.add(age(p.clock.now().Sub(c.Received), w), string(c.Reference), c.Status.Label(p.settings.lang),
			complaint.BuiltinTaxonomy().Label(complaint.Categories, c.Assessment.Category, p.settings.lang),
			complaint.BuiltinTaxonomy().Label(complaint.Channels, string(c.Intake.Channel), p.settings.lang),
			holderOf(c.Assignment.Party, w))
	}
	tab.print(out)
	return nil
}

// age says how old a case is, in the largest whole unit.
func age(d time.Duration, w words) string {
	switch {
	case d >= day:
		return fmt.Sprintf(w.days, d/day)
	case d >= hour:
		return fmt.Sprintf(w.hours, d/hour)
	default:
		return fmt.Sprintf(w.minutes, max(d, 0)/time.Minute)
	}
}
