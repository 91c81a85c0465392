package sla

import (
	"slices"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

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
	k.Add(err)
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
