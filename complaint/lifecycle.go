package complaint

import (
	"encoding/json"
	"slices"
	"sync"
)

// Action is something that can happen to a complaint: one of the structs of this package, passed by value or by pointer.
type Action interface {
	// Kind names the action.
	Kind() Kind
	action()
}

// The kinds of action, in the order of the lifecycle.
const (
	KindOpen               Kind = "open"
	KindAssess             Kind = "assess"
	KindScreenOut          Kind = "screen_out"
	KindAcknowledge        Kind = "acknowledge"
	KindAssign             Kind = "assign"
	KindStartInvestigation Kind = "start_investigation"
	KindCloseInvestigation Kind = "close_investigation"
	KindRecordFinding      Kind = "record_finding"
	KindAddEvidence        Kind = "add_evidence"
	KindHandOver           Kind = "hand_over"
	KindPropose            Kind = "propose"
	KindAccept             Kind = "accept"
	KindDecline            Kind = "decline"
	KindCounter            Kind = "counter"
	KindApprove            Kind = "approve"
	KindReject             Kind = "reject"
	KindPlan               Kind = "plan"
	KindCarryOut           Kind = "carry_out"
	KindFail               Kind = "fail"
	KindVerify             Kind = "verify"
	KindStartPayout        Kind = "start_payout"
	KindPayOut             Kind = "pay_out"
	KindFailPayout         Kind = "fail_payout"
	KindClawBack           Kind = "claw_back"
	KindClaim              Kind = "claim"
	KindSettleClaim        Kind = "settle_claim"
	KindRecordCost         Kind = "record_cost"
	KindCommunicate        Kind = "communicate"
	KindReceive            Kind = "receive"
	KindNote               Kind = "note"
	KindWait               Kind = "wait"
	KindResume             Kind = "resume"
	KindEscalate           Kind = "escalate"
	KindWarn               Kind = "warn"
	KindBreach             Kind = "breach"
	KindRemind             Kind = "remind"
	KindLapse              Kind = "lapse"
	KindRetime             Kind = "retime"
	KindReclassify         Kind = "reclassify"
	KindCorrect            Kind = "correct"
	KindLink               Kind = "link"
	KindUnlink             Kind = "unlink"
	KindMerge              Kind = "merge"
	KindAbsorb             Kind = "absorb"
	KindUnmerge            Kind = "unmerge"
	KindExpel              Kind = "expel"
	KindSplit              Kind = "split"
	KindMarkMalicious      Kind = "mark_malicious"
	KindRefer              Kind = "refer"
	KindWithdraw           Kind = "withdraw"
	KindFollowUp           Kind = "follow_up"
	KindAnswerSurvey       Kind = "answer_survey"
	KindClose              Kind = "close"
	KindReopen             Kind = "reopen"
	KindAppeal             Kind = "appeal"
	KindDecideAppeal       Kind = "decide_appeal"
	KindHold               Kind = "hold"
	KindRelease            Kind = "release"
	KindArchive            Kind = "archive"
	KindErase              Kind = "erase"
)

// Kinds lists all kinds of action, [KindOpen] first.
func Kinds() []Kind {
	rows := lifecycle().rows
	kinds := make([]Kind, len(rows))
	for i := range rows {
		kinds[i] = rows[i].kind
	}
	return kinds
}

// row is one line of the transition table.
type row struct {
	kind Kind
	// from lists the statuses of the work (see Complaint.Stage) in which the action is legal.
	from []Status
	// moves lists the statuses to which it can lead from each of them; the status stays where there is none.
	moves moves
	// when adds a condition on the state: it returns why the action is not legal, or "".
	when  func(*Complaint) string
	codec codec
}

func (r *row) legal(c *Complaint) (reason string, ok bool) {
	if !slices.Contains(r.from, c.Stage()) {
		return "", false
	}
	if !c.Erased.IsZero() && r.kind != KindArchive {
		return "the personal data was erased", false
	}
	if r.when != nil {
		reason = r.when(c)
	}
	return reason, reason == ""
}

type table struct {
	rows  []row
	index map[Kind]*row
}

func (t *table) row(kind Kind) (*row, bool) {
	r, ok := t.index[kind]
	return r, ok
}

// lifecycle returns the one transition table.
func lifecycle() *table { return buildLifecycle() }

var buildLifecycle = sync.OnceValue(func() *table {
	t := &table{rows: transitions(), index: map[Kind]*row{}}
	for i := range t.rows {
		t.index[t.rows[i].kind] = &t.rows[i]
	}
	return t
})

// moves says to which statuses an action can lead from each status.
type moves map[Status][]Status

// to is the move from each of the given statuses to one other.
func to(target Status, from ...Status) moves {
	m := moves{}
	for _, s := range from {
		m[s] = []Status{target}
	}
	return m
}

// and adds further moves.
func (m moves) and(more moves) moves {
	for from, targets := range more {
		m[from] = append(m[from], targets...)
	}
	return m
}

// turn is an event while it changes the state, with the moves that its action can make and what engines decided about it.
type turn struct {
	*Event
	moves   moves
	decided *Decisions
}

