package triage

import (
	"math"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
)

// Assessment is what an engine decided about a complaint.
type Assessment struct {
	Feedback complaint.Feedback
	// Category is a leaf of the tree, empty where nothing was understood. Confidence is the probability that it is right, 0 where
	// the form named it and the text says nothing. Alternatives are the runners-up, best first, at most 4.
	Category     string
	Confidence   float64
	Alternatives []Label
	Severity     complaint.Severity
	Complexity   complaint.Complexity
	Urgency      complaint.Urgency
	// Score is the sum of the points, Priority its band.
	Score    int
	Priority complaint.Priority
	Emotion  complaint.Emotion
	// Sensitive, Suspicion and Tags are codes, Sought is what the text asks for. A suspicion is never more than that.
	Sensitive, Suspicion []string
	Sought               []complaint.Remedy
	Tags                 []string
	// Ask says that the category is so uncertain that a person should look.
	Ask bool
	// Criterion is why it needs no handling, empty where it does.
	Criterion string
	// Route is who takes it; zero where the policy names no department and nobody is there.
	Route Route
	// Reasons say why, in the order in which it was decided.
	Reasons []Reason
	Policy  complaint.PolicyRef
	// Reading is what the text says.
	Reading *Reading
}

// Reason is one step of an explanation. What stands in the fields depends on the code; [Reason.Record] gives it the form in
// which it is kept, and [Explain] puts that into words.
type Reason struct {
	Code ReasonCode
	// Rule is the rule of the policy or of the lexicon, What the code that it led to, and Value a number.
	Rule, What string
	Value      float64
	Amount     complaint.Money
	Places     []complaint.Place
}

// ReasonCode says which kind of step a reason is.
type ReasonCode string

// The steps.
const (
	ReasonForm       ReasonCode = "form"       // What: the category or kind that the form named
	ReasonFormDoubt  ReasonCode = "form_doubt" // What: the category that the text rather speaks for, Value: its probability
	ReasonCategory   ReasonCode = "category"   // What: the category that the text speaks for, Value: its probability
	ReasonCorrected  ReasonCode = "corrected"  // Rule made the category What more or less likely by the factor Value
	ReasonAsk        ReasonCode = "ask"        // Value: the probability, What: the limit below which a person is asked
	ReasonNothing    ReasonCode = "nothing"    // nothing in the text was understood
	ReasonCut        ReasonCode = "cut"        // only the beginning of the text was read
	ReasonFeedback   ReasonCode = "feedback"   // What: the kind, Value: its probability
	ReasonEmotion    ReasonCode = "emotion"    // Value: the polarity, What: the intensity
	ReasonSensitive  ReasonCode = "sensitive"  // What: the code, Rule: the line of the lexicon or "model", Value: the probability
	ReasonSuspicion  ReasonCode = "suspicion"  // as sensitive
	ReasonRepeated   ReasonCode = "repeated"   // the text says that it was reported before; Value: how often, 0 not said
	ReasonSought     ReasonCode = "sought"     // What: the remedy
	ReasonAmount     ReasonCode = "amount"     // What: the amount that the text names
	ReasonDays       ReasonCode = "days"       // Value: the days that the text names
	ReasonOrder      ReasonCode = "order"      // an order number stands there
	ReasonPhrases    ReasonCode = "phrases"    // What: a list of phrases of the policy
	ReasonSeverity   ReasonCode = "severity"   // What: how bad the text sounds, Value: the probability
	ReasonFact       ReasonCode = "fact"       // What: serious or very_serious, Rule: the line of the lexicon
	ReasonGrade      ReasonCode = "grade"      // Rule raised a grade to What
	ReasonTag        ReasonCode = "tag"        // Rule set the tag What
	ReasonScreened   ReasonCode = "screened"   // Rule: no handling needed, criterion What
	ReasonPoints     ReasonCode = "points"     // Rule gave Value points
	ReasonPriority   ReasonCode = "priority"   // What: the band, Value: the score
	ReasonDepartment ReasonCode = "department" // Rule sent it to the department What
	ReasonSpecial    ReasonCode = "special"    // Rule sent it to the special team What
	ReasonTaskForce  ReasonCode = "task_force" // the incident's task force What has it
	ReasonTier       ReasonCode = "tier"       // Rule asks for the tier What
	ReasonSticky     ReasonCode = "sticky"     // the handler What had the complaint that it repeats
	ReasonChosen     ReasonCode = "chosen"     // the handler Rule by the way of spreading work What, with Value open cases
	ReasonExcluded   ReasonCode = "excluded"   // Value people were left out because the complaint is about them or they decided it
	ReasonNobody     ReasonCode = "nobody"     // nobody of the department What was free with tier, skills and language
	ReasonAbove      ReasonCode = "above"      // nobody of the tier was free, so somebody of the tier What
)

// Record returns the reason as it is kept in an event.
func (r Reason) Record() complaint.Reason {
	out := complaint.Reason{Code: string(r.Code), Places: r.Places}
	add := func(name, value string) {
		if value == "" {
			return
		}
		if out.Params == nil {
			out.Params = make(map[string]string, 3)
		}
		out.Params[name] = value
	}
	add("rule", r.Rule)
	add("what", r.What)
	if !r.Amount.IsZero() {
		add("what", r.Amount.String())
	}
	if r.Value != 0 {
		add("value", strconv.FormatFloat(math.Round(r.Value*1e3)/1e3, 'g', -1, 64))
	}
	return out
}

func record(reasons []Reason) []complaint.Reason {
	out := make([]complaint.Reason, 0, min(len(reasons), complaint.MaxList))
	for _, r := range reasons[:cap(out)] {
		out = append(out, r.Record())
	}
	return out
}

// Record returns the assessment as it is kept in an event.
func (a *Assessment) Record() complaint.Assessment {
	out := complaint.Assessment{
		Feedback: a.Feedback, Category: a.Category, Severity: a.Severity, Complexity: a.Complexity, Urgency: a.Urgency,
		Priority: a.Priority, Emotion: &complaint.Emotion{Polarity: round3(a.Emotion.Polarity), Intensity: round3(a.Emotion.Intensity)},
		Sensitive: a.Sensitive, Suspicion: a.Suspicion, Sought: a.Sought, Tags: a.Tags, Score: a.Score,
		Confidence: round3(a.Confidence), Reasons: record(a.Reasons), Policy: a.Policy,
	}
	for _, l := range a.Alternatives {
		out.Alternatives = append(out.Alternatives, complaint.Likely{Category: l.Name, Probability: round3(l.Probability)})
	}
	return out
}

func round3(x float64) float64 { return math.Round(x*1e3) / 1e3 }

// Decisions returns all that belongs into the event: the assessment, the screening and the route.
func (a *Assessment) Decisions() complaint.Decisions {
	recorded := a.Record()
	d := complaint.Decisions{Assessment: &recorded}
	if a.Criterion != "" {
		d.Screening = &complaint.Screening{Criterion: a.Criterion, Policy: a.Policy}
		for _, r := range a.Reasons {
			if r.Code == ReasonScreened {
				d.Screening.Reasons = append(d.Screening.Reasons, r.Record())
			}
		}
		return d
	}
	if !a.Route.To.IsZero() {
		route := a.Route.record(a.Policy)
		d.Route = &route
	}
	return d
}
