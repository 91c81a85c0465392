package sla

import (
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Account says who let a limit pass, with the evidence (S8).
type Account struct {
	Clock complaint.Clock `json:"clock"`
	// Holder had the complaint when the limit passed; zero where nobody had it.
	Holder complaint.Party `json:"holder,omitzero"`
	// Late is the working time from the limit to the end of the clock, or to the moment asked for.
	Late time.Duration `json:"late"`
	// Holdings are who had the complaint from the start of the clock to its end, in order.
	Holdings []Holding `json:"holdings"`
	// Evidence are the events about the clock.
	Evidence []Evidence `json:"evidence"`
}

// Holding is a stretch in which somebody had the complaint, or nobody where Party is zero.
type Holding struct {
	Party complaint.Party `json:"party,omitzero"`
	From  time.Time       `json:"from"`
	To    time.Time       `json:"to"`
	// Worked is the working time of the clock in it, without pauses; Late is the part of it after the limit.
	Worked time.Duration `json:"worked"`
	Late   time.Duration `json:"late"`
}

// Evidence is an event that says something about a clock.
type Evidence struct {
	Version  int64           `json:"version"`
	Kind     complaint.Kind  `json:"kind"`
	At       time.Time       `json:"at"`
	Recorded time.Time       `json:"recorded"`
	Actor    complaint.Actor `json:"actor"`
	// Step is what the event did to the clock, empty for a warning, a breach or an escalation.
	Step complaint.ClockStep `json:"step,omitzero"`
	Hash string              `json:"hash"`
}

// Accounts returns an account of every limit of a history that has passed, in the order in which the clocks started. A limit
// that a running clock has passed by now counts, whether or not that was noticed. The error is that of [complaint.Replay].
func (e *Engine) Accounts(history []complaint.Event, now time.Time) ([]Account, error) {
	clocks, err := Verdicts(history)
	if err != nil {
		return nil, err
	}
	holders, last, err := holdersOf(history)
	if err != nil {
		return nil, err
	}
	var list []Account
	for _, k := range clocks {
		if k.State.Active() && k.Breached.IsZero() && !k.Due.IsZero() && now.After(k.Due) {
			k.Breached = k.Due
		}
		if k.Breached.IsZero() {
			continue
		}
		a := Account{Clock: k}
		if a.Evidence, err = evidenceOf(history, k.Ref()); err != nil {
			return nil, err
		}
		e.hold(&a, holders, last, now)
		list = append(list, a)
	}
	return list, nil
}

// hold says who had the complaint while the clock ran, and when the limit passed.
func (e *Engine) hold(a *Account, holders []Holding, c *complaint.Complaint, now time.Time) {
	k := &a.Clock
	end := k.Stopped
	if end.IsZero() {
		end = now
	}
	count := e.counter(k, c)
	if first := holders[0].From; k.Started.Before(first) { // before the registration nobody had it
		holders = append([]Holding{{From: k.Started, To: first}}, holders...)
	}
	for _, h := range holders {
		if h.From.Before(k.Started) {
			h.From = k.Started
		}
		if h.To.IsZero() || h.To.After(end) {
			h.To = end
		}
		if !h.To.After(h.From) {
			continue
		}
		if h.From.Compare(k.Breached) <= 0 && (h.To.After(k.Breached) || h.To.Equal(end)) {
			a.Holder = h.Party
		}
		h.Worked = count(h.From, h.To)
		late := h.From
		if late.Before(k.Breached) {
			late = k.Breached
		}
		h.Late = count(late, h.To)
		a.Late += h.Late
		if n := len(a.Holdings); n > 0 && a.Holdings[n-1].Party == h.Party {
			a.Holdings[n-1].To = h.To
			a.Holdings[n-1].Worked += h.Worked
			a.Holdings[n-1].Late += h.Late
			continue
		}
		a.Holdings = append(a.Holdings, h)
	}
}

// counter returns what counts the working time of a clock between two moments after its start, nothing where nobody has its
// calendar.
func (e *Engine) counter(k *complaint.Clock, c *complaint.Complaint) func(from, to time.Time) time.Duration {
	cal := e.calendar(k.Calendar)
	if cal == nil {
		return func(_, _ time.Time) time.Duration { return 0 }
	}
	list := pausesOf(c, k, cal.Calendar)
	return func(from, to time.Time) time.Duration {
		if !to.After(from) {
			return 0
		}
		return list.worked(cal.Calendar, k.Started, to) - list.worked(cal.Calendar, k.Started, from)
	}
}

// holdersOf returns who had the complaint when, and its last state. An assignment counts from when it was recorded: nobody
// is answerable for what was entered later.
func holdersOf(history []complaint.Event) ([]Holding, *complaint.Complaint, error) {
	var list []Holding
	last, i := complaint.Complaint{}, 0
	for c, err := range complaint.Steps(history) {
		if err != nil {
			return nil, nil, err
		}
		at := history[i].Recorded
		if n := len(list); n == 0 || list[n-1].Party != c.Assignment.Party {
			if n > 0 {
				list[n-1].To = at
			}
			list = append(list, Holding{Party: c.Assignment.Party, From: at})
		}
		last = c
		i++
	}
	return list, &last, nil
}

func evidenceOf(history []complaint.Event, ref complaint.ClockRef) ([]Evidence, error) {
	var list []Evidence
	for i := range history {
		ev := &history[i]
		d, err := ev.Decided()
		if err != nil {
			return nil, err
		}
		found := Evidence{Version: ev.Version, Kind: ev.Kind, At: ev.At, Recorded: ev.Recorded, Actor: ev.Actor, Hash: ev.Hash}
		about := false
		for _, change := range d.Clocks {
			if change.Clock.Ref() == ref {
				found.Step, about = change.Step, true
			}
		}
		if !about {
			if about, err = tellsOf(ev, ref); err != nil {
				return nil, err
			}
		}
		if about {
			list = append(list, found)
		}
	}
	return list, nil
}

// tellsOf says whether an event is a warning, a breach, an escalation or a closing because of a clock.
func tellsOf(ev *complaint.Event, ref complaint.ClockRef) (bool, error) {
	switch ev.Kind {
	case complaint.KindWarn, complaint.KindBreach, complaint.KindEscalate, complaint.KindRemind, complaint.KindClose:
	default:
		return false, nil
	}
	a, err := ev.Action()
	if err != nil {
		return false, err
	}
	switch act := a.(type) {
	case complaint.Warn:
		return act.Clock == ref, nil
	case complaint.Breach:
		return act.Clock == ref, nil
	case complaint.Escalate:
		return act.Clock == ref, nil
	case complaint.Remind:
		return act.Clock == ref, nil
	case complaint.Close:
		return act.Clock == ref, nil
	default:
		return false, nil
	}
}
