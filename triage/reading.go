package triage

import (
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/alike"
	"github.com/recourse-go/recourse/internal/emotion"
	"github.com/recourse-go/recourse/internal/learn"
	"github.com/recourse-go/recourse/internal/signal"
	"github.com/recourse-go/recourse/internal/text"
)

// Reading is what the words of a complaint say, before anything else is known. Make one with [Engine.Read].
type Reading struct {
	// Language is "zh", "en", "mixed" for both, "other" for other scripts, "" for a text without letters.
	Language string
	// Cut says that the text was longer than what is looked at, 32 KiB.
	Cut bool
	// Categories are what it may be about, best first, at most 5. It is empty where nothing was understood.
	Categories []Label
	// Feedback is the kind, with its probability.
	Feedback            complaint.Feedback
	FeedbackProbability float64
	// Severity is how bad it sounds, by the facts that it names.
	Severity            complaint.Severity
	SeverityProbability float64
	Emotion             complaint.Emotion
	// Sensitive and Suspicion are codes, Sought what is asked for.
	Sensitive, Suspicion []string
	Sought               []complaint.Remedy
	// Repeat says that the customer reported it before, Times how often in all, 0 where that is not said.
	Repeat bool
	Times  int
	// Orders are order numbers as written, Amount the sum in dispute, Days how long something was waited for, 0 for none.
	Orders []string
	Amount complaint.Money
	Days   int
	// Fingerprint lets the same text be found again, also with changed words; empty for a text without any. It is personal as the
	// text is. See [Similarity].
	Fingerprint string
	// Phrases are the names of the policy's lists of phrases that occur.
	Phrases []string

	sensitive, suspicion, repeat []signal.Hit
	phraseHits                   []phraseHit
	words                        []emotion.Word
	signals                      signal.Signals
	categoryPlaces               []complaint.Place
	split                        int // bytes of the subject in the text, with the line break after it
}

type phraseHit struct {
	name string
	at   complaint.Place
}

// Read reads the text of a complaint: subject and content. It takes time in proportion to the text, whatever stands in it, and
// looks at its first 32 KiB.
func (e *Engine) Read(in complaint.Intake) *Reading {
	r := &Reading{}
	t := TextOf(in)
	if n := len(t) - len(in.Content.Reveal()); n > 0 {
		r.split = n
	}
	reader := learn.Borrow()
	defer learn.Return(reader)
	reader.Read(t)
	r.Language, r.Cut = reader.Text.Language(), reader.Text.Cut
	r.judge(reader)
	if own := e.classifier; own != nil {
		r.Categories, r.categoryPlaces = best(own.Classify(t)), nil
	}
	signal.Read(&reader.Text, &r.signals)
	r.note()
	var mood emotion.Emotion
	emotion.Read(reader, &mood)
	r.Emotion, r.words = complaint.Emotion{Polarity: mood.Polarity, Intensity: mood.Intensity}, mood.Words
	e.findPhrases(&reader.Text, r)
	if sign := alike.Sign(reader.Text.Runes); len(sign.Prints()) > 0 {
		r.Fingerprint = sign.String()
	}
	return r
}

// TextOf is what an engine reads of an intake: the subject, where there is one a line break, and the content.
func TextOf(in complaint.Intake) string {
	if subject := in.Subject.Reveal(); subject != "" {
		return subject + "\n" + in.Content.Reveal()
	}
	return in.Content.Reveal()
}

const maxCategories = 5

func best(labels []Label) []Label { return labels[:min(len(labels), maxCategories)] }

// judge asks the built-in model.
func (r *Reading) judge(reader *learn.Reader) {
	m := readBuiltin()
	if m == nil {
		return
	}
	m.Judge(reader)
	if !reader.Known() {
		return
	}
	r.Categories = top(m, reader, headCategory, maxCategories)
	r.categoryWords(m, reader)
	if kinds := top(m, reader, headFeedback, 1); len(kinds) > 0 {
		r.Feedback, r.FeedbackProbability = complaint.Feedback(kinds[0].Name), kinds[0].Probability
	}
	r.Severity, r.SeverityProbability = gradeOf(top(m, reader, headSeverity, len(m.Heads()[headSeverity].Labels)))
	r.sensitive = modelHits(m, reader, headSensitive, r.sensitive)
	r.suspicion = modelHits(m, reader, headMarks, r.suspicion)
}

