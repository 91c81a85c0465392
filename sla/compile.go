package sla

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// compiled is a policy that was checked and turned into what the engine works with. It is immutable.
type compiled struct {
	doc       Policy
	ref       complaint.PolicyRef
	zone      *time.Location
	calendars map[string]*calendar
	rules     *policy.Rules[subject]
	common    []*target   // of complaints that match no rule
	targets   [][]*target // of each rule, with the common ones
	quiet     *policy.Rules[subject]
	silences  []*target
	// milestones are the conditions of the policy's own metrics.
	milestones map[Metric]*milestone
}

// target is a compiled target.
type target struct {
	name      string
	metric    Metric
	kind      complaint.ClockKind
	limit     Limit
	calendar  *calendar
	pausedBy  []complaint.WaitFor
	maxPause  time.Duration
	opening   bool
	marks     []plannedMark
	rule      string
	measure   measure
	milestone *milestone
}

// plannedMark is a mark before it is known when the clock starts.
type plannedMark struct {
	complaint.Mark
	threshold Threshold     // on the way to the limit
	past      time.Duration // working time past the limit
}

// milestone is a compiled [Milestone].
type milestone struct {
	start, stop, pause, reset, cancel policy.Predicate[subject]
	pauses, resets, cancels           bool
	recurs                            Recurrence
}

// compiler compiles a policy and collects what is wrong with it.
type compiler struct {
	src  *policy.Source
	errs []error
}

// maxErrors bounds how many problems are reported at once.
const maxErrors = 50

func (k *compiler) refuse(path, value, problem string) {
	if len(k.errs) >= maxErrors {
		return
	}
	e := k.src.Refuse(strings.TrimSuffix(path, "."), problem)
	if e.Value == "" {
		e.Value = shortValue(value)
	}
	k.errs = append(k.errs, e)
}

func (k *compiler) add(err error) {
	if err != nil && len(k.errs) < maxErrors {
		k.errs = append(k.errs, err)
	}
}

func compilePolicy(p Policy) (*compiled, error) {
	k := &compiler{src: p.src}
	k.add(p.Header.Validate(Kind, p.src))
	k.checkName("name", p.Name)
	k.checkName("version", p.Version)
	c := &compiled{doc: p, ref: p.Ref(), milestones: map[Metric]*milestone{}}
	c.calendars = k.compileCalendars(&p)
	if p.Calendar == "" {
		p.Calendar = alwaysName
	}
	base := k.calendar(c, "calendar", p.Calendar)
	if c.zone = time.UTC; base != nil && base.zone != nil {
		c.zone = base.zone
	}
	k.checkBasics(&p)
	k.checkLadders(p.Ladders)
	k.compileMilestones(&p, c)
	k.compileRules(&p, c)
	k.compileSilence(&p, c)
	if err := errors.Join(k.errs...); err != nil {
		return nil, err
	}
	return c, nil
}

// calendar looks a calendar up that the policy names; nil for one that is missing or was refused.
func (k *compiler) calendar(c *compiled, path, name string) *calendar {
	cal, ok := c.calendars[name]
	if !ok {
		if _, given := c.doc.Calendars[name]; !given {
			k.refuse(path, name, "must be a calendar of the policy, or always")
		}
		return nil
	}
	return cal
}

func (k *compiler) checkBasics(p *Policy) {
	for _, name := range sortedNames(p.Calendars) {
		if !isCode(name) {
			k.refuse("calendars", name, codeRule)
		}
	}
	k.checkLine("name", p.Name)
	k.checkLine("version", p.Version)
	for _, name := range sortedNames(p.Calendars) {
		k.checkLine("calendars."+name+".version", p.Calendars[name].Version)
	}
	for i := range p.Rules {
		k.checkLine("rules["+strconv.Itoa(i)+"].name", p.Rules[i].Name)
	}
	if p.PausedBy != nil {
		k.checkWaits("paused_by", *p.PausedBy)
	}
	k.checkPause("max_pause", p.MaxPause)
	if p.Running != "" && p.Running != Keep && p.Running != Retarget {
		k.refuse("running", string(p.Running), "must be keep or retarget")
	}
}

// checkLine refuses what a decision could not carry: it has to fit into a line of an event.
func (k *compiler) checkLine(path, text string) {
	if strings.TrimSpace(text) != text || len(text) > complaint.MaxLine {
		k.refuse(path, text, "must not begin or end with white space, and have at most "+strconv.Itoa(complaint.MaxLine)+" bytes")
	}
}

func (k *compiler) checkPause(path string, d time.Duration) {
	if d < 0 || d%time.Microsecond != 0 {
		k.refuse(path, durationText(d), "must not be negative, in whole microseconds: 0 or nothing for no cap")
	}
}

// checkName refuses what could not stand in a decision.
func (k *compiler) checkName(path, name string) {
	if strings.TrimSpace(name) != name || !utf8.ValidString(name) {
		k.refuse(path, name, "must not begin or end with white space")
	}
}

