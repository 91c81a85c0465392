package complaint_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func ExampleBuiltinTaxonomy() {
	t := complaint.BuiltinTaxonomy()
	fmt.Println(t.Label(complaint.Categories, "logistics.delay", "zh-CN"), "/", t.Label(complaint.Categories, "logistics.delay", "en"))
	fmt.Println(t.Has(complaint.Categories, "logistics.teleport"), complaint.InSubtree("logistics.delay", "logistics"))
	// Output:
	// 配送延迟 / Late or not dispatched
	// false true
}

func ExampleNewTaxonomy() {
	base := complaint.BuiltinTaxonomy()
	terms := map[complaint.Tree][]complaint.Term{}
	for _, tree := range complaint.Trees() {
		terms[tree] = base.Terms(tree)
	}
	terms[complaint.Categories] = append(terms[complaint.Categories],
		complaint.Term{Code: "rental", Chinese: "租赁", English: "Rental"},
		complaint.Term{Code: "rental.deposit", Chinese: "押金", English: "Deposit not paid back"})
	t, err := complaint.NewTaxonomy(terms)
	fmt.Println(t.Label(complaint.Categories, "rental.deposit", "en"), err)

	terms[complaint.Severities] = terms[complaint.Severities][:2]
	_, err = complaint.NewTaxonomy(terms)
	fmt.Println(err)
	// Output:
	// Deposit not paid back <nil>
	// severities: must have the code very_serious
}

func builtinTerms() map[complaint.Tree][]complaint.Term {
	terms := map[complaint.Tree][]complaint.Term{}
	for _, tree := range complaint.Trees() {
		terms[tree] = complaint.BuiltinTaxonomy().Terms(tree)
	}
	return terms
}

func TestBuiltinTaxonomyIsWhole(t *testing.T) {
	for tree, n := range map[complaint.Tree]int{
		complaint.Categories: 50, complaint.Causes: 10, complaint.Sensitives: 8, complaint.Remedies: 14, complaint.Channels: 14,
	} {
		require.Len(t, complaint.BuiltinTaxonomy().Terms(tree), n, tree)
	}
}

func TestTaxonomyIsRefused(t *testing.T) {
	for field, change := range map[string]func(terms map[complaint.Tree][]complaint.Term){
		"colours": func(x map[complaint.Tree][]complaint.Term) { x["colours"] = nil },
		"causes":  func(x map[complaint.Tree][]complaint.Term) { delete(x, complaint.Causes) },
		"categories.other": func(x map[complaint.Tree][]complaint.Term) {
			x[complaint.Categories] = append(x[complaint.Categories], complaint.Term{Code: "other", Chinese: "a", English: "b"})
		},
		"categories.a.b": func(x map[complaint.Tree][]complaint.Term) {
			x[complaint.Categories] = append(x[complaint.Categories], complaint.Term{Code: "a.b", Chinese: "a", English: "b"})
		},
		"categories.nolabel": func(x map[complaint.Tree][]complaint.Term) {
			x[complaint.Categories] = append(x[complaint.Categories], complaint.Term{Code: "nolabel"})
		},
		"categories": func(x map[complaint.Tree][]complaint.Term) {
			x[complaint.Categories] = append(x[complaint.Categories], complaint.Term{Code: "A b", Chinese: "a", English: "b"})
		},
		"urgencies": func(x map[complaint.Tree][]complaint.Term) {
			x[complaint.Urgencies] = append(x[complaint.Urgencies], complaint.Term{Code: "panic", Chinese: "a", English: "b"})
		},
	} {
		terms := builtinTerms()
		change(terms)
		_, err := complaint.NewTaxonomy(terms)
		requireField(t, err, field)
	}
	for _, document := range []string{"", "[]", `{"categories":[{"code":"a","colour":"b"}]}`, `{"categories":7}`} {
		_, err := complaint.ParseTaxonomy([]byte(document))
		require.ErrorIs(t, err, complaint.ErrInvalid, document)
	}
}

func TestAHostsTaxonomyCounts(t *testing.T) {
	terms := builtinTerms()
	terms[complaint.Channels] = append(terms[complaint.Channels], complaint.Term{Code: "pigeon", Chinese: "信鸽", English: "Pigeon"})
	taxonomy, err := complaint.NewTaxonomy(terms)
	require.NoError(t, err)
	m := meta()
	m.Taxonomy = taxonomy
	_, _, err = complaint.Open(complaint.KeyID("", "t"), intake(func(in *complaint.Intake) { in.Channel = "pigeon" }), m)
	require.NoError(t, err)
}

func TestRanks(t *testing.T) {
	require.Less(t, complaint.SeverityGeneral.Rank(), complaint.SeverityVerySerious.Rank())
	require.Less(t, complaint.ComplexitySimple.Rank(), complaint.ComplexityMajor.Rank())
	require.Less(t, complaint.UrgencyNormal.Rank(), complaint.UrgencyUrgent.Rank())
	require.Zero(t, complaint.Severity("").Rank())
	require.Equal(t, 1, complaint.P1.Rank())
	require.Equal(t, 5, complaint.Priority("").Rank())
}
