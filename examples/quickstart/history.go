package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
)

// printCase shows one complaint whole: its history, that the history is unbroken, where it stands and what may come next.
func (p *program) printCase(ctx context.Context, out *strings.Builder, c complaint.Complaint, w words) error {
	events, err := p.desk.History(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("history of %s: %w", c.Reference, err)
	}
	if err := p.desk.Verify(ctx, c.ID); err != nil {
		return fmt.Errorf("verify %s: %w", c.Reference, err)
	}
	category := complaint.BuiltinTaxonomy().Label(complaint.Categories, c.Assessment.Category, p.settings.lang)
	tab := newTable(fmt.Sprintf(w.caseTitle, c.Reference, category), right, left, left, left, left)
	for _, e := range events {
		detail, err := detail(c, e)
		if err != nil {
			return fmt.Errorf("history of %s: %w", c.Reference, err)
		}
		tab.add(strconv.FormatInt(e.Version, 10), p.rules.clock(happened(c, e)), string(e.Kind), string(e.Actor.Role), detail)
	}
	tab.note(fmt.Sprintf(w.chain, len(events), shortHash(c.Head)))
	tab.print(out)

	position := newTable(w.position, left, left, left, left)
	for _, language := range []string{"en", "zh"} {
		at := desk.ProgressOf(c, language)
		position.add(stepOf(at, language), at.Label, at.Next, dueBy(at.By, w))
	}
	position.print(out)

	next := newTable(w.next, left)
	kinds := make([]string, 0, len(c.Allowed()))
	for _, kind := range c.Allowed() {
		kinds = append(kinds, string(kind))
	}
	next.add(strings.Join(kinds, ", "))
	next.print(out)
	return nil
}

func stepOf(at desk.Progress, language string) string {
	switch {
	case at.Step == 0:
		return "-"
	case chinese(language):
		return fmt.Sprintf("第 %d 步,共 %d 步", at.Step, at.Of)
	default:
		return fmt.Sprintf("step %d of %d", at.Step, at.Of)
	}
}

func dueBy(at time.Time, w words) string {
	if at.IsZero() {
		return ""
	}
	return fmt.Sprintf(w.due, at.Format(time.DateOnly))
}

// happened is when an event happened: for the first one when the message reached the shop, not when it was imported.
func happened(c complaint.Complaint, e complaint.Event) time.Time {
	if e.Kind == complaint.KindOpen {
		return c.Received
	}
	return e.At
}

// shortHash is enough of a hash to compare it by eye.
func shortHash(hash string) string {
	tag, digits, _ := strings.Cut(hash, ":")
	return tag + ":" + digits[:min(len(digits), 12)] + "…"
}
