package complaint

import (
	"slices"
	"time"
)

// Withdraw ends a complaint because the customer takes it back.
type Withdraw struct {
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindWithdraw].
func (Withdraw) Kind() Kind { return KindWithdraw }
func (Withdraw) action()    {}

func (a *Withdraw) walk(w *walker) { w.private("reason", &a.Reason, MaxText) }

func (a *Withdraw) check(*Complaint, *Meta, *walker) {}

func (a *Withdraw) fold(c *Complaint, t turn) {
	c.lapseOffers()
	t.lead(c, StatusWithdrawn)
	c.Closed = t.At
}

// Close ends a complaint after its result was communicated, or while it waits for a customer who does not answer.
type Close struct {
	Outcome Outcome `json:"outcome"`
	// Clock is the clock that ran out, where the complaint closes by itself after a silence of the customer.
	Clock  ClockRef `json:"clock,omitzero"`
	Reason Private  `json:"reason,omitzero"`
}

// Kind returns [KindClose].
func (Close) Kind() Kind { return KindClose }
func (Close) action()    {}

func (a *Close) walk(w *walker) {
	oneOf(w, "outcome", &a.Outcome, OutcomeResolved, OutcomeUnresolved, OutcomeNoAnswer, OutcomeReferred)
	walkIn(w, "clock", &a.Clock)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Close) check(c *Complaint, m *Meta, w *walker) {
	if !a.Clock.IsZero() {
		w.mark(c, m, a.Clock, MarkClose, "")
	}
}

func (a *Close) fold(c *Complaint, t turn) {
	c.lapseOffers()
	c.Outcome = a.Outcome
	if !a.Clock.IsZero() {
		c.markDone(a.Clock, MarkClose, "", t.Recorded)
	}
	t.lead(c, StatusClosed)
	c.Closed = t.At
	c.decided(t.Actor)
}

// Reopen begins a new cycle with clocks of its own. What was measured in the cycles before stays.
type Reopen struct {
	// Reason is required.
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindReopen].
func (Reopen) Kind() Kind { return KindReopen }
func (Reopen) action()    {}

func (a *Reopen) walk(w *walker) { w.requirePrivate("reason", &a.Reason) }

func (a *Reopen) check(c *Complaint, _ *Meta, w *walker) { w.room("pauses", len(c.Pauses), 1) }

func (a *Reopen) fold(c *Complaint, t turn) {
	c.Reopens++
	c.newCycle(t.At)
	t.lead(c, StatusReopened)
}

// newCycle forgets what belongs to one cycle only. It stays in the history. Clocks that still run are for an engine to end.
func (c *Complaint) newCycle(at time.Time) {
	c.Cycle++
	if at.After(c.Closed) && !c.Closed.IsZero() {
		c.Pauses = append(slices.Clip(c.Pauses), Pause{For: PauseClosed, From: c.Closed, To: at})
	}
	c.Clocks = slices.DeleteFunc(slices.Clone(c.Clocks), func(k Clock) bool { return !k.State.Active() })
	if len(c.Clocks) == 0 {
		c.Clocks = nil
	}
	c.Closed, c.Acknowledged, c.Outcome = time.Time{}, time.Time{}, ""
	c.Stages, c.Survey = nil, nil
	c.Messages.FirstSent, c.Messages.FirstResponse, c.FollowedUp = time.Time{}, time.Time{}, time.Time{}
	c.Messages.LastResponse, c.Messages.Unanswered = time.Time{}, time.Time{}
}

// FileAppeal records that the customer disputes the result (C12). Somebody who did not decide before must decide it.
type FileAppeal struct {
	// Ground is required.
	Ground Private `json:"ground,omitzero"`
	// Due is by when it must be decided, zero where nothing is set.
	Due time.Time `json:"due,omitzero"`
}

// Kind returns [KindAppeal].
func (FileAppeal) Kind() Kind { return KindAppeal }
func (FileAppeal) action()    {}

func (a *FileAppeal) walk(w *walker) {
	w.requirePrivate("ground", &a.Ground)
	w.time("due", &a.Due)
}

func (a *FileAppeal) check(_ *Complaint, m *Meta, w *walker) {
	if !a.Due.IsZero() && !a.Due.After(m.At) {
		w.refuse("due", a.Due.Format(time.RFC3339), "must be later than now")
	}
}

func (a *FileAppeal) fold(c *Complaint, t turn) {
	c.Appeal = &Appeal{Ground: a.Ground, Filed: t.At, Due: a.Due, From: c.Stage()}
	c.Appeals++
	t.lead(c, StatusAppealed)
}

// DecideAppeal decides an open appeal. Upheld leads back to where the complaint was, changed takes the work up again, and
// in a new cycle when the complaint had ended.
type DecideAppeal struct {
	Outcome AppealOutcome `json:"outcome"`
	// Reason is required.
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindDecideAppeal].
func (DecideAppeal) Kind() Kind { return KindDecideAppeal }
func (DecideAppeal) action()    {}

