package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// How much of the inbox is shown.
const (
	shownInbox     = 12
	shownReasons   = 3
	shownIncidents = 3
	shownMembers   = 6
	shownFound     = 5 // of duplicates and repeats, cases to look at, and cases screened out, each
)

// inbox is what the desk found out about what came in, as far as it is shown.
type inbox struct {
	// open are the first cases that are open: by priority, then by points, then by age.
	open []complaint.Complaint
	// ask are open cases whose category is uncertain, screened those that need no handling, linked those that belong to another;
	// the newest ones.
	ask, screened, linked        []complaint.Complaint
	asks, screens, doubles, more int
}

// inOrder says which case comes first.
func inOrder(a, b complaint.Complaint) int {
	return cmp.Or(
		cmp.Compare(rank(a.Assessment.Priority), rank(b.Assessment.Priority)), cmp.Compare(b.Assessment.Score, a.Assessment.Score),
		a.Received.Compare(b.Received), strings.Compare(a.ID.String(), b.ID.String()))
}

// rank puts what has no priority last.
func rank(p complaint.Priority) string { return cmp.Or(string(p), "p9") }

// add takes a complaint into account. It keeps no more than is shown.
func (x *inbox) add(c complaint.Complaint) {
	newest := func(list *[]complaint.Complaint) {
		if *list = append(*list, c); len(*list) > shownFound {
			*list = (*list)[1:]
		}
	}
	if c.Status == complaint.StatusScreenedOut {
		x.screens++
		newest(&x.screened)
	}
	if _, ok := linkOf(c); ok {
		x.doubles++
		newest(&x.linked)
	}
	if !c.Status.Open() {
		return
	}
	if asks(c) {
		x.asks++
		newest(&x.ask)
	}
	at, _ := slices.BinarySearchFunc(x.open, c, inOrder)
	if at < shownInbox {
		x.open = slices.Insert(x.open, at, c)
		x.open = x.open[:min(len(x.open), shownInbox)]
	}
	x.more++
}

// asks says whether the desk was so unsure about a complaint that a person should look.
func asks(c complaint.Complaint) bool { return slices.Contains(c.Assessment.Tags, triage.TagAsk) }

// linkOf is the earlier complaint that one says again.
func linkOf(c complaint.Complaint) (complaint.Link, bool) {
	i := slices.IndexFunc(c.Links, func(l complaint.Link) bool {
		return l.Type == complaint.LinkDuplicate || l.Type == complaint.LinkRepeat
	})
	if i < 0 {
		return complaint.Link{}, false
	}
	return c.Links[i], true
}

// printInbox shows what the desk decided, and why.
func (p *program) printInbox(ctx context.Context, out *strings.Builder, x *inbox, w words) error {
	tab := newTable(fmt.Sprintf(w.inbox, x.more), left, right, left, left, left, left, left)
	for _, c := range x.open {
		a := c.Assessment
		tab.add(strings.ToUpper(string(a.Priority)), strconv.Itoa(a.Score), string(c.Reference),
			p.label(complaint.Categories, a.Category), p.grades(a), strings.Join(p.flags(c, w), w.comma), holderOf(c.Assignment.Party, w))
	}
	tab.print(out)
	for _, c := range x.open[:min(len(x.open), shownReasons)] {
		sentences, err := p.reasons(ctx, c)
		if err != nil {
			return fmt.Errorf("reasons of %s: %w", c.Reference, err)
		}
		why := newTable(fmt.Sprintf(w.why, c.Reference, text(c, c.Intake.Content)), left)
		for _, line := range wrap(strings.Join(sentences, w.semicolon), reasonWidth) {
			why.add(line)
		}
		why.print(out)
	}
	if err := p.printIncidents(ctx, out, w); err != nil {
		return err
	}
	if err := p.printFound(ctx, out, x, w); err != nil {
		return err
	}
	return p.printSuggestion(ctx, out, x, w)
}

// reasons are the sentences that explain a complaint. The words of a real customer stay covered, as for an inspector.
func (p *program) reasons(ctx context.Context, c complaint.Complaint) ([]string, error) {
	if ofSample(c) {
		return p.desk.Reasons(ctx, c.ID, triage.Explaining{Language: p.settings.lang})
	}
	return p.desk.As(complaint.Actor{ID: "quickstart", Role: complaint.RoleInspector}).Reasons(ctx, c.ID, p.settings.lang)
}

func (p *program) label(tree complaint.Tree, code string) string {
	return complaint.BuiltinTaxonomy().Label(tree, code, p.settings.lang)
}

// grades are severity, complexity and urgency.
func (p *program) grades(a complaint.Assessment) string {
	return join(p.label(complaint.Severities, string(a.Severity)), p.label(complaint.Complexities, string(a.Complexity)),
		p.label(complaint.Urgencies, string(a.Urgency)))
}

// flags are what somebody who takes a case up must know at first sight.
func (p *program) flags(c complaint.Complaint, w words) []string {
	var flags []string
	for _, code := range c.Assessment.Sensitive {
		flags = append(flags, p.label(complaint.Sensitives, code))
	}
	if list := c.Assessment.Suspicion; len(list) > 0 {
		flags = append(flags, fmt.Sprintf(w.suspicion, strings.Join(list, " + ")))
	}
	for _, l := range c.Links {
		if name, ok := w.links[l.Type]; ok && !slices.Contains(flags, name) {
			flags = append(flags, name)
		}
	}
	if asks(c) {
		flags = append(flags, w.ask)
	}
	return flags
}

