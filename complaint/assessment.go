package complaint

import "slices"

// Assessment is what the desk thinks a complaint is: by an engine, with the version of its policy, or by a person.
// Empty fields and empty lists leave what was assessed before as it is.
type Assessment struct {
	Feedback   Feedback   `json:"feedback,omitzero"`
	Category   string     `json:"category,omitzero"`
	Severity   Severity   `json:"severity,omitzero"`
	Complexity Complexity `json:"complexity,omitzero"`
	Urgency    Urgency    `json:"urgency,omitzero"`
	Priority   Priority   `json:"priority,omitzero"`
	// Emotion of the customer towards the shop.
	Emotion *Emotion `json:"emotion,omitempty"`
	// Sensitive lists codes of the tree [Sensitives].
	Sensitive []string `json:"sensitive,omitempty"`
	// Suspicion lists codes of reasons to suspect malice. It is never more than a suspicion, see [MarkMalicious].
	Suspicion []string `json:"suspicion,omitempty"`
	// Sought is what the text asks for, besides [Intake.Sought].
	Sought []Remedy `json:"sought,omitempty"`
	Tags   []string `json:"tags,omitempty"`
	// Score is what the priority was made of: points under the policy, the more the sooner; 0 where a person decided.
	Score int `json:"score,omitzero"`
	// Confidence is the probability, from 0 to 1, that the category is right; 0 where none was given.
	Confidence float64 `json:"confidence,omitzero"`
	// Alternatives are the runners-up, best first.
	Alternatives []Likely `json:"alternatives,omitempty"`
	// Reasons say why. They hold codes, numbers and places in the text, never words of the customer.
	Reasons []Reason `json:"reasons,omitempty"`
	// Policy is the document that decided; zero where a person did.
	Policy PolicyRef `json:"policy,omitzero"`
}

// Emotion is the tone of a text (T9).
type Emotion struct {
	// Polarity runs from -1, hostile or desperate, over 0, neutral, to 1, delighted.
	Polarity float64 `json:"polarity"`
	// Intensity runs from 0, flat, to 3, extreme.
	Intensity float64 `json:"intensity"`
}

func (e *Emotion) walk(w *walker) {
	w.share("polarity", &e.Polarity, -1, 1)
	w.share("intensity", &e.Intensity, 0, maxIntensity)
}

const (
	maxIntensity = 3
	maxScore     = 1_000_000
)

// Likely is a category with its probability.
type Likely struct {
	Category    string  `json:"category"`
	Probability float64 `json:"probability"`
}

func (l *Likely) walk(w *walker) {
	requireListed(w, "category", Categories, &l.Category)
	w.share("probability", &l.Probability, 0, 1)
}

// Reason is one step of an explanation as data: a code and its parameters. It is put into words at the edge.
type Reason struct {
	Code   string            `json:"code"`
	Params map[string]string `json:"params,omitempty"`
	// Places are where the words stand that led to it.
	Places []Place `json:"places,omitempty"`
}

func (r *Reason) walk(w *walker) {
	w.requireCode("code", &r.Code)
	w.texts("params", &r.Params)
	walkList(w, "places", &r.Places)
}

// Place is a stretch of the customer's text: bytes From to To of the subject or of the content. It tells nothing once the text
// was erased.
type Place struct {
	Part TextPart `json:"part"`
	From int      `json:"from"`
	To   int      `json:"to"`
}

// TextPart is a part of an intake that holds text.
type TextPart string

// The parts.
const (
	PartSubject TextPart = "subject"
	PartContent TextPart = "content"
)

func (p *Place) walk(w *walker) {
	oneOf(w, "part", &p.Part, PartSubject, PartContent)
	w.number("from", p.From, 0, MaxText)
	w.number("to", p.To, p.From, MaxText)
}

// In returns the words of an intake that stand at the place, "" where it has none there any more.
func (p Place) In(in Intake) string {
	text := in.Content.Reveal()
	if p.Part == PartSubject {
		text = in.Subject.Reveal()
	}
	if p.From < 0 || p.To > len(text) || p.From > p.To {
		return ""
	}
	return text[p.From:p.To]
}

// PolicyRef names the version of a policy document that made a decision.
type PolicyRef struct {
	Name    string `json:"name,omitzero"`
	Version string `json:"version,omitzero"`
}

func (p *PolicyRef) walk(w *walker) {
	w.name("name", &p.Name)
	w.name("version", &p.Version)
}

func (a *Assessment) walk(w *walker) {
	listed(w, "feedback", Feedbacks, &a.Feedback)
	listed(w, "category", Categories, &a.Category)
	listed(w, "severity", Severities, &a.Severity)
	listed(w, "complexity", Complexities, &a.Complexity)
	listed(w, "urgency", Urgencies, &a.Urgency)
	listed(w, "priority", Priorities, &a.Priority)
	walkOptional(w, "emotion", &a.Emotion)
	codes(w, "sensitive", Sensitives, &a.Sensitive)
	codes(w, "suspicion", "", &a.Suspicion)
	codes(w, "sought", Remedies, &a.Sought)
	codes(w, "tags", "", &a.Tags)
	w.number("score", a.Score, -maxScore, maxScore)
	w.share("confidence", &a.Confidence, 0, 1)
	walkList(w, "alternatives", &a.Alternatives)
	walkList(w, "reasons", &a.Reasons)
	walkIn(w, "policy", &a.Policy)
}

// over lays a on top of what was assessed before.
func (a Assessment) over(before Assessment) Assessment {
	out := a
	keep(&out.Feedback, before.Feedback)
	keep(&out.Category, before.Category)
	keep(&out.Severity, before.Severity)
	keep(&out.Complexity, before.Complexity)
	keep(&out.Urgency, before.Urgency)
	keep(&out.Priority, before.Priority)
	if out.Emotion == nil {
		out.Emotion = before.Emotion
	}
	keepList(&out.Sensitive, before.Sensitive)
	keepList(&out.Suspicion, before.Suspicion)
	keepList(&out.Sought, before.Sought)
	keepList(&out.Tags, before.Tags)
	return out
}

func keep[S ~string](value *S, before S) {
	if *value == "" {
		*value = before
	}
}

func keepList[S ~string](list *[]S, before []S) {
	if len(*list) == 0 {
		*list = before
	} else {
		*list = slices.Clone(*list)
	}
}
