package desk

import (
	"context"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Progress tells a customer where a complaint stands (C10).
type Progress struct {
	// Step and Of say "step 3 of 6". Step is 0 where the complaint is off the usual way: withdrawn, screened out, merged,
	// appealed or referred.
	Step, Of int
	Status   complaint.Status
	// Label names the status and Next says what happens next, in the language asked for.
	Label, Next string
	// By is by when, zero where no date is set or the complaint waits and no limit runs.
	By time.Time
}

// progressSteps is how many steps a customer sees: received, in hands, under investigation, proposal, being carried out, result.
const progressSteps = 6

// Progress tells where a complaint stands, in Chinese for a BCP 47 tag that begins with zh and in English otherwise.
func (d *Desk) Progress(ctx context.Context, id complaint.ID, language string) (Progress, error) {
	c, err := d.Get(ctx, id)
	if err != nil {
		return Progress{}, err
	}
	return ProgressOf(c, language), nil
}

// ProgressOf is [Desk.Progress] for a complaint that is at hand.
func ProgressOf(c complaint.Complaint, language string) Progress {
	s := sentenceOf(c)
	p := Progress{Step: s.step, Of: progressSteps, Status: c.Status, Label: c.Status.Label(language), Next: s.en}
	if strings.HasPrefix(strings.ToLower(language), "zh") {
		p.Next = s.zh
	}
	if c.Status.Open() {
		p.By = promised(c)
	}
	return p
}

// promised is the next date that means something to the customer: a limit that is owed to them, an offer that ends, a step
// that was agreed, the decision on an appeal, the day on which we look again. Warnings and reminders of the staff are none.
func promised(c complaint.Complaint) time.Time {
	var by time.Time
	note := func(t time.Time) {
		if !t.IsZero() && (by.IsZero() || t.Before(by)) {
			by = t
		}
	}
	for _, k := range c.Clocks {
		if k.Kind == complaint.ClockCustomer && k.State.Active() {
			note(k.Due)
		}
	}
	for _, o := range c.Offers {
		if o.State == complaint.OfferOpen && !o.Waits() {
			note(o.Expires)
		}
	}
	for _, s := range c.Plan {
		if s.State == complaint.StepPlanned || s.State == complaint.StepFailed {
			note(s.Due)
		}
	}
	if c.Appeal != nil && c.Appeal.Outcome == "" {
		note(c.Appeal.Due)
	}
	if c.Wait != nil {
		note(c.Wait.Until)
	}
	return by
}

type sentence struct {
	step   int
	zh, en string
}

func sentenceOf(c complaint.Complaint) sentence {
	s := stageSentence(c.Stage())
	if c.Wait == nil {
		return s
	}
	if c.Wait.For == complaint.WaitCustomer {
		return sentence{s.step, "我们在等您的回复，收到后继续处理。", "We are waiting for your answer and go on when we have it."}
	}
	return sentence{s.step, "我们在等第三方的答复，收到后继续处理。", "We are waiting for a third party and go on when we have its answer."}
}

func stageSentence(s complaint.Status) sentence {
	switch s {
	case complaint.StatusReceived, complaint.StatusScreened:
		return sentence{1, "我们会尽快确认受理并安排专人跟进。", "We will confirm the receipt and give your case to somebody."}
	case complaint.StatusAcknowledged:
		return sentence{2, "我们正在为您安排处理人员。", "We are finding the right person for your case."}
	case complaint.StatusAssigned, complaint.StatusReopened:
		return sentence{2, "处理人员会查看您的情况并与您联系。", "The person in charge will look into it and contact you."}
	case complaint.StatusInvestigating:
		return sentence{3, "我们正在调查，之后会向您提出解决方案。", "We are looking into it and will then propose a solution."}
	case complaint.StatusProposed:
		return sentence{4, "请您选择或回复我们提出的方案。", "Please choose or answer what we propose."}
	case complaint.StatusAgreed:
		return sentence{5, "我们正在执行达成的方案。", "We are carrying out what we agreed."}
	case complaint.StatusCarriedOut:
		return sentence{5, "方案已执行，我们会告知您结果。", "It is done; we will tell you the result."}
	case complaint.StatusCommunicated, complaint.StatusFollowedUp:
		return sentence{6, "如果问题没有解决，请告诉我们；否则我们会结案。", "Tell us if it is not solved; otherwise we will close the case."}
	case complaint.StatusClosed, complaint.StatusArchived:
		return sentence{6, "此案已结。如果问题没有解决，您可以要求重新处理或申诉。", "The case is closed. If it is not solved you can have it reopened, or appeal."}
	case complaint.StatusAppealed:
		return sentence{0, "另一位审核人员会对您的申诉作出决定。", "Somebody else will decide on your appeal."}
	case complaint.StatusReferred:
		return sentence{0, "外部机构正在处理，我们会告知您结果。", "An external body has the case; we will tell you the result."}
	case complaint.StatusScreenedOut:
		return sentence{0, "此反馈无需进一步处理。如不同意，您可以申诉。", "This needs no further handling. If you disagree you can appeal."}
	case complaint.StatusWithdrawn:
		return sentence{0, "您已撤回投诉。如有需要可以重新提出。", "You have withdrawn the complaint. You can have it reopened."}
	case complaint.StatusMerged:
		return sentence{0, "此投诉已并入您的另一投诉一起处理。", "This goes on together with your other complaint."}
	case complaint.StatusWaiting:
		return sentence{0, "我们在等待答复。", "We are waiting for an answer."}
	default:
		return sentence{0, "", ""}
	}
}
