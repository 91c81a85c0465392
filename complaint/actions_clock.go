package complaint

import (
	"slices"
	"time"
)

// The actions that happen because time passes. A scheduler carries them out; none of them needs to decide anything, because
// the marks in the state say what is due.

// Warn records that a clock comes near its limit. It happened at the time of the mark, whenever it was noticed.
type Warn struct {
	Clock ClockRef `json:"clock"`
	// Mark is the label of the mark.
	Mark string `json:"mark"`
	// Due, Holder and Notify are filled in from the state: the limit, who has the complaint, and who is told.
	Due    time.Time `json:"due,omitzero"`
	Holder Party     `json:"holder,omitzero"`
	Notify []Role    `json:"notify,omitempty"`
}

// Kind returns [KindWarn].
func (Warn) Kind() Kind { return KindWarn }
func (Warn) action()    {}

func (a *Warn) walk(w *walker) {
	walkIn(w, "clock", &a.Clock)
	w.name("mark", &a.Mark)
	w.time("due", &a.Due)
	walkIn(w, "holder", &a.Holder)
}

func (a *Warn) check(c *Complaint, m *Meta, w *walker) {
	a.Due, a.Holder, a.Notify = w.mark(c, m, a.Clock, MarkWarn, a.Mark)
}

func (a *Warn) fold(c *Complaint, t turn) { c.markDone(a.Clock, MarkWarn, a.Mark, t.Recorded) }

// mark checks that a mark is due and returns what its event repeats from the state.
func (w *walker) mark(c *Complaint, m *Meta, ref ClockRef, kind MarkKind, label string) (time.Time, Party, []Role) {
	clock := c.clock(ref)
	if clock == nil || !clock.State.Active() {
		w.refuse("clock", ref.String(), "must be a clock of this complaint that has not ended")
		return time.Time{}, Party{}, nil
	}
	mark := clock.mark(kind, label)
	if mark == nil {
		w.refuse("mark", label, "must be a mark of the clock that was not carried out yet")
		return time.Time{}, Party{}, nil
	}
	if mark.At.IsZero() || m.At.Before(mark.At) {
		w.refuse("mark", label, "is not due yet")
	}
	return clock.Due, c.Assignment.Party, slices.Clone(mark.Notify)
}

// markDone notes that a mark was carried out.
func (c *Complaint) markDone(ref ClockRef, kind MarkKind, label string, at time.Time) {
	c.changeMarks(func(clock *Clock) {
		if mark := clock.mark(kind, label); clock.Ref() == ref && mark != nil {
			mark.Done = at
		}
	})
}

// Breach records that a limit has passed. It happened at the due time, whenever it was noticed.
type Breach struct {
	Clock ClockRef `json:"clock"`
	// Due, Holder and Notify are filled in from the state: the limit that passed, who had the complaint, and who is told.
	Due    time.Time `json:"due,omitzero"`
	Holder Party     `json:"holder,omitzero"`
	Notify []Role    `json:"notify,omitempty"`
}

// Kind returns [KindBreach].
func (Breach) Kind() Kind { return KindBreach }
func (Breach) action()    {}

func (a *Breach) walk(w *walker) {
	walkIn(w, "clock", &a.Clock)
	w.time("due", &a.Due)
	walkIn(w, "holder", &a.Holder)
}

func (a *Breach) check(c *Complaint, m *Meta, w *walker) {
	a.Due, a.Holder, a.Notify = w.mark(c, m, a.Clock, MarkBreach, "")
}

func (a *Breach) fold(c *Complaint, t turn) {
	c.markDone(a.Clock, MarkBreach, "", t.Recorded)
	if clock := c.clock(a.Clock); clock != nil && clock.Breached.IsZero() {
		clock.Breached = a.Due
	}
}

// Reminded says what a [Remind] is about.
type Reminded string

// What a reminder is about.
const (
	RemindWait   Reminded = "wait"   // the date until which the complaint waits
	RemindStep   Reminded = "step"   // a step of the plan
	RemindAppeal Reminded = "appeal" // the date by which the appeal must be decided
	RemindClock  Reminded = "clock"  // a mark of a clock, for a customer who does not answer
)

