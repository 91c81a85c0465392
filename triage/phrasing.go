package triage

import (
	"maps"
	"slices"
	"sync"

	"github.com/recourse-go/recourse/complaint"
)

// phrasing is how a reason is put into words. What stands after a bar is for the shop only.
type phrasing struct {
	tree     complaint.Tree // of {what}
	internal bool           // for the shop only
	zh, en   string
}

// anyGrade stands for severities, complexities and urgencies, anyForm for kinds of feedback and categories.
const (
	anyGrade complaint.Tree = "grades"
	anyForm  complaint.Tree = "form"
)

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

var phrasings = sync.OnceValue(func() map[ReasonCode]phrasing {
	const cat, shop = complaint.Categories, true
	return map[ReasonCode]phrasing{
		ReasonForm:      {anyForm, false, "按提交时的选择：{what}", "as chosen when it was handed in: {what}"},
		ReasonFormDoubt: {cat, shop, "文字更像“{what}”（{percent}），请核对", "the text rather speaks for {what} ({percent}): please check"},
		ReasonCategory:  {cat, false, "内容属于“{what}”|（把握 {percent}）{words}", "it is about {what}| ({percent} sure){words}"},
		ReasonCorrected: {
			cat, shop, "规则“{rule}”使“{what}”的可能性乘以 {value}{words}", "rule “{rule}” multiplies the odds of {what} by {value}{words}",
		},
		ReasonAsk:     {"", shop, "把握只有 {percent}，低于 {what}，请人工判断", "only {percent} sure, below {what}: a person should decide"},
		ReasonNothing: {"", false, "未能从文字中判断类别", "nothing in the text says what it is about"},
		ReasonCut:     {"", false, "文字过长，只读了开头部分", "the text is long: only its beginning was read"},
		ReasonFeedback: {
			complaint.Feedbacks, false, "性质是{what}|（把握 {percent}）", "it is of the kind {what}| ({percent} sure)",
		},
		ReasonEmotion: {"", shop, "情绪{sign}，强度 {what}{words}", "the customer is {sign}, intensity {what} of 3{words}"},
		ReasonSensitive: {
			complaint.Sensitives, false, "涉及{what}|，依据{by}{words}", "it touches on {what}|, by {by}{words}",
		},
		ReasonSuspicion: {"", shop, "疑似恶意（{what}），依据{by}，待核实{words}", "suspicion of malice ({what}), by {by}, to be verified{words}"},
		ReasonRepeated:  {"", false, "客户说此前反映过{times}{words}", "the customer says that it was reported before{times}{words}"},
		ReasonSought:    {complaint.Remedies, false, "客户要求：{what}{words}", "the customer asks for: {what}{words}"},
		ReasonAmount:    {"", false, "文中提到的金额：{what}", "sum named in the text: {what}"},
		ReasonDays:      {"", false, "已等待 {value} 天{words}", "waiting for {value} days{words}"},
		ReasonOrder:     {"", false, "文中有订单号{words}", "an order number stands in the text{words}"},
		ReasonPhrases:   {"", shop, "文中有词表“{what}”中的词{words}", "words of the list “{what}”{words}"},
		ReasonSeverity:  {anyGrade, shop, "从文字看：{what}（{percent}）", "by the text: {what} ({percent})"},
		ReasonFact:      {anyGrade, false, "按所述事实：{what}{words}", "by the facts named: {what}{words}"},
		ReasonGrade:     {anyGrade, false, "至少为“{what}”|（规则“{rule}”）", "at least {what}| (rule “{rule}”)"},
		ReasonTag:       {"", shop, "规则“{rule}”加标签 {what}", "rule “{rule}” sets the tag {what}"},
		ReasonScreened:  {"", false, "无需处理（{what}）|，规则“{rule}”", "no handling needed ({what})|, by rule “{rule}”"},
		ReasonPoints:    {"", shop, "规则“{rule}”：{value} 分", "rule “{rule}”: {value} points"},
		ReasonPriority:  {complaint.Priorities, false, "优先级 {what}|，共 {value} 分", "priority {what}|, {value} points in all"},
		ReasonDepartment: {
			"", false, "由部门 {what} 处理|（规则“{rule}”）", "department {what} has it| (rule “{rule}”)",
		},
		ReasonSpecial:   {"", false, "由专门团队 {what} 处理|（规则“{rule}”）", "the special team {what} has it| (rule “{rule}”)"},
		ReasonTaskForce: {"", false, "由事件专项组 {what} 处理", "the incident's task force {what} has it"},
		ReasonTier:      {"", shop, "需要 {what} 级别以上{named}", "needs tier {what} or above{named}"},
		ReasonSticky:    {"", shop, "上次由 {what} 处理，继续由其跟进", "{what} had the case before and goes on with it"},
		ReasonChosen: {
			"", shop, "分派给 {rule}（{what}，在办 {value} 件）", "given to {rule} ({what}, {value} open cases)",
		},
		ReasonExcluded: {"", shop, "回避 {value} 人：被投诉人或原处理人", "{value} left out: complained about, or decided it before"},
		ReasonNobody:   {"", shop, "部门 {what} 暂无合适人员有空", "nobody suitable is free in department {what}"},
		ReasonAbove:    {"", shop, "该级别无人有空，由 {what} 处理", "nobody of that tier is free, so {what}"},
		"same_text":    {"", false, "与先前一件的文字几乎相同", "nearly the same text as an earlier one"},
		"same_customer": {
			"", false, "同一位客户", "the same customer",
		},
		"same_problem":  {"", false, "同一问题：{category}", "the same problem: {category}"},
		"same_incident": {"", false, "许多客户遇到同样的问题|（规则“{rule}”）", "many customers have the same problem| (rule “{rule}”)"},
	}
})
