package complaint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"
)

// Open starts a complaint: it checks the intake and returns version 1 with its event. The error is one or several joined
// *[FieldError].
func Open(id ID, in Intake, m Meta) (Complaint, Event, error) {
	if id == (ID{}) {
		return Complaint{}, Event{}, fieldError("id", "", "must not be the zero UUID")
	}
	row, _ := lifecycle().row(KindOpen)
	c := Complaint{ID: id, Tenant: m.Tenant}
	e, err := c.step(row, Registration{Intake: in}, &m)
	if err != nil {
		return Complaint{}, Event{}, err
	}
	return c, e, nil
}

// Apply carries out an action and returns the next state and its event; c stays as it is. It refuses an action that is not
// legal here with a *[TransitionError], and bad input with one or several joined *[FieldError].
func (c Complaint) Apply(a Action, m Meta) (Complaint, Event, error) {
	if a == nil {
		return Complaint{}, Event{}, fieldError("action", "", "must not be nil")
	}
	kind := a.Kind()
	row, ok := lifecycle().row(kind)
	if !ok {
		return Complaint{}, Event{}, fieldError("action", string(kind), "must be an action of this package")
	}
	if c.Version < 1 {
		return Complaint{}, Event{}, fieldError("complaint", "", "must have been opened with Open")
	}
	if m.Tenant != "" && m.Tenant != c.Tenant {
		return Complaint{}, Event{}, fieldError("meta.tenant", m.Tenant, "must be the complaint's tenant or empty")
	}
	next := c
	if reason, ok := row.legal(&next); !ok {
		return Complaint{}, Event{}, next.transitionError(kind, reason)
	}
	m.Tenant = c.Tenant
	e, err := next.step(row, a, &m)
	if err != nil {
		return Complaint{}, Event{}, err
	}
	return next, e, nil
}

// Allowed returns the kinds of action that are legal now, in the order of the lifecycle. An action of such a kind can still
// be refused for what it contains.
func (c Complaint) Allowed() []Kind {
	var kinds []Kind
	if c.Version < 1 {
		return nil
	}
	for _, row := range lifecycle().rows {
		if _, ok := row.legal(&c); ok {
			kinds = append(kinds, row.kind)
		}
	}
	return kinds
}

// Replay rebuilds a complaint from its whole history, in version order. Policies and codes are not looked at again: what
// was decided stays decided. The error is a *[ChainError] for a history with gaps or of several complaints, and wraps
// [ErrNewer] when a newer version of this package wrote an event. Replay does not check hashes, [Verify] does.
func Replay(history []Event) (Complaint, error) {
	if len(history) == 0 {
		return Complaint{}, &ChainError{Version: 1, Problem: "there are no events"}
	}
	c := Complaint{ID: history[0].Complaint, Tenant: history[0].Tenant}
	for i := range history {
		if err := c.replay(history, i); err != nil {
			return Complaint{}, err
		}
	}
	return c, nil
}

