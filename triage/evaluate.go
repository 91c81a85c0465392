package triage

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// Evaluation says how good a classifier is on labelled texts that it has not seen.
type Evaluation struct {
	// Texts is how many texts it was asked about, Silent how many it had nothing to say of.
	Texts, Silent int
	// Accuracy is the share of texts whose first label is right, Top3 that of texts with the right label among the first three.
	Accuracy, Top3 float64
	// MacroF1 is the mean over the labels of the harmonic mean of precision and recall: rare labels weigh as much as frequent
	// ones.
	MacroF1 float64
	// CalibrationError is by how much the probability of the first label misses the share of right ones, in ten equal bins of
	// probability, weighed by the texts in them (expected calibration error).
	CalibrationError float64
	// CalibrationNoise is the CalibrationError that a classifier whose probabilities are exactly right would show on so many
	// texts by chance: with few texts most of an error is noise.
	CalibrationNoise float64
	// Tradeoffs says for bounds from 0 to 0.95 what a classifier made [Cautious] with it would do.
	Tradeoffs []Tradeoff
	// PerLabel has a line for each label that is true of a text or was given first, in the order of the labels.
	PerLabel []LabelScore
	// Confusion counts texts by their true label and the label that was given first.
	Confusion map[string]map[string]int

	// answers are the first labels, the most probable first.
	answers []answer
}

type answer struct {
	probability float64
	right       bool
}

// Tradeoff is what asking a person below a probability costs and brings.
type Tradeoff struct {
	// Least is the bound, Coverage the share of all texts that get a label, Accuracy the share of right ones among these.
	Least, Coverage, Accuracy float64
}

// LeastFor returns the trade-off with the most coverage that reaches an accuracy, false where none does. Its bound is for
// [Cautious]. Texts that it is to be right on should not be those that the classifier was trained on.
func (e *Evaluation) LeastFor(accuracy float64) (Tradeoff, bool) {
	var best Tradeoff
	found := false
	right := 0
	for i, a := range e.answers {
		if a.right {
			right++
		}
		if i+1 < len(e.answers) && e.answers[i+1].probability == a.probability {
			continue // a bound takes both or neither
		}
		if share := float64(right) / float64(i+1); share >= accuracy {
			best, found = Tradeoff{a.probability, float64(i+1) / float64(e.Texts), share}, true
		}
	}
	return best, found
}

// at returns what a bound does.
func (e *Evaluation) at(least float64) Tradeoff {
	given, right := 0, 0
	for _, a := range e.answers {
		if a.probability < least {
			break
		}
		given++
		if a.right {
			right++
		}
	}
	t := Tradeoff{Least: least}
	if given > 0 {
		t.Coverage, t.Accuracy = float64(given)/float64(e.Texts), float64(right)/float64(given)
	}
	return t
}

// LabelScore is how good a classifier is at one label.
type LabelScore struct {
	Label string
	// Texts is how many texts have the label, Given how many got it, Right how many of both.
	Texts, Given, Right   int
	Precision, Recall, F1 float64
}

// Evaluate asks a classifier about labelled texts and counts. Without a text all figures are 0.
func Evaluate(c Classifier, examples iter.Seq[Example]) Evaluation {
	e := Evaluation{Confusion: map[string]map[string]int{}}
	scores := map[string]*LabelScore{}
	score := func(label string) *LabelScore {
		if scores[label] == nil {
			scores[label] = &LabelScore{Label: label}
		}
		return scores[label]
	}
	var bins [10]struct {
		texts, right int
		probability  float64
		variance     float64
	}
	right, top3 := 0, 0
	for x := range examples {
		e.Texts++
		truth := score(x.Label)
		truth.Texts++
		labels := c.Classify(x.Text)
		if len(labels) == 0 {
			e.Silent++
			continue
		}
		first := score(labels[0].Name)
		first.Given++
		if e.Confusion[x.Label] == nil {
			e.Confusion[x.Label] = map[string]int{}
		}
		e.Confusion[x.Label][first.Label]++
		bin := &bins[max(0, min(int(labels[0].Probability*10), 9))]
		bin.texts++
		bin.probability += labels[0].Probability
		bin.variance += labels[0].Probability * (1 - labels[0].Probability)
		e.answers = append(e.answers, answer{labels[0].Probability, first == truth})
		if first == truth {
			right++
			truth.Right++
			bin.right++
		}
		if slices.ContainsFunc(labels[:min(len(labels), 3)], func(l Label) bool { return l.Name == x.Label }) {
			top3++
		}
	}
	if e.Texts == 0 {
		return e
	}
	e.Accuracy, e.Top3 = float64(right)/float64(e.Texts), float64(top3)/float64(e.Texts)
	if said := e.Texts - e.Silent; said > 0 {
		for _, bin := range bins {
			e.CalibrationError += math.Abs(bin.probability-float64(bin.right)) / float64(said)
			// The mean of the absolute value of a normal variable is its deviation times √(2/π).
			e.CalibrationNoise += math.Sqrt(2/math.Pi*max(bin.variance, 0)) / float64(said)
		}
	}
	slices.SortStableFunc(e.answers, func(a, b answer) int { return cmp.Compare(b.probability, a.probability) })
	for step := range 20 {
		e.Tradeoffs = append(e.Tradeoffs, e.at(float64(step)/20))
	}
	for _, s := range scores {
		s.finish()
		e.PerLabel = append(e.PerLabel, *s)
	}
	slices.SortFunc(e.PerLabel, func(a, b LabelScore) int {
		if a.Label < b.Label {
			return -1
		}
		return 1
	})
	for _, s := range e.PerLabel {
		e.MacroF1 += s.F1 / float64(len(e.PerLabel))
	}
	return e
}

func (s *LabelScore) finish() {
	if s.Given > 0 {
		s.Precision = float64(s.Right) / float64(s.Given)
	}
	if s.Texts > 0 {
		s.Recall = float64(s.Right) / float64(s.Texts)
	}
	if s.Right > 0 {
		s.F1 = 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
	}
}