// printIncidents shows the newest incidents with their members.
func (p *program) printIncidents(ctx context.Context, out *strings.Builder, w words) error {
	var list []complaint.Incident
	for after := (complaint.ID{}); ; {
		page, err := p.desk.Incidents(ctx, after, storage.MaxLimit)
		if err != nil {
			return fmt.Errorf("list incidents: %w", err)
		}
		list = append(list, page...)
		if len(page) < storage.MaxLimit {
			break
		}
		after = page[len(page)-1].ID
	}
	all := len(list)
	for _, i := range list[max(0, all-shownIncidents):] {
		members, err := p.desk.Find(ctx, membersOf(i))
		if err != nil {
			return fmt.Errorf("members of incident %s: %w", i.ID, err)
		}
		n, err := storage.Count(ctx, p.store, desk.Members(i.ID))
		if err != nil {
			return fmt.Errorf("count incident %s: %w", i.ID, err)
		}
		tab := newTable(fmt.Sprintf(w.incident, all, i.Rule, i.Value, n), left, left, left, left, left)
		for _, c := range members.Complaints {
			tab.add(p.rules.clock(c.Received), string(c.Reference), p.label(complaint.Channels, string(c.Intake.Channel)),
				holderOf(c.Assignment.Party, w), text(c, c.Intake.Content))
		}
		tab.print(out)
	}
	return nil
}

func membersOf(i complaint.Incident) storage.Query {
	q := desk.Members(i.ID)
	q.Limit = shownMembers
	return q
}

// printFound shows what belongs to an earlier complaint, what a person should look at, and what needs no handling.
func (p *program) printFound(ctx context.Context, out *strings.Builder, x *inbox, w words) error {
	if x.doubles > 0 {
		tab := newTable(fmt.Sprintf(w.again, x.doubles), left, left, left, left, left)
		for _, c := range x.linked {
			l, _ := linkOf(c)
			first, err := p.desk.Get(ctx, l.To)
			if err != nil {
				return fmt.Errorf("what %s belongs to: %w", c.Reference, err)
			}
			tab.add(string(c.Reference), w.links[l.Type], fmt.Sprintf(w.of, first.Reference),
				p.label(complaint.Channels, string(c.Intake.Channel)), text(c, c.Intake.Content))
		}
		tab.print(out)
	}
	if x.asks > 0 {
		tab := newTable(fmt.Sprintf(w.unsure, x.asks), left, left, right, left)
		for _, c := range x.ask {
			a := c.Assessment
			tab.add(string(c.Reference), cmp.Or(p.label(complaint.Categories, a.Category), w.none), percent(a.Confidence),
				text(c, c.Intake.Content))
		}
		tab.print(out)
	}
	if x.screens > 0 {
		tab := newTable(fmt.Sprintf(w.screened, x.screens), left, left, left)
		for _, c := range x.screened {
			tab.add(string(c.Reference), screening(c, p.settings.lang), text(c, c.Intake.Content))
		}
		tab.print(out)
	}
	return nil
}

func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 0, 64) + " %" }

// screening says why a complaint needs no handling.
func screening(c complaint.Complaint, lang string) string {
	i := slices.IndexFunc(c.Assessment.Reasons, func(r complaint.Reason) bool { return r.Code == string(triage.ReasonScreened) })
	if i < 0 {
		return "" // a person did
	}
	return strings.Join(triage.Explain(c.Assessment.Reasons[i:i+1], complaint.Intake{}, triage.Explaining{Language: lang}), "")
}

// printSuggestion shows how a case like one of the first was solved: the likest that worked.
func (p *program) printSuggestion(ctx context.Context, out *strings.Builder, x *inbox, w words) error {
	var best desk.Suggestion
	var of complaint.Complaint
	for _, c := range x.open {
		list, err := p.desk.Suggest(ctx, c.ID, 1)
		if err != nil {
			return fmt.Errorf("suggest for %s: %w", c.Reference, err)
		}
		if len(list) > 0 && len(list[0].Remedies) > 0 && list[0].Likeness*list[0].Worked > best.Likeness*best.Worked {
			best, of = list[0], c
		}
	}
	if of.Version == 0 {
		return nil
	}
	tab := newTable(fmt.Sprintf(w.suggestion, of.Reference, best.Reference), left, left)
	tab.add(w.solved[0], percent(best.Likeness))
	tab.add(w.solved[1], percent(best.Worked))
	tab.add(w.solved[2], grantsOf(best.Remedies))
	if best.Cause != "" {
		tab.add(w.solved[3], p.label(complaint.Causes, best.Cause))
	}
	if !best.Reply.Text.IsZero() {
		tab.add(w.solved[4], text(of, best.Reply.Text))
	}
	tab.print(out)
	return nil
}

// reasonWidth is the width of a line of reasons on the screen.
const reasonWidth = 120

// wrap cuts a text into lines, between words where there are any.
func wrap(text string, width int) []string {
	var lines []string
	for text != "" {
		if uniseg.StringWidth(text) <= width {
			return append(lines, text)
		}
		used, end, space := 0, 0, 0
		for clusters := uniseg.NewGraphemes(text); clusters.Next(); {
			if used += clusters.Width(); used > width {
				break
			}
			_, end = clusters.Positions()
			if s := clusters.Str(); s == " " || s == "；" || s == ";" {
				space = end
			}
		}
		if space > 0 {
			end = space
		}
		lines, text = append(lines, strings.TrimRight(text[:end], " ")), strings.TrimLeft(text[end:], " ")
	}
	return lines
}
