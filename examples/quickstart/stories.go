package main

import (
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// story is a way through the lifecycle.
type story struct {
	name  string
	steps func(c complaint.Complaint) []step
}

// firstOffer is the name of an offer that several steps use.
const firstOffer = "offer-1"

const (
	hour = time.Hour
	day  = 24 * hour
	// workday is what a day has of working time.
	workday = 8 * hour
)

// storyFor picks the story of a complaint.
func storyFor(c complaint.Complaint) story {
	switch {
	case c.Status == complaint.StatusScreenedOut:
		return story{"screened", func(complaint.Complaint) []step { return nil }}
	case c.Assessment.Feedback == complaint.FeedbackInquiry:
		return story{"answer", answer}
	case c.Assessment.Feedback == complaint.FeedbackComplaint && complaint.InSubtree(c.Assessment.Category, "fraud.scam"):
		return story{"reject", reject} // others did it in the shop's name
	case c.Assessment.Feedback == complaint.FeedbackComplaint && complaint.InSubtree(c.Assessment.Category, "fraud"):
		return story{"deceit", toBlame} // what the law gives waits for an approval
	case c.Assessment.Feedback == complaint.FeedbackComplaint:
		all := []story{
			{"settle", settle},
			{"photo", photo},
			{"look-into", lookInto},
			{"offer", offer},
			{"settle", settle},
			{"photo", photo},
			{"ask-back", askBack},
			{"settle", settle},
			{"reject", reject},
			{"photo", photo},
			{"withdraw", withdraw},
			{"file-away", fileAway},
		}
		return all[int(c.ID[14])%len(all)]
	default:
		return story{"thank", thank}
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

// grave says that somebody could get hurt, or that a great deal is at stake.
func grave(c complaint.Complaint) bool { return c.Assessment.Severity == complaint.SeverityVerySerious }

// begin takes up a complaint that the desk has assessed and given to somebody or to a department.
func begin(c complaint.Complaint) []step {
	steps := []step{{hour, clerk(c), complaint.Acknowledge{Message: message(c,
		"您的反馈我们已收到,会尽快处理。", "We have received your message and are looking into it.")}}}
	if to := handler(c); c.Assignment.Person != to.ID {
		steps = append(steps, step{hour + hour/2, clerk(c), complaint.Assign{To: partyOf(to), Tier: to.Role}})
	}
	return steps
}

func lookInto(c complaint.Complaint) []step {
	return append(begin(c), step{2 * hour, handler(c), complaint.StartInvestigation{Lead: partyOf(handler(c))}})
}

func askBack(c complaint.Complaint) []step {
	return append(begin(c),
		step{2 * hour, handler(c), complaint.Communicate{Purpose: complaint.PurposeQuestion, Message: message(c,
			"请发一张照片或截图给我们,方便核实。", "Could you send us a photo or a screenshot, so that we can check?")}},
		step{2 * hour, handler(c), complaint.Wait{For: complaint.WaitCustomer, Until: c.Received.Add(60 * day), Reason: say(c,
			"等客户补充材料", "waiting for the customer's photo")}})
}

// photo asks back, gets the answer, and settles the case.
func photo(c complaint.Complaint) []step {
	return settled(append(askBack(c),
		step{8 * hour, customer(c), complaint.Receive{Message: message(c, "照片发给您了。", "Here is the photo.")}},
		step{8*hour + hour/2, handler(c), complaint.Resume{}},
		step{10 * hour, handler(c), propose(c)}), c, 10*hour)
}

// find investigates and finds out.
func find(c complaint.Complaint, result complaint.Result, cause, zh, en string) []step {
	return append(lookInto(c),
		step{6 * hour, handler(c), complaint.RecordFinding{Finding: complaint.Finding{
			Result: result, Cause: cause, Facts: say(c, zh, en),
		}}},
		step{6 * hour, handler(c), complaint.CloseInvestigation{}})
}

// propose offers what the customer may choose from: the money back, or a good-will remedy.
func propose(c complaint.Complaint) complaint.Propose {
	var options []complaint.Option
	if amount := c.Intake.Amount; amount.Sign() > 0 {
		options = append(options, complaint.Option{Grants: []complaint.Grant{{Remedy: complaint.RemedyRefund, Amount: amount}}})
	}
	options = append(options, complaint.Option{Grants: []complaint.Grant{
		{Remedy: complaint.RemedyApology}, {Remedy: complaint.RemedyExplanation},
	}})
	return complaint.Propose{Offers: []complaint.Offer{{ID: firstOffer, Options: options, Expires: c.Received.Add(90 * day)}}}
}

func toBlame(c complaint.Complaint) []step {
	return append(find(c, complaint.Substantiated, cause(c), "情况属实,责任在我们。", "It is as the customer says, and it is our fault."),
		step{8 * hour, handler(c), propose(c)})
}

// offer waits for a customer who has not chosen yet.
func offer(c complaint.Complaint) []step {
	return append(toBlame(c), step{8 * hour, handler(c), complaint.Wait{For: complaint.WaitCustomer, Reason: say(c,
		"等客户选择方案", "the customer has to choose")}})
}

// cause is the likely cause by category.
func cause(c complaint.Complaint) string {
	switch category := c.Assessment.Category; {
	case complaint.InSubtree(category, "quality"):
		return "product_defect"
	case complaint.InSubtree(category, "logistics"):
		return "supply_chain"
	default:
		return "service_defect"
	}
}

// settle goes all the way.
func settle(c complaint.Complaint) []step { return settled(toBlame(c), c, 8*hour) }

// settled goes on from an offer to the end: accepted, planned, paid, told, followed up, closed.
func settled(steps []step, c complaint.Complaint, offered time.Duration) []step {
	steps = append(steps,
		step{offered + hour, supervisor(c), complaint.Approve{Offer: firstOffer}}, // or who may, where somebody has to
		step{offered + 2*hour, customer(c), complaint.Accept{Offer: firstOffer}},
		step{offered + 2*hour, handler(c), complaint.Plan{Steps: []complaint.PlanStep{{
			ID: "letter", Remedy: complaint.RemedyApology, Offer: firstOffer, Owner: partyOf(handler(c)),
			What: say(c, "由主管致电道歉并说明原因", "call the customer, apologise and explain"),
		}}}},
		step{offered + 4*hour, handler(c), complaint.CarryOut{Step: "letter"}},
		step{offered + 4*hour, senior(c), complaint.PayOut{Payout: complaint.Payout{Offer: firstOffer}}})
	recommend, solved := 8, true
	return append(steps,
		step{offered + 5*hour, handler(c), complaint.Communicate{Purpose: complaint.PurposeResult, Message: message(c,
			"已按您选择的方案处理完毕,给您添麻烦了。", "We have done what you chose. Sorry for the trouble.")}},
		step{offered + 3*workday, clerk(c), complaint.FollowUp{Message: message(c, "问题都解决了吗?", "Is everything all right now?")}},
		step{offered + 3*workday + hour, customer(c), complaint.AnswerSurvey{Survey: complaint.Survey{
			Satisfaction: 4, Recommend: &recommend, Solved: &solved,
		}}},
		step{offered + 4*workday, clerk(c), complaint.Close{Outcome: complaint.OutcomeResolved}})
}

// reject finds nothing wrong; the customer appeals, and somebody else decides.
func reject(c complaint.Complaint) []step {
	return append(find(c, complaint.NotSubstantiated, "customer", "与订单记录不符。", "The order's records say otherwise."),
		step{workday, handler(c), complaint.Communicate{Purpose: complaint.PurposeResult, Message: message(c,
			"经核实,我们没有发现问题,理由如下。", "We looked into it and found nothing wrong, for these reasons.")}},
		step{2 * workday, clerk(c), complaint.Close{Outcome: complaint.OutcomeUnresolved}},
		step{3 * workday, customer(c), complaint.FileAppeal{Ground: say(c,
			"我有新的证据,请换人复核。", "I have more to show; let somebody else look at it.")}},
		step{9 * workday, judge(c), complaint.DecideAppeal{Outcome: complaint.AppealUpheld, Reason: say(c,
			"复核后维持原结论。", "Looked at again, the result stays.")}})
}

func withdraw(c complaint.Complaint) []step {
	return append(begin(c), step{workday, customer(c), complaint.Withdraw{Reason: say(c, "已经自己解决了", "it sorted itself out")}})
}

func fileAway(c complaint.Complaint) []step {
	return append(settle(c), step{15 * workday, supervisor(c), complaint.Archive{}})
}

func answer(c complaint.Complaint) []step {
	return []step{
		{hour / 2, clerk(c), complaint.Acknowledge{Message: message(c, "您好,马上为您查询。", "Hello, let me check that for you.")}},
		{2 * hour, clerk(c), complaint.Communicate{Purpose: complaint.PurposeResult, Message: message(c,
			"答复已发送,请查收。", "Here is the answer to your question.")}},
		{workday, clerk(c), complaint.Close{Outcome: complaint.OutcomeResolved}},
	}
}

// thank answers praise and ideas that the desk did not screen out.
func thank(c complaint.Complaint) []step {
	return []step{
		{2 * hour, clerk(c), complaint.Communicate{Purpose: complaint.PurposeResult, Message: message(c,
			"感谢您的建议,已转给产品部门。", "Thank you: your idea is with the people who can use it.")}},
		{workday, clerk(c), complaint.Close{Outcome: complaint.OutcomeResolved}},
	}
}
