package casegen

import (
	"slices"
	"strconv"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Action draws the next action for c: mostly a legal one, one with money more often than others, now and then any at all.
func Action(s Source, c complaint.Complaint) complaint.Action {
	kinds := c.Allowed()
	switch {
	case seldom(s) || len(kinds) == 0:
		kinds = complaint.Kinds()[1:]
	case !often(s):
		if about := slices.DeleteFunc(slices.Clone(kinds), func(k complaint.Kind) bool { return !aboutMoney(k) }); len(about) > 0 {
			kinds = about
		}
	}
	return Of(s, c, pick(s, kinds...))
}

// Of draws an action of a kind that fits the state of c where the state has what it needs.
func Of(s Source, c complaint.Complaint, kind complaint.Kind) complaint.Action {
	now := c.Updated
	switch kind {
	case complaint.KindAssess:
		return complaint.Assess{Assessment: assessment(s), Reason: text(s)}
	case complaint.KindScreenOut:
		return complaint.ScreenOut{Criterion: "thanks_only", Reason: text(s)}
	case complaint.KindAcknowledge:
		return complaint.Acknowledge{Message: message(s)}
	case complaint.KindAssign:
		return complaint.Assign{To: party(s), Tier: pick(s, "", complaint.RoleSenior), Reason: text(s)}
	case complaint.KindStartInvestigation:
		return complaint.StartInvestigation{Lead: party(s), Team: []complaint.Party{party(s), party(s)}}
	case complaint.KindCloseInvestigation:
		return complaint.CloseInvestigation{Summary: text(s)}
	case complaint.KindRecordFinding:
		return complaint.RecordFinding{Finding: complaint.Finding{
			Result: pick(s, complaint.Substantiated, complaint.NotSubstantiated), Facts: text(s), Cause: "supply_chain",
			Whys: []complaint.Private{text(s), text(s)},
		}}
	case complaint.KindAddEvidence:
		return complaint.AddEvidence{Evidence: evidence(s)}
	case complaint.KindHandOver:
		return handOver(s, c)
	case complaint.KindPropose:
		return propose(s, c)
	case complaint.KindAccept:
		return complaint.Accept{Offer: offer(s, c, open), Option: s.Intn(2), Note: text(s)}
	case complaint.KindDecline:
		return complaint.Decline{Offer: offer(s, c, open), Note: text(s)}
	case complaint.KindCounter:
		return complaint.Counter{Offer: offer(s, c, open), Ask: complaint.CounterOffer{Remedy: complaint.RemedyCash, Amount: money(s), Note: text(s)}}
	case complaint.KindPlan:
		return complaint.Plan{Steps: []complaint.PlanStep{{
			ID: "s" + strconv.Itoa(len(c.Plan)), Remedy: complaint.RemedyExchange, What: text(s), Owner: party(s), Due: now.Add(time.Hour),
		}}}
	case complaint.KindCarryOut:
		return complaint.CarryOut{Step: planStep(s, c, complaint.StepPlanned, complaint.StepFailed), Note: text(s)}
	case complaint.KindFail:
		return complaint.Fail{Step: planStep(s, c, complaint.StepPlanned, complaint.StepFailed), Reason: text(s)}
	case complaint.KindVerify:
		return complaint.Verification{Step: planStep(s, c, complaint.StepDone), Passed: often(s), Note: text(s)}
	case complaint.KindCommunicate:
		return complaint.Communicate{Purpose: pick(s, complaint.PurposeResult, complaint.PurposeProgress), Message: message(s)}
	case complaint.KindReceive:
		return complaint.Receive{Message: message(s)}
	case complaint.KindNote:
		return complaint.Note{Text: text(s)}
	case complaint.KindWait:
		return complaint.Wait{For: pick(s, complaint.WaitCustomer, complaint.WaitThirdParty), Until: now.Add(72 * time.Hour), Reason: text(s)}
	case complaint.KindResume:
		return complaint.Resume{Reason: text(s)}
	case complaint.KindEscalate:
		return complaint.Escalate{Level: c.Escalation + 1, To: party(s), Tier: complaint.RoleSenior, Reason: text(s)}
	case complaint.KindWarn, complaint.KindBreach, complaint.KindRemind:
		return tick(s, c, kind)
	case complaint.KindLapse:
		return complaint.Lapse{Offer: offer(s, c, open)}
	case complaint.KindRetime:
		return complaint.Retime{Reason: text(s)}
	case complaint.KindReclassify:
		return complaint.Reclassify{Category: Category(s), Reason: text(s)}
	case complaint.KindCorrect:
		return correct(s)
	case complaint.KindLink:
		return complaint.AddLink{Link: complaint.Link{Type: pick(s, complaint.LinkDuplicate, complaint.LinkIncident), To: ID(s)}, Reason: text(s)}
	case complaint.KindUnlink:
		return unlink(s, c)
	default:
		return ofLate(s, c, kind)
	}
}

func ofLate(s Source, c complaint.Complaint, kind complaint.Kind) complaint.Action {
	now := c.Updated
	switch kind {
	case complaint.KindMerge:
		return complaint.Merge{Into: ID(s), Reason: text(s)}
	case complaint.KindAbsorb:
		return complaint.Absorb{Source: ID(s), Received: Start().Add(-time.Hour), Reason: text(s)}
	case complaint.KindUnmerge:
		return complaint.Unmerge{Reason: text(s)}
	case complaint.KindExpel:
		if len(c.Absorbed) == 0 {
			return complaint.Expel{Source: ID(s)}
		}
		return complaint.Expel{Source: pick(s, c.Absorbed...).ID, Reason: text(s)}
	case complaint.KindSplit:
		return complaint.Split{Into: ID(s), Reason: text(s)}
	case complaint.KindMarkMalicious:
		return complaint.MarkMalicious{Malicious: s.Intn(2) == 0, Reason: text(s)}
	case complaint.KindRefer:
		return complaint.Refer{Body: "12315", Reference: "R-1", Reason: text(s)}
	case complaint.KindWithdraw:
		return complaint.Withdraw{Reason: text(s)}
	case complaint.KindFollowUp:
		return complaint.FollowUp{Message: message(s)}
	case complaint.KindAnswerSurvey:
		yes, nine := s.Intn(2) == 0, 9
		return complaint.AnswerSurvey{Survey: complaint.Survey{Satisfaction: 1 + s.Intn(5), Recommend: &nine, Solved: &yes, Comment: text(s)}}
	case complaint.KindClose:
		return complaint.Close{Outcome: pick(s, complaint.OutcomeResolved, complaint.OutcomeUnresolved), Reason: text(s)}
	case complaint.KindReopen:
		return complaint.Reopen{Reason: text(s)}
	case complaint.KindAppeal:
		return complaint.FileAppeal{Ground: text(s), Due: now.Add(240 * time.Hour)}
	case complaint.KindDecideAppeal:
		return complaint.DecideAppeal{Outcome: pick(s, complaint.AppealUpheld, complaint.AppealChanged, complaint.AppealReferred), Reason: text(s)}
	case complaint.KindHold:
		return complaint.Hold{Name: pick(s, "chargeback", "court"), Reason: text(s)}
	case complaint.KindRelease:
		if len(c.Holds) == 0 {
			return complaint.Release{Name: "court"}
		}
		return complaint.Release{Name: pick(s, c.Holds...).Name, Reason: text(s)}
	case complaint.KindArchive:
		return complaint.Archive{}
	case complaint.KindErase:
		return complaint.Erase{Basis: "customer_request"}
	default:
		return ofMoney(s, c, kind)
	}
}

// tick carries out a mark of a clock where there is one, or reminds of a date.
func tick(s Source, c complaint.Complaint, kind complaint.Kind) complaint.Action {
	for _, clock := range c.Clocks {
		for _, m := range clock.Marks {
			switch {
			case string(m.Kind) != string(kind) || !m.Done.IsZero():
			case kind == complaint.KindWarn:
				return complaint.Warn{Clock: clock.Ref(), Mark: m.Label}
			case kind == complaint.KindBreach:
				return complaint.Breach{Clock: clock.Ref()}
			default:
				return complaint.Remind{About: complaint.RemindClock, Clock: clock.Ref(), Mark: m.Label}
			}
		}
	}
	return complaint.Remind{
		About: pick(s, complaint.RemindWait, complaint.RemindStep, complaint.RemindAppeal),
		Step:  planStep(s, c, complaint.StepPlanned, complaint.StepFailed),
	}
}

func handOver(s Source, c complaint.Complaint) complaint.Action {
	if len(c.Evidence) == 0 {
		return complaint.HandOver{Evidence: "photo-1", To: party(s)}
	}
	e := pick(s, c.Evidence...)
	return complaint.HandOver{Evidence: e.ID, To: party(s), Hash: e.Hash, Reason: text(s)}
}

func planStep(s Source, c complaint.Complaint, states ...complaint.StepState) string {
	fit := []string{}
	for _, p := range c.Plan {
		for _, state := range states {
			if p.State == state {
				fit = append(fit, p.ID)
			}
		}
	}
	if len(fit) == 0 {
		return "s0"
	}
	return pick(s, fit...)
}

func correct(s Source) complaint.Action {
	a := pick(s,
		complaint.Correct{Field: "customer.name", Value: complaint.Hide("李四")},
		complaint.Correct{Field: "customer.email", Value: complaint.Hide("new@example.com")},
		complaint.Correct{Field: "amount", Value: complaint.Hide("CNY 120.50")},
		complaint.Correct{Field: "received", Value: complaint.Hide("2026-09-29T10:00:00.5+08:00")},
		complaint.Correct{Field: "order", Value: complaint.Hide("SO-77")},
		complaint.Correct{Field: "sought", Value: complaint.Hide("refund,apology")},
		complaint.Correct{Field: "fields.shop", Value: complaint.Hide("south")},
		complaint.Correct{Field: "order"},
		complaint.Correct{Field: "item.lot", Value: complaint.Hide("27A")},
	)
	a.Reason = text(s)
	return a
}

func unlink(s Source, c complaint.Complaint) complaint.Action {
	if len(c.Links) == 0 {
		return complaint.Unlink{Link: complaint.Link{Type: complaint.LinkDuplicate, To: ID(s)}}
	}
	return complaint.Unlink{Link: pick(s, c.Links...), Reason: text(s)}
}
