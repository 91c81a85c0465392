package policy

import (
	"encoding/json"
	"fmt"
)

// Condition is a question about a case, as data. It is either one comparison (Field, Op, Value) or groups of conditions:
// all of All hold, at least one of Any, and none of None; where several groups are given, each has to be satisfied.
// The zero Condition always holds.
//
// A condition that was read from a document remembers where it stood, and so do its copies.
type Condition struct {
	All  []Condition `json:"all,omitempty"`
	Any  []Condition `json:"any,omitempty"`
	None []Condition `json:"none,omitempty"`

	Field string `json:"field,omitzero"`
	Op    Op     `json:"op,omitzero"`
	Value Value  `json:"value,omitempty"`

	at place
}

// Where returns a comparison. Values are written as in a document: Where("amount", AtLeast, "CNY 500").
func Where(field string, op Op, values ...string) Condition {
	return Condition{Field: field, Op: op, Value: values}
}

// All returns a condition that holds when all of the others do.
func All(of ...Condition) Condition { return Condition{All: of} }

// Any returns a condition that holds when at least one of the others does.
func Any(of ...Condition) Condition { return Condition{Any: of} }

// None returns a condition that holds when none of the others does.
func None(of ...Condition) Condition { return Condition{None: of} }

// IsZero says whether nothing is asked, so that the condition always holds.
func (c Condition) IsZero() bool {
	return c.All == nil && c.Any == nil && c.None == nil && c.Field == "" && c.Op == "" && len(c.Value) == 0
}

// UnmarshalPolicy implements [Unmarshaler].
func (c *Condition) UnmarshalPolicy(n Node) error {
	type plain Condition // without this method
	if err := n.Decode((*plain)(c)); err != nil {
		return err
	}
	c.at = place{src: n.src, path: n.path}
	return nil
}

// Op compares a field with the value of a condition.
type Op string

// The operators. Which of them a field has depends on its [Type], see [Type.Ops].
const (
	Is          Op = "is"           // equal
	IsNot       Op = "is_not"       // not equal, or not set
	OneOf       Op = "one_of"       // equal to one of the values
	NoneOf      Op = "none_of"      // equal to none of the values, or not set; for lists: holds none of them
	Under       Op = "under"        // one of the codes, or a code below one in its tree
	ContainsAny Op = "contains_any" // the list holds at least one of the values
	ContainsAll Op = "contains_all" // the list holds every value
	AtLeast     Op = "at_least"
	AtMost      Op = "at_most"
	MoreThan    Op = "more_than"
	LessThan    Op = "less_than"
	Between     Op = "between" // from the first value to the second, both included
	Before      Op = "before"
	After       Op = "after"
	IsSet       Op = "set"   // has a value; takes no value itself
	IsUnset     Op = "unset" // has none
)

// Value is what a condition compares with: one text, or a list. Texts are as they stand in the document, so no number
// loses a digit.
type Value []string

// UnmarshalPolicy implements [Unmarshaler].
func (v *Value) UnmarshalPolicy(n Node) error {
	switch {
	case n.IsText():
		*v = Value{n.Text()}
		return nil
	case n.IsList():
		*v = make(Value, n.Len())
		for i := range n.Len() {
			if item := n.Item(i); !item.IsText() {
				return item.Refuse("must be a single value")
			}
			(*v)[i] = n.Item(i).Text()
		}
		return nil
	default:
		return n.Refuse("must be a single value or a list of values; an amount is written CNY 23.80")
	}
}

// MarshalJSON writes one value as a string and several as a list.
func (v Value) MarshalJSON() ([]byte, error) {
	if len(v) == 1 {
		return json.Marshal(v[0])
	}
	return json.Marshal([]string(v))
}

// UnmarshalJSON reads what [Value.MarshalJSON] writes.
func (v *Value) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*v = Value{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(data, &many); err != nil {
		return fmt.Errorf("value of a condition: %w", err)
	}
	*v = many
	return nil
}

// place is where something stands: in a document, or at least below which field of a policy that was built in Go.
type place struct {
	src  *Source
	path string
	rule string // for a policy without a document
}

func (p place) key(name string) place {
	p.path = joinKey(p.path, name)
	return p
}

func (p place) index(i int) place {
	p.path = joinIndex(p.path, i)
	return p
}

// refuse returns the error for the value here. The value is only needed where there is no document.
func (p place) refuse(value, problem string) *Error {
	e := p.src.Refuse(p.path, problem)
	if e.Rule == "" {
		e.Rule = p.rule
	}
	if e.Value == "" {
		e.Value = cut(value)
	}
	return e
}
