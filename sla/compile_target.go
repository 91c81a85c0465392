package sla

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// plannedMark is a mark before it is known when the clock starts.
type plannedMark struct {
	complaint.Mark
	threshold Threshold     // on the way to the limit
	past      time.Duration // working time past the limit
}

func (k *compiler) compileTargets(p *Policy, c *compiled, r *Rule, path string) []*target {
	seen := map[string]int{}
	list := make([]*target, 0, len(r.Targets))
	if len(r.Targets) > maxTargets {
		k.refuse(path, strconv.Itoa(len(r.Targets)), "must be at most "+strconv.Itoa(maxTargets)+" targets")
		return nil
	}
	for j := range r.Targets {
		at := path + "[" + strconv.Itoa(j) + "]"
		t := k.compileTarget(p, c, r, &r.Targets[j], at)
		if first, double := seen[t.name]; double {
			k.refuse(at, t.name, "has the name of targets["+strconv.Itoa(first)+"]: give one of them a name of its own")
		}
		seen[t.name] = j
		list = append(list, t)
	}
	return list
}

func (k *compiler) compileTarget(p *Policy, c *compiled, r *Rule, doc *Target, path string) *target {
	t := &target{
		name: doc.Name, metric: Metric(doc.Metric), kind: doc.For, limit: doc.Within, opening: doc.FromOpening, rule: r.Name,
		maxPause: p.MaxPause,
	}
	if t.name == "" {
		t.name = doc.Metric
	}
	if !isCode(t.name) {
		k.refuse(path+".name", t.name, codeRule)
	}
	k.findMetric(c, t, path)
	switch t.kind {
	case "":
		t.kind = complaint.ClockCustomer
	case complaint.ClockCustomer, complaint.ClockInternal, complaint.ClockRegulatory:
	default: // silence has targets of its own
		k.refuse(path+".for", string(t.kind), "must be customer, internal or regulatory")
	}
	k.checkLimit(path+".within", doc.Within)
	t.calendar = k.targetCalendar(p, c, path, doc.Calendar, r.Calendar)
	k.compilePauses(p, doc, t, path)
	k.checkRoles(path+".notify", doc.Notify)
	k.compileMarks(p, doc, t, path)
	return t
}

func (k *compiler) checkLimit(path string, l Limit) {
	switch {
	case l.IsZero():
		k.refuse(path, "", "must be given: "+limitRule)
	case l.Time < 0, l.Days < 0, l.Days > maxDays, (l.Days > 0) == (l.Time > 0), l.Time%time.Microsecond != 0,
		l.Days == 0 && (l.Working || l.Close):
		k.refuse(path, "", limitRule)
	}
}

func (k *compiler) findMetric(c *compiled, t *target, path string) {
	if m, ok := c.milestones[t.metric]; ok {
		t.milestone = m
		return
	}
	var ok bool
	if t.measure, ok = measureOf(t.metric); !ok {
		k.refuse(path+".metric", string(t.metric), "must be a metric ("+metricNames()+") or a milestone of the policy")
	}
}

func metricNames() string {
	var b strings.Builder
	for _, m := range Metrics() {
		if strings.HasPrefix(string(m), stagePrefix) {
			break
		}
		b.WriteString(string(m) + ", ")
	}
	return b.String() + stagePrefix + "STATUS"
}

// targetCalendar returns the calendar that a target names, or its rule, or the policy.
func (k *compiler) targetCalendar(p *Policy, c *compiled, path, own, ofRule string) *calendar {
	name := p.Calendar
	if ofRule != "" {
		name = ofRule
	}
	if own != "" {
		name = own
	}
	cal := k.calendar(c, path+".calendar", name)
	if cal == nil || cal.Calendar == nil {
		return c.calendars[alwaysName] // refused already
	}
	return cal
}

