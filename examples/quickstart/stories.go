package main

import (
	"slices"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// story is a way through the lifecycle. Its steps follow from the intake alone, so that they are the same in every run.
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
	switch c.Intake.Feedback {
	case complaint.FeedbackInquiry:
		return story{"answer", answer}
	case complaint.FeedbackComplaint, "":
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

// grave says that somebody could get hurt.
func grave(c complaint.Complaint) bool { return tagged(c, "safety", "food") }

func tagged(c complaint.Complaint, tags ...string) bool {
	return slices.ContainsFunc(c.Assessment.Tags, func(tag string) bool { return slices.Contains(tags, tag) })
}

// grades are what the case looks like to whoever takes it in.
func grades(c complaint.Complaint) complaint.Assessment {
	switch {
	case grave(c):
		return complaint.Assessment{
			Severity: complaint.SeverityVerySerious, Complexity: complaint.ComplexityMajor, Urgency: complaint.UrgencyUrgent,
			Priority: complaint.P1,
		}
	case tagged(c, "repeat", "legal", "privacy", "fraud", "regulator", "conduct"):
		return complaint.Assessment{
			Severity: complaint.SeveritySerious, Complexity: complaint.ComplexityComplex, Urgency: complaint.UrgencyImportant,
			Priority: complaint.P2,
		}
	default:
		return complaint.Assessment{
			Severity: complaint.SeverityGeneral, Complexity: complaint.ComplexitySimple, Urgency: complaint.UrgencyNormal,
			Priority: complaint.P3,
		}
	}
}

// handler is who works on a complaint.
func handler(c complaint.Complaint) complaint.Party {
	return complaint.Party{Department: department(c), Person: personOf(complaint.RoleMid, c)}
}

// begin takes a complaint in: assessed, acknowledged, given to somebody.
func begin(c complaint.Complaint) []step {
	return []step{
		{hour / 2, junior(c), complaint.Assess{Assessment: grades(c)}},
		{hour, junior(c), complaint.Acknowledge{Message: message(c,
			"您的反馈我们已收到,会尽快处理。", "We have received your message and are looking into it.")}},
		{hour + hour/2, junior(c), complaint.Assign{To: handler(c), Tier: complaint.RoleMid}},
	}
}

func lookInto(c complaint.Complaint) []step {
	return append(begin(c), step{2 * hour, mid(c), complaint.StartInvestigation{Lead: handler(c)}})
}

func askBack(c complaint.Complaint) []step {
	return append(begin(c),
		step{2 * hour, mid(c), complaint.Communicate{Purpose: complaint.PurposeQuestion, Message: message(c,
			"请发一张照片或截图给我们,方便核实。", "Could you send us a photo or a screenshot, so that we can check?")}},
		step{2 * hour, mid(c), complaint.Wait{For: complaint.WaitCustomer, Until: c.Received.Add(60 * day), Reason: say(c,
			"等客户补充材料", "waiting for the customer's photo")}})
}

// photo asks back, gets the answer, and settles the case.
func photo(c complaint.Complaint) []step {
	return settled(append(askBack(c),
		step{8 * hour, customer(c), complaint.Receive{Message: message(c, "照片发给您了。", "Here is the photo.")}},
		step{8*hour + hour/2, mid(c), complaint.Resume{}},
		step{10 * hour, mid(c), propose(c)}), c, 10*hour)
}

// find investigates and finds out.
func find(c complaint.Complaint, result complaint.Result, cause, zh, en string) []step {
	return append(lookInto(c),
		step{6 * hour, mid(c), complaint.RecordFinding{Finding: complaint.Finding{Result: result, Cause: cause, Facts: say(c, zh, en)}}},
		step{6 * hour, mid(c), complaint.CloseInvestigation{}})
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
		step{8 * hour, mid(c), propose(c)})
}

// offer waits for a customer who has not chosen yet.
func offer(c complaint.Complaint) []step {
	return append(toBlame(c), step{8 * hour, mid(c), complaint.Wait{For: complaint.WaitCustomer, Reason: say(c,
		"等客户选择方案", "the customer has to choose")}})
}

// cause is the likely cause by category.
func cause(c complaint.Complaint) string {
	switch department(c) {
	case quality:
		return "product_defect"
	case logistics:
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
		step{offered + 2*hour, customer(c), complaint.Accept{Offer: firstOffer}},
		step{offered + 2*hour, mid(c), complaint.Plan{Steps: []complaint.PlanStep{{
			ID: "letter", Remedy: complaint.RemedyApology, Offer: firstOffer, Owner: handler(c),
			What: say(c, "由主管致电道歉并说明原因", "call the customer, apologise and explain"),
		}}}},
		step{offered + 4*hour, mid(c), complaint.CarryOut{Step: "letter"}})
	if amount := c.Intake.Amount; amount.Sign() > 0 {
		steps = append(steps, step{offered + 4*hour, senior(c), complaint.PayOut{Payout: complaint.Payout{
			ID: "payout-1", Offer: firstOffer, Amount: amount, Method: "original_payment",
		}}})
	}
	recommend, solved := 8, true
	return append(steps,
		step{offered + 5*hour, mid(c), complaint.Communicate{Purpose: complaint.PurposeResult, Message: message(c,
			"已按您选择的方案处理完毕,给您添麻烦了。", "We have done what you chose. Sorry for the trouble.")}},
		step{offered + 3*workday, junior(c), complaint.FollowUp{Message: message(c, "问题都解决了吗?", "Is everything all right now?")}},
		step{offered + 3*workday + hour, customer(c), complaint.AnswerSurvey{Survey: complaint.Survey{
			Satisfaction: 4, Recommend: &recommend, Solved: &solved,
		}}},
		step{offered + 4*workday, junior(c), complaint.Close{Outcome: complaint.OutcomeResolved}})
}

// reject finds nothing wrong; the customer appeals, and somebody else decides.
func reject(c complaint.Complaint) []step {
	return append(find(c, complaint.NotSubstantiated, "customer", "与订单记录不符。", "The order's records say otherwise."),
		step{workday, mid(c), complaint.Communicate{Purpose: complaint.PurposeResult, Message: message(c,
			"经核实,我们没有发现问题,理由如下。", "We looked into it and found nothing wrong, for these reasons.")}},
		step{2 * workday, junior(c), complaint.Close{Outcome: complaint.OutcomeUnresolved}},
		step{3 * workday, customer(c), complaint.FileAppeal{Ground: say(c,
			"我有新的证据,请换人复核。", "I have more to show; let somebody else look at it.")}},
		step{9 * workday, supervisor(c), complaint.DecideAppeal{Outcome: complaint.AppealUpheld, Reason: say(c,
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
		{hour / 2, junior(c), complaint.Acknowledge{Message: message(c, "您好,马上为您查询。", "Hello, let me check that for you.")}},
		{2 * hour, junior(c), complaint.Communicate{Purpose: complaint.PurposeResult, Message: message(c,
			"答复已发送,请查收。", "Here is the answer to your question.")}},
		{workday, junior(c), complaint.Close{Outcome: complaint.OutcomeResolved}},
	}
}

func screenOut(c complaint.Complaint) []step {
	return []step{{2 * hour, senior(c), complaint.ScreenOut{
		Criterion: "no-action-asked", Reason: say(c, "感谢或建议,转产品部门参考", "thanks or an idea, passed on"),
	}}}
}
