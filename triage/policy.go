package triage

import (
	"maps"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// Kind is what stands in the field kind of a triage policy.
const Kind = "triage"

// Header is what stands at the top of every policy: kind, name, version and dates of effect.
type Header = policy.Header

// Condition is a question about a complaint, as data: a comparison (field, op, value) or groups (all, any, none). The
// fields are those of [Fields].
type Condition = policy.Condition

// Rule is what all rules begin with: a name, that must not stand twice in its list, and a condition, empty for always.
type Rule = policy.Rule

// Policy is a triage policy as a document: what needs no handling, how bad and how urgent it is, in which order cases are worked
// off, and who takes them. [New] compiles it. Read one with [ParsePolicy], or with the desk's reader for YAML:
//
//	kind: triage
//	name: shop
//	version: "3"
//	phrases:
//	  soles: [sole comes off, 开胶, 鞋底掉了]
//	grades:
//	  - name: soles
//	    when: {field: phrases, op: contains_any, value: soles}
//	    severity: serious
//	priority:
//	  points:
//	    - {name: serious, when: {field: severity, op: at_least, value: serious}, points: 40}
//	    - {name: regular, when: {field: customer.tier, op: one_of, value: [gold, black]}, points: 15}
//	  bands: {p1: 80, p2: 50, p3: 20}
//	departments:
//	  - {name: carriers, when: {field: category, op: under, value: logistics}, department: logistics}
//	  - {name: others, department: aftersales}
//
// Lists are looked at in order. Of grades, points and tags all rules that match apply; of all other lists the first.
type Policy struct {
	Header
	// Zone is the IANA zone of the dates in conditions and of the dates of effect. Default: UTC.
	Zone string `json:"zone,omitzero"`
	// Teams lists the departments that there are. Where it is given, a rule that names another one is refused.
	Teams []string `json:"teams,omitempty"`
	// AskBelow is the probability of the category below which a person is asked. Default 0.35; 0 never asks.
	AskBelow *float64 `json:"ask_below,omitempty"`
	// Form says what counts when the form or the host names a category or kind of feedback. Default: keep.
	Form Form `json:"form,omitzero"`
	// Phrases are lists of the host's own phrases by name, for the field phrases of conditions. How they are compared is said at
	// the package's awkward facts.
	Phrases map[string][]string `json:"phrases,omitempty"`
	// Categories correct what the classifier says.
	Categories []CategoryRule `json:"categories,omitempty"`
	// Grades raise severity, complexity and urgency; they never lower one. A later rule sees what an earlier one did.
	Grades []GradeRule `json:"grades,omitempty"`
	// Tags are set.
	Tags []TagRule `json:"tags,omitempty"`
	// Screening says what needs no handling. It is never applied to a text with sensitive content or a suspicion.
	Screening []ScreenRule `json:"screening,omitempty"`
	Priority  Priority     `json:"priority,omitzero"`
	// Special sends cases to a team of their own, before Departments is looked at.
	Special     []TeamRule `json:"special,omitempty"`
	Departments []TeamRule `json:"departments,omitempty"`
	// Tiers say how experienced the handler must be. Default: junior.
	Tiers      []TierRule `json:"tiers,omitempty"`
	Assignment Assignment `json:"assignment,omitzero"`
	// Repeats says within which time a complaint of the same customer about the same problem is a repeat. Default 30 days.
	Repeats time.Duration `json:"repeats,omitzero"`
	// Incidents say when complaints of several customers are one incident.
	Incidents []IncidentRule `json:"incidents,omitempty"`

	// Taxonomy lists the codes; nil for the built-in one. Classifier says what a text is about; nil for [Builtin]. They are no
	// part of the document.
	Taxonomy   *complaint.Taxonomy `json:"-"`
	Classifier Classifier          `json:"-"`

	src *policy.Source
}

// Form says what counts when the form names a category or kind.
type Form string

// The readings.
const (
	FormKeep     Form = "keep"     // what the form says counts; where the text clearly says otherwise, the reasons say so
	FormOverrule Form = "overrule" // the text counts where the classifier is sure, with a probability of 0.8 or more
)

// CategoryRule corrects the category.
type CategoryRule struct {
	Rule
	// Category becomes more likely: by Odds, the factor on its odds, from above 0 to 1e6. Default 8. A factor below 1 makes it less
	// likely.
	Category string  `json:"category" policy:"required"`
	Odds     float64 `json:"odds,omitzero"`
}

// GradeRule raises grades to at least what it names.
type GradeRule struct {
	Rule
	Severity   complaint.Severity   `json:"severity,omitzero"`
	Complexity complaint.Complexity `json:"complexity,omitzero"`
	Urgency    complaint.Urgency    `json:"urgency,omitzero"`
}

// TagRule sets tags, which are codes.
type TagRule struct {
	Rule
	Tags []string `json:"tags" policy:"required"`
}

// ScreenRule says what needs no handling. Criterion is a code, such as praise.
type ScreenRule struct {
	Rule
	Criterion string `json:"criterion" policy:"required"`
}

// Priority adds up points to a score and cuts it into bands.
type Priority struct {
	Points []PointRule `json:"points,omitempty"`
	// Bands are the least scores of p1, p2 and p3; what is below all of them is p4.
	Bands map[complaint.Priority]int `json:"bands,omitempty"`
}

// PointRule adds points, from -1000 to 1000; with Per it adds them for every unit of a number or duration field, up to Most units.
type PointRule struct {
	Rule
	Points int `json:"points" policy:"required"`
	// Per is a field to count, one of: age.days, previous, open_cases, incident.size, times_asked.
	Per  string `json:"per,omitzero"`
	Most int    `json:"most,omitzero"`
}

// TeamRule names a department, and where it matters the least tier and skills that are needed there.
type TeamRule struct {
	Rule
	Department string         `json:"department" policy:"required"`
	Tier       complaint.Role `json:"tier,omitzero"`
	Skills     []string       `json:"skills,omitempty"`
}

// TierRule names a tier: junior, mid, senior, supervisor or manager. The highest of all that match applies.
type TierRule struct {
	Rule
	Tier complaint.Role `json:"tier" policy:"required"`
}

// Assignment says how a person is chosen among those who can take a case.
type Assignment struct {
	// Load is how work is spread. Default: least_loaded.
	Load Load `json:"load,omitzero"`
	// Loose gives a repeat to whoever is next instead of the handler of the first complaint.
	Loose bool `json:"loose,omitzero"`
}

// Load says how work is spread.
type Load string

// The ways to spread work.
const (
	LeastLoaded Load = "least_loaded" // the fewest open cases; ties go round
	RoundRobin  Load = "round_robin"  // in turn, whatever they have
	Weighted    Load = "weighted"     // the fewest open cases for their weight
)

// IncidentRule says when complaints of several customers are one incident (T7): at least Least customers within Within have the
// same By, and the same category where Same says so.
type IncidentRule struct {
	Rule
	// By is what they have in common: product, lot, supplier, carrier, text (near-duplicates), or topic (the same matter in other
	// words). A rule by topic looks at the newest complaints of the category in the span, at most 200, so it costs more than others.
	By IncidentKey `json:"by" policy:"required"`
	// Same says how far the category must be the same. Default: group.
	Same   SameCategory  `json:"same,omitzero"`
	Least  int           `json:"least" policy:"required"`
	Within time.Duration `json:"within" policy:"required"`
	// Department and Tier are those of the task force, empty for the usual routing.
	Department string         `json:"department,omitzero"`
	Tier       complaint.Role `json:"tier,omitzero"`
}

// IncidentKey is what the complaints of an incident have in common.
type IncidentKey string

// The keys.
const (
	ByProduct  IncidentKey = "product"
	ByLot      IncidentKey = "lot" // the same lot of the same product
	BySupplier IncidentKey = "supplier"
	ByCarrier  IncidentKey = "carrier"
	ByText     IncidentKey = "text"
	ByTopic    IncidentKey = "topic"
)

// SameCategory says how far categories must agree.
type SameCategory string

// The readings.
const (
	SameLeaf  SameCategory = "leaf"  // quality.defect and quality.defect
	SameGroup SameCategory = "group" // quality.defect and quality.function
	SameAny   SameCategory = "any"
)

// ParsePolicy reads a policy from a JSON document of that name. Misspelt and doubled fields and broken values are refused with
// file, line, rule and field; the error is one or several joined errors that unwrap to [complaint.ErrInvalid]. Whether the
// policy makes sense is checked by [New], which names the places too.
func ParsePolicy(name string, document []byte) (Policy, error) {
	src, err := policy.ParseJSON(name, document)
	if err != nil {
		return Policy{}, err
	}
	return DecodePolicy(src)
}

// DecodePolicy is [ParsePolicy] for a document that another reader of this module has parsed, such as the desk's for YAML.
func DecodePolicy(src *policy.Source) (Policy, error) {
	doc, err := policy.Decode[Policy](src)
	if err != nil {
		return Policy{}, err
	}
	p := doc.Value
	p.src = src
	return p, nil
}

// own makes the lists of a policy its own, so that an engine does not change with what its host does to them.
func (p *Policy) own() {
	p.Teams, p.Categories, p.Grades = slices.Clone(p.Teams), slices.Clone(p.Categories), slices.Clone(p.Grades)
	p.Tags, p.Screening, p.Tiers = slices.Clone(p.Tags), slices.Clone(p.Screening), slices.Clone(p.Tiers)
	p.Special, p.Departments = slices.Clone(p.Special), slices.Clone(p.Departments)
	p.Incidents, p.Priority.Points = slices.Clone(p.Incidents), slices.Clone(p.Priority.Points)
	p.Priority.Bands, p.Phrases = maps.Clone(p.Priority.Bands), maps.Clone(p.Phrases)
	for i := range p.Tags {
		p.Tags[i].Tags = slices.Clone(p.Tags[i].Tags)
	}
	for _, rules := range [][]TeamRule{p.Special, p.Departments} {
		for i := range rules {
			rules[i].Skills = slices.Clone(rules[i].Skills)
		}
	}
}
