package policy

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLawMatchIsWhatTheConditionSays(t *testing.T) {
	v := toyFields(t)
	rapid.Check(t, func(t *rapid.T) {
		c := drawCondition(t, v, 3)
		p, err := Compile(v, c)
		require.NoError(t, err)
		for range 10 {
			s := drawToy(t)
			want := oracle(t, c, s)
			require.Equal(t, want, p.Match(&s), "condition %+v on %+v", c, s)
			e := p.Explain(&s)
			require.Equal(t, want, e.Held)
			require.NotEmpty(t, e.Reasons())
			for _, step := range e.Steps {
				require.Equal(t, oracle(t, Where(step.Field, step.Op, step.Value...), s), step.Held)
			}
		}
	})
}

func TestLawNormalFormMeansTheSame(t *testing.T) {
	v := toyFields(t)
	rapid.Check(t, func(t *rapid.T) {
		p, err := Compile(v, drawCondition(t, v, 2))
		require.NoError(t, err)
		form, ok := p.normal()
		if !ok {
			return
		}
		for range 10 {
			s := drawToy(t)
			if p.Match(&s) {
				require.NotEmpty(t, form, "matches and has an empty normal form")
			}
		}
	})
}

// What the linter calls useless is useless, and no pair of rules that meet is kept quiet.
func TestLawLinterIsSound(t *testing.T) {
	v := toyFields(t)
	rapid.Check(t, func(t *rapid.T) {
		list := make([]Rule, rapid.IntRange(2, 6).Draw(t, "rules"))
		for i := range list {
			list[i] = Rule{Name: strconv.Itoa(i), When: drawCondition(t, v, 2)}
		}
		rules, err := NewRules(v, nil, "rules", list)
		require.NoError(t, err)
		found := rules.Lint()
		has := func(code FindingCode, rule, other int) bool {
			for _, f := range found {
				if f.Code == code && f.Rule == rule && (other < 0 || len(f.Others) > 0 && f.Others[0] == other) {
					return true
				}
			}
			return false
		}
		for range 20 {
			s := drawToy(t)
			first := rules.First(&s)
			if first >= 0 {
				require.False(t, has(Unreachable, first, -1), "%d is unreachable and applies to %+v", first, s)
			}
			var matching []int
			for i := range rules.Matching(&s) {
				require.False(t, has(NeverMatches, i, -1), "%d never matches and matches %+v", i, s)
				for _, j := range matching {
					quiet := !has(Overlap, j, i) && !has(Exception, j, i) && !has(Unreachable, i, -1) && !has(NotJudged, i, -1) && !has(NotJudged, j, -1)
					require.False(t, quiet, "%d and %d both match %+v", j, i, s)
					if has(Exception, j, i) {
						require.True(t, rules.rules[i].when.Match(&s))
					}
				}
				matching = append(matching, i)
			}
			// An exception is within the later rule.
			for _, f := range found {
				if f.Code == Exception && rules.rules[f.Rule].when.Match(&s) {
					require.True(t, rules.rules[f.Others[0]].when.Match(&s))
				}
			}
		}
	})
}

// Sets answer for what is in them: checked for the sets of single comparisons, on the values that a toy can have.
func TestLawSetsAreSound(t *testing.T) {
	v := toyFields(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawCondition(t, v, 0), drawCondition(t, v, 0)
		b.Field = a.Field
		p, err := Compile(v, a)
		require.NoError(t, err)
		q, err := Compile(v, b)
		if err != nil {
			return
		}
		mine, _ := p.root.sets()
		others, _ := q.root.sets()
		within := mine[0].within(others[0])
		apart := mine[0].and(others[0]).empty()
		for range 20 {
			s := drawToy(t)
			if p.Match(&s) {
				require.False(t, within && !q.Match(&s), "%+v within %+v, but not for %+v", a, b, s)
				require.False(t, apart && q.Match(&s), "%+v apart from %+v, but not for %+v", a, b, s)
			}
		}
		require.True(t, mine[0].within(mine[0]) || mine[0].empty())
	})
}

func TestLawConditionsSurviveADocument(t *testing.T) {
	v := toyFields(t)
	rapid.Check(t, func(t *rapid.T) {
		type document struct {
			When Condition `json:"when"`
		}
		c := drawCondition(t, v, 3)
		text, err := json.Marshal(document{c})
		require.NoError(t, err)
		src, err := ParseJSON("c.json", text)
		require.NoError(t, err)
		doc, err := Decode[document](src)
		require.NoError(t, err)
		again, err := json.Marshal(doc.Value)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
		var direct document
		require.NoError(t, json.Unmarshal(text, &direct))
		require.Equal(t, document{c}, direct)
		p, err := Compile(v, doc.Value.When)
		require.NoError(t, err)
		s := drawToy(t)
		require.Equal(t, oracle(t, c, s), p.Match(&s))
	})
}
