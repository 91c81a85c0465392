package complaint

import (
	"slices"
	"strconv"
	"time"
)

// Clock is one time limit of a complaint: what is measured, by when it is due, and how it ended. An SLA engine decides
// about clocks, and its decisions stand in the events; this package keeps them and never computes one again.
type Clock struct {
	// Name is the name of the target in the policy, a code, such as first_response.
	Name string `json:"name"`
	// Metric is what is measured, a code: a metric of the package sla or a milestone of the policy.
	Metric string    `json:"metric"`
	Kind   ClockKind `json:"kind"`
	// Cycle is the complaint's cycle in which it started, Run counts the clocks of its name in that cycle, from 1.
	Cycle int `json:"cycle"`
	Run   int `json:"run"`
	// About names what it is about where a complaint can have several at once: an offer.
	About string `json:"about,omitzero"`

	State ClockState `json:"state"`
	// Started may lie before the event that started it. Stopped is when it was fulfilled or cancelled.
	Started time.Time `json:"started"`
	Stopped time.Time `json:"stopped,omitzero"`

	// Target is the limit as the policy states it: "16h", "7 working days".
	Target string `json:"target"`
	// Calendar is the calendar that it counts in; Rule and Policy say what set the target.
	Calendar PolicyRef `json:"calendar"`
	Policy   PolicyRef `json:"policy"`
	Rule     string    `json:"rule,omitzero"`
	// PausedBy lists the reasons to wait that stop the clock, MaxPause is how much working time it may stand still, 0 for
	// any, in nanoseconds.
	PausedBy []WaitFor     `json:"paused_by,omitempty"`
	MaxPause time.Duration `json:"max_pause,omitzero"`
	// Pauses are stretches in which a condition of the policy made it stand still, besides the complaint's own
	// [Complaint.Pauses]. The last one has no end while it lasts.
	Pauses []Pause `json:"pauses,omitempty"`

	// Due is the last moment that keeps the limit; zero while it stands still without a limit to the pause.
	Due time.Time `json:"due,omitzero"`
	// Breached is the due time that passed, zero while none has. What has passed stays passed, also under a later target.
	Breached time.Time `json:"breached,omitzero"`
	// Verdict is how it ended, empty while it runs.
	Verdict Verdict `json:"verdict,omitzero"`
	// Worked is the working time from Started to Stopped without pauses, Elapsed the calendar time with them, in
	// nanoseconds. Both are set when it ends.
	Worked  time.Duration `json:"worked,omitzero"`
	Elapsed time.Duration `json:"elapsed,omitzero"`
	// Marks are the moments at which something happens by itself, in order.
	Marks []Mark `json:"marks,omitempty"`
}

// ClockKind says whom a time limit is owed to.
type ClockKind string

// The kinds of clock.
const (
	ClockCustomer   ClockKind = "customer"   // promised to the customer (SLA)
	ClockInternal   ClockKind = "internal"   // between departments (OLA)
	ClockRegulatory ClockKind = "regulatory" // set by law or a regulator
	ClockSilence    ClockKind = "silence"    // the customer's time to answer, after which the complaint closes by itself
)

// ClockState says what a clock does. A clock outside business hours runs, it only counts nothing then.
type ClockState string

// The states of a clock.
const (
	ClockRunning   ClockState = "running"
	ClockPaused    ClockState = "paused" // it stands still because the complaint waits
	ClockFulfilled ClockState = "fulfilled"
	ClockCancelled ClockState = "cancelled" // what it measures will not happen any more
)

// Active says whether the clock has not ended: it runs or is paused.
func (s ClockState) Active() bool { return s == ClockRunning || s == ClockPaused }

// Verdict is how a clock ended.
type Verdict string

// The verdicts. A cancelled clock has none, unless its limit had passed before.
const (
	VerdictMet      Verdict = "met"
	VerdictBreached Verdict = "breached"
)