func (k *compiler) compilePauses(p *Policy, doc *Target, t *target, path string) {
	t.pausedBy = []complaint.WaitFor{complaint.WaitCustomer, complaint.WaitThirdParty}
	if p.PausedBy != nil {
		t.pausedBy = slices.Clone(*p.PausedBy)
	}
	given := doc.PausedBy != nil || doc.MaxPause != nil
	if doc.PausedBy != nil {
		k.checkWaits(path+".paused_by", *doc.PausedBy)
		t.pausedBy = slices.Clone(*doc.PausedBy)
	}
	if doc.MaxPause != nil {
		k.checkPause(path+".max_pause", *doc.MaxPause)
		t.maxPause = *doc.MaxPause
	}
	if own := t.measure.pausedBy; own != nil {
		if given {
			k.refuse(path+"."+pauseField(doc), "", "must not be given: "+string(t.metric)+" says itself what pauses it")
		}
		t.pausedBy, t.maxPause = own, 0
	}
	condition := t.milestone != nil && t.milestone.pauses
	if condition {
		if doc.PausedBy != nil {
			k.refuse(path+".paused_by", "", "must not be given: the milestone says itself what pauses it")
		}
		t.pausedBy = nil
	}
	if t.limit.Days > 0 {
		k.checkDaysPause(doc, t, path)
		t.pausedBy, t.maxPause = nil, 0
	}
	if len(t.pausedBy) == 0 && !condition {
		t.pausedBy, t.maxPause = nil, 0
	}
	if t.metric == TotalResolution && t.limit.Days == 0 {
		t.pausedBy = append(t.pausedBy, complaint.PauseClosed)
	}
}

// checkDaysPause refuses to pause a limit in days.
func (k *compiler) checkDaysPause(doc *Target, t *target, path string) {
	switch {
	case doc.PausedBy != nil && len(*doc.PausedBy) > 0, doc.MaxPause != nil && *doc.MaxPause != 0:
		k.refuse(path+"."+pauseField(doc), "", "must be left out or empty: a limit in days cannot be paused; state it as working time")
	case t.milestone != nil && t.milestone.pauses, len(t.measure.pausedBy) > 0:
		k.refuse(path+".within", t.limit.String(), "must be working time: "+string(t.metric)+" is paused, and days cannot be")
	}
}

// pauseField is the field of a target that speaks of pauses.
func pauseField(doc *Target) string {
	if doc.PausedBy == nil {
		return "max_pause"
	}
	return "paused_by"
}

// compileMarks plans the warnings, the breach and the escalations.
func (k *compiler) compileMarks(p *Policy, doc *Target, t *target, path string) {
	notify := slices.Clone(doc.Notify)
	k.checkCount(path+".warn", len(doc.Warn))
	for i, w := range doc.Warn {
		at := path + ".warn[" + strconv.Itoa(i) + "]"
		k.checkThreshold(at, w, t.limit)
		if slices.Contains(doc.Warn[:i], w) {
			k.refuse(at, w.String(), "stands twice")
		}
		label := w.String()
		if w.Before > 0 {
			label += " before"
		}
		t.marks = append(t.marks, plannedMark{
			Mark: complaint.Mark{Kind: complaint.MarkWarn, Label: label, Notify: notify}, threshold: w,
		})
	}
	t.marks = append(t.marks, plannedMark{
		Mark: complaint.Mark{Kind: complaint.MarkBreach, Notify: notify}, threshold: Threshold{Share: wholeShare},
	})
	if doc.Ladder == "" {
		return
	}
	ladder, ok := p.Ladders[doc.Ladder]
	if !ok {
		k.refuse(path+".ladder", doc.Ladder, "must be a ladder of the policy")
	}
	for i, r := range ladder {
		t.marks = append(t.marks, plannedMark{
			Mark: complaint.Mark{
				Kind: complaint.MarkEscalate, Label: levelLabel(i + 1), Level: i + 1, Tier: r.Tier, To: r.To,
				Notify: slices.Clone(r.Notify),
			},
			threshold: r.At, past: r.After,
		})
	}
}

func (k *compiler) checkThreshold(path string, t Threshold, l Limit) {
	switch {
	case t.Share < 0 || t.Share > wholeShare || t.Before < 0 || (t.Share == 0) == (t.Before == 0), t.Before%time.Microsecond != 0:
		k.refuse(path, "", thresholdRule)
	case t.Share == wholeShare:
		k.refuse(path, t.String(), "must be less than 100%: what happens when time is up is the breach")
	case t.Before > 0 && !l.IsZero() && t.Before >= l.most():
		k.refuse(path, t.String(), "must be less than the limit of "+l.String())
	}
}
