package triage

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/recourse-go/recourse/complaint"
)

// Explaining says for whom an explanation is.
type Explaining struct {
	// Language is a BCP 47 tag: Chinese for one that begins with zh, else English.
	Language string
	// Customer leaves out what is only for the shop: suspicions, points, people, and how likely the machine thinks it is.
	Customer bool
	// Taxonomy has the labels; nil for the built-in one.
	Taxonomy *complaint.Taxonomy
}

// Explain puts reasons into sentences, one each, in their order: those of [complaint.Assessment] and [complaint.Route], or of an
// [Assessment] after [Reason.Record]. The intake is the one that they are about; the words that led to a decision are quoted from
// it, while they are there. A code that is not known is shown as it is.
func Explain(reasons []complaint.Reason, in complaint.Intake, x Explaining) []string {
	w := wording{zh: strings.HasPrefix(strings.ToLower(x.Language), "zh"), taxonomy: x.Taxonomy, in: &in}
	if w.taxonomy == nil {
		w.taxonomy = complaint.BuiltinTaxonomy()
	}
	var out []string
	for i := range reasons {
		if s := w.sentence(&reasons[i], x.Customer); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// wording puts reasons into words of one language.
type wording struct {
	zh       bool
	taxonomy *complaint.Taxonomy
	in       *complaint.Intake
}

func (w *wording) sentence(r *complaint.Reason, customer bool) string {
	p, known := phrasings()[ReasonCode(r.Code)]
	if !known {
		if customer {
			return ""
		}
		return w.unknown(r)
	}
	if customer && p.internal {
		return ""
	}
	pattern := p.en
	if w.zh {
		pattern = p.zh
	}
	if customer {
		pattern, _, _ = strings.Cut(pattern, "|") // what follows is for the shop
	} else {
		pattern = strings.Replace(pattern, "|", "", 1)
	}
	value, _ := strconv.ParseFloat(r.Params["value"], 64)
	return strings.NewReplacer(
		"{rule}", r.Params["rule"],
		"{what}", w.what(p.tree, r.Params["what"]),
		"{value}", strconv.FormatFloat(value, 'f', -1, 64),
		"{percent}", strconv.Itoa(int(math.Round(value*100)))+w.pick(" %", " %"),
		"{sign}", w.sign(value),
		"{named}", w.named(r.Params["rule"]),
		"{by}", w.by(r.Params["rule"]),
		"{times}", w.times(value),
		"{category}", w.what(complaint.Categories, r.Params["category"]),
		"{words}", w.words(r.Places),
	).Replace(pattern)
}

func (w *wording) pick(zh, en string) string {
	if w.zh {
		return zh
	}
	return en
}

// what is the label of a code, or the code where it has none.
func (w *wording) what(tree complaint.Tree, code string) string {
	trees := []complaint.Tree{tree}
	if tree == anyGrade {
		trees = []complaint.Tree{complaint.Severities, complaint.Complexities, complaint.Urgencies}
	}
	if tree == anyForm {
		trees = []complaint.Tree{complaint.Feedbacks, complaint.Categories}
	}
	for _, t := range trees {
		if t != "" && w.taxonomy.Has(t, code) {
			return w.taxonomy.Label(t, code, w.pick("zh", "en"))
		}
	}
	return code
}

// by says what found it: a rule, or the model alone.
func (w *wording) by(rule string) string {
	if rule == "model" || rule == "" {
		return w.pick("整体判断", "the text as a whole")
	}
	return w.pick("规则“"+rule+"”", "rule "+strconv.Quote(rule))
}

// named names the rule in brackets, where there is one.
func (w *wording) named(rule string) string {
	if rule == "" {
		return ""
	}
	return w.pick("（规则“"+rule+"”）", " (rule “"+rule+"”)")
}

func (w *wording) sign(value float64) string {
	switch {
	case value <= -0.75:
		return w.pick("非常不满", "very dissatisfied")
	case value <= -0.25:
		return w.pick("不满", "dissatisfied")
	case value < 0.25:
		return w.pick("中性", "neutral")
	default:
		return w.pick("满意", "pleased")
	}
}

func (w *wording) times(value float64) string {
	if value < 1 {
		return ""
	}
	n := strconv.Itoa(int(value))
	return w.pick("（第 "+n+" 次）", " ("+n+" times in all)")
}

// words quotes what stands at places, "" where nothing does.
func (w *wording) words(places []complaint.Place) string {
	var quoted []string
	for _, p := range places[:min(len(places), maxQuoted)] {
		words := p.In(*w.in)
		if words == "" || !utf8.ValidString(words) {
			continue
		}
		if utf8.RuneCountInString(words) > longestQuote {
			words = string([]rune(words)[:longestQuote]) + "…"
		}
		quoted = append(quoted, w.pick("“"+words+"”", "“"+words+"”"))
	}
	if len(quoted) == 0 {
		return ""
	}
	return w.pick("：", ": ") + strings.Join(quoted, w.pick("、", ", "))
}

const (
	maxQuoted    = 5
	longestQuote = 40
)

func (w *wording) unknown(r *complaint.Reason) string {
	var s strings.Builder
	s.WriteString(r.Code)
	for _, name := range sortedKeys(r.Params) {
		s.WriteString(" " + name + "=" + r.Params[name])
	}
	return s.String() + w.words(r.Places)
}
