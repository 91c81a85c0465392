package triage

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/signal"
)

// assessor makes one assessment, step by step: c is the case as far as it was assessed, which is what conditions look at.
type assessor struct {
	engine  *Engine
	reading *Reading
	ctx     Context
	c       complaint.Complaint
	subject subject
	out     Assessment
	places  []complaint.Place // room for the places of the reasons
}

func (a *assessor) because(r Reason) { a.out.Reasons = append(a.out.Reasons, r) }

// at keeps the places of hits, at most a few.
func (a *assessor) at(places ...complaint.Place) []complaint.Place {
	from := len(a.places)
	a.places = append(a.places, places...)
	return a.places[from:len(a.places):len(a.places)]
}

func (a *assessor) spot(s signal.Span) []complaint.Place {
	if s.To <= s.From {
		return nil
	}
	return a.at(a.reading.place(s.From, s.To))
}

func (a *assessor) begin(in complaint.Intake) {
	a.out.Reasons = make([]Reason, 0, usualReasons)
	a.places = make([]complaint.Place, 0, usualReasons)
	if a.ctx.Complaint != nil {
		a.c = *a.ctx.Complaint
		// What an engine decided before must not decide again.
		a.c.Assessment = complaint.Assessment{Tags: a.c.Assessment.Tags}
	} else {
		a.c = complaint.Complaint{Links: in.Links, Received: in.Received}
		a.c.Assessment.Tags = in.Tags
	}
	a.c.Intake = in
	a.c.Intake.Tags, a.c.Intake.Links = nil, nil
	if len(a.ctx.Links) > 0 {
		a.c.Links = append(slices.Clip(a.c.Links), a.ctx.Links...)
	}
	a.subject = subject{Complaint: &a.c, Now: a.ctx.Now, Extra: known{reading: a.reading, ctx: &a.ctx}}
	if a.reading.Cut {
		a.because(Reason{Code: ReasonCut})
	}
}

const usualReasons = 24

func (a *assessor) feedback() {
	r := a.reading
	switch given := a.c.Intake.Feedback; {
	case given != "":
		a.out.Feedback = given
		a.because(Reason{Code: ReasonForm, What: string(given)})
	case r.Feedback != "":
		a.out.Feedback = r.Feedback
		a.because(Reason{Code: ReasonFeedback, What: string(r.Feedback), Value: r.FeedbackProbability})
	default:
		a.out.Feedback = complaint.FeedbackComplaint
	}
	a.c.Assessment.Feedback = a.out.Feedback
}

// category decides what it is about: what the form says, the classifier, and the policy's corrections.
func (a *assessor) category() {
	e, given := a.engine, a.c.Intake.Category
	a.c.Assessment.Category = given
	labels := a.corrected()
	for _, l := range labels {
		if !e.leaf(l.Name) {
			labels = slices.DeleteFunc(slices.Clone(labels), func(l Label) bool { return !e.leaf(l.Name) })
			break
		}
	}
	if len(labels) == 0 {
		a.out.Category = given
		a.because(Reason{Code: ReasonNothing})
		a.out.Ask = given == ""
		return
	}
	first := labels[0]
	if given != "" && (e.doc.Form == FormKeep || first.Probability < sureOverForm || under(first.Name, given)) {
		a.keepForm(given, labels)
	} else {
		a.out.Category, a.out.Confidence, a.out.Alternatives = first.Name, first.Probability, labels[1:]
		a.because(Reason{Code: ReasonCategory, What: first.Name, Value: first.Probability, Places: a.wordsFor(first.Name)})
		if a.out.Ask = first.Probability < e.askBelow; a.out.Ask {
			a.because(Reason{Code: ReasonAsk, What: strconv.FormatFloat(e.askBelow, 'g', -1, 64), Value: first.Probability})
		}
	}
	a.out.Alternatives = a.out.Alternatives[:min(len(a.out.Alternatives), maxCategories-1)]
	a.c.Assessment.Category, a.c.Assessment.Confidence = a.out.Category, a.out.Confidence
}

// sureOverForm is the probability from which the text is believed more than the form.
const sureOverForm = 0.8

// keepForm keeps the category of the form; where it names a group, the best leaf of that group.
func (a *assessor) keepForm(given string, labels []Label) {
	a.out.Category = given
	a.because(Reason{Code: ReasonForm, What: given})
	for _, l := range labels {
		if under(l.Name, given) {
			a.out.Category, a.out.Confidence = l.Name, l.Probability
			if l.Name != given {
				a.because(Reason{Code: ReasonCategory, What: l.Name, Value: l.Probability, Places: a.wordsFor(l.Name)})
			}
			break
		}
	}
	for _, l := range labels {
		if l.Name != a.out.Category {
			a.out.Alternatives = append(a.out.Alternatives, l)
		}
	}
	if first := labels[0]; !under(first.Name, given) && first.Probability >= sureOverForm {
		a.because(Reason{Code: ReasonFormDoubt, What: first.Name, Value: first.Probability})
	}
}

// wordsFor are the places of the words that spoke for a category, as far as they are known: of the first by the built-in model.
func (a *assessor) wordsFor(category string) []complaint.Place {
	if list := a.reading.Categories; len(list) > 0 && list[0].Name == category {
		return a.reading.categoryPlaces
	}
	return nil
}

// under says whether a code is a group's or the group itself.
func under(code, group string) bool {
	return code == group || len(code) > len(group) && code[:len(group)] == group && code[len(group)] == '.'
}

// leaf says whether the taxonomy has a category.
func (e *Engine) leaf(code string) bool {
	t := e.doc.Taxonomy
	if t == nil {
		t = complaint.BuiltinTaxonomy()
	}
	return t.Has(complaint.Categories, code)
}

