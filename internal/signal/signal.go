package signal

import (
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/text"
)

// Span is a part of the original text in bytes, From inclusive and To exclusive.
type Span struct{ From, To int32 }

// Hit is a line of a table that was found in a text.
type Hit struct {
	// Code is what the line stands for.
	Code string
	// Rule is the line: its table, code and pattern.
	Rule string
	// Weight, above 0 and at most 1, is how sure the code is by this line alone.
	Weight float64
	Span   Span
}

// Entity is a value that a text states.
type Entity[T any] struct {
	Value T
	Span  Span
}

// Signals are what was read from a text. The zero value is ready for [Read].
type Signals struct {
	// Sensitive has codes of the tree of sensitive content.
	Sensitive []Hit
	// Suspicion has the codes extortion, abuse (insults without an issue), fabricated, bulk and serial_claimant.
	Suspicion []Hit
	// Repeat says that the customer reported or asked before, Times how often in all, 0 where that is not said.
	Repeat []Hit
	Times  int
	// Sought has codes of the tree of remedies.
	Sought []Hit
	// Urgent has the codes soon, a need within about two days, and now, something that goes on.
	Urgent []Hit
	// Severe has the codes serious and very_serious.
	Severe []Hit
	// Orders are order numbers as they are written.
	Orders []Entity[string]
	// Amounts are sums of money, the one that is most likely in dispute first. The currency is empty where none is stated in a
	// text that is not Chinese.
	Amounts []Entity[complaint.Money]
	// Days is how long something has been waited for, the most likely first.
	Days []Entity[int]

	work work
}

// reset forgets a text and keeps the room.
func (s *Signals) reset() {
	s.Sensitive, s.Suspicion, s.Repeat = s.Sensitive[:0], s.Suspicion[:0], s.Repeat[:0]
	s.Sought, s.Urgent, s.Severe = s.Sought[:0], s.Urgent[:0], s.Severe[:0]
	s.Orders, s.Amounts, s.Days, s.Times = s.Orders[:0], s.Amounts[:0], s.Days[:0], 0
}

// Read reads a text into s and forgets what was there. The text must not change while the signals are used.
func Read(t *text.Text, s *Signals) {
	s.reset()
	if len(t.Runes) == 0 {
		return
	}
	b := builtinBook()
	w := &s.work
	w.read(b, t)
	w.match(b)
	w.cancel(b)
	for _, p := range w.pending {
		if p.cancelled {
			continue
		}
		r := &b.rules[p.rule]
		list := s.list(r.table)
		if len(*list) < maxHits {
			*list = append(*list, Hit{r.code, r.name, r.weight, spanOf(t, p.from, p.to)})
		}
		if r.table == tableRepeat && r.code == "repeat" && p.number >= 2 && p.number <= maxTimes {
			s.Times = max(s.Times, int(p.number))
		}
	}
	s.entities(t)
}

const (
	maxHits  = 64  // of a list, the first
	maxTimes = 500 // what is more is no count of reports
)

func (s *Signals) list(table int) *[]Hit {
	switch table {
	case tableSensitive:
		return &s.Sensitive
	case tableSuspicion:
		return &s.Suspicion
	case tableRepeat:
		return &s.Repeat
	case tableSought:
		return &s.Sought
	case tableUrgent:
		return &s.Urgent
	default:
		return &s.Severe
	}
}

// spanOf is the part of the original that runes came from. A character that became several runes is one whole.
func spanOf(t *text.Text, from, to int32) Span {
	end := to
	for int(end) < len(t.Runes) && t.At[end] == t.At[to-1] {
		end++
	}
	return Span{t.At[from], t.At[end]}
}
