package policy

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// intricate needs more conjunctions than the linter counts; its opposite is simple.
func intricate() Condition {
	fields := []string{"order", "carrier", "currency", "language", "handler", "department", "customer.id", "customer.tier"}
	groups := make([]Condition, len(fields))
	for i, field := range fields {
		groups[i] = Any(Where(field, Is, "CNY"), Where(field, Is, "b"), Where("tags", ContainsAny, field))
	}
	return All(groups...)
}

func TestImplies(t *testing.T) {
	serious := Where("severity", AtLeast, "serious")
	never := All(serious, Where("severity", Is, "general"))
	always := Any(Where("order", IsSet), Where("order", IsUnset))
	hopeless := Any(All(intricate(), serious), None(intricate()))
	type answer struct{ implied, judged bool }
	yes, no, unknown := answer{true, true}, answer{false, true}, answer{}
	for _, tc := range []struct {
		name       string
		p, q       Condition
		want, back answer
	}{
		{"same", serious, serious, yes, yes},
		{"anything implies always", serious, Condition{}, yes, no},
		{"always in words", serious, always, yes, no},
		{"always both ways", Condition{}, always, yes, yes},
		{"zero and zero", Condition{}, Condition{}, yes, yes},
		{"never implies all", never, Where("channel", Is, "app"), yes, no},
		{"never and always", never, Condition{}, yes, no},
		{"rank", Where("severity", Is, "very_serious"), serious, yes, no},
		{"further condition", All(serious, Where("channel", Is, "app")), serious, yes, no},
		{"alternative", serious, Any(serious, Where("channel", Is, "app")), yes, no},
		{"other field", serious, Where("channel", Is, "app"), no, no},
		{"subtree", Where("category", Is, "logistics.delay"), Where("category", Under, "logistics"), yes, no},
		{"sibling", Where("category", Under, "logistics.delay"), Where("category", Under, "quality"), no, no},
		{"not set is not less", Where("amount", IsUnset), Where("amount", LessThan, "CNY 5"), no, no},
		{"not set is none of", Where("order", IsUnset), Where("order", NoneOf, "a", "b"), yes, no},
		{"other currency", Where("amount", AtLeast, "CNY 500"), Where("amount", AtLeast, "CNY 100", "USD 70"), yes, no},
		{"currency", Where("amount", AtLeast, "USD 500"), Where("amount", AtLeast, "CNY 100"), no, no},
		{"count", Where("reopens", MoreThan, "2"), Where("reopens", AtLeast, "3"), yes, yes},
		{"duration", Where("age", MoreThan, "8d"), Where("age", MoreThan, "1w"), yes, no},
		{"day", Where("received", Is, "2026-01-01"), Where("received", Before, "2026-01-02"), yes, no},
		{"lists", Where("tags", ContainsAll, "a", "b"), Where("tags", ContainsAny, "b", "c"), yes, no},
		{"list is set", Where("tags", ContainsAny, "a"), Where("tags", IsSet), yes, no},
		{"covered by two", serious, Any(Where("severity", Is, "serious"), Where("severity", Is, "very_serious")), yes, yes},
		{"covered by two ranges", Where("amount", Between, "CNY 1", "CNY 9"), Any(Where("amount", AtMost, "CNY 5"), Where("amount", MoreThan, "CNY 5")), yes, no},
		{"not seen: no count between 5 and 6", Where("reopens", IsSet), Any(Where("reopens", AtMost, "5"), Where("reopens", MoreThan, "5")), no, yes},
		{"flag", None(Where("open", Is, "true")), Where("open", Is, "false"), yes, yes},
		{"contraposition", None(serious, Where("channel", Is, "app")), None(serious), yes, no},
		{"intricate left", intricate(), Any(Where("order", Is, "CNY"), Where("order", Is, "b"), Where("tags", ContainsAny, "order")), yes, no},
		{"intricate both", intricate(), intricate(), yes, yes},
		{"intricate and never", hopeless, never, unknown, yes},
		{"hopeless", hopeless, serious, unknown, unknown},
		{"hopeless implies always", hopeless, Condition{}, yes, unknown},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := Compile(ComplaintFields[struct{}](), tc.p)
			require.NoError(t, err)
			q, err := Compile(ComplaintFields[struct{}](), tc.q)
			require.NoError(t, err)
			var got, reverse answer
			got.implied, got.judged = p.Implies(q)
			reverse.implied, reverse.judged = q.Implies(p)
			assert.Equal(t, tc.want, got)
			assert.Equal(t, tc.back, reverse, "the other way round")
		})
	}
}

// What is implied holds for every subject; a condition implies itself and what is weaker by how it is made.
func TestLawImpliesIsSound(t *testing.T) {
	v := toyFields(t)
	compile := func(t *rapid.T, c Condition) Predicate[toy] {
		p, err := Compile(v, c)
		require.NoError(t, err)
		return p
	}
	seen, implications := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawCondition(t, v, 2), drawCondition(t, v, 1)
		if rapid.Bool().Draw(t, "same field") {
			a, b = drawCondition(t, v, 0), drawCondition(t, v, 0)
			if b.Field = a.Field; !compiles(v, b) {
				b = a
			}
		}
		list := []Condition{a, b, All(a, b), Any(a, b), None(a), None(b), All(a, None(b)), {}}
		made := map[[2]int]bool{
			{2, 0}: true, {2, 1}: true, {0, 3}: true, {1, 3}: true, {2, 3}: true, {6, 0}: true, {6, 5}: true,
			{0, 7}: true, {4, 7}: true,
		}
		predicates := make([]Predicate[toy], len(list))
		for i, c := range list {
			predicates[i] = compile(t, c)
		}
		subjects := make([]toy, 20)
		for i := range subjects {
			subjects[i] = drawToy(t)
		}
		for i, p := range predicates {
			for j, q := range predicates {
				implied, judged := p.Implies(q)
				require.True(t, judged || !implied)
				if made[[2]int{i, j}] && judged {
					require.True(t, implied, "%+v must imply %+v", list[i], list[j])
				}
				if !implied {
					continue
				}
				implications++
				for k := range subjects {
					if p.Match(&subjects[k]) {
						seen++
						require.True(t, q.Match(&subjects[k]), "%+v implies %+v, but not for %+v", list[i], list[j], subjects[k])
					}
				}
			}
		}
	})
	require.Positive(t, seen)
	require.Positive(t, implications)
}

func compiles(v Vocabulary[toy], c Condition) bool {
	_, err := Compile(v, c)
	return err == nil
}
