package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
)

// How much is shown of what the policy gives, and how many of the open cases are looked at for it.
const (
	quoted     = 200
	shownRules = 6
	shownMoves = 4
)

// quote is what the policy gives in a case, and what is worth a look in it.
type quote struct {
	c        complaint.Complaint
	decision compensation.Decision
}

// sights are what is worth a look in a decision; the report shows one case of each.
func sights() []func(compensation.Decision) bool {
	return []func(compensation.Decision) bool{
		func(d compensation.Decision) bool { return d.Floor.Sign() > 0 },
		func(d compensation.Decision) bool { // a choice, or what is left of it
			return given(d, complaint.RemedyCoupon) && given(d, complaint.RemedyCash)
		},
		func(d compensation.Decision) bool {
			return slices.ContainsFunc(d.Options, func(o compensation.Option) bool { return o.Approval != nil })
		},
		func(d compensation.Decision) bool { return len(d.Options) == 0 && len(d.Excluded) > 0 },
	}
}

func given(d compensation.Decision, r complaint.Remedy) bool {
	return slices.ContainsFunc(d.Options, func(o compensation.Option) bool {
		return slices.ContainsFunc(o.Grants, func(g complaint.Grant) bool { return g.Remedy == r })
	})
}

// has says whether a complaint has an offer in a state.
func has(c complaint.Complaint, state complaint.OfferState) bool {
	return slices.ContainsFunc(c.Offers, func(o complaint.Offer) bool { return o.State == state })
}

// printQuotes shows what the policy gives in some open cases, one of each sort, and why.
func (p *program) printQuotes(ctx context.Context, out *strings.Builder, open []complaint.Complaint, w words) error {
	list := make([]quote, 0, len(open))
	for _, c := range open {
		d, err := p.desk.QuoteFor(ctx, c.ID, desk.Circumstances{Actor: handler(c), Replace: has(c, complaint.OfferOpen)})
		if errors.Is(err, complaint.ErrInvalid) {
			continue // facts that contradict each other: somebody has to look at them first
		}
		if err != nil {
			return fmt.Errorf("quote for %s: %w", c.Reference, err)
		}
		list = append(list, quote{c, d})
	}
	var shown []quote
	for _, worth := range sights() {
		at := slices.IndexFunc(list, func(q quote) bool { return worth(q.decision) })
		if at >= 0 {
			shown = append(shown, list[at])
			list = slices.Delete(list, at, at+1)
		}
	}
	for i, q := range shown {
		if i == 0 {
			fmt.Fprintf(out, "\n"+w.gives+"\n", p.remedies.engine.Policy().Version)
		}
		tab := newTable(fmt.Sprintf(w.quote, q.c.Reference, p.label(complaint.Categories, q.c.Assessment.Category),
			text(q.c, q.c.Intake.Content)), left)
		for _, sentence := range p.remedies.engine.Explain(q.decision, compensation.Explaining{Language: p.settings.lang}) {
			for _, line := range wrap(sentence, reasonWidth) {
				tab.add(line)
			}
		}
		tab.print(out)
	}
	return nil
}

// printPreview shows what the draft of a policy would have given for the complaints that came in up to a time.
func (p *program) printPreview(ctx context.Context, out *strings.Builder, until time.Time, w words) error {
	preview, err := p.desk.PreviewCompensation(ctx, p.remedies.draft, storage.Query{
		Received: storage.Range{To: until}, Limit: storage.MaxLimit,
	})
	if err != nil {
		return err
	}
	tab := newTable(fmt.Sprintf(w.preview, preview.Cases), left, right, right, right)
	tab.add(append([]string{""}, w.previewColumns...)...)
	for _, t := range preview.Totals {
		more, err := t.New.Cost.Sub(t.Old.Cost)
		if err != nil {
			return fmt.Errorf("preview: %w", err)
		}
		if t.Old.Cost.Sign() == 0 && t.New.Cost.Sign() == 0 {
			continue
		}
		tab.add(w.cost, t.Old.Cost.String(), t.New.Cost.String(), more.String())
	}
	tab.note(fmt.Sprintf(w.moved, preview.More, preview.Less, preview.Same+preview.Other, preview.NewApproval))
	for _, c := range preview.Changes[:min(len(preview.Changes), shownMoves)] {
		tab.note(fmt.Sprintf(w.move, c.Reference, c.Old.Total, c.New.Total))
	}
	tab.print(out)
	silent := preview.Silent()
	if len(silent) == 0 {
		return nil
	}
	never := newTable(fmt.Sprintf(w.silent, len(silent)), left)
	slices.SortStableFunc(silent, func(a, b compensation.PreviewRule) int { // the shop's own first
		return len(a.Pack) - len(b.Pack)
	})
	for _, r := range silent[:min(len(silent), shownRules)] {
		never.add(strings.TrimLeft(r.Pack+": "+r.Name, ": "))
	}
	never.print(out)
	return nil
}
