package sla

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/recourse-go/recourse/complaint"
)

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
	if r.Tier != "" && r.Tier.Rank() == 0 {
		k.refuse(path+".tier", string(r.Tier), "must be junior, mid, senior, supervisor or manager")
	}
	k.checkParty(path+".to", r.To)
	k.checkRoles(path+".notify", r.Notify)
	for j := range ladder[:i] {
		before := &ladder[j]
		if r.Tier != "" && r.Tier.Rank() <= before.Tier.Rank() {
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
