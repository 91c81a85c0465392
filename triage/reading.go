package triage

import (
	"slices"
	"sync"

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

	sensitive, suspicion, repeat, sought, urgent, severe []signal.Hit

	phraseHits     []phraseHit
	moodPlaces     []complaint.Place
	orderPlaces    []complaint.Place
	amount, waits  signal.Span // where Amount and Days stand
	categoryPlaces []complaint.Place
	split          int // bytes of the subject in the text, with the line break after it
}

// room is the memory that reading needs. What it found is copied out of it.
type room struct {
	signals signal.Signals
	mood    emotion.Emotion
	found   []text.Found
}

var rooms = sync.Pool{New: func() any { return &room{} }} //nolint:gochecknoglobals // room for work, no state

func borrow() *room {
	if m, ok := rooms.Get().(*room); ok {
		return m
	}
	return &room{}
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
	reader, room := learn.Borrow(), borrow()
	defer learn.Return(reader)
	reader.Read(t)
	r.Language, r.Cut = reader.Text.Language(), reader.Text.Cut
	signal.Read(&reader.Text, &room.signals)
	r.judge(reader, &room.signals)
	if own := e.classifier; own != nil {
		r.Categories, r.categoryPlaces = best(own.Classify(t)), nil
	}
	r.note(&room.signals, e.doc.Taxonomy)
	emotion.Read(reader, &room.mood)
	r.feel(&room.mood)
	e.findPhrases(&reader.Text, room, r)
	if sign := alike.Sign(reader.Text.Runes); len(sign.Prints()) > 0 {
		r.Fingerprint = sign.String()
	}
	if !r.Cut { // what a long text made large is left to the garbage collector
		rooms.Put(room)
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

// best takes the labels of a host's classifier as far as they make sense.
func best(labels []Label) []Label {
	list := make([]Label, 0, min(len(labels), maxCategories))
	for _, l := range labels {
		if l.Probability >= 0 && l.Probability <= 1 && len(list) < maxCategories { // and so no NaN
			list = append(list, l)
		}
	}
	return list
}

// judge asks the built-in model, and decides with it about what the tables found. The model has learned Chinese and English: what it
// knows of a text in another script or without letters is no more than its punctuation.
func (r *Reading) judge(reader *learn.Reader, s *signal.Signals) {
	m := readBuiltin()
	if m != nil {
		m.Judge(reader)
	}
	if m == nil || !reader.Known() || r.Language == "" || r.Language == "other" {
		r.sensitive, r.suspicion, r.repeat = signal.Sensitive(s, nil), signal.Suspicion(s, nil), signal.Repeat(s, nil)
		return
	}
	heads := m.Heads()
	r.Categories = top(m, reader, headCategory, maxCategories)
	r.categoryWords(m, reader)
	kind, p := first(m, reader, headFeedback)
	r.Feedback, r.FeedbackProbability = complaint.Feedback(kind), p
	grades, shares := heads[headSeverity].Labels, m.Probabilities(reader, headSeverity)
	r.Severity, r.SeverityProbability = gradeOf(probabilityOf(string(complaint.SeveritySerious), grades, shares),
		probabilityOf(string(complaint.SeverityVerySerious), grades, shares))
	r.sensitive = signal.Sensitive(s, answers(heads[headSensitive].Labels, m.Probabilities(reader, headSensitive)))
	marks := answers(heads[headMarks].Labels, m.Probabilities(reader, headMarks))
	r.suspicion, r.repeat = signal.Suspicion(s, marks), signal.Repeat(s, marks)
}

// categoryWords keeps where the words stand that spoke most for the first category.
func (r *Reading) categoryWords(m *learn.Model, reader *learn.Reader) {
	label, _ := slices.BinarySearch(m.Heads()[headCategory].Labels, r.Categories[0].Name)
	var room [8]text.Spot
	spots := m.Spots(reader, headCategory, label, room[:0])
	r.categoryPlaces = make([]complaint.Place, 0, len(spots))
	for _, s := range spots {
		r.categoryPlaces = append(r.categoryPlaces, r.place(reader.Text.At[s.From], reader.Text.At[s.To]))
	}
}

// gradeOf is how bad a text sounds, by the probabilities of the severities: serious where that or worse is more likely than not.
// Very serious is for danger, deceit that was found out and the like, which the flags and the policy tell; the sound of a text
// alone must be all but certain.
func gradeOf(serious, very float64) (complaint.Severity, float64) {
	switch worse := min(serious+very, 1); {
	case very >= soundsVerySerious:
		return complaint.SeverityVerySerious, very
	case worse >= soundsSerious:
		return complaint.SeveritySerious, worse
	default:
		return complaint.SeverityGeneral, 1 - worse
	}
}

const (
	soundsSerious     = 0.6
	soundsVerySerious = 0.7
)

// note takes over what the tables found, as far as the host has codes for it.
func (r *Reading) note(s *signal.Signals, host *complaint.Taxonomy) {
	hits := make([]signal.Hit, 0, len(s.Sought)+len(s.Urgent)+len(s.Severe))
	keep := func(list []signal.Hit) []signal.Hit {
		from := len(hits)
		hits = append(hits, list...)
		return hits[from:len(hits):len(hits)]
	}
	r.sought, r.urgent, r.severe = keep(s.Sought), keep(s.Urgent), keep(s.Severe)
	r.suspicion = slices.DeleteFunc(r.suspicion, func(h signal.Hit) bool {
		return h.Code == "abuse" && r.hasIssue() // anger over something is no malice
	})
	if host != nil {
		r.sensitive = slices.DeleteFunc(r.sensitive, func(h signal.Hit) bool { return !host.Has(complaint.Sensitives, h.Code) })
		r.sought = slices.DeleteFunc(r.sought, func(h signal.Hit) bool { return !host.Has(complaint.Remedies, h.Code) })
	}
	r.Sensitive, r.Suspicion = codesOf(r.sensitive), codesOf(r.suspicion)
	for i := range r.sought {
		r.Sought = addOnce(r.Sought, complaint.Remedy(r.sought[i].Code))
	}
	r.Repeat, r.Times = len(r.repeat) > 0, s.Times
	if n := len(s.Orders); n > 0 {
		r.Orders = make([]string, 0, n)
	}
	places := make([]complaint.Place, 0, len(s.Orders)+maxMoodWords)
	for _, o := range s.Orders {
		r.Orders = addOnce(r.Orders, o.Value)
		places = append(places, r.place(o.Span.From, o.Span.To))
	}
	r.orderPlaces = places
	if len(s.Amounts) > 0 {
		r.Amount, r.amount = s.Amounts[0].Value, s.Amounts[0].Span
	}
	if len(s.Days) > 0 {
		r.Days, r.waits = s.Days[0].Value, s.Days[0].Span
	}
	r.raise()
}

// hasIssue says whether the text is about something.
func (r *Reading) hasIssue() bool {
	return len(r.Categories) > 0 && r.Categories[0].Name != "other" && r.Categories[0].Probability >= defaultAskBelow
}

func codesOf(hits []signal.Hit) []string {
	if len(hits) == 0 {
		return nil
	}
	codes := make([]string, len(hits))
	for i := range hits {
		codes[i] = hits[i].Code
	}
	return codes
}

// feel takes over the mood, with the places of its strongest words.
func (r *Reading) feel(mood *emotion.Emotion) {
	r.Emotion = complaint.Emotion{Polarity: mood.Polarity, Intensity: mood.Intensity}
	words := mood.Words[:min(len(mood.Words), maxMoodWords)]
	places := r.orderPlaces // there is room behind them
	for _, w := range words {
		places = append(places, r.place(w.Span.From, w.Span.To))
	}
	r.moodPlaces = places[len(r.orderPlaces):]
}

const maxMoodWords = 4

// raise lifts the severity to what the facts in the text say.
func (r *Reading) raise() {
	for _, h := range r.severe {
		if s := complaint.Severity(h.Code); h.Weight >= sureFact && s.Rank() > r.Severity.Rank() {
			r.Severity, r.SeverityProbability = s, h.Weight
		}
	}
	if r.Severity == "" {
		r.Severity = complaint.SeverityGeneral
	}
}

// sureFact is how sure a fact must be to count for the severity by itself.
const sureFact = 0.83

func addOnce[T comparable](list []T, x T) []T {
	if slices.Contains(list, x) {
		return list
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
func (e *Engine) findPhrases(t *text.Text, m *room, r *Reading) {
	if e.phrases == nil {
		return
	}
	m.found = e.phrases.FindFirst(t, m.found[:0], maxPhrasesFound)
	for _, f := range m.found {
		name := e.phraseNames[f.Phrase]
		if len(r.phraseHits) < maxPhraseHits {
			r.phraseHits = append(r.phraseHits, phraseHit{name, r.place(t.At[f.From], t.At[f.To])})
		}
		r.Phrases = addOnce(r.Phrases, name)
	}
}

const (
	maxPhraseHits   = 32
	maxPhrasesFound = 1 << 14 // with many phrases that begin alike, a text could hold more of them than it has letters
)
