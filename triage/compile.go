package triage

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
	"github.com/recourse-go/recourse/internal/text"
)

// compiler checks a policy and collects what is wrong with it.
type compiler struct {
	*policy.Check
	src      *policy.Source
	taxonomy *complaint.Taxonomy
	teams    []string
}

const (
	defaultAskBelow = 0.35
	defaultRepeats  = 30 * 24 * time.Hour
	maxPoints       = 1000
	maxOdds         = 1e6
	maxPhrases      = 20_000
	maxRules        = 500
	maxLeast        = 1000
)

func (k *compiler) compile(e *Engine) {
	p := &e.doc
	p.own()
	k.teams = p.Teams
	for i, team := range p.Teams {
		k.code("teams["+strconv.Itoa(i)+"]", "", team)
	}
	k.Add(p.Header.Validate(Kind, p.src))
	e.zone = k.zone(p.Zone)
	k.defaults(e)
	k.compilePhrases(e)
	v := vocabulary(p, e.zone)
	e.categories = compileList(k, v, "categories", p.Categories, func(r CategoryRule) Rule { return r.Rule })
	e.grades = compileList(k, v, "grades", p.Grades, func(r GradeRule) Rule { return r.Rule })
	e.tags = compileList(k, v, "tags", p.Tags, func(r TagRule) Rule { return r.Rule })
	e.screening = compileList(k, v, "screening", p.Screening, func(r ScreenRule) Rule { return r.Rule })
	e.points = compileList(k, v, "priority.points", p.Priority.Points, func(r PointRule) Rule { return r.Rule })
	e.special = compileList(k, v, "special", p.Special, func(r TeamRule) Rule { return r.Rule })
	e.departments = compileList(k, v, "departments", p.Departments, func(r TeamRule) Rule { return r.Rule })
	e.tiers = compileList(k, v, "tiers", p.Tiers, func(r TierRule) Rule { return r.Rule })
	e.incidents = compileList(k, v, "incidents", p.Incidents, func(r IncidentRule) Rule { return r.Rule })
	k.checkCategories(p.Categories)
	k.checkGrades(p.Grades)
	k.checkTags(p)
	k.checkPriority(&p.Priority)
	k.checkTeams("special", p.Special)
	k.checkTeams("departments", p.Departments)
	for i, r := range p.Tiers {
		k.tier("tiers["+strconv.Itoa(i)+"].tier", r.Name, r.Tier)
	}
	k.checkIncidents(p.Incidents)
}

func compileList[R any](
	k *compiler, v policy.Vocabulary[subject], path string, list []R, of func(R) Rule,
) *policy.Rules[subject] {
	if len(list) > maxRules {
		k.Refuse(path, "", strconv.Itoa(len(list)), "must have at most "+strconv.Itoa(maxRules)+" rules")
		return nil
	}
	rules := make([]policy.Rule, len(list))
	for i, r := range list {
		rules[i] = of(r)
		if name := rules[i].Name; strings.TrimSpace(name) != name || len(name) > complaint.MaxLine {
			k.Refuse(path+"["+strconv.Itoa(i)+"].name", name, name,
				"must not begin or end with white space, and have at most "+strconv.Itoa(complaint.MaxLine)+" bytes")
		}
	}
	out, err := policy.NewRules(v, k.src, path, rules)
	k.Add(err)
	return out
}

func (k *compiler) zone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		k.Refuse("zone", "", name, "must be an IANA zone such as Asia/Shanghai")
		return time.UTC
	}
	return zone
}

func (k *compiler) defaults(e *Engine) {
	p := &e.doc
	e.askBelow = defaultAskBelow
	if p.AskBelow != nil {
		e.askBelow = *p.AskBelow
		if !(e.askBelow >= 0 && e.askBelow <= 1) {
			k.Refuse("ask_below", "", strconv.FormatFloat(e.askBelow, 'g', -1, 64), "must be a probability from 0 to 1")
		}
	}
	if p.Form == "" {
		p.Form = FormKeep
	}
	k.OneOf("form", "", string(p.Form), string(FormKeep), string(FormOverrule))
	if p.Repeats == 0 {
		p.Repeats = defaultRepeats
	}
	if p.Repeats < 0 || p.Repeats > maxWindow {
		k.Refuse("repeats", "", p.Repeats.String(), windowRule)
	}
	if p.Assignment.Load == "" {
		p.Assignment.Load = LeastLoaded
	}
	k.OneOf("assignment.load", "", string(p.Assignment.Load), string(LeastLoaded), string(RoundRobin), string(Weighted))
}

const (
	maxWindow  = 366 * 24 * time.Hour
	windowRule = "must be a time above 0 and at most a year, such as 6h or 30d"
)

func (k *compiler) compilePhrases(e *Engine) {
	var all []string
	names := slices.Sorted(maps.Keys(e.doc.Phrases))
	for _, name := range names {
		if !isCode(name) {
			k.Refuse("phrases", "", name, codeRule)
		}
		for i, s := range e.doc.Phrases[name] {
			if n := len(s); !visible(s) || n > complaint.MaxLine {
				k.Refuse("phrases."+name+"["+strconv.Itoa(i)+"]", "", s, "must be a phrase of 1 to 255 bytes that can be seen")
			}
			all, e.phraseNames = append(all, s), append(e.phraseNames, name)
		}
	}
	if len(all) > maxPhrases {
		k.Refuse("phrases", "", strconv.Itoa(len(all)), "must be at most "+strconv.Itoa(maxPhrases)+" phrases in all")
		return
	}
	if len(all) > 0 && k.Err() == nil {
		e.phrases = text.NewPhrases(all)
	}
}

// visible says whether anything is left of a phrase in the form in which it is looked up.
func visible(phrase string) bool {
	var t text.Text
	t.Read(strings.Trim(phrase, "*"))
	return len(t.Runes) > 0
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
