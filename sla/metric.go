package sla

import (
	"slices"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Metric names what is measured on a complaint: one of the metrics below, or a milestone of a policy.
type Metric string

// The metrics. Each has a start and an end that follow from what happened, whether or not a policy sets a limit. In a new
// cycle, after a reopening, they begin anew; "receipt" below means the receipt of the complaint in its first cycle, and the
// reopening in later ones.
const (
	// Registration runs from the receipt to the registration (record time of the first event), in the first cycle only.
	Registration Metric = "registration"
	// Acknowledgement runs from the receipt to the first message to the customer, automatic ones included.
	Acknowledgement Metric = "acknowledgement"
	// FirstResponse runs from the receipt to the first message to the customer that a person wrote. A change of status, a note
	// or an automatic message is none.
	FirstResponse Metric = "first_response"
	// NextResponse runs from a message of the customer after our last one to our next one, every time anew. Further messages
	// of the customer do not restart it.
	NextResponse Metric = "next_response"
	// PeriodicUpdate runs from one message of ours to the next, as long as no result was told.
	PeriodicUpdate Metric = "periodic_update"
	// Assignment runs from the receipt to the first assignment.
	Assignment Metric = "assignment"
	// Investigation runs from its start to its close, every time anew. One that was open over a closing begins anew with the
	// reopening.
	Investigation Metric = "investigation"
	// FirstResolution runs from the receipt to the first telling of a result in this cycle.
	FirstResolution Metric = "first_resolution"
	// TotalResolution runs from the very first receipt to the closing of this cycle. The time between a closing and the
	// reopening does not count, unless the limit is one in days, which nothing pauses.
	TotalResolution Metric = "total_resolution"
	// RequesterWait is the part of FirstResolution in which the customer waits: it stands still only while we wait for the
	// customer.
	RequesterWait Metric = "requester_wait"
	// Handling is the part of FirstResolution that is ours: it stands still while we wait for anybody.
	Handling Metric = "handling"
	// CarryOut runs from the agreement on a resolution to when everything of it is done and paid.
	CarryOut Metric = "carry_out"
	// Payout runs, for each accepted offer, from the acceptance to when all its money is paid. Money that the payment provider was
	// asked for is not paid yet, and an offer that is rejected after its acceptance ends the measuring.
	Payout Metric = "payout"
	// FollowUp runs from the telling of the result to the first return visit, and goes on after the closing.
	FollowUp Metric = "follow_up"
	// AppealDecision runs from the filing of an appeal to its decision.
	AppealDecision Metric = "appeal_decision"
	// silence is the metric of the clocks that close a complaint by itself.
	silence Metric = "silence"
)

// stagePrefix begins the metrics of the stages: stage.investigating is the time in which the work is in that status.
const stagePrefix = "stage."

// StageMetric is the metric of the time that the work spends in a status, every time anew. Waiting is a pause on top of the
// stage and has none.
func StageMetric(s complaint.Status) Metric { return Metric(stagePrefix + string(s)) }

// Metrics lists all metrics, those of the stages last.
func Metrics() []Metric {
	list := []Metric{
		Registration, Acknowledgement, FirstResponse, NextResponse, PeriodicUpdate, Assignment, Investigation, FirstResolution,
		TotalResolution, RequesterWait, Handling, CarryOut, Payout, FollowUp, AppealDecision,
	}
	for _, s := range complaint.Statuses() {
		if s.Open() && s != complaint.StatusWaiting {
			list = append(list, StageMetric(s))
		}
	}
	return list
}

// run is a stretch of a metric as the state of a complaint shows it.
type run struct {
	about string
	start time.Time
	stop  time.Time // zero while it lasts
}

// measure is how a metric is read off the state of a complaint.
type measure struct {
	// runs returns those that last, and those that have ended as far as the state knows them.
	runs func(c *complaint.Complaint) []run
	// ended says when a run that the state does not list any more was fulfilled; false when it was not.
	ended func(c *complaint.Complaint, start time.Time) (time.Time, bool)
	// recurs says that a run with another start is another run. Else the same run has another start: a complaint was merged in.
	recurs bool
	// pausedBy is what pauses it whatever the policy says; nil for what the policy says.
	pausedBy []complaint.WaitFor
}

// measureOf returns how a metric is measured, and false for one that is not of this package.
func measureOf(m Metric) (measure, bool) {
	switch m {
	case Registration:
		return measure{runs: registration, pausedBy: []complaint.WaitFor{}}, true
	case Acknowledgement:
		return measure{runs: cycleRun(acknowledged)}, true
	case FirstResponse:
		return measure{runs: cycleRun(func(c *complaint.Complaint) time.Time { return c.Messages.FirstResponse })}, true
	case NextResponse:
		return measure{runs: nextResponse, ended: responded, recurs: true}, true
	case PeriodicUpdate:
		return measure{runs: periodicUpdate, ended: updated, recurs: true}, true
	case Assignment:
		return measure{runs: cycleRun(entered(complaint.StatusAssigned))}, true
	case Investigation:
		return measure{runs: investigation, recurs: true}, true
	case FirstResolution:
		return measure{runs: cycleRun(told)}, true
	case TotalResolution:
		return measure{runs: totalResolution}, true
	case RequesterWait:
		return measure{runs: cycleRun(told), pausedBy: []complaint.WaitFor{complaint.WaitCustomer}}, true
	case Handling:
		return measure{
			runs: cycleRun(told), pausedBy: []complaint.WaitFor{complaint.WaitCustomer, complaint.WaitThirdParty},
		}, true
	case CarryOut:
		return measure{runs: carryOut}, true
	case Payout:
		return measure{runs: payouts, recurs: true}, true
	case FollowUp:
		return measure{runs: followUp}, true
	case AppealDecision:
		return measure{runs: appealDecision, recurs: true}, true
	default:
		return stageMeasure(m)
	}
}

// inHand says whether the complaint is worked on: it has not ended and no external body has it.
func inHand(c *complaint.Complaint) bool { return c.Status.Open() && !wasReferred(c) }

func wasReferred(c *complaint.Complaint) bool {
	return slices.ContainsFunc(c.Stages, func(s complaint.Stage) bool { return s.Status == complaint.StatusReferred })
}

// cycleStart is when the present cycle began: at the receipt, or at the event that took the complaint up again.
func cycleStart(c *complaint.Complaint) time.Time {
	if c.Cycle > 1 && len(c.Stages) > 0 {
		return c.Stages[0].Entered
	}
	return c.Received
}

// entered returns when the present cycle first came to a status.
func entered(status complaint.Status) func(c *complaint.Complaint) time.Time {
	return func(c *complaint.Complaint) time.Time {
		for _, s := range c.Stages {
			if s.Status == status {
				return s.Entered
			}
		}
		return time.Time{}
	}
}

// told is when the result of this cycle was first told. After a referral the result is not ours.
func told(c *complaint.Complaint) time.Time {
	if wasReferred(c) {
		return time.Time{}
	}
	return entered(complaint.StatusCommunicated)(c)
}

func acknowledged(c *complaint.Complaint) time.Time {
	if c.Messages.FirstSent.IsZero() || !c.Acknowledged.IsZero() && c.Acknowledged.Before(c.Messages.FirstSent) {
		return c.Acknowledged
	}
	return c.Messages.FirstSent
}

// cycleRun is a metric that runs once in a cycle, from its start to a moment that the state keeps. Once the result was told
// nothing begins that was not there before.
func cycleRun(stop func(c *complaint.Complaint) time.Time) func(c *complaint.Complaint) []run {
	return func(c *complaint.Complaint) []run {
		end := stop(c)
		if c.Version == 0 || end.IsZero() && (!inHand(c) || !told(c).IsZero()) {
			return nil
		}
		return []run{{start: cycleStart(c), stop: end}}
	}
}

func registration(c *complaint.Complaint) []run {
	if c.Version == 0 || c.Cycle > 1 {
		return nil
	}
	return []run{{start: c.Received, stop: c.Registered}}
}

func nextResponse(c *complaint.Complaint) []run {
	if c.Messages.Unanswered.IsZero() || !c.Status.Open() {
		return nil
	}
	return []run{{start: c.Messages.Unanswered}}
}

func responded(c *complaint.Complaint, start time.Time) (time.Time, bool) {
	return c.Messages.LastResponse, !c.Messages.LastResponse.Before(start)
}

func periodicUpdate(c *complaint.Complaint) []run {
	if c.Messages.LastResponse.IsZero() || !inHand(c) || !told(c).IsZero() {
		return nil
	}
	return []run{{start: c.Messages.LastResponse}}
}

func updated(c *complaint.Complaint, start time.Time) (time.Time, bool) {
	return c.Messages.LastResponse, c.Messages.LastResponse.After(start)
}

func investigation(c *complaint.Complaint) []run {
	if c.Investigation == nil || c.Investigation.Closed.IsZero() && !inHand(c) {
		return nil
	}
	start, stop := c.Investigation.Started, c.Investigation.Closed
	if begin := cycleStart(c); c.Cycle > 1 && start.Before(begin) && (stop.IsZero() || stop.After(begin)) {
		start = begin
	}
	return []run{{start: start, stop: stop}}
}

func totalResolution(c *complaint.Complaint) []run {
	switch {
	case wasReferred(c): // when it ends is not ours to say
		return nil
	case c.Status == complaint.StatusClosed, c.Status == complaint.StatusArchived && c.Outcome != "":
		return []run{{start: c.Received, stop: c.Closed}}
	case inHand(c):
		return []run{{start: c.Received}}
	default:
		return nil
	}
}

func carryOut(c *complaint.Complaint) []run {
	start := entered(complaint.StatusAgreed)(c)
	stop := entered(complaint.StatusCarriedOut)(c)
	if start.IsZero() || stop.IsZero() && (!inHand(c) || !told(c).IsZero()) {
		return nil
	}
	return []run{{start: start, stop: stop}}
}

func payouts(c *complaint.Complaint) []run {
	var list []run
	for i := range c.Offers {
		o := &c.Offers[i]
		if o.State != complaint.OfferAccepted {
			continue
		}
		if c.Owes(o.ID) {
			if c.Status.Open() || c.Status == complaint.StatusClosed {
				list = append(list, run{about: o.ID, start: o.Answered})
			}
			continue
		}
		var paid time.Time
		for j := range c.Payouts {
			// A payout that is under way or failed has no time. One that came back later was paid all the same.
			if c.Payouts[j].Offer == o.ID && c.Payouts[j].At.After(paid) {
				paid = c.Payouts[j].At
			}
		}
		if !paid.IsZero() {
			list = append(list, run{about: o.ID, start: o.Answered, stop: paid})
		}
	}
	return list
}

func followUp(c *complaint.Complaint) []run {
	start := told(c)
	if start.IsZero() || c.FollowedUp.IsZero() && !c.Status.Open() && c.Status != complaint.StatusClosed {
		return nil
	}
	return []run{{start: start, stop: c.FollowedUp}}
}

func appealDecision(c *complaint.Complaint) []run {
	if c.Appeal == nil || c.Appeal.Decided.IsZero() && c.Stage() != complaint.StatusAppealed {
		return nil
	}
	return []run{{start: c.Appeal.Filed, stop: c.Appeal.Decided}}
}

func stageMeasure(m Metric) (measure, bool) {
	name, ok := strings.CutPrefix(string(m), stagePrefix)
	status := complaint.Status(name)
	if !ok || !status.Open() || status == complaint.StatusWaiting {
		return measure{}, false
	}
	return measure{
		runs: func(c *complaint.Complaint) []run {
			if c.Stage() != status || !c.Status.Open() {
				return nil
			}
			return []run{{start: c.Entered}}
		},
		// The work went on to another stage, or ended as it should.
		ended: func(c *complaint.Complaint, _ time.Time) (time.Time, bool) {
			return c.Entered, c.Status.Open() || c.Status == complaint.StatusClosed || c.Status == complaint.StatusArchived
		},
		recurs: true,
	}, true
}
