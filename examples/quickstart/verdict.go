package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// candidate is a verdict that is worth explaining, with its explanation.
type candidate struct {
	complaint   complaint.Complaint
	explanation sla.Explanation
	score       int
	looked      int
}

// considered is how many verdicts without a pause are looked at.
const considered = 200

// consider takes a verdict where it is better to explain than the one so far: best is a resolution that stood still for a while,
// in few stretches.
func (b *candidate) consider(r *rules, c complaint.Complaint, k complaint.Clock) {
	if k.Verdict == "" || k.Elapsed == 0 || len(c.Pauses) == 0 && b.looked >= considered {
		return
	}
	b.looked++
	x, err := r.engine.ExplainClock(c, k, k.Stopped)
	if err != nil {
		return // it was counted in a calendar that this policy does not have
	}
	const wellRead, paused, resolution = 5, 1000, 500
	score := 100 - max(len(x.Rows)-wellRead, 0)
	if x.Paused > 0 && len(x.Rows) <= 3*wellRead {
		score += paused
	}
	if k.Metric == string(sla.FirstResolution) && len(x.Rows) <= 3*wellRead {
		score += resolution
	}
	if b.complaint.Version == 0 || score > b.score {
		b.complaint, b.explanation, b.score = c, x, score
	}
}

// shownStretches is how many lines of stretches are shown.
const shownStretches = 10

// print explains the verdict, stretch by stretch.
func (b *candidate) print(out *strings.Builder, lang string, w words) {
	if b.complaint.Version == 0 {
		return
	}
	k := b.explanation.Clock
	tab := newTable(fmt.Sprintf(w.explained, b.complaint.Reference, w.metric(k.Metric), w.verdict[k.Verdict]), left)
	lines := strings.Split(strings.TrimSpace(b.explanation.Text(lang)), "\n")
	rest := lines[1+min(len(b.explanation.Rows), len(lines)-1):]
	for _, line := range lines[:len(lines)-len(rest)] {
		if len(tab.rows) > shownStretches {
			tab.add(fmt.Sprintf(w.moreStretches, len(b.explanation.Rows)-shownStretches))
			break
		}
		tab.add(line)
	}
	for _, line := range rest {
		tab.add(line)
	}
	tab.print(out)
}

// holder counts the limits that passed while somebody had the complaint.
type holder struct {
	party   complaint.Party
	limits  int
	longest time.Duration
	where   complaint.Reference
	metric  string
}

func (x *examination) hold(c complaint.Complaint, a *sla.Account) {
	if a.Clock.Kind == complaint.ClockSilence {
		return
	}
	h := x.holders[a.Holder]
	if h == nil {
		h = &holder{party: a.Holder}
		x.holders[a.Holder] = h
	}
	h.limits++
	if a.Late > h.longest || h.limits == 1 {
		h.longest, h.where, h.metric = a.Late, c.Reference, a.Clock.Metric
	}
}

// shownHolders is how many holders are shown.
const shownHolders = 3

// printHolders shows who had the complaints when limits passed.
func (x *examination) printHolders(out *strings.Builder, w words) {
	list := make([]*holder, 0, len(x.holders))
	for _, h := range x.holders {
		list = append(list, h)
	}
	if len(list) == 0 {
		return
	}
	slices.SortFunc(list, func(a, b *holder) int {
		if a.limits != b.limits {
			return b.limits - a.limits
		}
		return strings.Compare(holderOf(a.party, w), holderOf(b.party, w))
	})
	tab := newTable(fmt.Sprintf(w.accounts, len(list)), left, right, left)
	for _, h := range list[:min(len(list), shownHolders)] {
		tab.add(holderOf(h.party, w), strconv.Itoa(h.limits), fmt.Sprintf(w.longest, w.span(h.longest), h.where, w.metric(h.metric)))
	}
	tab.print(out)
}