func (k *compiler) checkWaits(path string, list []complaint.WaitFor) {
	for i, w := range list {
		at := path + "[" + strconv.Itoa(i) + "]"
		if w != complaint.WaitCustomer && w != complaint.WaitThirdParty {
			k.refuse(at, string(w), "must be customer or third_party")
		}
		if slices.Contains(list[:i], w) {
			k.refuse(at, string(w), "stands twice")
		}
	}
}

func (k *compiler) checkRoles(path string, list []complaint.Role) {
	for i, r := range list {
		if !slices.Contains(complaint.Roles(), r) {
			k.refuse(path+"["+strconv.Itoa(i)+"]", string(r), "must be a role such as senior, supervisor or manager")
		}
	}
}

// checkLadders checks that every ladder leads up and forward, so that it comes to an end.
func (k *compiler) checkLadders(ladders map[string][]Rung) {
	for _, name := range sortedNames(ladders) {
		path := "ladders." + name
		if !isCode(name) {
			k.refuse(path, name, codeRule)
		}
		if n := len(ladders[name]); n == 0 || n > maxRungs {
			k.refuse(path, strconv.Itoa(n), "must have 1 to "+strconv.Itoa(maxRungs)+" rungs")
		}
		for i := range ladders[name] {
			k.checkRung(path+"["+strconv.Itoa(i)+"]", ladders[name], i)
		}
	}
}

// maxRungs is the number of levels to which a complaint can be escalated.
const maxRungs = 9

func (k *compiler) checkRung(path string, ladder []Rung, i int) {
	r := &ladder[i]
	k.checkRungTime(path, r)
	if r.Tier == "" && r.To.IsZero() && len(r.Notify) == 0 {
		k.refuse(path, "", "must have a tier, somebody to give the case to, or roles to notify")
	}
	if r.Tier != "" && tierRank(r.Tier) == 0 {
		k.refuse(path+".tier", string(r.Tier), "must be junior, mid, senior, supervisor or manager")
	}
	k.checkParty(path+".to", r.To)
	k.checkRoles(path+".notify", r.Notify)
	for j := range ladder[:i] {
		before := &ladder[j]
		if r.Tier != "" && tierRank(r.Tier) <= tierRank(before.Tier) {
			k.refuse(path+".tier", string(r.Tier), "must be above "+string(before.Tier)+" of rung "+strconv.Itoa(j+1)+
				": a ladder leads up and never back")
			return
		}
		if r.At.Share < before.At.Share && r.After <= 0 || r.After < before.After {
			k.refuse(path, "", "must not come before rung "+strconv.Itoa(j+1))
			return
		}
	}
}

func (k *compiler) checkRungTime(path string, r *Rung) {
	if (r.At != Threshold{}) == (r.After != 0) {
		k.refuse(path, "", "must have either at, a share of the limit, or after, working time past it")
	}
	if r.After < 0 || r.After%time.Microsecond != 0 {
		k.refuse(path+".after", durationText(r.After), "must not be negative, in whole microseconds")
	}
	if r.At.Before != 0 || r.At.Share < 0 || r.At.Share > wholeShare {
		k.refuse(path+".at", r.At.String(), "must be a share of the limit such as 100%")
	}
}

func (k *compiler) checkParty(path string, p complaint.Party) {
	if p.Department != "" && !isCode(p.Department) {
		k.refuse(path+".department", p.Department, codeRule)
	}
	if len(p.Person) > complaint.MaxLine || strings.Contains(p.Person, "@") || strings.IndexFunc(p.Person, unicode.IsControl) >= 0 {
		k.refuse(path+".person", "", "must be an opaque identifier of at most 255 bytes, not an e-mail address")
	}
	k.checkName(path+".person", p.Person)
}

// tierRank orders the tiers from 1, junior; 0 for what is no tier.
func tierRank(r complaint.Role) int {
	return slices.Index([]complaint.Role{
		complaint.RoleJunior, complaint.RoleMid, complaint.RoleSenior, complaint.RoleSupervisor, complaint.RoleManager,
	}, r) + 1
}

func (k *compiler) compileRules(p *Policy, c *compiled) {
	list := make([]policy.Rule, len(p.Rules))
	for i, r := range p.Rules {
		list[i] = policy.Rule{Name: r.Name, When: r.When}
		k.checkName("rules["+strconv.Itoa(i)+"].name", r.Name)
	}
	if len(list) == 0 && len(p.Targets) == 0 {
		k.refuse("rules", "", "must have at least one rule, or there must be targets for all")
	}
	rules, err := policy.NewRules(ruleVocabulary(p, c.zone), k.src, "rules", list)
	k.add(err)
	c.rules = rules
	c.common = k.compileTargets(p, c, &Rule{Targets: p.Targets}, "targets")
	c.targets = make([][]*target, len(p.Rules))
	for i := range p.Rules {
		r := &p.Rules[i]
		path := "rules[" + strconv.Itoa(i) + "].targets"
		if len(r.Targets) == 0 {
			k.refuse(path, "", "must have at least one target; leave the rule out where there is no limit")
		}
		own := k.compileTargets(p, c, r, path)
		c.targets[i] = slices.Clip(own)
		for _, t := range c.common {
			if !slices.ContainsFunc(own, func(o *target) bool { return o.name == t.name }) {
				c.targets[i] = append(c.targets[i], t)
			}
		}
	}
}

