package sla

import (
	"slices"
	"strconv"
	"strings"
	"time"
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

// milestone is a compiled [Milestone].
type milestone struct {
	start, stop, pause, reset, cancel policy.Predicate[subject]
	pauses, resets, cancels           bool
	recurs                            Recurrence
}

// compiler compiles a policy and collects what is wrong with it.
type compiler struct {
	*policy.Check
	src *policy.Source
}

func (k *compiler) refuse(path, value, problem string) {
	k.Refuse(strings.TrimSuffix(path, "."), "", value, problem)
}

func compilePolicy(p Policy) (*compiled, error) {
	k := &compiler{Check: policy.NewCheck(p.src), src: p.src}
	k.Add(p.Header.Validate(Kind, p.src))
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
	if err := k.Err(); err != nil {
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
	k.Add(err)
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

func (k *compiler) checkCount(path string, n int) {
	if n > maxThresholds {
		k.refuse(path, strconv.Itoa(n), "must be at most "+strconv.Itoa(maxThresholds)+" thresholds")
	}
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
