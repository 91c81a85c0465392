package compensation

import (
	"math"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
)

// Explain says in a sentence how like cases were decided. It is for the shop only: a customer gets no sentence.
func (c *Comparison) Explain(x Explaining) []string {
	w := newWording(x)
	if x.Customer {
		return nil
	}
	n := strconv.Itoa(c.Count)
	switch c.Count {
	case 0:
		w.say(w.pick("没有类别、严重程度和结论都相同的先例", "No case of the same category, severity and result was decided"))
	case 1:
		w.say(w.pick("有 1 件先例：给予 "+c.Median.String(), "One like case was decided: it got "+c.Median.String()))
	default:
		w.say(w.pick(
			"有 "+n+" 件先例：中位数 "+c.Median.String()+"，半数在 "+c.Lower.String()+" 至 "+c.Upper.String()+" 之间",
			n+" like cases were decided: the median is "+c.Median.String()+", and half of them got from "+c.Lower.String()+" to "+
				c.Upper.String()))
	}
	return w.out
}

// Explain says in sentences how handlers compare, one each, and which grants stand out. It is for the shop only: a customer gets
// no sentence.
func (t *Treatment) Explain(x Explaining) []string {
	w := newWording(x)
	if x.Customer {
		return nil
	}
	for i := range t.Handlers {
		w.handler(&t.Handlers[i])
	}
	for i := range t.Grants {
		w.far(&t.Grants[i])
	}
	return w.out
}

func (w *wording) handler(h *HandlerTreatment) {
	compared, share := strconv.Itoa(h.Compared), percent(h.Ratio)
	w.before = h.Handler + w.pick("：", ": ")
	switch h.Verdict {
	case TooFew:
		needed := strconv.Itoa(h.Needed)
		w.say(w.pick("可比案件太少：至少需要 "+needed+" 件，只有 "+compared+" 件", "too few cases to compare: "+compared+" of at least "+needed))
	case Alike:
		w.say(w.pick("与他人一致：在 "+compared+" 件同类案件中，通常为他人中位数的 "+share,
			"in line with the others: typically "+share+" of their median in "+compared+" like cases"))
	case Chance:
		w.say(w.pick("通常为他人中位数的 "+share+"（"+compared+" 件同类案件），但可能出于偶然（"+chance(h.P)+"）",
			"typically "+share+" of the others' median in "+compared+" like cases, but that may be chance ("+chance(h.P)+")"))
	case Higher:
		w.say(w.pick("给予明显多于他人：在 "+compared+" 件同类案件中，通常为他人中位数的 "+share+"，难以用偶然解释（"+chance(h.P)+"）",
			"grants more than the others: typically "+share+" of their median in "+compared+" like cases, which is hardly chance ("+
				chance(h.P)+")"))
	case Lower:
		w.say(w.pick("给予明显少于他人：在 "+compared+" 件同类案件中，通常为他人中位数的 "+share+"，难以用偶然解释（"+chance(h.P)+"）",
			"grants less than the others: typically "+share+" of their median in "+compared+" like cases, which is hardly chance ("+
				chance(h.P)+")"))
	}
	w.before = ""
}

func (w *wording) far(g *FarGrant) {
	category := w.taxonomy.Label(complaint.Categories, g.Category, w.pick("zh", "en"))
	amount := g.Amount.String()
	if g.Amount.IsZero() {
		amount = w.pick("无金额", "no money")
	}
	w.say(w.pick(
		"投诉 "+g.Complaint.String()+"（“"+category+"”，处理人 "+g.Handler+"）："+amount+"，而 "+strconv.Itoa(g.Like)+" 件同类案件的中位数为 "+
			g.Median.String(),
		"Complaint "+g.Complaint.String()+" (“"+category+"”, handler "+g.Handler+"): "+amount+", where the median of "+
			strconv.Itoa(g.Like)+" like cases is "+g.Median.String()))
}

func percent(ratio float64) string {
	if ratio >= maxRatio {
		return "1000×"
	}
	return strconv.Itoa(int(math.Round(ratio*100))) + "%"
}

func chance(p float64) string {
	const least = 0.001
	if p < least {
		return "p < 0.001"
	}
	return "p = " + strconv.FormatFloat(p, 'f', 3, 64)
}
