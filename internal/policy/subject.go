package policy

import (
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Subject is the case that conditions ask about.
type Subject[X any] struct {
	// Complaint is the case; while it is being opened, one that has only its intake and what was assessed so far.
	Complaint *complaint.Complaint
	// Now is the time of the decision, from which ages are counted.
	Now time.Time
	// Extra is what an engine knows besides, struct{} for nothing. Its fields are added with [Vocabulary.With].
	Extra X
}

// Case is a subject of which nothing is known but the complaint.
type Case = Subject[struct{}]

// ComplaintFields returns the vocabulary of a complaint, with the built-in taxonomy and days in UTC. The host's own
// data are the fields that begin with "fields.". Names and free texts of people are not in it.
func ComplaintFields[X any]() Vocabulary[Subject[X]] {
	v, err := NewVocabulary(slices.Concat(gradeFields[X](), codeFields[X](), customerFields[X](), orderFields[X](),
		timeFields[X](), countFields[X](), workFields[X]())...)
	if err != nil {
		// The fields stand below, and a test shows that they are accepted.
		return Vocabulary[Subject[X]]{}
	}
	return v.WithFamily("fields.", func(s *Subject[X], name string) string { return s.Complaint.Intake.Fields[name] })
}

func words[T ~string](list ...T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// listOf is the getter of a list.
func listOf[X any, T ~string](get func(c *complaint.Complaint) []T) func(*Subject[X], int) (string, bool) {
	return func(s *Subject[X], i int) (string, bool) {
		if list := get(s.Complaint); i < len(list) {
			return string(list[i]), true
		}
		return "", false
	}
}

// itemsOf is the getter of what the order lines say.
func itemsOf[X any](get func(*complaint.Item) string) func(*Subject[X], int) (string, bool) {
	return func(s *Subject[X], i int) (string, bool) {
		if items := s.Complaint.Intake.Items; i < len(items) {
			return get(&items[i]), true
		}
		return "", false
	}
}

func gradeFields[X any]() []Field[Subject[X]] {
	return []Field[Subject[X]]{
		Rank("severity", words(complaint.SeverityGeneral, complaint.SeveritySerious, complaint.SeverityVerySerious),
			func(s *Subject[X]) string { return string(s.Complaint.Assessment.Severity) }),
		Rank("complexity", words(complaint.ComplexitySimple, complaint.ComplexityComplex, complaint.ComplexityMajor),
			func(s *Subject[X]) string { return string(s.Complaint.Assessment.Complexity) }),
		Rank("urgency", words(complaint.UrgencyNormal, complaint.UrgencyImportant, complaint.UrgencyUrgent),
			func(s *Subject[X]) string { return string(s.Complaint.Assessment.Urgency) }),
		// P1 is the highest: at_least p2 is p2 and p1.
		Rank("priority", words(complaint.P4, complaint.P3, complaint.P2, complaint.P1),
			func(s *Subject[X]) string { return string(s.Complaint.Assessment.Priority) }),
		Measure("emotion.polarity", func(s *Subject[X]) (float64, bool) {
			if e := s.Complaint.Assessment.Emotion; e != nil {
				return e.Polarity, true
			}
			return 0, false
		}),
		Measure("emotion.intensity", func(s *Subject[X]) (float64, bool) {
			if e := s.Complaint.Assessment.Emotion; e != nil {
				return e.Intensity, true
			}
			return 0, false
		}),
		Measure("confidence", func(s *Subject[X]) (float64, bool) {
			return s.Complaint.Assessment.Confidence, s.Complaint.Assessment.Confidence > 0
		}),
	}
}

func codeFields[X any]() []Field[Subject[X]] {
	return []Field[Subject[X]]{
		// What was assessed, and until then what the customer says it is.
		Code("category", complaint.Categories, func(s *Subject[X]) string {
			if code := s.Complaint.Assessment.Category; code != "" {
				return code
			}
			return s.Complaint.Intake.Category
		}),
		Code("feedback", complaint.Feedbacks, func(s *Subject[X]) string {
			if kind := s.Complaint.Assessment.Feedback; kind != "" {
				return string(kind)
			}
			return string(s.Complaint.Intake.Feedback)
		}),
		Code("channel", complaint.Channels, func(s *Subject[X]) string { return string(s.Complaint.Intake.Channel) }),
		Code("target", complaint.Targets, func(s *Subject[X]) string { return s.Complaint.Intake.Target }),
		// What the form says that the customer asks for, and what the text says.
		Codes("sought", complaint.Remedies, func(s *Subject[X], i int) (string, bool) {
			if list := s.Complaint.Intake.Sought; i < len(list) {
				return string(list[i]), true
			}
			i -= len(s.Complaint.Intake.Sought)
			if list := s.Complaint.Assessment.Sought; i < len(list) {
				return string(list[i]), true
			}
			return "", false
		}),
		Codes("sensitive", complaint.Sensitives, listOf[X](func(c *complaint.Complaint) []string { return c.Assessment.Sensitive })),
		List("suspicion", listOf[X](func(c *complaint.Complaint) []string { return c.Assessment.Suspicion })),
		List("tags", func(s *Subject[X], i int) (string, bool) {
			if tags := s.Complaint.Assessment.Tags; i < len(tags) {
				return tags[i], true
			}
			i -= len(s.Complaint.Assessment.Tags)
			if tags := s.Complaint.Intake.Tags; i < len(tags) {
				return tags[i], true
			}
			return "", false
		}),
		Text("language", func(s *Subject[X]) string {
			if tag := s.Complaint.Intake.Language; tag != "" {
				return tag
			}
			return s.Complaint.Intake.Customer.Language
		}),
	}
}

func customerFields[X any]() []Field[Subject[X]] {
	return []Field[Subject[X]]{
		Text("customer.id", func(s *Subject[X]) string { return s.Complaint.Intake.Customer.ID }),
		Text("customer.tier", func(s *Subject[X]) string { return s.Complaint.Intake.Customer.Tier }),
		Text("customer.region", func(s *Subject[X]) string { return s.Complaint.Intake.Customer.Region }),
		Time("customer.since", func(s *Subject[X]) time.Time { return s.Complaint.Intake.Customer.Since }),
		Duration("customer.tenure", func(s *Subject[X]) (time.Duration, bool) { return since(s.Now, s.Complaint.Intake.Customer.Since) }),
		Amount("customer.lifetime_value", func(s *Subject[X]) complaint.Money { return s.Complaint.Intake.Customer.LifetimeValue }),
	}
}

func orderFields[X any]() []Field[Subject[X]] {
	return []Field[Subject[X]]{
		Text("order", func(s *Subject[X]) string { return s.Complaint.Intake.Order }),
		Amount("amount", func(s *Subject[X]) complaint.Money { return s.Complaint.Intake.Amount }),
		Text("currency", func(s *Subject[X]) string { return s.Complaint.Intake.Amount.Currency }),
		List("products", itemsOf[X](func(i *complaint.Item) string { return i.Product })),
		List("lots", itemsOf[X](func(i *complaint.Item) string { return i.Lot })),
		List("suppliers", itemsOf[X](func(i *complaint.Item) string { return i.Supplier })),
		Text("carrier", func(s *Subject[X]) string { return s.Complaint.Intake.Carrier }),
		Text("accused.department", func(s *Subject[X]) string { return s.Complaint.Intake.Accused.Department }),
		Text("accused.person", func(s *Subject[X]) string { return s.Complaint.Intake.Accused.Person }),
	}
}

// since returns the time between two moments, false when one of them is not known.
func since(now, then time.Time) (time.Duration, bool) {
	return now.Sub(then), !now.IsZero() && !then.IsZero()
}

func received(c *complaint.Complaint) time.Time {
	if c.Received.IsZero() {
		return c.Intake.Received
	}
	return c.Received
}

func timeFields[X any]() []Field[Subject[X]] {
	return []Field[Subject[X]]{
		Time("now", func(s *Subject[X]) time.Time { return s.Now }),
		Time("occurred", func(s *Subject[X]) time.Time { return s.Complaint.Intake.Occurred }),
		Time("received", func(s *Subject[X]) time.Time { return received(s.Complaint) }),
		Time("registered", func(s *Subject[X]) time.Time { return s.Complaint.Registered }),
		Time("acknowledged", func(s *Subject[X]) time.Time { return s.Complaint.Acknowledged }),
		Time("closed", func(s *Subject[X]) time.Time { return s.Complaint.Closed }),
		Time("due", func(s *Subject[X]) time.Time { return s.Complaint.Due }),
		// Calendar time since the complaint was received, and the time from the event to that.
		Duration("age", func(s *Subject[X]) (time.Duration, bool) { return since(s.Now, received(s.Complaint)) }),
		Duration("reported_after", func(s *Subject[X]) (time.Duration, bool) {
			return since(received(s.Complaint), s.Complaint.Intake.Occurred)
		}),
	}
}

func countFields[X any]() []Field[Subject[X]] {
	count := func(name string, get func(*complaint.Complaint) int) Field[Subject[X]] {
		return Count(name, func(s *Subject[X]) (int64, bool) { return int64(get(s.Complaint)), true })
	}
	return []Field[Subject[X]]{
		count("cycle", func(c *complaint.Complaint) int { return c.Cycle }),
		count("reopens", func(c *complaint.Complaint) int { return c.Reopens }),
		count("appeals", func(c *complaint.Complaint) int { return c.Appeals }),
		count("escalation", func(c *complaint.Complaint) int { return c.Escalation }),
		count("items", func(c *complaint.Complaint) int { return len(c.Intake.Items) }),
		count("evidence", func(c *complaint.Complaint) int { return len(c.Evidence) + len(c.Intake.Evidence) }),
		count("offers", func(c *complaint.Complaint) int { return len(c.Offers) }),
		count("payouts", func(c *complaint.Complaint) int { return len(c.Payouts) }),
		count("merged_reports", func(c *complaint.Complaint) int { return len(c.Absorbed) }),
		count("completeness", func(c *complaint.Complaint) int { return c.Quality.Score }),
	}
}

func workFields[X any]() []Field[Subject[X]] {
	return []Field[Subject[X]]{
		Text("status", func(s *Subject[X]) string { return string(s.Complaint.Status) }).Known(words(complaint.Statuses()...)...),
		Text("stage", func(s *Subject[X]) string { return string(s.Complaint.Stage()) }).Known(words(complaint.Statuses()...)...),
		Text("waiting_for", func(s *Subject[X]) string {
			if w := s.Complaint.Wait; w != nil {
				return string(w.For)
			}
			return ""
		}).Known(words(complaint.WaitCustomer, complaint.WaitThirdParty)...),
		Text("department", func(s *Subject[X]) string { return s.Complaint.Assignment.Department }),
		Text("handler", func(s *Subject[X]) string { return s.Complaint.Assignment.Person }),
		Rank("tier", words(complaint.RoleJunior, complaint.RoleMid, complaint.RoleSenior, complaint.RoleSupervisor, complaint.RoleManager),
			func(s *Subject[X]) string { return string(s.Complaint.Assignment.Tier) }),
		Text("result", func(s *Subject[X]) string {
			if f := s.Complaint.Finding; f != nil {
				return string(f.Result)
			}
			return ""
		}).Known(words(complaint.Substantiated, complaint.PartlySubstantiated, complaint.NotSubstantiated,
			complaint.UndeterminedResult)...),
		Code("cause", complaint.Causes, func(s *Subject[X]) string {
			if f := s.Complaint.Finding; f != nil {
				return f.Cause
			}
			return ""
		}),
		Text("outcome", func(s *Subject[X]) string { return string(s.Complaint.Outcome) }).Known(words(complaint.OutcomeResolved,
			complaint.OutcomeUnresolved, complaint.OutcomeNoAnswer, complaint.OutcomeReferred)...),
		List("links", func(s *Subject[X], i int) (string, bool) {
			if i < len(s.Complaint.Links) {
				return string(s.Complaint.Links[i].Type), true
			}
			i -= len(s.Complaint.Links)
			if links := s.Complaint.Intake.Links; i < len(links) {
				return string(links[i].Type), true
			}
			return "", false
		}).Known(words(complaint.LinkDuplicate, complaint.LinkRepeat, complaint.LinkMerged, complaint.LinkSplit,
			complaint.LinkIncident, complaint.LinkRelated)...),
		Flag("open", func(s *Subject[X]) bool { return s.Complaint.Status == "" || s.Complaint.Status.Open() }),
		Flag("malicious", func(s *Subject[X]) bool { return s.Complaint.Malice != nil && s.Complaint.Malice.Malicious }),
		Flag("legal_hold", func(s *Subject[X]) bool { return len(s.Complaint.Holds) > 0 }),
	}
}
