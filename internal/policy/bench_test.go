package policy

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// twenty is a condition of twenty comparisons all of which are evaluated: every one but the last holds.
func twenty() Condition {
	return All(
		Where("severity", AtLeast, "serious"),
		Where("category", Under, "logistics", "quality.defect"),
		Where("channel", OneOf, "app", "regulator"),
		Where("tags", ContainsAny, "vip"),
		Where("amount", AtLeast, "CNY 500"),
		Where("reopens", AtLeast, "1"),
		Where("age", MoreThan, "24h"),
		Where("received", After, "2026-01-01"),
		Where("customer.tier", Is, "gold"),
		Where("language", IsNot, "en"),
		Where("urgency", Is, "urgent"),
		Where("complexity", AtMost, "complex"),
		Where("emotion.polarity", LessThan, "-0.3"),
		Where("order", IsSet),
		Where("sought", ContainsAny, "refund", "exchange"),
		Any(Where("carrier", Is, "sf"), Where("carrier", Is, "yto")),
		None(Where("feedback", Is, "inquiry")),
		Where("cycle", Between, "1", "3"),
		Where("department", Is, "sales"),
	)
}

func benchSubject(t testing.TB) *Case {
	amount, err := ParseMoney("CNY 1234.50")
	require.NoError(t, err)
	now := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	return &Case{Now: now, Complaint: &complaint.Complaint{
		Cycle: 1, Reopens: 1, Received: now.AddDate(0, 0, -3),
		Intake: complaint.Intake{
			Channel: complaint.ChannelRegulator, Feedback: complaint.FeedbackComplaint, Language: "zh-CN", Order: "A-1", Carrier: "yto",
			Amount: amount, Sought: []complaint.Remedy{"exchange"}, Customer: complaint.Customer{Tier: "gold"},
		},
		Assessment: complaint.Assessment{
			Category: "quality.defect", Severity: complaint.SeveritySerious, Urgency: complaint.UrgencyUrgent,
			Complexity: complaint.ComplexitySimple, Tags: []string{"first", "vip"}, Emotion: &complaint.Emotion{Polarity: -0.8},
		},
		Assignment: complaint.Assignment{Party: complaint.Party{Department: "care"}},
	}}
}

