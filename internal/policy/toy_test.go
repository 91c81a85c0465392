package policy

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
)

// toy is a subject with a field of every type and few values, so that random conditions often hold.
type toy struct {
	text, code, rank string
	list, codes      []string
	flag             bool
	count            *int64
	number           *decimal.Decimal
	measure          *float64
	money            complaint.Money
	at               time.Time
	length           *time.Duration
}

func toyFields(t require.TestingT) Vocabulary[toy] {
	v, err := NewVocabulary(
		Text("text", func(s *toy) string { return s.text }),
		Code("code", complaint.Categories, func(s *toy) string { return s.code }),
		Rank("rank", []string{"low", "mid", "high"}, func(s *toy) string { return s.rank }),
		List("list", func(s *toy, i int) (string, bool) { return at(s.list, i) }),
		Codes("codes", complaint.Categories, func(s *toy, i int) (string, bool) { return at(s.codes, i) }),
		Flag("flag", func(s *toy) bool { return s.flag }),
		Count("count", func(s *toy) (int64, bool) { return maybe(s.count) }),
		Number("number", func(s *toy) (decimal.Decimal, bool) { return maybe(s.number) }),
		Measure("measure", func(s *toy) (float64, bool) { return maybe(s.measure) }),
		Amount("money", func(s *toy) complaint.Money { return s.money }),
		Time("at", func(s *toy) time.Time { return s.at }),
		Duration("length", func(s *toy) (time.Duration, bool) { return maybe(s.length) }),
	)
	require.NoError(t, err)
	return v
}

func at(list []string, i int) (string, bool) {
	if i < len(list) {
		return list[i], true
	}
	return "", false
}

func maybe[T any](p *T) (T, bool) {
	if p == nil {
		var zero T
		return zero, false
	}
	return *p, true
}

// toyValues are what conditions on a field compare with, in ascending order where there is one.
func toyValues(field string) []string {
	switch field {
	case "text", "list":
		return []string{"a", "b", "c"}
	case "code", "codes":
		return []string{"logistics", "logistics.delay", "logistics.loss", "quality", "quality.defect"}
	case "rank":
		return []string{"low", "mid", "high"}
	case "flag":
		return []string{"true", "false"}
	case "count":
		return []string{"-1", "0", "1", "2"}
	case "number":
		return []string{"-0.5", "0", "1", "1.25", "100"}
	case "measure":
		return []string{"-0.5", "0", "0.1", "0.10000000000000000001", "0.3"}
	case "money":
		return []string{"CNY 0", "CNY 1.50", "CNY 100", "USD 0.5", "USD 100"}
	case "at":
		return []string{"2026-01-01", "2026-01-01T12:00:00Z", "2026-01-02", "2026-01-03"}
	default:
		return []string{"-1h", "0", "90m", "1d"}
	}
}

func drawToy(t *rapid.T) toy {
	pick := func(name string, list ...string) string { return rapid.SampledFrom(list).Draw(t, name) }
	several := func(name string, list []string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(list), 0, 3).Draw(t, name)
	}
	s := toy{
		text: pick("text", "", "a", "b", "c", "d"),
		code: pick("code", "", "logistics", "logistics.delay", "logistics.loss", "logistics.odd", "quality", "quality.defect", "logisticsx"),
		rank: pick("rank", "", "low", "mid", "high", "odd"),
		list: several("list", []string{"a", "b", "c", "d"}), codes: several("codes", append(toyValues("codes"), "other")),
		flag: rapid.Bool().Draw(t, "flag"),
	}
	if rapid.Bool().Draw(t, "counted") {
		n := rapid.SampledFrom([]int64{-2, -1, 0, 1, 2, 3}).Draw(t, "count")
		s.count = &n
	}
	if n := pick("number", "", "-0.5", "0", "0.99", "1.00", "1.25", "1.250", "100", "100.0000000000000000000000001"); n != "" {
		d := decimal.RequireFromString(n)
		s.number = &d
	}
	if n := pick("measure", "", "-0.5", "0", "0.1", "0.2", "0.30000000000000004", "NaN", "+Inf", "-Inf"); n != "" {
		f, err := strconv.ParseFloat(n, 64)
		require.NoError(t, err)
		s.measure = &f
	}
	if m := pick("money", "", "CNY 0", "CNY 1.50", "CNY 99.99", "CNY 100", "USD 0.50", "USD 100.00", "EUR 1"); m != "" {
		var err error
		s.money, err = ParseMoney(m)
		require.NoError(t, err)
	}
	if m := pick("at", "", "2025-12-31T23:59:59.999999Z", "2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z", "2026-01-02T23:59:59.999999Z", "2026-01-03T00:00:00Z"); m != "" {
		var err error
		s.at, err = parseInstant(m)
		require.NoError(t, err)
	}
	if m := pick("length", "", "-2h", "-1h", "0", "1h30m", "24h", "25h"); m != "" {
		d, err := time.ParseDuration(m)
		require.NoError(t, err)
		s.length = &d
	}
	return s
}