func (a *DecideAppeal) walk(w *walker) {
	oneOf(w, "outcome", &a.Outcome, AppealUpheld, AppealChanged, AppealReferred)
	w.requirePrivate("reason", &a.Reason)
}

func (a *DecideAppeal) check(c *Complaint, m *Meta, w *walker) {
	if slices.Contains(c.Deciders, m.Actor.ID) {
		w.refuse("meta.actor.id", m.Actor.ID, "must be somebody who did not decide on this complaint before")
	}
}

func (a *DecideAppeal) fold(c *Complaint, t turn) {
	if c.Appeal == nil {
		return
	}
	decided := *c.Appeal
	decided.Outcome, decided.By, decided.Decided, decided.Reason = a.Outcome, t.Actor.ID, t.At, a.Reason
	c.Appeal = &decided
	c.decided(t.Actor)
	ended := !decided.From.Open()
	switch a.Outcome {
	case AppealUpheld:
		t.lead(c, decided.From)
	case AppealChanged:
		if ended {
			c.newCycle(t.At)
		}
		t.lead(c, StatusAssigned)
	case AppealReferred:
		c.refer(t)
	default:
	}
}

// Refer hands the complaint to an external body: an ombudsman, a regulator, a court.
type Refer struct {
	// Body names it, Reference is its file number.
	Body      string  `json:"body"`
	Reference string  `json:"reference,omitzero"`
	Reason    Private `json:"reason,omitzero"`
}

// Kind returns [KindRefer].
func (Refer) Kind() Kind { return KindRefer }
func (Refer) action()    {}

func (a *Refer) walk(w *walker) {
	w.requireName("body", &a.Body)
	w.name("reference", &a.Reference)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Refer) check(*Complaint, *Meta, *walker) {}

func (a *Refer) fold(c *Complaint, t turn) { c.refer(t) }

func (c *Complaint) refer(t turn) {
	c.Closed, c.Outcome = time.Time{}, ""
	t.lead(c, StatusReferred)
}

// Hold forbids the erasure of personal data under a name, for a reason such as a running chargeback.
type Hold struct {
	Name   string  `json:"name"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindHold].
func (Hold) Kind() Kind { return KindHold }
func (Hold) action()    {}

func (a *Hold) walk(w *walker) {
	w.requireCode("name", &a.Name)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Hold) check(c *Complaint, _ *Meta, w *walker) {
	w.room("holds", len(c.Holds), 1)
	if c.hold(a.Name) >= 0 {
		w.refuse("name", a.Name, "is in force already")
	}
}

func (a *Hold) fold(c *Complaint, t turn) {
	c.Holds = append(slices.Clip(c.Holds), LegalHold{Name: a.Name, Reason: a.Reason, Since: t.At})
}

func (c *Complaint) hold(name string) int {
	return slices.IndexFunc(c.Holds, func(h LegalHold) bool { return h.Name == name })
}

// Release ends a legal hold.
type Release struct {
	Name   string  `json:"name"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindRelease].
func (Release) Kind() Kind { return KindRelease }
func (Release) action()    {}

func (a *Release) walk(w *walker) {
	w.requireCode("name", &a.Name)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Release) check(c *Complaint, _ *Meta, w *walker) {
	if c.hold(a.Name) < 0 {
		w.refuse("name", a.Name, "is not the name of a legal hold in force")
	}
}

func (a *Release) fold(c *Complaint, _ turn) {
	c.Holds = slices.DeleteFunc(slices.Clone(c.Holds), func(h LegalHold) bool { return h.Name == a.Name })
	if len(c.Holds) == 0 {
		c.Holds = nil
	}
}

// Archive puts an ended complaint away. It stays readable and searchable; nothing but an erasure happens to it any more.
type Archive struct{}

// Kind returns [KindArchive].
func (Archive) Kind() Kind { return KindArchive }
func (Archive) action()    {}

func (a *Archive) walk(*walker) {}

func (a *Archive) check(*Complaint, *Meta, *walker) {}

func (a *Archive) fold(c *Complaint, t turn) { t.lead(c, StatusArchived) }

// Erase removes all personal data from the state; the store removes it from the events in the same step. Times, codes,
// amounts and opaque identifiers stay. A legal hold forbids it.
type Erase struct {
	// Basis is the code of the legal basis or request, for example customer_request or retention_end.
	Basis string `json:"basis"`
}

// Kind returns [KindErase].
func (Erase) Kind() Kind { return KindErase }
func (Erase) action()    {}

func (a *Erase) walk(w *walker) { w.requireCode("basis", &a.Basis) }

func (a *Erase) check(*Complaint, *Meta, *walker) {}

func (a *Erase) fold(c *Complaint, t turn) {
	w := walker{mode: walkBlank}
	c.walk(&w)
	c.Erased = t.At
}