// handwritten is the same condition as a tree of closures that somebody wrote for this one purpose.
func handwritten() func(*Case) bool {
	type test = func(*Case) bool
	all := func(of ...test) test {
		return func(s *Case) bool {
			for _, f := range of {
				if !f(s) {
					return false
				}
			}
			return true
		}
	}
	anyOf := func(of ...test) test {
		return func(s *Case) bool {
			for _, f := range of {
				if f(s) {
					return true
				}
			}
			return false
		}
	}
	text := func(get func(*Case) string, want string) test {
		return func(s *Case) bool { return get(s) == want }
	}
	not := func(f test) test { return func(s *Case) bool { return !f(s) } }
	start := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	least := decimal.New(5000, -1) // as many decimals as the amount has, so that Cmp does not allocate
	carrier := func(s *Case) string { return s.Complaint.Intake.Carrier }
	return all(
		func(s *Case) bool {
			return s.Complaint.Assessment.Severity == complaint.SeveritySerious || s.Complaint.Assessment.Severity == complaint.SeverityVerySerious
		},
		func(s *Case) bool {
			return complaint.InSubtree(s.Complaint.Assessment.Category, "logistics") || complaint.InSubtree(s.Complaint.Assessment.Category, "quality.defect")
		},
		anyOf(text(func(s *Case) string { return string(s.Complaint.Intake.Channel) }, "app"),
			text(func(s *Case) string { return string(s.Complaint.Intake.Channel) }, "regulator")),
		func(s *Case) bool {
			return slices.Contains(s.Complaint.Assessment.Tags, "vip")
		},
		func(s *Case) bool {
			m := &s.Complaint.Intake.Amount
			return m.Currency == "CNY" && m.Amount.Cmp(least) >= 0
		},
		func(s *Case) bool { return s.Complaint.Reopens >= 1 },
		func(s *Case) bool { return s.Now.Sub(s.Complaint.Received) > 24*time.Hour },
		func(s *Case) bool { return !s.Complaint.Received.Before(start) },
		text(func(s *Case) string { return s.Complaint.Intake.Customer.Tier }, "gold"),
		not(text(func(s *Case) string { return s.Complaint.Intake.Language }, "en")),
		text(func(s *Case) string { return string(s.Complaint.Assessment.Urgency) }, "urgent"),
		func(s *Case) bool {
			return s.Complaint.Assessment.Complexity == complaint.ComplexitySimple || s.Complaint.Assessment.Complexity == complaint.ComplexityComplex
		},
		func(s *Case) bool {
			return s.Complaint.Assessment.Emotion != nil && s.Complaint.Assessment.Emotion.Polarity < -0.3
		},
		func(s *Case) bool { return s.Complaint.Intake.Order != "" },
		func(s *Case) bool {
			for _, r := range s.Complaint.Intake.Sought {
				if r == "refund" || r == "exchange" {
					return true
				}
			}
			return false
		},
		anyOf(text(carrier, "sf"), text(carrier, "yto")),
		not(text(func(s *Case) string { return string(s.Complaint.Intake.Feedback) }, "inquiry")),
		func(s *Case) bool { return s.Complaint.Cycle >= 1 && s.Complaint.Cycle <= 3 },
		text(func(s *Case) string { return s.Complaint.Assignment.Department }, "sales"),
	)
}

func BenchmarkMatch20(b *testing.B) {
	s := benchSubject(b)
	p, err := Compile(ComplaintFields[struct{}](), twenty())
	require.NoError(b, err)
	extended, err := Compile(ComplaintFields[facts](), twenty())
	require.NoError(b, err)
	x := &Subject[facts]{Complaint: s.Complaint, Now: s.Now}
	byHand := handwritten()
	b.Run("compiled", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Match(s)
		}
	})
	b.Run("extended", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			extended.Match(x)
		}
	})
	b.Run("handwritten", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			byHand(s)
		}
	})
}

func BenchmarkCompile20(b *testing.B) {
	v, c := ComplaintFields[struct{}](), twenty()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(v, c); err != nil {
			b.Fatal(err)
		}
	}
}

func TestPredicatesAreSharedByGoroutines(t *testing.T) {
	s := benchSubject(t)
	rules, err := NewRules(ComplaintFields[struct{}](), nil, "rules", []Rule{{Name: "a", When: twenty()}, {Name: "b"}})
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				assert.Equal(t, 1, rules.First(s))
				assert.False(t, rules.Explain(0, s).Held)
				assert.Len(t, rules.Lint(), 1)
			}
		})
	}
	wg.Wait()
}

func TestMatchDoesNotAllocate(t *testing.T) {
	s := benchSubject(t)
	p, err := Compile(ComplaintFields[struct{}](), twenty())
	require.NoError(t, err)
	require.False(t, p.Match(s))
	require.False(t, handwritten()(s))
	e := p.Explain(s)
	held := 0
	for _, step := range e.Steps {
		if step.Supports() {
			held++
		}
	}
	require.Len(t, e.Steps, 20)
	require.Equal(t, 18, held, "all but one carrier and the department: %+v", e.Steps)
	require.Zero(t, testing.AllocsPerRun(100, func() { p.Match(s) }))
	rules, err := NewRules(ComplaintFields[struct{}](), nil, "rules", []Rule{{Name: "a", When: twenty()}, {Name: "b"}})
	require.NoError(t, err)
	require.Equal(t, 1, rules.First(s))
	require.Zero(t, testing.AllocsPerRun(100, func() { rules.First(s) }))
}
