package complaint

import (
	"log/slog"
	"time"
)

// Message is one message to or from the customer, or a note (C10). It stands in the event only.
type Message struct {
	Channel  Channel `json:"channel"`
	Language string  `json:"language,omitzero"`
	Subject  Private `json:"subject,omitzero"`
	Text     Private `json:"text,omitzero"`
	// Template names the host's template that was used.
	Template string `json:"template,omitzero"`
	// Address is where it went to or came from.
	Address Private `json:"address,omitzero"`
}

func (m *Message) walk(w *walker) {
	requireListed(w, "channel", Channels, &m.Channel)
	w.language("language", &m.Language)
	w.private("subject", &m.Subject, MaxLine)
	w.private("text", &m.Text, MaxText)
	w.name("template", &m.Template)
	w.private("address", &m.Address, MaxLine)
	if w.mode == walkCheck && m.Text.IsZero() && m.Template == "" {
		w.refuse("text", "", "must not be empty when there is no template")
	}
}

// LogValue implements [slog.LogValuer].
func (m Message) LogValue() slog.Value {
	return slog.GroupValue(slog.String("channel", string(m.Channel)), slog.String("template", m.Template))
}

// Purpose says what a message to the customer is for.
type Purpose string

// The purposes of a message. A result tells the outcome and moves the complaint on; the others do not.
const (
	PurposeProgress Purpose = "progress"
	PurposeQuestion Purpose = "question"
	PurposeResult   Purpose = "result"
	PurposeNotice   Purpose = "notice"
)

// Correspondence counts the messages of a complaint.
type Correspondence struct {
	Sent     int `json:"sent,omitzero"`     // to the customer, acknowledgements included
	Received int `json:"received,omitzero"` // from the customer after the intake
	Notes    int `json:"notes,omitzero"`    // internal
	// FirstSent is the first message to the customer in this cycle, automatic ones included; FirstResponse is the first that
	// a person wrote, and LastResponse the last one.
	FirstSent     time.Time `json:"first_sent,omitzero"`
	FirstResponse time.Time `json:"first_response,omitzero"`
	LastResponse  time.Time `json:"last_response,omitzero"`
	// Unanswered is the first message of the customer after LastResponse; zero while there is none.
	Unanswered   time.Time `json:"unanswered,omitzero"`
	LastSent     time.Time `json:"last_sent,omitzero"`
	LastReceived time.Time `json:"last_received,omitzero"`
}

// send counts a message to the customer. One that the system wrote is no response.
func (c *Correspondence) send(t turn) {
	c.Sent++
	c.FirstSent = earliest(c.FirstSent, t.At)
	c.LastSent = latest(c.LastSent, t.At)
	if t.Actor.Role == RoleSystem {
		return
	}
	c.FirstResponse = earliest(c.FirstResponse, t.At)
	c.LastResponse = latest(c.LastResponse, t.At)
	if !c.Unanswered.IsZero() && !t.At.Before(c.Unanswered) {
		c.Unanswered = time.Time{}
	}
}

// Survey is the customer's answer after a case (C11). A nil question was not answered.
type Survey struct {
	// Satisfaction runs from 1, very dissatisfied, to 5, very satisfied.
	Satisfaction int `json:"satisfaction,omitzero"`
	// Effort runs from 1, very easy, to 7, very hard (customer effort score).
	Effort int `json:"effort,omitzero"`
	// Recommend runs from 0, not at all likely, to 10, extremely likely (net promoter score).
	Recommend *int `json:"recommend,omitempty"`
	// Solved answers "is it solved?".
	Solved  *bool   `json:"solved,omitempty"`
	Comment Private `json:"comment,omitzero"`
	// At is when it was answered; set from the event.
	At time.Time `json:"at,omitzero"`
}

func (s *Survey) walk(w *walker) {
	w.number("satisfaction", s.Satisfaction, 0, 5)
	w.number("effort", s.Effort, 0, 7)
	if s.Recommend != nil {
		w.number("recommend", *s.Recommend, 0, 10)
	}
	w.private("comment", &s.Comment, MaxText)
	if w.mode == walkCheck && s.Satisfaction == 0 && s.Effort == 0 && s.Recommend == nil && s.Solved == nil {
		w.refuse("satisfaction", "", "must be answered when no other question is")
	}
	w.time("at", &s.At)
}