// Steps iterates over the states of a history: what [Replay] of the first event gives, of the first two, and so on to the
// whole. It ends after the first error, which is one of Replay's.
func Steps(history []Event) iter.Seq2[Complaint, error] {
	return func(yield func(Complaint, error) bool) {
		if len(history) == 0 {
			yield(Complaint{}, &ChainError{Version: 1, Problem: "there are no events"})
			return
		}
		c := Complaint{ID: history[0].Complaint, Tenant: history[0].Tenant}
		for i := range history {
			if err := c.replay(history, i); err != nil {
				yield(Complaint{}, err)
				return
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// replay folds one event of a history into the state before it.
func (c *Complaint) replay(history []Event, i int) error {
	if problem := checkSequence(history, i); problem != "" {
		return &ChainError{Version: int64(i) + 1, Problem: problem}
	}
	e := &history[i]
	a, err := e.Action()
	if err != nil {
		return fmt.Errorf("version %d: %w", e.Version, err)
	}
	d, err := e.Decided()
	if err != nil {
		return fmt.Errorf("version %d: %w", e.Version, err)
	}
	row, _ := lifecycle().row(e.Kind)
	c.fold(row, a, e, d)
	return nil
}

// step checks an action, writes its event and folds it into c. After an error c is as it was.
func (c *Complaint) step(row *row, a Action, m *Meta) (Event, error) {
	if m.Taxonomy == nil {
		m.Taxonomy = BuiltinTaxonomy()
	}
	if m.Recorded.IsZero() {
		m.Recorded = m.At
	}
	w := walker{mode: walkCheck, taxonomy: m.Taxonomy, path: make([]byte, 0, usualPath)}
	m.walk(&w)
	if err := w.err(); err != nil {
		return Event{}, err
	}
	m.Recorded = latest(c.Updated, m.Recorded)
	m.Decisions.Quality = nil
	a, err := row.codec.check(c, a, m, &w)
	if err != nil {
		return Event{}, err
	}
	m.Decisions.fit(c, a, &w)
	if err := w.err(); err != nil {
		return Event{}, err
	}
	e := Event{
		Tenant: c.Tenant, Complaint: c.ID, Version: c.Version + 1, Kind: row.kind, Schema: Schema,
		At: m.At, Recorded: m.Recorded, Actor: m.Actor, Key: m.Key, Prev: c.Head,
	}
	if err := e.carry(row, a, m); err != nil {
		return Event{}, err
	}
	c.fold(row, a, &e, m.Decisions)
	e.Status = c.Status
	e.Hash = e.hash()
	c.Head = e.Hash
	return e, nil
}

// carry writes the action and the decisions into the event.
func (e *Event) carry(row *row, a Action, m *Meta) error {
	data, personal, err := row.codec.encode(a)
	if err != nil {
		return fieldError("action", "", "cannot be written as JSON")
	}
	e.Data = data
	if personal != nil {
		if len(m.Salt) < minSalt || len(m.Salt) > maxSalt {
			return fieldError("meta.salt", "", "must be 16 to 64 random bytes when the action carries personal data")
		}
		e.Personal = &Personal{Salt: slices.Clone(m.Salt), Data: personal}
		e.Digest = e.Personal.digest()
	}
	if !m.Decisions.isZero() {
		if e.Decisions, err = json.Marshal(m.Decisions); err != nil {
			return fieldError("meta.decisions", "", "cannot be written as JSON")
		}
	}
	return nil
}

const (
	minSalt = 16
	maxSalt = 64
	// maxAhead is how far event time may lie after record time: two clocks of one installation.
	maxAhead = 10 * time.Minute
)

func (m *Meta) walk(w *walker) {
	w.path = append(w.path, "meta."...)
	w.name("tenant", &m.Tenant)
	w.requireTime("at", &m.At)
	w.requireTime("recorded", &m.Recorded)
	if m.At.Sub(m.Recorded) > maxAhead {
		w.refuse("at", m.At.Format(time.RFC3339Nano), "must not be more than ten minutes after the record time")
	}
	walkIn(w, "actor", &m.Actor)
	w.name("key", &m.Key)
	walkIn(w, "decisions", &m.Decisions)
	w.path = w.path[:0]
}

// fold is what an event does to the state. It never fails and never looks at anything but its arguments.
func (c *Complaint) fold(row *row, a Action, e *Event, d Decisions) {
	c.Version = e.Version
	c.Updated = e.Recorded
	row.codec.fold(c, a, turn{Event: e, moves: row.moves, decided: &d})
	decline, _ := lifecycle().row(KindDecline)
	c.decideOffers(d.Offers, turn{Event: e, moves: decline.moves})
	for i := range d.Claims {
		c.openClaim(d.Claims[i], e.At)
	}
	if d.Assessment != nil {
		assess, _ := lifecycle().row(KindAssess)
		c.Assessment = d.Assessment.over(c.Assessment)
		turn{Event: e, moves: assess.moves}.lead(c, StatusScreened)
	}
	for _, l := range d.Links {
		if !slices.Contains(c.Links, l.Link) {
			c.Links = append(slices.Clip(c.Links), l.Link)
		}
	}
	if out, _ := lifecycle().row(KindScreenOut); d.Screening != nil && slices.Contains(out.from, c.Stage()) {
		c.screenOut(turn{Event: e, moves: out.moves})
	}
	if d.Route != nil {
		assign, _ := lifecycle().row(KindAssign)
		c.Assignment = d.Route.To
		turn{Event: e, moves: assign.moves}.lead(c, StatusAssigned)
	}
	if d.Quality != nil {
		c.Quality = *d.Quality
	}
	c.decideClocks(d.Clocks)
	c.Due = c.nextDue()
	c.Head = e.Hash
}

// same compares two states by their JSON form, which is what is stored.
func same(a, b Complaint) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// ErrTransition is what every *[TransitionError] unwraps to.
var ErrTransition = errors.New("action is not legal now")

// TransitionError says that an action is not legal in the complaint's state, and what is. It unwraps to [ErrTransition].
type TransitionError struct {
	Status Status
	Action Kind
	// Reason says why where the status alone does not.
	Reason string
	// Allowed are the legal next steps.
	Allowed []Kind
}

// Error names state, action and legal next steps.
func (e *TransitionError) Error() string {
	because := ""
	if e.Reason != "" {
		because = " (" + e.Reason + ")"
	}
	return fmt.Sprintf("%s is not legal in status %s%s; legal now: %v", e.Action, e.Status, because, e.Allowed)
}

// Unwrap returns [ErrTransition].
func (e *TransitionError) Unwrap() error { return ErrTransition }

func (c *Complaint) transitionError(kind Kind, reason string) error {
	return &TransitionError{Status: c.Status, Action: kind, Reason: reason, Allowed: c.Allowed()}
}

// ErrNewer says that an event was written by a newer version of this package, which must be used to read it.
var ErrNewer = errors.New("event was written by a newer version")

type newerError struct {
	version int64
	kind    Kind
	schema  int
}

func (e *newerError) Error() string {
	return fmt.Sprintf("event %d of kind %q, schema %d: %s", e.version, e.kind, e.schema, ErrNewer)
}

func (e *newerError) Unwrap() error { return ErrNewer }