func drawCondition(t *rapid.T, v Vocabulary[toy], depth int) Condition {
	if depth > 0 && rapid.IntRange(0, 2).Draw(t, "group") > 0 {
		kids := make([]Condition, rapid.IntRange(1, 3).Draw(t, "kids"))
		for i := range kids {
			kids[i] = drawCondition(t, v, depth-1)
		}
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return Any(kids...)
		case 1:
			return None(kids...)
		case 2:
			return Condition{All: kids[:1], None: kids}
		default:
			return All(kids...)
		}
	}
	term := rapid.SampledFrom(v.Terms()).Draw(t, "field")
	op := rapid.SampledFrom(term.Ops).Draw(t, "op")
	values := toyValues(term.Name)
	one := rapid.IntRange(0, len(values)-1)
	switch op {
	case IsSet, IsUnset:
		return Where(term.Name, op)
	case Between:
		i, j := one.Draw(t, "from"), one.Draw(t, "to")
		if term.Name == "money" {
			return Where(term.Name, op, values[min(i, j)%3], "CNY 100")
		}
		return Where(term.Name, op, values[min(i, j)], values[max(i, j)])
	case OneOf, NoneOf, Under, ContainsAny, ContainsAll:
		return Where(term.Name, op, rapid.SliceOfNDistinct(rapid.SampledFrom(values), 1, 3, rapid.ID).Draw(t, "values")...)
	default:
		if term.Name == "money" && rapid.Bool().Draw(t, "currencies") {
			return Where(term.Name, op, "USD 0.5", values[one.Draw(t, "value")%3])
		}
		return Where(term.Name, op, values[one.Draw(t, "value")])
	}
}

// oracle evaluates a condition by reading it, as slowly and plainly as possible.
func oracle(t require.TestingT, c Condition, s toy) bool {
	if c.Field == "" {
		for _, kid := range c.All {
			if !oracle(t, kid, s) {
				return false
			}
		}
		for _, kid := range c.None {
			if oracle(t, kid, s) {
				return false
			}
		}
		return c.Any == nil || slices.ContainsFunc(c.Any, func(kid Condition) bool { return oracle(t, kid, s) })
	}
	switch c.Op {
	case IsNot, NoneOf:
		return !slices.ContainsFunc(c.Value, func(v string) bool { return oracleOne(t, c.Field, Is, v, s) })
	case Between:
		return oracleOne(t, c.Field, AtLeast, c.Value[0], s) && oracleOne(t, c.Field, AtMost, c.Value[1], s)
	case ContainsAll:
		return !slices.ContainsFunc(c.Value, func(v string) bool { return !oracleOne(t, c.Field, Is, v, s) })
	case IsUnset:
		return !oracleOne(t, c.Field, IsSet, "", s)
	case IsSet:
		return oracleOne(t, c.Field, IsSet, "", s)
	case OneOf, ContainsAny:
		return slices.ContainsFunc(c.Value, func(v string) bool { return oracleOne(t, c.Field, Is, v, s) })
	default:
		return slices.ContainsFunc(c.Value, func(v string) bool { return oracleOne(t, c.Field, c.Op, v, s) })
	}
}

func oracleOne(t require.TestingT, field string, op Op, value string, s toy) bool {
	var lo, hi int // the subject compared with the first and with the last thing that the value stands for
	set := true
	words := func(have []string) bool {
		if op == IsSet {
			return len(have) > 0
		}
		return slices.ContainsFunc(have, func(w string) bool {
			return w == value || op == Under && strings.HasPrefix(w, value+".")
		})
	}
	rat := func(text string) decimal.Decimal {
		if text == "" {
			return decimal.Decimal{}
		}
		return decimal.RequireFromString(text)
	}
	switch field {
	case "text":
		return words(slices.DeleteFunc([]string{s.text}, func(w string) bool { return w == "" }))
	case "code":
		return words(slices.DeleteFunc([]string{s.code}, func(w string) bool { return w == "" }))
	case "list":
		return words(s.list)
	case "codes":
		return words(s.codes)
	case "flag":
		return s.flag == (value == "true")
	case "rank":
		order := []string{"low", "mid", "high"}
		if s.rank == "odd" {
			return op == IsSet
		}
		set = s.rank != ""
		lo = slices.Index(order, s.rank) - slices.Index(order, value)
		hi = lo
	case "count":
		if set = s.count != nil; set {
			lo = decimal.NewFromInt(*s.count).Cmp(rat(value))
			hi = lo
		}
	case "number":
		if set = s.number != nil; set {
			lo = s.number.Cmp(rat(value))
			hi = lo
		}
	case "measure":
		if set = s.measure != nil && !math.IsNaN(*s.measure); set && value != "" {
			f, err := parseFloat(value)
			require.NoError(t, err)
			switch {
			case *s.measure < f:
				lo, hi = -1, -1
			case *s.measure > f:
				lo, hi = 1, 1
			}
		}
	case "money":
		if set = s.money.Currency != ""; set && value != "" {
			currency, amount, _ := strings.Cut(value, " ")
			if currency != s.money.Currency {
				return false
			}
			lo = s.money.Amount.Cmp(rat(amount))
			hi = lo
		}
	case "at":
		if set = !s.at.IsZero(); set && value != "" {
			m, err := ParseMoment(value)
			require.NoError(t, err)
			lo, hi = s.at.Compare(m.Start(nil)), s.at.Compare(m.End(nil))
			day := len(value) == len(time.DateOnly)
			switch {
			case day && hi == 0:
				hi = 1 // the next day has begun
			case day && lo > 0 && hi < 0:
				lo, hi = 0, 0
			case lo == 0:
				hi = 0
			}
		}
	case "length":
		if set = s.length != nil; set && value != "" {
			d, err := ParseDuration(value)
			require.NoError(t, err)
			lo = int(*s.length - d)
			hi = lo
		}
	}
	if op == IsSet || !set {
		return set && op == IsSet
	}
	switch op {
	case Is:
		return lo >= 0 && hi <= 0
	case AtLeast:
		return lo >= 0
	case AtMost:
		return hi <= 0
	case MoreThan, After:
		return hi > 0
	default:
		return lo < 0
	}
}

func TestToyVocabularyHasEveryType(t *testing.T) {
	types := map[Type]bool{}
	for _, term := range toyFields(t).Terms() {
		types[term.Type] = true
	}
	require.Len(t, types, 11)
}
