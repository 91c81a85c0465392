package main

import (
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// story is a way through the lifecycle. Its steps follow from the intake alone, so that they are the same in every run.
type story struct {
	name  string
	steps func(c complaint.Complaint) []step
}

// Names that several steps use.
const (
	chen       = "h-chen" // works on most cases
	firstOffer = "offer-1"
)

const (
	hour = time.Hour
	day  = 24 * hour
)

// storyFor picks the story of a complaint.
func storyFor(c complaint.Complaint) story {
	switch c.Intake.Feedback {
	case complaint.FeedbackInquiry:
		return story{"answer", answer}
	case complaint.FeedbackComplaint, "":
		all := []story{
			{"settle", settle},
			{"look-into", lookInto},
			{"offer", offer},
			{"ask-back", askBack},
			{"settle", settle},
			{"reject", reject},
			{"assign", assign},
			{"withdraw", withdraw},
			{"file-away", fileAway},
		}
		return all[int(c.ID[14])%len(all)]
	default:
		return story{"screen-out", screenOut}
	}
}

func chinese(language string) bool { return strings.HasPrefix(strings.ToLower(language), "zh") }

// say picks the language of the customer.
func say(c complaint.Complaint, zh, en string) complaint.Private {
	if chinese(c.Intake.Language) {
		return complaint.Hide(zh)
	}
	return complaint.Hide(en)
}

func message(c complaint.Complaint, zh, en string) complaint.Message {
	return complaint.Message{Channel: c.Intake.Channel, Language: c.Intake.Language, Text: say(c, zh, en)}
}

// begin takes a complaint in: assessed, acknowledged, given to somebody.
func begin(c complaint.Complaint) []step {
	assessment := complaint.Assessment{
		Severity: complaint.SeverityGeneral, Complexity: complaint.ComplexitySimple, Urgency: complaint.UrgencyNormal,
		Priority: complaint.P3,
	}
	for _, tag := range c.Assessment.Tags {
		if tag == "safety" || tag == "food" {
			assessment = complaint.Assessment{
				Severity: complaint.SeverityVerySerious, Complexity: complaint.ComplexityMajor, Urgency: complaint.UrgencyUrgent,
				Priority: complaint.P1,
			}
		}
	}
	return []step{
		{hour, junior(c), complaint.Assess{Assessment: assessment}},
		{2 * hour, junior(c), complaint.Acknowledge{Message: message(c,
			"您的反馈我们已收到,会尽快处理。", "We have received your message and are looking into it.")}},
		{3 * hour, junior(c), complaint.Assign{To: complaint.Party{Department: department(c), Person: chen}, Tier: complaint.RoleMid}},
	}
}

func assign(c complaint.Complaint) []step { return begin(c) }

func lookInto(c complaint.Complaint) []step {
	return append(begin(c),
		step{day, mid(c), complaint.StartInvestigation{Lead: complaint.Party{Department: department(c), Person: chen}}})
}

func askBack(c complaint.Complaint) []step {
	return append(begin(c),
		step{day, mid(c), complaint.Communicate{Purpose: complaint.PurposeQuestion, Message: message(c,
			"请发一张照片或截图给我们,方便核实。", "Could you send us a photo or a screenshot, so that we can check?")}},
		step{day, mid(c), complaint.Wait{For: complaint.WaitCustomer, Until: c.Received.Add(60 * day), Reason: say(c,
			"等客户补充材料", "waiting for the customer's photo")}})
}

// find investigates and finds out.
func find(c complaint.Complaint, result complaint.Result, cause, zh, en string) []step {
	return append(lookInto(c),
		step{2 * day, mid(c), complaint.RecordFinding{Finding: complaint.Finding{Result: result, Cause: cause, Facts: say(c, zh, en)}}},
		step{2 * day, mid(c), complaint.CloseInvestigation{}})
}

// offer proposes what the customer may choose from: the money back, or a good-will remedy.
func offer(c complaint.Complaint) []step {
	var options []complaint.Option
	if amount := c.Intake.Amount; amount.Sign() > 0 {
		options = append(options, complaint.Option{Grants: []complaint.Grant{{Remedy: complaint.RemedyRefund, Amount: amount}}})
	}
	options = append(options, complaint.Option{Grants: []complaint.Grant{
		{Remedy: complaint.RemedyApology}, {Remedy: complaint.RemedyExplanation},
	}})
	return append(find(c, complaint.Substantiated, cause(c), "情况属实,责任在我们。", "It is as the customer says, and it is our fault."),
		step{3 * day, mid(c), complaint.Propose{Offers: []complaint.Offer{
			{ID: firstOffer, Options: options, Expires: c.Received.Add(90 * day)},
		}}})
}

// cause is the likely cause by category.
func cause(c complaint.Complaint) string {
	switch department(c) {
	case "quality":
		return "product_defect"
	case "logistics":
		return "supply_chain"
	default:
		return "service_defect"
	}
}

// settle goes all the way: accepted, planned, paid, told, followed up, closed.
func settle(c complaint.Complaint) []step {
	owner := complaint.Party{Department: department(c), Person: chen}
	steps := append(offer(c),
		step{4 * day, customer(c), complaint.Accept{Offer: firstOffer}},
		step{4 * day, mid(c), complaint.Plan{Steps: []complaint.PlanStep{{
			ID: "letter", Remedy: complaint.RemedyApology, Offer: firstOffer, Owner: owner,
			What: say(c, "由主管致电道歉并说明原因", "call the customer, apologise and explain"),
		}}}},
		step{5 * day, mid(c), complaint.CarryOut{Step: "letter"}})
	if amount := c.Intake.Amount; amount.Sign() > 0 {
		steps = append(steps, step{5 * day, senior(c), complaint.PayOut{Payout: complaint.Payout{
			ID: "payout-1", Offer: firstOffer, Amount: amount, Method: "original_payment",
		}}})
	}
	recommend, solved := 8, true
	return append(steps,
		step{5 * day, mid(c), complaint.Communicate{Purpose: complaint.PurposeResult, Message: message(c,
			"已按您选择的方案处理完毕,给您添麻烦了。", "We have done what you chose. Sorry for the trouble.")}},
		step{8 * day, junior(c), complaint.FollowUp{Message: message(c, "问题都解决了吗?", "Is everything all right now?")}},
		step{8 * day, customer(c), complaint.AnswerSurvey{Survey: complaint.Survey{
			Satisfaction: 4, Recommend: &recommend, Solved: &solved,
		}}},
		step{9 * day, junior(c), complaint.Close{Outcome: complaint.OutcomeResolved}})
}

// reject finds nothing wrong; the customer appeals.
func reject(c complaint.Complaint) []step {
	return append(find(c, complaint.NotSubstantiated, "customer", "与订单记录不符。", "The order's records say otherwise."),
		step{3 * day, mid(c), complaint.Communicate{Purpose: complaint.PurposeResult, Message: message(c,
			"经核实,我们没有发现问题,理由如下。", "We looked into it and found nothing wrong, for these reasons.")}},
		step{4 * day, junior(c), complaint.Close{Outcome: complaint.OutcomeUnresolved}},
		step{5 * day, customer(c), complaint.FileAppeal{Ground: say(c,
			"我有新的证据,请换人复核。", "I have more to show; let somebody else look at it.")}})
}

func withdraw(c complaint.Complaint) []step {
	return append(begin(c), step{2 * day, customer(c), complaint.Withdraw{Reason: say(c, "已经自己解决了", "it sorted itself out")}})
}

func fileAway(c complaint.Complaint) []step {
	return append(settle(c), step{40 * day, complaint.Actor{ID: "h-wang", Role: complaint.RoleSupervisor}, complaint.Archive{}})
}

func answer(c complaint.Complaint) []step {
	return []step{
		{hour, junior(c), complaint.Acknowledge{Message: message(c, "您好,马上为您查询。", "Hello, let me check that for you.")}},
		{2 * hour, junior(c), complaint.Communicate{Purpose: complaint.PurposeResult, Message: message(c,
			"答复已发送,请查收。", "Here is the answer to your question.")}},
		{day, junior(c), complaint.Close{Outcome: complaint.OutcomeResolved}},
	}
}

func screenOut(c complaint.Complaint) []step {
	return []step{{2 * hour, senior(c), complaint.ScreenOut{
		Criterion: "no-action-asked", Reason: say(c, "感谢或建议,转产品部门参考", "thanks or an idea, passed on"),
	}}}
}
