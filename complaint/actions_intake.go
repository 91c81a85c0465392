package complaint

import "strconv"

// Registration is the action behind [Open]. It stands in the first event of a history and nowhere else.
type Registration struct {
	Intake Intake `json:"intake"`
}

// Kind returns [KindOpen].
func (Registration) Kind() Kind { return KindOpen }
func (Registration) action()    {}

func (a *Registration) walk(w *walker) { walkIn(w, "intake", &a.Intake) }

func (a *Registration) check(_ *Complaint, m *Meta, w *walker) {
	if a.Intake.Received.IsZero() {
		a.Intake.Received = m.At
	}
	if a.Intake.Received.Sub(m.Recorded) > maxAhead {
		w.refuse("intake.received", "", "must not be more than ten minutes after the record time")
	}
	seen := map[string]bool{}
	for _, e := range a.Intake.Evidence {
		if seen[e.ID] {
			w.refuse("intake.evidence", e.ID, "must have an id of its own")
		}
		seen[e.ID] = true
	}
	quality := a.Intake.quality(m.Recorded)
	m.Decisions.Quality = &quality
}

func (a *Registration) fold(c *Complaint, t turn) {
	c.Reference = NewReference(c.ID)
	c.Cycle = 1
	c.Intake = a.Intake
	c.Received, c.Registered = a.Intake.Received, t.Recorded
	for _, ev := range a.Intake.Evidence {
		c.Evidence = append(c.Evidence, EvidenceRef{ID: ev.ID, Hash: ev.Hash, Custodian: ev.Custodian})
	}
	c.Links = a.Intake.Links
	c.Assessment.Tags = a.Intake.Tags
	c.Intake.Evidence, c.Intake.Links, c.Intake.Tags = nil, nil, nil
	c.Assessment.Feedback, c.Assessment.Category = a.Intake.Feedback, a.Intake.Category
	if c.Assessment.Feedback == "" {
		c.Assessment.Feedback = FeedbackComplaint
	}
	t.lead(c, StatusReceived)
}

// Assess records what a person or an engine thinks the complaint is. The first assessment screens it in.
type Assess struct {
	Assessment Assessment `json:"assessment"`
	Reason     Private    `json:"reason,omitzero"`
}

// Kind returns [KindAssess].
func (Assess) Kind() Kind { return KindAssess }
func (Assess) action()    {}

func (a *Assess) walk(w *walker) {
	walkIn(w, "assessment", &a.Assessment)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Assess) check(*Complaint, *Meta, *walker) {}

func (a *Assess) fold(c *Complaint, t turn) {
	c.Assessment = a.Assessment.over(c.Assessment)
	t.lead(c, StatusScreened)
}

// ScreenOut ends a complaint that needs no handling (T3). It stays in the store, can be reopened and appealed.
type ScreenOut struct {
	// Criterion is the code of the stated criterion.
	Criterion string  `json:"criterion"`
	Reason    Private `json:"reason,omitzero"`
}

// Kind returns [KindScreenOut].
func (ScreenOut) Kind() Kind { return KindScreenOut }
func (ScreenOut) action()    {}

func (a *ScreenOut) walk(w *walker) {
	w.requireCode("criterion", &a.Criterion)
	w.private("reason", &a.Reason, MaxText)
}

func (a *ScreenOut) check(*Complaint, *Meta, *walker) {}

func (a *ScreenOut) fold(c *Complaint, t turn) {
	c.screenOut(t)
	c.decided(t.Actor)
}

func (c *Complaint) screenOut(t turn) {
	c.lapseOffers()
	t.lead(c, StatusScreenedOut)
	c.Closed = t.At
}

// Acknowledge tells the customer that the complaint was received, once in a cycle.
type Acknowledge struct {
	Message Message `json:"message"`
}

// Kind returns [KindAcknowledge].
func (Acknowledge) Kind() Kind { return KindAcknowledge }
func (Acknowledge) action()    {}

func (a *Acknowledge) walk(w *walker) { walkIn(w, "message", &a.Message) }

func (a *Acknowledge) check(*Complaint, *Meta, *walker) {}

