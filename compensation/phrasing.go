package compensation

import (
	"sync"

	"github.com/recourse-go/recourse/complaint"
)

// phrasing is how a reason is put into words.
type phrasing struct {
	internal bool // for the shop only
	zh, en   string
}

// variant says which phrasing a reason has: some say something else where a part is missing.
func variant(r *complaint.Reason) ReasonCode {
	switch code := ReasonCode(r.Code); {
	case code == ReasonAbuse && r.Params["detail"] == "":
		return abuseAsks
	case code == ReasonOnce && r.Params["to"] == "":
		return onceAll
	case code == abuseAsks, code == onceAll: // no codes of reasons
		return ""
	default:
		return code
	}
}

const (
	abuseAsks ReasonCode = "abuse/ask"
	onceAll   ReasonCode = "once/all"
)

var phrasings = sync.OnceValue(func() map[ReasonCode]phrasing {
	const shop = true
	return map[ReasonCode]phrasing{
		ReasonStandard:    {false, "适用本店的标准{by}", "A standard of the shop applies{by}"},
		ReasonLaw:         {false, "依法应当给予{by}{source}", "The law gives a right to it{by}{source}"},
		ReasonSpecial:     {false, "适用专项方案{by}{named}", "A special policy applies{by}{named}"},
		ReasonTierSkipped: {false, "略过顺序在先的补救方式{by}{named}", "What would come first is passed over{by}{named}"},
		ReasonNeeds: {
			false, "其前提尚未查明或不成立，暂不给予{by}", "What it depends on is not established, so it is not given as yet{by}",
		},
		ReasonNotInEffect: {shop, "在相关日期该规则不生效{by}", "The rule is not in effect on the date that counts{by}"},
		ReasonElsewhere:   {shop, "该规则属于其他地区的法律{by}", "The rule belongs to the law of another place{by}"},
		ReasonStacked: {
			shop, "同组的“{detail}”给予更多或顺序在先{by}", "“{detail}” of the same group gives more or comes first{by}",
		},
		ReasonCurrency: {
			shop, "其金额以{code}计，不是本案的币种{by}", "Its amounts are in {code}, which is not the currency of the case{by}",
		},
		ReasonNoBase: {shop, "不知道{what}，无法计算{by}", "It cannot be calculated, because {what} is not known{by}"},
		ReasonZero:   {shop, "计算结果为零{by}", "It comes to nothing{by}"},
		ReasonAbuse:  {shop, "防滥用规则“{detail}”不给予优待{by}", "The rule against abuse “{detail}” withholds goodwill{by}"},
		abuseAsks:    {shop, "防滥用规则“{rule}”要求批准", "The rule against abuse “{rule}” asks for an approval"},
		ReasonLeast:  {false, "提高到规则的下限{change}{by}", "Raised to the least that the rule gives{change}{by}"},
		ReasonMost:   {false, "以规则的上限为限{change}{by}", "Limited to the most that the rule gives{change}{by}"},
		ReasonReduced: {
			false, "按规则减少{change}{by}", "Reduced as the rule says{change}{by}",
		},
		ReasonCap: {shop, "额度“{rule}”已满，优待部分予以削减{change}", "The cap “{rule}” cuts the goodwill{change}"},
		ReasonCapAsk: {
			shop, "额度“{rule}”不足，须经批准：需要 {from}，仅余 {to}",
			"The cap “{rule}” is used up, so an approval is needed: {from} is wanted, {to} is left",
		},
		ReasonCapCurrency: {
			shop, "额度“{rule}”没有以{code}计的金额，须经批准",
			"The cap “{rule}” has no amount in {code}, so an approval is needed",
		},
		ReasonRefundable: {false, "以尚可退款的金额为限{change}{by}", "Limited to what is left to refund{change}{by}"},
		ReasonOnce: {
			false, "同一购买已给予其中一部分{change}{by}", "Part of it was granted already for the same purchases{change}{by}",
		},
		onceAll:         {false, "同一购买已全部给予{by}", "All of it was granted already for the same purchases{by}"},
		ReasonFloor:     {false, "提高到法定最低金额{change}", "Raised to what the law gives at least{change}"},
		ReasonAuthority: {shop, "{to} 超出{role}可自行决定的金额", "{to} is above what {role} may grant without an approval"},
		ReasonFourEyes:  {shop, "{to} 须由第二人批准", "A second person must approve {to}"},
		ReasonConflict:  {shop, "决定人与本案有利害关系：{what}", "Who decides has an interest in the case: {what}"},
		ReasonSought:    {false, "符合客户提出的要求", "It is what was asked for"},
		ReasonNoOption: {
			false, "各项方案均不适用于本案{by}", "None of the options is open in this case{by}",
		},
		ReasonNothing: {false, "没有适用的标准，不予补偿", "No standard applies, so nothing is given"},
	}
})

// what says in words what a base, a count or a conflict is. What it does not know is named as it is.
func (w *wording) what(code string) string {
	words, ok := map[string][2]string{
		string(OfLine):      {"所涉商品的实付金额", "what was paid for the goods"},
		string(OfOrder):     {"订单的实付金额", "what was paid for the order"},
		string(OfFreight):   {"运费", "what was paid for the delivery"},
		string(OfFee):       {"服务费", "what was paid for services"},
		string(OfLoss):      {"经证实的损失", "the loss that is proven"},
		string(OfAmount):    {"争议金额", "the amount in dispute"},
		string(OfPurchases): {"购买金额", "what the purchases cost"},
		"by":                {"查表所需的数值", "the number that the table is read by"},
		"per":               {"计算所需的数量", "the number of units"},
		"use":               {"使用时间", "how long it was used"},
		"points.face":       {"积分的价值", "what a point is worth"},
		"own_complaint":     {"这是其本人的投诉", "it is their own complaint"},
		"accused":           {"被投诉的就是其本人", "the complaint is about them"},
		"customer":          {"与客户有关系", "they are close to the customer"},
		"carrier":           {"与承运商有关系", "they are close to the carrier"},
		"supplier":          {"与供应商有关系", "they are close to the supplier"},
	}[code]
	switch {
	case ok:
		return w.pick(words[0], words[1])
	case code == "":
		return w.pick("有关情况", "something")
	default:
		return code
	}
}

// role names who may approve or grant.
func (w *wording) role(r complaint.Role) string {
	words, ok := map[complaint.Role][2]string{
		complaint.RoleCustomer:   {"客户", "the customer"},
		complaint.RoleJunior:     {"初级处理人", "a junior handler"},
		complaint.RoleMid:        {"中级处理人", "a handler of the middle tier"},
		complaint.RoleSenior:     {"高级处理人", "a senior handler"},
		complaint.RoleSupervisor: {"主管", "a supervisor"},
		complaint.RoleManager:    {"经理", "a manager"},
		complaint.RoleInspector:  {"质检员", "an inspector"},
		complaint.RoleAuditor:    {"审计员", "an auditor"},
		complaint.RoleSystem:     {"系统", "the system"},
	}[r]
	switch {
	case ok:
		return w.pick(words[0], words[1])
	case r == "":
		return w.pick("该角色", "the role")
	default:
		return string(r)
	}
}