// categoryWords keeps where the words stand that spoke most for the first category.
func (r *Reading) categoryWords(m *learn.Model, reader *learn.Reader) {
	label, _ := slices.BinarySearch(m.Heads()[headCategory].Labels, r.Categories[0].Name)
	var room [8]text.Spot
	for _, s := range m.Spots(reader, headCategory, label, room[:0]) {
		r.categoryPlaces = append(r.categoryPlaces, r.place(reader.Text.At[s.From], reader.Text.At[s.To]))
	}
}

// gradeOf is how bad a text sounds, by the probabilities of the severities: serious where that or worse is more likely than not.
// Very serious is for danger, deceit that was found out and the like, which the flags and the policy tell; the sound of a text
// alone must be all but certain.
func gradeOf(labels []Label) (complaint.Severity, float64) {
	p := map[complaint.Severity]float64{}
	for _, l := range labels {
		p[complaint.Severity(l.Name)] = l.Probability
	}
	very, worse := p[complaint.SeverityVerySerious], p[complaint.SeverityVerySerious]+p[complaint.SeveritySerious]
	switch {
	case very >= soundsVerySerious:
		return complaint.SeverityVerySerious, very
	case worse >= soundsSerious:
		return complaint.SeveritySerious, worse
	default:
		return complaint.SeverityGeneral, 1 - worse
	}
}

const (
	soundsSerious     = 0.5
	soundsVerySerious = 0.75
)

// note takes over what the tables found.
func (r *Reading) note() {
	model := func(hits []signal.Hit) signal.Model {
		return func(code string) float64 {
			for i := range hits {
				if hits[i].Code == code {
					return hits[i].Weight
				}
			}
			return 0
		}
	}
	sensitive, marks := model(r.sensitive), model(r.suspicion)
	r.sensitive = signal.Sensitive(&r.signals, sensitive)
	r.repeat = signal.Repeat(&r.signals, marks)
	r.suspicion = slices.DeleteFunc(signal.Suspicion(&r.signals, marks), func(h signal.Hit) bool {
		return h.Code == "abuse" && r.hasIssue() // anger over something is no malice
	})
	for _, h := range r.sensitive {
		r.Sensitive = append(r.Sensitive, h.Code)
	}
	for _, h := range r.suspicion {
		r.Suspicion = append(r.Suspicion, h.Code)
	}
	for _, h := range r.signals.Sought {
		r.Sought = addOnce(r.Sought, complaint.Remedy(h.Code))
	}
	r.Repeat, r.Times = len(r.repeat) > 0, r.signals.Times
	for _, o := range r.signals.Orders {
		r.Orders = addOnce(r.Orders, o.Value)
	}
	if len(r.signals.Amounts) > 0 {
		r.Amount = r.signals.Amounts[0].Value
	}
	if len(r.signals.Days) > 0 {
		r.Days = r.signals.Days[0].Value
	}
	r.raise()
}

// hasIssue says whether the text is about something.
func (r *Reading) hasIssue() bool {
	return len(r.Categories) > 0 && r.Categories[0].Name != "other" && r.Categories[0].Probability >= defaultAskBelow
}

// raise lifts the severity to what the facts in the text say.
func (r *Reading) raise() {
	for _, h := range r.signals.Severe {
		if s := complaint.Severity(h.Code); h.Weight >= sureFact && s.Rank() > r.Severity.Rank() {
			r.Severity, r.SeverityProbability = s, h.Weight
		}
	}
	if r.Severity == "" {
		r.Severity = complaint.SeverityGeneral
	}
}

// sureFact is how sure a fact must be to count for the severity by itself.
const sureFact = 0.75

func addOnce[T comparable](list []T, x T) []T {
	for _, y := range list {
		if x == y {
			return list
		}
	}
	return append(list, x)
}

// place turns a place in the text that was read into one in the intake.
func (r *Reading) place(from, to int32) complaint.Place {
	if int(from) < r.split {
		return complaint.Place{Part: complaint.PartSubject, From: int(from), To: min(int(to), r.split-1)}
	}
	return complaint.Place{Part: complaint.PartContent, From: int(from) - r.split, To: int(to) - r.split}
}

// findPhrases looks for the phrases of the policy.
func (e *Engine) findPhrases(t *text.Text, r *Reading) {
	if e.phrases == nil {
		return
	}
	var found [16]text.Found
	for _, f := range e.phrases.Find(t, found[:0]) {
		name := e.phraseNames[f.Phrase]
		if len(r.phraseHits) < maxPhraseHits {
			r.phraseHits = append(r.phraseHits, phraseHit{name, r.place(t.At[f.From], t.At[f.To])})
		}
		r.Phrases = addOnce(r.Phrases, name)
	}
}

const maxPhraseHits = 32