// maxTargets and maxThresholds keep what a decision holds in bounds: those of a rule and the common ones, with the silence,
// are at most as many as a list of the package complaint has room for.
const (
	maxTargets    = 90
	maxThresholds = 90
)

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

func (k *compiler) checkCount(path string, n int) {
	if n > maxThresholds {
		k.refuse(path, strconv.Itoa(n), "must be at most "+strconv.Itoa(maxThresholds)+" thresholds")
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

func (k *compiler) compileSilence(p *Policy, c *compiled) {
	list := make([]policy.Rule, len(p.Silence))
	for i, s := range p.Silence {
		list[i] = policy.Rule{Name: s.Name, When: s.When}
		path := "silence[" + strconv.Itoa(i) + "]"
		if !isCode(s.Name) {
			k.refuse(path+".name", s.Name, codeRule)
		}
		if c.hasTarget(s.Name) {
			k.refuse(path+".name", s.Name, "must not be the name of a target")
		}
		if !asksForStage(&p.Silence[i].When) {
			k.refuse(path+".when", "", "must ask for status, stage or waiting_for: else it would close complaints that are in our hands")
		}
		k.checkLimit(path+".after", s.After)
		k.checkCount(path+".remind", len(s.Remind))
		t := &target{
			name: s.Name, metric: silence, kind: complaint.ClockSilence, limit: s.After, rule: s.Name,
			calendar: k.targetCalendar(p, c, path, s.Calendar, ""), measure: silenceMeasure(),
		}
		for j, r := range s.Remind {
			at := path + ".remind[" + strconv.Itoa(j) + "]"
			k.checkThreshold(at, r, s.After)
			if slices.Contains(s.Remind[:j], r) {
				k.refuse(at, r.String(), "stands twice")
			}
			t.marks = append(t.marks, plannedMark{
				Mark: complaint.Mark{Kind: complaint.MarkRemind, Label: r.String()}, threshold: r,
			})
		}
		switch s.Outcome {
		case complaint.OutcomeNoAnswer, complaint.OutcomeResolved, complaint.OutcomeUnresolved:
		default: // referred is for an external body to say
			k.refuse(path+".outcome", string(s.Outcome), "must be no_answer, resolved or unresolved")
		}
		t.marks = append(t.marks, plannedMark{
			Mark: complaint.Mark{Kind: complaint.MarkClose, Outcome: s.Outcome}, threshold: Threshold{Share: wholeShare},
		})
		c.silences = append(c.silences, t)
	}
	quiet, err := policy.NewRules(ruleVocabulary(p, c.zone), k.src, "silence", list)
	k.add(err)
	c.quiet = quiet
	if err == nil {
		k.checkClosable(p, c)
	}
}

// checkClosable refuses a silence that is certain to be sought where no complaint can be closed.
func (k *compiler) checkClosable(p *Policy, c *compiled) {
	quiet := make([]string, 0, 4)
	for _, s := range append(quietStatuses(), complaint.StatusWaiting) {
		quiet = append(quiet, string(s))
	}
	v := ruleVocabulary(p, c.zone)
	elsewhere, err := policy.Compile(v, policy.Where("status", policy.NoneOf, quiet...))
	if err != nil {
		return // the fields are those of every complaint
	}
	thirdParty, err := policy.Compile(v, policy.Where("waiting_for", policy.Is, string(complaint.WaitThirdParty)))
	if err != nil {
		return
	}
	for i := range p.Silence {
		when, err := policy.Compile(v, p.Silence[i].When)
		if err != nil {
			continue // refused already
		}
		implied, _ := when.Implies(elsewhere)
		if third, _ := when.Implies(thirdParty); implied || third {
			k.refuse("silence["+strconv.Itoa(i)+"].when", "", "must hold where a complaint can be closed: "+
				"while it waits for the customer, or in status result_communicated, followed_up or referred")
		}
	}
}

func (c *compiled) hasTarget(name string) bool {
	return slices.ContainsFunc(append(slices.Clip(c.targets), c.common), func(list []*target) bool {
		return slices.ContainsFunc(list, func(t *target) bool { return t.name == name })
	})
}

// asksForStage says whether a condition asks somewhere where the complaint stands.
func asksForStage(c *Condition) bool {
	switch c.Field {
	case "status", "stage", "waiting_for":
		return true
	}
	for _, group := range [...][]Condition{c.All, c.Any} {
		for i := range group {
			if asksForStage(&group[i]) {
				return true
			}
		}
	}
	return false
}

const codeRule = "must be a code of lower case letters, digits, dots, dashes and underscores, at most 64 bytes"

// isCode says whether the package complaint takes a name as a code.
func isCode(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		if !letter && (i == 0 || r != '_' && r != '.' && r != '-') {
			return false
		}
	}
	return s != "" && len(s) <= complaint.MaxCode
}