// Mark is a moment of a clock at which something happens by itself.
type Mark struct {
	Kind MarkKind `json:"kind"`
	// Label says which of its kind, as the policy states it: "75%", "2h before", "level 2".
	Label string `json:"label,omitzero"`
	// After is the working time from the clock's start to the mark, in nanoseconds.
	After time.Duration `json:"after,omitzero"`
	// At is when it falls due; zero while the clock stands still.
	At time.Time `json:"at,omitzero"`
	// Level, Tier and To say what an escalation does, Outcome how the complaint closes.
	Level   int     `json:"level,omitzero"`
	Tier    Role    `json:"tier,omitzero"`
	To      Party   `json:"to,omitzero"`
	Outcome Outcome `json:"outcome,omitzero"`
	// Notify lists the roles that are told.
	Notify []Role `json:"notify,omitempty"`
	// Done is when it was carried out, zero before.
	Done time.Time `json:"done,omitzero"`
}

// MarkKind says what happens at a mark.
type MarkKind string

// The kinds of mark. Each is carried out by the action of the same name.
const (
	MarkWarn     MarkKind = "warn"
	MarkBreach   MarkKind = "breach"
	MarkEscalate MarkKind = "escalate"
	MarkRemind   MarkKind = "remind"
	MarkClose    MarkKind = "close"
)