// lead moves the work to a status if the table has that move, and leaves it where it is otherwise.
func (t turn) lead(c *Complaint, target Status) {
	if slices.Contains(t.moves[c.Stage()], target) {
		c.enter(target, t.Event)
	}
}

//nolint:funlen // one table, one row an action
func transitions() []row {
	const (
		received, screened, acknowledged = StatusReceived, StatusScreened, StatusAcknowledged
		assigned, investigating          = StatusAssigned, StatusInvestigating
		proposed, agreed, carriedOut     = StatusProposed, StatusAgreed, StatusCarriedOut
		communicated, followedUp, closed = StatusCommunicated, StatusFollowedUp, StatusClosed
		reopened, appealed, referred     = StatusReopened, StatusAppealed, StatusReferred
		screenedOut, withdrawn, merged   = StatusScreenedOut, StatusWithdrawn, StatusMerged
	)
	set := slices.Concat[[]Status]
	only := func(s ...Status) []Status { return s }
	begun := only(received, screened, acknowledged, reopened)
	atWork := set(begun, only(assigned, investigating, proposed, agreed, carriedOut))
	open := set(atWork, only(communicated, followedUp, appealed, referred))
	openOrClosed := set(open, only(closed))
	ended := only(closed, screenedOut, withdrawn, merged)
	all := set(open, ended, only(StatusArchived))
	settling := to(carriedOut, set(begun, only(assigned, investigating, agreed))...)
	unpaid := payableStatuses()
	claimable := set(openOrClosed, only(withdrawn))
	proposable := set(atWork, only(communicated, followedUp))
	investigable := only(screened, acknowledged, assigned, proposed, agreed, reopened)
	closable := set(atWork, only(communicated, followedUp, referred))
	appealable := only(communicated, followedUp, closed, screenedOut)
	answerable := only(proposed, agreed, carriedOut)
	return []row{
		{KindOpen, nil, to(received, ""), nil, codecOf[Registration]()},
		{KindAssess, open, to(screened, received), nil, codecOf[Assess]()},
		{KindScreenOut, begun, to(screenedOut, begun...), nil, codecOf[ScreenOut]()},
		{KindAcknowledge, atWork, to(acknowledged, received, screened, reopened), notAcknowledged, codecOf[Acknowledge]()},
		{KindAssign, open, to(assigned, begun...), nil, codecOf[Assign]()},
		{
			KindStartInvestigation, investigable, to(investigating, investigable...), noInvestigation,
			codecOf[StartInvestigation](),
		},
		{KindCloseInvestigation, open, nil, investigationRuns, codecOf[CloseInvestigation]()},
		{KindRecordFinding, open, nil, nil, codecOf[RecordFinding]()},
		{KindAddEvidence, openOrClosed, nil, nil, codecOf[AddEvidence]()},
		{KindHandOver, openOrClosed, nil, hasEvidence, codecOf[HandOver]()},
		{KindPropose, proposable, to(proposed, proposable...), nil, codecOf[Propose]()},
		{KindAccept, answerable, to(agreed, proposed, carriedOut), hasAnswerableOffer, codecOf[Accept]()},
		{KindDecline, proposable, to(agreed, proposed).and(to(assigned, proposed)), hasOpenOffer, codecOf[Decline]()},
		{KindCounter, answerable, nil, hasAnswerableOffer, codecOf[Counter]()},
		{KindApprove, openOrClosed, to(proposed, proposable...), hasPendingOffer, codecOf[Approve]()},
		{
			KindReject, openOrClosed, to(agreed, proposed).and(to(assigned, proposed, agreed)).and(to(proposed, agreed)),
			hasPendingOffer, codecOf[Reject](),
		},
		{
			KindPlan, only(acknowledged, assigned, investigating, proposed, agreed, carriedOut, reopened), to(agreed, carriedOut),
			nil, codecOf[Plan](),
		},
		{KindCarryOut, atWork, settling, hasStepToDo, codecOf[CarryOut]()},
		{KindFail, open, nil, hasStepToDo, codecOf[Fail]()},
		{KindVerify, openOrClosed, to(agreed, carriedOut), hasStepDone, codecOf[Verification]()},
		{KindStartPayout, unpaid, nil, hasUnpaid, codecOf[StartPayout]()},
		{KindPayOut, set(open, ended), to(carriedOut, agreed), hasUnpaidOrPending, codecOf[PayOut]()},
		{KindFailPayout, set(open, ended), nil, hasPayout(PayoutPending, "no payout is under way"), codecOf[FailPayout]()},
		{KindClawBack, set(unpaid, ended), nil, hasPayout(PayoutPaid, "nothing was paid"), codecOf[ClawBack]()},
		{KindClaim, claimable, nil, nil, codecOf[FileClaim]()},
		{KindSettleClaim, claimable, nil, hasOpenClaim, codecOf[SettleClaim]()},
		{KindRecordCost, claimable, nil, nil, codecOf[RecordCost]()},
		{KindCommunicate, openOrClosed, to(communicated, set(atWork, only(referred))...), nil, codecOf[Communicate]()},
		{KindReceive, openOrClosed, nil, nil, codecOf[Receive]()},
		{KindNote, openOrClosed, nil, nil, codecOf[Note]()},
		{KindWait, open, nil, notWaiting, codecOf[Wait]()},
		{KindResume, open, nil, waits, codecOf[Resume]()},
		{KindEscalate, openOrClosed, nil, nil, codecOf[Escalate]()},
		{KindWarn, openOrClosed, nil, hasMark(MarkWarn), codecOf[Warn]()},
		{KindBreach, openOrClosed, nil, hasMark(MarkBreach), codecOf[Breach]()},
		{KindRemind, openOrClosed, nil, hasDate, codecOf[Remind]()},
		{KindLapse, open, to(agreed, proposed).and(to(assigned, proposed)), hasOpenOffer, codecOf[Lapse]()},
		{KindRetime, openOrClosed, nil, nil, codecOf[Retime]()},
		{KindReclassify, openOrClosed, nil, nil, codecOf[Reclassify]()},
		{KindCorrect, openOrClosed, nil, nil, codecOf[Correct]()},
		{KindLink, openOrClosed, nil, nil, codecOf[AddLink]()},
		{KindUnlink, openOrClosed, nil, hasLink, codecOf[Unlink]()},
		{KindMerge, open, to(merged, open...), both(notAppealed, noPayout), codecOf[Merge]()},
		{KindAbsorb, open, nil, nil, codecOf[Absorb]()},
		{KindUnmerge, only(merged), moves{merged: open}, nil, codecOf[Unmerge]()},
		{KindExpel, set(openOrClosed, only(withdrawn, screenedOut)), nil, hasAbsorbed, codecOf[Expel]()},
		{KindSplit, open, nil, nil, codecOf[Split]()},
		{KindMarkMalicious, openOrClosed, nil, nil, codecOf[MarkMalicious]()},
		{KindRefer, openOrClosed, to(referred, openOrClosed...), notAppealed, codecOf[Refer]()},
		{KindWithdraw, open, to(withdrawn, open...), noPayout, codecOf[Withdraw]()},
		{KindFollowUp, only(communicated, followedUp, closed), to(followedUp, communicated), nil, codecOf[FollowUp]()},
		{KindAnswerSurvey, only(communicated, followedUp, closed), nil, nil, codecOf[AnswerSurvey]()},
		{KindClose, closable, to(closed, closable...), mayClose, codecOf[Close]()},
		{KindReopen, only(closed, withdrawn, screenedOut), to(reopened, closed, withdrawn, screenedOut), nil, codecOf[Reopen]()},
		{KindAppeal, appealable, to(appealed, appealable...), nil, codecOf[FileAppeal]()},
		{
			KindDecideAppeal, only(appealed),
			moves{appealed: set(appealable, only(assigned, referred))},
			nil,
			codecOf[DecideAppeal](),
		},
		{KindHold, all, nil, nil, codecOf[Hold]()},
		{KindRelease, all, nil, hasHold, codecOf[Release]()},
		{KindArchive, ended, to(StatusArchived, ended...), noPayout, codecOf[Archive]()},
		{KindErase, set(ended, only(StatusArchived)), nil, both(noHold, noPayout), codecOf[Erase]()},
	}
}