// Remind records that a date has come at which somebody should look at the complaint, once for each date.
type Remind struct {
	About Reminded `json:"about"`
	// Step is the plan's step; Clock and Mark are the clock's.
	Step  string   `json:"step,omitzero"`
	Clock ClockRef `json:"clock,omitzero"`
	Mark  string   `json:"mark,omitzero"`
	// Holder and Notify are filled in from the state: who has the complaint, and who is told.
	Holder Party  `json:"holder,omitzero"`
	Notify []Role `json:"notify,omitempty"`
}

// Kind returns [KindRemind].
func (Remind) Kind() Kind { return KindRemind }
func (Remind) action()    {}

func (a *Remind) walk(w *walker) {
	oneOf(w, "about", &a.About, RemindWait, RemindStep, RemindAppeal, RemindClock)
	w.code("step", &a.Step)
	walkIn(w, "clock", &a.Clock)
	w.name("mark", &a.Mark)
	walkIn(w, "holder", &a.Holder)
}

func (a *Remind) check(c *Complaint, m *Meta, w *walker) {
	a.Holder = c.Assignment.Party
	var date time.Time
	switch a.About {
	case RemindClock:
		_, a.Holder, a.Notify = w.mark(c, m, a.Clock, MarkRemind, a.Mark)
		return
	case RemindWait:
		if c.Wait != nil {
			date = c.Wait.due()
		}
	case RemindStep:
		if s := c.planStep(a.Step); s != nil {
			date, a.Holder = s.due(), s.Owner
		}
	case RemindAppeal:
		if c.Appeal != nil {
			date = c.Appeal.due()
		}
	}
	if date.IsZero() || m.At.Before(date) {
		w.refuse("about", string(a.About), "must have a date that has come and that nobody was reminded of")
	}
}

func (a *Remind) fold(c *Complaint, t turn) {
	switch a.About {
	case RemindClock:
		c.markDone(a.Clock, MarkRemind, a.Mark, t.Recorded)
	case RemindWait:
		if c.Wait != nil {
			wait := *c.Wait
			wait.Reminded = true
			c.Wait = &wait
		}
	case RemindStep:
		c.Plan = slices.Clone(c.Plan)
		if s := c.planStep(a.Step); s != nil {
			s.Reminded = true
		}
	case RemindAppeal:
		if c.Appeal != nil {
			appeal := *c.Appeal
			appeal.Reminded = true
			c.Appeal = &appeal
		}
	}
}

// due is the date of a wait that nobody was reminded of.
func (w *Waiting) due() time.Time {
	if w.Reminded {
		return time.Time{}
	}
	return w.Until
}

// due is the date of a step that is to be done and that nobody was reminded of.
func (s *PlanStep) due() time.Time {
	if s.Reminded || s.State != StepPlanned && s.State != StepFailed {
		return time.Time{}
	}
	return s.Due
}

// due is the date of an open appeal that nobody was reminded of.
func (a *Appeal) due() time.Time {
	if a.Reminded || a.Outcome != "" {
		return time.Time{}
	}
	return a.Due
}

// Lapse records that an open offer has expired. It happened at the offer's own date, whenever it was noticed.
type Lapse struct {
	Offer string `json:"offer"`
}

// Kind returns [KindLapse].
func (Lapse) Kind() Kind { return KindLapse }
func (Lapse) action()    {}

func (a *Lapse) walk(w *walker) { w.requireCode("offer", &a.Offer) }

func (a *Lapse) check(c *Complaint, m *Meta, w *walker) {
	if o := w.openOffer(c, a.Offer); o != nil && (o.Expires.IsZero() || m.At.Before(o.Expires)) {
		w.refuse("offer", a.Offer, "has not expired")
	}
}

func (a *Lapse) fold(c *Complaint, t turn) {
	c.changeOffer(a.Offer, func(o *Offer) { o.State = OfferLapsed })
	c.withoutOffer(t)
}

// Retime has an engine decide about all clocks again, because the policy or a calendar was changed. What the engine decided
// stands in the event's decisions; without a change there is no reason for the action.
type Retime struct {
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindRetime].
func (Retime) Kind() Kind { return KindRetime }
func (Retime) action()    {}

func (a *Retime) walk(w *walker) { w.private("reason", &a.Reason, MaxText) }

func (a *Retime) check(*Complaint, *Meta, *walker) {}

func (a *Retime) fold(*Complaint, turn) {}
