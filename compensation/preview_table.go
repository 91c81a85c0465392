package compensation

import (
	"strconv"
	"strings"

	"github.com/recourse-go/recourse/complaint"
)

// Table writes the preview as tables in Markdown, which people can read as it is: counts, sums, rules and the largest changes. The
// language is a BCP 47 tag: Chinese for one that begins with zh, else English.
func (p *Preview) Table(language string) string {
	t := table{wording: newWording(Explaining{Language: language})}
	number := strconv.Itoa
	title := func(r complaint.PolicyRef) string { return r.Name + " " + r.Version }

	t.row(t.pick("案件", "Cases"), t.pick("数量", "Number"))
	t.line("left", "right")
	t.row(t.pick("比较", "compared"), number(p.Cases))
	t.row(t.pick("所得更多", "get more"), number(p.More))
	t.row(t.pick("所得更少", "get less"), number(p.Less))
	t.row(t.pick("所得相同", "get the same"), number(p.Same))
	t.row(t.pick("所得不同但价值相同或不可比", "get something else of the same worth, or not comparable"), number(p.Other))
	t.row(t.pick("新增须批准", "need an approval now"), number(p.NewApproval))
	t.row(t.pick("不再须批准", "need no approval any more"), number(p.NoApproval))
	t.row(t.pick("数据矛盾，已略过", "skipped, because they contradict themselves"), number(p.Skipped))

	old, now := t.pick("原：", "Before: ")+title(p.Old), t.pick("新：", "After: ")+title(p.New)
	t.head(t.pick("金额", "Amounts"), old, now, t.pick("变化", "Change"))
	t.line("left", "right", "right", "right")
	for i := range p.Totals {
		t.total(&p.Totals[i])
	}

	t.head(t.pick("规则", "Rule"), t.pick("种类", "Kind"), old, now)
	t.line("left", "left", "right", "right")
	for _, r := range p.Rules {
		count := func(in bool, n int) string {
			if !in {
				return "–"
			}
			return number(n)
		}
		name := r.Name
		if r.Pack != "" {
			name = r.Pack + ": " + name
		}
		t.row(name, t.kind(r.Kind), count(r.InOld, r.Old), count(r.InNew, r.New))
	}

	t.head(t.pick("变化最大的案件", "Largest changes"), old, now, t.pick("变化", "Change"))
	t.line("left", "right", "right", "right")
	for _, c := range p.Changes {
		t.row(c.Complaint.String(), c.Old.Total.String(), c.New.Total.String(), signed(c.Change))
	}
	return t.text.String()
}

// table writes rows in Markdown.
type table struct {
	*wording

	text strings.Builder
}

func (t *table) row(cells ...string) {
	for _, c := range cells {
		t.text.WriteString("| " + strings.ReplaceAll(c, "|", "\\|") + " ")
	}
	t.text.WriteString("|\n")
}

// head begins another table.
func (t *table) head(cells ...string) {
	t.text.WriteByte('\n')
	t.row(cells...)
}

func (t *table) line(aligns ...string) {
	for _, a := range aligns {
		if a == "right" {
			t.text.WriteString("| ---: ")
		} else {
			t.text.WriteString("| :--- ")
		}
	}
	t.text.WriteString("|\n")
}

func (t *table) total(x *PreviewTotal) {
	t.row(x.Currency+" "+t.pick("获赔案件", "cases with something"), strconv.Itoa(x.Old.Given), strconv.Itoa(x.New.Given),
		strconv.Itoa(x.New.Given-x.Old.Given))
	for _, part := range []struct {
		name     string
		old, now complaint.Money
	}{
		{t.pick("客户所得", "to customers"), x.Old.Total, x.New.Total},
		{t.pick("其中法定", "of that by law"), x.Old.Law, x.New.Law},
		{t.pick("其中优待", "of that goodwill"), x.Old.Goodwill, x.New.Goodwill},
		{t.pick("本店成本", "cost to the shop"), x.Old.Cost, x.New.Cost},
	} {
		change, err := part.now.Sub(part.old)
		if err != nil { // both are in one currency
			continue
		}
		t.row(x.Currency+" "+part.name, part.old.String(), part.now.String(), signed(change))
	}
}

func (t *table) kind(k PreviewKind) string {
	switch k {
	case PreviewLaw:
		return t.pick("法律", "law")
	case PreviewStandard:
		return t.pick("标准", "standard")
	case PreviewCap:
		return t.pick("额度", "cap")
	case PreviewAbuse:
		return t.pick("防滥用", "abuse")
	case PreviewRecourse:
		return t.pick("追偿", "recourse")
	default:
		return string(k)
	}
}

// signed shows a change: what is more with a plus.
func signed(m complaint.Money) string {
	if m.Sign() <= 0 {
		return m.String()
	}
	code, number, _ := strings.Cut(m.String(), " ")
	return code + " +" + number
}
