package main

// words are the texts of the report in one language. Labels of codes and statuses come from the library.
type words struct {
	summary, byStatus, byGroup, byCategory, moreCategories, none string
	oldest, days, hours, minutes                                 string
	caseTitle, chain, position, next, due                        string
}

func wordsOf(lang string) words {
	if lang == "zh" {
		return words{
			summary:  "%s:共 %d 件,未结 %d 件",
			byStatus: "按状态", byGroup: "按大类", byCategory: "按类别", moreCategories: "另有 %d 个类别", none: "未分类",
			oldest: "未结最久的案件", days: "%d 天", hours: "%d 小时", minutes: "%d 分钟",
			caseTitle: "一件案件的完整经过:%s(%s)",
			chain:     "链条:%d 个事件首尾相接,重放得到现在的状态;最后的散列值 %s",
			position:  "进度", next: "下一步可以做", due: "期限 %s",
		}
	}
	return words{
		summary:  "%s: %d complaints, %d open",
		byStatus: "By status", byGroup: "By group", byCategory: "By category", moreCategories: "and %d more categories",
		none:   "not classified",
		oldest: "Oldest open cases", days: "%d d", hours: "%d h", minutes: "%d min",
		caseTitle: "One case from beginning to end: %s (%s)",
		chain:     "The chain holds: %d events, each sealed by the next, and replaying them gives the stored state; the last hash is %s",
		position:  "Position", next: "What may happen next", due: "by %s",
	}
}
