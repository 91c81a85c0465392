package compensation

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/recourse-go/recourse/complaint"
)

// choices says what the customer may choose from.
func (w *wording) choices(options []Option) {
	if len(options) == 0 {
		return
	}
	list := make([]string, len(options))
	for i := range options {
		list[i] = w.grants(options[i].Grants)
	}
	all := strings.Join(list, w.pick("，或", ", or "))
	switch {
	case len(options) > 1 && w.customer:
		w.say(w.pick("可任选其一：", "You may choose: ") + all)
	case len(options) > 1:
		w.say(w.pick("客户可任选其一：", "The customer may choose: ") + all)
	case w.customer:
		w.say(w.pick("可获得：", "You get ") + all)
	default:
		w.say(w.pick("客户可获得：", "The customer gets ") + all)
	}
}

// grants lists the remedies of an option.
func (w *wording) grants(list []complaint.Grant) string {
	parts := make([]string, len(list))
	for i := range list {
		parts[i] = w.grant(&list[i])
	}
	return strings.Join(parts, w.pick("加", " and "))
}

// remedyEnglish says what a remedy of the built-in taxonomy is called with an amount, and without.
func remedyEnglish(r complaint.Remedy) (with, without string) {
	switch r {
	case complaint.RemedyApology:
		return "an apology and {amount}", "an apology"
	case complaint.RemedyExplanation:
		return "an explanation and {amount}", "an explanation"
	case complaint.RemedyRefund:
		return "a refund of {amount}", "a refund"
	case complaint.RemedyPartialRefund:
		return "a partial refund of {amount}", "a partial refund"
	case complaint.RemedyCash:
		return "{amount} in cash", "compensation in cash"
	case complaint.RemedyCoupon:
		return "a coupon of {amount}", "a coupon"
	case complaint.RemedyExchange:
		return "an exchange worth {amount}", "an exchange"
	case complaint.RemedyRepair:
		return "a repair worth {amount}", "a repair"
	case complaint.RemedyRedelivery:
		return "a new delivery worth {amount}", "a new delivery"
	case complaint.RemedyReturn:
		return "{amount} back for goods that come back", "the price back for goods that come back"
	case complaint.RemedyExtendedWarranty:
		return "a longer warranty worth {amount}", "a longer warranty"
	case complaint.RemedyGift:
		return "a gift worth {amount}", "a gift"
	default:
		return "", ""
	}
}

// grant names one remedy with its amount. A host's own label goes before the words that are built in.
func (w *wording) grant(g *complaint.Grant) string {
	label := w.taxonomy.Label(complaint.Remedies, string(g.Remedy), w.pick("zh", "en"))
	amount := ""
	if g.Amount.Sign() > 0 {
		amount = g.Amount.String()
	}
	if g.Points > 0 {
		return w.points(label, g.Points, amount)
	}
	if w.zh {
		return strings.TrimSpace(label + " " + amount)
	}
	if label == complaint.BuiltinTaxonomy().Label(complaint.Remedies, string(g.Remedy), "en") {
		if with, without := remedyEnglish(g.Remedy); amount != "" && with != "" {
			return strings.Replace(with, "{amount}", amount, 1)
		} else if without != "" {
			return without
		}
	}
	if amount == "" {
		return lower(label)
	}
	return lower(label) + " of " + amount
}

func (w *wording) points(label string, n int64, worth string) string {
	s := strconv.FormatInt(n, 10) + " " + lower(label)
	if w.zh {
		s = label + " " + strconv.FormatInt(n, 10) + " 分"
	}
	if worth == "" {
		return s
	}
	return s + w.pick("（价值 "+worth+"）", " (worth "+worth+")")
}

// lower makes the first letter of a label small, unless it is an abbreviation.
func lower(label string) string {
	first, size := utf8.DecodeRuneInString(label)
	if second, _ := utf8.DecodeRuneInString(label[size:]); unicode.IsUpper(second) {
		return label
	}
	return string(unicode.ToLower(first)) + label[size:]
}

// option says how an option came about, what it comes to, who must approve it and by when it is paid.
func (w *wording) option(o *Option, zone *time.Location) {
	w.reasons(o.Reasons)
	if !w.customer && o.Total.Sign() > 0 {
		w.say(w.pick(
			"合计 "+o.Total.String()+"，其中法定 "+o.Law.String()+"，优待 "+o.Goodwill.String()+"；本店成本 "+o.Cost.String(),
			"In all "+o.Total.String()+", of which "+o.Law.String()+" by law and "+o.Goodwill.String()+" of goodwill; it costs the shop "+
				o.Cost.String()))
	}
	w.approval(o.Approval)
	w.pay(o, zone)
}

func (w *wording) approval(a *Approval) {
	if a == nil || w.customer {
		return
	}
	zh, en := "付款前", "it is paid"
	if a.Before {
		zh, en = "告知客户前", "the customer may answer"
	}
	who := w.role(a.Needs)
	w.say(w.pick(zh+"须由"+who+"或以上批准", "It must be approved by "+who+" or above before "+en))
	if a.Unfunded {
		w.say(w.pick("批准前不预留资金", "No money is set aside for it until then"))
	}
	w.reasons(a.Why)
}

func (w *wording) pay(o *Option, zone *time.Location) {
	if o.PayWithin == 0 {
		return
	}
	zh, en := "客户接受后", "the offer is accepted"
	switch o.PayFrom {
	case FromReturned:
		zh, en = "收到退回的商品后", "the goods are back"
	case FromReceived:
		zh, en = "收到投诉后", "the complaint was received"
	case FromAccepted:
	}
	by := ""
	if !o.PayBy.IsZero() && o.PayFrom != FromAccepted { // who accepts later is paid later
		day := o.PayBy.In(zone).Format("2006-01-02 15:04 -07:00")
		by = w.pick("（不晚于 "+day+"）", ", by "+day)
	}
	w.say(w.pick("应在"+zh+" "+w.length(o.PayWithin)+"内付款"+by, "It is paid within "+w.length(o.PayWithin)+" after "+en+by))
}

// left says what can still be refunded.
func (w *wording) left(d *Decision) {
	if d.RefundableOrder.IsZero() {
		return
	}
	goods, order := d.Refundable.String(), d.RefundableOrder.String()
	w.say(w.pick("所涉商品尚可退款 "+goods+"，整个订单尚可退款 "+order,
		"What is left to refund is "+goods+" for the goods concerned and "+order+" for the whole order"))
}

// charged says from whom the shop may claim back what it pays.
func (w *wording) charged(list []Recourse) {
	if w.customer {
		return
	}
	for _, r := range list {
		who := w.taxonomy.Label(complaint.Targets, string(r.Against), w.pick("zh", "en"))
		w.say(w.pick("本店可向"+who+" "+r.Name+" 追偿所付金额的 "+string(r.Rate)+"（规则“"+r.Rule+"”）",
			"The shop may claim "+string(r.Rate)+" of what it pays from the "+lower(who)+" "+r.Name+" (rule “"+r.Rule+"”)"))
	}
}
