package policy

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/recourse-go/recourse/complaint"
)

// Type says what values a field has and so which operators it knows.
type Type string

// The types of fields.
const (
	TextType     Type = "text"     // one word or text
	CodeType     Type = "code"     // a code of a tree of the taxonomy
	RankType     Type = "rank"     // one of a few words that have an order, such as severities
	ListType     Type = "list"     // several words or codes
	FlagType     Type = "flag"     // true or false
	CountType    Type = "count"    // a whole number
	NumberType   Type = "number"   // an exact number
	MeasureType  Type = "measure"  // a number that was estimated, such as a probability
	MoneyType    Type = "money"    // an amount in a currency
	TimeType     Type = "time"     // a moment
	DurationType Type = "duration" // a length of time
)

// Ops returns the operators of a type.
func (t Type) Ops() []Op {
	switch t {
	case TextType:
		return []Op{Is, IsNot, OneOf, NoneOf, IsSet, IsUnset}
	case CodeType:
		return []Op{Is, IsNot, OneOf, NoneOf, Under, IsSet, IsUnset}
	case RankType:
		return []Op{Is, IsNot, OneOf, NoneOf, AtLeast, AtMost, MoreThan, LessThan, Between, IsSet, IsUnset}
	case ListType:
		return []Op{ContainsAny, ContainsAll, NoneOf, Under, IsSet, IsUnset}
	case FlagType:
		return []Op{Is, IsNot}
	case CountType, NumberType, MeasureType, MoneyType, DurationType:
		return []Op{Is, IsNot, OneOf, NoneOf, AtLeast, AtMost, MoreThan, LessThan, Between, IsSet, IsUnset}
	case TimeType:
		return []Op{Is, IsNot, Before, After, AtLeast, AtMost, Between, IsSet, IsUnset}
	default:
		return nil
	}
}

// Field is one fact that conditions can ask for: its name, its type and how to get it from a subject. Fields are made
// by the functions below. Getters must be pure and safe for concurrent use, and must not allocate.
type Field[S any] struct {
	name  string
	typ   Type
	tree  complaint.Tree
	known []string // the values that a condition may name; for ranks from low to high

	text   func(*S) string
	list   func(*S, int) (string, bool)
	flag   func(*S) bool
	count  func(*S) (int64, bool)
	length func(*S) (time.Duration, bool)
	moment func(*S) time.Time
	number func(*S) (decimal.Decimal, bool)
	float  func(*S) (float64, bool)
	money  func(*S) complaint.Money
}

// Text is a field of texts; "" is not set.
func Text[S any](name string, get func(*S) string) Field[S] {
	return Field[S]{name: name, typ: TextType, text: get}
}

// Code is a field of codes of a tree; "" is not set. Conditions may name only codes of the vocabulary's taxonomy.
func Code[S any](name string, tree complaint.Tree, get func(*S) string) Field[S] {
	return Field[S]{name: name, typ: CodeType, tree: tree, text: get}
}

// Rank is a field of words with an order, given from low to high; "" is not set. A word that is not in the list is
// neither at least nor at most anything.
func Rank[S any](name string, lowToHigh []string, get func(*S) string) Field[S] {
	return Field[S]{name: name, typ: RankType, known: slices.Clone(lowToHigh), text: get}
}

// List is a field of several texts; an empty list is not set. The getter returns the text at an index, and false behind
// the last one.
func List[S any](name string, get func(s *S, i int) (string, bool)) Field[S] {
	return Field[S]{name: name, typ: ListType, list: get}
}

// Codes is a [List] whose texts are codes of a tree.
func Codes[S any](name string, tree complaint.Tree, get func(s *S, i int) (string, bool)) Field[S] {
	return Field[S]{name: name, typ: ListType, tree: tree, list: get}
}

// Flag is a field that is true or false.
func Flag[S any](name string, get func(*S) bool) Field[S] {
	return Field[S]{name: name, typ: FlagType, flag: get}
}

// Count is a field of whole numbers; false is not set.
func Count[S any](name string, get func(*S) (int64, bool)) Field[S] {
	return Field[S]{name: name, typ: CountType, count: get}
}

// Number is a field of exact numbers; false is not set. Comparing numbers of more than 18 digits allocates.
func Number[S any](name string, get func(*S) (decimal.Decimal, bool)) Field[S] {
	return Field[S]{name: name, typ: NumberType, number: get}
}

// Measure is a field of estimated numbers; false is not set, and neither is NaN. The numbers of a condition are rounded
// to the nearest float64.
func Measure[S any](name string, get func(*S) (float64, bool)) Field[S] {
	return Field[S]{name: name, typ: MeasureType, float: get}
}

// Amount is a field of money; the zero value is not set. An amount is compared only with amounts in its currency;
// it is neither more nor less than one in another.
func Amount[S any](name string, get func(*S) complaint.Money) Field[S] {
	return Field[S]{name: name, typ: MoneyType, money: get}
}

// Time is a field of moments in whole microseconds; the zero time is not set.
func Time[S any](name string, get func(*S) time.Time) Field[S] {
	return Field[S]{name: name, typ: TimeType, moment: get}
}

// Duration is a field of lengths of time; false is not set.
func Duration[S any](name string, get func(*S) (time.Duration, bool)) Field[S] {
	return Field[S]{name: name, typ: DurationType, length: get}
}

// Counter returns the getter of a field of whole numbers; nil for a field of another type.
func (f Field[S]) Counter() func(*S) (int64, bool) { return f.count }

// Known returns the field with the values that a condition may name. Others are refused, as spelling mistakes are.
func (f Field[S]) Known(values ...string) Field[S] {
	f.known = slices.Clone(values)
	return f
}

// Name returns the name that conditions use.
func (f Field[S]) Name() string { return f.name }

// Show returns the value of a subject as text, for explanations, and whether it is set. Lists are cut after ten entries.
func (f Field[S]) Show(s *S) (string, bool) {
	switch {
	case f.text != nil:
		text := f.text(s)
		return text, text != ""
	case f.list != nil:
		return f.showList(s)
	case f.flag != nil:
		return strconv.FormatBool(f.flag(s)), true
	default:
		return f.showNumber(s)
	}
}

func (f Field[S]) showNumber(s *S) (string, bool) {
	switch {
	case f.count != nil:
		if n, ok := f.count(s); ok {
			return strconv.FormatInt(n, 10), true
		}
	case f.length != nil:
		if d, ok := f.length(s); ok {
			return d.String(), true
		}
	case f.moment != nil:
		if t := f.moment(s); !t.IsZero() {
			return t.UTC().Format(time.RFC3339Nano), true
		}
	case f.number != nil:
		if d, ok := f.number(s); ok {
			return plainDecimal(d), true
		}
	case f.float != nil:
		if v, ok := f.float(s); ok && !math.IsNaN(v) {
			return plainFloat(v), true
		}
	case f.money != nil:
		if m := f.money(s); !m.IsZero() {
			return m.String(), true
		}
	}
	return "", false
}

func (f Field[S]) showList(s *S) (string, bool) {
	const most = 10
	var b []byte
	for i := range most {
		item, ok := f.list(s, i)
		if !ok {
			return string(b), i > 0
		}
		if i > 0 {
			b = append(b, ',', ' ')
		}
		b = append(b, item...)
	}
	return string(append(b, ", …"...)), true
}
