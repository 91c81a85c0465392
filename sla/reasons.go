package sla

import (
	"strconv"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// ruleReasons says which rule set a target and which of its conditions held.
func (r *round) ruleReasons(t *target) []complaint.Reason {
	list := []complaint.Reason{reason("sla.rule", "rule", t.rule, "policy", r.policy.ref.Name, "version", r.policy.ref.Version)}
	var why policy.Explanation
	switch {
	case t.kind == complaint.ClockSilence:
		why = r.policy.quiet.Explain(r.policy.quiet.First(&r.subject), &r.subject)
	case t.rule != "":
		why = r.policy.rules.Explain(r.rule, &r.subject)
	}
	for i, held := range why.Reasons() {
		if i == maxReasons {
			break
		}
		for name, text := range held.Params {
			held.Params[name] = shortValue(text)
		}
		list = append(list, held)
	}
	return list
}

// maxReasons bounds how many conditions of a rule a decision repeats. The policy's version names all of them.
const maxReasons = 50

func (r *round) pauseReasons(step complaint.ClockStep) []complaint.Reason {
	switch {
	case step == complaint.ClockPause && r.after.Wait != nil:
		return []complaint.Reason{reason("sla.paused", "for", string(r.after.Wait.For), "since", stamp(r.after.Wait.Since))}
	case step == complaint.ClockPause:
		return []complaint.Reason{reason("sla.paused", "for", string(complaint.PauseCondition))}
	case step == complaint.ClockResume:
		return []complaint.Reason{reason("sla.resumed")}
	default:
		return nil
	}
}

// reason makes a reason of pairs of name and value.
func reason(code string, pairs ...string) complaint.Reason {
	r := complaint.Reason{Code: code}
	for i := 0; i+1 < len(pairs); i += 2 {
		if r.Params == nil {
			r.Params = make(map[string]string, len(pairs)/2)
		}
		r.Params[pairs[i]] = pairs[i+1]
	}
	return r
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// levelLabel is the label of the mark that escalates to a level, as the package complaint knows it.
func levelLabel(level int) string { return "level " + strconv.Itoa(level) }
