package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// words are the texts of the report in one language. Labels of codes and statuses come from the library.
type words struct {
	summary, byStatus, byGroup, byCategory, moreCategories, none string
	oldest, days, hours, minutes                                 string
	caseTitle, chain, position, next, due                        string

	sweptAll, sweptNothing, sweepCut, comma, semicolon string
	swept                                              map[complaint.Kind]string

	inbox, why, incident, again, of, unsure, ask, screened, suspicion, suggestion string
	solved                                                                        []string
	links                                                                         map[complaint.LinkType]string

	gives, quote, preview, cost, moved, move, silent string
	previewColumns                                   []string

	limits, limitsOfFirst                    string
	limitColumns                             []string
	risks, left, over, standsStill, answered string
	explained, moreStretches                 string
	accounts, longest, nobody                string
	hourMinute, wholeHours, onlyMinutes      string
	verdict                                  map[complaint.Verdict]string
	metrics                                  map[string]string
}

func wordsOf(lang string) words {
	if lang == "zh" {
		return chineseWords()
	}
	return englishWords()
}

func chineseWords() words {
	return words{
		summary:  "%s:共 %d 件,未结 %d 件(时间为 %s,现在 %s)",
		byStatus: "按状态", byGroup: "按大类", byCategory: "按类别", moreCategories: "另有 %d 个类别", none: "未分类",
		oldest: "未结最久的案件", days: "%d 天", hours: "%d 小时", minutes: "%d 分钟",
		caseTitle: "一件案件的完整经过:%s(%s)",
		chain:     "链条:%d 个事件首尾相接,重放得到现在的状态;最后的散列值 %s",
		position:  "进度", next: "下一步可以做", due: "期限 %s",

		sweptAll: "到期事项 %d 项:", sweptNothing: "到期事项 0 项", comma: ",", semicolon: ";",
		sweepCut: "到期事项太多,还有 %d 件案件有到期事项,下次运行接着处理",
		swept: map[complaint.Kind]string{
			complaint.KindWarn: "预警 %d", complaint.KindBreach: "超时 %d", complaint.KindEscalate: "升级 %d",
			complaint.KindRemind: "催办 %d", complaint.KindLapse: "方案过期 %d", complaint.KindClose: "客户未回复而结案 %d",
		},

		inbox: "待办(未结 %d 件,最先要办的在前:优先级、得分、类别、等级、标记、在谁手上)", why: "为什么:%s %s",
		incident: "批量事件(共 %d 起):规则“%s”,%s,%d 件", again: "说的是先前的事(共 %d 件,最近的)", of: "→ %s",
		unsure: "把握不大,请人工判断(未结 %d 件,最近的)", ask: "请人工判断", screened: "无需处理(共 %d 件,最近的)",
		suspicion: "疑似恶意:%s", suggestion: "%s 可以参考已办结的 %s",
		solved: []string{"相似程度", "效果", "给了客户", "原因", "答复"},
		links: map[complaint.LinkType]string{
			complaint.LinkDuplicate: "重复提交", complaint.LinkRepeat: "再次反映", complaint.LinkIncident: "批量事件",
		},

		gives: "赔偿政策(%s)给什么,为什么:", quote: "%s %s %s",
		preview: "上线之前:草案把券提高一半,%d 件往案会怎样", previewColumns: []string{"现行", "草案", "变化"}, cost: "本店成本",
		moved: "多得 %d 件,少得 %d 件,不变 %d 件,新增须批准 %d 件", move: "%s 由 %s 变为 %s",
		silent: "草案中从未用到的规则(共 %d 条,本店的在前)",

		limits:        "时限遵守情况(%d 件案件;未结束的计时另列)",
		limitsOfFirst: "时限遵守情况(最早收到的 %d 件案件;未结束的计时另列)",
		limitColumns:  []string{"案件", "按时", "超时", "按时率", "计时中", "已超时", "暂停"},
		risks:         "已超时 %d%s 件,一个工作日内到期 %d%s 件(按工作时间,时区 %s)",
		left:          "%s 剩 %s", over: "%s 超 %s", standsStill: "暂停", answered: "客户已回复,等待恢复",
		explained:     "一个时限的判定过程:%s,%s:%s",
		moreStretches: "……另有 %d 段",
		accounts:      "时限超过时案件在谁手上(共 %d 方,次数最多的在前)", longest: "最长 %s:%s,%s", nobody: "(无人)",
		hourMinute: "%d 小时 %d 分", wholeHours: "%d 小时", onlyMinutes: "%d 分",
		verdict: map[complaint.Verdict]string{complaint.VerdictMet: "按时", complaint.VerdictBreached: "超时"},
		metrics: map[string]string{
			"acknowledgement": "受理确认", "first_response": "首次响应", "next_response": "后续响应", "periodic_update": "定期告知",
			"assignment": "分派", "investigation": "调查", "first_resolution": "解决", "total_resolution": "结案",
			"requester_wait": "客户等待", "handling": "处理", "carry_out": "执行", "payout": "付款", "follow_up": "回访",
			"appeal_decision": "申诉决定", "registration": "登记",
		},
	}
}

