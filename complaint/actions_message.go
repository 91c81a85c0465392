package complaint

import "time"

// Communicate records a message to the customer. One that tells the result moves the complaint to result communicated.
type Communicate struct {
	Purpose Purpose `json:"purpose"`
	Message Message `json:"message"`
}

// Kind returns [KindCommunicate].
func (Communicate) Kind() Kind { return KindCommunicate }
func (Communicate) action()    {}

func (a *Communicate) walk(w *walker) {
	oneOf(w, "purpose", &a.Purpose, PurposeProgress, PurposeQuestion, PurposeResult, PurposeNotice)
	walkIn(w, "message", &a.Message)
}

func (a *Communicate) check(c *Complaint, _ *Meta, w *walker) {
	if a.Purpose != PurposeResult {
		return
	}
	if c.hasOpenOffer() && c.Stage() == StatusProposed {
		w.refuse("purpose", string(a.Purpose), "must not be the result while an offer is open: wait for the answer or replace it")
	}
	if c.Stage() == StatusAppealed {
		w.refuse("purpose", string(a.Purpose), "must not be the result while an appeal is open: decide it first")
	}
}

func (a *Communicate) fold(c *Complaint, t turn) {
	c.Messages.send(t)
	if a.Purpose != PurposeResult {
		return
	}
	t.lead(c, StatusCommunicated)
	c.decided(t.Actor)
}

// Receive records a message from the customer. It neither ends a wait nor restarts a clock.
type Receive struct {
	Message Message `json:"message"`
}

// Kind returns [KindReceive].
func (Receive) Kind() Kind { return KindReceive }
func (Receive) action()    {}

func (a *Receive) walk(w *walker) { walkIn(w, "message", &a.Message) }

func (a *Receive) check(*Complaint, *Meta, *walker) {}

func (a *Receive) fold(c *Complaint, t turn) {
	c.Messages.Received++
	c.Messages.LastReceived = latest(c.Messages.LastReceived, t.At)
	if !c.Messages.FirstResponse.IsZero() && t.At.After(c.Messages.LastResponse) {
		c.Messages.Unanswered = earliest(c.Messages.Unanswered, t.At)
	}
}

// Note records an internal note. Customers never see it.
type Note struct {
	Text Private `json:"text,omitzero"`
}

// Kind returns [KindNote].
func (Note) Kind() Kind { return KindNote }
func (Note) action()    {}

func (a *Note) walk(w *walker) { w.requirePrivate("text", &a.Text) }

func (a *Note) check(*Complaint, *Meta, *walker) {}

func (a *Note) fold(c *Complaint, _ turn) { c.Messages.Notes++ }

// Wait puts the complaint to waiting, for a reason. The work underneath can go on; [Resume] ends it.
type Wait struct {
	For WaitFor `json:"for"`
	// Until is when somebody should look again, zero for no date.
	Until time.Time `json:"until,omitzero"`
	// Reason is required.
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindWait].
func (Wait) Kind() Kind { return KindWait }
func (Wait) action()    {}

func (a *Wait) walk(w *walker) {
	oneOf(w, "for", &a.For, WaitCustomer, WaitThirdParty)
	w.time("until", &a.Until)
	w.requirePrivate("reason", &a.Reason)
}

func (a *Wait) check(c *Complaint, m *Meta, w *walker) {
	w.room("pauses", len(c.Pauses), 1)
	if !a.Until.IsZero() && !a.Until.After(m.At) {
		w.refuse("until", a.Until.Format(time.RFC3339), "must be later than now")
	}
}

func (a *Wait) fold(c *Complaint, t turn) {
	c.Wait = &Waiting{For: a.For, Reason: a.Reason, Since: t.At, Until: a.Until, From: c.Stage()}
	c.Status = StatusWaiting
}

// Resume ends waiting.
type Resume struct {
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindResume].
func (Resume) Kind() Kind { return KindResume }
func (Resume) action()    {}

func (a *Resume) walk(w *walker) { w.private("reason", &a.Reason, MaxText) }

func (a *Resume) check(*Complaint, *Meta, *walker) {}

func (a *Resume) fold(c *Complaint, t turn) {
	c.Status = c.Stage()
	c.endWait(t.At)
}

// FollowUp records a return visit: the shop asks whether all is well (C11).
type FollowUp struct {
	Message Message `json:"message"`
}

// Kind returns [KindFollowUp].
func (FollowUp) Kind() Kind { return KindFollowUp }
func (FollowUp) action()    {}

func (a *FollowUp) walk(w *walker) { walkIn(w, "message", &a.Message) }

func (a *FollowUp) check(*Complaint, *Meta, *walker) {}

func (a *FollowUp) fold(c *Complaint, t turn) {
	c.Messages.send(t)
	c.FollowedUp = earliest(c.FollowedUp, t.At)
	t.lead(c, StatusFollowedUp)
}

// AnswerSurvey records the customer's answers. Later answers replace earlier ones of the same cycle.
type AnswerSurvey struct {
	Survey Survey `json:"survey"`
}

// Kind returns [KindAnswerSurvey].
func (AnswerSurvey) Kind() Kind { return KindAnswerSurvey }
func (AnswerSurvey) action()    {}

func (a *AnswerSurvey) walk(w *walker) { walkIn(w, "survey", &a.Survey) }

func (a *AnswerSurvey) check(_ *Complaint, m *Meta, _ *walker) { a.Survey.At = m.At }

func (a *AnswerSurvey) fold(c *Complaint, _ turn) { c.Survey = &a.Survey }