func (a *Acknowledge) fold(c *Complaint, t turn) {
	c.Acknowledged = t.At
	c.Messages.send(t)
	t.lead(c, StatusAcknowledged)
}

// Assign gives the complaint to a department, a person, or both.
type Assign struct {
	To Party `json:"to"`
	// Tier is the handler tier that it needs, empty for any.
	Tier   Role    `json:"tier,omitzero"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindAssign].
func (Assign) Kind() Kind { return KindAssign }
func (Assign) action()    {}

func (a *Assign) walk(w *walker) {
	w.requireParty("to", &a.To)
	w.tier("tier", &a.Tier)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Assign) check(*Complaint, *Meta, *walker) {}

func (a *Assign) fold(c *Complaint, t turn) {
	c.Assignment = Assignment{Party: a.To, Tier: a.Tier}
	t.lead(c, StatusAssigned)
}

// Escalate raises a complaint to a higher level, and gives it to somebody else where To or Tier says so. All marks of clocks
// that run, up to that level, are carried out with it.
type Escalate struct {
	// Level is the level reached, from 1; it must be higher than before.
	Level int   `json:"level"`
	To    Party `json:"to,omitzero"`
	Tier  Role  `json:"tier,omitzero"`
	// Clock is the clock that demands it, zero where a person does.
	Clock ClockRef `json:"clock,omitzero"`
	// Holder and Notify are filled in from the state: who had the complaint, and who is told.
	Holder Party   `json:"holder,omitzero"`
	Notify []Role  `json:"notify,omitempty"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindEscalate].
func (Escalate) Kind() Kind { return KindEscalate }
func (Escalate) action()    {}

func (a *Escalate) walk(w *walker) {
	walkIn(w, "to", &a.To)
	w.tier("tier", &a.Tier)
	walkIn(w, "clock", &a.Clock)
	walkIn(w, "holder", &a.Holder)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Escalate) check(c *Complaint, m *Meta, w *walker) {
	w.number("level", a.Level, c.Escalation+1, maxLevel)
	a.Holder, a.Notify = c.Assignment.Party, nil
	if !a.Clock.IsZero() {
		_, _, a.Notify = w.mark(c, m, a.Clock, MarkEscalate, levelLabel(a.Level))
	}
}

// levelLabel is the label of the mark that escalates to a level.
func levelLabel(level int) string { return "level " + strconv.Itoa(level) }

func (a *Escalate) fold(c *Complaint, t turn) {
	c.Escalation = a.Level
	c.changeMarks(func(clock *Clock) {
		for i := range clock.Marks {
			if m := &clock.Marks[i]; m.Kind == MarkEscalate && m.Level <= a.Level && m.Done.IsZero() && clock.State.Active() {
				m.Done = t.Recorded
			}
		}
	})
	if !a.To.IsZero() {
		c.Assignment.Party = a.To
	}
	if a.Tier != "" {
		c.Assignment.Tier = a.Tier
	}
}

const maxLevel = 9

// Reclassify changes category or kind of feedback, with the reason. Corrections teach the classifier.
type Reclassify struct {
	Category string   `json:"category,omitzero"`
	Feedback Feedback `json:"feedback,omitzero"`
	Reason   Private  `json:"reason,omitzero"`
}

// Kind returns [KindReclassify].
func (Reclassify) Kind() Kind { return KindReclassify }
func (Reclassify) action()    {}

func (a *Reclassify) walk(w *walker) {
	listed(w, "category", Categories, &a.Category)
	listed(w, "feedback", Feedbacks, &a.Feedback)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Reclassify) check(_ *Complaint, _ *Meta, w *walker) {
	if a.Category == "" && a.Feedback == "" {
		w.refuse("category", "", "must be set when feedback is not")
	}
}

func (a *Reclassify) fold(c *Complaint, _ turn) {
	keep(&a.Category, c.Assessment.Category)
	keep(&a.Feedback, c.Assessment.Feedback)
	c.Assessment.Category, c.Assessment.Feedback = a.Category, a.Feedback
}
