package compensation

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Explaining says for whom an explanation is.
type Explaining struct {
	// Language is a BCP 47 tag: Chinese for one that begins with zh, else English.
	Language string
	// Customer leaves out what is only for the shop: names of rules, caps, approvals, abuse, costs and whom the shop charges.
	Customer bool
	// Taxonomy has the labels of remedies; nil for that of the engine, or the built-in one.
	Taxonomy *complaint.Taxonomy
}

// Explain puts a decision into sentences: why something is given, what the customer may choose from, how each option came about,
// who must approve it and by when it is paid, what the law gives at least, what is left to refund, and what was not given and
// why. Where there are several options, what is about one of them begins with its number. Times are in the zone of the policy.
func (e *Engine) Explain(d Decision, x Explaining) []string {
	if x.Taxonomy == nil {
		x.Taxonomy = e.doc.Taxonomy
	}
	w := newWording(x)
	w.reasons(d.Reasons)
	w.choices(d.Options)
	for i := range d.Options {
		if len(d.Options) > 1 {
			w.before = w.pick("方案"+strconv.Itoa(i+1)+"：", "Option "+strconv.Itoa(i+1)+": ")
		}
		w.option(&d.Options[i], e.zone)
	}
	w.before = ""
	if len(d.Options) > 0 {
		w.say(w.pick("方案自提出之日起 "+w.length(e.doc.Expires)+"内有效", "The offer may be accepted within "+w.length(e.doc.Expires)))
	}
	if d.Floor.Sign() > 0 {
		w.say(w.pick("依法至少应给予 "+d.Floor.String()+"（金钱）", "By law at least "+d.Floor.String()+" is due in money"))
	}
	w.left(&d)
	if !x.Customer && len(d.Excluded) > 0 {
		w.before = w.pick("未给予：", "Not given: ")
	}
	w.reasons(d.Excluded)
	w.before = ""
	w.charged(d.Recourse)
	return w.out
}

// ExplainRecord puts reasons that were stored in a history, see [Reason.Record], into sentences, one each, in their order. A code
// that is not known is shown as it is, and left out for a customer.
func ExplainRecord(reasons []complaint.Reason, x Explaining) []string {
	w := newWording(x)
	for i := range reasons {
		w.reason(&reasons[i])
	}
	return w.out
}

// wording puts things into sentences of one language.
type wording struct {
	zh, customer bool
	taxonomy     *complaint.Taxonomy
	before       string // what the next sentences begin with
	out          []string
}

func newWording(x Explaining) *wording {
	w := &wording{zh: strings.HasPrefix(strings.ToLower(x.Language), "zh"), customer: x.Customer, taxonomy: x.Taxonomy}
	if w.taxonomy == nil {
		w.taxonomy = complaint.BuiltinTaxonomy()
	}
	return w
}

func (w *wording) pick(zh, en string) string {
	if w.zh {
		return zh
	}
	return en
}

// say adds a sentence.
func (w *wording) say(s string) { w.out = append(w.out, w.before+s+w.pick("。", ".")) }

func (w *wording) reasons(list []Reason) {
	for i := range list {
		r := list[i].Record()
		w.reason(&r)
	}
}

// reason puts a stored reason into a sentence.
func (w *wording) reason(r *complaint.Reason) {
	p, known := phrasings()[variant(r)]
	switch {
	case !known && w.customer, p.internal && w.customer:
		return
	case !known:
		parts := []string{r.Code}
		for _, name := range slices.Sorted(maps.Keys(r.Params)) {
			parts = append(parts, name+"="+r.Params[name])
		}
		w.say(strings.Join(parts, " "))
		return
	}
	rule, detail := r.Params["rule"], r.Params["detail"]
	w.say(strings.NewReplacer(
		"{rule}", rule,
		"{by}", w.unless(rule, "（规则“"+rule+"”）", " (rule “"+rule+"”)"),
		"{detail}", detail,
		"{code}", w.currency(detail),
		"{named}", w.unless(detail, "：“"+detail+"”", ": “"+detail+"”"),
		"{source}", w.source(detail),
		"{what}", w.what(detail),
		"{change}", w.change(r.Params["from"], r.Params["to"]),
		"{from}", w.amount(r.Params["from"]),
		"{to}", w.amount(r.Params["to"]),
		"{role}", w.role(complaint.Role(r.Params["role"])),
	).Replace(w.pick(p.zh, p.en)))
}

// unless is a text of the shop about something, "" where that is not given.
func (w *wording) unless(something, zh, en string) string {
	if something == "" || w.customer {
		return ""
	}
	return w.pick(zh, en)
}

// source names law and article, also to the customer.
func (w *wording) source(of string) string {
	if of == "" {
		return ""
	}
	return w.pick("："+of, ": "+of)
}

func (w *wording) change(from, to string) string {
	if from == "" || to == "" {
		return ""
	}
	return w.pick("，由 "+from+" 变为 "+to, ", from "+from+" to "+to)
}

func (w *wording) amount(of string) string {
	if of == "" {
		return w.pick("该金额", "the amount")
	}
	return of
}

func (w *wording) currency(code string) string {
	if code == "" {
		return w.pick("其他币种", "another currency")
	}
	return w.pick(" "+code+" ", code)
}

// length says how long a time is.
func (w *wording) length(d time.Duration) string {
	const day = 24 * time.Hour
	n, zh, en := int64(d/day), "天", "day"
	switch {
	case d%day == 0:
	case d%time.Hour == 0:
		n, zh, en = int64(d/time.Hour), "小时", "hour"
	default:
		return d.String()
	}
	if n != 1 {
		en += "s"
	}
	return strconv.FormatInt(n, 10) + w.pick(" "+zh, " "+en)
}
