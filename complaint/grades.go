package complaint

import "slices"

// Feedback is the kind of a feedback (C4).
type Feedback string

// The kinds of feedback.
const (
	FeedbackInquiry    Feedback = "inquiry"
	FeedbackComplaint  Feedback = "complaint"
	FeedbackSuggestion Feedback = "suggestion"
	FeedbackProduct    Feedback = "product_feedback"
	FeedbackService    Feedback = "service_feedback"
)

func feedbackKinds() []Feedback {
	return []Feedback{FeedbackInquiry, FeedbackComplaint, FeedbackSuggestion, FeedbackProduct, FeedbackService}
}

// Severity grades how bad it is (C6).
type Severity string

// The severities, mildest first.
const (
	SeverityGeneral     Severity = "general"
	SeveritySerious     Severity = "serious"
	SeverityVerySerious Severity = "very_serious"
)

func severityRanks() []Severity {
	return []Severity{SeverityGeneral, SeveritySerious, SeverityVerySerious}
}

// Rank orders severities: 1 general, 2 serious, 3 very serious, 0 for one that is not set or not known.
func (s Severity) Rank() int { return slices.Index(severityRanks(), s) + 1 }

// Complexity grades how hard it is to handle (C6).
type Complexity string

// The complexities, easiest first.
const (
	ComplexitySimple  Complexity = "simple"
	ComplexityComplex Complexity = "complex"
	ComplexityMajor   Complexity = "major"
)

func complexityRanks() []Complexity {
	return []Complexity{ComplexitySimple, ComplexityComplex, ComplexityMajor}
}

// Rank orders complexities: 1 simple, 2 complex, 3 major, 0 for one that is not set or not known.
func (c Complexity) Rank() int { return slices.Index(complexityRanks(), c) + 1 }

// Urgency grades how soon it must be handled (C6).
type Urgency string

// The urgencies, least urgent first.
const (
	UrgencyNormal    Urgency = "normal"
	UrgencyImportant Urgency = "important"
	UrgencyUrgent    Urgency = "urgent"
)

func urgencyRanks() []Urgency { return []Urgency{UrgencyNormal, UrgencyImportant, UrgencyUrgent} }

// Rank orders urgencies: 1 normal, 2 important, 3 urgent, 0 for one that is not set or not known.
func (u Urgency) Rank() int { return slices.Index(urgencyRanks(), u) + 1 }

// Priority is the band in which the desk works its cases off (T4).
type Priority string

// The priorities, first P1.
const (
	P1 Priority = "p1"
	P2 Priority = "p2"
	P3 Priority = "p3"
	P4 Priority = "p4"
)

func priorityRanks() []Priority { return []Priority{P1, P2, P3, P4} }

// Rank orders priorities for a work list: 1 for P1 to 4 for P4, and 5 for one that is not set or not known.
func (p Priority) Rank() int {
	if i := slices.Index(priorityRanks(), p); i >= 0 {
		return i + 1
	}
	return len(priorityRanks()) + 1
}

// Channel is the way by which a message came in or goes out (C1). Hosts add channels in their [Taxonomy].
type Channel string

// The built-in channels.
const (
	ChannelWebsite     Channel = "website"
	ChannelApp         Channel = "app"
	ChannelChat        Channel = "chat"
	ChannelEmail       Channel = "email"
	ChannelPhone       Channel = "phone"
	ChannelFax         Channel = "fax"
	ChannelLetter      Channel = "letter"
	ChannelInPerson    Channel = "in_person"
	ChannelSocial      Channel = "social"
	ChannelWeChat      Channel = "wechat"
	ChannelWeibo       Channel = "weibo"
	ChannelSMS         Channel = "sms"
	ChannelMarketplace Channel = "marketplace"
	ChannelRegulator   Channel = "regulator"
)

// Remedy is a code of the tree [Remedies]: what a customer asks for or is given (M2).
type Remedy string

// The built-in remedies.
const (
	RemedyApology          Remedy = "apology"
	RemedyExplanation      Remedy = "explanation"
	RemedyRefund           Remedy = "refund"
	RemedyPartialRefund    Remedy = "partial_refund"
	RemedyCash             Remedy = "cash"
	RemedyCoupon           Remedy = "coupon"
	RemedyPoints           Remedy = "points"
	RemedyExchange         Remedy = "exchange"
	RemedyRepair           Remedy = "repair"
	RemedyRedelivery       Remedy = "redelivery"
	RemedyReturn           Remedy = "return"
	RemedyExtendedWarranty Remedy = "extended_warranty"
	RemedyGift             Remedy = "gift"
	RemedyOther            Remedy = "other"
)