// codec does with an action what needs its type.
type codec struct {
	check  func(c *Complaint, a Action, m *Meta, w *walker) (Action, error)
	encode func(a Action) (data, personal json.RawMessage, err error)
	decode func(data, personal json.RawMessage) (Action, error)
	fold   func(c *Complaint, a Action, t turn)
}

// step is implemented by pointers to actions.
type step[T any] interface {
	walks[T]
	Action
	// check looks at what walk cannot see: the state and the meta data.
	check(c *Complaint, m *Meta, w *walker)
	// fold changes the state. It must not fail and must not look at personal data, which may be erased.
	fold(c *Complaint, t turn)
}

func codecOf[T Action, P step[T]]() codec {
	value := func(a Action) T {
		if p, ok := a.(P); ok && p != nil {
			return *p
		}
		v, _ := a.(T)
		return v
	}
	return codec{
		check: func(c *Complaint, a Action, m *Meta, w *walker) (Action, error) {
			v := value(a)
			P(&v).walk(w)
			if err := w.err(); err != nil {
				return nil, err
			}
			P(&v).check(c, m, w)
			if err := w.err(); err != nil {
				return nil, err
			}
			return v, nil
		},
		encode: func(a Action) (json.RawMessage, json.RawMessage, error) {
			v := value(a)
			personal, err := takeOut[T, P](&v)
			if err != nil {
				return nil, nil, err
			}
			data, err := json.Marshal(&v)
			return data, personal, err
		},
		decode: func(data, personal json.RawMessage) (Action, error) {
			var v T
			if err := json.Unmarshal(data, &v); err != nil {
				return nil, fieldError("data", "", "must be the JSON form of the action: "+jsonProblem(err))
			}
			if err := putBack[T, P](&v, personal); err != nil {
				return nil, err
			}
			return v, nil
		},
		fold: func(c *Complaint, a Action, t turn) {
			v := value(a)
			P(&v).fold(c, t)
		},
	}
}
