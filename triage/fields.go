package triage

import (
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// subject is what conditions of a triage policy ask about: the complaint as far as it was assessed, and what is known besides.
type subject = policy.Subject[known]

type known struct {
	reading *Reading
	ctx     *Context
	// route is where the case is about to go, for the rules on tiers.
	department string
}

// Fields lists the fields that conditions of a triage policy can use, with their types and operators, for a form that edits
// conditions.
func Fields() []policy.Term { return vocabulary(&Policy{}, time.UTC).Terms() }

func vocabulary(p *Policy, zone *time.Location) policy.Vocabulary[subject] {
	v, err := policy.ComplaintFields[known]().WithTaxonomy(p.Taxonomy).In(zone).With(ownFields()...)
	if err != nil { // a test shows that there is none
		return policy.Vocabulary[subject]{}
	}
	return v
}

func ownFields() []policy.Field[subject] {
	count := func(name string, get func(*known) int) policy.Field[subject] {
		return policy.Count(name, func(s *subject) (int64, bool) { return int64(get(&s.Extra)), true })
	}
	return []policy.Field[subject]{
		// What the text says.
		policy.Text("text.language", func(s *subject) string { return s.Extra.reading.Language }).Known("zh", "en", "mixed", "other"),
		policy.Rank("text.severity", []string{
			string(complaint.SeverityGeneral), string(complaint.SeveritySerious), string(complaint.SeverityVerySerious),
		}, func(s *subject) string { return string(s.Extra.reading.Severity) }),
		policy.List("text.urgent", func(s *subject, i int) (string, bool) {
			if hits := s.Extra.reading.urgent; i < len(hits) {
				return hits[i].Code, true
			}
			return "", false
		}).Known("soon", "now"),
		policy.Codes("text.sought", complaint.Remedies, func(s *subject, i int) (string, bool) {
			if list := s.Extra.reading.Sought; i < len(list) {
				return string(list[i]), true
			}
			return "", false
		}),
		policy.Flag("text.repeat", func(s *subject) bool { return s.Extra.reading.Repeat }),
		policy.Amount("text.amount", func(s *subject) complaint.Money { return s.Extra.reading.Amount }),
		policy.Count("text.days", func(s *subject) (int64, bool) {
			return int64(s.Extra.reading.Days), s.Extra.reading.Days > 0
		}),
		count("times_asked", func(k *known) int { return k.reading.Times }),
		policy.List("phrases", func(s *subject, i int) (string, bool) {
			if list := s.Extra.reading.Phrases; i < len(list) {
				return list[i], true
			}
			return "", false
		}),
		// What the desk knows.
		policy.Flag("repeat", func(s *subject) bool { return s.Extra.ctx.Repeat || s.Extra.reading.Repeat }),
		policy.Flag("duplicate", func(s *subject) bool { return s.Extra.ctx.Duplicate }),
		count("previous", func(k *known) int { return k.ctx.Previous }),
		count("open_cases", func(k *known) int { return k.ctx.OpenCases }),
		policy.Flag("incident", func(s *subject) bool { return s.Extra.ctx.Incident > 0 }),
		count("incident.size", func(k *known) int { return k.ctx.Incident }),
		policy.Flag("appeal", func(s *subject) bool { return s.Extra.ctx.Appeal }),
		policy.Text("to.department", func(s *subject) string { return s.Extra.department }),
	}
}
