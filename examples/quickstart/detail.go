package main

import (
	"fmt"
	"strings"

	"github.com/recourse-go/recourse/complaint"
)

// detail says in a few words what an event was about.
func detail(c complaint.Complaint, e complaint.Event) (string, error) {
	action, err := e.Action()
	if err != nil {
		return "", err
	}
	switch a := action.(type) {
	case complaint.Registration:
		words := a.Intake.Content
		if words.IsZero() {
			words = a.Intake.Subject
		}
		decided, err := e.Decided()
		if err != nil {
			return "", err
		}
		category := a.Intake.Category
		if decided.Assessment != nil {
			category = decided.Assessment.Category
		}
		return join(string(a.Intake.Channel), category, text(c, words)), nil
	case complaint.Assess:
		return join(string(a.Assessment.Severity), string(a.Assessment.Complexity), string(a.Assessment.Urgency)), nil
	case complaint.Acknowledge:
		return text(c, a.Message.Text), nil
	case complaint.Assign:
		return nameOf(a.To), nil
	case complaint.StartInvestigation:
		return nameOf(a.Lead), nil
	case complaint.RecordFinding:
		return join(string(a.Finding.Result), a.Finding.Cause, text(c, a.Finding.Facts)), nil
	default:
		return ending(c, a), nil
	}
}

// ending is detail for the later half of the lifecycle.
func ending(c complaint.Complaint, action complaint.Action) string {
	switch a := action.(type) {
	case complaint.Propose:
		return options(a)
	case complaint.Accept:
		return fmt.Sprintf("%s, option %d", a.Offer, a.Option+1)
	case complaint.Plan:
		return join(a.Steps[0].ID, text(c, a.Steps[0].What))
	case complaint.CarryOut:
		return a.Step
	case complaint.Communicate:
		return join(string(a.Purpose), text(c, a.Message.Text))
	case complaint.Wait:
		return join(string(a.For), text(c, a.Reason))
	case complaint.Receive:
		return text(c, a.Message.Text)
	case complaint.FollowUp:
		return text(c, a.Message.Text)
	case complaint.AnswerSurvey:
		return fmt.Sprintf("satisfaction %d of 5", a.Survey.Satisfaction)
	case complaint.Close:
		return string(a.Outcome)
	case complaint.FileAppeal:
		return text(c, a.Ground)
	case complaint.DecideAppeal:
		return join(string(a.Outcome), text(c, a.Reason))
	case complaint.Withdraw:
		return text(c, a.Reason)
	default:
		return passing(action)
	}
}

// passing is detail for what happens because time passes.
func passing(action complaint.Action) string {
	switch a := action.(type) {
	case complaint.Warn:
		return join(a.Clock.Name, a.Mark)
	case complaint.Breach:
		return a.Clock.Name
	case complaint.Escalate:
		return join(a.Clock.Name, string(a.Tier), nameOf(a.To))
	case complaint.Remind:
		return join(string(a.About), a.Clock.Name)
	case complaint.Lapse:
		return a.Offer
	default:
		return paying(action)
	}
}

// paying is detail for money.
func paying(action complaint.Action) string {
	switch a := action.(type) {
	case complaint.Approve:
		return join(a.Offer, a.For)
	case complaint.Reject:
		return a.Offer
	case complaint.StartPayout:
		return join(a.Payout.Amount.String(), a.Payout.Method)
	case complaint.PayOut:
		return join(a.Payout.Amount.String(), a.Payout.Method)
	case complaint.FailPayout:
		return join(a.Payout, a.Problem)
	case complaint.ClawBack:
		return join(a.Payout, a.Amount.String())
	case complaint.FileClaim:
		return join(string(a.Claim.Against), a.Claim.Name, a.Claim.Amount.String())
	case complaint.SettleClaim:
		return join(a.Claim, a.Received.String())
	case complaint.RecordCost:
		return join(string(a.Cost.Kind), a.Cost.Amount.String())
	default:
		return ""
	}
}

// textWidth is how much of a text is shown.
const textWidth = 46

// text shows the beginning of a text where the complaint is one of the bundled sample, which is invented. What a real
// customer wrote stays covered: printing a [complaint.Private] never shows it.
func text(c complaint.Complaint, t complaint.Private) string {
	if ofSample(c) {
		return short(t.Reveal(), textWidth)
	}
	return t.String()
}

func options(a complaint.Propose) string {
	var list []string
	for _, offer := range a.Offers {
		for _, option := range offer.Options {
			list = append(list, grantsOf(option.Grants))
		}
	}
	return strings.Join(list, " or ")
}

func grantsOf(list []complaint.Grant) string {
	grants := make([]string, 0, len(list))
	for _, g := range list {
		grant := string(g.Remedy)
		if !g.Amount.IsZero() {
			grant += " " + g.Amount.String()
		}
		grants = append(grants, grant)
	}
	return strings.Join(grants, " + ")
}

func join(parts ...string) string {
	var filled []string
	for _, part := range parts {
		if part != "" {
			filled = append(filled, part)
		}
	}
	return strings.Join(filled, ", ")
}