// Pause is a stretch of time in which the complaint waited, From inclusive, To exclusive.
type Pause struct {
	For  WaitFor   `json:"for"`
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

// Reasons of a pause that are no reasons to wait.
const (
	PauseClosed    WaitFor = "closed"    // between a closing and the reopening
	PauseCondition WaitFor = "condition" // a condition of the policy
)

// ClockRef names a clock of a complaint.
type ClockRef struct {
	Name  string `json:"name"`
	Cycle int    `json:"cycle"`
	Run   int    `json:"run"`
}

// IsZero says whether no clock is named.
func (r ClockRef) IsZero() bool { return r == ClockRef{} }

// String writes the reference as name/cycle/run.
func (r ClockRef) String() string {
	return r.Name + "/" + strconv.Itoa(r.Cycle) + "/" + strconv.Itoa(r.Run)
}

// Ref names the clock.
func (c Clock) Ref() ClockRef { return ClockRef{Name: c.Name, Cycle: c.Cycle, Run: c.Run} }

// Next is the earliest moment at which something of the clock falls due by itself; zero for none.
func (c Clock) Next() time.Time {
	var next time.Time
	if !c.State.Active() {
		return next
	}
	for i := range c.Marks {
		if c.Marks[i].Done.IsZero() {
			next = earliest(next, c.Marks[i].At)
		}
	}
	return next
}

// ClockChange is a decision about a clock: the clock as it is from then on, and why.
type ClockChange struct {
	Step  ClockStep `json:"step"`
	Clock Clock     `json:"clock"`
	// WasTarget and WasDue are what applied before a retargeting or retiming.
	WasTarget string    `json:"was_target,omitzero"`
	WasDue    time.Time `json:"was_due,omitzero"`
	Reasons   []Reason  `json:"reasons,omitempty"`
}

// ClockStep says what happened to a clock.
type ClockStep string

// The steps of a clock.
const (
	ClockStart    ClockStep = "start"
	ClockPause    ClockStep = "pause"
	ClockResume   ClockStep = "resume"
	ClockFulfil   ClockStep = "fulfil"
	ClockCancel   ClockStep = "cancel"
	ClockRetarget ClockStep = "retarget" // another target: the grades, the rule or the policy changed
	ClockRetime   ClockStep = "retime"   // the same target, counted anew: the start or the calendar changed
)

func clockStates() []ClockState {
	return []ClockState{ClockRunning, ClockPaused, ClockFulfilled, ClockCancelled}
}

func (c *ClockChange) walk(w *walker) {
	oneOf(w, "step", &c.Step, ClockStart, ClockPause, ClockResume, ClockFulfil, ClockCancel, ClockRetarget, ClockRetime)
	walkIn(w, "clock", &c.Clock)
	w.name("was_target", &c.WasTarget)
	w.time("was_due", &c.WasDue)
	walkList(w, "reasons", &c.Reasons)
}

func (c *Clock) walk(w *walker) {
	w.requireCode("name", &c.Name)
	w.requireCode("metric", &c.Metric)
	oneOf(w, "kind", &c.Kind, ClockCustomer, ClockInternal, ClockRegulatory, ClockSilence)
	w.number("cycle", c.Cycle, 1, maxRuns)
	w.number("run", c.Run, 1, maxRuns)
	w.name("about", &c.About)
	oneOf(w, "state", &c.State, clockStates()...)
	w.requireTime("started", &c.Started)
	w.time("stopped", &c.Stopped)
	w.requireName("target", &c.Target)
	walkIn(w, "calendar", &c.Calendar)
	walkIn(w, "policy", &c.Policy)
	w.name("rule", &c.Rule)
	w.time("due", &c.Due)
	w.time("breached", &c.Breached)
	oneOf(w, "verdict", &c.Verdict, "", VerdictMet, VerdictBreached)
	walkList(w, "pauses", &c.Pauses)
	walkList(w, "marks", &c.Marks)
	if w.mode == walkCheck && c.State.Active() != c.Stopped.IsZero() {
		w.refuse("stopped", "", "must be set when the clock has ended, and only then")
	}
}

const maxRuns = 1_000_000

func (p *Pause) walk(w *walker) {
	w.requireTime("from", &p.From)
	w.time("to", &p.To)
}

func (m *Mark) walk(w *walker) {
	oneOf(w, "kind", &m.Kind, MarkWarn, MarkBreach, MarkEscalate, MarkRemind, MarkClose)
	w.name("label", &m.Label)
	w.time("at", &m.At)
	w.time("done", &m.Done)
	w.number("level", m.Level, 0, maxLevel)
	w.tier("tier", &m.Tier)
	walkIn(w, "to", &m.To)
}

func (r *ClockRef) walk(w *walker) {
	w.code("name", &r.Name)
}

// clock returns the clock of that name, cycle and run, nil where the state has none.
func (c *Complaint) clock(ref ClockRef) *Clock {
	for i := range c.Clocks {
		if c.Clocks[i].Ref() == ref {
			return &c.Clocks[i]
		}
	}
	return nil
}

// Clock returns the clock of that name, cycle and run, and whether the state has it. The state keeps what runs and, of the
// present cycle, the last run of each; all others stand in the history.
func (c Complaint) Clock(ref ClockRef) (Clock, bool) {
	if found := c.clock(ref); found != nil {
		return *found, true
	}
	return Clock{}, false
}

// decideClocks lays decisions over the clocks of the state.
func (c *Complaint) decideClocks(changes []ClockChange) {
	if len(changes) == 0 {
		return
	}
	c.Clocks = slices.Clone(c.Clocks)
	for i := range changes {
		next := changes[i].Clock
		if at := c.clock(next.Ref()); at != nil {
			*at = next
			continue
		}
		// A new run takes the place of the one before it, which stands in the history.
		c.Clocks = slices.DeleteFunc(c.Clocks, func(old Clock) bool {
			return old.Name == next.Name && old.About == next.About && !old.State.Active()
		})
		c.Clocks = append(c.Clocks, next)
	}
	for i := 0; len(c.Clocks) > MaxList && i < len(c.Clocks); {
		if c.Clocks[i].State.Active() {
			i++
			continue
		}
		c.Clocks = slices.Delete(c.Clocks, i, i+1)
	}
}

// changeMarks gives fold a copy of the clocks, their marks included, to change.
func (c *Complaint) changeMarks(change func(clock *Clock)) {
	c.Clocks = slices.Clone(c.Clocks)
	for i := range c.Clocks {
		c.Clocks[i].Marks = slices.Clone(c.Clocks[i].Marks)
		change(&c.Clocks[i])
	}
}

// mark returns the first mark of a kind and label that was not carried out yet.
func (c *Clock) mark(kind MarkKind, label string) *Mark {
	if c == nil || !c.State.Active() {
		return nil
	}
	for i := range c.Marks {
		if m := &c.Marks[i]; m.Kind == kind && m.Label == label && m.Done.IsZero() {
			return m
		}
	}
	return nil
}

// cloneLists makes the lists of a clock its own.
func (c *Clock) cloneLists() {
	c.PausedBy = slices.Clone(c.PausedBy)
	c.Pauses = slices.Clone(c.Pauses)
	c.Marks = cloneEach(c.Marks, func(m *Mark) { m.Notify = slices.Clone(m.Notify) })
}

func cloneClocks(list []Clock) []Clock { return cloneEach(list, (*Clock).cloneLists) }

// endWait ends waiting and keeps the pause.
func (c *Complaint) endWait(at time.Time) {
	if c.Wait == nil {
		return
	}
	if at.After(c.Wait.Since) {
		c.Pauses = append(slices.Clip(c.Pauses), Pause{For: c.Wait.For, From: c.Wait.Since, To: at})
	}
	c.Wait = nil
}