// corrected applies the policy's corrections, one after another: each multiplies the odds p/(1-p) of its category by its factor,
// and the others share what is left in the proportions that they had.
func (a *assessor) corrected() []Label {
	labels := a.reading.Categories
	rules := a.engine.categories
	copied := false
	for i := range rules.Matching(&a.subject) {
		r := a.engine.doc.Categories[i]
		if !copied {
			labels, copied = slices.Clone(labels), true
		}
		labels = correct(labels, r.Category, r.Odds)
		a.because(Reason{Code: ReasonCorrected, Rule: r.Name, What: r.Category, Value: r.Odds, Places: a.phrasePlaces()})
	}
	if copied {
		slices.SortStableFunc(labels, func(x, y Label) int { return cmp.Compare(y.Probability, x.Probability) })
	}
	return labels
}

func correct(labels []Label, category string, factor float64) []Label {
	at := slices.IndexFunc(labels, func(l Label) bool { return l.Name == category })
	if at < 0 {
		labels = append(labels, Label{Name: category})
		at = len(labels) - 1
	}
	was := labels[at].Probability
	p := min(max(was, unknownShare), 1-unknownShare)
	odds := p / (1 - p) * factor
	now := odds / (1 + odds)
	for j := range labels {
		if j != at && was < 1 {
			labels[j].Probability *= (1 - now) / (1 - was)
		}
	}
	labels[at].Probability = now
	return labels
}

// unknownShare is the probability of a category that the classifier did not name, and the least that is corrected.
const unknownShare = 0.01

func (a *assessor) phrasePlaces() []complaint.Place {
	places := make([]complaint.Place, 0, len(a.reading.phraseHits))
	for _, h := range a.reading.phraseHits {
		places = append(places, h.at)
	}
	return places
}

// words takes over what the text says besides the category.
func (a *assessor) words() {
	r := a.reading
	a.out.Emotion, a.out.Sensitive, a.out.Suspicion, a.out.Sought = r.Emotion, r.Sensitive, r.Suspicion, r.Sought
	a.c.Assessment.Emotion, a.c.Assessment.Sensitive, a.c.Assessment.Suspicion = &a.out.Emotion, r.Sensitive, r.Suspicion
	a.c.Assessment.Sought = r.Sought
	if r.Emotion.Polarity != 0 || r.Emotion.Intensity != 0 {
		a.because(Reason{
			Code: ReasonEmotion, Value: round3(r.Emotion.Polarity), What: intensityText(r.Emotion.Intensity), Places: r.moodPlaces,
		})
	}
	for _, h := range r.sensitive {
		a.because(Reason{Code: ReasonSensitive, What: h.Code, Rule: h.Rule, Value: h.Weight, Places: a.spot(h.Span)})
	}
	for _, h := range r.suspicion {
		a.because(Reason{Code: ReasonSuspicion, What: h.Code, Rule: h.Rule, Value: h.Weight, Places: a.spot(h.Span)})
	}
	for _, h := range r.repeat {
		a.because(Reason{Code: ReasonRepeated, Rule: h.Rule, Value: float64(r.Times), Places: a.spot(h.Span)})
	}
	a.entities()
	for _, h := range r.phraseHits[:min(len(r.phraseHits), maxMentions)] {
		a.because(Reason{Code: ReasonPhrases, What: h.name, Places: a.at(h.at)})
	}
	a.because(Reason{Code: ReasonSeverity, What: string(r.Severity), Value: r.SeverityProbability})
	for _, h := range r.severe[:min(len(r.severe), maxMentions)] {
		if h.Weight >= sureFact {
			a.because(Reason{Code: ReasonFact, What: h.Code, Rule: h.Rule, Places: a.spot(h.Span)})
		}
	}
}

// maxMentions bounds the reasons of each kind that come from the text, so that those of the policy have room beside them.
const maxMentions = 12

// intensityText writes an intensity from 0 to 3 to a tenth, without allocating.
func intensityText(x float64) string {
	return intensities[int(math.Round(min(max(x, 0), 3)*10))]
}

var intensities = func() (list [31]string) { //nolint:gochecknoglobals // a table that never changes
	for i := range list {
		list[i] = strconv.FormatFloat(float64(i)/10, 'f', 1, 64)
	}
	return list
}()

// sought says where a remedy is asked for: of places that cover each other the first.
func (a *assessor) sought(remedy complaint.Remedy) Reason {
	out := Reason{Code: ReasonSought, What: string(remedy)}
	from := len(a.places)
	for _, h := range a.reading.sought {
		if h.Code != string(remedy) {
			continue
		}
		place := a.reading.place(h.Span.From, h.Span.To)
		covered := slices.ContainsFunc(a.places[from:], func(p complaint.Place) bool {
			return p.Part == place.Part && p.From < place.To && place.From < p.To
		})
		if out.Rule == "" {
			out.Rule = h.Rule
		}
		if !covered {
			a.places = append(a.places, place)
		}
	}
	out.Places = a.places[from:len(a.places):len(a.places)]
	return out
}

func (a *assessor) entities() {
	r := a.reading
	for _, remedy := range r.Sought {
		a.because(a.sought(remedy))
	}
	for i := range min(len(r.orderPlaces), maxMentions) {
		a.because(Reason{Code: ReasonOrder, Places: r.orderPlaces[i : i+1 : i+1]})
	}
	if r.amount.To > r.amount.From {
		a.because(Reason{Code: ReasonAmount, Amount: r.Amount, Places: a.spot(r.amount)})
	}
	if r.Days > 0 {
		a.because(Reason{Code: ReasonDays, Value: float64(r.Days), Places: a.spot(r.waits)})
	}
}
