package sla

import (
	"strings"

	"github.com/recourse-go/recourse/complaint"
)

// explaining are the words of an explanation in one language.
type explaining struct {
	head, rule, all, more, total                              string
	met, metPaused, breached, due, late, still, cancelled     string
	uncovered                                                 string
	counted, closed, customer, thirdParty, between, condition string
	sumLeft, sumRight                                         string
}

func explainWords(language string) explaining {
	if strings.HasPrefix(strings.ToLower(language), "zh") {
		return explaining{
			head: "%s：时限 %s，日历 %s（版本 %s，%s），策略 %s 版本 %s，%s\n", rule: "规则“%s”", all: "适用于所有投诉", more: "……另有 %d 段\n",
			total: "计入 %s，暂停扣除 %s，历时 %s\n",
			met:   "按时完成：期限 %s，剩余 %s\n", metPaused: "按时完成：计时暂停中\n", breached: "超时：期限 %s\n",
			due: "期限 %s，剩余 %s\n", late: "已超时：期限 %s，超出 %s\n", still: "计时暂停，暂无期限\n",
			cancelled: "已取消：%s\n",
			uncovered: "注意：日历没有 %d 年的节假日数据\n",
			counted:   "计入", closed: "非工作时间", customer: "暂停：等待客户", thirdParty: "暂停：等待第三方",
			between: "暂停：已结案", condition: "暂停：策略条件", sumLeft: "（累计 ", sumRight: "）",
		}
	}
	return explaining{
		head: "%s: limit %s, calendar %s (version %s, %s), policy %s version %s, %s\n", rule: "rule %q",
		all: "for every complaint", more: "… and %d more stretches\n",
		total: "counted %s, taken out by pauses %s, elapsed %s\n",
		met:   "met: due %s, %s left\n", metPaused: "met: while the clock stood still\n", breached: "breached: due %s\n",
		due: "due %s, %s left\n", late: "late: due %s, %s over\n", still: "the clock stands still, nothing is due\n",
		cancelled: "cancelled at %s\n",
		uncovered: "mind: the calendar has no holiday data for %d\n",
		counted:   "counted", closed: "closed", customer: "paused: waiting for the customer",
		thirdParty: "paused: waiting for a third party", between: "paused: it was closed", condition: "paused: condition of the policy",
		sumLeft: " (", sumRight: " so far)",
	}
}

// why names the kind of a row.
func (w *explaining) why(r ExplainRow) string {
	switch {
	case r.Why == RowCounted:
		return w.counted
	case r.Why == RowClosed:
		return w.closed
	case r.For == complaint.WaitCustomer:
		return w.customer
	case r.For == complaint.WaitThirdParty:
		return w.thirdParty
	case r.For == complaint.PauseClosed:
		return w.between
	default:
		return w.condition
	}
}

// sum shows what counted so far, where that changed.
func (w *explaining) sum(r ExplainRow) string {
	if r.Why != RowCounted {
		return ""
	}
	return w.sumLeft + durationText(r.Sum) + w.sumRight
}