func englishWords() words {
	return words{
		summary:  "%s: %d complaints, %d open (times in %s, where it is %s)",
		byStatus: "By status", byGroup: "By group", byCategory: "By category", moreCategories: "and %d more categories",
		none:   "not classified",
		oldest: "Oldest open cases", days: "%d d", hours: "%d h", minutes: "%d min",
		caseTitle: "One case from beginning to end: %s (%s)",
		chain:     "The chain holds: %d events, each sealed by the next, and replaying them gives the stored state; the last hash is %s",
		position:  "Position", next: "What may happen next", due: "by %s",

		sweptAll: "swept %d: ", sweptNothing: "swept 0: nothing was due", comma: ", ", semicolon: "; ",
		sweepCut: "so much is due that this run did not get through it: %d cases are left, and the next run goes on",
		swept: map[complaint.Kind]string{
			complaint.KindWarn: "warnings %d", complaint.KindBreach: "limits passed %d", complaint.KindEscalate: "escalations %d",
			complaint.KindRemind: "reminders %d", complaint.KindLapse: "offers ended %d",
			complaint.KindClose: "closed without an answer %d",
		},

		inbox: "Inbox (%d open; what comes first: priority, points, category, grades, flags, who has it)",
		why:   "Why: %s %s", incident: "Incident (%d in all): rule “%s”, %s, %d complaints",
		again: "Said before (%d in all, the newest)", of: "of %s", unsure: "Not sure, a person should look (%d open, the newest)",
		ask: "ask", screened: "Needs no handling (%d in all, the newest)", suspicion: "suspicion: %s",
		suggestion: "A proposal for %s: how %s was solved",
		solved:     []string{"likeness", "worked", "given", "cause", "reply"},
		links: map[complaint.LinkType]string{
			complaint.LinkDuplicate: "duplicate", complaint.LinkRepeat: "repeat", complaint.LinkIncident: "incident",
		},

		gives: "What the policy gives (version %s), and why", quote: "%s %s: %s",
		preview:        "Before it goes live: a draft with coupons raised by half, on %d past complaints",
		previewColumns: []string{"today", "draft", "change"}, cost: "cost to the shop",
		moved: "%d get more, %d less, %d the same; %d more need an approval", move: "%s from %s to %s",
		silent: "Rules of the draft that never applied (%d in all, the shop's own first)",

		limits:        "Limits kept and passed (%d cases; clocks that still run stand apart)",
		limitsOfFirst: "Limits kept and passed (the first %d cases; clocks that still run stand apart)",
		limitColumns:  []string{"cases", "kept", "passed", "kept of all", "running", "late", "paused"},
		risks:         "Late now: %d%s cases, due within one working day: %d%s (what is left is working time; %s)",
		left:          "%s, %s left", over: "%s, %s over", standsStill: "stands still", answered: "the customer has answered: resume",
		explained:     "One verdict explained: %s, %s: %s",
		moreStretches: "… and %d more stretches",
		accounts:      "Who had the case when a limit passed (%d in all, the most often first)",
		longest:       "longest %s: %s, %s", nobody: "(nobody)",
		hourMinute: "%dh %02dm", wholeHours: "%dh", onlyMinutes: "%dm",
		verdict: map[complaint.Verdict]string{complaint.VerdictMet: "met", complaint.VerdictBreached: "breached"},
		metrics: map[string]string{"first_resolution": "resolution", "total_resolution": "closing"},
	}
}

// metric names a metric. A milestone of a policy has its own name only.
func (w *words) metric(name string) string {
	if label, ok := w.metrics[name]; ok {
		return label
	}
	return strings.ReplaceAll(name, "_", " ")
}

// span writes an amount of time, in whole minutes.
func (w *words) span(d time.Duration) string {
	h, m := d/time.Hour, d%time.Hour/time.Minute
	switch {
	case h == 0:
		return fmt.Sprintf(w.onlyMinutes, m)
	case m == 0:
		return fmt.Sprintf(w.wholeHours, h)
	default:
		return fmt.Sprintf(w.hourMinute, h, m)
	}
}
